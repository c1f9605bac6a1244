-- Invoices and credit notes: drafts may change, a finalised document may not (rows C1, C2).
--
-- Totals are stored, never recomputed by a query. `paid_minor` and `credited_minor` move only
-- together with an allocation row; `due_minor` follows from them and cannot disagree.

create table invoices (
  tenant_id           uuid not null references tenants,
  invoice_id          uuid not null,
  seller_id           uuid not null references seller_entities,
  series_id           uuid not null references number_series,
  number              text,
  status              text not null default 'draft',
  currency            char(3) not null,
  issued_on           date not null,
  due_on              date not null,
  service_from        date,
  service_to          date,
  purchase_order      text not null default '',
  memo                text not null default '',
  language            text not null default 'en',
  subtotal_minor      bigint not null default 0,
  tax_minor           bigint not null default 0,
  total_minor         bigint not null default 0,
  paid_minor          bigint not null default 0,
  credited_minor      bigint not null default 0,
  due_minor           bigint not null generated always as
                        (case when status = 'open' then total_minor - paid_minor - credited_minor else 0 end) stored,
  seller              jsonb,
  buyer               jsonb,
  disputed            boolean not null default false,
  replaces_invoice_id uuid,
  source              text not null default 'portal',
  source_ref          text,
  pdf_sha256          bytea,
  created_at          timestamptz not null,
  finalized_at        timestamptz,
  paid_at             timestamptz,
  voided_at           timestamptz,
  search_text         text not null generated always as
                        (lower(coalesce(number, '') || ' ' || purchase_order || ' ' || memo)) stored,
  primary key (tenant_id, invoice_id),
  constraint invoices_currency_key unique (tenant_id, invoice_id, currency),
  constraint invoices_number_key unique (tenant_id, series_id, number),
  constraint invoices_source_key unique (tenant_id, source, source_ref),
  foreign key (tenant_id, replaces_invoice_id) references invoices (tenant_id, invoice_id),
  constraint invoices_status_known check (status in ('draft', 'open', 'paid', 'void', 'uncollectible')),
  constraint invoices_total_is_the_sum check (total_minor = subtotal_minor + tax_minor),
  constraint invoices_total_not_negative check (total_minor >= 0),
  constraint invoices_never_over_settled check
    (paid_minor >= 0 and credited_minor >= 0 and paid_minor + credited_minor <= total_minor),
  constraint invoices_open_owes check (status <> 'open' or paid_minor + credited_minor < total_minor),
  constraint invoices_paid_is_settled check (status <> 'paid' or paid_minor + credited_minor = total_minor),
  constraint invoices_void_was_not_paid check (status <> 'void' or (paid_minor = 0 and credited_minor = 0)),
  constraint invoices_finalized_is_complete check
    (status = 'draft' or (number is not null and finalized_at is not null and seller is not null and buyer is not null)),
  constraint invoices_draft_has_no_number check (status <> 'draft' or number is null),
  constraint invoices_due_after_issue check (due_on >= issued_on)
);
create index invoices_list on invoices (tenant_id, issued_on desc, invoice_id desc);
create index invoices_list_by_status on invoices (tenant_id, status, issued_on desc, invoice_id desc);
create index invoices_due on invoices (tenant_id, due_on, invoice_id) where status = 'open';
create index invoices_search on invoices using gin (tenant_id, search_text gin_trgm_ops);
create index staff_invoices_number on invoices (lower(number) text_pattern_ops);
create index staff_invoices_overdue on invoices (due_on, invoice_id) where status = 'open';
call protect_tenant_table('invoices', 'select, insert, update, delete');

create table invoice_lines (
  tenant_id    uuid not null,
  invoice_id   uuid not null,
  line_no      integer not null,
  description  text not null,
  sku          text not null default '',
  quantity     numeric not null,
  unit_price   numeric not null,
  amount_minor bigint not null,
  tax_category text not null,
  tax_rate     numeric not null,
  tax_minor    bigint not null,
  service_from date,
  service_to   date,
  primary key (tenant_id, invoice_id, line_no),
  foreign key (tenant_id, invoice_id) references invoices (tenant_id, invoice_id) on delete cascade
);
call protect_tenant_table('invoice_lines', 'select, insert, update, delete');

create table invoice_taxes (
  tenant_id     uuid not null,
  invoice_id    uuid not null,
  category      text not null,
  rate          numeric not null,
  taxable_minor bigint not null,
  tax_minor     bigint not null,
  primary key (tenant_id, invoice_id, category, rate),
  foreign key (tenant_id, invoice_id) references invoices (tenant_id, invoice_id) on delete cascade
);
call protect_tenant_table('invoice_taxes', 'select, insert, update, delete');

create table credit_notes (
  tenant_id      uuid not null references tenants,
  credit_note_id uuid not null,
  invoice_id     uuid,
  seller_id      uuid not null references seller_entities,
  series_id      uuid not null references number_series,
  number         text not null,
  status         text not null default 'issued',
  reason         text not null,
  memo           text not null default '',
  language       text not null default 'en',
  currency       char(3) not null,
  issued_on      date not null,
  subtotal_minor bigint not null,
  tax_minor      bigint not null,
  total_minor    bigint not null,
  -- what reduced its own invoice, and what became the customer's credit: together the whole note
  applied_minor  bigint not null,
  balance_minor  bigint not null,
  seller         jsonb not null,
  buyer          jsonb not null,
  source         text not null default 'portal',
  source_ref     text,
  pdf_sha256     bytea,
  created_at     timestamptz not null,
  search_text    text not null generated always as (lower(number || ' ' || memo)) stored,
  primary key (tenant_id, credit_note_id),
  constraint credit_notes_currency_key unique (tenant_id, credit_note_id, currency),
  constraint credit_notes_number_key unique (tenant_id, series_id, number),
  constraint credit_notes_source_key unique (tenant_id, source, source_ref),
  foreign key (tenant_id, invoice_id, currency) references invoices (tenant_id, invoice_id, currency),
  constraint credit_notes_status_known check (status in ('issued', 'void')),
  constraint credit_notes_reason_known check (reason in ('returned', 'duplicate', 'billing_error', 'goodwill', 'cancellation', 'other')),
  constraint credit_notes_total_is_the_sum check (total_minor = subtotal_minor + tax_minor),
  constraint credit_notes_total_not_negative check (total_minor >= 0),
  constraint credit_notes_fully_placed check
    (applied_minor >= 0 and balance_minor >= 0 and applied_minor + balance_minor = total_minor),
  constraint credit_notes_unlinked_is_balance check (invoice_id is not null or applied_minor = 0)
);
create index credit_notes_list on credit_notes (tenant_id, issued_on desc, credit_note_id desc);
create index credit_notes_by_invoice on credit_notes (tenant_id, invoice_id);
create index staff_credit_notes_number on credit_notes (lower(number) text_pattern_ops);
call protect_tenant_table('credit_notes', 'select, insert');
grant update (pdf_sha256) on credit_notes to quittance_portal, quittance_worker;

create table credit_note_lines (
  tenant_id      uuid not null,
  credit_note_id uuid not null,
  line_no        integer not null,
  description    text not null,
  sku            text not null default '',
  quantity       numeric not null,
  unit_price     numeric not null,
  amount_minor   bigint not null,
  tax_category   text not null,
  tax_rate       numeric not null,
  tax_minor      bigint not null,
  primary key (tenant_id, credit_note_id, line_no),
  foreign key (tenant_id, credit_note_id) references credit_notes (tenant_id, credit_note_id)
);
call protect_tenant_table('credit_note_lines', 'select, insert');

create table credit_note_taxes (
  tenant_id      uuid not null,
  credit_note_id uuid not null,
  category       text not null,
  rate           numeric not null,
  taxable_minor  bigint not null,
  tax_minor      bigint not null,
  primary key (tenant_id, credit_note_id, category, rate),
  foreign key (tenant_id, credit_note_id) references credit_notes (tenant_id, credit_note_id)
);
call protect_tenant_table('credit_note_taxes', 'select, insert');

-- Immutability. The application has no code that tries; this is for everybody else.
create function guard_invoice() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.status <> 'draft' then
      raise exception 'invoice % is finalised', old.number
        using errcode = 'check_violation', constraint = 'invoices_finalized_is_immutable';
    end if;
    return old;
  end if;
  if old.status = 'draft' then
    if new.status not in ('draft', 'open', 'paid') then
      raise exception 'invoice cannot go from draft to %', new.status
        using errcode = 'check_violation', constraint = 'invoices_transition_allowed';
    end if;
    return new;
  end if;
  if (new.tenant_id, new.invoice_id, new.seller_id, new.series_id, new.number, new.currency, new.issued_on,
      new.due_on, new.service_from, new.service_to, new.purchase_order, new.memo, new.language, new.subtotal_minor,
      new.tax_minor, new.total_minor, new.seller, new.buyer, new.replaces_invoice_id, new.source, new.source_ref,
      new.created_at, new.finalized_at)
     is distinct from
     (old.tenant_id, old.invoice_id, old.seller_id, old.series_id, old.number, old.currency, old.issued_on,
      old.due_on, old.service_from, old.service_to, old.purchase_order, old.memo, old.language, old.subtotal_minor,
      old.tax_minor, old.total_minor, old.seller, old.buyer, old.replaces_invoice_id, old.source, old.source_ref,
      old.created_at, old.finalized_at)
     or (old.pdf_sha256 is not null and new.pdf_sha256 is distinct from old.pdf_sha256) then
    raise exception 'invoice % is finalised', old.number
      using errcode = 'check_violation', constraint = 'invoices_finalized_is_immutable';
  end if;
  if old.status <> new.status and (old.status, new.status) not in
     (('open', 'paid'), ('open', 'void'), ('open', 'uncollectible'), ('paid', 'open'), ('uncollectible', 'paid'),
      ('uncollectible', 'open')) then
    raise exception 'invoice cannot go from % to %', old.status, new.status
      using errcode = 'check_violation', constraint = 'invoices_transition_allowed';
  end if;
  return new;
end $$;
create trigger invoices_guard before update or delete on invoices for each row execute function guard_invoice();

-- Lines and taxes follow their invoice: one look per document of the statement, by primary key. The
-- lateral limit and the setting hold the planner to that: a plan cached while the table was small read
-- all of it once per statement, three quarters of the time of an import of half a million lines.
create function guard_invoice_parts() returns trigger language plpgsql set enable_seqscan = off as $$
begin
  if exists (select from (select distinct tenant_id, invoice_id from touched) t
               cross join lateral (select i.status from invoices i
                                    where i.tenant_id = t.tenant_id and i.invoice_id = t.invoice_id
                                    limit 1) as invoice
              where invoice.status <> 'draft') then
    raise exception 'the invoice is finalised'
      using errcode = 'check_violation', constraint = 'invoices_finalized_is_immutable';
  end if;
  return null;
end $$;
create trigger invoice_lines_guard_insert after insert on invoice_lines
  referencing new table as touched for each statement execute function guard_invoice_parts();
create trigger invoice_lines_guard_update after update on invoice_lines
  referencing old table as touched for each statement execute function guard_invoice_parts();
-- A draft's row must not move to a finalised invoice either.
create trigger invoice_lines_guard_move after update on invoice_lines
  referencing new table as touched for each statement execute function guard_invoice_parts();
create trigger invoice_lines_guard_delete after delete on invoice_lines
  referencing old table as touched for each statement execute function guard_invoice_parts();
create trigger invoice_taxes_guard_insert after insert on invoice_taxes
  referencing new table as touched for each statement execute function guard_invoice_parts();
create trigger invoice_taxes_guard_update after update on invoice_taxes
  referencing old table as touched for each statement execute function guard_invoice_parts();
-- A draft's row must not move to a finalised invoice either.
create trigger invoice_taxes_guard_move after update on invoice_taxes
  referencing new table as touched for each statement execute function guard_invoice_parts();
create trigger invoice_taxes_guard_delete after delete on invoice_taxes
  referencing old table as touched for each statement execute function guard_invoice_parts();

create function guard_credit_note() returns trigger language plpgsql as $$
begin
  -- search_text is generated, and not yet computed when this runs
  if tg_op = 'DELETE' or old.pdf_sha256 is not null
     or to_jsonb(new) - '{pdf_sha256,search_text}'::text[]
        is distinct from to_jsonb(old) - '{pdf_sha256,search_text}'::text[] then
    raise exception 'credit note % is issued', old.number
      using errcode = 'check_violation', constraint = 'credit_notes_issued_is_immutable';
  end if;
  return new;
end $$;
create trigger credit_notes_guard before update or delete on credit_notes
  for each row execute function guard_credit_note();
create trigger credit_note_lines_append_only before update or delete or truncate on credit_note_lines
  for each statement execute function refuse_change();
create trigger credit_note_taxes_append_only before update or delete or truncate on credit_note_taxes
  for each statement execute function refuse_change();

create trigger invoices_audit after update or delete on invoices
  for each row execute function audit_row('invoice', 'invoice_id');
create trigger credit_notes_audit after insert on credit_notes
  for each row execute function audit_row('credit_note', 'credit_note_id');

-- What happened to a document, for its timeline and later for dispute evidence.
create table document_events (
  tenant_id     uuid not null references tenants,
  event_id      uuid not null,
  document_kind text not null,
  document_id   uuid not null,
  kind          text not null,
  actor         text not null,
  detail        jsonb not null default '{}',
  happened_at   timestamptz not null,
  primary key (tenant_id, event_id),
  constraint document_events_document_kind_known check (document_kind in ('invoice', 'credit_note', 'payment'))
);
create index document_events_by_document on document_events (tenant_id, document_id, happened_at, event_id);
call protect_tenant_table('document_events', 'select, insert');
create trigger document_events_append_only before update or delete or truncate on document_events
  for each statement execute function refuse_change();

-- The bytes of a finalised document, as first rendered: stored once, never rendered again.
create table document_files (
  tenant_id     uuid not null references tenants,
  document_kind text not null,
  document_id   uuid not null,
  sha256        bytea not null,
  bytes         bytea not null,
  rendered_at   timestamptz not null,
  primary key (tenant_id, document_kind, document_id),
  constraint document_files_hash_is_of_the_bytes check (sha256 = sha256(bytes))
);
alter table document_files alter column bytes set storage external; -- PDF streams are compressed already
call protect_tenant_table('document_files', 'select, insert');
create trigger document_files_append_only before update or delete or truncate on document_files
  for each statement execute function refuse_change();
