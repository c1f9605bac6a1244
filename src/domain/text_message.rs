//! What a text message holds, and when one may be sent. Owns the alphabet, the count of segments and the
//! hours; not what a message says.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};

/// Septets of one message, and of each part of a longer one (GSM 03.38, 3GPP TS 23.040 9.2.3.24).
const SEPTETS: (usize, usize) = (160, 153);
/// UTF-16 units, where a letter is not in the alphabet.
const UNITS: (usize, usize) = (70, 67);
/// Twilio refuses longer bodies with 21617; ours are far shorter.
pub const SEGMENTS_MAX: usize = 4;

/// Between these hours, in the customer's zone, a phone may ring.
const FROM: Time = jiff::civil::time(8, 0, 0, 0);
const UNTIL: Time = jiff::civil::time(20, 0, 0, 0);

/// GSM 7-bit default alphabet; each letter is one septet.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Its extension: each letter is two septets.
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

/// The text with typography that phones do not need in the plain letters of the alphabet, so that one
/// curly quotation mark does not halve what fits.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{a0}' | '\u{202f}' | '\u{2009}' => plain.push(' '),
            '’' | '‘' | '‚' => plain.push('\''),
            '“' | '”' | '„' | '«' | '»' => plain.push('"'),
            '–' | '—' | '−' | '\u{2011}' => plain.push('-'),
            '…' => plain.push_str("..."),
            '•' => plain.push('*'),
            c if c.is_control() => plain.push(' '),
            c => plain.push(c),
        }
    }
    plain
}

/// How many messages the text is charged as.
#[must_use]
pub fn segments(text: &str) -> usize {
    let septets = text.chars().try_fold(0, |sum, c| {
        if BASIC.contains(c) { Some(sum + 1) } else { EXTENDED.contains(c).then_some(sum + 2) }
    });
    let (length, (alone, part)) = match septets {
        Some(septets) => (septets, SEPTETS),
        None => (text.encode_utf16().count(), UNITS),
    };
    if length <= alone { 1 } else { length.div_ceil(part) }
}

/// The first instant from `now` on at which a message may be sent in this zone.
#[must_use]
pub fn good_time(now: Timestamp, zone: &TimeZone) -> Timestamp {
    let there = now.to_zoned(zone.clone());
    if there.time() >= FROM && there.time() < UNTIL {
        return now;
    }
    let day = if there.time() < FROM { there.date() } else { there.date().saturating_add(1.day()) };
    day.to_datetime(FROM).to_zoned(zone.clone()).map_or(now, |morning: Zoned| morning.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_the_alphabet_fit_160_and_others_70() {
        assert_eq!(segments(&"a".repeat(160)), 1);
        assert_eq!(segments(&"a".repeat(161)), 2);
        assert_eq!(segments(&"a".repeat(306)), 2); // 2 × 153
        assert_eq!(segments(&"a".repeat(307)), 3);
        // The euro sign is two septets: 2 × 80 = 160.
        assert_eq!(segments(&"€".repeat(80)), 1);
        assert_eq!(segments(&"€".repeat(81)), 2);
        assert_eq!(segments(&"ł".repeat(70)), 1);
        assert_eq!(segments(&"ł".repeat(71)), 2); // 71 > 70, and 2 × 67 = 134
        assert_eq!(segments(""), 1);
    }

    #[test]
    fn typography_becomes_plain() {
        assert_eq!(plain("1.190,00\u{a0}€ – “now”…\n"), "1.190,00 € - \"now\"... ");
        assert_eq!(segments(&plain(&"\u{a0}".repeat(160))), 1);
    }

    #[test]
    fn nobody_is_woken() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let good = |at: &str| good_time(at.parse().unwrap(), &zone).to_string();
        // Berlin is an hour ahead of UTC in March's first weeks.
        assert_eq!(good("2026-03-02T06:59:59Z"), "2026-03-02T07:00:00Z");
        assert_eq!(good("2026-03-02T07:00:00Z"), "2026-03-02T07:00:00Z");
        assert_eq!(good("2026-03-02T18:59:59Z"), "2026-03-02T18:59:59Z");
        assert_eq!(good("2026-03-02T19:00:00Z"), "2026-03-03T07:00:00Z");
        // The clocks go forward in the night to 29 March: 8:00 is 6:00 UTC then.
        assert_eq!(good("2026-03-28T22:00:00Z"), "2026-03-29T06:00:00Z");
    }
}
