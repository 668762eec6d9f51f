//! Lists: which page of them, in which order, as the address says.

use std::fmt;
use std::iter::{Skip, Take};

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;

use super::{Paging, chosen_columns};
use crate::http::{Authenticated, Site};
use crate::i18n::decode;
use crate::{Failure, Reason, Refused};

/// Rows on one page of a list.
pub(super) const PAGE_ROWS: i64 = 50;
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
    /// Which of several lists of the page the address means (`?list=`).
    asked: Option<String>,
    /// Which of them this one is; none for the first.
    part: Option<&'static str>,
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
    list: Option<String>,
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
                "list" => &mut asked.list,
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
        Ok(Self { page, sort, filter, columns, download, asked: asked.list, part: None })
    }

    /// The list of this name among several of a page: as the address asks, where it asks for this one (`?list=`), else from its beginning. Its
    /// columns are not chosen.
    #[must_use]
    pub fn of(&self, part: &'static str) -> Self {
        let list = if self.asked.as_deref() == Some(part) { self.clone() } else { self.unasked() };
        Self { columns: Vec::new(), part: Some(part), ..list }
    }

    /// The first list of a page that has several: the address means it where it names none.
    #[must_use]
    pub fn first(&self) -> Self {
        if self.asked.is_some() { self.unasked() } else { self.clone() }
    }

    fn unasked(&self) -> Self {
        Self { page: 1, sort: None, filter: None, download: None, ..self.clone() }
    }

    /// Which of several lists of a page it is; none for the first.
    pub(super) fn part(&self) -> Option<&'static str> {
        self.part
    }

    /// Whether what the address asks is asked of this list.
    pub(super) fn is_asked(&self) -> bool {
        self.asked.as_deref() == self.part
    }

    /// Rows to skip; none where the list is taken away whole.
    pub fn offset(&self) -> i64 {
        if self.download.is_some() { 0 } else { (self.page - 1) * PAGE_ROWS }
    }

    /// Rows to show, or to take away.
    pub fn limit(&self) -> i64 {
        if self.download.is_some() { DOWNLOAD_ROWS } else { PAGE_ROWS }
    }

    /// How many rows to read of a list of which a page shows `shown` and has no further one: for a file as many as it may hold.
    pub fn at_most(&self, shown: i64) -> i64 {
        if self.download.is_some() { DOWNLOAD_ROWS } else { shown }
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
    fn an_address_asks_one_of_several_lists_of_a_page() {
        let asked = list("?list=holds&page=3&sort=-at&column=at&format=csv").unwrap();
        let holds = asked.of("holds");
        assert_eq!(
            (holds.page, holds.order(&["at"]), holds.download()),
            (3, ("at", true), Some(Download::Csv))
        );
        assert!(holds.is_asked() && !holds.has_chosen());
        assert_eq!((holds.at_most(7), asked.first().at_most(7)), (10_000, 7));
        for other in [asked.of("erasures"), asked.first()] {
            assert_eq!((other.page, other.order(&["at"]), other.download()), (1, ("at", false), None));
            assert!(!other.is_asked());
        }
        let plain = list("?page=2").unwrap();
        assert_eq!((plain.first().page, plain.first().is_asked(), plain.of("holds").page), (2, true, 1));
    }
}
