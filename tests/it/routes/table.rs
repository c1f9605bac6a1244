//! Every address of the product and who may use it. The addresses are read from the router's source, so
//! that a page which is not listed here fails the tests.

use crate::harness::town::{Customer, PLAN, RULE, RUN};
use quittance::domain::access::StaffRole;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Whom a page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Before a session.
    Anybody,
    /// Somebody signed in, whatever they act as.
    Person,
    /// A customer's people; viewers only read.
    Customer,
    /// A customer's people about themselves: viewers, too.
    Own,
    /// A customer's people who may pay; for viewers it is forbidden.
    Payer,
    /// The operator's staff with this right.
    Staff(Right),
}

/// What a page of the staff asks of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    Read,
    Money,
    Audit,
    Settings,
}

impl Right {
    /// Written out from row A4, not asked of the code.
    pub fn allows(self, role: StaffRole) -> bool {
        match self {
            Self::Read => true,
            Self::Money => matches!(role, StaffRole::Finance | StaffRole::Admin),
            Self::Audit => matches!(role, StaffRole::Auditor | StaffRole::Admin),
            Self::Settings => matches!(role, StaffRole::Admin),
        }
    }
}

/// One method of one address.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    pub method: &'static str,
    pub path: &'static str,
    pub audience: Audience,
}

const fn get(path: &'static str, audience: Audience) -> Route {
    Route { method: "GET", path, audience }
}

const fn post(path: &'static str, audience: Audience) -> Route {
    Route { method: "POST", path, audience }
}

use Audience::{Anybody, Customer as Customers, Own, Payer, Person, Staff};
use Right::{Audit, Money, Read, Settings};

pub const ROUTES: &[Route] = &[
    get("/logos/{logo}", Anybody),
    get("/sign-in", Anybody),
    post("/sign-in", Anybody),
    get("/sign-in/link", Anybody),
    post("/sign-in/link", Anybody),
    get("/sign-in/link/{token}", Anybody),
    post("/sign-in/link/{token}", Anybody),
    post("/sign-out", Anybody),
    get("/switch-tenant", Person),
    post("/switch-tenant", Person),
    get("/invitations/{token}", Anybody),
    post("/invitations/{token}", Anybody),
    post("/language", Anybody),
    get("/card/{token}", Anybody),
    post("/card/{token}", Anybody),
    get("/card/{token}/done", Anybody),
    get("/", Customers),
    get("/invoices", Customers),
    get("/invoices/{invoice}/installments", Payer),
    post("/invoices/{invoice}/installments", Payer),
    get("/installment-plans", Customers),
    get("/installment-plans/{installments}", Customers),
    post("/installment-plans/{installments}", Payer),
    get("/installment-plans/{installments}/agreement", Customers),
    get("/invoices/{invoice}", Customers),
    get("/invoices/{invoice}/pdf", Customers),
    get("/invoices/{invoice}/pay", Payer),
    post("/invoices/{invoice}/pay", Payer),
    get("/pay", Payer),
    post("/pay", Payer),
    post("/invoices/{invoice}/use-credit", Payer),
    get("/subscriptions", Customers),
    get("/subscriptions/{subscription}", Customers),
    get("/subscriptions/{subscription}/change", Payer),
    post("/subscriptions/{subscription}/change", Payer),
    get("/subscriptions/{subscription}/cancel", Payer),
    post("/subscriptions/{subscription}/cancel", Payer),
    post("/subscriptions/{subscription}/act", Payer),
    post("/subscriptions/{subscription}/undo", Payer),
    post("/subscriptions/{subscription}/confirm", Payer),
    get("/invoices/{invoice}/lines/{line}/explain", Customers),
    get("/invoices/{invoice}/lines/{line}/explain.json", Customers),
    get("/usage", Customers),
    post("/usage", Payer),
    get("/usage/events", Customers),
    get("/usage/events.csv", Customers),
    get("/credits", Customers),
    get("/credits/top-up", Payer),
    post("/credits/top-up", Payer),
    get("/credit-notes", Customers),
    get("/credit-notes/{credit_note}", Customers),
    get("/credit-notes/{credit_note}/pdf", Customers),
    get("/payments", Customers),
    get("/payments/{payment}", Customers),
    get("/payments/{payment}/receipt", Customers),
    get("/payments/{payment}/return", Customers),
    post("/payments/{payment}/return", Payer),
    get("/settings/billing", Customers),
    post("/settings/billing", Customers),
    get("/settings/payment-methods", Customers),
    post("/settings/payment-methods", Customers),
    get("/settings/payment-methods/autopay", Payer),
    post("/settings/payment-methods/autopay", Payer),
    get("/settings/payment-methods/{method}/remove", Payer),
    post("/settings/payment-methods/{method}/remove", Payer),
    get("/settings/people", Customers),
    post("/settings/people", Customers),
    get("/notices", Customers),
    post("/notices", Own),
    get("/settings/phone", Customers),
    post("/settings/phone", Own),
    get("/settings/account", Person),
    post("/settings/account", Person),
    get("/admin", Staff(Read)),
    get("/admin/customers", Staff(Read)),
    get("/admin/customers/{tenant}", Staff(Read)),
    get("/admin/customers/{tenant}/payments", Staff(Read)),
    get("/admin/customers/{tenant}/payments/new", Staff(Money)),
    post("/admin/customers/{tenant}/payments/new", Staff(Money)),
    get("/admin/customers/{tenant}/payments/{payment}/refund", Staff(Money)),
    post("/admin/customers/{tenant}/payments/{payment}/refund", Staff(Money)),
    post("/admin/customers/{tenant}/refunds/{refund}/retry", Staff(Money)),
    post("/admin/customers/{tenant}/refunds/{refund}/mark-paid", Staff(Money)),
    post("/admin/customers/{tenant}/refunds/{refund}/withdraw", Staff(Money)),
    post("/admin/customers/{tenant}/refunds/{refund}/draw-credit", Staff(Money)),
    get("/admin/customers/{tenant}/payments/{payment}", Staff(Read)),
    get("/admin/customers/{tenant}/payments/{payment}/receipt", Staff(Read)),
    get("/admin/customers/{tenant}/credit-notes", Staff(Read)),
    get("/admin/customers/{tenant}/credit-notes/{credit_note}", Staff(Read)),
    get("/admin/customers/{tenant}/credit-notes/{credit_note}/pdf", Staff(Read)),
    post("/admin/customers/{tenant}/credit-notes/{credit_note}/void", Staff(Money)),
    get("/admin/customers/{tenant}/credits", Staff(Read)),
    post("/admin/customers/{tenant}/credits", Staff(Money)),
    post("/admin/customers/{tenant}/credits/take-back", Staff(Money)),
    get("/admin/customers/{tenant}/invoices/new", Staff(Money)),
    post("/admin/customers/{tenant}/invoices/new", Staff(Money)),
    get("/admin/customers/{tenant}/invoices/{invoice}", Staff(Read)),
    get("/admin/customers/{tenant}/invoices/{invoice}/pdf", Staff(Read)),
    get("/admin/customers/{tenant}/invoices/{invoice}/edit", Staff(Money)),
    post("/admin/customers/{tenant}/invoices/{invoice}/edit", Staff(Money)),
    post("/admin/customers/{tenant}/invoices/{invoice}/finalize", Staff(Money)),
    post("/admin/customers/{tenant}/invoices/{invoice}/delete", Staff(Money)),
    post("/admin/customers/{tenant}/invoices/{invoice}/void", Staff(Money)),
    post("/admin/customers/{tenant}/invoices/{invoice}/reissue", Staff(Money)),
    post("/admin/customers/{tenant}/invoices/{invoice}/write-off", Staff(Money)),
    post("/admin/customers/{tenant}/invoices/{invoice}/apply-credit", Staff(Money)),
    get("/admin/customers/{tenant}/invoices/{invoice}/credit-note", Staff(Money)),
    post("/admin/customers/{tenant}/invoices/{invoice}/credit-note", Staff(Money)),
    get("/admin/customers/{tenant}/place-credit", Staff(Money)),
    post("/admin/customers/{tenant}/place-credit", Staff(Money)),
    get("/admin/customers/{tenant}/payment-terms", Staff(Money)),
    post("/admin/customers/{tenant}/payment-terms", Staff(Money)),
    get("/admin/customers/{tenant}/tax-exemptions", Staff(Read)),
    post("/admin/customers/{tenant}/tax-exemptions", Staff(Money)),
    post("/admin/customers/{tenant}/tax-exemptions/{exemption}/withdraw", Staff(Money)),
    get("/admin/exchange-rates", Staff(Read)),
    post("/admin/exchange-rates", Staff(Money)),
    post("/admin/customers/{tenant}/allocations/{allocation}/reverse", Staff(Money)),
    get("/admin/subscriptions", Staff(Read)),
    post("/admin/subscriptions/try-again", Staff(Money)),
    get("/admin/billing-runs", Staff(Read)),
    post("/admin/billing-runs", Staff(Money)),
    get("/admin/billing-runs/{run}", Staff(Read)),
    get("/admin/customers/{tenant}/subscriptions/new", Staff(Money)),
    post("/admin/customers/{tenant}/subscriptions/new", Staff(Money)),
    get("/admin/customers/{tenant}/subscriptions/{subscription}", Staff(Read)),
    post("/admin/customers/{tenant}/subscriptions/{subscription}/try-again", Staff(Money)),
    post("/admin/customers/{tenant}/subscriptions/{subscription}/group", Staff(Money)),
    post("/admin/customers/{tenant}/subscriptions/{subscription}/coupons", Staff(Money)),
    post("/admin/customers/{tenant}/subscriptions/{subscription}/end-coupon", Staff(Money)),
    get("/admin/customers/{tenant}/subscriptions/{subscription}/contract", Staff(Money)),
    post("/admin/customers/{tenant}/subscriptions/{subscription}/contract", Staff(Money)),
    get("/admin/customers/{tenant}/subscriptions/{subscription}/change", Staff(Money)),
    post("/admin/customers/{tenant}/subscriptions/{subscription}/change", Staff(Money)),
    post("/admin/customers/{tenant}/subscriptions/{subscription}/confirm", Staff(Money)),
    get("/admin/customers/{tenant}/invoices/{invoice}/explain.json", Staff(Read)),
    get("/admin/invoices", Staff(Read)),
    get("/admin/refunds", Staff(Read)),
    get("/admin/disputes", Staff(Read)),
    get("/admin/dunning", Staff(Read)),
    get("/admin/dunning/report", Staff(Read)),
    get("/admin/dunning/report.csv", Staff(Read)),
    get("/admin/dunning/schedules/{schedule}/simulate", Staff(Read)),
    post("/admin/dunning/schedules/{schedule}/simulate", Staff(Read)),
    get("/admin/dunning/schedules", Staff(Read)),
    post("/admin/dunning/schedules", Staff(Money)),
    get("/admin/dunning/schedules/new", Staff(Money)),
    post("/admin/dunning/schedules/new", Staff(Money)),
    get("/admin/dunning/schedules/{schedule}", Staff(Read)),
    post("/admin/dunning/schedules/{schedule}", Staff(Money)),
    get("/admin/customers/{tenant}/dunning", Staff(Read)),
    post("/admin/customers/{tenant}/dunning", Staff(Money)),
    get("/admin/customers/{tenant}/dunning/{campaign}", Staff(Read)),
    post("/admin/customers/{tenant}/dunning/{campaign}/pause", Staff(Money)),
    post("/admin/customers/{tenant}/dunning/{campaign}/resume", Staff(Money)),
    post("/admin/customers/{tenant}/dunning/{campaign}/skip", Staff(Money)),
    post("/admin/customers/{tenant}/dunning/{campaign}/write-off", Staff(Money)),
    get("/admin/payments", Staff(Read)),
    get("/admin/review", Staff(Read)),
    post("/admin/review/{item}/retry", Staff(Money)),
    post("/admin/review/{item}/resolve", Staff(Money)),
    get("/admin/plans", Staff(Read)),
    get("/admin/plans/new", Staff(Settings)),
    post("/admin/plans/new", Staff(Settings)),
    get("/admin/installment-plans", Staff(Read)),
    get("/admin/installment-rules", Staff(Settings)),
    post("/admin/installment-rules", Staff(Settings)),
    get("/admin/customers/{tenant}/installment-plans/{installments}", Staff(Read)),
    post("/admin/customers/{tenant}/installment-plans/{installments}", Staff(Money)),
    get("/admin/customers/{tenant}/installment-plans/{installments}/agreement", Staff(Read)),
    get("/admin/customers/{tenant}/invoices/{invoice}/installments", Staff(Money)),
    post("/admin/customers/{tenant}/invoices/{invoice}/installments", Staff(Money)),
    get("/admin/plans/{plan}", Staff(Read)),
    get("/admin/plans/{plan}/versions/new", Staff(Settings)),
    post("/admin/plans/{plan}/versions/new", Staff(Settings)),
    get("/admin/plans/{plan}/versions/{version}", Staff(Read)),
    post("/admin/plans/{plan}/versions/{version}/offer", Staff(Settings)),
    post("/admin/plans/{plan}/versions/{version}/archive", Staff(Settings)),
    get("/admin/plans/{plan}/versions/{version}/move", Staff(Settings)),
    post("/admin/plans/{plan}/versions/{version}/move", Staff(Settings)),
    get("/admin/plans/{plan}/versions/{version}/moves/{move}", Staff(Read)),
    post("/admin/plans/{plan}/versions/{version}/moves/{move}", Staff(Settings)),
    get("/admin/coupons", Staff(Read)),
    get("/admin/coupons/new", Staff(Settings)),
    post("/admin/coupons/new", Staff(Settings)),
    get("/admin/coupons/{coupon}", Staff(Read)),
    post("/admin/coupons/{coupon}/archive", Staff(Settings)),
    get("/admin/routing", Staff(Settings)),
    get("/admin/routing/new", Staff(Settings)),
    post("/admin/routing/new", Staff(Settings)),
    get("/admin/routing/{rule}", Staff(Settings)),
    post("/admin/routing/{rule}", Staff(Settings)),
    post("/admin/routing/{rule}/move", Staff(Settings)),
    post("/admin/routing/{rule}/switch", Staff(Settings)),
    get("/admin/meters", Staff(Read)),
    post("/admin/meters", Staff(Settings)),
    get("/admin/api-keys", Staff(Settings)),
    post("/admin/api-keys", Staff(Settings)),
    post("/admin/api-keys/{key}/revoke", Staff(Settings)),
    get("/admin/sellers", Staff(Read)),
    get("/admin/sellers/new", Staff(Settings)),
    post("/admin/sellers/new", Staff(Settings)),
    get("/admin/sellers/{seller}", Staff(Read)),
    get("/admin/sellers/{seller}/edit", Staff(Settings)),
    post("/admin/sellers/{seller}/edit", Staff(Settings)),
    get("/admin/sellers/{seller}/preview", Staff(Read)),
    post("/admin/sellers/{seller}/logo", Staff(Settings)),
    post("/admin/sellers/{seller}/logo/remove", Staff(Settings)),
    post("/admin/sellers/{seller}/archive", Staff(Settings)),
    post("/admin/sellers/{seller}/series", Staff(Settings)),
    post("/admin/sellers/{seller}/series/{series}/close", Staff(Settings)),
    post("/admin/sellers/{seller}/series/{series}/delete", Staff(Settings)),
    post("/admin/customers/{tenant}/emails/{email}/retry", Staff(Money)),
    post("/admin/customers/{tenant}/bounced-addresses/{address}/clear", Staff(Money)),
    get("/admin/emails", Staff(Read)),
    get("/admin/email-templates", Staff(Read)),
    get("/admin/email-templates/{template}/{language}", Staff(Read)),
    post("/admin/email-templates/{template}/{language}", Staff(Settings)),
    get("/admin/email-templates/{template}/{language}/html", Staff(Read)),
    post("/admin/email-templates/{template}/{language}/restore", Staff(Settings)),
    get("/admin/sms", Staff(Read)),
    get("/admin/audit", Staff(Audit)),
    get("/admin/clock", Staff(Settings)),
    post("/admin/clock", Staff(Settings)),
    get("/admin/reconciliation", Staff(Read)),
    get("/admin/diagnostics", Staff(Read)),
    post("/admin/diagnostics/jobs/{job}/redrive", Staff(Settings)),
    get("/dev/mail", Anybody),
    get("/dev/mail/{id}", Anybody),
    get("/dev/mail/{id}/html", Anybody),
    get("/dev/mail/{id}/attachments/{number}", Anybody),
];

impl Route {
    /// The address with `customer`'s own documents in it, where it has a place for some.
    pub fn of(&self, customer: &Customer) -> String {
        let is_about_a_draft =
            ["/edit", "/finalize", "/delete"].iter().any(|end| self.path.ends_with(end));
        let invoice = if is_about_a_draft { customer.draft } else { customer.open };
        // A payment through a gateway has its charge's id, from the charge's beginning.
        let is_about_a_charge = self.path.ends_with("/return");
        let payment = if is_about_a_charge { customer.charge.0 } else { customer.payment.0 };
        self.path
            .replace("{tenant}", &customer.tenant.to_string())
            .replace("{invoice}", &invoice.to_string())
            .replace("{credit_note}", &customer.credit_note.to_string())
            .replace("{payment}", &payment.to_string())
            .replace("{refund}", &customer.refund.to_string())
            .replace("{allocation}", &customer.allocation.to_string())
            .replace("{exemption}", &customer.charge.to_string())
            .replace("{method}", &customer.charge.to_string())
            .replace("{seller}", &customer.seller.to_string())
            .replace("{series}", &customer.series.to_string())
            .replace("{logo}", &"0".repeat(64))
            .replace("{email}", &customer.email.to_string())
            .replace("{address}", &customer.bounced_address.to_string())
            .replace("{template}", "invoice_issued")
            .replace("{language}", "en")
            .replace("{job}", &Uuid::nil().to_string())
            .replace("{item}", &Uuid::nil().to_string())
            .replace("{plan}", &PLAN.to_string())
            .replace("{version}", &PLAN.to_string())
            .replace("{coupon}", &PLAN.to_string())
            .replace("{move}", &PLAN.to_string())
            .replace("{key}", &Uuid::nil().to_string())
            .replace("{subscription}", &customer.charge.to_string())
            .replace("{campaign}", &customer.charge.to_string())
            .replace("{schedule}", crate::dunning::STANDARD)
            .replace("{line}", "1")
            .replace("{key}", &Uuid::nil().to_string())
            .replace("{plan}", &PLAN.to_string())
            .replace("{version}", &PLAN.to_string())
            .replace("{coupon}", &PLAN.to_string())
            .replace("{installments}", &customer.charge.to_string())
            .replace("{rule}", &RULE.to_string())
            .replace("{run}", &RUN.to_string())
            .replace("{token}", "a-token-that-nobody-has")
            .replace("{number}", "0")
            .replace("{id}", "nothing.eml")
    }

    /// The address with `id` in the place of its last parameter.
    pub fn with_last_id(&self, customer: &Customer, id: &str) -> Option<String> {
        let (begin, rest) = self.path.rsplit_once('{')?;
        let (_, end) = rest.split_once('}')?;
        let before = Self { path: begin.to_owned().leak(), ..*self }.of(customer);
        Some(format!("{before}{id}{end}"))
    }

    /// Whether it is about one row of one customer.
    pub fn names_a_customers_row(&self) -> bool {
        [
            "{invoice}",
            "{credit_note}",
            "{payment}",
            "{method}",
            "{refund}",
            "{allocation}",
            "{exemption}",
            "{email}",
            "{address}",
            "{subscription}",
            "{campaign}",
        ]
        .iter()
        .any(|part| self.path.contains(part))
    }

    pub fn is_get(&self) -> bool {
        self.method == "GET"
    }
}

/// (method, path) of every page, as the router's source has them.
pub fn routes_of_the_source() -> BTreeSet<(String, String)> {
    let source = include_str!("../../../src/web/app.rs");
    let mut routes = BTreeSet::new();
    for part in source.split(".route(").skip(1) {
        let path = part.split('"').nth(1).unwrap();
        let handlers = &part[part.find(path).unwrap() + path.len()..];
        let end = handlers.find("\n").unwrap_or(handlers.len());
        for (method, word) in [
            ("GET", "get("),
            ("POST", "post("),
            ("PUT", "put("),
            ("PATCH", "patch("),
            ("DELETE", "delete("),
            ("ANY", "any("),
        ] {
            let mut calls = handlers[..end].match_indices(word);
            let is_method = calls.any(|(at, _)| {
                handlers[..at].chars().last().is_none_or(|c| matches!(c, ' ' | '.' | ','))
            });
            if is_method {
                routes.insert((method.to_owned(), path.to_owned()));
            }
        }
    }
    routes
}
