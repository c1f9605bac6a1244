//! The dry run's first half: rows become documents. Rows of one document need not stand together.
//!
//! Keeps one small entry per document and customer in memory; the lines wait in the spill. Decides
//! what a row says, not whether its document is taken: that is `verdict`.

use super::fields::{DateMemory, Fields};
use super::line_text::{LineText, read_line};
use super::mapping::{Field, Kind, Layout, Mapping};
use super::refusal::{Reason, RefusedRow};
use super::source_file::SourceFile;
use super::spill::{Run, Spill, SpillWriter};
use super::{ImportError, Progress, Stage};
use crate::domain::currency::Currency;
use crate::domain::money::Money;
use csv::ByteRecord;
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Rows between two looks at the progress bar.
const ROWS_PER_TICK: u64 = 4096;

/// What every row of a document must repeat.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// Index into [`Gathered::accounts`].
    pub account: usize,
    pub currency: Currency,
    pub issued_on: Date,
    pub due_on: Date,
    pub country: String,
    pub purchase_order: String,
    pub settled_on: Option<Date>,
    pub disputed: bool,
}

/// A customer as the file names it.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// With the mapping's prefix.
    pub account_ref: String,
    pub legal_name: String,
    /// Of the first row that names one.
    pub country: String,
    pub currency: Currency,
}

/// A document without its lines.
pub struct Document {
    pub number: String,
    pub first_line: u64,
    /// None when no row of it could be read.
    pub header: Option<Header>,
    /// Rows of the file, refused ones included.
    pub rows: u64,
    /// Sum of the rounded line amounts, as the file signs them and includes tax or not.
    pub net: i64,
    /// Sum of quantity × price before any rounding, in major units.
    pub exact: Decimal,
    /// Amount per tax rate, in the order of appearance.
    pub taxable: Vec<(Decimal, i64)>,
    pub runs: Vec<Run>,
    /// Rows that cannot be read or contradict the document.
    pub faults: Vec<(u64, Reason)>,
    hash: Sha256,
}

impl Document {
    fn new(number: &str, first_line: u64) -> Self {
        Self {
            number: number.to_owned(),
            first_line,
            header: None,
            rows: 0,
            net: 0,
            exact: Decimal::ZERO,
            taxable: Vec::new(),
            runs: Vec::new(),
            faults: Vec::new(),
            hash: Sha256::new(),
        }
    }

    /// What the rows mean, as a hash: equal for equal documents, however the file is written.
    #[must_use]
    pub fn fingerprint(&self) -> [u8; 32] {
        self.hash.clone().finalize().into()
    }
}

/// Everything the file said.
pub struct Gathered {
    pub documents: Vec<Document>,
    pub accounts: Vec<Account>,
    pub spill: Spill,
    /// Rows that name no document.
    pub loose: Vec<RefusedRow>,
    pub file_sha256: [u8; 32],
}

/// Reads the whole file.
/// # Errors  the file cannot be read to its end, or the spill cannot be written. Rows that cannot be
/// read are no errors; they are faults of their document.
pub fn gather(
    mapping: &Mapping,
    mut source: SourceFile,
    progress: &Progress,
) -> Result<Gathered, ImportError> {
    let layout = Layout::find(mapping, &source.header)?;
    let dates = DateMemory::default();
    let mut gatherer = Gatherer::new(mapping, &layout)?;
    let mut record = ByteRecord::new();
    while let Some(line) = source.next_into(&mut record)? {
        gatherer.rows += 1;
        if gatherer.rows % ROWS_PER_TICK == 0 {
            let (done, total) = source.progress();
            progress(Stage::Reading, done, total);
        }
        let fields =
            Fields { source: &source, record: &record, mapping, layout: &layout, dates: &dates };
        gatherer.row(line, &fields)?;
    }
    let file_sha256 = source.sha256();
    Ok(Gathered {
        documents: gatherer.documents,
        accounts: gatherer.accounts,
        spill: gatherer.spill.finish().map_err(ImportError::Spill)?,
        loose: gatherer.loose,
        file_sha256,
    })
}

struct Gatherer<'a> {
    mapping: &'a Mapping,
    layout: &'a Layout,
    spill: SpillWriter,
    documents: Vec<Document>,
    by_number: HashMap<String, usize>,
    accounts: Vec<Account>,
    by_account: HashMap<String, usize>,
    loose: Vec<RefusedRow>,
    rows: u64,
}

impl<'a> Gatherer<'a> {
    fn new(mapping: &'a Mapping, layout: &'a Layout) -> Result<Self, ImportError> {
        Ok(Self {
            mapping,
            layout,
            spill: SpillWriter::create().map_err(ImportError::Spill)?,
            documents: Vec::new(),
            by_number: HashMap::new(),
            accounts: Vec::new(),
            by_account: HashMap::new(),
            loose: Vec::new(),
            rows: 0,
        })
    }

    fn row(&mut self, line: u64, fields: &Fields<'_>) -> Result<(), ImportError> {
        let number = match fields.required(Field::Number) {
            Ok(number) => number,
            Err(reason) => {
                self.loose.push(RefusedRow { line, document: String::new(), reason });
                return Ok(());
            }
        };
        let index = self.document(&number, line);
        self.documents[index].rows += 1;
        if let Err(reason) = self.add_row(index, line, fields)? {
            self.documents[index].faults.push((line, reason));
        }
        Ok(())
    }

    fn document(&mut self, number: &str, line: u64) -> usize {
        if let Some(&index) = self.by_number.get(number) {
            return index;
        }
        self.documents.push(Document::new(number, line));
        self.by_number.insert(number.to_owned(), self.documents.len() - 1);
        self.documents.len() - 1
    }

    /// The inner result is the row's own fault; the outer one ends the import.
    fn add_row(
        &mut self,
        index: usize,
        line: u64,
        fields: &Fields<'_>,
    ) -> Result<Result<(), Reason>, ImportError> {
        let read = self.read_row(index, line, fields);
        let (header, text, amount) = match read {
            Ok(read) => read,
            Err(reason) => return Ok(Err(reason)),
        };
        let document = &mut self.documents[index];
        if let Err(reason) = add_amounts(document, &text, amount) {
            return Ok(Err(reason));
        }
        hash_line(document, &header, &text, &self.accounts[header.account]);
        document.header.get_or_insert(header);
        let last = document.runs.last().copied();
        let run = self.spill.push(&text, last).map_err(ImportError::Spill)?;
        match (document.runs.last_mut(), last) {
            (Some(end), Some(before)) if before.begins_with(run) => *end = run,
            _ => document.runs.push(run),
        }
        Ok(Ok(()))
    }

    fn read_row(
        &mut self,
        index: usize,
        line: u64,
        fields: &Fields<'_>,
    ) -> Result<(Header, LineText, Money), Reason> {
        let (found, expected) = (fields.record.len(), self.layout.width);
        if found != expected {
            return Err(Reason::FieldCount { found, expected });
        }
        let first_line = self.documents[index].first_line;
        if self.mapping.kind == Kind::Invoices && self.documents[index].rows > 1 {
            return Err(Reason::NumberTwice { first_line });
        }
        let header = self.read_header(fields)?;
        if let Some(known) = &self.documents[index].header {
            self.check_agrees(known, &header, first_line)?;
        }
        let (text, amount) = read_line(line, header.currency, fields)?;
        Ok((header, text, amount))
    }

    fn read_header(&mut self, fields: &Fields<'_>) -> Result<Header, Reason> {
        let currency = fields.currency()?;
        let issued_on = fields.required_date(Field::IssuedOn)?;
        let due_on = match fields.date(Field::DueOn)? {
            Some(due_on) => due_on,
            None => issued_on
                .checked_add(self.mapping.documents.due_days.days())
                .map_err(|_| Reason::Overflow)?,
        };
        if due_on < issued_on {
            return Err(Reason::DueBeforeIssue { issued_on, due_on });
        }
        let country = fields.country()?;
        let account = self.account(fields, &country, currency)?;
        Ok(Header {
            account,
            currency,
            issued_on,
            due_on,
            country,
            purchase_order: fields.text(Field::PurchaseOrder)?.into_owned(),
            settled_on: fields.date(Field::SettledOn)?,
            disputed: fields.disputed()?,
        })
    }

    /// The customer of this row, noted when it is new.
    fn account(
        &mut self,
        fields: &Fields<'_>,
        country: &str,
        currency: Currency,
    ) -> Result<usize, Reason> {
        let rules = &self.mapping.customers;
        let named = fields.account()?;
        let reference = named.as_deref().or(rules.house_account.as_deref()).unwrap_or_default();
        if let Some(&index) = self.by_account.get(reference) {
            return Ok(index);
        }
        let given = fields.text(Field::AccountName)?;
        let legal_name = match (&named, given.is_empty()) {
            (None, _) => rules.house_name.clone(),
            (Some(_), false) => given.into_owned(),
            (Some(account), true) => rules.name.replace("{account}", account),
        };
        self.accounts.push(Account {
            account_ref: format!("{}{reference}", rules.account_prefix),
            legal_name,
            // The house account is many customers: no country is its own.
            country: if named.is_some() { country.to_owned() } else { String::new() },
            currency,
        });
        self.by_account.insert(reference.to_owned(), self.accounts.len() - 1);
        Ok(self.accounts.len() - 1)
    }

    fn check_agrees(&self, known: &Header, row: &Header, first_line: u64) -> Result<(), Reason> {
        let field = match () {
            () if known == row => return Ok(()),
            () if known.account != row.account => Field::Account,
            () if known.currency != row.currency => Field::Currency,
            () if known.issued_on != row.issued_on => Field::IssuedOn,
            () if known.due_on != row.due_on => Field::DueOn,
            () if known.country != row.country => Field::Country,
            () if known.purchase_order != row.purchase_order => Field::PurchaseOrder,
            () if known.settled_on != row.settled_on => Field::SettledOn,
            () => Field::Disputed,
        };
        Err(Reason::RowsDisagree { column: self.layout.column(field).to_owned(), first_line })
    }
}

fn add_amounts(document: &mut Document, text: &LineText, amount: Money) -> Result<(), Reason> {
    let product = text.quantity.checked_mul(text.unit_price).ok_or(Reason::Overflow)?;
    let exact = document.exact.checked_add(product).ok_or(Reason::Overflow)?;
    let net = document.net.checked_add(amount.amount_minor).ok_or(Reason::Overflow)?;
    match document.taxable.iter_mut().find(|(rate, _)| *rate == text.tax_rate) {
        Some((_, sum)) => {
            *sum = sum.checked_add(amount.amount_minor).ok_or(Reason::Overflow)?;
        }
        None => document.taxable.push((text.tax_rate, amount.amount_minor)),
    }
    (document.net, document.exact) = (net, exact);
    Ok(())
}

/// Fields are hashed with their lengths, so that no two different rows look the same.
fn hash_line(document: &mut Document, header: &Header, text: &LineText, account: &Account) {
    let mut hash = |part: &str| {
        document.hash.update((part.len() as u64).to_be_bytes());
        document.hash.update(part);
    };
    if document.header.is_none() {
        hash(&account.account_ref);
        hash(header.currency.code());
        hash(&header.issued_on.to_string());
        hash(&header.due_on.to_string());
        hash(&header.country);
        hash(&header.purchase_order);
        hash(&header.settled_on.map(|on| on.to_string()).unwrap_or_default());
        hash(if header.disputed { "disputed" } else { "" });
    }
    hash(&text.description);
    hash(&text.sku);
    hash(&text.quantity.normalize().to_string());
    hash(&text.unit_price.normalize().to_string());
    hash(&text.tax_rate.normalize().to_string());
}
