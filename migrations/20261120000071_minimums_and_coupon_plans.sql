-- What a minimum was measured by, and which plans a customer's coupon is for (rows E7 E8 F3).
--
-- Why: usage that comes late first uses up the minimum that was charged, so what a period came to and what
-- was owed of it at least must be known for ever, also when the contract says another minimum by then; and
-- a coupon that is for some plans must stop with the plan. Lock: short, on tables that hold nothing yet in a
-- released version.

create table subscription_minimums (
  tenant_id       uuid not null,
  invoice_id      uuid not null,
  subscription_id uuid not null,
  covered         tstzrange not null,
  -- the least that the period was to come to, and what it came to when it was billed; net, before coupons
  owed_minor      bigint not null,
  came_to_minor   bigint not null,
  -- the line that charges what falls short, if something does
  line_no         integer,
  primary key (tenant_id, invoice_id, subscription_id),
  foreign key (tenant_id, subscription_id) references subscriptions (tenant_id, subscription_id),
  foreign key (tenant_id, invoice_id) references invoices (tenant_id, invoice_id),
  constraint subscription_minimums_owed_not_negative check (owed_minor >= 0),
  constraint subscription_minimums_line_where_short check ((line_no is not null) = (came_to_minor < owed_minor))
);
create index subscription_minimums_of_subscription on subscription_minimums (tenant_id, subscription_id);
call protect_tenant_table('subscription_minimums', 'select, insert');
create trigger subscription_minimums_append_only before update or delete or truncate on subscription_minimums
  for each statement execute function refuse_change();

-- What the period costs more, of which a minimum may have paid a part: amount_minor is what was charged.
alter table usage_adjustments add column difference_minor bigint;

-- Null: for every plan. As the terms were when the customer took it, which never change.
alter table subscription_coupons add column plan_codes text[];
-- Forced row security hides the rows from the owner too; the log has the coupon's terms already.
alter table subscription_coupons no force row level security;
alter table subscription_coupons disable trigger subscription_coupons_audit;
update subscription_coupons s
   set plan_codes = c.plan_codes
  from coupons c
 where c.code = s.code and cardinality(c.plan_codes) > 0;
alter table subscription_coupons enable trigger subscription_coupons_audit;
alter table subscription_coupons force row level security;
