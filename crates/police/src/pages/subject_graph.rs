//! The graph of a subject: its accounts, the links that hold or held them together, and whose acts an officer found among theirs.

use std::collections::BTreeMap;

use service::PageContext;
use service::ui::Figure;
use service::ui::graph::{self, Edge, Graph, Node, NodeKind};

use super::subject_links::link_words;
use crate::views::{AccountView, ActView, LinkView, PersonView, SubjectDetail};

/// Draws the graph; none when nothing is connected, or when there is too much of it to be legible: the page lists the links anyhow, a page of
/// them at a time.
pub(super) fn draw(
    ctx: &PageContext,
    detail: &SubjectDetail,
    accounts: &[AccountView],
    acts: &[ActView],
) -> Option<Figure> {
    let mut edges: Vec<_> = detail.links.iter().map(|link| link_edge(ctx, link)).collect();
    edges.extend(identified_edges(ctx, &detail.persons, acts));
    if edges.is_empty() {
        return None;
    }
    let mut nodes: Vec<_> = accounts.iter().map(|account| account_node(ctx, account)).collect();
    nodes.extend(detail.persons.iter().map(|person| person_node(ctx, person)));
    for id in edges.iter().flat_map(|edge| [&edge.from, &edge.to]) {
        if !nodes.iter().any(|node| node.id == *id) {
            nodes.push(Node { id: id.clone(), label: id.clone(), kind: NodeKind::Outside, href: None });
        }
    }
    if nodes.len() > graph::MOST_NODES {
        return None;
    }
    Some(graph::draw(ctx, &ctx.t("graph-title"), &Graph { nodes, edges }))
}

/// By its identifier, else by a name that it goes by.
fn account_node(ctx: &PageContext, account: &AccountView) -> Node {
    let name = account.esp_identifier.as_ref().or(account.screen_names.first());
    Node {
        id: account.account_id.to_string(),
        label: name.cloned().unwrap_or_else(|| ctx.t("account-without-identifier")),
        kind: NodeKind::Account,
        href: None,
    }
}

/// By the name that the page shows: initials of whoever may be a minor.
fn person_node(ctx: &PageContext, person: &PersonView) -> Node {
    Node {
        id: person.person_id.to_string(),
        label: person.name.clone(),
        kind: NodeKind::Person,
        href: Some(ctx.href(&format!("/persons/{}", person.person_id))),
    }
}

/// A withdrawn link, one that weighs too little, and one that a veto keeps from joining, does not hold.
fn link_edge(ctx: &PageContext, link: &LinkView) -> Edge {
    let state = (link.state() != "joins").then(|| super::word(ctx, "link-state", link.state()));
    let said: Vec<_> = state.into_iter().chain(link.is_contested().then(|| ctx.t("contested"))).collect();
    let why = link_words(ctx, link);
    let label = if said.is_empty() { why } else { format!("{why} ({})", said.join(", ")) };
    Edge { from: link.account_a.to_string(), to: link.account_b.to_string(), label, standing: link.joins }
}

/// One edge from an account to each person who is said to be the author of acts of it.
fn identified_edges(ctx: &PageContext, persons: &[PersonView], acts: &[ActView]) -> Vec<Edge> {
    let mut counts: BTreeMap<(String, String), i64> = BTreeMap::new();
    for act in acts {
        let shown = |person: &&PersonView| Some(person.person_id) == act.person_id;
        if let Some(person) = persons.iter().find(shown) {
            *counts.entry((act.account_id.to_string(), person.person_id.to_string())).or_default() += 1;
        }
    }
    let edge = |((from, to), count): ((String, String), i64)| Edge {
        from,
        to,
        label: ctx.t1("graph-identified", "count", count),
        standing: true,
    };
    counts.into_iter().map(edge).collect()
}
