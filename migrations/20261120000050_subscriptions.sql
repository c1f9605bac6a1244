-- Plans, subscriptions, and what was billed of them (rows E1 E3 E4 E5 C8).
--
-- Why: a version in use never changes; what a subscription was charged for is kept as ranges that
-- cannot overlap; and the instant of a billing names its invoice for ever, also when that was voided.

create extension if not exists btree_gist;

-- Plans are the operator's, like sellers: the portal may only read them.
create table plans (
  plan_id    uuid primary key,
  code       text not null,
  created_at timestamptz not null,
  constraint plans_code_key unique (code)
);
grant select on plans to quittance_portal, quittance_worker, quittance_staff_read;
grant insert on plans to quittance_worker;

create table plan_versions (
  version_id     uuid primary key,
  plan_id        uuid not null references plans,
  version_no     integer not null,
  name           text not null,
  currency       char(3) not null,
  interval_unit  text not null,
  interval_count smallint not null,
  trial_days     smallint not null default 0,
  components     jsonb not null,
  -- new subscriptions take it from this day on
  effective_on   date not null,
  created_at     timestamptz not null,
  created_by     text not null,
  constraint plan_versions_key unique (plan_id, currency, interval_unit, interval_count, version_no),
  constraint plan_versions_no_positive check (version_no > 0),
  constraint plan_versions_interval_positive check (interval_count > 0),
  constraint plan_versions_trial_not_negative check (trial_days >= 0),
  constraint plan_versions_name_not_blank check (btrim(name) <> '')
);
grant select on plan_versions to quittance_portal, quittance_worker, quittance_staff_read;
grant insert on plan_versions to quittance_worker;
create trigger plan_versions_append_only before update or delete or truncate on plan_versions
  for each statement execute function refuse_change();

create table subscriptions (
  tenant_id       uuid not null references tenants,
  subscription_id uuid not null,
  seller_id       uuid not null references seller_entities,
  status          text not null,
  currency        char(3) not null,
  interval_unit   text not null,
  interval_count  smallint not null,
  -- the cycle's anchor on the wall clock of time_zone: the first of its month at its time, and its day,
  -- which may be 31 in a shorter month
  anchor_month_at timestamp not null,
  anchor_day      smallint not null,
  time_zone       text not null,
  proration       text not null default 'second',
  starts_at       timestamptz not null,
  -- the service is charged from here on: the end of the trial, or the start
  billed_from     timestamptz not null,
  ends_at         timestamptz,
  end_reason      text not null default '',
  billed_at       timestamptz,
  next_billing_at timestamptz,
  -- the run leaves it alone until somebody has looked
  parked_at       timestamptz,
  parked_reason   text,
  created_at      timestamptz not null,
  created_by      text not null,
  idempotency_key text not null,
  primary key (tenant_id, subscription_id),
  constraint subscriptions_idempotency_key unique (tenant_id, idempotency_key),
  constraint subscriptions_status_known check (status in
    ('incomplete', 'incomplete_expired', 'trialing', 'active', 'past_due', 'unpaid', 'paused', 'canceled')),
  constraint subscriptions_anchor_day_of_a_month check (anchor_day between 1 and 31),
  constraint subscriptions_billed_from_its_start check (billed_from >= starts_at),
  constraint subscriptions_end_after_start check (ends_at >= starts_at),
  constraint subscriptions_billing_goes_on check (next_billing_at is null or billed_at is null or next_billing_at > billed_at),
  constraint subscriptions_parked_says_why check ((parked_at is null) = (parked_reason is null))
);
create index subscriptions_due on subscriptions (next_billing_at, subscription_id)
  where next_billing_at is not null and parked_at is null;
create index subscriptions_list on subscriptions (tenant_id, created_at desc, subscription_id desc);
call protect_tenant_table('subscriptions', 'select, insert');
grant update (status, ends_at, end_reason, billed_at, next_billing_at, parked_at, parked_reason, time_zone)
  on subscriptions to quittance_portal, quittance_worker;
-- While no tenant is set, the worker sees whose subscriptions are due.
create policy worker_finds on subscriptions for select to quittance_worker using (current_tenant() is null);
create trigger subscriptions_audit after insert or update on subscriptions
  for each row execute function audit_row('subscription', 'subscription_id');

-- What has been billed is never billed again: the run only goes forwards.
create function guard_subscription() returns trigger language plpgsql as $$
begin
  if new.billed_at < old.billed_at or (old.billed_at is not null and new.billed_at is null) then
    raise exception 'subscription % is billed up to %', old.subscription_id, old.billed_at
      using errcode = 'check_violation', constraint = 'subscriptions_billing_never_goes_back';
  end if;
  return new;
end $$;
create trigger subscriptions_guard before update on subscriptions
  for each row execute function guard_subscription();

-- Which version and how many seats, from when to when: without gap or overlap.
create table subscription_phases (
  tenant_id       uuid not null,
  subscription_id uuid not null,
  from_at         timestamptz not null,
  until_at        timestamptz,
  version_id      uuid not null references plan_versions,
  seats           integer not null,
  primary key (tenant_id, subscription_id, from_at),
  foreign key (tenant_id, subscription_id) references subscriptions (tenant_id, subscription_id),
  constraint subscription_phases_seats_positive check (seats > 0),
  constraint subscription_phases_end_after_start check (until_at > from_at),
  constraint subscription_phases_do_not_overlap exclude using gist
    (tenant_id with =, subscription_id with =, tstzrange(from_at, until_at) with &&)
);
call protect_tenant_table('subscription_phases', 'select, insert');
grant update (until_at) on subscription_phases to quittance_portal, quittance_worker;
create trigger subscription_phases_audit after insert or update on subscription_phases
  for each row execute function audit_row('subscription_phase', 'subscription_id');

-- One invoice for one billing instant of a subscription, whatever becomes of the invoice.
create table subscription_invoices (
  tenant_id       uuid not null,
  subscription_id uuid not null,
  billing_reason  text not null,
  billed_at       timestamptz not null,
  invoice_id      uuid not null,
  primary key (tenant_id, subscription_id, billing_reason, billed_at),
  foreign key (tenant_id, subscription_id) references subscriptions (tenant_id, subscription_id),
  foreign key (tenant_id, invoice_id) references invoices (tenant_id, invoice_id),
  constraint subscription_invoices_reason_known check (billing_reason in ('cycle', 'change'))
);
create index subscription_invoices_by_invoice on subscription_invoices (tenant_id, invoice_id);
call protect_tenant_table('subscription_invoices', 'select, insert');
create trigger subscription_invoices_append_only before update or delete or truncate on subscription_invoices
  for each statement execute function refuse_change();

-- What was charged for which time. A component's time is charged once: the constraint, not the run,
-- is the proof (row E4, trap T3).
create table subscription_coverage (
  tenant_id       uuid not null,
  coverage_id     uuid not null,
  subscription_id uuid not null,
  component       text not null,
  covered         tstzrange not null,
  invoice_id      uuid not null,
  line_no         integer not null,
  -- the line was taken back with its invoice
  is_void         boolean not null default false,
  primary key (tenant_id, coverage_id),
  foreign key (tenant_id, subscription_id) references subscriptions (tenant_id, subscription_id),
  foreign key (tenant_id, invoice_id, line_no) references invoice_lines (tenant_id, invoice_id, line_no),
  constraint subscription_coverage_not_empty check (not isempty(covered)),
  constraint subscription_coverage_half_open check (lower_inc(covered) and not upper_inc(covered)),
  constraint subscription_coverage_never_twice exclude using gist
    (tenant_id with =, subscription_id with =, component with =, covered with &&) where (not is_void)
);
call protect_tenant_table('subscription_coverage', 'select, insert');
grant update (covered, is_void) on subscription_coverage to quittance_portal, quittance_worker;

-- A credit gives back the end of what was covered; nothing is ever added.
create function guard_coverage() returns trigger language plpgsql as $$
begin
  if not (new.covered <@ old.covered) or lower(new.covered) <> lower(old.covered) or (old.is_void and not new.is_void) then
    raise exception 'coverage can only be cut at its end'
      using errcode = 'check_violation', constraint = 'subscription_coverage_only_shrinks';
  end if;
  return new;
end $$;
create trigger subscription_coverage_guard before update on subscription_coverage
  for each row execute function guard_coverage();

-- Why a line is what it is: formula, inputs, price version, tax rule, rounding (row C8).
create table invoice_line_explanations (
  tenant_id   uuid not null,
  invoice_id  uuid not null,
  line_no     integer not null,
  explanation jsonb not null,
  primary key (tenant_id, invoice_id, line_no),
  foreign key (tenant_id, invoice_id, line_no) references invoice_lines (tenant_id, invoice_id, line_no)
);
call protect_tenant_table('invoice_line_explanations', 'select, insert');
create trigger invoice_line_explanations_append_only before update or delete or truncate on invoice_line_explanations
  for each statement execute function refuse_change();
