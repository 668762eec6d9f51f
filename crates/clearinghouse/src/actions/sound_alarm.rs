//! Raises the alarm of a Band A report, or puts the report under the alarm of its sender and cluster, which sounds again on a new fact.

use model::triage::Trigger;
use model::{Id, kind::Report};
use service::alarm::{self, Alarm, Standing};
use service::rights::ObjectRef;
use service::{Acting, Action, Done, EntryDraft, Failure};

use crate::Permission;
use crate::alarms::words;
use crate::db;
use crate::db::band_alarms::{BandAlarmRow, FactKind};
use crate::db::reports::ReportRow;
use crate::jobs::call_rota::CallRotaJob;

/// Raises the alarm of a Band A report.
pub(crate) struct SoundAlarm {
    pub(crate) report_id: Id<Report>,
    /// Why it is Band A.
    pub(crate) triggers: Vec<Trigger>,
    /// Of its files.
    pub(crate) sha256s: Vec<String>,
    /// Of its files and of their near-duplicates.
    pub(crate) pdq_hashes: Vec<String>,
}

impl Action for SoundAlarm {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "sound-alarm";

    fn permission(&self) -> Permission {
        Permission::RunJobs
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let report = db::reports::find(acting.tx, self.report_id).await?;
        let report = report.ok_or_else(|| Failure::absent("report"))?;
        let (alarm_id, sounds) = match self.find_standing(acting, &report).await? {
            Some(found) => (found.row.alarm_id, self.join(acting, &report, &found).await?),
            None => (self.raise(acting, &report).await?, true),
        };
        let entry = EntryDraft::on("report", self.report_id)
            .with("alarm_id", alarm_id.to_string())
            .with("sounds", if sounds { "yes" } else { "no" });
        Ok(Done::new((), entry))
    }
}

impl SoundAlarm {
    /// The alarm that the report is under, else that of its sender and cluster. One that was erased counts for none.
    async fn find_standing(
        &self,
        acting: &mut Acting<'_>,
        report: &ReportRow,
    ) -> Result<Option<Found>, Failure> {
        let mut row = db::band_alarms::find_of_report(acting.tx, self.report_id).await?;
        let is_new = row.is_none();
        if is_new {
            let party = &report.reporting_party;
            row = db::band_alarms::find_of_cluster(acting.tx, party, &self.sha256s, &self.pdq_hashes).await?;
        }
        let Some(row) = row else { return Ok(None) };
        let standing = alarm::standing(acting.tx, row.alarm_id).await?;
        Ok(standing.map(|standing| Found { row, standing, is_new }))
    }

    async fn raise(&self, acting: &mut Acting<'_>, report: &ReportRow) -> Result<Id<Alarm>, Failure> {
        let object = ObjectRef::new("report", self.report_id);
        let alarm_id = alarm::sound(acting, &object, &words(report.report_number, &self.triggers)).await?;
        let now = acting.now;
        db::band_alarms::insert(acting.tx, alarm_id, &report.reporting_party, now).await?;
        db::band_alarms::join(acting.tx, alarm_id, self.report_id, now).await?;
        self.learn(acting, alarm_id).await?;
        acting.enqueue(&CallRotaJob::first(alarm_id, 1)).await?;
        Ok(alarm_id)
    }

    /// Puts the report under an alarm; says whether that lets it sound again.
    async fn join(
        &self,
        acting: &mut Acting<'_>,
        report: &ReportRow,
        found: &Found,
    ) -> Result<bool, Failure> {
        let (row, now) = (&found.row, acting.now);
        db::band_alarms::join(acting.tx, row.alarm_id, self.report_id, now).await?;
        let news = self.learn(acting, row.alarm_id).await?;
        if news.triggers.is_empty() && !news.account && !found.is_unknown_to_who_closed() {
            return Ok(false);
        }
        let known = db::band_alarms::list_triggers(acting.tx, row.alarm_id).await?;
        let known: Vec<Trigger> = known.into_iter().map(|(trigger, _)| trigger).collect();
        let words = words(report.report_number, &known);
        if !self.lets_sound(&news, found) {
            alarm::say(acting, row.alarm_id, &words).await?;
            return Ok(false);
        }
        alarm::sound_again(acting, row.alarm_id, &words).await?;
        db::band_alarms::sound_again(acting.tx, row.alarm_id, now).await?;
        acting.enqueue(&CallRotaJob::first(row.alarm_id, row.soundings + 1)).await?;
        Ok(true)
    }

    /// A new trigger that is not the sender's word alone always does. A new account does once somebody took the alarm: before that they see it when
    /// they come, and a flood must not call without end. After it was closed any other report does. The sender's mark by itself never does.
    fn lets_sound(&self, news: &News, found: &Found) -> bool {
        let is_independent = |triggers: &[Trigger]| triggers.iter().any(|trigger| trigger.is_independent());
        let is_news = news.account && found.standing != Standing::Waiting || found.is_unknown_to_who_closed();
        is_independent(&news.triggers) || (is_news && is_independent(&self.triggers))
    }

    /// Teaches an alarm what the report says; gives what of it was new.
    async fn learn(&self, acting: &mut Acting<'_>, alarm_id: Id<Alarm>) -> Result<News, Failure> {
        let (now, mut triggers) = (acting.now, Vec::new());
        for trigger in &self.triggers {
            let fact = (FactKind::Trigger, trigger.as_str());
            if db::band_alarms::learn(acting.tx, alarm_id, fact, self.report_id, now).await? {
                triggers.push(*trigger);
            }
        }
        let accounts = db::band_alarms::list_accounts_of(acting.tx, self.report_id).await?;
        let mut new_accounts = 0;
        for account in &accounts {
            let fact = (FactKind::Account, account.as_str());
            let is_new = db::band_alarms::learn(acting.tx, alarm_id, fact, self.report_id, now).await?;
            new_accounts += usize::from(is_new);
        }
        // one that shares an address or an identifier with what is known is no other account
        Ok(News { triggers, account: !accounts.is_empty() && new_accounts == accounts.len() })
    }
}

/// An alarm under which a report comes, or is.
struct Found {
    row: BandAlarmRow,
    standing: Standing,
    /// Whether the report was not under it before.
    is_new: bool,
}

impl Found {
    /// Whether somebody closed the alarm who could not know of the report.
    fn is_unknown_to_who_closed(&self) -> bool {
        self.is_new && self.standing == Standing::Closed
    }
}

/// What an alarm did not know yet.
struct News {
    triggers: Vec<Trigger>,
    /// Whether nothing that tells the report's accounts was known.
    account: bool,
}
