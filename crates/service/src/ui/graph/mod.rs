//! Graphs of what belongs together, with the grounds of each connection.

mod layout;

use std::fmt::Write as _;

use super::figure::{Drawing, Escaped, Figure, Head, Words, short, table};
use crate::i18n::PageFrame;
use layout::{Layout, WIDTH};

/// More nodes than this are left to the table.
pub const MOST_NODES: usize = 60;
/// Characters of a node's label.
const LABEL: usize = 20;

/// What a node stands for; each kind has a shape of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// An account: a dot.
    Account,
    /// An identity trait: a diamond.
    Trait,
    /// An identified person: a square.
    Person,
    /// Something that does not belong here any more, or not yet: an open dot.
    Outside,
}

/// One thing that is connected with others.
#[derive(Clone)]
pub struct Node {
    /// By which edges name it; unique in a graph.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// What it stands for.
    pub kind: NodeKind,
    /// Where it leads.
    pub href: Option<String>,
}

/// One connection.
#[derive(Clone)]
pub struct Edge {
    /// Identifier of a node.
    pub from: String,
    /// Identifier of another.
    pub to: String,
    /// Its grounds, in words.
    pub label: String,
    /// Whether it holds at present; else it is dashed.
    pub standing: bool,
}

/// Nodes and edges. An edge of a node that is not there is not drawn, but stands in the table.
#[derive(Clone, Default)]
pub struct Graph {
    /// In the order in which they stand below each other.
    pub nodes: Vec<Node>,
    /// In the order in which they are numbered.
    pub edges: Vec<Edge>,
}

model::unprintable!(Node, Edge, Graph);

/// Draws a graph: its nodes below each other, so that every label is legible at any width and none covers another, and its edges as numbered
/// arcs beside them; the numbers are those of the table, which says the grounds. The same graph is drawn the same each time.
pub fn draw(ctx: &PageFrame, title: &str, graph: &Graph) -> Figure {
    drawn(ctx, title, graph)
}

fn drawn(words: &dyn Words, title: &str, graph: &Graph) -> Figure {
    let table = twin(words, title, graph);
    let description = words.t("drawn-graph-description");
    if graph.nodes.is_empty() || graph.nodes.len() > MOST_NODES {
        let key = if graph.nodes.is_empty() { "drawn-nothing" } else { "drawn-graph-too-large" };
        let note = format!("<p class=\"muted\">{}</p>", Escaped(&words.t(key)));
        return Figure::new(words, title, &description, None, table).with_below(note);
    }
    let layout = Layout::new(graph);
    let mut body = String::new();
    for arc in &layout.arcs {
        let class = if arc.standing { "edge" } else { "edge gone" };
        let (x, y, bend) = (layout::NODE_X, arc.from_y, arc.bend_x);
        // writing to a String cannot fail
        let _ = write!(
            body,
            "<path class=\"{class}\" d=\"M{x} {y}C{bend} {y} {bend} {to} {x} {to}\"><title>{}</title></path>",
            Escaped(&graph.edges[arc.edge].label),
            to = arc.to_y,
        );
    }
    for arc in &layout.arcs {
        let (x, y) = (arc.number_x, i64::midpoint(arc.from_y, arc.to_y) + 5);
        let _ = write!(body, "<text class=\"middle halo\" x=\"{x}\" y=\"{y}\">{}</text>", arc.edge + 1);
    }
    for (node, y) in graph.nodes.iter().zip(&layout.nodes_y) {
        draw_node(&mut body, node, *y);
    }
    let has_links = graph.nodes.iter().any(|node| node.href.is_some());
    let drawing = Drawing { kind: "graph", has_links, width: WIDTH, height: layout.height, body };
    Figure::new(words, title, &description, Some(drawing), table).with_below(legend(words, graph))
}

/// The shape of a kind, around a point.
fn shape(kind: NodeKind, x: i64, y: i64) -> String {
    match kind {
        NodeKind::Account => format!("<circle class=\"c1\" cx=\"{x}\" cy=\"{y}\" r=\"7\"/>"),
        NodeKind::Outside => format!("<circle class=\"open\" cx=\"{x}\" cy=\"{y}\" r=\"7\"/>"),
        NodeKind::Person => {
            format!("<rect class=\"c2\" x=\"{}\" y=\"{}\" width=\"14\" height=\"14\"/>", x - 7, y - 7)
        }
        NodeKind::Trait => format!("<path class=\"c3\" d=\"M{x} {}l8 8l-8 8l-8-8z\"/>", y - 8),
    }
}

fn draw_node(body: &mut String, node: &Node, y: i64) {
    let text = format!(
        "{}<text x=\"{}\" y=\"{}\">{}</text>",
        shape(node.kind, layout::NODE_X, y),
        layout::NODE_X + 14,
        y + 5,
        Escaped(&short(&node.label, LABEL))
    );
    let title = Escaped(&node.label);
    let _ = match &node.href {
        Some(href) => write!(body, "<a href=\"{}\"><title>{title}</title>{text}</a>", Escaped(href)),
        None => write!(body, "<g><title>{title}</title>{text}</g>"),
    };
}

/// What the shapes stand for, of those that occur.
fn legend(words: &dyn Words, graph: &Graph) -> String {
    let kinds = [
        (NodeKind::Account, "drawn-graph-account"),
        (NodeKind::Trait, "drawn-graph-trait"),
        (NodeKind::Person, "drawn-graph-person"),
        (NodeKind::Outside, "drawn-graph-outside"),
    ];
    let mut html = String::from("<ul class=\"legend\">");
    for (kind, key) in kinds.into_iter().filter(|(kind, _)| graph.nodes.iter().any(|node| node.kind == *kind))
    {
        let _ = write!(
            html,
            "<li><svg class=\"swatch\" viewBox=\"0 0 18 18\" aria-hidden=\"true\">{}</svg> {}</li>",
            shape(kind, 9, 9),
            Escaped(&words.t(key))
        );
    }
    html.push_str("</ul>");
    html
}

/// Every edge with its grounds.
fn twin(words: &dyn Words, title: &str, graph: &Graph) -> String {
    let name = |id: &str| {
        let node = graph.nodes.iter().find(|node| node.id == id);
        node.map_or_else(|| id.to_owned(), |node| node.label.clone())
    };
    let heads = [
        Head(words.t("drawn-graph-number"), false),
        Head(words.t("drawn-graph-from"), false),
        Head(words.t("drawn-graph-to"), false),
        Head(words.t("drawn-graph-grounds"), false),
        Head(words.t("drawn-graph-standing"), false),
    ];
    let rows: Vec<_> = graph
        .edges
        .iter()
        .enumerate()
        .map(|(place, edge)| {
            let standing = if edge.standing { "drawn-graph-stands" } else { "drawn-graph-gone" };
            let number = (place + 1).to_string();
            vec![number, name(&edge.from), name(&edge.to), edge.label.clone(), words.t(standing)]
        })
        .collect();
    table(title, &heads, &rows)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Lang;
    use crate::ui::figure::testing::{Spoken, assert_inside};

    fn node(id: usize) -> Node {
        let (kind, href) = match id % 4 {
            0 => (NodeKind::Account, None),
            1 => (NodeKind::Person, Some(format!("/persons/{id}"))),
            2 => (NodeKind::Trait, None),
            _ => (NodeKind::Outside, None),
        };
        Node { id: id.to_string(), label: format!("<node {id}>"), kind, href }
    }

    fn edge(from: usize, to: usize, standing: bool) -> Edge {
        Edge { from: from.to_string(), to: to.to_string(), label: "both state <x>".to_owned(), standing }
    }

    #[test]
    fn a_small_graph_stands_as_drawn() {
        let graph = Graph {
            nodes: (0..4).map(node).collect(),
            edges: vec![edge(0, 1, true), edge(3, 0, false), edge(0, 9, true)],
        };
        let figure = drawn(&Spoken::new(Lang::En), "Links", &graph);
        assert_inside(&figure);
        let html = figure.to_string();
        // an edge to nowhere stands in the table only; a withdrawn one is dashed
        assert_eq!(
            (html.matches("<path class=\"edge").count(), html.matches("edge gone").count()),
            (2, 1),
            "{html}"
        );
        assert_eq!(html.matches("<tr>").count(), 4, "{html}");
        insta::assert_snapshot!("graph", html);
    }

    #[test]
    fn a_large_graph_says_so_and_shows_its_table() {
        let graph = Graph { nodes: (0..=MOST_NODES).map(node).collect(), edges: vec![edge(0, 1, true)] };
        let html = drawn(&Spoken::new(Lang::Es), "Enlaces", &graph).to_string();
        assert!(html.contains("<details open>") && !html.contains("<svg class=\"graph\""), "{html}");
        assert!(drawn(&Spoken::new(Lang::En), "t", &Graph::default()).to_string().contains("No figures"));
    }

    proptest! {
        #[test]
        fn whatever_the_edges_all_lies_within_the_box(
            nodes in 1..=MOST_NODES,
            edges in prop::collection::vec((0..MOST_NODES, 0..MOST_NODES, any::<bool>()), 0..80),
        ) {
            let graph = Graph {
                nodes: (0..nodes).map(node).collect(),
                edges: edges.into_iter().map(|(from, to, standing)| edge(from, to, standing)).collect(),
            };
            assert_inside(&drawn(&Spoken::new(Lang::En), "t", &graph));
            let layout = Layout::new(&graph);
            for arc in &layout.arcs {
                prop_assert!((0..layout::NODE_X).contains(&arc.bend_x) && (0..WIDTH).contains(&arc.number_x));
                prop_assert!(arc.from_y < arc.to_y && arc.to_y < layout.height);
            }
        }
    }
}
