//! An officer states who used the account of an identification, and how sure that is. Stating it again replaces: all stay on record.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::db::Reader;
use crate::db::identified::{self as table, UseRow};
use crate::identified::{self, Confidence};
use crate::ids::{AccountUse, Identification};
use crate::permissions::Permission;
use crate::seals;

/// States who used the account: the subscriber of a line and the user of an account are two things.
pub(crate) struct StateAccountUse {
    pub(crate) identification_id: Id<Identification>,
    pub(crate) account_user: String,
    /// A code of [`Confidence`].
    pub(crate) confidence: String,
}

impl Action for StateAccountUse {
    type Permission = Permission;
    type Output = Id<AccountUse>;
    const NAME: &'static str = "state-account-use";

    fn permission(&self) -> Permission {
        Permission::IdentifyPersons
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<AccountUse>>, Failure> {
        let identification = identified::load(acting, self.identification_id).await?;
        let confidence = Confidence::find(&self.confidence)
            .ok_or_else(|| Failure::refused("confidence", "choose one of these"))?;
        let account_user = required("account_user", &self.account_user)?;
        let known = table::list_uses(acting.tx, &Reader::node(), self.identification_id).await?;
        let use_id: Id<AccountUse> = acting.new_id();
        let row = UseRow {
            use_id,
            identification_id: self.identification_id,
            sequence: known.first().map_or(1, |last| last.sequence + 1),
            account_user: seals::ACCOUNT_USER.seal(acting, use_id, &account_user)?,
            confidence,
            stated_at: acting.now,
            stated_by: acting.actor.name().to_owned(),
        };
        table::insert_use(acting.tx, &row).await?;
        let entry = EntryDraft::on("person", identification.person_id)
            .with("identification_id", self.identification_id.to_string())
            .with("use_id", use_id.to_string())
            .with("confidence", confidence.code());
        Ok(Done::new(use_id, entry))
    }
}
