//! What the forms of the desk share.

use std::borrow::Borrow;

use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use model::kind::Act;
use model::{Id, Kind, Province};
use serde::Deserialize;
pub(super) use service::drafts::is_used as is_draft_used;
use service::drafts::{self, Draft};
pub(super) use service::forms::{act, answer, done, refused};
use service::{Action, Failure, Markup, PageContext, Typed};

use super::word;
use crate::Police;
use crate::actions::{Decision, WithdrawDecision};
use crate::guard::stated_zone;
use crate::ids::IpEvent;
use crate::permissions::Permission;
use crate::views::{AccountView, ActView, IpEventView};

/// The one field of what withdraws or restores.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct ReasonForm {
    pub(crate) reason: String,
}

model::unprintable!(ReasonForm);

impl ReasonForm {
    /// Withdraws a decision, for the reason that was typed.
    pub(super) fn withdraws(self, decision: Decision) -> WithdrawDecision {
        WithdrawDecision { decision, reason: self.reason }
    }
}

/// Does what a form asks for, where it could be read, and answers it.
pub(super) async fn carry_out<A, P, F>(
    police: &Police,
    ctx: PageContext,
    action: Result<A, Failure>,
    typed: Typed,
    path: &str,
    done: &str,
    again: impl FnOnce(PageContext, Typed) -> F,
) -> Result<Response, Failure>
where
    A: Action<Permission = Permission>,
    P: IntoResponse,
    F: Future<Output = Result<P, Failure>>,
{
    let outcome = act(&police.node, &ctx, action).await.map(drop);
    answer(ctx, outcome, typed, path, done, again).await
}

/// What was typed into a form and not sent: as it is shown where the reader uses it, else as it is offered.
pub(super) async fn kept(
    police: &Police,
    ctx: &PageContext,
    form_path: &str,
) -> Result<(Option<Typed>, Option<Draft>), Failure> {
    drafts::kept(&police.node, ctx, form_path).await
}

/// Reads a chosen identifier.
pub(super) fn read_id<K: Kind>(field: &str, text: &str) -> Result<Id<K>, Failure> {
    text.trim().parse().map_err(|_| Failure::refused(field, "choose one of these"))
}

/// Reads the identifiers of the boxes that were ticked.
pub(super) fn read_ids<K: Kind>(field: &str, texts: &[String]) -> Result<Vec<Id<K>>, Failure> {
    if texts.is_empty() {
        return Err(Failure::refused(field, "tick one at least"));
    }
    texts.iter().map(|text| read_id(field, text)).collect()
}

/// What an operator is asked about: acts, events, or both.
pub(super) fn read_seen(
    act_ids: &[String],
    event_ids: &[String],
) -> Result<(Vec<Id<Act>>, Vec<Id<IpEvent>>), Failure> {
    let events: Vec<Id<IpEvent>> =
        event_ids.iter().map(|text| read_id("event_ids", text)).collect::<Result<_, _>>()?;
    let acts =
        if events.is_empty() || !act_ids.is_empty() { read_ids("act_ids", act_ids)? } else { Vec::new() };
    Ok((acts, events))
}

/// A refusal under the name that the form has for the field; of one out of a list, under the list's.
pub(super) fn under_form_names(failure: Failure, names: &[(&str, &str)]) -> Failure {
    let Failure::Refused(mut refused) = failure else { return failure };
    if let Some(field) = &mut refused.field {
        let bare = field.split('[').next().unwrap_or_default().to_owned();
        let known = names.iter().find(|(name, _)| *name == bare);
        *field = known.map_or(bare, |(_, name)| (*name).to_owned());
    }
    Failure::Refused(refused)
}

/// Every province for a choice, by the Castilian name, after "none".
pub(in crate::pages) fn provinces(ctx: &PageContext) -> Vec<(String, String)> {
    let mut known: Vec<_> = Province::all().collect();
    known.sort_by_key(|province| province.name());
    let none = (String::new(), ctx.t("choose"));
    let named = known.into_iter().map(|province| (province.code().to_owned(), province.name().to_owned()));
    std::iter::once(none).chain(named).collect()
}

/// Where acts can have taken place, for a choice.
pub(super) fn places(ctx: &PageContext) -> Vec<(String, String)> {
    let kinds = ["installation", "province", "unknown"];
    kinds.map(|kind| (kind.to_owned(), ctx.t(&format!("place-{kind}")))).to_vec()
}

/// How an account is told from others, in a choice.
pub(crate) fn account_label(ctx: &PageContext, account: &AccountView) -> String {
    let mut names = account.esp_identifier.iter().chain(&account.screen_names).chain(&account.emails);
    let name = names.next().cloned().unwrap_or_else(|| ctx.t("account-without-identifier"));
    format!("{name} – {}", account.service)
}

/// A time as its source wrote it, beside the clock of the node.
pub(crate) fn stated(ctx: &PageContext, text: impl AsRef<str>, at: impl Borrow<Timestamp>) -> Markup {
    ctx.stated(text.as_ref(), Some(*at.borrow()))
}

/// The zone of a time as its source wrote it, and the instant in UTC: what an operator is asked about.
pub(crate) fn zone_and_utc(ctx: &PageContext, text: impl AsRef<str>, at: impl Borrow<Timestamp>) -> String {
    let at: &Timestamp = at.borrow();
    let utc = at.to_string();
    match stated_zone(text.as_ref()) {
        Some(zone) => ctx.t2("event-zone", "zone", zone, "utc", utc.as_str()),
        None => ctx.t1("event-no-zone", "utc", utc.as_str()),
    }
}

/// The words of what may mislead about an event.
pub(crate) fn flag(ctx: &PageContext, code: impl AsRef<str>) -> String {
    word(ctx, "event-flag", code)
}

/// How an act is told from others, beside its box: time and address.
pub(crate) fn act_label(ctx: &PageContext, act: &ActView) -> String {
    let label = format!("{} ({})", ctx.instant(act.at), act.time_text);
    label_of(ctx, label, [&act.ip, &act.operator], (&act.time_text, act.at))
}

/// The same of an event that is no act, with what it was.
pub(crate) fn event_label(ctx: &PageContext, event: &IpEventView) -> String {
    let name = Some(event.event.as_str()).filter(|name| !name.is_empty());
    let name = name.map(|name| format!("{name}, ")).unwrap_or_default();
    let label = format!("{name}{} ({})", ctx.instant(event.at), event.time_text);
    label_of(ctx, label, [&event.ip, &event.operator], (&event.time_text, event.at))
}

fn label_of(
    ctx: &PageContext,
    mut label: String,
    [ip, operator]: [&Option<String>; 2],
    (time_text, at): (&String, Timestamp),
) -> String {
    for part in [ip, operator].into_iter().flatten() {
        label.push_str(", ");
        label.push_str(part);
    }
    if ip.is_some() {
        label.push_str(". ");
        label.push_str(&zone_and_utc(ctx, time_text, at));
    }
    label
}

/// Whether a box is ticked: as it was sent.
pub(crate) fn is_ticked(typed: &Typed, name: &str, value: &impl ToString) -> bool {
    typed.has(name, &value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_the_field_of_the_form() {
        let named = |field: &str| {
            let names = [("birth", "birth_kind"), ("place_of_acts.province", "place_province")];
            match under_form_names(Failure::refused(field, "no"), &names) {
                Failure::Refused(refused) => refused.field.unwrap(),
                _ => unreachable!("a refusal stays one"),
            }
        };
        assert_eq!(named("birth"), "birth_kind");
        assert_eq!(named("place_of_acts.province"), "place_province");
        assert_eq!(named("act_ids[3]"), "act_ids");
        assert_eq!(named("grounds"), "grounds");
    }
}
