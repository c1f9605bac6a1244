-- The life of a subscription: pauses, add-ons, coupons, commitments, groups, quotes, late usage
-- (rows E5 to E8, F3, B6).
--
-- Why: what a customer agreed to is a quote that names the exact documents it makes; what changes is a
-- new phase; what comes late is an adjustment that names what it corrects. Lock: short, on tables that
-- hold nothing yet in a released version.

-- Several subscriptions on one invoice.
create table subscription_groups (
  tenant_id  uuid not null references tenants,
  group_id   uuid not null,
  name       text not null,
  created_at timestamptz not null,
  created_by text not null,
  primary key (tenant_id, group_id),
  constraint subscription_groups_name_not_blank check (btrim(name) <> '')
);
call protect_tenant_table('subscription_groups', 'select, insert');
grant update (name) on subscription_groups to quittance_portal, quittance_worker;
create trigger subscription_groups_audit after insert or update on subscription_groups
  for each row execute function audit_row('subscription_group', 'group_id');

alter table subscriptions
  add column group_id uuid,
  -- the least that a whole period comes to
  add column commitment_minor bigint,
  -- a cycle's invoice waits so long for usage that comes late
  add column draft_window_s integer not null default 0,
  -- the subscription whose place it took: another interval, or taken up again
  add column follows_subscription_id uuid,
  add column purchase_order text not null default '',
  -- a change that costs something takes effect when it is paid
  add column change_needs_payment boolean not null default false,
  add constraint subscriptions_group foreign key (tenant_id, group_id) references subscription_groups (tenant_id, group_id),
  add constraint subscriptions_follows foreign key (tenant_id, follows_subscription_id)
    references subscriptions (tenant_id, subscription_id),
  add constraint subscriptions_commitment_positive check (commitment_minor > 0),
  add constraint subscriptions_draft_window_bounded check (draft_window_s between 0 and 30 * 86400);
create unique index subscriptions_followed_once on subscriptions (tenant_id, follows_subscription_id)
  where follows_subscription_id is not null and status <> 'canceled';
create index subscriptions_of_group on subscriptions (tenant_id, group_id) where group_id is not null;
grant update (billed_from, anchor_month_at, anchor_day, group_id, commitment_minor, draft_window_s, purchase_order,
    change_needs_payment)
  on subscriptions to quittance_portal, quittance_worker;

alter table subscription_phases
  -- nothing is charged
  add column paused boolean not null default false,
  -- [{"version_id": …, "quantity": …}]: versions of plans that are add-ons
  add column add_ons jsonb not null default '[]',
  add constraint subscription_phases_add_ons_are_a_list check (jsonb_typeof(add_ons) = 'array');
grant delete on subscription_phases to quittance_portal, quittance_worker;

-- A phase can be taken back until it is billed: never one that has begun.
create function guard_phase_removal() returns trigger language plpgsql as $$
begin
  if exists (
    select from subscriptions s
     where s.tenant_id = old.tenant_id and s.subscription_id = old.subscription_id
       and (s.starts_at = old.from_at or old.from_at <= s.billed_at)
  ) then
    raise exception 'the phase of subscription % from % on was billed', old.subscription_id, old.from_at
      using errcode = 'check_violation', constraint = 'subscription_phases_billed_stay';
  end if;
  return old;
end $$;
create trigger subscription_phases_guard before delete on subscription_phases
  for each row execute function guard_phase_removal();
drop trigger subscription_phases_audit on subscription_phases;
create trigger subscription_phases_audit after insert or update or delete on subscription_phases
  for each row execute function audit_row('subscription_phase', 'subscription_id');

alter table subscription_invoices drop constraint subscription_invoices_reason_known;
alter table subscription_invoices add constraint subscription_invoices_reason_known
  check (billing_reason in ('cycle', 'change', 'reissue', 'late_usage'));

-- What a line charged, to take a part of it back and to price it again when usage comes late.
alter table subscription_coverage
  add column version_id uuid references plan_versions,
  add column quantity numeric,
  add column amount_minor bigint,
  -- the line that takes a discount off this one, and how much
  add column discount_line_no integer,
  add column discount_minor bigint not null default 0,
  -- usage received up to here was counted
  add column counted_at timestamptz,
  add constraint subscription_coverage_discount_has_a_line check ((discount_line_no is null) = (discount_minor = 0));

-- Coupons as they were when the customer took them.
create table subscription_coupons (
  tenant_id       uuid not null,
  subscription_id uuid not null,
  coupon_id       uuid not null,
  code            text not null,
  percent_off     numeric,
  amount_off_minor bigint,
  -- component codes; null for every line
  components      text[],
  from_at         timestamptz not null,
  until_at        timestamptz,
  attached_at     timestamptz not null,
  attached_by     text not null,
  primary key (tenant_id, subscription_id, coupon_id),
  foreign key (tenant_id, subscription_id) references subscriptions (tenant_id, subscription_id),
  constraint subscription_coupons_one_kind check ((percent_off is null) <> (amount_off_minor is null)),
  constraint subscription_coupons_percent check (percent_off > 0 and percent_off <= 100),
  constraint subscription_coupons_amount check (amount_off_minor > 0),
  constraint subscription_coupons_end_after_start -- ended before it began, it comes off nothing
  check (until_at >= from_at)
);
call protect_tenant_table('subscription_coupons', 'select, insert');
grant update (from_at, until_at) on subscription_coupons to quittance_portal, quittance_worker;
create trigger subscription_coupons_audit after insert or update on subscription_coupons
  for each row execute function audit_row('subscription_coupon', 'subscription_id');

-- What was offered, to the cent, and for how long it holds.
create table subscription_quotes (
  tenant_id       uuid not null,
  quote_id        uuid not null,
  subscription_id uuid not null,
  -- what is to be done, and the instant it counts from
  request         jsonb not null,
  effective_at    timestamptz not null,
  -- the documents it makes, and their hash: a confirmation makes exactly these or is refused
  outcome         jsonb not null,
  outcome_sha256  bytea not null,
  created_at      timestamptz not null,
  created_by      text not null,
  expires_at      timestamptz not null,
  confirmed_at    timestamptz,
  primary key (tenant_id, quote_id),
  foreign key (tenant_id, subscription_id) references subscriptions (tenant_id, subscription_id),
  constraint subscription_quotes_expire_later check (expires_at > created_at)
);
create index subscription_quotes_of_subscription on subscription_quotes (tenant_id, subscription_id, created_at desc);
call protect_tenant_table('subscription_quotes', 'select, insert');
grant update (confirmed_at) on subscription_quotes to quittance_portal, quittance_worker;

-- What was done with a subscription, as its page tells it.
create table subscription_changes (
  tenant_id       uuid not null,
  change_id       uuid not null,
  subscription_id uuid not null,
  kind            text not null,
  effective_at    timestamptz not null,
  quote_id        uuid,
  invoice_id      uuid,
  credit_note_ids uuid[] not null default '{}',
  -- a change that waits for its invoice to be paid, until when
  state           text not null default 'applied',
  pay_until       timestamptz,
  detail          jsonb not null default '{}',
  reason          text not null default '',
  made_at         timestamptz not null,
  made_by         text not null,
  primary key (tenant_id, change_id),
  foreign key (tenant_id, subscription_id) references subscriptions (tenant_id, subscription_id),
  foreign key (tenant_id, quote_id) references subscription_quotes (tenant_id, quote_id),
  foreign key (tenant_id, invoice_id) references invoices (tenant_id, invoice_id),
  constraint subscription_changes_kind_known check (kind in
    ('started', 'changed', 'change_scheduled', 'change_undone', 'canceled', 'cancel_scheduled', 'cancel_undone',
     'paused', 'resumed', 'resume_scheduled', 'trial_ended', 'reactivated', 'coupon_added', 'grouped', 'migrated')),
  constraint subscription_changes_state_known check (state in ('applied', 'awaiting_payment', 'expired')),
  constraint subscription_changes_waiting_has_an_end check ((state = 'applied') or pay_until is not null),
  constraint subscription_changes_quote_once unique (tenant_id, quote_id)
);
create index subscription_changes_of_subscription on subscription_changes (tenant_id, subscription_id, made_at desc);
create index subscription_changes_of_invoice on subscription_changes (tenant_id, invoice_id) where invoice_id is not null;
create index subscription_changes_waiting on subscription_changes (pay_until) where state = 'awaiting_payment';
create unique index subscription_changes_wait_one_at_a_time on subscription_changes (tenant_id, subscription_id)
  where state = 'awaiting_payment';
call protect_tenant_table('subscription_changes', 'select, insert');
grant update (state, credit_note_ids) on subscription_changes to quittance_portal, quittance_worker;
create policy worker_finds on subscription_changes for select to quittance_worker using (current_tenant() is null);
create trigger subscription_changes_audit after insert or update on subscription_changes
  for each row execute function audit_row('subscription_change', 'subscription_id');

-- Usage that came after its invoice: what was counted then and now, and the document that settles it.
create table usage_adjustments (
  tenant_id       uuid not null,
  adjustment_id   uuid not null,
  coverage_id     uuid not null,
  subscription_id uuid not null,
  quantity_before numeric not null,
  quantity_after  numeric not null,
  -- charged more, or less if negative; net of tax
  amount_minor    bigint not null,
  counted_at      timestamptz not null,
  invoice_id      uuid,
  line_no         integer,
  credit_note_id  uuid,
  made_at         timestamptz not null,
  primary key (tenant_id, adjustment_id),
  foreign key (tenant_id, coverage_id) references subscription_coverage (tenant_id, coverage_id),
  foreign key (tenant_id, subscription_id) references subscriptions (tenant_id, subscription_id),
  constraint usage_adjustments_once unique (tenant_id, coverage_id, counted_at)
);
create index usage_adjustments_of_invoice on usage_adjustments (tenant_id, invoice_id);
call protect_tenant_table('usage_adjustments', 'select, insert');
create trigger usage_adjustments_append_only before update or delete or truncate on usage_adjustments
  for each statement execute function refuse_change();
