//! Keeps what we found out about a finished report: countries, operators, digests. The report is then ready.

use linkage::IdentityTrait;
use model::{Id, kind::Report};
use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Operation, Sealed};

use crate::Permission;
use crate::addresses::{self, StatedAddress};
use crate::beside::Beside;
use crate::country::{Answer, Choice, Proposal};
use crate::db;
use crate::db::addresses::{AddressRow, OpinionRow};
use crate::db::facts::FactRow;
use crate::db::files::Looks;
use crate::db::reports::ChosenCountryRow;
use crate::enrichment::{Finding, fact_column, fact_row};
use crate::identities;
use crate::jobs::cluster_report::ClusterReportJob;
use crate::report_state::ReportState;
use crate::scoring::{self, Gathered};

/// The row under which the address at `position` of a report is sealed.
pub(crate) fn address_row(report_id: Id<Report>, position: i64) -> String {
    format!("{report_id}/{position}")
}

/// Where the address of this row is sealed.
pub(crate) fn address_column(row: &str) -> ColumnRef<'_> {
    ColumnRef { table: "report_address", row, column: "address" }
}

/// Keeps what was found out about a finished report.
pub(crate) struct EnrichReport {
    pub(crate) report_id: Id<Report>,
    pub(crate) addresses: Vec<(StatedAddress, Answer)>,
    /// How its files look.
    pub(crate) looks: Vec<Looks>,
    pub(crate) choice: Choice,
    /// What tells the persons that it names from others.
    pub(crate) identities: Vec<IdentityTrait>,
    /// To which countries the rules propose that it goes.
    pub(crate) proposals: Vec<Proposal>,
    /// What it gives for its scores.
    pub(crate) gathered: Gathered,
    /// What we found out beside it.
    pub(crate) findings: Vec<Finding>,
    /// Whether it rests on files that are known everywhere.
    pub(crate) viral: bool,
}

impl Action for EnrichReport {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "enrich-report";
    const OPERATION: Operation = Operation::Combination;

    fn permission(&self) -> Permission {
        Permission::RunJobs
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let report = db::reports::find(acting.tx, self.report_id).await?;
        let report = report.ok_or_else(|| Failure::absent("report"))?;
        if report.state != ReportState::Finished {
            return Err(Failure::conflict("only a finished report is enriched, and once"));
        }
        for (position, (address, answer)) in (0..).zip(&self.addresses) {
            self.keep_address(acting, position, address, answer).await?;
        }
        for stated in &self.identities {
            if let Some(blind) = identities::blind(acting.columns(), stated) {
                db::traits::insert(acting.tx, self.report_id, &blind).await?;
                self.mark_first_other(acting, &blind).await?;
            }
        }
        for looks in &self.looks {
            db::files::set_looks(acting.tx, looks).await?;
            if let Some(forms) = &looks.forms {
                db::picture_forms::keep(acting.tx, &looks.sha256, forms).await?;
            }
            if let Some(video) = &looks.video {
                db::video_prints::keep(acting.tx, &looks.sha256, video).await?;
            }
        }
        let country = self.choice.country.as_ref().map(|chosen| ChosenCountryRow {
            code: chosen.code.clone(),
            grounds: chosen.grounds.clone(),
            chosen_by: acting.actor.describe(),
        });
        db::reports::set_country(acting.tx, self.report_id, country.as_ref()).await?;
        db::countries::insert_proposals(acting.tx, self.report_id, &self.proposals).await?;
        db::reports::set_disagreement(acting.tx, self.report_id, self.choice.disagree).await?;
        for (position, finding) in (0..).zip(&self.findings) {
            self.keep_finding(acting, position, finding).await?;
        }
        if self.viral {
            db::reports::set_viral(acting.tx, self.report_id).await?;
        }
        db::reports::set_state(acting.tx, self.report_id, ReportState::Ready, None).await?;
        if !self.looks.is_empty() {
            acting.enqueue(&ClusterReportJob { report_id: self.report_id }).await?;
        }
        let weights = scoring::in_use(acting.tx).await?;
        let grounds = self.gathered.clone().score(&weights, acting.now);
        scoring::keep(acting, self.report_id, &grounds).await?;
        let entry = EntryDraft::on("report", self.report_id)
            .with("country", country.as_ref().map_or("undetermined", |country| country.code.as_str()))
            .with("addresses", self.addresses.len().to_string())
            .with("band", grounds.urgency.band.as_str())
            .with("weights", &grounds.urgency.weights_version);
        Ok(Done::new((), entry))
    }
}

impl EnrichReport {
    /// The second report on an account tells the first one's clusters so; of those that come later, each says so of itself.
    async fn mark_first_other(&self, acting: &mut Acting<'_>, blind: &str) -> Result<(), Failure> {
        let others = db::traits::list_others(acting.tx, self.report_id, blind).await?;
        if let [first] = others.as_slice() {
            db::clusters::mark(acting.tx, first, Beside::OtherReports).await?;
        }
        Ok(())
    }

    async fn keep_finding(
        &self,
        acting: &mut Acting<'_>,
        position: i64,
        finding: &Finding,
    ) -> Result<(), Failure> {
        let row = fact_row(self.report_id, position);
        let fact = FactRow {
            position,
            element: finding.element.clone(),
            kind: finding.kind,
            value: Sealed::seal(acting.columns(), fact_column(&row), &finding.value, acting.rng())?,
            source: finding.source.clone(),
            valid_on: finding.valid_on,
        };
        db::facts::insert(acting.tx, self.report_id, &fact).await?;
        Ok(())
    }

    async fn keep_address(
        &self,
        acting: &mut Acting<'_>,
        position: i64,
        stated: &StatedAddress,
        answer: &Answer,
    ) -> Result<(), Failure> {
        let row = address_row(self.report_id, position);
        let address = AddressRow {
            position,
            element: stated.element.clone(),
            address: Sealed::seal(acting.columns(), address_column(&row), &stated.address, acting.rng())?,
            address_blind: addresses::blind(acting.columns(), &stated.address),
            port: stated.port,
            stated_time: stated.time.as_ref().map(|time| time.text().to_owned()),
            operator: answer.operator.clone(),
            shared_by_many: answer.shared_by_many,
        };
        db::addresses::insert(acting.tx, self.report_id, &address).await?;
        for opinion in &answer.opinions {
            let opinion = OpinionRow {
                position,
                source: opinion.source,
                country: opinion.country.clone(),
                valid_on: opinion.valid_on,
            };
            db::addresses::insert_opinion(acting.tx, self.report_id, &opinion).await?;
        }
        Ok(())
    }
}
