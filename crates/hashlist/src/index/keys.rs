//! Digests in order, and the entries that have them.

use crate::Opaque;
use crate::bytes::{U32, index};

/// Digests in ascending order, equal ones side by side, and the entry number of each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keys<'a, const N: usize> {
    pub(super) keys: &'a [[u8; N]],
    pub(super) entries: &'a [U32],
}

impl<'a, const N: usize> Keys<'a, N> {
    /// The entries that have this digest.
    pub(crate) fn find(self, digest: &[u8; N]) -> impl Iterator<Item = u32> + use<'a, N> {
        let start = self.keys.partition_point(|key| key < digest);
        let keys = self.keys.get(start..).unwrap_or_default();
        let digest = *digest;
        let same = keys.iter().zip(self.entries.get(start..).unwrap_or_default());
        same.take_while(move |(key, _)| **key == digest).map(|(_, entry)| u32::from_le_bytes(*entry))
    }
}

/// The key of an opaque value.
pub(crate) fn opaque_key(opaque: &Opaque) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(opaque.kind.as_str().as_bytes()).update(&[0]).update(opaque.value.as_bytes());
    let mut key = [0; 16];
    hasher.finalize_xof().fill(&mut key);
    key
}

/// A digest and the entry that has it, in ascending order.
///
/// First put in groups by their first bits, so that each sort stays in the cache: digests are spread evenly, and where they are not it
/// only takes longer.
pub(super) fn sorted<const N: usize>(digests: &[([u8; N], u32)]) -> Vec<([u8; N], u32)> {
    let bits = digests.len().checked_ilog2().unwrap_or(0).saturating_sub(8).min(12);
    let group_of =
        |digest: &[u8; N]| index(u32::from(u16::from_be_bytes([digest[0], digest[1]])) >> (16 - bits));
    let mut ends = vec![0_usize; (1 << bits) + 1];
    for (digest, _) in digests {
        ends[group_of(digest)] += 1;
    }
    let mut sum = 0;
    for end in &mut ends {
        sum += *end;
        *end = sum;
    }
    let mut sorted = vec![([0; N], 0); digests.len()];
    for pair in digests.iter().rev() {
        let end = &mut ends[group_of(&pair.0)];
        *end -= 1;
        sorted[*end] = *pair;
    }
    for group in ends.windows(2) {
        sorted[group[0]..group[1]].sort_unstable();
    }
    sorted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::OpaqueKind;

    proptest! {
        #[test]
        fn sorting_by_groups_is_sorting(digests in prop::collection::vec((any::<[u8; 16]>(), any::<u32>()), 0..3000)) {
            let mut plainly = digests.clone();
            plainly.sort_unstable();
            prop_assert_eq!(sorted(&digests), plainly);
        }
    }

    #[test]
    fn every_entry_of_a_key_is_found_and_no_other() {
        let (keys, entries) = ([[1; 4], [3; 4], [3; 4], [9; 4]], [7_u32, 1, 2, 0].map(u32::to_le_bytes));
        let keys = Keys { keys: &keys, entries: &entries };
        assert_eq!(keys.find(&[3; 4]).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(keys.find(&[9; 4]).collect::<Vec<_>>(), [0]);
        assert_eq!(keys.find(&[2; 4]).count() + keys.find(&[10; 4]).count(), 0);
    }

    #[test]
    fn the_same_text_of_another_kind_has_another_key() {
        let [a, b] = [OpaqueKind::PhotoDna, OpaqueKind::NetClean]
            .map(|kind| opaque_key(&Opaque { kind, value: "AAAA".into() }));
        assert_ne!(a, b);
    }
}
