//! The JSON API of the desk.

use std::marker::PhantomData;

use axum::extract::{FromRef, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use model::Id;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::{Decide, Extend, LookUp, Register, day_of};
use super::answer::answer as answer_text;
use super::words::{Age, Channel, Decision, Ground, IdentityCheck, Right, Token, TokenKind};
use super::{Clock, ContestedLinks, Desk, Found, RightsRequest};
use crate::db::rights_requests::{self as table, RequestRow, TABLE};
use crate::http::{Query, Site};
use crate::i18n::Lang;
use crate::{Authenticated, ColumnRef, Failure, Json, Node, Once, Sealed};

/// How many requests the API's register shows.
const MOST_ROWS: i64 = 500;

/// A request to be registered. The form of the page has the same fields; those of other tokens stay empty.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewRightsRequest)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRequest {
    right: Right,
    token_kind: TokenKind,
    #[serde(default)]
    email: String,
    /// With its country, such as `+34 600 000 000`.
    #[serde(default)]
    phone: String,
    #[serde(default)]
    service: String,
    #[serde(default)]
    account: String,
    #[serde(default)]
    given_name: String,
    #[serde(default)]
    family_name: String,
    /// `YYYY-MM-DD`.
    #[serde(default)]
    birth: String,
    /// Who asks, and where the answer goes.
    requester: String,
    channel: Channel,
    identity_check: IdentityCheck,
    #[serde(default)]
    identity_note: String,
    age: Age,
    /// Of a minor: who the legal representative is, and how that was shown.
    #[serde(default)]
    representative: String,
    /// `YYYY-MM-DD`: the month runs from then.
    received_on: String,
}

model::unprintable!(NewRequest);

impl NewRequest {
    pub(super) fn action<S: Desk>(self) -> Result<Register<S>, Failure> {
        let token = self.token()?;
        Ok(Register {
            right: self.right,
            token,
            requester: self.requester,
            channel: self.channel,
            identity_check: self.identity_check,
            identity_note: self.identity_note,
            age: self.age,
            representative: self.representative,
            received_on: parse_day("received_on", &self.received_on)?,
            role: PhantomData,
        })
    }

    fn token(&self) -> Result<Token, Failure> {
        let needed = |field: &str, text: &str| match text.trim() {
            "" => Err(Failure::refused(field, "must not be empty")),
            text if text.chars().count() > 320 => Err(Failure::refused(field, "is too long")),
            text => Ok(text.to_owned()),
        };
        Ok(match self.token_kind {
            TokenKind::Email => Token::Email { address: needed("email", &self.email)? },
            TokenKind::Phone => Token::Phone { number: needed("phone", &self.phone)? },
            TokenKind::Account => Token::Account {
                service: needed("service", &self.service)?,
                identifier: needed("account", &self.account)?,
            },
            TokenKind::NameBirth => Token::NameBirth {
                given_name: needed("given_name", &self.given_name)?,
                family_name: needed("family_name", &self.family_name)?,
                birth: parse_day("birth", &self.birth)?,
            },
        })
    }
}

/// A longer term.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewExtension {
    /// `YYYY-MM-DD`.
    until: String,
    reason: String,
}

model::unprintable!(NewExtension);

impl NewExtension {
    pub(super) fn action<S: Desk>(self, id: Id<RightsRequest>) -> Result<Extend<S>, Failure> {
        Ok(Extend { id, until: parse_day("until", &self.until)?, reason: self.reason, role: PhantomData })
    }
}

/// A decision.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDecision {
    decision: Decision,
    /// A code where something is refused; empty otherwise.
    #[serde(default)]
    ground: String,
    reason: String,
}

model::unprintable!(NewDecision);

impl NewDecision {
    pub(super) fn action<S: Desk>(self, id: Id<RightsRequest>) -> Result<Decide<S>, Failure> {
        let ground = match self.ground.trim() {
            "" => None,
            text => Some(Ground::find(text).ok_or_else(|| {
                let codes: Vec<_> = Ground::ALL.iter().map(|ground| ground.as_str()).collect();
                Failure::refused("ground", format!("give one of {}", codes.join(", ")))
            })?),
        };
        Ok(Decide { id, decision: self.decision, ground, reason: self.reason, role: PhantomData })
    }
}

/// What was registered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Registered {
    rights_request_id: String,
}

/// A request as the register shows it: nothing of its content.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RegisterRow {
    pub(crate) rights_request_id: String,
    pub(crate) right: Right,
    pub(crate) token_kind: TokenKind,
    pub(crate) channel: Channel,
    pub(crate) identity_check: IdentityCheck,
    pub(crate) age: Age,
    #[schema(value_type = String)]
    pub(crate) received_on: Date,
    /// The last day for the answer.
    #[schema(value_type = String)]
    pub(crate) answer_by: Date,
    pub(crate) is_extended: bool,
    pub(crate) clock: Clock,
    pub(crate) registered_by: String,
    #[schema(value_type = Option<String>)]
    pub(crate) decided_at: Option<Timestamp>,
    pub(crate) decided_by: Option<String>,
}

impl RegisterRow {
    pub(super) fn new(row: &RequestRow, now: Timestamp) -> Self {
        Self {
            rights_request_id: row.id.clone(),
            right: row.right,
            token_kind: row.token_kind,
            channel: row.channel,
            identity_check: row.identity_check,
            age: row.age,
            received_on: row.received_on,
            answer_by: row.answer_by(),
            is_extended: row.extended_until_on.is_some(),
            clock: Clock::on(day_of(now), row.answer_by(), row.decision.is_some()),
            registered_by: row.registered_by.clone(),
            decided_at: row.decided_at,
            decided_by: row.decided_by.clone(),
        }
    }
}

/// A request with its content, for the officer.
#[derive(Serialize, ToSchema)]
pub(crate) struct RequestView {
    #[serde(flatten)]
    pub(crate) row: RegisterRow,
    /// The exact token.
    pub(crate) token: String,
    pub(crate) requester: String,
    pub(crate) identity_note: String,
    pub(crate) representative: Option<String>,
    #[schema(value_type = String)]
    pub(crate) registered_at: Timestamp,
    pub(crate) extended_reason: Option<String>,
    /// When the token was last looked up.
    #[schema(value_type = Option<String>)]
    pub(crate) searched_at: Option<Timestamp>,
    /// How much is held, by category; every category that the role can find by a token, zeros among them.
    pub(crate) found: Option<Vec<Found>>,
    /// What became of the links that it disputes; only where the role has links.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) contested: Option<ContestedLinks>,
    pub(crate) decision: Option<Decision>,
    pub(crate) ground: Option<Ground>,
    pub(crate) decision_reason: Option<String>,
}

model::unprintable!(RequestView);

/// The text of an answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Answer {
    pub(crate) text: String,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    lang: String,
}

fn parse_day(field: &str, text: &str) -> Result<Date, Failure> {
    text.trim().parse().map_err(|_| Failure::refused(field, "must be a day such as 2030-12-31"))
}

/// So many requests of the register, what is due first on top, and how many there are.
pub(super) async fn load_register(
    node: &Node,
    offset: i64,
    limit: i64,
) -> Result<(Vec<RegisterRow>, i64), Failure> {
    let mut tx = node.db().begin_read("list-rights-requests").await?;
    let now = node.clock().now();
    let total = table::count(&mut tx).await?;
    let rows = table::list(&mut tx, offset, limit).await?;
    Ok((rows.iter().map(|row| RegisterRow::new(row, now)).collect(), total))
}

/// One request, opened.
pub(super) async fn load<S: Desk>(node: &Node, id: Id<RightsRequest>) -> Result<RequestView, Failure> {
    let row = find(node, id).await?;
    let contested = if S::HAS_LINKS {
        let mut tx = node.db().begin_read("count-contested-links").await?;
        Some(S::count_contested(&mut tx, &row.id).await?)
    } else {
        None
    };
    let keys = node.columns();
    let text =
        |column, sealed: &Sealed<String>| sealed.open(keys, ColumnRef { table: TABLE, row: &row.id, column });
    let maybe = |column, sealed: &Option<Sealed<String>>| {
        sealed.as_ref().map(|sealed| text(column, sealed)).transpose()
    };
    let token = row.token.open(keys, ColumnRef { table: TABLE, row: &row.id, column: "token" })?;
    let found = row.found.as_ref();
    let found =
        found.map(|found| found.open(keys, ColumnRef { table: TABLE, row: &row.id, column: "found" }));
    Ok(RequestView {
        row: RegisterRow::new(&row, node.clock().now()),
        token: token.text(),
        requester: text("requester", &row.requester)?,
        identity_note: text("identity_note", &row.identity_note)?,
        representative: maybe("representative", &row.representative)?,
        registered_at: row.registered_at,
        extended_reason: maybe("extended_reason", &row.extended_reason)?,
        searched_at: row.searched_at,
        found: found.transpose()?,
        contested,
        decision: row.decision,
        ground: row.ground,
        decision_reason: maybe("decision_reason", &row.decision_reason)?,
    })
}

async fn find(node: &Node, id: Id<RightsRequest>) -> Result<RequestRow, Failure> {
    let mut tx = node.db().begin_read("load-rights-request").await?;
    table::find(&mut tx, &id.to_string()).await?.ok_or_else(|| Failure::absent("rights_request"))
}

/// The answer's text, once it is decided.
pub(super) async fn load_answer<S: Desk>(
    site: &Site,
    id: Id<RightsRequest>,
    lang: Lang,
) -> Result<String, Failure> {
    let row = find(site.node(), id).await?;
    let decision = row.decision.ok_or_else(|| Failure::conflict("it is not decided yet"))?;
    Ok(answer_text(site.texts(), lang, S::LAW, row.right, decision, row.age))
}

/// `GET /api/rights-requests`.
pub(super) async fn list<S: Desk>(State(state): State<S>) -> Result<Json<Vec<RegisterRow>>, Failure> {
    let (rows, _) = load_register(state.node(), 0, MOST_ROWS).await?;
    Ok(Json(rows))
}

/// `POST /api/rights-requests`.
pub(super) async fn register<S: Desk>(
    State(state): State<S>,
    Authenticated(actor): Authenticated,
    once: Once<NewRequest>,
) -> Result<Response, Failure> {
    let action = once.body.action::<S>()?;
    let done = state.node().act_once(&actor, once.key.as_ref(), once.request_sha256, &action).await?;
    let registered = Registered { rights_request_id: done.output.to_string() };
    Ok((StatusCode::CREATED, Json(registered)).into_response())
}

/// `GET /api/rights-requests/{id}`.
pub(super) async fn show<S: Desk>(
    State(state): State<S>,
    Path(id): Path<Id<RightsRequest>>,
) -> Result<Json<RequestView>, Failure> {
    Ok(Json(load::<S>(state.node(), id).await?))
}

/// `POST /api/rights-requests/{id}/look-up`.
pub(super) async fn look_up<S: Desk>(
    State(state): State<S>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<RightsRequest>>,
) -> Result<Json<RequestView>, Failure> {
    state.node().act(&actor, &LookUp::<S> { id, role: PhantomData }).await?;
    Ok(Json(load::<S>(state.node(), id).await?))
}

/// `POST /api/rights-requests/{id}/extend`.
pub(super) async fn extend<S: Desk>(
    State(state): State<S>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<RightsRequest>>,
    Json(body): Json<NewExtension>,
) -> Result<Json<RequestView>, Failure> {
    state.node().act(&actor, &body.action::<S>(id)?).await?;
    Ok(Json(load::<S>(state.node(), id).await?))
}

/// `POST /api/rights-requests/{id}/decide`.
pub(super) async fn decide<S: Desk>(
    State(state): State<S>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<RightsRequest>>,
    Json(body): Json<NewDecision>,
) -> Result<Json<RequestView>, Failure> {
    state.node().act(&actor, &body.action::<S>(id)?).await?;
    Ok(Json(load::<S>(state.node(), id).await?))
}

/// `GET /api/rights-requests/{id}/answer?lang=es`.
pub(super) async fn answer<S>(
    State(state): State<S>,
    Path(id): Path<Id<RightsRequest>>,
    Query(asked): Query<Asked>,
) -> Result<Json<Answer>, Failure>
where
    S: Desk,
    Site: FromRef<S>,
{
    let lang = Lang::from_code(&asked.lang).unwrap_or(Lang::En);
    Ok(Json(Answer { text: load_answer::<S>(&Site::from_ref(&state), id, lang).await? }))
}
