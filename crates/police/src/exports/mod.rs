//! Acts and files in the formats that the tools of others read, by the writers with which a clearinghouse fills its packages.

mod case;
mod doubts;
mod law_enforcement;

pub(crate) use doubts::Doubts;

use std::collections::BTreeMap;

use model::Id;
use model::kind::Report;
use service::Failure;
use wire::hash_list::{ListedFile, VicsMedia, VicsVersion, write_icse, write_vics};
use wire::investigation::CASE_MEDIA_TYPE;

use crate::db::exports::{Exported, ExportedAct, ExportedFile};
use crate::db::ip_events::EventInContext;
use crate::db::reports::ReportRow;
use crate::ids::Account;
use crate::intake::{Connection, Stated};

/// A format for tools. Acts as CSV and JSON are what every list gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExportFormat {
    /// VICS 1.3.
    Vics1,
    /// VICS 2.0.
    Vics2,
    /// INTERPOL's ICSE list.
    Icse,
    /// CASE/UCO JSON-LD.
    Case,
    /// The JSON that parsers of law enforcement read: a file for each report.
    LawEnforcement,
}

/// Most reports that leave with a file each: as many as `police import` reads from one zip.
const MOST_REPORTS: i64 = 10_000;

/// What leaves of an object. Accounts and addresses stand in it only where the format names them, and whoever exports may see them.
pub(crate) struct Leaving {
    pub(crate) reports: Vec<ReportRow>,
    pub(crate) acts: Vec<LeavingAct>,
    pub(crate) events: Vec<LeavingEvent>,
    pub(crate) accounts: Vec<LeavingAccount>,
    pub(crate) doubts: Doubts,
}

/// An act, and from where it was done.
pub(crate) struct LeavingAct {
    pub(crate) act: ExportedAct,
    pub(crate) connection: Option<Connection>,
}

/// Where an account was seen of which no act is made: at a sign-in, say.
pub(crate) struct LeavingEvent {
    pub(crate) found: EventInContext,
    pub(crate) connection: Option<Connection>,
}

/// What a report states of an account.
pub(crate) struct LeavingAccount {
    pub(crate) account_id: Id<Account>,
    pub(crate) report_id: Id<Report>,
    pub(crate) report_number: i64,
    pub(crate) service: String,
    pub(crate) stated: Stated,
}

model::unprintable!(Leaving, LeavingAct, LeavingEvent, LeavingAccount);

/// A file to be saved.
pub(crate) struct ExportedDocument {
    pub(crate) media_type: &'static str,
    pub(crate) file_name: String,
    pub(crate) bytes: Vec<u8>,
}

impl ExportFormat {
    /// Every format.
    pub(crate) const ALL: [Self; 5] =
        [Self::Vics2, Self::Vics1, Self::Icse, Self::Case, Self::LawEnforcement];

    /// As the API names it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Vics1 => "vics-1.3",
            Self::Vics2 => "vics-2.0",
            Self::Icse => "icse",
            Self::Case => "case",
            Self::LawEnforcement => "law-enforcement",
        }
    }

    /// Reads the name of a format.
    ///
    /// # Errors
    /// Refused for any other.
    pub(crate) fn read(code: &str) -> Result<Self, Failure> {
        let found = Self::ALL.into_iter().find(|format| format.code() == code);
        found.ok_or_else(|| Failure::refused("format", "choose one of these"))
    }

    /// Whether so many reports have room in it.
    ///
    /// # Errors
    /// Refused where each is a file, and they are too many.
    pub(crate) fn require_room(self, reports: i64) -> Result<(), Failure> {
        if self == Self::LawEnforcement && reports > MOST_REPORTS {
            return Err(Failure::refused(
                "format",
                format!("holds {MOST_REPORTS} reports at most; export its subjects one by one"),
            ));
        }
        Ok(())
    }

    /// Whether accounts and addresses stand in it.
    pub(crate) fn names_accounts(self) -> bool {
        matches!(self, Self::Case | Self::LawEnforcement)
    }

    /// Writes what leaves of the object. `authority` names the nodes of a graph.
    ///
    /// # Errors
    /// Broken when a stored digest is none; absent when the object is a report, and erased.
    pub(crate) fn write(
        self,
        leaving: &Leaving,
        what: Exported,
        authority: &str,
    ) -> Result<ExportedDocument, Failure> {
        let (acts, id) = (&leaving.acts, what.id());
        let (media_type, extension, bytes) = match self {
            Self::Vics1 => ("application/json", "json", vics(VicsVersion::V1_3, acts)?),
            Self::Vics2 => ("application/json", "json", vics(VicsVersion::V2_0, acts)?),
            Self::Icse => ("text/csv; charset=utf-8", "csv", icse(acts)?),
            Self::Case => (CASE_MEDIA_TYPE, "jsonld", case::write(leaving, &id, authority)?),
            Self::LawEnforcement if matches!(what, Exported::Report(_)) => {
                ("application/json", "json", law_enforcement::write_one(leaving)?)
            }
            Self::LawEnforcement => ("application/zip", "zip", law_enforcement::write_each(leaving)?),
        };
        // a list of digests has no room for words
        let suffix = if self == Self::Icse { leaving.doubts.suffix() } else { "" };
        let file_name = format!("{id}-{}{suffix}.{extension}", self.code());
        Ok(ExportedDocument { media_type, file_name, bytes })
    }
}

/// Each file once, by SHA-256.
fn files<'a>(acts: impl IntoIterator<Item = &'a LeavingAct>) -> BTreeMap<&'a str, &'a ExportedFile> {
    let files = acts.into_iter().filter_map(|leaving| leaving.act.file.as_ref());
    files.map(|file| (file.sha256.as_str(), file)).collect()
}

fn listed(file: &ExportedFile) -> Result<ListedFile, Failure> {
    let sha1 = file.sha1.as_deref().map(digest).transpose()?;
    let (md5, sha256) = (Some(digest(&file.md5)?), Some(digest(&file.sha256)?));
    Ok(ListedFile { md5, sha1, sha256, ..ListedFile::default() })
}

fn digest<const BYTES: usize>(hex: &str) -> Result<[u8; BYTES], Failure> {
    let mut digest = [0; BYTES];
    hex::decode_to_slice(hex, &mut digest).map_err(Failure::broken)?;
    Ok(digest)
}

fn vics(version: VicsVersion, acts: &[LeavingAct]) -> Result<Vec<u8>, Failure> {
    // of a big operation each act is looked at once, and not once for each file
    let mut by_file: BTreeMap<&str, (&ExportedFile, Vec<&LeavingAct>)> = BTreeMap::new();
    for leaving in acts {
        if let Some(file) = &leaving.act.file {
            by_file.entry(&file.sha256).or_insert_with(|| (file, Vec::new())).1.push(leaving);
        }
    }
    let mut media = Vec::new();
    for (file, of_file) in by_file.into_values() {
        let size_bytes = file.size_bytes.unsigned_abs();
        // senders state the classes of the industry, which are no national category
        let comments = doubts::comment(of_file.into_iter());
        media.push(VicsMedia { digests: listed(file)?, category: None, size_bytes, comments });
    }
    write_vics(version, &media).map_err(Failure::broken)
}

fn icse(acts: &[LeavingAct]) -> Result<Vec<u8>, Failure> {
    let files = files(acts).into_values().map(listed).collect::<Result<Vec<_>, _>>()?;
    Ok(write_icse(&files).0.into_bytes())
}

#[cfg(test)]
mod tests;
