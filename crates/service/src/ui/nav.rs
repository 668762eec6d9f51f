//! The main navigation, in groups where it is long.

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
    /// The entries, in their order.
    pub items: Vec<&'a NavItem>,
}

impl NavItem {
    /// The main navigation of a role: addresses with the keys of their texts, in order. The longest address that the page's path
    /// starts with is the current one. Where there are many, they are shown in groups: work, oversight, administration.
    pub fn list(ctx: &PageFrame, items: &[(&str, &str)]) -> Vec<Self> {
        let current = items
            .iter()
            .map(|(address, _)| *address)
            .filter(|address| holds(address, ctx.path()))
            .max_by_key(|a| a.len());
        let item = |(address, key): &(&str, &str)| Self {
            href: ctx.href(address),
            text: ctx.t(key),
            current: current == Some(*address),
            group: group_of(address),
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
    /// All groups that have entries; one without a heading where the entries are few, or all of one kind.
    pub(crate) fn all(ctx: &PageFrame, nav: &'a [NavItem]) -> Vec<Self> {
        let keys = ["nav-group-work", "nav-group-oversight", "nav-group-administration"];
        let group = |key: &str| -> Vec<&'a NavItem> { nav.iter().filter(|item| item.group == key).collect() };
        let groups = keys.map(|key| (key, group(key)));
        let groups: Vec<_> = groups.into_iter().filter(|(_, items)| !items.is_empty()).collect();
        if nav.len() < GROUPED_FROM || groups.len() < 2 {
            return vec![Self { heading: None, items: nav.iter().collect() }];
        }
        groups.into_iter().map(|(key, items)| Self { heading: Some(ctx.t(key)), items }).collect()
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
        let short = NavItem::list(&ctx, &ALL[..6]);
        let groups = NavGroup::all(&ctx, &short);
        assert!(groups.len() == 1 && groups[0].heading.is_none() && groups[0].items.len() == 6);
    }
}
