//! Checks that see the whole workspace.

mod crate_graph;
