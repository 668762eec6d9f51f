//! What a new version of a list says of uploads that came before it.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::tell;
use crate::db::hits;
use crate::ids::{Hit, Upload};
use crate::lists::Found;
use crate::permissions::Permission;
use crate::verdict::Verdict;

/// Some uploads with what the version says of each. The same upload is not put before a moderator twice for the same entry.
pub(crate) struct RecordHits {
    pub(crate) list_name: String,
    pub(crate) version: i64,
    pub(crate) found: Vec<(Id<Upload>, Vec<Found>)>,
    /// Whether the application is told of what is new.
    pub(crate) tells: bool,
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
            let mut hit_ids = Vec::new();
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
                    hit_ids.push(hit_id.to_string());
                }
            }
            if self.tells && !hit_ids.is_empty() {
                tell(acting, *upload_id, Verdict::Hit, &hit_ids).await?;
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
