-- What each import brought: which row of the file became which row of ours, and what the file said.
--
-- Why: a second run of the same file must find everything it brought the first time, and must notice
-- when the file now says something else. The fingerprint is of the meaning of the rows (amounts,
-- dates, texts), not of their bytes. Lock: none (new table). Backfill: none.

create table imported_documents (
  tenant_id     uuid not null references tenants,
  source        text not null,
  kind          text not null,
  source_ref    text not null,
  document_id   uuid not null,
  fingerprint   bytea not null,
  import_run_id uuid not null references import_runs,
  primary key (tenant_id, source, kind, source_ref),
  constraint imported_documents_kind_known check (kind in ('customer', 'invoice', 'credit_note', 'payment'))
);
create index staff_imported_documents_ref on imported_documents (source, source_ref);
call protect_tenant_table('imported_documents', 'select, insert');
create trigger imported_documents_append_only before update or delete or truncate on imported_documents
  for each statement execute function refuse_change();
