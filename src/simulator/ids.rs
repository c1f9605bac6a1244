//! Ids that come from a seed: the same calls in the same order name the same objects.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ids {
    seed: u64,
    drawn: u64,
}

impl Ids {
    pub fn new(seed: u64) -> Self {
        Self { seed, drawn: 0 }
    }

    /// `pi_` and 24 letters or digits.
    pub fn id(&mut self, prefix: &str) -> String {
        format!("{prefix}_{}", self.letters(24))
    }

    /// `length` letters or digits that were not drawn before.
    pub fn letters(&mut self, length: usize) -> String {
        self.drawn += 1;
        spell(&format!("{}/{}", self.seed, self.drawn), length)
    }
}

/// `length` letters or digits that always follow from `text`: fingerprints of cards and accounts.
pub fn spell(text: &str, length: usize) -> String {
    let mut letters = String::with_capacity(length);
    let mut block = 0_u8;
    while letters.len() < length {
        let digest = Sha256::new().chain_update(text).chain_update([block]).finalize();
        let rest = length - letters.len();
        letters
            .extend(digest.iter().take(rest).map(|b| char::from(ALPHABET[usize::from(*b) % 62])));
        block += 1;
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_ids_and_no_id_twice() {
        let (mut one, mut two) = (Ids::new(7), Ids::new(7));
        let first = one.id("pi");
        assert_eq!(first, two.id("pi"));
        assert_ne!(first, one.id("pi"));
        assert_ne!(first, Ids::new(8).id("pi"));
        assert!(first.starts_with("pi_") && first.len() == 27);
        assert_eq!(one.letters(58).len(), 58);
    }
}
