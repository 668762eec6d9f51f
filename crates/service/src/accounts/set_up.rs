//! Setting up an account by a one-time code: a password, an authenticator, recovery codes. Nothing is stored before the authenticator has
//! given its first code; until then what was prepared travels sealed in the form.

use jiff::{SignedDuration, Timestamp};
use model::Sensitive;
use serde::{Deserialize, Serialize};

use super::limits::Limits;
use super::sign_in::{Caller, credential_row};
use super::state::Event;
use super::{Own, StaffAccount, State, actor_of, codes, name_blind, parse_name, password, session, totp};
use crate::config::NodeConfig;
use crate::db::Tx;
use crate::db::staff_accounts::{self as table, AccountRow, CodeFor, CredentialKind};
use crate::http::Site;
use crate::{Acting, Action, Actor, ColumnKeys, Done, EntryDraft, Failure, Node};

/// How long the first administrator's code holds.
const FIRST_CODE_LIFE: SignedDuration = SignedDuration::from_hours(24);
/// Where one-time codes are kept, as their keyed digests name it.
const CODES: &str = "setup_code";
/// In the place of an account's id in the digest of the first administrator's code.
const NOBODY_YET: &str = "";
/// How long a prepared set-up waits for the authenticator's first code.
const PREPARED_LIFE: SignedDuration = SignedDuration::from_mins(30);

/// The one-time code of a node that nobody can sign in to yet: to be shown on the console, once. Only its hash is kept.
#[derive(Debug, Clone)]
pub struct FirstCode {
    /// What to type.
    pub code: Sensitive<String>,
    /// The page that takes it.
    pub setup_url: String,
    /// Until when it holds.
    pub expires_at: Timestamp,
}

/// Makes the code of the first administrator, in place of the one before, as long as there is no account. A simulation has none.
pub(crate) async fn offer_first_code(node: &Node, config: &NodeConfig) -> Result<Option<FirstCode>, Failure> {
    if config.simulation {
        return Ok(None);
    }
    let mut tx = node.db().begin_read("look-for-accounts").await?;
    let is_any = table::is_any(&mut tx).await?;
    drop(tx);
    if is_any {
        return Ok(None);
    }
    let code = codes::setup_code(node.rng());
    let actor = Actor::Job { name: "first-administrator" };
    let expires_at = node.act(&actor, &OfferFirstCode { code_sha256: codes::digest(&code) }).await?;
    let setup_url = format!("{}/setup", config.public_url.trim_end_matches('/'));
    Ok(Some(FirstCode { code: code.into(), setup_url, expires_at }))
}

struct OfferFirstCode {
    code_sha256: String,
}

impl Action for OfferFirstCode {
    type Permission = Own;
    type Output = Timestamp;
    const NAME: &'static str = "offer-first-code";

    fn permission(&self) -> Own {
        Own::FirstCode
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Timestamp>, Failure> {
        if table::is_any(acting.tx).await? {
            return Err(Failure::conflict("there is an account already"));
        }
        let expires_at = acting.now.checked_add(FIRST_CODE_LIFE).map_err(Failure::broken)?;
        let owner = owner_of_code(acting.columns(), NOBODY_YET, &self.code_sha256);
        table::replace_setup_code(acting.tx, None, &self.code_sha256, &owner, expires_at).await?;
        let entry = EntryDraft::on("setup_code", "first-administrator").without_personal_data();
        Ok(Done::new(expires_at, entry))
    }
}

/// What a person types first.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wish {
    pub(super) code: Sensitive<String>,
    /// Of the first administrator only; others have theirs already.
    #[serde(default)]
    pub(super) name: String,
    password: Sensitive<String>,
    again: Sensitive<String>,
}

/// Why it goes no further; each has a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotSetUp {
    /// The one-time code is wrong, used or too old.
    Code,
    /// The name cannot be one.
    Name,
    /// The two passwords differ.
    Again,
    Password(password::Unfit),
    /// What was prepared is too old, or not ours.
    Late,
    /// The authenticator's code is wrong.
    Authenticator,
    Wait(SignedDuration),
}

/// A set-up that waits for the authenticator's first code.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Prepared {
    code_sha256: String,
    pub(crate) name: String,
    /// Of an account that is there; none for the first administrator.
    account_id: Option<String>,
    role: String,
    unit: Option<String>,
    password_hash: String,
    pub(crate) secret: String,
    pub(crate) recovery_codes: Vec<String>,
    until_us: i64,
}

/// Checks code and password, and makes what the person has to note down.
pub(crate) async fn prepare(
    site: &Site,
    caller: &Caller,
    wish: &Wish,
) -> Result<Result<Prepared, NotSetUp>, Failure> {
    let node = site.node();
    let limits = Limits::of_address(node, caller.address);
    if let Err(wait) = limits.charge(node).await? {
        return Ok(Err(NotSetUp::Wait(wait)));
    }
    let code_sha256 = codes::digest(wish.code.reveal());
    let whose = match find_whose(site, &code_sha256, &wish.name).await? {
        Ok(whose) => whose,
        Err(not) => return Ok(Err(not)),
    };
    limits.refund(node).await?;
    if let Err(unfit) = password::check(wish.password.reveal(), whose.actor.name(), site.password_words()) {
        return Ok(Err(NotSetUp::Password(unfit)));
    }
    if wish.password.reveal() != wish.again.reveal() {
        return Ok(Err(NotSetUp::Again));
    }
    let mut salt = [0; 16];
    node.rng().fill(&mut salt);
    let until = node.clock().now().checked_add(PREPARED_LIFE).map_err(Failure::broken)?;
    Ok(Ok(Prepared {
        code_sha256,
        name: whose.actor.name().to_owned(),
        account_id: whose.account_id,
        role: whose.actor.role().to_owned(),
        unit: whose.actor.unit().map(str::to_owned),
        password_hash: site.hasher().hash(wish.password.reveal(), salt).await?,
        secret: totp::new_secret(node.rng()),
        recovery_codes: (0..codes::RECOVERY_CODES).map(|_| codes::recovery_code(node.rng())).collect(),
        until_us: until.as_microsecond(),
    }))
}

/// The keyed digest that ties a one-time code to its account.
pub(super) fn owner_of_code(keys: &ColumnKeys, account_id: &str, code_sha256: &str) -> String {
    session::owner_blind(keys, CODES, account_id, code_sha256)
}

/// What a code is for, if it holds and this node gave it to that account.
async fn find_code(
    tx: &mut Tx,
    keys: &ColumnKeys,
    code_sha256: &str,
    now: Timestamp,
) -> Result<Option<CodeFor>, Failure> {
    let Some((code_for, kept)) = table::find_setup_code(tx, code_sha256, now).await? else { return Ok(None) };
    let account_id = match &code_for {
        CodeFor::FirstAdministrator => NOBODY_YET,
        CodeFor::Account(account_id) => account_id.as_str(),
    };
    Ok(session::is_owner(keys, CODES, account_id, code_sha256, &kept).then_some(code_for))
}

struct Whose {
    actor: Actor,
    account_id: Option<String>,
}

async fn find_whose(site: &Site, code_sha256: &str, name: &str) -> Result<Result<Whose, NotSetUp>, Failure> {
    let node = site.node();
    let mut tx = node.db().begin_read("find-setup-code").await?;
    match find_code(&mut tx, node.columns(), code_sha256, node.clock().now()).await? {
        None => Ok(Err(NotSetUp::Code)),
        Some(CodeFor::FirstAdministrator) => {
            let (Ok(name), Some(role)) = (parse_name(name), site.staffing().administrator()) else {
                return Ok(Err(NotSetUp::Name));
            };
            let actor = Actor::Staff { name, role: role.to_owned(), unit: None };
            Ok(Ok(Whose { actor, account_id: None }))
        }
        Some(CodeFor::Account(account_id)) => {
            let Some(row) = table::find(&mut tx, &account_id).await? else { return Ok(Err(NotSetUp::Code)) };
            Ok(Ok(Whose { actor: actor_of(node.columns(), &row)?, account_id: Some(account_id) }))
        }
    }
}

impl Prepared {
    /// As a form carries it.
    pub(crate) fn seal(&self, node: &Node) -> Result<String, Failure> {
        let text = serde_json::to_string(self).map_err(Failure::broken)?;
        Ok(node.columns().seal("set_up", "form", "prepared", &text, node.rng()))
    }

    /// From a form; none when it is not ours or too old.
    pub(crate) fn open(node: &Node, sealed: &str) -> Option<Self> {
        let text = node.columns().open("set_up", "form", "prepared", sealed).ok()?;
        let prepared: Self = serde_json::from_str(&text).ok()?;
        (node.clock().now().as_microsecond() < prepared.until_us).then_some(prepared)
    }

    fn actor(&self) -> Actor {
        Actor::Staff { name: self.name.clone(), role: self.role.clone(), unit: self.unit.clone() }
    }
}

/// Takes the authenticator's first code: the account is in use from now on.
pub(crate) async fn confirm(
    node: &Node,
    prepared: &Prepared,
    code: &str,
) -> Result<Result<String, NotSetUp>, Failure> {
    match node.act(&prepared.actor(), &SetUpAccount { prepared, code }).await {
        Ok(account_id) => Ok(Ok(account_id)),
        Err(Failure::Refused(refused)) if refused.field.as_deref() == Some("code") => {
            Ok(Err(NotSetUp::Authenticator))
        }
        Err(Failure::Refused(_) | Failure::Conflict { .. }) => Ok(Err(NotSetUp::Late)),
        Err(failure) => Err(failure),
    }
}

/// Gives an account its credentials.
pub(crate) struct SetUpAccount<'a> {
    pub(crate) prepared: &'a Prepared,
    pub(crate) code: &'a str,
}

impl Action for SetUpAccount<'_> {
    type Permission = Own;
    type Output = String;
    const NAME: &'static str = "set-up-account";

    fn permission(&self) -> Own {
        Own::Account
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<String>, Failure> {
        let Prepared { secret, code_sha256, .. } = self.prepared;
        let step = totp::step_of(secret, self.code, acting.now)?
            .ok_or_else(|| Failure::refused("code", "not one of this authenticator's about now"))?;
        let late = || Failure::conflict("this one-time code is used or too old");
        let (keys, now) = (acting.columns(), acting.now);
        let code_for = find_code(acting.tx, keys, code_sha256, now).await?.ok_or_else(late)?;
        if !table::take_setup_code(acting.tx, code_sha256).await? {
            return Err(late());
        }
        let account_id = match code_for {
            CodeFor::FirstAdministrator => self.make_account(acting).await?,
            CodeFor::Account(account_id) => activate(acting, account_id).await?,
        };
        self.store_credentials(acting, &account_id).await?;
        table::take_step(acting.tx, &account_id, step).await?;
        let entry = EntryDraft::on("staff_account", &account_id).with("role", &self.prepared.role);
        Ok(Done::new(account_id, entry))
    }
}

impl SetUpAccount<'_> {
    async fn make_account(&self, acting: &mut Acting<'_>) -> Result<String, Failure> {
        if table::is_any(acting.tx).await? {
            return Err(Failure::conflict("there is an account already"));
        }
        let Prepared { name, role, unit, .. } = self.prepared;
        let account_id = acting.new_id::<StaffAccount>().to_string();
        let row = AccountRow {
            name: acting.columns().seal("staff_account", &account_id, "name", name, acting.rng()),
            name_blind: name_blind(acting.columns(), name),
            account_id: account_id.clone(),
            role: role.clone(),
            unit: unit.clone(),
            state: State::Active,
            made_at: acting.now,
            user_handle: None,
        };
        table::insert(acting.tx, &row).await?;
        Ok(account_id)
    }

    async fn store_credentials(&self, acting: &mut Acting<'_>, account_id: &str) -> Result<(), Failure> {
        let secrets = [
            (CredentialKind::Password, &self.prepared.password_hash),
            (CredentialKind::Totp, &self.prepared.secret),
        ];
        for (kind, secret) in secrets {
            let row = credential_row(account_id, kind);
            let sealed = acting.columns().seal("staff_credential", &row, "secret", secret, acting.rng());
            table::insert_credential(acting.tx, account_id, kind, &sealed).await?;
        }
        for code in &self.prepared.recovery_codes {
            table::insert_recovery_code(acting.tx, account_id, &codes::digest(code)).await?;
        }
        Ok(())
    }
}

async fn activate(acting: &mut Acting<'_>, account_id: String) -> Result<String, Failure> {
    let row = table::find(acting.tx, &account_id).await?.ok_or_else(|| Failure::absent("account"))?;
    let next = row.state.after(Event::SetUp);
    let next = next.ok_or_else(|| Failure::conflict("the account does not wait to be set up"))?;
    table::set_state(acting.tx, &account_id, next, acting.now).await?;
    Ok(account_id)
}
