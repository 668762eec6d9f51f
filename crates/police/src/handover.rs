//! What a shift at the police leaves over.

use jiff::Timestamp;
use service::alarm;
use service::handover::{HandsOver, Left};
use service::{Actor, Failure, Permission as _, Scope};

use crate::db::{Reader, claims, moves, notices, units, warnings};
use crate::permissions::Permission;
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

/// Who is to be arrested, what is open, what was assigned since. Only whoever was entered in the arrest list is judged: the rest is counted.
async fn assignments(police: &Police, actor: &Actor, since: Timestamp) -> Result<Vec<Left>, Failure> {
    let listed = api::assignments::list_to_arrest(police, actor, None).await?.len();
    let unit = api::unit_of(actor, Permission::ReadAssignments)?;
    let mut tx = police.reading("count-left-assignments").await?;
    let left = units::count_left_assignments(&mut tx, &Reader::of(actor), unit.as_deref(), since).await?;
    let taken_away = match actor.unit() {
        Some(unit) => moves::count_taken_away(&mut tx, unit, since).await?,
        None => 0,
    };
    Ok(vec![
        Left::new("returned", left.returned, "/assignments?state=returned"),
        Left::new("taken-away", taken_away, "/assignment-moves"),
        Left::new("arrest-list", i64::try_from(listed).unwrap_or(i64::MAX), "/arrest-list").urgent(),
        Left::new("assigned", left.new, "/assignments"),
        Left::new("assignments", left.open, "/assignments?state=open"),
    ])
}
