//! Bytes from somebody who means harm, or from a broken line.

use std::time::{Duration, Instant};

use wire::cybertipline::{
    FileDetails, MAX_ALL_ATTRIBUTES, MAX_ATTRIBUTES, MAX_DEPTH, MAX_DOCUMENT_BYTES, MAX_ELEMENTS,
    MAX_TEXT_BYTES, ReadErrorKind, Report, Rules, Submitted, UnknownElements,
};

const SUBMIT: &[u8] = include_bytes!("../../testdata/cybertipline/python-submit.xml");
const FILEINFO: &[u8] = include_bytes!("../../testdata/cybertipline/typescript-fileinfo.xml");

/// The text of the refusal, which must be that of broken XML.
fn malformed(bytes: &[u8]) -> String {
    let error = Report::read(bytes).unwrap_err();
    assert_eq!(error.kind, ReadErrorKind::Malformed, "{error}");
    assert_eq!(error.response_code().number(), 4110);
    error.to_string()
}

#[test]
fn a_report_cut_anywhere_is_malformed() {
    for length in 0..SUBMIT.len() {
        malformed(&SUBMIT[..length]);
    }
}

#[test]
fn a_document_with_any_byte_replaced_never_panics() {
    let mut bytes = FILEINFO.to_vec();
    for at in 0..bytes.len() {
        for byte in [b'<', b'&', b'"', 0xFF] {
            let kept = std::mem::replace(&mut bytes[at], byte);
            let _ = FileDetails::read(&bytes);
            bytes[at] = kept;
        }
    }
}

#[test]
fn nothing_and_noise_are_malformed() {
    insta::assert_snapshot!(malformed(b""), @"line 1, document: the document holds no element; expected one element");
    insta::assert_snapshot!(malformed(b" \n "), @"line 2, document: the document holds no element; expected one element");
    insta::assert_snapshot!(malformed(b"report"), @"line 1, document: text outside the root element; expected one element");
    insta::assert_snapshot!(malformed(b"<report/>\n<report/>"), @"line 2, document: a second root element `report`; expected the end of the document");
    insta::assert_snapshot!(malformed(b"<report/>\n\nmore"), @"line 1, document: text outside the root element; expected one element");
    insta::assert_snapshot!(malformed(b"<report>\n<victim>\n</report>"), @"line 3, report/victim: ill-formed document: expected `</victim>`, but `</report>` was found; expected well-formed XML");
    insta::assert_snapshot!(malformed(b"<report a='1' a='2'/>"), @"line 1, report: position 13: duplicated attribute, previous declaration at position 7; expected well-formed attributes");
    insta::assert_snapshot!(malformed(b"<report a=1/>"), @r#"line 1, report: position 9: attribute value must be enclosed in `"` or `'`; expected well-formed attributes"#);
    insta::assert_snapshot!(malformed(b"<report a='<'/>"), @"line 1, report: the attribute `a`; expected a well-formed attribute");
    insta::assert_snapshot!(malformed(b"<report>]]></report>"), @"line 1, report: `]]>` in text; expected `]]&gt;`");
    insta::assert_snapshot!(malformed(b"<1report/>"), @"line 1, document: the tag name `1report`; expected an XML name");
    insta::assert_snapshot!(malformed(b"\n<?xml version='1.0'?><report/>"), @"line 2, document: an XML declaration that is not at the start; expected the XML declaration as the first thing of the document, or none");
}

#[test]
fn what_lies_between_the_data_is_read_strictly_too() {
    let refused = |text: &str| malformed(format!("{text}<report/>").as_bytes());
    insta::assert_snapshot!(refused("<?xml version='1.0'encoding='UTF-8'?>"), @r#"line 1, document: parts of the XML declaration without a space between; expected version="1.0", then encoding and standalone if any, with spaces between"#);
    insta::assert_snapshot!(refused("<?xml version='1.0' version='1.0'?>"), @r#"line 1, document: position 18: duplicated attribute, previous declaration at position 4; expected version="1.0", then encoding and standalone if any, with spaces between"#);
    insta::assert_snapshot!(refused("<?xml version='1.0' standalone='no' encoding='UTF-8'?>"), @r#"line 1, document: `encoding` in this place of the XML declaration; expected version="1.0", then encoding and standalone if any, with spaces between"#);
    insta::assert_snapshot!(refused("<?xml version='1.0' standalone='YES'?>"), @r#"line 1, document: standalone="YES"; expected yes or no"#);
    insta::assert_snapshot!(refused("<?xml version='1.0' valid='no'?>"), @r#"line 1, document: `valid` in this place of the XML declaration; expected version="1.0", then encoding and standalone if any, with spaces between"#);
    insta::assert_snapshot!(refused("<?xml encoding='UTF-8'?>"), @r#"line 1, document: `encoding` in this place of the XML declaration; expected version="1.0", then encoding and standalone if any, with spaces between"#);
    insta::assert_snapshot!(refused("<?xml?>"), @r#"line 1, document: an XML declaration without a version; expected version="1.0", then encoding and standalone if any, with spaces between"#);
    insta::assert_snapshot!(refused("\n<?XML version='1.0'?>"), @"line 2, document: a processing instruction for `XML`; expected an XML name other than xml after `<?`");
    insta::assert_snapshot!(refused("<!-- one -->\n\n<? ?>"), @"line 3, document: a processing instruction for ``; expected an XML name other than xml after `<?`");
    insta::assert_snapshot!(refused("<?to+++ do?>"), @"line 1, document: a processing instruction for `to+++`; expected an XML name other than xml after `<?`");
    insta::assert_snapshot!(malformed(b"<report>\n<victim a='1'b='2'/></report>"), @"line 2, report/victim: two attributes without a space between; expected a space");
    assert!(malformed("<\u{300}report/>".as_bytes()).ends_with("expected an XML name"));
    for text in
        ["<?xml version='1.0'\n standalone = \"no\" ?>", "<?xml-style a'b\"c?>", "<?\u{e9}\u{300}?><!---->"]
    {
        let error = Report::read(format!("{text}<report a = '1'\n\tb=\"'\" />").as_bytes()).unwrap_err();
        assert_eq!(error.kind, ReadErrorKind::Invalid, "{text}: {error}");
    }
}

/// UTF-16 with its mark, big end first.
fn wide(text: &str) -> Vec<u8> {
    [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect()
}

#[test]
fn a_report_in_utf_16_is_the_same_report() {
    let text = String::from_utf8(SUBMIT.to_vec()).unwrap();
    let same = Report::read(SUBMIT).unwrap();
    for name in ["UTF-16", "utf-16"] {
        let text = text.replacen("UTF-8", name, 1).replacen("utf-8", name, 1);
        assert_eq!(Report::read(&wide(&text)).unwrap(), same);
        let little: Vec<u8> = wide(&text).chunks(2).flat_map(|pair| [pair[1], pair[0]]).collect();
        assert_eq!(Report::read(&little).unwrap(), same);
    }
}

#[test]
fn only_utf_8_and_utf_16_are_read() {
    insta::assert_snapshot!(malformed(b"<?xml version='1.0' encoding='ISO-8859-1'?><report/>"), @"line 1, document: the declared encoding ISO-8859-1; expected UTF-8");
    insta::assert_snapshot!(malformed(b"<report>\n\n\xF1</report>"), @"line 3, document: a byte that is not UTF-8; expected UTF-8, or UTF-16 with its mark");
    insta::assert_snapshot!(malformed(b"\xFF\xFE<\0r\0/\0>\0\0"), @"line 1, document: what is marked as UTF-16 and is not; expected UTF-16");
    insta::assert_snapshot!(malformed(b"\xFE\xFF\xD8\0"), @"line 1, document: what is marked as UTF-16 and is not; expected UTF-16");
    insta::assert_snapshot!(malformed(&wide("<?xml version='1.0' encoding='UTF-8'?><report/>")), @"line 1, document: the declared encoding UTF-8; expected UTF-16");
    insta::assert_snapshot!(malformed(&wide("<!DOCTYPE report><report/>")), @"line 1, document: a document type declaration; expected a document without DTD");
    insta::assert_snapshot!(malformed(b"<?xml version='1.1'?><report/>"), @"line 1, document: XML version 1.1; expected version 1.0");
    insta::assert_snapshot!(malformed(b"<report>\n\x07</report>"), @"line 2, document: the character U+0007; expected characters that XML 1.0 allows");
    insta::assert_snapshot!(malformed(b"<report>\n&#0;</report>"), @"line 2, report: invalid character reference: 0x0 character is not permitted in XML; expected a character reference, or one of &lt; &gt; &amp; &apos; &quot;");
    insta::assert_snapshot!(malformed(b"<report>\n&#xB;</report>"), @"line 2, report: a reference to the character U+000B; expected characters that XML 1.0 allows");
    insta::assert_snapshot!(malformed(b"<report a='&#xFFFE;'/>"), @"line 1, report: a reference to the character U+FFFE; expected characters that XML 1.0 allows");
}

#[test]
fn entities_and_document_types_are_refused() {
    let laughs = b"<?xml version='1.0'?>\n<!DOCTYPE report [\n<!ENTITY a 'ha'>\n<!ENTITY b '&a;&a;&a;&a;'>\n]>\n<report>&b;</report>";
    insta::assert_snapshot!(malformed(laughs), @"line 2, document: a document type declaration; expected a document without DTD");
    let outside = b"<!DOCTYPE report SYSTEM 'file:///etc/hostname'><report/>";
    insta::assert_snapshot!(malformed(outside), @"line 1, document: a document type declaration; expected a document without DTD");
    insta::assert_snapshot!(malformed(b"<report>\n&nbsp;</report>"), @"line 2, report: the entity `&nbsp;`; expected a character reference, or one of &lt; &gt; &amp; &apos; &quot;");
    insta::assert_snapshot!(malformed(b"<report a='&nbsp;'/>"), @"line 1, report: attribute `a`: at 1..5: unrecognized entity `nbsp`; expected the predefined entities only");
    insta::assert_snapshot!(malformed(b"<report>a & b</report>"), @"line 1, report: ill-formed document: entity or character reference not closed: `;` not found before end of input; expected well-formed XML");
}

#[test]
fn sizes_are_bounded() {
    let deep = "<report>".repeat(100_000);
    insta::assert_snapshot!(malformed(deep.as_bytes()).replace("report/", ""), @"line 1, report: elements are nested too deep; expected at most 32 levels");
    let nested = format!("{}{}", "<report>".repeat(MAX_DEPTH), "</report>".repeat(MAX_DEPTH));
    assert_eq!(Report::read(nested.as_bytes()).unwrap_err().kind, ReadErrorKind::Invalid);
    let attributes: Vec<_> = (0..=MAX_ATTRIBUTES).map(|at| format!(" a{at}='1'")).collect();
    insta::assert_snapshot!(malformed(format!("<report{}/>", attributes.concat()).as_bytes()), @"line 1, report: too many attributes; expected at most 64 attributes");
    let wide = format!("<report>{}</report>", "<a/>".repeat(MAX_ELEMENTS));
    insta::assert_snapshot!(malformed(wide.as_bytes()), @"line 1, report: too many elements; expected at most 200000");
    let crowded = format!("<a{}/>", attributes.get(1..).unwrap_or_default().concat());
    let crowded = format!("<report>{}</report>", crowded.repeat(MAX_ALL_ATTRIBUTES / MAX_ATTRIBUTES + 1));
    insta::assert_snapshot!(malformed(crowded.as_bytes()), @"line 1, report/a: too many attributes; expected at most 200000 in a document");
    insta::assert_snapshot!(malformed(&vec![b' '; MAX_DOCUMENT_BYTES + 1]), @"line 1, document: the document has 16777217 bytes; expected at most 16777216 bytes");
}

#[test]
fn one_text_is_bounded_however_it_is_cut() {
    let (most, rest) = ("x".repeat(MAX_TEXT_BYTES), "x".repeat(MAX_TEXT_BYTES - 1));
    let told = |body: &str| {
        malformed(
            format!("<report><incidentSummary><platform>{body}</platform></incidentSummary></report>")
                .as_bytes(),
        )
    };
    let too_long =
        "line 1, report/incidentSummary/platform: the text is too long; expected at most 1048576 bytes";
    for body in [
        format!("{most}x"),
        format!("<![CDATA[{most}]]>x"),
        format!("{rest}<!-- a -->xx"),
        format!("{rest}<?a b?>&#120;&#x78;"),
        format!("{rest}é"),
    ] {
        assert_eq!(told(&body), too_long);
    }
    let value = format!("<report><victim a='{most}x'/></report>");
    assert_eq!(
        malformed(value.as_bytes()),
        "line 1, report/victim: the value of the attribute `a` is too long; expected at most 1048576 bytes"
    );
    // each is a text of its own, and blanks around the root are none
    let apart =
        format!("<report>{}</report>{}", format!("<a>{most}</a>").repeat(3), " ".repeat(MAX_TEXT_BYTES + 1));
    assert_eq!(Report::read(apart.as_bytes()).unwrap_err().kind, ReadErrorKind::Invalid);
}

#[test]
fn an_error_stays_short_whatever_it_quotes() {
    let name = "x".repeat(1_000_000);
    for body in [
        format!("<{name}>"),
        format!("<{name}/>"),
        format!("<report></{name}>"),
        format!("<report {name}='1' {name}='1'/>"),
        format!("<report xmlns='{name}'/>"),
        format!("<report>&{name};</report>"),
        format!("<report>{name}</report>"),
        format!("<report><batchedReport reason='{name}'/></report>"),
    ] {
        let error = Report::read(body.as_bytes()).unwrap_err();
        assert!(error.to_string().len() < 4_000, "{}", error.to_string().len());
    }
}

#[test]
fn large_documents_are_read_in_little_time() {
    let started = Instant::now();
    let long = "x".repeat(1024 * 1024);
    let file = format!(
        "<fileDetails><reportId>1</reportId><fileId>a</fileId><additionalInfo>{long}</additionalInfo></fileDetails>"
    );
    assert_eq!(FileDetails::read(file.as_bytes()).unwrap().value.additional_info, [long.as_str()]);
    let attribute = format!("<fileDetails a='{long}'><reportId>1</reportId><fileId>a</fileId></fileDetails>");
    assert_eq!(FileDetails::read(attribute.as_bytes()).unwrap().unknown[0].path, "fileDetails/@a");
    let many = "<deviceId><idType>a</idType><idValue>b</idValue></deviceId>".repeat(20_000);
    let file = format!("<fileDetails><reportId>1</reportId><fileId>a</fileId>{many}</fileDetails>");
    assert_eq!(FileDetails::read(file.as_bytes()).unwrap().value.device_id.len(), 20_000);
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

/// Documents that are small for what they do to a careless reader.
fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    let laughs = |inner: &str| format!("<!DOCTYPE report [{inner}]><report>&a;</report>").into_bytes();
    let levels: String = (0..30).map(|n| format!("<!ENTITY e{n} '&e{};&e{};'>", n + 1, n + 1)).collect();
    let long = "x".repeat(5_000_000);
    vec![
        ("laughs", laughs(&format!("{levels}<!ENTITY a '&e0;'>"))),
        ("quadratic entities", laughs(&format!("<!ENTITY a '{}'>", "x".repeat(100_000)))),
        ("a file from outside", laughs("<!ENTITY a SYSTEM 'file:///etc/hostname'>")),
        ("a page from outside", laughs("<!ENTITY % p SYSTEM 'http://127.0.0.1:9/p'> %p;")),
        ("an entity of itself", laughs("<!ENTITY a '&a;'>")),
        ("depth", "<report>".repeat(600_000).into_bytes()),
        ("elements", format!("<report>{}</report>", "<a/>".repeat(1_200_000)).into_bytes()),
        ("attributes", format!("<report{}/>", " a='1'".repeat(800_000)).into_bytes()),
        ("a long name", format!("<{long}/>").into_bytes()),
        ("a long attribute", format!("<report a='{long}'/>").into_bytes()),
        ("a long comment", format!("<report><!-- {long}").into_bytes()),
        ("a long section", format!("<report><![CDATA[{long}").into_bytes()),
        ("references", format!("<report>{}</report>", "&#120;".repeat(800_000)).into_bytes()),
        ("instructions", "<?a b?>".repeat(700_000).into_bytes()),
        ("zeros", vec![0; 5_000_000]),
        ("UTF-32", "<report/>".chars().flat_map(|c| u32::from(c).to_le_bytes()).collect()),
        ("UTF-7", b"<?xml version='1.0' encoding='UTF-7'?>+ADw-report/+AD4-".to_vec()),
    ]
}

#[test]
fn bombs_are_refused_in_little_time() {
    for (name, bytes) in bombs() {
        let started = Instant::now();
        for unknown in [UnknownElements::Keep, UnknownElements::Refuse] {
            let error = Submitted::check(&bytes, Rules { unknown, now: None }).expect_err(name);
            assert!(error.to_string().len() < 4_000, "{name}: {}", error.to_string().len());
        }
        // wide, since it is unoptimised and runs beside other tests: what grows faster than the document is far beyond
        assert!(started.elapsed() < Duration::from_secs(10), "{name}: {:?}", started.elapsed());
    }
}
