//! Who has a person's data, what still waits for whom once the person is cleared, and the forms that record it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use model::Id;
use model::kind::Person;
use serde::Deserialize;
use service::{
    Action, Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table, Tone, Typed, TypedForm,
};

use super::forms::{self, ReasonForm};
use super::{may, navigation, option, persons, word};
use crate::Police;
use crate::actions::{Decision, RecordRecipient, RecordRecipientStep, TellRecipients};
use crate::api::recipients::{load, load_changed, load_waiting};
use crate::db::Reader;
use crate::ids::{self, PersonRecipient};
use crate::permissions::Permission;
use crate::recipients::{RecipientKind, RecipientStep};
use crate::views::{self, RecipientView, WaitingRecipient};

/// Most recipients of one person that its page lists as untold.
const MOST_SHOWN: i64 = 1000;

#[derive(Template)]
#[template(path = "clearances.html")]
struct ClearancesPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    /// Keys of its title and of what stands below it.
    title: &'static str,
    lead: &'static str,
    /// Whether it leads to who must hear of a change.
    links_changed: bool,
    table: Table,
}

#[derive(Template)]
#[template(path = "recipient.html")]
struct RecipientPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    recipient: RecipientView,
    /// The steps that an officer may record, in words.
    steps: Vec<(String, String)>,
    may_acknowledge: bool,
    /// Whether the person's page is there for the reader: a unit may have given the person back.
    links_person: bool,
    may_withdraw: bool,
    typed: Typed,
}

impl RecipientPage {
    /// Whether nothing that was done with it stands in the way of withdrawing it.
    fn is_untouched(&self) -> bool {
        !self.recipient.steps.iter().any(|step| step.standing)
    }

    fn form(&self, what: &str) -> String {
        self.ctx.href(&format!("{}/{what}", page_of(self.recipient.recipient_id)))
    }
}

#[derive(Template)]
#[template(path = "person-recipients.html")]
struct OfPersonPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    person_id: Id<Person>,
    name: String,
    recipients: Vec<RecipientView>,
    /// Who must hear that the person's subject has grown.
    untold: Vec<WaitingRecipient>,
    kinds: Vec<(String, String)>,
    typed: Typed,
}

/// Who was given a person's data, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct RecipientForm {
    kind: String,
    name: String,
}

model::unprintable!(RecipientForm);

/// By which letter everybody outside was told of a change, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct TellingForm {
    reference: String,
    /// When the page listed them.
    listed_at: Option<Timestamp>,
}

model::unprintable!(TellingForm);

/// A step of a recipient, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct StepForm {
    step: String,
    reference: String,
}

model::unprintable!(StepForm);

/// `GET /clearances`.
pub(crate) async fn list_waiting(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let (rows, total) = load_waiting(&police, &ctx.actor, (list.limit(), list.offset())).await?;
    let table = table(&ctx, &list, ("clearances", "clearances-none"), &rows, total);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    let (title, lead) = ("clearances-title", "clearances-lead");
    let (nav, links_changed) = (navigation(&ctx), may(&ctx, Permission::AssignPersons));
    Ok(Page(ClearancesPage { nav, ctx, title, lead, links_changed, table }).into_response())
}

/// `GET /changed-recipients`.
pub(crate) async fn list_changed(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let (rows, total) = load_changed(&police, &ctx.actor, None, (list.limit(), list.offset())).await?;
    let table = table(&ctx, &list, ("changed-recipients", "changed-recipients-none"), &rows, total);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    let (title, lead) = ("changed-recipients-title", "changed-recipients-lead");
    let nav = navigation(&ctx);
    Ok(Page(ClearancesPage { nav, ctx, title, lead, links_changed: false, table }).into_response())
}

fn table(
    ctx: &PageContext,
    list: &List,
    (name, none): (&'static str, &str),
    rows: &[WaitingRecipient],
    total: i64,
) -> Table {
    let mut table = Table::new(ctx, list, name, total)
        .column(Column::new("recipient", ctx.t("recipient")))
        .column(Column::new("person", ctx.t("person")))
        .column(Column::new("waits_for", ctx.t("recipient-waits")))
        .column(Column::new("recorded_at", ctx.t("recorded-at")))
        .nothing(ctx.t(none), None);
    for row in rows {
        let recipient =
            vec![Cell::text(word(ctx, "recipient-kind", row.kind)), Cell::text(&row.name).in_language("es")];
        let person = row.person.clone().unwrap_or_else(|| ctx.t("recipient-person-erased"));
        // one form there tells all of a person at once
        let page = match row.waits_for {
            "changed" => of_person_path(row.person_id),
            _ => page_of(row.recipient_id),
        };
        let cells = Row::to(ctx.href(&page))
            .cell(Cell::lines(recipient))
            .cell(Cell::text(person))
            .cell(Cell::badge(Tone::Warn, word(ctx, "recipient-waits", row.waits_for)))
            .cell(Cell::time(row.recorded_at));
        table.row(cells);
    }
    table
}

/// `GET /recipients/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<PersonRecipient>>,
) -> Result<Response, Failure> {
    Ok(page(&police, ctx, id, Typed::default()).await?.into_response())
}

/// `POST /recipients/{id}/steps`.
pub(crate) async fn step(
    State(police): State<Police>,
    ctx: PageContext,
    Path(recipient_id): Path<Id<PersonRecipient>>,
    form: TypedForm<StepForm>,
) -> Result<Response, Failure> {
    let action =
        form.fields.map(|StepForm { step, reference }| RecordRecipientStep { recipient_id, step, reference });
    carry_out(&police, ctx, recipient_id, action, form.typed, "recipient-step-recorded").await
}

/// `POST /recipients/{id}/acknowledge`.
pub(crate) async fn acknowledge(
    State(police): State<Police>,
    ctx: PageContext,
    Path(recipient_id): Path<Id<PersonRecipient>>,
    form: TypedForm<StepForm>,
) -> Result<Response, Failure> {
    let step = RecipientStep::Acknowledged.code().to_owned();
    let action = form.fields.map(|_| RecordRecipientStep { recipient_id, step, reference: String::new() });
    carry_out(&police, ctx, recipient_id, action, form.typed, "recipient-step-recorded").await
}

/// `POST /recipients/{id}/undo`.
pub(crate) async fn withdraw(
    State(police): State<Police>,
    ctx: PageContext,
    Path(recipient_id): Path<Id<PersonRecipient>>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|fields| fields.withdraws(Decision::Recipient(recipient_id)));
    carry_out(&police, ctx, recipient_id, action, form.typed, "recipient-withdrawn").await
}

/// `POST /recipients/{id}/steps/{step}/undo`.
pub(crate) async fn withdraw_step(
    State(police): State<Police>,
    ctx: PageContext,
    Path((recipient_id, step_id)): Path<(Id<PersonRecipient>, Id<ids::RecipientStep>)>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|fields| fields.withdraws(Decision::RecipientStep(step_id)));
    carry_out(&police, ctx, recipient_id, action, form.typed, "recipient-step-withdrawn").await
}

/// Acts: back to the page with word of what was done, or with the form that was refused.
async fn carry_out<A: Action<Permission = Permission>>(
    police: &Police,
    ctx: PageContext,
    id: Id<PersonRecipient>,
    action: Result<A, Failure>,
    typed: Typed,
    done: &str,
) -> Result<Response, Failure> {
    // a recipient that is not there for the reader has no form
    load(police, &ctx.actor, id).await?;
    let again = |ctx, typed| page(police, ctx, id, typed);
    forms::carry_out(police, ctx, action, typed, &page_of(id), done, again).await
}

async fn page(
    police: &Police,
    ctx: PageContext,
    id: Id<PersonRecipient>,
    typed: Typed,
) -> Result<Page<RecipientPage>, Failure> {
    let recipient = load(police, &ctx.actor, id).await?;
    let is_unit = recipient.kind == RecipientKind::Unit.code();
    let may_record = recipient.standing && !is_unit && may(&ctx, Permission::AssignPersons);
    let open = [RecipientStep::Told, RecipientStep::Erased].into_iter();
    let open = open.filter(|step| may_record && !recipient.has_done(*step));
    let steps = open.map(|step| option(&ctx, "recipient-step", step.code())).collect();
    let is_told = recipient.has_done(RecipientStep::Told);
    Ok(Page(RecipientPage {
        nav: navigation(&ctx),
        steps,
        may_acknowledge: is_unit
            && is_told
            && ctx.actor.unit().is_some()
            && !recipient.has_done(RecipientStep::Acknowledged),
        links_person: ctx.actor.unit().is_none(),
        may_withdraw: may_record,
        typed,
        recipient,
        ctx,
    }))
}

/// `GET /persons/{id}/recipients`.
pub(crate) async fn of_person(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Person>>,
) -> Result<Response, Failure> {
    Ok(person_page(&police, ctx, id, Typed::default()).await?.into_response())
}

/// `POST /persons/{id}/recipients`.
pub(crate) async fn record(
    State(police): State<Police>,
    ctx: PageContext,
    Path(person_id): Path<Id<Person>>,
    form: TypedForm<RecipientForm>,
) -> Result<Response, Failure> {
    // a person who is not there for the reader has no form
    persons::load_detail(&police, &ctx, person_id).await?;
    let action = form.fields.map(|RecipientForm { kind, name }| RecordRecipient { person_id, kind, name });
    let path = of_person_path(person_id);
    let again = |ctx, typed| person_page(&police, ctx, person_id, typed);
    forms::carry_out(&police, ctx, action, form.typed, &path, "recipient-recorded", again).await
}

/// `POST /persons/{id}/recipients/told`.
pub(crate) async fn tell(
    State(police): State<Police>,
    ctx: PageContext,
    Path(person_id): Path<Id<Person>>,
    form: TypedForm<TellingForm>,
) -> Result<Response, Failure> {
    persons::load_detail(&police, &ctx, person_id).await?;
    let action = form.fields.map(|fields| {
        let TellingForm { reference, listed_at } = fields;
        TellRecipients { person_id, reference, listed_at }
    });
    let path = of_person_path(person_id);
    let again = |ctx, typed| person_page(&police, ctx, person_id, typed);
    forms::carry_out(&police, ctx, action, form.typed, &path, "recipients-told", again).await
}

async fn person_page(
    police: &Police,
    ctx: PageContext,
    person_id: Id<Person>,
    typed: Typed,
) -> Result<Page<OfPersonPage>, Failure> {
    let name = persons::load_detail(police, &ctx, person_id).await?.person.name;
    let mut tx = police.reading("list-recipients").await?;
    let (reader, keys) = (Reader::of(&ctx.actor), police.node.columns());
    let recipients = views::recipients_of_person(&mut tx, &reader, keys, person_id).await?;
    drop(tx);
    let (untold, _) = load_changed(police, &ctx.actor, Some(person_id), (MOST_SHOWN, 0)).await?;
    let kinds = RecipientKind::OUTSIDE.map(|kind| option(&ctx, "recipient-kind", kind.code())).to_vec();
    Ok(Page(OfPersonPage { nav: navigation(&ctx), ctx, person_id, name, recipients, untold, kinds, typed }))
}

fn of_person_path(id: Id<Person>) -> String {
    format!("/persons/{id}/recipients")
}

fn page_of(id: Id<PersonRecipient>) -> String {
    format!("/recipients/{id}")
}
