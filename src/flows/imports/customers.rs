//! Importing customers: one row, one tenant with its billing profile. Nobody is invited and nothing
//! is sent. A customer that exists is never changed by an import.

use super::fields::{DateMemory, Fields};
use super::mapping::{Field, Layout, Mapping};
use super::refusal::{Reason, RefusedRow};
use super::source_file::SourceFile;
use super::totals::{Bucket, Totals};
use super::{ImportError, ImportOutcome, ImportRequest, Progress, Stage, begin_run, with_source};
use crate::clock::Clock;
use crate::domain::id::TenantId;
use crate::domain::party::{PostalAddress, TaxRegistration};
use crate::store::imports::{self as store, Imported};
use crate::store::tenants::{self, BillingProfile};
use crate::store::{Db, OperatorTx};
use csv::ByteRecord;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use uuid::Uuid;

/// How tax registrations of an import are called; the file has one column for them.
const TAX_ID_KIND: &str = "VAT";

struct Customer {
    line: u64,
    profile: BillingProfile,
}

impl Customer {
    fn fingerprint(&self) -> [u8; 32] {
        // The derived form names every field, so two different profiles never print alike.
        Sha256::digest(format!("{:?}", self.profile)).into()
    }
}

struct Customers {
    rows: Vec<Customer>,
    refused: Vec<RefusedRow>,
    file_sha256: [u8; 32],
}

pub(super) async fn import_customers(
    db: &Db,
    clock: &Clock,
    request: &ImportRequest,
    progress: &Progress,
    writing: Option<OperatorTx>,
) -> Result<ImportOutcome, ImportError> {
    let mut read = with_source(request, progress, read_customers).await?;
    let source = &request.mapping.source;
    let references: Vec<String> = read.rows.iter().map(|c| c.profile.account_ref.clone()).collect();
    let mut staff = db.staff_read().await?;
    let known = store::known(&mut staff, source, &["customer"], &references).await?;
    let tenants = store::tenants_by_reference(&mut staff, &references).await?;
    let imported_before_at = store::file_imported_at(&mut staff, source, read.file_sha256).await?;
    drop(staff);

    let mut totals = Totals::default();
    let count = |bucket: &mut Bucket, rows: u64| {
        bucket.documents += rows;
        bucket.rows += rows;
    };
    count(&mut totals.file, (read.rows.len() + read.refused.len()) as u64);
    let mut taken = Vec::new();
    for customer in read.rows {
        let reference = &customer.profile.account_ref;
        let reason = match (known.get(reference), tenants.contains_key(reference)) {
            (Some(before), _) if *before == customer.fingerprint() => {
                count(&mut totals.already, 1);
                continue;
            }
            (Some(_), _) => Reason::ChangedSinceImport,
            (None, true) => Reason::CustomerExists,
            (None, false) => {
                count(&mut totals.taken, 1);
                taken.push(customer);
                continue;
            }
        };
        totals.changed += u64::from(reason == Reason::ChangedSinceImport);
        let document = reference.clone();
        read.refused.push(RefusedRow { line: customer.line, document, reason });
    }
    count(&mut totals.refused, read.refused.len() as u64);
    read.refused.sort_by_key(|row| row.line);
    let mut outcome = ImportOutcome {
        source: source.clone(),
        kind: request.mapping.kind,
        file_sha256: read.file_sha256,
        imported_before_at,
        import_run: None,
        customers_new: taken.len() as u64,
        customers_known: totals.already.documents,
        settlements: 0,
        totals,
        refused: read.refused,
    };
    if let (Some(tx), false) = (writing, taken.is_empty()) {
        outcome.import_run = Some(write(tx, clock, request, progress, &taken, &outcome).await?);
    }
    Ok(outcome)
}

async fn write(
    mut tx: OperatorTx,
    clock: &Clock,
    request: &ImportRequest,
    progress: &Progress,
    taken: &[Customer],
    outcome: &ImportOutcome,
) -> Result<Uuid, ImportError> {
    let now = clock.now();
    let source = &request.mapping.source;
    let run = begin_run(&mut tx, request, outcome.file_sha256, now).await?;
    for (customer, done) in taken.iter().zip(1_u64..) {
        let tenant = TenantId::new();
        tenants::create(&mut tx, tenant, &customer.profile, source, now).await?;
        let imported = Imported {
            kind: "customer",
            reference: customer.profile.account_ref.clone(),
            document_id: tenant.0,
            fingerprint: customer.fingerprint(),
        };
        store::remember(&mut tx, tenant, run, source, &[imported]).await?;
        progress(Stage::Writing, done, taken.len() as u64);
    }
    store::finish_run(&mut tx, run, &outcome.totals.to_json(), clock.now()).await?;
    tx.commit().await?;
    Ok(run)
}

fn read_customers(
    mapping: &Mapping,
    mut source: SourceFile,
    progress: &Progress,
) -> Result<Customers, ImportError> {
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
        let account = fields.text(Field::Account).unwrap_or_default().into_owned();
        let profile = read_profile(&fields).and_then(|profile| {
            match first_lines.insert(profile.account_ref.clone(), line) {
                Some(first_line) => Err(Reason::NumberTwice { first_line }),
                None => Ok(profile),
            }
        });
        match profile {
            Ok(profile) => rows.push(Customer { line, profile }),
            Err(reason) => refused.push(RefusedRow { line, document: account, reason }),
        }
    }
    let file_sha256 = source.sha256();
    Ok(Customers { rows, refused, file_sha256 })
}

fn read_profile(fields: &Fields<'_>) -> Result<BillingProfile, Reason> {
    let (found, expected) = (fields.record.len(), fields.layout.width);
    if found != expected {
        return Err(Reason::FieldCount { found, expected });
    }
    let rules = &fields.mapping.customers;
    let text = |field| fields.text(field).map(std::borrow::Cow::into_owned);
    let or = |field, default: &str| {
        text(field).map(|text| if text.is_empty() { default.to_owned() } else { text })
    };
    let account = fields.required(Field::Account)?;
    let language = or(Field::Language, &rules.language)?;
    if language.len() != 2 || !language.bytes().all(|b| b.is_ascii_lowercase()) {
        return Err(fields.unknown_word(Field::Language, &language));
    }
    let time_zone = or(Field::TimeZone, &rules.time_zone)?;
    if jiff::tz::TimeZone::get(&time_zone).is_err() {
        return Err(fields.unknown_word(Field::TimeZone, &time_zone));
    }
    let email = text(Field::Email)?;
    if !email.is_empty() && (!email.contains('@') || email.contains(char::is_whitespace)) {
        return Err(fields.unknown_word(Field::Email, &email));
    }
    let tax_id = text(Field::TaxId)?;
    let tax_ids = (!tax_id.is_empty())
        .then(|| TaxRegistration { kind: TAX_ID_KIND.to_owned(), value: tax_id });
    Ok(BillingProfile {
        account_ref: format!("{}{account}", rules.account_prefix),
        legal_name: or(Field::AccountName, &rules.name.replace("{account}", &account))?,
        address: PostalAddress {
            line1: text(Field::AddressLine1)?,
            line2: text(Field::AddressLine2)?,
            city: text(Field::City)?,
            region: text(Field::Region)?,
            postal_code: text(Field::PostalCode)?,
            country: fields.country()?,
        },
        billing_emails: if email.is_empty() { Vec::new() } else { vec![email] },
        language,
        currency: fields.currency()?,
        display_currency: None,
        time_zone,
        tax_ids: tax_ids.into_iter().collect(),
    })
}
