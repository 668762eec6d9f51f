//! `GET /api/surfaces`, `PUT /api/surfaces/{name}`.

use axum::extract::{Path, State as Shared};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use service::{Authenticated, Failure, Json, Once};
use utoipa::ToSchema;

use super::prose;
use crate::State;
use crate::actions::{BasisStated, StateBasis};
use crate::db::surfaces::{self, StatementRow};
use crate::surfaces::{Surface, day_of, is_in_force};

/// On what legal basis a surface is compared with hash lists.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SurfaceRequest {
    /// `public` or `private`: who can see what is there.
    channel: String,
    /// The legal basis, in words that name it: law, article, contract.
    basis: String,
    /// First day on which it is in force, as YYYY-MM-DD of the node's time zone.
    from: String,
    /// Last day; absent where it is open-ended.
    #[serde(default)]
    until: Option<String>,
    /// Why it is stated, or stated anew.
    reason: String,
}

model::unprintable!(SurfaceRequest);

/// Every surface.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SurfacesView {
    surfaces: Vec<SurfaceView>,
}

/// A surface with the statement that stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SurfaceView {
    surface: String,
    statement: i64,
    channel: &'static str,
    basis: String,
    from: String,
    until: Option<String>,
    /// Whether it is in force today, so that uploads are compared.
    in_force: bool,
    stated_by: String,
    #[schema(value_type = String)]
    stated_at: Timestamp,
}

impl SurfaceRequest {
    /// The action, with a reason that is one.
    fn action(self, name: &str) -> Result<StateBasis, Failure> {
        let reason = prose("reason", &self.reason)?;
        let until = self.until.as_deref();
        let surface = Surface::read(name, &self.channel, &self.basis, &self.from, until)?;
        Ok(StateBasis { surface, reason })
    }
}

/// States the basis of a surface.
pub(crate) async fn state_basis(
    Shared(state): Shared<State>,
    Authenticated(actor): Authenticated,
    Path(name): Path<String>,
    request: Once<SurfaceRequest>,
) -> Result<Json<BasisStated>, Failure> {
    let action = request.body.action(&name)?;
    let stated = state.node.act_once(&actor, request.key.as_ref(), request.request_sha256, &action).await?;
    Ok(Json(stated.output))
}

/// The surfaces with what stands of each.
pub(crate) async fn list_surfaces(Shared(state): Shared<State>) -> Result<Json<SurfacesView>, Failure> {
    let mut tx = state.node.db().begin_read("list-surfaces").await?;
    let today = day_of(&state.zone, state.node.clock().now());
    let view = |row: StatementRow| SurfaceView {
        in_force: is_in_force(&row, today),
        surface: row.surface,
        statement: row.statement_no,
        channel: row.channel.name(),
        basis: row.basis,
        from: row.from.to_string(),
        until: row.until.map(|until| until.to_string()),
        stated_by: row.stated_by,
        stated_at: row.stated_at,
    };
    let rows = surfaces::list_standing(&mut tx).await?;
    Ok(Json(SurfacesView { surfaces: rows.into_iter().map(view).collect() }))
}
