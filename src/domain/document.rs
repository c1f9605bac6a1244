//! What invoices, credit notes, payments, refunds, saved methods and subscriptions have in common: a history. The first
//! three have files, too.

use super::word::word_enum;

word_enum! {
    /// The kinds of document that have a number and a PDF, or a place in a history.
    pub enum DocumentKind: "document kind" {
        Invoice = "invoice",
        CreditNote = "credit_note",
        Payment = "payment",
        Refund = "refund",
        /// A saved method, which has no number; people are told of it.
        PaymentMethod = "payment_method",
        /// Which has no number either; people are told of its renewal.
        Subscription = "subscription",
        /// Whose paper is the agreement.
        InstallmentPlan = "installment_plan",
    }
}

word_enum! {
    /// What happened to a document, as its timeline shows it. The word is also the end of a catalogue's
    /// key (`timeline-finalized`).
    pub enum DocumentEventKind: "document event" {
        Imported = "imported",
        Finalized = "finalized",
        Emailed = "emailed",
        /// An e-mail about it came back, or was refused.
        Bounced = "bounced",
        Downloaded = "downloaded",
        PaymentRecorded = "payment_recorded",
        /// A charge that nobody watched came to nothing.
        PaymentFailed = "payment_failed",
        CreditApplied = "credit_applied",
        /// Money that stood on the invoice was taken off again.
        AllocationReversed = "allocation_reversed",
        Credited = "credited",
        Refunded = "refunded",
        /// The bank has sent a refund back, or never took it: it is credit again.
        RefundFailed = "refund_failed",
        /// A credit note of this invoice was voided.
        CreditNoteVoided = "credit_note_voided",
        Paid = "paid",
        Voided = "voided",
        WrittenOff = "written_off",
        Disputed = "disputed",
        /// The bank has decided, or its inquiry has ended.
        DisputeClosed = "dispute_closed",
    }
}
