-- Autopay: what customers agreed to, each attempt to collect, and methods that move on at their
-- gateway (rows B5, D8, D10).
--
-- Why: money is taken without the customer at the keyboard, so who agreed to what, and how often it was
-- tried, must be provable for ever. Lock: short, on outbox, emails and payment_methods. Backfill: none;
-- facts told before this file happened once, which is the empty occurrence.

-- Each row is a decision; the newest counts. Nothing here is ever changed.
create table autopay_consents (
  tenant_id       uuid not null references tenants,
  -- counts from 1; writers of one tenant take turns
  version         integer not null,
  is_on           boolean not null,
  reason          text not null,
  -- invoices due on this day or later are collected; null when off
  covers_from     date,
  -- both null: no limit. In another currency, too, the customer is asked first.
  limit_currency  char(3),
  limit_minor     bigint,
  -- which text was agreed to, in which language
  wording_version integer not null,
  language        text not null,
  decided_by      text not null,
  decided_email   text not null,
  client_ip       text not null,
  decided_at      timestamptz not null,
  primary key (tenant_id, version),
  constraint autopay_consents_version_positive check (version > 0),
  constraint autopay_consents_reason_known check (reason in ('chosen', 'method_removed')),
  constraint autopay_consents_on_covers_a_day check (is_on = (covers_from is not null)),
  constraint autopay_consents_on_is_chosen check (not is_on or reason = 'chosen'),
  constraint autopay_consents_limit_whole_or_none check ((limit_currency is null) = (limit_minor is null)),
  constraint autopay_consents_limit_positive check (limit_minor > 0)
);
call protect_tenant_table('autopay_consents', 'select, insert');
create trigger autopay_consents_append_only before update or delete or truncate on autopay_consents
  for each statement execute function refuse_change();
create trigger autopay_consents_audit after insert on autopay_consents
  for each row execute function audit_row('autopay_consent', 'version');
-- While no tenant is set, the worker sees who is to be collected from.
create policy worker_finds on autopay_consents for select to quittance_worker using (current_tenant() is null);

-- Which charge was which attempt: the key keeps two workers from making the same one.
create table autopay_attempts (
  tenant_id    uuid not null references tenants,
  invoice_id   uuid not null,
  attempt      integer not null,
  charge_id    uuid not null,
  attempted_at timestamptz not null,
  primary key (tenant_id, invoice_id, attempt),
  constraint autopay_attempts_charge_key unique (tenant_id, charge_id),
  foreign key (tenant_id, invoice_id) references invoices (tenant_id, invoice_id),
  foreign key (tenant_id, charge_id) references charges (tenant_id, charge_id),
  constraint autopay_attempts_attempt_positive check (attempt > 0)
);
call protect_tenant_table('autopay_attempts', 'select, insert');
create trigger autopay_attempts_append_only before update or delete or truncate on autopay_attempts
  for each statement execute function refuse_change();
create trigger autopay_attempts_audit after insert on autopay_attempts
  for each row execute function audit_row('autopay_attempt', 'charge_id');

-- A fact may happen to a document more than once: a debit that fails, a card that ends again.
alter table outbox add column occurrence text not null default '';
alter table outbox drop constraint outbox_once_per_event;
alter table outbox add constraint outbox_once_per_event unique (tenant_id, event, document_id, occurrence);
alter table emails add column occurrence text not null default '';
alter table emails drop constraint emails_once_per_recipient;
alter table emails add constraint emails_once_per_recipient
  unique (tenant_id, event, document_id, recipient, occurrence);
alter table document_events drop constraint document_events_document_kind_known;
alter table document_events add constraint document_events_document_kind_known
  check (document_kind in ('invoice', 'credit_note', 'payment', 'refund', 'payment_method'));

-- The network replaces cards by itself; the gateway tells us, naming only its own id of the method.
grant update (brand, last4, expires_on, fingerprint) on payment_methods to quittance_portal, quittance_worker;
create policy worker_finds on payment_methods for select to quittance_worker using (current_tenant() is null);
create index payment_methods_expiring on payment_methods (expires_on) where removed_at is null;
create index payment_methods_by_provider on payment_methods (gateway, provider_ref);
