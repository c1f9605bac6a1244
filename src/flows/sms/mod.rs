//! Text messages to a customer's people: allowing them, queuing them, sending them, and what the provider
//! tells of them.
//!
//! Only who proved the number with a code is written to, in good hours of the customer's zone, and until
//! they or their phone company say stop. Each message is sent at most once: `sending` is committed before
//! the call, and a lost answer is looked up before anything is sent again.

pub mod callbacks;
pub mod consent;
pub mod send_one;
pub mod tell;

use crate::sms::SmsSender;
use crate::store::Actor;
use std::sync::Arc;

const ACTOR: Actor = Actor::System("sms");

/// The provider of text messages; None where none is set up.
pub type Sender = Option<Arc<dyn SmsSender>>;
