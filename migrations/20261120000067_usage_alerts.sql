-- Alerts about use and spending (row F4): thresholds that customers set, the cap among them, and what was
-- reached in which period.
--
-- Why: a customer is told once per crossing and period, whoever looks at the same time. Lock: none, the
-- tables are new. Backfill: none; alerts that everybody has are rules and are not stored.

create table usage_alerts (
  tenant_id       uuid not null,
  alert_id        uuid not null,
  subscription_id uuid not null,
  kind            text not null,
  -- of a meter: so many percent of the units that are included in a period
  meter           text,
  percent         integer,
  -- of spending: what metered use of a period costs, net of tax, in the currency of the subscription
  amount_minor    bigint,
  is_cap          boolean not null default false,
  created_at      timestamptz not null,
  created_by      text not null,
  removed_at      timestamptz,
  primary key (tenant_id, alert_id),
  foreign key (tenant_id, subscription_id) references subscriptions (tenant_id, subscription_id),
  constraint usage_alerts_kind_known check (kind in ('percent_of_limit', 'spend')),
  constraint usage_alerts_percent_of_a_meter check ((kind = 'percent_of_limit') = (meter is not null)
    and (meter is null) = (percent is null) and (percent is null or percent between 1 and 1000)),
  constraint usage_alerts_amount_of_spending check ((kind = 'spend') = (amount_minor is not null)
    and (amount_minor is null or amount_minor > 0)),
  constraint usage_alerts_cap_is_of_spending check (not is_cap or kind = 'spend')
);
create unique index usage_alerts_percent_once on usage_alerts (tenant_id, subscription_id, meter, percent)
  where removed_at is null and kind = 'percent_of_limit';
create unique index usage_alerts_spend_once on usage_alerts (tenant_id, subscription_id, amount_minor)
  where removed_at is null and kind = 'spend' and not is_cap;
create unique index usage_alerts_one_cap on usage_alerts (tenant_id, subscription_id)
  where removed_at is null and is_cap;
call protect_tenant_table('usage_alerts', 'select, insert');
grant update (removed_at) on usage_alerts to quittance_portal, quittance_worker;
create trigger usage_alerts_audit after insert or update on usage_alerts
  for each row execute function audit_row('usage_alert', 'alert_id');

-- Once per alert and period. An alert that everybody has stands in no other table: its id is made of the
-- subscription, the meter and the percentage.
create table usage_alert_crossings (
  tenant_id       uuid not null,
  alert_id        uuid not null,
  period_start_at timestamptz not null,
  subscription_id uuid not null,
  kind            text not null,
  meter           text,
  percent         integer,
  amount_minor    bigint,
  is_cap          boolean not null,
  -- what stood against the threshold when it was seen
  quantity        numeric,
  limit_quantity  numeric,
  spend_minor     bigint,
  crossed_at      timestamptz not null,
  primary key (tenant_id, alert_id, period_start_at),
  foreign key (tenant_id, subscription_id) references subscriptions (tenant_id, subscription_id),
  constraint usage_alert_crossings_kind_known check (kind in ('percent_of_limit', 'spend')),
  constraint usage_alert_crossings_of_a_meter check ((kind = 'percent_of_limit')
    = (meter is not null and percent is not null and quantity is not null and limit_quantity is not null)),
  constraint usage_alert_crossings_of_spending check ((kind = 'spend')
    = (amount_minor is not null and spend_minor is not null))
);
create index usage_alert_crossings_of_subscription
  on usage_alert_crossings (tenant_id, subscription_id, period_start_at);
call protect_tenant_table('usage_alert_crossings', 'select, insert');
create trigger usage_alert_crossings_append_only before update or delete or truncate on usage_alert_crossings
  for each statement execute function refuse_change();
