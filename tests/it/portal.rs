//! The customer's pages over HTTP: what they show, whom they refuse, and that lists are complete.

mod billing_details;
mod documents;
mod lists;
mod pages;
mod subscriptions;
