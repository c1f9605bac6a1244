-- What is forgotten and what is counted is what this one statement sees: a batch that commits later is in neither.
with gone as (
  delete from usage_deltas
   where tenant_id = $1 and meter = $2 and hour_at = $3
  returning received_at
), changed as (
  select greatest(max(received_at), $7::timestamptz) as at from gone
), counted as (
  select coalesce(e.properties ->> $5, '') as group_value,
         case when $4 = 'unique' then coalesce(sha256(convert_to(e.properties ->> $6, 'UTF8')), '') else '' end
           as member,
         sum(e.quantity) as quantity_sum, count(*) as event_count, max(e.quantity) as quantity_max,
         (array_agg(row(e.occurred_at, e.received_at, e.source, e.event_id, e.quantity)::usage_reading
                    order by e.occurred_at desc, e.received_at desc, e.source desc, e.event_id desc)
            filter (where $4 = 'last'))[1] as last_reading
    from usage_events e
   where e.tenant_id = $1 and e.meter = $2 and e.occurred_at >= $3 and e.occurred_at < $3 + interval '1 hour'
     and (e.corrects_id is null or e.quantity <> 0)
     and not exists (select from usage_events c
                      where c.tenant_id = $1 and c.corrects_source = e.source and c.corrects_id = e.event_id)
   group by 1, 2
)
insert into usage_rollups (tenant_id, meter, hour_at, group_value, member, quantity_sum, event_count, quantity_max,
                           last_reading, changed_at)
select $1::uuid, $2::text, $3::timestamptz, group_value, member, quantity_sum, event_count, quantity_max, last_reading,
       changed.at
  from counted, changed
union all
select $1, $2, $3, '', '', 0, 0, null, null, changed.at
  from changed
 where not exists (select from counted) and changed.at is not null
