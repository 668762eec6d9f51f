//! Ask an operator who had the addresses of acts.

use std::collections::BTreeSet;

use model::Id;
use model::kind::Act;
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use super::required;
use crate::db::Reader;
use crate::db::disclosures::{self, RequestRow};
use crate::db::{acts, subjects};
use crate::feedback;
use crate::ids::DisclosureRequest;
use crate::permissions::Permission;

/// Most acts in one request.
const MAX_LINES: usize = 10_000;

/// Issues a request to one operator under a recorded legal basis, one line per act.
pub(crate) struct IssueDisclosureRequest {
    pub(crate) operator: String,
    pub(crate) legal_basis: String,
    pub(crate) act_ids: Vec<Id<Act>>,
}

impl Action for IssueDisclosureRequest {
    type Permission = Permission;
    type Output = Id<DisclosureRequest>;
    const NAME: &'static str = "issue-disclosure-request";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        Permission::RequestDisclosure
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<DisclosureRequest>>, Failure> {
        let row = RequestRow {
            request_id: acting.new_id(),
            operator: required("operator", &self.operator)?,
            legal_basis: required("legal_basis", &self.legal_basis)?,
            issued_at: acting.now,
            standing: true,
            answered_at: None,
        };
        self.check_act_ids()?;
        disclosures::insert_request(acting.tx, &row, acting.actor.name()).await?;
        let mut reports = BTreeSet::new();
        for (line_no, (index, act_id)) in (1_i64..).zip(self.act_ids.iter().enumerate()) {
            let field = format!("act_ids[{index}]");
            let known = acts::find_act(acting.tx, &Reader::of(acting.actor), *act_id).await?;
            let found = known.ok_or_else(|| Failure::refused(&field, "there is no such act"))?;
            if found.act.connection.is_none() {
                return Err(Failure::refused(
                    &field,
                    "no address is stated for this act, so no operator can be asked",
                ));
            }
            if found.act.operator.as_ref().is_some_and(|operator| *operator != row.operator) {
                return Err(Failure::refused(&field, "the address of this act belongs to another operator"));
            }
            disclosures::insert_line(acting.tx, row.request_id, line_no, *act_id).await?;
            reports.insert(found.act.report_id);
        }
        subjects::refresh_clocks_of_request(acting.tx, &row.request_id.to_string()).await?;
        feedback::refresh(acting, reports).await?;
        let entry = EntryDraft::on("disclosure_request", row.request_id)
            .disclosed_to(&row.operator)
            .with("acts", self.act_ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
        Ok(Done::new(row.request_id, entry))
    }
}

impl IssueDisclosureRequest {
    fn check_act_ids(&self) -> Result<(), Failure> {
        if self.act_ids.is_empty() {
            return Err(Failure::refused("act_ids", "name one act at least"));
        }
        if self.act_ids.len() > MAX_LINES {
            return Err(Failure::refused("act_ids", format!("name {MAX_LINES} acts at most in one request")));
        }
        let mut seen = BTreeSet::new();
        match self.act_ids.iter().position(|act_id| !seen.insert(act_id)) {
            Some(index) => Err(Failure::refused(&format!("act_ids[{index}]"), "stands here a second time")),
            None => Ok(()),
        }
    }
}
