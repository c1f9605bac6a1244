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
