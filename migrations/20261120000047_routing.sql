-- Which gateway takes a payment (row D12), and what a person must look at (row D7).
--
-- Why: the rules are the operator's and commercially sensitive, so what they say is sealed by the
-- application; each decision stands beside the charge it was made for, for ever. What today only a log
-- line says (money for a charge that had ended, a message that cannot be read) becomes a row that stays
-- open until somebody resolves it. Lock: none on existing rows (two further indexes on payments and charges
-- for the staff's lists, built under a lock that lets readers through). Backfill: none.

-- A rule is never changed: each save is a further version, so that an old decision can be explained.
create table routing_rules (
  rule_id      uuid not null,
  version      integer not null,
  position     integer not null,
  name         text not null,
  is_enabled   boolean not null,
  -- conditions and gateways as JSON, sealed: see src/seal
  terms_sealed bytea not null,
  created_at   timestamptz not null,
  created_by   text not null,
  primary key (rule_id, version),
  constraint routing_rules_version_positive check (version > 0),
  constraint routing_rules_name_not_blank check (btrim(name) <> '')
);
grant select on routing_rules to quittance_portal, quittance_staff_read;
-- The worker seals again with a newer key; nothing else of a version ever changes.
grant select, insert, update (terms_sealed) on routing_rules to quittance_worker;

create function audit_routing_rule() returns trigger language plpgsql as $$
begin
  perform audit_append('00000000-0000-0000-0000-000000000000',
    'routing_rule.' || case new.version when 1 then 'created' else 'updated' end, 'routing_rule', new.rule_id::text,
    (select to_jsonb(r) - 'terms_sealed' from routing_rules r
      where r.rule_id = new.rule_id and r.version = new.version - 1),
    to_jsonb(new) - 'terms_sealed');
  return null;
end $$;
create trigger routing_rules_audit after insert on routing_rules
  for each row execute function audit_routing_rule();

-- One decision per charge that a customer pays on a gateway's page.
create table routing_decisions (
  tenant_id    uuid not null references tenants,
  charge_id    uuid not null,
  -- null: no rule applied, any gateway that takes the amount
  rule_id      uuid,
  rule_version integer,
  method_kind  text not null,
  -- [{"gateway": …, "skipped": null or the word that says why}], in the order in which they were considered
  candidates   jsonb not null,
  chosen       text not null,
  -- the charge that this one takes the place of, after its gateway had definitely refused to open its page
  replaces     uuid,
  decided_at   timestamptz not null,
  primary key (tenant_id, charge_id),
  foreign key (tenant_id, charge_id) references charges (tenant_id, charge_id),
  foreign key (tenant_id, replaces) references charges (tenant_id, charge_id),
  foreign key (rule_id, rule_version) references routing_rules (rule_id, version),
  constraint routing_decisions_rule_and_version check ((rule_id is null) = (rule_version is null)),
  -- one successor at most: a form makes one charge that can be paid
  constraint routing_decisions_one_successor unique (tenant_id, replaces)
);
create index staff_routing_decisions on routing_decisions (decided_at desc, charge_id desc);
call protect_tenant_table('routing_decisions', 'select, insert');
create trigger routing_decisions_append_only before update or delete or truncate on routing_decisions
  for each statement execute function refuse_change();

-- What a person must look at. Some of it belongs to no tenant that we know.
create table review_items (
  review_item_id uuid primary key,
  tenant_id      uuid references tenants,
  kind           text not null,
  -- what it is about: the charge, the message, the gateway's own name; once per kind, for ever
  subject        text not null,
  detail         jsonb not null default '{}',
  raised_at      timestamptz not null,
  resolved_at    timestamptz,
  resolved_by    text,
  note           text not null default '',
  constraint review_items_once unique (kind, subject),
  constraint review_items_kind_known check (kind in
    ('late_money', 'other_currency', 'stuck_charge', 'webhook_failed', 'unknown_refund', 'unknown_dispute')),
  constraint review_items_resolved_by_somebody check ((resolved_at is null) = (resolved_by is null))
);
create index review_items_open on review_items (raised_at desc, review_item_id desc) where resolved_at is null;
create index review_items_resolved on review_items (resolved_at desc, review_item_id desc)
  where resolved_at is not null;
alter table review_items enable row level security;
alter table review_items force row level security;
create policy raise on review_items for insert to quittance_portal
  with check (tenant_id = current_tenant() and resolved_at is null);
create policy work on review_items for all to quittance_worker using (true) with check (true);
create policy staff_read on review_items for select to quittance_staff_read using (true);
grant insert on review_items to quittance_portal;
grant select, insert, update (resolved_at, resolved_by, note) on review_items to quittance_worker;
grant select on review_items to quittance_staff_read;

create function audit_review_item() returns trigger language plpgsql as $$
begin
  perform audit_append(coalesce(new.tenant_id, '00000000-0000-0000-0000-000000000000'),
    'review_item.' || case when tg_op = 'INSERT' then 'raised' when new.resolved_at is null then 'reopened'
                      else 'resolved' end,
    'review_item', new.review_item_id::text,
    case tg_op when 'UPDATE' then jsonb_changed(to_jsonb(old), to_jsonb(new)) end,
    case tg_op when 'UPDATE' then jsonb_changed(to_jsonb(new), to_jsonb(old)) else to_jsonb(new) end);
  return null;
end $$;
create trigger review_items_audit after insert or update on review_items
  for each row execute function audit_review_item();

-- The staff's lists of all customers' payments and attempts, newest first.
create index staff_payments_list on payments (received_on desc, payment_id desc);
create index staff_charges_list on charges (created_at desc, charge_id desc);
