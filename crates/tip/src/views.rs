//! Lines and channels as pages show them.

use model::hours::Weekly;

use crate::context::Ctx;
use crate::data::{Channel, Hours, Line, LineKind};

/// A help line.
pub(crate) struct LineView {
    pub(crate) name: String,
    pub(crate) what: String,
    pub(crate) number: String,
    /// `tel:…` or the page where the number is an address; empty if there is neither.
    pub(crate) href: String,
    /// Its page, if the number leads elsewhere.
    pub(crate) web: String,
    pub(crate) ages: String,
    /// `open`, `closed` or empty: whether somebody answers now.
    pub(crate) state: &'static str,
    pub(crate) state_text: String,
    pub(crate) hours: String,
    /// Source and day, or that nobody checked it yet.
    pub(crate) checked: String,
}

/// A way to have something taken down.
pub(crate) struct ChannelView {
    pub(crate) name: String,
    pub(crate) what: String,
    pub(crate) url: String,
    pub(crate) checked: String,
}

/// The lines of the page's country: those for danger first, then who answers now.
pub(crate) fn lines(ctx: &Ctx) -> Vec<LineView> {
    let mut found = ctx.form.lists.lines(&ctx.country);
    found.sort_by_key(|line| (line.kind != LineKind::Emergency, line.is_open(ctx.now) == Some(false)));
    found.into_iter().map(|line| view(ctx, line)).collect()
}

/// The lines for danger.
pub(crate) fn emergency(ctx: &Ctx) -> Vec<LineView> {
    let found = ctx.form.lists.lines(&ctx.country);
    found.into_iter().filter(|line| line.kind == LineKind::Emergency).map(|line| view(ctx, line)).collect()
}

/// The removal channels that fit one of the situations.
pub(crate) fn channels(ctx: &Ctx, situations: &[&str]) -> Vec<ChannelView> {
    let found = ctx.form.lists.channels(&ctx.country, situations);
    found.into_iter().map(|channel| channel_view(ctx, channel)).collect()
}

fn channel_view(ctx: &Ctx, channel: &Channel) -> ChannelView {
    ChannelView {
        name: channel.name.text(ctx.lang).to_owned(),
        what: channel.what.text(ctx.lang).to_owned(),
        url: channel.url.clone(),
        checked: checked(ctx, channel.source.as_deref(), channel.checked_on),
    }
}

fn view(ctx: &Ctx, line: &Line) -> LineView {
    let (state, state_text) = match line.is_open(ctx.now) {
        Some(true) => ("open", ctx.t("line-open")),
        Some(false) => ("closed", closed(ctx, line)),
        None => ("", String::new()),
    };
    let web = line.web.clone().unwrap_or_default();
    LineView {
        name: line.name.text(ctx.lang).to_owned(),
        what: line.what.text(ctx.lang).to_owned(),
        number: if line.tel.is_some() { unbroken(&line.number) } else { line.number.clone() },
        href: line.tel.as_ref().map_or_else(|| web.clone(), |tel| format!("tel:{tel}")),
        web: if line.tel.is_some() { web } else { String::new() },
        ages: line.ages.as_ref().map(|ages| ages.text(ctx.lang).to_owned()).unwrap_or_default(),
        state,
        state_text,
        hours: hours(ctx, line),
        checked: checked(ctx, line.source.as_deref(), line.checked_on),
    }
}

/// A telephone number that stays on one line.
fn unbroken(number: &str) -> String {
    number.replace(' ', "\u{a0}").replace('-', "\u{2011}")
}

fn closed(ctx: &Ctx, line: &Line) -> String {
    let Hours::Weekly(weekly) = &line.hours else { return ctx.t("line-closed") };
    weekly.next_opening(ctx.now).map_or_else(
        || ctx.t("line-closed"),
        |opening| ctx.t1("line-opens", "when", ctx.moment(opening, weekly.zone())),
    )
}

fn hours(ctx: &Ctx, line: &Line) -> String {
    match &line.hours {
        Hours::Always => ctx.t("hours-always"),
        Hours::Weekly(weekly) => week(ctx, weekly),
        Hours::Unknown => ctx.t("hours-unknown"),
    }
}

/// The hours of a week in words, with the abbreviation of their zone.
pub(crate) fn week(ctx: &Ctx, weekly: &Weekly) -> String {
    let spans: Vec<String> = weekly
        .spans()
        .iter()
        .map(|span| {
            let mut days = span.days.clone();
            days.sort_unstable();
            days.dedup();
            let follow = days.windows(2).all(|pair| pair[1] - pair[0] == 1);
            let days = match days.as_slice() {
                [1, 2, 3, 4, 5, 6, 7] => ctx.t("hours-daily"),
                [first, .., last] if follow && days.len() > 2 => {
                    format!("{}–{}", ctx.day(*first), ctx.day(*last))
                }
                some => some.iter().map(|day| ctx.day(*day)).collect::<Vec<_>>().join(", "),
            };
            format!("{days}, {}–{}", span.from.text(), span.to.text())
        })
        .collect();
    let zone = ctx.now.to_zoned_datetime(weekly.zone().clone()).strftime("%Z").to_string();
    format!("{} ({zone})", spans.join("; "))
}

/// When a person next reads.
pub(crate) fn reading(ctx: &Ctx) -> String {
    let weekly = &ctx.form.reading;
    if weekly.is_open(ctx.now) {
        return ctx.t1("reading-now", "hours", week(ctx, weekly));
    }
    weekly.next_opening(ctx.now).map_or_else(
        || ctx.t1("reading-hours", "hours", week(ctx, weekly)),
        |opening| ctx.t1("reading-next", "when", ctx.moment(opening, weekly.zone())),
    )
}

fn checked(ctx: &Ctx, source: Option<&str>, on: Option<jiff::civil::Date>) -> String {
    match (source, on) {
        (Some(source), Some(on)) => {
            // the name of the place is enough to find it, and shorter to read
            let host = source.split_once("://").map_or(source, |(_, rest)| rest);
            let host = host.split('/').next().unwrap_or_default();
            ctx.t2("line-checked", ("date", service::i18n::date(ctx.lang, on)), ("source", host))
        }
        _ => ctx.t("line-unchecked"),
    }
}
