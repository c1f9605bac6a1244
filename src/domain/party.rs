//! The two parties of a document, as they are frozen into it when it is finalised (row C1).
//!
//! These are snapshots: a customer that moves house tomorrow keeps the old address on today's invoice.

use super::id::SellerId;
use serde::{Deserialize, Serialize};

/// A tax registration as printed: `("VAT", "DE136695976")`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxRegistration {
    pub kind: String,
    pub value: String,
}

/// A postal address in parts; lines in the country's usual order come from [`super::address`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostalAddress {
    pub line1: String,
    pub line2: String,
    pub city: String,
    pub region: String,
    pub postal_code: String,
    /// ISO 3166-1 alpha-2, or empty when unknown (an import without countries).
    pub country: String,
}

/// Who is billed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    pub legal_name: String,
    pub account_ref: String,
    pub address: PostalAddress,
    pub tax_ids: Vec<TaxRegistration>,
    pub email: String,
}

/// Where the seller wants to be paid, for one currency (empty: any).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankAccount {
    pub currency: String,
    pub bank_name: String,
    /// Rows such as ("IBAN", "DE89 …"), ("BIC", "…"), ("Sort code", "…"), in printing order.
    pub rows: Vec<(String, String)>,
}

/// A seller's logo, by the hash of its bytes: the same for ever, so that an issued document keeps its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LogoRef {
    /// SHA-256 in lower-case hex.
    pub sha256: String,
    pub width_px: u32,
    pub height_px: u32,
}

/// A legal issuer of documents (row C7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seller {
    pub seller_id: SellerId,
    pub legal_name: String,
    /// What it is known by, when that is not its legal name. Documents frozen before have none.
    #[serde(default)]
    pub trading_name: String,
    pub address: PostalAddress,
    pub email: String,
    #[serde(default)]
    pub phone: String,
    pub website: String,
    /// Those that hold on the day of the document.
    pub tax_ids: Vec<TaxRegistration>,
    pub bank_accounts: Vec<BankAccount>,
    /// `#rrggbb`
    pub brand_color: String,
    #[serde(default)]
    pub logo: Option<LogoRef>,
    /// The legal footer by language ("en", "de").
    pub footer: std::collections::BTreeMap<String, String>,
}

impl Seller {
    /// The name under which it appears beside its mark: the trading name, else the legal one.
    #[must_use]
    pub fn brand_name(&self) -> &str {
        if self.trading_name.is_empty() { &self.legal_name } else { &self.trading_name }
    }

    /// The account to pay into in this currency: the one made for it, else one made for any.
    #[must_use]
    pub fn bank_account(&self, currency: &str) -> Option<&BankAccount> {
        self.bank_accounts
            .iter()
            .find(|account| account.currency == currency)
            .or_else(|| self.bank_accounts.iter().find(|account| account.currency.is_empty()))
    }

    /// The legal footer in this language, else in English, else nothing.
    #[must_use]
    pub fn footer(&self, language: &str) -> &str {
        self.footer.get(language).or_else(|| self.footer.get("en")).map_or("", String::as_str)
    }
}

/// First letters of the first two words, in capitals: what stands in place of a logo.
#[must_use]
pub fn monogram(name: &str) -> String {
    name.split(|character: char| character.is_whitespace() || character == '-')
        .filter_map(|word| word.chars().find(|character| character.is_alphanumeric()))
        .take(2)
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::monogram;

    #[test]
    fn a_monogram_is_the_first_letters_of_the_first_two_words() {
        assert_eq!(monogram("Nordlicht Software GmbH"), "NS");
        assert_eq!(monogram("acme"), "A");
        assert_eq!(monogram("  (Ọ̀ṣun) & co-op"), "ỌC");
        assert_eq!(monogram("— !"), "");
    }
}
