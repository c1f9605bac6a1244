//! The link in a mail that leads to a new card without signing in (row H4).
//!
//! It does one thing, opening the provider's page that saves a card, for a week and until a card was saved
//! with it. Its secret is stored as a hash; for the mail that waits and the provider's way back it is
//! sealed, so that neither the database nor a backup lets anybody in. What the link shows is the seller's
//! name and the last digits of the old card: whoever got the mail forwarded learns no more.

mod saved;

pub(in crate::flows) use saved::card_was_saved;

use crate::auth::throttle::{self, Key, ThrottleError};
use crate::auth::token::{Token, TokenHash};
use crate::auth::{Auth, Client};
use crate::domain::charge::ChargeState;
use crate::domain::id::{CardLinkId, PaymentMethodId, TenantId};
use crate::flows::payments::pay_invoice::{PayInvoiceError, Paying};
use crate::flows::payments::saved_methods::setup_charge;
use crate::flows::payments::send_charge::proceed;
use crate::flows::payments::settle_charge::{SettleChargeError, settle_told};
use crate::flows::payments::{Payer, Till};
use crate::seal::columns::CARD_LINK_TOKEN;
use crate::seal::{KeyRing, Place, SealError};
use crate::store::card_links::{self, CardLink, NewCardLink};
use crate::store::{Actor, StoreError, TenantTx, charges, emails, payment_methods, tenants};
use jiff::{SignedDuration, Timestamp};

/// How long a link works.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long the page that says "saved" can be opened again.
const DONE_SHOWN: SignedDuration = SignedDuration::from_hours(1);
/// The characters of a link's id, in the place of its secret while the mail waits.
const ID_CHARACTERS: usize = 36;
const ACTOR: Actor = Actor::System("card_link");

#[derive(Debug, thiserror::Error)]
pub enum CardLinkError {
    /// Used, expired, revoked, or never made: nobody is told which.
    #[error("the link does not work any more")]
    Gone,
    #[error("too many attempts until {until}")]
    Wait { until: Timestamp },
    #[error("no randomness: {0}")]
    Randomness(getrandom::Error),
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error(transparent)]
    Page(#[from] PayInvoiceError),
    #[error(transparent)]
    Settle(#[from] SettleChargeError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ThrottleError> for CardLinkError {
    fn from(error: ThrottleError) -> Self {
        match error {
            ThrottleError::Wait { until } => Self::Wait { until },
            ThrottleError::Store(error) => Self::Store(error),
        }
    }
}

/// The address of a new link for this customer, to be written into a mail. In the place of its secret it
/// has its id until the mail leaves: see [`with_secrets`].
pub async fn make(
    till: &Till,
    tx: &mut TenantTx,
    now: Timestamp,
    method: Option<PaymentMethodId>,
    seller_name: &str,
) -> Result<String, CardLinkError> {
    let card_link_id = CardLinkId::new();
    let token = Token::generate().map_err(CardLinkError::Randomness)?;
    let row = card_link_id.to_string();
    let token_sealed = till.keys.seal(&place(tx.tenant(), &row), token.as_str().as_bytes())?;
    let link = NewCardLink {
        card_link_id,
        token_hash: &token.hash().0,
        token_sealed: &token_sealed,
        method,
        seller_name,
        expires_at: now + LIFETIME,
    };
    card_links::insert(tx, &link, now).await?;
    Ok(format!("{}{row}", address(till)))
}

fn place(tenant: TenantId, row: &str) -> Place<'_> {
    Place { column: &CARD_LINK_TOKEN, tenant: tenant.0, row }
}

fn address(till: &Till) -> String {
    format!("{}/card/", till.base_url)
}

fn token_of(
    keys: &KeyRing,
    tenant: TenantId,
    link: &CardLink,
) -> Result<Option<String>, SealError> {
    let Some(sealed) = &link.token_sealed else { return Ok(None) };
    let plain = keys.open(&place(tenant, &link.card_link_id.to_string()), sealed)?;
    Ok(Some(String::from_utf8(plain).map_err(|_| SealError::Broken)?))
}

/// The text of a mail that leaves now, with the links' secrets in it. A link that opens nothing any more
/// stays as it is, and leads to the page that says so.
pub async fn with_secrets(
    till: &Till,
    tenant: TenantId,
    text: &str,
) -> Result<String, CardLinkError> {
    let address = address(till);
    let mut parts = text.split(address.as_str());
    let mut written = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        written.push_str(&address);
        let id = part.get(..ID_CHARACTERS).and_then(|id| id.parse::<uuid::Uuid>().ok());
        let token = match id {
            Some(id) => {
                let mut tx = till.db.tenant_read(tenant).await?;
                let link = card_links::find(&mut tx, CardLinkId(id)).await?;
                link.map(|link| token_of(&till.keys, tenant, &link)).transpose()?.flatten()
            }
            None => None,
        };
        match token {
            Some(token) => {
                written.push_str(&token);
                written.push_str(&part[ID_CHARACTERS..]);
            }
            None => written.push_str(part),
        }
    }
    Ok(written)
}

/// What a link shows to whoever holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardOffer {
    pub seller_name: String,
    /// The last digits of the card that failed or ends.
    pub last4: Option<String>,
}

/// The link that works, by its secret. One that does not counts against the client.
async fn open_link(
    auth: &Auth,
    client: &Client,
    token: &str,
) -> Result<(TenantId, CardLink), CardLinkError> {
    let now = auth.clock.now();
    if let Some((tenant, id)) = card_links::owner(&auth.db, &TokenHash::of(token).0).await? {
        let mut tx = auth.db.tenant_read(tenant).await?;
        let link = card_links::find(&mut tx, id).await?;
        if let Some(link) = link.filter(|link| works(link, now)) {
            return Ok((tenant, link));
        }
    }
    throttle::count(&auth.db, now, &[Key::card_guess(client)]).await?;
    Err(CardLinkError::Gone)
}

fn works(link: &CardLink, now: Timestamp) -> bool {
    link.used_at.is_none() && link.revoked_at.is_none() && now < link.expires_at
}

/// What the link offers. Changes nothing: mail scanners open every link.
/// # Errors  `Gone`, `Wait`.
pub async fn offer(auth: &Auth, client: &Client, token: &str) -> Result<CardOffer, CardLinkError> {
    let (tenant, link) = open_link(auth, client, token).await?;
    let mut tx = auth.db.tenant_read(tenant).await?;
    let method = match link.method {
        Some(method) => payment_methods::find(&mut tx, method).await?,
        None => None,
    };
    let last4 = method.and_then(|method| method.last4);
    Ok(CardOffer { seller_name: link.seller_name, last4 })
}

/// Opens the provider's page for a new card, or leads to the one that is open.
/// # Errors  `Gone`, `Wait`; `Page` when the provider cannot be reached.
pub async fn open_page(
    till: &Till,
    auth: &Auth,
    client: &Client,
    token: &str,
) -> Result<Paying, CardLinkError> {
    let (tenant, link) = open_link(auth, client, token).await?;
    let now = till.clock.now();
    let hash = TokenHash::of(token);
    throttle::count(&auth.db, now, &[Key::card_guess(client), Key::card_link(&hash)]).await?;
    let mut tx = till.db.tenant(tenant, &ACTOR, now).await?;
    // Under the tenant's lock: the link may have been used since.
    let link = card_links::find(&mut tx, link.card_link_id).await?.filter(|it| works(it, now));
    let link = link.ok_or(CardLinkError::Gone)?;
    let payer = payer(&mut tx, tenant).await?;
    let begun = match link.charge {
        Some(charge) => charges::find(&mut tx, charge).await?,
        None => None,
    };
    let is_open = |state| matches!(state, ChargeState::Created | ChargeState::RequiresAction);
    if let Some(charge) = begun.filter(|charge| is_open(charge.state)) {
        drop(tx);
        return Ok(proceed(till, &payer, charge).await?);
    }
    let currency = tenants::profile(&mut tx).await?.currency;
    let charge = setup_charge(till, tenant, currency, now)?;
    let key = format!("card-link:{}", charge.charge_id);
    charges::insert(&mut tx, &charge, &[], &key, &ACTOR).await?;
    card_links::set_charge(&mut tx, link.card_link_id, charge.charge_id).await?;
    tx.commit().await?;
    Ok(proceed(till, &payer, charge).await?)
}

/// The customer itself: nobody is signed in, and the provider knows it from the old card.
async fn payer(tx: &mut TenantTx, tenant: TenantId) -> Result<Payer, StoreError> {
    let profile = tenants::profile(tx).await?;
    let email = match profile.billing_emails.first() {
        Some(email) => email.clone(),
        None => emails::owner_address(tx).await?.unwrap_or_default(),
    };
    Ok(Payer { tenant, actor: ACTOR, email, tenant_name: profile.legal_name })
}

/// Where the provider sends the browser back to, for a page that was opened with a link.
pub(in crate::flows) async fn way_back(
    till: &Till,
    charge: &crate::domain::charge::Charge,
) -> Result<Option<String>, StoreError> {
    let mut tx = till.db.tenant_read(charge.tenant_id).await?;
    let Some(link) = card_links::of_charge(&mut tx, charge.charge_id).await? else {
        return Ok(None);
    };
    match token_of(&till.keys, charge.tenant_id, &link) {
        Ok(token) => Ok(token.map(|token| format!("{}{token}/done", address(till)))),
        Err(error) => {
            // Then they are asked to sign in, which is a nuisance and no loss.
            tracing::error!(%error, "a link to a new card has no way back");
            Ok(None)
        }
    }
}

/// Whether the card was saved, for whoever comes back from the provider; the charge is looked up first.
/// # Errors  `Gone` for a link that nothing was opened with, or long ago.
pub async fn outcome(
    till: &Till,
    auth: &Auth,
    client: &Client,
    token: &str,
) -> Result<bool, CardLinkError> {
    let now = till.clock.now();
    if let Some((tenant, id)) = card_links::owner(&till.db, &TokenHash::of(token).0).await? {
        let mut tx = till.db.tenant_read(tenant).await?;
        let link = card_links::find(&mut tx, id).await?;
        drop(tx);
        if let Some(link) = link.filter(|link| is_fresh(link, now))
            && let Some(charge) = link.charge
        {
            let charge = settle_told(till, tenant, charge).await?;
            return Ok(charge.state == ChargeState::Succeeded);
        }
    }
    throttle::count(&auth.db, now, &[Key::card_guess(client)]).await?;
    Err(CardLinkError::Gone)
}

fn is_fresh(link: &CardLink, now: Timestamp) -> bool {
    works(link, now) || link.used_at.is_some_and(|at| now < at + DONE_SHOWN)
}
