//! `/v1/lists`: what is looked up; `/v1/reload`: the lists' files are looked at now.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use hashlist::Classification;
use serde::Serialize;
use serde_json::{Value, json};

use crate::shelf::lists::{Looked, reload as look_again};
use crate::state::Shared;

/// What is looked up.
#[derive(Serialize)]
pub(crate) struct Lists {
    lists: Vec<ListView>,
    banks: Vec<BankView>,
}

#[derive(Serialize)]
struct ListView {
    /// The number by which the stream names it.
    number: usize,
    name: String,
    version: u64,
    source: String,
    members: Vec<String>,
    classification: Option<Classification>,
    active_permille: u16,
    entries: u32,
    pictures: u32,
    videos: u32,
    withdrawn: u32,
    /// Entries whose hash is not matched, since it says too little.
    left_out: u32,
    /// Entries for which somebody vouches under a stated class.
    vouched: u32,
    /// Whether nothing of it may be acted on.
    shadow: bool,
}

#[derive(Serialize)]
struct BankView {
    name: String,
    enabled_ratio: f64,
    hashes: u64,
}

/// `GET /v1/lists`.
pub(crate) async fn list(State(shared): State<Shared>) -> Json<Lists> {
    let shelf = shared.shelves.get();
    let of_list = |(number, list): (usize, &std::sync::Arc<crate::shelf::lists::ListInUse>)| {
        let (head, counts) = (list.index.head(), list.index.counts());
        ListView {
            number,
            name: list.name.clone(),
            version: head.version,
            source: head.source.clone(),
            members: head.members.clone(),
            classification: head.classification,
            active_permille: head.active_permille,
            entries: counts.entries,
            pictures: counts.pictures,
            videos: counts.videos,
            withdrawn: counts.withdrawn,
            left_out: counts.left_out,
            vouched: counts.vouched,
            shadow: list.index.is_shadow(),
        }
    };
    let banks = shelf.banks().map(|bank| BankView {
        name: bank.name.clone(),
        enabled_ratio: bank.enabled_ratio,
        hashes: bank.hashes(),
    });
    Json(Lists { lists: shelf.lists().iter().enumerate().map(of_list).collect(), banks: banks.collect() })
}

/// `POST /v1/reload`: what came of each list; 422 where one cannot be used, whose version before stays.
pub(crate) async fn reload(State(shared): State<Shared>) -> (StatusCode, Json<Value>) {
    let looked = look_again(&shared, true).await;
    let is_broken = looked.iter().any(|(_, outcome)| matches!(outcome, Looked::Broken(_)));
    let status = if is_broken { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let as_json = |(name, outcome): (String, Looked)| match outcome {
        Looked::Same => json!({ "list": name, "outcome": "same" }),
        Looked::Taken(version) => json!({ "list": name, "outcome": "taken", "version": version }),
        Looked::Broken(reason) => json!({ "list": name, "outcome": "broken", "reason": reason }),
    };
    let lists: Vec<Value> = looked.into_iter().map(as_json).collect();
    (status, Json(json!({ "lists": lists })))
}
