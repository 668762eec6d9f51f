//! Lists of hashes in the shapes in which others publish them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use wire::hash_list::{Format, ListFile, ListedFile, ListedFrame, ListedOpaque, read};

pub(crate) const SAMPLES: [(Format, &[u8]); 9] = [
    (Format::Ncmec, include_bytes!("../../testdata/hash_list/ncmec.xml")),
    (Format::StopNcii, include_bytes!("../../testdata/hash_list/stopncii.json")),
    (Format::ThreatExchangeCsv, include_bytes!("../../testdata/hash_list/threatexchange.csv")),
    (Format::ThreatExchangeJson, include_bytes!("../../testdata/hash_list/threatexchange.json")),
    (Format::Vics, include_bytes!("../../testdata/hash_list/vics-1.3-media.json")),
    (Format::Vics, include_bytes!("../../testdata/hash_list/vics-2.0-cases.json")),
    (Format::Icse, include_bytes!("../../testdata/hash_list/icse.csv")),
    (Format::Plain, include_bytes!("../../testdata/hash_list/plain.txt")),
    (Format::Amparo, include_bytes!("../../testdata/hash_list/amparo.json")),
];

const A: [u8; 16] = [0x1a; 16];
const B: [u8; 20] = [0x1b; 20];

fn pairs(first: u8, second: u8) -> [u8; 32] {
    std::array::from_fn(|at| if at % 2 == 0 { first } else { second })
}

fn sample(nth: usize) -> ListFile {
    let (format, bytes) = SAMPLES[nth];
    read(format, bytes).unwrap()
}

fn photo_dna() -> Option<String> {
    Some(STANDARD.encode((0..144).collect::<Vec<u8>>()))
}

/// What was left out: line of the first, how many, why.
fn ignored(file: &ListFile) -> Vec<(u64, u64, &str)> {
    file.ignored.iter().map(|ignored| (ignored.line, ignored.count, &*ignored.why)).collect()
}

#[test]
fn every_sample_is_sniffed() {
    for (format, bytes) in SAMPLES {
        assert_eq!(Format::sniff(bytes), Some(format));
    }
    for bytes in [&b""[..], b"\n\n", b"hello", b"a,b\n1,2\n", b"\xFF\xD8\xFF\xE0"] {
        assert_eq!(Format::sniff(bytes), None, "{bytes:?}");
    }
}

#[test]
fn formats_have_names() {
    for format in Format::ALL {
        assert_eq!(format.to_string().parse(), Ok(format));
    }
    let refused = "csv".parse::<Format>().unwrap_err().to_string();
    insta::assert_snapshot!(refused, @"`csv` is no format of hash lists: it is one of ncmec, stopncii, threatexchange-csv, threatexchange-json, vics, icse, plain, plain-pdq, plain-sha256, amparo");
}

#[test]
fn a_page_of_ncmec_is_read_with_members_feedback_and_tombstones() {
    let page = sample(0);
    let [first, second, video] = &page.entries[..] else { panic!("{} entries", page.entries.len()) };
    let expected = ListedFile {
        source_id: Some("42-image1".into()),
        md5: Some(A),
        sha1: Some(B),
        pdq: Some(pairs(0x1c, 0x2d)),
        photo_dna: photo_dna(),
        class: Some("A1".into()),
        members: vec!["Invented Member".into(), "Another Member".into()],
        note: Some("negative feedback on Sha1: Invented Reason".into()),
        ..ListedFile::default()
    };
    assert_eq!(*first, expected);
    assert_eq!((second.md5, &second.members[..]), (Some([0x2a; 16]), &["member 42".to_owned()][..]));
    assert!(video.video && video.class.is_none());
    assert_eq!(video.opaque, [ListedOpaque { kind: "netclean", value: "an opaque value".into() }]);
    assert_eq!(page.deleted, ["43-image4", "42-video4"]);
    assert!(page.next.as_ref().unwrap().ends_with("&start=1001&size=1000&max=1500"));
    let expected = [
        (38, 1, "a PhotoDNA that is not 144 bytes in base64, hex or numbers"),
        (56, 1, "a hash that the page does not hold, only a link to it"),
    ];
    assert_eq!(ignored(&page), expected);
}

#[test]
fn a_page_of_ncmec_is_the_same_under_a_prefix_and_in_utf_16() {
    let text = std::str::from_utf8(SAMPLES[0].1).unwrap();
    let prefixed =
        text.replace("</", "</h:").replace('<', "<h:").replace("<h:/h:", "</h:").replace("<h:?", "<?");
    let prefixed = prefixed.replace("xmlns=", "xmlns:h=");
    assert_eq!(read(Format::Ncmec, prefixed.as_bytes()), Ok(sample(0)));
    let utf_16 = text.replace("UTF-8", "UTF-16");
    let wide: Vec<u8> =
        "\u{feff}".encode_utf16().chain(utf_16.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(Format::sniff(&wide), Some(Format::Ncmec));
    assert_eq!(read(Format::Ncmec, &wide), Ok(sample(0)));
}

#[test]
fn stopncii_gives_active_and_withdrawn_hashes() {
    let page = sample(1);
    let seen: Vec<_> =
        page.entries.iter().map(|file| (file.pdq, file.md5, file.video, file.withdrawn)).collect();
    let expected = [
        (Some(pairs(0x1c, 0x2d)), None, false, false),
        (None, Some([0x3a; 16]), true, false),
        (Some(pairs(0x4e, 0x5f)), None, false, true),
    ];
    assert_eq!(seen, expected);
    assert_eq!(
        page.entries[0].note.as_deref(),
        Some("feedback: Blocked Invented Platform, NotBlocked Another")
    );
    assert_eq!(page.next.as_deref(), Some("page-2"));
    let reasons: Vec<_> = page.ignored.iter().map(|ignored| (ignored.count, &*ignored.why)).collect();
    assert_eq!(reasons, [(1, "the status Received"), (1, "the signal VideoTMK"), (1, "the signal URL")]);
}

#[test]
fn what_a_client_of_stopncii_submits_is_read() {
    let bytes = include_bytes!("../../testdata/hash_list/stopncii-submit-python.json");
    let submitted = read(Format::StopNcii, bytes).unwrap();
    assert_eq!(submitted.entries.len(), 1);
    let pdq = submitted.entries[0].pdq.map(hex::encode).unwrap();
    assert_eq!(pdq, "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22");
}

#[test]
fn threat_exchange_is_the_same_as_csv_and_as_json() {
    let csv = sample(2);
    let json = sample(3);
    let expected = ListedFile {
        source_id: Some("1001".into()),
        pdq: Some(pairs(0x1c, 0x2d)),
        members: vec!["Invented App".into()],
        note: Some("tags: one, two".into()),
        ..ListedFile::default()
    };
    assert_eq!(csv.entries[0], expected);
    assert_eq!((csv.entries.len(), csv.entries[1].md5), (3, Some(A)));
    assert!(csv.entries[2].video);
    assert_eq!(csv.deleted, ["1004"]);
    assert_eq!(ignored(&csv), [(6, 2, "the type URI")]);
    let members = vec!["Invented App".into(), "Other App".into()];
    assert_eq!(json.entries[0], ListedFile { members, ..expected });
    assert_eq!((json.entries[1].sha1, json.entries[1].source_id.as_deref()), (Some(B), Some("1002")));
    assert_eq!(json.deleted, ["1004"]);
    assert!(json.next.unwrap().ends_with("threat_updates?after=x"));
}

#[test]
fn project_vic_gives_what_is_material_and_counts_the_rest() {
    let set = sample(4);
    let [first, second, video] = &set.entries[..] else { panic!("{} entries", set.entries.len()) };
    let expected = ListedFile {
        md5: Some(A),
        sha1: Some(B),
        photo_dna: photo_dna(),
        class: Some("category 1".into()),
        note: Some("distributed; victim identified".into()),
        ..ListedFile::default()
    };
    assert_eq!(*first, expected);
    assert_eq!((second.sha1, second.sha256), (None, Some([0x5c; 32])));
    assert_eq!((second.class.as_deref(), &second.photo_dna), (Some("category 2"), &photo_dna()));
    assert_eq!((video.video, video.class.as_deref()), (true, None));
    assert_eq!(video.note.as_deref(), Some("suspected, not confirmed"));
    let reasons: Vec<_> = set.ignored.iter().map(|ignored| (ignored.count, &*ignored.why)).collect();
    let expected = [
        (1, "a hash of the kind Whirlpool"),
        (1, "category 0: not pertinent, for comparison or not graded"),
        (1, "category 5: not pertinent, for comparison or not graded"),
        (1, "the digest of an empty file"),
    ];
    assert_eq!(reasons, expected);
}

#[test]
fn project_vic_cases_are_read_with_what_stands_under_a_copy() {
    let cases = sample(5);
    let seen: Vec<_> = cases.entries.iter().map(|file| (file.md5, file.photo_dna.clone())).collect();
    assert_eq!(seen, [(Some(A), photo_dna()), (Some([0x2b; 16]), None)]);
}

#[test]
fn icse_gives_baseline_and_flags_and_no_series() {
    let list = sample(6);
    let expected = ListedFile {
        source_id: Some("9001".into()),
        md5: Some(A),
        sha1: Some(B),
        photo_dna: photo_dna(),
        class: Some("baseline".into()),
        note: Some("distributed".into()),
        ..ListedFile::default()
    };
    assert_eq!(list.entries[0], expected);
    assert_eq!((list.entries[1].video, list.entries[1].class.as_deref()), (true, None));
    assert_eq!(ignored(&list), [(4, 1, "an entry without a hash of a kind that is compared here")]);
}

#[test]
fn plain_lines_say_what_they_are() {
    let list = sample(7);
    let digests: Vec<_> =
        list.entries.iter().map(|file| (file.md5, file.sha1, file.sha256, file.pdq)).collect();
    let expected = [
        (Some(A), None, None, None),
        (None, Some(B), None, None),
        (None, None, Some([0x5c; 32]), None),
        (None, None, None, Some(pairs(0x1c, 0x2d))),
        (None, None, None, Some(pairs(0x4e, 0x5f))),
        (None, None, Some(pairs(0x6a, 0x7b)), None),
    ];
    assert_eq!(digests, expected);
}

#[test]
fn our_own_form_carries_every_field() {
    let list = sample(8);
    let [first, second, video] = &list.entries[..] else { panic!("{} entries", list.entries.len()) };
    let expected = ListedFile {
        source_id: Some("1".into()),
        sha256: Some([0x5c; 32]),
        pdq: Some(pairs(0x1c, 0x2d)),
        pdq_quality: Some(80),
        class: Some("A1".into()),
        members: vec!["Invented Member".into()],
        note: Some("invented".into()),
        ..ListedFile::default()
    };
    assert_eq!(*first, expected);
    assert_eq!((second.withdrawn, &second.photo_dna), (true, &photo_dna()));
    assert_eq!(second.opaque, [ListedOpaque { kind: "tmk_pdqf", value: "an opaque value".into() }]);
    let frame = |pdq, quality| ListedFrame { pdq, quality };
    assert_eq!(video.frames, [frame(pairs(0x4e, 0x5f), 90), frame(pairs(0x6a, 0x7b), 91)]);
    assert!(video.video);
}
