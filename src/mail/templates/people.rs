//! E-mails to a person: how they get in.

use super::layout::{self, Content};
use super::{Brand, MailKind, Rendered, Template, Variable};
use crate::i18n::{Locale, date_time};
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
    pub const KIND: MailKind = MailKind::SignInLink;

    #[must_use]
    pub fn render(&self, locale: Locale, brand: &Brand, template: &Template) -> Rendered {
        layout::render(&self.content(locale), brand, template)
    }

    pub(super) fn content(&self, locale: Locale) -> Content<'_> {
        Content {
            kind: Self::KIND,
            locale,
            values: vec![
                (Variable::Minutes, self.minutes.to_string()),
                (Variable::Link, self.link.to_owned()),
            ],
            reader: self.name,
            facts: Vec::new(),
            account: "",
        }
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
    pub const KIND: MailKind = MailKind::Invitation;

    #[must_use]
    pub fn render(&self, locale: Locale, brand: &Brand, template: &Template) -> Rendered {
        layout::render(&self.content(locale), brand, template)
    }

    pub(super) fn content(&self, locale: Locale) -> Content<'_> {
        // Where the invited person is, nobody knows yet.
        let until = date_time(locale, &self.valid_until.to_zoned(TimeZone::UTC));
        Content {
            kind: Self::KIND,
            locale,
            values: vec![
                (Variable::Inviter, self.inviter.to_owned()),
                (Variable::Account, self.account.to_owned()),
                (Variable::Until, until),
                (Variable::Link, self.link.to_owned()),
            ],
            reader: "",
            facts: Vec::new(),
            account: "",
        }
    }
}
