//! The page that asks, and the one that answers.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use askama::Template;
use axum::extract::{FromRef, State};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::record::RecordSearch;
use super::words::{Purpose, Sought, SoughtKind};
use super::{Searches, look};
use crate::alarm::Seen;
use crate::http::Site;
use crate::oversight::word;
use crate::{Failure, NavItem, Page, PageContext, Typed, TypedForm, forms};

/// Most characters of the words on a purpose.
const MOST_WORDS: usize = 1000;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    kinds: &'static [SoughtKind],
    typed: Typed,
    /// The answer to a search; none before one.
    found: Option<Found>,
}

struct Found {
    hits: Vec<Seen>,
    /// How many of each kind, by its word.
    counts: Vec<(String, i64)>,
}

impl SearchPage {
    fn purposes(&self) -> Vec<(String, String)> {
        let text = |purpose: Purpose| word(&self.ctx, "search-purpose", purpose.as_str());
        Purpose::ALL.into_iter().map(|purpose| (purpose.as_str().to_owned(), text(purpose))).collect()
    }

    fn offered(&self) -> Vec<(String, String)> {
        let option =
            |kind: &SoughtKind| (kind.as_str().to_owned(), word(&self.ctx, "search-kind", kind.as_str()));
        self.kinds.iter().map(option).collect()
    }

    fn looks_for(&self, kind: &str) -> bool {
        self.kinds.iter().any(|offered| offered.as_str() == kind)
    }
}

/// What the form sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    purpose: String,
    #[serde(default)]
    words: String,
    kind: String,
    value: String,
    /// Of an account.
    #[serde(default)]
    service: String,
    /// Of a name; `value` holds the given names.
    #[serde(default)]
    family_name: String,
}

model::unprintable!(Asked);

impl Asked {
    fn read(&self, kinds: &[SoughtKind]) -> Result<(Purpose, String, Sought), Failure> {
        let purpose =
            Purpose::find(&self.purpose).ok_or_else(|| Failure::refused("purpose", "choose one"))?;
        let words = self.words.trim();
        if words.is_empty() && purpose.needs_words() {
            return Err(Failure::refused("words", "say in words what for, or the number of the request"));
        }
        if words.chars().count() > MOST_WORDS {
            return Err(Failure::refused("words", format!("give at most {MOST_WORDS} characters")));
        }
        let kind = SoughtKind::find(&self.kind).filter(|kind| kinds.contains(kind));
        let kind = kind.ok_or_else(|| Failure::refused("kind", "choose one"))?;
        let sought = Sought::read(kind, &self.value, &self.service, &self.family_name)?;
        Ok((purpose, words.to_owned(), sought))
    }
}

/// `GET /search`.
pub(super) async fn ask<S>(ctx: PageContext) -> Response
where
    S: Searches,
    Site: FromRef<S>,
{
    page::<S>(ctx, Typed::default(), None).into_response()
}

/// `POST /search`. Nothing is shown unless the search is on record.
pub(super) async fn search<S>(
    State(state): State<S>,
    ctx: PageContext,
    form: TypedForm<Asked>,
) -> Result<Response, Failure>
where
    S: Searches,
    Site: FromRef<S>,
{
    let (purpose, words, sought) = match form.fields.and_then(|asked| asked.read(S::SOUGHT)) {
        Ok(read) => read,
        Err(failure) => {
            return Ok(forms::refused(page::<S>(ctx, form.typed.refused(failure)?, None)));
        }
    };
    let node = state.node();
    let hits = look::<S>(node, &ctx.actor, &sought).await?;
    let record = RecordSearch::<S> {
        purpose,
        words,
        kind: sought.kind(),
        value_blind: sought.blind(node.columns()),
        hits: i64::try_from(hits.len()).unwrap_or(i64::MAX),
        role: PhantomData,
    };
    node.act(&ctx.actor, &record).await?;
    let found = Found { counts: count(&ctx, &hits), hits };
    Ok(page::<S>(ctx, form.typed, Some(found)).into_response())
}

fn count(ctx: &PageContext, hits: &[Seen]) -> Vec<(String, i64)> {
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    for seen in hits {
        *counts.entry(seen.object.kind.as_str()).or_default() += 1;
    }
    counts.into_iter().map(|(kind, hits)| (word(ctx, "found", kind), hits)).collect()
}

fn page<S: Searches>(ctx: PageContext, typed: Typed, found: Option<Found>) -> Page<SearchPage> {
    Page(SearchPage { nav: S::navigation(&ctx), kinds: S::SOUGHT, ctx, typed, found })
}
