-- One payment for several invoices, several payments for one invoice, and money taken off again (row D11).
--
-- Why: a reservation becomes an amount, so that two parts of one invoice can be on their way at once; an
-- allocation can be reversed, once, by its exact opposite. Lock: short, on one index and two tables.

-- What living charges have reserved of an invoice is together never more than is due on it. The row of
-- the invoice is locked first, so that two charges do not both see what only one of them can have.
drop index charge_invoices_one_living;
create index charge_invoices_living on charge_invoices (tenant_id, invoice_id) where is_living;

create or replace function check_reservation() returns trigger language plpgsql as $$
declare
  due      bigint;
  reserved bigint;
begin
  select due_minor
    into due
    from invoices
   where tenant_id = new.tenant_id and invoice_id = new.invoice_id and status = 'open'
     for update;
  select coalesce(sum(amount_minor), 0)
    into reserved
    from charge_invoices
   where tenant_id = new.tenant_id and invoice_id = new.invoice_id and is_living;
  if due is null or reserved > due then
    raise exception 'more is charged than is due on invoice %', new.invoice_id
      using errcode = 'check_violation', constraint = 'charge_invoices_within_what_is_due';
  end if;
  return null;
end $$;

-- A charge is exactly what its invoices are charged, once it is complete.
create function check_charge_is_its_sum() returns trigger language plpgsql as $$
begin
  if exists (select from charges c
              where c.tenant_id = new.tenant_id and c.charge_id = new.charge_id and c.purpose = 'payment'
                and c.amount_minor <> (select coalesce(sum(i.amount_minor), 0)
                                         from charge_invoices i
                                        where i.tenant_id = c.tenant_id and i.charge_id = c.charge_id)) then
    raise exception 'charge % is not the sum of what it is for', new.charge_id
      using errcode = 'check_violation', constraint = 'charges_amount_is_the_sum';
  end if;
  return null;
end $$;
create constraint trigger charges_amount_is_the_sum after insert on charges
  deferrable initially deferred for each row execute function check_charge_is_its_sum();
create constraint trigger charge_invoices_sum_is_the_amount after insert on charge_invoices
  deferrable initially deferred for each row execute function check_charge_is_its_sum();

-- Money taken off an invoice again is a row of its own.
alter table allocations add column reverses_allocation_id uuid;
alter table allocations add column reason text not null default '';
alter table allocations add foreign key (tenant_id, reverses_allocation_id)
  references allocations (tenant_id, allocation_id);
alter table allocations add constraint allocations_reversed_once unique (tenant_id, reverses_allocation_id);
alter table allocations add constraint allocations_less_than_nothing_reverses
  check (case when reverses_allocation_id is not null then amount_minor < 0
              else amount_minor > 0 or credit_note_id is not null end);

create function check_reversal() returns trigger language plpgsql as $$
begin
  if not exists (select from allocations a
                  where a.tenant_id = new.tenant_id and a.allocation_id = new.reverses_allocation_id
                    and a.reverses_allocation_id is null and a.invoice_id = new.invoice_id
                    and a.payment_id is not distinct from new.payment_id
                    and a.credit_note_id is not distinct from new.credit_note_id and a.currency = new.currency
                    and a.amount_minor = -new.amount_minor) then
    raise exception 'allocation % is not the opposite of what it reverses', new.allocation_id
      using errcode = 'check_violation', constraint = 'allocations_reversal_is_the_opposite';
  end if;
  return null;
end $$;
create trigger allocations_reversal_is_the_opposite after insert on allocations
  for each row when (new.reverses_allocation_id is not null) execute function check_reversal();

-- A part of an invoice that is due before the rest (row D10): asked for on a draft, fixed with it.
create table invoice_deposits (
  tenant_id    uuid not null,
  invoice_id   uuid not null,
  -- a share of the total, or an amount in the invoice's currency
  percent      numeric,
  asked_minor  bigint,
  -- null: the day of issue
  asked_due_on date,
  -- what finalising made of it
  amount_minor bigint,
  due_on       date,
  primary key (tenant_id, invoice_id),
  foreign key (tenant_id, invoice_id) references invoices (tenant_id, invoice_id) on delete cascade,
  constraint invoice_deposits_share_or_amount check ((percent is null) <> (asked_minor is null)),
  constraint invoice_deposits_percent_in_range check (percent > 0 and percent <= 100),
  constraint invoice_deposits_asked_positive check (asked_minor > 0),
  constraint invoice_deposits_amount_positive check (amount_minor > 0),
  constraint invoice_deposits_fixed_together check ((amount_minor is null) = (due_on is null))
);
create index invoice_deposits_due on invoice_deposits (tenant_id, due_on) where due_on is not null;
call protect_tenant_table('invoice_deposits', 'select, insert, update, delete');
create trigger invoice_deposits_audit after insert or update or delete on invoice_deposits
  for each row execute function audit_row('invoice_deposit', 'invoice_id');

create function guard_deposit() returns trigger language plpgsql as $$
declare
  deposit invoice_deposits := case when tg_op = 'DELETE' then old else new end;
begin
  if exists (select from invoices
              where tenant_id = deposit.tenant_id and invoice_id = deposit.invoice_id and status <> 'draft') then
    raise exception 'the invoice is finalised'
      using errcode = 'check_violation', constraint = 'invoice_deposits_finalized_is_immutable';
  end if;
  return deposit;
end $$;
create trigger invoice_deposits_guard before insert or update or delete on invoice_deposits
  for each row execute function guard_deposit();

-- What is finalised with a deposit has it fixed: between its issue and its due date, at most the whole.
create function check_deposit_is_fixed() returns trigger language plpgsql as $$
begin
  if exists (select from invoice_deposits
              where tenant_id = new.tenant_id and invoice_id = new.invoice_id
                and (amount_minor is null or amount_minor > new.total_minor
                     or due_on not between new.issued_on and new.due_on)) then
    raise exception 'the deposit of invoice % is not fixed', new.number
      using errcode = 'check_violation', constraint = 'invoice_deposits_fixed_at_finalize';
  end if;
  return null;
end $$;
create trigger invoices_deposit_is_fixed after update on invoices
  for each row when (old.status = 'draft' and new.status <> 'draft') execute function check_deposit_is_fixed();

-- How long this customer has to pay; without a row it is as long as the seller says.
create table payment_terms (
  tenant_id uuid primary key references tenants,
  -- 'due_on_receipt' is 0 days; net 15, 30, 60
  net_days  smallint not null,
  set_at    timestamptz not null,
  set_by    text not null,
  constraint payment_terms_days_in_range check (net_days between 0 and 365)
);
call protect_tenant_table('payment_terms', 'select, insert, update, delete');
create trigger payment_terms_audit after insert or update or delete on payment_terms
  for each row execute function audit_row('payment_terms', 'tenant_id');

-- Fees that a gateway did not know when the money came are asked for later.
alter table charges add column fee_state text not null default 'unknown';
alter table charges add column fee_asked_at timestamptz;
alter table charges add constraint charges_fee_state_known
  check (fee_state in ('unknown', 'posted', 'nothing', 'foreign', 'given_up'));
grant update (fee_state, fee_asked_at) on charges to quittance_portal, quittance_worker;
create index charges_fee_unknown on charges (coalesce(fee_asked_at, created_at))
  where state = 'succeeded' and purpose = 'payment' and fee_state = 'unknown';
