//! An analyst changes what became of a referral: has it delivered again, takes it or some of its reports back, corrects it, or draws a report
//! or one row out of a batch. Each with a reason. Whoever ever got a report that is taken back or corrected is told so by a signed notice.

mod reports;
mod telling;

use model::{Id, kind::Referral as ReferralKind};
use serde::{Deserialize, Serialize};
use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Operation, Sealed};
use wire::note::NoteSigner;
use wire::referral_notice::{NoticeKind, NoticeReason};

use self::reports::{concerned, deliver_again, drawn, refer_anew};
use super::{load_referral, required};
use crate::Permission;
use crate::db;
use crate::db::referral_changes::ChangeRow;
use crate::db::referrals::Drawn;
use crate::kinds;

/// What becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    /// The agency lost the package: it is sent once more.
    DeliverAgain,
    /// The clearinghouse does not stand by these reports any more; without numbers, by none of the referral.
    Withdraw { numbers: Vec<i64>, code: NoticeReason },
    /// What was added to them was wrong: a new referral with the same reports takes this one's place.
    Correct { numbers: Vec<i64>, code: NoticeReason },
    /// One report of a batch, or one row of it, becomes a referral of its own; the batch stands.
    DrawOut { number: i64, row: Option<String> },
}

impl Change {
    fn kind(&self) -> &'static str {
        match self {
            Self::DeliverAgain => "delivered_again",
            Self::Withdraw { .. } => NoticeKind::Withdrawn.as_str(),
            Self::Correct { .. } => NoticeKind::Corrected.as_str(),
            Self::DrawOut { .. } => "drawn_out",
        }
    }

    fn code(&self) -> Option<NoticeReason> {
        match self {
            Self::Withdraw { code, .. } | Self::Correct { code, .. } => Some(*code),
            Self::DeliverAgain | Self::DrawOut { .. } => None,
        }
    }
}

/// Changes what became of a referral.
pub(crate) struct ChangeReferral<'a> {
    pub(crate) referral_id: Id<ReferralKind>,
    pub(crate) change: Change,
    pub(crate) reason: String,
    /// Signs what agencies are told.
    pub(crate) signer: &'a NoteSigner,
}

/// A change that was made.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct ReferralChanged {
    /// The referral.
    #[schema(value_type = String)]
    pub(crate) referral_id: Id<ReferralKind>,
    /// How many agencies' referrals are told of it.
    pub(crate) notices: usize,
    /// The referral that was made by it.
    #[schema(value_type = Option<String>)]
    pub(crate) new_referral_id: Option<Id<ReferralKind>>,
}

/// Where the reason of a change is sealed.
pub(crate) fn reason_column(row: &str) -> ColumnRef<'_> {
    ColumnRef { table: "referral_change", row, column: "reason" }
}

impl Action for ChangeReferral<'_> {
    type Permission = Permission;
    type Output = ReferralChanged;
    const NAME: &'static str = "change-referral";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        Permission::MakeReferrals
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<ReferralChanged>, Failure> {
        let referral = load_referral(acting, self.referral_id).await?;
        let reason = required("reason", &self.reason)?;
        let change_id: Id<kinds::ReferralChange> = acting.new_id();
        let (reports, new_referral_id) = match &self.change {
            Change::DeliverAgain => (deliver_again(acting, &referral).await?, None),
            Change::Withdraw { numbers, .. } => (concerned(acting, &referral, numbers).await?, None),
            Change::Correct { numbers, .. } => {
                let reports = concerned(acting, &referral, numbers).await?;
                let new = refer_anew(acting, &referral, &reports, referral.drawn.clone()).await?;
                (reports, Some(new))
            }
            Change::DrawOut { number, row } => {
                let reports = drawn(acting, &referral, *number, row.as_deref()).await?;
                let drawn = Drawn { from: Some(self.referral_id.to_string()), row: row.clone() };
                let new = refer_anew(acting, &referral, &reports, drawn).await?;
                (reports, Some(new))
            }
        };
        self.keep(acting, change_id, &reason, new_referral_id).await?;
        let notices = self.tell_all(acting, change_id, (&referral, &reports), new_referral_id).await?;
        let numbers: Vec<String> = reports.iter().map(|report| report.report_number.to_string()).collect();
        let entry = EntryDraft::on("referral", self.referral_id)
            .disclosed_to(&referral.agency_code)
            .with("change", self.change.kind())
            .with("change_id", change_id.to_string())
            .with("reports", numbers.join(" "))
            .with("notices", notices.to_string());
        let entry = match &self.change {
            Change::DrawOut { row: Some(row), .. } => entry.with("row", row),
            _ => entry,
        };
        let output = ReferralChanged { referral_id: self.referral_id, notices, new_referral_id };
        Ok(Done::new(output, entry))
    }
}

impl ChangeReferral<'_> {
    async fn keep(
        &self,
        acting: &mut Acting<'_>,
        change_id: Id<kinds::ReferralChange>,
        reason: &str,
        new_referral_id: Option<Id<ReferralKind>>,
    ) -> Result<(), Failure> {
        let row = change_id.to_string();
        let change = ChangeRow {
            change_id,
            referral_id: self.referral_id,
            kind: self.change.kind().to_owned(),
            reason_code: self.change.code().map(|code| code.as_str().to_owned()),
            reason: Sealed::seal(acting.columns(), reason_column(&row), &reason.to_owned(), acting.rng())?,
            replaced_by: new_referral_id.map(|id| id.to_string()),
            made_by: acting.actor.role().to_owned(),
            made_at: acting.now,
        };
        Ok(db::referral_changes::insert(acting.tx, &change).await?)
    }
}
