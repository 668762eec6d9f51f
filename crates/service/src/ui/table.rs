//! A list, declared once: as a table on a page, as CSV and as JSON.

use askama::Template;
use askama::filters::HtmlSafe;
use axum::response::Response;

use super::cell::Cell;
use super::list::{Download, FILTER_CHARS, List};
use super::markup::Markup;
use super::{Paging, download, htmx_href};
use crate::i18n::PageFrame;

/// A list with its columns and the rows of one page of it. Shown by the macro `table` of `parts.html`.
///
/// It is made of nothing but what a handler has read, so it holds what rows hold.
#[derive(Template)]
#[template(path = "table.html")]
pub struct Table {
    pub(super) frame: PageFrame,
    pub(super) list: List,
    pub(super) name: &'static str,
    pub(super) total: i64,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Row>,
    title: Option<String>,
    search: Option<String>,
    nothing: Option<Nothing>,
    is_live: bool,
}

struct Nothing {
    what: String,
    next: Option<(String, String)>,
}

// its template escapes what it shows
impl HtmlSafe for Table {}

/// A column: its key in addresses and JSON, its heading, and what can be done with it.
#[derive(Clone)]
pub struct Column {
    pub(super) key: &'static str,
    pub(super) label: String,
    sorts: bool,
    is_number: bool,
    when_chosen: bool,
}

impl Column {
    /// A column of plain texts that is shown at first.
    pub fn new(key: &'static str, label: impl Into<String>) -> Self {
        Self { key, label: label.into(), sorts: false, is_number: false, when_chosen: false }
    }

    /// Its heading sorts: [`List::order`] must know the key.
    #[must_use]
    pub fn sorts(mut self) -> Self {
        self.sorts = true;
        self
    }

    /// Figures, right-aligned.
    #[must_use]
    #[allow(clippy::wrong_self_convention, reason = "a declaration reads as a sentence")]
    pub fn is_number(mut self) -> Self {
        self.is_number = true;
        self
    }

    /// Not shown until the reader chooses it.
    #[must_use]
    pub fn only_when_chosen(mut self) -> Self {
        self.when_chosen = true;
        self
    }
}

/// A row: one cell for each column, in the order of the columns, shown or not.
#[derive(Clone)]
pub struct Row {
    href: Option<String>,
    pub(super) cells: Vec<Cell>,
}

impl Row {
    /// A row that leads to its object: its first cell is the link.
    pub fn to(href: impl Into<String>) -> Self {
        Self { href: Some(href.into()), cells: Vec::new() }
    }

    /// A row that leads nowhere.
    pub fn plain() -> Self {
        Self { href: None, cells: Vec::new() }
    }

    /// The row with one more cell.
    #[must_use]
    pub fn cell(mut self, cell: Cell) -> Self {
        self.cells.push(cell);
        self
    }
}

impl Table {
    /// The list `list` of `total` rows; `name` is its element's id, and stands in its file's name. Of several tables of a page each but the first has a
    /// [`List::of`] its name and a [`Self::titled`].
    pub fn new(ctx: &PageFrame, list: &List, name: &'static str, total: i64) -> Self {
        Self {
            frame: ctx.clone(),
            list: list.clone(),
            name,
            total,
            columns: Vec::new(),
            rows: Vec::new(),
            title: None,
            search: None,
            nothing: None,
            // the first of a page brings the script, if any
            is_live: list.part().is_none(),
        }
    }

    /// The table without the script that turns its pages in place: for who reads on a slow line, where the script weighs more than the list.
    #[must_use]
    pub fn on_a_slow_line(mut self) -> Self {
        self.is_live = false;
        self
    }

    /// The table under this title, which tells it from the others of its page to who hears it.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// The table with one more column; the first one names the row and is always shown.
    #[must_use]
    pub fn column(mut self, column: Column) -> Self {
        self.columns.push(column);
        self
    }

    /// The table with a search box under this label. Only where the rows are really those that [`List::filter`] asks for.
    #[must_use]
    pub fn searches(mut self, label: impl Into<String>) -> Self {
        self.search = Some(label.into());
        self
    }

    /// What is said where there are no rows, and where that can be changed: text and address of a link. Without one the first page is next,
    /// which says what waits for its reader.
    #[must_use]
    pub fn nothing(mut self, what: impl Into<String>, next: Option<(String, String)>) -> Self {
        self.nothing = Some(Nothing { what: what.into(), next });
        self
    }

    /// Adds a row.
    pub fn row(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// The list as a file to be kept, with the columns that the page shows. Needs the rows that a [`List`] with that download asks for.
    pub fn download(&self, form: Download) -> Response {
        download::answer(self, form)
    }

    /// The same, where the address asks for it.
    pub fn file(&self) -> Option<Response> {
        self.list.download().map(|form| self.download(form))
    }

    /// Whether a column is shown: as the reader chose, else as it was declared.
    fn is_shown(&self, place: usize, column: &Column) -> bool {
        place == 0 || if self.list.has_chosen() { self.list.shows(column.key) } else { !column.when_chosen }
    }

    /// The columns that are shown, each with its place.
    pub(super) fn shown(&self) -> Vec<(usize, &Column)> {
        self.columns.iter().enumerate().filter(|(place, column)| self.is_shown(*place, column)).collect()
    }

    /// The columns that can be chosen: all but the first.
    fn choosable(&self) -> Vec<(usize, &Column)> {
        self.columns.iter().enumerate().skip(1).collect()
    }

    /// Where there are no rows there is nothing to choose columns of, unless a search left none: what was chosen before can be undone there.
    fn has_choice(&self) -> bool {
        let is_searched = self.list.has_chosen() && self.list.filter().is_some();
        self.list.part().is_none() && self.columns.len() > 2 && (!self.rows.is_empty() || is_searched)
    }

    fn region(&self) -> String {
        self.title.clone().unwrap_or_else(|| self.frame.t("table-region"))
    }

    fn paging_label(&self) -> String {
        self.title.clone().unwrap_or_else(|| self.frame.t("paging"))
    }

    /// This page with what is asked of this list changed so; what the address asks of another list of it goes.
    fn here_with(&self, changes: &[(&str, &str)]) -> String {
        let others = [("q", ""), ("sort", ""), ("page", ""), ("column", ""), ("format", "")];
        let others: &[(&str, &str)] = if self.list.is_asked() { &[] } else { &others };
        let Some(part) = self.list.part() else {
            return self.frame.here_with(&[others, &[("list", "")], changes].concat());
        };
        let address = self.frame.here_with(&[others, &[("list", part)], changes].concat());
        format!("{address}#list-{}", self.name)
    }

    fn page_href(&self, page: &str) -> String {
        self.here_with(&[("page", page)])
    }

    /// The list as it is, without what chooses its columns: where the form of columns leads back to.
    fn here(&self) -> String {
        self.here_with(&[("column", ""), ("page", ""), ("format", "")])
    }

    fn first_key(&self) -> &'static str {
        self.columns.first().map_or("", |column| column.key)
    }

    fn heading(&self, row: &Row) -> Markup {
        let inner =
            row.cells.first().map(|cell| cell.html(&self.frame, row.href.is_some())).unwrap_or_default();
        match &row.href {
            Some(href) => Markup::default().raw("<a href=\"").text(href).raw("\">").then(&inner).raw("</a>"),
            None => inner,
        }
    }

    fn cell(&self, row: &Row, place: usize) -> Markup {
        let Some(cell) = row.cells.get(place) else { return Markup::default() };
        cell.html(&self.frame, false)
    }

    fn sort_href(&self, column: &Column) -> String {
        self.here_with(&[("sort", &self.list.next_sort(column.key)), ("page", "")])
    }

    fn download_href(&self, form: &str) -> String {
        self.here_with(&[("format", form), ("page", "")])
    }

    /// What a form keeps of the address, without these.
    fn kept(&self, but: &[&str]) -> Vec<(String, String)> {
        self.frame.kept_query(&[but, &["page", "format", "list"]].concat())
    }

    fn filter(&self) -> &str {
        self.list.filter().unwrap_or_default()
    }

    #[allow(clippy::unused_self, reason = "templates call methods only")]
    fn most_chars(&self) -> usize {
        FILTER_CHARS
    }

    fn paging(&self) -> Paging {
        self.list.paging(self.total)
    }

    /// The last page, where the one that was asked for lies behind it: rows went away meanwhile.
    fn last_page(&self) -> Option<String> {
        let paging = self.paging();
        (self.total > 0 && paging.page > paging.pages()).then(|| paging.pages().to_string())
    }

    fn count(&self) -> String {
        self.frame.t1("table-count", "count", self.total)
    }

    #[allow(clippy::unused_self, reason = "templates call methods only")]
    fn script(&self) -> &'static str {
        htmx_href()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_several_lists_of_a_page_has_its_own_links() {
        let query = "list=holds&sort=at&page=2&state=open";
        let (ctx, list) =
            (PageFrame::for_tests(&format!("/a?{query}"), "UTC"), List::of_query(query).unwrap());
        let made =
            |list: &List, name| Table::new(&ctx, list, name, 120).column(Column::new("at", "At").sorts());
        let mut holds = made(&list.of("holds"), "holds").titled("Holds");
        holds.row(Row::plain().cell(Cell::text("today")));
        assert_eq!(holds.download_href("csv"), "/a?sort=at&state=open&list=holds&format=csv#list-holds");
        assert_eq!(holds.page_href("3"), "/a?sort=at&state=open&list=holds&page=3#list-holds");
        assert_eq!(made(&list.first(), "first").download_href("csv"), "/a?state=open&format=csv");
        let other = made(&list.of("other"), "other").sort_href(&Column::new("at", "At"));
        assert_eq!(other, "/a?state=open&list=other&sort=at#list-other");
        let html = holds.render().unwrap();
        assert!(html.contains("aria-label=\"Holds\"") && !html.contains("<script"), "{html}");
    }

    #[test]
    fn an_empty_list_says_what_to_do_next() {
        let (ctx, list) = (PageFrame::for_tests("/reports", "UTC"), List::of_query("").unwrap());
        let table = || Table::new(&ctx, &list, "reports", 0).column(Column::new("number", "Number"));
        let next = Some(("Hand one over".to_owned(), "#file".to_owned()));
        for (table, link) in [
            (table(), "<a href=\"/\">See on the first page what waits for you</a>"),
            (table().nothing("None", None), "<a href=\"/\">See on the first page what waits for you</a>"),
            (table().nothing("None", next), "<a href=\"#file\">Hand one over</a>"),
        ] {
            let html = table.render().unwrap();
            assert!(html.contains(link), "{html}");
        }
    }

    #[test]
    fn a_page_behind_the_end_leads_to_the_last_one() {
        let (ctx, list) = (PageFrame::for_tests("/reports?page=9", "UTC"), List::of_query("page=9").unwrap());
        let table = Table::new(&ctx, &list, "reports", 60).column(Column::new("number", "Number"));
        let html = table.nothing("No reports", None).render().unwrap();
        assert!(html.contains("href=\"/reports?page=2\"") && !html.contains("No reports"), "{html}");
    }

    #[test]
    fn columns_are_chosen_where_there_are_rows_or_a_search_left_none() {
        let ctx = PageFrame::for_tests("/reports", "UTC");
        for (query, rows, offers) in [
            ("", 1, true),
            ("", 0, false),
            ("column=at", 0, false),
            ("q=ana", 0, false),
            ("q=ana&column=at", 0, true),
        ] {
            let list = List::of_query(query).unwrap();
            let columns = ["number", "at", "state"].map(|key| Column::new(key, key));
            let table = Table::new(&ctx, &list, "reports", rows);
            let mut table = columns.into_iter().fold(table, Table::column);
            for _ in 0..rows {
                table.row(Row::plain().cell(Cell::text("7")).cell(Cell::none()).cell(Cell::none()));
            }
            let html = table.render().unwrap();
            assert_eq!(html.contains("<details class=\"columns\">"), offers, "{query}: {html}");
        }
    }
}
