//! The register of access entries for the data protection officer: who, when, what, on which object, on what grounds, to whom. No case
//! content.

use std::collections::{BTreeMap, HashMap};

use askama::Template;
use axum::extract::{FromRef, State};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::four_eyes::APPROVER_BLIND;
use super::{Operation, refusals, staff_digest, word};
use crate::custody_log::ACTOR_BLIND;
use crate::db::access_entries::{self as table, AccessRow, Wanted};
use crate::db::{Tx, from_micros};
use crate::http::{Json, Query, Site};
use crate::{Actor, Cell, Column, ColumnKeys, Failure, List, NavItem, Node, Page, PageContext, Row, Table};

/// The detail that names a recipient.
pub(crate) const RECIPIENT: &str = "recipient";

/// One operation on personal data, without a word of the case.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AccessEntry {
    /// Its place in the custody log.
    pub entry_id: String,
    /// When.
    #[schema(value_type = String)]
    pub recorded_at: Timestamp,
    /// The name that the actor signs in with; absent once it was erased.
    pub name: Option<String>,
    /// Kind and role of the actor, such as `staff:inspector`.
    pub actor: String,
    /// `collection`, `alteration`, `consultation`, `disclosure`, `combination`, `erasure`, or empty.
    pub operation: String,
    /// The action's name.
    pub action: String,
    /// The route that showed something.
    pub route: Option<String>,
    /// Kind of the object.
    pub object_kind: String,
    /// Its id; empty for a list.
    pub object_id: String,
    /// On what grounds the actor could: `role`, `own_unit`, `central_unit`, `reason`, `job` …
    pub grounds: String,
    /// The sign-in name of the second person who approved.
    pub approver: Option<String>,
    /// Who received what was disclosed.
    pub recipient: Option<String>,
    /// The how manieth refusal of the actor within the hour; those between 20 and it have no entry each.
    pub refused_this_hour: Option<u32>,
}

/// A page of the register, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccessEntries {
    entries: Vec<AccessEntry>,
    /// Page, from 1.
    page: i64,
    /// Of how many entries in all.
    total: i64,
    /// How many of them of each operation.
    by_operation: Vec<OperationCount>,
}

/// How often an operation was done. Actors are counted, never ranked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OperationCount {
    /// As of an entry.
    operation: String,
    /// Entries.
    entries: i64,
    /// By how many persons, programs and jobs.
    actors: i64,
}

/// What the register may be asked for: [`Asked`], and the page.
pub(crate) const ASKED: &[&str] = &["from", "until", "person", "object", "operation", "refused", "page"];

/// What the address asks for. Days are those of UTC; `person` is a sign-in name, letter for letter.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    object: String,
    #[serde(default)]
    operation: String,
    /// `yes` for refusals alone.
    #[serde(default)]
    refused: String,
}

#[derive(Template)]
#[template(path = "access-entries.html")]
struct AccessEntriesPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    asked: Asked,
    found: AccessEntries,
    table: Table,
}

/// `GET /api/access-entries?from=&until=&person=&object=&operation=&refused=&page=`.
pub(crate) async fn list<S>(
    State(state): State<S>,
    Query(asked): Query<Asked>,
    list: List,
) -> Result<Json<AccessEntries>, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    Ok(Json(load(site.node(), &asked, &list).await?))
}

/// `GET /access-entries`.
pub(crate) async fn page<S>(
    State(state): State<S>,
    ctx: PageContext,
    Query(asked): Query<Asked>,
    list: List,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let found = load(site.node(), &asked, &list).await?;
    let table = table_of(&ctx, &list, &found);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(Page(AccessEntriesPage { nav: site.navigation(&ctx), ctx, asked, found, table }).into_response())
}

fn table_of(ctx: &PageContext, list: &List, found: &AccessEntries) -> Table {
    let all = ctx.href("/access-entries");
    let mut table = Table::new(ctx, list, "access-entries", found.total)
        .column(Column::new("recorded_at", ctx.t("access-when")))
        .column(Column::new("actor", ctx.t("access-who")))
        .column(Column::new("operation", ctx.t("access-operation")))
        .column(Column::new("object", ctx.t("access-object-column")))
        .column(Column::new("grounds", ctx.t("access-grounds")))
        .column(Column::new("recipient", ctx.t("access-recipient")))
        .nothing(ctx.t("access-none"), Some((ctx.t("access-none-next"), all)));
    for entry in &found.entries {
        table.row(
            Row::plain()
                .cell(Cell::time(entry.recorded_at))
                .cell(actor_cell(ctx, entry))
                .cell(operation_cell(ctx, entry))
                .cell(object_cell(ctx, entry))
                .cell(grounds_cell(ctx, entry))
                .cell(entry.recipient.clone().map_or_else(Cell::none, Cell::text)),
        );
    }
    table
}

fn actor_cell(ctx: &PageContext, entry: &AccessEntry) -> Cell {
    let mut lines = vec![Cell::text(&entry.actor)];
    if let Some(name) = &entry.name {
        lines.insert(0, Cell::text(name));
    }
    if let Some(name) = &entry.approver {
        lines.push(Cell::text(ctx.t1("access-approver", "name", name.as_str())));
    }
    Cell::lines(lines)
}

/// The law's word, the action in words, and its code with the route.
fn operation_cell(ctx: &PageContext, entry: &AccessEntry) -> Cell {
    let code = match &entry.route {
        Some(route) => format!("{} {route}", entry.action),
        None => entry.action.clone(),
    };
    let mut lines = vec![Cell::text(word(ctx, "action", &entry.action)), Cell::digest(code)];
    if !entry.operation.is_empty() {
        lines.insert(0, Cell::text(word(ctx, "operation", &entry.operation)));
    }
    Cell::lines(lines)
}

fn object_cell(ctx: &PageContext, entry: &AccessEntry) -> Cell {
    let kind = Cell::text(word(ctx, "object", &entry.object_kind));
    if entry.object_id.is_empty() { kind } else { Cell::lines(vec![kind, Cell::digest(&entry.object_id)]) }
}

fn grounds_cell(ctx: &PageContext, entry: &AccessEntry) -> Cell {
    let grounds =
        if entry.grounds.is_empty() { Cell::none() } else { Cell::text(word(ctx, "ground", &entry.grounds)) };
    let Some(count) = entry.refused_this_hour else { return grounds };
    let counted = Cell::text(ctx.t1("access-refused-count", "count", i64::from(count)));
    Cell::lines(vec![grounds, counted])
}

async fn load(node: &Node, asked: &Asked, list: &List) -> Result<AccessEntries, Failure> {
    let wanted = asked.wanted(node.columns())?;
    let mut tx = node.db().begin_read("list-access-entries").await?;
    let total = table::count(&mut tx, &wanted).await?;
    let counted = table::count_by_operation(&mut tx, &wanted).await?;
    let by_operation = counted
        .into_iter()
        .map(|(operation, entries, actors)| OperationCount { operation, entries, actors })
        .collect();
    let rows = table::list(&mut tx, &wanted, list.offset(), list.limit()).await?;
    let mut names = Names { keys: node.columns(), known: HashMap::new() };
    let mut entries = Vec::new();
    for row in rows {
        entries.push(names.entry(&mut tx, row).await?);
    }
    Ok(AccessEntries { entries, page: list.page, total, by_operation })
}

impl Asked {
    fn wanted(&self, keys: &ColumnKeys) -> Result<Wanted, Failure> {
        let person = self.person.trim();
        let actor_blinds = if person.is_empty() {
            Vec::new()
        } else {
            let machine = Actor::Machine { name: person.to_owned(), role: String::new() };
            vec![staff_digest(keys, person), keys.blind("actor", &machine.identity())]
        };
        let operation = match self.operation.trim() {
            "" => None,
            text => Some(Operation::find(text).map(Operation::as_str).ok_or_else(|| {
                Failure::refused(
                    "operation",
                    "give collection, alteration, consultation, disclosure, combination or erasure",
                )
            })?),
        };
        let until = day("until", &self.until)?.map(|day| day.saturating_add(jiff::Span::new().days(1)));
        Ok(Wanted {
            from: day("from", &self.from)?.map(start_of).transpose()?,
            until: until.map(start_of).transpose()?,
            actor_blinds,
            object_id: Some(self.object.trim().to_owned()).filter(|id| !id.is_empty()),
            operation,
            action: self.only_refused()?.then_some(refusals::NAME),
        })
    }

    fn only_refused(&self) -> Result<bool, Failure> {
        match self.refused.trim() {
            "" => Ok(false),
            "yes" => Ok(true),
            _ => Err(Failure::refused("refused", "give yes for refusals alone, or leave it out")),
        }
    }
}

fn day(field: &str, text: &str) -> Result<Option<Date>, Failure> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| Failure::refused(field, "give a day as YYYY-MM-DD"))
}

fn start_of(day: Date) -> Result<Timestamp, Failure> {
    let start = TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0));
    start.map_err(|_| Failure::refused("from", "is outside the calendar"))
}

/// Names behind digests, each opened once.
struct Names<'a> {
    keys: &'a ColumnKeys,
    known: HashMap<String, Option<String>>,
}

/// The part of an entry's body that is shown; an erased body shows nothing.
#[derive(Default, Deserialize)]
struct Body {
    #[serde(default)]
    details: BTreeMap<String, String>,
}

impl Names<'_> {
    async fn entry(&mut self, tx: &mut Tx, row: AccessRow) -> Result<AccessEntry, Failure> {
        let mut body: Body = serde_json::from_str(&row.body).unwrap_or_default();
        let name = match body.details.get(ACTOR_BLIND) {
            Some(blind) => self.name(tx, blind).await?,
            None => None,
        };
        let approver = match body.details.get(APPROVER_BLIND) {
            Some(blind) => self.name(tx, blind).await?,
            None => None,
        };
        Ok(AccessEntry {
            approver,
            entry_id: row.entry_id,
            recorded_at: from_micros("recorded_at", row.recorded_at)?,
            name,
            actor: row.actor,
            operation: row.operation,
            action: row.action,
            route: body.details.remove("route"),
            object_kind: row.object_kind,
            object_id: row.object_id,
            grounds: row.grounds,
            recipient: body.details.remove(RECIPIENT),
            refused_this_hour: body.details.get(refusals::COUNT).and_then(|count| count.parse().ok()),
        })
    }

    async fn name(&mut self, tx: &mut Tx, blind: &str) -> Result<Option<String>, Failure> {
        if let Some(known) = self.known.get(blind) {
            return Ok(known.clone());
        }
        let sealed = table::find_name(tx, blind).await?;
        let name = sealed.map(|sealed| self.keys.open("known_actor", blind, "name", &sealed)).transpose()?;
        self.known.insert(blind.to_owned(), name.clone());
        Ok(name)
    }
}
