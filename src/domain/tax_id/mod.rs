//! Owns which tax numbers are well formed: length, alphabet, prefix and check digits, offline.
//!
//! A well-formed number may still belong to nobody: registries (VIES and the like) are asked
//! elsewhere. The rules are those the tax offices publish or, where they publish none, those that
//! python-stdnum and the register of the OECD document; each family of countries has its file.

mod africa;
mod americas;
pub(in crate::domain) mod arithmetic;
mod asia_pacific;
mod eu;
mod europe;
mod persons;

use std::fmt;

use serde::{Deserialize, Serialize};

use super::country::Country;

/// What a tax number is, named as Stripe names its types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxIdKind {
    EuVat,
    EuOssVat,
    GbVat,
    ChVat,
    NoVat,
    IsVat,
    GeVat,
    MkVat,
    RsPib,
    TrTin,
    UsEin,
    CaBn,
    MxRfc,
    BrCnpj,
    ArCuit,
    ClTin,
    CoNit,
    EcRuc,
    UyRuc,
    NgTin,
    GhTin,
    KeTin,
    ZaTin,
    AuAbn,
    NzGst,
    InGst,
    JpCn,
    KrBrn,
    TwVat,
    HkBr,
    IlVat,
    AeTrn,
    SaVat,
}

/// A well-formed tax number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TaxId {
    pub kind: TaxIdKind,
    /// Who issued it: an ISO 3166-1 code, except `EL` (Greece), `XI` (Northern Ireland) and
    /// `EU-OSS` (one-stop shop).
    pub jurisdiction: String,
    /// Capital letters and digits without separators; without the VAT prefix of the country, unless
    /// that is part of the number itself.
    pub number: String,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TaxIdError {
    #[error("no rules for tax numbers of {0:?}")]
    UnknownJurisdiction(String),
    #[error("a number of {found} characters is too short or too long")]
    Length { found: usize },
    #[error("letters and digits do not stand where they should")]
    Format,
    /// A part that is never issued: an unknown office, an impossible date.
    #[error("a part of the number is never issued")]
    Component,
    #[error("the check digit does not fit")]
    CheckDigit,
}

/// The rule of one jurisdiction.
struct Scheme {
    jurisdiction: &'static str,
    kind: TaxIdKind,
    /// Letters that may stand in front and are not part of the number.
    prefixes: &'static [&'static str],
    /// Numbers at least so long, but shorter than the second, get zeros in front up to that.
    zero_filled: Option<(usize, usize)>,
    /// Looks at the number as typed, before the separators are taken out.
    written: fn(&str) -> Result<(), TaxIdError>,
    check: fn(&str) -> Result<(), TaxIdError>,
}

const FAMILIES: [&[Scheme]; 5] =
    [&eu::SCHEMES, &europe::SCHEMES, &americas::SCHEMES, &africa::SCHEMES, &asia_pacific::SCHEMES];

impl TaxIdKind {
    /// For example `eu_vat`.
    pub const fn code(self) -> &'static str {
        match self {
            TaxIdKind::EuVat => "eu_vat",
            TaxIdKind::EuOssVat => "eu_oss_vat",
            TaxIdKind::GbVat => "gb_vat",
            TaxIdKind::ChVat => "ch_vat",
            TaxIdKind::NoVat => "no_vat",
            TaxIdKind::IsVat => "is_vat",
            TaxIdKind::GeVat => "ge_vat",
            TaxIdKind::MkVat => "mk_vat",
            TaxIdKind::RsPib => "rs_pib",
            TaxIdKind::TrTin => "tr_tin",
            TaxIdKind::UsEin => "us_ein",
            TaxIdKind::CaBn => "ca_bn",
            TaxIdKind::MxRfc => "mx_rfc",
            TaxIdKind::BrCnpj => "br_cnpj",
            TaxIdKind::ArCuit => "ar_cuit",
            TaxIdKind::ClTin => "cl_tin",
            TaxIdKind::CoNit => "co_nit",
            TaxIdKind::EcRuc => "ec_ruc",
            TaxIdKind::UyRuc => "uy_ruc",
            TaxIdKind::NgTin => "ng_tin",
            TaxIdKind::GhTin => "gh_tin",
            TaxIdKind::KeTin => "ke_tin",
            TaxIdKind::ZaTin => "za_tin",
            TaxIdKind::AuAbn => "au_abn",
            TaxIdKind::NzGst => "nz_gst",
            TaxIdKind::InGst => "in_gst",
            TaxIdKind::JpCn => "jp_cn",
            TaxIdKind::KrBrn => "kr_brn",
            TaxIdKind::TwVat => "tw_vat",
            TaxIdKind::HkBr => "hk_br",
            TaxIdKind::IlVat => "il_vat",
            TaxIdKind::AeTrn => "ae_trn",
            TaxIdKind::SaVat => "sa_vat",
        }
    }

    /// What a document prints before the number: `VAT`, `EIN`, `TIN`. The same in every language, as
    /// these are names given by the country's law.
    pub const fn printed_name(self) -> &'static str {
        match self {
            TaxIdKind::EuVat
            | TaxIdKind::EuOssVat
            | TaxIdKind::GbVat
            | TaxIdKind::ChVat
            | TaxIdKind::NoVat
            | TaxIdKind::IsVat
            | TaxIdKind::GeVat
            | TaxIdKind::MkVat
            | TaxIdKind::TwVat
            | TaxIdKind::IlVat
            | TaxIdKind::SaVat => "VAT",
            TaxIdKind::RsPib => "PIB",
            TaxIdKind::UsEin => "EIN",
            TaxIdKind::CaBn => "BN",
            TaxIdKind::MxRfc => "RFC",
            TaxIdKind::BrCnpj => "CNPJ",
            TaxIdKind::ArCuit => "CUIT",
            TaxIdKind::CoNit => "NIT",
            TaxIdKind::EcRuc | TaxIdKind::UyRuc => "RUC",
            TaxIdKind::TrTin
            | TaxIdKind::ClTin
            | TaxIdKind::NgTin
            | TaxIdKind::GhTin
            | TaxIdKind::KeTin
            | TaxIdKind::ZaTin => "TIN",
            TaxIdKind::AuAbn => "ABN",
            TaxIdKind::NzGst => "GST",
            TaxIdKind::InGst => "GSTIN",
            TaxIdKind::JpCn => "CN",
            TaxIdKind::KrBrn => "BRN",
            TaxIdKind::HkBr => "BR",
            TaxIdKind::AeTrn => "TRN",
        }
    }
}

impl TaxId {
    /// Reads a tax number of `jurisdiction` (ISO code, `EL`, `XI`, `EU-OSS`) as people write it.
    ///
    /// Separators, case and the country's own prefix do not matter.
    /// # Errors
    /// `UnknownJurisdiction` where we have no rule; else the first thing that is wrong.
    pub fn parse(jurisdiction: &str, typed: &str) -> Result<TaxId, TaxIdError> {
        let known_as = if jurisdiction == "GR" { "EL" } else { jurisdiction };
        let scheme = FAMILIES
            .into_iter()
            .flatten()
            .find(|scheme| scheme.jurisdiction == known_as)
            .ok_or_else(|| TaxIdError::UnknownJurisdiction(jurisdiction.to_owned()))?;
        (scheme.written)(typed)?;
        let number = scheme.compact(typed);
        (scheme.check)(&number)?;
        Ok(TaxId { kind: scheme.kind, jurisdiction: scheme.jurisdiction.to_owned(), number })
    }

    /// Reads a VAT number of the EU (or Northern Ireland) whose first two letters say the country.
    ///
    /// # Errors
    /// `UnknownJurisdiction` if they do not; else as [`TaxId::parse`].
    pub fn parse_eu_vat(typed: &str) -> Result<TaxId, TaxIdError> {
        let number = without_separators(typed);
        let prefix: String = number.chars().take(2).collect();
        match prefix.as_str() {
            "EU" | "IM" => TaxId::parse("EU-OSS", &number),
            letters if eu::is_prefix(letters) => TaxId::parse(letters, &number),
            _ => Err(TaxIdError::UnknownJurisdiction(prefix)),
        }
    }

    /// Whether numbers of `country` can be checked.
    pub fn has_rule_for(country: Country) -> bool {
        let known_as = if country.code() == "GR" { "EL" } else { country.code() };
        FAMILIES.into_iter().flatten().any(|scheme| scheme.jurisdiction == known_as)
    }

    /// Every jurisdiction whose numbers can be checked, with their kind: ISO codes, `EL`, `XI` and
    /// `EU-OSS`.
    pub fn jurisdictions() -> impl Iterator<Item = (&'static str, TaxIdKind)> {
        FAMILIES.into_iter().flatten().map(|scheme| (scheme.jurisdiction, scheme.kind))
    }

    /// The number as it stands on an invoice and in VIES: `DE136695976`, `EL094259216`.
    ///
    /// Only European VAT numbers carry the country in front; others are written as they are.
    pub fn on_document(&self) -> String {
        match self.kind {
            // Romanian numbers keep their prefix, because without it they are not VAT numbers.
            TaxIdKind::EuVat if !self.number.starts_with(&self.jurisdiction) => {
                format!("{}{}", self.jurisdiction, self.number)
            }
            TaxIdKind::GbVat => format!("GB{}", self.number),
            TaxIdKind::NoVat => format!("NO{}", self.number),
            _ => self.number.clone(),
        }
    }
}

impl fmt::Display for TaxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.on_document())
    }
}

impl Scheme {
    const fn new(
        jurisdiction: &'static str,
        kind: TaxIdKind,
        prefixes: &'static [&'static str],
        check: fn(&str) -> Result<(), TaxIdError>,
    ) -> Scheme {
        let written = |_: &str| Ok(());
        Scheme { jurisdiction, kind, prefixes, zero_filled: None, written, check }
    }

    /// Adds a rule about where the separators may stand.
    const fn written(mut self, written: fn(&str) -> Result<(), TaxIdError>) -> Scheme {
        self.written = written;
        self
    }

    const fn zero_filled(mut self, from: usize, to: usize) -> Scheme {
        self.zero_filled = Some((from, to));
        self
    }

    fn compact(&self, typed: &str) -> String {
        let number = without_separators(typed);
        let national =
            self.prefixes.iter().find_map(|prefix| number.strip_prefix(prefix)).unwrap_or(&number);
        let length = national.chars().count();
        match self.zero_filled {
            Some((from, to)) if (from..to).contains(&length) => {
                format!("{}{national}", "0".repeat(to - length))
            }
            _ => national.to_owned(),
        }
    }
}

/// Capital letters, without the marks and spaces that people put between groups.
fn without_separators(typed: &str) -> String {
    let is_separator = |c: char| {
        c.is_whitespace()
            || matches!(c, '-' | '.' | '/' | ',' | ':' | '_' | '(' | ')')
            || matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}')
    };
    typed.chars().filter(|c| !is_separator(*c)).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests;
