//! The ledger as a journal that other programs read: hledger and beancount.
//!
//! Everything is read page by page inside one snapshot, so memory does not grow with the ledger. The
//! journal ends with what each customer owes by its documents, as assertions: a program that accepts
//! the file has compared the portal's numbers with the sum of the postings. Row N1.

mod accounts;
mod beancount;
mod hledger;
#[cfg(test)]
mod tests;

use crate::domain::currency::Currency;
use crate::domain::id::{LedgerTransactionId, TenantId};
use crate::store::ledger::{self, CustomerPosition, JournalEntry};
use crate::store::{Db, StaffRead, StoreError};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::io;
use std::str::FromStr;

/// Entries, or positions, that are in memory at a time.
const PAGE: i64 = 2_000;

/// For which program the journal is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JournalFormat {
    Hledger,
    Beancount,
}

impl JournalFormat {
    pub const ALL: [Self; 2] = [Self::Hledger, Self::Beancount];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Hledger => "hledger",
            Self::Beancount => "beancount",
        }
    }
}

/// A format word that is none of ours.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown journal format {0:?}: hledger or beancount")]
pub struct UnknownJournalFormat(pub String);

impl FromStr for JournalFormat {
    type Err = UnknownJournalFormat;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|format| format.word() == word)
            .ok_or_else(|| UnknownJournalFormat(word.into()))
    }
}

#[derive(Debug, thiserror::Error)]
pub enum LedgerExportError {
    #[error("the journal cannot be written: {0}")]
    Write(#[from] io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How much was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    pub transactions: u64,
    /// Customers times currencies whose balance is asserted.
    pub assertions: u64,
}

/// A transaction as it stands in the journal.
struct JournalTransaction {
    id: LedgerTransactionId,
    on: Date,
    kind: String,
    customer: String,
    description: String,
    /// Account name, and the amount with the currency's decimals.
    postings: Vec<JournalPosting>,
}

struct JournalPosting {
    account: String,
    amount: String,
    currency: Currency,
}

/// What differs between the programs.
trait JournalWriter {
    fn opening(&mut self) -> String;
    /// The first use of a currency.
    fn currency(&mut self, currency: Currency, on: Date) -> String;
    /// The first use of an account.
    fn account(&mut self, account: &str, comment: &str, on: Date) -> String;
    fn transaction(&mut self, transaction: &JournalTransaction) -> String;
    /// Before the first assertion.
    fn closing(&mut self, on: Date) -> String;
    /// `account` holds exactly `amount` after everything of `on`.
    fn assertion(&mut self, posting: &JournalPosting, on: Date) -> String;
}

/// Writes the ledger of all customers to `out`.
/// # Errors  `Write`; then what was written so far is no journal.
pub async fn export(
    db: &Db,
    format: JournalFormat,
    out: &mut (dyn io::Write + Send),
) -> Result<Exported, LedgerExportError> {
    let mut snapshot = db.staff_snapshot().await?;
    let mut journal = Journal::new(format, out);
    let opening = journal.writer.opening();
    journal.put(&opening)?;
    journal.transactions(&mut snapshot).await?;
    journal.assertions(&mut snapshot).await?;
    journal.out.flush()?;
    Ok(journal.exported)
}

/// A journal that is being written.
struct Journal<'a> {
    writer: Box<dyn JournalWriter + Send>,
    out: &'a mut (dyn io::Write + Send),
    currencies: BTreeSet<&'static str>,
    accounts: BTreeSet<String>,
    last_on: Date,
    exported: Exported,
}

impl<'a> Journal<'a> {
    fn new(format: JournalFormat, out: &'a mut (dyn io::Write + Send)) -> Self {
        let writer: Box<dyn JournalWriter + Send> = match format {
            JournalFormat::Hledger => Box::new(hledger::Hledger),
            JournalFormat::Beancount => Box::new(beancount::Beancount),
        };
        Self {
            writer,
            out,
            currencies: BTreeSet::new(),
            accounts: BTreeSet::new(),
            // Of a journal without any transaction.
            last_on: Date::constant(2000, 1, 1),
            exported: Exported::default(),
        }
    }

    fn put(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())
    }

    async fn transactions(&mut self, snapshot: &mut StaffRead) -> Result<(), LedgerExportError> {
        let mut after = None;
        let mut open: Option<JournalTransaction> = None;
        loop {
            let (entries, last) = ledger::journal(snapshot, after, PAGE).await?;
            for entry in &entries {
                if open.as_ref().is_some_and(|it| it.id != entry.transaction_id) {
                    self.close(open.take())?;
                }
                let posting = self.posting(entry)?;
                open.get_or_insert_with(|| begin(entry)).postings.push(posting);
            }
            if last.is_none() {
                self.close(open)?;
                return Ok(());
            }
            after = last;
        }
    }

    fn close(&mut self, transaction: Option<JournalTransaction>) -> io::Result<()> {
        let Some(transaction) = transaction else { return Ok(()) };
        let text = self.writer.transaction(&transaction);
        self.last_on = transaction.on;
        self.exported.transactions += 1;
        self.put(&text)
    }

    fn posting(&mut self, entry: &JournalEntry) -> io::Result<JournalPosting> {
        let account = accounts::name(entry.account, &entry.account_ref);
        let currency = entry.amount.currency;
        let comment = if entry.account.is_customer_balance() {
            format!("{}, {}", entry.account_ref, entry.legal_name)
        } else {
            String::new()
        };
        self.declare(&account, &comment, currency, entry.effective_on)?;
        Ok(JournalPosting { account, amount: entry.amount.to_major().to_string(), currency })
    }

    /// Declares what is used for the first time: both programs refuse a name they were not told.
    fn declare(
        &mut self,
        account: &str,
        comment: &str,
        currency: Currency,
        on: Date,
    ) -> io::Result<()> {
        if self.currencies.insert(currency.code()) {
            let text = self.writer.currency(currency, on);
            self.put(&text)?;
        }
        if self.accounts.insert(account.to_owned()) {
            let text = self.writer.account(account, comment, on);
            self.put(&text)?;
        }
        Ok(())
    }

    async fn assertions(&mut self, snapshot: &mut StaffRead) -> Result<(), LedgerExportError> {
        let closing = self.writer.closing(self.last_on);
        self.put(&closing)?;
        let mut after: Option<(TenantId, Currency)> = None;
        loop {
            let page = ledger::positions(snapshot, after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some((last.tenant_id, last.due.currency));
            for position in &page {
                self.assert(position)?;
            }
        }
    }

    fn assert(&mut self, position: &CustomerPosition) -> io::Result<()> {
        use crate::domain::ledger::Account::{CustomerCredit, Receivable};
        let currency = position.due.currency;
        // Debits are positive; what we owe is not. A Decimal's zero has no sign to lose.
        let sides =
            [(Receivable, position.due.to_major()), (CustomerCredit, -position.credit.to_major())];
        for (account, amount) in sides {
            let account = accounts::name(account, &position.account_ref);
            if amount.is_zero() && !self.accounts.contains(&account) {
                continue; // Documents of zero only: nothing was ever posted there.
            }
            self.declare(&account, &position.account_ref, currency, self.last_on)?;
            let amount = if amount.is_zero() { amount.abs() } else { amount }.to_string();
            let text =
                self.writer.assertion(&JournalPosting { account, amount, currency }, self.last_on);
            self.put(&text)?;
            self.exported.assertions += 1;
        }
        Ok(())
    }
}

fn begin(entry: &JournalEntry) -> JournalTransaction {
    JournalTransaction {
        id: entry.transaction_id,
        on: entry.effective_on,
        kind: entry.kind.clone(),
        customer: entry.legal_name.clone(),
        description: entry.description.clone(),
        postings: Vec::new(),
    }
}

/// `text` on one line: line breaks and other control characters become spaces, as do the characters
/// that turn the direction of what follows.
fn one_line(text: &str) -> String {
    let is_breaking = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.trim().chars().map(|c| if is_breaking(c) { ' ' } else { c }).collect()
}
