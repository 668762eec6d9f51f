//! The finished items of a bucket as a backup sees them: sealed bytes by name. Nothing is claimed, written or opened.

#[cfg(not(any(test, feature = "s3")))]
use crate::{VaultConfig, VaultError};

/// The objects of one node's part of a bucket, for reading.
#[cfg(not(any(test, feature = "s3")))]
pub struct Objects(std::convert::Infallible);

#[cfg(not(any(test, feature = "s3")))]
#[allow(clippy::unused_async, reason = "as with a bucket")]
impl Objects {
    /// # Errors
    /// [`VaultError::NotBuilt`]: this program speaks to no bucket.
    pub fn of(_: &VaultConfig) -> Result<Self, VaultError> {
        Err(VaultError::NotBuilt)
    }

    /// Where they lie, for humans.
    pub fn place(&self) -> &str {
        match self.0 {}
    }

    /// The size of an object; none where there is none.
    ///
    /// # Errors
    /// Never.
    pub async fn size(&self, _: &str) -> Result<Option<u64>, VaultError> {
        match self.0 {}
    }

    /// Size and SHA-256 (hex) of an object's bytes; none where there is none.
    ///
    /// # Errors
    /// Never.
    pub async fn digest(&self, _: &str) -> Result<Option<(u64, String)>, VaultError> {
        match self.0 {}
    }
}

#[cfg(any(test, feature = "s3"))]
pub use of_bucket::Objects;

#[cfg(any(test, feature = "s3"))]
mod of_bucket {
    use std::sync::Arc;

    use futures::TryStreamExt as _;
    use object_store::path::Path;
    use object_store::{Error, ObjectStore, ObjectStoreExt as _};
    use sha2::{Digest as _, Sha256};

    use crate::VaultError;
    use crate::bucket::{items_below, refused};
    use crate::item::Name;

    /// The objects of one node's part of a bucket, for reading.
    pub struct Objects {
        store: Arc<dyn ObjectStore>,
        items: Path,
        place: String,
    }

    impl Objects {
        /// Those of the bucket that a configuration names.
        ///
        /// # Errors
        /// [`VaultError::Disk`]: its secret cannot be read, or the address is none.
        #[cfg(feature = "s3")]
        pub fn of(config: &crate::VaultConfig) -> Result<Self, VaultError> {
            let place = format!("bucket `{}`, prefix `{}`", config.bucket, config.prefix);
            Ok(Self::over(config.connect()?, &config.prefix, place))
        }

        pub(crate) fn over(store: Arc<dyn ObjectStore>, prefix: &str, place: String) -> Self {
            Self { store, items: items_below(prefix), place }
        }

        /// Where they lie, for humans.
        pub fn place(&self) -> &str {
            &self.place
        }

        /// The size of an object; none where there is none.
        ///
        /// # Errors
        /// [`VaultError::Disk`]; [`VaultError::InvalidRecord`] for a name that no vault made.
        pub async fn size(&self, name: &str) -> Result<Option<u64>, VaultError> {
            match self.store.head(&self.path(name)?).await {
                Ok(meta) => Ok(Some(meta.size)),
                Err(Error::NotFound { .. }) => Ok(None),
                Err(error) => Err(refused("look for an item in its bucket")(error)),
            }
        }

        /// Size and SHA-256 (hex) of an object's bytes, read to their end; none where there is none.
        ///
        /// # Errors
        /// As [`Self::size`].
        pub async fn digest(&self, name: &str) -> Result<Option<(u64, String)>, VaultError> {
            let step = "read an item of its bucket";
            let mut chunks = match self.store.get(&self.path(name)?).await {
                Ok(found) => found.into_stream(),
                Err(Error::NotFound { .. }) => return Ok(None),
                Err(error) => return Err(refused(step)(error)),
            };
            let (mut sha256, mut bytes) = (Sha256::new(), 0);
            while let Some(chunk) = chunks.try_next().await.map_err(refused(step))? {
                sha256.update(&chunk);
                bytes += chunk.len() as u64;
            }
            Ok(Some((bytes, hex::encode(sha256.finalize()))))
        }

        fn path(&self, name: &str) -> Result<Path, VaultError> {
            Ok(self.items.clone().join(Name::parse(name)?.to_string()))
        }
    }

    #[cfg(test)]
    mod tests {
        use object_store::PutPayload;
        use object_store::memory::InMemory;

        use super::*;

        #[tokio::test]
        async fn an_object_is_measured_by_its_name_and_an_absent_one_is_none() {
            let store = Arc::new(InMemory::new());
            let objects = Objects::over(Arc::<InMemory>::clone(&store), "node", "memory".into());
            let name = "0f".repeat(16);
            store.put(&objects.path(&name).unwrap(), PutPayload::from_static(b"abc")).await.unwrap();
            let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
            assert_eq!(objects.digest(&name).await.unwrap(), Some((3, abc.to_owned())));
            assert_eq!(objects.size(&name).await.unwrap(), Some(3));
            let other = "0e".repeat(16);
            assert_eq!(
                (objects.size(&other).await.unwrap(), objects.digest(&other).await.unwrap()),
                (None, None)
            );
            assert!(objects.size("../owner").await.is_err());
        }
    }
}
