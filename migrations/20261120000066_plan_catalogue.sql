-- The operator's catalogue: what plans grant, which versions are offered, coupons, dated moves (rows E1 E8 F1).
--
-- Why: a version says what it grants beside what it costs, and never changes; whether it is offered to
-- customers or withdrawn does, and stands beside it. Coupons are the operator's like plans: their terms
-- never change, their use is counted on the row so that the last redemption goes to one. A move of
-- subscribers to another version is kept with what became of each of them.
-- Lock: short exclusive locks on plans and plan_versions for columns with constant defaults; a share lock on
-- subscription_phases for an index. Backfill: versions that exist get their state as offered.

-- An add-on is a plan that is sold beside another one.
alter table plans
  add column kind text not null default 'plan',
  add constraint plans_kind_known check (kind in ('plan', 'add_on'));

alter table plan_versions
  add column description text not null default '',
  -- texts that the customer reads
  add column features jsonb not null default '[]',
  -- code -> included quantity, decimals as text
  add column limits jsonb not null default '{}',
  add constraint plan_versions_features_are_a_list check (jsonb_typeof(features) = 'array'),
  add constraint plan_versions_limits_are_a_map check (jsonb_typeof(limits) = 'object');

create function audit_plan_version() returns trigger language plpgsql as $$
begin
  perform audit_append('00000000-0000-0000-0000-000000000000', 'plan_version.published', 'plan_version',
    new.version_id::text, null, to_jsonb(new));
  return null;
end $$;
create trigger plan_versions_audit after insert on plan_versions
  for each row execute function audit_plan_version();

-- What changes later about a version.
create table plan_version_states (
  version_id  uuid primary key references plan_versions,
  -- customers may choose it themselves
  is_offered  boolean not null,
  -- nobody newly gets it; who has it keeps it
  archived_at timestamptz
);
grant select on plan_version_states to quittance_portal, quittance_worker, quittance_staff_read;
grant insert, update (is_offered, archived_at) on plan_version_states to quittance_worker;
insert into plan_version_states (version_id, is_offered) select version_id, true from plan_versions;

create function audit_plan_version_state() returns trigger language plpgsql as $$
begin
  perform audit_append('00000000-0000-0000-0000-000000000000', 'plan_version.updated', 'plan_version',
    new.version_id::text, jsonb_changed(to_jsonb(old), to_jsonb(new)), jsonb_changed(to_jsonb(new), to_jsonb(old)));
  return null;
end $$;
create trigger plan_version_states_audit after update on plan_version_states
  for each row execute function audit_plan_version_state();

-- The staff's counts of subscriptions by version.
create index staff_subscription_phases_by_version on subscription_phases (version_id, from_at);

create table coupons (
  coupon_id        uuid primary key,
  -- what customers type, in capitals
  code             text not null,
  name             text not null,
  -- null: the fixed amounts of coupon_amounts
  percent_off      numeric,
  duration         text not null,
  duration_periods smallint,
  -- codes; empty for all
  plan_codes       text[] not null,
  component_codes  text[] not null,
  redemptions_max  integer,
  -- the last day
  redeem_until     date,
  created_at       timestamptz not null,
  created_by       text not null,
  redemptions      integer not null default 0,
  archived_at      timestamptz,
  constraint coupons_code_key unique (code),
  constraint coupons_code_in_capitals check (code ~ '^[A-Z0-9_-]{1,40}$'),
  constraint coupons_name_not_blank check (btrim(name) <> ''),
  constraint coupons_percent_off_something check (percent_off > 0 and percent_off <= 100),
  constraint coupons_duration_known check (duration in ('once', 'periods', 'forever')),
  constraint coupons_periods_where_counted
    check ((duration = 'periods') = (duration_periods is not null) and duration_periods > 0),
  constraint coupons_redemptions_within_their_number
    check (redemptions >= 0 and redemptions <= redemptions_max)
);
grant select on coupons to quittance_portal, quittance_worker, quittance_staff_read;
grant insert, update (redemptions, archived_at) on coupons to quittance_worker;
-- A customer's transaction counts its redemption and nothing else.
grant update (redemptions) on coupons to quittance_portal;

create table coupon_amounts (
  coupon_id    uuid not null references coupons,
  currency     char(3) not null,
  amount_minor bigint not null,
  created_at   timestamptz not null,
  primary key (coupon_id, currency),
  constraint coupon_amounts_positive check (amount_minor > 0)
);
grant select on coupon_amounts to quittance_portal, quittance_worker, quittance_staff_read;
grant insert on coupon_amounts to quittance_worker;
create trigger coupon_amounts_append_only before update or delete or truncate on coupon_amounts
  for each statement execute function refuse_change();

-- A coupon that was used is used: what is counted never falls.
create function guard_coupon() returns trigger language plpgsql as $$
begin
  if new.redemptions < old.redemptions then
    raise exception 'coupon % was redeemed % times', old.code, old.redemptions
      using errcode = 'check_violation', constraint = 'coupons_redemptions_never_fall';
  end if;
  return new;
end $$;
create trigger coupons_guard before update on coupons
  for each row execute function guard_coupon();

-- The uses stand with the subscriptions; the operator's log says what staff did.
create function audit_coupon() returns trigger language plpgsql as $$
begin
  perform audit_append('00000000-0000-0000-0000-000000000000',
    'coupon.' || case tg_op when 'INSERT' then 'created' else 'updated' end, 'coupon', new.coupon_id::text,
    case tg_op when 'UPDATE' then jsonb_changed(to_jsonb(old), to_jsonb(new)) end,
    case tg_op when 'UPDATE' then jsonb_changed(to_jsonb(new), to_jsonb(old)) else to_jsonb(new) end);
  return null;
end $$;
create trigger coupons_audit after insert or update of archived_at on coupons
  for each row execute function audit_coupon();

-- Who has one version gets another one, each at its first period from a day on.
create table plan_moves (
  move_id         uuid primary key,
  from_version_id uuid not null references plan_versions (version_id),
  to_version_id   uuid not null references plan_versions (version_id),
  moves_on        date not null,
  -- every subscription has its plan_move_outcomes
  done_at         timestamptz,
  created_at      timestamptz not null,
  created_by      text not null,
  constraint plan_moves_to_another_version check (to_version_id <> from_version_id)
);
create index plan_moves_from on plan_moves (from_version_id, created_at desc);
grant select on plan_moves to quittance_portal, quittance_worker, quittance_staff_read;
grant insert, update (done_at) on plan_moves to quittance_worker;

create function audit_plan_move() returns trigger language plpgsql as $$
begin
  perform audit_append('00000000-0000-0000-0000-000000000000', 'plan_move.stored', 'plan_move',
    new.move_id::text, null, to_jsonb(new));
  return null;
end $$;
create trigger plan_moves_audit after insert on plan_moves
  for each row execute function audit_plan_move();

-- What became of one subscription: the instant of its change, or why there is none.
create table plan_move_outcomes (
  tenant_id       uuid not null references tenants,
  move_id         uuid not null references plan_moves,
  subscription_id uuid not null,
  changes_at      timestamptz,
  refusal         text,
  created_at      timestamptz not null,
  primary key (tenant_id, move_id, subscription_id),
  foreign key (tenant_id, subscription_id) references subscriptions (tenant_id, subscription_id),
  constraint plan_move_outcomes_one_of_two check ((changes_at is null) <> (refusal is null))
);
create index staff_plan_move_outcomes on plan_move_outcomes (move_id, tenant_id, subscription_id);
call protect_tenant_table('plan_move_outcomes', 'select, insert');
create trigger plan_move_outcomes_append_only before update or delete or truncate on plan_move_outcomes
  for each statement execute function refuse_change();
