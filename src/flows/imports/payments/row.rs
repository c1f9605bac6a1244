//! The rows of a file of payments.

use crate::domain::money::{Money, MoneyError};
use crate::domain::payment::PaymentMethod;
use crate::flows::imports::fields::{DateMemory, Fields};
use crate::flows::imports::mapping::{Field, Layout, Mapping};
use crate::flows::imports::refusal::{Reason, RefusedRow};
use crate::flows::imports::source_file::SourceFile;
use crate::flows::imports::{ImportError, Progress, Stage};
use csv::ByteRecord;
use jiff::civil::Date;
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// One payment as the file has it.
#[derive(Debug)]
pub struct PaymentRow {
    pub number: String,
    pub account_ref: String,
    pub amount: Money,
    pub received_on: Date,
    pub method: PaymentMethod,
    pub reference: String,
    /// Number of the invoice it settles; empty for none.
    pub invoice: String,
}

impl PaymentRow {
    pub fn fingerprint(&self) -> [u8; 32] {
        Sha256::digest(format!("{self:?}")).into()
    }
}

pub struct PaymentRows {
    pub rows: Vec<(u64, PaymentRow)>,
    pub refused: Vec<RefusedRow>,
    pub file_sha256: [u8; 32],
}

pub fn read_payments(
    mapping: &Mapping,
    mut source: SourceFile,
    progress: &Progress,
) -> Result<PaymentRows, ImportError> {
    let layout = Layout::find(mapping, &source.header)?;
    let dates = DateMemory::default();
    let (mut rows, mut refused) = (Vec::new(), Vec::new());
    let mut first_lines: HashMap<String, u64> = HashMap::new();
    let mut record = ByteRecord::new();
    while let Some(line) = source.next_into(&mut record)? {
        let (done, total) = source.progress();
        progress(Stage::Reading, done, total);
        let fields =
            Fields { source: &source, record: &record, mapping, layout: &layout, dates: &dates };
        let number = fields.text(Field::Number).unwrap_or_default().into_owned();
        let row =
            read_row(&fields).and_then(|row| match first_lines.insert(row.number.clone(), line) {
                Some(first_line) => Err(Reason::NumberTwice { first_line }),
                None => Ok(row),
            });
        match row {
            Ok(row) => rows.push((line, row)),
            Err(reason) => refused.push(RefusedRow { line, document: number, reason }),
        }
    }
    let file_sha256 = source.sha256();
    Ok(PaymentRows { rows, refused, file_sha256 })
}

fn read_row(fields: &Fields<'_>) -> Result<PaymentRow, Reason> {
    let (found, expected) = (fields.record.len(), fields.layout.width);
    if found != expected {
        return Err(Reason::FieldCount { found, expected });
    }
    let number = fields.required(Field::Number)?.into_owned();
    let rules = &fields.mapping.customers;
    let account = fields.account()?;
    let account = account.as_deref().or(rules.house_account.as_deref()).unwrap_or_default();
    let currency = fields.currency()?;
    let amount: Decimal = fields.required_number(Field::Amount)?;
    let amount = match Money::from_major_exact(amount, currency) {
        Ok(amount) if amount.is_positive() => amount,
        Ok(_) => return Err(Reason::NotPositive),
        Err(MoneyError::Overflow) => return Err(Reason::Overflow),
        Err(_) => return Err(Reason::Decimals { amount, currency }),
    };
    let reference = match fields.text(Field::Reference)? {
        text if text.is_empty() => number.clone(),
        text => text.into_owned(),
    };
    Ok(PaymentRow {
        account_ref: format!("{}{account}", rules.account_prefix),
        amount,
        received_on: fields.required_date(Field::ReceivedOn)?,
        method: fields.method()?,
        reference,
        invoice: fields.text(Field::Invoice)?.into_owned(),
        number,
    })
}
