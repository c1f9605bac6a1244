//! A credit note as it is printed.

use super::{
    brand, buyer_party, fact, footer, line_table, memo, page_label, seller_party, tax_labels,
    tax_notes, text,
};
use crate::documents::model::{
    Emphasis, Fact, Headline, PageDirection, PaperDocument, PaperSize, Total,
};
use crate::domain::credit_note::CreditNoteWithLines;
use crate::i18n::{self, Locale};
use jiff::civil::Date;

/// The page of a credit note. `of`: the number and date of the invoice that it corrects.
#[must_use]
pub fn credit_note(document: &CreditNoteWithLines, of: Option<(&str, Date)>) -> PaperDocument {
    let note = &document.credit_note;
    let locale = Locale::from_bcp47(&note.language).unwrap_or_default();
    let mut notes = tax_notes(locale, &document.taxes);
    notes.extend(memo(&note.memo));
    PaperDocument {
        document_id: note.credit_note_id.to_string(),
        title: text(locale, "document-credit-note"),
        number: note.number.clone(),
        language: locale.as_bcp47().to_owned(),
        direction: PageDirection::LeftToRight,
        paper: PaperSize::A4,
        dated_on: note.issued_on,
        brand: brand(locale, &note.seller),
        seller: seller_party(locale, &note.seller),
        buyer: buyer_party(locale, &note.buyer),
        other_parties: Vec::new(),
        headline: Some(Headline {
            label: text(locale, "document-amount-credited"),
            value: i18n::money(locale, note.total),
            detail: None,
            link: None,
        }),
        facts: facts(locale, document, of),
        lines: line_table(locale, &document.lines),
        tax: None,
        totals: totals(locale, document),
        payment: None,
        notes,
        footer: footer(&note.seller, &note.language),
        page_label: page_label(locale),
    }
}

fn facts(locale: Locale, document: &CreditNoteWithLines, of: Option<(&str, Date)>) -> Vec<Fact> {
    let note = &document.credit_note;
    let mut facts = vec![fact(
        locale,
        "document-credit-note-issued-on",
        i18n::date_long(locale, note.issued_on),
    )];
    if let Some((number, on)) = of {
        let args = [("number", number.into()), ("date", i18n::date_long(locale, on).into())];
        let value = i18n::text_with(locale, "document-original-invoice-dated", &args);
        facts.push(fact(locale, "document-original-invoice", value));
    }
    let reason = format!("credit-reason-{}", note.reason.word().replace('_', "-"));
    facts.push(fact(locale, "document-credit-reason", text(locale, &reason)));
    facts.push(fact(locale, "document-customer-number", note.buyer.account_ref.as_str()));
    facts
}

fn totals(locale: Locale, document: &CreditNoteWithLines) -> Vec<Total> {
    let note = &document.credit_note;
    let taxes = tax_labels(locale, &document.taxes);
    let mut totals = Vec::new();
    if !taxes.is_empty() {
        let (label, value) =
            (text(locale, "document-subtotal"), i18n::money(locale, note.subtotal));
        totals.push(Total { label, value, emphasis: Emphasis::Normal });
    }
    totals.extend(taxes.into_iter().map(|(label, value)| Total {
        label,
        value,
        emphasis: Emphasis::Normal,
    }));
    totals.push(Total {
        label: text(locale, "document-amount-credited"),
        value: i18n::money_code(locale, note.total),
        emphasis: Emphasis::Grand,
    });
    totals
}
