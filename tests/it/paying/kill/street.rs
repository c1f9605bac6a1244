//! A shop whose portal is the real binary, one customer after the other, and what each of them must
//! have in the end.

use crate::harness::database::Database;
use crate::harness::server_process::ServerProcess;
use crate::harness::shop::{GOOD_CARD, Shop};
use jiff::SignedDuration;
use quittance::domain::access::MemberRole;
use quittance::domain::id::{InvoiceId, PersonId};
use quittance::store::diagnostics;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// Longer than any charge waits to be looked up, a page stays open or a worker holds its work.
const LONG: SignedDuration = SignedDuration::from_mins(70);
/// How long the restarted process may take to put everything in order.
const PATIENCE: Duration = Duration::from_secs(30);

/// What goes on when the process is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum During {
    /// The form of the pay page is being answered.
    Submit,
    /// The same with a saved method.
    Saved,
    /// The form is sent while an older page is open.
    NewerAttempt,
    /// The customer enters the card on the gateway's page, and pays while we are dead.
    Typing,
    /// The customer has paid, and is on the way back.
    Paid,
    /// The customer comes back.
    Return,
    /// The same with a card that is to be saved.
    ReturnSaving,
    /// The customer has closed the tab; webhooks arrive and are read.
    Webhooks,
    /// No webhook has arrived either; the recovery looks the charge up.
    Recovery,
}

/// Who comes first after the restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// The customer sends the form again or opens the page again.
    CustomerReturns,
    /// Nobody: the recovery has to do it.
    TimePasses,
}

pub struct Street {
    pub shop: Shop,
    pub server: ServerProcess,
    owner: PersonId,
    customers: u32,
}

/// One customer with an invoice over 119.00.
pub struct Scene {
    during: During,
    invoice: InvoiceId,
    form: Vec<(String, String)>,
    /// The gateway's page, once it is open.
    page: String,
    /// Where the gateway has sent the customer after paying.
    back: String,
}

impl Street {
    pub async fn open() -> Self {
        Self::in_database(Database::fresh().await).await
    }

    /// On a database server of its own.
    pub async fn alone() -> Self {
        Self::in_database(Database::alone().await).await
    }

    async fn in_database(database: Database) -> Self {
        let mut server = ServerProcess::new();
        let shop = Shop::served_at(&server.url(), database).await;
        server.serve_with(&shop.world.database, &shop.provider_url);
        server.start().await;
        let owner = shop.world.person("nobody").await;
        Self { shop, server, owner, customers: 0 }
    }

    /// A new customer, as far as `during` supposes.
    pub async fn prepare(&mut self, during: During) -> Scene {
        self.customers += 1;
        let name = format!("Customer{}", self.customers);
        self.shop.tenant = self.shop.world.tenant(&name).await;
        let role = MemberRole::Owner;
        self.owner = self.shop.world.member(&name.to_lowercase(), self.shop.tenant, role).await;
        self.shop.browser = self.shop.world.sign_in(self.owner).await;
        let method = match during {
            During::Saved => self.save_card().await,
            _ => "new".to_owned(),
        };
        let shop = &self.shop;
        let invoice = shop.invoice().await.invoice_id;
        let (mut page, mut back) = (String::new(), String::new());
        if !matches!(during, During::Submit | During::Saved) {
            let save = ("save", "yes");
            let fields = if during == During::ReturnSaving { &[save][..] } else { &[] };
            page = shop.open_page(invoice, fields).await;
        }
        let pays = !matches!(
            during,
            During::Submit | During::Saved | During::NewerAttempt | During::Typing
        );
        if pays {
            back = shop.enter_card(&page, GOOD_CARD).await;
        }
        let form = match during {
            During::Submit | During::Saved | During::NewerAttempt => {
                shop.form(invoice, &[("method", &method)]).await
            }
            _ => Vec::new(),
        };
        Scene { during, invoice, form, page, back }
    }

    async fn save_card(&self) -> String {
        let shop = &self.shop;
        let invoice = shop.invoice().await.invoice_id;
        let page = shop.open_page(invoice, &[("save", "yes")]).await;
        let back = shop.enter_card(&page, GOOD_CARD).await;
        shop.follow(&back).await;
        let of_tenant = format!(
            "select payment_method_id::text from payment_methods where tenant_id = '{}'",
            shop.tenant
        );
        shop.text(&of_tenant).await
    }

    /// Begins what goes on; ends with the status of its answer, if one came.
    pub async fn begin(&self, scene: &Scene) -> JoinHandle<Option<StatusCode>> {
        let (shop, browser) = (&self.shop, &self.shop.browser);
        let request = match scene.during {
            During::Submit | During::Saved | During::NewerAttempt => {
                let path = format!("/invoices/{}/pay", scene.invoice);
                let request = browser.request(Method::POST, &path);
                Some(request.header("sec-fetch-site", "same-origin").form(&scene.form))
            }
            During::Return | During::ReturnSaving => {
                Some(browser.request(Method::GET, shop.path_of(&scene.back)))
            }
            During::Webhooks => {
                let simulator = shop.simulator.clone();
                return tokio::spawn(async move {
                    simulator.tick().await;
                    None
                });
            }
            During::Recovery => {
                self.let_time_pass().await;
                None
            }
            During::Typing | During::Paid => None,
        };
        tokio::spawn(async move {
            let answer = request?.send().await.ok()?;
            Some(answer.status())
        })
    }

    /// The step is none, or something went wrong before.
    pub async fn never_came_there(
        &self,
        act: &mut JoinHandle<Option<StatusCode>>,
        about: &str,
    ) -> ! {
        let ended = tokio::time::timeout(Duration::from_secs(1), act).await;
        panic!("{about}: never came to this step; answered {ended:?}\n{}", self.server.log());
    }

    /// Starts the process again and has everybody come who still comes. Then all must be right.
    pub async fn recovers(&mut self, scene: &Scene, after: After, about: &str) {
        let mut scene_back = scene.back.clone();
        if scene.during == During::Typing {
            scene_back = self.shop.enter_card(&scene.page, GOOD_CARD).await;
        }
        self.server.start().await;
        // A browser whose connections are not those to the dead process.
        self.shop.browser = self.shop.world.sign_in(self.owner).await;
        if after == After::CustomerReturns {
            self.customer_returns(scene, &scene_back).await;
            self.send_webhooks_again().await;
        }
        self.ends_well(scene, about).await;
    }

    /// The same where only the database was gone.
    pub async fn recovers_without_restart(&mut self, scene: &Scene, about: &str) {
        self.shop.world.reconnect().await;
        let ready = format!("{}/readyz", self.server.url());
        let began = Instant::now();
        while !reqwest::get(&ready).await.is_ok_and(|answer| answer.status().is_success()) {
            assert!(began.elapsed() < PATIENCE, "{about}: it does not find the database again");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.customer_returns(scene, &scene.back).await;
        self.send_webhooks_again().await;
        self.ends_well(scene, about).await;
    }

    /// The customer goes on where the process left them: the form again, or the way back.
    async fn customer_returns(&self, scene: &Scene, back: &str) {
        let shop = &self.shop;
        if !back.is_empty() {
            shop.follow(back).await;
            return;
        }
        let to = shop.submit(scene.invoice, &scene.form).await;
        match to.strip_prefix(&shop.provider_url) {
            Some(page) => {
                let back = shop.enter_card(page, GOOD_CARD).await;
                shop.follow(&back).await;
            }
            None => {
                shop.follow(&to).await;
            }
        }
    }

    /// As gateways do with what was not answered, and sometimes with what was.
    async fn send_webhooks_again(&self) {
        let request = self.shop.provider.request(Method::GET, "/_simulator/webhooks");
        let answer = self.shop.provider.send(request).await;
        let told: Value = serde_json::from_slice(&answer.body).unwrap();
        let deliveries = told["deliveries"].as_array().unwrap();
        let events = |state: &str| {
            let of_state = deliveries.iter().filter(move |delivery| delivery["state"] == state);
            of_state.map(|delivery| delivery["event"].as_str().unwrap()).collect::<BTreeSet<_>>()
        };
        for event in events("pending").difference(&events("delivered")) {
            self.shop.control(&format!("/webhooks/resend/{event}"), json!({})).await;
        }
        self.shop.simulator.tick().await;
    }

    /// Everything waits for an hour longer than it did, here and at the gateway, and the recovery is due.
    async fn let_time_pass(&self) {
        let shop = &self.shop;
        shop.world.advance(LONG);
        // Looking at it makes it do what is due: pages close.
        assert_eq!(shop.provider.get("/_simulator").await.status, StatusCode::OK);
        shop.world.advance(-LONG);
        let minutes = LONG.as_mins();
        let mut superuser = shop.world.database.superuser().await;
        let sql = format!(
            "begin;
             update charges
                set created_at = created_at - interval '{minutes} minutes',
                    sent_at = sent_at - interval '{minutes} minutes',
                    checked_at = checked_at - interval '{minutes} minutes'
              where state in ('created', 'sent', 'requires_action', 'processing');
             update webhook_inbox
                set next_attempt_at = next_attempt_at - interval '{minutes} minutes'
              where state = 'waiting';
             update jobs set locked_until = locked_until - interval '{minutes} minutes'
              where state = 'running';
             insert into jobs (job_id, kind, payload, run_at, created_at)
             select gen_random_uuid(), 'recover_charges', 'null', clock_timestamp(), clock_timestamp();
             commit"
        );
        crate::harness::database::run(&mut superuser, &sql).await;
    }

    async fn ends_well(&mut self, scene: &Scene, about: &str) {
        self.let_time_pass().await;
        self.settles_down(about).await;
        let shop = &self.shop;
        let open = format!(
            "select due_minor from invoices where tenant_id = '{}' and invoice_id = '{}'",
            shop.tenant, scene.invoice
        );
        let due = shop.number(&open).await;
        assert!([0, 119_00].contains(&due), "{about}: {due} is due");
        // Where nothing was charged it can be paid.
        if due > 0 {
            let page = shop.open_page(scene.invoice, &[]).await;
            let back = shop.enter_card(&page, GOOD_CARD).await;
            assert!(!back.is_empty(), "{about}: the card was not taken");
            shop.follow(&back).await;
        }
        self.send_webhooks_again().await;
        self.settles_down(about).await;
        self.is_paid_once(scene, about).await;
    }

    /// Waits until the process has nothing to do for this customer.
    async fn settles_down(&self, about: &str) {
        let tenant = self.shop.tenant;
        let undone = format!(
            "select (select count(*) from jobs where kind = 'recover_charges' and state in ('ready', 'running'))
                  + (select count(*) from webhook_inbox where state = 'waiting')
                  + (select count(*) from charges where tenant_id = '{tenant}'
                        and state in ('created', 'sent', 'requires_action', 'processing'))"
        );
        let began = Instant::now();
        while self.shop.number(&undone).await > 0 {
            if began.elapsed() > PATIENCE {
                let charges = "select string_agg(way || ' ' || state, ', ') from charges
                                where state not in ('succeeded', 'canceled', 'expired')";
                let charges =
                    self.shop.text(&format!("select coalesce(({charges}), 'none')")).await;
                panic!("{about}: not in order; living charges: {charges}\n{}", self.server.log());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// One charge at the gateway, one payment here, the invoice paid, nothing left over, the ledger even.
    async fn is_paid_once(&self, scene: &Scene, about: &str) {
        let (shop, tenant, invoice) = (&self.shop, self.shop.tenant, scene.invoice);
        let intents = shop.intents().await;
        let taken = intents.iter().filter(|intent| {
            intent["status"] == "succeeded"
                && intent["metadata"]["invoice_id"] == invoice.to_string()
        });
        let amounts: Vec<_> = taken.map(|intent| intent["amount"].as_i64().unwrap()).collect();
        assert_eq!(amounts, [119_00], "{about}: taken by the gateway");
        let facts = [
            ("payments that do not settle one invoice each", format!(
                "select count(*) from payments p where tenant_id = '{tenant}' and 1 <>
                   (select count(*) from allocations a where a.tenant_id = p.tenant_id and a.payment_id = p.payment_id
                       and a.amount_minor = p.amount_minor)"
            ), 0),
            ("payments of the invoice", format!(
                "select count(*) from allocations where tenant_id = '{tenant}' and invoice_id = '{invoice}'"
            ), 1),
            ("due on the invoice", format!(
                "select due_minor from invoices where tenant_id = '{tenant}' and invoice_id = '{invoice}'"
            ), 0),
            ("paid, but not said so", format!(
                "select count(*) from invoices
                  where tenant_id = '{tenant}' and invoice_id = '{invoice}' and status <> 'paid'"
            ), 0),
            ("credit", format!(
                "select coalesce(sum(balance_minor), 0)::bigint from credit_balances where tenant_id = '{tenant}'"
            ), 0),
            ("reservations", format!(
                "select count(*) from charge_invoices where tenant_id = '{tenant}' and is_living"
            ), 0),
            ("the ledger's sum", format!(
                "select coalesce(sum(amount_minor), 0)::bigint from ledger_entries where tenant_id = '{tenant}'"
            ), 0),
            ("payments nobody is told of", format!(
                "select count(*) from payments p where tenant_id = '{tenant}' and not exists
                   (select from outbox o where o.tenant_id = p.tenant_id and o.document_id = p.payment_id)"
            ), 0),
        ];
        for (what, sql, expected) in facts {
            assert_eq!(shop.number(&sql).await, expected, "{about}: {what}");
        }
    }

    /// The books agree, and `quittance doctor` finds nothing wrong.
    pub async fn is_healthy(&self) {
        let mut tx = self.shop.world.db().staff_read().await.unwrap();
        assert_eq!(diagnostics::contradictions(&mut tx).await.unwrap(), []);
        let said = self.server.doctor().await;
        let text = String::from_utf8_lossy(&said.stdout);
        assert!(said.status.success(), "{text}{}", String::from_utf8_lossy(&said.stderr));
    }
}
