//! A person disputes how what is held on them is joined: the request has every link of what its token names disputed.

use std::marker::PhantomData;

use axum::extract::{FromRef, Path, State};
use axum::response::Response;
use model::Id;
use serde::Deserialize;
use utoipa::ToSchema;

use super::actions::{OBJECT, open_request};
use super::api::{RequestView, load};
use super::pages::answer;
use super::words::IdentityCheck;
use super::{Contested, Desk, RightsRequest};
use crate::db::rights_requests::TABLE;
use crate::http::Site;
use crate::rights::required;
use crate::ui::TypedForm;
use crate::{
    Acting, Action, Authenticated, ColumnRef, Done, EntryDraft, Failure, Json, Operation, PageContext, Routes,
};

/// The routes of a role that has links.
pub(super) fn routes<S>(routes: Routes<S, S::Permission>) -> Routes<S, S::Permission>
where
    S: Desk,
    Site: FromRef<S>,
{
    let handle = S::HANDLE_REQUESTS;
    routes
        .post(
            "/api/rights-requests/{id}/contest",
            handle,
            "Dispute the links of what the token names",
            by_api::<S>,
        )
        .takes::<NewContest>()
        .gives::<RequestView>(200)
        .operation(Operation::Alteration)
        .post(
            "/rights-requests/{id}/contest",
            handle,
            "Form: dispute the links of what the token names",
            by_form::<S>,
        )
        .takes_media("application/x-www-form-urlencoded")
        .operation(Operation::Alteration)
}

/// Disputes the links of what the token of a request names, at the word of who asks.
struct Contest<S> {
    id: Id<RightsRequest>,
    reason: String,
    role: PhantomData<fn() -> S>,
}

impl<S: Desk> Action for Contest<S> {
    type Permission = S::Permission;
    type Output = Id<RightsRequest>;
    const NAME: &'static str = "contest-by-rights-request";

    fn permission(&self) -> S::Permission {
        S::HANDLE_REQUESTS
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<RightsRequest>>, Failure> {
        let row = open_request(acting, self.id).await?;
        let reason = required("reason", &self.reason)?;
        if !row.right.may_contest() {
            return Err(Failure::conflict(
                "only who asks to have it put right or restricted disputes links; register that request",
            ));
        }
        // whoever could have links disputed unchecked could hold an inquiry up
        if row.identity_check == IdentityCheck::NotChecked {
            return Err(Failure::conflict(
                "it was not checked who asks: register the request again once it is",
            ));
        }
        let token =
            row.token.open(acting.columns(), ColumnRef { table: TABLE, row: &row.id, column: "token" })?;
        let contested = Contested { request_id: &row.id, token: &token, reason: &reason };
        S::contest(acting, contested).await?;
        // how many there are would say whether anything is held: that stands in the rows alone
        Ok(Done::new(self.id, EntryDraft::on(OBJECT, self.id).grounds("rights_request")))
    }
}

/// What a person disputes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewContest {
    /// What they say, and on what it rests.
    reason: String,
}

model::unprintable!(NewContest);

impl NewContest {
    fn action<S: Desk>(self, id: Id<RightsRequest>) -> Contest<S> {
        Contest { id, reason: self.reason, role: PhantomData }
    }
}

/// `POST /api/rights-requests/{id}/contest`.
async fn by_api<S: Desk>(
    State(state): State<S>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<RightsRequest>>,
    Json(body): Json<NewContest>,
) -> Result<Json<RequestView>, Failure> {
    state.node().act(&actor, &body.action::<S>(id)).await?;
    Ok(Json(load::<S>(state.node(), id).await?))
}

/// `POST /rights-requests/{id}/contest`.
async fn by_form<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<Id<RightsRequest>>,
    form: TypedForm<NewContest>,
) -> Result<Response, Failure>
where
    S: Desk,
    Site: FromRef<S>,
{
    let action = form.fields.map(|fields| fields.action::<S>(id));
    answer(&state, ctx, id, action, form.typed.of("contest")).await
}
