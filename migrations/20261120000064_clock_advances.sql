-- What a sandbox went through each time its clock was moved (row Q1): from when to when, who asked, how
-- far it came, and what happened on each day. Kept, so that a page can show it long after the run.
--
-- Why counts are stored although most of them follow from the audit log: sessions, links, messages of
-- gateways and jobs leave no trace after some days of the sandbox's own time, of which there are hundreds
-- in one run. Lock: share on emails while its index is built. Backfill: none.

create table clock_advances (
  advance_id uuid primary key,
  from_at    timestamptz not null,
  to_at      timestamptz not null,
  -- how far it came; behind to_at while it runs, and when it was stopped half way
  reached_at timestamptz not null,
  state      text not null default 'running',
  error      text,
  asked_by   text not null,
  constraint clock_advances_state_known check (state in ('running', 'done', 'failed', 'stopped')),
  constraint clock_advances_goes_forwards check (to_at > from_at and reached_at >= from_at),
  constraint clock_advances_failed_says_why check ((state = 'failed') = (error is not null))
);
create index clock_advances_newest on clock_advances (from_at desc, advance_id desc);
grant select, insert, update (reached_at, state, error) on clock_advances to quittance_worker;
grant select on clock_advances to quittance_staff_read;

create table clock_advance_days (
  advance_id   uuid not null references clock_advances,
  happened_on  date not null,
  happening    text not null,
  -- what the happening's sentence names: a kind of mail or of job, a currency
  detail       text not null default '',
  occurrences  bigint not null,
  amount_minor bigint,
  -- numbers of documents, the first few
  names        text[] not null default '{}',
  primary key (advance_id, happened_on, happening, detail),
  constraint clock_advance_days_happened check (occurrences > 0)
);
grant select, insert, update (occurrences) on clock_advance_days to quittance_worker;
grant select on clock_advance_days to quittance_staff_read;

-- The report asks which e-mails left between two instants.
create index staff_emails_sent on emails (sent_at) where sent_at is not null;
