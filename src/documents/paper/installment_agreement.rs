//! An installment agreement as it is shown and signed: what is owed, which part falls due when, and the
//! terms that both sides agree to. Not a tax document: the invoice is.

use super::{brand, buyer_party, fact, footer, page_label, seller_party, text};
use crate::documents::model::{
    Align, Cell, Column, ColumnWidth, Emphasis, Fact, Headline, Note, PageDirection, PaperDocument,
    PaperSize, Party, Row, Table, Total,
};
use crate::domain::installment::Schedule;
use crate::domain::money::{Money, MoneyError};
use crate::domain::party::{Buyer, Seller};
use crate::i18n::{self, Arg, Locale};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// What an agreement says.
#[derive(Clone, Debug)]
pub struct AgreementFacts<'a> {
    pub seller: &'a Seller,
    pub buyer: &'a Buyer,
    pub invoice_number: &'a str,
    pub issued_on: Date,
    /// Of the invoice.
    pub invoice_total: Money,
    pub schedule: &'a Schedule,
    pub agreed_on: Date,
    pub down_payment_due_on: Date,
    pub grace_days: u32,
    /// With what the installments are charged; None: they are paid by hand.
    pub method: Option<&'a str>,
    /// Whether it takes the place of an earlier agreement.
    pub replaces: bool,
}

/// The page as it is shown before anybody agrees. It has no id of its own: the same terms are the same
/// page.
/// # Errors  the parts do not add up to anything, which the rules forbid.
pub fn installment_agreement(
    locale: Locale,
    facts: &AgreementFacts<'_>,
) -> Result<PaperDocument, MoneyError> {
    let total = facts.schedule.total()?;
    let seller =
        Party { label: text(locale, "agreement-seller"), ..seller_party(locale, facts.seller) };
    let buyer =
        Party { label: text(locale, "agreement-customer"), ..buyer_party(locale, facts.buyer) };
    let count = facts.schedule.installments.len();
    Ok(PaperDocument {
        document_id: String::new(),
        title: text(locale, "agreement-title"),
        number: facts.invoice_number.to_owned(),
        language: locale.as_bcp47().to_owned(),
        direction: PageDirection::LeftToRight,
        paper: PaperSize::A4,
        dated_on: facts.agreed_on,
        brand: brand(locale, facts.seller),
        seller,
        buyer,
        other_parties: Vec::new(),
        headline: Some(Headline {
            label: text(locale, "agreement-total"),
            value: i18n::money(locale, total),
            detail: Some(i18n::text_with(
                locale,
                "agreement-in-parts",
                &[("count", Arg::from(count))],
            )),
            link: None,
        }),
        facts: about_invoice(locale, facts),
        lines: schedule_table(locale, facts)?,
        tax: None,
        totals: totals(locale, facts.schedule, total)?,
        payment: None,
        notes: terms(locale, facts),
        footer: footer(facts.seller, locale.as_bcp47()),
        page_label: page_label(locale),
    })
}

/// Who agreed, when and from where.
#[derive(Clone, Debug)]
pub struct Signature<'a> {
    pub email: &'a str,
    pub client_ip: &'a str,
    pub accepted_at: Timestamp,
    pub time_zone: &'a TimeZone,
    /// Of the page that was shown.
    pub sha256: [u8; 32],
}

/// Puts the acceptance onto the page that was shown.
pub fn sign_agreement(locale: Locale, paper: &mut PaperDocument, signature: &Signature<'_>) {
    let at = i18n::date_time(locale, &signature.accepted_at.to_zoned(signature.time_zone.clone()));
    let hash: String = signature.sha256.iter().map(|byte| format!("{byte:02x}")).collect();
    let args = [
        ("email", Arg::from(signature.email)),
        ("time", Arg::from(at)),
        ("address", Arg::from(signature.client_ip)),
        ("hash", Arg::from(hash)),
    ];
    paper.notes.push(Note {
        heading: Some(text(locale, "agreement-accepted")),
        text: i18n::text_with(locale, "agreement-accepted-by", &args),
    });
}

fn about_invoice(locale: Locale, facts: &AgreementFacts<'_>) -> Vec<Fact> {
    let method =
        facts.method.map_or_else(|| text(locale, "agreement-by-hand"), |method| method.to_owned());
    vec![
        fact(locale, "agreement-invoice", facts.invoice_number),
        fact(locale, "agreement-invoice-issued-on", i18n::date_long(locale, facts.issued_on)),
        fact(locale, "agreement-invoice-total", i18n::money(locale, facts.invoice_total)),
        fact(locale, "agreement-agreed-on", i18n::date_long(locale, facts.agreed_on)),
        fact(locale, "agreement-method", method),
        fact(locale, "document-customer-number", facts.buyer.account_ref.as_str()),
    ]
}

/// Each part with its day, and what is left to pay after it.
fn schedule_table(locale: Locale, facts: &AgreementFacts<'_>) -> Result<Table, MoneyError> {
    let column = |key, align, width| Column { label: text(locale, key), align, width };
    let columns = vec![
        column("agreement-part", Align::Start, ColumnWidth::Share(1)),
        column("agreement-due-on", Align::Start, ColumnWidth::Share(1)),
        column("agreement-amount", Align::End, ColumnWidth::Content),
        column("agreement-left-after", Align::End, ColumnWidth::Content),
    ];
    let mut left = facts.schedule.total()?;
    let mut rows = Vec::new();
    let mut row = |name: String, on: Date, amount: Money| -> Result<(), MoneyError> {
        left = left.checked_sub(amount)?;
        rows.push(Row {
            cells: vec![
                Cell::new(name),
                Cell::new(i18n::date_long(locale, on)),
                Cell::new(i18n::money(locale, amount)),
                Cell::new(i18n::money(locale, left)),
            ],
        });
        Ok(())
    };
    let down_payment = facts.schedule.down_payment;
    if down_payment.is_positive() {
        row(text(locale, "agreement-down-payment"), facts.down_payment_due_on, down_payment)?;
    }
    let count = facts.schedule.installments.len();
    for part in &facts.schedule.installments {
        let args = [("number", Arg::from(i64::from(part.number))), ("count", Arg::from(count))];
        row(i18n::text_with(locale, "agreement-installment", &args), part.due_on, part.amount)?;
    }
    Ok(Table { heading: None, columns, rows, empty_text: String::new() })
}

fn totals(locale: Locale, schedule: &Schedule, total: Money) -> Result<Vec<Total>, MoneyError> {
    let part = |key, amount| Total {
        label: text(locale, key),
        value: i18n::money(locale, amount),
        emphasis: Emphasis::Normal,
    };
    let mut totals = Vec::new();
    if schedule.down_payment.is_positive() {
        totals.push(part("agreement-down-payment", schedule.down_payment));
        totals.push(part("agreement-installments", total.checked_sub(schedule.down_payment)?));
    }
    totals.push(Total {
        label: text(locale, "agreement-total"),
        value: i18n::money_code(locale, total),
        emphasis: Emphasis::Grand,
    });
    Ok(totals)
}

fn terms(locale: Locale, facts: &AgreementFacts<'_>) -> Vec<Note> {
    let mut texts = Vec::new();
    if facts.replaces {
        texts.push(text(locale, "agreement-terms-replaces"));
    }
    texts.push(text(locale, "agreement-terms-what"));
    if facts.schedule.down_payment.is_positive() {
        let args = [("date", Arg::from(i18n::date_long(locale, facts.down_payment_due_on)))];
        texts.push(i18n::text_with(locale, "agreement-terms-down-payment", &args));
    }
    let days = [("days", Arg::from(i64::from(facts.grace_days)))];
    texts.push(match facts.method {
        Some(method) => {
            i18n::text_with(locale, "agreement-terms-charged", &[("method", Arg::from(method))])
        }
        None => i18n::text_with(locale, "agreement-terms-by-hand", &days),
    });
    texts.push(text(locale, "agreement-terms-default"));
    texts.push(text(locale, "agreement-terms-early"));
    let mut heading = Some(text(locale, "agreement-terms"));
    texts.into_iter().map(|text| Note { heading: heading.take(), text }).collect()
}
