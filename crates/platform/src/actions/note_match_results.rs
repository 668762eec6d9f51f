//! The application passes on what another service says of an upload. It opens a question where none is open, and decides nothing.

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};
use utoipa::ToSchema;

use super::store_words;
use crate::db::{match_results, uploads};
use crate::ids::{Upload, UserReport};
use crate::match_results::MatchResult;
use crate::narrow::may_act;
use crate::permissions::{Permission, Role};
use crate::review::UserStatement;

/// Results of other services about one upload.
pub(crate) struct NoteMatchResults {
    pub(crate) upload_id: Id<Upload>,
    pub(crate) results: Vec<MatchResult>,
    /// SHA-256 of the file, as who matched it states it.
    pub(crate) sha256: Option<String>,
}

/// What became of results.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct MatchResultsNoted {
    /// The upload.
    #[schema(value_type = String)]
    pub(crate) upload_id: Id<Upload>,
    /// The question that a moderator is asked because of them; none where one was open already, where the upload is reported, or where nothing new
    /// matched.
    #[schema(value_type = Option<String>)]
    pub(crate) user_report_id: Option<Id<UserReport>>,
}

impl Action for NoteMatchResults {
    type Permission = Permission;
    type Output = MatchResultsNoted;
    const NAME: &'static str = "note-match-results";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> Permission {
        Permission::AddMatchResults
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<MatchResultsNoted>, Failure> {
        let upload_id = self.upload_id;
        let upload = uploads::find_upload(acting.tx, upload_id).await?;
        let upload = upload.ok_or_else(|| Failure::absent("upload"))?;
        if !may_act(acting.actor, Role::MatchSource, self.sha256.as_deref(), &upload.item.sha256) {
            return Err(Failure::absent("upload"));
        }
        self.require_own_words(acting).await?;
        // what is sealed after an erasure would never be erased again
        if upload.item.wrapped_key.is_empty() {
            return Err(Failure::conflict("the upload is erased; nothing more is noted of it"));
        }
        let user_report_id = note(acting, upload_id, &self.results).await?;
        let mut entry =
            EntryDraft::on("upload", upload_id).with("match_results", self.results.len().to_string());
        if let Some(id) = user_report_id {
            entry = entry.with("user_report", id.to_string());
        }
        Ok(Done::new(MatchResultsNoted { upload_id, user_report_id }, entry))
    }
}

impl NoteMatchResults {
    /// Refuses a match source that speaks in place of another: the newest of a service and a list stands.
    async fn require_own_words(&self, acting: &mut Acting<'_>) -> Result<(), Failure> {
        if Role::of(acting.actor) != Some(Role::MatchSource) {
            return Ok(());
        }
        let by = acting.actor.name().to_owned();
        for result in &self.results {
            if match_results::is_said_by_another(acting.tx, self.upload_id, result, &by).await? {
                return Err(Failure::conflict(
                    "another key said what stands of this service and list; that key or the application replaces it",
                ));
            }
        }
        Ok(())
    }
}

/// Notes results, and opens a question where they say something new and none is open.
pub(super) async fn note(
    acting: &mut Acting<'_>,
    upload_id: Id<Upload>,
    results: &[MatchResult],
) -> Result<Option<Id<UserReport>>, Failure> {
    let standing = match_results::list_standing(acting.tx, upload_id, acting.now).await?;
    let is_known = |result: &MatchResult| {
        standing.iter().any(|known| {
            known.matched
                && (&known.provider, known.source, &known.list_name, &known.version)
                    == (&result.provider, result.source, &result.list_name, &result.version)
        })
    };
    let news: Vec<&MatchResult> =
        results.iter().filter(|result| result.matched && !is_known(result)).collect();
    let mut user_report_id = None;
    if let Some(first) = news.first()
        && !match_results::is_asked_or_reported(acting.tx, upload_id).await?
    {
        let told = UserStatement {
            url: None,
            reporter_account: first.provider.clone(),
            reason: news.iter().map(|result| result.sentence()).collect::<Vec<_>>().join("\n"),
        };
        user_report_id = Some(store_words::tell(acting, upload_id, &told, "").await?);
    }
    let (now, by) = (acting.now, acting.actor.name().to_owned());
    for result in results {
        match_results::insert(acting.tx, upload_id, result, (&by, now), user_report_id).await?;
    }
    Ok(user_report_id)
}
