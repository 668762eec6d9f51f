//! Keep a verified package: its reports, accounts, acts, files and links, all or nothing.

use std::collections::BTreeMap;

use jiff::civil::Date;
use model::Id;
use model::kind::{EvidenceItem, Report};
use service::near_files::{NearFiles, Print};
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};
use sha2::{Digest, Sha256};
use wire::custody_mark::CustodyMark;
use wire::feedback::{KnownReports, Receipt};
use wire::referral::ReferredFile;

use crate::country::deciding_law;
use crate::db::accounts::{self, AccountRow};
use crate::db::acts::{self, ActRow};
use crate::db::limitation::note_arrival;
use crate::db::media::{self, MediaRow};
use crate::db::referrals::{self, ReferralRow};
use crate::db::report_imports::{self, ImportRow};
use crate::db::reports::{self, ReportRow};
use crate::db::subjects::refresh_evidence;
use crate::db::{evidence, subjects};
use crate::ids::Account;
use crate::intake::{Incoming, IncomingAct, IncomingReport, Staged, Stated};
use crate::permissions::Permission;
use crate::{clusters, connections, feedback, ip_events, limitation, linking, retention, scoring, seals};

/// Keeps a package. The same package again changes nothing and gives the first receipt.
pub(crate) struct ReceiveReferral<'a> {
    pub(crate) staged: &'a Staged,
    pub(crate) incoming: &'a Incoming,
    pub(crate) near_files: &'a NearFiles,
    /// Whose law says how long operators keep connections: the country that the node names.
    pub(crate) country: &'a str,
}

impl Action for ReceiveReferral<'_> {
    type Permission = Permission;
    type Output = Receipt;
    const NAME: &'static str = "receive-referral";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> Permission {
        Permission::ReceiveReferral
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Receipt>, Failure> {
        let opened = &self.staged.opened;
        let referral_id = &opened.referral.referral_id;
        if let Some(known) = referrals::find_referral(acting.tx, referral_id).await? {
            return repeated(acting, &known, &opened.digest_sha256).await;
        }
        let row = self.keep_referral(acting).await?;
        let (mut kept, mut known) = (Vec::new(), Vec::new());
        for incoming in &self.incoming.0 {
            let (report_id, is_known) = self.keep_report(acting, incoming).await?;
            reports::add_to_referral(acting.tx, referral_id, report_id).await?;
            kept.push(report_id);
            if is_known {
                known.push(report_id);
            }
        }
        note_arrival(acting.tx, referral_id).await?;
        let reports = kept.len();
        if opened.referral.is_import() {
            keep_import(acting, &row, (reports, known.len())).await?;
        }
        feedback::tell_standing(acting, referral_id, &known).await?;
        // a report of an account that is in an operation already is in inquiry from the first day
        feedback::refresh(acting, kept).await?;
        let entry = EntryDraft::on("referral", referral_id)
            .with("package_sha256", &opened.digest_sha256)
            .with("signer", &opened.signer)
            .with("reports", format!("{reports}"));
        Ok(Done::new(receipt(acting, &row).await?, entry))
    }
}

/// The receipt of a package that came before; another package under its name is refused.
async fn repeated(
    acting: &mut Acting<'_>,
    known: &ReferralRow,
    digest_sha256: &str,
) -> Result<Done<Receipt>, Failure> {
    if known.package_sha256 != digest_sha256 {
        return Err(Failure::conflict(format!(
            "another package with the referral id {} was received before",
            known.referral_id
        )));
    }
    let entry = EntryDraft::on("referral", &known.referral_id)
        .with("package_sha256", digest_sha256)
        .with("repeated", "true");
    Ok(Done::new(receipt(acting, known).await?, entry))
}

/// With the checkpoint that stood when the package came, and the reports that were known then, so that the same package gets the same receipt.
async fn receipt(acting: &mut Acting<'_>, row: &ReferralRow) -> Result<Receipt, Failure> {
    let mark = acting.checkpoint_mark(row.received_at).await?.map(|mark| CustodyMark {
        origin: mark.origin,
        key_fingerprint: mark.key_fingerprint,
        size: mark.size,
        root: mark.root,
    });
    let known = referrals::list_known(acting.tx, &row.referral_id, row.received_at).await?;
    let known =
        known.into_iter().map(|(referral_id, report_numbers)| KnownReports { referral_id, report_numbers });
    let receipt =
        Receipt::new(row.receipt_id.to_string(), &row.referral_id, row.received_at, &row.package_sha256);
    Ok(receipt.with_custody(mark).with_known(known.collect()))
}

impl ReceiveReferral<'_> {
    async fn keep_referral(&self, acting: &mut Acting<'_>) -> Result<ReferralRow, Failure> {
        let opened = &self.staged.opened;
        let item_id: Id<EvidenceItem> = acting.new_id();
        let package = &self.staged.package;
        acting.cases().keep(acting.tx, &package.case).await?;
        evidence::insert_item(acting.tx, item_id, &package.item, acting.now).await?;
        let referral = &opened.referral;
        let row = ReferralRow {
            referral_id: referral.referral_id.clone(),
            receipt_id: self.staged.receipt_id,
            sender: opened.signer.clone(),
            from_name: referral.from.name.clone(),
            from_country: referral.from.country.clone(),
            to_agency: referral.to.agency.clone(),
            made_at: referral.made_at,
            conveyed_by: referral.conveyed_by.clone(),
            package_sha256: opened.digest_sha256.clone(),
            received_at: acting.now,
            received_by: acting.actor.name().to_owned(),
            evidence_on_arrival: None,
            limitation_on_arrival: None,
        };
        referrals::insert_referral(acting.tx, &row, item_id).await?;
        Ok(row)
    }

    /// Keeps a report, and says whether an earlier referral had brought it: then it is only joined to this one, whose sender is told so.
    async fn keep_report(
        &self,
        acting: &mut Acting<'_>,
        incoming: &IncomingReport,
    ) -> Result<(Id<Report>, bool), Failure> {
        let sender = &self.staged.opened.signer;
        let xml = self.staged.documents.get(&incoming.report_path).map(Vec::as_slice).unwrap_or_default();
        let xml_sha256 = hex::encode(Sha256::digest(xml));
        if let Some(known) = reports::find_by_number(acting.tx, sender, incoming.report_number).await? {
            if known.xml_sha256 != xml_sha256 {
                let message = "a report with this number and other content was received before";
                return Err(Failure::refused(&incoming.report_path, message));
            }
            complete_files(acting, incoming).await?;
            return Ok((known.report_id, true));
        }
        let report_id = acting.new_id();
        let row = report_row(report_id, sender, incoming, xml_sha256);
        reports::insert_report(acting.tx, &row).await?;
        let accounts = keep_accounts(acting, report_id, &incoming.accounts).await?;
        let account_of = |index: usize| {
            accounts.get(&index).copied().ok_or_else(|| {
                Failure::refused(&incoming.report_path, "states an act of an account that it does not name")
            })
        };
        for act in &incoming.acts {
            if let Some(file) = &act.file {
                self.keep_file(acting, file).await?;
            }
            keep_act(acting, report_id, account_of(act.account)?, (act, self.country)).await?;
        }
        for event in &incoming.events {
            ip_events::keep(acting, report_id, account_of(event.account)?, (event, self.country)).await?;
        }
        for (account_id, (service, stated)) in accounts.into_values().zip(&incoming.accounts) {
            linking::link_stated(acting, account_id, service, stated).await?;
        }
        refresh_evidence(acting.tx, report_id).await?;
        scoring::score_report(acting, report_id, incoming, self.country).await?;
        Ok((report_id, false))
    }

    async fn keep_file(&self, acting: &mut Acting<'_>, file: &ReferredFile) -> Result<(), Failure> {
        if media::is_known(acting.tx, &file.sha256).await? {
            return complete_file(acting, file).await;
        }
        let missing = || Failure::refused(&file.path, "is named in the referral and not in the package");
        let (item_id, staged) = self.staged.files.get(&file.sha256).ok_or_else(missing)?;
        acting.cases().keep(acting.tx, &staged.case).await?;
        evidence::insert_item(acting.tx, *item_id, &staged.item, acting.now).await?;
        // in lower case, as the search has it
        let pdq = file.pdq.as_ref().map(|pdq| (pdq.hash.to_ascii_lowercase(), i64::from(pdq.quality)));
        let print = pdq.as_ref().and_then(|(hash, quality)| Print::find(hash, *quality));
        let cluster_id = clusters::join_clusters(acting.tx, self.near_files, &file.sha256, print).await?;
        let row = MediaRow {
            sha256: file.sha256.clone(),
            md5: file.md5.clone(),
            sha1: file.sha1.clone(),
            size_bytes: i64::try_from(file.size_bytes).unwrap_or(i64::MAX),
            pdq,
            cluster_id,
        };
        media::insert_file(acting.tx, &row, *item_id).await?;
        Ok(())
    }
}

/// Keeps what a package tells of the files of a known report and an older one did not.
async fn complete_files(acting: &mut Acting<'_>, incoming: &IncomingReport) -> Result<(), Failure> {
    for file in incoming.acts.iter().filter_map(|act| act.file.as_ref()) {
        complete_file(acting, file).await?;
    }
    Ok(())
}

async fn complete_file(acting: &mut Acting<'_>, file: &ReferredFile) -> Result<(), Failure> {
    let Some(sha1) = &file.sha1 else { return Ok(()) };
    Ok(media::complete_sha1(acting.tx, &file.sha256, sha1).await?)
}

/// Notes that a package is an import of the unit's own, so that it can be undone as a whole.
async fn keep_import(
    acting: &mut Acting<'_>,
    referral: &ReferralRow,
    (reports, known): (usize, usize),
) -> Result<(), Failure> {
    let row = ImportRow {
        import_id: acting.new_id(),
        referral_id: referral.referral_id.clone(),
        sender: referral.sender.clone(),
        package_sha256: referral.package_sha256.clone(),
        imported_at: acting.now,
        imported_by: acting.actor.name().to_owned(),
        reports: i64::try_from(reports).unwrap_or(i64::MAX),
        known: i64::try_from(known).unwrap_or(i64::MAX),
        undone: None,
        undone_reason: None,
    };
    Ok(report_imports::insert(acting.tx, &row).await?)
}

fn report_row(id: Id<Report>, sender: &str, incoming: &IncomingReport, xml_sha256: String) -> ReportRow {
    ReportRow {
        report_id: id,
        sender: sender.to_owned(),
        report_number: incoming.report_number,
        reporting_party: incoming.reporting_party.clone(),
        finished_at: incoming.finished_at,
        incident_type: incoming.incident_type.to_owned(),
        incident_text: incoming.incident_text.clone(),
        incident_at: incoming.incident_at,
        country_code: incoming.country_code.clone(),
        country_grounds: incoming.country_grounds.clone(),
        detection_basis: incoming.detection_basis.clone(),
        xml_sha256,
        unknown_elements: i64::try_from(incoming.unknown_elements).unwrap_or(i64::MAX),
    }
}

/// The accounts of a report, each folded into the one known before; by their index in the report.
async fn keep_accounts(
    acting: &mut Acting<'_>,
    report_id: Id<Report>,
    accounts: &[(String, Stated)],
) -> Result<BTreeMap<usize, Id<Account>>, Failure> {
    let mut kept = BTreeMap::new();
    for (index, (service, stated)) in accounts.iter().enumerate() {
        let account_id = fold_account(acting, service, stated).await?;
        let statement_id = acting.new_id();
        let sealed = seals::STATED.seal(acting, statement_id, stated)?;
        accounts::insert_statement(acting.tx, statement_id, report_id, account_id, &sealed).await?;
        kept.insert(index, account_id);
    }
    Ok(kept)
}

async fn fold_account(
    acting: &mut Acting<'_>,
    service: &str,
    stated: &Stated,
) -> Result<Id<Account>, Failure> {
    let key = linking::identifier_key(service, stated);
    let blind = key.map(|key| linking::blind(acting.columns(), &key));
    if let Some(blind) = &blind
        && let Some(known) = accounts::find_by_identifier(acting.tx, blind).await?
    {
        return Ok(known.account_id);
    }
    let row =
        AccountRow { account_id: acting.new_id(), service: service.to_owned(), subject_id: acting.new_id() };
    subjects::insert_subject(acting.tx, row.subject_id, acting.now).await?;
    accounts::insert_account(acting.tx, &row, blind.as_deref(), acting.now).await?;
    Ok(row.account_id)
}

async fn keep_act(
    acting: &mut Acting<'_>,
    report_id: Id<Report>,
    account_id: Id<Account>,
    (act, country): (&IncomingAct, &str),
) -> Result<(), Failure> {
    let act_id = acting.new_id();
    let erasable_on = retention::erasable_on(country, act.happened_at);
    let limitation_until = limitation::until_of_unknown(act.happened_at, deciding_law(country));
    let seal = |connection| seals::CONNECTION.seal(acting, act_id, connection);
    let connection = act.connection.as_ref().map(seal).transpose()?;
    let address_blind =
        act.connection.as_ref().map(|stated| connections::blind(acting.columns(), &stated.address));
    let name =
        act.file.as_ref().map(|file| seals::FILE_NAME.seal(acting, act_id, &file.file_name)).transpose()?;
    let row = ActRow {
        act_id,
        report_id,
        account_id,
        stated_text: act.stated_text.clone(),
        happened_at: act.happened_at,
        time_source: act.time_source.to_owned(),
        connection,
        address_blind: address_blind.unwrap_or_default(),
        operator: act.operator.clone(),
        shared_by_many: act.shared_by_many,
        file_sha256: act.file.as_ref().map(|file| file.sha256.clone()),
        file_id: act.file.as_ref().map(|file| file.file_id.clone()),
        file_name: name,
        viewing: act.viewing,
        erasable_on,
        erasable_by_law_on: erasable_on,
        limitation_until: Some(limitation_until).filter(|day| *day != Date::MAX),
    };
    acts::insert_act(acting.tx, &row).await?;
    Ok(())
}
