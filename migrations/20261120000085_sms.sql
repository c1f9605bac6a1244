-- Text messages: who allowed them, the codes that prove a number, and each message on its way.
--
-- Why: a text reaches people whom mail does not, and may only go to those who asked for it and proved that
-- the number is theirs. Each message is sent at most once, as e-mails are (docs/adr/0008). Lock: none, the
-- tables are new. Backfill: none.

-- Each row is a decision about one person's number; the newest counts. Nothing here is ever changed.
create table sms_consents (
  tenant_id       uuid not null references tenants,
  consent_id      uuid not null,
  person_id       uuid not null,
  -- E.164
  number          text not null,
  is_on           boolean not null,
  reason          text not null,
  -- which text was agreed to, in which language; 0 and empty when nobody was asked
  wording_version integer not null,
  language        text not null,
  client_ip       text not null,
  decided_at      timestamptz not null,
  decided_by      text not null,
  -- counts from 1 for each person; writers of one tenant take turns
  version         integer not null,
  primary key (tenant_id, consent_id),
  constraint sms_consents_version unique (tenant_id, person_id, version),
  constraint sms_consents_number_is_e164 check (number ~ '^\+[1-9][0-9]{6,14}$'),
  constraint sms_consents_reason_known check (reason in ('verified', 'withdrawn', 'stop', 'barred')),
  constraint sms_consents_on_is_verified check (is_on = (reason = 'verified'))
);
create index sms_consents_by_number on sms_consents (number);
call protect_tenant_table('sms_consents', 'select, insert');
create trigger sms_consents_append_only before update or delete or truncate on sms_consents
  for each statement execute function refuse_change();
create trigger sms_consents_audit after insert on sms_consents
  for each row execute function audit_row('sms_consent', 'person_id');
-- A reply names the number, not whose it is.
create policy worker_finds on sms_consents for select to quittance_worker using (current_tenant() is null);

-- The code that was sent to a number, until it is typed in.
create table phone_codes (
  tenant_id  uuid not null references tenants,
  person_id  uuid not null,
  number     text not null,
  code_hash  bytea not null,
  attempts   integer not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (tenant_id, person_id),
  constraint phone_codes_number_is_e164 check (number ~ '^\+[1-9][0-9]{6,14}$')
);
call protect_tenant_table('phone_codes', 'select, insert, update, delete');

create table sms_messages (
  tenant_id       uuid not null references tenants,
  sms_id          uuid not null,
  event           text not null,
  -- what it is about; the person, for a code
  document_id     uuid not null,
  occurrence      text not null default '',
  person_id       uuid not null,
  number          text not null,
  language        text not null,
  -- blanked when a code has left
  body            text not null,
  segments        integer not null,
  state           text not null default 'queued',
  attempts        integer not null default 0,
  next_attempt_at timestamptz not null,
  -- after this it is of no use any more
  expires_at      timestamptz not null,
  -- the provider's name for it
  provider_ref    text,
  error_code      integer,
  last_error      text,
  created_at      timestamptz not null,
  sent_at         timestamptz,
  ended_at        timestamptz,
  traceparent     text,
  primary key (tenant_id, sms_id),
  constraint sms_messages_once_per_person unique (tenant_id, event, document_id, person_id, occurrence),
  constraint sms_messages_state_known
    check (state in ('queued', 'sending', 'sent', 'delivered', 'undelivered', 'failed', 'suppressed')),
  constraint sms_messages_sent_has_reference
    check (state not in ('sent', 'delivered', 'undelivered') or provider_ref is not null)
);
create index sms_messages_waiting on sms_messages (next_attempt_at, sms_id) where state in ('queued', 'sending');
create index sms_messages_newest on sms_messages (tenant_id, created_at desc, sms_id desc);
create index staff_sms_messages_newest on sms_messages (created_at desc, sms_id desc);
create unique index sms_messages_by_reference on sms_messages (tenant_id, provider_ref)
  where provider_ref is not null;
call protect_tenant_table('sms_messages', 'select, insert');
grant update (state, attempts, next_attempt_at, provider_ref, error_code, last_error, sent_at, ended_at, body)
  on sms_messages to quittance_worker;
-- What the provider tells of a message comes in through the portal.
grant update (state, error_code, provider_ref, sent_at, ended_at, body) on sms_messages to quittance_portal;
create policy worker_finds on sms_messages for select to quittance_worker using (current_tenant() is null);
