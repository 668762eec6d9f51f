//! An identification: what bears it out, facts and assessments apart, who else was considered, and where it stands.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use serde::Deserialize;
use service::{Action, Failure, NavItem, Page, PageContext, Typed, TypedForm};

use super::forms::{self, ReasonForm};
use super::{may, navigation, option, word};
use crate::Police;
use crate::actions::{AddIdentificationLine, DecideIdentification, Decision, StateAccountUse};
use crate::api::identified::load;
use crate::identified::{Confidence, HOUSEHOLD_ROLES, IdentificationState, LineKind};
use crate::ids::{Identification, IdentificationLine};
use crate::permissions::Permission;
use crate::views::{IdentificationDetail, IdentificationLineView};

#[derive(Template)]
#[template(path = "identification.html")]
struct IdentificationPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    detail: IdentificationDetail,
    /// Its lines by kind, each under its heading: facts and assessments never stand among one another.
    sections: Vec<(String, Vec<IdentificationLineView>)>,
    /// What the forms offer.
    confidences: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    roles: Vec<(String, String)>,
    states: Vec<(String, String)>,
    may_identify: bool,
    may_contest: bool,
    typed: Typed,
}

impl IdentificationPage {
    fn form(&self, what: &str) -> String {
        self.ctx.href(&format!("{}/{what}", page_of(self.detail.identification_id)))
    }
}

/// Who used the account, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct UseForm {
    account_user: String,
    confidence: String,
}

model::unprintable!(UseForm);

/// A line, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct LineForm {
    kind: String,
    role: String,
    statement: String,
    source: String,
}

model::unprintable!(LineForm);

/// Where the identification is to stand, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct DecideForm {
    state: String,
    reason: String,
}

model::unprintable!(DecideForm);

/// `GET /identifications/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Identification>>,
) -> Result<Response, Failure> {
    Ok(page(&police, ctx, id, Typed::default()).await?.into_response())
}

/// `POST /identifications/{id}/account-use`.
pub(crate) async fn state_use(
    State(police): State<Police>,
    ctx: PageContext,
    Path(identification_id): Path<Id<Identification>>,
    form: TypedForm<UseForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|fields| StateAccountUse {
        identification_id,
        account_user: fields.account_user,
        confidence: fields.confidence,
    });
    carry_out(&police, ctx, identification_id, action, form.typed, "account-use-stated").await
}

/// `POST /identifications/{id}/lines`.
pub(crate) async fn add_line(
    State(police): State<Police>,
    ctx: PageContext,
    Path(identification_id): Path<Id<Identification>>,
    form: TypedForm<LineForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|fields| AddIdentificationLine {
        identification_id,
        kind: fields.kind,
        role: fields.role,
        statement: fields.statement,
        source: fields.source,
    });
    carry_out(&police, ctx, identification_id, action, form.typed, "identification-line-added").await
}

/// `POST /identifications/{id}/lines/{line}/undo`.
pub(crate) async fn withdraw_line(
    State(police): State<Police>,
    ctx: PageContext,
    Path((identification_id, line_id)): Path<(Id<Identification>, Id<IdentificationLine>)>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|fields| fields.withdraws(Decision::IdentificationLine(line_id)));
    carry_out(&police, ctx, identification_id, action, form.typed, "identification-line-withdrawn").await
}

/// `POST /identifications/{id}/decide`.
pub(crate) async fn decide(
    State(police): State<Police>,
    ctx: PageContext,
    Path(identification_id): Path<Id<Identification>>,
    form: TypedForm<DecideForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|fields| DecideIdentification {
        identification_id,
        state: fields.state,
        reason: fields.reason,
    });
    carry_out(&police, ctx, identification_id, action, form.typed, "identification-decided").await
}

/// `POST /identifications/{id}/contest`.
pub(crate) async fn contest(
    State(police): State<Police>,
    ctx: PageContext,
    Path(identification_id): Path<Id<Identification>>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let state = IdentificationState::Contested.code().to_owned();
    let action =
        form.fields.map(|fields| DecideIdentification { identification_id, state, reason: fields.reason });
    carry_out(&police, ctx, identification_id, action, form.typed, "identification-decided").await
}

/// Acts: back to the page with word of what was done, or with the form that was refused.
async fn carry_out<A: Action<Permission = Permission>>(
    police: &Police,
    ctx: PageContext,
    id: Id<Identification>,
    action: Result<A, Failure>,
    typed: Typed,
    done: &str,
) -> Result<Response, Failure> {
    // an identification that is not there for the reader has no form
    load(police, &ctx.actor, id).await?;
    let again = |ctx, typed| page(police, ctx, id, typed);
    forms::carry_out(police, ctx, action, typed, &page_of(id), done, again).await
}

async fn page(
    police: &Police,
    ctx: PageContext,
    id: Id<Identification>,
    typed: Typed,
) -> Result<Page<IdentificationPage>, Failure> {
    let detail = load(police, &ctx.actor, id).await?;
    let now = IdentificationState::find(detail.state);
    let next =
        IdentificationState::ALL.into_iter().filter(|next| now.is_some_and(|now| now.may_become(*next)));
    let states = next.map(|state| option(&ctx, "identification-decide", state.code())).collect();
    let none = (String::new(), ctx.t("household-role-none"));
    let roles = HOUSEHOLD_ROLES.iter().map(|role| option(&ctx, "household-role", role));
    Ok(Page(IdentificationPage {
        nav: navigation(&ctx),
        confidences: Confidence::ALL.map(|step| option(&ctx, "confidence", step.code())).to_vec(),
        sections: LineKind::ALL.map(|kind| section(&ctx, &detail, kind)).to_vec(),
        kinds: LineKind::ALL.map(|kind| option(&ctx, "ground-kind", kind.code())).to_vec(),
        roles: std::iter::once(none).chain(roles).collect(),
        states,
        may_identify: detail.standing && may(&ctx, Permission::IdentifyPersons),
        may_contest: detail.standing
            && may(&ctx, Permission::RecordOutcome)
            && now.is_some_and(|now| now.may_become(IdentificationState::Contested)),
        typed,
        detail,
        ctx,
    }))
}

fn section(
    ctx: &PageContext,
    detail: &IdentificationDetail,
    kind: LineKind,
) -> (String, Vec<IdentificationLineView>) {
    let lines = detail.lines.iter().filter(|line| line.kind == kind.code()).cloned().collect();
    (word(ctx, "ground-list", kind.code()), lines)
}

fn page_of(id: Id<Identification>) -> String {
    format!("/identifications/{id}")
}
