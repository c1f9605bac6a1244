//! Recognising a payment card's number in what somebody typed, so that none is ever taken (row R1).
//!
//! Card data belongs on the gateway's own pages; a number that reaches us by mistake must reach neither
//! the database nor a log. Owns the rule only; refusing is `web::card_numbers`.

use super::bank_id;

/// ISO/IEC 7812: the shortest number still in use (Visa) and the longest there can be.
const DIGITS_MIN: usize = 13;
const DIGITS_MAX: usize = 19;

/// ISO 13616: the shortest and the longest IBAN.
const IBAN_MIN: usize = 15;
const IBAN_MAX: usize = 34;

/// Whether `text` holds a card's number, written with or without spaces or hyphens between digits.
///
/// A number counts when an issuer's prefix, its length and the check digit agree; that leaves out nine in
/// ten of other long numbers. IBANs and UUIDs never count. Digits beside letters do not: `INV4111…`.
#[must_use]
pub fn is_in(text: &str) -> bool {
    if uuid::Uuid::try_parse(text.trim()).is_ok() {
        return false;
    }
    runs(&without_ibans(text)).iter().any(|groups| has_card_number(groups))
}

/// The groups of digits that stand together, each run separated from the next by something else than
/// one space or hyphen.
fn runs(text: &str) -> Vec<Vec<String>> {
    let mut runs = vec![Vec::new()];
    let mut group = String::new();
    let mut before_group = ' ';
    let mut previous = ' ';
    for c in text.chars().chain([' ', ' ']) {
        if c.is_ascii_digit() {
            if group.is_empty() {
                before_group = previous;
            }
            group.push(c);
        } else {
            if !group.is_empty() {
                let stands_alone = !before_group.is_alphanumeric() && !c.is_alphanumeric();
                let group = std::mem::take(&mut group);
                match runs.last_mut() {
                    Some(run) if stands_alone => run.push(group),
                    _ => runs.push(Vec::new()),
                }
            }
            let is_separator = matches!(c, ' ' | '-') && previous.is_ascii_digit();
            if !is_separator {
                runs.push(Vec::new());
            }
        }
        previous = c;
    }
    runs
}

/// Whether some neighbouring groups together are a card's number: an expiry date written after it must
/// not hide it.
fn has_card_number(groups: &[String]) -> bool {
    (0..groups.len()).any(|first| {
        let mut digits = String::new();
        groups[first..].iter().any(|group| {
            digits.push_str(group);
            is_card_number(&digits)
        })
    })
}

fn is_card_number(digits: &str) -> bool {
    (DIGITS_MIN..=DIGITS_MAX).contains(&digits.len())
        && is_issued_length(digits)
        && has_check_digit(digits)
}

/// Whether an issuer with this prefix gives out numbers of this length (ISO/IEC 7812 prefixes as the
/// networks publish them).
fn is_issued_length(digits: &str) -> bool {
    let prefix = |length: usize| digits[..length].parse::<u32>().unwrap_or(0);
    let length = digits.len();
    match (prefix(1), prefix(2), prefix(3), prefix(4)) {
        // Visa
        (4, ..) => matches!(length, 13 | 16 | 19),
        // American Express
        (_, 34 | 37, ..) => length == 15,
        // Diners Club
        (_, 36, ..) | (_, _, 300..=305, _) => (14..=19).contains(&length),
        (_, 38 | 39, ..) => (14..=19).contains(&length),
        // JCB
        (_, _, _, 3528..=3589) => (16..=19).contains(&length),
        // Mastercard
        (_, 51..=55, ..) | (_, _, _, 2221..=2720) => length == 16,
        // Mir
        (_, _, _, 2200..=2204) => (16..=19).contains(&length),
        // Maestro, Verve, Discover, UnionPay, RuPay
        (_, 50 | 56..=58 | 81 | 82, ..) | (6, ..) => (16..=19).contains(&length),
        _ => false,
    }
}

/// ISO/IEC 7812-1, annex B (Luhn).
fn has_check_digit(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0') * if place % 2 == 1 { 2 } else { 1 };
            if digit > 9 { digit - 9 } else { digit }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// `text` with each valid IBAN replaced by a letter: a German one holds sixteen digits in four groups.
fn without_ibans(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut rest = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let begins_word = at == 0 || !chars[at - 1].is_alphanumeric();
        let length = if begins_word { iban_length(&chars[at..]) } else { None };
        rest.push(if length.is_some() { 'x' } else { chars[at] });
        at += length.unwrap_or(1);
    }
    rest
}

/// How many characters the IBAN at the beginning of `chars` takes, spaces included.
fn iban_length(chars: &[char]) -> Option<usize> {
    let looks_like_one = chars.len() >= IBAN_MIN
        && chars[..2].iter().all(char::is_ascii_alphabetic)
        && chars[2..4].iter().all(char::is_ascii_digit);
    if !looks_like_one {
        return None;
    }
    let mut compact = String::new();
    for (index, c) in chars.iter().enumerate() {
        match c {
            ' ' => continue,
            c if c.is_ascii_alphanumeric() => compact.push(*c),
            _ => break,
        }
        if compact.len() > IBAN_MAX {
            break;
        }
        if compact.len() >= IBAN_MIN && bank_id::iban(&compact).is_ok() {
            return Some(index + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The networks' and gateways' published test numbers.
    const CARDS: [&str; 13] = [
        "4111111111111111",
        "4222222222222",
        "4242424242424242",
        "5555555555554444",
        "2223003122003222",
        "378282246310005",
        "30569309025904",
        "36227206271667",
        "3530111333300000",
        "6011111111111117",
        "6200000000000005",
        "6304000000000000",
        "5060666666666666666",
    ];

    #[test]
    fn every_networks_numbers_are_recognised_however_they_are_grouped() {
        for card in CARDS {
            let groups: Vec<&str> = [&card[..4], &card[4..8], &card[8..12], &card[12..]].into();
            for text in [
                card.to_owned(),
                groups.join(" "),
                groups.join("-"),
                format!("my card: {card}, thanks"),
                format!("{card} 12/28 123"),
                format!("PO 77 {}", groups.join(" ")),
            ] {
                assert!(is_in(&text), "{text}");
            }
        }
    }

    #[test]
    fn a_number_whose_check_digit_is_wrong_is_none() {
        for text in ["4111111111111112", "5555 5555 5555 4445", "378282246310006"] {
            assert!(!is_in(text), "{text}");
        }
    }

    #[test]
    fn ibans_dates_phones_references_and_identifiers_are_none() {
        for text in [
            "DE89370400440532013000",
            "DE89 3704 0044 0532 0130 00",
            "Überweisung von DE89 3704 0044 0532 0130 00, danke",
            "GB29 NWBK 6016 1331 9268 19",
            "NO9386011117947",
            "2026-03-02 2026-03-31",
            "+49 30 901820",
            "INV-2026-000001",
            "0000000000000000",
            "RF18 5390 0754 7034",
            "018f7a3e-4111-7111-8111-111111111111",
            "order4111111111111111",
            "",
        ] {
            assert!(!is_in(text), "{text}");
        }
    }

    #[test]
    fn a_german_iban_with_the_digits_of_a_card_in_it_is_an_iban() {
        // 41111111 1111111100: account and bank code chosen so that sixteen neighbouring digits pass.
        let iban = "DE95 4111 1111 1111 1111 00";
        assert!(bank_id::iban(iban).is_ok() && !is_in(iban));
        assert!(is_in("DE00 4111 1111 1111 1111 00"), "with wrong check digits it is none");
    }
}
