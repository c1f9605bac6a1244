//! A random history of documents and money, beside a model of it in plain sums: after every step the
//! ledger, the documents and the model say the same. The seed is fixed; `LEDGER_SEED` tries another.

use crate::harness::books::{Books, pieces};
use crate::harness::{TESTER, World};
use quittance::domain::credit_note::CreditReason;
use quittance::domain::currency::Currency;
use quittance::domain::id::{CreditNoteId, InvoiceId, TenantId};
use quittance::domain::ledger::Account;
use quittance::domain::money::Money;
use quittance::flows::credit_notes::issue_credit_note::{CreditedLine, issue_credit_note};
use quittance::flows::invoices::draft_invoice::draft_invoice;
use quittance::flows::invoices::finalize_invoice::finalize_invoice;
use quittance::flows::invoices::void_invoice::void_invoice;
use quittance::flows::invoices::write_off_invoice::write_off_invoice;
use quittance::flows::payments::apply_credit::apply_credit;
use quittance::flows::payments::record_offline_payment::record_offline_payment;
use quittance::store::{diagnostics, ledger};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

const STEPS: usize = 240;
const CURRENCIES: [Currency; 2] = [Currency::EUR, Currency::USD];

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % limit as u64).unwrap()
    }
}

/// An invoice as the model knows it; amounts in minor units.
#[derive(Clone, Debug)]
struct Owed {
    tenant: usize,
    currency: Currency,
    id: InvoiceId,
    quantity: i64,
    total: i64,
    paid: i64,
    credited: i64,
    credited_quantity: i64,
    is_open: bool,
    /// Void or written off: no credit note any more.
    is_closed: bool,
}

impl Owed {
    fn due(&self) -> i64 {
        if self.is_open { self.total - self.paid - self.credited } else { 0 }
    }
}

/// Gross of so many pieces at 1.00 net and 19 %, rounded half away from zero: exact, as 1.19 has no
/// third decimal.
fn gross(quantity: i64) -> i64 {
    quantity * 119
}

struct Model {
    tenants: Vec<TenantId>,
    invoices: Vec<Owed>,
    /// By tenant and currency.
    credit: BTreeMap<(usize, &'static str), i64>,
    bank: BTreeMap<&'static str, i64>,
    bad_debt: BTreeMap<&'static str, i64>,
}

#[tokio::test]
async fn a_random_history_keeps_every_sum() {
    let seed = std::env::var("LEDGER_SEED").map_or(20_260_302, |seed| seed.parse().unwrap());
    let world = World::new().await;
    let books = world.books("main").await;
    let mut tenants = Vec::new();
    for name in ["Alpha", "Beta", "Gamma"] {
        tenants.push(world.tenant(name).await);
    }
    let mut model = Model {
        tenants,
        invoices: Vec::new(),
        credit: BTreeMap::new(),
        bank: BTreeMap::new(),
        bad_debt: BTreeMap::new(),
    };
    let mut dice = Dice(seed);
    let mut done = BTreeMap::new();
    for step in 0..STEPS {
        let act = model.act(&world, &books, &mut dice, step).await;
        *done.entry(act).or_insert(0) += 1;
        model.compare(&world, seed, step, act).await;
    }
    // Every kind of act happened, or the history was not one.
    for act in ["issue", "pay part", "pay more", "credit", "void", "write off", "apply credit"] {
        assert!(done.get(act).is_some_and(|&times| times >= 3), "{act}: {done:?}");
    }
}

impl Model {
    /// Does one thing to the product and the same to the model; returns what.
    async fn act(
        &mut self,
        world: &World,
        books: &Books,
        dice: &mut Dice,
        step: usize,
    ) -> &'static str {
        let open: Vec<usize> =
            (0..self.invoices.len()).filter(|&i| self.invoices[i].is_open).collect();
        let choice = if open.len() < 3 { 0 } else { dice.below(10) };
        let target = if open.is_empty() { 0 } else { open[dice.below(open.len())] };
        match choice {
            0..=2 => self.issue(world, books, dice).await,
            3 | 4 => self.pay(world, dice, target, step, false).await,
            5 => self.pay(world, dice, target, step, true).await,
            6 => self.credit_note(world, dice).await,
            7 => self.void(world, target).await,
            8 => self.write_off(world, dice, target).await,
            _ => self.apply(world, target).await,
        }
    }

    async fn issue(&mut self, world: &World, books: &Books, dice: &mut Dice) -> &'static str {
        let (tenant, currency) = (dice.below(self.tenants.len()), CURRENCIES[dice.below(2)]);
        let quantity = i64::try_from(dice.below(40)).unwrap() + 1;
        let mut tx = world.write(self.tenants[tenant]).await;
        let mut terms = world.terms(books);
        terms.currency = currency;
        let lines = [pieces(quantity)];
        let draft = draft_invoice(&mut tx, world.now(), terms, &lines).await.unwrap().invoice;
        finalize_invoice(&mut tx, world.now(), &TESTER, draft.invoice_id).await.unwrap();
        tx.commit().await.unwrap();
        self.invoices.push(Owed {
            tenant,
            currency,
            id: draft.invoice_id,
            quantity,
            total: gross(quantity),
            paid: 0,
            credited: 0,
            credited_quantity: 0,
            is_open: true,
            is_closed: false,
        });
        "issue"
    }

    /// Pays one invoice: a part, all, or more than is due, which becomes credit.
    async fn pay(
        &mut self,
        world: &World,
        dice: &mut Dice,
        target: usize,
        step: usize,
        more: bool,
    ) -> &'static str {
        let owed = &mut self.invoices[target];
        let due = owed.due();
        let part = i64::try_from(dice.below(usize::try_from(due).unwrap())).unwrap() + 1;
        let amount = if more { due + part } else { part };
        let tenant = self.tenants[owed.tenant];
        let mut tx = world.write(tenant).await;
        let (now, today) = (world.now(), world.today());
        let received =
            world.transfer(Money::new(amount, owed.currency), &[owed.id], &step.to_string());
        record_offline_payment(&mut tx, now, today, &TESTER, &received).await.unwrap();
        tx.commit().await.unwrap();
        let code = owed.currency.code();
        *self.bank.entry(code).or_default() += amount;
        owed.paid += amount.min(due);
        owed.is_open = amount < due;
        *self.credit.entry((owed.tenant, code)).or_default() += (amount - due).max(0);
        if more { "pay more" } else { "pay part" }
    }

    /// Credits some pieces of any issued invoice: what is due shrinks first, the rest is credit.
    async fn credit_note(&mut self, world: &World, dice: &mut Dice) -> &'static str {
        let creditable: Vec<usize> = (0..self.invoices.len())
            .filter(|&i| {
                let invoice = &self.invoices[i];
                !invoice.is_closed && invoice.credited_quantity < invoice.quantity
            })
            .collect();
        let Some(&target) = creditable.get(dice.below(creditable.len().max(1))) else {
            return "nothing";
        };
        let owed = &mut self.invoices[target];
        let left = owed.quantity - owed.credited_quantity;
        let quantity = i64::try_from(dice.below(usize::try_from(left).unwrap())).unwrap() + 1;
        let mut tx = world.write(self.tenants[owed.tenant]).await;
        let (now, today, id) = (world.now(), world.today(), CreditNoteId::new());
        let credited = [CreditedLine { line_no: 1, quantity: Decimal::from(quantity) }];
        let reason = CreditReason::Returned;
        issue_credit_note(&mut tx, now, today, &TESTER, id, owed.id, reason, "", &credited)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let applied = gross(quantity).min(owed.due());
        owed.credited += applied;
        owed.credited_quantity += quantity;
        owed.is_open = owed.is_open && owed.total > owed.paid + owed.credited;
        *self.credit.entry((owed.tenant, owed.currency.code())).or_default() +=
            gross(quantity) - applied;
        "credit"
    }

    /// Voids an invoice on which nothing was settled; the others refuse.
    async fn void(&mut self, world: &World, target: usize) -> &'static str {
        let owed = &mut self.invoices[target];
        let mut tx = world.write(self.tenants[owed.tenant]).await;
        let (now, today) = (world.now(), world.today());
        let voided = void_invoice(&mut tx, now, today, &TESTER, owed.id, "wrong customer").await;
        assert_eq!(voided.is_ok(), owed.paid == 0 && owed.credited == 0, "{owed:?}");
        if voided.is_err() {
            return "void refused";
        }
        tx.commit().await.unwrap();
        (owed.is_open, owed.is_closed) = (false, true);
        "void"
    }

    async fn write_off(&mut self, world: &World, dice: &mut Dice, target: usize) -> &'static str {
        if dice.below(2) == 0 {
            return "nothing"; // else too little is left open for the other acts
        }
        let owed = &mut self.invoices[target];
        let mut tx = world.write(self.tenants[owed.tenant]).await;
        let (now, today) = (world.now(), world.today());
        write_off_invoice(&mut tx, now, today, &TESTER, owed.id, "insolvent").await.unwrap();
        tx.commit().await.unwrap();
        *self.bad_debt.entry(owed.currency.code()).or_default() += owed.due();
        (owed.is_open, owed.is_closed) = (false, true);
        "write off"
    }

    async fn apply(&mut self, world: &World, target: usize) -> &'static str {
        let owed = &mut self.invoices[target];
        let balance = self.credit.entry((owed.tenant, owed.currency.code())).or_default();
        let mut tx = world.write(self.tenants[owed.tenant]).await;
        let (now, today) = (world.now(), world.today());
        let applied = apply_credit(&mut tx, now, today, &TESTER, owed.id).await;
        if *balance == 0 {
            assert!(applied.is_err());
            return "no credit";
        }
        let placed = (*balance).min(owed.due());
        assert_eq!(applied.unwrap().1, Money::new(placed, owed.currency));
        tx.commit().await.unwrap();
        *balance -= placed;
        owed.paid += placed;
        owed.is_open = owed.total > owed.paid + owed.credited;
        "apply credit"
    }

    /// The product says of itself that nothing contradicts, the trial balance is zero, and each
    /// account holds what the model holds.
    async fn compare(&self, world: &World, seed: u64, step: usize, act: &str) {
        let context = format!("seed {seed}, step {step}: {act}");
        let mut tx = world.db().staff_read().await.unwrap();
        let contradictions = diagnostics::contradictions(&mut tx).await.unwrap();
        assert_eq!(contradictions, [], "{context}");
        let trial = ledger::trial_balance(&mut tx).await.unwrap();
        for currency in CURRENCIES {
            let code = currency.code();
            let of = |wanted: Option<Account>| -> i64 {
                let accounts = trial.iter().filter(|(account, money)| {
                    money.currency == currency && wanted.is_none_or(|wanted| *account == wanted)
                });
                accounts.map(|(_, money)| money.amount_minor).sum()
            };
            let sum = |map: &BTreeMap<&str, i64>| map.get(code).copied().unwrap_or(0);
            let in_currency = self.invoices.iter().filter(|owed| owed.currency == currency);
            let due: i64 = in_currency.map(Owed::due).sum();
            let of_code = self.credit.iter().filter(|((_, known), _)| *known == code);
            let credit: i64 = of_code.map(|(_, balance)| balance).sum();
            assert_eq!(of(None), 0, "{context}: {code}");
            assert_eq!(of(Some(Account::Receivable)), due, "{context}: {code}");
            assert_eq!(of(Some(Account::CustomerCredit)), -credit, "{context}: {code}");
            assert_eq!(of(Some(Account::Bank)), sum(&self.bank), "{context}: {code}");
            assert_eq!(of(Some(Account::BadDebt)), sum(&self.bad_debt), "{context}: {code}");
        }
    }
}
