-- The diagnostics page compares the migrations of the binary with those of the database. The table
-- belongs to the migrator, which has made it before this file runs; elsewhere it may be missing.
-- Lock: none. Backfill: none.

do $$
begin
  if to_regclass('public._sqlx_migrations') is not null then
    grant select (version, success) on public._sqlx_migrations to quittance_staff_read;
  end if;
end $$;
