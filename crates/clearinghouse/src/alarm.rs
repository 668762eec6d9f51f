//! What an alarm of a clearinghouse can be about: a report, by identifier or number, a referral, or a tip.

use model::Id;
use model::kind::{Referral, Report};
use service::alarm::{Alarm, Seen, Watches};
use service::rights::ObjectRef;
use service::{Acting, Actor, Failure, PageContext, Permission as _, Scope, Tx};

use crate::{Permission, State, alarms, db, tips};

impl Watches for State {
    const HANDLE_ALARMS: Permission = Permission::ReadReports;

    fn country(&self) -> &str {
        &self.opening().country
    }

    async fn call(acting: &mut Acting<'_>, alarm_id: Id<Alarm>) -> Result<(), Failure> {
        alarms::call(acting, alarm_id).await
    }

    fn read_words(ctx: &PageContext, words: String) -> String {
        alarms::read_words(ctx, &words).unwrap_or(words)
    }

    async fn find_seen(tx: &mut Tx, actor: &Actor, object: &ObjectRef) -> Result<Option<Seen>, Failure> {
        let may = |permission: Permission| permission.allows(actor) != Scope::None;
        match object.kind.as_str() {
            "report" if may(Permission::ReadReports) => find_report(tx, &object.id).await,
            "referral" if may(Permission::WatchReferrals) => find_referral(tx, &object.id).await,
            "tip" if may(Permission::ReadTips) => find_tip(tx, &object.id).await,
            _ => Ok(None),
        }
    }
}

async fn find_report(tx: &mut Tx, named: &str) -> Result<Option<Seen>, Failure> {
    let row = match (named.parse::<i64>(), named.parse::<Id<Report>>()) {
        (Ok(number), _) => db::reports::find_by_number(tx, number).await?,
        (_, Ok(report_id)) => db::reports::find(tx, report_id).await?,
        _ => None,
    };
    Ok(row.map(|row| Seen {
        object: ObjectRef::new("report", row.report_id),
        label: row.report_number.to_string(),
        page: format!("/reports/{}", row.report_number),
    }))
}

async fn find_referral(tx: &mut Tx, named: &str) -> Result<Option<Seen>, Failure> {
    let Ok(referral_id) = named.parse::<Id<Referral>>() else { return Ok(None) };
    let row = db::referrals::find(tx, referral_id).await?;
    Ok(row.map(|_| Seen {
        object: ObjectRef::new("referral", referral_id),
        label: referral_id.to_string(),
        page: format!("/referrals/{referral_id}"),
    }))
}

async fn find_tip(tx: &mut Tx, named: &str) -> Result<Option<Seen>, Failure> {
    let Ok(tip_id) = tips::parse(named) else { return Ok(None) };
    let is_there = tips::is_there(tx, &tip_id).await?;
    Ok(is_there.then(|| Seen {
        object: ObjectRef::new("tip", named),
        label: tips::short(&tip_id),
        page: format!("/tips/{named}"),
    }))
}
