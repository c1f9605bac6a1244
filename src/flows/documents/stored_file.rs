//! The PDF of a finalised document, or of a payment's receipt: stored bytes if there are any, else rendered now and stored, so
//! that every download and every attachment of it is the same file (row C3).

use crate::clock::{Clock, Stopwatch};
use crate::documents::model::{PaperDocument, Picture};
use crate::documents::{self, RenderError, paper};
use crate::domain::deposit::FixedDeposit;
use crate::domain::document::DocumentKind;
use crate::domain::fx::TaxConversion;
use crate::domain::id::{
    CreditNoteId, InstallmentPlanId, InvoiceId, PaymentId, RefundId, TenantId,
};
use crate::domain::invoice::InvoiceWithLines;
use crate::domain::money::MoneyError;
use crate::domain::party::Seller;
use crate::domain::receipt::receipt_number;
use crate::domain::tax_evidence::ExemptionProof;
use crate::flows::documents::logos::picture;
use crate::flows::documents::receipt::receipt_paper;
use crate::flows::installments::{InstallmentError, agreement_file};
use crate::jobs::{AttachmentError, AttachmentSource};
use crate::mail::Attachment;
use crate::seal::KeyRing;
use crate::store::{
    self, Actor, Db, StoreError, TenantTx, credit_notes, deposits, fx, invoices, receipts, refunds,
    tax_evidence,
};
use async_trait::async_trait;
use jiff::Timestamp;
use tracing::debug_span;
use uuid::Uuid;

#[derive(Debug, thiserror::Error)]
pub enum StoredFileError {
    #[error("no such finalised document")]
    NotFound,
    #[error(transparent)]
    Render(#[from] RenderError),
    #[error(transparent)]
    Money(#[from] MoneyError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A document's file, as it is handed out.
#[derive(Clone, Debug)]
pub struct StoredFile {
    /// The document's number with what file systems dislike replaced, and `.pdf`.
    pub file_name: String,
    pub bytes: Vec<u8>,
}

/// The file of a document, rendered and stored at the first call.
/// # Errors  `NotFound` for drafts and for other tenants' documents.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn stored_file(
    db: &Db,
    now: Timestamp,
    tenant: TenantId,
    kind: DocumentKind,
    id: Uuid,
) -> Result<StoredFile, StoredFileError> {
    let mut tx = db.tenant_read(tenant).await?;
    let number = number(&mut tx, kind, id).await?;
    let file_name = file_name(&number);
    if let Some(bytes) = store::documents::file(&mut tx, kind, id).await? {
        return Ok(StoredFile { file_name, bytes });
    }
    drop(tx);
    let mut tx = db.tenant(tenant, &Actor::System("documents"), now).await?;
    let bytes = render_and_store(&mut tx, now, kind, id).await?;
    tx.commit().await?;
    Ok(StoredFile { file_name, bytes })
}

/// Renders and stores the file, or returns what a concurrent run stored first.
pub async fn render_and_store(
    tx: &mut TenantTx,
    now: Timestamp,
    kind: DocumentKind,
    id: Uuid,
) -> Result<Vec<u8>, StoredFileError> {
    // Writers of one tenant take turns, so whoever comes second finds the file.
    if let Some(bytes) = store::documents::file(tx, kind, id).await? {
        return Ok(bytes);
    }
    let paper = match kind {
        DocumentKind::Invoice => invoice_paper(tx, InvoiceId(id)).await?,
        DocumentKind::CreditNote => credit_note_paper(tx, CreditNoteId(id)).await?,
        DocumentKind::Payment => receipt_paper(tx, PaymentId(id)).await?,
        DocumentKind::Refund => None,
        DocumentKind::PaymentMethod
        | DocumentKind::Subscription
        // Sealed: `flows::installments` opens it.
        | DocumentKind::InstallmentPlan => None,
    };
    let paper = paper.ok_or(StoredFileError::NotFound)?;
    render(tx, now, (kind, id), &paper).await
}

async fn render(
    tx: &mut TenantTx,
    now: Timestamp,
    (kind, id): (DocumentKind, Uuid),
    paper: &PaperDocument,
) -> Result<Vec<u8>, StoredFileError> {
    let since = Stopwatch::start();
    let rendered =
        debug_span!("pdf render", kind = kind.word()).in_scope(|| documents::render(paper))?;
    metrics::histogram!("quittance_pdf_render_duration_seconds", "kind" => kind.word())
        .record(since.elapsed());
    if rendered.missing_glyphs > 0 {
        tracing::warn!(kind = kind.word(), %id, glyphs = rendered.missing_glyphs, "no font has all characters");
    }
    store::documents::store_file(tx, kind, id, &rendered.bytes, rendered.sha256, now).await?;
    metrics::counter!("quittance_pdf_rendered_total", "kind" => kind.word()).increment(1);
    Ok(rendered.bytes)
}

/// What an invoice's paper shows beside the invoice itself.
pub struct BesideInvoice {
    deposit: Option<FixedDeposit>,
    exemption: Option<ExemptionProof>,
    tax_conversion: Option<TaxConversion>,
    logo: Option<Picture>,
}

/// Reads what stands beside an invoice; of a draft, once its deposit and its converted tax are fixed.
pub async fn beside_invoice(
    tx: &mut TenantTx,
    id: InvoiceId,
    seller: &Seller,
) -> Result<BesideInvoice, StoreError> {
    let deposit = deposits::of_invoice(tx, id).await?;
    let evidence = tax_evidence::evidence_of(tx, id).await?;
    let tax_conversion = fx::tax_conversion(tx, id).await?;
    let logo = logo(tx, Some(seller)).await?;
    let exemption = evidence.and_then(|evidence| evidence.exemption);
    Ok(BesideInvoice { deposit, exemption, tax_conversion, logo })
}

/// Renders and stores the file of an invoice that is being finalised: nobody can have done so before.
pub async fn store_invoice_file(
    tx: &mut TenantTx,
    now: Timestamp,
    invoice: &InvoiceWithLines,
    beside: BesideInvoice,
) -> Result<(), StoredFileError> {
    let paper = paper_of_invoice(invoice, beside).ok_or(StoredFileError::NotFound)?;
    let document = (DocumentKind::Invoice, invoice.invoice.invoice_id.0);
    render(tx, now, document, &paper).await.map(|_| ())
}

fn paper_of_invoice(invoice: &InvoiceWithLines, beside: BesideInvoice) -> Option<PaperDocument> {
    let mut paper = paper::invoice(invoice)?;
    if let Some(deposit) = &beside.deposit {
        paper::add_deposit(&mut paper, deposit);
    }
    if let Some(proof) = &beside.exemption {
        paper::add_exemption(&mut paper, proof);
    }
    if let Some(conversion) = &beside.tax_conversion {
        paper::add_tax_conversion(&mut paper, conversion);
    }
    paper.brand.logo = beside.logo;
    Some(paper)
}

async fn invoice_paper(
    tx: &mut TenantTx,
    id: InvoiceId,
) -> Result<Option<PaperDocument>, StoreError> {
    let Some(invoice) = invoices::find_with_lines(tx, id).await? else { return Ok(None) };
    let Some(seller) = &invoice.invoice.seller else { return Ok(None) };
    let beside = beside_invoice(tx, id, seller).await?;
    Ok(paper_of_invoice(&invoice, beside))
}

/// The logo that was frozen into the document, not the seller's of today.
async fn logo(tx: &mut TenantTx, seller: Option<&Seller>) -> Result<Option<Picture>, StoreError> {
    match seller.and_then(|seller| seller.logo.as_ref()) {
        Some(logo) => picture(tx, logo).await,
        None => Ok(None),
    }
}

async fn credit_note_paper(
    tx: &mut TenantTx,
    id: CreditNoteId,
) -> Result<Option<PaperDocument>, StoreError> {
    let Some(note) = credit_notes::find_with_lines(tx, id).await? else { return Ok(None) };
    let original = match note.credit_note.invoice_id {
        Some(invoice) => invoices::find(tx, invoice).await?,
        None => None,
    };
    let of =
        original.as_ref().and_then(|invoice| Some((invoice.number.as_deref()?, invoice.issued_on)));
    let mut paper = paper::credit_note(&note, of);
    if let Some(conversion) = fx::credited_conversion(tx, id).await? {
        paper::add_tax_conversion(&mut paper, &conversion);
    }
    paper.brand.logo = logo(tx, Some(&note.credit_note.seller)).await?;
    Ok(Some(paper))
}

async fn number(
    tx: &mut TenantTx,
    kind: DocumentKind,
    id: Uuid,
) -> Result<String, StoredFileError> {
    let number = match kind {
        DocumentKind::Invoice => {
            invoices::find(tx, InvoiceId(id)).await?.and_then(|invoice| invoice.number)
        }
        DocumentKind::CreditNote => {
            credit_notes::find(tx, CreditNoteId(id)).await?.map(|note| note.number)
        }
        DocumentKind::Payment => receipts::payment(tx, PaymentId(id))
            .await?
            .map(|payment| receipt_number(payment.payment_id)),
        DocumentKind::Refund => None,
        DocumentKind::PaymentMethod
        | DocumentKind::Subscription
        | DocumentKind::InstallmentPlan => None,
    };
    number.ok_or(StoredFileError::NotFound)
}

fn file_name(number: &str) -> String {
    let safe: String = number
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' })
        .collect();
    format!("{safe}.pdf")
}

/// Files of documents, for mail.
pub struct StoredFiles {
    pub db: Db,
    pub clock: Clock,
    /// Opens what is sealed.
    pub keys: KeyRing,
}

impl StoredFiles {
    async fn agreement(&self, tenant: TenantId, plan: Uuid) -> Result<Attachment, AttachmentError> {
        let mut tx = self.db.tenant_read(tenant).await?;
        match agreement_file(&mut tx, &self.keys, InstallmentPlanId(plan)).await {
            Ok(file) => Ok(pdf(file.file_name, file.bytes)),
            Err(InstallmentError::Store(error)) => Err(AttachmentError::Store(error)),
            Err(error) => {
                tracing::error!(%plan, %error, "an agreement cannot be attached");
                Err(AttachmentError::NotReady)
            }
        }
    }

    /// A refund has no paper of its own; the credit note that it pays out has.
    async fn note_of_refund(
        &self,
        tenant: TenantId,
        refund: Uuid,
    ) -> Result<Option<(DocumentKind, Uuid)>, StoreError> {
        let mut tx = self.db.tenant_read(tenant).await?;
        let refund = refunds::find(&mut tx, RefundId(refund)).await?;
        let note = refund.and_then(|refund| refund.credit_note);
        Ok(note.map(|note| (DocumentKind::CreditNote, note.0)))
    }
}

fn pdf(file_name: String, bytes: Vec<u8>) -> Attachment {
    Attachment { file_name, content_type: "application/pdf".into(), bytes }
}

#[async_trait]
impl AttachmentSource for StoredFiles {
    async fn attachment(
        &self,
        tenant: TenantId,
        kind: DocumentKind,
        document_id: Uuid,
    ) -> Result<Attachment, AttachmentError> {
        if kind == DocumentKind::InstallmentPlan {
            return self.agreement(tenant, document_id).await;
        }
        let (kind, document_id) = match kind {
            DocumentKind::Refund => {
                self.note_of_refund(tenant, document_id).await?.ok_or(AttachmentError::NotReady)?
            }
            _ => (kind, document_id),
        };
        match stored_file(&self.db, self.clock.now(), tenant, kind, document_id).await {
            Ok(file) => Ok(pdf(file.file_name, file.bytes)),
            Err(StoredFileError::Store(error)) => Err(AttachmentError::Store(error)),
            Err(
                StoredFileError::NotFound | StoredFileError::Render(_) | StoredFileError::Money(_),
            ) => Err(AttachmentError::NotReady),
        }
    }
}
