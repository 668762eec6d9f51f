//! Claims of units on subjects and persons: the list, one of them, and the forms.

mod list;
mod place;
mod show;

pub(crate) use list::list;
pub(crate) use place::{ask_person, ask_subject, place_person, place_subject};
pub(crate) use show::{decide, renew, show, withdraw, withdraw_decision};

use service::PageContext;
use service::ui::Tone;

use crate::views::ClaimView;

/// A unit in words.
pub(super) fn unit_name(ctx: &PageContext, claim: &ClaimView) -> String {
    claim.unit_name.map_or_else(|| ctx.t("unit-central"), str::to_owned)
}

/// What the badge of a claim's state says by its colour.
pub(super) fn state_tone(state: &str) -> Tone {
    match state {
        "active" => Tone::Info,
        "overruled" => Tone::Warn,
        _ => Tone::Plain,
    }
}

/// "X is on this since …, until …".
pub(in crate::pages) fn says(ctx: &PageContext, claim: &ClaimView) -> String {
    let (since, until) = (ctx.instant(claim.since), ctx.instant(claim.until));
    format!("{}: {}", unit_name(ctx, claim), ctx.t2("claim-since-until", "since", since, "until", until))
}
