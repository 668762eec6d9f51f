//! Union by links under vetoes, over one set of nodes.

use std::collections::{BTreeMap, BTreeSet};

use crate::Connection;

/// What joins the nodes that were given, and what a veto left out.
pub(crate) struct Partition<N, L> {
    /// Each node with the lowest node of its subject.
    pub(crate) lead: BTreeMap<N, N>,
    /// Links that a veto keeps from joining.
    pub(crate) refused: BTreeSet<L>,
}

/// Takes the links most telling first, then by nodes and name, and joins unless the two sides hold a vetoed pair. That order is fixed by
/// what stands, so arrival plays no part.
pub(crate) fn partition<N: Copy + Ord, L: Copy + Ord>(
    nodes: &BTreeSet<N>,
    connections: &[(L, Connection<N>)],
    vetoes: &[(N, N)],
) -> Partition<N, L> {
    let mut lead: BTreeMap<N, N> = nodes.iter().map(|&node| (node, node)).collect();
    let mut members: BTreeMap<N, Vec<N>> = nodes.iter().map(|&node| (node, vec![node])).collect();
    let mut refused = BTreeSet::new();
    let mut ordered: Vec<_> = connections.iter().collect();
    ordered.sort_by_key(|(link, connection)| (connection.kind, connection.a, connection.b, *link));
    for (link, connection) in ordered {
        let (Some(&one), Some(&other)) = (lead.get(&connection.a), lead.get(&connection.b)) else { continue };
        if one == other {
            continue;
        }
        let kept_apart = vetoes.iter().any(|(a, b)| {
            let sides = (lead.get(a), lead.get(b));
            sides == (Some(&one), Some(&other)) || sides == (Some(&other), Some(&one))
        });
        if kept_apart {
            refused.insert(*link);
            continue;
        }
        let (kept, absorbed) = (one.min(other), one.max(other));
        let moved = members.remove(&absorbed).unwrap_or_default();
        lead.extend(moved.iter().map(|&node| (node, kept)));
        members.entry(kept).or_default().extend(moved);
    }
    Partition { lead, refused }
}
