//! What a new version of a list says of uploads that came before it.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};

use crate::db::hits;
use crate::ids::{Hit, Upload};
use crate::lists::Found;
use crate::permissions::Permission;

/// Some uploads with what the version says of each. The same upload is not put before a moderator twice for the same entry.
pub(crate) struct RecordHits {
    pub(crate) list_name: String,
    pub(crate) version: i64,
    pub(crate) found: Vec<(Id<Upload>, Vec<Found>)>,
}

impl Action for RecordHits {
    type Permission = Permission;
    /// How many hits are new.
    type Output = i64;
    const NAME: &'static str = "record-hits";

    fn permission(&self) -> Permission {
        Permission::RecordHits
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<i64>, Failure> {
        let (mut new, mut shadow) = (0, 0);
        for (upload_id, found) in &self.found {
            for one in found {
                if hits::has_hit(acting.tx, *upload_id, one).await? {
                    continue;
                }
                let hit_id: Id<Hit> = acting.new_id();
                hits::insert_hit(acting.tx, hit_id, *upload_id, one, acting.now).await?;
                if one.shadow {
                    shadow += 1;
                } else {
                    new += 1;
                }
            }
        }
        let entry = EntryDraft::on("hash list", &self.list_name)
            .with("version", self.version.to_string())
            .with("uploads", self.found.len().to_string())
            .with("hits", new.to_string())
            .with("shadow_hits", shadow.to_string());
        Ok(Done::new(new, entry))
    }
}
