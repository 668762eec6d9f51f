//! Opening a file: every look at evidence is an action with a reason, recorded before a byte is shown. A blurred preview is a look too.
//!
//! A role says which files an object has and what its sender stated of them; the country's rule ([`model::law::find_opening_rule`]) says
//! whether that is enough or an authorization must be on record. What a role later says of who viewed a file is read from these entries
//! alone ([`first_viewed_at`]), never typed. Content goes out as an attachment, sealed off from the page, and never twice for one record.

mod actions;
mod api;
mod authorize;
mod limit;
mod looks;
mod own;
mod pages;
mod pause;
mod preview;
mod serve;
mod views;
mod words;

use std::future::Future;

use axum::extract::FromRef;
use jiff::Timestamp;
use jiff::civil::Date;
use model::law::{OpeningNeeds, OpeningRule, Seat, find_opening_rule};
use serde::Deserialize;
use tokio::io::AsyncRead;

pub use limit::RaiseOpenings;
pub use looks::{OwnLooks, own_looks};
pub use words::{Basis, Look, OpeningResult, Viewing};

use crate::config::ConfigError;
use crate::db::openings as table;
use crate::http::Site;
use crate::keys::ItemRecord;
use crate::oversight::four_eyes::Requested;
use crate::rights::{ObjectRef, Rights};
use crate::scrub::KeepsVault;
use crate::{Access, Actor, CaseKey, Failure, Operation, Routes, Sandbox, Tx};

model::kinds! {
    /// One look at a file.
    Opening = "opn";
    /// What a court or another authority allowed.
    Authorization = "aut";
    /// A limit that was raised for a day.
    Allowance = "alw";
}

/// Under which country's rule files are opened, how often a day, and after how many a pause is due.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OpeningConfig {
    /// The country whose rule on opening files binds this node (ISO 3166-1 alpha-2); without it the stricter rule stands.
    pub country: String,
    /// How many files one person may open a day, previews among them, by the clock of the node's country; `0` shows nobody anything, and nobody can raise it.
    pub openings_per_day: u32,
    /// After how many files in a row, previews among them, one person pauses before the next; `0` asks nobody to.
    pub pause_after_openings: u32,
    /// How long such a pause is, in minutes; as long a break of one's own counts as one.
    pub pause_minutes: u32,
    /// How far back from the last file others count towards it, in minutes.
    pub pause_window_minutes: u32,
}

impl Default for OpeningConfig {
    fn default() -> Self {
        Self {
            country: String::new(),
            openings_per_day: 20,
            pause_after_openings: 10,
            pause_minutes: 10,
            pause_window_minutes: 60,
        }
    }
}

impl OpeningConfig {
    /// How many files a person may open on a day for which their limit was raised by so many; a conflict where nobody opens any.
    fn limit(&self, raised: i64) -> Result<i64, Failure> {
        match self.openings_per_day {
            0 => Err(Failure::conflict(
                "this node is set to open no files at all (node.opening.openings_per_day = 0), and a raise does not change that",
            )),
            openings_per_day => Ok(i64::from(openings_per_day) + raised),
        }
    }

    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        const DAY_MINUTES: u32 = 24 * 60;
        if self.pause_minutes > DAY_MINUTES || self.pause_window_minutes > DAY_MINUTES {
            return Err(ConfigError::setting(
                "node.opening.pause_minutes",
                "give at most 1440 minutes, here and for pause_window_minutes",
            ));
        }
        let is_code = self.country.len() == 2 && self.country.bytes().all(|byte| byte.is_ascii_uppercase());
        if self.country.is_empty() || is_code {
            return Ok(());
        }
        Err(ConfigError::setting(
            "node.opening.country",
            "give two capital letters such as \"ES\" (ISO 3166-1)",
        ))
    }
}

/// The files of an object, as one reader may open them.
#[derive(Debug, Clone)]
pub struct ObjectFiles {
    /// What the files belong to: erased with it, authorized for it.
    pub object: ObjectRef,
    /// How pages name the object.
    pub label: String,
    /// The page that one comes from.
    pub page: String,
    /// In a fixed order, each content once.
    pub files: Vec<StoredFile>,
}

/// A file that can be opened.
#[derive(Debug, Clone)]
pub struct StoredFile {
    /// SHA-256 of the content, hex.
    pub sha256: String,
    /// Size of the content.
    pub size_bytes: u64,
    /// Who viewed it before it came here; at a platform, here.
    pub viewing: Viewing,
    /// Name of its item in the vault; none once its content is gone.
    pub item_name: Option<String>,
}

/// A role whose staff may open files. Implemented by the state that its handlers share.
pub trait OpensFiles: Rights<Permission = <Self as KeepsVault>::Permission> + KeepsVault {
    /// To open a file, and to have another's limit raised.
    const OPEN_FILES: <Self as KeepsVault>::Permission;
    /// To record and withdraw authorizations.
    const AUTHORIZE: <Self as KeepsVault>::Permission;
    /// Which rules bind the role; none where the files are its own.
    const SEAT: Option<Seat>;
    /// What is read from the vault.
    type Content: AsyncRead + Send + Unpin + 'static;

    /// Country and limit.
    fn opening_config(&self) -> &OpeningConfig;

    /// What makes previews.
    fn sandbox(&self) -> &Sandbox;

    /// The files of the object of this identifier, as `actor` may open them; none when there is no such object for this actor.
    fn find_files(
        tx: &mut Tx,
        actor: &Actor,
        object_id: &str,
    ) -> impl Future<Output = Result<Option<ObjectFiles>, Failure>> + Send;

    /// The content of an item. Only what records an opening first may call it.
    fn open_item(
        &self,
        item: &ItemRecord,
        key: &CaseKey,
    ) -> impl Future<Output = Result<Self::Content, Failure>> + Send;
}

/// When a file of the object itself, not a preview, had first been handed to a person's browser to its end; only to `person` where one is named.
///
/// # Errors
/// When the database fails.
pub async fn first_viewed_at(
    tx: &mut Tx,
    object: &ObjectRef,
    person: Option<&str>,
) -> Result<Option<Timestamp>, Failure> {
    Ok(table::first_viewed_at(tx, object, person.unwrap_or_default()).await?)
}

/// How many files one person opened on each day from `first` on, newest first; days without one are left out.
///
/// # Errors
/// When the database fails.
pub async fn list_days(tx: &mut Tx, person: &str, first: Date) -> Result<Vec<(Date, i64)>, Failure> {
    Ok(table::list_days(tx, person, first).await?)
}

/// Overwrites reasons, authorizations and alarms of an object that is erased with another.
///
/// # Errors
/// When the database fails.
pub async fn blank(tx: &mut Tx, object: &ObjectRef) -> Result<(), Failure> {
    crate::db::alarms::blank(tx, object).await?;
    Ok(table::blank(tx, object).await?)
}

/// The rule that binds a role on a day; none where the files are its own.
fn rule_on<S: OpensFiles>(country: &str, day: Date) -> Option<&'static OpeningRule> {
    S::SEAT.map(|seat| find_opening_rule(country, seat, day))
}

/// Why a file may be opened under a rule, or none while it may not.
fn basis_of(rule: Option<&OpeningRule>, viewing: Viewing, authorized: bool) -> Option<Basis> {
    match (rule.map(|rule| rule.needs), viewing) {
        (None, _) => Some(Basis::OwnFile),
        (Some(OpeningNeeds::NothingMore), _) => Some(Basis::NothingMore),
        (Some(OpeningNeeds::ViewedBySenderOrAuthorization), Viewing::InFull) => Some(Basis::ViewedBySender),
        (Some(OpeningNeeds::ViewedBySenderOrAuthorization), _) => authorized.then_some(Basis::Authorization),
    }
}

/// Adds the routes of files to those of a role; those of authorizations where a rule can ask for one.
pub fn routes<S, P>(routes: Routes<S, P>) -> Routes<S, P>
where
    P: crate::Permission,
    S: OpensFiles + KeepsVault<Permission = P> + Rights<Permission = P>,
    Site: FromRef<S>,
{
    const FORM: &str = "application/x-www-form-urlencoded";
    // whatever the file is
    const BYTES: &str = "*/*";
    let routes = routes
        .get(
            "/api/files/{id}",
            S::OPEN_FILES,
            "The files of an object, and what opening them needs",
            api::show::<S>,
        )
        .gives::<views::FilesView>(200)
        .operation(Operation::Consultation)
        .post("/api/files/{id}/open", S::OPEN_FILES, "Open a file, with a reason", api::open::<S>)
        .takes::<api::NewOpening>()
        .gives_media(200, BYTES)
        .operation(Operation::Consultation)
        .fresh("/files/{id}")
        .post(
            "/api/files/{id}/preview",
            S::OPEN_FILES,
            "Ask for a blurred preview of a file, with a reason",
            api::preview::<S>,
        )
        .takes::<api::NewOpening>()
        .gives::<api::Previewed>(201)
        .operation(Operation::Consultation)
        .fresh("/files/{id}")
        .get(
            "/api/files/{id}/previews/{opening}",
            S::OPEN_FILES,
            "The blurred preview that one asked for, once",
            api::picture::<S>,
        )
        .gives_media(200, "image/png")
        .operation(Operation::Consultation)
        .post(
            "/api/openings/raise",
            S::OPEN_FILES,
            "Ask that one's limit of today be raised",
            api::raise::<S>,
        )
        .takes::<api::NewRaise>()
        .gives::<Requested>(202)
        .operation(Operation::Alteration)
        .page("/files/{id}", S::OPEN_FILES, "Page: the files of an object", pages::show::<S>)
        .asks(&["preview"])
        .operation(Operation::Consultation)
        .post("/files/{id}/open", S::OPEN_FILES, "Form: open a file, with a reason", pages::open::<S>)
        .takes_media(FORM)
        .gives_media(200, BYTES)
        .operation(Operation::Consultation)
        .fresh("/files/{id}")
        .post(
            "/files/{id}/preview",
            S::OPEN_FILES,
            "Form: ask for a blurred preview of a file, with a reason",
            pages::preview::<S>,
        )
        .takes_media(FORM)
        .operation(Operation::Consultation)
        .fresh("/files/{id}")
        .post("/openings/raise", S::OPEN_FILES, "Form: ask that one's limit be raised", pages::raise::<S>)
        .takes_media(FORM)
        .operation(Operation::Alteration)
        .page(
            "/my-openings",
            Access::Staff,
            "Page: how many files one opened oneself, day by day",
            own::show::<S>,
        )
        .asks(&["page", "format"])
        .operation(Operation::Consultation);
    if S::SEAT.is_some() { authorizations(routes) } else { routes }
}

fn authorizations<S, P>(routes: Routes<S, P>) -> Routes<S, P>
where
    P: crate::Permission,
    S: OpensFiles + KeepsVault<Permission = P> + Rights<Permission = P>,
    Site: FromRef<S>,
{
    const FORM: &str = "application/x-www-form-urlencoded";
    routes
        .post(
            "/api/files/{id}/authorize",
            S::AUTHORIZE,
            "Record an authorization to open an object's files",
            api::authorize::<S>,
        )
        .takes::<api::NewAuthorization>()
        .gives::<api::Authorized>(201)
        .operation(Operation::Alteration)
        .post(
            "/api/files/{id}/authorize/undo",
            S::AUTHORIZE,
            "Withdraw an authorization, with a reason; it stays on record",
            api::withdraw::<S>,
        )
        .takes::<api::NewWithdrawal>()
        .gives::<api::Authorized>(200)
        .operation(Operation::Alteration)
        .post("/files/{id}/authorize", S::AUTHORIZE, "Form: record an authorization", pages::authorize::<S>)
        .takes_media(FORM)
        .operation(Operation::Alteration)
        .post(
            "/files/{id}/authorize/undo",
            S::AUTHORIZE,
            "Form: withdraw an authorization",
            pages::withdraw::<S>,
        )
        .takes_media(FORM)
        .operation(Operation::Alteration)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_opened_by_what_the_rule_asks_and_no_more() {
        use Viewing::{HashMatchOnly, InFull, NotStated};
        let day = jiff::civil::date(2026, 1, 1);
        let basis = |country, viewing, authorized| {
            basis_of(Some(find_opening_rule(country, Seat::Police, day)), viewing, authorized)
        };
        for viewing in [InFull, HashMatchOnly, NotStated] {
            assert_eq!(basis_of(None, viewing, false), Some(Basis::OwnFile));
            assert_eq!(basis("ES", viewing, false), Some(Basis::NothingMore));
            let sender = (viewing == InFull).then_some(Basis::ViewedBySender);
            for country in ["US", "", "FR"] {
                assert_eq!(basis(country, viewing, false), sender, "{country} {viewing:?}");
                assert_eq!(basis(country, viewing, true), sender.or(Some(Basis::Authorization)));
            }
        }
    }

    #[test]
    fn a_country_is_two_capital_letters_or_nothing() {
        let check =
            |country: &str| OpeningConfig { country: country.to_owned(), ..OpeningConfig::default() }.check();
        for good in ["", "ES", "US"] {
            check(good).unwrap();
        }
        for bad in ["es", "ESP", "E1", " "] {
            assert!(check(bad).unwrap_err().to_string().contains("`node.opening.country`"), "{bad}");
        }
    }

    #[test]
    fn a_pause_lasts_a_day_at_most() {
        let check = |pause_minutes, pause_window_minutes| {
            OpeningConfig { pause_minutes, pause_window_minutes, ..OpeningConfig::default() }.check()
        };
        check(1440, 1440).unwrap();
        for (pause, window) in [(1441, 60), (10, 1441)] {
            assert!(check(pause, window).unwrap_err().to_string().contains("pause_window_minutes"));
        }
    }
}
