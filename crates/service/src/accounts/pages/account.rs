//! One's own account and sessions.

use askama::Template;
use axum::Extension;
use axum::extract::{FromRef, Path, State};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::Timestamp;

use super::go_on;
use crate::accounts::StaffSession;
use crate::accounts::passkeys::passkey_row;
use crate::accounts::session::{self, Session};
use crate::accounts::sign_in::{EndSession, life_over_before};
use crate::db::passkeys::{self, PasskeyRow};
use crate::db::{Tx, staff_accounts, staff_sessions};
use crate::http::Site;
use crate::{Failure, NavItem, Node, Page, PageContext};

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");
/// What a browser forgets of this node when somebody signs out. The session's cookie is taken away by itself: `"cookies"` would sign out of
/// every other host of the same domain.
const CLEARED: HeaderValue = HeaderValue::from_static("\"cache\", \"storage\"");

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    /// None for who came by HTTP Basic in a demonstration.
    own: Option<Own>,
}

struct Own {
    sessions: Vec<SessionView>,
    recovery_codes: i64,
    passkeys: Vec<PasskeyView>,
    /// Whether more may be added here.
    has_passkeys: bool,
}

struct PasskeyView {
    passkey_id: String,
    name: String,
    made_at: Timestamp,
    used_at: Option<Timestamp>,
    is_doubted: bool,
}

struct SessionView {
    session_id: String,
    client: String,
    began_at: Timestamp,
    seen_at: Timestamp,
    is_this: bool,
}

/// `GET /account`.
pub(in crate::accounts) async fn page<S>(
    State(state): State<S>,
    ctx: PageContext,
    session: Option<Extension<Session>>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let own = match session {
        Some(Extension(session)) => Some(load(&site, &session).await?),
        None => None,
    };
    Ok(Page(AccountPage { nav: site.navigation(&ctx), ctx, own }).into_response())
}

async fn load(site: &Site, session: &Session) -> Result<Own, Failure> {
    let node = site.node();
    let mut tx = node.db().begin_read("load-own-account").await?;
    let over = life_over_before(node.clock().now());
    let mut sessions = Vec::new();
    for row in staff_sessions::list_of(&mut tx, &session.account_id).await? {
        if row.began_at > over {
            sessions.push(SessionView {
                client: node.columns().open("staff_session", &row.session_id, "client", &row.client)?,
                is_this: row.session_id == session.session_id,
                session_id: row.session_id,
                began_at: row.began_at,
                seen_at: row.seen_at,
            });
        }
    }
    let recovery_codes = staff_accounts::count_recovery_codes(&mut tx, &session.account_id).await?;
    let passkeys = list_passkeys(&mut tx, node, &session.account_id).await?;
    Ok(Own { sessions, recovery_codes, passkeys, has_passkeys: site.has_passkeys() })
}

async fn list_passkeys(tx: &mut Tx, node: &Node, account_id: &str) -> Result<Vec<PasskeyView>, Failure> {
    let rows = passkeys::list_of(tx, account_id).await?.into_iter();
    let view = |row: PasskeyRow| {
        let at = passkey_row(&row.account_id, &row.passkey_id);
        Ok(PasskeyView {
            name: node.columns().open("passkey", &at, "name", &row.name)?,
            passkey_id: row.passkey_id,
            made_at: row.made_at,
            used_at: row.used_at,
            is_doubted: row.doubted_at.is_some(),
        })
    };
    rows.map(view).collect()
}

/// `POST /account/sessions/{id}/end`.
pub(in crate::accounts) async fn end_session<S>(
    State(state): State<S>,
    ctx: PageContext,
    session: Option<Extension<Session>>,
    Path(id): Path<String>,
) -> Result<Redirect, Failure>
where
    Site: FromRef<S>,
{
    let absent = || Failure::absent("session");
    let Extension(session) = session.ok_or_else(absent)?;
    let id: model::Id<StaffSession> = id.parse().map_err(|_| absent())?;
    let action = EndSession { account_id: &session.account_id, session_id: &id.to_string() };
    Site::from_ref(&state).node().act(&ctx.actor, &action).await?;
    Ok(Redirect::to(&ctx.href("/account")))
}

/// `POST /sign-out`.
pub(in crate::accounts) async fn sign_out<S>(
    State(state): State<S>,
    ctx: PageContext,
    session: Option<Extension<Session>>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    if let Some(Extension(session)) = session {
        let action = EndSession { account_id: &session.account_id, session_id: &session.session_id };
        match Site::from_ref(&state).node().act(&ctx.actor, &action).await {
            // another request was faster
            Ok(_) | Err(Failure::Refused(_)) => {}
            Err(failure) => return Err(failure),
        }
    }
    let mut response = go_on(&ctx, "/sign-in", [session::end()]);
    response.headers_mut().insert(CLEAR_SITE_DATA, CLEARED);
    Ok(response)
}
