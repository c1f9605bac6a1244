-- Usage: meters, events, and the keys that systems send them with (rows F2, P1).
--
-- Why: what is billed in arrears must be counted. Events are append-only and (source, id) names one for
-- ever: an event that comes twice counts once. Lock: none, new tables only.

create table meters (
  meter_id        uuid primary key,
  code            text not null,
  name            text not null,
  aggregation     text not null,
  -- what is counted once, for `unique`
  unique_property text,
  created_at      timestamptz not null,
  constraint meters_code_key unique (code),
  constraint meters_aggregation_known check (aggregation in ('sum', 'count', 'max', 'last', 'unique')),
  constraint meters_unique_names_its_property check ((aggregation = 'unique') = (unique_property is not null))
);
grant select on meters to quittance_portal, quittance_worker, quittance_staff_read;
grant insert on meters to quittance_worker;

create table usage_events (
  tenant_id   uuid not null references tenants,
  source      text not null,
  event_id    text not null,
  meter       text not null,
  quantity    numeric not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  properties  jsonb not null default '{}',
  primary key (tenant_id, source, event_id),
  constraint usage_events_id_is_short check (length(event_id) between 1 and 200 and length(source) between 1 and 100)
);
create index usage_events_of_meter on usage_events (tenant_id, meter, occurred_at) include (quantity);
call protect_tenant_table('usage_events', 'select, insert');
create trigger usage_events_append_only before update or delete or truncate on usage_events
  for each statement execute function refuse_change();

-- What machines sign in with: only the hash is kept, of 256 random bits.
create table api_keys (
  key_id        uuid primary key,
  name          text not null,
  secret_sha256 bytea not null,
  scopes        text[] not null,
  created_at    timestamptz not null,
  created_by    text not null,
  last_used_on  date,
  revoked_at    timestamptz,
  constraint api_keys_secret_key unique (secret_sha256),
  constraint api_keys_scopes_known check (scopes <@ array['usage:write', 'usage:read'])
);
grant select on api_keys to quittance_worker, quittance_staff_read;
grant insert, update (last_used_on, revoked_at) on api_keys to quittance_worker;
