//! The rights desk: a person asks what is held on them, or to have it put right, erased or restricted (GDPR articles 12 and 15 to 18,
//! Directive (EU) 2016/680 articles 12 to 16).
//!
//! An officer registers the request with one exact token, looks it up by blind index, and decides. The look-up runs the same queries
//! whatever is held. What is refused, and what was never there, get the same neutral answer, letter for letter: it neither confirms nor
//! denies (article 15(3)). The data protection officer sees the register, and no content.

mod actions;
mod answer;
mod api;
mod contest;
mod pages;
mod words;

use std::future::{Future, ready};

use axum::extract::FromRef;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use words::{Age, Channel, Decision, Ground, IdentityCheck, Right, Token, TokenKind};

use crate::http::Site;
use crate::privacy::DataCategory;
use crate::rights::Rights;
use crate::{Acting, ColumnKeys, Failure, Operation, Routes, Tx};

model::kinds! {
    /// A person's request about their own data.
    RightsRequest = "rrq";
}

/// From receipt to the answer (GDPR article 12(3)), in calendar months.
const MONTHS: i32 = 1;
/// By how many months more it may be extended, once (the same article).
const MOST_EXTENSION_MONTHS: i32 = 2;
/// From so many days before the end a request is marked.
const WARN_DAYS: i32 = 7;

/// Under which law a role answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Law {
    /// GDPR.
    Gdpr,
    /// Directive (EU) 2016/680; in Spain, Ley Orgánica 7/2021.
    Led,
}

/// How many records hold data of a category on who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Found {
    /// Of what.
    pub category: DataCategory,
    /// How many records; 0 is said like any other number.
    pub records: i64,
}

/// A person says that what is held on them is joined wrongly.
pub struct Contested<'a> {
    /// The request in which they say it.
    pub request_id: &'a str,
    /// Whom it is about.
    pub token: &'a Token,
    /// What they say.
    pub reason: &'a str,
}

/// How many links a request disputes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ContestedLinks {
    /// Nobody has decided on them.
    pub open: i64,
    /// They were kept.
    pub kept: i64,
    /// They were withdrawn.
    pub withdrawn: i64,
    /// Nobody decided on them: what they rested on was erased.
    pub erased: i64,
}

/// What a role states of its look-ups.
pub trait Desk: Rights {
    /// To see the register, without content.
    const READ_REGISTER: Self::Permission;
    /// To register, look up and decide.
    const HANDLE_REQUESTS: Self::Permission;
    /// The law that it answers under.
    const LAW: Law;
    /// By which tokens it can find anything; others are refused with a word.
    const TOKENS: &'static [TokenKind];
    /// Whether it joins what it holds by links that a person may dispute (Directive (EU) 2016/680 article 16(1) and (3)(a)).
    const HAS_LINKS: bool = false;

    /// How much is held on whom this token names: the same queries, and the same categories in the same order, whatever they find.
    fn look_up(
        tx: &mut Tx,
        keys: &ColumnKeys,
        token: &Token,
    ) -> impl Future<Output = Result<Vec<Found>, Failure>> + Send;

    /// Disputes every link of what the token names that stands and that nobody disputes yet. Asked only of a role that has links.
    fn contest(
        _acting: &mut Acting<'_>,
        _contested: Contested<'_>,
    ) -> impl Future<Output = Result<(), Failure>> + Send {
        ready(Ok(()))
    }

    /// What became of the links that a request disputes. Asked only of a role that has links.
    fn count_contested(
        _tx: &mut Tx,
        _request_id: &str,
    ) -> impl Future<Output = Result<ContestedLinks, Failure>> + Send {
        ready(Ok(ContestedLinks::default()))
    }
}

/// How a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Clock {
    /// There is time.
    Open,
    /// Seven days or less are left.
    DueSoon,
    /// The day has passed.
    Overdue,
    /// It was decided.
    Decided,
}

impl Clock {
    fn on(today: Date, due_on: Date, decided: bool) -> Self {
        if decided {
            return Self::Decided;
        }
        let warn_on = due_on.saturating_sub(jiff::Span::new().days(WARN_DAYS));
        match today {
            day if day > due_on => Self::Overdue,
            day if day >= warn_on => Self::DueSoon,
            _ => Self::Open,
        }
    }

    /// As JSON and texts write it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::DueSoon => "due_soon",
            Self::Overdue => "overdue",
            Self::Decided => "decided",
        }
    }
}

/// Adds the routes of the desk to those of a role.
pub fn routes<S>(routes: Routes<S, S::Permission>) -> Routes<S, S::Permission>
where
    S: Desk,
    Site: FromRef<S>,
{
    const FORM: &str = "application/x-www-form-urlencoded";
    let (read, handle) = (S::READ_REGISTER, S::HANDLE_REQUESTS);
    let routes = if S::HAS_LINKS { contest::routes(routes) } else { routes };
    routes
        .get("/api/rights-requests", read, "Requests of persons about their data; no content", api::list::<S>)
        .gives::<Vec<api::RegisterRow>>(200)
        .operation(Operation::Consultation)
        .post("/api/rights-requests", handle, "Register a person's request", api::register::<S>)
        .takes::<api::NewRequest>()
        .gives::<api::Registered>(201)
        .operation(Operation::Collection)
        .get("/api/rights-requests/{id}", handle, "One request, with what was found", api::show::<S>)
        .gives::<api::RequestView>(200)
        .operation(Operation::Consultation)
        .post("/api/rights-requests/{id}/look-up", handle, "Look the exact token up", api::look_up::<S>)
        .gives::<api::RequestView>(200)
        .operation(Operation::Consultation)
        .post("/api/rights-requests/{id}/extend", handle, "Extend the month, with a reason", api::extend::<S>)
        .takes::<api::NewExtension>()
        .gives::<api::RequestView>(200)
        .operation(Operation::Alteration)
        .post("/api/rights-requests/{id}/decide", handle, "Decide, with a reason", api::decide::<S>)
        .takes::<api::NewDecision>()
        .gives::<api::RequestView>(200)
        .operation(Operation::Alteration)
        .get(
            "/api/rights-requests/{id}/answer",
            handle,
            "The text of the answer, ?lang=es or en",
            api::answer::<S>,
        )
        .asks(&["lang"])
        .gives::<api::Answer>(200)
        .operation(Operation::Consultation)
        .page("/rights-requests", read, "Page: requests of persons about their data", pages::list::<S>)
        .operation(Operation::Consultation)
        .page("/rights-requests/{id}", handle, "Page: one request", pages::show::<S>)
        .operation(Operation::Consultation)
        .post("/rights-requests", handle, "Form: register a request", pages::register::<S>)
        .takes_media(FORM)
        .operation(Operation::Collection)
        .post("/rights-requests/{id}/look-up", handle, "Form: look the token up", pages::look_up::<S>)
        .operation(Operation::Consultation)
        .post("/rights-requests/{id}/extend", handle, "Form: extend the month", pages::extend::<S>)
        .takes_media(FORM)
        .operation(Operation::Alteration)
        .post("/rights-requests/{id}/decide", handle, "Form: decide", pages::decide::<S>)
        .takes_media(FORM)
        .operation(Operation::Alteration)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_clock_warns_seven_days_before_and_is_over_the_day_after() {
        let due = date(2026, 3, 31);
        for (today, clock) in [
            (date(2026, 3, 23), Clock::Open),
            (date(2026, 3, 24), Clock::DueSoon),
            (date(2026, 3, 31), Clock::DueSoon),
            (date(2026, 4, 1), Clock::Overdue),
        ] {
            assert_eq!(Clock::on(today, due, false), clock, "{today}");
            assert_eq!(Clock::on(today, due, true), Clock::Decided);
        }
    }
}
