with new as (
  insert into usage_events (tenant_id, source, event_id, meter, quantity, occurred_at, received_at, properties,
                            corrects_source, corrects_id)
  select $1, e.source, e.event_id, e.meter, e.quantity, e.occurred_at, $2, coalesce(e.properties, '{}'),
         e.corrects_source, e.corrects_id
    from unnest($3::text[], $4::text[], $5::text[], $6::numeric[], $7::timestamptz[], $8::jsonb[], $9::text[],
                $10::text[])
         as e (source, event_id, meter, quantity, occurred_at, properties, corrects_source, corrects_id)
  on conflict (tenant_id, source, event_id) do nothing
  returning source, event_id, meter, quantity, occurred_at, properties
), counted as (
  insert into usage_deltas (tenant_id, meter, hour_at, group_value, member, quantity_sum, event_count, quantity_max,
                            last_reading, received_at)
  select $1, n.meter, date_bin('1 hour', n.occurred_at, '1970-01-01 00:00:00+00'),
         coalesce(n.properties ->> m.group_by, ''),
         case m.aggregation
           when 'unique' then coalesce(sha256(convert_to(n.properties ->> m.unique_property, 'UTF8')), '')
           else '' end,
         sum(n.quantity), count(*), max(n.quantity),
         (array_agg(row(n.occurred_at, $2, n.source, n.event_id, n.quantity)::usage_reading
                    order by n.occurred_at desc, n.source desc, n.event_id desc)
            filter (where m.aggregation = 'last'))[1],
         $2
    from new n
    join meters m on m.code = n.meter
   group by 2, 3, 4, 5
)
select count(*) as "inserted!" from new
