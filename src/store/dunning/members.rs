//! Which invoices a campaign is about, and those that could become one's.

use crate::domain::id::{DunningCampaignId, InvoiceId};
use crate::domain::invoice::InvoiceStatus;
use crate::domain::money::Money;
use crate::domain::word::word_enum;
use crate::store::ledger::read_money;
use crate::store::{StoreError, TenantTx, corrupt};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

/// Invoices of one campaign that are looked at; the rest has its turn when these are settled.
const MEMBERS_MAX: i64 = 500;

/// An invoice of a campaign, or one that could become one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub invoice_id: InvoiceId,
    pub number: String,
    pub due_on: Date,
    pub status: InvoiceStatus,
    pub due: Money,
    pub is_disputed: bool,
    /// A charge of it lives: the money may be on its way.
    pub is_charged: bool,
    /// None while it is in question.
    pub left: Option<(Timestamp, MemberOutcome)>,
}

word_enum! {
    /// How an invoice left its campaign.
    pub enum MemberOutcome: "outcome of an invoice" {
        Paid = "paid",
        /// Credit notes took off what was left.
        Credited = "credited",
        Void = "void",
        WrittenOff = "written_off",
    }
}

struct MemberRow {
    invoice_id: Uuid,
    number: Option<String>,
    due_on: jiff_sqlx::Date,
    status: String,
    currency: String,
    due_minor: i64,
    disputed: bool,
    is_charged: bool,
    left_at: Option<jiff_sqlx::Timestamp>,
    outcome: Option<String>,
}

impl MemberRow {
    fn read(self) -> Result<Member, StoreError> {
        let left = match (self.left_at, self.outcome) {
            (Some(at), Some(word)) => {
                let outcome = word.parse();
                let outcome = outcome.map_err(|e| corrupt("dunning_campaign_invoices.outcome", e));
                Some((at.to_jiff(), outcome?))
            }
            _ => None,
        };
        Ok(Member {
            invoice_id: self.invoice_id.into(),
            number: self.number.unwrap_or_default(),
            due_on: self.due_on.to_jiff(),
            status: self.status.parse().map_err(|e| corrupt("invoices.status", e))?,
            due: read_money(&self.currency, self.due_minor)?,
            is_disputed: self.disputed,
            is_charged: self.is_charged,
            left,
        })
    }
}

/// The invoices of a campaign, the longest due first; those that left it, too.
pub async fn members(
    tx: &mut TenantTx,
    campaign: DunningCampaignId,
) -> Result<Vec<Member>, StoreError> {
    let rows = sqlx::query_as!(
        MemberRow,
        r#"select i.invoice_id, i.number, i.due_on, i.status, i.currency, i.due_minor as "due_minor!", i.disputed,
                  exists (select from charge_invoices c
                           where c.tenant_id = i.tenant_id and c.invoice_id = i.invoice_id and c.is_living) as "is_charged!",
                  m.left_at, m.outcome
             from dunning_campaign_invoices m
             join invoices i on i.tenant_id = m.tenant_id and i.invoice_id = m.invoice_id
            where m.tenant_id = $1 and m.campaign_id = $2
            order by m.left_at is not null, i.due_on, i.invoice_id
            limit $3"#,
        tx.tenant().0,
        campaign.0,
        MEMBERS_MAX
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(MemberRow::read).collect()
}

/// Open invoices in no campaign that are overdue on `today`, or of which a charge of autopay was refused; the
/// longest due first.
pub async fn overdue(tx: &mut TenantTx, today: Date) -> Result<Vec<Member>, StoreError> {
    let rows = sqlx::query_as!(
        MemberRow,
        r#"select i.invoice_id, i.number, i.due_on, i.status, i.currency, i.due_minor as "due_minor!", i.disputed,
                  exists (select from charge_invoices c
                           where c.tenant_id = i.tenant_id and c.invoice_id = i.invoice_id and c.is_living) as "is_charged!",
                  null::timestamptz as left_at, null::text as outcome
             from invoices i
            where i.tenant_id = $1 and i.status = 'open'
              and (i.due_on < $2
                   or exists (select from autopay_attempts a
                                join charges g on g.tenant_id = a.tenant_id and g.charge_id = a.charge_id
                               where a.tenant_id = i.tenant_id and a.invoice_id = i.invoice_id and g.state = 'failed'))
              and not exists (select from dunning_campaign_invoices m
                               where m.tenant_id = i.tenant_id and m.invoice_id = i.invoice_id and m.left_at is null)
            order by i.due_on, i.invoice_id
            limit $3"#,
        tx.tenant().0,
        today.to_sqlx() as _,
        MEMBERS_MAX
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(MemberRow::read).collect()
}

/// An invoice becomes a campaign's.
/// # Errors  `Refused` by `dunning_campaign_invoices_one_at_a_time`.
pub async fn insert_member(
    tx: &mut TenantTx,
    campaign: DunningCampaignId,
    member: &Member,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into dunning_campaign_invoices (tenant_id, campaign_id, invoice_id, currency, due_minor, joined_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (tenant_id, campaign_id, invoice_id) do update set left_at = null, outcome = null",
        tx.tenant().0,
        campaign.0,
        member.invoice_id.0,
        member.due.currency.code(),
        member.due.amount_minor,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// An invoice is in question no more.
pub async fn leave(
    tx: &mut TenantTx,
    campaign: DunningCampaignId,
    invoice: InvoiceId,
    outcome: MemberOutcome,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update dunning_campaign_invoices
            set left_at = $4, outcome = $5
          where tenant_id = $1 and campaign_id = $2 and invoice_id = $3 and left_at is null",
        tx.tenant().0,
        campaign.0,
        invoice.0,
        now.to_sqlx() as _,
        outcome.word()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The campaign that is about this invoice now.
pub async fn campaign_of(
    tx: &mut TenantTx,
    invoice: InvoiceId,
) -> Result<Option<DunningCampaignId>, StoreError> {
    let id = sqlx::query_scalar!(
        "select campaign_id
           from dunning_campaign_invoices
          where tenant_id = $1 and invoice_id = $2 and left_at is null",
        tx.tenant().0,
        invoice.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(Into::into))
}
