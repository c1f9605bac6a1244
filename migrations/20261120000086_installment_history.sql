-- Installment plans have a history and are told of (row G4): their kind of document.
--
-- Why: 76 gave the outbox the kind, and left the history without it. Lock: a check is replaced, brief.
-- Backfill: none.

alter table document_events drop constraint document_events_document_kind_known;
alter table document_events add constraint document_events_document_kind_known
  check (document_kind in ('invoice', 'credit_note', 'payment', 'refund', 'payment_method', 'subscription',
    'installment_plan'));
