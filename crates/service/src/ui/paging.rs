//! Where a page stands in its list, and where the others are.

use crate::i18n::PageFrame;

/// Rows of one list on a page that shows several whole ones: so few that the page stays below 100 kB.
const PART_ROWS: i64 = 20;

/// Where a page stands in its list: for the macro `paging` of `parts.html`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// Which list of the page, where it has several.
    pub(super) list: Option<&'static str>,
    pub(super) page: i64,
    /// On one page.
    pub(super) rows: i64,
    pub(super) total: i64,
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
    use super::super::list::PAGE_ROWS;
    use super::*;

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
