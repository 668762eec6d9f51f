//! What turns a role into a process: database, jobs, custody log, HTTP edge, accounts, pages, texts, sandboxed decoding.

pub mod accounts;
mod action;
mod actor;
pub mod alarm;
pub mod backup;
pub mod breach;
#[cfg(feature = "canary-vulns")]
pub mod canary;
#[cfg(feature = "testing")]
pub mod check;
mod client;
mod clock;
pub mod config;
pub mod custody_log;
pub mod db;
pub mod drafts;
mod failure;
pub mod handover;
pub mod hash_lists;
pub mod http;
pub mod i18n;
pub mod jobs;
pub mod keys;
pub mod near_files;
mod networks;
mod node;
pub mod opening;
pub mod oversight;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod privacy;
mod receipts;
pub mod rights;
pub mod rights_desk;
pub mod sandbox;
pub mod scrub;
mod seal;
pub mod search;
pub mod signing;
mod space;
mod start;
mod steady;
pub mod telemetry;
#[cfg(feature = "testing")]
pub mod testing;
mod tls;
pub mod triage;
pub mod ui;
pub mod webhook;
pub mod witness;

pub use action::{Acting, Action, Done, EntryDraft, Permission, Scope};
pub use actor::Actor;
pub use client::{http_client, peer_url, transfer_timeout};
pub use clock::{OffsetClock, OffsetClockError, SystemClock, SystemRng};
pub use config::{ActorConfig, ActorKind, ConfigError, NodeConfig, load};
pub use db::{Db, DbError, Engine, Migration, Tx};
pub use failure::{Broken, Failure, Reason, Refused, causes};
pub use http::{
    Access, Authenticated, Concern, Credentials, Form, FormToken, Json, Once, OnceAsSent, Problem, Query,
    Route, Routes, Running, Site, serve, serve_machines,
};
pub use i18n::{Lang, PageContext, PageFrame, Texts, TextsError};
pub use jobs::{Job, JobError, Worker, enqueue_unless_queued};
pub use keys::{CaseKey, CaseKeys, NodeKeys};
pub use node::Node;
pub use oversight::Operation;
pub use receipts::{IdempotencyKey, Replayable, request_sha256};
pub use sandbox::{Sandbox, SandboxError, decode_media_child};
pub use seal::{ColumnKeys, ColumnRef, SealError, Sealed};
pub use space::Space;
pub use start::{Env, StartError, make_keys, open_key_file, open_node};
pub use tls::{
    ClientTlsConfig, DevelopmentCertificate, DevelopmentError, TlsConfig, Validity, development_command,
    validities,
};
/// Tells background tasks to finish: cancel it, then await them.
pub use tokio_util::sync::CancellationToken as Shutdown;
pub use ui::{
    Cell, Column, Download, FileForm, List, Markup, NavGroup, NavItem, Page, Paging, PersonCard, Row, Table,
    Tone, Typed, TypedForm, forms,
};
