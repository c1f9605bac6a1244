-- The customer's credit as grants, each with its source, expiry and priority (row K1), and voiding a
-- credit note (row J1).
--
-- Why: one number per currency cannot say where credit came from or when it ends. Movements are the
-- only writer: they move a grant, a grant moves the balance, both here in the database, so that no code
-- can move one without the other. Lock: credit_balances, credit_notes and the ledger, exclusively, for
-- as long as this file runs. Backfill: what a customer has becomes one grant per currency.

create table credit_grants (
  tenant_id       uuid not null references tenants,
  grant_id        uuid not null,
  kind            text not null,
  -- the payment, credit note or allocation that it came from
  source_id       uuid,
  currency        char(3) not null,
  amount_minor    bigint not null,
  remaining_minor bigint not null default 0,
  -- the last civil day of the customer on which it can be spent; null: for ever
  expires_on      date,
  -- of those that end on the same day the lowest is spent first
  priority        smallint not null default 50,
  -- for the customer's eyes
  note            text not null default '',
  granted_at      timestamptz not null,
  granted_by      text not null,
  primary key (tenant_id, grant_id),
  constraint credit_grants_currency_key unique (tenant_id, grant_id, currency),
  constraint credit_grants_kind_known check (kind in
    ('payment', 'credit_note', 'prepaid', 'imported', 'goodwill', 'promotional')),
  constraint credit_grants_amount_positive check (amount_minor > 0),
  constraint credit_grants_never_overdrawn check (remaining_minor between 0 and amount_minor),
  constraint credit_grants_priority_in_range check (priority between 0 and 100)
);
create index credit_grants_spendable on credit_grants (tenant_id, currency, expires_on, priority, granted_at)
  where remaining_minor > 0;
create index credit_grants_by_source on credit_grants (tenant_id, source_id) where source_id is not null;
create index credit_grants_ending on credit_grants (expires_on)
  where remaining_minor > 0 and expires_on is not null;

create table credit_movements (
  tenant_id    uuid not null,
  movement_id  uuid not null,
  grant_id     uuid not null,
  currency     char(3) not null,
  -- positive adds to the grant
  amount_minor bigint not null,
  reason       text not null,
  -- what it was moved for: an allocation, a refund, a credit note; else the grant or the movement itself
  purpose_id   uuid not null,
  moved_at     timestamptz not null,
  primary key (tenant_id, movement_id),
  foreign key (tenant_id, grant_id, currency) references credit_grants (tenant_id, grant_id, currency),
  -- Nothing happens twice, whoever repeats it.
  constraint credit_movements_once unique (tenant_id, grant_id, reason, purpose_id),
  constraint credit_movements_reason_known check (reason in
    ('granted', 'applied', 'refunded', 'unapplied', 'refund_failed', 'expired', 'taken_back', 'note_voided')),
  constraint credit_movements_sign_fits_reason check
    (case when reason in ('granted', 'unapplied', 'refund_failed') then amount_minor > 0 else amount_minor < 0 end),
  constraint credit_movements_granted_by_its_grant check (reason <> 'granted' or purpose_id = grant_id)
);
create index credit_movements_by_purpose on credit_movements (tenant_id, purpose_id);
create index credit_movements_list on credit_movements
  (tenant_id, ((moved_at at time zone 'UTC')::date) desc, movement_id desc);

-- Backfill, before the tables are protected and before the triggers are there: the owner has no policy.
alter table credit_balances no force row level security;
alter table ledger_entries no force row level security;
alter table ledger_transactions no force row level security;
alter table tenants no force row level security;
insert into credit_grants (tenant_id, grant_id, kind, currency, amount_minor, remaining_minor, granted_at, granted_by)
select b.tenant_id, gen_random_uuid(), 'imported', b.currency, b.balance_minor, b.balance_minor,
       coalesce((select max(t.posted_at)
                   from ledger_entries e
                   join ledger_transactions t on t.tenant_id = e.tenant_id and t.transaction_id = e.transaction_id
                  where e.tenant_id = b.tenant_id and e.account = 'customer_credit' and e.currency = b.currency),
                n.created_at),
       'system:migration'
  from credit_balances b
  join tenants n on n.tenant_id = b.tenant_id
 where b.balance_minor > 0;
insert into credit_movements (tenant_id, movement_id, grant_id, currency, amount_minor, reason, purpose_id, moved_at)
select tenant_id, gen_random_uuid(), grant_id, currency, amount_minor, 'granted', grant_id, granted_at
  from credit_grants;
alter table credit_balances force row level security;
alter table ledger_entries force row level security;
alter table ledger_transactions force row level security;
alter table tenants force row level security;

call protect_tenant_table('credit_grants', 'select');
grant insert (tenant_id, grant_id, kind, source_id, currency, amount_minor, expires_on, priority, note, granted_at,
              granted_by)
  on credit_grants to quittance_portal, quittance_worker;
grant update (expires_on) on credit_grants to quittance_portal, quittance_worker;
-- While no tenant is set, the worker sees whose credit ends.
create policy worker_finds on credit_grants for select to quittance_worker using (current_tenant() is null);
create trigger credit_grants_audit after insert on credit_grants
  for each row execute function audit_row('credit_grant', 'grant_id');
create trigger credit_grants_audit_update after update on credit_grants
  for each row when (old.expires_on is distinct from new.expires_on)
  execute function audit_row('credit_grant', 'grant_id');

call protect_tenant_table('credit_movements', 'select, insert');
create trigger credit_movements_append_only before update or delete or truncate on credit_movements
  for each statement execute function refuse_change();

-- An end may be put off, never brought forward.
create function guard_credit_grant() returns trigger language plpgsql as $$
begin
  if new.expires_on is not null and (old.expires_on is null or new.expires_on < old.expires_on) then
    raise exception 'credit grant % ends on %', old.grant_id, old.expires_on
      using errcode = 'check_violation', constraint = 'credit_grants_end_is_only_put_off';
  end if;
  return new;
end $$;
create trigger credit_grants_guard before update of expires_on on credit_grants
  for each row execute function guard_credit_grant();

-- The two steps run as the door: the application itself can write neither what is left nor a balance.
revoke insert, update on credit_balances from quittance_portal, quittance_worker;
create policy door on credit_grants for all to quittance_door using (true) with check (true);
create policy door on credit_balances for all to quittance_door using (true) with check (true);
grant select, update (remaining_minor) on credit_grants to quittance_door;
grant select, insert, update on credit_balances to quittance_door;

-- Once per statement, for an import moves thousands. The settings hold the planner to one look-up by
-- primary key per grant: a plan cached while the table was small would read all of it.
create function move_credit_grants() returns trigger language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  update credit_grants g
     set remaining_minor = g.remaining_minor + m.moved_minor
    from (select tenant_id, grant_id, sum(amount_minor)::bigint as moved_minor
            from moved
           group by tenant_id, grant_id) m
   where g.tenant_id = m.tenant_id and g.grant_id = m.grant_id;
  return null;
end $$;
call make_door('move_credit_grants()', 'quittance_portal, quittance_worker');
create trigger credit_movements_move_their_grants after insert on credit_movements
  referencing new table as moved for each statement execute function move_credit_grants();

create function move_credit_balances() returns trigger language plpgsql as $$
begin
  -- Two steps: a negative row would be refused before it met the one that is there.
  insert into credit_balances (tenant_id, currency, balance_minor)
  select distinct tenant_id, currency, 0
    from now_left
  on conflict do nothing;
  update credit_balances b
     set balance_minor = b.balance_minor + m.moved_minor
    from (select tenant_id, currency, sum(minor)::bigint as moved_minor
            from (select tenant_id, currency, remaining_minor as minor from now_left
                   union all
                  select tenant_id, currency, -remaining_minor from was_left) step
           group by tenant_id, currency
          having sum(minor) <> 0) m
   where b.tenant_id = m.tenant_id and b.currency = m.currency;
  return null;
end $$;
call make_door('move_credit_balances()', 'quittance_portal, quittance_worker');
create trigger credit_grants_move_the_balance after update on credit_grants
  referencing old table as was_left new table as now_left
  for each statement execute function move_credit_balances();

-- Voiding a credit note: the one change that an issued note allows besides the hash of its PDF.
alter table credit_notes add column voided_at timestamptz;
alter table credit_notes add column void_reason text not null default '';
alter table credit_notes add constraint credit_notes_void_says_when_and_why check
  ((status = 'void') = (voided_at is not null) and (status = 'void') = (btrim(void_reason) <> ''));
grant update (status, voided_at, void_reason) on credit_notes to quittance_portal, quittance_worker;
create trigger credit_notes_audit_void after update on credit_notes
  for each row when (old.status is distinct from new.status) execute function audit_row('credit_note', 'credit_note_id');

create or replace function guard_credit_note() returns trigger language plpgsql as $$
declare
  v_file constant text[] := '{pdf_sha256,search_text}';
  v_void constant text[] := '{status,voided_at,void_reason,search_text}';
begin
  -- search_text is generated, and not yet computed when this runs
  if tg_op = 'UPDATE' then
    if old.pdf_sha256 is null and to_jsonb(new) - v_file = to_jsonb(old) - v_file then
      return new;
    end if;
    if old.status = 'issued' and new.status = 'void' and to_jsonb(new) - v_void = to_jsonb(old) - v_void then
      return new;
    end if;
  end if;
  raise exception 'credit note % is issued', old.number
    using errcode = 'check_violation', constraint = 'credit_notes_issued_is_immutable';
end $$;

-- The notes of one invoice together are never for more than it. The invoice's row is the lock: whoever
-- comes at the same time waits, and then sees the others' notes.
create function check_credited_total() returns trigger language plpgsql as $$
declare
  v_total bigint;
  v_credited numeric;
begin
  select total_minor into v_total
    from invoices
   where tenant_id = new.tenant_id and invoice_id = new.invoice_id
     for no key update;
  select sum(total_minor) into v_credited
    from credit_notes
   where tenant_id = new.tenant_id and invoice_id = new.invoice_id and status = 'issued';
  if v_credited > v_total then
    raise exception 'invoice % is credited beyond its total', new.invoice_id
      using errcode = 'check_violation', constraint = 'credit_notes_within_their_invoice';
  end if;
  return null;
end $$;
create trigger credit_notes_within_their_invoice after insert on credit_notes
  for each row when (new.invoice_id is not null) execute function check_credited_total();
