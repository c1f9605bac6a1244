//! Pages for humans. A page file reads downwards: form or query → load → act → view.
//!
//! Owns HTML and nothing else: amounts, states and rights are decided in `domain` and `flows`.

pub mod admin;
pub mod app;
pub mod card_numbers;
pub mod components;
pub mod context;
pub mod coverage_strip;
pub mod credit_tables;
pub mod dev_mail;
pub mod error_page;
pub mod installment_parts;
pub mod installment_typed;
pub mod list_key;
pub mod logos;
pub mod path;
pub mod paths;
pub mod portal;
pub mod provider_page;
pub mod render;
pub mod seller_marks;
pub mod shell;
pub mod sign_in;
pub mod subscription_parts;
pub mod ui;
