//! What an analyst would miss in what was accepted, and what in it is of less use than it could be.

use wire::cybertipline::advice::{Advice, absent, examine_file, examine_report};
use wire::cybertipline::{FileDetails, Report, Rules, UnknownElements};

use super::bench::Bench;
use super::exchange::{Exchange, Verdict};

/// One thing to better in what was accepted.
#[derive(Clone)]
pub(super) struct Remark {
    /// The texts `advice-KEY` and `advice-why-KEY` of the pages say the same; none where only English says it.
    pub(super) key: Option<&'static str>,
    /// Element path from the root.
    pub(super) path: String,
    /// What is missing or odd: an English sentence.
    pub(super) says: String,
    /// Why a police unit needs it: an English sentence, or nothing.
    pub(super) why: &'static str,
}

impl From<Advice> for Remark {
    fn from(advice: Advice) -> Self {
        let fact = advice.missing;
        Self { key: Some(fact.key()), path: advice.path, says: fact.says().to_owned(), why: fact.why() }
    }
}

impl From<wire::cybertipline::Remark> for Remark {
    fn from(remark: wire::cybertipline::Remark) -> Self {
        Self {
            key: None,
            path: remark.path,
            says: format!("line {}: {}", remark.line, remark.message),
            why: "",
        }
    }
}

/// A remark with all the places of which it is true.
pub(super) struct Told {
    /// As in [`Remark`].
    pub(super) key: Option<&'static str>,
    /// Element paths from the root.
    pub(super) paths: Vec<String>,
    /// As in [`Remark`].
    pub(super) says: String,
    /// As in [`Remark`].
    pub(super) why: &'static str,
}

/// The remarks as a person reads them: what is said of many places is said once.
pub(super) fn gather(remarks: &[Remark]) -> Vec<Told> {
    let mut gathered: Vec<Told> = Vec::new();
    for Remark { key, path, says, why } in remarks.iter().cloned() {
        match gathered.iter_mut().find(|told| told.key == key && told.says == says) {
            Some(told) => told.paths.push(path),
            None => gathered.push(Told { key, paths: vec![path], says, why }),
        }
    }
    gathered
}

/// What was accepted was held against the clock already.
const RULES: Rules = Rules { unknown: UnknownElements::Refuse, now: None };

/// What to better in a document that was accepted; at `finish` in the whole report. Of a refusal the answer says all.
pub(super) fn of(bench: &Bench, endpoint: &str, body: &[u8], verdict: &Verdict) -> Vec<Remark> {
    match (endpoint, verdict.report) {
        _ if !verdict.is_good() => Vec::new(),
        ("upload", _) => of_upload(verdict).into_iter().collect(),
        ("submit", _) => of_report(body),
        ("fileinfo", _) => of_details(body),
        ("finish", Some(report)) => of_whole(&bench.exchanges(), report),
        _ => Vec::new(),
    }
}

fn of_report(body: &[u8]) -> Vec<Remark> {
    let Ok(checked) = Report::check(body, RULES) else { return Vec::new() };
    both(checked.remarks, absent(examine_report(&checked.value)))
}

fn of_details(body: &[u8]) -> Vec<Remark> {
    let Ok(checked) = FileDetails::check(body, RULES) else { return Vec::new() };
    both(checked.remarks, absent(examine_file(&checked.value)))
}

fn of_upload(verdict: &Verdict) -> Option<Remark> {
    let file = verdict.file.as_ref().filter(|_| verdict.is_empty)?;
    Some(Remark {
        key: Some("empty-file"),
        path: format!("fileDetails[fileId='{file}']"),
        says: "The file that came is empty.".to_owned(),
        why: "It is taken, and nothing is in it: most often what held the file was read to its end before.",
    })
}

fn both(remarks: Vec<wire::cybertipline::Remark>, advice: Vec<Advice>) -> Vec<Remark> {
    remarks.into_iter().map(Remark::from).chain(advice.into_iter().map(Remark::from)).collect()
}

/// What the documents of one report, as they were accepted, leave open together.
fn of_whole(exchanges: &[std::sync::Arc<Exchange>], report: i64) -> Vec<Remark> {
    let is_of_it = |exchange: &&std::sync::Arc<Exchange>| {
        exchange.verdict.is_good() && exchange.verdict.report == Some(report)
    };
    let oldest_first = || exchanges.iter().rev().filter(is_of_it);
    let mut remarks = Vec::new();
    let mut described = Vec::new();
    for exchange in oldest_first() {
        match exchange.endpoint() {
            "submit" => remarks.extend(of_report(&exchange.body.bytes)),
            "upload" => remarks.extend(of_upload(&exchange.verdict)),
            "fileinfo" => {
                described.extend(exchange.verdict.file.clone());
                remarks.extend(of_details(&exchange.body.bytes));
            }
            _ => {}
        }
    }
    let uploads = oldest_first().filter(|exchange| exchange.endpoint() == "upload");
    let files: Vec<_> = uploads.filter_map(|exchange| exchange.verdict.file.clone()).collect();
    remarks.extend(files.iter().filter(|file| !described.contains(file)).map(|file| undescribed(file)));
    if files.is_empty() {
        remarks.push(Remark {
            key: Some("no-file"),
            path: "report".to_owned(),
            says: "The report was filed without a file.".to_owned(),
            why: "Without the file nobody can tell what was found, and nothing can be matched with it.",
        });
    }
    remarks
}

fn undescribed(file: &str) -> Remark {
    Remark {
        key: Some("no-details"),
        path: format!("fileDetails[fileId='{file}']"),
        says: "A file came without fileDetails.".to_owned(),
        why: "Nothing says when and from where it was uploaded, nor whether a person at the company has viewed it.",
    }
}

#[cfg(test)]
mod tests {
    use service::{Lang, Texts};
    use wire::cybertipline::advice::Missing;

    use super::{Remark, gather};

    #[test]
    fn what_is_said_of_two_places_is_said_once_and_names_both() {
        let of = |key, path: &str, says: &str| Remark {
            key,
            path: path.to_owned(),
            says: says.to_owned(),
            why: "",
        };
        let told = gather(&[
            of(Some("address-port"), "report/a", "No port."),
            of(None, "report/b", "line 3: odd"),
            of(Some("address-port"), "fileDetails/c", "No port."),
            of(None, "report/d", "line 4: odd"),
        ]);
        let paths: Vec<_> = told.iter().map(|told| told.paths.join(" ")).collect();
        assert_eq!(paths, ["report/a fileDetails/c", "report/b", "report/d"]);
    }

    #[test]
    fn pages_say_in_english_what_the_protocol_says_and_in_spanish_something_else() {
        let texts = Texts::new(&crate::state::TEXTS).unwrap();
        for fact in Missing::ALL {
            for (key, english) in [
                (format!("advice-{}", fact.key()), fact.says()),
                (format!("advice-why-{}", fact.key()), fact.why()),
            ] {
                assert_eq!(texts.text(Lang::En, &key, &[]), english);
                let spanish = texts.text(Lang::Es, &key, &[]);
                assert!(spanish != english && !spanish.starts_with('['), "{key}: {spanish}");
            }
        }
    }
}
