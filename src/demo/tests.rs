use super::customers::CUSTOMERS;
use super::people::{PASSWORD, SIGN_INS};
use super::sellers;
use crate::auth::password::check_new;
use crate::domain::access::MemberRole;
use crate::domain::bank_id::{bic, iban};
use crate::domain::tax_id::TaxId;
use std::collections::BTreeSet;

#[test]
fn every_tax_number_of_the_demo_is_well_formed_where_its_country_has_a_rule() {
    for customer in &CUSTOMERS {
        let Some((_, number)) = customer.tax_id else { continue };
        let country = customer.address[5];
        assert!(
            TaxId::parse(country, number).is_ok(),
            "{}: {country} {number}",
            customer.account_ref
        );
    }
    let sellers = sellers::all();
    let registrations: Vec<_> = sellers.iter().flat_map(|seller| &seller.tax_ids).collect();
    assert_eq!(registrations.len(), 4);
    for registration in registrations {
        let value = &registration.value;
        let country = if registration.kind == "TIN" { "NG" } else { &value[..2] };
        assert!(TaxId::parse(country, value).is_ok(), "{value}");
    }
}

#[test]
fn every_iban_and_bic_of_the_demo_is_well_formed() {
    let sellers = sellers::all();
    let rows: Vec<_> =
        sellers.iter().flat_map(|seller| &seller.bank_accounts).flat_map(|it| &it.rows).collect();
    let named = |label: &'static str| {
        rows.iter().filter(move |row| row.0 == label).map(|row| row.1.as_str())
    };
    assert_eq!(named("IBAN").count(), 3);
    for number in named("IBAN") {
        assert!(iban(number).is_ok(), "{number}");
    }
    for number in named("BIC").chain(named("SWIFT")) {
        assert!(bic(number).is_ok(), "{number}");
    }
}

#[test]
fn every_address_of_the_demo_ends_in_a_name_that_nobody_can_own() {
    let members = CUSTOMERS.iter().flat_map(|customer| customer.members).map(|member| member.0);
    let billing = CUSTOMERS.iter().map(|customer| customer.billing_email);
    let sign_ins = SIGN_INS.iter().map(|sign_in| sign_in.email);
    for email in members.chain(billing).chain(sign_ins) {
        assert!(email.ends_with(".example"), "{email}");
    }
}

#[test]
fn the_demo_has_each_role_a_person_of_two_customers_and_one_owner_each() {
    let main: Vec<_> = CUSTOMERS[0].members.iter().map(|member| member.2).collect();
    assert!(MemberRole::ALL.iter().all(|role| main.contains(role)));
    let of_two = "ines@byrnepartners.example";
    let memberships = CUSTOMERS
        .iter()
        .filter(|customer| customer.members.iter().any(|member| member.0 == of_two));
    assert_eq!(memberships.count(), 2);
    for customer in &CUSTOMERS {
        let owners = customer.members.iter().filter(|member| member.2 == MemberRole::Owner);
        assert_eq!(owners.count(), 1, "{}", customer.account_ref);
    }
    let numbers: BTreeSet<_> = CUSTOMERS.iter().map(|customer| customer.number).collect();
    assert_eq!(numbers.len(), CUSTOMERS.len());
}

#[test]
fn the_demos_password_is_one_that_the_product_would_take() {
    assert!(check_new(PASSWORD, &"orla@ardmorebakery.example".parse().unwrap()).is_ok());
}
