//! The service's stories, in one binary.

mod core_actions;
mod core_custody;
mod core_db;
mod core_jobs;
mod edge;
