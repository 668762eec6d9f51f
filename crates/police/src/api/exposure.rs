//! What staff were exposed to: everybody their own counts, the welfare officer those of one person at a time.

use axum::extract::State;
use serde::Deserialize;
use service::{Actor, Authenticated, Failure, Json};
use utoipa::ToSchema;

use super::Shown;
use crate::Police;
use crate::actions::LookUpExposure;
use crate::views::{self, ExposureView};

/// Whose counts.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Whose {
    /// Sign-in name.
    pub(crate) person: String,
}

/// `GET /api/my-exposure`.
pub(crate) async fn own(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
) -> Shown<ExposureView> {
    Ok(Json(load(&police, actor.name()).await?))
}

/// `POST /api/exposure`: of one person, whose digest the access entry names.
pub(crate) async fn look_up(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Json(whose): Json<Whose>,
) -> Shown<ExposureView> {
    Ok(Json(load_of(&police, &actor, &whose.person).await?))
}

/// One's own counts.
pub(crate) async fn load(police: &Police, person: &str) -> Result<ExposureView, Failure> {
    let mut tx = police.reading("load-exposure").await?;
    views::load_exposure(&mut tx, person, police.today()).await
}

/// Another's counts, once the look is on record.
pub(crate) async fn load_of(police: &Police, actor: &Actor, person: &str) -> Result<ExposureView, Failure> {
    let person = person.trim();
    if person.is_empty() {
        return Err(Failure::refused("person", "give a sign-in name"));
    }
    police.node.act(actor, &LookUpExposure { person: person.to_owned() }).await?;
    load(police, person).await
}
