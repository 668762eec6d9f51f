//! What goes in comes out, in any pieces, in little memory.

use proptest::prelude::*;
use sha2::{Digest, Sha256};
use tokio::io::AsyncReadExt;

use crate::{CHUNK, Fixture, case, content, files};

#[test]
fn content_comes_back_whole() {
    let fixture = Fixture::new();
    for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 5 * CHUNK + 3] {
        let genuine = content(length);
        let item = fixture.seal(&genuine);
        assert_eq!(item.size_bytes, length as u64);
        assert_eq!(item.sha256, hex::encode(Sha256::digest(&genuine)));
        assert_eq!(item.blake3, blake3::hash(&genuine).to_hex().to_string());
        let (read, ended) = fixture.read(&item);
        ended.unwrap();
        assert!(read == genuine, "{length} bytes");
    }
}

#[test]
fn two_items_of_equal_content_share_nothing() {
    let fixture = Fixture::new();
    let (one, two) = (fixture.seal(b"the same content"), fixture.seal(b"the same content"));
    assert_ne!(one.name, two.name);
    assert_ne!(one.wrapped_key, two.wrapped_key);
    let bytes = |item| std::fs::read(fixture.path(item)).unwrap();
    assert_ne!(bytes(&one)[68..], bytes(&two)[68..]);
}

#[test]
fn no_plaintext_reaches_the_disk() {
    let marker = b"a marker of thirty-two byte here".as_slice();
    let plaintext = marker.repeat(3 * CHUNK / marker.len());
    let fixture = Fixture::new();
    let found = || {
        let bytes = files(fixture.dir.path())
            .iter()
            .flat_map(|path| std::fs::read(path).unwrap())
            .collect::<Vec<_>>();
        (bytes.len() > 2 * CHUNK, bytes.windows(8).any(|window| window == &marker[..8]))
    };
    fixture.runtime.block_on(async {
        let mut sealing = fixture.vault.put(&fixture.rng, &case()).await.unwrap();
        sealing.write(&plaintext).await.unwrap();
        assert_eq!(found(), (true, false), "while it is written");
        sealing.finish().await.unwrap();
    });
    assert_eq!(found(), (true, false), "once it is finished");
}

#[test]
fn a_large_item_passes_in_little_memory() {
    const MIB: usize = 1024 * 1024;
    let fixture = Fixture::new();
    let piece = content(MIB);
    let before_kib = peak_memory_kib();
    fixture.runtime.block_on(async {
        let mut sealing = fixture.vault.put(&fixture.rng, &case()).await.unwrap();
        for _ in 0..64 {
            sealing.write(&piece).await.unwrap();
        }
        let item = sealing.finish().await.unwrap();
        let mut opening = fixture.vault.open_item(&item, &case()).await.unwrap();
        assert_eq!(opening.size_bytes(), 64 * MIB as u64);
        let mut read = vec![0; MIB];
        for _ in 0..64 {
            opening.read_exact(&mut read).await.unwrap();
            assert!(read == piece);
        }
        assert_eq!(opening.read(&mut read).await.unwrap(), 0);
    });
    let grown_kib = peak_memory_kib() - before_kib;
    assert!(grown_kib < 24 * 1024, "64 MiB passed in {grown_kib} KiB more memory");
}

/// Highest resident size of this process so far (proc(5)).
pub(crate) fn peak_memory_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn pieces_do_not_matter() {
    let fixture = Fixture::new();
    let pieces = prop::collection::vec(0..CHUNK + 2, 0..6);
    proptest!(ProptestConfig::with_cases(32), |(pieces in pieces, read_bytes in 1..2 * CHUNK)| {
        let genuine = content(pieces.iter().sum());
        let read = fixture.runtime.block_on(async {
            let mut sealing = fixture.vault.put(&fixture.rng, &case()).await.unwrap();
            let mut rest = genuine.as_slice();
            for length in pieces {
                sealing.write(&rest[..length]).await.unwrap();
                rest = &rest[length..];
            }
            let item = sealing.finish().await.unwrap();
            let mut opening = fixture.vault.open_item(&item, &case()).await.unwrap();
            let (mut read, mut buffer) = (Vec::new(), vec![0; read_bytes]);
            loop {
                match opening.read(&mut buffer).await.unwrap() {
                    0 => break read,
                    length => read.extend_from_slice(&buffer[..length]),
                }
            }
        });
        prop_assert!(read == genuine);
    });
}
