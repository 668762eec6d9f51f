//! Reading an item for nothing but to see whether it is whole.

use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};
use tokio::io::AsyncReadExt as _;

use crate::{Damage, Opening, SealedItem, VaultError};

const BUFFER_BYTES: usize = 64 << 10;

pub(crate) async fn read_all(
    mut opening: Opening,
    item: &SealedItem,
    bytes_per_second: u64,
) -> Result<(), VaultError> {
    let (mut sha256, mut blake3) = (Sha256::new(), blake3::Hasher::new());
    let (began, mut read_bytes, mut buffer) = (Instant::now(), 0_u64, vec![0; BUFFER_BYTES]);
    loop {
        let length = opening.read(&mut buffer).await.map_err(cause)?;
        let Some(bytes) = buffer.get(..length).filter(|bytes| !bytes.is_empty()) else { break };
        sha256.update(bytes);
        blake3.update(bytes);
        read_bytes += length as u64;
        let due = Duration::from_millis(read_bytes.saturating_mul(1000) / bytes_per_second.max(1));
        if let Some(early) = due.checked_sub(began.elapsed()).filter(|early| !early.is_zero()) {
            tokio::time::sleep(early).await;
        }
    }
    let digests = (hex::encode(sha256.finalize()), blake3.finalize().to_hex().to_string());
    if digests != (item.sha256.clone(), item.blake3.clone()) {
        return Err(VaultError::Damaged { name: item.name.clone(), damage: Damage::Digest });
    }
    Ok(())
}

/// What [`Opening`] wrapped for its readers.
fn cause(error: std::io::Error) -> VaultError {
    match error.downcast::<VaultError>() {
        Ok(error) => error,
        Err(source) => VaultError::Disk { step: "read an item", source },
    }
}
