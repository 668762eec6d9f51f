//! What the application is told of an upload once it was looked up. A verdict on a file and no finding about a person: what it leads to, a
//! moderator decides.

use std::str::FromStr;

use jiff::Timestamp;
use serde::Serialize;
use service::JobError;
use service::jobs::MAX_ATTEMPTS;
use service::webhook::{self, Webhook};

use crate::db::verdict_messages::VerdictMessageRow;

/// What the look-up said. Hits in shadow are no hits here: nobody vouches for them, so nothing may be done for their sake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// No list in use has it.
    NoHit,
    /// There are hits, to be reviewed.
    Hit,
    /// It was handed over without being compared.
    NotScanned,
}

/// Not a verdict.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no verdict")]
pub(crate) struct UnknownVerdict(String);

impl Verdict {
    /// What a look-up says that found so many hits.
    pub(crate) fn of(was_compared: bool, hits: usize) -> Self {
        match (was_compared, hits) {
            (false, _) => Self::NotScanned,
            (true, 0) => Self::NoHit,
            (true, _) => Self::Hit,
        }
    }

    /// The name in the database, in messages and in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::NoHit => "no_hit",
            Self::Hit => "hit",
            Self::NotScanned => "not_scanned",
        }
    }
}

impl FromStr for Verdict {
    type Err = UnknownVerdict;

    fn from_str(text: &str) -> Result<Self, UnknownVerdict> {
        let all = [Self::NoHit, Self::Hit, Self::NotScanned];
        all.into_iter().find(|verdict| verdict.name() == text).ok_or_else(|| UnknownVerdict(text.to_owned()))
    }
}

/// Where messages to the application go, and through what.
#[derive(Clone)]
pub(crate) struct Teller {
    pub(crate) client: reqwest::Client,
    pub(crate) webhook: Webhook,
}

impl Teller {
    /// Sends a message, signed at `now`: nothing once it has arrived, and why not at the last attempt.
    ///
    /// # Errors
    /// To be tried again, at the attempts before.
    pub(crate) async fn tell(
        &self,
        now: Timestamp,
        attempt: u32,
        body: String,
    ) -> Result<Option<String>, JobError> {
        match webhook::post(&self.client, &self.webhook, now, body).await {
            Ok(()) => Ok(None),
            Err(error) if attempt < MAX_ATTEMPTS => Err(JobError::Retry(error.to_string())),
            Err(error) => Ok(Some(error.to_string())),
        }
    }
}

/// The body of a message. Ids that the application was given with the upload's receipt, and nothing else of anybody.
#[derive(Serialize)]
pub(crate) struct VerdictBody<'a> {
    message_id: String,
    upload_id: String,
    surface: &'a str,
    verdict: &'static str,
    hit_ids: &'a [String],
    looked_up_at: Timestamp,
}

impl<'a> VerdictBody<'a> {
    /// What a message says.
    pub(crate) fn of(row: &'a VerdictMessageRow) -> Self {
        Self {
            message_id: row.verdict_message_id.to_string(),
            upload_id: row.upload_id.to_string(),
            surface: &row.surface,
            verdict: row.verdict.name(),
            hit_ids: &row.hit_ids,
            looked_up_at: row.queued_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_compared_is_no_clean_bill() {
        assert_eq!(Verdict::of(false, 0), Verdict::NotScanned);
        assert_eq!(Verdict::of(true, 0), Verdict::NoHit);
        assert_eq!(Verdict::of(true, 2), Verdict::Hit);
        for verdict in [Verdict::NoHit, Verdict::Hit, Verdict::NotScanned] {
            assert_eq!(verdict.name().parse::<Verdict>().unwrap(), verdict);
        }
        assert!("shadow".parse::<Verdict>().is_err());
    }
}
