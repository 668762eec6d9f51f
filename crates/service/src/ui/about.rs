//! What runs here: version, licences, sources, keys. For the staff, who must be able to say what they work with.

use askama::Template;
use axum::extract::{FromRef, State};

use super::{NavItem, Page};
use crate::PageContext;
use crate::http::Site;

/// The page `/about`.
#[derive(Template)]
#[template(path = "about.html")]
pub(crate) struct AboutPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    role: &'static str,
    schema: Vec<Schema>,
}

/// How far the schema of an owner of tables has come.
pub(crate) struct Schema {
    owner: String,
    version: i64,
}

/// `GET /about`.
pub(crate) async fn show<S>(
    State(state): State<S>,
    ctx: PageContext,
) -> Result<Page<AboutPage>, crate::Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let mut tx = site.node().db().begin_read("show-about").await?;
    let versions = crate::db::schema_versions(&mut tx).await?;
    drop(tx);
    let schema = versions.into_iter().map(|(owner, version)| Schema { owner, version }).collect();
    Ok(Page(AboutPage { nav: site.navigation(&ctx), ctx, role: site.node().role(), schema }))
}
