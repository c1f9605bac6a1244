-- The sum of a plan is compared number by number.
--
-- Why: Postgres compares a row with a subquery's row by `=` and `in`, not by `is distinct from`; the check of
-- 76 refused every plan with an error of its own. Lock: none. Backfill: none, no plan could be stored.

create or replace function check_plan_is_its_sum() returns trigger language plpgsql as $$
declare
  agreed installment_plans;
  parts  record;
begin
  select * into agreed from installment_plans where tenant_id = new.tenant_id and plan_id = new.plan_id;
  select count(*) as count, sum(amount_minor) as sum_minor
    into parts
    from installments
   where tenant_id = new.tenant_id and plan_id = new.plan_id;
  if coalesce(agreed.installment_count, 0) <> parts.count
     or agreed.total_minor is distinct from agreed.down_payment_minor + parts.sum_minor then
    raise exception 'installment plan % is not the sum of its parts', new.plan_id
      using errcode = 'check_violation', constraint = 'installment_plans_total_is_the_sum';
  end if;
  return null;
end $$;
