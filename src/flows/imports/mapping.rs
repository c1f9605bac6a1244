//! The column mapping: how one source's file is read. A mapping is checked completely before any row
//! is; what is wrong with it is said by key. Owns no reading of rows. Format: docs/IMPORT.md.

use crate::domain::currency::Currency;
use crate::domain::payment::PaymentMethod;
use crate::domain::tax_total::TaxCategory;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// The mappings that come with the product, by name.
const BUILT_IN: [(&str, &str); 2] = [
    ("uci-online-retail", include_str!("../../../import-mappings/uci-online-retail.toml")),
    ("ibm-receivables", include_str!("../../../import-mappings/ibm-receivables.toml")),
];

/// What one row of the file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A line of an invoice or credit note; rows with one number are one document.
    InvoiceLines,
    /// A whole invoice or credit note.
    Invoices,
    Customers,
    Payments,
}

impl Kind {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::InvoiceLines => "invoice_lines",
            Self::Invoices => "invoices",
            Self::Customers => "customers",
            Self::Payments => "payments",
        }
    }

    #[must_use]
    pub fn is_documents(self) -> bool {
        matches!(self, Self::InvoiceLines | Self::Invoices)
    }
}

/// A mapping file, read and checked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Rows are known by (tenant, source, number) for ever, so this name must not change.
    pub source: String,
    pub kind: Kind,
    #[serde(default)]
    pub file: FileFormat,
    /// Our field → the file's column.
    pub columns: BTreeMap<Field, String>,
    #[serde(default)]
    pub customers: CustomerRules,
    #[serde(default)]
    pub documents: DocumentRules,
    #[serde(default)]
    pub tax: TaxRules,
    #[serde(default)]
    pub settlement: SettlementRules,
    pub seller: Option<SellerRules>,
    /// The file's name of a country → ISO 3166-1 alpha-2, or "" for a name that is no country.
    #[serde(default)]
    pub countries: BTreeMap<String, String>,
    /// The file's word → ours: "Wire" = "bank_transfer".
    #[serde(default)]
    pub methods: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FileFormat {
    pub delimiter: char,
    pub encoding: Encoding,
    /// strftime's letters, as `%d/%m/%Y`; a time of day is read and dropped.
    pub date_format: String,
    /// `1234,50` instead of `1234.50`.
    pub decimal_comma: bool,
    /// What groups thousands, if anything; removed before reading.
    pub group_separator: Option<char>,
}

impl Default for FileFormat {
    fn default() -> Self {
        Self {
            delimiter: ',',
            encoding: Encoding::Utf8,
            date_format: "%Y-%m-%d".into(),
            decimal_comma: false,
            group_separator: None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Encoding {
    #[serde(rename = "utf-8")]
    Utf8,
    #[serde(rename = "latin-1")]
    Latin1,
}

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

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CustomerRules {
    /// Put before the file's customer number, so that two sources cannot mean the same customer by chance.
    pub account_prefix: String,
    /// The customer of rows without one; None: such rows are refused.
    pub house_account: Option<String>,
    pub house_name: String,
    /// Name of a customer whose file has no names; `{account}` is the file's customer number.
    pub name: String,
    pub language: String,
    pub time_zone: String,
}

impl Default for CustomerRules {
    fn default() -> Self {
        Self {
            account_prefix: String::new(),
            house_account: None,
            house_name: "House account".into(),
            name: "Customer {account}".into(),
            language: "en".into(),
            time_zone: "UTC".into(),
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DocumentRules {
    /// For rows without a currency column.
    pub currency: Option<Currency>,
    /// Days from issue to due, for rows without a due date.
    pub due_days: i32,
    /// Which documents are credit notes; None: none.
    pub credit_notes: Option<CreditNoteRule>,
    /// Whether the file writes what a credit note gives back with a minus.
    pub credit_note_amounts: CreditSign,
    /// Text of a line without description; `{number}` and `{sku}` are replaced.
    pub line_description: String,
    pub refuse: Vec<RefuseRule>,
}

impl Default for DocumentRules {
    fn default() -> Self {
        Self {
            currency: None,
            due_days: 30,
            credit_notes: None,
            credit_note_amounts: CreditSign::Negative,
            line_description: "{sku}".into(),
            refuse: Vec::new(),
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum CreditNoteRule {
    NumberStartsWith(String),
    TotalIsNegative(bool),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreditSign {
    Negative,
    Positive,
}

/// Documents that are none of ours, with the reason the report gives.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefuseRule {
    pub number_starts_with: String,
    pub reason: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TaxRules {
    /// EN 16931 category code of every line; a line whose rate it does not allow is S.
    pub category: String,
    /// Percent, for rows without a rate column.
    pub rate: Decimal,
    /// Whether the file's prices include the tax.
    pub prices: Prices,
}

impl Default for TaxRules {
    fn default() -> Self {
        Self { category: "O".into(), rate: Decimal::ZERO, prices: Prices::Net }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SettlementRules {
    /// Invoices due on or before this day count as settled on their due date: for files that do not
    /// say what was paid. Posted against the opening balance, because nobody has seen that money.
    pub assume_settled_until: Option<Date>,
    /// How settlements came, when the file does not say.
    pub method: String,
    /// What the file writes for "yes" in the disputed column.
    pub disputed_yes: Vec<String>,
    pub disputed_no: Vec<String>,
}

impl Default for SettlementRules {
    fn default() -> Self {
        Self {
            assume_settled_until: None,
            method: "other".into(),
            disputed_yes: ["yes", "true", "1"].map(str::to_owned).to_vec(),
            disputed_no: ["no", "false", "0", ""].map(str::to_owned).to_vec(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prices {
    Net,
    Gross,
}

/// The issuer of the documents; made when its code is new, otherwise taken as it is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SellerRules {
    pub code: String,
    pub legal_name: String,
    #[serde(default)]
    pub address_line1: String,
    #[serde(default)]
    pub city: String,
    #[serde(default)]
    pub postal_code: String,
    pub country: String,
    /// Code of the number series; its numbers come from the file, none is allocated here.
    pub series: String,
}

/// What is wrong with a mapping. Nothing of the file was read.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    #[error("there is no mapping file at {path} and no built-in mapping of that name (built in: {})", BUILT_IN.map(|(name, _)| name).join(", "))]
    NotFound { path: String },
    #[error("mapping {path} cannot be read: {source}")]
    Unreadable { path: String, source: std::io::Error },
    #[error("mapping {path}: {source}")]
    Syntax { path: String, source: Box<toml::de::Error> },
    #[error("[columns] needs {key} for kind {kind}")]
    ColumnNotMapped { key: &'static str, kind: &'static str },
    #[error("[columns] {key} means nothing for kind {kind}")]
    ColumnNotUsed { key: &'static str, kind: &'static str },
    #[error("[columns] needs either unit_price or amount, not both and not neither")]
    PriceOrAmount,
    #[error("{key} {value:?} is not valid: {expected}")]
    BadValue { key: &'static str, value: String, expected: &'static str },
    #[error("[documents] needs a currency, or [columns] a currency column")]
    NoCurrency,
    #[error("kind {kind} needs a [seller]")]
    NoSeller { kind: &'static str },
    #[error("the file has no column {column:?} for {key}; its columns are {}", .present.join(", "))]
    ColumnMissing { key: &'static str, column: String, present: Vec<String> },
    #[error("the file has two columns {column:?}, so {key} is ambiguous")]
    ColumnTwice { key: &'static str, column: String },
}

impl Mapping {
    /// The built-in mapping of this name, or the file at this path.
    /// # Errors  any [`MappingError`]; the mapping is checked as a whole.
    pub fn load(name_or_path: &str) -> Result<Self, MappingError> {
        if let Some((name, text)) = BUILT_IN.iter().find(|(name, _)| *name == name_or_path) {
            return Self::parse(name, text);
        }
        let path = name_or_path.to_owned();
        match std::fs::read_to_string(Path::new(name_or_path)) {
            Ok(text) => Self::parse(&path, &text),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                Err(MappingError::NotFound { path })
            }
            Err(source) => Err(MappingError::Unreadable { path, source }),
        }
    }

    /// The mapping written in `text`; `path` is only for messages.
    /// # Errors  any [`MappingError`] that needs no file.
    pub fn parse(path: &str, text: &str) -> Result<Self, MappingError> {
        let mapping: Self = toml::from_str(text)
            .map_err(|e| MappingError::Syntax { path: path.to_owned(), source: Box::new(e) })?;
        mapping.check()?;
        Ok(mapping)
    }

    /// Whether the file has a column for this field.
    #[must_use]
    pub fn has(&self, field: Field) -> bool {
        self.columns.contains_key(&field)
    }

    /// The issuer, which kinds with documents always have.
    /// # Errors  `NoSeller`.
    pub fn seller(&self) -> Result<&SellerRules, MappingError> {
        self.seller.as_ref().ok_or(MappingError::NoSeller { kind: self.kind.word() })
    }

    /// The category of every line; checked when the mapping was read.
    #[must_use]
    pub fn tax_category(&self) -> TaxCategory {
        self.tax.category.parse().unwrap_or(TaxCategory::OutsideScope)
    }

    /// How settlements came; checked when the mapping was read.
    #[must_use]
    pub fn settlement_method(&self) -> PaymentMethod {
        self.settlement.method.parse().unwrap_or(PaymentMethod::Other)
    }

    fn check(&self) -> Result<(), MappingError> {
        self.check_columns()?;
        self.check_words()?;
        if self.kind.is_documents() {
            self.seller()?;
        }
        if self.documents.currency.is_none() && !self.has(Field::Currency) {
            return Err(MappingError::NoCurrency);
        }
        Ok(())
    }

    fn check_columns(&self) -> Result<(), MappingError> {
        let (required, allowed): (&[Field], &[Field]) = match self.kind {
            Kind::InvoiceLines => (&[Field::Number, Field::IssuedOn], LINE_FIELDS),
            Kind::Invoices => (&[Field::Number, Field::IssuedOn, Field::Amount], INVOICE_FIELDS),
            Kind::Customers => (&[Field::Account], CUSTOMER_FIELDS),
            Kind::Payments => {
                (&[Field::Number, Field::Account, Field::Amount, Field::ReceivedOn], PAYMENT_FIELDS)
            }
        };
        let kind = self.kind.word();
        if let Some(field) = required.iter().find(|field| !self.has(**field)) {
            return Err(MappingError::ColumnNotMapped { key: field.key(), kind });
        }
        if let Some(field) = self.columns.keys().find(|field| !allowed.contains(field)) {
            return Err(MappingError::ColumnNotUsed { key: field.key(), kind });
        }
        if !self.has(Field::Account) && self.customers.house_account.is_none() {
            return Err(MappingError::ColumnNotMapped { key: Field::Account.key(), kind });
        }
        if self.kind == Kind::InvoiceLines && self.has(Field::UnitPrice) == self.has(Field::Amount)
        {
            return Err(MappingError::PriceOrAmount);
        }
        Ok(())
    }

    fn check_words(&self) -> Result<(), MappingError> {
        let bad = |key, value: &str, expected| {
            Err(MappingError::BadValue { key, value: value.to_owned(), expected })
        };
        let is_name = |text: &str| {
            !text.is_empty()
                && text.len() <= 60
                && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        };
        if !is_name(&self.source) {
            return bad("source", &self.source, "up to 60 letters, digits, - _ .");
        }
        if !self.file.delimiter.is_ascii() || self.file.delimiter == '"' {
            return bad("delimiter", &self.file.delimiter.to_string(), "one ASCII character");
        }
        // A date written in this format must be readable in it: that is, year, month and day are there.
        let sample = jiff::civil::date(2001, 12, 31).at(0, 0, 0, 0);
        let format = &self.file.date_format;
        let written = jiff::fmt::strtime::format(format, sample).unwrap_or_default();
        if Date::strptime(format, &written).ok() != Some(sample.date()) {
            return bad("date_format", format, "a strftime format with year, month and day");
        }
        if self.tax.category.parse::<TaxCategory>().is_err() {
            return bad("tax.category", &self.tax.category, "an EN 16931 category code");
        }
        if self.tax.rate.is_sign_negative() || self.tax.rate > Decimal::ONE_HUNDRED {
            return bad("tax.rate", &self.tax.rate.to_string(), "a percentage from 0 to 100");
        }
        if self.settlement.method.parse::<PaymentMethod>().is_err() {
            return bad("settlement.method", &self.settlement.method, "a payment method's word");
        }
        if let Some(word) = self.methods.values().find(|w| w.parse::<PaymentMethod>().is_err()) {
            return bad("methods", word, "a payment method's word");
        }
        if let Some(code) = self.countries.values().find(|code| !is_country_or_none(code)) {
            return bad("countries", code, "two capital letters, or nothing");
        }
        if let Some(seller) = &self.seller
            && (seller.country.is_empty() || !is_country_or_none(&seller.country))
        {
            return bad("seller.country", &seller.country, "two capital letters");
        }
        if !(0..=3660).contains(&self.documents.due_days) {
            return bad("due_days", &self.documents.due_days.to_string(), "0 to 3660 days");
        }
        let language = &self.customers.language;
        if language.len() != 2 || !language.bytes().all(|b| b.is_ascii_lowercase()) {
            return bad("customers.language", language, "two small letters");
        }
        Ok(())
    }
}

fn is_country_or_none(code: &str) -> bool {
    code.is_empty() || (code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()))
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
