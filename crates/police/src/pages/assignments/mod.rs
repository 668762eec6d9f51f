//! The desk of a provincial unit: its assignments, each with what may be done and what came of it.
//!
//! A unit may sit at the end of a slow line, so each page asks for one document and says everything in it.

mod forms;
mod list;
mod show;
mod steps;
mod time;

pub(crate) use forms::{enter_arrest_list, record_outcome, withdraw_entry, withdraw_outcome};
pub(crate) use list::list;
pub(super) use show::load_detail;
pub(crate) use show::show;
pub(crate) use steps::{accept, give_back, transfer};
pub(super) use time::read as read_time;

use service::PageContext;
use service::ui::{Cell, Column, Tone};

use super::{state_badges, word};
use crate::views::AssignmentView;

/// Whether the reader sees several units, so that a list names them.
pub(super) fn sees_units(ctx: &PageContext) -> bool {
    ctx.actor.unit().is_none()
}

/// The column of the unit.
pub(super) fn unit_column(ctx: &PageContext) -> Column {
    Column::new("unit", ctx.t("unit")).sorts()
}

/// The unit's name is Castilian.
pub(super) fn unit_cell(row: &AssignmentView) -> Cell {
    Cell::text(row.unit_name).in_language("es")
}

/// Path, in words; below it what holds the person back, where something does.
pub(super) fn path_cell(ctx: &PageContext, row: &AssignmentView) -> Cell {
    let path = path_in_words(ctx, row);
    let badges = state_badges(ctx, row.identification_state, (row.ground_lost, row.link_contested));
    if badges.is_empty() {
        return path;
    }
    let badges = badges.into_iter().map(|(tone, text)| Cell::badge(tone, text));
    Cell::lines(std::iter::once(path).chain(badges).collect())
}

fn path_in_words(ctx: &PageContext, row: &AssignmentView) -> Cell {
    match row.path {
        "protection" | "juvenile" => Cell::badge(Tone::Info, word(ctx, "path", row.path)),
        "undetermined" => Cell::badge(Tone::Warn, word(ctx, "path", row.path)),
        _ => Cell::text(word(ctx, "path", row.path)),
    }
}
