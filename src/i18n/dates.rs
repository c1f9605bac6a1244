//! Writes civil dates and local times as the reader's locale does (CLDR patterns).

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

use icu_calendar::Gregorian;
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::{YMD, YMDT};
use icu_datetime::input::{Date as IcuDate, DateTime as IcuDateTime, Time as IcuTime};
use icu_datetime::options::YearStyle;
use jiff::Zoned;
use jiff::civil::{Date, DateTime};

use super::Locale;

/// `31 December 2026` · `31. Dezember 2026`: for documents and sentences.
pub fn date_long(locale: Locale, date: Date) -> String {
    with_patterns(locale, |patterns| written(&patterns.long, date))
}

/// `31 Dec 2026` · `31.12.2026`: for tables.
pub fn date_medium(locale: Locale, date: Date) -> String {
    // A list shows the same few dates again and again; ICU takes half a microsecond for each.
    thread_local! {
        static WRITTEN: RefCell<HashMap<(Locale, Date), Box<str>>> = RefCell::default();
    }
    const REMEMBERED: usize = 4096;
    WRITTEN.with_borrow_mut(|memory| {
        if memory.len() >= REMEMBERED {
            memory.clear();
        }
        let write = || with_patterns(locale, |patterns| written(&patterns.medium, date).into());
        memory.entry((locale, date)).or_insert_with(write).to_string()
    })
}

/// `31/12/2026` · `31.12.2026`: for narrow columns; readers in the US mistake it, prefer `medium`.
pub fn date_short(locale: Locale, date: Date) -> String {
    with_patterns(locale, |patterns| written(&patterns.short, date))
}

/// `31 Dec 2026, 14:05 WAT` · `31.12.2026, 14:05 MEZ`: always with its zone, because people of one
/// customer sit in several.
pub fn date_time(locale: Locale, at: &Zoned) -> String {
    let local = at.datetime();
    let written = match icu_date_time(local) {
        Some(date_time) => {
            with_patterns(locale, |patterns| patterns.date_time.format(&date_time).to_string())
        }
        None => local.to_string(),
    };
    format!("{written}\u{a0}{}", at.strftime("%Z"))
}

type DatePattern = FixedCalendarDateTimeFormatter<Gregorian, YMD>;

struct Patterns {
    long: DatePattern,
    medium: DatePattern,
    short: DatePattern,
    date_time: FixedCalendarDateTimeFormatter<Gregorian, YMDT>,
}

/// Runs `write` with the patterns of `locale`, made once per thread (see `numbers`).
fn with_patterns<T>(locale: Locale, write: impl FnOnce(&Patterns) -> T) -> T {
    thread_local! {
        static PATTERNS: [OnceCell<Patterns>; Locale::ALL.len()] = Default::default();
    }
    PATTERNS.with(|all| write(all[locale as usize].get_or_init(|| new_patterns(locale))))
}

fn new_patterns(locale: Locale) -> Patterns {
    const DATA: &str = "the compiled CLDR data hold the date patterns of every locale";
    let icu = super::locale::icu(locale);
    // CLDR's short form has two digits for the year, too few for documents kept for ten years.
    let date = |fields: YMD| {
        let fields = fields.with_year_style(YearStyle::Full);
        DatePattern::try_new((&icu).into(), fields).expect(DATA)
    };
    let date_time = YMD::medium().with_year_style(YearStyle::Full).with_time_hm();
    Patterns {
        long: date(YMD::long()),
        medium: date(YMD::medium()),
        short: date(YMD::short()),
        date_time: FixedCalendarDateTimeFormatter::try_new((&icu).into(), date_time).expect(DATA),
    }
}

fn written(pattern: &DatePattern, date: Date) -> String {
    // Every date of jiff (years −9999 to 9999) is one of ICU's; ISO is the fallback all the same.
    icu_date(date).map_or_else(|| date.to_string(), |date| pattern.format(&date).to_string())
}

fn icu_date(date: Date) -> Option<IcuDate<Gregorian>> {
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    IcuDate::try_new_gregorian(date.year().into(), month, day).ok()
}

fn icu_date_time(local: DateTime) -> Option<IcuDateTime<Gregorian>> {
    let (hour, minute) = (u8::try_from(local.hour()).ok()?, u8::try_from(local.minute()).ok()?);
    let time = IcuTime::try_new(hour, minute, 0, 0).ok()?;
    Some(IcuDateTime { date: icu_date(local.date())?, time })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn english_writes_the_day_first() {
        let fifth = date(2026, 3, 5);
        assert_eq!(date_long(Locale::En, fifth), "5 March 2026");
        assert_eq!(date_medium(Locale::En, fifth), "5 Mar 2026");
        assert_eq!(date_short(Locale::En, fifth), "05/03/2026");
    }

    #[test]
    fn german_writes_ordinals_and_points() {
        let fifth = date(2026, 3, 5);
        assert_eq!(date_long(Locale::De, fifth), "5. März 2026");
        assert_eq!(date_medium(Locale::De, fifth), "05.03.2026");
        assert_eq!(date_short(Locale::De, fifth), "05.03.2026");
    }

    #[test]
    fn a_time_is_written_on_24_hours_with_its_zone() {
        let at = |zone: &str| {
            "2026-07-01T12:05:30Z".parse::<jiff::Timestamp>().unwrap().in_tz(zone).unwrap()
        };
        assert_eq!(date_time(Locale::En, &at("Africa/Lagos")), "1 Jul 2026, 13:05\u{a0}WAT");
        assert_eq!(date_time(Locale::De, &at("Europe/Berlin")), "01.07.2026, 14:05\u{a0}CEST");
    }
}
