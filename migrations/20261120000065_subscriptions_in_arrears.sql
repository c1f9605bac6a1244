-- The hourly look at what customers have not paid (row E9) reads the few subscriptions that are in arrears
-- and not all of them. Lock: share on subscriptions while the index is built. Backfill: none.

create index staff_subscriptions_in_arrears on subscriptions (tenant_id, subscription_id)
  where status in ('past_due', 'unpaid');
