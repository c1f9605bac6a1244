//! `quittance settings`: every setting there is, as the text of `.env.example`.

use crate::config;

pub fn run() {
    print!("{}", config::env_example());
}
