-- Dunning (rows H1 to H3, H5): how overdue money is pursued, and what was done about it.
--
-- Why: a customer hears once about everything that is overdue, so that a campaign is a customer's and a
-- currency's and holds invoices; a charge is about one invoice, so that attempts are an invoice's. Rules are
-- versions that never change: a running campaign keeps the one that it began with. The keys keep two workers
-- from sending or charging twice. Lock: none on existing rows (new tables). Backfill: none; nothing is dunned
-- before staff switch a schedule on.

create table dunning_schedules (
  schedule_id uuid primary key,
  -- what customers without a choice of their own are dunned by; none: they are not
  is_default  boolean not null default false,
  created_at  timestamptz not null,
  created_by  text not null
);
create unique index dunning_schedules_one_default on dunning_schedules (is_default) where is_default;
grant select on dunning_schedules to quittance_portal, quittance_staff_read;
grant select, insert, update (is_default) on dunning_schedules to quittance_worker;

create table dunning_schedule_versions (
  schedule_id              uuid not null references dunning_schedules,
  version                  integer not null,
  name                     text not null,
  -- days from one failed attempt to the next
  retry_days               integer[] not null,
  -- on one method, the first one included
  attempts_max             integer not null,
  -- [{"after_days": …, "channel": …, "template": …}], in order
  steps                    jsonb not null,
  -- {"EUR": minor}: less is not dunned; a currency that is not named is dunned from its smallest unit on
  thresholds_minor         jsonb not null default '{}',
  read_only_after_days     integer,
  suspended_after_days     integer,
  -- what the end of all attempts and steps does
  when_exhausted           text not null,
  created_at               timestamptz not null,
  created_by               text not null,
  primary key (schedule_id, version),
  constraint dunning_schedule_versions_version_positive check (version > 0),
  constraint dunning_schedule_versions_name_not_blank check (btrim(name) <> ''),
  constraint dunning_schedule_versions_attempts_bounded check (attempts_max between 1 and 20),
  constraint dunning_schedule_versions_steps_are_a_list check (jsonb_typeof(steps) = 'array'),
  constraint dunning_schedule_versions_thresholds_by_currency check (jsonb_typeof(thresholds_minor) = 'object'),
  constraint dunning_schedule_versions_access_ascends check (read_only_after_days >= 0 and suspended_after_days >= 0
    and read_only_after_days < suspended_after_days),
  constraint dunning_schedule_versions_exhausted_known check (when_exhausted in ('ask_staff', 'suspend'))
);
create trigger dunning_schedule_versions_append_only before update or delete or truncate on dunning_schedule_versions
  for each statement execute function refuse_change();
grant select on dunning_schedule_versions to quittance_portal, quittance_staff_read;
grant select, insert on dunning_schedule_versions to quittance_worker;

create function audit_dunning_schedule() returns trigger language plpgsql as $$
begin
  perform audit_append('00000000-0000-0000-0000-000000000000',
    case when tg_table_name = 'dunning_schedules' then 'dunning_schedule.switched' else 'dunning_schedule.saved' end,
    'dunning_schedule', new.schedule_id::text, null, to_jsonb(new));
  return null;
end $$;
create trigger dunning_schedules_audit after update on dunning_schedules
  for each row execute function audit_dunning_schedule();

-- A customer's own schedule, or that they are not dunned. The newest counts.
create table dunning_choices (
  tenant_id   uuid not null references tenants,
  choice_no   integer not null,
  -- how: by the default, by this schedule, or not at all
  kind        text not null,
  schedule_id uuid references dunning_schedules,
  chosen_at   timestamptz not null,
  chosen_by   text not null,
  primary key (tenant_id, choice_no),
  constraint dunning_choices_no_positive check (choice_no > 0),
  constraint dunning_choices_kind_known check (kind in ('default', 'schedule', 'none')),
  constraint dunning_choices_schedule_is_named check ((kind = 'schedule') = (schedule_id is not null))
);
call protect_tenant_table('dunning_choices', 'select, insert');
create trigger dunning_choices_append_only before update or delete or truncate on dunning_choices
  for each statement execute function refuse_change();
create trigger dunning_choices_audit after insert on dunning_choices
  for each row execute function audit_row('dunning_choice', 'choice_no');

create table dunning_campaigns (
  tenant_id    uuid not null references tenants,
  campaign_id  uuid not null,
  currency     char(3) not null,
  schedule_id  uuid not null,
  version      integer not null,
  status       text not null default 'running',
  -- why it waits, and to the end of which day; null: until somebody resumes it
  pause_reason text,
  paused_until date,
  -- the day from which its steps count, in the customer's zone
  began_on     date not null,
  -- what the customer may still do with what they pay for
  access       text not null default 'full',
  opened_at    timestamptz not null,
  ended_at     timestamptz,
  -- when it is looked at again
  next_look_at timestamptz not null,
  primary key (tenant_id, campaign_id),
  constraint dunning_campaigns_currency_key unique (tenant_id, campaign_id, currency),
  foreign key (schedule_id, version) references dunning_schedule_versions (schedule_id, version),
  constraint dunning_campaigns_status_known check
    (status in ('running', 'paused', 'recovered', 'exhausted', 'written_off')),
  constraint dunning_campaigns_pause_known check
    (pause_reason in ('dispute', 'promise_to_pay', 'installment_plan', 'staff')),
  constraint dunning_campaigns_paused_says_why check ((status = 'paused') = (pause_reason is not null)),
  constraint dunning_campaigns_until_of_a_pause check (paused_until is null or status = 'paused'),
  constraint dunning_campaigns_promise_has_a_day check (pause_reason <> 'promise_to_pay' or paused_until is not null),
  constraint dunning_campaigns_access_known check (access in ('full', 'read_only', 'suspended')),
  constraint dunning_campaigns_ended_when_final check ((status in ('recovered', 'written_off')) = (ended_at is not null)),
  constraint dunning_campaigns_end_gives_access_back check (ended_at is null or access = 'full')
);
-- One that is under way per customer and currency: nobody is asked twice for the same money.
create unique index dunning_campaigns_one_under_way on dunning_campaigns (tenant_id, currency)
  where status in ('running', 'paused');
create index dunning_campaigns_list on dunning_campaigns (tenant_id, campaign_id desc);
create index staff_dunning_campaigns on dunning_campaigns (campaign_id desc);
create index staff_dunning_campaigns_by_status on dunning_campaigns (status, campaign_id desc);
create index staff_dunning_campaigns_due on dunning_campaigns (next_look_at, campaign_id)
  where status in ('running', 'paused', 'exhausted');
call protect_tenant_table('dunning_campaigns', 'select, insert');
grant update (status, pause_reason, paused_until, access, ended_at, next_look_at)
  on dunning_campaigns to quittance_portal, quittance_worker;
create trigger dunning_campaigns_audit after insert on dunning_campaigns
  for each row execute function audit_row('dunning_campaign', 'campaign_id');
create trigger dunning_campaigns_audit_update after update on dunning_campaigns
  for each row when ((old.status, old.pause_reason, old.paused_until, old.access)
    is distinct from (new.status, new.pause_reason, new.paused_until, new.access))
  execute function audit_row('dunning_campaign', 'campaign_id');

create function guard_dunning_campaign() returns trigger language plpgsql as $$
begin
  if old.ended_at is not null and new.status <> old.status then
    raise exception 'campaign % has ended as %', old.campaign_id, old.status
      using errcode = 'check_violation', constraint = 'dunning_campaigns_final_is_final';
  end if;
  return new;
end $$;
create trigger dunning_campaigns_guard before update on dunning_campaigns
  for each row execute function guard_dunning_campaign();

-- What a campaign is about. An invoice is in one campaign at a time.
create table dunning_campaign_invoices (
  tenant_id   uuid not null references tenants,
  campaign_id uuid not null,
  invoice_id  uuid not null,
  currency    char(3) not null,
  -- what was due when it came in
  due_minor   bigint not null,
  joined_at   timestamptz not null,
  left_at     timestamptz,
  -- how it left
  outcome     text,
  primary key (tenant_id, campaign_id, invoice_id),
  foreign key (tenant_id, campaign_id, currency) references dunning_campaigns (tenant_id, campaign_id, currency),
  foreign key (tenant_id, invoice_id, currency) references invoices (tenant_id, invoice_id, currency),
  constraint dunning_campaign_invoices_due_positive check (due_minor > 0),
  constraint dunning_campaign_invoices_left_somehow check ((left_at is null) = (outcome is null)),
  constraint dunning_campaign_invoices_outcome_known check (outcome in ('paid', 'credited', 'void', 'written_off'))
);
create unique index dunning_campaign_invoices_one_at_a_time on dunning_campaign_invoices (tenant_id, invoice_id)
  where left_at is null;
call protect_tenant_table('dunning_campaign_invoices', 'select, insert');
grant update (left_at, outcome) on dunning_campaign_invoices to quittance_portal, quittance_worker;
create trigger dunning_campaign_invoices_audit after insert or update on dunning_campaign_invoices
  for each row execute function audit_row('dunning_campaign_invoice', 'invoice_id');

-- What became of each step: sent once, or passed over because a later one was due by then.
create table dunning_steps (
  tenant_id   uuid not null references tenants,
  campaign_id uuid not null,
  position    integer not null,
  channel     text not null,
  template    text not null,
  outcome     text not null,
  -- the fact in the outbox, to find the message by
  occurrence  text not null,
  due_minor   bigint not null,
  done_at     timestamptz not null,
  done_by     text not null,
  primary key (tenant_id, campaign_id, position),
  foreign key (tenant_id, campaign_id) references dunning_campaigns (tenant_id, campaign_id),
  constraint dunning_steps_position_not_negative check (position >= 0),
  constraint dunning_steps_channel_known check (channel in ('email', 'sms', 'in_app')),
  constraint dunning_steps_outcome_known check (outcome in ('sent', 'missed', 'skipped'))
);
call protect_tenant_table('dunning_steps', 'select, insert');
create trigger dunning_steps_append_only before update or delete or truncate on dunning_steps
  for each statement execute function refuse_change();
create trigger dunning_steps_audit after insert on dunning_steps
  for each row execute function audit_row('dunning_step', 'campaign_id');

-- Which charge was which attempt of dunning. What came of it is the charge's.
create table dunning_attempts (
  tenant_id         uuid not null references tenants,
  campaign_id       uuid not null,
  invoice_id        uuid not null,
  attempt           integer not null,
  charge_id         uuid not null,
  payment_method_id uuid not null,
  network           text not null,
  -- why it was made, and when it was to be
  cause             text not null,
  scheduled_at      timestamptz not null,
  attempted_at      timestamptz not null,
  primary key (tenant_id, invoice_id, attempt),
  constraint dunning_attempts_charge_key unique (tenant_id, charge_id),
  foreign key (tenant_id, campaign_id, invoice_id)
    references dunning_campaign_invoices (tenant_id, campaign_id, invoice_id),
  foreign key (tenant_id, charge_id) references charges (tenant_id, charge_id),
  foreign key (tenant_id, payment_method_id) references payment_methods (tenant_id, payment_method_id),
  constraint dunning_attempts_attempt_positive check (attempt > 0),
  constraint dunning_attempts_network_known check (network in ('visa', 'mastercard', 'other')),
  constraint dunning_attempts_cause_known check (cause in ('schedule', 'new_method')),
  constraint dunning_attempts_not_before_its_time check (attempted_at >= scheduled_at)
);
create index dunning_attempts_of_campaign on dunning_attempts (tenant_id, campaign_id, attempted_at);
call protect_tenant_table('dunning_attempts', 'select, insert');
create trigger dunning_attempts_append_only before update or delete or truncate on dunning_attempts
  for each statement execute function refuse_change();
create trigger dunning_attempts_audit after insert on dunning_attempts
  for each row execute function audit_row('dunning_attempt', 'charge_id');

-- What else happened to a campaign, as its page tells it.
create table dunning_events (
  tenant_id   uuid not null references tenants,
  event_id    uuid not null,
  campaign_id uuid not null,
  kind        text not null,
  detail      jsonb not null default '{}',
  happened_at timestamptz not null,
  actor       text not null,
  primary key (tenant_id, event_id),
  foreign key (tenant_id, campaign_id) references dunning_campaigns (tenant_id, campaign_id),
  constraint dunning_events_kind_known check (kind in
    ('opened', 'invoice_joined', 'invoice_left', 'paused', 'resumed', 'access_changed', 'exhausted', 'recovered',
     'written_off'))
);
create index dunning_events_of_campaign on dunning_events (tenant_id, campaign_id, happened_at);
call protect_tenant_table('dunning_events', 'select, insert');
create trigger dunning_events_append_only before update or delete or truncate on dunning_events
  for each statement execute function refuse_change();

-- Why a network refused, beside the gateway's own word for it: it decides about another attempt.
alter table charges add column network_code text, add column network_advice_code text;
grant update (network_code, network_advice_code) on charges to quittance_portal, quittance_worker;

-- Attempts at one card in the last weeks are counted before each further one.
create index charges_of_method on charges (tenant_id, payment_method_id, sent_at) where payment_method_id is not null;

-- The schedule that comes with the product; nobody is dunned by it before staff switch it on.
insert into dunning_schedules (schedule_id, is_default, created_at, created_by)
values ('d0000000-0000-7000-8000-000000000001', false, '2026-11-20T00:00:00Z', 'system:migration');
insert into dunning_schedule_versions (schedule_id, version, name, retry_days, attempts_max, steps,
  read_only_after_days, suspended_after_days, when_exhausted, created_at, created_by)
values ('d0000000-0000-7000-8000-000000000001', 1, 'Standard', '{2,5,7,7}', 5,
  '[{"after_days": 3, "channel": "email", "template": "friendly"},
    {"after_days": 10, "channel": "email", "template": "firm"},
    {"after_days": 20, "channel": "email", "template": "final"}]',
  25, 40, 'ask_staff', '2026-11-20T00:00:00Z', 'system:migration');
-- From here on: what the product brings with it is nobody's act.
create trigger dunning_schedule_versions_audit after insert on dunning_schedule_versions
  for each row execute function audit_dunning_schedule();
