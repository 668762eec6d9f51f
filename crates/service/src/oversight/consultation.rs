//! The entry that is written before anything personal is shown.

use axum::extract::{FromRequestParts as _, RawPathParams};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};

use crate::http::Problem;
use crate::{Actor, EntryDraft, Failure, Node, custody_log};

use super::Operation;

/// The action's name in the entry of a route that shows.
const NAME: &str = "consult";

/// What a request is about: the route's pattern, and the object that its address names.
#[derive(Debug, Clone)]
pub(crate) struct About {
    pub(crate) route: &'static str,
    /// Empty for a list, and where the address holds no identifier of ours.
    object_id: String,
}

impl About {
    pub(crate) async fn of(route: &'static str, parts: &mut Parts) -> Self {
        Self { route, object_id: object_id(parts).await }
    }

    /// An entry on it, which names the route.
    pub(crate) fn draft(&self) -> EntryDraft {
        EntryDraft::on(&object_kind(self.route), &self.object_id).with("route", self.route)
    }
}

/// Writes and commits the entry of one look, on these grounds. Nothing may be shown when this fails.
pub(crate) async fn consult(node: &Node, actor: &Actor, about: &About, grounds: &str) -> Result<(), Failure> {
    let draft = about.draft().operation(Operation::Consultation).grounds(grounds);
    let now = node.clock().now();
    // rows of its own only: it makes no action lose a race
    let mut tx = node.db().begin_queue(NAME).await?;
    let recorded = custody_log::record(&mut tx, node, actor, NAME, draft, now).await?;
    tx.commit().await?;
    node.committed(recorded);
    Ok(())
}

/// The answer when the entry cannot be written: nothing of what was asked for.
pub(crate) fn not_logged(failure: &Failure) -> Response {
    let mut problem = Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "the access log cannot be written, so nothing is shown",
    );
    if let Failure::Broken(broken) = failure {
        if broken.contended {
            broken.log();
        }
        problem.incident = Some(broken.incident.clone());
    }
    problem.into_response()
}

/// The kind of what a path shows, from the path: `/api/disclosure-requests/{id}` shows a `disclosure_request`.
pub(crate) fn object_kind(path: &str) -> String {
    let before = path.split("/{").next().unwrap_or_default();
    let word = before.rsplit('/').find(|word| !word.is_empty()).unwrap_or("home");
    singular(word).replace('-', "_")
}

/// One of what a path names in the plural: `entries` are `entry`, `searches` are `search`, `persons` are `person`.
fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    let is_long = ["ches", "sses"].into_iter().any(|ending| word.ends_with(ending));
    word.strip_suffix(if is_long { "es" } else { "s" }).unwrap_or(word).to_owned()
}

/// The first path parameter, if it has the form of an identifier of ours: what else a caller writes there may name somebody.
async fn object_id(parts: &mut Parts) -> String {
    let Ok(params) = RawPathParams::from_request_parts(parts, &()).await else { return String::new() };
    let first = params.iter().next().map(|(_, value)| value.to_owned()).unwrap_or_default();
    if is_identifier(&first) { first } else { String::new() }
}

/// `rep_` and 32 hexadecimal digits, or a number.
pub(crate) fn is_identifier(text: &str) -> bool {
    let is_number = text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_id = text.split_once('_').is_some_and(|(kind, digits)| {
        kind.len() == 3
            && kind.bytes().all(|byte| byte.is_ascii_lowercase())
            && digits.len() == 32
            && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    is_number || is_id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_comes_from_the_path() {
        for (path, kind) in [
            ("/api/persons/{id}", "person"),
            ("/api/persons", "person"),
            ("/disclosure-requests", "disclosure_request"),
            ("/api/operations/{id}/tally", "operation"),
            ("/api/arrest-list", "arrest_list"),
            ("/access-entries", "access_entry"),
            ("/searches", "search"),
            ("/legal-processes/{id}", "legal_process"),
            ("/", "home"),
        ] {
            assert_eq!(object_kind(path), kind, "{path}");
        }
    }

    #[test]
    fn only_identifiers_are_kept() {
        for (text, kept) in [
            ("rep_0190163d8694739b8e3b2c7d3a0f5e11", true),
            ("7000001", true),
            ("", true),
            ("ana", false),
            ("rep_ana", false),
            ("rep_0190163d8694739b8e3b2c7d3a0f5e1%", false),
        ] {
            assert_eq!(is_identifier(text), kept, "{text}");
        }
    }
}
