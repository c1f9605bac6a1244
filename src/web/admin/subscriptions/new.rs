//! A new subscription for a customer, in two steps: what it would make is shown, then it is made. Showing
//! does the very thing in a transaction that is taken back (row B6).

use super::acts::back;
use super::new_typed::{Choices, Order, choices, digest, read, refusal};
use super::new_view::view;
use crate::domain::id::SubscriptionId;
use crate::error::AppError;
use crate::flows::billing::next_invoice::{NextInvoice, next_invoice};
use crate::flows::billing::run_record::bill_one;
use crate::flows::subscriptions::attach_coupon::{AttachCouponError, attach};
use crate::flows::subscriptions::group::may_join;
use crate::flows::subscriptions::subscribe::{SubscribeError, subscribe};
use crate::flows::usage::metered::Metered;
use crate::i18n;
use crate::state::App;
use crate::store::billing_runs::RunSource;
use crate::store::subscriptions::{self, BillingUnit, Subscription};
use crate::store::{StoreError, TenantTx, plans};
use crate::web::admin::access::{CustomerRead, CustomerWrite};
use crate::web::admin::typed::Typed;
use crate::web::components::form::FieldErrors;
use crate::web::render;
use crate::web::ui::Ui;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use uuid::Uuid;

/// A start that makes more invoices at once than this is a slip of the pen.
pub(super) const INVOICES_AT_START_MAX: u32 = 60;

/// What the subscription would make.
pub(super) struct Preview {
    /// The first invoice, as the run would make it.
    pub first: Option<NextInvoice>,
    /// How many are due already, the first among them.
    pub due_now: u32,
    /// Names what was previewed: another form is previewed again.
    pub digest: String,
}

/// What the page shows.
pub(super) struct NewForm {
    pub once: Uuid,
    pub typed: Typed,
    pub errors: FieldErrors,
    pub choices: Choices,
    pub preview: Option<Preview>,
}

/// GET /admin/customers/{tenant}/subscriptions/new
pub async fn show(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
) -> Result<Response, AppError> {
    let choices = load(&app, &desk.0).await?;
    let typed = Typed::of(&[
        ("start-on", desk.0.today.to_string()),
        ("seller", choices.usual_seller.map(|id| id.to_string()).unwrap_or_default()),
        ("seats", "1".to_owned()),
        ("align", "anniversary".to_owned()),
        ("trial", "on".to_owned()),
        ("window-hours", "0".to_owned()),
    ]);
    let (errors, preview) = (FieldErrors::none(), None);
    let form = NewForm { once: Uuid::now_v7(), typed, errors, choices, preview };
    Ok(answer(ui, StatusCode::OK, desk.0, form))
}

async fn load(app: &App, access: &CustomerRead) -> Result<Choices, AppError> {
    let mut tx = app.db.tenant_read(access.tenant).await?;
    let mut read = app.db.staff_read().await?;
    Ok(choices(&mut tx, &mut read, access.today).await?)
}

/// POST /admin/customers/{tenant}/subscriptions/new: shows what it would make; with `step=confirm`, and
/// nothing changed since it was shown, makes it.
pub async fn submit(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let once: Uuid = typed.id("id").ok_or(AppError::BadRequest)?;
    let choices = load(&app, &desk.0).await?;
    let mut errors = FieldErrors::none();
    let order = read(ui.locale, &desk.0, &choices, &typed, once, &mut errors);
    let mut form = NewForm { once, typed, errors, choices, preview: None };
    let Some(order) = order.filter(|_| form.errors.is_empty()) else {
        return Ok(answer(ui, StatusCode::UNPROCESSABLE_ENTITY, desk.0, form));
    };
    let digest = digest(&form.typed);
    let is_confirmed = form.typed.get("step") == "confirm" && form.typed.get("previewed") == digest;
    let mut tx = desk.begin(&app).await?;
    match made(&mut tx, &desk, &order).await {
        Ok(subscription) if is_confirmed => {
            let id = subscription.subscription_id;
            tx.commit().await?;
            let one = BillingUnit::One(id);
            let unit = subscription.group_id.map_or(one, BillingUnit::Group);
            let actor = desk.0.staff.actor();
            let by = (RunSource::Staff, &actor);
            bill_one(&app.db, &app.clock, &Metered, by, (desk.0.tenant, unit)).await?;
            Ok(back(desk.0.tenant, id, "subscribed"))
        }
        Ok(subscription) => {
            let due_now = due_by(&subscription, desk.0.now)?;
            if due_now > INVOICES_AT_START_MAX {
                form.errors.add("start-on", i18n::text(ui.locale, "desk-start-too-early"));
                return Ok(answer(ui, StatusCode::UNPROCESSABLE_ENTITY, desk.0, form));
            }
            let first = next_invoice(&mut tx, desk.0.now, &subscription, &Metered).await;
            drop(tx); // taken back
            match first {
                Ok(first) => form.preview = Some(Preview { first, due_now, digest }),
                Err(error) => {
                    let args = [("reason", error.to_string().into())];
                    form.errors
                        .add("version", i18n::text_with(ui.locale, "desk-next-fails", &args));
                }
            }
            Ok(answer(ui, StatusCode::OK, desk.0, form))
        }
        Err(error) => {
            let (field, sentence) = refusal(ui.locale, error)?;
            form.errors.add(field, sentence);
            Ok(answer(ui, StatusCode::UNPROCESSABLE_ENTITY, desk.0, form))
        }
    }
}

/// Why it cannot be made.
#[derive(Debug, thiserror::Error)]
pub(super) enum NewError {
    #[error(transparent)]
    Subscribe(#[from] SubscribeError),
    #[error(transparent)]
    Coupon(#[from] AttachCouponError),
    #[error(transparent)]
    Group(#[from] crate::flows::subscriptions::group::GroupError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes the subscription with its coupon. The same form again finds the one it made.
async fn made(
    tx: &mut TenantTx,
    desk: &CustomerWrite,
    order: &Order,
) -> Result<Subscription, NewError> {
    let (now, today, actor) = (desk.0.now, desk.0.today, desk.0.staff.actor());
    let key = &order.subscribe.idempotency_key;
    let earlier = subscriptions::find_by_idempotency_key(tx, key).await?;
    if let (None, Some(group)) = (earlier, order.subscribe.options.group_id) {
        let version = plans::version(tx, order.subscribe.version).await?;
        let currency = version.ok_or(SubscribeError::NoSuchPlan)?.currency;
        may_join(tx, (order.subscribe.seller, currency), group).await?;
    }
    let id: SubscriptionId = subscribe(tx, now, &actor, &order.subscribe).await?;
    if let (None, Some(code)) = (earlier, &order.coupon) {
        attach(tx, now, today, &actor, id, code).await?;
    }
    Ok(subscriptions::find(tx, id).await?.ok_or(StoreError::NotFound)?)
}

/// How many invoices are due by `now`; counting ends where no form may go.
fn due_by(subscription: &Subscription, now: Timestamp) -> Result<u32, AppError> {
    let (mut count, mut next) = (0, subscription.next_billing_at);
    while let Some(at) = next.filter(|at| *at <= now) {
        count += 1;
        if count > INVOICES_AT_START_MAX {
            break;
        }
        next = subscription.billed.next_billing_at(Some(at)).map_err(AppError::internal)?;
    }
    Ok(count)
}

fn answer(ui: Ui, status: StatusCode, access: CustomerRead, form: NewForm) -> Response {
    let title = i18n::text(ui.locale, "desk-new");
    render::page(ui, status, &title, move || view(&access, form))
}
