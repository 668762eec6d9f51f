//! A named person has seen the warnings of an operator, and takes them on.

use jiff::Timestamp;
use service::{Acting, Action, Done, EntryDraft, Failure};

use crate::db::Reader;
use crate::db::warnings as table;
use crate::permissions::Permission;

/// Acknowledges what the person has seen: later warnings stay open.
pub(crate) struct AcknowledgeWarnings {
    /// As reports name it; empty for what names none.
    pub(crate) operator: String,
    /// When the newest was raised that the person has seen, as typed.
    pub(crate) up_to: String,
}

impl Action for AcknowledgeWarnings {
    type Permission = Permission;
    /// How many there were.
    type Output = u64;
    const NAME: &'static str = "acknowledge-warnings";

    fn permission(&self) -> Permission {
        Permission::RequestDisclosure
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<u64>, Failure> {
        let up_to: Timestamp = self
            .up_to
            .parse()
            .map_err(|_| Failure::refused("up_to", "is no instant; open the page again"))?;
        let (reader, by) = (Reader::of(acting.actor), acting.actor.name());
        let seen = (self.operator.as_str(), up_to);
        let done = table::acknowledge(acting.tx, &reader, seen, (by, acting.now)).await?;
        if done == 0 {
            return Err(Failure::conflict("no warning of this operator waits any more"));
        }
        let entry = EntryDraft::on("evidence_warning", acting.now.as_second())
            .with("operator", &self.operator)
            .with("acknowledged", done.to_string());
        Ok(Done::new(done, entry))
    }
}
