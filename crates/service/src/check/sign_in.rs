//! Sessions without the way to them.

use model::Id;

use crate::accounts::{Session, StaffAccount, StaffSession, State, name_blind, session};
use crate::db::staff_accounts::{self, AccountRow};
use crate::db::staff_sessions::{self, SessionRow};
use crate::http::FormToken;
use crate::{Actor, Node};

/// What the browser of a person holds who is signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// The cookie of the session, as a request carries it.
    pub cookie: String,
    /// The token of its forms.
    pub form_token: String,
}

/// A session of a new account with the actor's role and unit, fresh by its second factor.
pub async fn sign_in(node: &Node, actor: &Actor) -> SignedIn {
    let (keys, now) = (node.columns(), node.clock().now());
    let account_id = Id::<StaffAccount>::new(node.clock(), node.rng()).to_string();
    let session_id = Id::<StaffSession>::new(node.clock(), node.rng()).to_string();
    let name = format!("{}.{}", actor.name(), &account_id[account_id.len() - 8..]);
    let token = session::new_token(node);
    let token_sha256 = session::token_sha256(&token);
    let seal =
        |table: &str, row: &str, column: &str, text: &str| keys.seal(table, row, column, text, node.rng());
    let account = AccountRow {
        name: seal("staff_account", &account_id, "name", &name),
        name_blind: name_blind(keys, &name),
        role: actor.role().to_owned(),
        unit: actor.unit().map(str::to_owned),
        state: State::Active,
        made_at: now,
        user_handle: None,
        account_id,
    };
    let row = SessionRow {
        owner_blind: session::owner_blind(keys, session::TABLE, &account.account_id, &token_sha256),
        client: seal(session::TABLE, &session_id, "client", "test"),
        account_id: account.account_id.clone(),
        token_sha256,
        session_id,
        began_at: now,
        seen_at: now,
        verified_at: now,
    };
    let mut tx = node.db().begin_write("sign-in").await.expect("a transaction");
    staff_accounts::insert(&mut tx, &account).await.expect("an account");
    staff_sessions::insert(&mut tx, &row).await.expect("a session");
    tx.commit().await.expect("a commit");
    let begun = session::begin(&token);
    let cookie = begun.to_str().expect("a cookie").split(';').next().unwrap_or_default().to_owned();
    let form_token = FormToken::of(keys, &Session::of(&row)).value().to_owned();
    SignedIn { cookie, form_token }
}
