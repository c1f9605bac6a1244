//! Notices in the forms of common servers, written by hand after RFC 3464 and what these servers send.

use super::{Notice, read_notice};

/// The notices of `tests/notices`, as they come to `envelope`.
pub fn sample_notice(name: &str, envelope: &str) -> Vec<u8> {
    let text = match name {
        "postfix_5_1_1" => include_str!("../../tests/notices/postfix_5_1_1.eml"),
        "postfix_delayed" => include_str!("../../tests/notices/postfix_delayed.eml"),
        "exim_5_0_0" => include_str!("../../tests/notices/exim_5_0_0.eml"),
        "exchange_5_1_10" => include_str!("../../tests/notices/exchange_5_1_10.eml"),
        "gmail_5_2_1" => include_str!("../../tests/notices/gmail_5_2_1.eml"),
        "holiday" => include_str!("../../tests/notices/holiday.eml"),
        "delivered" => include_str!("../../tests/notices/delivered.eml"),
        other => panic!("no notice {other}"),
    };
    text.replace("{ENVELOPE}", envelope).replace('\n', "\r\n").into_bytes()
}

const TO: &str = "bounces+x+y@acme.example";

fn read(name: &str) -> Notice {
    let received = read_notice(&sample_notice(name, TO));
    assert!(received.addressed_to.iter().any(|address| address == TO), "{name}: {received:?}");
    received.notice
}

#[test]
fn the_notices_of_common_servers_say_what_happened() {
    for (name, expected) in [
        ("postfix_5_1_1", "5.1.1"),
        ("exim_5_0_0", "5.1.1"),
        ("exchange_5_1_10", "5.1.10"),
        ("gmail_5_2_1", "5.2.1"),
    ] {
        let Notice::Failed { status, diagnostic } = read(name) else { panic!("{name}") };
        assert_eq!(status.to_string(), expected, "{name}");
        assert!(diagnostic.to_lowercase().starts_with("smtp;"), "{name}: {diagnostic}");
        assert!(!diagnostic.contains('\n'), "{name}");
    }
    let Notice::Delayed { status, diagnostic } = read("postfix_delayed") else { panic!() };
    assert_eq!(status.to_string(), "4.4.1");
    assert!(diagnostic.ends_with("Connection timed out"), "{diagnostic}");
}

#[test]
fn what_is_no_failure_is_none_whatever_its_words() {
    assert_eq!(read("holiday"), Notice::AutoReply);
    assert_eq!(read("delivered"), Notice::Delivered);
    let person =
        b"To: bounces+x+y@acme.example\r\nSubject: Re\r\n\r\nStatus: 5.1.1\r\nAction: failed";
    assert_eq!(read_notice(person).notice, Notice::Other);
    assert_eq!(read_notice(b"").notice, Notice::Other);
    assert_eq!(read_notice(&[0xff; 4000]).notice, Notice::Other);
    // A notice that somebody forwards is somebody's words.
    let inner = String::from_utf8(sample_notice("postfix_5_1_1", TO)).unwrap();
    let forwarded = format!(
        "To: {TO}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=F\r\n\r\n--F\r\n\
         Content-Type: message/rfc822\r\n\r\n{inner}\r\n--F--\r\n"
    );
    assert_eq!(read_notice(forwarded.as_bytes()).notice, Notice::Other);
}

#[test]
fn among_several_recipients_the_worst_counts() {
    let text = String::from_utf8(sample_notice("postfix_5_1_1", TO)).unwrap();
    let good = "Final-Recipient: rfc822; a@b.example\r\nAction: relayed\r\nStatus: 2.0.0\r\n\r\n";
    let both = text.replacen("Final-Recipient:", &format!("{good}Final-Recipient:"), 1);
    assert!(matches!(read_notice(both.as_bytes()).notice, Notice::Failed { .. }));
    // Given up after days: failed, though the status is a transient one.
    let late = text.replace("Status: 5.1.1", "Status: 4.4.7 (expired)");
    let Notice::Failed { status, .. } = read_notice(late.as_bytes()).notice else { panic!() };
    assert_eq!(status.to_string(), "4.4.7");
}

#[test]
fn a_message_nested_without_end_is_read_in_the_time_of_its_length() {
    const DEPTH: usize = 20_000;
    let multiparts: String = (0..DEPTH)
        .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"))
        .collect();
    let messages = "Content-Type: message/rfc822\r\n\r\n".repeat(DEPTH);
    for nested in [multiparts, messages] {
        let text = format!("To: {TO}\r\n{nested}");
        let began = std::time::Instant::now();
        assert_eq!(read_notice(text.as_bytes()).notice, Notice::Other);
        assert!(began.elapsed() < std::time::Duration::from_secs(20), "{:?}", began.elapsed());
    }
}

proptest::proptest! {
    #[test]
    fn no_message_breaks_the_reading(bytes in proptest::collection::vec(0_u8.., 0..2000), cut in 0_usize..3000) {
        let _ = read_notice(&bytes);
        let mut cut_off = sample_notice("gmail_5_2_1", TO);
        cut_off.truncate(cut);
        cut_off.extend(bytes);
        let _ = read_notice(&cut_off);
    }
}
