//! The register of sealed columns: all there are. `quittance keys` walks it, and so does a test that looks
//! for columns named `…_sealed` in the database.

/// A column of sealed values (`bytea`).
#[derive(Debug, PartialEq, Eq)]
pub struct SealedColumn {
    pub table: &'static str,
    pub column: &'static str,
    /// What names a row beside its tenant, in the order in which a sealed value is bound to it.
    pub key: &'static [&'static str],
    /// Whether the table has rows of tenants; otherwise they are the operator's.
    pub is_tenants: bool,
}

/// What a rule of routing says.
pub const ROUTING_TERMS: SealedColumn = SealedColumn {
    table: "routing_rules",
    column: "terms_sealed",
    key: &["rule_id", "version"],
    is_tenants: false,
};

/// The secret of a link to a new card, until the link was used.
pub const CARD_LINK_TOKEN: SealedColumn = SealedColumn {
    table: "card_links",
    column: "token_sealed",
    key: &["card_link_id"],
    is_tenants: true,
};

/// What was proposed for an installment plan, and what was written about it.
pub const INSTALLMENT_TERMS: SealedColumn = SealedColumn {
    table: "installment_plans",
    column: "terms_sealed",
    key: &["plan_id"],
    is_tenants: true,
};

/// The agreement as it was shown, and who accepted it from where.
pub const INSTALLMENT_AGREEMENT: SealedColumn = SealedColumn {
    table: "installment_agreements",
    column: "agreement_sealed",
    key: &["plan_id"],
    is_tenants: true,
};

/// The signed file.
pub const INSTALLMENT_PDF: SealedColumn = SealedColumn {
    table: "installment_agreements",
    column: "pdf_sealed",
    key: &["plan_id"],
    is_tenants: true,
};

/// Who let us charge a method, from where.
pub const INSTALLMENT_CONSENT: SealedColumn = SealedColumn {
    table: "installment_mandates",
    column: "consent_sealed",
    key: &["plan_id", "version"],
    is_tenants: true,
};

/// All of them.
pub const SEALED_COLUMNS: &[&SealedColumn] = &[
    &ROUTING_TERMS,
    &INSTALLMENT_TERMS,
    &INSTALLMENT_AGREEMENT,
    &INSTALLMENT_PDF,
    &INSTALLMENT_CONSENT,
    &CARD_LINK_TOKEN,
];
