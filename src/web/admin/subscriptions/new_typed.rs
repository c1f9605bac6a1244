//! Reading the form of a new subscription, and what it lets one choose.

use super::contract;
use super::new::NewError;
use crate::domain::currency::Currency;
use crate::domain::id::{PlanVersionId, SellerId};
use crate::domain::period::Alignment;
use crate::domain::plan::{CatalogueVersion, PlanKind, VersionStanding, standing};
use crate::error::AppError;
use crate::flows::subscriptions::attach_coupon::AttachCouponError;
use crate::flows::subscriptions::group::GroupError;
use crate::flows::subscriptions::one_meter::MeterTaken;
use crate::flows::subscriptions::subscribe::{SubscribeError, SubscribeOptions, SubscribeOrder};
use crate::i18n::{self, Locale};
use crate::store::invoice_lists::{self, InvoiceFilter};
use crate::store::paging::PageFrom;
use crate::store::sellers::{self, SeriesKind};
use crate::store::subscriptions::{self, Group};
use crate::store::{StaffRead, StoreError, TenantTx, coupons, invoices, plans};
use crate::web::admin::access::CustomerRead;
use crate::web::admin::typed::Typed;
use crate::web::components::form::FieldErrors;
use jiff::Timestamp;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Seats beyond this are a slip of the pen.
const SEATS_MAX: u32 = 1_000_000;
/// Add-ons of one kind.
const QUANTITY_MAX: u32 = 10_000;

/// What can be chosen.
pub(super) struct Choices {
    /// Whose invoices the customer gets already.
    pub usual_seller: Option<SellerId>,
    /// Every version, those that are no longer sold too: a start may lie in the past.
    pub all: Vec<CatalogueVersion>,
    pub sellers: Vec<(SellerId, String)>,
    pub groups: Vec<Group>,
    /// Code and name of coupons that can be redeemed today.
    pub coupons: Vec<(String, String)>,
}

/// What is ordered.
pub(super) struct Order {
    pub subscribe: SubscribeOrder,
    pub coupon: Option<String>,
}

pub(super) async fn choices(
    tx: &mut TenantTx,
    read: &mut StaffRead,
    today: Date,
) -> Result<Choices, StoreError> {
    let mut issuing: Vec<(SellerId, String)> = Vec::new();
    for (seller, name, _) in sellers::issuing_series(tx, SeriesKind::Invoice).await? {
        if !issuing.iter().any(|(known, _)| *known == seller) {
            issuing.push((seller, name));
        }
    }
    let newest =
        invoice_lists::page(tx, &InvoiceFilter::default(), PageFrom::Start, today, 1).await?;
    let newest = match newest.rows.first() {
        Some(row) => invoices::find(tx, row.invoice_id).await?,
        None => None,
    };
    let known = coupons::all(read).await?.into_iter();
    let open = known.filter(|it| {
        it.archived_at.is_none() && it.terms.redeem_until.is_none_or(|until| today <= until)
    });
    Ok(Choices {
        usual_seller: newest.map(|invoice| invoice.seller_id),
        all: plans::of_tenant(tx).await?,
        sellers: issuing,
        groups: subscriptions::groups(tx).await?,
        coupons: open.map(|it| (it.terms.code, it.terms.name)).collect(),
    })
}

impl Choices {
    /// The plans, or the add-ons, that are not archived; those in this currency that are sold on `on` first.
    pub(super) fn of_kind(
        &self,
        kind: PlanKind,
        currency: Currency,
        on: Date,
    ) -> Vec<&CatalogueVersion> {
        let mut found: Vec<_> =
            self.all.iter().filter(|one| one.kind == kind && one.archived_at.is_none()).collect();
        found.sort_by_key(|one| {
            let is_sold = standing(one, &self.all, on) == VersionStanding::Current;
            (!is_sold, one.version.currency != currency)
        });
        found
    }
}

/// The order that was typed; what is wrong is named. `None` when something is.
pub(super) fn read(
    locale: Locale,
    access: &CustomerRead,
    choices: &Choices,
    typed: &Typed,
    once: Uuid,
    errors: &mut FieldErrors,
) -> Option<Order> {
    let starts_on = i18n::parse_date(typed.get("start-on")).ok();
    if starts_on.is_none() {
        errors.add("start-on", i18n::text(locale, "desk-start-wrong"));
    }
    let version = version(locale, choices, typed, starts_on, errors);
    let seller: Option<SellerId> = typed.id("seller");
    let seller = seller.filter(|id| choices.sellers.iter().any(|(known, _)| known == id));
    if seller.is_none() {
        errors.add("seller", i18n::text(locale, "desk-seller-missing"));
    }
    let seats: Option<u32> = typed.get("seats").parse().ok();
    let seats = seats.filter(|seats| (1..=SEATS_MAX).contains(seats));
    if seats.is_none() {
        errors.add("seats", i18n::text(locale, "desk-seats-wrong"));
    }
    let add_ons = add_ons(locale, choices, typed, errors);
    let currency = version.map_or(access.profile.currency, |one| one.version.currency);
    let agreed = contract::read(locale, currency, typed, errors);
    let alignment =
        if typed.get("align") == "calendar" { Alignment::Calendar } else { Alignment::Anniversary };
    let coupon = Some(typed.get("coupon")).filter(|code| !code.is_empty()).map(str::to_owned);
    let starts_at = starts_at(access, starts_on?)?;
    let options = SubscribeOptions {
        add_ons,
        skips_trial: typed.get("trial").is_empty(),
        commitment: agreed.commitment,
        draft_window: agreed.draft_window,
        group_id: typed.id("group"),
        purchase_order: agreed.purchase_order,
        change_needs_payment: agreed.change_needs_payment,
        follows: None,
    };
    let subscribe = SubscribeOrder {
        idempotency_key: format!("desk:{once}"),
        seller: seller?,
        version: version?.version.version_id,
        seats: seats?,
        starts_at,
        alignment,
        options,
    };
    Some(Order { subscribe, coupon })
}

/// Today is now; another day begins at midnight where the customer is.
fn starts_at(access: &CustomerRead, on: Date) -> Option<Timestamp> {
    if on == access.today {
        return Some(access.now);
    }
    on.to_zoned(access.profile.zone()).ok().map(|zoned| zoned.timestamp())
}

fn version<'a>(
    locale: Locale,
    choices: &'a Choices,
    typed: &Typed,
    starts_on: Option<Date>,
    errors: &mut FieldErrors,
) -> Option<&'a CatalogueVersion> {
    let id: Option<PlanVersionId> = typed.id("version");
    let found = choices
        .all
        .iter()
        .find(|one| Some(one.version.version_id) == id && one.kind == PlanKind::Plan);
    let Some(found) = found else {
        errors.add("version", i18n::text(locale, "desk-version-missing"));
        return None;
    };
    let on = starts_on?;
    if standing(found, &choices.all, on) != VersionStanding::Current {
        errors.add("version", i18n::text(locale, "desk-version-not-then"));
        return None;
    }
    Some(found)
}

/// The name of the field for how many of an add-on.
pub(super) fn add_on_field(id: PlanVersionId) -> String {
    format!("add-on-{id}")
}

pub(super) fn add_ons(
    locale: Locale,
    choices: &Choices,
    typed: &Typed,
    errors: &mut FieldErrors,
) -> Vec<(PlanVersionId, u32)> {
    let mut chosen = Vec::new();
    for one in choices.all.iter().filter(|one| one.kind == PlanKind::AddOn) {
        let id = one.version.version_id;
        match typed.get(&add_on_field(id)) {
            "" | "0" => {}
            text => match text.parse().ok().filter(|count| (1..=QUANTITY_MAX).contains(count)) {
                Some(count) => chosen.push((id, count)),
                None => errors.add("add-ons", i18n::text(locale, "desk-add-on-wrong")),
            },
        }
    }
    chosen
}

/// Names everything that was typed but the step itself.
pub(super) fn digest(typed: &Typed) -> String {
    let mut fields = typed.fields();
    fields.retain(|(name, _)| !matches!(name.as_str(), "step" | "previewed"));
    fields.sort();
    let hash = Sha256::digest(format!("{fields:?}"));
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// The field that is wrong, and why.
pub(super) fn refusal(locale: Locale, error: NewError) -> Result<(&'static str, String), AppError> {
    let plain = |key| i18n::text(locale, key).into_owned();
    let currency = |key, currency: Currency| {
        i18n::text_with(locale, key, &[("currency", currency.code().to_owned().into())])
    };
    Ok(match error {
        NewError::Subscribe(SubscribeError::NoSuchPlan) => {
            ("version", plain("desk-version-missing"))
        }
        NewError::Subscribe(SubscribeError::NoSeats) => ("seats", plain("desk-seats-wrong")),
        NewError::Subscribe(SubscribeError::NoSuchAddOn | SubscribeError::AddOnDiffers) => {
            ("add-ons", plain("desk-add-on-differs"))
        }
        NewError::Subscribe(SubscribeError::MeterTaken(MeterTaken { meter, plan })) => {
            let args = [("meter", meter.into()), ("plan", plan.into())];
            ("version", i18n::text_with(locale, "desk-refused-meter", &args))
        }
        NewError::Subscribe(SubscribeError::Commitment) => {
            ("commitment", plain("desk-commitment-wrong"))
        }
        NewError::Subscribe(SubscribeError::Period(_)) => ("start-on", plain("desk-start-wrong")),
        NewError::Coupon(AttachCouponError::NotRedeemable(_) | AttachCouponError::NoSuchCoupon) => {
            ("coupon", plain("desk-coupon-refused"))
        }
        NewError::Group(GroupError::OtherCurrency { group }) => {
            ("group", currency("desk-group-currency", group))
        }
        NewError::Group(GroupError::OtherSeller { .. }) => ("group", plain("desk-group-seller")),
        NewError::Group(GroupError::Full) => ("group", plain("desk-done-group-full")),
        NewError::Group(GroupError::NoSuchGroup) => ("group", plain("desk-group-missing")),
        NewError::Store(error)
        | NewError::Subscribe(SubscribeError::Store(error))
        | NewError::Coupon(AttachCouponError::Store(error))
        | NewError::Group(GroupError::Store(error)) => return Err(error.into()),
        error => return Err(AppError::internal(error)),
    })
}
