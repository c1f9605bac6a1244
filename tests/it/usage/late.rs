//! Usage that comes or is corrected after it was billed (row F3): a named line or a credit note, once,
//! never silent.

use super::*;
use quittance::flows::billing::late_usage::settle_late_usage;
use quittance::flows::subscriptions::quote::act_now;
use quittance::flows::subscriptions::{Act, Unused, When};

impl Calls {
    /// February's 1,500 calls are billed: 1000 × 0.01 + 500 × 0.005 = 12.50.
    async fn with_february_billed() -> Self {
        let calls = Self::billed_monthly().await;
        calls.sends("first", 1500, "2026-02-10T00:00:00Z").await;
        assert_eq!(calls.runs().await, 1);
        assert_eq!(calls.subtotals().await, [12_50]);
        calls
    }

    pub async fn sends(&self, id: &str, quantity: i64, occurred_at: &str) {
        assert_eq!(self.sender.send(&event(id, quantity, occurred_at)).await.0, 202);
    }

    /// How many invoices the run made.
    pub async fn runs(&self) -> u32 {
        run_due(self.world.db(), &self.world.app.clock, &Metered).await.unwrap().invoiced
    }

    pub async fn settles(&self) -> u32 {
        settle_late_usage(self.world.db(), &self.world.app.clock).await.unwrap()
    }

    pub fn moves_to(&self, at: &str) {
        self.world.move_clock_to(at.parse().unwrap());
    }

    pub async fn subtotals(&self) -> Vec<i64> {
        let mut superuser = self.world.database.superuser().await;
        sqlx::query_scalar("select subtotal_minor from invoices order by number")
            .fetch_all(&mut superuser)
            .await
            .unwrap()
    }

    pub async fn credited(&self) -> Vec<i64> {
        let mut superuser = self.world.database.superuser().await;
        sqlx::query_scalar("select subtotal_minor from credit_notes order by number")
            .fetch_all(&mut superuser)
            .await
            .unwrap()
    }

    pub async fn last_line(&self) -> (String, Value) {
        let mut superuser = self.world.database.superuser().await;
        sqlx::query_as(
            "select l.description, x.explanation
               from invoices i
               join invoice_lines l using (tenant_id, invoice_id)
               join invoice_line_explanations x using (tenant_id, invoice_id, line_no)
              order by i.number desc, l.line_no desc
              limit 1",
        )
        .fetch_one(&mut superuser)
        .await
        .unwrap()
    }

    pub async fn ends(&self) {
        let now = self.world.now();
        let act =
            Act::Cancel { when: When::Now, unused: Unused::Keep, reason: "done with it".into() };
        let mut tx = self.world.write(self.tenant).await;
        act_now(&mut tx, now, &TESTER, &Metered, self.id, &act).await.unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn what_comes_late_is_a_named_line_of_the_next_invoice_once() {
    let calls = Calls::with_february_billed().await;
    calls.sends("late", 400, "2026-02-20T00:00:00Z").await;
    calls.sends("march", 100, "2026-03-02T00:00:00Z").await;
    // The first invoice is not silently another one.
    assert_eq!((calls.runs().await, calls.settles().await), (0, 0));
    calls.moves_to("2026-04-02T00:00:00Z");
    assert_eq!(calls.runs().await, 1);
    // March's 100 at 0.01, and 400 more of February at 0.005.
    assert_eq!(calls.subtotals().await, [12_50, 3_00]);
    let (text, explanation) = calls.last_line().await;
    assert_eq!(text, "Late usage, API calls: 1500 became 1900");
    assert_eq!(explanation["kind"], "late_usage");
    assert_eq!(explanation["corrects"]["quantity_before"], "1500");
    assert_eq!(explanation["amount_minor"], 2_00);
    // Nothing is late any more; April without a call is an invoice of zero.
    calls.moves_to("2026-05-02T00:00:00Z");
    assert_eq!((calls.runs().await, calls.settles().await), (1, 0));
    assert_eq!(calls.subtotals().await, [12_50, 3_00, 0]);
    // And what comes later still is only the difference again.
    calls.sends("later", 100, "2026-02-21T00:00:00Z").await;
    calls.moves_to("2026-06-02T00:00:00Z");
    assert_eq!(calls.runs().await, 1);
    assert_eq!(calls.subtotals().await, [12_50, 3_00, 0, 50]);
}

#[tokio::test]
async fn what_was_used_less_is_credited_on_the_invoice_that_charged_it_once() {
    let calls = Calls::with_february_billed().await;
    let corrected = json!({
        "id": "first-again", "customer": "C-Alpha", "meter": "calls", "quantity": "900",
        "occurred_at": "2026-02-10T00:00:00Z", "corrects": { "id": "first" },
    });
    let (status, answer) = calls.sender.send(&corrected).await;
    assert_eq!(status, 202, "{answer}");
    // 900 × 0.01 = 9.00 instead of 12.50
    assert_eq!(calls.settles().await, 1);
    assert_eq!(calls.credited().await, [3_50]);
    assert_eq!(calls.settles().await, 0);
    calls.moves_to("2026-04-02T00:00:00Z");
    assert_eq!((calls.runs().await, calls.credited().await), (1, vec![3_50]));
    assert_eq!(calls.subtotals().await, [12_50, 0]);
}

#[tokio::test]
async fn what_comes_after_the_end_is_invoiced_by_itself() {
    let calls = Calls::with_february_billed().await;
    calls.ends().await;
    calls.sends("late", 400, "2026-02-20T00:00:00Z").await;
    assert_eq!(calls.settles().await, 1);
    assert_eq!(calls.settles().await, 0);
    // The closing invoice of March without a call, and what came after it.
    assert_eq!(calls.subtotals().await, [12_50, 0, 2_00]);
}

#[tokio::test]
async fn what_was_adjusted_stays_adjusted_when_its_invoice_is_voided_and_reissued() {
    use quittance::domain::id::InvoiceId;
    use quittance::flows::invoices::finalize_invoice::finalize_invoice;
    use quittance::flows::invoices::reissue_invoice::reissue_invoice;
    let calls = Calls::with_february_billed().await;
    calls.sends("late", 400, "2026-02-20T00:00:00Z").await;
    calls.moves_to("2026-04-02T00:00:00Z");
    calls.runs().await;
    let now = calls.world.now();
    let mut tx = calls.world.write(calls.tenant).await;
    let of = subscriptions::coverage(&mut tx, calls.id).await.unwrap()[0].invoice_id;
    let draft = InvoiceId::new();
    let today = date(2026, 4, 2);
    reissue_invoice(&mut tx, now, today, &TESTER, of, draft, "wrong name").await.unwrap();
    finalize_invoice(&mut tx, now, &TESTER, draft).await.unwrap();
    tx.commit().await.unwrap();
    calls.moves_to("2026-05-02T00:00:00Z");
    assert_eq!((calls.runs().await, calls.settles().await), (1, 0));
    assert_eq!(calls.subtotals().await, [12_50, 2_00, 12_50, 0]);
}

#[tokio::test]
async fn a_correction_larger_than_one_line_goes_on_with_the_next() {
    let calls = Calls::with_february_billed().await;
    calls.sends("late", 400, "2026-02-20T00:00:00Z").await;
    calls.moves_to("2026-04-02T00:00:00Z");
    calls.runs().await;
    assert_eq!(calls.subtotals().await, [12_50, 2_00]);
    let gone = json!({
        "id": "first-gone", "customer": "C-Alpha", "meter": "calls", "quantity": "0",
        "occurred_at": "2026-02-10T00:00:00Z", "corrects": { "id": "first" },
    });
    assert_eq!(calls.sender.send(&gone).await.0, 202);
    // 400 calls are 4.00 of 14.50: 10.50 come back, the 2.00 that were charged last before 8.50 of the first.
    assert_eq!((calls.settles().await, calls.settles().await), (1, 0));
    assert_eq!(calls.credited().await, [2_00, 8_50]);
}

#[tokio::test]
async fn a_change_of_seats_does_not_cut_the_time_that_a_meter_is_charged_for() {
    let calls = Calls::with_february_billed().await;
    calls.sends("before", 800, "2026-03-02T08:00:00Z").await;
    let mut tx = calls.world.write(calls.tenant).await;
    let found = subscriptions::find(&mut tx, calls.id).await.unwrap().unwrap();
    let version = found.billed.phases()[0].terms.version.version_id;
    let act = Act::Change { version, seats: 5, add_ons: vec![], when: When::Now };
    act_now(&mut tx, calls.world.now(), &TESTER, &Metered, calls.id, &act).await.unwrap();
    tx.commit().await.unwrap();
    calls.moves_to("2026-04-02T00:00:00Z");
    calls.sends("after", 800, "2026-03-20T00:00:00Z").await;
    assert_eq!(calls.runs().await, 1);
    // 1,000 × 0.01 + 600 × 0.005; cut in two, both halves would be 8.00.
    assert_eq!(calls.subtotals().await, [12_50, 13_00]);
}
