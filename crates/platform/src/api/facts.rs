//! `PUT /api/uploads/{id}/facts`: what a report says beside what came with the upload.

use axum::extract::{Path, State as Shared};
use model::Id;
use serde::Deserialize;
use serde_json::Value;
use service::{Authenticated, Failure, Json, Once, Tx};
use utoipa::ToSchema;
use wire::cybertipline::Severity;

use super::id_in_path;
use crate::State;
use crate::actions::{FactsGiven, GiveFacts, GivenBy};
use crate::db::{history, uploads};
use crate::facts::ReportFacts;
use crate::fields::Fields;
use crate::filing::content::{ReportedFile, Told, file_details};
use crate::ids::Upload;
use crate::opening::{metadata_viewed, viewing};
use crate::permissions::may_add_to;
use crate::reported::open_statement;

/// What is added to a report before it is filed; each part may be left out. Given anew it replaces what was given before.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FactsRequest {
    /// An object with `urgent_because`, `incident_type`, `agency` (`name`, `case_number`, `reported`, `served_domestic`, `served_from`),
    /// `report_marks`, `file_marks`, `batched` (the protocol's reason), `chat` (`client`, `room`, `content`), `scenes` (`email` of
    /// `addresses`, `content`; `newsgroup` of `name`, `addresses`, `content`; `game` of `name`, `console`, `content`; `phone` of `number`,
    /// `latitude`, `longitude`; `peer` of `client`, `file_names`, `events`),
    /// `events` (`at`, `ip`, `port`, `event`, `possible_proxy`), `devices` (`kind`, `value`, `event`, `at`), `associated` (`service`,
    /// `identifier`, `screen_name`, `kind`, `profile_url`, `email`, `phone`), `recipients` and `victims` (`identifier`, `screen_name`,
    /// `email`, `age_years`, `first_name`, `last_name`, `phone`, `profile_url`, `city`, `country`, and of victims `school`), `account`
    /// (`first_name`, `last_name`, `addresses` of `street`, `city`, `postcode`, `region`, `country`, `kind`; `compromised`, `profile_urls`,
    /// `profile_bio`, `third_party`, `group`, `standing` of `state`, `disabled_at`, `user_notified`, `user_notified_at`, `reenabled_at`;
    /// `location` of `city`, `region`, `country`, `verified`, `at`; `all_emails`, `note`), `file` (`class`, `relevance`, `metadata` of `name`,
    /// `value`), and `narrative`.
    #[schema(value_type = Object)]
    facts: Value,
}

model::unprintable!(FactsRequest);

/// Takes facts from the application's backend.
pub(crate) async fn give_facts(
    Shared(state): Shared<State>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
    request: Once<FactsRequest>,
) -> Result<Json<FactsGiven>, Failure> {
    let upload_id = id_in_path::<Upload>(&id, "upload")?;
    let mut tx = state.node.db().begin_read("find-upload").await?;
    let origin = history::find_origin(&mut tx, upload_id).await?;
    // to who may not add to it, it is not there
    origin
        .filter(|origin| may_add_to(&actor, &origin.received_from))
        .ok_or_else(|| Failure::absent("upload"))?;
    let fields = Fields::of_value("facts", request.body.facts)?;
    let facts = ReportFacts::parse(fields, state.node.clock().now())?;
    check(&state, &mut tx, upload_id, &facts).await?;
    drop(tx);
    let action = GiveFacts { upload_id, facts, by: GivenBy::Application };
    let given = state.node.act_once(&actor, request.key.as_ref(), request.request_sha256, &action).await?;
    Ok(Json(given.output))
}

/// Refuses facts with which the report would break a rule of the protocol: it is valid before it leaves.
pub(crate) async fn check(
    state: &State,
    tx: &mut Tx,
    upload_id: Id<Upload>,
    facts: &ReportFacts,
) -> Result<(), Failure> {
    let upload = uploads::find_upload(tx, upload_id).await?.ok_or_else(|| Failure::absent("upload"))?;
    let origin = history::find_origin(tx, upload_id).await?.ok_or_else(|| Failure::absent("upload"))?;
    if origin.erased_at.is_some() {
        return Err(Failure::conflict("the upload is erased; nothing more is noted of it"));
    }
    let statement = open_statement(&state.node, &upload)?;
    let file = ReportedFile {
        report_number: 1,
        file_id: "1",
        statement: &statement,
        digests: &upload.digests,
        viewing: viewing(tx, upload_id, jiff::Timestamp::MAX).await?,
        metadata_viewed: metadata_viewed(tx, upload_id, jiff::Timestamp::MAX).await?,
        grounds: Vec::new(),
        facts,
    };
    let report = state.reporting.report(&Told::of(&statement, facts)).map_err(Failure::broken)?;
    let details = file_details(&file).map_err(Failure::broken)?;
    let mut problems = report.problems().into_iter().chain(details.problems());
    match problems.find(|problem| problem.severity == Severity::Refuse) {
        Some(problem) => Err(Failure::refused("facts", format!("{}: {}", problem.path, problem.message))),
        None => Ok(()),
    }
}
