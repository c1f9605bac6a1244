//! The frame around every page: head, top bar, navigation, banners, footer. See docs/STYLEGUIDE.md.

use super::components::seller_mark::logo_image;
use super::paths;
use super::ui::{Viewer, date_time, t, t_with, ui};
use crate::i18n::{Arg, Locale};
use crate::store::notices::UNREAD_COUNTED_MAX;
use leptos::prelude::*;

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The mark: a receipt with a torn edge and a tick.
const MARK: &str = r#"<svg width="22" height="22" viewBox="2 1 20 22" aria-hidden="true"><path fill="currentColor" d="M6 2h12a2 2 0 0 1 2 2v18l-2.67-2-2.66 2L12 20l-2.67 2-2.66-2L4 22V4a2 2 0 0 1 2-2Z"/><path class="brand-tick" d="m8 10.6 2.9 2.9L16.2 8"/></svg>"#;

/// A signed-in page.
pub fn app(title: &str, body: AnyView) -> impl IntoView {
    let is_staff = matches!(ui().viewer, Viewer::Staff { .. });
    let class = if is_staff { "shell shell-staff" } else { "shell" };
    view! {
        <!DOCTYPE html>
        <html lang=ui().locale.as_bcp47() dir="ltr">
            {head(title)}
            <body class=class>
                <a class="skip" href="#main">{t("nav-skip-to-content")}</a>
                {top_bar(is_staff)}
                {banners()}
                {(!matches!(ui().viewer, Viewer::Nobody)).then(|| navigation(is_staff))}
                <main class="main" id="main" tabindex="-1">{body}</main>
                {footer()}
            </body>
        </html>
    }
}

/// A page before a session: centred and calm.
pub fn gate(title: &str, body: AnyView) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang=ui().locale.as_bcp47() dir="ltr">
            {head(title)}
            <body class="gate">
                <main id="main" tabindex="-1">
                    <a class="brand" href="/"><span inner_html=MARK></span><span>{ui().operator_name.to_string()}</span></a>
                    {body}
                </main>
                <footer class="foot">{language_form()}</footer>
            </body>
        </html>
    }
}

fn head(title: &str) -> impl IntoView {
    let full_title = format!("{title} · {}", ui().operator_name);
    view! {
        <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <title>{full_title}</title>
            <link rel="preload" href=FONT_PATH r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
            <link rel="stylesheet" href=CSS_PATH/>
            <link rel="icon" href="/favicon.svg" r#type="image/svg+xml"/>
            <link rel="icon" href="/favicon.ico" sizes="32x32"/>
            <link rel="manifest" href="/manifest.webmanifest"/>
            <meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)"/>
            <meta name="theme-color" content="#121316" media="(prefers-color-scheme: dark)"/>
            <script r#type="module" src=ENHANCE_JS_PATH></script>
        </head>
    }
}

fn top_bar(is_staff: bool) -> impl IntoView {
    let home = if is_staff { paths::ADMIN } else { paths::OVERVIEW };
    let staff_label =
        is_staff.then(|| view! { <span class="staff-label">{t("shell-staff")}</span> });
    view! {
        <header class="topbar">
            <button class="topbar-menu" r#type="button" popovertarget="nav" aria-label=t("nav-menu")></button>
            {brand(home)}
            {staff_label}
            {tenant_menu()}
            <div class="topbar-end">{account_menu()}</div>
        </header>
    }
}

/// The logo of the seller that bills this customer; without one, the product's mark and the operator's name.
fn brand(home: &'static str) -> AnyView {
    if let Viewer::Customer { seller: Some(seller), .. } = &ui().viewer {
        let image = logo_image(&seller.logo, seller.name.clone());
        return view! { <a class="brand" href=home>{image}</a> }.into_any();
    }
    let name = ui().operator_name.to_string();
    view! { <a class="brand" href=home><span inner_html=MARK></span><span>{name}</span></a> }
        .into_any()
}

fn tenant_menu() -> Option<AnyView> {
    let Viewer::Customer { tenant_name, belongs_to_several, .. } = &ui().viewer else {
        return None;
    };
    let name = tenant_name.clone();
    Some(if *belongs_to_several {
        view! {
            <a class="topbar-tenant" href=paths::SWITCH_TENANT>
                <span class="visually-hidden">{t("shell-account")}</span><span class="strong truncate">{name}</span>
            </a>
        }
        .into_any()
    } else {
        view! { <span class="topbar-tenant strong truncate"><bdi>{name}</bdi></span> }.into_any()
    })
}

fn account_menu() -> Option<AnyView> {
    let (name, email, role) = match &ui().viewer {
        Viewer::Nobody => return None,
        Viewer::Customer { name, email, role, .. } => {
            (name.clone(), email.clone(), t(&format!("member-role-{}", role.word())))
        }
        Viewer::Staff { name, email, role } => {
            (name.clone(), email.clone(), t(&format!("staff-role-{}", role.word())))
        }
    };
    let label = t_with("shell-your-account", &[("name", Arg::from(name.as_str()))]);
    Some(
        view! {
            <details class="menu menu-end" name="topbar">
                <summary>
                    <span class="avatar" aria-hidden="true">{initials(&name)}</span>
                    <span class="visually-hidden">{label}</span>
                </summary>
                <div class="menu-panel">
                    <p class="menu-note"><strong>{name}</strong><br/>{email}" · "{role}</p>
                    <hr/>
                    <a href=paths::ACCOUNT>{t("nav-account")}</a>
                    <hr/>
                    {language_form()}
                    <hr/>
                    <form method="post" action=paths::SIGN_OUT><button>{t("nav-sign-out")}</button></form>
                </div>
            </details>
        }
        .into_any(),
    )
}

/// The first letters of the first and last word, for the avatar.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut letters = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = letters.next();
    let last = letters.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

fn language_form() -> impl IntoView {
    let ui = ui();
    let back = ui.path.clone();
    let choices: Vec<_> = Locale::ALL
        .into_iter()
        .map(|locale| {
            let tag = locale.as_bcp47();
            view! {
                <button name="language" value=tag lang=tag aria-current=(locale == ui.locale).then_some("true")>
                    {t(&format!("language-{tag}"))}
                </button>
            }
        })
        .collect();
    view! {
        <form method="post" action=paths::LANGUAGE class="cluster">
            <input r#type="hidden" name="back" value=back/>
            {choices}
        </form>
    }
}

fn banners() -> Option<AnyView> {
    let ui = ui();
    if !ui.is_sandbox {
        return None;
    }
    let at = date_time(ui.now);
    let note = if ui.clock_moved { t("banner-sandbox-moved") } else { t("banner-sandbox") };
    Some(
        view! {
            <section class="banners" aria-label=t("banner-sandbox-title")>
                <div class="banner" data-tone="dispute">
                    <span><strong>{t("banner-sandbox-title")}</strong>" "{note}" "<time datetime=ui.now.to_string()>{at}</time></span>
                    <a href=paths::MAIL>{t("banner-sandbox-mail")}</a>
                </div>
            </section>
        }
        .into_any(),
    )
}

/// A heading, if any, and its entries: path and catalogue key.
type NavigationGroup = (Option<&'static str>, &'static [(&'static str, &'static str)]);

/// What staff find on the left.
const STAFF_NAVIGATION: &[NavigationGroup] = &[
    (
        None,
        &[
            (paths::ADMIN, "nav-overview"),
            (paths::ADMIN_CUSTOMERS, "nav-customers"),
            (paths::ADMIN_SUBSCRIPTIONS, "nav-subscriptions"),
            (paths::ADMIN_INVOICES, "nav-invoices"),
            (paths::ADMIN_INSTALLMENT_PLANS, "nav-installments"),
            (paths::ADMIN_PAYMENTS, "nav-payments"),
            (paths::ADMIN_REFUNDS, "nav-refunds"),
            (paths::ADMIN_DUNNING, "nav-dunning"),
            (paths::ADMIN_DISPUTES, "nav-disputes"),
            (paths::ADMIN_REVIEW, "nav-review"),
        ],
    ),
    (
        Some("nav-operations"),
        &[
            (paths::ADMIN_BILLING_RUNS, "nav-billing-runs"),
            (paths::ADMIN_PLANS, "nav-plans"),
            (paths::ADMIN_COUPONS, "nav-coupons"),
            (paths::ADMIN_SELLERS, "nav-sellers"),
            (paths::ADMIN_ROUTING, "nav-routing"),
            (paths::ADMIN_METERS, "nav-meters"),
            (paths::ADMIN_API_KEYS, "nav-api-keys"),
            (paths::ADMIN_EXCHANGE_RATES, "nav-exchange-rates"),
            (paths::ADMIN_EMAILS, "nav-emails"),
            (paths::ADMIN_EMAIL_TEMPLATES, "nav-email-templates"),
            (paths::ADMIN_SMS, "nav-sms"),
            (paths::ADMIN_AUDIT, "nav-audit-log"),
            (paths::ADMIN_RECONCILIATION, "nav-reconciliation"),
            (paths::ADMIN_DIAGNOSTICS, "nav-diagnostics"),
            (paths::ADMIN_CLOCK, "nav-clock"),
        ],
    ),
];

/// What a customer's people find there.
const CUSTOMER_NAVIGATION: &[NavigationGroup] = &[
    (
        None,
        &[
            (paths::OVERVIEW, "nav-overview"),
            (paths::INVOICES, "nav-invoices"),
            (paths::INSTALLMENT_PLANS, "nav-installments"),
            (paths::SUBSCRIPTIONS, "nav-subscriptions"),
            (paths::USAGE, "nav-usage"),
            (paths::CREDIT_NOTES, "nav-credit-notes"),
            (paths::CREDITS, "nav-credits"),
            (paths::PAYMENTS, "nav-payments"),
            (paths::NOTICES, "nav-notices"),
        ],
    ),
    (
        Some("nav-settings"),
        &[
            (paths::BILLING_DETAILS, "nav-billing-details"),
            (paths::PAYMENT_METHODS, "nav-payment-methods"),
            (paths::PEOPLE, "nav-people"),
        ],
    ),
];

fn navigation(is_staff: bool) -> impl IntoView {
    let groups = if is_staff { STAFF_NAVIGATION } else { CUSTOMER_NAVIGATION };
    let lists = navigation_lists(groups);
    view! {
        <nav class="nav" id="nav" popover="auto" aria-label=t("nav-main")>
            <button class="btn btn-quiet nav-close" r#type="button" popovertarget="nav" popovertargetaction="hide">
                {t("action-close")}
            </button>
            {lists}
        </nav>
    }
}

/// The groups' headings and entries, without what would be refused.
fn navigation_lists(groups: &[NavigationGroup]) -> Vec<AnyView> {
    groups
        .iter()
        .map(|(heading, entries)| {
            let entries: Vec<_> = entries
                .iter()
                .filter(|(path, _)| is_allowed(path))
                .map(|(path, key)| {
                    let count = (*path == paths::NOTICES).then(unread_count);
                    view! { <li><a href=*path aria-current=current(path)>{t(key)}{count}</a></li> }
                })
                .collect();
            let heading = heading.map(|key| view! { <h2 class="nav-title">{t(key)}</h2> });
            view! { {heading} <ul class="nav-list">{entries}</ul> }.into_any()
        })
        .collect()
}

/// How many notices are unread, after the entry that leads to them; nothing when all are read.
fn unread_count() -> Option<AnyView> {
    let unread = ui().unread_notices;
    (unread > 0).then(|| {
        let shown =
            if unread >= UNREAD_COUNTED_MAX { format!("{unread}+") } else { unread.to_string() };
        let said = t_with("notices-unread", &[("count", Arg::from(unread))]);
        view! {
            " "<span class="count" data-tone="warning" aria-hidden="true">{shown}</span>
            <span class="visually-hidden">{said}</span>
        }
        .into_any()
    })
}

/// Whether the viewer may open this entry: nothing is offered that would be refused.
fn is_allowed(entry: &str) -> bool {
    match &ui().viewer {
        Viewer::Staff { role, .. } => match entry {
            paths::ADMIN_AUDIT => role.can_read_audit_log(),
            paths::ADMIN_CLOCK => ui().is_sandbox && role.can_change_settings(),
            paths::ADMIN_ROUTING | paths::ADMIN_API_KEYS => role.can_change_settings(),
            _ => true,
        },
        Viewer::Customer { .. } => entry != paths::PAYMENT_METHODS || ui().takes_payments,
        Viewer::Nobody => true,
    }
}

/// `page` for the entry of this very page, `true` for the section it is in.
fn current(entry: &str) -> Option<&'static str> {
    let path = ui().path.clone();
    if path == entry {
        return Some("page");
    }
    let is_home = entry == paths::OVERVIEW || entry == paths::ADMIN;
    (!is_home && path.strip_prefix(entry).is_some_and(|rest| rest.starts_with('/')))
        .then_some("true")
}

fn footer() -> impl IntoView {
    let name = ui().operator_name.to_string();
    view! { <footer class="foot"><span>{t_with("shell-billed-by", &[("name", Arg::from(name.as_str()))])}</span></footer> }
}
