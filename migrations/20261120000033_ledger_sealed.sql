-- A ledger transaction is complete when it commits: entries are accepted only by the database transaction
-- that posted it. Otherwise a pair that balances could be slipped into an old one (row N1).

alter table ledger_transactions add column posted_in xid8 not null default pg_current_xact_id();

create function stamp_posting() returns trigger language plpgsql as $$
begin
  new.posted_in := pg_current_xact_id();
  return new;
end $$;
create trigger ledger_transactions_stamp before insert on ledger_transactions
  for each row execute function stamp_posting();

create function refuse_late_entry() returns trigger language plpgsql as $$
begin
  if not exists (select from ledger_transactions
                  where tenant_id = new.tenant_id
                    and transaction_id = new.transaction_id
                    and posted_in = pg_current_xact_id()) then
    raise exception 'ledger transaction % is closed', new.transaction_id
      using errcode = 'check_violation', constraint = 'ledger_entries_come_with_their_transaction';
  end if;
  return null;
end $$;
-- After the row's policy was asked, so that an entry of another tenant is refused as such.
create trigger ledger_entries_come_with_their_transaction after insert on ledger_entries
  for each row execute function refuse_late_entry();
