//! Pages for humans. A page file reads downwards: form or query → load → act → view.
//!
//! Owns HTML and nothing else: amounts, states and rights are decided in `domain` and `flows`.

pub mod components;
pub mod paths;
pub mod render;
pub mod shell;
pub mod ui;
