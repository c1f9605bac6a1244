//! Says at its field why a version cannot be published.

use super::names::{COMPONENTS, ComponentNames};
use super::text::VersionText;
use crate::domain::plan::{EntitlementError, PlanError, TermsError};
use crate::domain::pricing::{PricingError, TierError};
use crate::error::AppError;
use crate::flows::subscriptions::publish_plan::PublishPlanError;
use crate::i18n::{self, Locale};
use crate::web::components::form::FieldErrors;

/// The errors of the form; what a form cannot say is an error of the page.
pub fn refusal(
    locale: Locale,
    text: &VersionText,
    error: PublishPlanError,
) -> Result<FieldErrors, AppError> {
    let (field, key) = match error {
        PublishPlanError::NoName => ("name", "plans-error-name"),
        PublishPlanError::OtherKind { .. } => ("kind", "plans-error-other-kind"),
        PublishPlanError::Entitlements(error) => entitlement(&error),
        PublishPlanError::Plan(error) => component(text, error),
        PublishPlanError::Store(error) => return Err(error.into()),
    };
    let mut errors = FieldErrors::none();
    errors.add(field, i18n::text(locale, key));
    Ok(errors)
}

fn entitlement(error: &EntitlementError) -> (&'static str, &'static str) {
    match error {
        EntitlementError::Feature => ("features", "plans-error-feature"),
        EntitlementError::FeatureTwice(_) => ("features", "plans-error-feature-twice"),
        EntitlementError::TooMany => ("features", "plans-error-too-many"),
        EntitlementError::Code(_) => ("limits", "plans-error-limit-code"),
        EntitlementError::Quantity { .. } => ("limits", "plans-error-quantity"),
    }
}

fn component(text: &VersionText, error: PlanError) -> (&'static str, &'static str) {
    let of = |code: &str| names_of(text, code);
    match error {
        PlanError::NoComponents => ("c1-code", "plans-error-code"),
        PlanError::SameCode(code) => {
            let last = text.components.iter().rposition(|component| component.code == code);
            (&COMPONENTS[last.unwrap_or(0)].code, "plans-error-same-code")
        }
        // The plan's own code is looked at first.
        PlanError::Code(code) if code == text.get("code") => ("code", "plans-error-code"),
        PlanError::Code(code) => (&of(&code).code, "plans-error-code"),
        PlanError::MeteredInAdvance(code) => (&of(&code).timing, "plans-error-metered-in-advance"),
        PlanError::PercentageWithoutMeter(code) => {
            (&of(&code).quantity, "plans-error-percentage-without-meter")
        }
        PlanError::Meter(code) => (&of(&code).meter, "plans-error-code"),
        PlanError::SameMeter { component, .. } => (&of(&component).meter, "plans-error-same-meter"),
        PlanError::Terms { component, source } => terms(of(&component), &source),
    }
}

fn terms(names: &'static ComponentNames, error: &TermsError) -> (&'static str, &'static str) {
    let bound = |tier: usize| -> &'static str {
        let tier = tier.saturating_sub(1);
        names.tiers.get(tier).map_or(&names.model, |tier| &tier.up_to)
    };
    match error {
        TermsError::Pricing(PricingError::PackageSize { .. }) => {
            (&names.size, "plans-error-package-size")
        }
        TermsError::Pricing(PricingError::SpendLimits { .. }) => {
            (&names.maximum, "plans-error-spend-limits")
        }
        TermsError::Pricing(PricingError::Tiers(error)) => match error {
            TierError::NotAscending { tier, .. } => (bound(*tier), "plans-error-not-ascending"),
            TierError::OpenTierBeforeLast { tier } => (bound(*tier), "plans-error-open-tier"),
            TierError::LastTierEnds { .. } => (&names.model, "plans-error-last-tier-ends"),
            TierError::NoTiers | TierError::PackageSize { .. } => {
                (&names.model, "plans-error-quantity")
            }
        },
        TermsError::Negative(_) | TermsError::TooFine(_) | TermsError::Pricing(_) => {
            (&names.model, "plans-error-too-large")
        }
    }
}

/// The fields of the component with this code; codes differ once the form gets here.
fn names_of(text: &VersionText, code: &str) -> &'static ComponentNames {
    let at = text.components.iter().position(|component| component.code == code);
    &COMPONENTS[at.unwrap_or(0)]
}
