//! `/reports/{id}/recipients`: whom a report concerns beside the clearinghouse, what is handed over, and what they answered.

use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use jiff::civil::Date;
use serde::Deserialize;
use service::{ColumnRef, Failure, NavItem, Page, PageContext, PageFrame, Typed, TypedForm, forms};
use wire::notice::{Because, MemberState};

use super::notices::{Sending, sending};
use super::{may, nav};
use crate::State;
use crate::actions::NoteRecipient;
use crate::api::reports::{ReportView, load_report};
use crate::api::{id_in_path, prose};
use crate::db::recipients::{self, RecipientRow};
use crate::db::reports::{self, ReportRow};
use crate::duties::{Duty, FormField, NOTICE_FIELDS, Paper};
use crate::handed::{Handed, write_notice};
use crate::ids::Report;
use crate::narrative::Tongue;
use crate::permissions::Permission;
use crate::recipients::ItemState;
use crate::report_state::ReportState;
use crate::reported::Reported;
use crate::surfaces::day_of;

/// Every duty that concerns a report. Nothing of the account.
#[derive(Template)]
#[template(path = "recipients.html")]
pub(crate) struct RecipientsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    report_id: String,
    /// What says whether it was taken back.
    report: ReportView,
    /// None where it is not configured whose law binds the company.
    items: Option<Vec<Item>>,
    /// Whether the reader may see what is handed over.
    may_see: bool,
}

/// A duty with what stands of it.
pub(crate) struct Item {
    duty: String,
    law: String,
    to: String,
    force: &'static str,
    state: ItemState,
    told_on: Option<Date>,
    /// Whether the report is filed, and where that told nobody.
    is_elsewhere: bool,
    /// Whether no program sends it, or sent it: it is carried by hand.
    is_carried: bool,
}

/// One duty of a report, with what is handed over. Personal.
#[derive(Template)]
#[template(path = "recipient.html")]
pub(crate) struct RecipientPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    report_id: String,
    item: Item,
    what: String,
    address: Option<String>,
    source: String,
    verified: bool,
    paper: Paper,
    /// What a form asks, in its order.
    fields: Vec<PaperField>,
    /// The notice as JSON.
    notice: Option<String>,
    /// What was sent of it by a program, and what can be.
    sending: Option<Sending>,
    entries: Vec<(RecipientRow, String)>,
    may_note: bool,
    is_erased: bool,
    /// What was chosen of member states.
    chosen: Typed,
    states: Vec<(String, String)>,
    reasons: Vec<(String, String)>,
    answers: Vec<(String, String)>,
    typed: Typed,
}

impl RecipientPage {
    /// Whether filing the report is what is asked.
    fn is_report(&self) -> bool {
        self.paper == Paper::Report
    }

    fn is_notice(&self) -> bool {
        self.paper == Paper::Notice
    }
}

/// A field of what is handed over.
struct PaperField {
    label: String,
    values: Vec<String>,
    /// The language of the values, where it is known and is not the page's.
    lang: Option<&'static str>,
}

/// What became of a duty, as the form says it.
#[derive(Deserialize)]
pub(crate) struct RecipientForm {
    decision: ItemState,
    words: String,
    #[serde(default)]
    on: String,
}

model::unprintable!(RecipientForm);

/// Shows every duty that concerns a report.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Page<RecipientsPage>, Failure> {
    let report_id = id_in_path::<Report>(&id, "report")?;
    let mut tx = state.node.db().begin_read("report-recipients").await?;
    let report = reports::find_report(&mut tx, report_id).await?.ok_or_else(|| Failure::absent("report"))?;
    let entries = recipients::list_of(&mut tx, report_id).await?;
    let opened_on = day_of(&state.zone, report.opened_at);
    let items = state.config.platform.company.as_ref().map(|company| {
        let concerned =
            state.duties.all.iter().filter(|duty| state.duties.concerns(duty, company, opened_on));
        concerned.map(|duty| item(&state, &ctx, duty, (&report, &entries))).collect()
    });
    drop(tx);
    let report = load_report(&state, &ctx.actor, &id).await?;
    let (report_id, may_see) = (report_id.to_string(), may(&ctx, Permission::ReadHits));
    Ok(Page(RecipientsPage { nav: nav(&ctx), report_id, report, items, may_see, ctx }))
}

/// What stands of a duty: a report tells by being filed in earnest, all else by what somebody said last.
fn item(
    state: &State,
    ctx: &PageFrame,
    duty: &Duty,
    (report, entries): (&ReportRow, &[RecipientRow]),
) -> Item {
    let is_carried = report.was_carried() || (report.is_on_its_way() && state.by_hand().is_some());
    let newest = entries.iter().find(|entry| entry.duty == duty.id);
    let filed_on = report.filed_at.map(|at| day_of(ctx.zone(), at));
    let (state, told_on) = match (duty.document, newest) {
        (Paper::Report, _) if report.is_filed_in_earnest() => (ItemState::Told, filed_on),
        (_, None) => (ItemState::Open, None),
        (_, Some(entry)) => (entry.state, entry.told_on),
    };
    Item {
        duty: duty.id.clone(),
        law: duty.cited(ctx.lang),
        to: duty.to.in_lang(ctx.lang).to_owned(),
        force: duty.force.name(),
        state,
        told_on,
        is_elsewhere: report.state == ReportState::Filed && !report.is_filed_in_earnest() && !is_carried,
        is_carried,
    }
}

/// Shows one duty with what is handed over.
pub(crate) async fn show_one(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path((id, duty)): Path<(String, String)>,
) -> Result<Page<RecipientPage>, Failure> {
    load(&state, ctx, (&id, &duty), Typed::default()).await
}

/// Takes what became of a duty.
pub(crate) async fn note(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path((id, duty)): Path<(String, String)>,
    form: TypedForm<RecipientForm>,
) -> Result<Response, Failure> {
    let outcome = act(&state, &ctx, (&id, &duty), form.fields).await;
    let path = format!("/reports/{id}/recipients/{duty}");
    let again = |ctx, typed| load(&state, ctx, (&id, &duty), typed);
    forms::answer(ctx, outcome, form.typed, &path, "recipient", again).await
}

async fn act(
    state: &State,
    ctx: &PageContext,
    (id, duty): (&str, &str),
    fields: Result<RecipientForm, Failure>,
) -> Result<(), Failure> {
    let report_id = id_in_path::<Report>(id, "report")?;
    let duty = state.duties.find(duty).ok_or_else(|| Failure::absent("duty"))?;
    let RecipientForm { decision, words, on } = fields?;
    let told_on = match decision {
        ItemState::Told => Some(told_on(&on, day_of(&state.zone, ctx.now))?),
        ItemState::Open | ItemState::NotOwed => None,
    };
    let action = NoteRecipient {
        report_id,
        duty: duty.id.clone(),
        asks_report: duty.document == Paper::Report,
        state: decision,
        told_on,
        words: prose("words", &words)?,
        by_hand: state.by_hand(),
    };
    state.node.act(&ctx.actor, &action).await.map(drop)
}

/// The day on which somebody was told; today where none is given.
fn told_on(text: &str, today: Date) -> Result<Date, Failure> {
    if text.is_empty() {
        return Ok(today);
    }
    let day: Date = text.parse().map_err(|_| Failure::refused("on", "must be a date as YYYY-MM-DD"))?;
    if day > today {
        return Err(Failure::refused("on", "lies in the future"));
    }
    Ok(day)
}

/// The page of one duty, with a form that was refused where there is one.
pub(super) async fn load(
    state: &State,
    ctx: PageContext,
    (id, duty): (&str, &str),
    typed: Typed,
) -> Result<Page<RecipientPage>, Failure> {
    let report_id = id_in_path::<Report>(id, "report")?;
    let duty = state.duties.find(duty).ok_or_else(|| Failure::absent("duty"))?;
    let mut tx = state.node.db().begin_read("report-recipient").await?;
    let report = reports::find_report(&mut tx, report_id).await?.ok_or_else(|| Failure::absent("report"))?;
    let reported = Reported::load(state, &mut tx, &report).await?;
    let entries = recipients::list_of(&mut tx, report_id).await?;
    let item = item(state, &ctx, duty, (&report, &entries));
    let is_notice = duty.document == Paper::Notice;
    let sending =
        if is_notice { sending(state, &mut tx, &ctx, (&report, &item.state), &duty.id).await? } else { None };
    let is_erased = reported.is_none();
    let papers = reported.map(|reported| papers(state, &ctx, &report, duty, &reported)).transpose()?;
    let (fields, notice) = papers.unwrap_or_default();
    let is_by_hand = duty.document != Paper::Report || item.is_elsewhere || item.is_carried;
    let can_note = !is_erased && is_by_hand && report.state != ReportState::Withdrawn;
    let decisions = [ItemState::Told, ItemState::NotOwed, ItemState::Open];
    let answers =
        decisions.into_iter().filter(|answer| *answer != ItemState::Open || item.state != ItemState::Open);
    Ok(Page(RecipientPage {
        nav: nav(&ctx),
        report_id: report_id.to_string(),
        what: duty.what.in_lang(ctx.lang).to_owned(),
        address: duty.sent_to.clone(),
        source: duty.source.clone(),
        verified: duty.verified,
        paper: duty.document,
        fields,
        notice,
        sending,
        entries: opened(state, report_id, duty, entries)?,
        may_note: can_note && may(&ctx, Permission::Decide),
        is_erased,
        chosen: Typed::with(
            ["state", "because"].map(|name| (name.to_owned(), ctx.query_value(name).unwrap_or_default())),
        ),
        states: member_states(state, &ctx),
        reasons: REASONS.map(|(name, _)| (name.to_owned(), ctx.word("duty-because", name))).to_vec(),
        answers: answers
            .map(|answer| (answer.name().to_owned(), ctx.word("duty-answer", answer.name())))
            .collect(),
        item,
        typed,
        ctx,
    }))
}

/// The member states to choose from; the first says that none can be named.
fn member_states(state: &State, ctx: &PageFrame) -> Vec<(String, String)> {
    let none = (String::new(), ctx.t("recipient-state-none"));
    std::iter::once(none).chain(state.duties.eu.iter().map(|code| (code.clone(), code.clone()))).collect()
}

/// Why a member state is concerned, by the names that the address and the notice have for it.
const REASONS: [(&str, Because); 3] =
    [("place_of_act", Because::PlaceOfAct), ("suspect", Because::Suspect), ("victim", Because::Victim)];

/// What is handed over: the fields of a form, or a notice.
type Papers = (Vec<PaperField>, Option<String>);

fn papers(
    state: &State,
    ctx: &PageFrame,
    report: &ReportRow,
    duty: &Duty,
    reported: &Reported,
) -> Result<Papers, Failure> {
    let chosen = chosen_state(state, |name| ctx.query_value(name));
    // of the law of the Union it is a member state that reads it
    let country = chosen.as_ref().map_or(duty.country.as_str(), |chosen| chosen.country.as_str());
    let tongue = Tongue::of_country(country);
    let handed = Handed::new(&state.reporting, reported, tongue);
    let foreign = (tongue.code() != ctx.lang.code()).then_some(tongue.code());
    let field = |field: &FormField| PaperField {
        label: ctx.word("duty-field", field.name()),
        values: handed.values(*field),
        lang: foreign.filter(|_| field.is_in_words()),
    };
    let company = state.config.platform.company.as_ref();
    let company = company.filter(|_| duty.document == Paper::Notice);
    // a notice is carried as a letter where no program takes it: the same facts, to be read
    let asked = if company.is_some() { NOTICE_FIELDS } else { duty.fields.as_slice() };
    // any other field that is empty is not known; that it is urgent, nobody says
    let is_said = |field: &&FormField| **field != FormField::Urgent || !handed.values(**field).is_empty();
    let fields = asked.iter().filter(is_said).map(field).collect();
    let states = chosen.into_iter().collect();
    let notice = company.map(|company| write_notice(state, company, report.report_id, reported, states));
    Ok((fields, notice.transpose()?))
}

/// The member state that an address or a form names, with the reason.
pub(super) fn chosen_state(state: &State, value: impl Fn(&str) -> Option<String>) -> Option<MemberState> {
    let country = value("state").filter(|code| state.duties.eu.contains(code))?;
    let because = value("because")?;
    let (_, because) = REASONS.into_iter().find(|(name, _)| *name == because)?;
    Some(MemberState { country, because })
}

/// The entries of a duty, each with what was said.
fn opened(
    state: &State,
    report_id: model::Id<Report>,
    duty: &Duty,
    entries: Vec<RecipientRow>,
) -> Result<Vec<(RecipientRow, String)>, Failure> {
    let open = |row: RecipientRow| -> Result<_, Failure> {
        let key = recipients::row_key(report_id, &row.duty, row.entry_no);
        let at = ColumnRef { table: recipients::TABLE, row: &key, column: recipients::WORDS };
        let words = row.words.open_kept(state.node.columns(), at)?;
        Ok((row, words))
    };
    entries.into_iter().filter(|row| row.duty == duty.id).map(open).collect()
}
