-- Operators reword the mails of their deployment (row C6). A wording is never changed: each save is a
-- further version, so that a mail that names its version can be explained for ever.
-- Lock: short, for columns with constant defaults on emails. Backfill: none; mails from before this file
-- were composed with the built-in wording, which is version 0.

create table email_templates (
  template   text not null,
  language   text not null,
  version    integer not null,
  -- both null: from here on the built-in wording again
  subject    text,
  body       text,
  created_at timestamptz not null,
  created_by uuid not null references people,
  primary key (template, language, version),
  constraint email_templates_version_positive check (version > 0),
  constraint email_templates_whole_or_none check ((subject is null) = (body is null)),
  -- a line break in a subject would start another header
  constraint email_templates_subject_one_line check (subject !~ '[\x01-\x1f\x7f]')
);
create trigger email_templates_append_only before update or delete or truncate on email_templates
  for each statement execute function refuse_change();
-- Staff save as the operator, which is the worker's role; the worker composes mail.
grant select, insert on email_templates to quittance_worker;
grant select on email_templates to quittance_staff_read;

-- Which wording a mail was composed with; version 0 is the built-in one.
alter table emails
  add column template         text not null default '',
  add column template_version integer not null default 0;
