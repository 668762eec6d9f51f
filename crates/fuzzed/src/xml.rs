//! CyberTipline XML.

use wire::cybertipline::{FileDetails, Read, ReadError, ReadErrorKind, Report, Response};

/// What is read is written so that it is read again as the same.
macro_rules! reads_back {
    ($type:ty, $bytes:expr) => {
        if let Ok(read) = <$type>::read($bytes) {
            let again = <$type>::read(read.value.write().as_bytes());
            assert_eq!(again, Ok(Read { value: read.value, unknown: Vec::new() }));
        }
    };
}

pub(crate) fn report(bytes: &[u8]) {
    reads_back!(Report, bytes);
}

pub(crate) fn file_details(bytes: &[u8]) {
    reads_back!(FileDetails, bytes);
}

pub(crate) fn response(bytes: &[u8]) {
    if let Ok(read) = Response::read(bytes) {
        let written = match &read.value {
            Response::Report(response) => response.write(),
            Response::Done(response) => response.write(),
        };
        assert_eq!(Response::read(written.as_bytes()).map(|again| again.value), Ok(read.value));
    }
}

/// Our reader and somebody else's agree on what is well-formed, as far as both look at the same things.
pub(crate) fn two_readers(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let ours = Report::read(bytes).err().filter(|error| error.kind == ReadErrorKind::Malformed);
    let theirs = roxmltree::Document::parse(text).err();
    match (&ours, &theirs) {
        (None, Some(error)) => {
            assert!(is_about_namespaces(error), "read, and refused by the other: {error}\n{text}")
        }
        (Some(error), None) => {
            assert!(is_stricter(error, text), "refused, and read by the other: {error}\n{text}")
        }
        _ => {}
    }
}

/// Namespaces are nothing to us.
fn is_about_namespaces(error: &roxmltree::Error) -> bool {
    use roxmltree::Error as E;
    matches!(
        error,
        E::UnknownNamespace(..)
            | E::UnexpectedXmlUri(..)
            | E::UnexpectedXmlnsUri(..)
            | E::InvalidElementNamePrefix(..)
            | E::DuplicatedNamespace(..)
            | E::InvalidXmlPrefixUri(..)
            | E::DuplicatedAttribute(..)
    )
}

/// Where we refuse more: limits, encodings and versions on purpose, and targets of processing instructions, which the other takes loosely.
fn is_stricter(error: &ReadError, text: &str) -> bool {
    let is_limit = error.expected.contains("at most");
    let is_loose = error.problem.starts_with("a processing instruction");
    is_limit || is_loose || text.trim_start_matches('\u{feff}').starts_with("<?xml")
}
