-- Notices in the portal (row B15): what a customer's people are told, who of them has read it, and which
-- kinds of mail a person does without.
--
-- Why: a mail is lost in a mailbox; what is asked of a customer must stand where they look. What a notice
-- says is made from its event and facts in the reader's language, so that no text is stored. Lock: none,
-- the tables are new. Backfill: none.

create table notices (
  tenant_id     uuid not null references tenants,
  notice_id     uuid not null,
  event         text not null,
  severity      text not null,
  document_kind text not null,
  document_id   uuid not null,
  -- tells several of one event and document apart; empty where there is one
  occurrence    text not null default '',
  -- values of the fixed set of facts, never text for readers
  facts         jsonb not null default '{}',
  posted_at     timestamptz not null,
  posted_on     date not null,
  primary key (tenant_id, notice_id),
  constraint notices_once unique (tenant_id, event, document_id, occurrence),
  constraint notices_severity_known check (severity in ('info', 'warning', 'urgent'))
);
create index notices_newest on notices (tenant_id, posted_on desc, notice_id desc);
create index notices_old on notices (posted_at);
call protect_tenant_table('notices', 'select, insert');
grant delete on notices to quittance_worker;
-- While no tenant is set, the worker sees whose notices have become old.
create policy worker_finds on notices for select to quittance_worker using (current_tenant() is null);

create table notice_reads (
  tenant_id uuid not null,
  notice_id uuid not null,
  person_id uuid not null,
  read_at   timestamptz not null,
  primary key (tenant_id, notice_id, person_id),
  constraint notice_reads_of_a_notice foreign key (tenant_id, notice_id) references notices on delete cascade
);
call protect_tenant_table('notice_reads', 'select, insert');
grant delete on notice_reads to quittance_worker;

-- A row says that the person does without mail of this topic, for this customer.
create table declined_mail (
  tenant_id   uuid not null references tenants,
  person_id   uuid not null,
  topic       text not null,
  declined_at timestamptz not null,
  primary key (tenant_id, person_id, topic),
  -- what must be told is no topic: it cannot be declined, whatever a page sends
  constraint declined_mail_topic_known
    check (topic in ('receipts', 'expiring_cards', 'usage', 'payment_reminders'))
);
call protect_tenant_table('declined_mail', 'select, insert, delete');
create trigger declined_mail_audit after insert or delete on declined_mail
  for each row execute function audit_row('declined_mail', 'person_id');
