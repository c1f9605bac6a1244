//! The customers of the demo: who they are, who belongs to them, which story their books tell.

use super::people::Member;
use super::sellers::Issuer::{self, Dublin, Lagos};
use super::stories::Story;
use crate::domain::access::MemberRole::{Manager, Owner, Viewer};
use crate::domain::currency::Currency;
use crate::domain::party::{PostalAddress, TaxRegistration};
use crate::store::tenants::BillingProfile;

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

/// All customers. The first one's books show every state.
pub(super) static CUSTOMERS: [Customer; 3] = [
    Customer {
        number: 1,
        account_ref: "ARDMORE",
        legal_name: "Ardmore Bakery & Café Ltd",
        address: ["3 Oliver Plunkett Street", "", "Cork", "Co. Cork", "T12 R6XV", "IE"],
        billing_email: "accounts@ardmorebakery.example",
        language: "en",
        currency: Currency::EUR,
        time_zone: "Europe/Dublin",
        tax_id: Some(("VAT", "IE3640917HH")),
        issuer: Dublin,
        members: &[
            ("orla@ardmorebakery.example", "Orla Hennessy", Owner),
            ("mark@ardmorebakery.example", "Mark Dunne", Manager),
            ("dara@ardmorebakery.example", "Dara Ní Shé", Viewer),
            ("ines@byrnepartners.example", "Inês Byrne", Manager),
        ],
        story: Some(Story::EveryState),
    },
    Customer {
        number: 2,
        account_ref: "NORDLICHT",
        legal_name: "Nordlicht Werkzeugmaschinen GmbH",
        address: ["Billstraße 84", "Halle 3", "Hamburg", "", "20539", "DE"],
        billing_email: "buchhaltung@nordlicht.example",
        language: "de",
        currency: Currency::EUR,
        time_zone: "Europe/Berlin",
        tax_id: Some(("USt-IdNr.", "DE294561304")),
        issuer: Dublin,
        members: &[
            ("jutta@nordlicht.example", "Jutta Petersen", Owner),
            ("henning@nordlicht.example", "Henning Voß", Viewer),
        ],
        story: Some(Story::GermanDocuments),
    },
    Customer {
        number: 3,
        account_ref: "LAGOS-COLD",
        legal_name: "Lagos Cold Chain Ltd",
        address: ["7 Wharf Road", "Apapa", "Lagos", "Lagos State", "102272", "NG"],
        billing_email: "finance@lagoscoldchain.example",
        language: "en",
        currency: Currency::NGN,
        time_zone: "Africa/Lagos",
        tax_id: Some(("TIN", "18630254-0001")),
        issuer: Lagos,
        members: &[
            ("tunde@lagoscoldchain.example", "Tunde Adeyemi", Owner),
            ("ngozi@lagoscoldchain.example", "Ngozi Eze", Manager),
        ],
        story: Some(Story::Naira),
    },
];
