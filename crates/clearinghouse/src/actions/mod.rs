//! What changes the state of a clearinghouse: one file per action.

pub(crate) mod add_file;
pub(crate) mod add_file_details;
pub(crate) mod answer_tip;
pub(crate) mod apply_weights;
pub(crate) mod begin_import;
pub(crate) mod change_referral;
pub(crate) mod choose_country;
pub(crate) mod choose_country_of_cluster;
pub(crate) mod claim_tip;
pub(crate) mod classify_content;
pub(crate) mod close_tip;
pub(crate) mod discard_evidence;
pub(crate) mod draw_blind_sample;
pub(crate) mod enrich_report;
pub(crate) mod expire_report;
pub(crate) mod fetch_package;
pub(crate) mod finish_report;
pub(crate) mod forget_hash_reasons;
pub(crate) mod give_hash_feedback;
mod hash_change;
pub(crate) mod import_lines;
pub(crate) mod join_hash_sharing;
pub(crate) mod judge_urgent_mark;
pub(crate) mod keep_hash_entries;
pub(crate) mod keep_notice_receipt;
pub(crate) mod keep_package;
pub(crate) mod keep_receipt;
pub(crate) mod make_referral;
pub(crate) mod mark_cluster_informational;
pub(crate) mod mark_informational;
pub(crate) mod mark_protection;
pub(crate) mod mark_read;
pub(crate) mod mark_standing_text;
pub(crate) mod note_refusal;
pub(crate) mod note_tip;
pub(crate) mod note_told_feedback;
pub(crate) mod open_report;
pub(crate) mod open_tip_steps;
pub(crate) mod override_band;
pub(crate) mod pass_on_tip;
pub(crate) mod place_call;
pub(crate) mod put_in_cluster;
pub(crate) mod read_blind;
pub(crate) mod release_protection;
pub(crate) mod rescore_reports;
pub(crate) mod retract_report;
pub(crate) mod send_again;
pub(crate) mod settle_call;
pub(crate) mod sound_alarm;
pub(crate) mod take_feedback;
pub(crate) mod take_notice;
pub(crate) mod take_tip_step;
mod tip_decision;
pub(crate) mod undo_import;
pub(crate) mod withdraw_hash_entry;

use model::{Id, kind::Referral};
use service::{Acting, Failure, Scope};

use crate::db;
use crate::db::imports::ImportRow;
use crate::db::referrals::ReferralRow;
use crate::db::reports::ReportRow;
use crate::jobs::expire_report::ExpireReport;
use crate::report_state::{ReportState, expires_at};

/// The actor's own report, if it is open. A foreign report looks like none.
async fn load_own_open_report(acting: &mut Acting<'_>, number: i64) -> Result<ReportRow, Failure> {
    let report = db::reports::find_by_number(acting.tx, number).await?;
    let report = report
        .filter(|report| report.reporting_party == acting.actor.name())
        .ok_or_else(|| Failure::absent("report"))?;
    match report.state {
        ReportState::Open => Ok(report),
        ReportState::Expired => Err(Failure::absent("report")),
        ReportState::Retracted => Err(Failure::conflict("the report is retracted")),
        ReportState::Finished | ReportState::Ready | ReportState::Referred | ReportState::Informational => {
            Err(Failure::conflict("the report is finished"))
        }
    }
}

/// Notes a change to an open report, which may put off its expiry.
async fn touch(acting: &mut Acting<'_>, report: &ReportRow) -> Result<(), Failure> {
    db::reports::touch(acting.tx, report.report_id, acting.now).await?;
    let expires = expires_at(report.received_at, acting.now);
    if expires > expires_at(report.received_at, report.received_at) {
        acting.enqueue_at(&ExpireReport { report_id: report.report_id }, expires).await?;
    }
    Ok(())
}

/// An import: the actor's own, or any for whoever may see all. Another's looks like none.
async fn load_own_import(acting: &mut Acting<'_>, import_id: &str) -> Result<ImportRow, Failure> {
    let import = db::imports::find(acting.tx, import_id).await?;
    let (scope, name) = (acting.scope, acting.actor.name());
    import
        .filter(|import| scope == Scope::All || import.begun_by == name)
        .ok_or_else(|| Failure::absent("import"))
}

async fn load_referral(acting: &mut Acting<'_>, referral_id: Id<Referral>) -> Result<ReferralRow, Failure> {
    db::referrals::find(acting.tx, referral_id).await?.ok_or_else(|| Failure::absent("referral"))
}

/// Most characters of a reason or a note.
const MAX_REASON_CHARS: usize = 4000;

/// A text that must say something, without the spaces around it.
fn required(field: &str, text: &str) -> Result<String, Failure> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Failure::refused(field, "must not be empty"));
    }
    if text.chars().count() > MAX_REASON_CHARS {
        return Err(Failure::refused(
            field,
            format!("must not be longer than {MAX_REASON_CHARS} characters"),
        ));
    }
    Ok(text.to_owned())
}
