-- Tenants, the people who belong to them, and the doors through which sign-in passes.
--
-- Why: every table with tenant rows is protected the same way, by `protect_tenant_table`, so that no
-- migration can forget half of it. Lock: none (new tables). Backfill: none.
--
-- The roles (quittance_owner, _portal, _staff_read, _worker, _door) belong to the cluster and are
-- made by `quittance migrate` before this file runs; see docs/TENANCY.md.

create extension if not exists pg_trgm;
create extension if not exists btree_gin;

-- The tenant of the running transaction, or null. On a reused connection the setting reads '' and
-- not null, hence nullif. A SQL-standard body is inlined, so the planner sees an index condition.
create function current_tenant() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.tenant_id', true), '')::uuid;

-- The instant the application calls now, for triggers: SQL's own now() would ignore the sandbox clock.
create function current_instant() returns timestamptz
  language sql stable parallel safe
  return nullif(current_setting('app.now', true), '')::timestamptz;

-- Forced row-level security for one table: the portal and the worker see one tenant per transaction,
-- staff_read may select across tenants and nothing else. `verbs` are the portal's and worker's grants.
create procedure protect_tenant_table(target regclass, verbs text)
  language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format(
    'create policy tenant_isolation on %s to quittance_portal, quittance_worker
       using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())', target);
  execute format('create policy staff_read on %s for select to quittance_staff_read using (true)', target);
  execute format('grant %s on %s to quittance_portal, quittance_worker', verbs, target);
  execute format('grant select on %s to quittance_staff_read', target);
end $$;

-- Makes a function a door: it runs as quittance_door (which cannot log in and owns no table), and
-- only the roles named may call it.
create procedure make_door(door regprocedure, callers text)
  language plpgsql as $$
begin
  execute format('revoke all on function %s from public', door);
  execute format('grant execute on function %s to %s', door, callers);
  execute format('alter function %s security definer set search_path = public, pg_temp', door);
  execute format('alter function %s owner to quittance_door', door);
end $$;

create table tenants (
  tenant_id        uuid primary key,
  account_ref      text not null,
  legal_name       text not null,
  address_line1    text not null default '',
  address_line2    text not null default '',
  city             text not null default '',
  region           text not null default '',
  postal_code      text not null default '',
  country          char(2),
  billing_emails   text[] not null default '{}',
  language         text not null default 'en',
  currency         char(3) not null,
  display_currency char(3),
  time_zone        text not null default 'UTC',
  source           text not null default 'portal',
  created_at       timestamptz not null,
  updated_at       timestamptz not null,
  constraint tenants_account_ref_key unique (account_ref),
  constraint tenants_legal_name_not_blank check (btrim(legal_name) <> ''),
  constraint tenants_language_known check (language ~ '^[a-z]{2}$')
);
create index staff_tenants_search on tenants
  using gin ((lower(legal_name || ' ' || account_ref)) gin_trgm_ops);
call protect_tenant_table('tenants', 'select, insert');
grant update (legal_name, address_line1, address_line2, city, region, postal_code, country,
              billing_emails, language, display_currency, time_zone, updated_at)
  on tenants to quittance_portal, quittance_worker;
-- The worker walks the list of tenants to open one after the other.
create policy worker_lists on tenants for select to quittance_worker using (true);

create table tax_ids (
  tenant_id  uuid not null references tenants,
  tax_id_id  uuid not null,
  kind       text not null,
  value      text not null,
  created_at timestamptz not null,
  primary key (tenant_id, tax_id_id),
  constraint tax_ids_value_key unique (tenant_id, kind, value)
);
call protect_tenant_table('tax_ids', 'select, insert, delete');

-- A person signs in; a membership says what they may do for one tenant. The e-mail address is
-- unique across tenants, so no role of the application may insert here: only the doors below do.
create table people (
  person_id     uuid primary key,
  email         text not null,
  name          text not null,
  password_hash text,
  language      text,
  created_at    timestamptz not null,
  constraint people_email_key unique (email),
  constraint people_email_is_lowercase check (email = lower(email))
);

create table memberships (
  tenant_id  uuid not null references tenants,
  person_id  uuid not null references people,
  role       text not null,
  created_at timestamptz not null,
  primary key (tenant_id, person_id),
  constraint memberships_role_known check (role in ('owner', 'manager', 'viewer'))
);
create index memberships_by_person on memberships (person_id);
call protect_tenant_table('memberships', 'select, insert, update, delete');
-- One owner per tenant; whether that one may be removed is the flow's rule (row A3).
create unique index memberships_one_owner on memberships (tenant_id) where role = 'owner';

alter table people enable row level security;
alter table people force row level security;
create policy colleagues on people for select to quittance_portal, quittance_worker
  using (exists (select from memberships m where m.person_id = people.person_id));
create policy staff_read on people for select to quittance_staff_read using (true);
grant select (person_id, email, name, language, created_at) on people
  to quittance_portal, quittance_worker, quittance_staff_read;

create table staff_members (
  person_id  uuid primary key references people,
  role       text not null,
  created_at timestamptz not null,
  constraint staff_members_role_known check (role in ('support', 'finance', 'admin', 'auditor'))
);
-- Staff are made and unmade from the command line, which is the worker; never from a page.
grant select, insert, update (role), delete on staff_members to quittance_worker;
grant select on staff_members to quittance_staff_read;

-- The doors: narrow functions that cross tenants at sign-in, before a tenant is known. They run as
-- quittance_door, a role that cannot log in; it sees these tables through policies of its own.
create policy door on tenants for all to quittance_door using (true) with check (true);
create policy door on memberships for all to quittance_door using (true) with check (true);
create policy door on people for all to quittance_door using (true) with check (true);
grant select, update (updated_at) on tenants to quittance_door;
grant select, insert on memberships to quittance_door;
grant select, insert, update on people to quittance_door;
grant select on staff_members to quittance_door;

create function door_credentials(p_email text)
  returns table (person_id uuid, password_hash text)
  language sql stable
  as $$ select person_id, password_hash from people where email = lower(p_email) $$;

create function door_memberships(p_person uuid)
  returns table (tenant_id uuid, tenant_name text, role text)
  language sql stable
  as $$ select m.tenant_id, t.legal_name, m.role
          from memberships m join tenants t on t.tenant_id = m.tenant_id
         where m.person_id = p_person
         order by t.legal_name, m.tenant_id
         limit 200 $$;

create function door_customer(p_person uuid, p_tenant uuid)
  returns table (email text, name text, role text, tenant_name text, language text, time_zone text,
                 membership_count bigint)
  language sql stable
  as $$ select p.email, p.name, m.role, t.legal_name, coalesce(p.language, t.language), t.time_zone,
               (select count(*) from memberships x where x.person_id = p_person)
          from memberships m
          join people p on p.person_id = m.person_id
          join tenants t on t.tenant_id = m.tenant_id
         where m.person_id = p_person and m.tenant_id = p_tenant $$;

create function door_staff(p_person uuid)
  returns table (email text, name text, role text, language text)
  language sql stable
  as $$ select p.email, p.name, s.role, coalesce(p.language, 'en')
          from staff_members s join people p on p.person_id = s.person_id
         where s.person_id = p_person $$;

-- What somebody may know of themselves, whether or not they belong to a tenant.
create function door_profile(p_person uuid)
  returns table (email text, name text, language text, has_password boolean, is_staff boolean,
                 membership_count bigint)
  language sql stable
  as $$ select p.email, p.name, p.language, p.password_hash is not null,
               exists (select from staff_members s where s.person_id = p.person_id),
               (select count(*) from memberships m where m.person_id = p.person_id)
          from people p
         where p.person_id = p_person $$;

create function door_set_password(p_person uuid, p_hash text) returns void
  language sql
  as $$ update people set password_hash = p_hash where person_id = p_person $$;

create function door_set_profile(p_person uuid, p_name text, p_language text) returns void
  language sql
  as $$ update people set name = p_name, language = p_language where person_id = p_person $$;

create function door_set_person_language(p_person uuid, p_language text) returns void
  language sql
  as $$ update people set language = p_language where person_id = p_person $$;

-- The person with this address, made if there is none. Never says which of the two it was.
create function door_person(p_email text, p_name text, p_new_id uuid, p_now timestamptz) returns uuid
  language plpgsql as $$
declare found_id uuid;
begin
  insert into people (person_id, email, name, created_at)
       values (p_new_id, lower(p_email), p_name, p_now)
  on conflict (email) do nothing;
  select person_id into found_id from people where email = lower(p_email);
  return found_id;
end $$;

call make_door('door_credentials(text)', 'quittance_portal');
call make_door('door_memberships(uuid)', 'quittance_portal');
call make_door('door_customer(uuid, uuid)', 'quittance_portal');
call make_door('door_staff(uuid)', 'quittance_portal');
call make_door('door_profile(uuid)', 'quittance_portal, quittance_worker');
call make_door('door_set_password(uuid, text)', 'quittance_portal, quittance_worker');
call make_door('door_set_profile(uuid, text, text)', 'quittance_portal');
call make_door('door_set_person_language(uuid, text)', 'quittance_portal');
call make_door('door_person(text, text, uuid, timestamptz)', 'quittance_portal, quittance_worker, quittance_door');
