use std::io;

use proptest::prelude::*;
use sha2::{Digest, Sha256};
use wire::{
    custody_mark::CustodyMark,
    document::Document as _,
    note::{NoteSigner, NoteVerifier},
    package::{self, Limits, Opened, PackageError, Payload, PayloadEntry},
    referral::{DerivedDocument, Referral},
};

use crate::documents::referral;

const PICTURE: &[u8] = b"the bytes of a generated pattern";
const REPORT: &[u8] = b"<report/>";
const DETAILS: &[u8] = b"<fileDetails/>";

fn signer() -> NoteSigner {
    NoteSigner::new("clearinghouse.example", &[7; 32]).unwrap()
}

fn trusted() -> Vec<NoteVerifier> {
    vec![signer().verifier()]
}

fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn payload(path: &str, bytes: &'static [u8]) -> Payload<&'static [u8]> {
    Payload { path: path.into(), size_bytes: bytes.len() as u64, sha256: sha256(bytes), source: bytes }
}

fn bag() -> (Referral, Vec<Payload<&'static [u8]>>) {
    let mut referral = referral();
    let file = &mut referral.reports[0].files[0];
    file.sha256 = sha256(PICTURE);
    file.path = format!("data/files/{}", file.sha256);
    file.size_bytes = PICTURE.len() as u64;
    let payload = vec![
        payload("data/reports/7000001/report.xml", REPORT),
        payload("data/reports/7000001/file-details-1.xml", DETAILS),
        payload(&file.path, PICTURE),
    ];
    (referral, payload)
}

fn archive() -> Vec<u8> {
    let (referral, payload) = bag();
    let mut bytes = Vec::new();
    package::write(&mut bytes, &referral, payload, &signer()).unwrap();
    bytes
}

type Taken = Vec<(PayloadEntry, Vec<u8>)>;

fn read_all(bytes: &[u8]) -> Result<(Opened, Taken), PackageError> {
    let mut taken = Taken::new();
    let opened = package::read(bytes, &trusted(), &Limits::default(), |entry, content| {
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes)?;
        taken.push((entry.clone(), bytes));
        Ok(())
    })?;
    Ok((opened, taken))
}

#[test]
fn what_is_written_reads_back() {
    let bytes = archive();
    let (opened, taken) = read_all(&bytes).unwrap();
    assert_eq!(opened.referral, bag().0);
    assert_eq!(opened.signer, "clearinghouse.example");
    assert_eq!((opened.digest_sha256, opened.size_bytes), (sha256(&bytes), bytes.len() as u64));
    let contents: Vec<&[u8]> = taken.iter().map(|(_, content)| content.as_slice()).collect();
    assert_eq!(contents, [PICTURE, DETAILS, REPORT]);
    assert_eq!(archive(), bytes, "one referral has one archive");
}

#[test]
fn a_package_says_where_the_custody_log_stood() {
    let (mut referral, payload) = bag();
    let mark = CustodyMark {
        origin: "clearinghouse.example/clearinghouse".into(),
        key_fingerprint: "ab".repeat(32),
        size: 12,
        root: "cd".repeat(32),
    };
    referral.custody = Some(mark.clone());
    let mut bytes = Vec::new();
    package::write(&mut bytes, &referral, payload, &signer()).unwrap();
    assert_eq!(read_all(&bytes).unwrap().0.referral.custody, Some(mark.clone()));
    let said = format!(
        "\nCustody-Log: clearinghouse.example/clearinghouse {}\nCustody-Checkpoint: 12 {}\n",
        "ab".repeat(32),
        "cd".repeat(32)
    );
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains(&said) && !text.contains("Custody-Note"), "bag-info.txt does not say it");
    let (mut first, payload) = bag();
    first.custody = Some(CustodyMark { size: 0, ..mark.clone() });
    let mut bytes = Vec::new();
    package::write(&mut bytes, &first, payload, &signer()).unwrap();
    assert_eq!(read_all(&bytes).unwrap().0.referral.custody.map(|mark| mark.size), Some(0));
    let said = format!(" {}\nCustody-Note: the first checkpoint of this log follows\n", "cd".repeat(32));
    assert!(String::from_utf8_lossy(&bytes).contains(&said), "bag-info.txt does not say what follows");
    for (wrong, field) in [
        (CustodyMark { origin: "two\nlines".into(), ..mark.clone() }, "custody.origin"),
        (CustodyMark { root: "CD".repeat(32), ..mark.clone() }, "custody.root"),
        (CustodyMark { key_fingerprint: String::new(), ..mark }, "custody.key_fingerprint"),
    ] {
        referral.custody = Some(wrong);
        let error = referral.write().unwrap_err().to_string();
        assert!(error.starts_with(field), "{error}");
    }
}

#[test]
fn the_archive_has_one_form() {
    let printable = |byte: &u8| {
        if byte.is_ascii_graphic() || matches!(byte, b' ' | b'\n') { *byte as char } else { '·' }
    };
    let text: String = archive().iter().map(printable).collect();
    let text = count_unprintable(&text);
    insta::assert_snapshot!("archive", text);
}

/// Runs of unprintable bytes as one count.
fn count_unprintable(text: &str) -> String {
    let mut out = String::new();
    let mut run = 0;
    for c in text.chars().chain(['\n']) {
        if c == '·' {
            run += 1;
            continue;
        }
        if run > 0 {
            out.extend(["‹", &run.to_string(), "›"]);
            run = 0;
        }
        out.push(c);
    }
    out
}

#[test]
fn every_single_bit_counts() {
    let bytes = archive();
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        assert!(read_all(&changed).is_err(), "byte {at} of {}", bytes.len());
    }
}

#[test]
fn a_cut_or_longer_archive_is_refused() {
    let bytes = archive();
    for end in (0..bytes.len()).step_by(7).chain([bytes.len() - 1]) {
        assert!(read_all(&bytes[..end]).is_err(), "cut at {end}");
    }
    for tail in [&[0_u8][..], &[0; 512], b"x", &bytes] {
        let longer = [&bytes, tail].concat();
        assert!(matches!(read_all(&longer), Err(PackageError::Trailing)));
    }
}

#[test]
fn a_stranger_s_package_is_refused_before_any_payload() {
    let (referral, payload) = bag();
    let mut bytes = Vec::new();
    let stranger = NoteSigner::new("clearinghouse.example", &[9; 32]).unwrap();
    package::write(&mut bytes, &referral, payload, &stranger).unwrap();
    let result =
        package::read(&bytes[..], &trusted(), &Limits::default(), |_, _| panic!("payload was handed out"));
    assert!(matches!(result, Err(PackageError::Signature(_))));
}

#[test]
fn a_second_signature_line_is_refused() {
    let bytes = archive();
    let stranger = NoteSigner::new("stranger.example", &[9; 32]).unwrap();
    let text = "a line\n";
    let line = wire::note::sign(text, &stranger).unwrap().split_off(text.len() + 1);
    let doubled = resign(&bytes, |note| format!("{note}{line}"));
    assert!(matches!(read_all(&doubled), Err(PackageError::Tag { .. })));
    assert!(read_all(&resign(&bytes, str::to_owned)).is_ok(), "the helper itself changes nothing");
}

/// Replaces the note in the archive by another text, with a header that fits it.
fn resign(archive: &[u8], change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut at = 0;
    let mut out = Vec::new();
    while archive[at] != 0 {
        let size =
            usize::from_str_radix(std::str::from_utf8(&archive[at + 124..at + 135]).unwrap(), 8).unwrap();
        let padded = size.div_ceil(512) * 512;
        let mut header = archive[at..at + 512].to_vec();
        let mut content = archive[at + 512..at + 512 + size].to_vec();
        if header.starts_with(b"ref_00000000000000000000000000000001/tagmanifest-sha256.txt.sig") {
            content = change(std::str::from_utf8(&content).unwrap()).into_bytes();
            header[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
            header[148..156].copy_from_slice(b"        ");
            let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
            header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        }
        out.extend_from_slice(&header);
        content.resize(content.len().div_ceil(512) * 512, 0);
        out.extend_from_slice(&content);
        at += 512 + padded;
    }
    out.resize(out.len() + 1024, 0);
    out
}

#[test]
fn limits_hold() {
    let bytes = archive();
    let limited = |change: fn(&mut Limits)| {
        let mut limits = Limits::default();
        change(&mut limits);
        package::read(&bytes[..], &trusted(), &limits, |_, _| Ok(()))
    };
    assert!(limited(|_| {}).is_ok());
    for change in [
        (|limits| limits.max_archive_bytes = 4096) as fn(&mut Limits),
        |limits| limits.max_file_bytes = 8,
        |limits| limits.max_files = 3,
        |limits| limits.max_manifest_bytes = 100,
        |limits| limits.max_referral_bytes = 100,
    ] {
        assert!(matches!(limited(change), Err(PackageError::TooLarge { .. })));
    }
}

#[test]
fn a_sink_that_fails_or_reads_nothing_is_told_apart() {
    let bytes = archive();
    let broken =
        package::read(&bytes[..], &trusted(), &Limits::default(), |_, _| Err(io::Error::other("disk full")));
    assert!(matches!(broken, Err(PackageError::Sink { .. })));
    assert!(package::read(&bytes[..], &trusted(), &Limits::default(), |_, _| Ok(())).is_ok());
}

#[test]
fn payload_must_be_what_the_referral_names() {
    type Change = fn(&mut Referral, &mut Vec<Payload<&'static [u8]>>);
    let changes: [Change; 6] = [
        |_, payload| drop(payload.pop()),
        |_, payload| payload.push(self::payload("data/reports/7000001/more.xml", DETAILS)),
        |_, payload| payload.push(self::payload("data/reports/7000001/report.xml", REPORT)),
        |_, payload| payload[0].source = b"<other/>!",
        |_, payload| payload[0].size_bytes += 1,
        |referral, _| referral.reports[0].files[0].size_bytes += 1,
    ];
    for (index, change) in changes.into_iter().enumerate() {
        let (mut referral, mut payload) = bag();
        change(&mut referral, &mut payload);
        let written = package::write(&mut Vec::new(), &referral, payload, &signer());
        assert!(written.is_err(), "change {index}");
    }
}

#[test]
fn paths_that_leave_the_bag_are_refused() {
    for path in ["data/reports/7000001/../../../etc/passwd", "/etc/passwd", "data/reports/7000002/report.xml"]
    {
        let (mut referral, mut payload) = bag();
        referral.reports[0].report_path = path.into();
        payload[0].path = path.into();
        assert!(package::write(&mut Vec::new(), &referral, payload, &signer()).is_err(), "{path}");
    }
    let (mut referral, payload) = bag();
    referral.referral_id = "../x".into();
    assert!(package::write(&mut Vec::new(), &referral, payload, &signer()).is_err());
}

proptest! {
    #[test]
    fn any_changed_byte_or_cut_is_refused(at: prop::sample::Index, to: u8, cut: prop::sample::Index) {
        let mut bytes = archive();
        let cut = cut.index(bytes.len());
        prop_assert!(read_all(&bytes[..cut]).is_err());
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != to);
        bytes[at] = to;
        prop_assert!(read_all(&bytes).is_err());
    }

    #[test]
    fn no_bytes_panic(bytes: Vec<u8>, insert: prop::sample::Index) {
        prop_assert!(read_all(&bytes).is_err());
        let mut spoiled = archive();
        let at = insert.index(spoiled.len());
        spoiled.splice(at..at, bytes.iter().copied());
        prop_assert_eq!(read_all(&spoiled).is_ok(), bytes.is_empty());
    }
}

#[test]
fn what_was_made_from_the_originals_travels_beside_them_and_takes_no_place_of_theirs() {
    let document = |path: &str| DerivedDocument {
        path: path.into(),
        kind: "a kind of later".into(),
        media_type: "text/html".into(),
    };
    let (mut referral, mut files) = bag();
    referral.derived.push(document("data/summary.html"));
    files.push(payload("data/summary.html", b"<p>"));
    let mut bytes = Vec::new();
    package::write(&mut bytes, &referral, files, &signer()).unwrap();
    let (opened, taken) = read_all(&bytes).unwrap();
    assert_eq!(opened.referral, referral);
    assert!(taken.iter().any(|(entry, content)| entry.path == "data/summary.html" && content == b"<p>"));
    // named and not there
    let (_, files) = bag();
    assert!(package::write(&mut Vec::new(), &referral, files, &signer()).is_err());
    for taken in
        ["data/referral.json", "data/files/x", "data/reports/7000001/more.xml", "summary.html", "data/../x"]
    {
        referral.derived = vec![document(taken)];
        let error = referral.write().unwrap_err().to_string();
        assert!(error.starts_with("derived[0].path"), "{error}");
    }
}
