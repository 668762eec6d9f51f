//! `POST /api/events/object-created`: the notification that MinIO and S3 send of a new object.

use axum::extract::State as Shared;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use service::{Authenticated, Failure, Json};
use utoipa::ToSchema;

use crate::State;
use crate::actions::{AnnounceObject, ObjectAnnounced};
use crate::objects::ObjectName;

/// Most records of one notification; stores send one or a few.
const MOST_RECORDS: usize = 1000;

/// A notification; what else stands in it is not looked at.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ObjectEventsRequest {
    /// One record for each object.
    #[serde(rename = "Records")]
    records: Vec<RecordRequest>,
}

/// What happened to one object.
#[derive(Deserialize, ToSchema)]
pub(crate) struct RecordRequest {
    /// `s3:ObjectCreated:Put` and the like, with or without `s3:`; other events are passed over.
    #[serde(rename = "eventName")]
    event_name: String,
    /// The object.
    s3: ObjectRequest,
}

/// Bucket and object.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ObjectRequest {
    bucket: BucketRequest,
    object: KeyRequest,
}

/// The bucket.
#[derive(Deserialize, ToSchema)]
pub(crate) struct BucketRequest {
    /// Its name: that of a configured source.
    name: String,
}

/// The object.
#[derive(Deserialize, ToSchema)]
pub(crate) struct KeyRequest {
    /// Its name, encoded as in the query of an address.
    key: String,
    /// What the store says of its content.
    #[serde(default, rename = "eTag")]
    e_tag: Option<String>,
}

model::unprintable!(ObjectEventsRequest);

/// What is to be fetched.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ObjectsAnnounced {
    /// One for each new object, in the order of the records.
    objects: Vec<ObjectAnnounced>,
    /// Records of other events, and of statements beside objects.
    passed_over: usize,
}

/// Takes a notification. It is refused as a whole where one of its objects is of no configured source.
pub(crate) async fn announce_objects(
    Shared(state): Shared<State>,
    Authenticated(actor): Authenticated,
    Json(request): Json<ObjectEventsRequest>,
) -> Result<(StatusCode, Json<ObjectsAnnounced>), Failure> {
    if request.records.len() > MOST_RECORDS {
        return Err(Failure::refused("Records", format!("must be at most {MOST_RECORDS}")));
    }
    let mut named = Vec::new();
    for record in request.records.iter().filter(|record| is_created(&record.event_name)) {
        named.push(read(&state, &record.s3)?);
    }
    named.retain(|object| !object.is_statement());
    let passed_over = request.records.len() - named.len();
    let mut objects = Vec::with_capacity(named.len());
    for object in named {
        objects.push(state.node.act(&actor, &AnnounceObject { object }).await?);
    }
    Ok((StatusCode::ACCEPTED, Json(ObjectsAnnounced { objects, passed_over })))
}

fn is_created(event_name: &str) -> bool {
    event_name.strip_prefix("s3:").unwrap_or(event_name).starts_with("ObjectCreated:")
}

fn read(state: &State, s3: &ObjectRequest) -> Result<ObjectName, Failure> {
    let bucket = &s3.bucket.name;
    if state.sources.find(bucket).is_none() {
        let message =
            format!("no `[[platform.object_source]]` has the bucket `{bucket}`; an operator configures it");
        return Err(Failure::refused("Records.s3.bucket.name", message));
    }
    ObjectName::read(bucket, &s3.object.key, s3.object.e_tag.as_deref().unwrap_or_default())
}
