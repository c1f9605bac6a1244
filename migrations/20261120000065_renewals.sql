-- The hourly look at what customers have not paid (row E9) reads the few subscriptions that are in arrears
-- and not all of them. Lock: share on subscriptions while the index is built. Backfill: none.

create index staff_subscriptions_in_arrears on subscriptions (tenant_id, subscription_id)
  where status in ('past_due', 'unpaid');

-- E-mails about a subscription are part of its history. Lock: access exclusive while the rows are checked.
alter table document_events drop constraint document_events_document_kind_known;
alter table document_events add constraint document_events_document_kind_known
  check (document_kind in ('invoice', 'credit_note', 'payment', 'refund', 'payment_method', 'subscription'));

-- Reconciling an invoice asks what its lines cover. Lock: share on the table while the index is built.
create index subscription_coverage_by_line on subscription_coverage (tenant_id, invoice_id, line_no);
