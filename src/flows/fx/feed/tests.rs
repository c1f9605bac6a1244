use super::*;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use jiff::civil::date;
use proptest::prelude::*;
use std::io::Write;

const DAILY: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
  <Cube>
    <Cube time='2026-10-30'>
      <Cube currency='USD' rate='1.1172'/>
      <Cube currency='JPY' rate='175.68'/>
      <Cube currency='BGN' rate='N/A'/>
    </Cube>
  </Cube>
</gesmes:Envelope>"#;

const HISTORY: &str = "Date,USD,JPY,CYP,EEK,GBP,\n\
    2026-10-30,1.1172,175.68,N/A,N/A,0.8338,\n\
    2026-10-29,1.113,175.92,0.585,15.6466,0.83578,\n";

fn said(feed: &Feed) -> Vec<String> {
    feed.quotes
        .iter()
        .map(|q| format!("{} {}/{} {} {}", q.quoted_on, q.base, q.quote, q.rate, q.source.word()))
        .collect()
}

fn zipped(content: &[u8], claimed: u32) -> Vec<u8> {
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(content).unwrap();
    let packed = packed.finish().unwrap();
    let sizes = [packed.len() as u32, claimed].map(u32::to_le_bytes).concat();
    let name = b"rates.csv";
    let shared = [&[20, 0, 0, 0, 8, 0][..], &[0; 8], &sizes, &[9, 0, 0, 0]].concat();
    let mut zip = [LOCAL, &shared, name, &packed].concat();
    let directory = zip.len() as u32;
    zip.extend([b"PK\x01\x02", &[20, 0][..], &shared, &[0; 14], name].concat());
    let size = zip.len() as u32 - directory;
    zip.extend([b"PK\x05\x06", &[0; 4][..], &[1, 0, 1, 0]].concat());
    zip.extend([size.to_le_bytes(), directory.to_le_bytes()].concat());
    zip.extend([0, 0]);
    zip
}

const LOCAL: &[u8] = b"PK\x03\x04";

#[test]
fn the_daily_xml_is_read_and_what_is_not_available_is_told() {
    let feed = read(DAILY.as_bytes()).unwrap();
    assert_eq!(said(&feed), ["2026-10-30 EUR/USD 1.1172 ecb", "2026-10-30 EUR/JPY 175.68 ecb"]);
    assert_eq!((feed.format, feed.skipped.not_available), (FeedFormat::EcbXml, 1));
    let quote = &feed.quotes[0];
    assert_eq!(quote.as_of.to_string(), "2026-10-30T15:00:00Z");
    assert_eq!(quote.expires_at.to_string(), "2026-11-03T15:00:00Z");
}

#[test]
fn the_history_is_read_and_currencies_of_the_past_are_told() {
    let expected = [
        "2026-10-30 EUR/USD 1.1172 ecb",
        "2026-10-30 EUR/JPY 175.68 ecb",
        "2026-10-30 EUR/GBP 0.8338 ecb",
        "2026-10-29 EUR/USD 1.113 ecb",
        "2026-10-29 EUR/JPY 175.92 ecb",
        "2026-10-29 EUR/GBP 0.83578 ecb",
    ];
    for bytes in [HISTORY.as_bytes().to_vec(), zipped(HISTORY.as_bytes(), HISTORY.len() as u32)] {
        let feed = read(&bytes).unwrap();
        assert_eq!(said(&feed), expected);
        assert_eq!((feed.format, feed.skipped.not_available), (FeedFormat::EcbCsv, 2));
        let unknown = [("CYP".to_owned(), 1), ("EEK".to_owned(), 1)].into();
        assert_eq!(feed.skipped.unknown_currencies, unknown);
    }
}

#[test]
fn the_daily_table_names_its_day_in_words() {
    let feed = read(b"Date, USD, GBP, \n30 October 2026, 1.1172, 0.83380, \n").unwrap();
    let expected = ["2026-10-30 EUR/USD 1.1172 ecb", "2026-10-30 EUR/GBP 0.83380 ecb"];
    assert_eq!(said(&feed), expected);
}

#[test]
fn a_table_of_pairs_is_no_feed_of_the_ecb_and_its_rates_last_a_week() {
    let feed = read(b"date,USD_NGN,USD_XTS,USD_USD\n2026-09-29,1326.1643995,3,1\n").unwrap();
    assert_eq!(said(&feed), ["2026-09-29 USD/NGN 1326.1643995 manual"]);
    assert_eq!(feed.quotes[0].expires_at.to_string(), "2026-10-06T00:00:00Z");
    // A test code has no minor unit; a currency has no rate against itself.
    assert_eq!(feed.skipped.unknown_currencies, [("XTS".to_owned(), 1)].into());
    assert_eq!(feed.skipped.odd_count, 1);
}

#[test]
fn what_is_no_rate_is_told_and_never_guessed() {
    let odd = "Date,USD,JPY,GBP,CHF,SEK,NOK\n\
        2026-10-30,1.1172,-175.68,0,1e3,\"1,5\",1.0000000000001\n\
        2026-02-30,1,1,1,1,1,1\n";
    let feed = read(odd.as_bytes()).unwrap();
    assert_eq!(said(&feed), ["2026-10-30 EUR/USD 1.1172 ecb"]);
    assert_eq!(feed.skipped.odd_count, 6);
    assert_eq!(feed.skipped.odd[0], "2026-10-30 EUR/JPY: \"-175.68\"");
    assert_eq!(feed.skipped.odd[5], "line 3: \"2026-02-30\" is no day");
}

#[test]
fn hostile_xml_is_refused_whole() {
    let laughs = "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol \"lol\">]><Cube/>";
    let outside = "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><Cube time='2026-10-30'/>";
    let entity = "<Cube time='2026-10-30'><Cube currency='USD' rate='&rate;'/></Cube>";
    let cdata = "<Cube><![CDATA[<Cube time='2026-10-30'>]]></Cube>";
    for text in [laughs, outside, entity, cdata] {
        let refused = read(text.as_bytes());
        assert!(matches!(refused, Err(FeedError::HostileXml { .. })), "{refused:?}");
    }
    for text in [
        "<Cube time='2026-10-30'",
        "<Cube time=2026-10-30>",
        "<!-- ",
        "<Cube currency='USD' rate='1'/>",
    ] {
        let refused = read(text.as_bytes());
        assert!(matches!(refused, Err(FeedError::BrokenXml { .. })), "{text} {refused:?}");
    }
}

#[test]
fn a_file_that_unpacks_to_too_much_is_refused_whatever_it_says_of_itself() {
    let bomb = vec![b'0'; FILE_BYTES_MAX + 1];
    for claimed in [u32::MAX, 10] {
        assert!(matches!(read(&zipped(&bomb, claimed)), Err(FeedError::TooLarge)));
    }
    assert!(matches!(read(&bomb), Err(FeedError::TooLarge)));
}

#[test]
fn what_is_no_feed_is_said_to_be_none() {
    assert!(matches!(read(b""), Err(FeedError::UnknownFormat)));
    assert!(matches!(read(b"\xff\xfe<\0"), Err(FeedError::UnknownFormat)));
    assert!(matches!(read(b"PK\x03\x04cut off"), Err(FeedError::BrokenZip(_))));
    assert!(matches!(read(b"Date,USD\n"), Err(FeedError::Empty)));
    assert_eq!(read(DAILY.as_bytes()).unwrap().quotes[0].quoted_on, date(2026, 10, 30));
}

proptest! {
    #[test]
    fn no_file_makes_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), cut in 0_usize..400) {
        let _ = read(&bytes);
        let whole = zipped(HISTORY.as_bytes(), 10);
        let mut broken = whole[..cut.min(whole.len())].to_vec();
        broken.extend(&bytes);
        let _ = read(&broken);
        let text: String = DAILY.chars().take(cut).chain(bytes.iter().map(|b| char::from(*b))).collect();
        let _ = read(text.as_bytes());
    }
}
