//! One assignment: who, by which path, what may be done, what was decided, and the forms to decide.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use service::drafts::{self, Draft};
use service::oversight::four_eyes::{ApprovalView, list_waiting_on};
use service::ui::{PersonCard, Tone};
use service::{Failure, NavItem, Page, PageContext, Permission as _, Scope, Typed};

use crate::db::Reader;
use crate::ids::Assignment;
use crate::outcomes::OutcomeCode;
use crate::pages::forms::{is_draft_used, provinces, refused};
use crate::pages::{navigation, option, province_name, role_badges, state_badges, word};
use crate::permissions::Permission;
use crate::views::{self, AssignmentDetail, ClaimView, Looking};
use crate::{Police, api};

#[derive(Template)]
#[template(path = "assignment.html")]
struct AssignmentPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    detail: AssignmentDetail,
    card: PersonCard,
    typed: TypedForms,
    /// What was typed before and not sent: the entry's grounds, the outcome.
    entry_draft: Option<Draft>,
    outcome_draft: Option<Draft>,
    /// Codes that may be recorded, in words; an arrest is among them only where the law allows it.
    codes: Vec<(String, String)>,
    /// Name of the unit's clock.
    zone: String,
    may_enter: bool,
    may_record: bool,
    /// Whether the reader may give it to another unit: nothing has come of it, and nobody asked for that.
    may_transfer: bool,
    /// Units to choose from.
    units: Vec<(String, String)>,
    /// Requests on it that wait for a second person.
    waiting: Vec<ApprovalView>,
    /// The claims of other units that concern its person.
    others: Vec<ClaimView>,
}

/// What was typed into the page's forms, with what was wrong.
#[derive(Default)]
pub(super) struct TypedForms {
    pub(super) entry: Typed,
    pub(super) outcome: Typed,
    pub(super) withdrawal: Typed,
    pub(super) transfer: Typed,
}

/// `GET /assignments/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    Path(assignment_id): Path<Id<Assignment>>,
) -> Result<Response, Failure> {
    let page = load(&police, ctx, assignment_id, None).await?;
    Ok(Page(page).into_response())
}

/// The page once more, with what was typed and what is wrong with it: 422.
pub(super) async fn again(
    police: &Police,
    ctx: PageContext,
    assignment_id: Id<Assignment>,
    typed: TypedForms,
) -> Result<Response, Failure> {
    let page = load(police, ctx, assignment_id, Some(typed)).await?;
    Ok(refused(Page(page)))
}

/// Path of the page.
pub(super) fn page_path(assignment_id: Id<Assignment>) -> String {
    format!("/assignments/{assignment_id}")
}

/// Path of the form that enters somebody in the arrest list.
pub(super) fn entry_path(assignment_id: Id<Assignment>) -> String {
    format!("/assignments/{assignment_id}/arrest-list")
}

/// Path of the form that records an outcome.
pub(super) fn outcome_path(assignment_id: Id<Assignment>) -> String {
    format!("/assignments/{assignment_id}/outcome")
}

/// What the reader may see of the assignment.
pub(in crate::pages) async fn load_detail(
    police: &Police,
    ctx: &PageContext,
    assignment_id: Id<Assignment>,
) -> Result<AssignmentDetail, Failure> {
    let unit = api::unit_of(&ctx.actor, Permission::ReadAssignments)?;
    let mut tx = police.reading("load-assignment").await?;
    let (reader, keys) = (Reader::of(&ctx.actor), police.node.columns());
    views::load_assignment(&mut tx, &reader, keys, assignment_id, unit.as_deref()).await
}

async fn load(
    police: &Police,
    ctx: PageContext,
    assignment_id: Id<Assignment>,
    typed: Option<TypedForms>,
) -> Result<AssignmentPage, Failure> {
    let detail = load_detail(police, &ctx, assignment_id).await?;
    let entry_draft = drafts::find(&police.node, &ctx.actor, &entry_path(assignment_id)).await?;
    let outcome_draft = drafts::find(&police.node, &ctx.actor, &outcome_path(assignment_id)).await?;
    let is_used = is_draft_used(&ctx);
    let typed = typed.unwrap_or_else(|| TypedForms {
        entry: typed_before(entry_draft.as_ref().filter(|_| is_used)),
        outcome: match outcome_draft.as_ref().filter(|_| is_used) {
            Some(draft) => typed_before(Some(draft)),
            None => expected(&detail),
        },
        ..TypedForms::default()
    });
    let may = |permission: Permission| !matches!(permission.allows(&ctx.actor), Scope::None);
    let waiting = if may(Permission::AssignPersons) {
        list_waiting_on(&police.site, &ctx.actor, "assignment", &assignment_id.to_string()).await?
    } else {
        Vec::new()
    };
    let is_bare = detail.assignment.outcome.is_none() && detail.entry.is_none();
    let may_transfer = may(Permission::AssignPersons) && is_bare && waiting.is_empty();
    let others = load_others(police, &ctx, &detail).await?;
    Ok(AssignmentPage {
        others,
        may_transfer,
        units: if may_transfer { provinces(&ctx) } else { Vec::new() },
        waiting,
        nav: navigation(&ctx),
        card: card(&ctx, &detail),
        codes: codes(&ctx, &detail),
        zone: detail.unit.zone().time_zone().iana_name().unwrap_or_default().to_owned(),
        may_enter: may(Permission::EnterArrestList),
        may_record: may(Permission::RecordOutcome),
        entry_draft: entry_draft.filter(|_| !is_used),
        outcome_draft: outcome_draft.filter(|_| !is_used),
        typed,
        detail,
        ctx,
    })
}

/// Who else is on it, as long as it lasts.
async fn load_others(
    police: &Police,
    ctx: &PageContext,
    detail: &AssignmentDetail,
) -> Result<Vec<ClaimView>, Failure> {
    if matches!(Permission::ClaimSubjects.allows(&ctx.actor), Scope::None) {
        return Ok(Vec::new());
    }
    let unit = api::unit_of(&ctx.actor, Permission::ClaimSubjects)?;
    let reader = Reader::of(&ctx.actor);
    let looking = Looking { reader: &reader, unit: unit.as_deref(), now: ctx.now };
    let mut tx = police.reading("load-claims-on-person").await?;
    let person_id = detail.person.person.person_id;
    let mut claims = views::list_claims_on_person(&mut tx, police.node.columns(), looking, person_id).await?;
    claims.retain(|claim| claim.state == "active" && claim.unit != detail.unit.code());
    Ok(claims)
}

fn typed_before(draft: Option<&Draft>) -> Typed {
    draft.map_or_else(Typed::default, |draft| Typed::with(draft.fields.clone()))
}

/// What the form of an outcome begins with: a minor of the juvenile path is heard without arrest unless an officer decides otherwise, and what
/// was written for the arrest list is not typed again.
fn expected(detail: &AssignmentDetail) -> Typed {
    let mut fields = Vec::new();
    if detail.person.person.path == "juvenile" {
        fields.push(("code".to_owned(), OutcomeCode::HeardWithoutArrest.code().to_owned()));
    }
    if let Some(entry) = &detail.entry {
        fields.push(("arrest_reasons".to_owned(), entry.grounds.clone()));
    }
    Typed::with(fields)
}

fn codes(ctx: &PageContext, detail: &AssignmentDetail) -> Vec<(String, String)> {
    let may_be =
        |code: &OutcomeCode| detail.person.arrest.allowed || *code != OutcomeCode::LocatedAndArrested;
    let codes = OutcomeCode::ALL.into_iter().filter(may_be).map(OutcomeCode::code);
    codes.map(|code| option(ctx, "outcome", code)).collect()
}

/// The protective side first.
fn card(ctx: &PageContext, detail: &AssignmentDetail) -> PersonCard {
    let person = &detail.person.person;
    let mut roles = role_badges(ctx, &person.roles);
    if person.class != "adult" {
        roles.push((Tone::Info, ctx.t("protection-first")));
    }
    let tone = if person.class == "undetermined" { Tone::Warn } else { Tone::Plain };
    roles.push((tone, word(ctx, "class", person.class)));
    if person.minor && person.class == "undetermined" {
        roles.push((Tone::Info, ctx.t("certainly-minor")));
    }
    roles.extend(state_badges(ctx, person.identification_state, (person.ground_lost, person.link_contested)));
    let mut facts = vec![
        (ctx.t("path"), word(ctx, "path", person.path)),
        (ctx.t("unit"), detail.assignment.unit_name.to_owned()),
        (ctx.t("assigned-at"), ctx.instant(detail.assignment.assigned_at)),
        (ctx.t("assigned-by"), detail.assignment.assigned_by.clone()),
    ];
    if let Some(code) = detail.person.residence_province {
        facts.push((ctx.t("residence-province"), province_name(code).to_owned()));
    }
    let href = ctx.href(&format!("/persons/{}", person.person_id));
    PersonCard { name: person.name.clone(), href, roles, facts }
}
