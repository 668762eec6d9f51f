//! Lists: which page of them, in which order, as the address says.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde::Deserialize;

use crate::i18n::PageFrame;
use crate::{Failure, Reason, Refused};

/// Rows on one page of a list.
pub(super) const PAGE_ROWS: i64 = 50;

/// Extractor: `?page=2&sort=-received_at`. A minus means descending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Page, from 1.
    pub page: i64,
    sort: Option<String>,
}

#[derive(Deserialize)]
struct Asked {
    page: Option<String>,
    sort: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for List {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let unreadable = |field: &str, message: &str| {
            Failure::Refused(Refused {
                reason: Reason::BadRequest,
                field: Some(field.into()),
                message: message.into(),
            })
        };
        let Query(asked) = Query::<Asked>::try_from_uri(&parts.uri)
            .map_err(|_| unreadable("query", "is not made of `name=value` pairs"))?;
        let page = match asked.page.as_deref() {
            None | Some("") => 1,
            // so many pages that no offset overflows
            Some(text) => text
                .parse()
                .ok()
                .filter(|page| (1..=1_000_000_000).contains(page))
                .ok_or_else(|| unreadable("page", "give a number from 1"))?,
        };
        Ok(Self { page, sort: asked.sort.filter(|sort| !sort.is_empty()) })
    }
}

impl List {
    /// Rows to skip.
    pub fn offset(&self) -> i64 {
        (self.page - 1) * PAGE_ROWS
    }

    /// Rows to show.
    pub fn limit(&self) -> i64 {
        PAGE_ROWS
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
        Paging { page: self.page, total }
    }
}

/// Where a page stands in its list: for the macro `paging` of `parts.html`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    page: i64,
    total: i64,
}

impl Paging {
    /// Number of pages, at least 1.
    pub fn pages(&self) -> i64 {
        ((self.total + PAGE_ROWS - 1) / PAGE_ROWS).max(1)
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
        let first = ((self.page - 1) * PAGE_ROWS + 1).min(self.total);
        let last = (self.page * PAGE_ROWS).min(self.total);
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
    use axum::http::Request;

    use super::*;

    async fn list(query: &str) -> Result<List, Failure> {
        let (mut parts, ()) =
            Request::builder().uri(format!("/reports{query}")).body(()).unwrap().into_parts();
        List::from_request_parts(&mut parts, &()).await
    }

    #[tokio::test]
    async fn only_known_columns_order_a_list() {
        let known = ["-received_at", "state"];
        for (query, order) in [
            ("", ("received_at", true)),
            ("?sort=state", ("state", false)),
            ("?sort=-state", ("state", true)),
            ("?sort=received_at", ("received_at", false)),
            ("?sort=1;drop", ("received_at", true)),
        ] {
            assert_eq!(list(query).await.unwrap().order(&known), order, "{query}");
        }
        assert_eq!(list("?sort=state").await.unwrap().next_sort("state"), "-state");
        assert_eq!(list("?sort=-state").await.unwrap().next_sort("state"), "state");
        assert_eq!(list("?sort=-state").await.unwrap().aria_sort("state"), "descending");
    }

    #[tokio::test]
    async fn pages_are_numbers_from_one() {
        for bad in ["0", "-1", "x", "1000000001", "99999999999999999999"] {
            assert!(list(&format!("?page={bad}")).await.is_err(), "{bad}");
        }
        assert_eq!(list("?page=3").await.unwrap().offset(), 100);
        assert_eq!(list("?page=").await.unwrap().page, 1);
    }

    #[test]
    fn paging_knows_its_ends() {
        let at = |page, total| Paging { page, total };
        assert_eq!((at(1, 0).pages(), at(1, 50).pages(), at(1, 51).pages()), (1, 1, 2));
        assert_eq!((at(1, 51).previous(), at(1, 51).next()), (None, Some("2".into())));
        assert_eq!((at(2, 51).previous(), at(2, 51).next()), (Some("1".into()), None));
        assert_eq!(at(9, 51).previous(), Some("2".into()));
    }
}
