//! Where nodes and arcs stand: one column of nodes, arcs to its left, wider the farther they reach.

use std::collections::BTreeMap;

use super::Graph;

/// Width of the box; its text stays legible on a phone.
pub(super) const WIDTH: i64 = 320;
/// Where the nodes stand.
pub(super) const NODE_X: i64 = 124;
/// From node to node.
const ROW: i64 = 34;
/// How near and how far the control points of arcs lie from the left edge.
const FARTHEST: i64 = 2;
const NEAREST: i64 = NODE_X - 34;

/// A drawn edge: a cubic curve whose two control points share `bend_x`.
pub(super) struct Arc {
    /// Place of the edge in the graph.
    pub(super) edge: usize,
    pub(super) from_y: i64,
    pub(super) to_y: i64,
    pub(super) bend_x: i64,
    /// Where its number stands: on the middle of the curve.
    pub(super) number_x: i64,
    pub(super) standing: bool,
}

/// A graph with its places.
pub(super) struct Layout {
    pub(super) nodes_y: Vec<i64>,
    pub(super) arcs: Vec<Arc>,
    pub(super) height: i64,
}

impl Layout {
    /// Places the nodes in their order. Arcs are ranked by their reach, so that a wider one goes around those within it; edges whose nodes are
    /// missing or the same are left out.
    pub(super) fn new(graph: &Graph) -> Self {
        let y = |row: usize| i64::try_from(row).unwrap_or(i64::MAX / ROW) * ROW + ROW / 2;
        let rows: BTreeMap<&str, usize> =
            graph.nodes.iter().enumerate().map(|(row, node)| (node.id.as_str(), row)).collect();
        let mut spans: Vec<(usize, usize, usize)> = Vec::new();
        for (place, edge) in graph.edges.iter().enumerate() {
            if let (Some(from), Some(to)) = (rows.get(edge.from.as_str()), rows.get(edge.to.as_str()))
                && from != to
            {
                spans.push((*from.min(to), *from.max(to), place));
            }
        }
        spans.sort_by_key(|(from, to, place)| (to - from, *from, *place));
        let most = i64::try_from(spans.len()).unwrap_or(i64::MAX).max(1);
        let arc = |(rank, (from, to, edge)): (usize, (usize, usize, usize))| {
            let rank = i64::try_from(rank).unwrap_or_default();
            let bend_x = NEAREST - (NEAREST - FARTHEST) * rank / most;
            // a cubic curve is at its middle a quarter of its ends and three quarters of its control points
            let number_x = (NODE_X + 3 * bend_x) / 4;
            let standing = graph.edges[edge].standing;
            Arc { edge, from_y: y(from), to_y: y(to), bend_x, number_x, standing }
        };
        Self {
            nodes_y: (0..graph.nodes.len()).map(y).collect(),
            arcs: spans.into_iter().enumerate().map(arc).collect(),
            height: y(graph.nodes.len()),
        }
    }
}
