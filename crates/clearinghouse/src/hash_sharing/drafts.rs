//! Entries as somebody hands them in: read line by line, so that one wrong line costs only itself.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hashlist::Classification;
use serde_json::{Map, Value};
use wire::hash_list::sharing::FingerprintKind;
use wire::hash_list::{ListedFile, MAX_OPAQUE_BYTES};

use super::lists::HashList;
use super::members::SOURCE_PREFIX;

/// Longest name of an entry, in bytes: it stands in addresses.
const MAX_SOURCE_ID_BYTES: usize = 100;
/// Bytes of a PhotoDNA.
const PHOTO_DNA_BYTES: usize = 144;
/// What a line may hold beside fingerprints.
const FIELDS: [&str; 3] = ["source_id", "video", "classification"];

/// An entry that may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HashDraft {
    /// What its member calls it.
    pub(crate) source_id: String,
    /// Of a video.
    pub(crate) video: bool,
    pub(crate) classification: Classification,
    /// At least one.
    pub(crate) fingerprints: BTreeMap<FingerprintKind, String>,
    /// Others who vouch for it at its source, each as `SOURCE:NAME`: with its colon it is no client's name.
    pub(crate) vouchers: BTreeSet<String>,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The field at fault.
    pub(crate) field: String,
    /// What is wrong and what would be right.
    pub(crate) message: String,
}

impl Fault {
    fn new(field: &str, message: impl Into<String>) -> Self {
        Self { field: field.to_owned(), message: message.into() }
    }
}

impl HashDraft {
    /// Reads one line of a batch.
    ///
    /// # Errors
    /// The first field that is not as it must be.
    pub(crate) fn read(list: HashList, line: &Value) -> Result<Self, Fault> {
        let Value::Object(line) = line else { return Err(Fault::new("entry", "must be an object")) };
        let is_known =
            |name: &&String| FIELDS.contains(&name.as_str()) || FingerprintKind::named(name).is_some();
        if let Some(unknown) = line.keys().find(|name| !is_known(name)) {
            let kinds = FingerprintKind::ALL.map(FingerprintKind::as_str).join(", ");
            let message = format!("is not known here; known are {}, {kinds}", FIELDS.join(", "));
            return Err(Fault::new(unknown, message));
        }
        let source_id = text(line, "source_id")?.unwrap_or_default();
        check_source_id(source_id)?;
        let video = match line.get("video") {
            None | Some(Value::Null) => false,
            Some(Value::Bool(video)) => *video,
            Some(_) => return Err(Fault::new("video", "must be true or false")),
        };
        let mut fingerprints = BTreeMap::new();
        for kind in FingerprintKind::ALL {
            if let Some(value) = text(line, kind.as_str())? {
                fingerprints.insert(kind, fingerprint(kind, value)?);
            }
        }
        if fingerprints.is_empty() {
            return Err(Fault::new("entry", "must hold one fingerprint at least, such as md5"));
        }
        Ok(Self {
            source_id: source_id.to_owned(),
            video,
            classification: classification(list, text(line, "classification")?)?,
            fingerprints,
            vouchers: BTreeSet::new(),
        })
    }

    /// An entry that a source lists.
    ///
    /// # Errors
    /// Why it is left out.
    pub(crate) fn listed(list: HashList, source: &str, file: ListedFile) -> Result<Self, Fault> {
        // two that pull each other would hand the same entry to and fro, each time under a longer name
        if file.members.first().is_some_and(|owner| owner.starts_with(SOURCE_PREFIX)) {
            return Err(Fault::new("member", "is a source that this one pulls itself; pull it from there"));
        }
        let mut fingerprints = BTreeMap::new();
        fingerprints.extend(file.md5.map(|digest| (FingerprintKind::Md5, hex::encode(digest))));
        fingerprints.extend(file.sha1.map(|digest| (FingerprintKind::Sha1, hex::encode(digest))));
        fingerprints.extend(file.sha256.map(|digest| (FingerprintKind::Sha256, hex::encode(digest))));
        fingerprints.extend(file.pdq.map(|digest| (FingerprintKind::Pdq, hex::encode(digest))));
        fingerprints.extend(file.photo_dna.map(|value| (FingerprintKind::PhotoDna, value)));
        for opaque in file.opaque {
            fingerprints.extend(FingerprintKind::named(opaque.kind).map(|kind| (kind, opaque.value)));
        }
        if fingerprints.is_empty() {
            return Err(Fault::new("entry", "holds no fingerprint of a kind that is shared here"));
        }
        let source_id = match file.source_id {
            Some(source_id) => source_id,
            None => source_id_of(&fingerprints).ok_or_else(|| Fault::new("source_id", "is missing"))?,
        };
        check_source_id(&source_id)?;
        let classification = match &file.class {
            None => list.ungraded(),
            Some(class) => classification(list, Some(class))?,
        };
        let vouchers = file.members.into_iter().map(|name| format!("{source}:{name}")).collect();
        Ok(Self { source_id, video: file.video, classification, fingerprints, vouchers })
    }
}

/// What an entry is called whose source names none: by its one digest.
pub(crate) fn source_id_of(fingerprints: &BTreeMap<FingerprintKind, String>) -> Option<String> {
    let (kind, digest) = fingerprints.iter().next()?;
    Some(format!("{}-{digest}", kind.as_str()))
}

fn text<'l>(line: &'l Map<String, Value>, field: &str) -> Result<Option<&'l str>, Fault> {
    match line.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Fault::new(field, "must be a text")),
    }
}

/// It stands in addresses of the Hash Sharing API, so it needs no escapes there.
fn check_source_id(source_id: &str) -> Result<(), Fault> {
    let is_good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let starts_well = source_id.starts_with(|c: char| c.is_ascii_alphanumeric());
    if starts_well && source_id.len() <= MAX_SOURCE_ID_BYTES && source_id.chars().all(is_good) {
        return Ok(());
    }
    let message = format!(
        "must be 1 to {MAX_SOURCE_ID_BYTES} of letters, digits, `-`, `_` and `.`, and begin with a letter or a digit"
    );
    Err(Fault::new("source_id", message))
}

fn classification(list: HashList, text: Option<&str>) -> Result<Classification, Fault> {
    let known = || {
        let classes = list.classes().iter().map(|class| class.as_str());
        format!("must be one of {}", classes.collect::<Vec<_>>().join(", "))
    };
    let class = text.and_then(|text| text.parse::<Classification>().ok());
    class.filter(|class| list.classes().contains(class)).ok_or_else(|| Fault::new("classification", known()))
}

/// The value as it is kept, so that equal ones are equal texts.
fn fingerprint(kind: FingerprintKind, value: &str) -> Result<String, Fault> {
    use FingerprintKind as K;
    let refused = |message: String| Err(Fault::new(kind.as_str(), message));
    let digits = match kind {
        K::Md5 => 32,
        K::Sha1 => 40,
        K::Sha256 | K::Pdq => 64,
        K::PhotoDna => {
            let bytes = STANDARD.decode(value.trim()).unwrap_or_default();
            if bytes.len() != PHOTO_DNA_BYTES {
                return refused(format!("must be {PHOTO_DNA_BYTES} bytes in base64"));
            }
            return Ok(STANDARD.encode(bytes));
        }
        K::NetClean | K::Videntifier | K::TmkPdqf | K::VideoPhotoDna | K::VideoSafer => {
            let value = value.trim();
            if value.is_empty() || value.len() > MAX_OPAQUE_BYTES || value.chars().any(char::is_control) {
                return refused(format!("must be 1 to {MAX_OPAQUE_BYTES} bytes on one line"));
            }
            return Ok(value.to_owned());
        }
    };
    let value = value.trim().to_ascii_lowercase();
    if value.len() != digits || !value.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return refused(format!("must be {digits} hexadecimal digits"));
    }
    if OF_NOTHING.contains(&value.as_str()) {
        return refused("is the digest of an empty file".to_owned());
    }
    Ok(value)
}

/// MD5, SHA-1 and SHA-256 of no bytes: every empty file would be a hit.
const OF_NOTHING: [&str; 3] = [
    "d41d8cd98f00b204e9800998ecf8427e",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fault(line: &Value) -> String {
        let fault = HashDraft::read(HashList::Csam, line).unwrap_err();
        format!("{} {}", fault.field, fault.message)
    }

    #[test]
    fn a_line_is_read_into_one_form() {
        let line =
            json!({ "source_id": "w-1", "classification": "A1", "md5": "AB".repeat(16), "video": true });
        let draft = HashDraft::read(HashList::Csam, &line).unwrap();
        assert_eq!(draft.fingerprints[&FingerprintKind::Md5], "ab".repeat(16));
        assert!(draft.video);
    }

    #[test]
    fn a_wrong_line_names_its_field() {
        let md5 = "ab".repeat(16);
        for (line, says) in [
            (json!([]), "entry must be an object"),
            (json!({ "source_id": "a/b", "md5": md5 }), "source_id must be 1 to 100"),
            (json!({ "source_id": "a", "classification": "A1" }), "entry must hold one fingerprint"),
            (
                json!({ "source_id": "a", "classification": "intimate", "md5": md5 }),
                "classification must be one of",
            ),
            (json!({ "source_id": "a", "md5": md5 }), "classification must be one of"),
            (json!({ "source_id": "a", "classification": "A1", "md5": "zz" }), "md5 must be 32"),
            (
                json!({ "source_id": "a", "classification": "A1", "md5": OF_NOTHING[0] }),
                "md5 is the digest of an empty",
            ),
            (json!({ "source_id": "a", "classification": "A1", "pdna": "AAAA" }), "pdna must be 144 bytes"),
            (json!({ "source_id": "a", "md5": 7 }), "md5 must be a text"),
            (json!({ "source_id": "a", "description": "x" }), "description is not known here"),
            (json!({ "source_id": "a", "video": "yes" }), "video must be true or false"),
        ] {
            assert!(fault(&line).starts_with(says), "{line}: {}", fault(&line));
        }
    }

    #[test]
    fn a_source_without_names_is_called_by_its_digest() {
        let file = ListedFile { pdq: Some([0xab; 32]), ..ListedFile::default() };
        let draft = HashDraft::listed(HashList::Ncii, "a", file).unwrap();
        assert_eq!(draft.source_id, format!("pdq-{}", "ab".repeat(32)));
        assert_eq!(draft.classification, Classification::Intimate);
    }

    #[test]
    fn what_a_source_has_from_another_is_left_out() {
        let of = |owner: &str| {
            let members = vec![owner.to_owned(), "source:x".to_owned()];
            let file = ListedFile {
                md5: Some([1; 16]),
                source_id: Some("1-a".into()),
                members,
                ..ListedFile::default()
            };
            HashDraft::listed(HashList::Csam, "a", file)
        };
        assert_eq!(of("source:b").unwrap_err().field, "member");
        assert!(of("Member One").unwrap().vouchers.contains("a:Member One"));
    }

    #[test]
    fn what_another_law_treats_is_left_out() {
        let class = Some("exploitative".to_owned());
        let file =
            ListedFile { md5: Some([1; 16]), source_id: Some("1-a".into()), class, ..ListedFile::default() };
        assert_eq!(HashDraft::listed(HashList::Csam, "a", file).unwrap_err().field, "classification");
    }
}
