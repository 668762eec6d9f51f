//! The files of an object as readers see them: never their content, never the sender's name of them.

use jiff::Timestamp;
use jiff::civil::Date;
use model::law::OpeningRule;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    ObjectFiles, OpeningConfig, OpensFiles, StoredFile, actions, authorize, basis_of, own_looks, rule_on,
};
use crate::db::openings::{self as table, AuthorizationRow, OpeningRow};
use crate::{Actor, ColumnKeys, ColumnRef, Failure, Node, Tx};

/// Openings that are listed of one object.
const MOST: usize = 100;

/// The files of an object.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FilesView {
    /// `upload` or `report`.
    pub(crate) object_kind: String,
    pub(crate) object_id: String,
    #[serde(skip)]
    pub(crate) label: String,
    #[serde(skip)]
    pub(crate) page: String,
    /// The rule that binds who opens; none where the files are the role's own.
    pub(crate) rule: Option<RuleView>,
    pub(crate) files: Vec<FileView>,
    /// Oldest first, withdrawn ones too.
    pub(crate) authorizations: Vec<AuthorizationView>,
    /// Those of these files, newest first; at most 100.
    pub(crate) openings: Vec<OpeningView>,
    /// How many files the reader opened today, previews among them, by the clock of the node's country.
    pub(crate) opened_today: i64,
    /// How many the reader may open today.
    pub(crate) limit_today: i64,
    /// After how many in a row a pause is due; 0 is never.
    pub(crate) pause_after: u32,
    /// Until when the reader pauses before the next file.
    #[schema(value_type = Option<String>)]
    pub(crate) pause_until: Option<Timestamp>,
}

/// A country's rule.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleView {
    /// Country, seat and first day.
    pub(crate) name: String,
    /// `nothing_more` or `viewed_by_sender_or_authorization`.
    pub(crate) needs: &'static str,
    pub(crate) source: &'static str,
    pub(crate) article: &'static str,
    /// Whether somebody compared it with the official text.
    pub(crate) verified: bool,
}

/// A file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FileView {
    pub(crate) sha256: String,
    pub(crate) size_bytes: u64,
    /// `in_full`, `hash_match_only` or `not_stated`.
    pub(crate) viewing: &'static str,
    /// Whether its content is still there.
    pub(crate) kept: bool,
    /// Why it may be opened now; none while it may not.
    pub(crate) basis: Option<&'static str>,
}

/// An authorization.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuthorizationView {
    pub(crate) authorization_id: String,
    pub(crate) number: String,
    pub(crate) authority: String,
    pub(crate) terms: String,
    #[schema(value_type = String)]
    pub(crate) granted_on: Date,
    #[schema(value_type = String)]
    pub(crate) recorded_at: Timestamp,
    pub(crate) recorded_by: String,
    #[schema(value_type = Option<String>)]
    pub(crate) withdrawn_at: Option<Timestamp>,
    pub(crate) withdrawn_by: Option<String>,
    pub(crate) withdrawn_reason: Option<String>,
}

model::unprintable!(AuthorizationView);

/// An opening.
#[derive(Serialize, ToSchema)]
pub(crate) struct OpeningView {
    pub(crate) opening_id: String,
    pub(crate) sha256: String,
    pub(crate) reason: String,
    /// `original` or `preview`.
    pub(crate) look: &'static str,
    /// `own_file`, `nothing_more`, `viewed_by_sender` or `authorization`.
    pub(crate) basis: &'static str,
    #[schema(value_type = String)]
    pub(crate) opened_at: Timestamp,
    pub(crate) opened_by: String,
    /// `in_full`, `cut_short`, `damaged`; of a preview also `unsupported`, `undecodable`, `decoder_failed`; none while it is not known.
    pub(crate) result: Option<&'static str>,
}

model::unprintable!(OpeningView);

impl RuleView {
    fn new(rule: &'static OpeningRule) -> Self {
        Self {
            name: rule.name(),
            needs: rule.needs.as_str(),
            source: rule.source,
            article: rule.article,
            verified: rule.is_verified(),
        }
    }
}

impl FileView {
    fn new(file: &StoredFile, rule: Option<&OpeningRule>, authorized: bool) -> Self {
        Self {
            sha256: file.sha256.clone(),
            size_bytes: file.size_bytes,
            viewing: file.viewing.as_str(),
            kept: file.item_name.is_some(),
            basis: basis_of(rule, file.viewing, authorized).map(super::Basis::as_str),
        }
    }
}

impl AuthorizationView {
    fn open(keys: &ColumnKeys, row: AuthorizationRow) -> Result<Self, Failure> {
        let id = row.authorization_id;
        let at = |column| ColumnRef { table: authorize::TABLE, row: &id, column };
        let (withdrawn_at, withdrawn_by, withdrawn_reason) = match row.withdrawn {
            None => (None, None, None),
            Some(withdrawn) => {
                let reason = withdrawn.reason.open_kept(keys, at("withdrawn_reason"))?;
                (Some(withdrawn.at), Some(withdrawn.by), Some(reason))
            }
        };
        Ok(Self {
            number: row.number.open_kept(keys, at("authorization_number"))?,
            authority: row.authority.open_kept(keys, at("authority"))?,
            terms: row.terms.open_kept(keys, at("terms"))?,
            authorization_id: id,
            granted_on: row.granted_on,
            recorded_at: row.recorded_at,
            recorded_by: row.recorded_by,
            withdrawn_at,
            withdrawn_by,
            withdrawn_reason,
        })
    }
}

impl OpeningView {
    fn open(keys: &ColumnKeys, row: OpeningRow) -> Result<Self, Failure> {
        let at = ColumnRef { table: actions::TABLE, row: &row.opening_id, column: "reason" };
        Ok(Self {
            reason: row.reason.open_kept(keys, at)?,
            opening_id: row.opening_id,
            sha256: row.sha256,
            look: row.look.as_str(),
            basis: row.basis.as_str(),
            opened_at: row.opened_at,
            opened_by: row.opened_by,
            result: row.result.map(super::OpeningResult::as_str),
        })
    }
}

/// The files of an object as `actor` may open them now.
pub(super) async fn load_files<S: OpensFiles>(
    tx: &mut Tx,
    actor: &Actor,
    node: &Node,
    object_id: &str,
    config: &OpeningConfig,
) -> Result<FilesView, Failure> {
    let (keys, now) = (node.columns(), node.clock().now());
    let today = node.day_of(now);
    let found = S::find_files(tx, actor, object_id).await?.ok_or_else(|| Failure::absent("file"))?;
    let ObjectFiles { object, label, page, files } = found;
    let authorizations = table::list_authorizations(tx, &object).await?;
    let mut openings = table::list_openings(tx, &object).await?;
    // those of a file that is not this actor's to open say what another unit works on
    openings.retain(|row| files.iter().any(|file| file.sha256 == row.sha256));
    openings.truncate(MOST);
    let rule = rule_on::<S>(&config.country, today);
    let authorized = authorizations.iter().any(|row| row.withdrawn.is_none());
    let looks = own_looks(tx, actor.name(), config, (today, now)).await?;
    Ok(FilesView {
        object_kind: object.kind,
        object_id: object.id,
        label,
        page,
        rule: rule.map(RuleView::new),
        files: files.iter().map(|file| FileView::new(file, rule, authorized)).collect(),
        authorizations: authorizations
            .into_iter()
            .map(|row| AuthorizationView::open(keys, row))
            .collect::<Result<_, _>>()?,
        openings: openings.into_iter().map(|row| OpeningView::open(keys, row)).collect::<Result<_, _>>()?,
        opened_today: looks.opened_today,
        limit_today: looks.limit_today,
        pause_after: config.pause_after_openings,
        pause_until: looks.pause_until,
    })
}
