//! What becomes of a passkey: added, doubted, removed.

use super::{MOST_PASSKEYS, Made, Passkey, credential_blind, passkey_row};
use crate::accounts::{Own, State};
use crate::db::passkeys::{self as table, PasskeyRow};
use crate::db::{staff_accounts, staff_sessions};
use crate::{Acting, Action, Done, EntryDraft, Failure};

/// Gives an account a passkey that the relying party has judged.
pub(super) struct AddPasskey<'a> {
    pub(super) account_id: &'a str,
    pub(super) name: &'a str,
    /// The random name of the account that the authenticator was given, in hex.
    pub(super) user_handle: &'a str,
    pub(super) made: &'a Made,
}

impl Action for AddPasskey<'_> {
    type Permission = Own;
    type Output = String;
    const NAME: &'static str = "add-passkey";

    fn permission(&self) -> Own {
        Own::Account
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<String>, Failure> {
        let Self { account_id, .. } = *self;
        let account = staff_accounts::find(acting.tx, account_id).await?;
        if account.is_none_or(|account| account.state != State::Active) {
            return Err(Failure::absent("account"));
        }
        if table::list_of(acting.tx, account_id).await?.len() >= MOST_PASSKEYS {
            return Err(Failure::conflict(format!(
                "an account has at most {MOST_PASSKEYS} passkeys; remove one first"
            )));
        }
        let handle = staff_accounts::keep_user_handle(acting.tx, account_id, self.user_handle).await?;
        if handle.as_deref() != Some(self.user_handle) {
            return Err(Failure::conflict("another passkey was added meanwhile; begin again"));
        }
        let row = self.row(acting);
        if !table::insert(acting.tx, &row).await? {
            return Err(Failure::conflict("this passkey is known already"));
        }
        let entry = EntryDraft::on("staff_account", account_id)
            .without_personal_data()
            .with("passkey_id", &row.passkey_id);
        Ok(Done::new(row.passkey_id, entry))
    }
}

impl AddPasskey<'_> {
    fn row(&self, acting: &Acting<'_>) -> PasskeyRow {
        let (keys, rng) = (acting.columns(), acting.rng());
        let passkey_id = acting.new_id::<Passkey>().to_string();
        let at = passkey_row(self.account_id, &passkey_id);
        PasskeyRow {
            account_id: self.account_id.to_owned(),
            credential_blind: credential_blind(keys, &self.made.credential_id),
            credential: keys.seal("passkey", &at, "credential", &self.made.credential, rng),
            name: keys.seal("passkey", &at, "name", self.name, rng),
            passkey_id,
            made_at: acting.now,
            used_at: None,
            doubted_at: None,
        }
    }
}

/// Doubts a passkey whose counter went back: there may be a copy of it, and neither opens anything from now on. All sessions of
/// the account end, since whoever has the copy may hold one.
pub(super) struct DoubtPasskey<'a> {
    pub(super) account_id: &'a str,
    pub(super) passkey_id: &'a str,
}

impl Action for DoubtPasskey<'_> {
    type Permission = Own;
    type Output = String;
    const NAME: &'static str = "doubt-passkey";

    fn permission(&self) -> Own {
        Own::Account
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<String>, Failure> {
        if !table::doubt(acting.tx, self.account_id, self.passkey_id, acting.now).await? {
            return Err(Failure::conflict("this passkey is doubted already, or gone"));
        }
        staff_sessions::remove_of(acting.tx, self.account_id).await?;
        let entry = EntryDraft::on("staff_account", self.account_id)
            .without_personal_data()
            .with("passkey_id", self.passkey_id)
            .with("because", "its counter went back");
        Ok(Done::new(self.passkey_id.to_owned(), entry))
    }
}

/// Removes a passkey of one's own, unless nothing else opens the account. The account's other sessions end: the device may be lost.
pub(crate) struct RemovePasskey<'a> {
    pub(crate) account_id: &'a str,
    pub(crate) passkey_id: &'a str,
    /// The session that asks, which goes on.
    pub(crate) session_id: &'a str,
}

impl Action for RemovePasskey<'_> {
    type Permission = Own;
    type Output = String;
    const NAME: &'static str = "remove-passkey";

    fn permission(&self) -> Own {
        Own::Account
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<String>, Failure> {
        let Self { account_id, passkey_id, session_id } = *self;
        if !table::remove(acting.tx, account_id, passkey_id).await? {
            return Err(Failure::absent("passkey"));
        }
        let others = table::list_of(acting.tx, account_id).await?;
        let has_other = others.iter().any(|other| other.doubted_at.is_none());
        if !has_other && !staff_accounts::has_credentials(acting.tx, account_id).await? {
            return Err(Failure::conflict("this is the last way into the account; add another one first"));
        }
        staff_sessions::remove_others(acting.tx, account_id, session_id).await?;
        let entry = EntryDraft::on("staff_account", account_id)
            .without_personal_data()
            .with("passkey_id", passkey_id);
        Ok(Done::new(passkey_id.to_owned(), entry))
    }
}
