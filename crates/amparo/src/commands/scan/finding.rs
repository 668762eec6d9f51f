//! What is said of a file: a hit, or why it was not examined.

use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use hashlist::{Algorithm, Classification, Hit};
use media::Orientation;
use serde::{Deserialize, Serialize};

use super::super::fence::shown;

/// Of which kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome {
    /// The file matches an entry: a reason for a human look.
    Hit,
    /// It claims to be media of a known kind and cannot be decoded, or a video and only in part; its cryptographic digests were looked up all the same.
    NotDecoded,
    /// It could not be read.
    NotRead,
}

/// One result. JSON has always every key but `path_hex`; CSV has a column for each.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Finding {
    pub(super) result: Outcome,
    path: String,
    /// The bytes of a path that is not UTF-8, whose text shows replacement characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path_hex: Option<String>,
    size_bytes: Option<u64>,
    list: Option<String>,
    version: Option<u64>,
    source: Option<String>,
    /// Who vouches for the entry.
    members: Vec<String>,
    classification: Option<Classification>,
    /// How the source calls the entry.
    entry: Option<String>,
    entry_no: Option<u32>,
    algorithm: Option<Algorithm>,
    /// Differing bits of the PDQ hashes.
    distance: Option<u32>,
    quality: Option<u8>,
    /// Which form of the picture matched, for PDQ.
    form: Option<Orientation>,
    weak: bool,
    pub(super) shadow: bool,
    query_percent: Option<u8>,
    compared_percent: Option<u8>,
    error: Option<String>,
}

/// Keys in the order of CSV's columns.
pub(super) const COLUMNS: [&str; 20] = [
    "result",
    "path",
    "path_hex",
    "size_bytes",
    "list",
    "version",
    "source",
    "members",
    "classification",
    "entry",
    "entry_no",
    "algorithm",
    "distance",
    "quality",
    "form",
    "weak",
    "shadow",
    "query_percent",
    "compared_percent",
    "error",
];

impl Finding {
    /// A hit of the file.
    pub(super) fn hit(path: &Path, size_bytes: u64, hit: &Hit) -> Self {
        let head = hit.list.head();
        let entry = hit.list.entry(hit.entry_no).unwrap_or_default();
        let looks_alike = matches!(hit.algorithm, Algorithm::Pdq | Algorithm::Vpdq);
        let form = Orientation::ALL.get(usize::from(hit.form)).copied();
        Self {
            size_bytes: Some(size_bytes),
            list: Some(head.name.clone()),
            version: Some(head.version),
            source: Some(head.source.clone()),
            members: if entry.members.is_empty() { head.members.clone() } else { entry.members },
            classification: entry.classification.or(head.classification),
            entry: entry.source_id,
            entry_no: Some(hit.entry_no),
            algorithm: Some(hit.algorithm),
            distance: looks_alike.then_some(hit.distance_bits),
            quality: hit.quality,
            form: form.filter(|_| hit.algorithm == Algorithm::Pdq),
            weak: hit.weak,
            shadow: hit.shadow,
            query_percent: hit.video.map(|video| video.query_percent),
            compared_percent: hit.video.map(|video| video.compared_percent),
            ..Self::of(Outcome::Hit, path)
        }
    }

    /// The file was read and cannot be decoded.
    pub(super) fn not_decoded(path: &Path, size_bytes: u64, reason: &str) -> Self {
        let error = Some(reason.to_owned());
        Self { size_bytes: Some(size_bytes), error, ..Self::of(Outcome::NotDecoded, path) }
    }

    /// The file or folder could not be read.
    pub(super) fn not_read(path: &Path, reason: &str) -> Self {
        Self { error: Some(reason.to_owned()), ..Self::of(Outcome::NotRead, path) }
    }

    /// The same, told of this path: an earlier run may have been given another way to the file.
    pub(super) fn at(self, path: &Path) -> Self {
        let Self { path, path_hex, .. } = Self::of(self.result, path);
        Self { path, path_hex, ..self }
    }

    fn of(result: Outcome, path: &Path) -> Self {
        let bytes = path.as_os_str().as_bytes();
        Self {
            result,
            path: path.to_string_lossy().into_owned(),
            path_hex: path.to_str().is_none().then(|| hex::encode(bytes)),
            size_bytes: None,
            list: None,
            version: None,
            source: None,
            members: Vec::new(),
            classification: None,
            entry: None,
            entry_no: None,
            algorithm: None,
            distance: None,
            quality: None,
            form: None,
            weak: false,
            shadow: false,
            query_percent: None,
            compared_percent: None,
            error: None,
        }
    }

    /// One line for a person.
    pub(super) fn line(&self) -> String {
        let error = self.error.as_deref().unwrap_or_default();
        match self.result {
            Outcome::Hit => {
                format!("hit          {}: {}", shown(&self.path), shown(&self.grounds().join(", ")))
            }
            Outcome::NotDecoded => format!("not decoded  {}: {}", shown(&self.path), shown(error)),
            Outcome::NotRead => format!("not read     {}: {}", shown(&self.path), shown(error)),
        }
    }

    /// Why it is a hit, and how much it says.
    fn grounds(&self) -> Vec<String> {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let members = if self.members.is_empty() { "nobody".to_owned() } else { self.members.join(" and ") };
        let mut grounds = vec![
            format!("list {} version {}", text(&self.list), self.version.unwrap_or_default()),
            format!("from {}", text(&self.source)),
            format!("vouched for by {members}"),
            self.classification.map_or_else(|| "no class".to_owned(), |class| format!("class {class}")),
        ];
        match &self.entry {
            Some(entry) => grounds.push(format!("entry {entry}")),
            None => grounds.push(format!("entry number {}", self.entry_no.unwrap_or_default())),
        }
        grounds.extend(self.algorithm.map(|algorithm| format!("by {algorithm}")));
        grounds.extend(self.distance.map(|bits| format!("distance {bits}")));
        grounds.extend(self.quality.map(|quality| format!("quality {quality}")));
        grounds.extend(self.form.map(form_name));
        if let (Some(query), Some(compared)) = (self.query_percent, self.compared_percent) {
            grounds.push(format!("{query} % of this video, {compared} % of the known one"));
        }
        grounds.extend(self.weak.then(|| "weak: MD5 alone or contradicted".to_owned()));
        grounds.extend(self.shadow.then(|| "in shadow: nobody vouches for it or it has no class".to_owned()));
        grounds
    }
}

/// `turned left` for `turned_left`.
fn form_name(form: Orientation) -> String {
    let name = serde_json::to_value(form).ok();
    name.as_ref().and_then(|name| name.as_str()).unwrap_or_default().replace('_', " ")
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use serde_json::Value;

    use super::*;

    #[test]
    fn columns_are_the_keys_in_their_order() {
        let odd = Path::new(OsStr::from_bytes(b"a\xff"));
        let json = serde_json::to_string(&Finding::not_read(odd, "worn out")).unwrap();
        let places: Vec<_> =
            COLUMNS.iter().map(|column| json.find(&format!("\"{column}\":")).unwrap()).collect();
        assert!(places.is_sorted(), "{json}");
        let value: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(value.as_object().unwrap().len(), COLUMNS.len());
        assert_eq!(value["path_hex"], "61ff");
        let plain = serde_json::to_value(Finding::not_read(Path::new("a"), "worn out")).unwrap();
        assert_eq!(plain.as_object().unwrap().len(), COLUMNS.len() - 1, "only odd paths have their bytes");
    }

    #[test]
    fn a_line_stays_a_line_whatever_the_file_is_called() {
        let finding = Finding::not_decoded(Path::new("a\nhit b\u{202e}"), 3, "cut off");
        assert_eq!(finding.line(), "not decoded  a\\u{a}hit b\\u{202e}: cut off");
        let moved = finding.at(Path::new("c"));
        assert_eq!(moved.line(), "not decoded  c: cut off");
    }

    #[test]
    fn forms_have_names_for_people() {
        assert_eq!(form_name(Orientation::TurnedLeft), "turned left");
        assert_eq!(form_name(Orientation::AsStored), "as stored");
    }
}
