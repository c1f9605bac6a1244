-- Seller entities (the operator's legal issuers) and their number series (rows C2, C7).
-- These are the operator's rows, not a tenant's: the portal may only read them.

create table seller_entities (
  seller_id     uuid primary key,
  code          text not null,
  legal_name    text not null,
  address_line1 text not null default '',
  address_line2 text not null default '',
  city          text not null default '',
  region        text not null default '',
  postal_code   text not null default '',
  country       char(2) not null,
  email         text not null default '',
  website       text not null default '',
  tax_ids       jsonb not null default '[]',
  bank_accounts jsonb not null default '[]',
  brand_color   text not null default '#0f5c4d',
  logo          jsonb,
  footer        jsonb not null default '{}',
  created_at    timestamptz not null,
  constraint seller_entities_code_key unique (code),
  constraint seller_entities_brand_color_is_hex check (brand_color ~ '^#[0-9a-f]{6}$')
);
grant select on seller_entities to quittance_portal, quittance_worker, quittance_staff_read;
grant insert, update on seller_entities to quittance_worker;

create table number_series (
  series_id   uuid primary key,
  seller_id   uuid not null references seller_entities,
  kind        text not null,
  code        text not null,
  prefix      text not null,
  digits      smallint not null default 6,
  next_number bigint,
  constraint number_series_code_key unique (seller_id, kind, code),
  constraint number_series_kind_known check (kind in ('invoice', 'credit_note')),
  constraint number_series_next_positive check (next_number > 0)
);
comment on column number_series.next_number is 'null: numbers come from outside (an import), none is allocated here';
grant select on number_series to quittance_portal, quittance_worker, quittance_staff_read;
grant insert on number_series to quittance_worker;
grant select, update (next_number) on number_series to quittance_door;

-- The next number of a series, as printed. The row lock lasts until the caller commits, so numbers
-- appear in commit order and a rollback gives its number back: no gaps, at the price that
-- finalisers of one series take turns.
create function take_number(p_series uuid) returns text
  language plpgsql as $$
declare v_number text;
begin
  update number_series set next_number = next_number + 1
   where series_id = p_series and next_number is not null
  returning prefix || lpad((next_number - 1)::text, digits, '0') into v_number;
  return v_number;
end $$;
call make_door('take_number(uuid)', 'quittance_portal, quittance_worker');
