-- Payments and what they settle. A correction is a new row with the opposite sign.

create table payments (
  tenant_id       uuid not null references tenants,
  payment_id      uuid not null,
  method          text not null,
  reference       text not null default '',
  currency        char(3) not null,
  amount_minor    bigint not null,
  allocated_minor bigint not null default 0,
  received_on     date not null,
  recorded_at     timestamptz not null,
  recorded_by     text not null,
  idempotency_key text not null,
  source          text not null default 'portal',
  source_ref      text,
  primary key (tenant_id, payment_id),
  constraint payments_currency_key unique (tenant_id, payment_id, currency),
  constraint payments_idempotency_key unique (tenant_id, idempotency_key),
  constraint payments_source_key unique (tenant_id, source, source_ref),
  constraint payments_method_known check (method in ('bank_transfer', 'cheque', 'cash', 'card', 'other')),
  constraint payments_amount_positive check (amount_minor > 0),
  constraint payments_never_over_allocated check (allocated_minor between 0 and amount_minor)
);
create index payments_list on payments (tenant_id, received_on desc, payment_id desc);
call protect_tenant_table('payments', 'select, insert');
grant update (allocated_minor) on payments to quittance_portal, quittance_worker;
create trigger payments_audit after insert on payments
  for each row execute function audit_row('payment', 'payment_id');

-- Money placed on an invoice: from a payment, from a credit note of that invoice, or (neither) from
-- the customer's credit. The currency is part of every key, so none can cross.
create table allocations (
  tenant_id      uuid not null references tenants,
  allocation_id  uuid not null,
  invoice_id     uuid not null,
  payment_id     uuid,
  credit_note_id uuid,
  currency       char(3) not null,
  amount_minor   bigint not null,
  allocated_at   timestamptz not null,
  primary key (tenant_id, allocation_id),
  foreign key (tenant_id, invoice_id, currency) references invoices (tenant_id, invoice_id, currency),
  foreign key (tenant_id, payment_id, currency) references payments (tenant_id, payment_id, currency),
  foreign key (tenant_id, credit_note_id, currency) references credit_notes (tenant_id, credit_note_id, currency),
  constraint allocations_one_origin check (payment_id is null or credit_note_id is null),
  constraint allocations_amount_not_zero check (amount_minor <> 0)
);
create index allocations_by_invoice on allocations (tenant_id, invoice_id);
create index allocations_by_payment on allocations (tenant_id, payment_id);
call protect_tenant_table('allocations', 'select, insert');
create trigger allocations_append_only before update or delete or truncate on allocations
  for each statement execute function refuse_change();
create trigger allocations_audit after insert on allocations
  for each row execute function audit_row('allocation', 'allocation_id');

-- The customer's credit may be spent only once: the balance per currency, kept beside the ledger so
-- that a constraint can hold it. `quittance doctor` compares it with the ledger's account.
create table credit_balances (
  tenant_id     uuid not null references tenants,
  currency      char(3) not null,
  balance_minor bigint not null,
  primary key (tenant_id, currency),
  constraint credit_balances_never_negative check (balance_minor >= 0)
);
call protect_tenant_table('credit_balances', 'select, insert, update');
