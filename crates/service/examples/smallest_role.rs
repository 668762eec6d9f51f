//! The smallest role that uses every part of this crate: notes on a board. Start it and look at its pages:
//! `cargo run -p service --example smallest_role`, then http://127.0.0.1:7099 as `ana` with the secret `secret-of-ana`.
#![allow(missing_docs, reason = "an example; the comments say what there is to say")]

use askama::Template;
use axum::extract::{FromRef, Path, State as Of};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use model::Id;
use service::accounts::{Accounts, Membership, StaffRole, Staffing};
use service::oversight::four_eyes::FourEyes;
use service::{
    Acting, Action, Actor, Authenticated, Done, EntryDraft, Env, Failure, Form, Json, Lang, List, Migration,
    NavItem, Node, NodeConfig, Once, Operation, Page, PageContext, Paging, Permission, Routes, Running,
    Scope, Shutdown, Site, StartError, Texts, open_node, serve,
};

#[path = "smallest_role/parts.rs"]
mod parts;

pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    name: "notes",
    sql: "CREATE TABLE note (note_id TEXT PRIMARY KEY, body TEXT NOT NULL, noted_at BIGINT NOT NULL)",
}];

pub const TEXTS: [(Lang, &str); 2] =
    [(Lang::En, include_str!("smallest_role/en.ftl")), (Lang::Es, include_str!("smallest_role/es.ftl"))];

use sqlx::Row as _;

model::kinds! {
    /// A note on the board.
    Note = "not";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum May {
    Read,
    Write,
    Oversee,
    Manage,
}

impl Permission for May {
    fn allows(self, actor: &Actor) -> Scope {
        match (actor.role(), self) {
            ("clerk", Self::Read | Self::Write)
            | ("overseer", Self::Oversee)
            | ("reader", Self::Read)
            | ("administrator", Self::Read | Self::Manage) => Scope::All,
            _ => Scope::None,
        }
    }
}

#[derive(Clone)]
pub struct State {
    site: Site,
}

impl FromRef<State> for Site {
    fn from_ref(state: &State) -> Self {
        state.site.clone()
    }
}

#[allow(dead_code, reason = "for the test that calls every route as a stranger")]
pub fn state(site: Site) -> State {
    State { site }
}

impl Accounts for State {
    type Permission = May;
    const MANAGE_ACCOUNTS: May = May::Manage;
    const REVEALING: &'static [May] = &[May::Write];

    fn staff_roles() -> Vec<StaffRole> {
        let of_node = |name| StaffRole { name, membership: Membership::OfNode };
        let clerk = StaffRole { name: "clerk", membership: Membership::OfUnit };
        vec![clerk, of_node("reader"), of_node("overseer"), of_node("administrator")]
    }

    fn units() -> Vec<(String, String)> {
        vec![("08".to_owned(), "Barcelona".to_owned())]
    }

    fn machine_roles() -> Vec<&'static str> {
        vec!["reader"]
    }
}

pub fn routes() -> Routes<State, May> {
    let routes = Routes::new("board")
        .page("/", May::Read, "The board", board)
        .operation(Operation::Consultation)
        .page("/parts", May::Read, "Every part that pages are made of", parts::show)
        .no_personal_data()
        .post("/parts", May::Write, "Write a note, by the form among the parts", parts::send)
        .operation(Operation::Collection)
        .post("/notes", May::Write, "Write a note, from the page", post_note)
        .operation(Operation::Collection)
        .get("/api/notes", May::Read, "How many notes there are", count_notes)
        .no_personal_data()
        .gives::<i64>(200)
        .get("/api/notes/{note_id}", May::Read, "One note", show_note)
        .operation(Operation::Consultation)
        .gives::<NoteView>(200)
        .post("/api/notes", May::Write, "Write a note", add_note)
        .operation(Operation::Collection)
        .takes::<AddNote>()
        .gives::<Added>(201)
        .body_limit(2048)
        .post("/api/burst", May::Write, "Fail on purpose", burst)
        .no_personal_data()
        .bare_refusals();
    service::accounts::routes(routes).four_eyes().access_entries(May::Oversee)
}

pub async fn start(config: NodeConfig, env: Env) -> Result<Running, StartError> {
    config.check_roles(&["clerk", "reader", "overseer", "administrator"])?;
    let node = open_node("board", &config, &env, MIGRATIONS).await?;
    let site = site(&node, &config)?;
    serve(node, &config, routes().into_router(State { site }), Shutdown::new(), Vec::new()).await
}

pub fn site(node: &Node, config: &NodeConfig) -> Result<Site, StartError> {
    let texts = Texts::new(&TEXTS).map_err(|error| StartError::other(&error))?;
    Ok(Site::new(node, config, texts, nav, FourEyes::new(), Staffing::of::<State>())?)
}

// --- the action --------------------------------------------------------------------------------------------------------

#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddNote {
    body: String,
}

#[derive(Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct Added {
    note_id: String,
}

impl Action for AddNote {
    type Permission = May;
    type Output = Added;
    const NAME: &'static str = "add-note";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> May {
        May::Write
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Added>, Failure> {
        if self.body.trim().is_empty() {
            return Err(Failure::refused("body", "write something"));
        }
        let note_id = acting.new_id::<Note>().to_string();
        sqlx::query("INSERT INTO note (note_id, body, noted_at) VALUES ($1, $2, $3)")
            .bind(&note_id)
            .bind(&self.body)
            .bind(acting.now.as_microsecond())
            .execute(acting.tx.conn())
            .await?;
        let entry = EntryDraft::on("note", &note_id);
        Ok(Done::new(Added { note_id }, entry))
    }
}

async fn read(site: &Site, sql: &str) -> Result<i64, Failure> {
    let mut tx = site.node().db().begin_read("count-notes").await?;
    Ok(sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(tx.conn()).await?)
}

// --- api ---------------------------------------------------------------------------------------------------------------

async fn add_note(
    Of(state): Of<State>,
    Authenticated(actor): Authenticated,
    once: Once<AddNote>,
) -> Result<impl IntoResponse, Failure> {
    let added =
        state.site.node().act_once(&actor, once.key.as_ref(), once.request_sha256, &once.body).await?;
    Ok((StatusCode::CREATED, Json(added.output)))
}

async fn count_notes(Of(state): Of<State>) -> Result<Json<i64>, Failure> {
    Ok(Json(read(&state.site, "SELECT COUNT(*) FROM note").await?))
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct NoteView {
    note_id: String,
    body: String,
}

async fn show_note(Of(state): Of<State>, Path(id): Path<Id<Note>>) -> Result<Json<NoteView>, Failure> {
    let mut tx = state.site.node().db().begin_read("show-note").await?;
    let query = sqlx::query("SELECT body FROM note WHERE note_id = $1").bind(id.to_string());
    let row = query.fetch_optional(tx.conn()).await?.ok_or_else(|| Failure::absent("note"))?;
    Ok(Json(NoteView { note_id: id.to_string(), body: row.try_get("body")? }))
}

async fn burst() -> Failure {
    panic!("on purpose")
}

// --- pages -------------------------------------------------------------------------------------------------------------

#[derive(Template)]
#[template(path = "../examples/smallest_role/board.html")]
struct Board {
    ctx: PageContext,
    nav: Vec<NavItem>,
    list: List,
    paging: Paging,
    count: i64,
}

pub fn nav(ctx: &PageContext) -> Vec<NavItem> {
    NavItem::list(ctx, &[("/", "nav-board"), ("/parts", "nav-parts")])
}

async fn board(Of(state): Of<State>, ctx: PageContext, list: List) -> Result<impl IntoResponse, Failure> {
    let count = read(&state.site, "SELECT COUNT(*) FROM note").await?;
    Ok(Page(Board { nav: nav(&ctx), paging: list.paging(count), ctx, list, count }))
}

async fn post_note(
    Of(state): Of<State>,
    ctx: PageContext,
    Form(note): Form<AddNote>,
) -> Result<Redirect, Failure> {
    state.site.node().act(&ctx.actor, &note).await?;
    Ok(Redirect::to(&ctx.href("/")))
}

#[allow(dead_code, reason = "the tests drive the role themselves")]
#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    service::telemetry::init();
    let dir = tempfile::tempdir()?;
    let config = NodeConfig {
        listen: ([127, 0, 0, 1], 7099).into(),
        public_url: "http://board.localhost:7099".into(),
        data_dir: dir.path().join("data"),
        reserve_bytes: 0,
        database: None,
        node_key_file: None,
        passphrase_file: None,
        test_clock: Some("2020-12-28T09:00:00Z@1764000000".into()),
        simulation: true,
        time_zone: "UTC".into(),
        tls: None,
        client_tls: None,
        trusted_ca_file: None,
        limits: service::config::LimitsConfig::default(),
        scrub: service::scrub::ScrubConfig::default(),
        sandbox: service::sandbox::SandboxConfig::default(),
        opening: service::opening::OpeningConfig::default(),
        danger: service::alarm::DangerConfig::default(),
        witness: Vec::new(),
        witnessed_log: Vec::new(),
        password_words: Vec::new(),
        actor: vec![service::check::staff("ana", "clerk", Some("08"))],
        practice: None,
    };
    let env = Env::from_config(&config)?;
    let running = start(config, env).await?;
    running.stopping().await;
    Ok(())
}
