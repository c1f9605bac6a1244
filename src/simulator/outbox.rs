//! Webhooks on their way: what was queued, what became of it, when it is tried again. Pure bookkeeping;
//! the sending is the provider's `Simulator::tick`, and so are signatures and the times between tries.

use super::faults::WebhookFault;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Finished deliveries beyond this number are forgotten, the oldest first.
const REMEMBERED: usize = 2_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    Pending,
    /// On the wire at this moment.
    Sending,
    Delivered,
    /// Every attempt failed.
    Failed,
    /// A fault on demand swallowed it.
    Dropped,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    pub at: i64,
    /// `None` when there was no answer.
    pub status: Option<u16>,
}

/// An event for one endpoint.
#[derive(Debug, Clone)]
pub struct Message<'a> {
    /// The event's id, where the provider gives it one.
    pub event: &'a str,
    pub kind: &'a str,
    pub endpoint: &'a str,
    pub payload: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Delivery {
    pub number: u64,
    pub event: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub endpoint: String,
    pub state: DeliveryState,
    pub due_at: i64,
    pub attempts: Vec<Attempt>,
    /// What goes wrong with it, when something does.
    pub fault: Option<WebhookFault>,
    pub payload: String,
}

/// One request to send.
pub struct Outgoing {
    pub number: u64,
    pub url: String,
    pub payload: String,
    pub signing_secret: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Outbox {
    pub deliveries: VecDeque<Delivery>,
    next_number: u64,
    /// Nothing is sent while this is set; what happens meanwhile waits.
    pub is_stopped: bool,
    /// What is due together goes out in the reverse of the order it happened in.
    pub is_reversed: bool,
}

impl Outbox {
    /// After a restart nothing is on the wire any more: it is sent again.
    pub fn forget_unfinished(&mut self) {
        for delivery in &mut self.deliveries {
            if delivery.state == DeliveryState::Sending {
                delivery.state = DeliveryState::Pending;
            }
        }
    }

    /// Queues a message as often and as late as its fault wants it.
    pub fn queue(&mut self, message: &Message, fault: Option<&WebhookFault>, now: i64) {
        let copies = match fault {
            Some(WebhookFault::Duplicate { copies }) => copies + 1,
            _ => 1,
        };
        for _ in 0..copies {
            self.push(message, fault, now);
        }
    }

    fn push(&mut self, message: &Message, fault: Option<&WebhookFault>, now: i64) {
        let delay = if let Some(WebhookFault::Delay { seconds }) = fault { *seconds } else { 0 };
        let is_dropped = fault == Some(&WebhookFault::Drop);
        self.next_number += 1;
        self.deliveries.push_back(Delivery {
            number: self.next_number,
            event: message.event.to_owned(),
            kind: message.kind.to_owned(),
            endpoint: message.endpoint.to_owned(),
            state: if is_dropped { DeliveryState::Dropped } else { DeliveryState::Pending },
            due_at: now + delay,
            attempts: Vec::new(),
            fault: fault.cloned(),
            payload: message.payload.clone(),
        });
        let is_open =
            |d: &Delivery| matches!(d.state, DeliveryState::Pending | DeliveryState::Sending);
        while self.deliveries.len() > REMEMBERED
            && self.deliveries.front().is_some_and(|oldest| !is_open(oldest))
        {
            self.deliveries.pop_front();
        }
    }

    /// Marks what is due as being sent and returns it in the order to send it. `address` says where to
    /// and with which secret; a delivery without one has failed.
    pub fn take_due(
        &mut self,
        now: i64,
        address: impl Fn(&Delivery) -> Option<(String, String)>,
    ) -> Vec<Outgoing> {
        if self.is_stopped {
            return Vec::new();
        }
        let mut due = Vec::new();
        for delivery in &mut self.deliveries {
            if delivery.state != DeliveryState::Pending || delivery.due_at > now {
                continue;
            }
            let Some((url, signing_secret)) = address(delivery) else {
                delivery.state = DeliveryState::Failed;
                continue;
            };
            delivery.state = DeliveryState::Sending;
            let (number, payload) = (delivery.number, delivery.payload.clone());
            due.push(Outgoing { number, url, payload, signing_secret });
        }
        if self.is_reversed {
            due.reverse();
        }
        due
    }

    /// Records how an attempt ended; 2xx is a success, all else is tried again. `retry_after` says after
    /// how many seconds, given the number of attempts so far; `None`: never. Returns the event that was
    /// delivered.
    pub fn settle(
        &mut self,
        number: u64,
        status: Option<u16>,
        now: i64,
        retry_after: impl Fn(usize) -> Option<i64>,
    ) -> Option<String> {
        let delivery = self.deliveries.iter_mut().find(|d| d.number == number)?;
        delivery.attempts.push(Attempt { at: now, status });
        if status.is_some_and(|status| (200..300).contains(&status)) {
            delivery.state = DeliveryState::Delivered;
            return Some(delivery.event.clone());
        }
        match retry_after(delivery.attempts.len()) {
            Some(seconds) => {
                delivery.state = DeliveryState::Pending;
                delivery.due_at = now + seconds;
            }
            None => delivery.state = DeliveryState::Failed,
        }
        None
    }
}
