//! Sealing: what opens where, which key does what, and what the file allows.

use super::columns::{ROUTING_TERMS, SealedColumn};
use super::*;
use std::os::unix::fs::PermissionsExt;

const OTHER: SealedColumn =
    SealedColumn { table: "others", column: "terms_sealed", key: &["id"], is_tenants: true };

fn place(row: &str) -> Place<'_> {
    Place { column: &ROUTING_TERMS, tenant: Uuid::nil(), row }
}

fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("quittance-seal-{}", Uuid::now_v7()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn what_is_sealed_opens_in_its_place_only() {
    let ring = KeyRing::of(vec![Key::generate().unwrap()]);
    let sealed = ring.seal(&place("1:1"), b"stripe before paystack").unwrap();
    assert_eq!(ring.open(&place("1:1"), &sealed).unwrap(), b"stripe before paystack");
    let hidden = sealed.windows(6).all(|part| part != b"stripe");
    assert!(hidden, "it can be read as it stands");
    let elsewhere = [
        place("1:2"),
        Place { tenant: Uuid::now_v7(), ..place("1:1") },
        Place { column: &OTHER, ..place("1:1") },
    ];
    for place in elsewhere {
        assert!(matches!(ring.open(&place, &sealed), Err(SealError::Broken)), "{place:?}");
    }
}

#[test]
fn the_same_value_is_never_sealed_to_the_same_bytes() {
    let ring = KeyRing::of(vec![Key::generate().unwrap()]);
    let seal = || ring.seal(&place("1"), b"same").unwrap();
    assert_ne!(seal(), seal());
}

#[test]
fn one_changed_bit_anywhere_is_noticed() {
    let ring = KeyRing::of(vec![Key::generate().unwrap()]);
    let sealed = ring.seal(&place("1"), b"terms").unwrap();
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(ring.open(&place("1"), &changed).is_err(), "byte {at}");
        assert!(ring.open(&place("1"), &sealed[..at]).is_err(), "cut at {at}");
    }
}

#[test]
fn the_newest_key_seals_and_all_of_them_open() {
    let (old, new) = (Key::generate().unwrap(), Key::generate().unwrap());
    let before = KeyRing::of(vec![old.clone()]).seal(&place("1"), b"old").unwrap();
    let ring = KeyRing::of(vec![old.clone(), new.clone()]);
    assert_eq!(ring.open(&place("1"), &before).unwrap(), b"old");
    let after = ring.seal(&place("1"), b"new").unwrap();
    assert_eq!((key_of(&before), key_of(&after)), (Some(old.id), Some(new.id)));
    let without = KeyRing::of(vec![new]);
    let missing = without.open(&place("1"), &before).unwrap_err();
    assert!(matches!(missing, SealError::NoSuchKey(id) if id == old.id));
}

#[test]
fn a_file_is_made_once_and_only_its_owner_reads_it() {
    let path = folder().join("deep").join("keys");
    let made = KeyRing::read_or_make(path.clone()).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(KeyRing::read_or_make(path.clone()).unwrap().ids(), made.ids());
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let error = KeyRing::read(path).unwrap_err();
    assert!(matches!(error, KeyFileError::OpenToStrangers { .. }));
}

#[test]
fn many_that_start_at_once_make_one_file() {
    let path = folder().join("keys");
    let make = || KeyRing::read_or_make(path.clone()).unwrap().ids();
    let ids: Vec<_> = std::thread::scope(|scope| {
        let starters: Vec<_> = (0..8).map(|_| scope.spawn(make)).collect();
        starters.into_iter().map(|starter| starter.join().unwrap()).collect()
    });
    assert!(ids.iter().all(|one| *one == ids[0] && one.len() == 1), "{ids:?}");
}

#[test]
fn a_ring_that_runs_notices_a_key_that_was_added() {
    let path = folder().join("keys");
    let running = KeyRing::read_or_make(path.clone()).unwrap();
    let first = running.ids();
    let added = add_key(&path).unwrap();
    let by_other = KeyRing::read(path).unwrap().seal(&place("1"), b"new").unwrap();
    assert_eq!(running.open(&place("1"), &by_other).unwrap(), b"new");
    assert_eq!(running.ids(), [first[0], added.id]);
}

#[test]
fn a_line_that_is_no_key_is_named_by_its_number_and_nothing_of_it_is_said() {
    let path = folder().join("keys");
    KeyRing::read_or_make(path.clone()).unwrap();
    let mut text = std::fs::read_to_string(&path).unwrap();
    text.push_str("0000000g c2VjcmV0\n");
    std::fs::write(&path, text).unwrap();
    let error = KeyRing::read(path).unwrap_err();
    assert!(matches!(error, KeyFileError::NotAKey { line: 3, .. }));
    assert!(!error.to_string().contains("c2VjcmV0"));
    assert!(!format!("{:?}", Key::generate().unwrap()).contains('='));
}
