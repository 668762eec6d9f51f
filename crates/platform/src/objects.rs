//! Objects of the application's own store: how one is named, from where it is read, and the statement that lies beside it.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use service::{ConfigError, Failure};
use vault::Source;

use crate::config::ObjectSourceConfig;
use crate::statement::{ToldUpload, UploadStatement};

/// What the name of a statement ends with, after that of its object.
pub(crate) const STATEMENT_SUFFIX: &str = ".amparo.json";
/// Longest name, in bytes: S3's own limit.
const MOST_KEY_BYTES: usize = 1024;
/// Longest eTag, in bytes.
const MOST_ETAG_BYTES: usize = 256;

/// What tells one object from others. Personal: applications name objects after accounts.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ObjectName {
    /// The bucket, as notifications name it.
    pub(crate) bucket: String,
    /// Its name in the bucket.
    pub(crate) key: String,
    /// What the store says of its content; empty where it says nothing.
    pub(crate) etag: String,
}

model::unprintable!(ObjectName);

impl ObjectName {
    /// Reads what a notification says, where the key is encoded as in the query of an address.
    pub(crate) fn read(bucket: &str, encoded_key: &str, etag: &str) -> Result<Self, Failure> {
        let refuse = |message: &str| Failure::refused("Records.s3.object.key", message);
        let key = decoded(encoded_key).ok_or_else(|| refuse("is not encoded as in an address"))?;
        if key.is_empty() || key.len() > MOST_KEY_BYTES || key.contains('\0') {
            return Err(refuse("must be 1 to 1024 bytes"));
        }
        if etag.len() > MOST_ETAG_BYTES {
            return Err(Failure::refused("Records.s3.object.eTag", "must be at most 256 bytes"));
        }
        Ok(Self { bucket: bucket.to_owned(), key, etag: etag.trim_matches('"').to_owned() })
    }

    /// Whether it is a statement about another object.
    pub(crate) fn is_statement(&self) -> bool {
        self.key.ends_with(STATEMENT_SUFFIX)
    }

    /// Name of the statement about it.
    pub(crate) fn statement_key(&self) -> String {
        format!("{}{STATEMENT_SUFFIX}", self.key)
    }

    /// What its keyed digest is computed from: no two objects give the same.
    pub(crate) fn blinded(&self) -> String {
        format!("{}:{}:{}{}{}", self.bucket.len(), self.key.len(), self.bucket, self.key, self.etag)
    }
}

/// One source: where its objects are read, and on which surface they are seen.
pub(crate) struct ObjectSource {
    pub(crate) source: Source,
    pub(crate) surface: String,
}

/// The sources by bucket.
pub(crate) struct Sources(HashMap<String, ObjectSource>);

impl Sources {
    /// Opens what is configured.
    ///
    /// # Errors
    /// Names the setting: two of a bucket, a surface that is no name, neither or both of folder and bucket, a bucket that cannot be reached.
    pub(crate) fn open(configs: &[ObjectSourceConfig]) -> Result<Self, ConfigError> {
        const SETTING: &str = "platform.object_source";
        let mut sources = HashMap::new();
        for config in configs {
            let bucket = &config.bucket;
            let refuse = |reason: String| ConfigError::setting(SETTING, format!("`{bucket}`: {reason}"));
            if !crate::surfaces::is_name(&config.surface) {
                return Err(refuse("`surface` must be 1 to 64 of a-z, 0-9, - and _".to_owned()));
            }
            let source = match (&config.folder, &config.s3) {
                (Some(folder), None) => Source::folder(folder),
                (None, Some(s3)) => Source::bucket(bucket, s3).map_err(|error| refuse(error.to_string()))?,
                _ => return Err(refuse("give either `folder` or `s3`".to_owned())),
            };
            let source = ObjectSource { source, surface: config.surface.clone() };
            if sources.insert(bucket.clone(), source).is_some() {
                return Err(refuse("stands twice; give each bucket once".to_owned()));
            }
        }
        Ok(Self(sources))
    }

    /// The source of a bucket.
    pub(crate) fn find(&self, bucket: &str) -> Option<&ObjectSource> {
        self.0.get(bucket)
    }
}

/// Reads the statement beside an object. Where it names no surface, it is that of the
/// source; another one is refused, since a bucket must not lead around the basis of its surface.
pub(crate) fn read_statement(bytes: &[u8], surface: &str, now: Timestamp) -> Result<ToldUpload, Failure> {
    let mut value: Value = serde_json::from_slice(bytes)
        .map_err(|error| Failure::refused("upload", format!("is not JSON: {error}")))?;
    if let Some(fields) = value.as_object_mut() {
        fields.entry("surface").or_insert_with(|| Value::from(surface));
    }
    let told = UploadStatement::parse(value.to_string().as_bytes(), now)?;
    if told.statement.surface == surface {
        return Ok(told);
    }
    Err(Failure::refused(
        "upload.surface",
        format!("objects of this bucket are seen on `{surface}`; leave it out, or say that"),
    ))
}

/// A text as an address's query encodes it: `+` is a blank, `%2F` a slash. `None` for what is no such text.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
                u8::try_from(high * 16 + low).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_key_is_decoded_and_what_is_none_is_refused() {
        let key = |text: &str| ObjectName::read("media", text, "").map(|name| name.key);
        assert_eq!(key("2020%2Fholiday+%26+sun.png").unwrap(), "2020/holiday & sun.png");
        assert_eq!(key("ma%C3%B1ana.png").unwrap(), "mañana.png");
        assert_eq!(key("plain/path.png").unwrap(), "plain/path.png");
        for bad in ["", "a%2", "a%zz", "a%00", "a%ff", &"x".repeat(1025)] {
            assert!(key(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn names_that_differ_are_told_apart() {
        let of = |bucket: &str, key: &str, etag: &str| ObjectName::read(bucket, key, etag).unwrap();
        assert_eq!(of("a", "b", "\"c\"").blinded(), of("a", "b", "c").blinded());
        assert_ne!(of("a", "bc", "d").blinded(), of("a", "b", "cd").blinded());
        assert_ne!(of("ab", "c", "").blinded(), of("a", "bc", "").blinded());
        assert!(of("a", "b.png.amparo.json", "").is_statement());
        assert_eq!(of("a", "b.png", "").statement_key(), "b.png.amparo.json");
    }

    #[test]
    fn a_statement_is_of_the_surface_of_its_bucket() {
        let now = "2020-12-28T09:00:00Z".parse().unwrap();
        let mut told = json!({
            "account": {"esp_identifier": "user-1"}, "uploaded_at": "2020-10-03T21:14:05+02:00", "ip": "203.0.113.7",
            "url": "https://social.example/p/1", "channel": "public", "file_name": "a.png"
        });
        let of = |told: &Value| read_statement(told.to_string().as_bytes(), "posts", now);
        assert_eq!(of(&told).unwrap().statement.surface, "posts");
        told["surface"] = json!("posts");
        assert!(of(&told).is_ok());
        told["surface"] = json!("chat");
        assert!(of(&told).err().unwrap().to_string().contains("`posts`"));
        assert!(read_statement(b"[]", "posts", now).is_err() && read_statement(b"", "posts", now).is_err());
    }

    #[test]
    fn a_source_is_a_folder_or_a_bucket_and_stands_once() {
        let of = |text: &str| {
            let config = service::config::parse::<crate::config::PlatformConfig>("t".as_ref(), text).unwrap();
            Sources::open(&config.object_source).err().map(|error| error.to_string())
        };
        let one = "[[object_source]]\nbucket = \"media\"\nsurface = \"posts\"\n";
        assert_eq!(of(&format!("{one}folder = \"media\"\n")), None);
        assert!(of(one).unwrap().contains("either `folder` or `s3`"));
        assert!(of(&format!("{one}folder = \"a\"\n{one}folder = \"b\"\n")).unwrap().contains("stands twice"));
        let bad = one.replace("posts", "Posts");
        assert!(of(&format!("{bad}folder = \"a\"\n")).unwrap().contains("`surface`"));
    }
}
