-- Jobs, the outbox and outgoing e-mail. The worker reads these across tenants; the portal may only
-- put work in, inside its own tenant's transaction.

create table jobs (
  job_id       uuid primary key,
  kind         text not null,
  tenant_id    uuid,
  payload      jsonb not null default '{}',
  unique_key   text,
  state        text not null default 'ready',
  run_at       timestamptz not null,
  attempts     integer not null default 0,
  locked_until timestamptz,
  last_error   text,
  created_at   timestamptz not null,
  finished_at  timestamptz,
  constraint jobs_unique_key unique (unique_key),
  constraint jobs_state_known check (state in ('ready', 'running', 'done', 'dead'))
);
create index jobs_due on jobs (run_at, job_id) where state in ('ready', 'running');
create index jobs_finished on jobs (finished_at) where state in ('done', 'dead');
alter table jobs enable row level security;
alter table jobs force row level security;
create policy enqueue on jobs for insert to quittance_portal
  with check (tenant_id is null or tenant_id = current_tenant());
create policy work on jobs for all to quittance_worker using (true) with check (true);
create policy staff_read on jobs for select to quittance_staff_read using (true);
grant insert on jobs to quittance_portal;
grant select, insert, update, delete on jobs to quittance_worker;
-- Not the payload: it may hold a link that signs somebody in.
grant select (job_id, kind, tenant_id, unique_key, state, run_at, attempts, locked_until, last_error,
              created_at, finished_at)
  on jobs to quittance_staff_read;

-- When each recurring job last ran its slot: the row is claimed by an update, so two workers never
-- run one slot twice.
create table job_schedule (
  name      text primary key,
  last_slot timestamptz not null
);
grant select, insert, update on job_schedule to quittance_worker;
grant select on job_schedule to quittance_staff_read;

-- Facts that somebody must be told, written in the transaction that made them true.
create table outbox (
  tenant_id       uuid not null references tenants,
  outbox_id       uuid not null,
  event           text not null,
  document_kind   text not null,
  document_id     uuid not null,
  payload         jsonb not null default '{}',
  created_at      timestamptz not null,
  dispatched_at   timestamptz,
  -- a row that cannot be dispatched steps back and lets the others pass; it is never given up
  attempts        integer not null default 0,
  next_attempt_at timestamptz not null,
  last_error      text,
  primary key (tenant_id, outbox_id),
  constraint outbox_once_per_event unique (tenant_id, event, document_id)
);
create index outbox_waiting on outbox (next_attempt_at, outbox_id) where dispatched_at is null;
call protect_tenant_table('outbox', 'insert');
grant select, update (dispatched_at, attempts, next_attempt_at, last_error) on outbox to quittance_worker;
-- While no tenant is set, the worker sees whose rows wait; inside a tenant only that one's.
create policy worker_finds on outbox for select to quittance_worker using (current_tenant() is null);

create table emails (
  tenant_id       uuid not null references tenants,
  email_id        uuid not null,
  event           text not null,
  document_kind   text not null,
  document_id     uuid not null,
  recipient       text not null,
  language        text not null,
  -- whom the reader knows as the sender, and where an answer goes
  sender_name     text not null,
  reply_to        text not null default '',
  subject         text not null,
  text_body       text not null,
  html_body       text not null,
  attach_document boolean not null default false,
  message_id      text not null,
  state           text not null default 'queued',
  attempts        integer not null default 0,
  next_attempt_at timestamptz not null,
  sent_at         timestamptz,
  last_error      text,
  created_at      timestamptz not null,
  primary key (tenant_id, email_id),
  constraint emails_once_per_recipient unique (tenant_id, event, document_id, recipient),
  -- `uncertain`: the message was handed over, but nobody said what became of it; a human decides
  constraint emails_state_known check (state in ('queued', 'sending', 'sent', 'failed', 'uncertain'))
);
create index emails_waiting on emails (next_attempt_at, email_id) where state in ('queued', 'sending');
create index emails_by_document on emails (tenant_id, document_id);
call protect_tenant_table('emails', 'select, insert, update');
revoke insert, update on emails from quittance_portal;
create policy worker_finds on emails for select to quittance_worker using (current_tenant() is null);
