//! E-mails to a person: how they get in.

use super::layout::{Content, render};
use super::{Brand, Rendered};
use crate::i18n::{Arg, Locale, date_time, text, text_with};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Somebody asked for a link that signs them in.
#[derive(Clone, Debug)]
pub struct SignInLink<'a> {
    /// The person's name; may be empty.
    pub name: &'a str,
    /// How long it still works when the message leaves.
    pub minutes: i64,
    /// Signs in whoever holds it.
    pub link: &'a str,
}

impl SignInLink<'_> {
    #[must_use]
    pub fn render(&self, locale: Locale, brand: &Brand) -> Rendered {
        let args: [(&str, Arg<'_>); 2] =
            [("minutes", self.minutes.into()), ("link", self.link.into())];
        let content = Content {
            locale,
            subject: text(locale, "mail-sign-in-link-subject").into_owned(),
            body: text_with(locale, "mail-sign-in-link-body", &args),
            reader: self.name,
            facts: Vec::new(),
            link_label: text(locale, "mail-link-sign-in").into_owned(),
            link_url: self.link,
            account: "",
        };
        render(&content, brand)
    }
}

/// Somebody was invited to a customer's account.
#[derive(Clone, Debug)]
pub struct Invitation<'a> {
    pub inviter: &'a str,
    /// The customer's name.
    pub account: &'a str,
    pub valid_until: Timestamp,
    pub link: &'a str,
}

impl Invitation<'_> {
    #[must_use]
    pub fn render(&self, locale: Locale, brand: &Brand) -> Rendered {
        // Where the invited person is, nobody knows yet.
        let until = date_time(locale, &self.valid_until.to_zoned(TimeZone::UTC));
        let args: [(&str, Arg<'_>); 4] = [
            ("inviter", self.inviter.into()),
            ("account", self.account.into()),
            ("until", until.into()),
            ("link", self.link.into()),
        ];
        let content = Content {
            locale,
            subject: text_with(locale, "mail-invitation-subject", &args[..2]),
            body: text_with(locale, "mail-invitation-body", &args),
            reader: "",
            facts: Vec::new(),
            link_label: text(locale, "mail-link-accept-invitation").into_owned(),
            link_url: self.link,
            account: "",
        };
        render(&content, brand)
    }
}
