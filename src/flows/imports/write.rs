//! Writing judged documents: one transaction, one tenant after the other, control totals read back
//! from the database before the commit.

use super::build::Issue;
use super::gather::{Account, Document, Gathered, Header, gather};
use super::mapping::{Mapping, Prices, SellerRules};
use super::totals::{Bucket, Totals};
use super::verdict::{Judged, Verdict, amounts, judge_all, kind, settled_on};
use super::{
    ACTOR, ImportError, ImportOutcome, ImportRequest, Progress, Stage, begin_run, with_source,
};
use crate::clock::Clock;
use crate::domain::credit_grant::GrantKind;
use crate::domain::credit_note::CreditNoteWithLines;
use crate::domain::document::{DocumentEventKind, DocumentKind};
use crate::domain::id::{SellerId, SeriesId, TenantId};
use crate::domain::invoice::InvoiceWithLines;
use crate::domain::ledger::Posting;
use crate::domain::party::{Buyer, PostalAddress, Seller};
use crate::store::imports::{self as store, Imported, NewCredit, NewEvent, NewPayment, Written};
use crate::store::sellers::{self, SeriesKind};
use crate::store::tenants::{self, BillingProfile};
use crate::store::{Db, OperatorTx};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Lines written by one statement: enough that round trips do not count, few enough to hold.
const LINES_PER_BATCH: u64 = 5_000;

pub(super) async fn import_documents(
    db: &Db,
    clock: &Clock,
    request: &ImportRequest,
    progress: &Progress,
    writing: Option<OperatorTx>,
) -> Result<ImportOutcome, ImportError> {
    let gathered = with_source(request, progress, gather).await?;
    let mapping = &request.mapping;
    let numbers: Vec<String> = gathered.documents.iter().map(|d| d.number.clone()).collect();
    let references: Vec<String> = gathered.accounts.iter().map(|a| a.account_ref.clone()).collect();
    let mut staff = db.staff_read().await?;
    let known =
        store::known(&mut staff, &mapping.source, &["invoice", "credit_note"], &numbers).await?;
    let tenants = store::tenants_by_reference(&mut staff, &references).await?;
    let imported_before_at =
        store::file_imported_at(&mut staff, &mapping.source, gathered.file_sha256).await?;
    drop((staff, numbers, references));

    let judged = judge_all(mapping, &gathered, &known)?;
    drop(known);
    let by_account = taken_by_account(&gathered, &judged);
    let is_known = |account: &usize| tenants.contains_key(&gathered.accounts[*account].account_ref);
    let customers_known = by_account.keys().filter(|account| is_known(account)).count() as u64;
    let mut outcome = ImportOutcome {
        source: mapping.source.clone(),
        kind: mapping.kind,
        file_sha256: gathered.file_sha256,
        imported_before_at,
        import_run: None,
        customers_new: by_account.len() as u64 - customers_known,
        customers_known,
        settlements: settlements(mapping, &gathered, &judged)?,
        totals: judged.totals,
        refused: judged.refused,
    };
    if let (Some(tx), false) = (writing, by_account.is_empty()) {
        let now = clock.now();
        let mut writer = Writer::begin(tx, request, &gathered, progress, now).await?;
        writer.total = by_account.values().map(|documents| documents.len() as u64).sum();
        for (account, documents) in by_account {
            writer.account(&tenants, account, &documents).await?;
        }
        outcome.import_run = Some(writer.finish(&outcome.totals, clock.now()).await?);
    }
    Ok(outcome)
}

/// Documents to write, by account in the order of references, in the order of the file within.
fn taken_by_account(gathered: &Gathered, judged: &Judged) -> BTreeMap<usize, Vec<usize>> {
    let mut by_account: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, document) in gathered.documents.iter().enumerate() {
        if judged.verdicts[index] == Verdict::Take
            && let Some(header) = &document.header
        {
            by_account.entry(header.account).or_default().push(index);
        }
    }
    by_account
}

/// How many payments settle the invoices to be written.
fn settlements(
    mapping: &Mapping,
    gathered: &Gathered,
    judged: &Judged,
) -> Result<u64, ImportError> {
    let mut count = 0;
    for (document, verdict) in gathered.documents.iter().zip(&judged.verdicts) {
        if let (Verdict::Take, Some(header)) = (verdict, &document.header)
            && kind(mapping, document) == DocumentKind::Invoice
            && settled_on(mapping, header).is_some()
            && amounts(mapping, document, header)?.gross.is_positive()
        {
            count += 1;
        }
    }
    Ok(count)
}

struct Writer<'a> {
    tx: OperatorTx,
    mapping: &'a Mapping,
    gathered: &'a Gathered,
    progress: &'a Progress,
    run: Uuid,
    seller: Seller,
    /// Of invoices, of credit notes.
    series: [SeriesId; 2],
    recorded_by: String,
    now: Timestamp,
    done: u64,
    total: u64,
    written: Vec<Written>,
}

/// What of one tenant is written by one set of statements.
#[derive(Default)]
struct Batch {
    invoices: Vec<InvoiceWithLines>,
    credit_notes: Vec<CreditNoteWithLines>,
    payments: Vec<NewPayment>,
    credit: Vec<NewCredit>,
    postings: Vec<Posting>,
    events: Vec<NewEvent>,
    imported: Vec<Imported>,
    lines: u64,
}

impl<'a> Writer<'a> {
    async fn begin(
        mut tx: OperatorTx,
        request: &'a ImportRequest,
        gathered: &'a Gathered,
        progress: &'a Progress,
        now: Timestamp,
    ) -> Result<Self, ImportError> {
        let mapping = &request.mapping;
        let run = begin_run(&mut tx, request, gathered.file_sha256, now).await?;
        let rules = mapping.seller()?;
        let seller = ensure_seller(&mut tx, rules, now).await?;
        let mut series = Vec::new();
        for kind in [SeriesKind::Invoice, SeriesKind::CreditNote] {
            let id = seller.seller_id;
            series.push(sellers::ensure_series(&mut tx, id, kind, &rules.series, "", None).await?);
        }
        Ok(Self {
            tx,
            mapping,
            gathered,
            progress,
            run,
            seller,
            series: [series[0], series[1]],
            recorded_by: ACTOR.to_string(),
            now,
            done: 0,
            total: 0,
            written: Vec::new(),
        })
    }

    /// Writes the documents of one account.
    async fn account(
        &mut self,
        tenants: &HashMap<String, TenantId>,
        account: usize,
        documents: &[usize],
    ) -> Result<(), ImportError> {
        let account = &self.gathered.accounts[account];
        let (tenant, buyer) = match tenants.get(&account.account_ref) {
            Some(&tenant) => {
                store::lock_tenant(&mut self.tx, tenant).await?;
                (tenant, store::buyer(&mut self.tx, tenant).await?)
            }
            None => self.create_tenant(account).await?,
        };
        let mut batch = Batch::default();
        for &index in documents {
            let document = &self.gathered.documents[index];
            let Some(header) = &document.header else { continue };
            self.add(&mut batch, tenant, &buyer, (document, header))?;
            if batch.lines >= LINES_PER_BATCH {
                self.write(tenant, std::mem::take(&mut batch)).await?;
            }
        }
        self.write(tenant, batch).await?;
        self.written.extend(store::written(&mut self.tx, tenant, self.run).await?);
        self.done += documents.len() as u64;
        (self.progress)(Stage::Writing, self.done, self.total);
        Ok(())
    }

    async fn create_tenant(&mut self, account: &Account) -> Result<(TenantId, Buyer), ImportError> {
        let rules = &self.mapping.customers;
        let profile = BillingProfile {
            account_ref: account.account_ref.clone(),
            legal_name: account.legal_name.clone(),
            address: PostalAddress { country: account.country.clone(), ..PostalAddress::default() },
            billing_emails: Vec::new(),
            language: rules.language.clone(),
            currency: account.currency,
            display_currency: None,
            time_zone: rules.time_zone.clone(),
            tax_ids: Vec::new(),
        };
        let tenant = TenantId::new();
        tenants::create(&mut self.tx, tenant, &profile, &self.mapping.source, self.now).await?;
        Ok((tenant, profile.buyer()))
    }

    fn add(
        &self,
        batch: &mut Batch,
        tenant: TenantId,
        buyer: &Buyer,
        (document, header): (&Document, &Header),
    ) -> Result<(), ImportError> {
        let issue = Issue {
            mapping: self.mapping,
            seller: &self.seller,
            invoice_series: self.series[0],
            credit_note_series: self.series[1],
            recorded_by: &self.recorded_by,
            now: self.now,
        };
        let lines = self.gathered.spill.lines(&document.runs).map_err(ImportError::Spill)?;
        batch.lines += lines.len() as u64;
        let buyer = buyer_of(buyer, header);
        let kind = kind(self.mapping, document);
        let document_id = if kind == DocumentKind::CreditNote {
            let built = issue.credit_note(tenant, buyer, (document, header), lines)?;
            let note = &built.document.credit_note;
            let id = note.credit_note_id.0;
            if note.to_balance.is_positive() {
                let (kind, amount) = (GrantKind::CreditNote, note.to_balance);
                batch.credit.push(NewCredit { kind, source_id: id, amount });
            }
            batch.postings.push(built.posting);
            batch.credit_notes.push(built.document);
            id
        } else {
            let built = issue.invoice(tenant, buyer, (document, header), lines)?;
            let id = built.document.invoice.invoice_id.0;
            if let (Some(paid_at), Some(_)) = (built.document.invoice.paid_at, &built.payment) {
                batch.events.push(self.event(
                    (kind, id),
                    DocumentEventKind::Paid,
                    document,
                    paid_at,
                ));
            }
            if header.disputed {
                let disputed = DocumentEventKind::Disputed;
                batch.events.push(self.event((kind, id), disputed, document, self.now));
            }
            batch.payments.extend(built.payment);
            batch.postings.extend(built.postings);
            batch.invoices.push(built.document);
            id
        };
        let imported = DocumentEventKind::Imported;
        batch.events.push(self.event((kind, document_id), imported, document, self.now));
        batch.imported.push(Imported {
            kind: kind.word(),
            reference: document.number.clone(),
            document_id,
            fingerprint: document.fingerprint(),
        });
        Ok(())
    }

    fn event(
        &self,
        document: (DocumentKind, Uuid),
        kind: DocumentEventKind,
        of: &Document,
        happened_at: Timestamp,
    ) -> NewEvent {
        let detail = serde_json::json!({ "source": self.mapping.source, "line": of.first_line });
        NewEvent { document, kind, detail, happened_at }
    }

    async fn write(&mut self, tenant: TenantId, batch: Batch) -> Result<(), ImportError> {
        if batch.imported.is_empty() {
            return Ok(());
        }
        let (tx, source, now) = (&mut self.tx, &self.mapping.source, self.now);
        store::insert_invoices(tx, tenant, source, &self.seller, &batch.invoices).await?;
        store::insert_credit_notes(tx, tenant, source, &self.seller, &batch.credit_notes).await?;
        store::insert_payments(tx, tenant, source, &batch.payments, now).await?;
        store::insert_credit(tx, tenant, &self.recorded_by, &batch.credit, now).await?;
        store::post_all(tx, tenant, &batch.postings, now).await?;
        store::record_events(tx, tenant, &self.recorded_by, &batch.events).await?;
        store::remember(tx, tenant, self.run, source, &batch.imported).await?;
        Ok(())
    }

    /// Compares what the database holds with what was to be written, and makes it true.
    async fn finish(mut self, totals: &Totals, now: Timestamp) -> Result<Uuid, ImportError> {
        check_totals(self.mapping.tax.prices, &totals.taken, &self.written)?;
        store::finish_run(&mut self.tx, self.run, &totals.to_json(), now).await?;
        self.tx.commit().await?;
        Ok(self.run)
    }
}

/// The buyer with the country of this document's rows, unless the customer has an address of its own.
fn buyer_of(buyer: &Buyer, header: &Header) -> Buyer {
    let mut buyer = buyer.clone();
    if buyer.address.line1.is_empty() && !header.country.is_empty() {
        buyer.address.country = header.country.clone();
    }
    buyer
}

async fn ensure_seller(
    tx: &mut OperatorTx,
    rules: &SellerRules,
    now: Timestamp,
) -> Result<Seller, ImportError> {
    let today = now.to_zoned(TimeZone::UTC).date();
    if let Some(seller) = sellers::find_by_code(tx, &rules.code, today).await? {
        return Ok(seller);
    }
    let seller = Seller {
        seller_id: SellerId::new(),
        legal_name: rules.legal_name.clone(),
        address: PostalAddress {
            line1: rules.address_line1.clone(),
            city: rules.city.clone(),
            postal_code: rules.postal_code.clone(),
            country: rules.country.clone(),
            ..PostalAddress::default()
        },
        email: String::new(),
        trading_name: String::new(),
        phone: String::new(),
        website: String::new(),
        tax_ids: Vec::new(),
        bank_accounts: Vec::new(),
        brand_color: "#0f5c4d".into(),
        logo: None,
        footer: BTreeMap::new(),
    };
    sellers::save(tx, &rules.code, &seller, now).await?;
    Ok(seller)
}

/// The database's own sums against the plan's: documents, lines and amounts, to the minor unit.
/// # Errors  `TotalsDiffer`.
pub(super) fn check_totals(
    prices: Prices,
    taken: &Bucket,
    written: &[Written],
) -> Result<(), ImportError> {
    let lines: i64 = written.iter().map(|w| w.lines).sum();
    if i128::from(lines) != i128::from(taken.rows) {
        return Err(ImportError::LinesDiffer { expected: taken.rows, found: lines });
    }
    for (&currency, amounts) in &taken.by_currency {
        let kinds = [
            ("invoice", &amounts.invoices),
            ("credit_note", &amounts.credit_notes),
            ("payment", &amounts.payments),
        ];
        for (kind, expected) in kinds {
            let of_kind = || written.iter().filter(|w| w.kind == kind && w.currency == currency);
            let differ = |what, expected_minor: i128, found_minor: i128| {
                if expected_minor == found_minor {
                    return Ok(());
                }
                Err(ImportError::TotalsDiffer { what, currency, expected_minor, found_minor })
            };
            let documents = of_kind().map(|w| i128::from(w.documents)).sum();
            differ("documents", i128::from(expected.documents), documents)?;
            // The file may write credits with a minus; we never do.
            let minor = |w: &Written| match prices {
                Prices::Net => i128::from(w.net_minor),
                Prices::Gross => i128::from(w.total_minor),
            };
            let amount: i128 = of_kind().map(minor).sum();
            differ("amounts", expected.amount_minor.abs(), amount.abs())?;
        }
    }
    Ok(())
}
