-- Sellers that staff look after (row C7): further facts, a version against lost updates, archiving, logos;
-- number series that are opened and closed; every change on the operator's audit chain.
--
-- Lock: seller_entities and number_series exclusively, for an instant: both hold a few rows. The index on
-- drafts takes a share lock on invoices while it is built. Backfill: none; series made before began with 1.

-- Content-addressed, and kept for ever: an issued document names its seller's logo by this hash.
create table seller_logos (
  sha256     bytea primary key,
  bytes      bytea not null,
  width_px   integer not null,
  height_px  integer not null,
  created_at timestamptz not null,
  constraint seller_logos_hash_is_of_the_bytes check (sha256 = sha256(bytes)),
  constraint seller_logos_size_positive check (width_px > 0 and height_px > 0)
);
alter table seller_logos alter column bytes set storage external; -- PNG is compressed already
grant select on seller_logos to quittance_portal, quittance_worker, quittance_staff_read;
grant insert on seller_logos to quittance_worker;
create trigger seller_logos_append_only before update or delete or truncate on seller_logos
  for each statement execute function refuse_change();

alter table seller_entities
  drop column logo, -- never written
  add column trading_name text not null default '',
  add column phone        text not null default '',
  add column days_to_pay  smallint not null default 30,
  add column logo_sha256  bytea references seller_logos,
  add column version      bigint not null default 1,
  add column updated_at   timestamptz,
  add column archived_at  timestamptz,
  add constraint seller_entities_legal_name_not_blank check (btrim(legal_name) <> ''),
  add constraint seller_entities_days_to_pay_sane check (days_to_pay between 0 and 365);
comment on column seller_entities.archived_at is 'nothing new is drafted for this seller; credit notes for what it issued still are';

alter table number_series
  add column first_number bigint not null default 1,
  add column opened_at    timestamptz,
  add column closed_at    timestamptz,
  add constraint number_series_first_positive check (first_number > 0),
  add constraint number_series_digits_sane check (digits between 1 and 12);
comment on column number_series.closed_at is 'no further number is allocated; never opened again';
grant update (closed_at), delete on number_series to quittance_worker;
-- Two series of one seller that print the same numbers would make two documents of one number.
create unique index number_series_prefix_key on number_series (seller_id, prefix) where next_number is not null;

-- How a series numbers is fixed when it is opened: documents carry the numbers. One that has issued none may
-- be deleted, and another opened in its place; closing is for good.
create function guard_number_series() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.next_number is distinct from old.first_number then
      raise exception 'series % has issued numbers', old.prefix
        using errcode = 'check_violation', constraint = 'number_series_used_is_kept';
    end if;
    return old;
  end if;
  if (new.series_id, new.seller_id, new.kind, new.code, new.prefix, new.digits, new.first_number, new.opened_at)
     is distinct from
     (old.series_id, old.seller_id, old.kind, old.code, old.prefix, old.digits, old.first_number, old.opened_at) then
    raise exception 'series % cannot change', old.prefix
      using errcode = 'check_violation', constraint = 'number_series_is_fixed';
  end if;
  if old.closed_at is not null and new.closed_at is distinct from old.closed_at then
    raise exception 'series % is closed', old.prefix
      using errcode = 'check_violation', constraint = 'number_series_closed_stays_closed';
  end if;
  return new;
end $$;
create trigger number_series_guard before update or delete on number_series
  for each row execute function guard_number_series();

-- As before, but none from a closed series, and a number that outgrew its digits is no longer cut off
-- (`lpad` shortens from the right: 1000 in three digits read 100).
drop function take_number(uuid);
create function take_number(p_series uuid) returns text
  language plpgsql as $$
declare v_number text;
begin
  update number_series set next_number = next_number + 1
   where series_id = p_series and next_number is not null and closed_at is null
  returning prefix || lpad((next_number - 1)::text, greatest(digits, length((next_number - 1)::text)), '0')
       into v_number;
  return v_number;
end $$;
call make_door('take_number(uuid)', 'quittance_portal, quittance_worker');

-- As audit_row, for rows of the operator: on its own chain. Arguments: the kind of subject and the name of
-- its id column. Not for every taken number: finalisers of different series would wait for each other.
create function audit_operator_row() returns trigger language plpgsql as $$
declare
  v_operator constant uuid := '00000000-0000-0000-0000-000000000000';
  v_old jsonb := case when tg_op = 'INSERT' then null else to_jsonb(old) end;
  v_new jsonb := case when tg_op = 'DELETE' then null else to_jsonb(new) end;
  v_id text := coalesce(v_new, v_old) ->> tg_argv[1];
begin
  if tg_op = 'UPDATE' then
    if v_old = v_new then return null; end if;
    perform audit_append(v_operator, tg_argv[0] || '.updated', tg_argv[0], v_id,
      jsonb_changed(v_old, v_new), jsonb_changed(v_new, v_old));
  else
    perform audit_append(v_operator,
      tg_argv[0] || case tg_op when 'INSERT' then '.created' else '.deleted' end, tg_argv[0], v_id, v_old, v_new);
  end if;
  return null;
end $$;
create trigger seller_entities_audit after insert or update on seller_entities
  for each row execute function audit_operator_row('seller', 'seller_id');
create trigger number_series_audit after insert or delete or update of closed_at on number_series
  for each row execute function audit_operator_row('number_series', 'series_id');

-- How many drafts would be issued by a seller, or numbered from a series.
create index staff_invoices_drafts on invoices (seller_id, series_id) where status = 'draft';
