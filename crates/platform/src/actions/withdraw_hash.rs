//! A human takes a hash of a list back: it gives no hit from now on, and what rested on it says so.

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Sealed};
use utoipa::ToSchema;

use crate::db::{hash_list_entries, hash_lists, withdrawals};
use crate::ids::Withdrawal;
use crate::permissions::Permission;

/// Most characters of a digest or an identifier.
const MOST_CHARS: usize = 500;

/// A hash, by a digest of its entry or by what the source calls it. Decisions that were made stay as they are.
pub(crate) struct WithdrawHash {
    pub(crate) list_name: String,
    pub(crate) digest: String,
    pub(crate) reason: String,
    /// Whether an entry of the version in use carries it.
    pub(crate) is_carried: bool,
}

/// A hash that is taken back.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct HashWithdrawn {
    /// Names the withdrawal from now on.
    #[schema(value_type = String, example = "wdr_0190163d8694739b8e3b2c7d3a0f5e11")]
    pub(crate) withdrawal_id: Id<Withdrawal>,
    /// How many hits rested on it; each says so now.
    pub(crate) hits: i64,
}

/// A digest as the lists keep it: hexadecimal digits small, anything else as it is.
pub(crate) fn as_kept(digest: &str) -> Result<String, Failure> {
    let digest = digest.trim();
    if digest.is_empty() || digest.chars().count() > MOST_CHARS {
        return Err(Failure::refused("digest", "give a digest of the entry, or what its source calls it"));
    }
    let is_hex = matches!(digest.len(), 32 | 40 | 64) && digest.chars().all(|c| c.is_ascii_hexdigit());
    Ok(if is_hex { digest.to_ascii_lowercase() } else { digest.to_owned() })
}

impl Action for WithdrawHash {
    type Permission = Permission;
    type Output = HashWithdrawn;
    const NAME: &'static str = "withdraw-hash";

    fn permission(&self) -> Permission {
        Permission::WithdrawHash
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<HashWithdrawn>, Failure> {
        let (list_name, digest) = (self.list_name.as_str(), self.digest.as_str());
        if hash_lists::find_newest_version(acting.tx, list_name).await?.is_none() {
            return Err(Failure::absent("hash list"));
        }
        if withdrawals::is_withdrawn(acting.tx, list_name, digest).await? {
            return Err(Failure::conflict("this hash is withdrawn already"));
        }
        if !self.is_carried && !hash_list_entries::is_known(acting.tx, list_name, digest).await? {
            return Err(Failure::refused("digest", "no entry of this list that counts carries it"));
        }
        let withdrawal_id = acting.new_id();
        let row = withdrawal_id.to_string();
        let at = ColumnRef { table: withdrawals::TABLE, row: &row, column: withdrawals::REASON };
        let reason = Sealed::seal(acting.columns(), at, &self.reason, acting.rng())?;
        let withdrawn = (acting.actor.name(), acting.now);
        withdrawals::insert_withdrawal(acting.tx, withdrawal_id, (list_name, digest), &reason, withdrawn)
            .await?;
        let hits = withdrawals::count_hits(acting.tx, list_name, digest).await?;
        let entry = EntryDraft::on("hash list", list_name)
            .without_personal_data()
            .with("withdrawal", row)
            .with("digest", digest)
            .with("hits", hits.to_string());
        Ok(Done::new(HashWithdrawn { withdrawal_id, hits }, entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_kept_small_and_identifiers_as_they_are() {
        let kept = |text: &str| as_kept(text).ok();
        assert_eq!(kept(&format!(" {} ", "AB".repeat(16))), Some("ab".repeat(16)));
        assert_eq!(kept("Member-7"), Some("Member-7".to_owned()));
        assert_eq!(kept("  "), None);
        assert_eq!(kept(&"x".repeat(501)), None);
    }
}
