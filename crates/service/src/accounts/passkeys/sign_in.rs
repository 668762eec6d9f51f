//! Proving oneself by a passkey: to sign in, or as a fresh factor of a session.

use serde_json::Value;

use super::actions::DoubtPasskey;
use super::challenges::{self, Asker, Purpose};
use super::relying_party::RelyingParty;
use super::{Claim, Unproven, credential_blind, open_credential, open_usable, passkey_row};
use crate::accounts::limits::Limits;
use crate::accounts::session::{Session, new_token, token_sha256};
use crate::accounts::sign_in::{Caller, Factor, Refusal, SignIn, wrong};
use crate::accounts::{State, actor_of};
use crate::db::Tx;
use crate::db::passkeys::{self as table, PasskeyRow};
use crate::db::staff_accounts::{self, AccountRow};
use crate::http::Site;
use crate::{Acting, ColumnKeys, Failure, Node};

/// The field of a refusal of a passkey whose counter went back.
const COPIED: &str = "passkey_counter";

/// A browser's answer with what it was asked.
pub(crate) struct Proof<'a> {
    party: &'a RelyingParty,
    state: String,
    answer: &'a str,
    claim: Claim,
    /// Whether the answer must say whose passkey it is: nobody was known before.
    needs_handle: bool,
}

/// Asks any browser for a passkey: options for `navigator.credentials.get`, and the attempt that its answer belongs to.
pub(crate) async fn begin_sign_in(
    site: &Site,
    caller: &Caller,
) -> Result<Result<(Value, String), Refusal>, Failure> {
    let (node, party) = (site.node(), site.passkeys()?);
    let limits = Limits::of_address(node, caller.address);
    let asked = party.ask(&[])?;
    let attempt = new_token(node);
    let asker = Asker { bound_to: &token_sha256(&attempt), address: Some(limits.address_key()) };
    let is_kept = challenges::keep(node, Purpose::SignIn, asker, &asked.state).await?;
    Ok(if is_kept { Ok((asked.options, attempt)) } else { Err(Refusal::Wait(challenges::WAIT)) })
}

/// Signs in whom the answer proves: the token of a new session.
pub(crate) async fn check_sign_in(
    site: &Site,
    caller: &Caller,
    attempt: &str,
    answer: &str,
) -> Result<Result<String, Refusal>, Failure> {
    let (node, party) = (site.node(), site.passkeys()?);
    let limits = Limits::of_address(node, caller.address);
    if let Err(wait) = limits.charge(node).await? {
        return Ok(Err(Refusal::Wait(wait)));
    }
    let Some(state) = challenges::take(node, Purpose::SignIn, &token_sha256(attempt)).await? else {
        return Ok(Err(Refusal::Late));
    };
    let Some(claim) = RelyingParty::claim(answer) else { return Ok(Err(wrong("passkey"))) };
    let Some(account) = find_owner(node, &claim).await? else { return Ok(Err(wrong("passkey"))) };
    let proof = Proof { party, state, answer, claim, needs_handle: true };
    let token = new_token(node);
    let action = SignIn {
        account_id: &account.account_id,
        factor: Factor::Passkey(&proof),
        token_sha256: &token_sha256(&token),
        client: &caller.short_client(),
    };
    match node.act(&actor_of(node.columns(), &account)?, &action).await {
        Ok(_) => {
            limits.refund(node).await?;
            Ok(Ok(token))
        }
        Err(failure) => proof.refusal_of(node, &account, failure, "passkey").await.map(Err),
    }
}

async fn find_passkey(tx: &mut Tx, keys: &ColumnKeys, claim: &Claim) -> Result<Option<PasskeyRow>, Failure> {
    Ok(table::find_by_credential(tx, &credential_blind(keys, &claim.credential_id)).await?)
}

/// The active account that the claimed passkey opens.
async fn find_owner(node: &Node, claim: &Claim) -> Result<Option<AccountRow>, Failure> {
    let mut tx = node.db().begin_read("find-passkey").await?;
    let Some(passkey) = find_passkey(&mut tx, node.columns(), claim).await? else { return Ok(None) };
    let account = staff_accounts::find(&mut tx, &passkey.account_id).await?;
    Ok(account.filter(|account| account.state == State::Active))
}

/// Asks this session's browser for one of its account's passkeys: options for `navigator.credentials.get`.
pub(crate) async fn begin_step_up(site: &Site, session: &Session) -> Result<Value, Failure> {
    let (node, party) = (site.node(), site.passkeys()?);
    let mut tx = node.db().begin_read("load-own-passkeys").await?;
    let rows = table::list_of(&mut tx, &session.account_id).await?;
    drop(tx);
    let known = open_usable(node.columns(), &rows)?;
    if known.is_empty() {
        return Err(Failure::conflict("the account has no passkey; give a code"));
    }
    let asked = party.ask(&known)?;
    let asker = Asker { bound_to: &session.session_id, address: None };
    challenges::keep(node, Purpose::StepUp, asker, &asked.state).await?;
    Ok(asked.options)
}

/// The answer with what this session was asked, whatever it is worth.
pub(crate) async fn proof_of_step_up<'a>(
    site: &'a Site,
    session: &Session,
    answer: &'a str,
) -> Result<Result<Proof<'a>, Refusal>, Failure> {
    let party = site.passkeys()?;
    let Some(state) = challenges::take(site.node(), Purpose::StepUp, &session.session_id).await? else {
        return Ok(Err(Refusal::Late));
    };
    let Some(claim) = RelyingParty::claim(answer) else { return Ok(Err(wrong("step_up"))) };
    Ok(Ok(Proof { party, state, answer, claim, needs_handle: false }))
}

impl Proof<'_> {
    /// What a refusal by this proof means; a passkey whose counter went back is doubted first.
    pub(crate) async fn refusal_of(
        &self,
        node: &Node,
        account: &AccountRow,
        failure: Failure,
        step: &'static str,
    ) -> Result<Refusal, Failure> {
        let Failure::Refused(refused) = &failure else { return Err(failure) };
        let refusal = wrong(step);
        if refused.field.as_deref() != Some(COPIED) {
            return Ok(refusal);
        }
        self.doubt(node, account).await?;
        Ok(Refusal::Copied)
    }

    async fn doubt(&self, node: &Node, account: &AccountRow) -> Result<(), Failure> {
        let mut tx = node.db().begin_read("find-passkey").await?;
        let passkey = find_passkey(&mut tx, node.columns(), &self.claim).await?;
        drop(tx);
        let Some(PasskeyRow { passkey_id, doubted_at: None, .. }) = passkey else { return Ok(()) };
        let action = DoubtPasskey { account_id: &account.account_id, passkey_id: &passkey_id };
        match node.act(&actor_of(node.columns(), account)?, &action).await {
            Ok(_) => tracing::warn!(passkey_id, "the counter of a passkey went back: there may be a copy"),
            // another request was faster
            Err(Failure::Conflict { .. }) => {}
            Err(failure) => return Err(failure),
        }
        Ok(())
    }

    fn says_whose(&self, account: &AccountRow) -> bool {
        match (&self.claim.user_handle, &account.user_handle) {
            (Some(said), Some(known)) => hex::encode(said) == *known,
            (None, Some(_)) => !self.needs_handle,
            (_, None) => false,
        }
    }
}

/// Judges the proof in this transaction, and keeps what has changed of the passkey: its id.
pub(crate) async fn take_passkey(
    acting: &mut Acting<'_>,
    account: &AccountRow,
    proof: &Proof<'_>,
) -> Result<String, Failure> {
    let keys = acting.columns();
    let refuse =
        || Failure::refused("credential", "not a passkey of this account that answers what was asked");
    let copied = || Failure::refused(COPIED, "there may be a copy of this passkey");
    let row = find_passkey(acting.tx, keys, &proof.claim).await?;
    let row = row.filter(|row| row.account_id == account.account_id).ok_or_else(refuse)?;
    if !proof.says_whose(account) {
        return Err(refuse());
    }
    if row.doubted_at.is_some() {
        return Err(copied());
    }
    let credential = open_credential(keys, &row)?;
    let judged = proof.party.judge(proof.answer, &proof.state, &credential)?;
    let credential = judged.map_err(|unproven| match unproven {
        Unproven::Wrong => refuse(),
        Unproven::Copied => copied(),
    })?;
    let at = passkey_row(&row.account_id, &row.passkey_id);
    let sealed = keys.seal("passkey", &at, "credential", &credential, acting.rng());
    table::note_use(acting.tx, &row.account_id, &row.passkey_id, &sealed, acting.now).await?;
    Ok(row.passkey_id)
}
