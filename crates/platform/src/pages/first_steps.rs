//! What a node still lacks before it works as it should, in the order in which somebody new to it goes about it.

use service::{Failure, PageContext, Tx};

use super::may;
use crate::State;
use crate::db::{destinations, practice};
use crate::permissions::Permission;

/// What is known of the node already, for other parts of the page.
pub(super) struct Known {
    /// Whether anything that comes in may be compared with lists today.
    pub(super) has_basis: bool,
    pub(super) lists: usize,
    pub(super) uploads: i64,
    /// Whether a report was ever filed.
    pub(super) has_filed: bool,
}

/// One step.
pub(super) struct FirstStep {
    /// The text `first-step-KEY` says what it is, `first-why-KEY` what it is for.
    pub(super) key: &'static str,
    /// Where it is done; none where the reader may not, or no page does it.
    pub(super) address: Option<String>,
    pub(super) is_done: bool,
    /// Whether a node is whole without it.
    pub(super) is_optional: bool,
}

/// The steps; none once all are done that a node is not whole without, and for who neither reads reports nor surfaces.
pub(super) async fn list(
    state: &State,
    tx: &mut Tx,
    ctx: &PageContext,
    known: &Known,
) -> Result<Vec<FirstStep>, Failure> {
    if !may(ctx, Permission::ReadReports) && !may(ctx, Permission::ReadSurfaces) {
        return Ok(Vec::new());
    }
    let has_practised = known.has_filed || practice::find_newest(tx).await?.is_some();
    // who carries by hand asks nobody
    let answers = match state.clearinghouse() {
        Some(to) => known.has_filed || destinations::answered_at(tx, &to.address).await?.is_some(),
        None => true,
    };
    let step = |key, page: Option<(&str, Permission)>, is_done, is_optional| FirstStep {
        key,
        address: page.filter(|(_, permission)| may(ctx, *permission)).map(|(page, _)| ctx.href(page)),
        is_done,
        is_optional,
    };
    let has_company = state.config.platform.company.is_some();
    let steps = vec![
        step("duties", Some(("/duties", Permission::ReadSurfaces)), has_company, false),
        step("destination", Some(("/destination", Permission::ReadReports)), answers, false),
        step("practice", Some(("/practice", Permission::ReadSurfaces)), has_practised, false),
        step("basis", Some(("/surfaces", Permission::ReadSurfaces)), known.has_basis, false),
        step("list", Some(("/hash-lists", Permission::ReadHashLists)), known.lists > 0, true),
        step("upload", Some(("/api-keys", Permission::ManageAccounts)), known.uploads > 0, false),
    ];
    let is_whole = steps.iter().all(|step| step.is_done || step.is_optional);
    Ok(if is_whole { Vec::new() } else { steps })
}
