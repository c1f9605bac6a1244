//! How long one customer has to pay, for staff (row D10): as the seller says, due on receipt, or net 15,
//! 30 or 60 days.

use crate::domain::payment_terms::PaymentTerms;
use crate::error::AppError;
use crate::flows::invoices::set_payment_terms::{
    NET_DAYS, SetPaymentTermsError, set_payment_terms,
};
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::payment_terms;
use crate::web::admin::access::{CustomerRead, CustomerWrite};
use crate::web::admin::links;
use crate::web::admin::parts::customer_crumbs;
use crate::web::admin::typed::Typed;
use crate::web::components::form::{FieldErrors, SelectField};
use crate::web::components::layout::PageHead;
use crate::web::render::{self, see_other};
use crate::web::ui::{Ui, t, t_with};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

/// The choice of nothing agreed.
const SELLERS: &str = "seller";

/// GET /admin/customers/{tenant}/payment-terms
pub async fn show(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(desk.0.tenant).await?;
    let chosen = match payment_terms::find(&mut tx).await? {
        Some(PaymentTerms::Net { days }) => days.to_string(),
        Some(_) => "0".to_owned(),
        None => SELLERS.to_owned(),
    };
    Ok(answer(ui, StatusCode::OK, desk.0, chosen, FieldErrors::none()))
}

/// POST /admin/customers/{tenant}/payment-terms
pub async fn submit(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let chosen = typed.get("terms");
    let net_days = match chosen {
        SELLERS => Some(None),
        days => days.parse().ok().map(Some),
    };
    if let Some(net_days) = net_days {
        let mut tx = desk.begin(&app).await?;
        let actor = desk.0.staff.actor();
        match set_payment_terms(&mut tx, desk.0.now, &actor, net_days).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(see_other(&links::new_invoice(desk.0.tenant)));
            }
            Err(SetPaymentTermsError::NotOffered(_)) => {}
            Err(SetPaymentTermsError::Store(error)) => return Err(error.into()),
        }
    }
    let mut errors = FieldErrors::none();
    errors.add("terms", i18n::text(ui.locale, "admin-choose-one"));
    Ok(answer(ui, StatusCode::UNPROCESSABLE_ENTITY, desk.0, String::new(), errors))
}

fn answer(
    ui: Ui,
    status: StatusCode,
    access: CustomerRead,
    chosen: String,
    errors: FieldErrors,
) -> Response {
    let title = i18n::text(ui.locale, "admin-payment-terms");
    render::page(ui, status, &title, move || view(&access, chosen, errors))
}

fn view(access: &CustomerRead, chosen: String, errors: FieldErrors) -> AnyView {
    let crumbs = customer_crumbs(access.tenant, &access.profile.legal_name);
    let sellers = (SELLERS.to_owned(), t("admin-terms-of-seller").into_owned());
    let offered = NET_DAYS.into_iter().map(|days| {
        let text = match days {
            0 => t("admin-terms-on-receipt").into_owned(),
            days => t_with("admin-terms-net", &[("days", Arg::from(i64::from(days)))]),
        };
        (days.to_string(), text)
    });
    let options = std::iter::once(sellers).chain(offered).collect();
    view! {
        <PageHead title=t("admin-payment-terms") crumbs/>
        <form class="form" method="post">
            <SelectField name="terms" label=t("admin-payment-terms") options=options selected=chosen hint=t("admin-payment-terms-hint").into_owned() errors=errors/>
            <div class="actions actions-wide">
                <button class="btn btn-primary">{t("action-save")}</button>
                <a class="btn btn-quiet" href=links::new_invoice(access.tenant)>{t("action-cancel")}</a>
            </div>
        </form>
    }
    .into_any()
}
