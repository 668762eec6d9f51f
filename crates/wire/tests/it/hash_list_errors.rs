//! Lists that are refused: where, and what would have been right.

use proptest::prelude::*;
use wire::hash_list::{Format, MAX_TEXT_CHARS, read};

use crate::hash_lists::SAMPLES;

fn refused(format: Format, text: &str) -> String {
    read(format, text.as_bytes()).unwrap_err().to_string()
}

#[test]
fn plain_text() {
    let refused = |text: &str| refused(Format::Plain, text);
    let md5 = "1a".repeat(16);
    let long = "1a".repeat(32);
    insta::assert_snapshot!(refused(&format!("{md5}\r\n# x\r\n  {md5}1\r\n")), @"line 3, column 3: the value `1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1`; expected a digest of 32 (MD5), 40 (SHA-1) or 64 (SHA-256 or PDQ) hexadecimal digits, alone or after `md5:`, `sha1:`, `sha256:` or `pdq:`");
    insta::assert_snapshot!(refused(&format!("é{}", &md5[2..])), @"line 1, column 1: the value `é1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a`; expected 32 hexadecimal digits (MD5)");
    insta::assert_snapshot!(refused(&format!("sha1:{md5}")), @"line 1, column 1: the value `sha1:1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a`; expected 40 hexadecimal digits (SHA-1)");
    insta::assert_snapshot!(refused(&format!("md5: {}x1", &md5[2..])), @"line 1, column 36: the value `md5: 1a1a1a1a1a1a1a1a1a1a1a1a1a1a1ax1`; expected 32 hexadecimal digits (MD5)");
    insta::assert_snapshot!(refused(&format!("\n{long}")), @"line 2, column 1: 64 digits without a word of what they are; expected `sha256:` or `pdq:` before it, `# sha256` or `# pdq` on a line above, or the format plain-sha256 or plain-pdq: 64 digits can be either");
    let contradicts =
        read(Format::PlainSha256, format!(" # pdq\n{long}").as_bytes()).unwrap_err().to_string();
    insta::assert_snapshot!(contradicts, @"line 1, column 2: a comment that says otherwise; expected the kind that was stated for this list");
}

#[test]
fn tables() {
    let icse = |text: &str| refused(Format::Icse, text);
    insta::assert_snapshot!(icse("MD5;SHA1;Baseline\n;;maybe\n"), @"line 2, column 3, Baseline: the value `maybe`; expected y, n, yes, no, true or false");
    insta::assert_snapshot!(icse("MD5;Image ID\n1a2b;1\n"), @"line 2, column 1, MD5: the value `1a2b`; expected 32 hexadecimal digits (MD5)");
    insta::assert_snapshot!(icse("a;b\n1;2\n"), @"line 1, column 1: no column `MD5` or `SHA1` in the first line; expected the columns MD5, SHA1, PhotoDNA, Image ID, Is distributed, Victim identified, Offender identified, Media Type, Baseline");
    insta::assert_snapshot!(icse("MD5;SHA1;md5\n"), @"line 1, column 10, MD5: the column stands here a second time; expected each column once");
    let csv = |text: &str| refused(Format::ThreatExchangeCsv, text);
    insta::assert_snapshot!(csv("indicator,type\n1a2b,HASH_PDQ\n"), @"line 2, column 1, indicator: the value `1a2b`; expected 64 hexadecimal digits (PDQ)");
    insta::assert_snapshot!(csv("indicator,type\n1a2b,\n"), @"line 2, column 6, type: the value ``; expected a type such as HASH_PDQ");
    insta::assert_snapshot!(csv("indicator,type\n1a2b\n"), @"line 2, column 1: 1 fields; expected 2, as many as in the first line");
}

#[test]
fn json() {
    let own = |text: &str| refused(Format::Amparo, text);
    insta::assert_snapshot!(own("{\"source\": \"x\",\n\"entries\": [{\"md5\": \"1a\"}]}"), @"line 2, column 21, /entries/0/md5: the value `1a`; expected 32 hexadecimal digits (MD5)");
    insta::assert_snapshot!(own("[{\"md5\": 5}]"), @"line 1, column 10, /0/md5: the value `5`; expected a text");
    insta::assert_snapshot!(own("[{\"note\": \"x\"}]"), @"line 1, column 2, /0: no hash; expected at least one of md5, sha1, sha256, pdq, opaque, video");
    insta::assert_snapshot!(own("[{\"pdq_quality\": 101}]"), @"line 1, column 18, /0/pdq_quality: the value `101`; expected a whole number from 0 to 100");
    insta::assert_snapshot!(own("{\"entries\": [], \"more\": 1}"), @"line 1, column 25, /more: a key that is not known; expected one of name, version, source, members, classification, active_permille, entries");
    insta::assert_snapshot!(refused(Format::StopNcii, "{\"hashRecords\": [{\"signalType\": \"ImagePDQ\"}]}"), @"line 1, column 18, /hashRecords/0: no `hashValue`; expected an object with `hashValue`");
    insta::assert_snapshot!(refused(Format::ThreatExchangeJson, "{\"data\": {}}"), @"line 1, column 10, /data: an object; expected an array");
    insta::assert_snapshot!(refused(Format::Vics, "{\"odata.metadata\": \"http://github.com/ICMEC/ProjectVic/DataModels/1.2.xml#Media\", \"value\": []}"), @"line 1, column 20, /odata.metadata: the value `http://github.com/ICMEC/ProjectVic/DataModels/1.2.xml#Media`; expected data model 1.3 (`…/DataModels/1.3.xml#Media`) or 2.0 (`…/DataModels/2.0.xml/…/$metadata#Media`), or the same with `#Cases`");
}

#[test]
fn xml() {
    let page = |inner: &str| {
        refused(Format::Ncmec, &format!("<queryResult>\n<images>{inner}</images></queryResult>"))
    };
    insta::assert_snapshot!(page("<image><member id='1'/><id>a</id><fingerprints><md5>x</md5></fingerprints></image>"), @"line 2, column 56, queryResult/images/image[1]/fingerprints/md5: the value `x`; expected 32 hexadecimal digits (MD5)");
    insta::assert_snapshot!(page("<deletedImage><id>a</id></deletedImage>"), @"line 2, column 9, queryResult/images/deletedImage[1]: no `member`; expected one element `member`");
    insta::assert_snapshot!(page("<picture/>"), @"line 2, column 9, queryResult/images/picture[1]: the element `picture`; expected `image`, `video`, `deletedImage` or `deletedVideo`");
    insta::assert_snapshot!(refused(Format::Ncmec, "<status/>"), @"line 1, column 1: the root element `status`; expected `queryResult`");
    insta::assert_snapshot!(refused(Format::Ncmec, "<queryResult>\n <images></queryResult>"), @"line 2, column 10, queryResult/images: ill-formed document: expected `</images>`, but `</queryResult>` was found; expected well-formed XML");
    insta::assert_snapshot!(refused(Format::Ncmec, "<!DOCTYPE a><queryResult/>"), @"line 1, column 1, document: a document type declaration; expected a document without DTD");
}

#[test]
fn what_is_not_utf_8_is_told_where() {
    for format in [Format::Icse, Format::ThreatExchangeCsv, Format::Vics, Format::Amparo, Format::StopNcii] {
        let error = read(format, b"\xEF\xBB\xBFab\n c\xFF").unwrap_err();
        assert_eq!((error.line, error.column), (2, 3), "{format}: {error}");
    }
}

#[test]
fn a_text_that_names_something_has_an_end() {
    let list = |length: usize| {
        format!("[{{\"md5\": \"{}\", \"source_id\": \"{}\"}}]", "1a".repeat(16), "é".repeat(length))
    };
    assert!(read(Format::Amparo, list(MAX_TEXT_CHARS).as_bytes()).is_ok());
    assert!(refused(Format::Amparo, &list(MAX_TEXT_CHARS + 1)).contains("at most 500 characters"));
}

#[test]
fn a_sample_cut_anywhere_or_with_any_byte_replaced_never_panics() {
    for (format, bytes) in SAMPLES {
        for length in 0..bytes.len() {
            let _ = read(format, &bytes[..length]);
        }
        let mut bytes = bytes.to_vec();
        for at in 0..bytes.len() {
            for byte in [b'"', 0xFF] {
                let kept = std::mem::replace(&mut bytes[at], byte);
                let _ = (read(format, &bytes), Format::sniff(&bytes));
                bytes[at] = kept;
            }
        }
    }
}

proptest! {
    #[test]
    fn noise_never_panics_and_errors_have_a_place(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for format in Format::ALL {
            if let Err(error) = read(format, &bytes) {
                prop_assert!(error.line > 0 && error.column > 0 && !error.expected.is_empty());
            }
        }
    }
}
