//! StopNCII API v1: the answer of `FetchHashes`, JSON.
//!
//! A record counts while its `hashStatus` is `Active`, which is also what none means (`SubmitHashes` has none); `Withdrawn` and `Deleted` make a
//! withdrawn entry, and any other status is left out, since its owner or the charity has not let it go out yet. `ImagePDQ` and `VideoMD5` are
//! read, other signals are left out. `caseNumbers` are nothing to us: they lead to the person.

use super::digests::Kind;
use super::error::text_of;
use super::json::{Node, Record};
use super::taking::{Taking, add_note};
use super::values::put;
use super::{ListedFile, ReadError};

/// Most pieces of feedback that go into a note.
const MAX_FEEDBACKS: usize = 50;

pub(super) fn read(bytes: &[u8], taking: &mut Taking<'_>) -> Result<(), ReadError> {
    let root = Node::root(text_of(bytes)?);
    let page = root.record()?;
    let records = page.need("hashRecords")?;
    for (index, raw) in records.items()?.into_iter().enumerate() {
        record(&records.item(index, raw), taking)?;
    }
    if let Some(next) = page.string("nextPageToken")? {
        taking.next_page(next.into_owned());
    }
    Ok(())
}

fn record(item: &Node<'_, '_>, taking: &mut Taking<'_>) -> Result<(), ReadError> {
    let record = item.record()?;
    let signal = record.need("signalType")?.string()?;
    // clients have been seen to write the name of Python's enumeration before it
    let signal = signal.rsplit('.').next().unwrap_or_default();
    let (kind, video) = match signal {
        "ImagePDQ" => (Kind::Pdq, false),
        "VideoMD5" => (Kind::Md5, true),
        other => {
            let other: String = other.chars().take(40).collect();
            taking.ignore(&format!("the signal {other}"), || item.line());
            return Ok(());
        }
    };
    let mut file = ListedFile { video, ..ListedFile::default() };
    // what is not counted is checked all the same
    put(kind, &mut file, &record.need("hashValue")?, taking)?;
    match record.string("hashStatus")?.as_deref() {
        None | Some("Active") => {}
        Some("Withdrawn" | "Deleted") => file.withdrawn = true,
        Some(status) => {
            let status: String = status.chars().take(40).collect();
            taking.ignore(&format!("the status {status}"), || item.line());
            return Ok(());
        }
    }
    feedback(&record, &mut file)?;
    taking.entry(file, || item.line());
    Ok(())
}

/// What platforms answered, for whoever looks at a hit.
fn feedback(record: &Record<'_, '_>, file: &mut ListedFile) -> Result<(), ReadError> {
    let Some(array) = record.get("CSPFeedbacks")? else { return Ok(()) };
    let mut said = Vec::new();
    for (index, raw) in array.items()?.into_iter().take(MAX_FEEDBACKS).enumerate() {
        let item = array.item(index, raw);
        let feedback = item.record()?;
        let source = feedback.string("source")?.unwrap_or_default();
        let value = feedback.string("feedbackValue")?.unwrap_or_default();
        if !value.is_empty() {
            said.push(format!("{value} {source}").trim_end().to_owned());
        }
    }
    if !said.is_empty() {
        add_note(file, &format!("feedback: {}", said.join(", ")));
    }
    Ok(())
}
