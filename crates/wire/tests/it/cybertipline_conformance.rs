//! Documents and strings that none of us wrote: the W3C's conformance suite for XML 1.0, and the list of naughty strings.

use std::path::{Path, PathBuf};

use wire::cybertipline::{ReadErrorKind, Report};

/// What the launcher installs; see `tools/launcher/install.sh`.
fn folder(variable: &str) -> PathBuf {
    let why = format!("{variable} names no folder: run `./amparo test` once, it installs what is needed");
    std::env::var_os(variable)
        .map(PathBuf::from)
        .filter(|folder| folder.is_dir())
        .unwrap_or_else(|| panic!("{why}"))
}

fn documents_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            documents_below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "xml") {
            found.push(path);
        }
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    let finds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    let wide = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    finds(text.as_bytes()) || finds(&wide(u16::to_be_bytes)) || finds(&wide(u16::to_le_bytes))
}

/// Whether the suite says that the document is not well-formed. Namespaces are not our matter: what breaks only their rules is left out.
fn is_broken(path: &Path) -> Option<bool> {
    let text = path.to_string_lossy();
    let is_in = |folder: &str| text.contains(&format!("/{folder}/"));
    let passes = path.file_name().is_some_and(|name| name.to_string_lossy().contains("pass"));
    let fails = path.file_name().is_some_and(|name| name.to_string_lossy().contains("fail"));
    match () {
        // the second: parts of documents; the third: markup in comments
        () if is_in("namespaces") || is_in("out") || (is_in("oasis") && passes) => None,
        () if is_in("not-wf") || (is_in("oasis") && fails) => Some(true),
        () if is_in("valid") || is_in("invalid") => Some(false),
        () => None,
    }
}

#[test]
fn the_conformance_suite_is_read_or_refused_as_it_says_with_node() {
    let (mut wrong, mut lenient) = (Vec::<String>::new(), Vec::new());
    let (mut all, mut read, mut refused, mut without_type) = (Vec::new(), 0, 0, 0);
    documents_below(&folder("AMPARO_XML_SUITE"), &mut all);
    for path in &all {
        let bytes = std::fs::read(path).unwrap();
        let malformed = match Report::read(&bytes) {
            Ok(_) => panic!("{} is no report", path.display()),
            Err(error) => (error.kind == ReadErrorKind::Malformed).then_some(error),
        };
        let has_type = holds(&bytes, "<!DOCTYPE");
        let broken = is_broken(path);
        if broken == Some(true) || (has_type && broken.is_some()) {
            if malformed.is_none() {
                lenient.push(path);
            }
            refused += 1;
        } else if broken == Some(false) {
            let error = malformed.map(|error| error.to_string()).unwrap_or_default();
            // not ours to read: another version, another encoding
            let other = error.contains("expected version 1.0") || error.contains("expected UTF-8");
            if !error.is_empty() && !other {
                wrong.push(format!("{}: {error}", path.display()));
            }
            read += 1;
        }
        without_type += usize::from(!has_type);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(lenient.is_empty(), "not well-formed, and read: {lenient:#?}");
    assert!(
        all.len() > 3_000 && refused > 1_900 && read > 1 && without_type > 800,
        "{} {refused} {read} {without_type}",
        all.len()
    );
}

#[test]
fn naughty_strings_come_back_as_they_went_in_with_node() {
    let list = folder("AMPARO_NODE_MODULES").join("blns/resources/blns.json");
    let strings: Vec<String> = serde_json::from_slice(&std::fs::read(list).unwrap()).unwrap();
    assert!(strings.len() > 400);
    let mut kept = 0;
    for text in &strings {
        let mut report = Report::read(LEAST.as_bytes()).unwrap().value;
        report.additional_info = Some(text.clone());
        report.incident_summary.platform = Some(text.clone());
        let written = report.write();
        let read = Report::read(written.as_bytes()).unwrap().value;
        // what no XML document can hold is replaced and seen to be (XML 1.0 section 2.2)
        let is_allowed = |c: char| c >= ' ' && c != '\u{FFFE}' && c != '\u{FFFF}' || "\t\n\r".contains(c);
        let expected: String = text.chars().map(|c| if is_allowed(c) { c } else { '\u{FFFD}' }).collect();
        assert_eq!(read.additional_info, Some(expected), "{text:?}");
        kept += usize::from(read.additional_info.as_ref() == Some(text));
        // and raw, in a place where markup may stand
        let _ = Report::read(LEAST.replace("</report>", &format!("{text}</report>")).as_bytes());
        let _ = Report::read(text.as_bytes());
    }
    assert!(kept > 400, "{kept} of {}", strings.len());
}

const LEAST: &str = "<report><incidentSummary><incidentType>Child Sex Trafficking</incidentType>\
     <incidentDateTime>2026-02-03T04:05:57Z</incidentDateTime></incidentSummary>\
     <reporter><reportingPerson/></reporter></report>";
