//! The hosted page itself: plain forms that work without scripts.

use super::account::Turn;
use super::html::{self, escape, input, words};
use super::records::{Stage, Transaction};

/// What was wrong with what the customer entered.
pub type Problem = String;

pub fn page(turn: &Turn, t: &Transaction, problem: Option<&Problem>) -> String {
    let problem = problem.map_or(String::new(), |problem| {
        format!("<p class=\"error\" role=\"alert\">{}</p>", escape(problem))
    });
    let body = match t.stage {
        Stage::Entry => entry(turn, t, &problem),
        Stage::Pin => secret("Please enter your card PIN", "PIN", "Any four digits", &problem),
        Stage::Phone => {
            secret("Please enter your mobile phone number", "Phone", "Any digits", &problem)
        }
        Stage::Otp => secret(
            "Please enter the one-time password sent to you",
            "One-time password",
            "123456",
            &problem,
        ),
        Stage::Bank => bank(turn, t),
        Stage::Transfer => transfer(t),
    };
    html::page("Pay", &body)
}

fn entry(turn: &Turn, t: &Transaction, problem: &str) -> String {
    let email = turn.customer(t.customer).map_or("", |customer| &customer.email);
    let methods: String =
        t.channels.iter().enumerate().map(|(at, channel)| method(channel, at == 0)).collect();
    let cancel = match t.metadata["cancel_action"].as_str() {
        Some(url) => format!("<p><a href=\"{}\">Cancel payment</a></p>", escape(url)),
        None => String::new(),
    };
    format!(
        "<h1>Pay</h1><p class=\"total\">{}</p><p class=\"small\">{}</p>{problem}\
         <form method=\"post\" autocomplete=\"off\">{methods}<button>Pay</button></form>{cancel}{HINTS}",
        escape(&words(t.amount, &t.currency)),
        escape(email),
    )
}

fn method(channel: &str, is_chosen: bool) -> String {
    let (title, inputs) = if channel == "bank_transfer" {
        ("Transfer", "<p class=\"small\">You will be told an account number.</p>".to_owned())
    } else {
        let fields = format!(
            "{}<div class=\"pair\"><div>{}</div><div>{}</div></div>",
            input("number", "Card number", "", "text", "numeric"),
            input("expiry", "Expires (MM / YY)", "", "text", "numeric"),
            input("cvv", "CVV", "", "text", "numeric")
        );
        ("Card", fields)
    };
    let checked = if is_chosen { " checked" } else { "" };
    format!(
        "<fieldset><legend><label><input type=\"radio\" name=\"channel\" value=\"{channel}\"{checked}> {title}</label>\
         </legend>{inputs}</fieldset>"
    )
}

fn secret(title: &str, label: &str, hint: &str, problem: &str) -> String {
    format!(
        "<h1>{title}</h1>{problem}<form method=\"post\" autocomplete=\"off\">{}<p class=\"small\">{hint}</p>\
         <button>Authorize</button></form>{OVER}",
        input("secret", label, "", "text", "numeric"),
    )
}

fn bank(turn: &Turn, t: &Transaction) -> String {
    let saved = t.authorization.as_deref().and_then(|code| turn.authorization(code));
    let typed = t.entered_card.as_deref().map(|number| &number[number.len() - 4..]);
    let last4 = saved.map(|saved| saved.last4.as_str()).or(typed).unwrap_or_default();
    format!(
        "<h1>Your bank asks: is this you?</h1><p>Card ending in {}: pay {}.</p>\
         <form method=\"post\"><button name=\"outcome\" value=\"accept\">Yes, complete it</button>\
         <button class=\"plain\" name=\"outcome\" value=\"refuse\">No, refuse it</button></form>\
         <p class=\"small\">To abandon the question, close this tab.</p>",
        escape(last4),
        escape(&words(t.amount, &t.currency)),
    )
}

fn transfer(t: &Transaction) -> String {
    format!(
        "<h1>Transfer {} to</h1><p>Test Bank<br>Account number 0000000000</p>\
         <form method=\"post\"><button name=\"step\" value=\"sent\">I've sent the money</button></form>{OVER}\
         <p class=\"small\">It arrives a minute after you say so.</p>",
        escape(&words(t.amount, &t.currency)),
    )
}

const OVER: &str = "<form method=\"post\"><button class=\"plain\" name=\"step\" value=\"over\">\
                    Pay another way</button></form>";

const HINTS: &str = "<details><summary class=\"small\">Numbers to try</summary><ul class=\"small\">\
<li>4084 0840 8408 4081 works</li><li>5078 5078 5078 5078 12 asks for a PIN</li>\
<li>5060 6666 6666 6666 666 asks for a PIN and a one-time password, 5078 5078 5078 5078 04 also for a phone</li>\
<li>4084 0800 0000 0409 asks your bank (3D Secure)</li>\
<li>4084 0800 0000 5408 is declined, 4084 0800 0067 0037 for lack of funds</li>\
<li>5060 6606 6506 6060 67 gets no answer from its bank</li>\
<li>any future date, any three digits</li></ul></details>";
