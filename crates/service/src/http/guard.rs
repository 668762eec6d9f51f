//! What stands before every handler: who asks, whether they may, and the entry of what they are shown.

use axum::body::HttpBody as _;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::access::Access;
use super::day_bytes::{Load, Sending, Spent};
use super::lost_form::LostForm;
use super::site::Asking;
use super::{
    Authenticated, FormToken, Peer, Problem, Site, body, errors, form_token, gate, headers, lanes, once,
};
use crate::accounts::confirm::{self, Outcome};
use crate::accounts::{self, Session};
use crate::i18n::PageFrame;
use crate::oversight::{self, About, Because};
use crate::{Actor, Failure, Permission, drafts, ui};

/// What comes in by a route.
#[derive(Clone, Copy)]
pub(super) struct Taken {
    /// Whether data do.
    pub(super) data: bool,
    /// Whether files do.
    pub(super) files: bool,
    /// Whether plain text does, which no form is read of.
    pub(super) text: bool,
}

/// What a route's table row asks of a request.
#[derive(Clone)]
pub(super) struct Guard<P> {
    pub(super) site: Site,
    pub(super) path: &'static str,
    pub(super) access: Access<P>,
    pub(super) takes: Taken,
    /// Whether it shows personal data.
    pub(super) is_shown: bool,
    /// Where to go back to after a fresh second factor, where one is asked for.
    pub(super) fresh: Option<&'static str>,
    pub(super) bare_refusals: bool,
    /// Whether machines bring what the public says by it.
    pub(super) for_public: bool,
    pub(super) body_limit_bytes: usize,
}

/// Lets a request through to its handler if its actor may call the route, and leaves the actor for the handler. A refusal is on record.
pub(super) async fn admit<P: Permission>(
    State(guard): State<Guard<P>>,
    request: Request,
    next: Next,
) -> Response {
    let changes = headers::changes(request.method());
    if matches!(guard.access, Access::Open) {
        // who signs in or sets up has no session yet that a token could belong to; the pages for it read forms of this one media type, which
        // programs that send plain text state by default
        let is_form = !guard.takes.text && body::is_form(request.headers());
        if changes && is_form && !headers::from_here(request.headers()) {
            return Problem::from_elsewhere().into_response();
        }
        return guard.answer_public(request, next).await;
    }
    let asking = guard.site.who_asks(request.headers(), Peer::of(request.extensions())).await;
    let Asking { actor, session, over_quota, key_id } = match asking {
        Ok(Some(asking)) => asking,
        Ok(None) if guard.bare_refusals => return errors::bare(&Failure::unauthenticated().into_response()),
        Ok(None) => return guard.sign_in_first(request).await,
        Err(failure) => return failure.into_response(),
    };
    if let Some(seconds) = over_quota {
        return gate::over_quota(seconds);
    }
    let sending = match guard.sending(&actor, &request) {
        Ok(sending) => sending,
        Err(spent) => return gate::sent_enough(&spent, request).await,
    };
    let request = match &sending {
        Some(sending) => sending.watch(request),
        None => request,
    };
    let room = guard.takes.data.then(|| guard.site.space().make_room(gate::announced_bytes(&request)));
    if let Some(None) = room {
        return gate::no_room(request).await;
    }
    let request = match &session {
        Some(session) if changes => match guard.own_form(session, request).await {
            Ok(request) => request,
            Err(refusal) => return refusal,
        },
        _ => request,
    };
    let lanes = guard.site.lanes();
    let turn =
        if guard.for_public { lanes.enter_for_public(&actor).await } else { lanes.enter(&actor).await };
    let _turn = match turn {
        Ok(turn) => turn,
        Err(full) => return lanes::turn_away(&full),
    };
    let (mut parts, body) = request.into_parts();
    let about = About::of(guard.path, &mut parts).await;
    let is_admitted = guard.access.allows(&actor);
    let response = if is_admitted {
        parts.extensions.insert(Authenticated(actor.clone()));
        if let Some(session) = session {
            parts.extensions.insert(session);
        }
        guard.handle(&actor, &about, Request::from_parts(parts, body), next).await
    } else {
        Failure::denied().into_response()
    };
    if let Some(key_id) = key_id.filter(|_| response.status().is_client_error()) {
        guard.site.key_watch().note_refused(&key_id);
    }
    if response.status() == StatusCode::NOT_FOUND {
        let because = if is_admitted { Because::Object } else { Because::Role };
        oversight::note_refusal(&guard.site, &actor, &about, because).await;
    }
    response
}

impl<P: Permission> Guard<P> {
    /// Counts what a machine is about to send.
    fn sending(&self, actor: &Actor, request: &Request) -> Result<Option<Sending<'_>>, Spent> {
        if actor.is_staff() || request.method().is_safe() {
            return Ok(None);
        }
        let announced_bytes = request.body().size_hint().exact();
        // what its sender calls it changes nothing where files are taken
        let is_file =
            announced_bytes != Some(0) && (self.takes.files || !body::is_document(request.headers()));
        let (load, now) = (Load { announced_bytes, is_file }, self.site.node().clock().now());
        self.site.day_bytes().begin(actor.name(), load, now).map(Some)
    }

    /// What is only read is answered at once. What changes something takes a place of the public's, and only when it is there whole, so that
    /// no slow sender holds one.
    async fn answer_public(&self, request: Request, next: Next) -> Response {
        if request.method().is_safe() {
            return next.run(request).await;
        }
        let request = match body::arrived(request, self.body_limit_bytes).await {
            Ok(request) => request,
            Err(refusal) => return refusal,
        };
        match self.site.lanes().enter_public().await {
            Ok(_turn) => next.run(request).await,
            Err(full) => lanes::turn_away(&full),
        }
    }

    /// To whoever is not signed in. A form of a session that has ended is kept for its person first, as far as the session tells who that is.
    async fn sign_in_first(&self, request: Request) -> Response {
        let is_own_form = headers::changes(request.method())
            && body::is_form(request.headers())
            && headers::from_here(request.headers())
            && gate::is_browser(&request)
            && drafts::may_keep(self.path);
        if !is_own_form {
            return gate::sign_in_first(&self.site, &request);
        }
        let (actor, session) = match accounts::find_ended(self.site.node(), request.headers()).await {
            Ok(Some(ended)) => ended,
            Ok(None) => return gate::sign_in_first(&self.site, &request),
            Err(failure) => return failure.into_response(),
        };
        let request = match self.own_form(&session, request).await {
            Ok(request) => request,
            Err(refusal) => return refusal,
        };
        match drafts::keep_unsent(self.site.node(), &actor, request).await {
            (request, true) => gate::sign_in_to_drafts(&self.site, &request),
            (request, false) => gate::sign_in_first(&self.site, &request),
        }
    }

    /// A change that a session asks for, without its token; refused unless a page of this session asks.
    async fn own_form(&self, session: &Session, request: Request) -> Result<Request, Response> {
        if !headers::from_here(request.headers()) {
            return Err(Problem::from_elsewhere().into_response());
        }
        let token = FormToken::of(self.site.node().columns(), session);
        let (address, is_browser) = (request.uri().clone(), gate::is_browser(&request));
        form_token::take(&token, request).await.map_err(|without| {
            if !is_browser {
                return Problem::form_token_required().into_response();
            }
            let frame = PageFrame::new(&self.site, &without.headers, &address);
            ui::refused_form(frame, &without.form)
        })
    }

    /// Runs the handler, unless the second factor is too old for it; the entry of what it shows stands before.
    async fn handle(&self, actor: &Actor, about: &About, request: Request, next: Next) -> Response {
        if let (Some(back), Some(session)) = (self.fresh, request.extensions().get::<Session>())
            && !session.is_fresh(self.site.node().clock().now())
        {
            let session = session.clone();
            return self.confirm_first(actor, &session, back, request, next).await;
        }
        let request = match self.fresh {
            Some(_) => match confirm::without_factor(request).await {
                Ok(request) => request,
                Err(failure) => return failure.into_response(),
            },
            None => request,
        };
        if self.is_shown {
            let grounds = self.access.grounds(actor);
            if let Err(failure) = oversight::consult(self.site.node(), actor, about, grounds).await {
                return oversight::not_logged(&failure);
            }
        }
        self.run(actor, request, next).await
    }

    /// Runs the handler once. What a form held goes along with an error.
    async fn run(&self, actor: &Actor, request: Request, next: Next) -> Response {
        let (request, form) = LostForm::of(actor, request).await;
        let mut response = once::run(&self.site, actor, request, next).await;
        if let Some(form) = form {
            form.go_along(&mut response);
        }
        response
    }

    /// Asks for a fresh factor. A form is sent along and handled once it is confirmed, and its answer sets the session's new cookie.
    async fn confirm_first(
        &self,
        actor: &Actor,
        session: &Session,
        back: &str,
        request: Request,
        next: Next,
    ) -> Response {
        if !gate::is_browser(&request) {
            return gate::refuse_stale();
        }
        let back = gate::back_of(&request, back);
        match confirm::confirm(&self.site, session, &back, request).await {
            Outcome::Confirmed(request, cookie) => {
                let mut response = self.run(actor, request, next).await;
                response.headers_mut().append(SET_COOKIE, cookie);
                response
            }
            Outcome::Asked(response) => response,
            Outcome::NotSent(request) => gate::step_up_first(&request, &back),
        }
    }
}
