//! Accounts of the staff, the same in every role: sign-in in two steps, sessions, a fresh second factor for sensitive actions.
//!
//! A role says which roles its accounts may have and who administers them ([`Accounts`]); [`routes`] adds the pages. Nothing that opens a
//! door is kept as it is: passwords as Argon2id, authenticators' secrets sealed, sessions and one-time codes as SHA-256 of random values.

mod api_keys;
mod cause;
mod change_password;
mod codes;
mod directory;
mod key_watch;
mod limits;
mod manage;
mod pages;
mod passkeys;
mod password;
pub(crate) mod session;
mod set_up;
mod sign_in;
mod state;
#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
mod totp;

use std::future::Future;

use axum::extract::FromRef;
use futures::future::BoxFuture;
use jiff::SignedDuration;

use crate::db::Tx;
use crate::db::staff_accounts::AccountRow;
use crate::http::{Access, OPERATOR, Site};
use crate::{Actor, ColumnKeys, Failure, Operation, Permission, Routes, Scope};

pub use directory::Directory;
pub use session::Session;
pub use set_up::FirstCode;

pub(crate) use api_keys::{Quotas, find_machine};
pub(crate) use key_watch::KeyWatch;
pub(crate) use pages::confirm;
pub(crate) use passkeys::RelyingParty;
pub(crate) use password::{FEWEST_OF_WORD, Hasher, OwnWords};
pub(crate) use session::{find_ended, find_session};
pub(crate) use set_up::offer_first_code;
pub(crate) use state::State;

model::kinds! {
    /// An account of the staff.
    StaffAccount = "stf";
    /// A session of the staff.
    StaffSession = "ses";
}

/// How long a session lasts at most.
pub(crate) const LONGEST_SESSION: SignedDuration = SignedDuration::from_hours(12);
/// How long a session of who may be shown names lasts without a request.
const IDLE_REVEALING: SignedDuration = SignedDuration::from_mins(15);
/// How long any other session lasts without a request.
const IDLE: SignedDuration = SignedDuration::from_mins(60);
/// How long a second factor counts as fresh.
pub(crate) const FRESH: SignedDuration = SignedDuration::from_mins(5);

/// A role that accounts of the staff may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StaffRole {
    /// As the permission matrix knows it.
    pub name: &'static str,
    /// Whether its people belong to a unit.
    pub membership: Membership,
}

/// Whether people of a role belong to a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Membership {
    /// Each belongs to one.
    OfUnit,
    /// They work for the whole node.
    OfNode,
}

/// What a role states of its accounts. Implemented by the state that its handlers share.
pub trait Accounts: Clone + Send + Sync + 'static {
    /// The role's permissions.
    type Permission: Permission;
    /// To make, reset, disable and change accounts.
    const MANAGE_ACCOUNTS: Self::Permission;
    /// Whoever holds one of these may be shown names: their sessions end sooner.
    const REVEALING: &'static [Self::Permission];

    /// The roles that accounts may have.
    fn staff_roles() -> Vec<StaffRole>;

    /// The units of a role whose people belong to one: code and name.
    fn units() -> Vec<(String, String)> {
        Vec::new()
    }

    /// The roles that API keys may have; readers of measurements may have them everywhere.
    fn machine_roles() -> Vec<&'static str>;

    /// Ids of what only this person can still open to others. Whoever takes away the account or its role is told first.
    fn stranded_without(
        _tx: &mut Tx,
        _staff: Directory<'_>,
        _person: &Actor,
    ) -> impl Future<Output = Result<Vec<String>, Failure>> + Send {
        async { Ok(Vec::new()) }
    }
}

/// [`Accounts::stranded_without`] of a role.
type StrandedWithout =
    for<'a> fn(&'a mut Tx, Directory<'a>, &'a Actor) -> BoxFuture<'a, Result<Vec<String>, Failure>>;

/// The roles that keys may have.
pub(crate) fn key_roles<A: Accounts>() -> Vec<&'static str> {
    A::machine_roles().into_iter().chain([OPERATOR]).collect()
}

/// What a role states of its accounts, as the site keeps it.
#[derive(Clone)]
pub struct Staffing {
    roles: Vec<StaffRole>,
    units: Vec<(String, String)>,
    machines: Vec<&'static str>,
    manages: fn(&Actor) -> bool,
    reveals: fn(&Actor) -> bool,
    stranded_without: StrandedWithout,
}

impl Staffing {
    /// What `A` states.
    pub fn of<A: Accounts>() -> Self {
        Self {
            roles: A::staff_roles(),
            units: A::units(),
            machines: key_roles::<A>(),
            manages: |actor| A::MANAGE_ACCOUNTS.allows(actor) != Scope::None,
            reveals: |actor| A::REVEALING.iter().any(|permission| permission.allows(actor) != Scope::None),
            stranded_without: |tx, staff, person| Box::pin(A::stranded_without(tx, staff, person)),
        }
    }

    /// What a unit is called; its code where the role names no such unit.
    pub(crate) fn unit_name(&self, code: &str) -> String {
        let named = self.units.iter().find(|(known, _)| known == code);
        named.map_or(code, |(_, name)| name.as_str()).to_owned()
    }

    /// How long a session of this person lasts without a request.
    fn idle(&self, actor: &Actor) -> SignedDuration {
        if (self.reveals)(actor) { IDLE_REVEALING } else { IDLE }
    }

    /// The role of the first account: one that makes the others.
    fn administrator(&self) -> Option<&'static str> {
        self.roles.iter().map(|role| role.name).find(|role| self.administers(role))
    }

    /// Whether this person administers accounts and keys.
    pub(crate) fn may_manage(&self, actor: &Actor) -> bool {
        (self.manages)(actor)
    }

    /// Whether people of this role administer accounts.
    fn administers(&self, role: &str) -> bool {
        (self.manages)(&Actor::Staff { name: String::new(), role: role.to_owned(), unit: None })
    }
}

/// What the software allows in matters of one's own account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Own {
    /// Sign in and out, end sessions, set up: every person on the staff.
    Account,
    /// Offer the code of the first administrator: the node itself at its start.
    FirstCode,
}

impl Permission for Own {
    fn allows(self, actor: &Actor) -> Scope {
        match (self, actor) {
            (Self::Account, Actor::Staff { .. }) | (Self::FirstCode, Actor::Job { .. }) => Scope::All,
            _ => Scope::None,
        }
    }
}

/// Most characters of a sign-in name.
const MOST_NAME_CHARS: usize = 64;
/// Fewest: a shorter one stands in too many passwords by chance.
const FEWEST_NAME_CHARS: usize = 3;

/// A sign-in name as it is kept: lower case, of letters, digits, `.`, `-`, `_`.
fn parse_name(typed: &str) -> Result<String, Failure> {
    let name = typed.trim().to_lowercase();
    let chars = name.chars().count();
    let fits = (FEWEST_NAME_CHARS..=MOST_NAME_CHARS).contains(&chars)
        && name.chars().all(|c| c.is_alphanumeric() || ".-_".contains(c));
    if fits {
        return Ok(name);
    }
    Err(Failure::refused("name", "give 3 to 64 letters, digits, points, hyphens or underscores"))
}

/// The keyed digest by which a name is found again; of any text, since anything may be typed.
pub(crate) fn name_blind(keys: &ColumnKeys, typed: &str) -> String {
    keys.blind("staff_account.name", &typed.trim().to_lowercase())
}

/// The person of an account.
fn actor_of(keys: &ColumnKeys, row: &AccountRow) -> Result<Actor, Failure> {
    let name = keys.open("staff_account", &row.account_id, "name", &row.name)?;
    Ok(Actor::Staff { name, role: row.role.clone(), unit: row.unit.clone() })
}

/// The pages by which people sign in and keep their own account, and those of administrators.
pub fn routes<S: Accounts>(routes: Routes<S, S::Permission>) -> Routes<S, S::Permission>
where
    Site: FromRef<S>,
{
    use pages::{account, password, set_up, sign_in};
    let routes = passkey_routes(administration(routes)).for_keys(key_roles::<S>());
    /// Where to go afterwards.
    const BACK: &[&str] = &["back"];
    const FORM: &str = "application/x-www-form-urlencoded";
    let (open, staff) = (Access::Open, Access::Staff);
    routes
        .page("/sign-in", open, "Page: sign in with name and password", sign_in::page)
        .no_personal_data()
        .asks(BACK)
        .post("/sign-in", open, "Form: name and password", sign_in::password)
        .takes_media(FORM)
        .no_personal_data()
        .page("/sign-in/code", open, "Page: the second step of signing in", sign_in::code_page)
        .no_personal_data()
        .asks(BACK)
        .post("/sign-in/code", open, "Form: the authenticator's code, or a recovery code", sign_in::code)
        .takes_media(FORM)
        .no_personal_data()
        .page("/sign-in/step-up", staff, "Page: confirm who you are", sign_in::step_up_page)
        .no_personal_data()
        .asks(BACK)
        .post("/sign-in/step-up", staff, "Form: a fresh code", sign_in::step_up)
        .takes_media(FORM)
        .no_personal_data()
        .post("/sign-out", staff, "Form: end the own session", account::sign_out)
        .no_personal_data()
        .page("/setup", open, "Page: set up an account by a one-time code", set_up::page)
        .no_personal_data()
        .post("/setup", open, "Form: one-time code and password", set_up::prepare)
        .takes_media(FORM)
        .gives_media(200, "text/html")
        .no_personal_data()
        .post("/setup/confirm", open, "Form: the authenticator's first code", set_up::confirm)
        .takes_media(FORM)
        .no_personal_data()
        .page("/account", staff, "Page: the own account and its sessions", account::page)
        .no_personal_data()
        .post("/account/sessions/{id}/end", staff, "Form: end an own session", account::end_session)
        .no_personal_data()
        .fresh("/account")
        .page("/account/password", staff, "Page: change the own password", password::page)
        .no_personal_data()
        .fresh("/account/password")
        .post("/account/password", staff, "Form: change the own password", password::change)
        .takes_media(FORM)
        .no_personal_data()
        .fresh("/account/password")
}

fn passkey_routes<S: Accounts>(routes: Routes<S, S::Permission>) -> Routes<S, S::Permission>
where
    Site: FromRef<S>,
{
    use pages::passkeys;
    const FORM: &str = "application/x-www-form-urlencoded";
    const JSON: &str = "application/json";
    const NEW: &str = "/account/passkeys/new";
    let (open, staff) = (Access::Open, Access::Staff);
    routes
        .post("/sign-in/passkey/begin", open, "Ask the browser for a passkey", passkeys::begin_sign_in)
        .gives_media(200, JSON)
        .no_personal_data()
        .post("/sign-in/passkey", open, "Form: sign in with a passkey", passkeys::sign_in)
        .takes_media(FORM)
        .no_personal_data()
        .post("/sign-in/step-up/begin", staff, "Ask the browser for an own passkey", passkeys::begin_step_up)
        .gives_media(200, JSON)
        .no_personal_data()
        .post("/sign-in/step-up/passkey", staff, "Form: a fresh factor by a passkey", passkeys::step_up)
        .takes_media(FORM)
        .no_personal_data()
        .page(NEW, staff, "Page: add a passkey", passkeys::new_page)
        .no_personal_data()
        .fresh(NEW)
        .post("/account/passkeys/begin", staff, "Ask the browser for a new passkey", passkeys::begin)
        .gives_media(200, JSON)
        .no_personal_data()
        .fresh(NEW)
        .post("/account/passkeys", staff, "Form: add a passkey", passkeys::add)
        .takes_media(FORM)
        .no_personal_data()
        .fresh(NEW)
        .post("/account/passkeys/{id}/remove", staff, "Form: remove an own passkey", passkeys::remove)
        .no_personal_data()
        .fresh("/account")
}

fn administration<S: Accounts>(routes: Routes<S, S::Permission>) -> Routes<S, S::Permission>
where
    Site: FromRef<S>,
{
    use pages::{account_forms, accounts, api_keys};
    const FORM: &str = "application/x-www-form-urlencoded";
    let manage = S::MANAGE_ACCOUNTS;
    routes
        .page("/accounts", manage, "Page: accounts, and the form for a new one", accounts::list::<S>)
        .operation(Operation::Consultation)
        .post(
            "/accounts",
            manage,
            "Form: make an account; the answer shows its one-time code",
            account_forms::invite::<S>,
        )
        .takes_media(FORM)
        .gives_media(200, "text/html")
        .operation(Operation::Collection)
        .fresh("/accounts")
        .page("/accounts/{id}", manage, "Page: an account", accounts::show::<S>)
        .operation(Operation::Consultation)
        .post(
            "/accounts/{id}/reset",
            manage,
            "Form: end credentials, show a new one-time code",
            account_forms::reset::<S>,
        )
        .takes_media(FORM)
        .gives_media(200, "text/html")
        .operation(Operation::Alteration)
        .fresh("/accounts/{id}")
        .post("/accounts/{id}/disable", manage, "Form: close an account", account_forms::disable::<S>)
        .takes_media(FORM)
        .operation(Operation::Alteration)
        .fresh("/accounts/{id}")
        .post("/accounts/{id}/enable", manage, "Form: open a closed account", account_forms::enable::<S>)
        .operation(Operation::Alteration)
        .fresh("/accounts/{id}")
        .post("/accounts/{id}/change", manage, "Form: give another role or unit", account_forms::change::<S>)
        .takes_media(FORM)
        .operation(Operation::Alteration)
        .fresh("/accounts/{id}")
        .page("/api-keys", manage, "Page: keys of machine clients", api_keys::list::<S>)
        .no_personal_data()
        .post("/api-keys", manage, "Form: make a key; the answer shows it", api_keys::make::<S>)
        .takes_media(FORM)
        .gives_media(200, "text/html")
        .no_personal_data()
        .fresh("/api-keys")
        .page("/api-keys/{id}", manage, "Page: a key of a machine client", api_keys::show::<S>)
        .no_personal_data()
        .post("/api-keys/{id}/hold", manage, "Form: hold a key until it is released", api_keys::hold::<S>)
        .takes_media(FORM)
        .no_personal_data()
        .fresh("/api-keys/{id}")
        .post("/api-keys/{id}/release", manage, "Form: let a key go on", api_keys::release::<S>)
        .takes_media(FORM)
        .no_personal_data()
        .fresh("/api-keys/{id}")
        .post("/api-keys/{id}/revoke", manage, "Form: revoke a key", api_keys::revoke::<S>)
        .takes_media(FORM)
        .no_personal_data()
        .fresh("/api-keys/{id}")
}

#[cfg(test)]
mod name_tests {
    use super::*;

    #[test]
    fn names_are_kept_in_lower_case_and_of_plain_characters() {
        for (typed, name) in [
            (" Ana.Ruiz ", Some("ana.ruiz")),
            ("begoña_2", Some("begoña_2")),
            ("al", None),
            ("a:b:c", None),
            ("ana ruiz", None),
            ("", None),
        ] {
            assert_eq!(parse_name(typed).ok().as_deref(), name, "{typed}");
        }
        assert!(parse_name(&"a".repeat(65)).is_err());
    }
}
