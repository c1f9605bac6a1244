//! Which columns a file may have for us, which of them each kind needs, and where they stand.

use super::{Kind, Mapping, MappingError};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a column can be for us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Number,
    Account,
    AccountName,
    Email,
    AddressLine1,
    AddressLine2,
    City,
    Region,
    PostalCode,
    Country,
    Language,
    TimeZone,
    TaxId,
    Currency,
    IssuedOn,
    DueOn,
    PurchaseOrder,
    Description,
    Sku,
    Quantity,
    UnitPrice,
    Amount,
    TaxRate,
    SettledOn,
    Disputed,
    ReceivedOn,
    Method,
    Reference,
    Invoice,
}

impl Field {
    /// The key in `[columns]`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Account => "account",
            Self::AccountName => "account_name",
            Self::Email => "email",
            Self::AddressLine1 => "address_line1",
            Self::AddressLine2 => "address_line2",
            Self::City => "city",
            Self::Region => "region",
            Self::PostalCode => "postal_code",
            Self::Country => "country",
            Self::Language => "language",
            Self::TimeZone => "time_zone",
            Self::TaxId => "tax_id",
            Self::Currency => "currency",
            Self::IssuedOn => "issued_on",
            Self::DueOn => "due_on",
            Self::PurchaseOrder => "purchase_order",
            Self::Description => "description",
            Self::Sku => "sku",
            Self::Quantity => "quantity",
            Self::UnitPrice => "unit_price",
            Self::Amount => "amount",
            Self::TaxRate => "tax_rate",
            Self::SettledOn => "settled_on",
            Self::Disputed => "disputed",
            Self::ReceivedOn => "received_on",
            Self::Method => "method",
            Self::Reference => "reference",
            Self::Invoice => "invoice",
        }
    }
}

const LINE_FIELDS: &[Field] = &[
    Field::Number,
    Field::Account,
    Field::AccountName,
    Field::Country,
    Field::Currency,
    Field::IssuedOn,
    Field::DueOn,
    Field::PurchaseOrder,
    Field::Description,
    Field::Sku,
    Field::Quantity,
    Field::UnitPrice,
    Field::Amount,
    Field::TaxRate,
    Field::SettledOn,
    Field::Disputed,
];
const INVOICE_FIELDS: &[Field] = &[
    Field::Number,
    Field::Account,
    Field::AccountName,
    Field::Country,
    Field::Currency,
    Field::IssuedOn,
    Field::DueOn,
    Field::PurchaseOrder,
    Field::Description,
    Field::Amount,
    Field::TaxRate,
    Field::SettledOn,
    Field::Disputed,
];
const CUSTOMER_FIELDS: &[Field] = &[
    Field::Account,
    Field::AccountName,
    Field::Email,
    Field::AddressLine1,
    Field::AddressLine2,
    Field::City,
    Field::Region,
    Field::PostalCode,
    Field::Country,
    Field::Language,
    Field::TimeZone,
    Field::TaxId,
    Field::Currency,
];
const PAYMENT_FIELDS: &[Field] = &[
    Field::Number,
    Field::Account,
    Field::Currency,
    Field::Amount,
    Field::ReceivedOn,
    Field::Method,
    Field::Reference,
    Field::Invoice,
];

impl Kind {
    /// (columns it cannot do without, all columns it knows)
    pub(super) fn columns(self) -> (&'static [Field], &'static [Field]) {
        match self {
            Self::InvoiceLines => (&[Field::Number, Field::IssuedOn], LINE_FIELDS),
            Self::Invoices => (&[Field::Number, Field::IssuedOn, Field::Amount], INVOICE_FIELDS),
            Self::Customers => (&[Field::Account], CUSTOMER_FIELDS),
            Self::Payments => {
                (&[Field::Number, Field::Account, Field::Amount, Field::ReceivedOn], PAYMENT_FIELDS)
            }
        }
    }
}

/// Where each mapped field stands in a row of this file.
#[derive(Clone, Debug)]
pub struct Layout {
    pub width: usize,
    places: BTreeMap<Field, (usize, String)>,
}

impl Layout {
    /// The places of the mapping's columns under this header.
    /// # Errors  `ColumnMissing`, `ColumnTwice`.
    pub fn find(mapping: &Mapping, header: &[String]) -> Result<Self, MappingError> {
        let mut places = BTreeMap::new();
        for (&field, column) in &mapping.columns {
            let mut found = (0..header.len()).filter(|&i| header[i].trim() == column.trim());
            let (key, column) = (field.key(), column.clone());
            match (found.next(), found.next()) {
                (Some(place), None) => places.insert(field, (place, column)),
                (Some(_), Some(_)) => return Err(MappingError::ColumnTwice { key, column }),
                (None, _) => {
                    let present = header.to_vec();
                    return Err(MappingError::ColumnMissing { key, column, present });
                }
            };
        }
        Ok(Self { width: header.len(), places })
    }

    /// Where the field stands; None when the mapping does not have it.
    #[must_use]
    pub fn place(&self, field: Field) -> Option<usize> {
        self.places.get(&field).map(|(place, _)| *place)
    }

    /// The file's name of the field's column, for reports.
    #[must_use]
    pub fn column(&self, field: Field) -> &str {
        self.places.get(&field).map_or(field.key(), |(_, column)| column)
    }
}
