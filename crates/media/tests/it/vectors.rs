//! Hashes and qualities of the reference (testdata/pdq/README.md).

use media::{PdqHash, PdqOutcome, digest};

pub(crate) struct Row {
    pub(crate) file: String,
    sha256: String,
    hash: PdqHash,
    quality: u8,
    pub(crate) tied: bool,
}

pub(crate) fn rows() -> Vec<Row> {
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

#[test]
fn hashes_and_qualities_are_those_of_the_reference() {
    let rows = rows();
    assert_eq!((rows.len(), rows.iter().filter(|row| row.tied).count()), (27, 3));
    let mut wrong = Vec::new();
    for row in &rows {
        let digests = digest(&std::fs::read(crate::vector(&row.file)).unwrap());
        assert_eq!(digests.file.sha256, row.sha256, "{}", row.file);
        let PdqOutcome::Hashed(pdq) = digests.pdq else { panic!("{}: {:?}", row.file, digests.pdq) };
        let bits_off = pdq.hash.distance(&row.hash);
        // Where coefficients tie with the median, the reference's own bits are its rounding noise (README of the vectors).
        if (bits_off > 0 && !row.tied) || pdq.quality != row.quality {
            wrong.push(format!(
                "{}: {bits_off} bits off, quality {} for {}",
                row.file, pdq.quality, row.quality
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
