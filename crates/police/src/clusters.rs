//! Which files are the same or near-duplicates.

use hashlist::{Digest, MAX_DISTANCE_BITS, MIN_QUALITY, is_degenerate};
use service::DbError;
use service::db::Tx;

use crate::db::media;

/// A PDQ hash that is good enough to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Print([u8; 32]);

impl Print {
    /// From 64 hexadecimal digits; `None` when it is no PDQ hash, of too low a quality, or that of a flat or regular picture.
    pub(crate) fn find(hash: &str, quality: i64) -> Option<Self> {
        let hash: Digest<32> = hash.parse().ok()?;
        (quality >= i64::from(MIN_QUALITY) && !is_degenerate(&hash)).then_some(Self(hash.0))
    }

    fn is_near(self, other: Self) -> bool {
        let differing: u32 = self.0.iter().zip(other.0).map(|(a, b)| (a ^ b).count_ones()).sum();
        differing <= MAX_DISTANCE_BITS
    }
}

/// The cluster of a file not seen before. When it is near files of several clusters, these become one, whatever the order of arrival.
pub(crate) async fn join_clusters(
    tx: &mut Tx,
    sha256: &str,
    print: Option<Print>,
) -> Result<String, DbError> {
    let Some(print) = print else { return Ok(sha256.to_owned()) };
    let mut near: Vec<String> = media::list_prints_like(tx, &print.0)
        .await?
        .into_iter()
        .filter(|known| Print::find(&known.hash, known.quality).is_some_and(|other| print.is_near(other)))
        .map(|known| known.cluster_id)
        .collect();
    near.sort_unstable();
    near.dedup();
    let Some((first, others)) = near.split_first() else { return Ok(sha256.to_owned()) };
    for other in others {
        media::merge_cluster(tx, other, first).await?;
    }
    Ok(first.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_means_at_most_31_bits_and_quality_50() {
        let print = |bits: u32, quality| {
            let mut bytes = [0x33_u8; 32];
            for bit in 0..bits as usize {
                bytes[bit / 8] ^= 1 << (bit % 8);
            }
            Print::find(&hex::encode(bytes), quality)
        };
        let base = print(0, 50).unwrap();
        assert!(base.is_near(print(31, 50).unwrap()));
        assert!(!base.is_near(print(32, 50).unwrap()));
        assert_eq!(print(0, 49), None);
        assert_eq!(Print::find("abc", 100), None);
        assert_eq!(
            Print::find(&"0".repeat(64), 100),
            None,
            "a flat picture looks like every other flat picture"
        );
    }
}
