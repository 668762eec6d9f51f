//! Changing one's own password: by the present one, under a fresh second factor. Every other session of the account ends with it.

use jiff::SignedDuration;
use model::Sensitive;
use serde::Deserialize;

use super::limits::Limits;
use super::session::Session;
use super::sign_in::{Caller, credential_row, open_credential, require_active, wrong};
use super::{Own, actor_of, password};
use crate::db::staff_accounts::{self as table, CredentialKind};
use crate::db::staff_sessions;
use crate::http::Site;
use crate::{Acting, Action, Done, EntryDraft, Failure};

/// What somebody types.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordWish {
    present: Sensitive<String>,
    password: Sensitive<String>,
    again: Sensitive<String>,
}

/// Why it goes no further; each has a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotChanged {
    /// The present password is wrong.
    Present,
    /// The two new passwords differ.
    Again,
    /// The new one is the present one.
    Same,
    /// The new one is not taken.
    Password(password::Unfit),
    /// Too many attempts: this one was not looked at.
    Wait(SignedDuration),
}

/// Changes the password of the session's account.
///
/// # Errors
/// Absent when the account is no longer in use, conflict when another change was faster; of the database.
pub(crate) async fn change(
    site: &Site,
    caller: &Caller,
    session: &Session,
    wish: &PasswordWish,
) -> Result<Result<(), NotChanged>, Failure> {
    let node = site.node();
    let mut tx = node.db().begin_read("find-password").await?;
    let absent = || Failure::absent("account");
    let account = table::find(&mut tx, &session.account_id).await?.ok_or_else(absent)?;
    let kind = CredentialKind::Password;
    let phc = open_credential(&mut tx, node.columns(), &account.account_id, kind).await?;
    let sealed = table::find_credential(&mut tx, &account.account_id, kind).await?.ok_or_else(absent)?;
    drop(tx);
    let limits = Limits::of_address(node, caller.address).and_account(&account.name_blind);
    if let Err(wait) = limits.charge(node).await? {
        return Ok(Err(NotChanged::Wait(wait)));
    }
    if !site.hasher().verify(wish.present.reveal(), phc.as_deref()).await? {
        wrong("change_password");
        return Ok(Err(NotChanged::Present));
    }
    limits.refund(node).await?;
    let actor = actor_of(node.columns(), &account)?;
    if let Err(not) = check(wish, actor.name(), site.password_words()) {
        return Ok(Err(not));
    }
    let mut salt = [0; 16];
    node.rng().fill(&mut salt);
    let password_hash = site.hasher().hash(wish.password.reveal(), salt).await?;
    node.act(&actor, &ChangePassword { session, before: &sealed, password_hash: &password_hash }).await?;
    Ok(Ok(()))
}

/// Whether the new password may stand in the place of the present one.
fn check(wish: &PasswordWish, name: &str, words: &password::OwnWords) -> Result<(), NotChanged> {
    password::check(wish.password.reveal(), name, words).map_err(NotChanged::Password)?;
    if wish.password.reveal() != wish.again.reveal() {
        return Err(NotChanged::Again);
    }
    if wish.password.reveal() == wish.present.reveal() {
        return Err(NotChanged::Same);
    }
    Ok(())
}

struct ChangePassword<'a> {
    session: &'a Session,
    /// What stands in the column now: of two changes at once only one is made.
    before: &'a str,
    password_hash: &'a str,
}

impl Action for ChangePassword<'_> {
    type Permission = Own;
    type Output = String;
    const NAME: &'static str = "change-password";

    fn permission(&self) -> Own {
        Own::Account
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<String>, Failure> {
        let Session { session_id, account_id, .. } = self.session;
        require_active(acting, account_id).await?;
        let kind = CredentialKind::Password;
        let row = credential_row(account_id, kind);
        let sealed =
            acting.columns().seal("staff_credential", &row, "secret", self.password_hash, acting.rng());
        if !table::replace_credential(acting.tx, account_id, kind, self.before, &sealed).await? {
            return Err(Failure::conflict("the password was changed or reset meanwhile; sign in anew"));
        }
        staff_sessions::remove_others(acting.tx, account_id, session_id).await?;
        let entry = EntryDraft::on("staff_account", account_id)
            .without_personal_data()
            .with("session_id", session_id);
        Ok(Done::new(account_id.clone(), entry))
    }
}
