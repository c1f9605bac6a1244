-- The tax of a credit note in the seller's tax currency, at the rate of the invoice it corrects (rows M3 C4).
--
-- Why: what the invoice declared in that currency is what is corrected; another day's rate would leave a
-- difference in the tax return. Lock: none on existing tables.

create table credit_note_tax_conversions (
  tenant_id      uuid not null,
  credit_note_id uuid not null,
  -- whose rate it is
  invoice_id     uuid not null,
  currency       char(3) not null,
  tax_minor      bigint not null,
  total_minor    bigint not null,
  converted_at   timestamptz not null,
  primary key (tenant_id, credit_note_id),
  foreign key (tenant_id, credit_note_id) references credit_notes (tenant_id, credit_note_id),
  foreign key (tenant_id, invoice_id) references invoice_tax_conversions (tenant_id, invoice_id)
);
create index credit_note_tax_conversions_of_invoice on credit_note_tax_conversions (tenant_id, invoice_id);
call protect_tenant_table('credit_note_tax_conversions', 'select, insert');
create trigger credit_note_tax_conversions_append_only before update or delete or truncate on credit_note_tax_conversions
  for each statement execute function refuse_change();
create trigger credit_note_tax_conversions_audit after insert on credit_note_tax_conversions
  for each row execute function audit_row('tax_conversion', 'credit_note_id');
