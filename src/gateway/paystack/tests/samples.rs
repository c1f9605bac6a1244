//! Paystack's own documentation samples, where they are at hand: `PAYSTACK_SAMPLES` names a folder with
//! them. They are not part of this repository; without them nothing is checked here, and the samples of
//! the other tests stand.

use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::super::{reading, webhook, wire};

fn samples() -> Vec<(String, Value)> {
    let Some(folder) = std::env::var_os("PAYSTACK_SAMPLES") else { return Vec::new() };
    let files = std::fs::read_dir(PathBuf::from(folder)).expect("the folder of PAYSTACK_SAMPLES");
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a file");
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        (name, serde_json::from_str(&text).expect("JSON"))
    };
    files.map(|file| read(file.expect("an entry").path())).collect()
}

/// What the body of the documented answer with status 200 holds.
fn answer<T: DeserializeOwned>(name: &str, sample: &Value) -> T {
    let body = sample["200"]["data"].clone();
    let envelope: wire::Envelope<T> =
        serde_json::from_value(body).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(envelope.status, "{name}");
    envelope.data.unwrap_or_else(|| panic!("{name}: no data"))
}

#[test]
fn every_documented_sample_is_understood() {
    let samples = samples();
    for (name, sample) in &samples {
        if name.starts_with("webhook_") {
            assert!(webhook::read(sample.to_string().as_bytes()).is_ok(), "{name}");
            continue;
        }
        let is_understood = match name.as_str() {
            "transactions_verify"
            | "transactions_fetch"
            | "transactions_charge_authorization"
            | "transactions_partial_debit" => reading::charge(&answer(name, sample)).is_ok(),
            "transactions_initialize" => {
                !answer::<wire::Initialized>(name, sample).authorization_url.is_empty()
            }
            "refunds_create" | "refunds_fetch" | "refunds_retry" => {
                reading::refund(&answer(name, sample)).is_ok()
            }
            "refunds_list" => {
                let refunds: Vec<wire::Refund> = answer(name, sample);
                refunds.iter().all(|refund| reading::refund(refund).is_ok())
            }
            "disputes_fetch" | "disputes_resolve" | "disputes_transaction" => {
                reading::dispute(&answer(name, sample)).is_ok()
            }
            "disputes_list" | "disputes_update" => {
                let disputes: Vec<wire::Dispute> = answer(name, sample);
                disputes.iter().all(|dispute| reading::dispute(dispute).is_ok())
            }
            "disputes_evidence" => answer::<wire::Numbered>(name, sample).id > 0,
            "disputes_upload-url" => !answer::<wire::Upload>(name, sample).signed_url.is_empty(),
            "customers_create" | "customers_fetch" => {
                answer::<wire::Customer>(name, sample).customer_code.is_some()
            }
            // Calls we do not make: their envelopes are read all the same.
            _ => {
                for answer in sample.as_object().into_iter().flat_map(|object| object.values()) {
                    let body = answer["data"].clone();
                    let envelope: Result<wire::Envelope<Value>, _> = serde_json::from_value(body);
                    assert!(envelope.is_ok(), "{name}");
                }
                true
            }
        };
        assert!(is_understood, "{name}");
    }
    assert!(samples.is_empty() || samples.len() == 67, "{} samples", samples.len());
}
