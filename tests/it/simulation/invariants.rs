//! What holds whatever happened: the ledger, the documents, what is covered, what can be computed again.

use super::Simulation;
use quittance::domain::document::DocumentKind;
use quittance::flows::billing::scan_coverage::{FoundFault, scan};
use quittance::flows::reconcile_invoices::{Finding, Scope, reconcile_invoices};
use quittance::store::diagnostics;
use sqlx::AssertSqlSafe;

/// Each counts rows that must not be.
const NEVER: &[(&str, &str)] = &[
    (
        "a currency of the ledger that is not zero",
        "select currency from ledger_entries group by tenant_id, currency having sum(amount_minor) <> 0",
    ),
    (
        "a posting that does not balance",
        "select transaction_id from ledger_entries
          group by transaction_id, currency having sum(amount_minor) <> 0",
    ),
    ("a negative invoice", "select 1 from invoices where total_minor < 0 or due_minor < 0"),
    ("negative credit", "select 1 from credit_balances where balance_minor < 0"),
    (
        "an invoice that its allocations do not settle as it says",
        "select 1 from invoices i
          where paid_minor + credited_minor > total_minor
             or paid_minor <> (select coalesce(sum(amount_minor), 0) from allocations a
                                where a.invoice_id = i.invoice_id and credit_note_id is null)
             or credited_minor <> (select coalesce(sum(amount_minor), 0) from allocations a
                                    where a.invoice_id = i.invoice_id and credit_note_id is not null)",
    ),
    (
        "more credited of a line than it charged",
        "select 1
           from invoice_lines l
           join credit_notes n on n.tenant_id = l.tenant_id and n.invoice_id = l.invoice_id
           join credit_note_lines c on c.tenant_id = n.tenant_id and c.credit_note_id = n.credit_note_id
                and c.line_no = l.line_no
          where n.status <> 'void'
          group by l.tenant_id, l.invoice_id, l.line_no, l.amount_minor
         having abs(sum(c.amount_minor)) > abs(l.amount_minor)",
    ),
    (
        "more credited of an invoice than it charged",
        "select 1
           from invoices i
           join credit_notes n on n.tenant_id = i.tenant_id and n.invoice_id = i.invoice_id
          where n.status <> 'void'
          group by i.tenant_id, i.invoice_id, i.total_minor
         having sum(n.total_minor) > i.total_minor",
    ),
    (
        "time of a component that is covered twice",
        "select 1
           from subscription_coverage a
           join subscription_coverage b on b.tenant_id = a.tenant_id and b.subscription_id = a.subscription_id
                and b.component = a.component and b.coverage_id > a.coverage_id and b.covered && a.covered
          where not a.is_void and not b.is_void",
    ),
    (
        "use that two subscriptions charged",
        "select 1
           from subscription_coverage a
           join plan_versions v on v.version_id = a.version_id
           join subscription_coverage b on b.tenant_id = a.tenant_id and b.subscription_id > a.subscription_id
                and b.covered && a.covered
           join plan_versions w on w.version_id = b.version_id
           cross join lateral jsonb_array_elements(v.components) c
           cross join lateral jsonb_array_elements(w.components) d
          where not a.is_void and not b.is_void and a.counted_at is not null and b.counted_at is not null
            and c ->> 'code' = a.component and d ->> 'code' = b.component
            and c -> 'quantity' = d -> 'quantity'",
    ),
    (
        "a billing instant with two living invoices",
        "select 1
           from subscription_invoices s
           join invoices i on i.tenant_id = s.tenant_id and i.invoice_id = s.invoice_id
          where i.status <> 'void' and s.billing_reason <> 'reissue'
          group by s.tenant_id, s.subscription_id, s.billing_reason, s.billed_at having count(*) > 1",
    ),
    ("a subscription that was parked", "select 1 from subscriptions where parked_at is not null"),
];

impl Simulation {
    pub async fn check(&mut self) {
        for (what, sql) in NEVER {
            let sql = AssertSqlSafe(format!("select count(*) from ({sql}) found"));
            let found: i64 = sqlx::query_scalar(sql).fetch_one(&mut self.superuser).await.unwrap();
            assert_eq!(found, 0, "{what}");
        }
        let mut tx = self.world.db().staff_read().await.unwrap();
        assert_eq!(diagnostics::contradictions(&mut tx).await.unwrap(), []);
        drop(tx);
        self.check_coverage().await;
        self.check_documents().await;
    }

    /// Every time is billed once, but for what was voided and not issued again.
    async fn check_coverage(&mut self) {
        let mut faulty = Vec::new();
        scan(self.world.db(), None, None, u64::MAX, |found| faulty.push(found)).await.unwrap();
        let mut voided = 0;
        for subscription in faulty {
            for fault in &subscription.faults {
                let is_known = matches!(fault, FoundFault::Voided { .. });
                assert!(is_known, "{}: {fault}", subscription.subscription_id);
                voided += 1;
            }
        }
        self.tally.insert("stretches voided and not reissued", voided);
    }

    /// Every document comes to the same when it is computed again.
    async fn check_documents(&mut self) {
        let mut found = Vec::new();
        let summary =
            reconcile_invoices(self.world.db(), Scope::Everything, &mut |one| found.push(one))
                .await
                .unwrap();
        let wrong: Vec<_> = found.iter().filter(|one| matches!(one, Finding::Anomaly(_))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        let count = |count: u64| u32::try_from(count).unwrap();
        self.tally.insert("invoices", count(summary.invoices));
        self.tally.insert(DocumentKind::CreditNote.word(), count(summary.credit_notes));
        self.tally.insert("lines priced again", count(summary.repriced));
        self.tally.insert("lines not recomputable", count(summary.not_recomputable));
    }
}
