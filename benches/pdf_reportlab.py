"""The bench's invoice by ReportLab: same texts, fonts, table with repeated header, QR code, page x of y.

usage: pdf_reportlab.py FONTS_FOLDER LONG_LINES [OUT.pdf]; prints CPU ms per one-page and per long document.
"""

import io, sys, time
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

pdfmetrics.registerFont(TTFont("Inter", sys.argv[1] + "/Inter-Regular.ttf"))
pdfmetrics.registerFont(TTFont("InterB", sys.argv[1] + "/Inter-SemiBold.ttf"))
INK, MUTED, LINE, ACCENT = map(HexColor, ("#111827", "#6b7280", "#e2e5ea", "#0f766e"))


def style(size, font="Inter", color=INK, align=0):
    return ParagraphStyle(
        "s", fontName=font, fontSize=size, leading=size * 1.38, textColor=color, alignment=align
    )


BODY, RIGHT, LABEL, STRONG = (
    style(9),
    style(9, align=2),
    style(8.5, color=MUTED),
    style(9, "InterB"),
)
DETAIL, HEAD, HEADR = (
    style(7.8, color=MUTED),
    style(8, "InterB", MUTED),
    style(8, "InterB", MUTED, 2),
)
SHORT = [
    (
        "Team plan, yearly commitment",
        "1 – 30 November 2026 · SKU TEAM-Y",
        "25",
        "€49.00",
        "19%",
        "€1,225.00",
    ),
    (
        "Additional seats, prorated from 11 November",
        "20 of 30 days",
        "4",
        "€49.00",
        "19%",
        "€130.67",
    ),
    ("API calls, graduated: 0 – 1 million", "Tier 1", "1,000,000", "€0.0002", "19%", "€200.00"),
    ("API calls, graduated: over 1 million", "Tier 2", "734,211", "€0.00015", "19%", "€110.13"),
    ("Priority support", "", "1", "€250.00", "19%", "€250.00"),
    (
        "Printed handbook “Billing, properly”",
        "Delivered 14 November 2026 · ISBN 978-3-000000-00-0",
        "3",
        "€29.90",
        "7%",
        "€89.70",
    ),
    ("Loyalty discount 10 % on Team plan", "", "1", "−€122.50", "19%", "−€122.50"),
]


def long_rows(count):
    return [
        (
            f"{n} Usage record {n}: compute hours in region eu-north-{n % 7}",
            "Reserved capacity, discount 15 %" if n % 3 == 0 else "",
            str(n % 90 + 1),
            "€1.25",
            "19%",
            f"€{n % 90 + 1}.{n % 100:02}",
        )
        for n in range(1, count + 1)
    ]


class Numbered(Canvas):
    """Page x of y: pages are kept until their number is known."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept = []

    def showPage(self):
        self.kept.append(dict(self.__dict__))
        self._startPage()

    def save(self):
        for number, state in enumerate(self.kept, 1):
            self.__dict__.update(state)
            self.setFont("Inter", 7.2)
            self.setFillColor(MUTED)
            self.drawString(
                52,
                50,
                "Nordlicht Software GmbH · Hafenstraße 12 · 20457 Hamburg · Amtsgericht Hamburg HRB 123456",
            )
            self.drawString(
                52, 40, "Managing directors: Jana Petersen, Tunde Adébáyọ̀ · VAT ID DE811907980"
            )
            self.drawRightString(543, 50, f"Page {number} of {len(self.kept)}")
            Canvas.showPage(self)
        Canvas.save(self)


def pairs(rows, widths):
    return Table([[Paragraph(a, LABEL), Paragraph(b, RIGHT)] for a, b in rows], widths)


def render(number, rows):
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=52,
        rightMargin=52,
        topMargin=46,
        bottomMargin=70,
        title=f"Invoice INV-2026-{number:06}",
        author="Nordlicht Software GmbH",
    )
    head = Table(
        [
            [
                Paragraph("Nordlicht Software GmbH", style(13, "InterB")),
                Paragraph("Invoice", style(24, "InterB")),
            ],
            ["", Paragraph(f"INV-2026-{number:06}", style(10.5, color=MUTED))],
        ],
        [246, 245],
    )
    due = [
        Paragraph("Amount due", LABEL),
        Paragraph("€2,183.65", style(27, "InterB")),
        Paragraph("Due 20 December 2026", style(10.5)),
        Paragraph(
            '<a href="https://pay.nordlicht.example/i/019a9f2e">Pay online →</a>',
            style(10, "InterB", ACCENT),
        ),
    ]
    facts = pairs(
        [
            ("Issue date", "20 November 2026"),
            ("Due date", "20 December 2026"),
            ("Billing period", "1 – 30 November 2026"),
            ("Purchase order", "PO-77812"),
            ("Payment terms", "30 days net"),
        ],
        [100, 131],
    )
    party = lambda label, name, lines: [Paragraph(label, LABEL), Paragraph(name, STRONG)] + [
        Paragraph(l, BODY) for l in lines
    ]
    parties = [
        party(
            "From",
            "Nordlicht Software GmbH",
            [
                "Hafenstraße 12",
                "20457 Hamburg",
                "Germany",
                "VAT ID DE 811 907 980",
                "Tax number 48/123/45678",
                "billing@nordlicht.example",
            ],
        ),
        party(
            "Bill to",
            f"Müller Großhandel {number} GmbH",
            [
                "Ọlọ́runṣògo House, 4 Marina Road",
                "Lagos Island 101001",
                "Nigeria",
                "TIN 20012345-0001",
                "accounts@adeola.example",
            ],
        ),
    ]
    cells = [
        [Paragraph("Description", HEAD)]
        + [Paragraph(t, HEADR) for t in ("Quantity", "Unit price", "VAT", "Amount")]
    ]
    for text, detail, *figures in rows:
        cells.append(
            [[Paragraph(text, BODY)] + ([Paragraph(detail, DETAIL)] if detail else [])]
            + [Paragraph(f, RIGHT) for f in figures]
        )
    lines = Table(
        cells,
        [241, 65, 65, 45, 75],
        repeatRows=1,
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, 0), 0.8, INK),
            ("LINEBELOW", (0, 1), (-1, -1), 0.5, LINE),
        ],
    )
    tax = Table(
        [[Paragraph(c, HEAD) for c in ("Rate", "Net", "VAT", "Gross")]]
        + [
            [Paragraph(c, style(8)) for c in r]
            for r in (
                ("19% standard", "€1,793.30", "€340.73", "€2,134.03"),
                ("7% reduced", "€89.70", "€6.28", "€95.98"),
            )
        ],
        [70, 54, 50, 57],
    )
    totals = pairs(
        [
            ("Subtotal", f"€{number + 1000}.{number % 100:02}"),
            ("VAT", "€347.01"),
            ("Total", "€2,230.01"),
            ("Credit applied", "−€46.36"),
            ("Amount due", "€2,183.65"),
        ],
        [120, 111],
    )
    code = QrCodeWidget("https://pay.nordlicht.example/i/019a9f2e", barLevel="M")
    drawing = Drawing(72, 72, transform=[72 / code.barWidth, 0, 0, 72 / code.barHeight, 0, 0])
    drawing.add(code)
    pay = pairs(
        [
            ("Bank", "Hamburger Sparkasse"),
            ("IBAN", "DE89 3704 0044 0532 0130 00"),
            ("BIC", "COBADEFFXXX"),
            ("Reference", f"INV-2026-{number:06}"),
        ],
        [60, 171],
    )
    caption = [
        Paragraph("Scan to pay by card, SEPA debit or bank transfer.", style(8.5)),
        Paragraph(
            '<a href="https://pay.nordlicht.example/i/019a9f2e">pay.nordlicht.example/i/019a9f2e</a>',
            style(9, "InterB", ACCENT),
        ),
    ]
    top = [("VALIGN", (0, 0), (-1, -1), "TOP")]
    document.build(
        [
            head,
            Spacer(1, 20),
            Table([[due, facts]], [246, 245], style=top),
            Spacer(1, 17),
            Table([parties], [246, 245], style=top),
            Spacer(1, 15),
            lines,
            KeepTogether(
                [
                    Table([[tax, totals]], [246, 245], style=top),
                    Spacer(1, 12),
                    Paragraph("How to pay", style(10, "InterB")),
                    Table([[pay, drawing, caption]], [246, 86, 159], style=top),
                    Paragraph(
                        "Thank you for your business. Please state the reference with your transfer.",
                        style(8.5),
                    ),
                ]
            ),
        ],
        canvasmaker=Numbered,
    )
    return out.getvalue()


if len(sys.argv) > 3:
    open(sys.argv[3], "wb").write(render(1, SHORT))
many = long_rows(int(sys.argv[2]))
for rows, count in ((SHORT, 40), (many, 2)):
    render(0, SHORT)
    began = time.process_time()
    for number in range(count):
        render(number, rows)
    print((time.process_time() - began) * 1000 / count)
