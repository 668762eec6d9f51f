//! Hashes and qualities of the reference (testdata/pdq/README.md).

use media::{Kind, PdqHash, PdqOutcome, digest};

struct Row {
    file: String,
    sha256: String,
    hash: PdqHash,
    quality: u8,
    tied: bool,
}

fn rows() -> Vec<Row> {
    let text = std::fs::read_to_string(crate::vector("expected.csv")).unwrap();
    text.lines()
        .skip(1)
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            Row {
                file: fields[0].to_owned(),
                sha256: fields[1].to_owned(),
                hash: fields[2].parse().unwrap(),
                quality: fields[3].parse().unwrap(),
                tied: *fields.last().unwrap() != "0",
            }
        })
        .collect()
}

fn distance(a: &PdqHash, b: &PdqHash) -> u32 {
    a.as_bytes().iter().zip(b.as_bytes()).map(|(a, b)| (a ^ b).count_ones()).sum()
}

/// Bits by which our hash may differ: none from decoded PNG pixels; JPEG decoders round differently.
fn tolerance(row: &Row, kind: Kind) -> u32 {
    match kind {
        _ if row.tied => 256,
        Kind::Jpeg => 4,
        _ => 0,
    }
}

#[test]
fn hashes_and_qualities_are_those_of_the_reference() {
    let rows = rows();
    assert_eq!(rows.len(), 27);
    let mut wrong = Vec::new();
    for row in &rows {
        let digests = digest(&std::fs::read(crate::vector(&row.file)).unwrap());
        assert_eq!(digests.file.sha256, row.sha256, "{}", row.file);
        let PdqOutcome::Hashed(pdq) = digests.pdq else { panic!("{}: {:?}", row.file, digests.pdq) };
        let bits_off = distance(&pdq.hash, &row.hash);
        if bits_off > tolerance(row, digests.kind) || pdq.quality != row.quality {
            wrong.push(format!(
                "{}: {bits_off} bits off, quality {} for {}",
                row.file, pdq.quality, row.quality
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
