-- Disputes as gateways report them, and the money that moved for each (rows I1, J3).
--
-- Why: a dispute is taken in from messages that come late, twice, in any order or not at all; each row is
-- what the gateway's own object said when it was last read. What moved is kept booking by booking, because
-- the gateway's name for a booking is what keeps it from being posted twice. Lock: none but the foreign
-- keys' (new tables). Backfill: none.

create table disputes (
  tenant_id            uuid not null references tenants,
  dispute_id           uuid not null,
  gateway              text not null,
  provider_ref         text not null,
  payment_id           uuid not null,
  currency             char(3) not null,
  amount_minor         bigint not null,
  status               text not null,
  reason               text not null,
  -- as the gateway wrote them: words that we do not know are kept, and never fail
  raw_status           text not null,
  raw_resolution       text,
  raw_reason           text not null,
  network_reason_code  text,
  evidence_due_at      timestamptz,
  evidence_submissions integer not null default 0,
  opened_at            timestamptz not null,
  closed_at            timestamptz,
  taken_in_at          timestamptz not null,
  checked_at           timestamptz not null,
  primary key (tenant_id, dispute_id),
  constraint disputes_provider_key unique (tenant_id, gateway, provider_ref),
  foreign key (tenant_id, payment_id, currency) references payments (tenant_id, payment_id, currency),
  constraint disputes_amount_not_negative check (amount_minor >= 0),
  constraint disputes_submissions_not_negative check (evidence_submissions >= 0),
  constraint disputes_status_known check (status in
    ('early_warning', 'warning_needs_response', 'warning_under_review', 'warning_closed', 'needs_response',
     'under_review', 'won', 'lost', 'prevented')),
  constraint disputes_reason_known check (reason in
    ('bank_cannot_process', 'check_returned', 'credit_not_processed', 'customer_initiated', 'debit_not_authorized',
     'duplicate', 'fraudulent', 'general', 'incorrect_account_details', 'insufficient_funds', 'noncompliant',
     'product_not_received', 'product_unacceptable', 'subscription_canceled', 'unrecognized')),
  constraint disputes_closed_when_final check
    ((status in ('won', 'lost', 'warning_closed', 'prevented')) = (closed_at is not null))
);
create index disputes_by_payment on disputes (tenant_id, payment_id);
create index staff_disputes on disputes (dispute_id);
create index staff_disputes_open on disputes (checked_at, dispute_id) where closed_at is null;
call protect_tenant_table('disputes', 'select, insert');
grant update (amount_minor, status, reason, raw_status, raw_resolution, raw_reason, network_reason_code, evidence_due_at,
              evidence_submissions, closed_at, checked_at)
  on disputes to quittance_portal, quittance_worker;
-- While no tenant is set, the worker sees whose disputes wait to be looked at again.
create policy worker_finds on disputes for select to quittance_worker using (current_tenant() is null);
create trigger disputes_audit after insert on disputes
  for each row execute function audit_row('dispute', 'dispute_id');
create trigger disputes_audit_update after update on disputes
  for each row when (old.status is distinct from new.status) execute function audit_row('dispute', 'dispute_id');

-- What has ended stays as it ended.
create function guard_dispute() returns trigger language plpgsql as $$
begin
  if old.closed_at is not null and (new.status, new.closed_at) is distinct from (old.status, old.closed_at) then
    raise exception 'dispute % has ended as %', old.dispute_id, old.status
      using errcode = 'check_violation', constraint = 'disputes_final_is_final';
  end if;
  return new;
end $$;
create trigger disputes_guard before update on disputes for each row execute function guard_dispute();

-- One booking of the gateway for a dispute, in the currency in which the gateway settles.
create table dispute_movements (
  tenant_id    uuid not null references tenants,
  movement_id  uuid not null,
  dispute_id   uuid not null,
  provider_ref text not null,
  currency     char(3) not null,
  -- negative when it was taken from us
  amount_minor bigint not null,
  -- what the gateway keeps for it; negative when it gives a fee back
  fee_minor    bigint not null,
  moved_at     timestamptz not null,
  primary key (tenant_id, movement_id),
  constraint dispute_movements_provider_key unique (tenant_id, dispute_id, provider_ref),
  foreign key (tenant_id, dispute_id) references disputes (tenant_id, dispute_id)
);
call protect_tenant_table('dispute_movements', 'select, insert');
create trigger dispute_movements_append_only before update or delete or truncate on dispute_movements
  for each statement execute function refuse_change();
create trigger dispute_movements_audit after insert on dispute_movements
  for each row execute function audit_row('dispute_movement', 'movement_id');
