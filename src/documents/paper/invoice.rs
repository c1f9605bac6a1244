//! An invoice as it is printed: as issued. What was paid later is not on it.

use super::{
    brand, buyer_party, exemption_text, fact, footer, line_table, memo, page_label, period,
    rate_note, seller_party, tax_labels, tax_notes, text,
};
use crate::documents::model::{
    Emphasis, Fact, Headline, Note, PageDirection, PaperDocument, PaperSize, PaymentBox, Qr, Total,
};
use crate::domain::deposit::FixedDeposit;
use crate::domain::epc_transfer::epc_transfer;
use crate::domain::fx::TaxConversion;
use crate::domain::invoice::{Invoice, InvoiceWithLines};
use crate::domain::party::{Buyer, Seller};
use crate::domain::tax_evidence::ExemptionProof;
use crate::i18n::{self, Arg, Locale};

/// The page of a finalised invoice; None for a draft, which is no document yet.
#[must_use]
pub fn invoice(document: &InvoiceWithLines) -> Option<PaperDocument> {
    let invoice = &document.invoice;
    let (seller, buyer) = (invoice.seller.as_ref()?, invoice.buyer.as_ref()?);
    let number = invoice.number.clone()?;
    let locale = Locale::from_bcp47(&invoice.language).unwrap_or_default();
    let mut notes = tax_notes(locale, &document.taxes);
    notes.extend(memo(&invoice.memo));
    Some(PaperDocument {
        document_id: invoice.invoice_id.to_string(),
        title: text(locale, "document-invoice"),
        number: number.clone(),
        language: locale.as_bcp47().to_owned(),
        direction: PageDirection::LeftToRight,
        paper: PaperSize::A4,
        dated_on: invoice.issued_on,
        brand: brand(locale, seller),
        seller: seller_party(locale, seller),
        buyer: buyer_party(locale, buyer),
        other_parties: Vec::new(),
        headline: Some(headline(locale, invoice)),
        facts: facts(locale, invoice, buyer),
        lines: line_table(locale, &document.lines),
        tax: None,
        totals: totals(locale, document),
        payment: payment_box(locale, seller, invoice, &number),
        notes,
        footer: footer(seller, &invoice.language),
        page_label: page_label(locale),
    })
}

/// Adds what is due before the rest, under the totals.
pub fn add_deposit(paper: &mut PaperDocument, deposit: &FixedDeposit) {
    let locale = Locale::from_bcp47(&paper.language).unwrap_or_default();
    let on = Arg::from(i18n::date_long(locale, deposit.due_on));
    paper.totals.push(Total {
        label: i18n::text_with(locale, "document-deposit-due", &[("date", on)]),
        value: i18n::money(locale, deposit.amount),
        emphasis: Emphasis::Normal,
    });
}

/// Adds the tax in the seller's tax currency with the rate that made it (EN 16931 BT-111).
pub fn add_tax_conversion(paper: &mut PaperDocument, conversion: &TaxConversion) {
    let locale = Locale::from_bcp47(&paper.language).unwrap_or_default();
    let args = [("currency", Arg::from(conversion.tax.currency.code()))];
    paper.totals.push(Total {
        label: i18n::text_with(locale, "fx-tax-in", &args),
        value: i18n::money(locale, conversion.tax),
        emphasis: Emphasis::Normal,
    });
    let text = rate_note(locale, &conversion.rate);
    paper.notes.insert(0, Note { heading: None, text });
}

/// Adds the certificate for which no tax is charged, in place of the general sentence.
pub fn add_exemption(paper: &mut PaperDocument, proof: &ExemptionProof) {
    let locale = Locale::from_bcp47(&paper.language).unwrap_or_default();
    let general = text(locale, "document-tax-note-exempt");
    paper.notes.retain(|note| note.text != general);
    paper.notes.insert(0, Note { heading: None, text: exemption_text(locale, proof) });
}

fn headline(locale: Locale, invoice: &Invoice) -> Headline {
    let due = (!invoice.total.is_zero()).then(|| i18n::date_long(locale, invoice.due_on));
    Headline {
        label: text(locale, "document-amount-due"),
        value: i18n::money(locale, invoice.total),
        detail: due
            .map(|on| i18n::text_with(locale, "document-due-by", &[("date", Arg::from(on))])),
        link: None,
    }
}

fn facts(locale: Locale, invoice: &Invoice, buyer: &Buyer) -> Vec<Fact> {
    let mut facts = vec![
        fact(locale, "document-issued-on", i18n::date_long(locale, invoice.issued_on)),
        fact(locale, "document-due-on", i18n::date_long(locale, invoice.due_on)),
    ];
    if let Some((from, to)) = invoice.service {
        facts.push(fact(locale, "document-service-period", period(locale, from, to)));
    }
    if !invoice.purchase_order.is_empty() {
        facts.push(fact(locale, "document-purchase-order", invoice.purchase_order.as_str()));
    }
    facts.push(fact(locale, "document-customer-number", buyer.account_ref.as_str()));
    facts
}

fn totals(locale: Locale, document: &InvoiceWithLines) -> Vec<Total> {
    let invoice = &document.invoice;
    let taxes = tax_labels(locale, &document.taxes);
    let mut totals = Vec::new();
    if !taxes.is_empty() {
        let (label, value) =
            (text(locale, "document-subtotal"), i18n::money(locale, invoice.subtotal));
        totals.push(Total { label, value, emphasis: Emphasis::Normal });
    }
    totals.extend(taxes.into_iter().map(|(label, value)| Total {
        label,
        value,
        emphasis: Emphasis::Normal,
    }));
    totals.push(Total {
        label: text(locale, "document-gross-total"),
        value: i18n::money_code(locale, invoice.total),
        emphasis: Emphasis::Grand,
    });
    totals
}

/// Where to send the money; none when nothing is owed or the seller has no account for the currency.
fn payment_box(
    locale: Locale,
    seller: &Seller,
    invoice: &Invoice,
    number: &str,
) -> Option<PaymentBox> {
    if invoice.total.amount_minor == 0 {
        return None;
    }
    let account = seller.bank_account(invoice.currency.code())?;
    let mut facts = vec![fact(locale, "document-account-holder", seller.legal_name.as_str())];
    if !account.bank_name.is_empty() {
        facts.push(fact(locale, "document-bank", account.bank_name.as_str()));
    }
    facts.extend(
        account.rows.iter().map(|(label, value)| Fact::new(label.as_str(), value.as_str())),
    );
    facts.push(fact(locale, "document-payment-reference", number));
    Some(PaymentBox {
        heading: text(locale, "document-pay-by-transfer"),
        facts,
        link: None,
        qr: epc_transfer(&seller.legal_name, account, invoice.total, number).map(|payload| Qr {
            payload,
            caption: text(locale, "document-scan-to-pay"),
            alt: i18n::text_with(locale, "document-scan-to-pay-alt", &[("number", number.into())]),
        }),
    })
}
