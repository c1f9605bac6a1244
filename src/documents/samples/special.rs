//! Documents that are hard to print: many scripts, right to left, and everything too long.

use super::super::model::*;
use super::{column, invoice, lines, row, total};

/// One line per script and currency sign.
pub fn many_scripts() -> PaperDocument {
    let mut document = invoice();
    document.buyer.name = "Ẹ̀kọ́ Ọ̀ṣun Ẹgbẹ́ Ltd".to_owned();
    document.lines.rows = vec![
        row(
            &["Naira: ₦1,234,567.89", "1", "₦1,234.50", "7.5%", "₦1,234,567.89"],
            &["Ọjà àti iṣẹ́, ẹọṣ"],
        ),
        row(&["Pound sterling: £12.50", "1", "£12.50", "20%", "£12.50"], &["Straße, groß, ẞ"]),
        row(&["Dollar: $99.00", "1", "$99.00", "0%", "$99.00"], &["naïve façade, œuvre"]),
        row(
            &["Ελληνικά: υπηρεσίες τιμολόγησης", "1", "€10.00", "24%", "€10.00"],
            &["Φόρος προστιθέμενης αξίας"],
        ),
        row(
            &["Кириллица: выставление счетов", "1", "₽500,00", "20%", "₽500,00"],
            &["Українська: їжак, ґанок"],
        ),
        row(
            &["Tiếng Việt: dịch vụ thanh toán", "1", "₫90.000", "10%", "₫90.000"],
            &["Thuế giá trị gia tăng"],
        ),
        row(
            &["العربية: خدمات الفوترة", "1", "€10.00", "15%", "€10.00"],
            &["ضريبة القيمة المضافة (١٥٪)"],
        ),
        row(&["עברית: שירותי חיוב", "1", "₪10.00", "17%", "₪10.00"], &["מס ערך מוסף (17%)"]),
        row(
            &["Türkçe, Română, Čeština, Polski: ığşŞİ țș řžů łąę", "1", "₺10,00", "20%", "₺10,00"],
            &["₹ ₩ ₵ ₴ ₿ № ✓ →"],
        ),
    ];
    document
}

/// Scripts the bundled fonts lack: drawn with the host's fonts, or as boxes.
pub fn asian() -> PaperDocument {
    let mut document = invoice();
    document.buyer.name = "株式会社テスト（東京）".to_owned();
    document.lines.rows = vec![
        row(&["日本語: 請求書、骨直", "1", "￥12,345", "10%", "￥12,345"], &["消費税（10%）"]),
        row(&["中文: 发票服务", "1", "¥99.00", "13%", "¥99.00"], &["增值税"]),
        row(&["한국어: 청구서 서비스", "1", "₩10,000", "10%", "₩10,000"], &["부가가치세"]),
        row(&["ไทย: ใบแจ้งหนี้ น้ำที่กู้", "1", "฿100", "7%", "฿100"], &["ภาษีมูลค่าเพิ่ม"]),
        row(&["हिन्दी: बीजक सेवा क्षत्रिय", "1", "₹100.00", "18%", "₹100.00"], &["वस्तु एवं सेवा कर"]),
    ];
    document
}

/// Everything too long for its place.
pub fn overfull() -> PaperDocument {
    let mut document = invoice();
    document.seller.name =
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft und Söhne GmbH & Co. KGaA"
            .to_owned();
    document.brand.name = document.seller.name.clone();
    document.buyer.name = "An International Conglomerate of Trading, Shipping and Warehousing Companies of the Gulf of Guinea (Registered) PLC".to_owned();
    document.buyer.email = Some(format!("{}@example.com", "accounts-payable-".repeat(6)));
    document.title = "Schlussrechnung nach Aufmaß".to_owned();
    document.number = "INV-2026-EU-NORTH-HAMBURG-0000000000000123456789".to_owned();
    if let Some(headline) = &mut document.headline {
        headline.value = "NGN 123,456,789,012,345.67".to_owned();
    }
    document.facts.push(Fact::new(
        "Related framework agreement and its amendments",
        "FA-2024-000000000000000000000000000000001/AMENDMENT-17",
    ));
    let amount = "₦123,456,789,012.34";
    document.lines.rows = (0..6)
        .map(|number| {
            row(
                &[
                    "A description that goes on and on, with Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz inside",
                    "123,456,789.123456",
                    amount,
                    "19.000%",
                    if number == 5 { "−₦123,456,789,012.34" } else { amount },
                ],
                &["SKU-0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"],
            )
        })
        .collect();
    document.totals.push(total(
        "Total payable including every surcharge",
        "₦9,999,999,999,999,999.99",
        Emphasis::Grand,
    ));
    if let Some(payment) = &mut document.payment {
        payment
            .facts
            .push(Fact::new("Beneficiary's correspondent bank and branch", "x".repeat(90)));
    }
    document
}

/// One line, the notes and the tax table each need more than a page.
pub fn continued() -> PaperDocument {
    let words = |name: &str, count: usize| -> String {
        let words: Vec<String> = (0..count).map(|number| format!("{name}{number}")).collect();
        words.join(" ")
    };
    let mut document = invoice();
    document.lines.rows.truncate(2);
    document.lines.rows[0].cells[0].text = words("word", 3000);
    document.notes[0].text = words("term", 4000);
    if let Some(tax) = &mut document.tax {
        let county = |number| format!("County {number}");
        let rate = |number| row(&[&county(number), "$1.00", "$0.07", "$1.07"], &[]);
        tax.rows = (0..90).map(rate).collect();
    }
    document
}

/// A page that is read from right to left.
pub fn right_to_left() -> PaperDocument {
    let mut document = invoice();
    document.title = "فاتورة ضريبية".to_owned();
    document.language = "ar-SA".to_owned();
    document.direction = PageDirection::RightToLeft;
    document.seller = Party {
        label: "من".to_owned(),
        name: "شركة الشمال للبرمجيات".to_owned(),
        address: lines(&["شارع الملك فهد 12", "الرياض 12211"]),
        tax_ids: lines(&["الرقم الضريبي 300012345600003"]),
        email: Some("billing@alshamal.example".to_owned()),
    };
    document.buyer.label = "إلى".to_owned();
    document.headline = Some(Headline {
        label: "المبلغ المستحق".to_owned(),
        value: "1,150.00 ر.س".to_owned(),
        detail: Some("تاريخ الاستحقاق 20 ديسمبر 2026".to_owned()),
        link: None,
    });
    document.facts =
        vec![Fact::new("تاريخ الإصدار", "20 نوفمبر 2026"), Fact::new("أمر الشراء", "PO-77812")];
    document.lines.columns = vec![
        column("الوصف", Align::Start, ColumnWidth::Share(1)),
        column("الكمية", Align::End, ColumnWidth::Content),
        column("المبلغ", Align::End, ColumnWidth::Content),
    ];
    document.lines.rows = vec![
        row(&["اشتراك الفريق (Team plan)", "25", "1,000.00"], &["نوفمبر 2026"]),
        row(&["API calls", "1,000", "0.00"], &[]),
    ];
    document.tax = None;
    document.totals = vec![
        total("المجموع الفرعي", "1,000.00", Emphasis::Normal),
        total("ضريبة القيمة المضافة 15٪", "150.00", Emphasis::Normal),
        total("المبلغ المستحق", "1,150.00", Emphasis::Grand),
    ];
    document.payment = None;
    document.notes = Vec::new();
    document.footer = lines(&["شركة الشمال للبرمجيات · السجل التجاري 1010101010"]);
    document.page_label = "صفحة {page} من {pages}".to_owned();
    document
}
