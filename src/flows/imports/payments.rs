//! Importing payments: one row, one payment. It settles the invoice it names, up to what is due, and
//! the rest is the customer's credit; a payment that names no invoice is credit as a whole. Nothing
//! is matched by guessing.

use super::build::{payment_posting, start_of};
use super::fields::{DateMemory, Fields};
use super::mapping::{Field, Layout, Mapping, Prices};
use super::refusal::{Reason, RefusedRow};
use super::source_file::SourceFile;
use super::totals::{Bucket, Totals};
use super::write::check_totals;
use super::{
    ACTOR, ImportError, ImportOutcome, ImportRequest, Progress, Stage, begin_run, with_source,
};
use crate::clock::Clock;
use crate::domain::document::{DocumentEventKind, DocumentKind};
use crate::domain::id::{InvoiceId, PaymentId, TenantId};
use crate::domain::invoice::InvoiceStatus;
use crate::domain::ledger::Account;
use crate::domain::money::Money;
use crate::domain::payment::{self, Payment, PaymentMethod, Placement};
use crate::store::imports::{self as store, Imported, NewEvent, NewPayment, OpenInvoice, Settled};
use crate::store::{Db, OperatorTx};
use csv::ByteRecord;
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

#[derive(Debug)]
struct PaymentRow {
    number: String,
    account_ref: String,
    amount: Money,
    received_on: Date,
    method: PaymentMethod,
    reference: String,
    /// Number of the invoice it settles; empty for none.
    invoice: String,
}

impl PaymentRow {
    fn fingerprint(&self) -> [u8; 32] {
        Sha256::digest(format!("{self:?}")).into()
    }
}

struct PaymentRows {
    rows: Vec<(u64, PaymentRow)>,
    refused: Vec<RefusedRow>,
    file_sha256: [u8; 32],
}

/// A payment that is taken, and where its money goes.
struct Planned {
    row: PaymentRow,
    placement: Placement,
}

pub(super) async fn import_payments(
    db: &Db,
    clock: &Clock,
    request: &ImportRequest,
    progress: &Progress,
    writing: Option<OperatorTx>,
) -> Result<ImportOutcome, ImportError> {
    let mut read = with_source(request, progress, read_payments).await?;
    let source = &request.mapping.source;
    let column = |text: fn(&PaymentRow) -> &String| -> Vec<String> {
        read.rows.iter().map(|(_, row)| text(row).clone()).collect()
    };
    let (numbers, references) = (column(|r| &r.number), column(|r| &r.account_ref));
    let mut staff = db.staff_read().await?;
    let known = store::known(&mut staff, source, &["payment"], &numbers).await?;
    let tenants = store::tenants_by_reference(&mut staff, &references).await?;
    let open = store::open_invoices(&mut staff, &references, &column(|r| &r.invoice)).await?;
    let imported_before_at = store::file_imported_at(&mut staff, source, read.file_sha256).await?;
    drop(staff);

    let mut ledger = Invoices::new(open);
    let mut totals = Totals::default();
    totals.file.rows = read.refused.len() as u64;
    totals.uncounted_rows = read.refused.len() as u64;
    let mut planned = Vec::new();
    for (line, row) in read.rows {
        count(&mut totals.file, &row);
        let verdict = match known.get(&row.number) {
            Some(before) if *before == row.fingerprint() => {
                count(&mut totals.already, &row);
                continue;
            }
            Some(_) => Err(Reason::ChangedSinceImport),
            None if !tenants.contains_key(&row.account_ref) => {
                Err(Reason::UnknownCustomer { account: row.account_ref.clone() })
            }
            None => ledger.place(&row),
        };
        match verdict {
            Ok(placement) => {
                count(&mut totals.taken, &row);
                planned.push(Planned { row, placement });
            }
            Err(reason) => {
                totals.changed += u64::from(reason == Reason::ChangedSinceImport);
                count(&mut totals.refused, &row);
                read.refused.push(RefusedRow { line, document: row.number, reason });
            }
        }
    }
    totals.refused.rows = read.refused.len() as u64;
    read.refused.sort_by_key(|row| row.line);
    let mut outcome = ImportOutcome {
        source: source.clone(),
        kind: request.mapping.kind,
        file_sha256: read.file_sha256,
        imported_before_at,
        import_run: None,
        totals,
        refused: read.refused,
        customers_new: 0,
        customers_known: tenants.len() as u64,
        settlements: planned.iter().filter(|p| !p.placement.allocations.is_empty()).count() as u64,
    };
    if let (Some(tx), false) = (writing, planned.is_empty()) {
        let mut writer = Writer::begin(tx, request, outcome.file_sha256, clock.now()).await?;
        let mut by_tenant: BTreeMap<TenantId, Vec<Planned>> = BTreeMap::new();
        let total = planned.len() as u64;
        for payment in planned {
            by_tenant.entry(tenants[&payment.row.account_ref]).or_default().push(payment);
        }
        let mut done = 0;
        for (tenant, planned) in by_tenant {
            writer.tenant(tenant, &planned, &mut ledger).await?;
            done += planned.len() as u64;
            progress(Stage::Writing, done, total);
        }
        outcome.import_run = Some(writer.finish(&outcome.totals, clock.now()).await?);
    }
    Ok(outcome)
}

fn count(bucket: &mut Bucket, row: &PaymentRow) {
    bucket.documents += 1;
    bucket.rows += 1;
    let amounts = bucket.by_currency.entry(row.amount.currency).or_default();
    amounts.payments.documents += 1;
    amounts.payments.amount_minor += i128::from(row.amount.amount_minor);
    amounts.payments.exact = amounts.payments.exact.saturating_add(row.amount.to_major());
}

/// The invoices that the file's payments name, as they stand after those already placed.
struct Invoices {
    by_name: HashMap<(String, String), Vec<InvoiceId>>,
    standing: HashMap<InvoiceId, (OpenInvoice, i64)>,
}

impl Invoices {
    fn new(open: Vec<OpenInvoice>) -> Self {
        let mut invoices = Self { by_name: HashMap::new(), standing: HashMap::new() };
        for invoice in open {
            let name = (invoice.account_ref.clone(), invoice.number.clone());
            invoices.by_name.entry(name).or_default().push(invoice.invoice_id);
            invoices.standing.insert(invoice.invoice_id, (invoice, 0));
        }
        invoices
    }

    /// Where this payment's money goes; what it takes up is no longer due for the next.
    fn place(&mut self, row: &PaymentRow) -> Result<Placement, Reason> {
        if row.invoice.is_empty() {
            return Ok(Placement { allocations: Vec::new(), to_credit: row.amount });
        }
        let name = (row.account_ref.clone(), row.invoice.clone());
        let number = || row.invoice.clone();
        let invoice = match self.by_name.get(&name).map_or(&[][..], Vec::as_slice) {
            [] => return Err(Reason::UnknownInvoice { number: number() }),
            [one] => *one,
            _ => return Err(Reason::AmbiguousInvoice { number: number() }),
        };
        let Some((open, placed)) = self.standing.get_mut(&invoice) else {
            return Err(Reason::UnknownInvoice { number: number() });
        };
        if open.currency != row.amount.currency {
            let (invoice, payment) = (open.currency, row.amount.currency);
            return Err(Reason::CurrencyOfInvoice { invoice, payment });
        }
        let due = Money::new(open.due_minor - *placed, open.currency);
        let placement =
            payment::place(row.amount, &[(invoice, due)]).map_err(|_| Reason::Overflow)?;
        *placed += placement.allocations.iter().map(|(_, share)| share.amount_minor).sum::<i64>();
        Ok(placement)
    }

    /// What the payments of the file did to the invoices they name.
    fn settled(&self, planned: &[Planned]) -> Vec<Settled> {
        let mut last_received: BTreeMap<InvoiceId, Date> = BTreeMap::new();
        for payment in planned {
            for (invoice, _) in &payment.placement.allocations {
                let last = last_received.entry(*invoice).or_insert(payment.row.received_on);
                *last = (*last).max(payment.row.received_on);
            }
        }
        last_received
            .into_iter()
            .filter_map(|(id, on)| self.standing.get(&id).map(|standing| (standing, on)))
            .map(|((open, placed), on)| {
                let is_settled = open.due_minor == *placed;
                Settled {
                    invoice_id: open.invoice_id,
                    paid_before_minor: open.paid_minor,
                    paid_minor: open.paid_minor + placed,
                    status: if is_settled { InvoiceStatus::Paid } else { InvoiceStatus::Open },
                    paid_at: is_settled.then(|| start_of(on)),
                }
            })
            .collect()
    }
}

struct Writer<'a> {
    tx: OperatorTx,
    source: &'a str,
    run: Uuid,
    now: Timestamp,
    recorded_by: String,
    written: Vec<store::Written>,
}

impl<'a> Writer<'a> {
    async fn begin(
        mut tx: OperatorTx,
        request: &'a ImportRequest,
        file_sha256: [u8; 32],
        now: Timestamp,
    ) -> Result<Self, ImportError> {
        let run = begin_run(&mut tx, request, file_sha256, now).await?;
        let source = &request.mapping.source;
        Ok(Self { tx, source, run, now, recorded_by: ACTOR.to_string(), written: Vec::new() })
    }

    async fn tenant(
        &mut self,
        tenant: TenantId,
        planned: &[Planned],
        invoices: &mut Invoices,
    ) -> Result<(), ImportError> {
        let (mut payments, mut postings) = (Vec::new(), Vec::new());
        let (mut imported, mut events) = (Vec::new(), Vec::new());
        let mut credits: BTreeMap<_, Money> = BTreeMap::new();
        for Planned { row, placement } in planned {
            let payment = self.payment(tenant, row, placement)?;
            postings.push(payment_posting(&payment.payment, Account::Bank)?);
            let currency = row.amount.currency;
            let credit = credits.entry(currency).or_insert(Money::zero(currency));
            *credit = credit.checked_add(placement.to_credit)?;
            imported.push(Imported {
                kind: DocumentKind::Payment.word(),
                reference: row.number.clone(),
                document_id: payment.payment.payment_id.0,
                fingerprint: row.fingerprint(),
            });
            events.extend(placement.allocations.iter().map(|(invoice, share)| NewEvent {
                document: (DocumentKind::Invoice, invoice.0),
                kind: DocumentEventKind::PaymentRecorded,
                detail: serde_json::json!({
                    "source": self.source,
                    "amount_minor": share.amount_minor,
                    "currency": currency,
                }),
                happened_at: self.now,
            }));
            payments.push(payment);
        }
        let settled = invoices.settled(planned);
        events.extend(settled.iter().filter_map(|s| {
            Some(NewEvent {
                document: (DocumentKind::Invoice, s.invoice_id.0),
                kind: DocumentEventKind::Paid,
                detail: serde_json::json!({ "source": self.source }),
                happened_at: s.paid_at?,
            })
        }));
        let tx = &mut self.tx;
        store::lock_tenant(tx, tenant).await?;
        store::settle_invoices(tx, tenant, &settled).await?;
        store::insert_payments(tx, tenant, self.source, &payments, self.now).await?;
        store::post_all(tx, tenant, &postings, self.now).await?;
        for credit in credits.into_values().filter(|credit| credit.is_positive()) {
            store::add_credit(tx, tenant, credit).await?;
        }
        store::record_events(tx, tenant, &self.recorded_by, &events).await?;
        store::remember(tx, tenant, self.run, self.source, &imported).await?;
        self.written.extend(store::written(tx, tenant, self.run).await?);
        Ok(())
    }

    fn payment(
        &self,
        tenant: TenantId,
        row: &PaymentRow,
        placement: &Placement,
    ) -> Result<NewPayment, ImportError> {
        let payment = Payment {
            tenant_id: tenant,
            payment_id: PaymentId::new(),
            method: row.method,
            reference: row.reference.clone(),
            currency: row.amount.currency,
            amount: row.amount,
            allocated: row.amount.checked_sub(placement.to_credit)?,
            received_on: row.received_on,
            recorded_at: self.now,
            recorded_by: self.recorded_by.clone(),
        };
        let allocations = placement.allocations.clone();
        Ok(NewPayment { payment, source_ref: row.number.clone(), allocations })
    }

    async fn finish(mut self, totals: &Totals, now: Timestamp) -> Result<Uuid, ImportError> {
        check_totals(Prices::Net, &totals.taken, &self.written)?;
        store::finish_run(&mut self.tx, self.run, &totals.to_json(), now).await?;
        self.tx.commit().await?;
        Ok(self.run)
    }
}

fn read_payments(
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
        Err(crate::domain::money::MoneyError::Overflow) => return Err(Reason::Overflow),
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
