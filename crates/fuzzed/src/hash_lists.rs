//! Lists of hashes, each format by itself.

use wire::hash_list::sharing::Submission;
use wire::hash_list::{Format, ListedFile, read};

/// Read whole or refused with a place; what is read can be recognised by something, and nothing of no bytes is among it.
fn reads(format: Format, bytes: &[u8]) {
    let _ = Format::sniff(bytes);
    match read(format, bytes) {
        Ok(list) => assert!(list.entries.iter().all(says_something), "{format}: {list:?}"),
        Err(error) => {
            assert!(error.line > 0 && error.column > 0 && !error.expected.is_empty(), "{format}: {error:?}");
            assert!(error.to_string().len() < 10_000, "{format}: {error}");
        }
    }
}

fn says_something(file: &ListedFile) -> bool {
    let has_hash = file.md5.is_some()
        || file.sha1.is_some()
        || file.sha256.is_some()
        || file.pdq.is_some()
        || file.photo_dna.is_some()
        || !file.opaque.is_empty()
        || !file.frames.is_empty();
    has_hash && file.pdq_quality.is_none_or(|quality| quality <= 100)
}

/// A page of entries, or what a member says of one.
pub(crate) fn ncmec(bytes: &[u8]) {
    reads(Format::Ncmec, bytes);
    if let Err(error) = Submission::read(bytes) {
        assert!(error.line > 0 && error.column > 0 && !error.expected.is_empty(), "{error:?}");
        assert!(error.to_string().len() < 10_000, "{error}");
    }
}

pub(crate) fn stop_ncii(bytes: &[u8]) {
    reads(Format::StopNcii, bytes);
}

pub(crate) fn threat_exchange_csv(bytes: &[u8]) {
    reads(Format::ThreatExchangeCsv, bytes);
}

pub(crate) fn threat_exchange_json(bytes: &[u8]) {
    reads(Format::ThreatExchangeJson, bytes);
}

pub(crate) fn vics(bytes: &[u8]) {
    reads(Format::Vics, bytes);
}

pub(crate) fn icse(bytes: &[u8]) {
    reads(Format::Icse, bytes);
}

/// With the kind of 64 digits stated and unstated.
pub(crate) fn plain(bytes: &[u8]) {
    for format in [Format::Plain, Format::PlainPdq, Format::PlainSha256] {
        reads(format, bytes);
    }
}

pub(crate) fn amparo(bytes: &[u8]) {
    reads(Format::Amparo, bytes);
}
