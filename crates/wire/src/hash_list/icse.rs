//! INTERPOL's ICSE list: CSV with semicolons.
//!
//! Columns: `MD5;SHA1;PhotoDNA;Image ID;Is distributed;Victim identified;Offender identified;Series name;Number of submissions;File
//! Available;Media Type;Baseline`, in any order; MD5 or SHA1 must be there. Flags are y, n, yes, no, true or false. `Baseline` is the class of the entry where it
//! is yes. The name of a series is left where it is: it can lead to a victim.

use super::csv::{Columns, Table};
use super::digests::{FOREIGN_PHOTO_DNA, Kind, Refusal};
use super::error::text_of;
use super::json::flag;
use super::taking::{Taking, add_note};
use super::{ListedFile, MAX_TEXT_CHARS, ReadError};

const NAMES: [&str; 9] = [
    "MD5",
    "SHA1",
    "PhotoDNA",
    "Image ID",
    "Is distributed",
    "Victim identified",
    "Offender identified",
    "Media Type",
    "Baseline",
];
const DIGESTS: [(usize, Kind); 3] = [(0, Kind::Md5), (1, Kind::Sha1), (2, Kind::PhotoDna)];
const IMAGE_ID: usize = 3;
/// Flags that go into the note where they are yes.
const FLAGS: [(usize, &str); 3] = [(4, "distributed"), (5, "victim identified"), (6, "offender identified")];
const MEDIA_TYPE: usize = 7;
const BASELINE: usize = 8;

pub(super) fn read(bytes: &[u8], taking: &mut Taking<'_>) -> Result<(), ReadError> {
    let mut table = Table::new(text_of(bytes)?, b';')?;
    let columns = table.columns(NAMES, &["MD5", "SHA1"])?;
    while table.advance()? {
        let file = row(&table, &columns, taking)?;
        taking.entry(file, || table.line());
    }
    Ok(())
}

fn row(table: &Table<'_>, columns: &Columns<9>, taking: &mut Taking<'_>) -> Result<ListedFile, ReadError> {
    let mut file = ListedFile::default();
    for (index, kind) in DIGESTS {
        let Some(text) = table.get(columns, index) else { continue };
        match kind.put(&mut file, text.as_bytes()) {
            Ok(()) => {}
            Err(Refusal::Malformed(expected)) => return Err(table.refuse(columns, index, expected)),
            Err(Refusal::ForeignPhotoDna) => taking.ignore(FOREIGN_PHOTO_DNA, || table.line()),
        }
    }
    if let Some(id) = table.get(columns, IMAGE_ID) {
        if id.chars().nth(MAX_TEXT_CHARS).is_some() {
            return Err(table.refuse(columns, IMAGE_ID, &format!("at most {MAX_TEXT_CHARS} characters")));
        }
        file.source_id = Some(id.to_owned());
    }
    let said = |index| {
        let told = flag(table.get(columns, index).unwrap_or_default());
        told.ok_or_else(|| table.refuse(columns, index, "y, n, yes, no, true or false"))
    };
    for (index, note) in FLAGS {
        if said(index)? {
            add_note(&mut file, note);
        }
    }
    file.class = said(BASELINE)?.then(|| "baseline".to_owned());
    let media = table.get(columns, MEDIA_TYPE).unwrap_or_default();
    file.video = media.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("video"));
    Ok(file)
}
