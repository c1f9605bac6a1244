-- Why an invoice was taxed as it was, and the certificates that free a customer from a tax (row L1).
--
-- Why: years later an auditor asks for the proof; it is what was known on the day, not what is known today.
-- Lock: none, new tables only.

create table tax_exemptions (
  tenant_id          uuid not null references tenants,
  exemption_id       uuid not null,
  -- whose tax is not charged
  country            char(2) not null,
  reason             text not null,
  certificate_number text not null,
  valid_from         date not null,
  -- the last day; null: until it is withdrawn
  valid_until        date,
  entered_at         timestamptz not null,
  entered_by         text not null,
  withdrawn_at       timestamptz,
  withdrawn_by       text,
  primary key (tenant_id, exemption_id),
  constraint tax_exemptions_number_not_blank check (btrim(certificate_number) <> ''),
  constraint tax_exemptions_ends_after_it_begins check (valid_until >= valid_from),
  constraint tax_exemptions_withdrawn_by_somebody check ((withdrawn_at is null) = (withdrawn_by is null))
);
create index tax_exemptions_in_force on tax_exemptions (tenant_id, country, valid_from) where withdrawn_at is null;
call protect_tenant_table('tax_exemptions', 'select, insert');
grant update (withdrawn_at, withdrawn_by) on tax_exemptions to quittance_portal, quittance_worker;
create trigger tax_exemptions_audit after insert or update on tax_exemptions
  for each row execute function audit_row('tax_exemption', 'exemption_id');

create table tax_evidence (
  tenant_id            uuid not null references tenants,
  invoice_id           uuid not null,
  -- the day whose law and whose rates applied
  tax_point_on         date not null,
  buyer_country        char(2),
  buyer_country_from   text not null,
  buyer_postal_code    text not null,
  buyer_tax_id         text,
  buyer_tax_id_checked text not null,
  buyer_tax_id_registry text not null,
  seller_country       char(2) not null,
  seller_registrations jsonb not null,
  category             text not null,
  rate_percent         numeric not null,
  reason               text not null,
  tax_country          char(2) not null,
  territory            text not null default '',
  rule_source          text not null,
  rate_source          text not null default '',
  exemption_id         uuid,
  exemption_reason     text,
  certificate_number   text,
  recorded_at          timestamptz not null,
  primary key (tenant_id, invoice_id),
  foreign key (tenant_id, invoice_id) references invoices (tenant_id, invoice_id) on delete cascade,
  foreign key (tenant_id, exemption_id) references tax_exemptions (tenant_id, exemption_id),
  constraint tax_evidence_country_from_known check (buyer_country_from in ('billing_address', 'nowhere')),
  constraint tax_evidence_checked_known check (buyer_tax_id_checked in ('none', 'form', 'check_digits')),
  constraint tax_evidence_registry_known check
    (buyer_tax_id_registry in ('not_looked_up', 'confirmed', 'refused', 'unavailable')),
  constraint tax_evidence_country_is_from_somewhere check ((buyer_country is null) = (buyer_country_from = 'nowhere')),
  constraint tax_evidence_exemption_is_whole check
    ((exemption_id is null) = (certificate_number is null) and (exemption_id is null) = (exemption_reason is null))
);
call protect_tenant_table('tax_evidence', 'select, insert');

-- As long as its draft can be deleted, it goes with it; apart from that it stays as it was written.
create function guard_tax_evidence() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and not exists
     (select from invoices where tenant_id = old.tenant_id and invoice_id = old.invoice_id) then
    return old;
  end if;
  raise exception 'tax_evidence is append-only'
    using errcode = 'restrict_violation', constraint = 'tax_evidence_append_only';
end $$;
create trigger tax_evidence_append_only before update or delete on tax_evidence
  for each row execute function guard_tax_evidence();
create trigger tax_evidence_never_emptied before truncate on tax_evidence
  for each statement execute function refuse_change();
