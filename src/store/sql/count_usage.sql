-- Whole hours from roll-ups and from what was not folded into them yet; the edges of the period, and hours that wait
-- for a recount, from the events: all as one statement sees it, so nothing is missed or seen twice meanwhile.
with stale as materialized (
  select distinct hour_at
    from usage_deltas
   where tenant_id = $1 and meter = $2 and hour_at >= $5 and hour_at < $6 and is_recount
), parts as (
  select group_value, member, quantity_sum, event_count, quantity_max, last_reading
    from usage_rollups
   where tenant_id = $1 and meter = $2 and hour_at >= $5 and hour_at < $6
     and hour_at not in (select hour_at from stale)
  union all
  select group_value, member, quantity_sum, event_count, quantity_max, last_reading
    from usage_deltas
   where tenant_id = $1 and meter = $2 and hour_at >= $5 and hour_at < $6
     and not is_recount and hour_at not in (select hour_at from stale)
  union all
  select coalesce(e.properties ->> $9, ''),
         case when $7 = 'unique' then coalesce(sha256(convert_to(e.properties ->> $10, 'UTF8')), '') else '' end,
         e.quantity, 1, e.quantity,
         row(e.occurred_at, e.received_at, e.source, e.event_id, e.quantity)::usage_reading
    from (select $3::timestamptz as from_at, $5::timestamptz as to_at
          union all select $6, $4
          union all select hour_at, hour_at + interval '1 hour' from stale) raw
    -- Fenced by `offset 0`, or the planner may read all of the meter's events once instead of each range by its index.
   cross join lateral (
     select source, event_id, quantity, occurred_at, received_at, corrects_id, properties
       from usage_events
      where tenant_id = $1 and meter = $2 and occurred_at >= raw.from_at and occurred_at < raw.to_at
     offset 0) e
   where (e.corrects_id is null or e.quantity <> 0)
     and not exists (select from usage_events c
                      where c.tenant_id = $1 and c.corrects_source = e.source and c.corrects_id = e.event_id)
)
select coalesce(case when $8 then group_value else '' end, '') as "group_value!",
       coalesce(case $7
         when 'sum' then sum(quantity_sum)
         when 'count' then sum(event_count)
         when 'max' then max(quantity_max)
         when 'unique' then count(distinct member) filter (where member <> '' and $7 = 'unique')
         else ((array_agg(last_reading order by last_reading desc)
                 filter (where $7 = 'last' and last_reading is not null))[1]).quantity
       end, 0)::numeric as "quantity!"
  from parts
 group by 1
having sum(event_count) > 0
 order by 1
 limit 10000
