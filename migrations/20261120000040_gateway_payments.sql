-- Paying through a gateway: who the customer is there, saved methods, charges and what they are for,
-- and the inbox of webhooks (rows B4, B5, D5, D6).
--
-- Why: a charge is stored before the gateway is called, so that no outcome can get lost, and the
-- database itself keeps an invoice from being charged twice. Lock: short, on two constraints.

alter table ledger_entries drop constraint ledger_entries_account_known;
alter table ledger_entries add constraint ledger_entries_account_known check (account in
  ('receivable', 'customer_credit', 'bank', 'gateway_clearing', 'gateway_fees', 'sales', 'tax_payable', 'bad_debt',
   'opening_balance'));
alter table payments drop constraint payments_method_known;
alter table payments add constraint payments_method_known check
  (method in ('bank_transfer', 'cheque', 'cash', 'card', 'direct_debit', 'other'));

-- Who the tenant is at each gateway.
create table gateway_customers (
  tenant_id    uuid not null references tenants,
  gateway      text not null,
  provider_ref text not null,
  email        text not null,
  created_at   timestamptz not null,
  primary key (tenant_id, gateway)
);
call protect_tenant_table('gateway_customers', 'select, insert');
create trigger gateway_customers_audit after insert on gateway_customers
  for each row execute function audit_row('gateway_customer', 'gateway');

-- What may be shown of a saved method: never a number. A removed one stays, because charges name it.
create table payment_methods (
  tenant_id         uuid not null references tenants,
  payment_method_id uuid not null,
  gateway           text not null,
  provider_ref      text not null,
  kind              text not null,
  brand             text,
  last4             text,
  -- the last day on which a card can be charged
  expires_on        date,
  fingerprint       text,
  nickname          text not null default '',
  is_default        boolean not null default false,
  added_at          timestamptz not null,
  added_by          text not null,
  removed_at        timestamptz,
  primary key (tenant_id, payment_method_id),
  constraint payment_methods_provider_key unique (tenant_id, gateway, provider_ref),
  constraint payment_methods_last4_is_four check (last4 ~ '^[0-9A-Za-z]{4}$'),
  constraint payment_methods_removed_is_no_default check (removed_at is null or not is_default)
);
create unique index payment_methods_one_default on payment_methods (tenant_id) where is_default;
call protect_tenant_table('payment_methods', 'select, insert');
grant update (nickname, is_default, removed_at) on payment_methods to quittance_portal, quittance_worker;
create trigger payment_methods_audit after insert or update on payment_methods
  for each row execute function audit_row('payment_method', 'payment_method_id');

create table charges (
  tenant_id            uuid not null references tenants,
  charge_id            uuid not null,
  gateway              text not null,
  purpose              text not null,
  way                  text not null,
  payment_method_id    uuid,
  saves_method         boolean not null default false,
  currency             char(3) not null,
  amount_minor         bigint not null,
  state                text not null default 'created',
  -- the form's: it makes one charge, for ever. The gateway is given charge_id, which nobody can choose.
  idempotency_key      text not null,
  provider_session_ref text,
  provider_charge_ref  text,
  -- where the customer goes on: the hosted page, or their bank's question
  action_url           text,
  failure_code         text,
  created_at           timestamptz not null,
  created_by           text not null,
  sent_at              timestamptz,
  checked_at           timestamptz,
  payment_id           uuid,
  primary key (tenant_id, charge_id),
  constraint charges_currency_key unique (tenant_id, charge_id, currency),
  constraint charges_idempotency_key unique (tenant_id, idempotency_key),
  foreign key (tenant_id, payment_method_id) references payment_methods (tenant_id, payment_method_id),
  foreign key (tenant_id, payment_id, currency) references payments (tenant_id, payment_id, currency),
  constraint charges_purpose_known check (purpose in ('payment', 'setup')),
  constraint charges_way_known check (way in ('hosted', 'saved')),
  constraint charges_state_known check (state in
    ('created', 'sent', 'requires_action', 'processing', 'succeeded', 'failed', 'canceled', 'expired')),
  constraint charges_amount_fits_purpose check (case purpose when 'setup' then amount_minor = 0 else amount_minor > 0 end),
  constraint charges_saved_names_its_method check ((way = 'saved') = (payment_method_id is not null)),
  constraint charges_setup_is_hosted check (purpose = 'payment' or way = 'hosted'),
  constraint charges_created_was_not_sent check (state <> 'created' or (sent_at is null and action_url is null)),
  constraint charges_under_way_was_sent check
    (state not in ('sent', 'requires_action', 'processing', 'succeeded', 'failed') or sent_at is not null),
  constraint charges_hosted_page_is_known check
    (way <> 'hosted' or state not in ('requires_action', 'processing') or provider_session_ref is not null),
  constraint charges_succeeded_made_its_payment check
    ((state = 'succeeded' and purpose = 'payment') = (payment_id is not null)),
  constraint charges_failed_says_why check (state <> 'failed' or failure_code is not null)
);
create index charges_living on charges (state, created_at)
  where state in ('created', 'sent', 'requires_action', 'processing');
create index charges_list on charges (tenant_id, created_at desc, charge_id desc);
call protect_tenant_table('charges', 'select, insert');
grant update (state, provider_session_ref, provider_charge_ref, action_url, failure_code, sent_at, checked_at, payment_id)
  on charges to quittance_portal, quittance_worker;
-- While no tenant is set, the worker sees whose charges wait to be looked up.
create policy worker_finds on charges for select to quittance_worker using (current_tenant() is null);
create trigger charges_audit after insert on charges
  for each row execute function audit_row('charge', 'charge_id');
create trigger charges_audit_update after update on charges
  for each row when (old.state is distinct from new.state) execute function audit_row('charge', 'charge_id');

-- How far a charge has come never goes back to `created`, and what has ended stays as it ended.
create function guard_charge() returns trigger language plpgsql as $$
begin
  if old.state in ('succeeded', 'failed', 'canceled', 'expired')
     and (new.state, new.payment_id) is distinct from (old.state, old.payment_id) then
    raise exception 'charge % has ended as %', old.charge_id, old.state
      using errcode = 'check_violation', constraint = 'charges_final_is_final';
  end if;
  if old.state <> new.state and (new.state = 'created' or (new.state = 'sent' and old.state <> 'created')) then
    raise exception 'charge cannot go from % to %', old.state, new.state
      using errcode = 'check_violation', constraint = 'charges_transition_allowed';
  end if;
  return new;
end $$;
create trigger charges_guard before update on charges for each row execute function guard_charge();

-- What a charge is for, in the order in which it settles. While the charge lives, the row is a
-- reservation: no other charge can be begun for that invoice.
create table charge_invoices (
  tenant_id    uuid not null references tenants,
  charge_id    uuid not null,
  invoice_id   uuid not null,
  position     smallint not null,
  currency     char(3) not null,
  amount_minor bigint not null,
  is_living    boolean not null default true,
  primary key (tenant_id, charge_id, invoice_id),
  foreign key (tenant_id, charge_id, currency) references charges (tenant_id, charge_id, currency),
  foreign key (tenant_id, invoice_id, currency) references invoices (tenant_id, invoice_id, currency),
  constraint charge_invoices_amount_positive check (amount_minor > 0)
);
create unique index charge_invoices_one_living on charge_invoices (tenant_id, invoice_id) where is_living;
create index charge_invoices_by_invoice on charge_invoices (tenant_id, invoice_id);
call protect_tenant_table('charge_invoices', 'select, insert');
grant update (is_living) on charge_invoices to quittance_portal, quittance_worker;

create trigger charge_invoices_audit after insert on charge_invoices
  for each row execute function audit_row('charge_invoice', 'charge_id');

create function check_reservation() returns trigger language plpgsql as $$
begin
  if not exists (select from invoices
                  where tenant_id = new.tenant_id and invoice_id = new.invoice_id
                    and status = 'open' and new.amount_minor <= due_minor) then
    raise exception 'more is charged than is due on invoice %', new.invoice_id
      using errcode = 'check_violation', constraint = 'charge_invoices_within_what_is_due';
  end if;
  return null;
end $$;
create trigger charge_invoices_within_what_is_due after insert on charge_invoices
  for each row execute function check_reservation();

-- An ended charge reserves nothing; nobody lifts a reservation while its charge lives.
create function release_reservation() returns trigger language plpgsql as $$
begin
  update charge_invoices
     set is_living = false
   where tenant_id = new.tenant_id and charge_id = new.charge_id and is_living;
  return null;
end $$;
create trigger charges_release after update on charges
  for each row when (new.state in ('succeeded', 'failed', 'canceled', 'expired') and old.state <> new.state)
  execute function release_reservation();

create function guard_reservation() returns trigger language plpgsql as $$
begin
  if new.is_living <> exists (select from charges
                               where tenant_id = new.tenant_id and charge_id = new.charge_id
                                 and state in ('created', 'sent', 'requires_action', 'processing')) then
    raise exception 'a reservation lives as long as its charge'
      using errcode = 'check_violation', constraint = 'charge_invoices_live_with_their_charge';
  end if;
  return null;
end $$;
create trigger charge_invoices_live_with_their_charge after insert or update on charge_invoices
  for each row execute function guard_reservation();

-- What gateways tell us, as it came: verified, stored, answered, and read later. Which tenant it is
-- about is known only after the gateway's own object was read again.
create table webhook_inbox (
  inbox_id        uuid primary key,
  gateway         text not null,
  dedupe_key      text not null,
  kind            text not null,
  object_kind     text not null,
  object_ref      text not null,
  received_at     timestamptz not null,
  headers         jsonb not null,
  body            bytea not null,
  state           text not null default 'waiting',
  attempts        integer not null default 0,
  next_attempt_at timestamptz not null,
  error           text,
  processed_at    timestamptz,
  constraint webhook_inbox_dedupe_key unique (gateway, dedupe_key),
  constraint webhook_inbox_state_known check (state in ('waiting', 'done', 'ignored', 'failed')),
  constraint webhook_inbox_processed_when_ended check ((state in ('done', 'ignored')) = (processed_at is not null))
);
create index webhook_inbox_waiting on webhook_inbox (next_attempt_at, inbox_id) where state = 'waiting';
create index webhook_inbox_received on webhook_inbox (received_at);
alter table webhook_inbox enable row level security;
alter table webhook_inbox force row level security;
create policy take_in on webhook_inbox for insert to quittance_portal with check (state = 'waiting');
create policy work on webhook_inbox for all to quittance_worker using (true) with check (true);
create policy staff_read on webhook_inbox for select to quittance_staff_read using (true);
grant insert on webhook_inbox to quittance_portal;
grant select, update (state, attempts, next_attempt_at, error, processed_at), delete on webhook_inbox to quittance_worker;
-- Not the body: it may hold a name and an address.
grant select (inbox_id, gateway, dedupe_key, kind, object_kind, object_ref, received_at, state, attempts,
              next_attempt_at, error, processed_at)
  on webhook_inbox to quittance_staff_read;
