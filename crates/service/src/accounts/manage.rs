//! What an administrator does with the accounts of others. Each action needs the role's permission, and none is done to oneself.

use jiff::SignedDuration;

use super::cause::Cause;
use super::set_up::owner_of_code;
use super::state::Event;
use super::{Directory, StaffAccount, Staffing, State, actor_of, name_blind};
use crate::db::staff_accounts::{self as table, AccountRow};
use crate::db::{Tx, sign_in_limits, staff_sessions};
use crate::{Acting, Action, ColumnKeys, Done, EntryDraft, Failure, Operation, Permission};

/// How long the one-time code of an invited or reset account holds.
const CODE_LIFE: SignedDuration = SignedDuration::from_hours(72);

/// Role and unit of an account, known to fit together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Post {
    pub(super) role: &'static str,
    pub(super) unit: Option<String>,
}

/// What an administrator says of what nobody could open to others any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stranding {
    /// Nothing: to be told of it and refused.
    Refused,
    /// To do it all the same.
    Accepted,
}

impl Stranding {
    /// The entry on the account, with what is stranded; a conflict that names it unless it is accepted.
    async fn told(
        self,
        acting: &mut Acting<'_>,
        staffing: &Staffing,
        account: &AccountRow,
    ) -> Result<EntryDraft, Failure> {
        let staff = acting.staff();
        let stranded = list_stranded(acting.tx, staffing, staff, acting.columns(), account).await?;
        let entry = EntryDraft::on("staff_account", &account.account_id);
        match (stranded.is_empty(), self) {
            (true, _) => Ok(entry),
            (false, Self::Accepted) => Ok(entry.with("stranded", stranded.join(" "))),
            (false, Self::Refused) => Err(Failure::conflict(format!(
                "only this person can still let others into {}; have another reader named there first, or say that it is \
                 to be done all the same",
                stranded.join(", ")
            ))),
        }
    }
}

/// Ids of what only the person of this account can still open to others; once it is set up, where it waits for that.
pub(super) async fn list_stranded(
    tx: &mut Tx,
    staffing: &Staffing,
    staff: Directory<'_>,
    keys: &ColumnKeys,
    account: &AccountRow,
) -> Result<Vec<String>, Failure> {
    if account.state == State::Disabled {
        return Ok(Vec::new());
    }
    (staffing.stranded_without)(tx, staff, &actor_of(keys, account)?).await
}

/// Makes an account that waits to be set up by a one-time code.
pub(crate) struct Invite<P> {
    pub(crate) manage: P,
    /// As [`super::parse_name`] gives it.
    pub(crate) name: String,
    pub(crate) post: Post,
    pub(crate) code_sha256: String,
}

impl<P: Permission> Action for Invite<P> {
    type Permission = P;
    type Output = String;
    const NAME: &'static str = "invite-staff";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> P {
        self.manage
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<String>, Failure> {
        let account_id = acting.new_id::<StaffAccount>().to_string();
        let row = AccountRow {
            name: acting.columns().seal("staff_account", &account_id, "name", &self.name, acting.rng()),
            name_blind: name_blind(acting.columns(), &self.name),
            account_id: account_id.clone(),
            role: self.post.role.to_owned(),
            unit: self.post.unit.clone(),
            state: State::Invited,
            made_at: acting.now,
            user_handle: None,
        };
        if !table::insert(acting.tx, &row).await? {
            return Err(Failure::refused("name", "somebody has this name; give another"));
        }
        replace_code(acting, &account_id, &self.code_sha256).await?;
        Ok(Done::new(account_id.clone(), self.post.tell(EntryDraft::on("staff_account", &account_id))))
    }
}

impl Post {
    fn tell(&self, entry: EntryDraft) -> EntryDraft {
        let entry = entry.with("role", self.role);
        match &self.unit {
            Some(unit) => entry.with("unit", unit),
            None => entry,
        }
    }
}

async fn replace_code(acting: &mut Acting<'_>, account_id: &str, code_sha256: &str) -> Result<(), Failure> {
    let expires_at = acting.now.checked_add(CODE_LIFE).map_err(Failure::broken)?;
    let owner = owner_of_code(acting.columns(), account_id, code_sha256);
    Ok(table::replace_setup_code(acting.tx, Some(account_id), code_sha256, &owner, expires_at).await?)
}

/// Gives a new one-time code: credentials and sessions of before end.
pub(crate) struct Reset<'a, P> {
    pub(crate) manage: P,
    pub(crate) staffing: &'a Staffing,
    pub(crate) account_id: &'a str,
    pub(crate) code_sha256: String,
    pub(crate) cause: Cause,
    pub(crate) stranding: Stranding,
}

impl<P: Permission> Action for Reset<'_, P> {
    type Permission = P;
    type Output = String;
    const NAME: &'static str = "reset-staff-account";

    fn permission(&self) -> P {
        self.manage
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<String>, Failure> {
        let account = require_other(acting, self.account_id).await?;
        let next = after(&account, Event::Reset)?;
        keep_an_administrator(acting, self.staffing, &account).await?;
        let entry = self.stranding.told(acting, self.staffing, &account).await?;
        table::remove_credentials(acting.tx, self.account_id).await?;
        staff_sessions::remove_of(acting.tx, self.account_id).await?;
        sign_in_limits::remove(acting.tx, &super::limits::account_key(&account.name_blind)).await?;
        replace_code(acting, self.account_id, &self.code_sha256).await?;
        table::set_state(acting.tx, self.account_id, next, acting.now).await?;
        Ok(done(self.account_id, entry.with("cause", self.cause.as_str())))
    }
}

/// Closes an account: its sessions and an open one-time code end.
pub(crate) struct Disable<'a, P> {
    pub(crate) manage: P,
    pub(crate) staffing: &'a Staffing,
    pub(crate) account_id: &'a str,
    pub(crate) cause: Cause,
    pub(crate) stranding: Stranding,
}

impl<P: Permission> Action for Disable<'_, P> {
    type Permission = P;
    type Output = String;
    const NAME: &'static str = "disable-staff-account";

    fn permission(&self) -> P {
        self.manage
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<String>, Failure> {
        let account = require_other(acting, self.account_id).await?;
        let next = after(&account, Event::Disable)?;
        keep_an_administrator(acting, self.staffing, &account).await?;
        let entry = self.stranding.told(acting, self.staffing, &account).await?;
        staff_sessions::remove_of(acting.tx, self.account_id).await?;
        table::remove_setup_codes(acting.tx, Some(self.account_id)).await?;
        table::set_state(acting.tx, self.account_id, next, acting.now).await?;
        Ok(done(self.account_id, entry.with("cause", self.cause.as_str())))
    }
}

/// Opens an account again: with the credentials of before, or to be given a one-time code.
pub(crate) struct Enable<'a, P> {
    pub(crate) manage: P,
    pub(crate) account_id: &'a str,
}

impl<P: Permission> Action for Enable<'_, P> {
    type Permission = P;
    type Output = String;
    const NAME: &'static str = "enable-staff-account";

    fn permission(&self) -> P {
        self.manage
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<String>, Failure> {
        let account = require_other(acting, self.account_id).await?;
        let has_credentials = table::has_credentials(acting.tx, self.account_id).await?;
        let event = if has_credentials { Event::EnableWithCredentials } else { Event::EnableWithout };
        let next = after(&account, event)?;
        table::set_state(acting.tx, self.account_id, next, acting.now).await?;
        let entry = EntryDraft::on("staff_account", self.account_id).with("state", next.as_str());
        Ok(done(self.account_id, entry))
    }
}

/// Gives an account another role or unit: its sessions end.
pub(crate) struct ChangePost<'a, P> {
    pub(crate) manage: P,
    pub(crate) staffing: &'a Staffing,
    pub(crate) account_id: &'a str,
    pub(crate) post: Post,
    pub(crate) stranding: Stranding,
}

impl<P: Permission> Action for ChangePost<'_, P> {
    type Permission = P;
    type Output = String;
    const NAME: &'static str = "change-staff-account";

    fn permission(&self) -> P {
        self.manage
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<String>, Failure> {
        let account = require_other(acting, self.account_id).await?;
        if account.role == self.post.role && account.unit == self.post.unit {
            return Err(Failure::conflict("the account has this role and unit already"));
        }
        let mut entry = EntryDraft::on("staff_account", self.account_id);
        if account.role != self.post.role {
            keep_an_administrator(acting, self.staffing, &account).await?;
            entry = self.stranding.told(acting, self.staffing, &account).await?;
        }
        table::set_post(acting.tx, self.account_id, self.post.role, self.post.unit.as_deref()).await?;
        staff_sessions::remove_of(acting.tx, self.account_id).await?;
        Ok(done(self.account_id, self.post.tell(entry)))
    }
}

fn done(account_id: &str, entry: EntryDraft) -> Done<String> {
    Done::new(account_id.to_owned(), entry)
}

/// The account, unless it is the actor's own.
async fn require_other(acting: &mut Acting<'_>, account_id: &str) -> Result<AccountRow, Failure> {
    let account = table::find(acting.tx, account_id).await?.ok_or_else(|| Failure::absent("account"))?;
    if actor_of(acting.columns(), &account)?.name() == acting.actor.name() {
        return Err(Failure::refused("account", "another administrator must do this to your own account"));
    }
    Ok(account)
}

fn after(account: &AccountRow, event: Event) -> Result<State, Failure> {
    let said = || format!("the account is {}, so this cannot be done", account.state.as_str());
    account.state.after(event).ok_or_else(|| Failure::conflict(said()))
}

/// Refuses to take the last active administrator away.
async fn keep_an_administrator(
    acting: &mut Acting<'_>,
    staffing: &Staffing,
    account: &AccountRow,
) -> Result<(), Failure> {
    if account.state != State::Active || !staffing.administers(&account.role) {
        return Ok(());
    }
    let others = table::list_active_roles(acting.tx, &account.account_id).await?;
    if others.iter().any(|role| staffing.administers(role)) {
        return Ok(());
    }
    Err(Failure::conflict("this is the last active administrator; make another one first"))
}
