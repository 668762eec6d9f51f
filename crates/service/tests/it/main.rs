//! The service's stories, in one binary.

mod core_actions;
