//! Once a day the configured address is told what nobody has acknowledged; and what became of that message.

use jiff::civil::Date;
use service::{Acting, Action, Done, EntryDraft, Failure};

use crate::db::reminders;
use crate::jobs::TellReminder;
use crate::permissions::Permission;

/// The message of a day of the node's zone.
pub(crate) struct Remind {
    pub(crate) day: Date,
}

/// A message that the receiver has, or that failed for the last time.
pub(crate) struct SettleReminder {
    pub(crate) day: Date,
    /// Why it failed; no personal data.
    pub(crate) error: Option<String>,
}

impl Action for Remind {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "remind";

    fn permission(&self) -> Permission {
        Permission::Deliver
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        if reminders::find(acting.tx, self.day).await?.is_some() {
            return Err(Failure::conflict("this day is told already"));
        }
        reminders::insert(acting.tx, self.day, acting.now).await?;
        acting.enqueue(&TellReminder { day: self.day }).await?;
        Ok(Done::new((), EntryDraft::on("reminder", self.day).without_personal_data()))
    }
}

impl Action for SettleReminder {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "settle-reminder";

    fn permission(&self) -> Permission {
        Permission::Deliver
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let error = self.error.as_deref();
        if !reminders::settle(acting.tx, self.day, error, acting.now).await? {
            return Err(Failure::conflict("the message does not wait to be sent"));
        }
        let entry = EntryDraft::on("reminder", self.day)
            .without_personal_data()
            .with("message", if error.is_some() { "failed" } else { "sent" });
        Ok(Done::new((), entry))
    }
}
