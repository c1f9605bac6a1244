//! In which currency people of a customer want to see about how much it is.

use super::currency;
use crate::domain::currency::Currency;
use crate::domain::id::PersonId;
use crate::store::{StoreError, TenantTx};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

/// In which currency this person wants to see about how much it is, if they have said so.
pub async fn display_currency(
    tx: &mut TenantTx,
    person: PersonId,
) -> Result<Option<Currency>, StoreError> {
    let code = sqlx::query_scalar!(
        "select currency
           from display_preferences
          where tenant_id = $1 and person_id = $2",
        tx.tenant().0,
        person.0
    )
    .fetch_optional(tx.conn())
    .await?;
    code.map(|code| currency("display_preferences.currency", &code)).transpose()
}

/// Stores the choice; `None`: as the customer says.
pub async fn set_display_currency(
    tx: &mut TenantTx,
    person: PersonId,
    chosen: Option<Currency>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (tenant, person) = (tx.tenant().0, person.0);
    let Some(chosen) = chosen else {
        sqlx::query!(
            "delete from display_preferences
              where tenant_id = $1 and person_id = $2",
            tenant,
            person
        )
        .execute(tx.conn())
        .await?;
        return Ok(());
    };
    sqlx::query!(
        "insert into display_preferences (tenant_id, person_id, currency, set_at)
         values ($1, $2, $3, $4)
         on conflict (tenant_id, person_id) do update
            set currency = excluded.currency, set_at = excluded.set_at",
        tenant,
        person,
        chosen.code(),
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
