//! One folder or file per business verb: load, decide in `domain`, store, leave a note in the outbox.

/// Bringing invoices, credit notes, customers and payments in from files.
pub mod imports;
