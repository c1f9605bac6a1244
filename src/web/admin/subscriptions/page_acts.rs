//! What staff can do with a subscription from its page, each as a form of its own.

use super::page::Loaded;
use super::parked::{advice, said};
use super::{act_path, change};
use crate::web::admin::access::CustomerRead;
use crate::web::admin::coupons::words::off_text;
use crate::web::admin::parts::OnceKey;
use crate::web::ui::{t, t_with};
use leptos::prelude::*;
use uuid::Uuid;

/// That the run left it aside, why, what to do, and "try again".
pub(super) fn parked_notice(access: &CustomerRead, loaded: &Loaded) -> Option<AnyView> {
    let subscription = &loaded.subscription;
    let reason = subscription.parked_reason.as_ref()?;
    let act = access.staff.role.can_handle_money().then(|| {
        let action = act_path(access.tenant, subscription.subscription_id, "try-again");
        view! {
            <details class="confirm">
                <summary class="btn">{t("desk-try-again")}"…"</summary>
                <form class="confirm-body" method="post" action=action>
                    <p>{t("desk-try-again-confirm")}</p>
                    <div class="field">
                        <label for="try-reason">{t("desk-reason")}</label>
                        <input class="input" id="try-reason" name="reason" maxlength="500" required=true/>
                    </div>
                    <div class="actions"><button class="btn btn-primary">{t("desk-try-again")}</button></div>
                </form>
            </details>
        }
    });
    let stored = t_with("desk-parked-stored", &[("reason", reason.into())]);
    Some(
        view! {
            <div class="notice" data-tone="danger" role="alert">
                <div>
                    <p><strong>{t("desk-parked-title")}</strong>" "{said(reason)}</p>
                    <p>{advice(reason)}</p>
                    <p class="small">{stored}</p>
                    {act}
                </div>
            </div>
        }
        .into_any(),
    )
}

/// Changes through a quote, terms of the contract, group, coupons; for those who may.
pub(super) fn acts(access: &CustomerRead, loaded: &Loaded) -> Option<AnyView> {
    access.staff.role.can_handle_money().then(|| {
        let id = loaded.subscription.subscription_id;
        let is_final = loaded.subscription.status.is_final();
        let contract = (!is_final).then(|| {
            let href = act_path(access.tenant, id, "contract");
            view! { <p><a class="btn" href=href>{t("desk-edit-contract")}</a></p> }
        });
        view! {
            <section class="section" aria-labelledby="acts">
                <div class="section-head"><h2 id="acts">{t("desk-acts")}</h2></div>
                {change::links(access, &loaded.subscription)}
                {contract}
                {(!is_final).then(|| group_form(access, loaded))}
                {(!is_final).then(|| coupon_forms(access, loaded))}
            </section>
        }
        .into_any()
    })
}

fn group_form(access: &CustomerRead, loaded: &Loaded) -> AnyView {
    let subscription = &loaded.subscription;
    let action = act_path(access.tenant, subscription.subscription_id, "group");
    let current = subscription.group_id;
    let options: Vec<_> = loaded
        .groups
        .iter()
        .map(|group| {
            let is_current = Some(group.group_id) == current;
            view! { <option value=group.group_id.to_string() selected=is_current>{group.name.clone()}</option> }
        })
        .collect();
    view! {
        <details class="confirm">
            <summary class="btn">{t("desk-change-group")}"…"</summary>
            <form class="confirm-body" method="post" action=action>
                <OnceKey id=Uuid::now_v7()/>
                <p>{t("desk-group-note")}</p>
                <div class="field">
                    <label for="group">{t("desk-group")}</label>
                    <select class="input" id="group" name="group">
                        <option value="" selected=current.is_none()>{t("desk-group-none")}</option>
                        {options}
                        <option value="new">{t("desk-group-new")}</option>
                    </select>
                </div>
                <div class="field">
                    <label for="group-name">{t("desk-group-name")}" "<span class="optional">{t("form-optional")}</span></label>
                    <input class="input" id="group-name" name="name" maxlength="100"/>
                </div>
                <div class="actions"><button class="btn btn-primary">{t("desk-change-group")}</button></div>
            </form>
        </details>
    }
    .into_any()
}

fn coupon_forms(access: &CustomerRead, loaded: &Loaded) -> AnyView {
    let subscription = &loaded.subscription;
    let id = subscription.subscription_id;
    let options: Vec<_> = loaded
        .coupons
        .iter()
        .map(|coupon| {
            let text = format!("{}: {}", coupon.terms.code, off_text(&coupon.terms.off));
            view! { <option value=coupon.terms.code.clone()>{text}</option> }
        })
        .collect();
    let attach = (!options.is_empty()).then(|| {
        let action = act_path(access.tenant, id, "coupons");
        view! {
            <details class="confirm">
                <summary class="btn">{t("desk-add-coupon")}"…"</summary>
                <form class="confirm-body" method="post" action=action>
                    <p>{t("desk-add-coupon-note")}</p>
                    <div class="field">
                        <label for="coupon">{t("subscription-coupon")}</label>
                        <select class="input" id="coupon" name="code" required=true>{options}</select>
                    </div>
                    <div class="actions"><button class="btn btn-primary">{t("desk-add-coupon")}</button></div>
                </form>
            </details>
        }
    });
    let next = subscription.next_billing_at;
    let running = subscription
        .coupons
        .iter()
        .filter(|coupon| coupon.until.is_none() || coupon.until > next)
        .filter(|_| next.is_some());
    let ends: Vec<_> = running
        .map(|coupon| {
            let action = act_path(access.tenant, id, "end-coupon");
            let label = t_with("desk-end-coupon", &[("code", coupon.code.as_str().into())]);
            view! {
                <details class="confirm">
                    <summary class="btn">{label.clone()}"…"</summary>
                    <form class="confirm-body" method="post" action=action>
                        <input r#type="hidden" name="code" value=coupon.code.clone()/>
                        <p>{t("desk-end-coupon-note")}</p>
                        <div class="actions"><button class="btn btn-primary btn-danger">{label}</button></div>
                    </form>
                </details>
            }
        })
        .collect();
    view! { {attach}{ends} }.into_any()
}
