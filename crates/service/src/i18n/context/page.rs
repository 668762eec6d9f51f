//! A page of somebody who is signed in.

use std::ops::Deref;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;

use super::PageFrame;
use crate::accounts::Session;
use crate::custody_log::{Mark, Publisher};
use crate::http::{Authenticated, Site};
use crate::{Actor, Failure};

/// Extractor for page handlers: the [`PageFrame`] together with the signed-in actor. 401 without one: the browser then asks.
#[derive(Clone)]
pub struct PageContext {
    /// Who is signed in.
    pub actor: Actor,
    frame: PageFrame,
    unit: Option<String>,
    has_session: bool,
    custody_mark: Option<Mark>,
}

impl PageContext {
    /// Who is signed in.
    pub fn signed_in(&self) -> Option<&Actor> {
        Some(&self.actor)
    }

    /// What their unit is called.
    pub fn unit(&self) -> Option<&str> {
        self.unit.as_deref()
    }

    /// Whether they signed in to an account, and can sign out.
    pub fn has_session(&self) -> bool {
        self.has_session
    }

    /// Whether the page leads to what to do when a child may be in danger now: for the staff.
    pub fn has_danger_card(&self) -> bool {
        self.actor.is_staff()
    }

    /// The newest checkpoint of the custody log: every page carries it when it is printed, so that paper binds the log.
    pub fn custody_mark(&self) -> Option<&Mark> {
        self.custody_mark.as_ref()
    }

    /// The same as the page at `path`: what answers a form that was refused is the page of the object, and its links lead there.
    #[must_use]
    pub fn at(mut self, path: &str) -> Self {
        path.clone_into(&mut self.frame.path);
        self
    }

    /// The same page without who reads it.
    pub(crate) fn into_frame(self) -> PageFrame {
        self.frame
    }
}

impl Deref for PageContext {
    type Target = PageFrame;

    fn deref(&self) -> &PageFrame {
        &self.frame
    }
}

impl<S> FromRequestParts<S> for PageContext
where
    S: Send + Sync,
    Site: FromRef<S>,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Authenticated(actor) = Authenticated::from_request_parts(parts, state).await?;
        let site = Site::from_ref(state);
        let frame = PageFrame::new(&site, &parts.headers, &parts.uri);
        let session = parts.extensions.get::<Session>();
        let has_session = session.is_some();
        let frame = match session {
            Some(session) => frame.of_session(&site, session),
            None => frame,
        };
        let custody_mark = site.node().publisher().map(Publisher::mark);
        let unit = actor.unit().map(|code| site.staffing().unit_name(code));
        Ok(Self { actor, frame, unit, has_session, custody_mark })
    }
}
