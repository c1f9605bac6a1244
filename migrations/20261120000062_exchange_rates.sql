-- Exchange rates, what they made of a document's tax, who wants to read amounts in which currency, and tax
-- that customers withhold (rows M2 M3 L3).
--
-- Why: a rate is a fact with a source, an instant and an end; what was converted with it stands beside its
-- document for ever. Lock: short, on two constraints.

-- The operator's rows, the same for all customers. A wrong rate is followed by a right one, never changed.
create table exchange_rates (
  rate_id    uuid primary key,
  -- one unit of base is `rate` of quote
  base       char(3) not null,
  quote      char(3) not null,
  rate       numeric not null,
  source     text not null,
  quoted_on  date not null,
  as_of      timestamptz not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  entered_by text not null,
  constraint exchange_rates_key unique (base, quote, source, as_of),
  constraint exchange_rates_source_known check (source in ('ecb', 'manual')),
  constraint exchange_rates_rate_positive check (rate > 0),
  constraint exchange_rates_two_currencies check (base <> quote),
  constraint exchange_rates_expire_later check (expires_at > as_of)
);
grant select on exchange_rates to quittance_portal, quittance_worker, quittance_staff_read;
grant insert on exchange_rates to quittance_worker;
create trigger exchange_rates_append_only before update or delete or truncate on exchange_rates
  for each statement execute function refuse_change();
-- A feed's 200,000 rates are one entry in the log, written by the import; what somebody typed is one each.
create trigger exchange_rates_audit after insert on exchange_rates
  for each row when (new.source = 'manual') execute function audit_operator_row('exchange_rate', 'rate_id');

-- The tax of an invoice in the seller's tax currency (EN 16931 BT-111), with the rate as it was.
create table invoice_tax_conversions (
  tenant_id         uuid not null references tenants,
  invoice_id        uuid not null,
  document_currency char(3) not null,
  currency          char(3) not null,
  tax_minor         bigint not null,
  total_minor       bigint not null,
  -- one unit of the document's currency is numerator / denominator of `currency`
  rate_numerator    numeric not null,
  rate_denominator  numeric not null,
  source            text not null,
  quoted_on         date not null,
  as_of             timestamptz not null,
  expires_at        timestamptz not null,
  rate_ids          uuid[] not null,
  converted_at      timestamptz not null,
  primary key (tenant_id, invoice_id),
  foreign key (tenant_id, invoice_id, document_currency) references invoices (tenant_id, invoice_id, currency),
  constraint invoice_tax_conversions_rate_positive check (rate_numerator > 0 and rate_denominator > 0),
  constraint invoice_tax_conversions_two_currencies check (currency <> document_currency)
);
call protect_tenant_table('invoice_tax_conversions', 'select, insert');
create trigger invoice_tax_conversions_append_only before update or delete or truncate on invoice_tax_conversions
  for each statement execute function refuse_change();
create trigger invoice_tax_conversions_audit after insert on invoice_tax_conversions
  for each row execute function audit_row('tax_conversion', 'invoice_id');

-- In which currency somebody of a customer wants to see about how much it is. No row: as the customer says.
create table display_preferences (
  tenant_id uuid not null references tenants,
  person_id uuid not null,
  currency  char(3) not null,
  set_at    timestamptz not null,
  primary key (tenant_id, person_id)
);
call protect_tenant_table('display_preferences', 'select, insert, update, delete');

-- Tax that the customer paid to their state in our name: it settles invoices, and is no money.
alter table payments drop constraint payments_method_known;
alter table payments add constraint payments_method_known check
  (method in ('bank_transfer', 'cheque', 'cash', 'card', 'direct_debit', 'withholding_tax', 'other'));
alter table payments add constraint payments_withheld_never_returns check
  (method <> 'withholding_tax' or (refunded_minor = 0 and disputed_minor = 0));

create table withholding_certificates (
  tenant_id          uuid not null references tenants,
  payment_id         uuid not null,
  certificate_number text not null,
  rate_percent       numeric not null,
  primary key (tenant_id, payment_id),
  foreign key (tenant_id, payment_id) references payments (tenant_id, payment_id),
  constraint withholding_certificates_number_not_blank check (btrim(certificate_number) <> ''),
  constraint withholding_certificates_rate_is_a_share check (rate_percent > 0 and rate_percent < 100)
);
call protect_tenant_table('withholding_certificates', 'select, insert');
create trigger withholding_certificates_append_only before update or delete or truncate on withholding_certificates
  for each statement execute function refuse_change();
create trigger withholding_certificates_audit after insert on withholding_certificates
  for each row execute function audit_row('withholding_certificate', 'payment_id');

alter table ledger_entries drop constraint ledger_entries_account_known;
alter table ledger_entries add constraint ledger_entries_account_known check (account in
  ('receivable', 'customer_credit', 'refunds_pending', 'bank', 'gateway_clearing', 'disputed_funds', 'gateway_fees',
   'dispute_losses', 'promotional_credit', 'expired_credit', 'sales', 'tax_payable', 'withholding_tax_receivable',
   'bad_debt', 'opening_balance'));
