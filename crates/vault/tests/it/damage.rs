//! Whatever is done to a file or its record is refused, and nothing but genuine bytes comes out before.

use std::os::unix::fs::FileExt as _;

use proptest::prelude::*;
use vault::{Damage, SealedItem, VaultError};

use crate::{CHUNK, Fixture, case, content};

const HEADER: usize = 68;
const SEALED_CHUNK: usize = CHUNK + 16;

/// Writes `bytes` in the place of the item's file and reads; gives the refusal.
fn refusal(fixture: &Fixture, item: &SealedItem, genuine: &[u8], bytes: &[u8]) -> VaultError {
    std::fs::write(fixture.path(item), bytes).unwrap();
    let (read, ended) = fixture.read(item);
    assert!(genuine.starts_with(&read), "only authenticated bytes are given out");
    assert!(ended.is_err(), "damage is refused");
    ended.unwrap_err()
}

fn damage(error: &VaultError) -> Damage {
    match error {
        VaultError::Damaged { damage, .. } => *damage,
        other => panic!("{other}"),
    }
}

#[test]
fn every_flipped_bit_of_a_small_item_is_refused() {
    let fixture = Fixture::new();
    for length in [0, 1, 100] {
        let genuine = content(length);
        let item = fixture.seal(&genuine);
        let sealed = std::fs::read(fixture.path(&item)).unwrap();
        for at in 0..sealed.len() {
            for bit in 0..8 {
                let mut bytes = sealed.clone();
                bytes[at] ^= 1 << bit;
                damage(&refusal(&fixture, &item, &genuine, &bytes));
            }
        }
    }
}

#[test]
fn every_prefix_of_a_small_item_is_refused() {
    let fixture = Fixture::new();
    let genuine = content(100);
    let item = fixture.seal(&genuine);
    let sealed = std::fs::read(fixture.path(&item)).unwrap();
    for length in 0..sealed.len() {
        assert_eq!(damage(&refusal(&fixture, &item, &genuine, &sealed[..length])), Damage::Truncated);
    }
}

#[test]
fn chunks_moved_doubled_dropped_or_added_are_refused() {
    let fixture = Fixture::new();
    let genuine = content(3 * CHUNK);
    let item = fixture.seal(&genuine);
    let sealed = std::fs::read(fixture.path(&item)).unwrap();
    let (header, chunks) = sealed.split_at(HEADER);
    let chunks: Vec<&[u8]> = chunks.chunks(SEALED_CHUNK).collect();
    let of = |order: &[usize]| {
        let order = order.iter().map(|&at| chunks[at]);
        std::iter::once(header).chain(order).collect::<Vec<_>>().concat()
    };
    let table: [(&[usize], Damage); 6] = [
        (&[1, 0, 2], Damage::Chunk(0)),
        (&[0, 0, 2], Damage::Chunk(1)),
        (&[0, 1, 1], Damage::Chunk(2)),
        (&[0, 2, 1], Damage::Chunk(1)),
        (&[0, 1], Damage::Truncated),
        (&[0, 1, 2, 2], Damage::Extended),
    ];
    for (order, expected) in table {
        assert_eq!(damage(&refusal(&fixture, &item, &genuine, &of(order))), expected, "{order:?}");
    }
    std::fs::write(fixture.path(&item), of(&[0, 1, 2])).unwrap();
    assert_eq!(fixture.read(&item).0, genuine);
}

#[test]
fn damage_done_after_opening_is_refused_too() {
    use tokio::io::AsyncReadExt;
    let fixture = Fixture::new();
    let genuine = content(2 * CHUNK);
    let item = fixture.seal(&genuine);
    let path = fixture.path(&item);
    let sealed = std::fs::read(&path).unwrap();
    let cut = sealed[..sealed.len() - 1].to_vec();
    let grown = [&sealed[..], b"x"].concat();
    for (bytes, expected) in [(cut, Damage::Truncated), (grown, Damage::Extended)] {
        std::fs::write(&path, &sealed).unwrap();
        let ended = fixture.runtime.block_on(async {
            let mut opening = fixture.vault.open_item(&item, &case()).await.unwrap();
            std::fs::write(&path, &bytes).unwrap();
            let mut read = Vec::new();
            let ended = opening.read_to_end(&mut read).await;
            assert_eq!(read, genuine[..CHUNK], "the last chunk is not given out");
            ended
        });
        assert_eq!(damage(&ended.unwrap_err().downcast().unwrap()), expected);
    }
}

#[test]
fn an_items_file_does_not_open_as_another() {
    let fixture = Fixture::new();
    let (one, other) = (fixture.seal(b"one"), fixture.seal(b"two"));
    std::fs::copy(fixture.path(&other), fixture.path(&one)).unwrap();
    let (read, ended) = fixture.read(&one);
    assert_eq!((read.len(), damage(&ended.unwrap_err())), (0, Damage::AnotherItem));
}

#[test]
fn an_altered_record_is_refused() {
    let fixture = Fixture::new();
    let (item, other) = (fixture.seal(b"one"), fixture.seal(b"two"));
    let altered = [
        SealedItem { wrapped_key: other.wrapped_key.clone(), ..item.clone() },
        SealedItem { sha256: other.sha256.clone(), ..item.clone() },
        SealedItem { blake3: other.blake3.clone(), ..item.clone() },
        SealedItem { case_id: "rep_2".into(), ..item.clone() },
        SealedItem { key_version: 2, ..item.clone() },
        SealedItem { size_bytes: 4, ..item.clone() },
        SealedItem { name: other.name.clone(), ..item.clone() },
    ];
    for record in altered {
        let (read, ended) = fixture.read(&record);
        assert!(matches!(ended, Err(VaultError::KeyRefused { .. })), "{ended:?}");
        assert!(read.is_empty());
    }
    let malformed = SealedItem { name: "../lock".into(), ..item };
    assert!(matches!(fixture.read(&malformed).1, Err(VaultError::InvalidRecord { field: "name" })));
}

#[test]
fn one_altered_byte_anywhere_is_refused() {
    let fixture = Fixture::new();
    proptest!(ProptestConfig::with_cases(64), |(
        length in prop::sample::select(vec![CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 777]),
        at in any::<prop::sample::Index>(),
        flip in 1..=255_u8,
    )| {
        let genuine = content(length);
        let item = fixture.seal(&genuine);
        let mut bytes = std::fs::read(fixture.path(&item)).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        let found = damage(&refusal(&fixture, &item, &genuine, &bytes));
        if at >= HEADER {
            prop_assert_eq!(found, Damage::Chunk(((at - HEADER) / SEALED_CHUNK) as u64));
        }
    });
}

#[test]
fn any_prefix_is_refused() {
    let fixture = Fixture::new();
    let genuine = content(2 * CHUNK + 777);
    let item = fixture.seal(&genuine);
    let sealed = std::fs::read(fixture.path(&item)).unwrap();
    proptest!(|(keep in any::<prop::sample::Index>())| {
        let error = refusal(&fixture, &item, &genuine, &sealed[..keep.index(sealed.len())]);
        prop_assert_eq!(damage(&error), Damage::Truncated);
    });
}

#[test]
fn a_check_finds_what_reading_finds_and_keeps_to_its_rate() {
    let fixture = Fixture::new();
    let item = fixture.seal(&content(4 * CHUNK));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let check = |rate| runtime.block_on(fixture.vault.check_item(&item, &case(), rate));
    check(u64::MAX).unwrap();
    let began = std::time::Instant::now();
    check(8 * CHUNK as u64).unwrap();
    assert!(began.elapsed() >= std::time::Duration::from_millis(450), "{:?}", began.elapsed());
    let mut bytes = std::fs::read(fixture.path(&item)).unwrap();
    bytes[HEADER + 2 * SEALED_CHUNK + 5] ^= 1;
    std::fs::write(fixture.path(&item), bytes).unwrap();
    assert_eq!(damage(&check(u64::MAX).unwrap_err()), Damage::Chunk(2));
    std::fs::remove_file(fixture.path(&item)).unwrap();
    assert!(matches!(check(u64::MAX), Err(VaultError::Missing { .. })));
    let other = SealedItem { sha256: "0".repeat(64), ..item.clone() };
    let refused = runtime.block_on(fixture.vault.check_item(&other, &case(), 1));
    assert!(matches!(refused, Err(VaultError::KeyRefused { .. })), "the record is bound to its digests");
}

/// Every byte of an item of 256 KiB and more under `AMPARO_LONG`, a sample otherwise.
#[test]
fn no_byte_of_a_large_item_is_changed_unseen() {
    let fixture = Fixture::new();
    let genuine = content(4 * CHUNK + 777);
    let item = fixture.seal(&genuine);
    let sealed = std::fs::read(fixture.path(&item)).unwrap();
    let file = std::fs::OpenOptions::new().write(true).open(fixture.path(&item)).unwrap();
    let step = if std::env::var_os("AMPARO_LONG").is_some() { 1 } else { 1021 };
    for at in (0..sealed.len()).step_by(step) {
        file.write_all_at(&[sealed[at] ^ (1 << (at % 8))], at as u64).unwrap();
        let (read, ended) = fixture.read(&item);
        assert!(genuine.starts_with(&read), "byte {at}: only authenticated bytes are given out");
        let found = damage(&ended.unwrap_err());
        assert!(
            at < HEADER || found == Damage::Chunk(((at - HEADER) / SEALED_CHUNK) as u64),
            "byte {at}: {found:?}"
        );
        file.write_all_at(&sealed[at..=at], at as u64).unwrap();
    }
    assert_eq!(fixture.read(&item).0, genuine);
}
