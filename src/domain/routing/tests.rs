//! Rules of routing: which rule applies, whom it leads to, why others are passed over.

use super::*;

const EUR: Currency = Currency::EUR;

fn code(code: &str) -> Currency {
    code.parse().unwrap()
}

fn asked(amount_minor: i64, currency: Currency) -> Asked {
    Asked { amount: Money::new(amount_minor, currency), kind: SavedMethodKind::Card }
}

fn rule(position: i32, conditions: Conditions, gateways: &[&str]) -> RoutingRule {
    RoutingRule {
        rule_id: RuleId::new(),
        version: 1,
        position,
        name: format!("rule {position}"),
        is_enabled: true,
        terms: terms(conditions, gateways),
    }
}

fn terms(conditions: Conditions, gateways: &[&str]) -> Terms {
    Terms { conditions, gateways: gateways.iter().map(|name| (*name).to_owned()).collect() }
}

fn only(currency: Currency) -> Conditions {
    Conditions { currencies: vec![currency], ..Conditions::default() }
}

fn between(currency: Currency, from_minor: i64, below_minor: i64) -> Conditions {
    let amount = AmountRange { from_minor: Some(from_minor), below_minor: Some(below_minor) };
    Conditions { amount, ..only(currency) }
}

fn up(gateway: &str) -> GatewayState {
    GatewayState { gateway: gateway.to_owned(), unfit: None, rests_for: None }
}

fn unfit(gateway: &str, why: Skip) -> GatewayState {
    GatewayState { unfit: Some(why), ..up(gateway) }
}

fn resting(gateway: &str) -> GatewayState {
    GatewayState { rests_for: Some(Duration::from_secs(20)), ..up(gateway) }
}

/// `a`, `b=resting`, …
fn shown(decision: &Decision) -> Vec<String> {
    let text = |one: &Candidate| match one.skipped {
        None => one.gateway.clone(),
        Some(skip) => format!("{}={}", one.gateway, skip.word()),
    };
    decision.candidates.iter().map(text).collect()
}

#[test]
fn without_a_rule_every_gateway_that_takes_the_amount_comes_into_question_in_its_order() {
    let gateways = [unfit("a", Skip::CurrencyNotTaken), up("b"), up("c")];
    let decision = decide(&[], asked(100_00, EUR), &gateways, &[]);
    assert_eq!(decision.rule, None);
    assert_eq!(shown(&decision), ["a=currency_not_taken", "b", "c"]);
    assert_eq!(decision.chosen(), Some("b"));
}

#[test]
fn the_first_rule_that_holds_decides_and_others_are_not_asked() {
    let rules = [
        rule(3, Conditions::default(), &["c"]),
        rule(1, only(code("NGN")), &["a"]),
        rule(2, only(EUR), &["b", "a"]),
    ];
    let gateways = [up("a"), up("b"), up("c")];
    let decision = decide(&rules, asked(100_00, EUR), &gateways, &[]);
    assert_eq!(decision.rule, Some((rules[2].rule_id, 1)));
    assert_eq!(shown(&decision), ["b", "a"]);
    assert_eq!(decide(&rules, asked(1, code("NGN")), &gateways, &[]).chosen(), Some("a"));
    assert_eq!(decide(&rules, asked(1, code("USD")), &gateways, &[]).chosen(), Some("c"));
}

#[test]
fn a_disabled_rule_is_as_if_it_were_not_there() {
    let mut off = rule(1, Conditions::default(), &["b"]);
    off.is_enabled = false;
    let decision = decide(&[off], asked(1, EUR), &[up("a"), up("b")], &[]);
    assert_eq!((decision.rule, decision.chosen()), (None, Some("a")));
}

#[test]
fn limits_are_half_open_in_minor_units() {
    let small = rule(1, between(EUR, 0, 100_00), &["a"]);
    let large = rule(2, between(EUR, 100_00, 5_000_00), &["b"]);
    let rules = [small, large];
    let chosen = |minor, currency| {
        let decision = decide(&rules, asked(minor, currency), &[up("a"), up("b"), up("c")], &[]);
        (decision.rule.is_some(), decision.chosen().unwrap().to_owned())
    };
    assert_eq!(chosen(99_99, EUR), (true, "a".into()));
    assert_eq!(chosen(100_00, EUR), (true, "b".into()));
    assert_eq!(chosen(4_999_99, EUR), (true, "b".into()));
    assert_eq!(chosen(5_000_00, EUR), (false, "a".into()));
    // The limits are euros; ten thousand yen are none.
    assert_eq!(chosen(100_00, code("JPY")), (false, "a".into()));
}

#[test]
fn the_kind_of_method_is_a_condition_too() {
    let conditions =
        Conditions { kinds: vec![SavedMethodKind::SepaDebit], ..Conditions::default() };
    let rules = [rule(1, conditions, &["b"])];
    let gateways = [up("a"), up("b")];
    let debit = Asked { kind: SavedMethodKind::SepaDebit, ..asked(1, EUR) };
    assert_eq!(decide(&rules, debit, &gateways, &[]).chosen(), Some("b"));
    assert_eq!(decide(&rules, asked(1, EUR), &gateways, &[]).chosen(), Some("a"));
}

#[test]
fn every_reason_to_pass_over_a_gateway_is_named() {
    let everybody = ["gone", "currency", "amount", "kind", "down", "tried", "fit"];
    let rules = [rule(1, Conditions::default(), &everybody)];
    let gateways = [
        unfit("currency", Skip::CurrencyNotTaken),
        unfit("amount", Skip::AmountNotTaken),
        unfit("kind", Skip::KindNotTaken),
        resting("down"),
        up("tried"),
        up("fit"),
        up("not in the rule"),
    ];
    let tried = [("tried".to_owned(), Skip::NotReached)];
    let decision = decide(&rules, asked(1, EUR), &gateways, &tried);
    assert_eq!(
        shown(&decision),
        [
            "gone=not_configured",
            "currency=currency_not_taken",
            "amount=amount_not_taken",
            "kind=kind_not_taken",
            "down=resting",
            "tried=not_reached",
            "fit",
        ]
    );
    assert_eq!(decision.chosen(), Some("fit"));
    assert_eq!(decision.tried(), tried);
}

#[test]
fn a_rule_whose_gateways_are_all_out_leads_nowhere_else() {
    let rules = [rule(1, only(EUR), &["a", "b"])];
    let gateways = [resting("a"), unfit("b", Skip::CurrencyNotTaken), up("c")];
    let decision = decide(&rules, asked(1, EUR), &gateways, &[]);
    assert_eq!(decision.chosen(), None);
    assert!(decision.may_pass(), "a comes back");
    let gateways = [unfit("a", Skip::AmountNotTaken), up("c")];
    let decision = decide(&rules, asked(1, EUR), &gateways, &[]);
    assert_eq!(shown(&decision), ["a=amount_not_taken", "b=not_configured"]);
    assert!(!decision.may_pass());
}

#[test]
fn one_that_refused_this_payment_is_not_asked_again_even_where_no_rule_applies() {
    let tried = [("a".to_owned(), Skip::Refused), ("b".to_owned(), Skip::RateLimited)];
    let decision = decide(&[], asked(1, EUR), &[up("a"), up("b"), up("c")], &tried);
    assert_eq!(shown(&decision), ["a=refused", "b=rate_limited", "c"]);
}

/// Every combination of three gateways in six states under each order of preference.
#[test]
fn the_chosen_one_is_always_the_first_in_the_order_that_is_fit() {
    let states: [fn(&str) -> Option<GatewayState>; 6] = [
        |_| None,
        |name| Some(up(name)),
        |name| Some(resting(name)),
        |name| Some(unfit(name, Skip::CurrencyNotTaken)),
        |name| Some(unfit(name, Skip::AmountNotTaken)),
        |name| Some(unfit(name, Skip::KindNotTaken)),
    ];
    let orders = [
        ["a", "b", "c"],
        ["a", "c", "b"],
        ["b", "a", "c"],
        ["b", "c", "a"],
        ["c", "a", "b"],
        ["c", "b", "a"],
    ];
    for order in orders {
        let rules = [rule(1, Conditions::default(), &order)];
        for case in 0..216 {
            let picks = [case % 6, case / 6 % 6, case / 36];
            let named = ["a", "b", "c"].into_iter().zip(picks);
            let gateways: Vec<_> = named.filter_map(|(name, pick)| states[pick](name)).collect();
            let decision = decide(&rules, asked(1, EUR), &gateways, &[]);
            let is_up = |name: &str| gateways.contains(&up(name));
            let expected = order.into_iter().find(|name| is_up(name));
            assert_eq!(decision.chosen(), expected, "{order:?} {gateways:?}");
            assert_eq!(decision.candidates.len(), 3);
        }
    }
}

#[test]
fn terms_that_make_no_rule_are_refused() {
    let any = Conditions::default;
    assert_eq!(terms(any(), &["a", "b"]).check(), Ok(()));
    assert_eq!(terms(between(EUR, 0, 1), &["a"]).check(), Ok(()));
    assert_eq!(terms(any(), &[]).check(), Err(TermsRefused::NoGateway));
    assert_eq!(terms(any(), &["a", "a"]).check(), Err(TermsRefused::GatewaysRepeat));
    let mut two = between(EUR, 0, 100);
    two.currencies.push(code("USD"));
    assert_eq!(terms(two, &["a"]).check(), Err(TermsRefused::RangeNeedsOneCurrency));
    assert_eq!(terms(between(EUR, 100, 100), &["a"]).check(), Err(TermsRefused::EmptyRange));
    let mut below_nothing = between(EUR, 0, 0);
    below_nothing.amount.from_minor = None;
    assert_eq!(terms(below_nothing, &["a"]).check(), Err(TermsRefused::EmptyRange));
}
