//! Looking for many secrets in many forms at once.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::path::Path;

/// A secret was found: which, and in which form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    pub secret: usize,
    pub form: &'static str,
}

/// Every form of every secret, by its first bytes.
pub struct Search {
    /// Whether some pattern begins with these three bytes.
    begins: Vec<bool>,
    patterns: HashMap<[u8; 3], Vec<(Vec<u8>, Hit)>>,
}

impl Search {
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let mut search = Self { begins: vec![false; 1 << 24], patterns: HashMap::new() };
        for (secret, text) in secrets.into_iter().enumerate() {
            for (form, bytes) in forms(text) {
                let first = [bytes[0], bytes[1], bytes[2]];
                search.begins[key(first)] = true;
                search.patterns.entry(first).or_default().push((bytes, Hit { secret, form }));
            }
        }
        search
    }

    /// What is found in `bytes`.
    pub fn find(&self, bytes: &[u8]) -> BTreeSet<Hit> {
        let mut found = BTreeSet::new();
        for (at, window) in bytes.windows(3).enumerate() {
            let first = [window[0], window[1], window[2]];
            if !self.begins[key(first)] {
                continue;
            }
            let here = &bytes[at..];
            let patterns = self.patterns[&first].iter();
            found.extend(
                patterns.filter(|(pattern, _)| here.starts_with(pattern)).map(|(_, hit)| hit.clone()),
            );
        }
        found
    }

    /// What is found in the files below `dir`, by path.
    pub fn find_on_disk(&self, dir: &Path, searched_bytes: &mut u64) -> Vec<(String, Hit)> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.extend(self.find_on_disk(&path, searched_bytes));
                continue;
            }
            // a journal may go while we look
            let Ok(bytes) = std::fs::read(&path) else { continue };
            *searched_bytes += bytes.len() as u64;
            found.extend(self.find(&bytes).into_iter().map(|hit| (path.display().to_string(), hit)));
        }
        found
    }
}

fn key(first: [u8; 3]) -> usize {
    usize::from(first[0]) << 16 | usize::from(first[1]) << 8 | usize::from(first[2])
}

/// A text as a program may write it: plain, in hexadecimal, in base64 at each offset, in UTF-16, in JSON, and in an address.
fn forms(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let bytes = text.as_bytes();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut forms = vec![
        ("plain", bytes.to_vec()),
        ("hex", hex.clone().into_bytes()),
        ("HEX", hex.to_uppercase().into_bytes()),
        ("UTF-16LE", text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("UTF-16BE", text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        ("JSON", serde_json::to_string(text).unwrap().trim_matches('"').as_bytes().to_vec()),
        ("JSON in ASCII", json_escaped(text).into_bytes()),
        ("percent", percent_encoded(text).into_bytes()),
    ];
    for offset in 0..3 {
        forms.push(("base64", base64_inside(bytes, offset)));
    }
    forms
}

/// As JSON in ASCII writes it.
fn json_escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '"' | '\\' => escaped.extend(['\\', character]),
            ' '..='~' => escaped.push(character),
            _ => {
                let mut units = [0; 2];
                for unit in character.encode_utf16(&mut units) {
                    write!(escaped, "\\u{unit:04x}").unwrap();
                }
            }
        }
    }
    escaped
}

fn percent_encoded(text: &str) -> String {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| if unreserved(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// What base64 makes of `bytes` after `offset` others, without the characters that its neighbours share.
fn base64_inside(bytes: &[u8], offset: usize) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let padded: Vec<u8> = std::iter::repeat_n(0, offset).chain(bytes.iter().copied()).collect();
    let encoded: Vec<u8> = padded
        .chunks_exact(3)
        .flat_map(|three| {
            let bits = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
            [18, 12, 6, 0].map(|shift| ALPHABET[(bits >> shift & 63) as usize])
        })
        .collect();
    encoded[offset + usize::from(offset > 0)..].to_vec()
}

#[test]
fn every_form_is_found_in_the_middle_of_anything() {
    use base64_of as encode;
    let secrets = ["Ñandú-k3j4h5g6f7 \"x\" y", "2001:db8:12ab:9:77f:4:e0:1"];
    let search = Search::new(secrets);
    assert!(search.find(b"nothing of it: k3j4h5 2001:db8:12ab:9:77f:4:e0:2").is_empty());
    for (index, text) in secrets.iter().enumerate() {
        let utf16 = |to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
        let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
        let url: reqwest::Url = format!("http://a.example/?q={}", percent_encoded(text)).parse().unwrap();
        for bytes in [
            text.as_bytes().to_vec(),
            hex.to_uppercase().into_bytes(),
            hex.into_bytes(),
            utf16(u16::to_le_bytes),
            utf16(u16::to_be_bytes),
            json_escaped(text).into_bytes(),
            url.to_string().into_bytes(),
            serde_json::to_vec(text).unwrap(),
            encode(text.as_bytes()),
            encode(&[b"a", text.as_bytes()].concat()),
            encode(&[b"ab", text.as_bytes(), b"c"].concat()),
        ] {
            let noise = [b"\x00\xff before ".as_slice(), &bytes, b" after \x00"].concat();
            let found = search.find(&noise);
            assert!(found.iter().any(|hit| hit.secret == index), "{:?}", String::from_utf8_lossy(&bytes));
        }
    }
}

#[cfg(test)]
fn base64_of(bytes: &[u8]) -> Vec<u8> {
    let rest = (3 - bytes.len() % 3) % 3;
    base64_inside(&[bytes, &vec![0; rest]].concat(), 0)
}
