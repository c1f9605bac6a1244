-- Mail that came back: refused by the server while it was sent, or later by a notice (RFC 3464) to the
-- envelope's sender, which names the mail and carries a code that only this deployment can make.
-- Lock: short, for nullable columns; share on emails while its indexes are built. Backfill: none.

alter table emails
  add column bounced_at        timestamptz,
  add column bounce_kind       text,
  add column bounce_status     text,
  -- the other server's words, without addresses
  add column bounce_diagnostic text,
  add constraint emails_bounce_kind_known check (bounce_kind in ('hard', 'transient')),
  add constraint emails_bounce_whole check ((bounced_at is null) = (bounce_kind is null)),
  drop constraint emails_state_known,
  -- `bounced`: sent, and came back for good; `suppressed`: not sent, because its address is barred
  add constraint emails_state_known
    check (state in ('queued', 'sending', 'sent', 'failed', 'uncertain', 'bounced', 'suppressed'));
-- A notice names the mail and not its tenant.
create index emails_by_id on emails (email_id);
create index emails_by_time on emails (tenant_id, created_at desc, email_id desc);
create index staff_emails_newest on emails (created_at desc, email_id desc);
create index staff_emails_by_state on emails (state, created_at desc, email_id desc);

-- Addresses that no document is mailed to until somebody clears them.
create table bounced_addresses (
  tenant_id          uuid not null references tenants,
  bounced_address_id uuid not null,
  address            text not null,
  email_id           uuid not null,
  status             text not null,
  diagnostic         text not null,
  bounced_at         timestamptz not null,
  cleared_at         timestamptz,
  -- as the audit log writes an actor
  cleared_by         text,
  primary key (tenant_id, bounced_address_id),
  foreign key (tenant_id, email_id) references emails,
  constraint bounced_addresses_lowercase check (address = lower(address)),
  constraint bounced_addresses_cleared_by_somebody check ((cleared_at is null) = (cleared_by is null))
);
create unique index bounced_addresses_one_open on bounced_addresses (tenant_id, address)
  where cleared_at is null;
create index bounced_addresses_by_email on bounced_addresses (tenant_id, email_id);
call protect_tenant_table('bounced_addresses', 'select');
grant insert, update (cleared_at, cleared_by) on bounced_addresses to quittance_worker;
create trigger bounced_addresses_audit after insert or update on bounced_addresses
  for each row execute function audit_row('bounced_address', 'bounced_address_id');

-- Sign-in links, invitations and tests leave as jobs; of them it is kept that, not to whom.
alter table jobs
  add column bounced_at    timestamptz,
  add column bounce_kind   text,
  add column bounce_status text,
  add constraint jobs_bounce_kind_known check (bounce_kind in ('hard', 'transient'));
create index jobs_bounced on jobs (bounced_at desc) where bounced_at is not null;
grant select (bounced_at, bounce_kind, bounce_status) on jobs to quittance_staff_read;

-- The key of the codes in envelope senders: made once, read by whoever sends and whoever takes notices.
create table bounce_key (
  only_row   boolean primary key default true check (only_row),
  key        bytea not null,
  created_at timestamptz not null,
  constraint bounce_key_long_enough check (length(key) >= 32)
);
grant select, insert on bounce_key to quittance_worker;
