//! The HTTP edge: routes with their permissions, credentials, tokens of forms, problem documents, headers, health.

mod access;
mod auth;
mod body;
mod crowd;
mod custody;
mod day_bytes;
mod drained;
mod errors;
mod form_token;
mod gate;
mod guard;
mod headers;
mod health;
mod idempotency;
mod lanes;
pub(crate) mod listen;
mod lost_form;
mod once;
mod openapi;
mod pace;
mod peer;
mod problem;
mod routes;
mod server;
mod site;
mod unhurried;

pub use access::Access;
pub(crate) use auth::basic;
pub use auth::{Authenticated, Credentials};
pub use body::{Form, Json, Query};
pub(crate) use body::{is_form, read_body, refuse_field};
pub(crate) use crowd::network_of;
pub(crate) use form_token::FIELD as FORM_TOKEN;
pub use form_token::{FormToken, first_field};
pub(crate) use headers::FILE_POLICY;
pub use health::Concern;
pub use idempotency::{Once, OnceAsSent};
pub(crate) use lanes::Lanes;
pub(crate) use once::{FIELD as ONCE_FIELD, SentForms};
pub(crate) use peer::Peer;
pub use problem::Problem;
pub use routes::{BODY_LIMIT_BYTES, Route, Routes};
pub use server::{Running, serve, serve_machines};
pub use site::Site;

/// The role of machines that read `/metrics`.
pub const OPERATOR: &str = "operator";
