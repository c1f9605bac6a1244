-- The staff's lists across tenants page by key: invoices by date of issue, the audit log by instant.
-- Without these indexes each page sorts everything. Lock: share on both tables while they are built.
-- Backfill: none.

create index staff_invoices_list on invoices (issued_on desc, invoice_id desc);

-- Replaces the index on the instant alone: one import writes thousands of entries with one instant.
drop index staff_audit_log_at;
create index staff_audit_log_newest on audit_log (at desc, tenant_id desc, sequence desc);
