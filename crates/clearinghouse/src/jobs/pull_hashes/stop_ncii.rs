//! A source that speaks the StopNCII API v1.

use serde::Deserialize;
use wire::hash_list::{Format, read};

use super::{MAX_PAGES, PullError, Pulled, address, body, keep, secret};
use crate::State;
use crate::config::HashSourceConfig;

/// Records of a page, as the public client asks.
const PAGE_RECORDS: u16 = 800;

/// What an answer says beside its records.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Paging {
    next_page_token: Option<String>,
    next_set_timestamp: i64,
    has_more_records: bool,
}

/// Asks for everything that changed since `from`, page after page, and keeps it.
pub(super) async fn pull(state: &State, source: &HashSourceConfig, from: i64) -> Result<(), PullError> {
    let key = secret(&source.secret_file)?;
    let function_key = source.function_key_file.as_deref().map(secret).transpose()?;
    let mut token = String::new();
    for _ in 0..MAX_PAGES {
        let mut request = state
            .http()
            .get(address(source, "/FetchHashes"))
            .query(&[("startTimestamp", from.to_string()), ("pageSize", PAGE_RECORDS.to_string())])
            .header("Ocp-Apim-Subscription-Key", key.reveal().as_str());
        if let Some(function_key) = &function_key {
            request = request.header("x-functions-key", function_key.reveal().as_str());
        }
        if !token.is_empty() {
            request = request.query(&[("nextPageToken", &token)]);
        }
        let bytes = body(request).await?;
        let paging: Paging =
            serde_json::from_slice(&bytes).map_err(|_| PullError::Broken("it does not say where it ends"))?;
        let page = read(Format::StopNcii, &bytes)?;
        let pulled = Pulled { entries: page.entries, deleted: page.deleted };
        match paging.next_page_token.filter(|next| paging.has_more_records && !next.is_empty()) {
            None if paging.has_more_records => {
                return Err(PullError::Broken("more records, and no way to them"));
            }
            None => return keep(state, source, pulled, Some(paging.next_set_timestamp)).await,
            Some(next) if next == token => return Err(PullError::Broken("the same page again")),
            Some(next) => {
                keep(state, source, pulled, None).await?;
                token = next;
            }
        }
    }
    Err(PullError::Broken("it has too many pages"))
}
