//! What every component may ask about the page that is being rendered: language, civil date, viewer.
//!
//! A page is rendered synchronously, data first, so the context is a thread-local for the time of the
//! rendering. Leptos' own context would do the same at the cost of an owner tree and a lock per look-up,
//! of which a list page makes hundreds.

use crate::domain::access::{MemberRole, StaffRole};
use crate::domain::money::Money;
use crate::i18n::{self, Arg, Locale};
use crate::store::sellers::Mark;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::Arc;

/// Who looks at the page.
#[derive(Clone, Debug)]
pub enum Viewer {
    /// Nobody signed in.
    Nobody,
    Customer {
        name: String,
        email: String,
        role: MemberRole,
        tenant_name: String,
        /// More than one: the top bar offers to switch.
        belongs_to_several: bool,
        /// The seller this customer is billed by, if it has a logo.
        seller: Option<Mark>,
    },
    Staff {
        name: String,
        email: String,
        role: StaffRole,
    },
}

/// The context of one page.
#[derive(Clone, Debug)]
pub struct Ui {
    pub locale: Locale,
    pub time_zone: TimeZone,
    pub now: Timestamp,
    pub viewer: Viewer,
    /// The page's own path, for the navigation's current entry.
    pub path: String,
    pub operator_name: Arc<str>,
    /// Set in a sandbox deployment: the clock's banner is shown.
    pub is_sandbox: bool,
    /// Whether the sandbox clock was moved.
    pub clock_moved: bool,
    /// Whether invoices can be paid online here.
    pub takes_payments: bool,
    /// Notices that a customer's person has not read.
    pub unread_notices: i64,
}

impl Ui {
    /// The viewer's civil date.
    #[must_use]
    pub fn today(&self) -> Date {
        self.now.to_zoned(self.time_zone.clone()).date()
    }
}

thread_local! {
    static CURRENT: RefCell<Option<Arc<Ui>>> = const { RefCell::new(None) };
}

/// Runs `render` with `ui` as the page's context; whatever was current before is restored.
pub fn within<T>(ui: Arc<Ui>, render: impl FnOnce() -> T) -> T {
    struct Restore(Option<Arc<Ui>>);
    impl Drop for Restore {
        fn drop(&mut self) {
            CURRENT.with(|current| *current.borrow_mut() = self.0.take());
        }
    }
    let _restore = Restore(CURRENT.with(|current| current.borrow_mut().replace(ui)));
    render()
}

/// The context of the page being rendered.
/// # Panics  outside of [`within`]: a component was rendered by other means, which is a defect.
#[must_use]
pub fn ui() -> Arc<Ui> {
    CURRENT.with(|current| current.borrow().clone()).expect("components render inside ui::within")
}

fn locale() -> Locale {
    CURRENT.with(|current| current.borrow().as_ref().map_or(Locale::En, |ui| ui.locale))
}

/// The text of this key in the page's language.
#[must_use]
pub fn t(key: &str) -> Cow<'static, str> {
    i18n::text(locale(), key)
}

/// The text of this key with its variables filled in.
#[must_use]
pub fn t_with(key: &str, args: &[(&'static str, Arg<'_>)]) -> String {
    i18n::text_with(locale(), key, args)
}

/// An amount in the page's language.
#[must_use]
pub fn money(amount: Money) -> String {
    i18n::money(locale(), amount)
}

/// A number in the page's language.
#[must_use]
pub fn number(value: Decimal) -> String {
    i18n::number(locale(), value)
}

/// A percentage in the page's language.
#[must_use]
pub fn percent(value: Decimal) -> String {
    i18n::percent(locale(), value)
}

/// A civil date in the page's language, as lists show it.
#[must_use]
pub fn date(on: Date) -> String {
    i18n::date_medium(locale(), on)
}

/// An instant in the viewer's time zone and language.
#[must_use]
pub fn date_time(at: Timestamp) -> String {
    let zoned: Zoned = at.to_zoned(ui().time_zone.clone());
    i18n::date_time(locale(), &zoned)
}
