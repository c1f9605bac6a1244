//! Every route × role (row A4). A customer finds no staff page, nobody is sent to sign in.

use super::desk::{Desk, Visitor, line};
use axum::http::StatusCode;

/// Who may: the statuses for support, finance, admin, auditor.
type Statuses = [u16; 4];

const ALL_READ: Statuses = [200; 4];
const MONEY_READ: Statuses = [403, 200, 200, 403];
/// The form is sent empty, so those who may are told what is missing.
const MONEY_WRITE: Statuses = [403, 422, 422, 403];

const ROLES: [&str; 4] = ["support", "finance", "admin", "auditor"];

struct Route {
    path: String,
    /// None: GET.
    form: Option<&'static [(&'static str, &'static str)]>,
    statuses: Statuses,
}

fn get(path: impl Into<String>, statuses: Statuses) -> Route {
    Route { path: path.into(), form: None, statuses }
}

fn post(
    path: impl Into<String>,
    form: &'static [(&'static str, &'static str)],
    statuses: Statuses,
) -> Route {
    Route { path: path.into(), form: Some(form), statuses }
}

const ID: (&str, &str) = ("id", "01990000-0000-7000-8000-000000000001");
const NO_ID: &str = "01990000-0000-7000-8000-000000000002";
const NO_JOB: &str = "/admin/diagnostics/jobs/01990000-0000-7000-8000-000000000002/redrive";

async fn routes(desk: &Desk) -> Vec<Route> {
    let customer = desk.page();
    let open = desk.invoice_page(desk.issue(&[line("1", "100")]).await);
    let draft = desk.invoice_page(desk.draft(&[line("1", "100")]).await);
    vec![
        get("/admin", ALL_READ),
        get("/admin/customers?q=acme", ALL_READ),
        get("/admin/invoices", ALL_READ),
        get("/admin/invoices?state=all", ALL_READ),
        get("/admin/emails", ALL_READ),
        get("/admin/email-templates", ALL_READ),
        get("/admin/email-templates/invoice_issued/en", ALL_READ),
        get("/admin/email-templates/invoice_issued/en/html", ALL_READ),
        post("/admin/email-templates/invoice_issued/en", &[], [403, 403, 400, 403]),
        post("/admin/email-templates/invoice_issued/en/restore", &[], [403, 403, 400, 403]),
        post(format!("{customer}/emails/{NO_ID}/retry"), &[], [403, 404, 404, 403]),
        post(format!("{customer}/bounced-addresses/{NO_ID}/clear"), &[], [403, 404, 404, 403]),
        get("/admin/audit", [403, 403, 200, 200]),
        get("/admin/diagnostics", ALL_READ),
        post(NO_JOB, &[], [403, 403, 303, 403]),
        get(customer.clone(), ALL_READ),
        get(format!("{customer}/payments"), ALL_READ),
        get(format!("{customer}/credit-notes"), ALL_READ),
        get(format!("{customer}/credits"), ALL_READ),
        post(format!("{customer}/credits"), &[ID], MONEY_WRITE),
        post(format!("{customer}/credits/take-back"), &[], MONEY_WRITE),
        post(format!("{customer}/credit-notes/{NO_ID}/void"), &[], [403, 404, 404, 403]),
        get(open.clone(), ALL_READ),
        get(draft.clone(), ALL_READ),
        get(format!("{open}/pdf"), ALL_READ),
        // A draft is no document yet.
        get(format!("{draft}/pdf"), [404; 4]),
        get(format!("{customer}/payments/new"), MONEY_READ),
        post(format!("{customer}/payments/new"), &[ID], MONEY_WRITE),
        get("/admin/refunds", ALL_READ),
        get("/admin/refunds?state=review", ALL_READ),
        get(format!("{customer}/payments/{NO_ID}/refund"), [403, 404, 404, 403]),
        post(format!("{customer}/payments/{NO_ID}/refund"), &[ID], [403, 404, 404, 403]),
        post(format!("{customer}/refunds/{NO_ID}/retry"), &[], [403, 404, 404, 403]),
        post(format!("{customer}/refunds/{NO_ID}/mark-paid"), &[], [403, 404, 404, 403]),
        post(format!("{customer}/refunds/{NO_ID}/withdraw"), &[], [403, 404, 404, 403]),
        post(format!("{customer}/refunds/{NO_ID}/draw-credit"), &[], [403, 404, 404, 403]),
        get(format!("{customer}/invoices/new"), MONEY_READ),
        post(format!("{customer}/invoices/new"), &[ID], MONEY_WRITE),
        get(format!("{draft}/edit"), MONEY_READ),
        post(format!("{draft}/edit"), &[], MONEY_WRITE),
        get(format!("{open}/credit-note"), MONEY_READ),
        post(format!("{open}/credit-note"), &[ID], MONEY_WRITE),
        post(format!("{open}/void"), &[], MONEY_WRITE),
        post(format!("{open}/reissue"), &[ID], MONEY_WRITE),
        post(format!("{open}/write-off"), &[], MONEY_WRITE),
        post(format!("{open}/delete"), &[], MONEY_WRITE),
        post(format!("{open}/apply-credit"), &[("due", "1")], MONEY_WRITE),
        // Finalising what is final already changes nothing and says how it stands.
        post(format!("{open}/finalize"), &[], [403, 303, 303, 403]),
    ]
}

async fn send(visitor: &mut Visitor, route: &Route) -> super::desk::Answer {
    match route.form {
        None => visitor.get(&route.path).await,
        Some(form) => visitor.post(&route.path, form).await,
    }
}

#[tokio::test]
async fn each_role_reaches_its_routes_and_no_others() {
    let desk = Desk::open().await;
    let routes = routes(&desk).await;
    let mut wrong = Vec::new();
    for (column, role) in ROLES.iter().enumerate() {
        let mut visitor = desk.visitor(role).await;
        for route in &routes {
            let status = send(&mut visitor, route).await.status.as_u16();
            if status != route.statuses[column] {
                let expected = route.statuses[column];
                wrong.push(format!("{role} {}: {status}, not {expected}", route.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_customer_finds_no_staff_page_and_nobody_is_sent_to_sign_in() {
    let desk = Desk::open().await;
    let routes = routes(&desk).await;
    let (mut owner, mut nobody) = (desk.visitor("owner").await, desk.stranger());
    for route in &routes {
        let status = send(&mut owner, route).await.status;
        assert_eq!(status, StatusCode::NOT_FOUND, "owner {}", route.path);
        send(&mut nobody, route).await.leads_to("/sign-in");
    }
}

#[tokio::test]
async fn another_customers_document_is_not_found_under_this_customers_address() {
    let desk = Desk::open().await;
    let other = Desk::open().await;
    let foreign = other.issue(&[line("1", "100")]).await;
    let page = desk.invoice_page(foreign);
    let mut admin = desk.visitor("admin").await;
    for path in
        [page.clone(), format!("{page}/pdf"), format!("{page}/edit"), format!("{page}/credit-note")]
    {
        assert_eq!(admin.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let void = admin.post(&format!("{page}/void"), &[("void-reason", "wrong")]).await;
    assert_eq!(void.status, StatusCode::NOT_FOUND);
    let payment = format!("{}/payments/new", desk.page());
    let foreign_id = foreign.to_string();
    let form = [
        ID,
        ("method", "cash"),
        ("currency", "EUR"),
        ("amount", "5"),
        ("received-on", "2026-01-02"),
        ("invoice", &foreign_id),
    ];
    let answer = admin.post(&payment, &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says("One of the invoices does not exist");
    assert_eq!(other.invoice(foreign).await.paid.amount_minor, 0);
    let nowhere = format!("/admin/customers/{}", crate::domain::id::TenantId::new());
    assert_eq!(admin.get(&nowhere).await.status, StatusCode::NOT_FOUND);
}
