-- What a queue remembers of the trace that filled it, and what the last check of the books found.
--
-- Why: a job, a fact and a message run long after the request that made them; with the request's
-- traceparent (W3C) their traces can be linked to it. The checks run as jobs in whichever process has
-- its turn, while every process answers /metrics: so what they found is a row. Lock: access exclusive on
-- jobs, outbox and emails for an instant each (a nullable column without default rewrites nothing).
-- Backfill: none; what waits now has no trace. The index counts e-mails by state for /metrics without
-- reading a million messages; it is built under a lock that lets readers through.

alter table jobs add column traceparent text;
alter table outbox add column traceparent text;
alter table emails add column traceparent text;

create table checks (
  name       text primary key,
  checked_at timestamptz not null,
  faults     bigint not null,
  constraint checks_name_known check (name in ('ledger', 'audit_log')),
  constraint checks_faults_not_negative check (faults >= 0)
);
grant select, insert, update on checks to quittance_worker;
grant select on checks to quittance_staff_read;

