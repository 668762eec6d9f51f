//! The query of a list: state, place to go on from, number of rows.

use std::collections::HashMap;
use std::str::FromStr;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use model::{Id, Kind};
use service::Failure;

const USUAL_ROWS: i64 = 200;
const MOST_ROWS: i64 = 1000;

/// Extractor: `state`, `after` and `limit`, not yet read.
pub(crate) struct Listing(HashMap<String, String>);

impl<S: Send + Sync> FromRequestParts<S> for Listing {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let query = Query::<HashMap<String, String>>::from_request_parts(parts, state).await;
        let Query(query) = query.map_err(|error| Failure::refused("query", error.body_text()))?;
        // `lang` belongs to pages.
        match query.keys().find(|key| !["state", "after", "limit", "lang"].contains(&key.as_str())) {
            Some(unknown) => {
                Err(Failure::refused(unknown, "is no parameter here; known are state, after, limit"))
            }
            None => Ok(Self(query)),
        }
    }
}

impl Listing {
    fn value(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Only rows in this state.
    pub(crate) fn state<T: FromStr>(&self, expected: &str) -> Result<Option<T>, Failure> {
        self.value("state")
            .map(|text| {
                text.parse().map_err(|_| Failure::refused("state", format!("must be one of {expected}")))
            })
            .transpose()
    }

    /// The last row of the page before.
    pub(crate) fn after<K: Kind>(&self) -> Result<Option<Id<K>>, Failure> {
        self.value("after")
            .map(|text| text.parse().map_err(|_| Failure::refused("after", "is no id of this list")))
            .transpose()
    }

    /// How many rows at most.
    pub(crate) fn limit(&self) -> Result<i64, Failure> {
        let Some(text) = self.value("limit") else { return Ok(USUAL_ROWS) };
        text.parse()
            .ok()
            .filter(|limit| (1..=MOST_ROWS).contains(limit))
            .ok_or_else(|| Failure::refused("limit", format!("must be a number from 1 to {MOST_ROWS}")))
    }
}

/// The place to go on from, when the page is full.
pub(crate) fn next_after<T, K: Kind>(rows: &[T], limit: i64, id: impl Fn(&T) -> Id<K>) -> Option<String> {
    let full = i64::try_from(rows.len()).is_ok_and(|count| count == limit);
    rows.last().filter(|_| full).map(|row| id(row).to_string())
}
