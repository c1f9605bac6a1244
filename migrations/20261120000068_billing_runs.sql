-- Billing runs and what each of them parked (row E3), the list of subscriptions that staff read, and the
-- proof of coverage among the checks (row E4).
--
-- Why: what a run did must be told after it, also when it failed half way. Lock: short; `subscriptions`
-- for the time of building one index.

create table billing_runs (
  run_id      uuid primary key,
  source      text not null,
  started_by  text not null,
  started_at  timestamptz not null,
  -- null while it runs, or when its process died
  finished_at timestamptz,
  invoiced    integer not null default 0,
  passed      integer not null default 0,
  parked      integer not null default 0,
  error       text,
  constraint billing_runs_source_known check (source in ('job', 'command', 'staff')),
  constraint billing_runs_counts_not_negative check (invoiced >= 0 and passed >= 0 and parked >= 0),
  constraint billing_runs_error_has_an_end check (error is null or finished_at is not null)
);
create index billing_runs_newest on billing_runs (((started_at at time zone 'UTC')::date) desc, run_id desc);
grant select, insert on billing_runs to quittance_worker;
grant update (finished_at, invoiced, passed, parked, error) on billing_runs to quittance_worker;
grant select on billing_runs to quittance_staff_read;

-- What a run did does not change once it has ended.
create function guard_billing_run() returns trigger language plpgsql as $$
begin
  if old.finished_at is not null then
    raise exception 'billing run % has ended', old.run_id
      using errcode = 'check_violation', constraint = 'billing_runs_end_once';
  end if;
  return new;
end $$;
create trigger billing_runs_guard before update on billing_runs
  for each row execute function guard_billing_run();

create table billing_run_parkings (
  tenant_id       uuid not null,
  run_id          uuid not null references billing_runs,
  subscription_id uuid not null,
  reason          text not null,
  parked_at       timestamptz not null,
  primary key (tenant_id, run_id, subscription_id),
  foreign key (tenant_id, subscription_id) references subscriptions (tenant_id, subscription_id)
);
create index staff_billing_run_parkings on billing_run_parkings (run_id, tenant_id, subscription_id);
call protect_tenant_table('billing_run_parkings', 'select, insert');
create trigger billing_run_parkings_append_only before update or delete or truncate on billing_run_parkings
  for each statement execute function refuse_change();

-- Staff page through the subscriptions of all customers, and look for the parked ones.
create index staff_subscriptions_newest on subscriptions (((created_at at time zone 'UTC')::date) desc, subscription_id desc);
create index staff_subscriptions_parked on subscriptions (parked_at) where parked_at is not null;

alter table checks drop constraint checks_name_known;
alter table checks add constraint checks_name_known check (name in ('ledger', 'audit_log', 'coverage'));
