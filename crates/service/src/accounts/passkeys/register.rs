//! Adding a passkey to one's own account.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::actions::AddPasskey;
use super::challenges::{self, Asker, Purpose};
use super::{User, open_credential};
use crate::accounts::session::Session;
use crate::db::{passkeys as table, staff_accounts};
use crate::http::Site;
use crate::{Actor, Failure};

/// Most characters of what a person calls a passkey.
const MOST_NAME_CHARS: usize = 64;

/// What was asked of a browser.
#[derive(Serialize, Deserialize)]
struct Registration {
    /// The random name of the account, in hex.
    user_handle: String,
    state: String,
}

/// Asks this session's browser for a new passkey: options for `navigator.credentials.create`.
pub(crate) async fn begin_registration(
    site: &Site,
    actor: &Actor,
    session: &Session,
) -> Result<Value, Failure> {
    let (node, party) = (site.node(), site.passkeys()?);
    let mut tx = node.db().begin_read("load-own-passkeys").await?;
    let account = staff_accounts::find(&mut tx, &session.account_id).await?;
    let rows = table::list_of(&mut tx, &session.account_id).await?;
    drop(tx);
    let handle = match account.and_then(|account| account.user_handle) {
        Some(known) => decode_handle(&known)?,
        None => random_handle(site),
    };
    let known = rows.iter().map(|row| open_credential(node.columns(), row)).collect::<Result<Vec<_>, _>>()?;
    let asked = party.ask_to_register(&User { handle, name: actor.name() }, &known)?;
    let registration = Registration { user_handle: hex::encode(handle), state: asked.state };
    let asker = Asker { bound_to: &session.session_id, address: None };
    challenges::keep(node, Purpose::Register, asker, &registration).await?;
    Ok(asked.options)
}

fn random_handle(site: &Site) -> [u8; 16] {
    let mut handle = [0; 16];
    site.node().rng().fill(&mut handle);
    handle
}

fn decode_handle(known: &str) -> Result<[u8; 16], Failure> {
    let mut handle = [0; 16];
    hex::decode_to_slice(known, &mut handle).map_err(Failure::broken)?;
    Ok(handle)
}

/// Adds the passkey that the browser made: its id.
pub(crate) async fn register(
    site: &Site,
    actor: &Actor,
    session: &Session,
    name: &str,
    answer: &str,
) -> Result<String, Failure> {
    let (node, party) = (site.node(), site.passkeys()?);
    let name = parse_name(name)?;
    let late = || Failure::refused("credential", "this took too long, or was sent twice; begin again");
    let asked: Registration =
        challenges::take(node, Purpose::Register, &session.session_id).await?.ok_or_else(late)?;
    let made = party.made(answer, &asked.state)?.map_err(|_| {
        Failure::refused("credential", "not a passkey that answers what was asked; begin again")
    })?;
    let account_id = &session.account_id;
    let action = AddPasskey { account_id, name, user_handle: &asked.user_handle, made: &made };
    node.act(actor, &action).await
}

fn parse_name(typed: &str) -> Result<&str, Failure> {
    let name = typed.trim();
    let chars = name.chars().count();
    if (1..=MOST_NAME_CHARS).contains(&chars) && !name.chars().any(char::is_control) {
        return Ok(name);
    }
    Err(Failure::refused("name", "give 1 to 64 characters, such as where you keep it"))
}
