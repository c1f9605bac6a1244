//! What a customer of the demo is: who it is, who belongs to it, which story its books tell.

mod table;

use super::people::Member;
use super::sellers::Issuer;
use super::stories::Story;
use crate::domain::currency::Currency;
use crate::domain::party::{PostalAddress, TaxRegistration};
use crate::store::tenants::BillingProfile;
pub(super) use table::CUSTOMERS;

/// A customer as it is created.
pub(super) struct Customer {
    /// Never changes: the tenant's id follows from it.
    pub number: u8,
    pub account_ref: &'static str,
    pub legal_name: &'static str,
    /// Line 1, line 2, city, region, postal code, country.
    pub address: [&'static str; 6],
    pub billing_email: &'static str,
    pub language: &'static str,
    pub currency: Currency,
    pub time_zone: &'static str,
    pub tax_id: Option<(&'static str, &'static str)>,
    pub issuer: Issuer,
    pub members: &'static [Member],
    /// None: a customer without any document.
    pub story: Option<Story>,
}

impl Customer {
    pub(super) fn profile(&self) -> BillingProfile {
        let [line1, line2, city, region, postal_code, country] = self.address.map(str::to_owned);
        BillingProfile {
            account_ref: self.account_ref.into(),
            legal_name: self.legal_name.into(),
            address: PostalAddress { line1, line2, city, region, postal_code, country },
            billing_emails: vec![self.billing_email.into()],
            language: self.language.into(),
            currency: self.currency,
            display_currency: None,
            time_zone: self.time_zone.into(),
            tax_ids: self
                .tax_id
                .map(|(kind, value)| TaxRegistration { kind: kind.into(), value: value.into() })
                .into_iter()
                .collect(),
        }
    }
}
