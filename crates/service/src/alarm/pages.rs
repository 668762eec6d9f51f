//! The card, and the form that raises an alarm.

use std::marker::PhantomData;

use askama::Template;
use axum::extract::{FromRef, State};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::actions::RaiseAlarm;
use super::lines::{self, LineView};
use super::{Seen, Watches};
use crate::http::Site;
use crate::rights::ObjectRef;
use crate::{Failure, NavItem, Page, PageContext, Typed, TypedForm, forms};

#[derive(Template)]
#[template(path = "danger.html")]
struct DangerPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    lines: Vec<LineView>,
    /// Whether it is known in which country the node is.
    has_country: bool,
    /// What one came from.
    seen: Option<Seen>,
    typed: Typed,
    /// `2026-11-28T15:04` on the node's clocks, and the zone's name there.
    now_here: String,
    zone: String,
}

/// What the form sends.
#[derive(Deserialize)]
pub(super) struct NewAlarm {
    /// `KIND/ID`, or empty.
    #[serde(default)]
    object: String,
    words: String,
    #[serde(default)]
    called_name: String,
    /// `2026-11-28T15:04` on the node's clocks; counts only with a name.
    #[serde(default)]
    called_at: String,
}

model::unprintable!(NewAlarm);

impl NewAlarm {
    fn action<S>(self, zone: &TimeZone) -> Result<RaiseAlarm<S>, Failure> {
        let called = match self.called_name.trim() {
            "" => None,
            name => Some((name.to_owned(), instant_here(&self.called_at, zone)?)),
        };
        let object = match self.object.trim() {
            "" => None,
            text => Some(parse_object(text).ok_or_else(|| Failure::refused("object", "give KIND/ID"))?),
        };
        Ok(RaiseAlarm { object, words: self.words, called, role: PhantomData })
    }
}

/// An instant that was read from a clock of the zone.
fn instant_here(text: &str, zone: &TimeZone) -> Result<Timestamp, Failure> {
    let wrong = || Failure::refused("called_at", "give day and time, such as 2026-11-28T15:04");
    let there: DateTime = text.trim().parse().map_err(|_| wrong())?;
    zone.to_timestamp(there).map_err(|_| wrong())
}

/// `report/rep_0190…`: two words of plain characters.
fn parse_object(text: &str) -> Option<ObjectRef> {
    let (kind, id) = text.split_once('/')?;
    let is_plain = |word: &str| {
        (1..=64).contains(&word.len())
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    (is_plain(kind) && is_plain(id)).then(|| ObjectRef::new(kind, id))
}

/// `GET /danger?object=KIND/ID`. What is not there for the reader is left out: whom to call never depends on it.
pub(super) async fn card<S>(State(state): State<S>, ctx: PageContext) -> Result<Response, Failure>
where
    S: Watches,
    Site: FromRef<S>,
{
    let object = ctx.query_value("object").unwrap_or_default();
    Ok(Page(load(&state, ctx, Typed::default(), &object).await?).into_response())
}

/// `POST /danger`.
pub(super) async fn raise<S>(
    State(state): State<S>,
    ctx: PageContext,
    form: TypedForm<NewAlarm>,
) -> Result<Response, Failure>
where
    S: Watches,
    Site: FromRef<S>,
{
    let action = match form.fields.and_then(|new| new.action::<S>(ctx.zone())) {
        Ok(action) => action,
        Err(failure) => return again(&state, ctx, form.typed.refused(failure)?).await,
    };
    match state.node().act(&ctx.actor, &action).await {
        Ok(id) => Ok(forms::done(&ctx, &format!("/alarms/{id}"), "alarm-raised")),
        Err(failure) => again(&state, ctx, form.typed.refused(failure)?).await,
    }
}

/// The card again, with what was typed and what is wrong with it.
async fn again<S>(state: &S, ctx: PageContext, typed: Typed) -> Result<Response, Failure>
where
    S: Watches,
    Site: FromRef<S>,
{
    let object = typed.value("object").to_owned();
    let page = load(state, ctx, typed, &object).await?;
    Ok(forms::refused(Page(page)))
}

async fn load<S>(state: &S, ctx: PageContext, typed: Typed, object: &str) -> Result<DangerPage, Failure>
where
    S: Watches,
    Site: FromRef<S>,
{
    let site = Site::from_ref(state);
    let seen = match parse_object(object) {
        Some(object) => {
            let mut tx = site.node().db().begin_read("load-danger-card").await?;
            S::find_seen(&mut tx, &ctx.actor, &object).await?
        }
        None => None,
    };
    let config = site.danger();
    let country = if config.country.is_empty() { state.country() } else { &config.country };
    let here = ctx.now.to_zoned_datetime(ctx.zone().clone());
    Ok(DangerPage {
        nav: S::navigation(&ctx),
        lines: lines::list(&ctx, config, country),
        has_country: !country.is_empty(),
        seen,
        typed,
        now_here: here.strftime("%Y-%m-%dT%H:%M").to_string(),
        zone: here.strftime("%Z").to_string(),
        ctx,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_named_by_two_plain_words() {
        let object = parse_object("report/rep_0190").unwrap();
        assert_eq!((object.kind.as_str(), object.id.as_str()), ("report", "rep_0190"));
        for bad in ["", "report", "report/", "/rep_1", "report/a b", "report/a/b", "report/<b>"] {
            assert!(parse_object(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_call_is_timed_on_the_clocks_of_the_zone() {
        let madrid = TimeZone::get("Europe/Madrid").unwrap();
        let at = instant_here("2026-07-01T10:00", &madrid).unwrap();
        assert_eq!(at, "2026-07-01T08:00:00Z".parse().unwrap());
        assert!(instant_here("", &madrid).is_err() && instant_here("10:00", &madrid).is_err());
    }
}
