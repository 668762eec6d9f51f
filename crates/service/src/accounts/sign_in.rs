//! Signing in: name and password, then the authenticator's code or a recovery code. Unknown names cost the same work and get the same
//! answer as known ones.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::limits::Limits;
use super::passkeys::{self, Proof};
use super::session::{self, Session, new_token, token_sha256};
use super::{LONGEST_SESSION, Own, StaffSession, State, actor_of, codes, name_blind, totp};
use crate::db::Tx;
use crate::db::staff_accounts::{self as table, AccountRow, CredentialKind};
use crate::db::staff_sessions::{self, SessionRow};
use crate::http::Site;
use crate::{Acting, Action, ColumnKeys, Done, EntryDraft, Failure, Node};

/// How long the second step may follow the first.
const HALF_LIFE: SignedDuration = SignedDuration::from_mins(5);
/// Most characters kept of what a browser calls itself.
const MOST_CLIENT_CHARS: usize = 200;

/// Why somebody does not come in. What exactly was wrong is never told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Name, password or code.
    Wrong,
    /// The first step was too long ago, or the session has ended.
    Late,
    /// The counter of this passkey went back: there may be a copy, and it opens nothing any more.
    Copied,
    /// Too many attempts: this one was not looked at.
    Wait(SignedDuration),
}

/// What somebody proves themselves by.
#[derive(Clone, Copy)]
pub(crate) enum Factor<'a> {
    /// An authenticator's code or a recovery code, after the password.
    Code(&'a str),
    /// A passkey, which stands for both steps.
    Passkey(&'a Proof<'a>),
}

/// A fresh factor as a form brings it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Given<'a> {
    /// An authenticator's code or a recovery code.
    Code(&'a str),
    /// A browser's answer for a passkey, as JSON.
    Passkey(&'a str),
}

/// Where an attempt comes from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Caller {
    /// The other end of the connection.
    pub(crate) address: Option<IpAddr>,
    /// What the browser calls itself.
    pub(crate) client: String,
}

impl Caller {
    /// As much of what the browser calls itself as is kept.
    pub(crate) fn short_client(&self) -> String {
        self.client.chars().take(MOST_CLIENT_CHARS).collect()
    }
}

/// What stands between the steps, sealed in a cookie.
#[derive(Serialize, Deserialize)]
struct Half {
    account_id: String,
    until_us: i64,
}

/// The first step: what to hand back for the second.
pub(crate) async fn check_password(
    site: &Site,
    caller: &Caller,
    name: &str,
    password: &str,
) -> Result<Result<String, Refusal>, Failure> {
    let node = site.node();
    let blind = name_blind(node.columns(), name);
    let limits = Limits::of_address(node, caller.address).and_account(&blind);
    if let Err(wait) = limits.charge(node).await? {
        return Ok(Err(Refusal::Wait(wait)));
    }
    let known = find_password(node, &blind).await?;
    let phc = known.as_ref().map(|(_, phc)| phc.as_str());
    let is_right = site.hasher().verify(password, phc).await?;
    let Some((account, _)) = known.filter(|_| is_right) else {
        return Ok(Err(wrong("password")));
    };
    limits.refund(node).await?;
    let until = node.clock().now().checked_add(HALF_LIFE).map_err(Failure::broken)?;
    let half = Half { account_id: account.account_id, until_us: until.as_microsecond() };
    let text = serde_json::to_string(&half).map_err(Failure::broken)?;
    Ok(Ok(node.columns().seal("sign_in", "half", "account", &text, node.rng())))
}

/// An active account with the hash of its password; the same questions are asked for a name that nobody has.
async fn find_password(node: &Node, blind: &str) -> Result<Option<(AccountRow, String)>, Failure> {
    let mut tx = node.db().begin_read("find-password").await?;
    let account = table::find_by_name(&mut tx, blind).await?;
    let account_id = account.as_ref().map_or("", |account| account.account_id.as_str());
    let secret = open_credential(&mut tx, node.columns(), account_id, CredentialKind::Password).await?;
    Ok(account.filter(|account| account.state == State::Active).zip(secret))
}

/// A credential, opened.
pub(super) async fn open_credential(
    tx: &mut Tx,
    keys: &ColumnKeys,
    account_id: &str,
    kind: CredentialKind,
) -> Result<Option<String>, Failure> {
    let Some(sealed) = table::find_credential(tx, account_id, kind).await? else { return Ok(None) };
    let row = credential_row(account_id, kind);
    Ok(Some(keys.open("staff_credential", &row, "secret", &sealed)?))
}

/// The primary key as seals name it.
pub(super) fn credential_row(account_id: &str, kind: CredentialKind) -> String {
    format!("{account_id}/{}", kind.as_str())
}

/// The second step: the token of a new session.
pub(crate) async fn check_code(
    site: &Site,
    caller: &Caller,
    half: &str,
    code: &str,
) -> Result<Result<String, Refusal>, Failure> {
    let node = site.node();
    let Some(account) = account_of_half(node, half).await? else { return Ok(Err(Refusal::Late)) };
    let limits = Limits::of_address(node, caller.address).and_account(&account.name_blind);
    if let Err(wait) = limits.charge(node).await? {
        return Ok(Err(Refusal::Wait(wait)));
    }
    let token = new_token(node);
    let action = SignIn {
        account_id: &account.account_id,
        factor: Factor::Code(code),
        token_sha256: &token_sha256(&token),
        client: &caller.short_client(),
    };
    match node.act(&actor_of(node.columns(), &account)?, &action).await {
        Ok(_) => {
            limits.forget(node).await?;
            Ok(Ok(token))
        }
        Err(Failure::Refused(_)) => Ok(Err(wrong("code"))),
        Err(failure) => Err(failure),
    }
}

async fn account_of_half(node: &Node, half: &str) -> Result<Option<AccountRow>, Failure> {
    let Ok(text) = node.columns().open("sign_in", "half", "account", half) else { return Ok(None) };
    let Ok(half) = serde_json::from_str::<Half>(&text) else { return Ok(None) };
    if node.clock().now().as_microsecond() >= half.until_us {
        return Ok(None);
    }
    let mut tx = node.db().begin_read("find-account").await?;
    Ok(table::find(&mut tx, &half.account_id).await?.filter(|account| account.state == State::Active))
}

/// A fresh factor: the session's new token.
pub(crate) async fn check_fresh(
    site: &Site,
    caller: &Caller,
    session: &Session,
    given: Given<'_>,
) -> Result<Result<String, Refusal>, Failure> {
    let node = site.node();
    let mut tx = node.db().begin_read("find-account").await?;
    let Some(account) = table::find(&mut tx, &session.account_id).await? else {
        return Ok(Err(Refusal::Late));
    };
    drop(tx);
    let limits = Limits::of_address(node, caller.address).and_account(&account.name_blind);
    if let Err(wait) = limits.charge(node).await? {
        return Ok(Err(Refusal::Wait(wait)));
    }
    let outcome = match given {
        Given::Code(code) => step_up(node, session, &account, Factor::Code(code)).await,
        Given::Passkey(answer) => match passkeys::proof_of_step_up(site, session, answer).await? {
            Ok(proof) => step_up(node, session, &account, Factor::Passkey(&proof)).await,
            Err(refusal) => return Ok(Err(refusal)),
        },
    }?;
    if outcome.is_ok() {
        limits.forget(node).await?;
    }
    Ok(outcome)
}

async fn step_up(
    node: &Node,
    session: &Session,
    account: &AccountRow,
    factor: Factor<'_>,
) -> Result<Result<String, Refusal>, Failure> {
    let token = new_token(node);
    let action = StepUp { session, factor, token_sha256: &token_sha256(&token) };
    let failure = match node.act(&actor_of(node.columns(), account)?, &action).await {
        Ok(_) => return Ok(Ok(token)),
        Err(failure) => failure,
    };
    match (factor, failure) {
        (Factor::Passkey(proof), failure) => {
            proof.refusal_of(node, account, failure, "step_up").await.map(Err)
        }
        (Factor::Code(_), Failure::Refused(_)) => Ok(Err(wrong("step_up"))),
        (Factor::Code(_), failure) => Err(failure),
    }
}

/// Counted and logged without a word of what was typed.
pub(crate) fn wrong(step: &'static str) -> Refusal {
    metrics::counter!("sign_ins_refused_total", "step" => step).increment(1);
    tracing::info!(step, "a sign-in was refused");
    Refusal::Wrong
}

/// Begins a session.
pub(crate) struct SignIn<'a> {
    pub(crate) account_id: &'a str,
    pub(crate) factor: Factor<'a>,
    pub(crate) token_sha256: &'a str,
    pub(crate) client: &'a str,
}

impl Action for SignIn<'_> {
    type Permission = Own;
    type Output = String;
    const NAME: &'static str = "sign-in";

    fn permission(&self) -> Own {
        Own::Account
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<String>, Failure> {
        let account = require_active(acting, self.account_id).await?;
        let taken = take_factor(acting, &account, self.factor).await?;
        let session_id = acting.new_id::<StaffSession>().to_string();
        let client = acting.columns().seal("staff_session", &session_id, "client", self.client, acting.rng());
        staff_sessions::remove_before(acting.tx, self.account_id, life_over_before(acting.now)).await?;
        let row = SessionRow {
            session_id: session_id.clone(),
            token_sha256: self.token_sha256.to_owned(),
            owner_blind: session::owner_blind(
                acting.columns(),
                session::TABLE,
                self.account_id,
                self.token_sha256,
            ),
            account_id: self.account_id.to_owned(),
            client,
            began_at: acting.now,
            seen_at: acting.now,
            verified_at: acting.now,
        };
        staff_sessions::insert(acting.tx, &row).await?;
        let entry = EntryDraft::on("staff_account", self.account_id).without_personal_data();
        Ok(Done::new(session_id.clone(), taken.tell(entry.with("session_id", session_id))))
    }
}

/// Sessions that began before this have ended.
pub(super) fn life_over_before(now: Timestamp) -> Timestamp {
    now.checked_sub(LONGEST_SESSION).unwrap_or(Timestamp::MIN)
}

/// Confirms a session by a fresh factor, under a new token.
pub(crate) struct StepUp<'a> {
    pub(crate) session: &'a Session,
    pub(crate) factor: Factor<'a>,
    pub(crate) token_sha256: &'a str,
}

impl Action for StepUp<'_> {
    type Permission = Own;
    type Output = String;
    const NAME: &'static str = "step-up";

    fn permission(&self) -> Own {
        Own::Account
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<String>, Failure> {
        let Session { session_id, account_id, .. } = self.session;
        let account = require_active(acting, account_id).await?;
        let taken = take_factor(acting, &account, self.factor).await?;
        let token_sha256 = self.token_sha256;
        let owner = session::owner_blind(acting.columns(), session::TABLE, account_id, token_sha256);
        if !staff_sessions::renew(acting.tx, session_id, token_sha256, &owner, acting.now).await? {
            return Err(Failure::refused("session", "it has ended; sign in"));
        }
        let entry = EntryDraft::on("staff_account", account_id).without_personal_data();
        Ok(Done::new(session_id.clone(), taken.tell(entry.with("session_id", session_id))))
    }
}

/// Ends a session of one's own.
pub(crate) struct EndSession<'a> {
    pub(crate) account_id: &'a str,
    pub(crate) session_id: &'a str,
}

impl Action for EndSession<'_> {
    type Permission = Own;
    type Output = String;
    const NAME: &'static str = "end-session";

    fn permission(&self) -> Own {
        Own::Account
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<String>, Failure> {
        if !staff_sessions::remove(acting.tx, self.account_id, self.session_id).await? {
            return Err(Failure::absent("session"));
        }
        let entry = EntryDraft::on("staff_account", self.account_id)
            .without_personal_data()
            .with("session_id", self.session_id);
        Ok(Done::new(self.session_id.to_owned(), entry))
    }
}

/// An account that is in use.
pub(super) async fn require_active(acting: &mut Acting<'_>, account_id: &str) -> Result<AccountRow, Failure> {
    let account = table::find(acting.tx, account_id).await?;
    account.filter(|account| account.state == State::Active).ok_or_else(|| Failure::absent("account"))
}

/// What somebody has proven themselves by.
struct Taken {
    kind: &'static str,
    passkey_id: Option<String>,
}

impl Taken {
    fn tell(&self, entry: EntryDraft) -> EntryDraft {
        let entry = entry.with("factor", self.kind);
        match &self.passkey_id {
            Some(passkey_id) => entry.with("passkey_id", passkey_id),
            None => entry,
        }
    }
}

/// Takes the factor in this transaction, so that it counts once.
async fn take_factor(
    acting: &mut Acting<'_>,
    account: &AccountRow,
    factor: Factor<'_>,
) -> Result<Taken, Failure> {
    match factor {
        Factor::Code(typed) => {
            let kind = take_code(acting, &account.account_id, typed).await?;
            Ok(Taken { kind, passkey_id: None })
        }
        Factor::Passkey(proof) => {
            let passkey_id = passkeys::take_passkey(acting, account, proof).await?;
            Ok(Taken { kind: "passkey", passkey_id: Some(passkey_id) })
        }
    }
}

/// Which kind of code it was.
async fn take_code(acting: &mut Acting<'_>, account_id: &str, typed: &str) -> Result<&'static str, Failure> {
    let wrong = || Failure::refused("code", "wrong, too old, or used before");
    if codes::is_recovery(typed) {
        let digest = codes::digest(typed);
        let taken = table::take_recovery_code(acting.tx, account_id, &digest, acting.now).await?;
        return if taken { Ok("recovery_code") } else { Err(wrong()) };
    }
    let secret = open_credential(acting.tx, acting.columns(), account_id, CredentialKind::Totp).await?;
    let step = totp::step_of(&secret.ok_or_else(wrong)?, typed, acting.now)?.ok_or_else(wrong)?;
    let taken = table::take_step(acting.tx, account_id, step).await?;
    if taken { Ok("totp") } else { Err(wrong()) }
}
