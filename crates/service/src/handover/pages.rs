//! The sheet and its forms.

use askama::Template;
use axum::extract::{FromRef, Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use model::Id;
use serde::Deserialize;

use super::actions::{HandOver, TakeOver};
use super::sheet::{HandoverView, left_over_lines, list};
use super::{Handover, HandsOver, Left, SHIFT};
use crate::drafts::{self, Draft};
use crate::http::Site;
use crate::ui::{Typed, TypedForm, forms};
use crate::{Failure, NavItem, Page, PageContext};

/// The form, and so its draft.
const FORM: &str = "/handover";

#[derive(Template)]
#[template(path = "handover.html")]
struct HandoverPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    since: Timestamp,
    /// The same as the field writes it, by the node's clocks.
    since_local: String,
    zone: String,
    lines: Vec<Left>,
    handovers: Vec<HandoverView>,
    typed: Typed,
    draft: Option<Draft>,
}

/// To whom, and what the numbers do not say.
#[derive(Deserialize)]
pub(super) struct HandoverForm {
    to: String,
    since: String,
    #[serde(default)]
    note: String,
}

model::unprintable!(HandoverForm);

/// `GET /handover[?since=]`.
pub(super) async fn show<S>(State(state): State<S>, ctx: PageContext) -> Result<Response, Failure>
where
    S: HandsOver,
    Site: FromRef<S>,
{
    let since = match ctx.query_value("since").filter(|text| !text.trim().is_empty()) {
        Some(text) => read_since(&text, ctx.zone())?,
        None => ctx.now.checked_sub(SHIFT).map_err(Failure::broken)?,
    };
    Ok(Page(load(&state, ctx, since, None).await?).into_response())
}

/// `POST /handover`.
pub(super) async fn hand_over<S>(
    State(state): State<S>,
    ctx: PageContext,
    form: TypedForm<HandoverForm>,
) -> Result<Response, Failure>
where
    S: HandsOver,
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let read = form.fields.and_then(|fields| Ok((read_since(&fields.since, ctx.zone())?, fields)));
    let (since, HandoverForm { to, note, .. }) = match read {
        Ok(read) => read,
        Err(failure) => {
            let since = ctx.now.checked_sub(SHIFT).map_err(Failure::broken)?;
            return again(&state, ctx, since, form.typed.refused(failure)?).await;
        }
    };
    let lines = left_over_lines(&state, &site, &ctx.actor, since).await?;
    match site.node().act(&ctx.actor, &HandOver { to, since, lines, note }).await {
        Ok(_) => {
            drafts::sent(site.node(), &ctx.actor, FORM).await;
            Ok(forms::done(&ctx, "/handover", "handed-over"))
        }
        Err(failure) => again(&state, ctx, since, form.typed.refused(failure)?).await,
    }
}

/// `POST /handover/{id}/take`.
pub(super) async fn take_over<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Redirect, Failure>
where
    S: HandsOver,
    Site: FromRef<S>,
{
    let handover_id: Id<Handover> = id.parse().map_err(|_| Failure::absent("handover"))?;
    Site::from_ref(&state).node().act(&ctx.actor, &TakeOver { handover_id }).await?;
    Ok(Redirect::to(&ctx.href("/handover?done=taken-over")))
}

async fn again<S>(state: &S, ctx: PageContext, since: Timestamp, typed: Typed) -> Result<Response, Failure>
where
    S: HandsOver,
    Site: FromRef<S>,
{
    let page = load(state, ctx, since, Some(typed)).await?;
    Ok(forms::refused(Page(page)))
}

async fn load<S>(
    state: &S,
    ctx: PageContext,
    since: Timestamp,
    typed: Option<Typed>,
) -> Result<HandoverPage, Failure>
where
    S: HandsOver,
    Site: FromRef<S>,
{
    let site = Site::from_ref(state);
    let lines = left_over_lines(state, &site, &ctx.actor, since).await?;
    let handovers = list(site.node(), &ctx.actor).await?;
    let draft = drafts::find(site.node(), &ctx.actor, FORM).await?;
    let is_used = ctx.query_value("draft").as_deref() == Some("use");
    let used = draft.as_ref().filter(|_| is_used).map(|draft| Typed::with(draft.fields.clone()));
    Ok(HandoverPage {
        nav: site.navigation(&ctx),
        since,
        since_local: since.to_zoned_datetime(ctx.zone().clone()).strftime("%Y-%m-%dT%H:%M").to_string(),
        zone: ctx.zone().iana_name().unwrap_or("UTC").to_owned(),
        lines,
        handovers,
        typed: typed.or(used).unwrap_or_default(),
        draft: draft.filter(|_| !is_used),
        ctx,
    })
}

/// An instant with its offset, or by the node's clocks; where these came twice to it, the earlier, so that nothing is left out.
fn read_since(text: &str, zone: &TimeZone) -> Result<Timestamp, Failure> {
    let text = text.trim();
    if let Ok(since) = text.parse::<Timestamp>() {
        return Ok(since);
    }
    let refused = || Failure::refused("since", "is no date with a time; write it as 2020-12-27 22:00");
    let local: DateTime = text.parse().map_err(|_| refused())?;
    zone.to_ambiguous_timestamp(local).compatible().map_err(|_| refused())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_begins_by_the_clocks_of_the_node() {
        let madrid = jiff::tz::get!("Europe/Madrid");
        for (text, since) in [
            ("2020-12-27T22:00", "2020-12-27T21:00:00Z"),
            ("2020-12-27T22:00:00Z", "2020-12-27T22:00:00Z"),
            ("2020-10-25T02:30", "2020-10-25T00:30:00Z"),
        ] {
            assert_eq!(read_since(text, &madrid).unwrap().to_string(), since);
        }
        assert!(read_since("tonight", &madrid).is_err());
    }
}
