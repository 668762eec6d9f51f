//! What was said and done on a tip, as the page tells it: the reporter's words as they are, in the reporter's language.

use jiff::{SignedDuration, Timestamp};
use service::PageContext;
use wire::tip::{Place, Step};

use crate::tips::{Event, What};

/// A step that is longer than this on its way is said to have come late.
const LATE: SignedDuration = SignedDuration::from_mins(10);

/// One entry of the page's history.
pub(super) struct EventView {
    pub(super) at: Timestamp,
    /// Class of the entry in the style sheet.
    pub(super) class: &'static str,
    pub(super) title: String,
    pub(super) lines: Vec<Line>,
    /// Of the report that was made: text and address.
    pub(super) link: Option<(String, String)>,
}

/// One line of an entry.
pub(super) struct Line {
    /// What it is; empty where the words speak for themselves.
    pub(super) label: String,
    pub(super) text: String,
    /// Of the words, where they are the reporter's.
    pub(super) language: Option<String>,
}

/// Collects lines in the reporter's language.
struct Lines<'a> {
    ctx: &'a PageContext,
    language: Option<&'a str>,
    lines: Vec<Line>,
}

impl Lines<'_> {
    /// The reporter's words under a label; each line of them on its own, nothing where there are none.
    fn words(&mut self, label: &str, words: &str) {
        let mut label = if label.is_empty() { String::new() } else { self.ctx.t(label) };
        for text in words.lines().filter(|line| !line.trim().is_empty()) {
            let (label, language) = (std::mem::take(&mut label), self.language.map(str::to_owned));
            self.lines.push(Line { label, text: text.to_owned(), language });
        }
    }

    /// A sentence of ours.
    fn ours(&mut self, text: String) {
        self.lines.push(Line { label: String::new(), text, language: None });
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Begun { door, country, .. } => {
                self.ours(self.ctx.t(&format!("door-{}", door.as_str())));
                if let Some(country) = country {
                    self.words("tip-country", country);
                }
            }
            Step::Happening { kinds, words } => {
                for kind in kinds {
                    self.ours(self.ctx.t(&format!("tip-kind-{kind}")));
                }
                self.words("", words);
            }
            Step::Place { place } => self.place(place),
            Step::Who { who, own_act, age_years } => {
                self.words("", who);
                if let Some(age) = age_years {
                    self.ours(self.ctx.t1("tip-age", "years", i64::from(*age)));
                }
                if *own_act {
                    self.ours(self.ctx.t("tip-own-act"));
                }
            }
            Step::Danger { now, words } => {
                self.ours(self.ctx.t(if *now { "tip-danger-now" } else { "tip-danger-not-now" }));
                self.words("", words);
            }
            Step::Contact { how: Some(how) } => self.words("", how),
            Step::Contact { how: None } => self.ours(self.ctx.t("tip-no-contact")),
            Step::Finished { mailbox } => {
                self.ours(self.ctx.t(if mailbox.is_some() { "tip-has-mailbox" } else { "tip-no-mailbox" }));
            }
            Step::Message { words } => self.words("", words),
        }
    }

    /// An address stays a text: nobody is led to it, and it is never fetched.
    fn place(&mut self, place: &Place) {
        match place {
            Place::Web { url } => self.words("place-url", url),
            Place::Network { service, account, url } => {
                self.words("place-service", service);
                self.words("place-account", account);
                self.words("place-url", url);
            }
            Place::GroupChat { app, group, sender, time_text } => {
                self.words("place-app", app);
                self.words("place-group", group);
                self.words("place-sender", sender);
                self.words("place-time", time_text);
            }
            Place::Game { game, player } => {
                self.words("place-game", game);
                self.words("place-player", player);
            }
            Place::InPerson { where_text } => self.words("place-in-person", where_text),
        }
    }
}

/// When a step came here, if that was long after it was sent: the way was interrupted, or the form's clock is wrong.
fn late_arrival(event: &Event) -> Option<Timestamp> {
    match event.what {
        What::Step { received_at, .. } if received_at.duration_since(event.at) > LATE => Some(received_at),
        _ => None,
    }
}

/// An event as the page tells it.
pub(super) fn view(ctx: &PageContext, language: Option<&str>, event: &Event) -> EventView {
    let mut lines = Lines { ctx, language, lines: Vec::new() };
    let (mut link, class) = (None, "done");
    let (class, title) = match &event.what {
        What::Step { number, step: Some(step), .. } => {
            lines.step(step);
            let title = ctx.t(&format!("tip-step-{}", step.name()));
            let is_danger = matches!(step, Step::Danger { now: true, .. });
            (
                if is_danger { "bad" } else { "" },
                ctx.t2("tip-step", "number", i64::from(*number), "what", title),
            )
        }
        What::Step { number, step: None, fault, .. } if fault.is_empty() => {
            ("", ctx.t1("tip-step-erased", "number", i64::from(*number)))
        }
        What::Step { number, step: None, fault, .. } => {
            lines.ours(ctx.t("tip-unopened-note"));
            let (label, language) = (String::new(), Some("en".to_owned()));
            lines.lines.push(Line { label, text: fault.clone(), language });
            ("bad", ctx.t1("tip-step-unopened", "number", i64::from(*number)))
        }
        What::Answer { words, by } => {
            lines.language = None;
            lines.words("", words);
            (class, ctx.t1("tip-answered", "by", by.as_str()))
        }
        What::Decision { kind, reason, by, report_number } => {
            lines.language = None;
            lines.words("", reason);
            if let Some(number) = report_number {
                let href = ctx.href(&format!("/reports/{number}"));
                link = Some((ctx.t1("report-title", "number", number.to_string()), href));
            }
            (class, ctx.t1(&format!("tip-decision-{}", kind.as_str()), "by", by.as_str()))
        }
    };
    if let Some(at) = late_arrival(event) {
        lines.ours(ctx.t1("tip-late", "at", ctx.instant(at)));
    }
    EventView { at: event.at, class, title, lines: lines.lines, link }
}
