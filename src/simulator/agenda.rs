//! What happens later by itself. Owns the order of errands; what an errand is, and carrying it out, is
//! the provider's.

use serde::{Deserialize, Serialize};

/// Errands with the time at which each is due, in Unix seconds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Agenda<E> {
    /// In the order they were added.
    entries: Vec<(i64, E)>,
}

impl<E> Default for Agenda<E> {
    fn default() -> Self {
        Self { entries: Vec::new() }
    }
}

impl<E> Agenda<E> {
    pub fn add(&mut self, due_at: i64, errand: E) {
        self.entries.push((due_at, errand));
    }

    /// Takes out the earliest errand that is due; among equals the one added first.
    pub fn take_due(&mut self, now: i64) -> Option<(i64, E)> {
        let due = self.entries.iter().enumerate().filter(|(_, (due_at, _))| *due_at <= now);
        let (at, _) = due.min_by_key(|(at, (due_at, _))| (*due_at, *at))?;
        Some(self.entries.remove(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errands_come_in_the_order_they_are_due() {
        let mut agenda = Agenda::default();
        for (due_at, id) in [(30, "late"), (10, "first"), (10, "second"), (99, "future")] {
            agenda.add(due_at, id);
        }
        let taken: Vec<_> = std::iter::from_fn(|| agenda.take_due(30)).collect();
        assert_eq!(taken, [(10, "first"), (10, "second"), (30, "late")]);
    }
}
