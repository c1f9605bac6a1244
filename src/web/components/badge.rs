//! The badge that says how an invoice stands: a word and a shape, never colour alone.

use crate::domain::invoice::Standing;
use crate::i18n::Arg;
use crate::web::ui::{t, t_with};
use leptos::prelude::*;

/// How an invoice stands today. `partly_settled` matters only while it is open.
#[component]
pub fn StandingBadge(
    standing: Standing,
    #[prop(optional)] partly_settled: bool,
    #[prop(optional)] disputed: bool,
    /// A payment has begun and has not arrived: neither overdue nor paid.
    #[prop(optional)]
    on_the_way: bool,
    /// A plan says what is due when.
    #[prop(optional)]
    in_installments: bool,
) -> impl IntoView {
    let (state, text) = match standing {
        _ if disputed => ("disputed", t("status-disputed").into_owned()),
        Standing::Open | Standing::DueSoon { .. } | Standing::Overdue { .. } if on_the_way => {
            ("processing", t("status-on-the-way").into_owned())
        }
        Standing::Open | Standing::DueSoon { .. } | Standing::Overdue { .. } if in_installments => {
            ("open", t("status-in-installments").into_owned())
        }
        Standing::Draft => ("draft", t("status-draft").into_owned()),
        Standing::Overdue { .. } => ("overdue", t("status-overdue").into_owned()),
        Standing::Open | Standing::DueSoon { .. } if partly_settled => {
            ("partly_paid", t("status-partly-paid").into_owned())
        }
        Standing::DueSoon { .. } => ("due_soon", t("status-due-soon").into_owned()),
        Standing::Open => ("open", t("status-open").into_owned()),
        Standing::Paid => ("paid", t("status-paid").into_owned()),
        Standing::Void => ("void", t("status-void").into_owned()),
        Standing::Uncollectible => ("uncollectible", t("status-uncollectible").into_owned()),
    };
    view! { <span class="badge" data-state=state>{text}</span> }
}

/// Beside the number of a document that was voided.
#[must_use]
pub fn void_badge() -> AnyView {
    view! { " "<span class="badge" data-state="void">{t("status-void")}</span> }.into_any()
}

/// The sentence beside a due date: "in 3 days", "today", "5 days overdue"; nothing when settled.
#[must_use]
pub fn due_sentence(standing: Standing) -> Option<String> {
    match standing {
        Standing::DueSoon { days_left: 0 } => Some(t("due-today").into_owned()),
        Standing::DueSoon { days_left } => {
            Some(t_with("due-in-days", &[("days", Arg::from(i64::from(days_left)))]))
        }
        Standing::Overdue { days_late } => {
            Some(t_with("overdue-by-days", &[("days", Arg::from(i64::from(days_late)))]))
        }
        _ => None,
    }
}
