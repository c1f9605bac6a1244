//! What staff and mail servers do about mail: wordings, bounces, another try.

pub mod clear_address;
pub mod receive_bounce;
pub mod record_bounce;
pub mod retry_email;
pub mod save_wording;
