//! How many hits a list gave on a day that is over, for the custody log that others witness.

use jiff::Timestamp;
use jiff::civil::Date;
use service::{Acting, Action, Done, EntryDraft, Failure};

use crate::db::hash_list_days as days;
use crate::permissions::Permission;

/// One list on one day of the node's zone.
pub(crate) struct CountListHits {
    pub(crate) list_name: String,
    pub(crate) day: Date,
    /// When the day began, and when the next one did.
    pub(crate) bounds: (Timestamp, Timestamp),
}

impl Action for CountListHits {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "count-list-hits";

    fn permission(&self) -> Permission {
        Permission::RecordHits
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        if days::is_counted(acting.tx, &self.list_name, self.day).await? {
            return Err(Failure::conflict("this day is counted already"));
        }
        let count = days::count_found(acting.tx, &self.list_name, self.bounds).await?;
        days::insert_day(acting.tx, (self.list_name.as_str(), self.day), &count, acting.now).await?;
        let entry = EntryDraft::on("hash list", &self.list_name)
            .without_personal_data()
            .with("day", self.day.to_string())
            .with("hits", count.hits.to_string())
            .with("shadow_hits", count.shadow_hits.to_string());
        Ok(Done::new((), entry))
    }
}
