//! Lists: which page of them, in which order, as the address says.

use std::fmt;
use std::iter::{Skip, Take};

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;

use super::chosen_columns;
use crate::http::{Authenticated, Site};
use crate::i18n::{PageFrame, decode};
use crate::{Failure, Reason, Refused};

/// Rows on one page of a list.
pub(super) const PAGE_ROWS: i64 = 50;
/// Rows of one list on a page that shows several whole ones: so few that the page stays below 100 kB.
const PART_ROWS: i64 = 20;
/// Rows of one download.
pub(super) const DOWNLOAD_ROWS: i64 = 10_000;
/// Longest text that is searched for, in characters.
pub(super) const FILTER_CHARS: usize = 200;
/// Most columns that may be chosen: more than any list has.
pub(super) const MOST_COLUMNS: usize = 64;

/// The form in which a whole list is taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Download {
    /// Comma-separated values (RFC 4180), for people and their spreadsheets.
    Csv,
    /// A JSON array, for programs.
    Json,
}

/// Extractor: `?page=2&sort=-received_at&q=…&column=a&column=b&format=csv`. A minus means descending. Where the address names no column, those count
/// that the reader chose for this list before.
#[derive(Clone, PartialEq, Eq)]
pub struct List {
    /// Page, from 1.
    pub page: i64,
    sort: Option<String>,
    filter: Option<String>,
    columns: Vec<String>,
    download: Option<Download>,
}

// what is searched for may be somebody's name
impl fmt::Debug for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List").field("page", &self.page).field("sort", &self.sort).finish_non_exhaustive()
    }
}

/// The query's own words, as far as a list reads them.
#[derive(Default)]
struct Asked {
    page: Option<String>,
    sort: Option<String>,
    q: Option<String>,
    format: Option<String>,
    columns: Vec<String>,
}

fn unreadable(field: &str, message: &str) -> Failure {
    Failure::Refused(Refused {
        reason: Reason::BadRequest,
        field: Some(field.into()),
        message: message.into(),
    })
}

impl Asked {
    fn read(query: &str) -> Result<Self, Failure> {
        let mut asked = Self::default();
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decode(name), decode(value));
            let place = match name.as_str() {
                "page" => &mut asked.page,
                "sort" => &mut asked.sort,
                "q" => &mut asked.q,
                "format" => &mut asked.format,
                "column" if asked.columns.len() >= MOST_COLUMNS => {
                    return Err(unreadable("column", "there are fewer columns than that"));
                }
                "column" => {
                    asked.columns.push(value);
                    continue;
                }
                _ => continue,
            };
            if place.replace(value).is_some() {
                return Err(unreadable(&name, "give it once"));
            }
        }
        Ok(asked)
    }
}

impl<S> FromRequestParts<S> for List
where
    S: Send + Sync,
    Site: FromRef<S>,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let asked = Self::of_query(parts.uri.query().unwrap_or_default())?;
        if asked.has_chosen() {
            return Ok(asked);
        }
        let Authenticated(reader) = Authenticated::from_request_parts(parts, state).await?;
        if !reader.is_staff() {
            return Ok(asked);
        }
        let site = Site::from_ref(state);
        let columns = chosen_columns::find(site.node(), &reader, parts.uri.path()).await?;
        Ok(Self { columns, ..asked })
    }
}

impl List {
    /// What a query asks for.
    pub(super) fn of_query(query: &str) -> Result<Self, Failure> {
        let asked = Asked::read(query)?;
        let page = match asked.page.as_deref() {
            None | Some("") => 1,
            // so many pages that no offset overflows
            Some(text) => text
                .parse()
                .ok()
                .filter(|page| (1..=1_000_000_000).contains(page))
                .ok_or_else(|| unreadable("page", "give a number from 1"))?,
        };
        let download = match asked.format.as_deref() {
            None | Some("") => None,
            Some("csv") => Some(Download::Csv),
            Some("json") => Some(Download::Json),
            Some(_) => return Err(unreadable("format", "give `csv` or `json`")),
        };
        let filter = asked.q.map(|q| q.trim().to_owned()).filter(|q| !q.is_empty());
        if filter.as_ref().is_some_and(|q| q.chars().count() > FILTER_CHARS) {
            return Err(unreadable("q", "search for 200 characters at most"));
        }
        let sort = asked.sort.filter(|sort| !sort.is_empty());
        let columns = asked.columns.into_iter().filter(|column| !column.is_empty()).collect();
        Ok(Self { page, sort, filter, columns, download })
    }

    /// Rows to skip; none where the list is taken away whole.
    pub fn offset(&self) -> i64 {
        if self.download.is_some() { 0 } else { (self.page - 1) * PAGE_ROWS }
    }

    /// Rows to show, or to take away.
    pub fn limit(&self) -> i64 {
        if self.download.is_some() { DOWNLOAD_ROWS } else { PAGE_ROWS }
    }

    /// The rows to show, or to take away, out of all of them.
    pub fn page_of<I: IntoIterator>(&self, all: I) -> Take<Skip<I::IntoIter>> {
        let offset = usize::try_from(self.offset()).unwrap_or(usize::MAX);
        let limit = usize::try_from(self.limit()).unwrap_or(usize::MAX);
        all.into_iter().skip(offset).take(limit)
    }

    /// What is searched for (`?q=`): not empty, without spaces around it, at most 200 characters.
    pub fn filter(&self) -> Option<&str> {
        self.filter.as_deref()
    }

    /// The form in which the list is to be taken away (`?format=`), if it is; [`Self::limit`] then covers up to 10,000 rows.
    pub fn download(&self) -> Option<Download> {
        self.download
    }

    /// Whether a column is asked for (`?column=`); where none is, all are.
    pub fn shows(&self, column: &str) -> bool {
        self.columns.is_empty() || self.columns.iter().any(|chosen| chosen == column)
    }

    /// Whether the reader chose columns.
    pub(super) fn has_chosen(&self) -> bool {
        !self.columns.is_empty()
    }

    /// The column to order by, out of those that the list knows, and whether descending; the first with its sign is the default
    /// (`["-received_at", "state"]`). Never put the request's own text into SQL: use what this returns.
    pub fn order<'a>(&self, known: &[&'a str]) -> (&'a str, bool) {
        let bare = |column: &'a str| column.strip_prefix('-').unwrap_or(column);
        let asked = self.sort.as_deref().unwrap_or_default();
        let column = asked.strip_prefix('-').unwrap_or(asked);
        match known.iter().map(|known| bare(known)).find(|known| *known == column) {
            Some(known) => (known, asked.starts_with('-')),
            None => known.first().map_or(("", false), |first| (bare(first), first.starts_with('-'))),
        }
    }

    /// `aria-sort` of a column's heading.
    pub fn aria_sort(&self, column: &str) -> &'static str {
        match self.sort.as_deref() {
            Some(sort) if sort == column => "ascending",
            Some(sort) if sort.strip_prefix('-') == Some(column) => "descending",
            _ => "none",
        }
    }

    /// What a click on a column's heading asks for: ascending first, then descending.
    pub fn next_sort(&self, column: &str) -> String {
        if self.aria_sort(column) == "ascending" { format!("-{column}") } else { column.to_owned() }
    }

    /// The list's pages, once it is known how many rows there are.
    pub fn paging(&self, total: i64) -> Paging {
        Paging { list: None, page: self.page, rows: PAGE_ROWS, total }
    }
}

/// Where a page stands in its list: for the macro `paging` of `parts.html`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// Which list of the page, where it has several.
    list: Option<&'static str>,
    page: i64,
    /// On one page.
    rows: i64,
    total: i64,
}

impl Paging {
    /// The rows of one list among several of a page, out of all of it: those of the page `?NAME_page=`, by which the address tells the lists
    /// apart; what is no page of it is the nearest one. The links lead to the element whose id is the name.
    pub fn part<T>(ctx: &PageFrame, name: &'static str, all: Vec<T>) -> (Vec<T>, Self) {
        let paging = Self::part_of(ctx, name, i64::try_from(all.len()).unwrap_or(i64::MAX));
        let start = usize::try_from(paging.offset()).unwrap_or(usize::MAX);
        let rows = usize::try_from(PART_ROWS).unwrap_or(usize::MAX);
        (all.into_iter().skip(start).take(rows).collect(), paging)
    }

    /// As [`Self::part`], where the list is too long to be read whole: [`Self::limit`] rows after [`Self::offset`].
    pub fn part_of(ctx: &PageFrame, name: &'static str, total: i64) -> Self {
        let asked: Option<i64> = ctx.query_value(&format!("{name}_page")).and_then(|page| page.parse().ok());
        let first = Self { list: Some(name), page: 1, rows: PART_ROWS, total };
        Self { page: asked.unwrap_or(1).clamp(1, first.pages()), ..first }
    }

    /// How many rows a page has at most.
    pub fn limit(&self) -> i64 {
        self.rows
    }

    /// How many rows come before this page.
    pub fn offset(&self) -> i64 {
        (self.page - 1) * self.rows
    }

    /// Number of pages, at least 1.
    pub fn pages(&self) -> i64 {
        ((self.total + self.rows - 1) / self.rows).max(1)
    }

    /// The address of a page of it.
    pub fn href(&self, ctx: &PageFrame, page: &str) -> String {
        match self.list {
            None => ctx.here_with(&[("page", page)]),
            Some(name) => format!("{}#{name}", ctx.here_with(&[(format!("{name}_page").as_str(), page)])),
        }
    }

    /// The page before, if any; from beyond the end the last one.
    pub fn previous(&self) -> Option<String> {
        (self.page > 1).then(|| (self.page - 1).min(self.pages()).to_string())
    }

    /// The page after, if any.
    pub fn next(&self) -> Option<String> {
        (self.page < self.pages()).then(|| (self.page + 1).to_string())
    }

    /// `51–100 of 120`.
    pub fn range(&self, ctx: &PageFrame) -> String {
        let first = ((self.page - 1) * self.rows + 1).min(self.total);
        let last = (self.page * self.rows).min(self.total);
        let range = if first < last {
            format!("{}–{}", ctx.number(first), ctx.number(last))
        } else {
            ctx.number(last)
        };
        ctx.t2("paging-range", "range", range, "total", ctx.number(self.total))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(query: &str) -> Result<List, Failure> {
        List::of_query(query.strip_prefix('?').unwrap_or(query))
    }

    #[test]
    fn only_known_columns_order_a_list() {
        let known = ["-received_at", "state"];
        for (query, order) in [
            ("", ("received_at", true)),
            ("?sort=state", ("state", false)),
            ("?sort=-state", ("state", true)),
            ("?sort=received_at", ("received_at", false)),
            ("?sort=1;drop", ("received_at", true)),
        ] {
            assert_eq!(list(query).unwrap().order(&known), order, "{query}");
        }
        assert_eq!(list("?sort=state").unwrap().next_sort("state"), "-state");
        assert_eq!(list("?sort=-state").unwrap().next_sort("state"), "state");
        assert_eq!(list("?sort=-state").unwrap().aria_sort("state"), "descending");
    }

    #[test]
    fn pages_are_numbers_from_one() {
        for bad in ["0", "-1", "x", "1000000001", "99999999999999999999", "1&page=2"] {
            assert!(list(&format!("?page={bad}")).is_err(), "{bad}");
        }
        assert_eq!(list("?page=3").unwrap().offset(), 100);
        assert_eq!(list("?page=").unwrap().page, 1);
    }

    #[test]
    fn all_rows_are_cut_to_the_asked_page() {
        let cut = |query: &str| list(query).unwrap().page_of(0..120).collect::<Vec<_>>();
        assert_eq!(cut("?page=3"), (100..120).collect::<Vec<_>>());
        assert!(cut("?page=1000000000").is_empty());
        assert_eq!(cut("?page=3&format=csv").len(), 120);
    }

    #[test]
    fn a_list_is_searched_narrowed_and_taken_away() {
        let asked = list("?q=+a%20b+&column=state&column=&column=files&page=3").unwrap();
        assert_eq!((asked.filter(), asked.offset(), asked.limit()), (Some("a b"), 100, 50));
        assert!(asked.shows("state") && asked.shows("files") && !asked.shows("number"));
        let whole = list("?format=csv&page=3&q=").unwrap();
        assert_eq!((whole.download(), whole.offset(), whole.limit()), (Some(Download::Csv), 0, 10_000));
        assert_eq!((whole.filter(), whole.shows("number")), (None, true));
        let longest = "%C3%A1".repeat(200);
        assert_eq!(list(&format!("?q={longest}")).unwrap().filter(), Some("á".repeat(200).as_str()));
        let too_many = format!("?{}", "column=a&".repeat(65));
        let too_long = format!("?q={longest}a");
        for bad in ["?format=xml", "?format=csv&format=json", "?q=a&q=b", &too_long, &too_many] {
            assert!(list(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn paging_knows_its_ends() {
        let at = |page, total| Paging { list: None, page, rows: PAGE_ROWS, total };
        assert_eq!((at(1, 0).pages(), at(1, 50).pages(), at(1, 51).pages()), (1, 1, 2));
        assert_eq!((at(1, 51).previous(), at(1, 51).next()), (None, Some("2".into())));
        assert_eq!((at(2, 51).previous(), at(2, 51).next()), (Some("1".into()), None));
        assert_eq!(at(9, 51).previous(), Some("2".into()));
    }

    #[test]
    fn lists_of_one_page_turn_each_for_itself() {
        let frame = PageFrame::for_tests("/subjects/1?acts_page=3&links_page=x", "UTC");
        let (acts, paging) = Paging::part(&frame, "acts", (1..=45).collect::<Vec<_>>());
        assert_eq!((acts.first(), acts.len(), paging.pages(), paging.next()), (Some(&41), 5, 3, None));
        let previous = paging.href(&frame, &paging.previous().unwrap());
        assert_eq!(previous, "/subjects/1?links_page=x&acts_page=2#acts");
        let (links, paging) = Paging::part(&frame, "links", (1..=21).collect::<Vec<_>>());
        assert_eq!((links.last(), paging.next().as_deref(), paging.previous()), (Some(&20), Some("2"), None));
        let beyond = PageFrame::for_tests("/subjects/1?acts_page=9", "UTC");
        assert_eq!(Paging::part(&beyond, "acts", vec![7; 21]).0.len(), 1);
        assert_eq!(Paging::part(&beyond, "acts", Vec::<u8>::new()).0.len(), 0);
    }
}
