-- Installment plans: an invoice that is paid in agreed parts (rows G1 to G4, B7).
--
-- Why: what the customer agreed to must be provable for ever and add up to the invoice, to the minor unit,
-- whatever code runs; what they wrote, who and where they were is sealed by the application (src/seal,
-- docs/adr/0050). In clear stands what a constraint or a job reads: amounts, days, states. What of it is
-- paid is nowhere stored: it follows from the invoice's own settlement and cannot drift from it.
-- Lock: none on existing rows but a check on document_events. Backfill: none.

-- What the operator offers: one row for everybody (the nil uuid), further ones for single sellers.
create table installment_policies (
  -- a seller, or the nil uuid
  seller_id uuid primary key,
  -- domain::installment::PlanRules
  rules     jsonb not null,
  set_at    timestamptz not null,
  set_by    text not null
);
grant select on installment_policies to quittance_portal, quittance_staff_read;
grant select, insert, update, delete on installment_policies to quittance_worker;

create function audit_installment_policy() returns trigger language plpgsql as $$
begin
  perform audit_append('00000000-0000-0000-0000-000000000000',
    'installment_policy.' || case tg_op when 'INSERT' then 'created' when 'UPDATE' then 'updated' else 'deleted' end,
    'installment_policy', coalesce(new.seller_id, old.seller_id)::text,
    case when tg_op <> 'INSERT' then to_jsonb(old) end,
    case when tg_op <> 'DELETE' then to_jsonb(new) end);
  return null;
end $$;
create trigger installment_policies_audit after insert or update or delete on installment_policies
  for each row execute function audit_installment_policy();

-- What was agreed otherwise with one customer.
create table installment_overrides (
  tenant_id uuid primary key references tenants,
  rules     jsonb not null,
  set_at    timestamptz not null,
  set_by    text not null
);
call protect_tenant_table('installment_overrides', 'select, insert, update, delete');
create trigger installment_overrides_audit after insert or update or delete on installment_overrides
  for each row execute function audit_row('installment_override', 'tenant_id');

create table installment_plans (
  tenant_id           uuid not null references tenants,
  plan_id             uuid not null,
  invoice_id          uuid not null,
  status              text not null,
  -- who began it: the customer asked, or staff offered
  begun_by            text not null,
  -- the plan whose place this one takes when it is accepted
  replaces_plan_id    uuid,
  -- the rules that held when it was begun
  rules               jsonb not null,
  -- how many, how often, from when, how much down, and what was written about it: JSON, sealed
  terms_sealed        bytea not null,
  -- made by the form: sent twice, it is one plan
  idempotency_key     text not null,
  created_at          timestamptz not null,
  created_by          text not null,
  -- all of them once it is accepted, none before
  currency            char(3),
  total_minor         bigint,
  down_payment_minor  bigint,
  installment_count   integer,
  -- what had been paid and credited on the invoice before: what comes after is the plan's
  paid_before_minor   bigint,
  credited_before_minor bigint,
  accepted_at         timestamptz,
  -- the down payment is expected until then
  down_payment_due_on date,
  ended_at            timestamptz,
  primary key (tenant_id, plan_id),
  foreign key (tenant_id, invoice_id) references invoices (tenant_id, invoice_id),
  foreign key (tenant_id, replaces_plan_id) references installment_plans (tenant_id, plan_id),
  constraint installment_plans_form_once unique (tenant_id, idempotency_key),
  constraint installment_plans_status_known check (status in
    ('requested', 'offered', 'refused', 'pending', 'active', 'completed', 'failed', 'cancelled', 'replaced')),
  constraint installment_plans_begun_by_known check (begun_by in ('customer', 'staff')),
  constraint installment_plans_accepted_whole check (
    num_nonnulls(currency, total_minor, down_payment_minor, installment_count, paid_before_minor,
                 credited_before_minor, accepted_at, down_payment_due_on) in (0, 8)),
  constraint installment_plans_runs_when_accepted check
    (status not in ('pending', 'active', 'completed', 'failed', 'replaced') or accepted_at is not null),
  constraint installment_plans_waits_unaccepted check
    (status not in ('requested', 'offered', 'refused') or accepted_at is null),
  constraint installment_plans_down_payment_in_range check
    (down_payment_minor >= 0 and down_payment_minor < total_minor),
  constraint installment_plans_count_in_range check (installment_count between 1 and 60),
  constraint installment_plans_ended_when_final check
    ((status in ('refused', 'completed', 'failed', 'cancelled', 'replaced')) = (ended_at is not null))
);
-- One plan of an invoice runs; one more may be waiting for somebody's yes.
create unique index installment_plans_one_running on installment_plans (tenant_id, invoice_id)
  where status in ('pending', 'active');
create unique index installment_plans_one_waiting on installment_plans (tenant_id, invoice_id)
  where status in ('requested', 'offered');
create index installment_plans_of_tenant on installment_plans (tenant_id, created_at desc, plan_id desc);
create index installment_plans_of_invoice on installment_plans (tenant_id, invoice_id, created_at desc);
create index staff_installment_plans on installment_plans (created_at desc, plan_id desc);
create index installment_plans_running on installment_plans (tenant_id, plan_id) where status in ('pending', 'active');
call protect_tenant_table('installment_plans', 'select, insert');
grant update (status, currency, total_minor, down_payment_minor, installment_count, paid_before_minor,
    credited_before_minor, accepted_at, down_payment_due_on, ended_at, terms_sealed)
  on installment_plans to quittance_portal, quittance_worker;
-- While no tenant is set, the worker sees whose plans run.
create policy worker_finds on installment_plans for select to quittance_worker using (current_tenant() is null);

-- What is sealed is no one's to read in the log either, and sealing it again is no event.
create function audit_installment_plan() returns trigger language plpgsql as $$
declare
  v_old jsonb := case when tg_op = 'UPDATE' then to_jsonb(old) - 'terms_sealed' end;
  v_new jsonb := to_jsonb(new) - 'terms_sealed';
begin
  if v_old = v_new then return null; end if;
  perform audit_append(new.tenant_id, 'installment_plan.' || case tg_op when 'INSERT' then 'created' else 'updated' end,
    'installment_plan', new.plan_id::text,
    case tg_op when 'UPDATE' then jsonb_changed(v_old, v_new) end,
    case tg_op when 'UPDATE' then jsonb_changed(v_new, v_old) else v_new end);
  return null;
end $$;
create trigger installment_plans_audit after insert or update on installment_plans
  for each row execute function audit_installment_plan();

-- The ways a plan's state may go, and what of an accepted plan never changes (domain::installment::PlanStatus).
create function guard_installment_plan() returns trigger language plpgsql as $$
declare
  due bigint;
begin
  if old.status <> new.status and (old.status, new.status) not in (
       ('requested', 'offered'), ('requested', 'refused'), ('requested', 'cancelled'),
       ('offered', 'pending'), ('offered', 'refused'), ('offered', 'cancelled'),
       ('pending', 'active'), ('pending', 'cancelled'),
       ('active', 'completed'), ('active', 'failed'), ('active', 'replaced')) then
    raise exception 'an installment plan that is % does not become %', old.status, new.status
      using errcode = 'check_violation', constraint = 'installment_plans_transition';
  end if;
  if old.accepted_at is not null and (
       old.currency, old.total_minor, old.down_payment_minor, old.installment_count, old.paid_before_minor,
       old.credited_before_minor, old.accepted_at, old.down_payment_due_on) is distinct from (
       new.currency, new.total_minor, new.down_payment_minor, new.installment_count, new.paid_before_minor,
       new.credited_before_minor, new.accepted_at, new.down_payment_due_on) then
    raise exception 'what was agreed in installment plan % does not change', old.plan_id
      using errcode = 'check_violation', constraint = 'installment_plans_agreed_stays';
  end if;
  return new;
end $$;
create trigger installment_plans_guard before update on installment_plans
  for each row execute function guard_installment_plan();

-- At the moment of the agreement the plan is over exactly what is due.
create function check_plan_is_what_is_due() returns trigger language plpgsql as $$
begin
  if not exists (select from invoices i
                  where i.tenant_id = new.tenant_id and i.invoice_id = new.invoice_id and i.status = 'open'
                    and i.currency = new.currency and i.due_minor = new.total_minor
                    and i.paid_minor = new.paid_before_minor and i.credited_minor = new.credited_before_minor) then
    raise exception 'installment plan % is not over what is due', new.plan_id
      using errcode = 'check_violation', constraint = 'installment_plans_total_is_due';
  end if;
  return null;
end $$;
create trigger installment_plans_total_is_due after update on installment_plans
  for each row when (old.accepted_at is null and new.accepted_at is not null) execute function check_plan_is_what_is_due();
create trigger installment_plans_total_is_due_at_once after insert on installment_plans
  for each row when (new.accepted_at is not null) execute function check_plan_is_what_is_due();

-- The schedule, as it was agreed. Never changed: other terms are another plan.
create table installments (
  tenant_id    uuid not null,
  plan_id      uuid not null,
  number       integer not null,
  due_on       date not null,
  amount_minor bigint not null,
  primary key (tenant_id, plan_id, number),
  foreign key (tenant_id, plan_id) references installment_plans (tenant_id, plan_id),
  constraint installments_number_positive check (number > 0),
  constraint installments_amount_positive check (amount_minor > 0),
  constraint installments_one_a_day unique (tenant_id, plan_id, due_on)
);
create index installments_due on installments (tenant_id, due_on);
call protect_tenant_table('installments', 'select, insert');
create trigger installments_append_only before update or delete or truncate on installments
  for each statement execute function refuse_change();
create trigger installments_audit after insert on installments
  for each row execute function audit_row('installment', 'plan_id');

-- Down payment and installments are together what is owed, and there are as many as agreed.
create function check_plan_is_its_sum() returns trigger language plpgsql as $$
begin
  if exists (select from installment_plans p
              where p.tenant_id = new.tenant_id and p.plan_id = new.plan_id
                and (p.total_minor, p.installment_count::bigint) is distinct from (
                      select p.down_payment_minor + sum(i.amount_minor), nullif(count(*), 0)
                        from installments i
                       where i.tenant_id = p.tenant_id and i.plan_id = p.plan_id)) then
    raise exception 'installment plan % is not the sum of its parts', new.plan_id
      using errcode = 'check_violation', constraint = 'installment_plans_total_is_the_sum';
  end if;
  return null;
end $$;
create constraint trigger installment_plans_total_is_the_sum after insert or update on installment_plans
  deferrable initially deferred for each row execute function check_plan_is_its_sum();
create constraint trigger installments_sum_is_the_total after insert on installments
  deferrable initially deferred for each row execute function check_plan_is_its_sum();

-- The agreement: what was shown, to whom, where they were when they said yes, and the file.
create table installment_agreements (
  tenant_id        uuid not null,
  plan_id          uuid not null,
  -- SHA-256 of the page that was shown
  terms_sha256     bytea not null,
  language         text not null,
  accepted_at      timestamptz not null,
  accepted_by      text not null,
  -- JSON: the page as shown, address and e-mail of whoever accepted
  agreement_sealed bytea not null,
  pdf_sealed       bytea not null,
  pdf_sha256       bytea not null,
  primary key (tenant_id, plan_id),
  foreign key (tenant_id, plan_id) references installment_plans (tenant_id, plan_id),
  constraint installment_agreements_hashes_whole check (octet_length(terms_sha256) = 32 and octet_length(pdf_sha256) = 32)
);
call protect_tenant_table('installment_agreements', 'select, insert');
grant update (agreement_sealed, pdf_sealed) on installment_agreements to quittance_portal, quittance_worker;

create function audit_installment_agreement() returns trigger language plpgsql as $$
begin
  perform audit_append(new.tenant_id, 'installment_agreement.created', 'installment_plan', new.plan_id::text,
    null, to_jsonb(new) - 'agreement_sealed' - 'pdf_sealed');
  return null;
end $$;
create trigger installment_agreements_audit after insert on installment_agreements
  for each row execute function audit_installment_agreement();

-- What the customer let us charge when an installment is due; the newest counts.
create table installment_mandates (
  tenant_id         uuid not null,
  plan_id           uuid not null,
  version           integer not null,
  -- null: they pay by hand
  payment_method_id uuid,
  -- JSON: address, e-mail, language
  consent_sealed    bytea not null,
  decided_at        timestamptz not null,
  decided_by        text not null,
  primary key (tenant_id, plan_id, version),
  foreign key (tenant_id, plan_id) references installment_plans (tenant_id, plan_id),
  foreign key (tenant_id, payment_method_id) references payment_methods (tenant_id, payment_method_id),
  constraint installment_mandates_version_positive check (version > 0)
);
call protect_tenant_table('installment_mandates', 'select, insert');
grant update (consent_sealed) on installment_mandates to quittance_portal, quittance_worker;

create function audit_installment_mandate() returns trigger language plpgsql as $$
begin
  perform audit_append(new.tenant_id, 'installment_mandate.created', 'installment_plan', new.plan_id::text,
    null, to_jsonb(new) - 'consent_sealed');
  return null;
end $$;
create trigger installment_mandates_audit after insert on installment_mandates
  for each row execute function audit_installment_mandate();

-- Each time an installment that was due was asked for: a charge, or a look that found it unpaid.
create table installment_attempts (
  tenant_id    uuid not null,
  plan_id      uuid not null,
  number       integer not null,
  attempt      integer not null,
  -- null: nothing could be charged, which is a failure at once
  charge_id    uuid,
  -- why nothing was charged
  reason       text not null default '',
  attempted_at timestamptz not null,
  primary key (tenant_id, plan_id, number, attempt),
  foreign key (tenant_id, plan_id, number) references installments (tenant_id, plan_id, number),
  foreign key (tenant_id, charge_id) references charges (tenant_id, charge_id),
  constraint installment_attempts_charge_key unique (tenant_id, charge_id),
  constraint installment_attempts_attempt_positive check (attempt > 0),
  constraint installment_attempts_charge_or_reason check
    (reason in ('', 'no_method', 'hard_decline') and (charge_id is null) = (reason <> ''))
);
call protect_tenant_table('installment_attempts', 'select, insert');
create trigger installment_attempts_append_only before update or delete or truncate on installment_attempts
  for each statement execute function refuse_change();
create trigger installment_attempts_audit after insert on installment_attempts
  for each row execute function audit_row('installment_attempt', 'plan_id');

-- What happened to a plan, as its page tells it.
create table installment_events (
  tenant_id   uuid not null,
  event_id    uuid not null,
  plan_id     uuid not null,
  kind        text not null,
  happened_at timestamptz not null,
  actor       text not null,
  detail      jsonb not null default '{}',
  primary key (tenant_id, event_id),
  foreign key (tenant_id, plan_id) references installment_plans (tenant_id, plan_id),
  constraint installment_events_kind_known check (kind in
    ('requested', 'offered', 'approved', 'refused', 'declined', 'accepted', 'activated', 'attempt_failed',
     'method_changed', 'completed', 'defaulted', 'cancelled', 'ended_early', 'replaced', 'reduced'))
);
create index installment_events_of_plan on installment_events (tenant_id, plan_id, happened_at, event_id);
call protect_tenant_table('installment_events', 'select, insert');
create trigger installment_events_append_only before update or delete or truncate on installment_events
  for each statement execute function refuse_change();
create trigger installment_events_audit after insert on installment_events
  for each row execute function audit_row('installment_event', 'plan_id');
