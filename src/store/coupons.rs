//! Coupons of the operator's catalogue. Their terms never change; redemptions are counted on the row.

use super::{OperatorTx, StaffRead, StoreError, TenantTx, corrupt};
use crate::domain::coupon::{CouponDefinition, CouponDuration, CouponOff, CouponTerms};
use crate::domain::id::CouponId;
use crate::domain::money::Money;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use rust_decimal::Decimal;
use sqlx::PgConnection;
use sqlx::types::Json;

/// Another coupon with this code is refused by this.
pub const CODE_KEY: &str = "coupons_code_key";

/// Coupons that are read at once.
const COUPONS_MAX: i64 = 2_000;

struct CouponRow {
    coupon_id: uuid::Uuid,
    code: String,
    name: String,
    percent_off: Option<Decimal>,
    amounts: Json<Vec<(String, i64)>>,
    duration: String,
    duration_periods: Option<i16>,
    plan_codes: Vec<String>,
    component_codes: Vec<String>,
    redemptions_max: Option<i32>,
    redeem_until: Option<jiff_sqlx::Date>,
    redemptions: i32,
    archived_at: Option<jiff_sqlx::Timestamp>,
    created_at: jiff_sqlx::Timestamp,
}

impl CouponRow {
    fn read(self) -> Result<CouponDefinition, StoreError> {
        let off = match self.percent_off {
            Some(percent) => CouponOff::Percent(percent),
            None => CouponOff::Fixed(
                self.amounts
                    .0
                    .into_iter()
                    .map(|(code, minor)| match code.parse() {
                        Ok(currency) => Ok(Money::new(minor, currency)),
                        Err(_) => Err(corrupt("coupon_amounts.currency", code)),
                    })
                    .collect::<Result<_, _>>()?,
            ),
        };
        let periods = self.duration_periods.and_then(|count| u16::try_from(count).ok());
        let duration = match (self.duration.as_str(), periods) {
            ("once", None) => CouponDuration::Once,
            ("periods", Some(count)) => CouponDuration::Periods(count),
            ("forever", None) => CouponDuration::Forever,
            _ => return Err(corrupt("coupons.duration", self.duration)),
        };
        let count = |column, value: i32| u32::try_from(value).map_err(|_| corrupt(column, value));
        Ok(CouponDefinition {
            coupon_id: self.coupon_id.into(),
            terms: CouponTerms {
                code: self.code,
                name: self.name,
                off,
                duration,
                plan_codes: self.plan_codes,
                component_codes: self.component_codes,
                redemptions_max: self
                    .redemptions_max
                    .map(|max| count("coupons.redemptions_max", max))
                    .transpose()?,
                redeem_until: self.redeem_until.map(jiff_sqlx::Date::to_jiff),
            },
            redemptions: count("coupons.redemptions", self.redemptions)?,
            archived_at: self.archived_at.map(jiff_sqlx::Timestamp::to_jiff),
            created_at: self.created_at.to_jiff(),
        })
    }
}

/// All coupons, the newest first.
pub async fn all(tx: &mut StaffRead) -> Result<Vec<CouponDefinition>, StoreError> {
    read(tx.conn(), None, None).await
}

/// The coupon with this id, for staff.
pub async fn find_for_staff(
    tx: &mut StaffRead,
    id: CouponId,
) -> Result<Option<CouponDefinition>, StoreError> {
    Ok(read(tx.conn(), Some(id.0), None).await?.into_iter().next())
}

/// The coupon with this id.
pub async fn find(tx: &mut TenantTx, id: CouponId) -> Result<Option<CouponDefinition>, StoreError> {
    Ok(read(tx.conn(), Some(id.0), None).await?.into_iter().next())
}

/// The coupon with this code, which must be in capitals.
pub async fn find_by_code(
    tx: &mut TenantTx,
    code: &str,
) -> Result<Option<CouponDefinition>, StoreError> {
    Ok(read(tx.conn(), None, Some(code)).await?.into_iter().next())
}

async fn read(
    conn: &mut PgConnection,
    id: Option<uuid::Uuid>,
    code: Option<&str>,
) -> Result<Vec<CouponDefinition>, StoreError> {
    let rows = sqlx::query_as!(
        CouponRow,
        r#"select c.coupon_id, c.code, c.name, c.percent_off,
                  (select coalesce(jsonb_agg(jsonb_build_array(a.currency, a.amount_minor) order by a.currency), '[]')
                     from coupon_amounts a
                    where a.coupon_id = c.coupon_id) as "amounts!: Json<Vec<(String, i64)>>",
                  c.duration, c.duration_periods, c.plan_codes, c.component_codes, c.redemptions_max,
                  c.redeem_until as "redeem_until: jiff_sqlx::Date", c.redemptions,
                  c.archived_at as "archived_at: jiff_sqlx::Timestamp",
                  c.created_at as "created_at: jiff_sqlx::Timestamp"
             from coupons c
            where ($1::uuid is null or c.coupon_id = $1) and ($2::text is null or c.code = $2)
            order by c.created_at desc, c.coupon_id desc
            limit $3"#,
        id,
        code,
        COUPONS_MAX
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(CouponRow::read).collect()
}

/// Stores a coupon; false when there is one with this id already.
/// # Errors  `Refused` by [`CODE_KEY`] when another coupon has the code.
pub async fn insert(
    tx: &mut OperatorTx,
    id: CouponId,
    terms: &CouponTerms,
    created_by: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let percent = match &terms.off {
        CouponOff::Percent(percent) => Some(*percent),
        CouponOff::Fixed(_) => None,
    };
    let periods = match terms.duration {
        CouponDuration::Periods(count) => {
            Some(i16::try_from(count).map_err(|_| corrupt("coupons.duration_periods", count))?)
        }
        CouponDuration::Once | CouponDuration::Forever => None,
    };
    let max = terms
        .redemptions_max
        .map(|max| i32::try_from(max).map_err(|_| corrupt("coupons.redemptions_max", max)))
        .transpose()?;
    let inserted = sqlx::query!(
        "insert into coupons (coupon_id, code, name, percent_off, duration, duration_periods, plan_codes,
                component_codes, redemptions_max, redeem_until, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict (coupon_id) do nothing",
        id.0,
        terms.code,
        terms.name,
        percent,
        terms.duration.word(),
        periods,
        &terms.plan_codes,
        &terms.component_codes,
        max,
        terms.redeem_until.map(Date::to_sqlx) as _,
        now.to_sqlx() as _,
        created_by
    )
    .execute(tx.conn())
    .await?;
    if inserted.rows_affected() == 0 {
        return Ok(false);
    }
    if let CouponOff::Fixed(amounts) = &terms.off {
        for amount in amounts {
            sqlx::query!(
                "insert into coupon_amounts (coupon_id, currency, amount_minor, created_at)
                 values ($1, $2, $3, $4)",
                id.0,
                amount.currency.code(),
                amount.amount_minor,
                now.to_sqlx() as _
            )
            .execute(tx.conn())
            .await?;
        }
    }
    Ok(true)
}

/// Archives the coupon or gives it back; false when there is none.
pub async fn set_archived(
    tx: &mut OperatorTx,
    id: CouponId,
    archived_at: Option<Timestamp>,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "update coupons set archived_at = $2 where coupon_id = $1",
        id.0,
        archived_at.map(Timestamp::to_sqlx) as _
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Counts one redemption in the customer's transaction: true when there was one left, and then it is this
/// one's once that commits. Whoever asks at the same time waits for the end of this transaction.
pub async fn take_redemption(
    tx: &mut TenantTx,
    id: CouponId,
    today: Date,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "update coupons
            set redemptions = redemptions + 1
          where coupon_id = $1 and archived_at is null
            and (redeem_until is null or redeem_until >= $2)
            and (redemptions_max is null or redemptions < redemptions_max)",
        id.0,
        today.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}
