//! `/hash-lists`: every version of every list, where it came from, and what it found; and the form that loads a version from a file.

use askama::Template;
use axum::extract::State as Shared;
use axum::response::{IntoResponse, Response};
use hashlist::Classification;
use service::hash_lists::{Source, load as load_list};
use service::{
    Cell, Column, Failure, FileForm, List, NavItem, Page, PageContext, PageFrame, Row, Table, Tone, Typed,
    forms, request_sha256,
};
use wire::hash_list::Format;

use super::{may, nav};
use crate::State;
use crate::actions::HashListImported;
use crate::api::hash_lists::described;
use crate::db::hash_lists::{self, VersionLine};
use crate::list_files::import;
use crate::permissions::Permission;
use crate::surfaces::is_name;

/// One page of the list.
#[derive(Template)]
#[template(path = "hash_lists.html")]
pub(crate) struct HashListsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    lists: Table,
    may_import: bool,
    /// Values and names of the formats; the first is told from the file.
    formats: Vec<(String, String)>,
    /// The same of the classes; the first is none.
    classes: Vec<(String, String)>,
    typed: Typed,
}

/// Shows the lists.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let lists = load(&state, &ctx, &list).await?;
    if let Some(download) = list.download() {
        return Ok(lists.download(download));
    }
    let typed = Typed::with([("active_permille".to_owned(), "1000".to_owned())]);
    Ok(Page(page(ctx, lists, typed)).into_response())
}

/// Loads a version from the form's file. A refusal shows the form again and names file, line and column; nothing of the version is in use then.
pub(crate) async fn import_file(
    Shared(state): Shared<State>,
    ctx: PageContext,
    list: List,
    form: FileForm,
) -> Result<Response, Failure> {
    match take(&state, &ctx, &form).await {
        Ok(imported) => Ok(forms::done(&ctx, &format!("/hash-lists/{}", imported.list), "imported")),
        Err(failure) => {
            let typed = form.typed.refused(failure)?;
            let lists = load(&state, &ctx, &list).await?;
            Ok(forms::refused(Page(page(ctx, lists, typed))))
        }
    }
}

async fn take(state: &State, ctx: &PageContext, form: &FileForm) -> Result<HashListImported, Failure> {
    let name = form.typed.value("name").trim().to_owned();
    if !is_name(&name) {
        return Err(Failure::refused("name", "must be 1 to 64 of a-z, 0-9, - and _"));
    }
    let value = |field: &str| Some(form.typed.value(field).trim()).filter(|value| !value.is_empty());
    let (head, format) = described(name, value)?;
    let file = form.file.clone().ok_or_else(|| Failure::refused("file", "choose the file of the list"))?;
    let digest = request_sha256(&file.bytes);
    let read = move |head| {
        let source = Source::Sent(&file.name, &file.bytes);
        load_list(source, format, head).map_err(|error| Failure::refused("file", error.to_string()))
    };
    import(state, &ctx.actor, (None, digest), head, read).await
}

async fn load(state: &State, ctx: &PageContext, list: &List) -> Result<Table, Failure> {
    let mut tx = state.node.db().begin_read("hash-lists-page").await?;
    let total = hash_lists::count_versions(&mut tx).await?;
    let next = Some((ctx.t("list-load"), "#name".to_owned()));
    let mut lists = Table::new(ctx, list, "hash-lists", total)
        .column(Column::new("list", ctx.t("list")))
        .column(Column::new("version", ctx.t("list-version")).is_number())
        .column(Column::new("in_use", ctx.t("list-in-use")))
        .column(Column::new("entries", ctx.t("list-entries")).is_number())
        .column(Column::new("hits", ctx.t("list-hits")).is_number())
        .column(Column::new("shadow_hits", ctx.t("list-shadow-hits")).is_number())
        .column(Column::new("members", ctx.t("list-members")))
        .column(Column::new("classification", ctx.t("list-classification")))
        .column(Column::new("source", ctx.t("list-source")))
        .column(Column::new("imported_at", ctx.t("list-imported")))
        .column(Column::new("imported_by", ctx.t("list-imported-by")))
        .column(Column::new("entries_sha256", ctx.t("list-digest")).only_when_chosen())
        .nothing(ctx.t("lists-none"), next.filter(|_| may(ctx, Permission::ImportHashList)));
    for version in hash_lists::list_versions(&mut tx, list.offset(), list.limit()).await? {
        lists.row(line(ctx, version));
    }
    Ok(lists)
}

fn page(ctx: PageContext, lists: Table, typed: Typed) -> HashListsPage {
    let named = |name: &str| (name.to_owned(), name.to_owned());
    let first = |key: &str| std::iter::once((String::new(), ctx.t(key)));
    HashListsPage {
        nav: nav(&ctx),
        lists,
        may_import: may(&ctx, Permission::ImportHashList),
        formats: first("list-format-told").chain(Format::ALL.map(|one| named(one.as_str()))).collect(),
        classes: first("list-class-none").chain(Classification::ALL.map(|one| named(one.as_str()))).collect(),
        typed,
        ctx,
    }
}

fn line(ctx: &PageFrame, version: VersionLine) -> Row {
    let VersionLine { row, is_in_use, hits, shadow_hits } = version;
    let (tone, key) = match (is_in_use, row.shadow) {
        (true, false) => (Tone::Good, "list-used"),
        (true, true) => (Tone::Warn, "list-shadow"),
        (false, _) => (Tone::Plain, "list-replaced"),
    };
    let class = row.classification.map_or_else(Cell::none, |class| Cell::text(class.as_str()));
    Row::to(ctx.href(&format!("/hash-lists/{}", row.list_name)))
        .cell(Cell::text(row.list_name))
        .cell(Cell::number(row.version))
        .cell(Cell::badge(tone, ctx.t(key)))
        .cell(Cell::number(row.entry_count))
        .cell(Cell::number(hits))
        .cell(Cell::number(shadow_hits))
        .cell(Cell::text(row.members.join(", ")))
        .cell(class)
        .cell(Cell::text(row.source))
        .cell(Cell::time(row.imported_at))
        .cell(Cell::text(row.imported_by))
        .cell(Cell::digest(row.entries_sha256))
}
