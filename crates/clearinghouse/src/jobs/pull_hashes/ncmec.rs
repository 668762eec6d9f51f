//! A source that speaks the NCMEC Hash Sharing API v2.

use jiff::Timestamp;
use wire::hash_list::{Format, read};

use super::{MAX_PAGES, PullError, Pulled, SETTLING_S, address, body, keep, secret};
use crate::State;
use crate::config::HashSourceConfig;

/// Asks for everything that changed since `from`, page after page, and keeps it; the cursor moves with the last page only, since pages are not in
/// the order of time.
pub(super) async fn pull(state: &State, source: &HashSourceConfig, from: i64) -> Result<(), PullError> {
    let to = state.node().clock().now().as_second() - SETTLING_S;
    if to <= from {
        return Ok(());
    }
    let password = secret(&source.secret_file)?;
    let user = source.username.as_deref().unwrap_or_default();
    let mut path = format!("/v2/entries?from={}&to={}", instant(from)?, instant(to)?);
    for _ in 0..MAX_PAGES {
        let request = state.http().get(address(source, &path)).basic_auth(user, Some(password.reveal()));
        let page = read(Format::Ncmec, &body(request).await?)?;
        let pulled = Pulled { entries: page.entries, deleted: page.deleted };
        match page.next {
            None => return keep(state, source, pulled, Some(to)).await,
            // it is put behind the base, so that no answer leads our credentials elsewhere
            Some(next) if next.starts_with("/v2/") && next != path => {
                keep(state, source, pulled, None).await?;
                path = next;
            }
            Some(_) => return Err(PullError::Broken("the next page is not below the source's base")),
        }
    }
    Err(PullError::Broken("it has too many pages"))
}

fn instant(second: i64) -> Result<String, PullError> {
    let at = Timestamp::from_second(second).map_err(|_| PullError::Broken("an instant out of range"))?;
    Ok(at.strftime("%Y-%m-%dT%H%%3A%M%%3A%SZ").to_string())
}
