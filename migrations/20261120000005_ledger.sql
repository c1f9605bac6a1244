-- The double-entry ledger: every transaction sums to zero per currency when it commits, and nothing
-- in it is ever changed (row N1). Debits are positive, credits negative, in minor units.

create table ledger_transactions (
  tenant_id      uuid not null references tenants,
  transaction_id uuid not null,
  kind           text not null,
  source_kind    text not null,
  source_id      uuid not null,
  description    text not null,
  effective_on   date not null,
  posted_at      timestamptz not null,
  primary key (tenant_id, transaction_id),
  -- The idempotency of posting: one transaction per event of a source, for ever.
  constraint ledger_transactions_once unique (tenant_id, kind, source_id)
);

create table ledger_entries (
  tenant_id      uuid not null,
  transaction_id uuid not null,
  entry_no       smallint not null,
  account        text not null,
  currency       char(3) not null,
  amount_minor   bigint not null,
  primary key (tenant_id, transaction_id, entry_no),
  foreign key (tenant_id, transaction_id) references ledger_transactions (tenant_id, transaction_id),
  constraint ledger_entries_amount_not_zero check (amount_minor <> 0),
  constraint ledger_entries_account_known check (account in
    ('receivable', 'customer_credit', 'bank', 'sales', 'tax_payable', 'bad_debt', 'opening_balance'))
);
create index staff_ledger_journal on ledger_transactions (effective_on, transaction_id);
create index ledger_entries_balance on ledger_entries (tenant_id, account, currency) include (amount_minor);

call protect_tenant_table('ledger_transactions', 'select, insert');
call protect_tenant_table('ledger_entries', 'select, insert');
create trigger ledger_transactions_append_only before update or delete or truncate on ledger_transactions
  for each statement execute function refuse_change();
create trigger ledger_entries_append_only before update or delete or truncate on ledger_entries
  for each statement execute function refuse_change();

-- The two checks run as the door, because at commit the setting of the tenant may be another's.
create policy door on ledger_transactions for select to quittance_door using (true);
create policy door on ledger_entries for select to quittance_door using (true);
grant select on ledger_transactions, ledger_entries to quittance_door;

create function check_transaction_balances() returns trigger language plpgsql as $$
declare v_bad record;
begin
  select currency, sum(amount_minor) as residue, count(*) as entries into v_bad
    from ledger_entries
   where tenant_id = new.tenant_id and transaction_id = new.transaction_id
   group by currency having sum(amount_minor) <> 0
   limit 1;
  if found then
    raise exception 'ledger transaction % is off by % %', new.transaction_id, v_bad.residue, v_bad.currency
      using errcode = 'check_violation', constraint = 'ledger_entries_balance_to_zero';
  end if;
  return null;
end $$;
call make_door('check_transaction_balances()', 'quittance_portal, quittance_worker');
create constraint trigger ledger_entries_balance_to_zero after insert on ledger_entries
  deferrable initially deferred for each row execute function check_transaction_balances();

create function check_transaction_has_entries() returns trigger language plpgsql as $$
begin
  if not exists (select from ledger_entries
                  where tenant_id = new.tenant_id and transaction_id = new.transaction_id) then
    raise exception 'ledger transaction % has no entries', new.transaction_id
      using errcode = 'check_violation', constraint = 'ledger_transactions_have_entries';
  end if;
  return null;
end $$;
call make_door('check_transaction_has_entries()', 'quittance_portal, quittance_worker');
create constraint trigger ledger_transactions_have_entries after insert on ledger_transactions
  deferrable initially deferred for each row execute function check_transaction_has_entries();

create trigger ledger_transactions_audit after insert on ledger_transactions
  for each row execute function audit_row('ledger_transaction', 'transaction_id');
