//! The two sellers of the demo and their number series.

use super::{LoadDemoError, fixed_id, logo};
use crate::domain::access::StaffRole;
use crate::domain::id::{SellerId, SeriesId};
use crate::domain::party::{BankAccount, PostalAddress, Seller, TaxRegistration};
use crate::flows::sellers::set_logo;
use crate::store::sellers::{self, SeriesKind};
use crate::store::{OperatorTx, TenantTx};
use jiff::Timestamp;

/// Which of the two issues a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Issuer {
    Dublin,
    Lagos,
}

impl Issuer {
    pub(super) fn id(self) -> SellerId {
        SellerId(fixed_id(2, if self == Self::Dublin { 1 } else { 2 }))
    }
}

/// From which series each issuer numbers its invoices.
pub(super) struct Sellers {
    series: Vec<(SellerId, SeriesId)>,
}

impl Sellers {
    pub(super) async fn find(tx: &mut TenantTx) -> Result<Self, LoadDemoError> {
        let found = sellers::issuing_series(tx, SeriesKind::Invoice).await?;
        Ok(Self { series: found.into_iter().map(|(seller, _, series)| (seller, series)).collect() })
    }

    pub(super) fn invoice_series(&self, issuer: Issuer) -> Option<SeriesId> {
        self.series.iter().find(|(seller, _)| *seller == issuer.id()).map(|(_, series)| *series)
    }
}

/// Makes both sellers with a series for invoices and one for credit notes each.
pub(super) async fn create(tx: &mut OperatorTx, now: Timestamp) -> Result<(), LoadDemoError> {
    let named = [("dublin", "LUM-", "LUM-CN-"), ("lagos", "LAG-", "LAG-CN-")];
    for (seller, (code, invoices, credit_notes)) in all().into_iter().zip(named) {
        let id = sellers::save(tx, code, &seller, now).await?;
        let kinds = [(SeriesKind::Invoice, invoices), (SeriesKind::CreditNote, credit_notes)];
        for (kind, prefix) in kinds {
            sellers::ensure_series(tx, id, kind, "main", prefix, Some(1)).await?;
        }
    }
    // One has a logo, the other shows its initials.
    let drawn = crate::documents::logo::read(&logo::png())?;
    set_logo(tx, now, StaffRole::Admin, Issuer::Dublin.id(), &drawn).await?;
    Ok(())
}

pub(super) fn all() -> [Seller; 2] {
    [dublin(), lagos()]
}

fn dublin() -> Seller {
    Seller {
        seller_id: Issuer::Dublin.id(),
        legal_name: "Lumen Software Ltd".into(),
        address: PostalAddress {
            line1: "14 Hanover Quay".into(),
            city: "Dublin 2".into(),
            postal_code: "D02 XH91".into(),
            country: "IE".into(),
            ..PostalAddress::default()
        },
        email: "accounts@lumen.example".into(),
        trading_name: "Lumen".into(),
        phone: "+353 1 555 0142".into(),
        website: "https://lumen.example".into(),
        tax_ids: tax_ids(&[
            ("VAT", "IE3518264DH"),
            ("USt-IdNr.", "DE318472608"),
            ("GB VAT", "GB412876505"),
        ]),
        bank_accounts: vec![
            account(
                "EUR",
                "Bank of the Liffey",
                &[("IBAN", "IE40 AIBK 9311 5212 8736 45"), ("BIC", "AIBKIE2D")],
            ),
            account(
                "GBP",
                "Bank of the Liffey",
                &[
                    ("Sort code", "60-16-13"),
                    ("Account number", "84920175"),
                    ("IBAN", "GB33 NWBK 6016 1384 9201 75"),
                ],
            ),
            account(
                "USD",
                "Hudson & Liffey Trust",
                &[("Routing number (ACH)", "021000021"), ("Account number", "4820917365")],
            ),
            // Any other currency.
            account(
                "",
                "Bank of the Liffey",
                &[("IBAN", "IE19 BOFI 9000 1741 9263 58"), ("BIC", "BOFIIE2D")],
            ),
        ],
        brand_color: "#0f5c4d".into(),
        logo: None,
        footer: footers(
            "Lumen Software Ltd. Registered in Ireland No. 718264. Registered office: 14 Hanover Quay, \
             Dublin 2. Directors: Niamh Doyle, Oisín Kerr. Late payments: interest under S.I. 580/2012.",
            "Lumen Software Ltd. Eingetragen in Irland Nr. 718264. Sitz: 14 Hanover Quay, Dublin 2. \
             Geschäftsführung: Niamh Doyle, Oisín Kerr. Zahlbar ohne Abzug.",
        ),
    }
}

fn lagos() -> Seller {
    Seller {
        seller_id: Issuer::Lagos.id(),
        legal_name: "Lumen Africa Ltd".into(),
        address: PostalAddress {
            line1: "21 Adeola Odeku Street".into(),
            line2: "Victoria Island".into(),
            city: "Lagos".into(),
            region: "Lagos State".into(),
            postal_code: "101241".into(),
            country: "NG".into(),
        },
        email: "accounts@lumen-africa.example".into(),
        trading_name: "Lumen Africa".into(),
        phone: "+234 1 555 0119".into(),
        website: "https://lumen-africa.example".into(),
        tax_ids: tax_ids(&[("TIN", "20418736-0001")]),
        bank_accounts: vec![
            account(
                "NGN",
                "First Lagoon Bank",
                &[("Account number (NUBAN)", "3094817260"), ("Account name", "Lumen Africa Ltd")],
            ),
            account(
                "USD",
                "First Lagoon Bank",
                &[("Account number", "3094817277"), ("SWIFT", "FLGNNGLA")],
            ),
        ],
        brand_color: "#8a3b12".into(),
        logo: None,
        footer: footers(
            "Lumen Africa Ltd. RC 1849203. 21 Adeola Odeku Street, Victoria Island, Lagos.",
            "Lumen Africa Ltd. Handelsregister Lagos RC 1849203.",
        ),
    }
}

fn tax_ids(ids: &[(&str, &str)]) -> Vec<TaxRegistration> {
    let registration = |(kind, value): &(&str, &str)| TaxRegistration {
        kind: (*kind).into(),
        value: (*value).into(),
    };
    ids.iter().map(registration).collect()
}

fn account(currency: &str, bank_name: &str, rows: &[(&str, &str)]) -> BankAccount {
    BankAccount {
        currency: currency.into(),
        bank_name: bank_name.into(),
        rows: rows.iter().map(|(label, value)| ((*label).into(), (*value).into())).collect(),
    }
}

fn footers(english: &str, german: &str) -> std::collections::BTreeMap<String, String> {
    [("en".to_owned(), english.to_owned()), ("de".to_owned(), german.to_owned())].into()
}
