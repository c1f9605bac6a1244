//! Importing payments: one row, one payment. It settles the invoice it names, up to what is due, and
//! the rest is the customer's credit; a payment that names no invoice is credit as a whole. Nothing
//! is matched by guessing.

mod invoices;
mod row;

use super::build::payment_posting;
use super::mapping::Prices;
use super::refusal::{Reason, RefusedRow};
use super::totals::{Bucket, Totals};
use super::write::check_totals;
use super::{
    ACTOR, ImportError, ImportOutcome, ImportRequest, Progress, Stage, begin_run, with_source,
};
use crate::clock::Clock;
use crate::domain::credit_grant::GrantKind;
use crate::domain::document::{DocumentEventKind, DocumentKind};
use crate::domain::id::{PaymentId, TenantId};
use crate::domain::ledger::Account;
use crate::domain::payment::{Payment, Placement};
use crate::store::imports::{self as store, Imported, NewCredit, NewEvent, NewPayment};
use crate::store::{Db, OperatorTx};
use invoices::Invoices;
use jiff::Timestamp;
use row::{PaymentRow, PaymentRows, read_payments};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

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
    let read = with_source(request, progress, read_payments).await?;
    let source = &request.mapping.source;
    let numbers: Vec<String> = read.rows.iter().map(|(_, row)| row.number.clone()).collect();
    let references: Vec<String> =
        read.rows.iter().map(|(_, row)| row.account_ref.clone()).collect();
    let named: Vec<(String, String)> = read
        .rows
        .iter()
        .filter(|(_, row)| !row.invoice.is_empty())
        .map(|(_, row)| (row.account_ref.clone(), row.invoice.clone()))
        .collect();
    let mut staff = db.staff_read().await?;
    let known = store::known(&mut staff, source, &["payment"], &numbers).await?;
    let tenants = store::tenants_by_reference(&mut staff, &references).await?;
    let open = store::open_invoices(&mut staff, &named).await?;
    let file_sha256 = read.file_sha256;
    let imported_before_at = store::file_imported_at(&mut staff, source, file_sha256).await?;
    drop(staff);

    let mut invoices = Invoices::new(open);
    let judged = judge_all(read, &known, &tenants, &mut invoices);
    let mut outcome = ImportOutcome {
        source: source.clone(),
        kind: request.mapping.kind,
        file_sha256,
        imported_before_at,
        import_run: None,
        totals: judged.totals,
        refused: judged.refused,
        customers_new: 0,
        customers_known: tenants.len() as u64,
        settlements: judged.settlements,
    };
    if let (Some(tx), false) = (writing, judged.planned.is_empty()) {
        let mut writer = Writer::begin(tx, request, file_sha256, clock.now()).await?;
        let (mut done, total) = (0, outcome.totals.taken.documents);
        for (tenant, planned) in judged.planned {
            writer.tenant(tenant, &planned, &invoices).await?;
            done += planned.len() as u64;
            progress(Stage::Writing, done, total);
        }
        outcome.import_run = Some(writer.finish(&outcome.totals, clock.now()).await?);
    }
    Ok(outcome)
}

/// The verdict on every payment of the file.
#[derive(Default)]
struct Judged {
    planned: BTreeMap<TenantId, Vec<Planned>>,
    totals: Totals,
    refused: Vec<RefusedRow>,
    settlements: u64,
}

fn judge_all(
    read: PaymentRows,
    known: &HashMap<String, [u8; 32]>,
    tenants: &HashMap<String, TenantId>,
    invoices: &mut Invoices,
) -> Judged {
    let mut judged = Judged { refused: read.refused, ..Judged::default() };
    let totals = &mut judged.totals;
    totals.file.rows = judged.refused.len() as u64;
    totals.uncounted_rows = totals.file.rows;
    for (line, row) in read.rows {
        count(&mut totals.file, &row);
        let placed = match (known.get(&row.number), tenants.get(&row.account_ref)) {
            (Some(before), _) if *before == row.fingerprint() => {
                count(&mut totals.already, &row);
                continue;
            }
            (Some(_), _) => Err(Reason::ChangedSinceImport),
            (None, None) => Err(Reason::UnknownCustomer { account: row.account_ref.clone() }),
            (None, Some(tenant)) => invoices.place(&row).map(|placement| (*tenant, placement)),
        };
        match placed {
            Ok((tenant, placement)) => {
                count(&mut totals.taken, &row);
                judged.settlements += u64::from(!placement.allocations.is_empty());
                judged.planned.entry(tenant).or_default().push(Planned { row, placement });
            }
            Err(reason) => {
                totals.changed += u64::from(reason == Reason::ChangedSinceImport);
                count(&mut totals.refused, &row);
                judged.refused.push(RefusedRow { line, document: row.number, reason });
            }
        }
    }
    totals.refused.rows = judged.refused.len() as u64;
    judged.refused.sort_by_key(|row| row.line);
    judged
}

fn count(bucket: &mut Bucket, row: &PaymentRow) {
    bucket.documents += 1;
    bucket.rows += 1;
    let amounts = bucket.by_currency.entry(row.amount.currency).or_default();
    amounts.payments.documents += 1;
    amounts.payments.amount_minor += i128::from(row.amount.amount_minor);
    amounts.payments.exact = amounts.payments.exact.saturating_add(row.amount.to_major());
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
        invoices: &Invoices,
    ) -> Result<(), ImportError> {
        let (mut payments, mut postings) = (Vec::new(), Vec::new());
        let (mut imported, mut events) = (Vec::new(), Vec::new());
        let mut credit = Vec::new();
        for Planned { row, placement } in planned {
            let payment = self.payment(tenant, row, placement)?;
            postings.push(payment_posting(&payment.payment, Account::Bank)?);
            let currency = row.amount.currency;
            if placement.to_credit.is_positive() {
                credit.push(NewCredit {
                    kind: GrantKind::Payment,
                    source_id: payment.payment.payment_id.0,
                    amount: placement.to_credit,
                });
            }
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
        store::insert_credit(tx, tenant, &self.recorded_by, &credit, self.now).await?;
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
