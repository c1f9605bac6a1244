-- Sessions, e-mail links, invitations and the counters of failed sign-ins. Only hashes of secrets
-- are stored. Lock: none (new tables).

-- A session ends when it was idle for too long (`expires_at`, moved by use) and at the latest at
-- `ends_at`; both are judged by the application's clock, never by SQL's.
create table sessions (
  token_hash   bytea primary key,
  session_id   uuid not null,
  person_id    uuid references people,
  data         jsonb not null,
  user_agent   text not null default '',
  client_ip    text not null default '',
  created_at   timestamptz not null,
  last_seen_at timestamptz not null,
  idle_seconds bigint not null,
  expires_at   timestamptz not null,
  ends_at      timestamptz not null,
  constraint sessions_idle_positive check (idle_seconds > 0),
  constraint sessions_expire_before_their_end check (expires_at <= ends_at)
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
create index sign_in_links_by_person on sign_in_links (person_id);
grant select, insert, update on sign_in_links to quittance_portal;
grant select, delete on sign_in_links to quittance_worker;

-- One row per throttled key (an address, a client): how often it failed, when last, and until when it
-- must wait. Addresses are hashed: the table says nothing about who tried to sign in.
create table sign_in_throttles (
  key           text primary key,
  failures      integer not null,
  last_at       timestamptz not null,
  blocked_until timestamptz not null,
  constraint sign_in_throttles_failures_not_negative check (failures >= 0)
);
create index sign_in_throttles_by_age on sign_in_throttles (blocked_until);
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
  returns table (tenant_id uuid, invitation_id uuid, email text, role text, tenant_name text,
                 language text, has_account boolean)
  language sql stable
  as $$ select i.tenant_id, i.invitation_id, i.email, i.role, t.legal_name, t.language,
               exists (select from people p where p.email = i.email)
          from invitations i join tenants t on t.tenant_id = i.tenant_id
         where i.token_hash = p_token_hash and i.accepted_at is null and i.revoked_at is null
           and i.expires_at > p_now $$;

-- Accepts once; no row when the invitation is gone. An address that has an account joins only when
-- `p_signed_in` is that account: the link alone must never open it. The tenant is locked before the
-- invitation, as every writer does, so that accepting and revoking cannot deadlock.
create function door_accept_invitation(p_token_hash bytea, p_signed_in uuid, p_name text,
                                       p_password_hash text, p_new_id uuid, p_now timestamptz)
  returns table (person_id uuid, tenant_id uuid)
  language plpgsql as $$
#variable_conflict use_column
declare
  accepted invitations;
  v_person uuid;
begin
  perform from tenants t
    where t.tenant_id = (select i.tenant_id from invitations i where i.token_hash = p_token_hash)
      for no key update;
  update invitations i set accepted_at = p_now
   where i.token_hash = p_token_hash and i.accepted_at is null and i.revoked_at is null and i.expires_at > p_now
  returning i.* into accepted;
  if not found then return; end if;
  if p_signed_in is null and p_password_hash is not null then
    insert into people (person_id, email, name, password_hash, created_at)
         values (p_new_id, accepted.email, p_name, p_password_hash, p_now)
    on conflict (email) do nothing
    returning people.person_id into v_person;
  else
    select p.person_id into v_person from people p
     where p.email = accepted.email and p.person_id = p_signed_in;
  end if;
  if v_person is null then
    raise exception 'the invited address belongs to an account that is not signed in'
      using errcode = 'check_violation', constraint = 'invitations_account_must_sign_in';
  end if;
  insert into memberships (tenant_id, person_id, role, created_at)
       values (accepted.tenant_id, v_person, accepted.role, p_now)
  on conflict do nothing;
  return query select v_person, accepted.tenant_id;
end $$;

call make_door('door_invitation(bytea, timestamptz)', 'quittance_portal');
call make_door('door_accept_invitation(bytea, uuid, text, text, uuid, timestamptz)', 'quittance_portal');
