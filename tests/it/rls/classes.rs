//! Every table of the product, in one class. A table that is not listed here fails the tests, and so
//! does a grant or an index that is not what its class allows.

/// A table and what it holds.
pub struct Table {
    pub name: &'static str,
    pub class: Class,
}

pub enum Class {
    /// Rows of tenants: forced row-level security, `tenant_id` first in every key.
    Tenant {
        /// Rows are added and never changed.
        append_only: bool,
        /// Policies beside `tenant_isolation` and `staff_read`.
        further_policies: &'static [&'static str],
        /// What the worker may see although it is not its transaction's tenant.
        worker: WorkerSees,
    },
    /// Rows of the operator, who is nobody's tenant. `grants` are all there are.
    Operator { reason: &'static str, grants: &'static [&'static str], append_only: bool },
    /// People and how they sign in, before a tenant is known.
    People { reason: &'static str, grants: &'static [&'static str] },
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum WorkerSees {
    /// One tenant at a time, like everybody.
    Own,
    /// All rows while no tenant is set: it looks for whose turn it is.
    AllWithoutTenant,
    /// All rows always: the list of tenants itself.
    All,
}

impl Table {
    pub fn is_append_only(&self) -> bool {
        matches!(
            self.class,
            Class::Tenant { append_only: true, .. } | Class::Operator { append_only: true, .. }
        )
    }

    /// Whether the doors reach it, and with them the owner, who may become the door.
    pub fn has_door(&self) -> bool {
        matches!(self.class, Class::Tenant { further_policies, .. }
            if further_policies.iter().any(|policy| policy.starts_with("door ")))
    }

    pub fn is_tenants(&self) -> bool {
        matches!(self.class, Class::Tenant { .. })
    }
}

const DOOR: &str = "door ALL quittance_door using true check true";
const DOOR_READS: &str = "door SELECT quittance_door using true check -";
const WORKER_FINDS: &str =
    "worker_finds SELECT quittance_worker using (current_tenant() IS NULL) check -";

const fn tenant(name: &'static str) -> Table {
    let class =
        Class::Tenant { append_only: false, further_policies: &[], worker: WorkerSees::Own };
    Table { name, class }
}

const fn append_only(name: &'static str, further_policies: &'static [&'static str]) -> Table {
    let class = Class::Tenant { append_only: true, further_policies, worker: WorkerSees::Own };
    Table { name, class }
}

const fn queue(name: &'static str) -> Table {
    let class = Class::Tenant {
        append_only: false,
        further_policies: &[WORKER_FINDS],
        worker: WorkerSees::AllWithoutTenant,
    };
    Table { name, class }
}

const fn through_doors(name: &'static str) -> Table {
    let class =
        Class::Tenant { append_only: false, further_policies: &[DOOR], worker: WorkerSees::Own };
    Table { name, class }
}

const fn operator(
    name: &'static str,
    reason: &'static str,
    grants: &'static [&'static str],
) -> Table {
    Table { name, class: Class::Operator { reason, grants, append_only: false } }
}

const fn operator_log(
    name: &'static str,
    reason: &'static str,
    grants: &'static [&'static str],
) -> Table {
    Table { name, class: Class::Operator { reason, grants, append_only: true } }
}

const fn people(
    name: &'static str,
    reason: &'static str,
    grants: &'static [&'static str],
) -> Table {
    Table { name, class: Class::People { reason, grants } }
}

/// All of them.
pub const TABLES: &[Table] = &[
    Table {
        name: "tenants",
        class: Class::Tenant {
            append_only: false,
            further_policies: &[DOOR, "worker_lists SELECT quittance_worker using true check -"],
            worker: WorkerSees::All,
        },
    },
    tenant("tax_ids"),
    through_doors("memberships"),
    through_doors("invitations"),
    append_only("audit_log", &[DOOR]),
    append_only("ledger_transactions", &[DOOR_READS]),
    append_only("ledger_entries", &[DOOR_READS]),
    tenant("invoices"),
    tenant("invoice_lines"),
    tenant("invoice_taxes"),
    tenant("credit_notes"),
    append_only("credit_note_lines", &[]),
    append_only("credit_note_taxes", &[]),
    append_only("document_events", &[]),
    append_only("document_files", &[]),
    tenant("payments"),
    tenant("gateway_customers"),
    queue("payment_methods"),
    Table {
        name: "autopay_consents",
        class: Class::Tenant {
            append_only: true,
            further_policies: &[WORKER_FINDS],
            worker: WorkerSees::AllWithoutTenant,
        },
    },
    append_only("autopay_attempts", &[]),
    append_only("dunning_choices", &[]),
    tenant("dunning_campaigns"),
    tenant("dunning_campaign_invoices"),
    append_only("dunning_steps", &[]),
    append_only("dunning_attempts", &[]),
    append_only("dunning_events", &[]),
    tenant("installment_overrides"),
    queue("installment_plans"),
    append_only("installments", &[]),
    tenant("installment_agreements"),
    tenant("installment_mandates"),
    append_only("installment_attempts", &[]),
    append_only("installment_events", &[]),
    queue("charges"),
    queue("refunds"),
    tenant("charge_invoices"),
    queue("disputes"),
    append_only("dispute_movements", &[]),
    append_only("routing_decisions", &[]),
    append_only("allocations", &[]),
    tenant("invoice_deposits"),
    tenant("payment_terms"),
    through_doors("credit_balances"),
    Table {
        name: "credit_grants",
        class: Class::Tenant {
            append_only: false,
            further_policies: &[DOOR, WORKER_FINDS],
            worker: WorkerSees::AllWithoutTenant,
        },
    },
    append_only("credit_movements", &[]),
    queue("subscriptions"),
    tenant("subscription_phases"),
    append_only("subscription_invoices", &[]),
    tenant("subscription_coverage"),
    tenant("subscription_groups"),
    tenant("subscription_coupons"),
    tenant("subscription_quotes"),
    queue("subscription_changes"),
    append_only("billing_run_parkings", &[]),
    append_only("usage_adjustments", &[]),
    append_only("subscription_minimums", &[]),
    tenant("usage_alerts"),
    append_only("usage_alert_crossings", &[]),
    append_only("invoice_line_explanations", &[]),
    append_only("usage_events", &[]),
    tenant("usage_rollups"),
    queue("usage_deltas"),
    append_only("invoice_tax_conversions", &[]),
    append_only("credit_note_tax_conversions", &[]),
    tenant("display_preferences"),
    append_only("withholding_certificates", &[]),
    tenant("tax_exemptions"),
    // It goes with a draft that is deleted, and only then: a trigger of its own.
    tenant("tax_evidence"),
    queue("outbox"),
    queue("emails"),
    tenant("bounced_addresses"),
    queue("notices"),
    tenant("notice_reads"),
    tenant("declined_mail"),
    Table {
        name: "card_links",
        class: Class::Tenant {
            append_only: false,
            further_policies: &[DOOR_READS],
            worker: WorkerSees::Own,
        },
    },
    Table {
        name: "sms_consents",
        class: Class::Tenant {
            append_only: true,
            further_policies: &[WORKER_FINDS],
            worker: WorkerSees::AllWithoutTenant,
        },
    },
    tenant("phone_codes"),
    queue("sms_messages"),
    append_only("imported_documents", &[]),
    operator_log(
        "exchange_rates",
        "what currencies are worth, to everybody; a wrong rate is followed by a right one",
        &[
            "quittance_portal select",
            "quittance_staff_read select",
            "quittance_worker insert",
            "quittance_worker select",
        ],
    ),
    operator(
        "clock_advances",
        "the sandbox's one clock, everybody's",
        &[
            "quittance_staff_read select",
            "quittance_worker insert",
            "quittance_worker select",
            "quittance_worker update (error, reached_at, state)",
        ],
    ),
    operator(
        "clock_advance_days",
        "counts of what happened to everybody on a day of the sandbox",
        &[
            "quittance_staff_read select",
            "quittance_worker insert",
            "quittance_worker select",
            "quittance_worker update (occurrences)",
        ],
    ),
    operator(
        "dunning_schedules",
        "the operator's rules, for all customers",
        &[
            "quittance_portal select",
            "quittance_staff_read select",
            "quittance_worker insert",
            "quittance_worker select",
            "quittance_worker update (is_default)",
        ],
    ),
    operator_log(
        "dunning_schedule_versions",
        "the operator's rules, for all customers; a version never changes",
        &[
            "quittance_portal select",
            "quittance_staff_read select",
            "quittance_worker insert",
            "quittance_worker select",
        ],
    ),
    operator(
        "plans",
        "what the operator sells, to everybody",
        &[
            "quittance_portal select",
            "quittance_staff_read select",
            "quittance_worker insert",
            "quittance_worker select",
        ],
    ),
    operator_log(
        "plan_versions",
        "what the operator sells, to everybody; a version never changes",
        &[
            "quittance_portal select",
            "quittance_staff_read select",
            "quittance_worker insert",
            "quittance_worker select",
        ],
    ),
    operator(
        "plan_version_states",
        "whether what the operator sells is offered, to everybody",
        &[
            "quittance_portal select",
            "quittance_staff_read select",
            "quittance_worker insert",
            "quittance_worker select",
            "quittance_worker update (archived_at, is_offered)",
        ],
    ),
    operator(
        "coupons",
        "the operator's coupons, for everybody; a customer's transaction counts its redemption",
        &[
            "quittance_portal select",
            "quittance_portal update (redemptions)",
            "quittance_staff_read select",
            "quittance_worker insert",
            "quittance_worker select",
            "quittance_worker update (archived_at, redemptions)",
        ],
    ),
    operator_log(
        "coupon_amounts",
        "what the operator's coupons take off; never changes",
        &[
            "quittance_portal select",
            "quittance_staff_read select",
            "quittance_worker insert",
            "quittance_worker select",
        ],
    ),
    operator(
        "plan_moves",
        "which subscribers get another version, to everybody",
        &[
            "quittance_portal select",
            "quittance_staff_read select",
            "quittance_worker insert",
            "quittance_worker select",
            "quittance_worker update (done_at)",
        ],
    ),
    append_only("plan_move_outcomes", &[]),
    operator(
        "meters",
        "what the operator counts, of everybody",
        &[
            "quittance_portal select",
            "quittance_staff_read select",
            "quittance_worker insert",
            "quittance_worker select",
        ],
    ),
    operator(
        "api_keys",
        "keys of the operator's own systems; only hashes of secrets",
        &[
            "quittance_staff_read select",
            "quittance_worker insert",
            "quittance_worker select",
            "quittance_worker update (last_used_on, revoked_at, revoked_by)",
        ],
    ),
    operator(
        "billing_runs",
        "a run goes through all customers; whom it parked stands with each of them",
        &[
            "quittance_staff_read select",
            "quittance_worker insert",
            "quittance_worker select",
            "quittance_worker update (error, finished_at, invoiced, parked, passed)",
        ],
    ),
    people(
        "people",
        "a person belongs to several tenants; a tenant sees those who belong to it",
        &[
            "quittance_door insert",
            "quittance_door select",
            "quittance_door update",
            "quittance_portal select (created_at, email, language, name, person_id)",
            "quittance_staff_read select (created_at, email, language, name, person_id)",
            "quittance_worker select (created_at, email, language, name, person_id)",
        ],
    ),
    people(
        "staff_members",
        "the operator's staff belongs to no tenant; only the command line changes it",
        &[
            "quittance_door select",
            "quittance_staff_read select",
            "quittance_worker delete",
            "quittance_worker insert",
            "quittance_worker select",
            "quittance_worker update (role)",
        ],
    ),
    people(
        "sessions",
        "found by the hash of a secret before anybody is known; a session may act for several tenants",
        &[
            "quittance_portal delete",
            "quittance_portal insert",
            "quittance_portal select",
            "quittance_portal update",
            "quittance_worker delete",
            "quittance_worker select",
        ],
    ),
    people(
        "sign_in_links",
        "found by the hash of a secret before anybody is known",
        &[
            "quittance_portal insert",
            "quittance_portal select",
            "quittance_portal update",
            "quittance_worker delete",
            "quittance_worker select",
        ],
    ),
    people(
        "sign_in_throttles",
        "counts failures per hashed address, before anybody is known",
        &[
            "quittance_portal delete",
            "quittance_portal insert",
            "quittance_portal select",
            "quittance_portal update",
            "quittance_worker delete",
            "quittance_worker select",
        ],
    ),
    operator(
        "seller_entities",
        "the operator's own legal issuers, printed on every document",
        &[
            "quittance_portal select",
            "quittance_staff_read select",
            "quittance_worker insert",
            "quittance_worker select",
            "quittance_worker update",
        ],
    ),
    operator(
        "number_series",
        "numbers are the seller's, across all customers; only the door take_number moves them",
        &[
            "quittance_door select",
            "quittance_door update (next_number)",
            "quittance_portal select",
            "quittance_staff_read select",
            "quittance_worker delete",
            "quittance_worker insert",
            "quittance_worker select",
            "quittance_worker update (closed_at)",
        ],
    ),
    operator_log(
        "seller_logos",
        "the sellers' logos by the hash of their bytes, printed on documents and shown to anybody",
        &[
            "quittance_portal select",
            "quittance_staff_read select",
            "quittance_worker insert",
            "quittance_worker select",
        ],
    ),
    operator(
        "jobs",
        "the queue is the operator's; the portal only adds work, for its own tenant or none",
        &[
            "quittance_portal insert",
            "quittance_staff_read select (attempts, bounce_kind, bounce_status, bounced_at, created_at, finished_at, job_id, kind, last_error, locked_until, run_at, state, tenant_id, unique_key)",
            "quittance_worker delete",
            "quittance_worker insert",
            "quittance_worker select",
            "quittance_worker update",
        ],
    ),
    operator(
        "webhook_inbox",
        "what gateways tell us, before anybody knows whom it is about; the portal only takes it in",
        &[
            "quittance_portal insert",
            "quittance_staff_read select (attempts, dedupe_key, error, gateway, inbox_id, kind, next_attempt_at, object_kind, object_ref, processed_at, received_at, state)",
            "quittance_worker delete",
            "quittance_worker select",
            "quittance_worker update (attempts, error, next_attempt_at, processed_at, state)",
        ],
    ),
    operator(
        "routing_rules",
        "the operator's own rules, the same for all customers; what they say is sealed",
        &[
            "quittance_portal select",
            "quittance_staff_read select",
            "quittance_worker insert",
            "quittance_worker select",
            "quittance_worker update (terms_sealed)",
        ],
    ),
    operator(
        "installment_policies",
        "the operator's own rules, for everybody or for one seller",
        &[
            "quittance_portal select",
            "quittance_staff_read select",
            "quittance_worker delete",
            "quittance_worker insert",
            "quittance_worker select",
            "quittance_worker update",
        ],
    ),
    operator(
        "review_items",
        "what a person must look at may belong to no tenant that we know; the portal only raises it, for its own",
        &[
            "quittance_portal insert",
            "quittance_staff_read select",
            "quittance_worker insert",
            "quittance_worker select",
            "quittance_worker update (note, resolved_at, resolved_by)",
        ],
    ),
    operator(
        "job_schedule",
        "when each recurring job last ran",
        &[
            "quittance_staff_read select",
            "quittance_worker insert",
            "quittance_worker select",
            "quittance_worker update",
        ],
    ),
    operator(
        "checks",
        "what the last check of the books and of the audit log found",
        &[
            "quittance_staff_read select",
            "quittance_worker insert",
            "quittance_worker select",
            "quittance_worker update",
        ],
    ),
    operator(
        "deployment",
        "what kind of deployment this is; chosen once",
        &[
            "quittance_portal select",
            "quittance_staff_read select",
            "quittance_worker insert",
            "quittance_worker select",
        ],
    ),
    operator(
        "sandbox_clock",
        "how far the sandbox's clock was moved",
        &[
            "quittance_portal select",
            "quittance_staff_read select",
            "quittance_worker insert",
            "quittance_worker select",
            "quittance_worker update",
        ],
    ),
    operator(
        "import_runs",
        "one file brings the documents of many tenants",
        &[
            "quittance_staff_read select",
            "quittance_worker insert",
            "quittance_worker select",
            "quittance_worker update (finished_at, summary)",
        ],
    ),
    operator_log(
        "email_templates",
        "the operator's own words, the same for all customers",
        &["quittance_staff_read select", "quittance_worker insert", "quittance_worker select"],
    ),
    operator(
        "bounce_key",
        "one secret of the deployment, for whoever sends mail and whoever takes bounces",
        &["quittance_worker insert", "quittance_worker select"],
    ),
    operator(
        "_sqlx_migrations",
        "the schema's history; diagnostics show how far it is",
        &["quittance_staff_read select (success, version)"],
    ),
];

/// Indexes of tenant tables that do not begin with `tenant_id`, beside those named `staff_…`, which
/// serve staff who read across tenants.
pub const CROSS_TENANT_INDEXES: &[(&str, &str)] = &[
    ("tenants_account_ref_key", "the operator's own reference: unique among its customers"),
    ("memberships_by_person", "the doors ask which tenants a person belongs to"),
    ("invitations_by_token", "the doors find an invitation by the hash of its secret"),
    ("subscriptions_due", "the worker asks whose subscriptions are due"),
    ("subscription_changes_waiting", "the worker asks whose changes were not paid in time"),
    ("charges_fee_unknown", "the worker asks whose fees are not known yet"),
    ("payment_methods_expiring", "the worker asks whose cards end soon"),
    ("payment_methods_by_provider", "the gateway names its own id of a method, not its tenant"),
    ("charges_living", "the worker asks whose charges wait to be looked up"),
    ("refunds_watched", "the worker asks whose refunds wait to be sent or looked up"),
    ("credit_grants_ending", "the worker asks whose credit ends"),
    ("outbox_waiting", "the worker asks whose rows wait"),
    ("emails_waiting", "the worker asks whose messages wait"),
    ("notices_old", "the worker asks whose notices have become old"),
    ("card_links_by_token", "the door finds a link by the hash of its secret"),
    ("sms_consents_by_number", "a reply names the number, not whose it is"),
    ("sms_messages_waiting", "the worker asks whose messages wait"),
    ("emails_by_id", "a bounce names the message, not its tenant"),
];

/// What the door's role may do to tenant tables; to the others see their grants above.
pub const DOOR_GRANTS: &[&str] = &[
    "audit_log insert",
    "audit_log select",
    "card_links select (card_link_id, tenant_id, token_hash)",
    "credit_balances insert",
    "credit_balances select",
    "credit_balances update",
    "credit_grants select",
    "credit_grants update (remaining_minor)",
    "invitations select",
    "invitations update",
    "ledger_entries select",
    "ledger_transactions select",
    "memberships insert",
    "memberships select",
    "tenants select",
    "tenants update (updated_at)",
];

/// Functions that run as `quittance_door`, and who may call them.
pub const DOORS: &[(&str, &str)] = &[
    ("audit_append(uuid,text,text,text,jsonb,jsonb)", "portal worker"),
    ("check_transaction_balances()", "portal worker"),
    ("check_transaction_has_entries()", "portal worker"),
    ("door_accept_invitation(bytea,uuid,text,text,uuid,timestamp with time zone)", "portal"),
    ("door_card_link(bytea)", "portal"),
    ("door_credentials(text)", "portal"),
    ("door_customer(uuid,uuid)", "portal"),
    ("door_invitation(bytea,timestamp with time zone)", "portal"),
    ("door_memberships(uuid)", "portal"),
    ("door_person(text,text,uuid,timestamp with time zone)", "portal worker"),
    ("door_profile(uuid)", "portal worker"),
    ("door_set_password(uuid,text)", "portal worker"),
    ("door_set_person_language(uuid,text)", "portal"),
    ("door_set_profile(uuid,text,text)", "portal"),
    ("door_staff(uuid)", "portal"),
    ("move_credit_balances()", "portal worker"),
    ("move_credit_grants()", "portal worker"),
    ("take_number(uuid)", "portal worker"),
];
