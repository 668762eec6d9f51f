//! What an operator asks of a node: health, measurements.

use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::{Json, Problem, Site};
use crate::db::api_keys;
use crate::steady::NOTED;
use crate::{DbError, SystemClock, custody_log, telemetry};

#[derive(Serialize)]
struct Health {
    status: &'static str,
    role: &'static str,
    version: &'static str,
    /// What somebody must look after, while the node goes on.
    concerns: Vec<Concern>,
}

/// What is not as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Concern {
    /// Nothing is taken in until there is room.
    DiskNearlyFull,
    /// The machine's clock was put back while the node ran.
    ClockPutBack,
    /// The machine's clock says less than the newest custody entry.
    ClockBehindLog,
    /// A machine's key is used unlike before, and nobody has looked into it.
    KeyUnlikeItself,
    /// Nobody is told off-screen that a child may be in danger.
    NobodyIsCalled,
}

/// 200 with what is of concern when the database answers, else 503 without detail: the log tells more.
pub(super) async fn healthz<S>(State(state): State<S>) -> Response
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let role = site.node().role();
    match read(&site).await {
        Ok(concerns) => {
            Json(Health { status: "ok", role, version: env!("CARGO_PKG_VERSION"), concerns }).into_response()
        }
        Err(error) => {
            tracing::error!(role, %error, "the database does not answer");
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer").into_response()
        }
    }
}

/// The measurements of this process.
pub(super) async fn metrics() -> impl IntoResponse {
    let handle = telemetry::metrics_handle();
    handle.run_upkeep();
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], handle.render())
}

async fn read(site: &Site) -> Result<Vec<Concern>, DbError> {
    // reads the database: an error says that it does not answer
    let behind = custody_log::clock_behind(site.node().db(), site.node().clock().now()).await?;
    let mut tx = site.node().db().begin_read("count-doubted-keys").await?;
    let is_key_doubted = api_keys::count_doubted(&mut tx).await? > 0;
    drop(tx);
    let concerns = [
        (site.space().is_short(), Concern::DiskNearlyFull),
        (SystemClock::behind() >= NOTED, Concern::ClockPutBack),
        (behind.is_some(), Concern::ClockBehindLog),
        (is_key_doubted, Concern::KeyUnlikeItself),
    ];
    let found = concerns.into_iter().filter_map(|(holds, concern)| holds.then_some(concern));
    Ok(found.chain(site.concern()).collect())
}
