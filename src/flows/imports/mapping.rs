//! The column mapping: how one source's file is read. A mapping is checked completely before any row
//! is; what is wrong with it is said by key. Owns no reading of rows. Format: docs/IMPORT.md.

mod check;
mod columns;

pub use columns::{Field, Layout};

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
}
