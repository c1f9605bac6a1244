-- The audit log: append-only, one hash chain per tenant (and one for the operator, under the nil
-- uuid), written by triggers on financial tables and by `audit_append` for everything else (row A7).
--
-- Why a chain per tenant: writers of different tenants must not wait for each other. Writers of one
-- tenant already take turns, because a writing transaction locks its tenants row first.

create table audit_log (
  tenant_id     uuid not null,
  sequence      bigint not null,
  at            timestamptz not null,
  actor         text not null,
  action        text not null,
  subject_kind  text not null,
  subject_id    text not null,
  reason        text not null default '',
  before        jsonb,
  after         jsonb,
  previous_hash bytea not null,
  hash          bytea not null,
  primary key (tenant_id, sequence)
);
create index staff_audit_log_at on audit_log (at desc);
create index audit_log_subject on audit_log (tenant_id, subject_kind, subject_id);
alter table audit_log enable row level security;
alter table audit_log force row level security;
create policy staff_read on audit_log for select to quittance_staff_read using (true);
create policy door on audit_log for all to quittance_door using (true) with check (true);
grant select on audit_log to quittance_staff_read;
grant select, insert on audit_log to quittance_door;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name
    using errcode = 'restrict_violation', constraint = tg_table_name || '_append_only';
end $$;
create trigger audit_log_append_only before update or delete or truncate on audit_log
  for each statement execute function refuse_change();

-- What is hashed: the fields as text, in this order, separated by U+001F; instants in UTC with
-- microseconds; jsonb in Postgres' own canonical text. `quittance audit verify` repeats it offline.
create function audit_hash(previous bytea, p_tenant uuid, p_sequence bigint, p_at timestamptz, p_actor text,
                           p_action text, p_kind text, p_id text, p_reason text, p_before jsonb, p_after jsonb)
  returns bytea language sql immutable parallel safe
  return sha256(previous || convert_to(concat_ws(E'\x1f', p_tenant::text, p_sequence::text,
    to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), p_actor, p_action, p_kind, p_id,
    p_reason, coalesce(p_before::text, ''), coalesce(p_after::text, '')), 'UTF8'));

create function audit_append(p_tenant uuid, p_action text, p_kind text, p_id text, p_before jsonb, p_after jsonb)
  returns void language plpgsql as $$
declare
  head record;
  next_sequence bigint;
  v_at timestamptz := coalesce(current_instant(), clock_timestamp());
  v_actor text := coalesce(nullif(current_setting('app.actor', true), ''), 'database:' || session_user);
  v_reason text := coalesce(current_setting('app.reason', true), '');
begin
  if p_tenant = '00000000-0000-0000-0000-000000000000' then
    perform pg_advisory_xact_lock(7077001);
  else
    perform from tenants where tenant_id = p_tenant for no key update;
  end if;
  select sequence, hash into head from audit_log
   where tenant_id = p_tenant order by sequence desc limit 1;
  next_sequence := coalesce(head.sequence, 0) + 1;
  insert into audit_log (tenant_id, sequence, at, actor, action, subject_kind, subject_id, reason,
                         before, after, previous_hash, hash)
  values (p_tenant, next_sequence, v_at, v_actor, p_action, p_kind, p_id, v_reason, p_before, p_after,
          coalesce(head.hash, '\x'::bytea),
          audit_hash(coalesce(head.hash, '\x'::bytea), p_tenant, next_sequence, v_at, v_actor, p_action,
                     p_kind, p_id, v_reason, p_before, p_after));
end $$;

call make_door('audit_append(uuid, text, text, text, jsonb, jsonb)', 'quittance_portal, quittance_worker');

-- Keys of `a` whose value differs in `b`.
create function jsonb_changed(a jsonb, b jsonb) returns jsonb
  language sql immutable parallel safe
  return (select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(a) where b -> key is distinct from value);

-- Arguments: the kind of subject and the name of its id column.
create function audit_row() returns trigger language plpgsql as $$
declare
  v_old jsonb := case when tg_op = 'INSERT' then null else to_jsonb(old) end;
  v_new jsonb := case when tg_op = 'DELETE' then null else to_jsonb(new) end;
  v_row jsonb := coalesce(v_new, v_old);
begin
  if tg_op = 'UPDATE' then
    if v_old = v_new then return null; end if;
    perform audit_append((v_row ->> 'tenant_id')::uuid, tg_argv[0] || '.updated', tg_argv[0],
      v_row ->> tg_argv[1], jsonb_changed(v_old, v_new), jsonb_changed(v_new, v_old));
  else
    perform audit_append((v_row ->> 'tenant_id')::uuid,
      tg_argv[0] || case tg_op when 'INSERT' then '.created' else '.deleted' end, tg_argv[0],
      v_row ->> tg_argv[1], v_old, v_new);
  end if;
  return null;
end $$;

create trigger tenants_audit after update on tenants
  for each row execute function audit_row('tenant', 'tenant_id');
create trigger tax_ids_audit after insert or delete on tax_ids
  for each row execute function audit_row('tax_id', 'tax_id_id');
create trigger memberships_audit after insert or update or delete on memberships
  for each row execute function audit_row('membership', 'person_id');
