-- One row each: what kind of deployment this is, and how far its sandbox clock has been moved.

create table deployment (
  only_row   boolean primary key default true check (only_row),
  mode       text not null,
  created_at timestamptz not null,
  constraint deployment_mode_known check (mode in ('live', 'sandbox'))
);
grant select on deployment to quittance_portal, quittance_worker, quittance_staff_read;
-- Chosen once: nobody may update it, so live books never get a clock that can be moved.
grant insert on deployment to quittance_worker;

create table sandbox_clock (
  only_row       boolean primary key default true check (only_row),
  offset_seconds bigint not null default 0,
  constraint sandbox_clock_never_goes_back check (offset_seconds >= 0)
);
grant select on sandbox_clock to quittance_portal, quittance_worker, quittance_staff_read;
grant insert, update on sandbox_clock to quittance_worker;

-- The clock moves in a sandbox only, and only forwards: documents already carry its dates.
create function guard_sandbox_clock() returns trigger language plpgsql as $$
begin
  if not exists (select from deployment where mode = 'sandbox') then
    raise exception 'this deployment is live: its clock is the system''s'
      using errcode = 'check_violation', constraint = 'sandbox_clock_only_in_a_sandbox';
  end if;
  if tg_op = 'UPDATE' and new.offset_seconds < old.offset_seconds then
    raise exception 'the clock cannot go back'
      using errcode = 'check_violation', constraint = 'sandbox_clock_never_goes_back';
  end if;
  return new;
end $$;
create trigger sandbox_clock_guard before insert or update on sandbox_clock
  for each row execute function guard_sandbox_clock();

-- Imports that wrote something: from which file (by its hash), and with which control totals. The row
-- is inserted before the documents that name it, and completed in the same transaction.
create table import_runs (
  import_run_id uuid primary key,
  source        text not null,
  file_sha256   bytea not null,
  summary       jsonb not null,
  started_at    timestamptz not null,
  finished_at   timestamptz
);
create index import_runs_by_file on import_runs (file_sha256);
grant select, insert, update (summary, finished_at) on import_runs to quittance_worker;
grant select on import_runs to quittance_staff_read;
