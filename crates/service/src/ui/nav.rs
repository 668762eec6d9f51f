//! The main navigation. Where it is long it is two lines: the groups, and the pages of the group that the reader is in.

use crate::i18n::PageFrame;

/// From so many entries on, the navigation is shown in groups.
const GROUPED_FROM: usize = 7;

/// Beginnings of the addresses of pages on which the node's own doing is overseen.
const OVERSIGHT: [&str; 9] = [
    "/access-entries",
    "/approvals",
    "/custody",
    "/exposure",
    "/my-exposure",
    "/reveals",
    "/reviews",
    "/rights-requests",
    "/stranded-operations",
];
/// The same of pages on which the node is run.
const ADMINISTRATION: [&str; 4] = ["/accounts", "/api-keys", "/system", "/vault"];

/// One entry of the main navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavItem {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub text: String,
    /// Whether the page is there or below.
    pub current: bool,
    /// Key of its group's heading.
    group: &'static str,
}

/// Entries that stand together.
#[derive(Debug, Clone)]
pub struct NavGroup<'a> {
    /// What they have in common; none where all stand together.
    pub heading: Option<String>,
    /// Whether the reader is in it: its pages are those that a wide screen shows.
    pub here: bool,
    /// The entries, in their order.
    pub items: Vec<&'a NavItem>,
}

impl NavItem {
    /// The main navigation of a role: addresses with the keys of their texts, in order. Where there are many, they are shown in groups:
    /// work, oversight, administration.
    pub fn list(ctx: &PageFrame, items: &[(&str, &str)]) -> Vec<Self> {
        let items = items.iter().map(|(address, key)| (group_of(address), *address, *key));
        Self::in_groups(ctx, &items.collect::<Vec<_>>())
    }

    /// The same in groups of the role's own: key of the group's heading, address, key of the text. The longest address that the page's
    /// path starts with is the current one.
    pub fn in_groups(ctx: &PageFrame, items: &[(&'static str, &str, &str)]) -> Vec<Self> {
        let current = items
            .iter()
            .map(|(_, address, _)| *address)
            .filter(|address| holds(address, ctx.path()))
            .max_by_key(|a| a.len());
        let item = |(group, address, key): &(&'static str, &str, &str)| Self {
            href: ctx.href(address),
            text: ctx.t(key),
            current: current == Some(*address),
            group: *group,
        };
        items.iter().map(item).collect()
    }
}

/// Whether a path is at an address or below it.
fn holds(address: &str, path: &str) -> bool {
    path.strip_prefix(address).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn group_of(address: &str) -> &'static str {
    let is_of = |group: &[&str]| group.iter().any(|start| holds(start, address));
    if is_of(&OVERSIGHT) {
        "nav-group-oversight"
    } else if is_of(&ADMINISTRATION) {
        "nav-group-administration"
    } else {
        "nav-group-work"
    }
}

impl<'a> NavGroup<'a> {
    /// All groups in the order of their first entries; one without a heading where the entries are few, or all of one kind. On a page
    /// that is in none the reader is in the first.
    pub(crate) fn all(ctx: &PageFrame, nav: &'a [NavItem]) -> Vec<Self> {
        let mut keys: Vec<&'static str> = Vec::new();
        for item in nav {
            if !keys.contains(&item.group) {
                keys.push(item.group);
            }
        }
        if nav.len() < GROUPED_FROM || keys.len() < 2 {
            return vec![Self { heading: None, here: true, items: nav.iter().collect() }];
        }
        let here = nav.iter().find(|item| item.current).or(nav.first()).map(|item| item.group);
        let items = |key: &str| -> Vec<&'a NavItem> { nav.iter().filter(|item| item.group == key).collect() };
        keys.into_iter()
            .map(|key| Self { heading: Some(ctx.t(key)), here: here == Some(key), items: items(key) })
            .collect()
    }

    /// Where its heading leads: to the first of its pages.
    pub fn href(&self) -> &str {
        self.items.first().map_or("", |item| item.href.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [(&str, &str); 7] = [
        ("/", "nav-a"),
        ("/reports", "nav-b"),
        ("/rights-requests", "nav-c"),
        ("/persons", "nav-d"),
        ("/accounts", "nav-e"),
        ("/approvals", "nav-f"),
        ("/vault", "nav-g"),
    ];

    #[test]
    fn a_long_navigation_stands_in_groups() {
        let ctx = PageFrame::for_tests("/reports/1", "UTC");
        let nav = NavItem::list(&ctx, &ALL);
        assert_eq!(nav.iter().filter(|item| item.current).count(), 1);
        let groups = NavGroup::all(&ctx, &nav);
        let shown: Vec<Vec<_>> =
            groups.iter().map(|group| group.items.iter().map(|item| item.href.as_str()).collect()).collect();
        assert_eq!(
            shown,
            [
                vec!["/", "/reports", "/persons"],
                vec!["/rights-requests", "/approvals"],
                vec!["/accounts", "/vault"]
            ]
        );
        assert!(
            groups
                .iter()
                .all(|group| group.heading.as_ref().is_some_and(|heading| !heading.starts_with('[')))
        );
        let here = |path: &str| {
            let ctx = PageFrame::for_tests(path, "UTC");
            let nav = NavItem::list(&ctx, &ALL);
            let groups = NavGroup::all(&ctx, &nav);
            let here = groups.iter().filter(|group| group.here).map(|group| group.href().to_owned());
            here.collect::<Vec<_>>()
        };
        assert_eq!(here("/approvals/x"), ["/rights-requests"], "the group of the page");
        assert_eq!(here("/account"), ["/"], "on a page of no group, the first");
        let short = NavItem::list(&ctx, &ALL[..6]);
        let groups = NavGroup::all(&ctx, &short);
        assert!(groups.len() == 1 && groups[0].heading.is_none() && groups[0].items.len() == 6);
    }
}
