//! The service's stories, in one binary.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails panics")]
#![allow(clippy::print_stdout, reason = "totals are part of the result")]

mod core_actions;
mod core_backup;
mod core_bundles;
mod core_checkpoints;
mod core_custody;
mod core_db;
mod core_jobs;
mod core_keys;
mod core_pages;
mod core_postgres_tls;
mod edge;
mod printing;
