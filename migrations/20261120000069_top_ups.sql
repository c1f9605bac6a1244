-- Credit that a customer buys ahead (row B9): a charge that is for no invoice.
--
-- Why: the third purpose of a charge. It takes money as a payment does and names no invoice, so what the
-- constraints said of `payment` they now say of everything but `setup`. Lock: charges, exclusively, while its
-- rows are read once for the new checks. Backfill: none.

alter table charges drop constraint charges_purpose_known;
alter table charges add constraint charges_purpose_known check (purpose in ('payment', 'setup', 'top_up'));
alter table charges drop constraint charges_setup_is_hosted;
alter table charges add constraint charges_setup_is_hosted check (purpose <> 'setup' or way = 'hosted');
alter table charges drop constraint charges_succeeded_made_its_payment;
alter table charges add constraint charges_succeeded_made_its_payment check
  ((state = 'succeeded' and purpose <> 'setup') = (payment_id is not null));

-- Only what pays invoices names any, and then it is exactly their sum.
create or replace function check_charge_is_its_sum() returns trigger language plpgsql as $$
begin
  if exists (select from charges c
              where c.tenant_id = new.tenant_id and c.charge_id = new.charge_id
                and case c.purpose when 'payment' then c.amount_minor else 0 end
                    <> (select coalesce(sum(i.amount_minor), 0)
                          from charge_invoices i
                         where i.tenant_id = c.tenant_id and i.charge_id = c.charge_id)) then
    raise exception 'charge % is not the sum of what it is for', new.charge_id
      using errcode = 'check_violation', constraint = 'charges_amount_is_the_sum';
  end if;
  return null;
end $$;

-- The top-ups of a customer that may be in the way of the next one.
create index charges_living_top_ups on charges (tenant_id, created_at)
  where purpose = 'top_up' and state in ('created', 'sent', 'requires_action', 'processing');

drop index charges_fee_unknown;
create index charges_fee_unknown on charges (coalesce(fee_asked_at, created_at))
  where state = 'succeeded' and purpose <> 'setup' and fee_state = 'unknown';

-- A payment buys credit once, whoever notices it.
create unique index credit_grants_bought_once on credit_grants (tenant_id, source_id) where kind = 'prepaid';
