//! Tips: what the public form hands over and fetches, and what programs of the staff read.

use axum::extract::{Path, State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use service::{Actor, Authenticated, Failure, Json, Query};
use utoipa::ToSchema;
use wire::document::DocumentError;
use wire::tip::{Delivery, Kept, MailboxPage, SealedStep, Step, StepReceipt};

use crate::actions::take_tip_step::TakeTipStep;
use crate::db;
use crate::db::tips::{TipOrder, TipRow, Which};
use crate::state::State as Clearinghouse;
use crate::tip_state::{TipState, idle_since};
use crate::tips::{self, Event, What};

const MAX_TIPS: i64 = 1000;

/// What the public form seals steps to.
#[derive(Serialize, ToSchema)]
pub(crate) struct TipKey {
    /// `amparo-recipient/1+` and 64 hexadecimal digits.
    recipient_key: String,
}

/// `GET /api/tip-key`.
pub(crate) async fn key(State(state): State<Clearinghouse>) -> Json<TipKey> {
    Json(TipKey { recipient_key: state.tip_secret().recipient().to_string() })
}

/// `POST /api/tips/steps`: each step in a transaction of its own. When one fails, those before it are kept, and all may be sent again.
pub(crate) async fn take(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    Json(delivery): Json<Delivery>,
) -> Result<Json<StepReceipt>, Failure> {
    delivery.check().map_err(refusal)?;
    let mut kept = Vec::new();
    for step in delivery.steps {
        let place = Kept { tip_id: step.tip_id.clone(), number: step.number };
        take_step(&state, &actor, step).await?;
        kept.push(place);
    }
    Ok(Json(StepReceipt { kept }))
}

async fn take_step(state: &Clearinghouse, actor: &Actor, step: SealedStep) -> Result<(), Failure> {
    let mut tx = state.node().db().begin_read("find-step").await?;
    let is_kept = db::tip_steps::has_step(&mut tx, &step.tip_id, step.number).await?;
    drop(tx);
    if is_kept {
        return Ok(());
    }
    let sealed_sha256 = hex::encode(service::request_sha256(step.sealed.as_bytes()));
    let opened = step.open(state.tip_secret().clone()).map_err(|error| error.to_string());
    if let Err(fault) = &opened {
        tracing::warn!(tip_id = %step.tip_id, number = step.number, %fault, "a step of a tip does not open; it is kept as it came");
    }
    state.node().act(actor, &TakeTipStep { step, sealed_sha256, opened }).await?;
    Ok(())
}

fn refusal(error: DocumentError) -> Failure {
    match error {
        DocumentError::Field { field, message } => Failure::refused(&field, message),
        json @ DocumentError::Json(_) => Failure::refused("body", json.to_string()),
    }
}

/// `GET /api/tips/mailboxes/{id}`: the answers, sealed to whoever holds the receipt.
pub(crate) async fn mailbox(
    State(state): State<Clearinghouse>,
    Path(id): Path<String>,
) -> Result<Json<MailboxPage>, Failure> {
    let mut tx = state.node().db().begin_read("find-mailbox").await?;
    let answers = db::tip_work::find_mailbox(&mut tx, &id).await?;
    let answers = answers.ok_or_else(|| Failure::absent("mailbox"))?;
    Ok(Json(MailboxPage { answers }))
}

/// A tip in a list; no words.
#[derive(Serialize, ToSchema)]
pub(crate) struct TipSummary {
    /// `tip_` and 32 hexadecimal digits.
    tip_id: String,
    state: TipState,
    /// It tells of a child's own act: such a tip protects, and accuses nobody.
    protection: bool,
    in_danger: bool,
    /// `about_me`, `about_my_child` or `about_someone_else`.
    door: Option<&'static str>,
    language: Option<String>,
    country: Option<String>,
    #[schema(value_type = String)]
    begun_at: Timestamp,
    #[schema(value_type = String)]
    last_step_at: Timestamp,
    #[schema(value_type = Option<String>)]
    closed_at: Option<Timestamp>,
    /// Who works on it.
    claimed_by: Option<String>,
    steps: i64,
    /// How many of them did not open.
    unopened: i64,
    answers: i64,
    /// Whether the reporter can be answered.
    can_be_answered: bool,
}

impl From<TipRow> for TipSummary {
    fn from(row: TipRow) -> Self {
        Self {
            tip_id: tips::object_id(&row.tip_id),
            state: row.state,
            protection: row.is_protection(),
            in_danger: row.in_danger,
            door: row.door.map(wire::tip::Door::as_str),
            can_be_answered: row.mailbox.is_some(),
            language: row.language,
            country: row.country,
            begun_at: row.begun_at,
            last_step_at: row.last_step_at,
            closed_at: row.closed_at,
            claimed_by: row.claimed_by,
            steps: row.steps,
            unopened: row.unopened,
            answers: row.answers,
        }
    }
}

/// Tips that are not erased: danger first, then the oldest.
#[derive(Serialize, ToSchema)]
pub(crate) struct TipList {
    tips: Vec<TipSummary>,
    /// How many tips stand in each state, of all.
    counts: std::collections::BTreeMap<&'static str, i64>,
}

/// A tip with all that was said and done.
#[derive(Serialize, ToSchema)]
pub(crate) struct TipDetails {
    #[serde(flatten)]
    summary: TipSummary,
    events: Vec<TipEvent>,
}

/// One thing that happened to a tip, in the order in which it happened.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum TipEvent {
    /// The reporter said something.
    Step {
        /// When it was sent, as the form states it.
        #[schema(value_type = String)]
        at: Timestamp,
        /// When it came here.
        #[schema(value_type = String)]
        received_at: Timestamp,
        number: u32,
        /// In the reporter's words, as the form sent it; absent when it does not open.
        #[schema(value_type = Option<Object>)]
        said: Option<Step>,
        /// Why it does not open.
        fault: Option<String>,
    },
    /// We answered.
    Answer {
        #[schema(value_type = String)]
        at: Timestamp,
        words: String,
        by: String,
    },
    /// A person decided or noted something.
    Decision {
        #[schema(value_type = String)]
        at: Timestamp,
        /// `claimed`, `noted`, `closed`, `reopened`, `released` or `passed_on`.
        kind: &'static str,
        reason: String,
        by: String,
        /// Of the report that was made.
        report_number: Option<i64>,
    },
}

impl From<Event> for TipEvent {
    fn from(event: Event) -> Self {
        let at = event.at;
        match event.what {
            What::Step { number, step, fault, received_at } => {
                let fault = (!fault.is_empty()).then_some(fault);
                Self::Step { at, received_at, number, said: step, fault }
            }
            What::Answer { words, by } => Self::Answer { at, words, by },
            What::Decision { kind, reason, by, report_number } => {
                Self::Decision { at, kind: kind.as_str(), reason, by, report_number }
            }
        }
    }
}

/// Which tips are wanted.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    state: Option<String>,
    offset: Option<i64>,
    limit: Option<i64>,
}

/// `GET /api/tips`.
pub(crate) async fn list(
    State(state): State<Clearinghouse>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<TipList>, Failure> {
    let unknown =
        || Failure::refused("state", format!("is one of {}", TipState::ALL.map(TipState::as_str).join(", ")));
    let state_of = |text: &str| TipState::parse(text).ok_or_else(unknown);
    let which = Which { state: wanted.state.as_deref().map(state_of).transpose()?, unclaimed: false };
    let part = (wanted.limit.unwrap_or(MAX_TIPS).clamp(1, MAX_TIPS), wanted.offset.unwrap_or(0).max(0));
    let idle = idle_since(state.node().clock().now());
    let mut tx = state.node().db().begin_read("list-tips").await?;
    let rows = db::tips::list_page(&mut tx, which, (TipOrder::Begun, false), part, idle).await?;
    let counts = db::tips::count_by_state(&mut tx, idle).await?;
    let counts = counts.into_iter().map(|(state, count)| (state.as_str(), count)).collect();
    Ok(Json(TipList { tips: rows.into_iter().map(Into::into).collect(), counts }))
}

/// `GET /api/tips/{id}`.
pub(crate) async fn show(
    State(state): State<Clearinghouse>,
    Path(id): Path<String>,
) -> Result<Json<TipDetails>, Failure> {
    let tip_id = tips::parse(&id)?;
    let mut tx = state.node().db().begin_read("show-tip").await?;
    let tip = tips::load(&mut tx, &tip_id, state.node().clock().now()).await?;
    let events = tips::history(&mut tx, state.node().columns(), &tip).await?;
    Ok(Json(TipDetails { summary: tip.into(), events: events.into_iter().map(Into::into).collect() }))
}
