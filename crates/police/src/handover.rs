//! What a shift at the police leaves over.

use jiff::Timestamp;
use service::alarm;
use service::handover::{HandsOver, Left};
use service::{Actor, Failure, Permission as _, Scope};

use crate::db::{Reader, claims, moves, notices, units, warnings};
use crate::permissions::Permission;
use crate::tasking::AssignmentState;
use crate::views::AssignmentView;
use crate::{Police, api};

impl HandsOver for Police {
    async fn left_over(&self, actor: &Actor, since: Timestamp) -> Result<Vec<Left>, Failure> {
        let may = |permission: Permission| permission.allows(actor) != Scope::None;
        let mut tx = self.reading("count-left-over").await?;
        let (open, untaken) = alarm::count_for::<Self>(&mut tx, actor).await?;
        drop(tx);
        let mut lines =
            vec![Left::new("untaken", untaken, "/alarms").urgent(), Left::new("alarms", open, "/alarms")];
        if may(Permission::ReadAssignments) {
            lines.extend(assignments(self, actor, since).await?);
        }
        let reader = Reader::of(actor);
        if may(Permission::ClaimSubjects) {
            let unit = api::unit_of(actor, Permission::ClaimSubjects)?;
            let now = self.node.clock().now();
            let mut tx = self.reading("count-claims").await?;
            let conflicts = claims::count_conflicts(&mut tx, &reader, unit.as_deref(), now).await?;
            lines.push(Left::new("claims", conflicts, "/claims").urgent());
        }
        let mut tx = self.reading("count-left-over").await?;
        if may(Permission::ReadDisclosures) {
            let open = units::count_open_requests(&mut tx, &reader).await?;
            lines.push(Left::new("requests", open, "/disclosure-requests"));
            let warned = warnings::count(&mut tx, &reader, true, "").await?;
            lines.push(Left::new("evidence-warnings", warned, "/evidence-warnings"));
        }
        if may(Permission::ReadReferrals) {
            lines.push(Left::new("referrals", units::count_referrals(&mut tx, since).await?, "/referrals"));
        }
        if may(Permission::DecideNotices) {
            let undecided = notices::count_undecided(&mut tx).await?;
            lines.push(Left::new("notices", undecided, "/referrals?state=notices"));
        }
        if may(Permission::ReadReports) {
            lines.push(Left::new(
                "reports",
                units::count_reports(&mut tx, &reader, since).await?,
                "/reports",
            ));
        }
        Ok(lines)
    }
}

/// Who is to be arrested, what is open, what was assigned since.
async fn assignments(police: &Police, actor: &Actor, since: Timestamp) -> Result<Vec<Left>, Failure> {
    let mut open = api::assignments::list_for(police, actor, None).await?;
    open.retain(|row| row.outcome.is_none());
    let count = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
    let listed = open.iter().filter(|row| row.in_arrest_list).count();
    let is_new = |row: &&AssignmentView| {
        // handed over again by a transfer counts like the first time
        let again = row.state_at.filter(|_| row.state == AssignmentState::Handed.code());
        again.unwrap_or(row.assigned_at) > since
    };
    let new = open.iter().filter(is_new).count();
    let returned = open.iter().filter(|row| row.state == AssignmentState::Returned.code()).count();
    let taken_away = match actor.unit() {
        Some(unit) => {
            let mut tx = police.reading("count-taken-away").await?;
            moves::count_taken_away(&mut tx, unit, since).await?
        }
        None => 0,
    };
    Ok(vec![
        Left::new("returned", count(returned), "/assignments?state=returned"),
        Left::new("taken-away", taken_away, "/assignment-moves"),
        Left::new("arrest-list", count(listed), "/arrest-list").urgent(),
        Left::new("assigned", count(new), "/assignments"),
        Left::new("assignments", count(open.len()), "/assignments"),
    ])
}
