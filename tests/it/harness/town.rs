//! Two customers of whom every table knows something, so that a test over all tables is never a test
//! over nothing.

use super::books::{Books, eur, pieces};
use super::{Setup, TESTER, World, database::run};
use quittance::domain::access::{MemberRole, StaffRole};
use quittance::domain::bounce::BounceKind;
use quittance::domain::id::{
    AllocationId, BillingRunId, ChargeId, CreditNoteId, EmailId, InvoiceId, PaymentId, PersonId,
    RefundId, RuleId, SellerId, SeriesId, TenantId,
};
use quittance::domain::routing::{Conditions, Terms};
use quittance::flows::people::invite;
use quittance::flows::routing::change_rules::{RuleDraft, RuleEditor};
use quittance::seal::Place;
use quittance::seal::columns;
use quittance::store::Actor;
use quittance::store::bounces::{self, Bounce};
use sqlx::{AssertSqlSafe, PgConnection};
use std::collections::BTreeMap;
use uuid::Uuid;

/// One of the two, with one document of each kind.
#[derive(Clone, Debug)]
pub struct Customer {
    pub tenant: TenantId,
    pub owner: PersonId,
    pub draft: InvoiceId,
    /// 119.00, of which 19.00 was paid and 11.90 credited.
    pub open: InvoiceId,
    pub paid: InvoiceId,
    pub credit_note: CreditNoteId,
    /// 15.00 by transfer, of which 3.10 became credit.
    pub payment: PaymentId,
    /// 1.00 of that, which was to be paid back by bank and was not.
    pub refund: RefundId,
    /// An online payment that came to nothing; a saved method has the same id.
    pub charge: ChargeId,
    /// What of a payment stands on `open`. Nil until it was looked up.
    pub allocation: AllocationId,
    /// Who issued all of them, and from which series of invoices.
    pub seller: SellerId,
    pub series: SeriesId,
    /// A mail that came back, and its address, which is barred. Nil until the jobs have run.
    pub email: EmailId,
    pub bounced_address: Uuid,
}

pub struct Town {
    pub world: World,
    pub books: Books,
    pub a: Customer,
    pub b: Customer,
    pub admin: PersonId,
}

impl Town {
    pub async fn new() -> Self {
        Self::with(Setup::default()).await
    }

    pub async fn with(setup: Setup) -> Self {
        let world = World::with(setup).await;
        let books = world.books("main").await;
        let mut a = customer(&world, &books, "Alpha").await;
        let mut b = customer(&world, &books, "Beta").await;
        let admin = world.staff("admin", StaffRole::Admin).await;
        plant_the_rest(&world, [&mut a, &mut b]).await;
        Self { world, books, a, b, admin }
    }
}

async fn customer(world: &World, books: &Books, name: &str) -> Customer {
    let tenant = world.tenant(name).await;
    let owner =
        world.member(&format!("{}-owner", name.to_lowercase()), tenant, MemberRole::Owner).await;
    let draft = world.draft(tenant, books, &[pieces(5)]).await;
    let open = world.issue(tenant, books, 100).await.invoice_id;
    let paid = world.issue(tenant, books, 10).await.invoice_id;
    world.pay(tenant, eur(19_00), &[open], "part").await;
    // 11.90 for the invoice, 3.10 to the customer's credit.
    let payment = world.pay(tenant, eur(15_00), &[paid], "more-than-due").await.payment_id;
    let note = world.credit(tenant, open, 10).await;
    let mut tx = world.db().tenant(tenant, &Actor::Person(owner.0), world.now()).await.unwrap();
    let guest = format!("guest@{}.example", name.to_lowercase()).parse().unwrap();
    let actor = Actor::Person(owner.0);
    invite(&mut tx, &actor, world.now(), &guest, MemberRole::Viewer).await.unwrap();
    tx.commit().await.unwrap();
    Customer {
        tenant,
        owner,
        draft,
        open,
        paid,
        credit_note: note.credit_note.credit_note_id,
        payment,
        refund: RefundId::new(),
        charge: ChargeId::new(),
        allocation: AllocationId(Uuid::nil()),
        seller: books.seller,
        series: books.invoices,
        email: EmailId(Uuid::nil()),
        bounced_address: Uuid::nil(),
    }
}

/// A subscription that ended, with what was billed of it, and an event of use.
async fn subscription(superuser: &mut PgConnection, customer: &Customer) {
    let (tenant, invoice, id) = (customer.tenant, customer.open, customer.charge);
    let (seller, plan) = (customer.seller, PLAN);
    let other = Uuid::from_u128(0xab);
    let billing_run = RUN;
    let sql = format!(
        "insert into billing_runs (run_id, source, started_by, started_at, finished_at, parked)
         values ('{billing_run}', 'job', 'system:test', '2026-03-02', '2026-03-02', 1) on conflict do nothing;
         insert into plans (plan_id, code, created_at) values ('{plan}', 'town', '2026-03-02') on conflict do nothing;
         insert into plan_versions (version_id, plan_id, version_no, name, currency, interval_unit, interval_count,
                                    components, effective_on, created_at, created_by)
         values ('{plan}', '{plan}', 1, 'Town', 'EUR', 'month', 1, '[]', '2026-03-02', '2026-03-02', 'system:test'),
                ('{other}', '{plan}', 2, 'Town', 'EUR', 'month', 1, '[]', '2026-04-02', '2026-03-02', 'system:test')
         on conflict do nothing;
         insert into plan_version_states (version_id, is_offered)
         values ('{plan}', true), ('{other}', true) on conflict do nothing;
         insert into coupons (coupon_id, code, name, duration, plan_codes, component_codes, created_at, created_by)
         values ('{plan}', 'TOWN', 'Town', 'once', '{{}}', '{{}}', '2026-03-02', 'system:test')
         on conflict do nothing;
         insert into coupon_amounts (coupon_id, currency, amount_minor, created_at)
         values ('{plan}', 'EUR', 100, '2026-03-02')
         on conflict do nothing;
         insert into plan_moves (move_id, from_version_id, to_version_id, moves_on, done_at, created_at, created_by)
         values ('{plan}', '{plan}', '{other}', '2026-04-02', '2026-03-02', '2026-03-02', 'system:test')
         on conflict do nothing;
         insert into subscriptions (tenant_id, subscription_id, seller_id, status, currency, interval_unit,
                                    interval_count, anchor_month_at, anchor_day, time_zone, starts_at, billed_from,
                                    created_at, created_by, idempotency_key)
         values ('{tenant}', '{id}', '{seller}', 'canceled', 'EUR', 'month', 1, '2026-03-01', 2, 'UTC', '2026-03-02',
                 '2026-03-02', '2026-03-02', 'system:test', 'form');
         insert into subscription_phases (tenant_id, subscription_id, from_at, version_id, seats)
         values ('{tenant}', '{id}', '2026-03-02', '{plan}', 1);
         insert into plan_move_outcomes (tenant_id, move_id, subscription_id, refusal, created_at)
         values ('{tenant}', '{plan}', '{id}', 'ended', '2026-03-02');
         insert into subscription_invoices (tenant_id, subscription_id, billing_reason, billed_at, invoice_id)
         values ('{tenant}', '{id}', 'cycle', '2026-03-02', '{invoice}');
         insert into subscription_coverage (tenant_id, coverage_id, subscription_id, component, covered, invoice_id,
                                            line_no)
         values ('{tenant}', '{id}', '{id}', 'base', tstzrange('2026-03-02', '2026-04-02'), '{invoice}', 1);
         insert into invoice_line_explanations (tenant_id, invoice_id, line_no, explanation)
         values ('{tenant}', '{invoice}', 1, '{{\"kind\": \"charge\"}}');
         insert into subscription_groups (tenant_id, group_id, name, created_at, created_by)
         values ('{tenant}', '{id}', 'All sites', '2026-03-02', 'system:test');
         insert into subscription_coupons (tenant_id, subscription_id, coupon_id, code, percent_off, from_at, attached_at,
                                           attached_by)
         values ('{tenant}', '{id}', '{id}', 'TEN', 10, '2026-03-02', '2026-03-02', 'system:test');
         insert into subscription_quotes (tenant_id, quote_id, subscription_id, request, effective_at, outcome,
                                          outcome_sha256, created_at, created_by, expires_at)
         values ('{tenant}', '{id}', '{id}', '{{}}', '2026-03-02', '{{}}', sha256(''), '2026-03-02', 'system:test',
                 '2026-03-03');
         insert into subscription_changes (tenant_id, change_id, subscription_id, kind, effective_at, made_at, made_by)
         values ('{tenant}', '{id}', '{id}', 'started', '2026-03-02', '2026-03-02', 'system:test');
         insert into billing_run_parkings (tenant_id, run_id, subscription_id, reason, parked_at)
         values ('{tenant}', '{billing_run}', '{id}', 'the moon is full', '2026-03-02');
         insert into subscription_minimums (tenant_id, invoice_id, subscription_id, covered, owed_minor, came_to_minor)
         values ('{tenant}', '{invoice}', '{id}', tstzrange('2026-03-02', '2026-04-02'), 100, 100);
         insert into usage_adjustments (tenant_id, adjustment_id, coverage_id, subscription_id, quantity_before,
                                        quantity_after, amount_minor, counted_at, made_at)
         values ('{tenant}', '{id}', '{id}', '{id}', 1, 2, 100, '2026-04-03', '2026-04-03');
         insert into usage_alerts (tenant_id, alert_id, subscription_id, kind, amount_minor, created_at, created_by)
         values ('{tenant}', '{id}', '{id}', 'spend', 5000, '2026-03-02', 'system:test');
         insert into usage_alert_crossings (tenant_id, alert_id, period_start_at, subscription_id, kind, amount_minor,
                                            is_cap, spend_minor, crossed_at)
         values ('{tenant}', '{id}', '2026-03-02', '{id}', 'spend', 5000, false, 5001, '2026-03-03');
         insert into usage_events (tenant_id, source, event_id, meter, quantity, occurred_at, received_at)
         values ('{tenant}', 'test', 'e-1', 'calls', 1, '2026-03-02', '2026-03-02');
         insert into usage_rollups (tenant_id, meter, hour_at, group_value, member, quantity_sum, event_count, changed_at)
         values ('{tenant}', 'calls', '2026-03-02', '', '', 1, 1, '2026-03-02');
         insert into usage_deltas (tenant_id, meter, hour_at, event_count, received_at, is_recount)
         values ('{tenant}', 'gone', '2026-03-02', 1, '2026-03-02', true)"
    );
    run(superuser, &sql).await;
}

/// A plan that its customer gave up before the down payment, with its agreement.
async fn installments(world: &World, superuser: &mut PgConnection, customer: &Customer) {
    let (tenant, invoice, id) = (customer.tenant, customer.open, customer.charge);
    let seal = |column, row: String, plain: &[u8]| {
        let place = Place { column, tenant: tenant.0, row: &row };
        let sealed = world.app.work.till.keys.seal(&place, plain).unwrap();
        sealed.iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    let terms = br#"{"installments": 1, "frequency": "monthly", "first_due_on": null, "days": [],
                     "down_payment_percent": "25", "note": "please"}"#;
    let terms = seal(&columns::INSTALLMENT_TERMS, id.to_string(), terms);
    let agreement = seal(&columns::INSTALLMENT_AGREEMENT, id.to_string(), &agreement_page());
    let pdf = seal(&columns::INSTALLMENT_PDF, id.to_string(), b"%PDF-1.7");
    let consent = seal(&columns::INSTALLMENT_CONSENT, format!("{id}:1"), b"{}");
    let sql = format!(
        "insert into installment_policies (seller_id, rules, set_at, set_by)
         values ('{}', '{{}}', '2026-03-02', 'system:test') on conflict do nothing;
         insert into installment_overrides (tenant_id, rules, set_at, set_by)
         values ('{tenant}', '{RULES}', '2026-03-02', 'system:test');
         insert into installment_plans (tenant_id, plan_id, invoice_id, status, begun_by, rules, terms_sealed,
                                        idempotency_key, created_at, created_by, currency, total_minor,
                                        down_payment_minor, installment_count, paid_before_minor,
                                        credited_before_minor, accepted_at, down_payment_due_on, ended_at)
         select '{tenant}', '{id}', invoice_id, 'cancelled', 'customer', '{RULES}', '\\x{terms}', 'form', '2026-03-02',
                'system:test', 'EUR', due_minor, 2000, 1, paid_minor, credited_minor, '2026-03-02', '2026-03-05',
                '2026-03-06'
           from invoices where tenant_id = '{tenant}' and invoice_id = '{invoice}';
         insert into installments (tenant_id, plan_id, number, due_on, amount_minor)
         select '{tenant}', '{id}', 1, '2026-04-02', due_minor - 2000
           from invoices where tenant_id = '{tenant}' and invoice_id = '{invoice}';
         insert into installment_agreements (tenant_id, plan_id, terms_sha256, language, accepted_at, accepted_by,
                                             agreement_sealed, pdf_sealed, pdf_sha256)
         values ('{tenant}', '{id}', sha256(''), 'en', '2026-03-02', 'system:test', '\\x{agreement}', '\\x{pdf}',
                 sha256(''));
         insert into installment_mandates (tenant_id, plan_id, version, consent_sealed, decided_at, decided_by)
         values ('{tenant}', '{id}', 1, '\\x{consent}', '2026-03-02', 'system:test');
         insert into installment_attempts (tenant_id, plan_id, number, attempt, reason, attempted_at)
         values ('{tenant}', '{id}', 1, 1, 'no_method', '2026-04-05');
         insert into installment_events (tenant_id, event_id, plan_id, kind, happened_at, actor)
         values ('{tenant}', '{id}', '{id}', 'cancelled', '2026-03-06', 'system:test')",
        Uuid::from_u128(9)
    );
    run(superuser, &sql).await;
}

/// The rules of the town's plans, as they are stored: nothing is offered.
const RULES: &str = r#"{"is_allowed": false, "is_self_service": true, "fewest_installments": 2,
    "most_installments": 12, "least_total": "100", "most_total": null, "currencies": [],
    "frequencies": ["monthly"], "down_payment_percent": "25", "grace_days": 3, "down_payment_days": 3}"#;

/// A page without anything on it.
fn agreement_page() -> Vec<u8> {
    let party =
        serde_json::json!({ "label": "", "name": "", "address": [], "tax_ids": [], "email": null });
    let table = serde_json::json!({ "heading": null, "columns": [], "rows": [], "empty_text": "" });
    let page = serde_json::json!({
        "document_id": "", "title": "", "number": "", "language": "en", "direction": "LeftToRight",
        "paper": "A4", "dated_on": "2026-03-02",
        "brand": { "color": [0, 0, 0], "name": "", "logo": null, "logo_alt": "" },
        "seller": party, "buyer": party, "other_parties": [], "headline": null, "facts": [],
        "lines": table, "tax": null, "totals": [], "payment": null, "notes": [], "footer": [],
        "page_label": "",
    });
    let agreement = serde_json::json!({ "page": page, "email": "a@b.example", "client_ip": "::1" });
    serde_json::to_vec(&agreement).unwrap()
}

/// What the flows above do not write: e-mails (through the jobs), and what only an import remembers.
async fn plant_the_rest(world: &World, customers: [&mut Customer; 2]) {
    world.run_due_jobs().await;
    rule(world).await;
    let mut superuser = world.database.superuser().await;
    run(
        &mut superuser,
        "insert into import_runs (import_run_id, source, file_sha256, summary, started_at)
         values (gen_random_uuid(), 'test', sha256('file'), '{}', '2026-03-02')",
    )
    .await;
    for customer in customers {
        let sql = format!(
            "insert into imported_documents (tenant_id, source, kind, source_ref, document_id, fingerprint,
                                             import_run_id)
             select '{}', 'test', 'invoice', 'R-1', '{}', sha256('row'), import_run_id from import_runs",
            customer.tenant, customer.open
        );
        run(&mut superuser, &sql).await;
        let (tenant, invoice, charge) = (customer.tenant, customer.open, customer.charge);
        let (payment, refund, note) = (customer.payment, customer.refund, customer.credit_note);
        let sql = format!(
            "insert into gateway_customers (tenant_id, gateway, provider_ref, email, created_at)
             values ('{tenant}', 'stripe', 'cus_{tenant}', 'a@b.example', '2026-03-02');
             insert into payment_methods (tenant_id, payment_method_id, gateway, provider_ref, kind, brand, last4,
                                          is_default, added_at, added_by)
             values ('{tenant}', '{charge}', 'stripe', 'pm_{tenant}', 'card', 'visa', '4242', true,
                     '2026-03-02', 'system:test');
             insert into charges (tenant_id, charge_id, gateway, purpose, way, currency, amount_minor, idempotency_key,
                                  created_at, created_by)
             values ('{tenant}', '{charge}', 'stripe', 'payment', 'hosted', 'EUR', 100, 'form', '2026-03-02',
                     'system:test');
             insert into charge_invoices (tenant_id, charge_id, invoice_id, position, currency, amount_minor)
             values ('{tenant}', '{charge}', '{invoice}', 0, 'EUR', 100);
             update charges set state = 'canceled' where tenant_id = '{tenant}';
             insert into refunds (tenant_id, refund_id, payment_id, currency, amount_minor, channel, state, reason,
                                  idempotency_key, requested_by, requested_at, requested_on, ended_at)
             values ('{tenant}', '{refund}', '{payment}', 'EUR', 100, 'offline', 'canceled', 'over_payment', 'form',
                     'system:test', '2026-03-02', '2026-03-02', '2026-03-02');
             insert into autopay_consents (tenant_id, version, is_on, reason, wording_version, language, decided_by,
                                           decided_email, client_ip, decided_at)
             values ('{tenant}', 1, false, 'chosen', 1, 'en', 'system:test', 'a@b.example', '127.0.0.1',
                     '2026-03-02');
             insert into autopay_attempts (tenant_id, invoice_id, attempt, charge_id, attempted_at)
             values ('{tenant}', '{invoice}', 1, '{charge}', '2026-03-02');
             insert into disputes (tenant_id, dispute_id, gateway, provider_ref, payment_id, currency, amount_minor,
                                   status, reason, raw_status, raw_reason, opened_at, closed_at, taken_in_at, checked_at)
             values ('{tenant}', '{charge}', 'stripe', 'du_{tenant}', '{payment}', 'EUR', 100, 'won', 'general', 'won',
                     'general', '2026-03-02', '2026-03-02', '2026-03-02', '2026-03-02');
             insert into dispute_movements (tenant_id, movement_id, dispute_id, provider_ref, currency, amount_minor,
                                            fee_minor, moved_at)
             values ('{tenant}', '{charge}', '{charge}', 'txn_1', 'EUR', -100, 0, '2026-03-02');
             insert into routing_decisions (tenant_id, charge_id, method_kind, candidates, chosen, decided_at)
             values ('{tenant}', '{charge}', 'card', '[]', 'stripe', '2026-03-02')"
        );
        run(&mut superuser, &sql).await;
        campaign(&mut superuser, customer).await;
        let owner = customer.owner;
        subscription(&mut superuser, customer).await;
        installments(world, &mut superuser, customer).await;
        let sql = format!(
            "insert into invoice_deposits (tenant_id, invoice_id, percent) values ('{tenant}', '{}', 50);
             insert into payment_terms (tenant_id, net_days, set_at, set_by)
             values ('{tenant}', 15, '2026-03-02', 'system:test');
             insert into invoice_tax_conversions (tenant_id, invoice_id, document_currency, currency, tax_minor,
                                                  total_minor, rate_numerator, rate_denominator, source, quoted_on,
                                                  as_of, expires_at, rate_ids, converted_at)
             values ('{tenant}', '{invoice}', 'EUR', 'GBP', 1, 2, 1, 1, 'manual', '2026-03-02', '2026-03-02',
                     '2026-03-03', '{{}}', '2026-03-02');
             insert into credit_note_tax_conversions (tenant_id, credit_note_id, invoice_id, currency, tax_minor,
                                                      total_minor, converted_at)
             values ('{tenant}', '{note}', '{invoice}', 'GBP', 1, 2, '2026-03-02');
             insert into display_preferences (tenant_id, person_id, currency, set_at)
             values ('{tenant}', '{owner}', 'GBP', '2026-03-02');
             insert into notices (tenant_id, notice_id, event, severity, document_kind, document_id, occurrence,
                                  posted_at, posted_on)
             values ('{tenant}', '{charge}', 'refund_sent', 'info', 'refund', '{charge}', 'town', '2026-03-02',
                     '2026-03-02');
             insert into notice_reads (tenant_id, notice_id, person_id, read_at)
             values ('{tenant}', '{charge}', '{owner}', '2026-03-02');
             insert into declined_mail (tenant_id, person_id, topic, declined_at)
             values ('{tenant}', '{owner}', 'usage', '2026-03-02');
             insert into card_links (tenant_id, card_link_id, token_hash, seller_name, created_at, expires_at, used_at)
             values ('{tenant}', '{charge}', sha256('{charge}'), 'Seller', '2026-03-02', '2026-03-09', '2026-03-03');
             insert into sms_consents (tenant_id, consent_id, person_id, number, is_on, reason, wording_version,
                                       language, client_ip, decided_at, decided_by, version)
             values ('{tenant}', '{charge}', '{owner}', '+491701234567', false, 'withdrawn', 0, '', '', '2026-03-02',
                     'system:test', 1);
             insert into phone_codes (tenant_id, person_id, number, code_hash, created_at, expires_at)
             values ('{tenant}', '{owner}', '+491701234567', sha256('code'), '2026-03-02', '2026-03-02');
             insert into sms_messages (tenant_id, sms_id, event, document_id, person_id, number, language, body,
                                       segments, state, next_attempt_at, expires_at, created_at)
             values ('{tenant}', '{charge}', 'phone_code', '{owner}', '{owner}', '+491701234567', 'en', '', 1,
                     'failed', '2026-03-02', '2026-03-02', '2026-03-02');
             insert into withholding_certificates (tenant_id, payment_id, certificate_number, rate_percent)
             values ('{tenant}', '{payment}', 'W-1', 5);
             insert into tax_exemptions (tenant_id, exemption_id, country, reason, certificate_number, valid_from,
                                         entered_at, entered_by)
             values ('{tenant}', '{charge}', 'DE', 'charity', 'E-1', '2026-03-02', '2026-03-02', 'system:test');
             insert into tax_evidence (tenant_id, invoice_id, tax_point_on, buyer_country_from, buyer_postal_code,
                                       buyer_tax_id_checked, buyer_tax_id_registry, seller_country,
                                       seller_registrations, category, rate_percent, reason, tax_country, rule_source,
                                       recorded_at)
             values ('{tenant}', '{invoice}', '2026-03-02', 'nowhere', '', 'none', 'not_looked_up', 'DE', '[]', 'S', 19,
                     'domestic', 'DE', '', '2026-03-02')",
            customer.draft
        );
        run(&mut superuser, &sql).await;
        let sql = format!(
            "select allocation_id from allocations where invoice_id = '{invoice}' and payment_id is not null"
        );
        let found = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut superuser).await;
        customer.allocation = AllocationId(found.unwrap());
        bounce(world, &mut superuser, customer).await;
    }
}

/// A campaign over the open invoice, paused by staff: nothing happens in it by itself.
async fn campaign(superuser: &mut PgConnection, customer: &Customer) {
    let (tenant, invoice, id) = (customer.tenant, customer.open, customer.charge);
    let schedule = crate::dunning::STANDARD;
    let sql = format!(
        "insert into dunning_choices (tenant_id, choice_no, kind, chosen_at, chosen_by)
         values ('{tenant}', 1, 'default', '2026-03-02', 'system:test');
         insert into dunning_campaigns (tenant_id, campaign_id, currency, schedule_id, version, status, pause_reason, began_on,
                                        opened_at, next_look_at)
         values ('{tenant}', '{id}', 'EUR', '{schedule}', 1, 'paused', 'staff', '2026-03-02', '2026-03-02', '2026-03-02');
         insert into dunning_campaign_invoices (tenant_id, campaign_id, invoice_id, currency, due_minor, joined_at)
         values ('{tenant}', '{id}', '{invoice}', 'EUR', 100, '2026-03-02');
         insert into dunning_steps (tenant_id, campaign_id, position, channel, template, outcome, occurrence, due_minor,
                                    done_at, done_by)
         values ('{tenant}', '{id}', 0, 'email', 'friendly', 'sent', '{id}@0', 100, '2026-03-02', 'system:test');
         insert into dunning_attempts (tenant_id, campaign_id, invoice_id, attempt, charge_id, payment_method_id, network,
                                       cause, scheduled_at, attempted_at)
         values ('{tenant}', '{id}', '{invoice}', 1, '{id}', '{id}', 'visa', 'schedule', '2026-03-02', '2026-03-02');
         insert into dunning_events (tenant_id, event_id, campaign_id, kind, happened_at, actor)
         values ('{tenant}', '{id}', '{id}', 'opened', '2026-03-02', 'system:test')"
    );
    run(superuser, &sql).await;
}

/// The billing run that every town has.
pub const RUN: BillingRunId = BillingRunId(Uuid::from_u128(68));

/// The rule of routing that every town has.
pub const RULE: RuleId = RuleId(Uuid::from_u128(47));

/// The plan that every town has, its only version, and a coupon.
pub const PLAN: Uuid = Uuid::from_u128(0xaa);

async fn rule(world: &World) {
    let keys = &world.app.work.till.keys;
    let editor = RuleEditor { db: world.db(), keys, actor: TESTER, now: world.now() };
    let terms = Terms { conditions: Conditions::default(), gateways: vec!["stripe".into()] };
    editor.create(RULE, RuleDraft { name: "All".into(), terms }).await.unwrap();
}

/// The newest mail comes back.
async fn bounce(world: &World, superuser: &mut PgConnection, customer: &mut Customer) {
    let sql = format!(
        "select email_id from emails where tenant_id = '{}' order by email_id desc limit 1",
        customer.tenant
    );
    let email = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(superuser).await.unwrap();
    customer.email = EmailId(email);
    let bounce = Bounce {
        kind: BounceKind::Hard,
        status: "5.1.1".parse().unwrap(),
        diagnostic: "smtp; 550 5.1.1 unknown",
    };
    let (actor, now) = (Actor::System("test"), world.now());
    let mut tx = world.db().worker_tenant(customer.tenant, &actor, now).await.unwrap();
    let mail = bounces::record_failure(&mut tx, customer.email, &bounce, now).await.unwrap();
    let recipient = mail.unwrap().recipient;
    bounces::bar(&mut tx, &recipient, customer.email, &bounce, now).await.unwrap();
    customer.bounced_address = bounces::barred(&mut tx).await.unwrap()[0].id;
    tx.commit().await.unwrap();
}

/// How many rows a table has, as this connection sees them.
pub async fn count(connection: &mut PgConnection, table: &str) -> i64 {
    let sql = format!("select count(*) from {table}");
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(connection).await.unwrap()
}

/// One hash per table over all its rows: two are equal when nothing changed in between. `connection`
/// must see everything.
pub async fn fingerprint(connection: &mut PgConnection) -> BTreeMap<String, String> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class
          where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'crash_plan'",
    )
    .fetch_all(&mut *connection)
    .await
    .unwrap();
    let mut hashes = BTreeMap::new();
    for table in tables {
        let sql = format!(
            "select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {table} t"
        );
        let hash =
            sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut *connection).await.unwrap();
        hashes.insert(table, hash);
    }
    hashes
}
