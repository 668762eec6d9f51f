//! What is written in a form is read from it.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use wire::hash_list::{Format, ListedFile, read};

fn entry() -> impl Strategy<Value = ListedFile> {
    let digests = (
        any::<Option<[u8; 16]>>(),
        any::<Option<[u8; 20]>>(),
        any::<Option<[u8; 32]>>(),
        any::<Option<[u8; 32]>>(),
    );
    digests.prop_map(|(md5, sha1, sha256, pdq)| ListedFile {
        md5,
        sha1,
        sha256,
        pdq,
        ..ListedFile::default()
    })
}

/// One line for each digest, as `read` gives them back: a plain line holds one.
fn lines(entry: &ListedFile) -> Vec<(String, ListedFile)> {
    let line = |name: &str, digest: Option<String>, file: ListedFile| {
        digest.map(|digest| (format!("{name}:{digest}"), file))
    };
    let of = ListedFile::default;
    [
        line("md5", entry.md5.map(hex::encode), ListedFile { md5: entry.md5, ..of() }),
        line("SHA1", entry.sha1.map(hex::encode_upper), ListedFile { sha1: entry.sha1, ..of() }),
        line("sha256", entry.sha256.map(hex::encode), ListedFile { sha256: entry.sha256, ..of() }),
        line("pdq", entry.pdq.map(hex::encode), ListedFile { pdq: entry.pdq, ..of() }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

proptest! {
    #[test]
    fn plain_lines_read_back(entries in proptest::collection::vec(entry(), 0..20), crlf: bool) {
        let written: Vec<_> = entries.iter().flat_map(lines).collect();
        let end = if crlf { "\r\n" } else { "\n" };
        let text: String = written.iter().map(|(line, _)| format!("{line}{end}")).collect();
        let expected: Vec<_> = written.into_iter().map(|(_, file)| file).collect();
        prop_assert_eq!(read(Format::Plain, text.as_bytes()).unwrap().entries, expected);
    }

    #[test]
    fn cells_read_back(rows in proptest::collection::vec((any::<[u8; 32]>(), "[ -~é\n]{0,12}", "[ -~,\"]{0,12}"), 0..20)) {
        let mut text = "\u{feff}TAGS,note,indicator,type,Owner\r\n".to_owned();
        let mut expected = Vec::new();
        for (pdq, tags, owner) in &rows {
            text += &format!("{},,{},HASH_PDQ,{}\r\n", cell(tags), hex::encode(pdq), cell(owner));
            let [tags, owner] = [tags, owner].map(|text| text.trim_ascii());
            expected.push(ListedFile {
                pdq: Some(*pdq),
                members: if owner.is_empty() { vec![] } else { vec![owner.to_owned()] },
                note: (!tags.is_empty()).then(|| format!("tags: {tags}")),
                ..ListedFile::default()
            });
        }
        prop_assert_eq!(read(Format::ThreatExchangeCsv, text.as_bytes()).unwrap().entries, expected);
    }
}

/// No work grows faster than the list: what takes a moment for many records would take minutes if it did.
#[test]
fn long_lists_take_time_in_proportion() {
    const MANY: usize = 100_000;
    let hex = "1a".repeat(16);
    let json: Vec<String> =
        (0..MANY).map(|id| format!("{{\"md5\":\"{hex}\",\"source_id\":\"{id}\"}}")).collect();
    let lists = [
        (Format::Plain, format!("{hex}\n").repeat(MANY), MANY),
        (Format::Amparo, format!("[{}]", json.join(",")), MANY),
        (
            Format::ThreatExchangeCsv,
            format!("indicator,type\n{}", format!("{hex},HASH_MD5\n").repeat(MANY)),
            MANY,
        ),
        (Format::ThreatExchangeCsv, format!("indicator,type\n{}", "x,URI\n".repeat(MANY)), 0),
    ];
    for (format, text, expected) in lists {
        let start = Instant::now();
        assert_eq!(read(format, text.as_bytes()).unwrap().entries.len(), expected);
        assert!(start.elapsed() < Duration::from_secs(20), "{format} took {:?}", start.elapsed());
    }
}
