//! The sections of a subscription's page for staff that only show.

use super::page::Loaded;
use crate::domain::subscription::{CoverageFault, Phase};
use crate::flows::billing::scan_coverage::FoundFault;
use crate::i18n::Arg;
use crate::store::subscriptions::Subscription;
use crate::web::admin::access::CustomerRead;
use crate::web::admin::parts::customer_invoice_table;
use crate::web::components::amounts::{DateText, MoneyText};
use crate::web::components::layout::{Notice, Tone};
use crate::web::coverage_strip::{Strip, coverage_strip};
use crate::web::paths;
use crate::web::subscription_parts::{
    ChangeLinks, add_ons_text, change_timeline, component_names, coupon_text, day_of,
    next_invoice_lines, period_days, plan_text, reason_text,
};
use crate::web::ui::{date, money, t, t_with, ui};
use leptos::prelude::*;
use uuid::Uuid;

/// The next invoice as it would be now, or why it cannot be computed.
pub(super) fn next_section(loaded: &Loaded) -> AnyView {
    let subscription = &loaded.subscription;
    let zone = &subscription.billed.cycle.zone;
    let body = match &loaded.next {
        // Staff read what the run would say.
        Err(error) => {
            let text = t_with("desk-next-fails", &[("reason", Arg::from(error.to_string()))]);
            view! { <Notice tone=Tone::Danger text/> }.into_any()
        }
        Ok(None) => view! { <p class="muted">{t("subscription-next-none")}</p> }.into_any(),
        Ok(Some(next)) => {
            let on = date(day_of(next.made_at, zone));
            let said = t_with("subscription-next-made-on", &[("date", on.into())]);
            let group = subscription
                .group_id
                .is_some()
                .then(|| view! { " "{t("subscription-next-group")} });
            view! { <p class="muted">{said}{group}</p>{next_invoice_lines(next)} }.into_any()
        }
    };
    view! {
        <section class="section" aria-labelledby="next">
            <div class="section-head"><h2 id="next">{t("subscription-next")}</h2></div>
            {body}
        </section>
    }
    .into_any()
}

/// What the customer wants to spend at most, and whether metered use has come to it.
pub(super) fn cap_line(loaded: &Loaded) -> Option<AnyView> {
    let running = loaded.running.as_ref()?;
    let (cap, spent) = (running.cap()?, running.spend?);
    let args = [("cap", Arg::from(money(cap))), ("spent", money(spent).into())];
    Some(match running.cap_reached() {
        true => {
            let text = t_with("desk-cap-reached", &args);
            view! { <Notice tone=Tone::Warning text/> }.into_any()
        }
        false => view! { <p class="muted">{t_with("desk-cap-set", &args)}</p> }.into_any(),
    })
}

/// What was, is and will be in force, from when to when.
pub(super) fn phase_table(subscription: &Subscription) -> AnyView {
    let zone = &subscription.billed.cycle.zone;
    let rows: Vec<_> = subscription
        .billed
        .phases()
        .iter()
        .rev()
        .map(|phase| {
            let from = day_of(phase.from, zone);
            let until = match phase.until {
                Some(until) => view! { <DateText on=day_of(until, zone)/> }.into_any(),
                None => t("desk-phase-open").into_any(),
            };
            view! {
                <tr>
                    <th scope="row" class="lead">{phase_name(phase)}<small>{phase_more(phase)}</small></th>
                    <td class="num meta" data-label=t("subscription-seats")>{phase.terms.seats}</td>
                    <td class="meta" data-label=t("desk-phase-from")><DateText on=from/></td>
                    <td class="meta" data-label=t("desk-phase-until")>{until}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <section class="section" aria-labelledby="phases">
            <div class="section-head"><h2 id="phases">{t("desk-phases")}</h2></div>
            <table class="table table-rows">
                <caption class="visually-hidden">{t("desk-phases-caption")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t("desk-plan")}</th>
                        <th scope="col" class="num">{t("subscription-seats")}</th>
                        <th scope="col">{t("desk-phase-from")}</th>
                        <th scope="col">{t("desk-phase-until")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn phase_name(phase: &Phase) -> AnyView {
    let now = ui().now;
    let is_running = phase.from <= now && phase.until.is_none_or(|until| now < until);
    let badge = if phase.terms.paused {
        Some(
            view! { " "<span class="badge" data-state="paused">{t("desk-is-paused")}</span> }
                .into_any(),
        )
    } else if is_running {
        Some(
            view! { " "<span class="badge" data-tone="success">{t("desk-phase-now")}</span> }
                .into_any(),
        )
    } else if phase.from > now {
        Some(
            view! { " "<span class="badge" data-tone="info">{t("desk-phase-planned")}</span> }
                .into_any(),
        )
    } else {
        None
    };
    view! { <bdi>{plan_text(&phase.terms)}</bdi>{badge} }.into_any()
}

fn phase_more(phase: &Phase) -> String {
    let version = &phase.terms.version;
    let number = t_with("desk-version-no", &[("number", Arg::from(version.version_no))]);
    match add_ons_text(&phase.terms) {
        Some(add_ons) => format!("{number} · {add_ons}"),
        None => number,
    }
}

/// What is agreed beside the plan.
pub(super) fn contract(loaded: &Loaded) -> AnyView {
    let subscription = &loaded.subscription;
    let (billed, now) = (&subscription.billed, ui().now);
    let zone = &billed.cycle.zone;
    let mut facts: Vec<AnyView> = Vec::new();
    let mut add = |key: &'static str, value: AnyView| {
        facts.push(view! { <div><dt>{t(key)}</dt><dd>{value}</dd></div> }.into_any());
    };
    add("desk-seller", view! { <bdi>{loaded.seller.clone()}</bdi> }.into_any());
    let started = day_of(subscription.starts_at, zone);
    add("subscription-started", view! { <DateText on=started/> }.into_any());
    let charged_from = day_of(billed.in_force.starts_at(), zone);
    if charged_from != started {
        add("desk-charged-from", view! { <DateText on=charged_from/> }.into_any());
    }
    if let Ok(whole) = billed.cycle.period_containing(now)
        && !subscription.status.is_final()
        && billed.in_force.starts_at() <= now
    {
        add("subscription-period", period_days(billed.in_force.part_of(whole), zone));
    }
    add("desk-zone", zone.iana_name().unwrap_or("UTC").to_owned().into_any());
    if let Some(at) = subscription.billed_at {
        let on = day_of(at, zone);
        add("desk-billed-until", view! { <DateText on/> }.into_any());
    }
    if let Some(at) = billed.in_force.ends_at() {
        let reason = (!subscription.end_reason.is_empty()).then(|| {
            let reason = reason_text(&subscription.end_reason);
            view! { <br/><small><bdi>{reason}</bdi></small> }
        });
        let on = day_of(at, zone);
        add("desk-ends", view! { <DateText on/>{reason} }.into_any());
    }
    facts.extend(agreed(loaded));
    view! {
        <section class="section" aria-labelledby="contract">
            <div class="section-head"><h2 id="contract">{t("desk-contract")}</h2></div>
            <dl class="facts">{facts}</dl>
        </section>
    }
    .into_any()
}

/// What was agreed: commitment, window, order number, group, coupons.
fn agreed(loaded: &Loaded) -> Vec<AnyView> {
    let subscription = &loaded.subscription;
    let (billed, now) = (&subscription.billed, ui().now);
    let zone = &billed.cycle.zone;
    let mut facts: Vec<AnyView> = Vec::new();
    let mut add = |key: &'static str, value: AnyView| {
        facts.push(view! { <div><dt>{t(key)}</dt><dd>{value}</dd></div> }.into_any());
    };
    if let Some(commitment) = billed.commitment {
        add("subscription-commitment", view! { <MoneyText amount=commitment/> }.into_any());
    }
    let hours = subscription.draft_window.as_hours();
    let window = match hours {
        0 => t("desk-window-none").into_owned(),
        hours => t_with("desk-window-hours", &[("count", Arg::from(hours))]),
    };
    add("desk-window", window.into_any());
    let paid_first = if subscription.change_needs_payment { "desk-yes" } else { "desk-no" };
    add("desk-change-needs-payment", t(paid_first).into_any());
    if !subscription.purchase_order.is_empty() {
        add("document-purchase-order", subscription.purchase_order.clone().into_any());
    }
    let group = loaded.groups.iter().find(|it| Some(it.group_id) == subscription.group_id);
    if let Some(group) = group {
        add("desk-group", view! { <bdi>{group.name.clone()}</bdi> }.into_any());
    }
    for coupon in &subscription.coupons {
        let is_over = coupon.until.is_some_and(|until| until <= now);
        let is_for_it = coupon.is_for_plan(&billed.phase_at(now).terms.version.code);
        let said = match (is_over, is_for_it) {
            (true, _) => t("subscription-coupon-over").into_owned(),
            (false, true) => coupon_text(coupon, zone),
            (false, false) => t("subscription-coupon-idle").into_owned(),
        };
        add(
            "subscription-coupon",
            view! { <code>{coupon.code.clone()}</code>" "{said} }.into_any(),
        );
    }
    facts
}

/// Every fault of the coverage by name, or nothing.
pub(super) fn faults(access: &CustomerRead, loaded: &Loaded) -> Option<AnyView> {
    (!loaded.faults.is_empty()).then(|| {
        let zone = &loaded.subscription.billed.cycle.zone;
        let names = component_names(&loaded.subscription.billed);
        let entries: Vec<_> = loaded
            .faults
            .iter()
            .map(|fault| {
                let name = t(&format!("desk-fault-{}", fault.word()));
                let time = fault.stretch().map(|it| {
                    let component = names.get(&it.component).unwrap_or(&it.component).clone();
                    view! { ": "<bdi>{component}</bdi>", "{period_days(it.period, zone)} }
                });
                let voided = match fault {
                    FoundFault::Voided { invoice_id, number, .. } => {
                        let path = paths::admin_invoice(access.tenant, *invoice_id);
                        Some(view! { " "<a class="nowrap" href=path>{number.clone()}</a> })
                    }
                    _ => None,
                };
                view! { <li>{name}{time}{voided}</li> }
            })
            .collect();
        view! {
            <div class="notice" data-tone="danger" role="alert">
                <div><p>{t("desk-faults")}</p><ul>{entries}</ul></div>
            </div>
        }
        .into_any()
    })
}

/// What was charged, with the faults marked.
pub(super) fn coverage(access: &CustomerRead, loaded: &Loaded) -> AnyView {
    let billed = &loaded.subscription.billed;
    let faults: Vec<CoverageFault> = loaded.faults.iter().filter_map(as_drawn).collect();
    let invoice = |id| paths::admin_invoice(access.tenant, id);
    let strip = coverage_strip(&Strip {
        coverage: &loaded.coverage,
        faults: &faults,
        names: &component_names(billed),
        zone: &billed.cycle.zone,
        invoice: &invoice,
    });
    let body = match strip {
        Some(strip) => strip,
        None => view! { <p class="muted">{t("desk-nothing-covered")}</p> }.into_any(),
    };
    view! {
        <section class="section" aria-labelledby="coverage">
            <div class="section-head"><h2 id="coverage">{t("coverage-strip-title")}</h2></div>
            {body}
        </section>
    }
    .into_any()
}

fn as_drawn(fault: &FoundFault) -> Option<CoverageFault> {
    Some(match fault {
        FoundFault::Gap(it) | FoundFault::Voided { stretch: it, .. } => {
            CoverageFault::Gap(it.clone())
        }
        FoundFault::Overlap(it) => CoverageFault::Overlap(it.clone()),
        FoundFault::Beyond(it) => CoverageFault::Beyond(it.clone()),
        FoundFault::Unreadable(_) => return None,
    })
}

/// The invoices that it made.
pub(super) fn documents(access: &CustomerRead, loaded: &Loaded) -> AnyView {
    let rows = loaded.invoices.rows.clone();
    let tenant = access.tenant;
    let body = if rows.is_empty() {
        view! { <p class="muted">{t("subscription-no-invoices")}</p> }.into_any()
    } else {
        customer_invoice_table(
            rows,
            move |row| paths::admin_invoice(tenant, row.invoice_id),
            access.today,
        )
    };
    view! {
        <section class="section" aria-labelledby="invoices">
            <div class="section-head"><h2 id="invoices">{t("subscription-invoices")}</h2></div>
            {body}
        </section>
    }
    .into_any()
}

/// What was done with it and by whom.
pub(super) fn history(access: &CustomerRead, loaded: &Loaded) -> Option<AnyView> {
    (!loaded.changes.is_empty()).then(|| {
        let tenant = access.tenant;
        let links = ChangeLinks {
            invoice: &|id| paths::admin_invoice(tenant, id),
            credit_note: &|id| paths::admin_credit_note(tenant, id),
            who: &|actor| Some(who(actor, loaded)),
        };
        let zone = &loaded.subscription.billed.cycle.zone;
        view! {
            <section class="section" aria-labelledby="history">
                <div class="section-head"><h2 id="history">{t("subscription-history")}</h2></div>
                {change_timeline(&loaded.changes, zone, &links)}
            </section>
        }
        .into_any()
    })
}

/// "Ada (staff)", "Ben (customer)", or the part of the product that did it.
fn who(actor: &str, loaded: &Loaded) -> String {
    let Some((kind, id)) = actor.split_once(':') else { return actor.to_owned() };
    let name = Uuid::parse_str(id).ok().and_then(|id| loaded.names.get(&id));
    let name = name.cloned().unwrap_or_else(|| id.to_owned());
    match kind {
        "staff" => t_with("desk-by-staff", &[("name", name.into())]),
        "person" => t_with("desk-by-customer", &[("name", name.into())]),
        _ => t_with("desk-by-system", &[("part", name.into())]),
    }
}
