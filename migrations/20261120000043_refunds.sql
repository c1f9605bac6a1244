-- Refunds (rows J1 J2 J3): money that goes back to a customer, out of their credit.
--
-- Why: a refund is stored before the gateway is asked, so that none gets lost or is sent twice; and
-- whatever holds money of a payment is counted on the payment itself, where a constraint keeps refunds
-- and disputes together from giving back more than came. Lock: short, for an index on charges.

create table refunds (
  tenant_id       uuid not null references tenants,
  refund_id       uuid not null,
  -- null: credit paid out to the bank, which came from no payment in particular
  payment_id      uuid,
  -- the credit note whose excess it pays out
  credit_note_id  uuid,
  currency        char(3) not null,
  amount_minor    bigint not null,
  channel         text not null,
  gateway         text,
  provider_ref    text,
  state           text not null default 'created',
  failure_code    text,
  reason          text not null,
  note            text not null default '',
  -- outside the gateways: what the bank statement says, and when it was paid
  reference       text not null default '',
  paid_on         date,
  -- whether the customer's credit has paid for it; only one that was made at the gateway may wait
  is_funded       boolean not null default true,
  -- the form's: it makes one refund, for ever. The gateway is given refund_id, which nobody can choose.
  idempotency_key text not null,
  requested_by    text not null,
  requested_at    timestamptz not null,
  -- the customer's civil date
  requested_on    date not null,
  sent_at         timestamptz,
  checked_at      timestamptz,
  ended_at        timestamptz,
  primary key (tenant_id, refund_id),
  constraint refunds_idempotency_key unique (tenant_id, idempotency_key),
  constraint refunds_provider_key unique (tenant_id, gateway, provider_ref),
  foreign key (tenant_id, payment_id, currency) references payments (tenant_id, payment_id, currency),
  foreign key (tenant_id, credit_note_id, currency) references credit_notes (tenant_id, credit_note_id, currency),
  constraint refunds_channel_known check (channel in ('gateway', 'offline')),
  constraint refunds_state_known check (state in
    ('created', 'sent', 'pending', 'requires_action', 'succeeded', 'failed', 'canceled')),
  constraint refunds_reason_known check (reason in
    ('over_payment', 'duplicate', 'cancellation', 'credit_note', 'goodwill', 'provider', 'other')),
  constraint refunds_amount_positive check (amount_minor > 0),
  constraint refunds_gateway_gives_back_a_payment check
    ((channel = 'gateway') = (gateway is not null) and (channel = 'offline' or payment_id is not null)),
  constraint refunds_offline_has_no_provider check
    (channel = 'gateway' or (provider_ref is null and sent_at is null and state in ('pending', 'succeeded', 'canceled'))),
  constraint refunds_offline_says_when_it_was_paid check
    ((channel = 'offline' and state = 'succeeded') = (paid_on is not null)),
  constraint refunds_created_was_not_sent check (state <> 'created' or (sent_at is null and provider_ref is null)),
  constraint refunds_under_way_was_sent check
    (channel = 'offline' or state in ('created', 'canceled') or sent_at is not null),
  constraint refunds_accepted_has_its_name check
    (channel = 'offline' or state not in ('pending', 'requires_action', 'succeeded') or provider_ref is not null),
  constraint refunds_failed_says_why check (state <> 'failed' or failure_code is not null),
  constraint refunds_ended_says_when check
    ((state in ('succeeded', 'failed', 'canceled')) = (ended_at is not null)),
  constraint refunds_unfunded_was_made_at_the_gateway check (is_funded or reason = 'provider')
);
create index refunds_by_payment on refunds (tenant_id, payment_id);
create index refunds_by_credit_note on refunds (tenant_id, credit_note_id) where credit_note_id is not null;
create index refunds_list on refunds (tenant_id, requested_on desc, refund_id desc);
create index staff_refunds_newest on refunds (requested_on desc, refund_id desc);
create index staff_refunds_by_state on refunds (state, requested_on desc, refund_id desc);
create index refunds_watched on refunds (state, coalesce(checked_at, sent_at, requested_at))
  where channel = 'gateway' and state in ('created', 'sent', 'pending', 'requires_action', 'succeeded');
-- E-mails about a refund are part of its history.
alter table document_events drop constraint document_events_document_kind_known;
alter table document_events add constraint document_events_document_kind_known check
  (document_kind in ('invoice', 'credit_note', 'payment', 'refund'));
-- From a payment to the charge that brought it.
create index charges_by_payment on charges (tenant_id, payment_id) where payment_id is not null;
call protect_tenant_table('refunds', 'select, insert');
grant update (state, provider_ref, failure_code, reference, paid_on, is_funded, sent_at, checked_at, ended_at)
  on refunds to quittance_portal, quittance_worker;
-- While no tenant is set, the worker sees whose refunds wait to be sent or looked up.
create policy worker_finds on refunds for select to quittance_worker using (current_tenant() is null);
create trigger refunds_no_deletion before delete or truncate on refunds
  for each statement execute function refuse_change();
create trigger refunds_audit after insert on refunds
  for each row execute function audit_row('refund', 'refund_id');
create trigger refunds_audit_update after update on refunds
  for each row when ((old.state, old.is_funded) is distinct from (new.state, new.is_funded))
  execute function audit_row('refund', 'refund_id');

-- What has failed stays failed. What has succeeded may still be sent back by the bank, days later. Only a
-- request that surely never left may be sent again.
create function guard_refund() returns trigger language plpgsql as $$
begin
  if old.state in ('failed', 'canceled') and new.state <> old.state then
    raise exception 'refund % has ended as %', old.refund_id, old.state
      using errcode = 'check_violation', constraint = 'refunds_final_is_final';
  end if;
  if old.state <> new.state
     and ((new.state = 'created' and old.state <> 'sent') or (new.state = 'sent' and old.state <> 'created')
          or (old.state = 'succeeded' and (new.state <> 'failed' or new.channel = 'offline'))) then
    raise exception 'refund cannot go from % to %', old.state, new.state
      using errcode = 'check_violation', constraint = 'refunds_transition_allowed';
  end if;
  if (old.is_funded and not new.is_funded)
     or (old.provider_ref is not null and new.provider_ref is distinct from old.provider_ref) then
    raise exception 'refund % keeps its credit and its name', old.refund_id
      using errcode = 'check_violation', constraint = 'refunds_keep_credit_and_name';
  end if;
  return new;
end $$;
create trigger refunds_guard before update on refunds for each row execute function guard_refund();

-- From the moment it is asked for, a refund takes its amount from what of the payment can go back;
-- only when it has come to nothing it gives it free again. The payment's own check
-- (payments_never_over_returned) does the rest, whoever comes at the same time.
create function count_refund() returns trigger language plpgsql as $$
declare
  v_before bigint := 0;
  v_after bigint := case when new.state in ('failed', 'canceled') then 0 else new.amount_minor end;
begin
  if tg_op = 'UPDATE' and old.state not in ('failed', 'canceled') then
    v_before := old.amount_minor;
  end if;
  if new.payment_id is not null and v_before <> v_after then
    update payments
       set refunded_minor = refunded_minor + v_after - v_before
     where tenant_id = new.tenant_id and payment_id = new.payment_id;
  end if;
  return null;
end $$;
create trigger refunds_count after insert or update on refunds
  for each row execute function count_refund();
