-- Plans, newest first. $1 one customer, $2 one invoice, $3 one state, $4 older than this plan, $5 at most so many.
select p.tenant_id as "tenant_id!", t.legal_name as "customer!", p.plan_id as "plan_id!",
       p.invoice_id as "invoice_id!", coalesce(i.number, '') as "invoice_number!", p.status as "status!",
       p.created_at as "created_at!: _", i.currency as "currency!",
       coalesce(p.total_minor, i.due_minor, 0) as "total_minor!",
       coalesce(least(greatest(i.paid_minor - p.paid_before_minor, 0), p.total_minor), 0) as "paid_minor!",
       p.installment_count,
       case when p.status in ('pending', 'active')
            then (select min(parts.due_on)
                    from (select n.due_on,
                                 p.down_payment_minor + sum(n.amount_minor) over (order by n.number) as up_to_minor
                            from installments n
                           where n.tenant_id = p.tenant_id and n.plan_id = p.plan_id) parts
                   where parts.up_to_minor > i.paid_minor - p.paid_before_minor) end as "next_due_on: _"
  from installment_plans p
  join invoices i on i.tenant_id = p.tenant_id and i.invoice_id = p.invoice_id
  join tenants t on t.tenant_id = p.tenant_id
 where ($1::uuid is null or p.tenant_id = $1)
   and ($2::uuid is null or p.invoice_id = $2)
   and ($3::text is null or p.status = $3)
   and ($4::uuid is null or (p.created_at, p.plan_id) <
        (select b.created_at, b.plan_id from installment_plans b where b.plan_id = $4))
 order by p.created_at desc, p.plan_id desc
 limit $5
