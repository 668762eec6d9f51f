//! Objects of others, for reading: a folder, or a bucket. Nothing in them is a vault's, sealed, claimed or changed.

use std::path::{Component, Path, PathBuf};

use serde::Deserialize;
use thiserror::Error;
use tokio::fs::File;
use tokio::io::AsyncReadExt as _;

#[cfg(feature = "s3")]
use crate::VaultConfig;
use crate::VaultError;

/// Bytes of one piece that is read of a file.
const PIECE_BYTES: usize = 64 * 1024;

/// A bucket of others that speaks the S3 protocol; read only.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BucketConfig {
    /// Address of the service; without it Amazon's own of the region.
    #[serde(default)]
    pub endpoint: Option<String>,
    /// Region; most other services take any.
    #[serde(default = "region")]
    pub region: String,
    /// Id of an access key that may read the bucket, and no more.
    pub access_key_id: String,
    /// File of the access key's secret, mode 0600.
    pub secret_access_key_file: PathBuf,
}

fn region() -> String {
    "us-east-1".into()
}

/// Why an object could not be read.
#[derive(Debug, Error)]
pub enum SourceError {
    /// There is none of this name.
    #[error("there is no such object")]
    Missing,
    /// The name leads out of the source, or is none.
    #[error("the name is none of an object here")]
    Name,
    /// The object has changed since it was announced.
    #[error("the object has changed since it was announced")]
    Changed,
    /// The disk, or the bucket, refused: it may not the next time.
    #[error("could not be read: {0}")]
    Unreadable(String),
}

/// Where objects are read from. Clones share it.
#[derive(Clone)]
pub struct Source(Place);

#[derive(Clone)]
enum Place {
    Folder(PathBuf),
    #[cfg(feature = "s3")]
    Bucket(std::sync::Arc<dyn object_store::ObjectStore>),
}

/// An object that is being read, piece by piece.
pub struct Reading(Pieces);

enum Pieces {
    File(File),
    #[cfg(feature = "s3")]
    Stream(futures::stream::BoxStream<'static, object_store::Result<bytes::Bytes>>),
}

impl Source {
    /// A folder whose files are the objects, a name with slashes being a path in it.
    pub fn folder(path: &Path) -> Self {
        Self(Place::Folder(path.to_owned()))
    }

    /// The bucket of this name.
    ///
    /// # Errors
    /// [`VaultError::Disk`]: its secret cannot be read, or the address is none; [`VaultError::NotBuilt`].
    #[cfg(feature = "s3")]
    pub fn bucket(name: &str, config: &BucketConfig) -> Result<Self, VaultError> {
        let BucketConfig { endpoint, region, access_key_id, secret_access_key_file } = config.clone();
        let config = VaultConfig {
            bucket: name.to_owned(),
            prefix: String::new(),
            endpoint,
            region,
            access_key_id,
            secret_access_key_file,
        };
        config.connect().map(Place::Bucket).map(Self)
    }

    /// The bucket of this name.
    ///
    /// # Errors
    /// [`VaultError::NotBuilt`]: this program speaks to no bucket.
    #[cfg(not(feature = "s3"))]
    pub fn bucket(_: &str, _: &BucketConfig) -> Result<Self, VaultError> {
        Err(VaultError::NotBuilt)
    }

    /// Opens an object. In a bucket it must still be the one of this `etag`, unless that is empty; a folder has none.
    ///
    /// # Errors
    /// As [`SourceError`] says.
    pub async fn open(&self, key: &str, etag: &str) -> Result<Reading, SourceError> {
        #[cfg(not(feature = "s3"))]
        let _ = etag;
        match &self.0 {
            Place::Folder(folder) => open_file(folder, key).await,
            #[cfg(feature = "s3")]
            Place::Bucket(store) => of_bucket::open(&**store, key, etag).await,
        }
    }
}

impl Reading {
    /// The next piece; none after the last.
    ///
    /// # Errors
    /// [`SourceError::Unreadable`]: the object broke off.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, SourceError> {
        match &mut self.0 {
            Pieces::File(file) => {
                let mut piece = vec![0; PIECE_BYTES];
                let read = file.read(&mut piece).await.map_err(unreadable)?;
                piece.truncate(read);
                Ok(Some(piece).filter(|piece| !piece.is_empty()))
            }
            #[cfg(feature = "s3")]
            Pieces::Stream(stream) => {
                use futures::TryStreamExt as _;
                let piece = stream.try_next().await.map_err(unreadable)?;
                Ok(piece.map(|piece| piece.to_vec()))
            }
        }
    }
}

/// Neither the name nor a symbolic link leads out of the folder.
async fn open_file(folder: &Path, key: &str) -> Result<Reading, SourceError> {
    let name = Path::new(key);
    let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_));
    if key.is_empty() || key.ends_with('/') || key.contains('\0') || !name.components().all(is_plain) {
        return Err(SourceError::Name);
    }
    let missing = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => SourceError::Missing,
        _ => unreadable(error),
    };
    let folder = tokio::fs::canonicalize(folder).await.map_err(unreadable)?;
    let path = tokio::fs::canonicalize(folder.join(name)).await.map_err(missing)?;
    if !path.starts_with(&folder) {
        return Err(SourceError::Name);
    }
    // a pipe is waited for while it is opened, so what is no file is not opened at all
    if !tokio::fs::metadata(&path).await.map_err(missing)?.is_file() {
        return Err(SourceError::Name);
    }
    Ok(Reading(Pieces::File(File::open(&path).await.map_err(missing)?)))
}

fn unreadable(error: impl std::fmt::Display) -> SourceError {
    SourceError::Unreadable(error.to_string())
}

#[cfg(feature = "s3")]
mod of_bucket {
    use object_store::path::Path;
    use object_store::{Error, ObjectStore, ObjectStoreExt as _};

    use super::{Pieces, Reading, SourceError, unreadable};

    pub(super) async fn open(store: &dyn ObjectStore, key: &str, etag: &str) -> Result<Reading, SourceError> {
        let path = Path::parse(key).map_err(|_| SourceError::Name)?;
        let found = match store.get(&path).await {
            Ok(found) => found,
            Err(Error::NotFound { .. }) => return Err(SourceError::Missing),
            Err(error) => return Err(unreadable(error)),
        };
        // services write it with quotes in an answer and without in a notification
        let is = found.meta.e_tag.as_deref().map(|tag| tag.trim_matches('"'));
        let announced = etag.trim_matches('"');
        if !announced.is_empty() && is.is_some_and(|is| is != announced) {
            return Err(SourceError::Changed);
        }
        Ok(Reading(Pieces::Stream(found.into_stream())))
    }

    #[cfg(test)]
    mod tests {
        use object_store::PutPayload;
        use object_store::memory::InMemory;

        use super::*;

        #[tokio::test]
        async fn an_object_of_a_bucket_is_read_as_it_was_announced() {
            let store = InMemory::new();
            store.put(&Path::from("a/b.png"), PutPayload::from_static(b"abc")).await.unwrap();
            let tag = store.head(&Path::from("a/b.png")).await.unwrap().e_tag.unwrap();
            for etag in ["", tag.as_str(), &format!("\"{tag}\"")] {
                let mut reading = open(&store, "a/b.png", etag).await.ok().unwrap();
                assert_eq!(reading.next().await.unwrap().as_deref(), Some(&b"abc"[..]));
                assert_eq!(reading.next().await.unwrap(), None);
            }
            assert!(matches!(open(&store, "a/b.png", "another").await, Err(SourceError::Changed)));
            assert!(matches!(open(&store, "a/c.png", "").await, Err(SourceError::Missing)));
            assert!(matches!(open(&store, "a//../b", "").await, Err(SourceError::Name)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(source: &Source, key: &str) -> Result<Vec<u8>, SourceError> {
        let mut reading = source.open(key, "any").await?;
        let mut content = Vec::new();
        while let Some(piece) = reading.next().await? {
            content.extend_from_slice(&piece);
        }
        Ok(content)
    }

    #[tokio::test]
    async fn a_folder_gives_its_files_and_nothing_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let media = dir.path().join("media");
        std::fs::create_dir_all(media.join("2020")).unwrap();
        let content = vec![7; 2 * PIECE_BYTES + 1];
        std::fs::write(media.join("2020/a b.png"), &content).unwrap();
        std::fs::write(media.join("empty"), "").unwrap();
        std::fs::write(dir.path().join("secret"), "secret").unwrap();
        std::os::unix::fs::symlink(dir.path().join("secret"), media.join("link")).unwrap();
        std::os::unix::fs::symlink(dir.path(), media.join("folder")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(media.join("socket")).unwrap();
        let source = Source::folder(&media);
        assert_eq!(read(&source, "2020/a b.png").await.unwrap(), content);
        assert!(read(&source, "empty").await.unwrap().is_empty());
        let outside = ["../secret", "2020/../../secret", "/etc/passwd", "link", "folder/secret"];
        let none = ["", "2020", "2020/", "a\0b", "socket"];
        for key in outside.into_iter().chain(none) {
            let error = read(&source, key).await.unwrap_err();
            assert!(matches!(error, SourceError::Name), "{key}: {error}");
        }
        for key in ["b.png", "2020/b.png", "empty/b.png"] {
            let error = read(&source, key).await.unwrap_err();
            assert!(matches!(error, SourceError::Missing), "{key}: {error}");
        }
        let gone = Source::folder(&dir.path().join("gone"));
        assert!(matches!(read(&gone, "a").await.unwrap_err(), SourceError::Unreadable(_)));
    }

    #[test]
    fn without_the_feature_a_bucket_is_refused_with_what_to_do() {
        let config = BucketConfig {
            endpoint: None,
            region: region(),
            access_key_id: "example".into(),
            secret_access_key_file: "does/not/exist".into(),
        };
        let error = Source::bucket("media", &config).err().unwrap().to_string();
        let said = if cfg!(feature = "s3") { "secret_access_key_file" } else { "--features s3" };
        assert!(error.contains(said), "{error}");
    }
}
