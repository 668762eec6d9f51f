//! Whether a file is known: to the lists of this node, and among everything that was reported to it.

use jiff::civil::Date;

use super::{FactKind, Finding, source};
use crate::scoring::{MOST_COUNTED, ScoredFile};

/// What is known of each file; of one that could not be compared by how it looks, exact equality alone.
pub(super) fn find(files: &[ScoredFile], today: Date) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        let element = format!("fileDetails[fileId={}]", file.file_id);
        let source = if file.is_compared { source::REPORTS_AND_NEAR } else { source::REPORTS };
        findings.push(Finding {
            element: element.clone(),
            kind: FactKind::FileSeen,
            value: if file.elsewhere < MOST_COUNTED {
                file.elsewhere.to_string()
            } else {
                format!("≥ {MOST_COUNTED}")
            },
            source: source.to_owned(),
            valid_on: today,
        });
        findings.extend(file.lists.iter().map(|listed| Finding {
            element: element.clone(),
            kind: if listed.counts { FactKind::FileListed } else { FactKind::FileListedWeak },
            value: listed.list.clone(),
            source: source::list(&listed.list, &listed.by),
            valid_on: today,
        }));
    }
    findings
}
