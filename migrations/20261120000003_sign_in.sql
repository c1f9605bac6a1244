-- Sessions, e-mail links, invitations and the counters of failed sign-ins. Only hashes of secrets
-- are stored. Lock: none (new tables).

create table sessions (
  token_hash   bytea primary key,
  person_id    uuid references people,
  session_id   uuid not null,
  data         jsonb not null,
  user_agent   text not null default '',
  client_ip    text not null default '',
  created_at   timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at   timestamptz not null
);
create unique index sessions_by_id on sessions (session_id);
create index sessions_by_person on sessions (person_id);
create index sessions_by_expiry on sessions (expires_at);
grant select, insert, update, delete on sessions to quittance_portal;
grant select, delete on sessions to quittance_worker;

create table sign_in_links (
  token_hash bytea primary key,
  person_id  uuid not null references people,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at    timestamptz
);
grant select, insert, update on sign_in_links to quittance_portal;
grant select, delete on sign_in_links to quittance_worker;

-- One row per throttled key (an address, a client): how often it failed and until when it must wait.
create table sign_in_throttles (
  key           text primary key,
  failures      integer not null,
  first_at      timestamptz not null,
  blocked_until timestamptz not null
);
grant select, insert, update, delete on sign_in_throttles to quittance_portal;
grant select, delete on sign_in_throttles to quittance_worker;

create table invitations (
  tenant_id     uuid not null references tenants,
  invitation_id uuid not null,
  email         text not null,
  role          text not null,
  token_hash    bytea not null,
  invited_by    uuid not null references people,
  created_at    timestamptz not null,
  expires_at    timestamptz not null,
  accepted_at   timestamptz,
  revoked_at    timestamptz,
  primary key (tenant_id, invitation_id),
  constraint invitations_role_known check (role in ('manager', 'viewer')),
  constraint invitations_ended_once check (accepted_at is null or revoked_at is null)
);
create unique index invitations_one_open on invitations (tenant_id, email)
  where accepted_at is null and revoked_at is null;
create index invitations_by_token on invitations (token_hash);
call protect_tenant_table('invitations', 'select, insert, update');
create trigger invitations_audit after insert or update on invitations
  for each row execute function audit_row('invitation', 'invitation_id');
create policy door on invitations for all to quittance_door using (true) with check (true);
grant select, update on invitations to quittance_door;

create function door_invitation(p_token_hash bytea, p_now timestamptz)
  returns table (tenant_id uuid, invitation_id uuid, email text, role text, tenant_name text, has_account boolean)
  language sql stable
  as $$ select i.tenant_id, i.invitation_id, i.email, i.role, t.legal_name,
               exists (select from people p where p.email = i.email and p.password_hash is not null)
          from invitations i join tenants t on t.tenant_id = i.tenant_id
         where i.token_hash = p_token_hash and i.accepted_at is null and i.revoked_at is null
           and i.expires_at > p_now $$;

-- Accepts once: the row lock of the update decides between two clicks. Returns the person, or null
-- when the invitation is gone. An existing password is never replaced.
create function door_accept_invitation(p_token_hash bytea, p_name text, p_password_hash text,
                                       p_new_id uuid, p_now timestamptz)
  returns table (person_id uuid, tenant_id uuid)
  language plpgsql as $$
declare
  accepted invitations;
  v_person uuid;
begin
  update invitations i set accepted_at = p_now
   where i.token_hash = p_token_hash and i.accepted_at is null and i.revoked_at is null and i.expires_at > p_now
  returning i.* into accepted;
  if not found then return; end if;
  v_person := door_person(accepted.email, p_name, p_new_id, p_now);
  update people p set password_hash = coalesce(p.password_hash, p_password_hash) where p.person_id = v_person;
  insert into memberships (tenant_id, person_id, role, created_at)
       values (accepted.tenant_id, v_person, accepted.role, p_now)
  on conflict do nothing;
  return query select v_person, accepted.tenant_id;
end $$;

call make_door('door_invitation(bytea, timestamptz)', 'quittance_portal');
call make_door('door_accept_invitation(bytea, text, text, uuid, timestamptz)', 'quittance_portal');
