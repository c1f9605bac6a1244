-- What the audit log and the e-mails say of the time after $1 and up to $2, by day and kind.
with entry as (
  select at, action, before, after
    from audit_log
   where at > $1 and at <= $2
     and action in ('invoice.updated', 'credit_note.created', 'payment.created', 'refund.created',
                    'dispute.created', 'subscription.created', 'subscription.updated',
                    'ledger_transaction.created')
),
happened as (
  select at,
         case when before ->> 'status' = 'draft' then 'invoice_finalized'
              when after ->> 'status' = 'paid' then 'invoice_paid'
              when after ->> 'status' = 'void' then 'invoice_voided'
              when after ->> 'status' = 'uncollectible' then 'invoice_written_off' end as happening,
         '' as detail, null::bigint as amount_minor,
         case when before ->> 'status' = 'draft' then after ->> 'number' end as name
    from entry
   where action = 'invoice.updated' and after ->> 'status' in ('open', 'paid', 'void', 'uncollectible')
  union all
  select at, 'credit_note_issued', '', null, after ->> 'number'
    from entry
   where action = 'credit_note.created'
  union all
  select at, 'payment_received', after ->> 'currency', (after ->> 'amount_minor')::bigint, null
    from entry
   where action = 'payment.created'
  union all
  select at, case action when 'refund.created' then 'refund_requested' else 'dispute_opened' end, '', null, null
    from entry
   where action in ('refund.created', 'dispute.created')
  union all
  select at, 'subscription_started', '', null, null
    from entry
   where action = 'subscription.created'
  union all
  select at, 'subscription_billed', '', null, null
    from entry
   where action = 'subscription.updated' and after ->> 'billed_at' is not null
  union all
  select at, 'subscription_parked', '', null, null
    from entry
   where action = 'subscription.updated' and after ->> 'parked_at' is not null
  union all
  select at,
         case after ->> 'status'
           when 'active' then 'subscription_active'
           when 'past_due' then 'subscription_past_due'
           when 'unpaid' then 'subscription_unpaid'
           when 'paused' then 'subscription_paused'
           else 'subscription_ended' end, '', null, null
    from entry
   where action = 'subscription.updated'
     and after ->> 'status' in ('active', 'past_due', 'unpaid', 'paused', 'canceled', 'incomplete_expired')
  union all
  select at, 'credit_expired', '', null, null
    from entry
   where action = 'ledger_transaction.created' and after ->> 'kind' = 'credit_expired'
  union all
  select sent_at, 'email_sent', case when template = '' then event else template end, null, null
    from emails
   where sent_at > $1 and sent_at <= $2
)
select (at at time zone 'UTC')::date as "happened_on!", happening as "happening!", detail as "detail!",
       count(*) as "occurrences!", sum(amount_minor)::bigint as amount_minor,
       coalesce((array_agg(name order by name) filter (where name is not null))[1:$3], '{}') as "names!"
  from happened
 where happening is not null
 group by 1, 2, 3
 order by 1, 2, 3
 limit 20000
