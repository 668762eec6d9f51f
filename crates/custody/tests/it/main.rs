//! The log's formats against vectors of an implementation that nobody of us wrote (`vectors.py` says which).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test panics where it fails, in its own functions too"
)]
#![allow(clippy::print_stdout, reason = "totals are part of the result")]

mod generated;
mod practice;
mod tiles;
mod time_stamp;

use custody::{
    Checkpoint, Hash, Tile, TileKind, Tree, consistency_proof, inclusion_proof, root_of, tiles_of,
    verify_consistency, verify_inclusion, write_bundle, write_hashes,
};
use note::{CosignerVerifier, Note, NoteSigner, NoteVerifier, cosign};
use serde::Deserialize;
use sha2::{Digest, Sha256};

#[derive(Deserialize)]
struct Vectors {
    log_key: String,
    witness_key: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    size: usize,
    root: String,
    checkpoint: String,
    cosigned: String,
    tiles: usize,
    tiles_sha256: String,
    inclusion: Vec<(usize, Vec<String>)>,
    consistency: Vec<(usize, Vec<String>)>,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("vectors.json")).unwrap()
}

fn commitments(size: usize) -> Vec<[u8; 32]> {
    (0..size as u64).map(|index| Sha256::digest(index.to_be_bytes()).into()).collect()
}

fn leaves(size: usize) -> Vec<Hash> {
    commitments(size).iter().map(|commitment| Hash::of_leaf(commitment)).collect()
}

fn hashes(texts: &[String]) -> Vec<Hash> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

#[test]
fn checkpoints_and_cosignatures_are_alike_to_the_byte() {
    let vectors = vectors();
    let log = NoteSigner::new("log.example/police", &[7; 32]).unwrap();
    let witness = NoteSigner::new("witness.example/clearinghouse", &[9; 32]).unwrap();
    assert_eq!(log.verifier().to_string(), vectors.log_key);
    assert_eq!(CosignerVerifier::of(&witness).to_string(), vectors.witness_key);
    let key = NoteVerifier::parse(&vectors.log_key).unwrap();
    for case in &vectors.cases {
        let checkpoint = Checkpoint {
            origin: "log.example/police".into(),
            size: case.size as u64,
            root: case.root.parse().unwrap(),
        };
        assert_eq!(checkpoint.sign(&log).unwrap(), case.checkpoint);
        assert_eq!(Checkpoint::open(case.cosigned.as_bytes(), &key).unwrap(), checkpoint);
        let line = cosign(&checkpoint.to_text(), &witness, 1_700_000_000 + i64::try_from(case.size).unwrap())
            .unwrap();
        assert_eq!(format!("{}{line}\n", case.checkpoint), case.cosigned);
        let note = Note::parse(case.cosigned.as_bytes()).unwrap();
        assert_eq!(note.to_string(), case.cosigned);
        let witness_key = CosignerVerifier::parse(&vectors.witness_key).unwrap();
        let seen = witness_key.check(&note.text, &note.lines[1]).unwrap().unwrap();
        assert_eq!(seen.at_seconds, 1_700_000_000 + i64::try_from(case.size).unwrap());
    }
}

#[test]
fn roots_and_proofs_are_alike() {
    for case in vectors().cases {
        let leaves = leaves(case.size);
        let root: Hash = case.root.parse().unwrap();
        let mut tree = Tree::default();
        leaves.iter().for_each(|leaf| {
            tree.append(*leaf);
        });
        assert_eq!((tree.root(), root_of(&leaves)), (root, root), "{}", case.size);
        let size = case.size as u64;
        for (index, path) in &case.inclusion {
            let path = hashes(path);
            assert_eq!(inclusion_proof(&leaves, *index).unwrap(), path, "{index} in {size}");
            verify_inclusion(leaves[*index], *index as u64, size, root, &path).unwrap();
        }
        for (older, path) in &case.consistency {
            let path = hashes(path);
            assert_eq!(consistency_proof(&leaves, *older).unwrap(), path, "{older} in {size}");
            verify_consistency(*older as u64, root_of(&leaves[..*older]), size, root, &path).unwrap();
        }
    }
}

#[test]
fn tiles_are_alike_in_path_and_content() {
    for case in vectors().cases {
        let (commitments, leaves) = (commitments(case.size), leaves(case.size));
        let mut lines: Vec<String> = tiles_of(case.size as u64)
            .into_iter()
            .map(|tile| format!("{} {}\n", tile.path(), sha256(&content(tile, &commitments, &leaves))))
            .collect();
        lines.sort_unstable();
        assert_eq!(lines.len(), case.tiles, "{}", case.size);
        assert_eq!(sha256(lines.concat().as_bytes()), case.tiles_sha256, "{}", case.size);
    }
}

fn content(tile: Tile, commitments: &[[u8; 32]], leaves: &[Hash]) -> Vec<u8> {
    let (first, width) = (usize::try_from(tile.first()).unwrap(), usize::try_from(tile.width).unwrap());
    match tile.kind {
        TileKind::Entries => write_bundle(&commitments[first..first + width]),
        TileKind::Hashes { level } => {
            let below = 256_usize.pow(u32::from(level));
            let roots =
                (first..first + width).map(|place| root_of(&leaves[place * below..(place + 1) * below]));
            write_hashes(&roots.collect::<Vec<_>>())
        }
    }
}

fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
