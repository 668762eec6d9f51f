//! Rules that the schema does not state and that the document alone decides (API documentation, validation rules).
//! What needs a clock or other documents, such as a date in the future, is for the caller.

use super::codes::{FileRelevance, IncidentType};
use super::file::{FileDetails, FileMark};
use super::report::Report;
use super::shape::{Content, Declaration, Definition, Facets, Kind};
use super::to_tree;
use super::xml::Element;

/// How grave a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// A server answers 4100.
    Refuse,
    /// Documented otherwise, or of less use, but servers accept it.
    Warn,
}

/// One rule that a document breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Refuse or warn.
    pub severity: Severity,
    /// Element path from the root, as in `ReadError`.
    pub path: String,
    /// What is wrong and what would be right.
    pub message: String,
}

impl Report {
    /// Every rule beyond the schema that the report breaks, in document order, then those about the whole.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = check(self, "report");
        if self.incident_summary.incident_type == IncidentType::ChildSexualMolestationNotByFamilyMember {
            let message =
                "is a value of 2015; the present schema has `Child Sexual Molestation` in its place";
            problems.push(warn("report/incidentSummary/incidentType", message));
        }
        if self.internet_details.is_empty() {
            problems.push(warn("report", "has no internetDetails; the documentation asks for one at least"));
        }
        if self.reporter.reporting_person.email.is_empty() {
            let path = "report/reporter/reportingPerson";
            problems.push(warn(path, "has no email; the documentation asks for one"));
        }
        if self.person_or_user_reported.len() > 1 {
            problems.push(warn("report", "reports several people; the documentation asks for at most one"));
        }
        for (path, accounts) in self.associated_accounts() {
            for (index, account) in accounts.iter().enumerate() {
                if account.stated_type().is_none() {
                    let path = format!("{path}/associatedAccount[{}]", index + 1);
                    problems
                        .push(warn(&path, "has no type; the stored schema asks for the attribute `type`"));
                }
            }
        }
        problems
    }

    fn associated_accounts(&self) -> Vec<(String, &[super::AssociatedAccount])> {
        let people = self.person_or_user_reported.iter().enumerate();
        let people = people.map(|(i, person)| {
            (format!("report/personOrUserReported[{}]", i + 1), &*person.associated_account)
        });
        let victims = self.victim.iter().enumerate();
        let victims =
            victims.map(|(i, victim)| (format!("report/victim[{}]", i + 1), &*victim.associated_account));
        people.chain(victims).collect()
    }
}

impl FileDetails {
    /// Every rule beyond the schema that the file details break, in document order, then those about the whole.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = check(self, "fileDetails");
        if self.exif_viewed_by_esp == Some(true) && self.file_viewed_by_esp != Some(true) {
            let message = "must be true because exifViewedByEsp is true";
            problems.push(refuse("fileDetails/fileViewedByEsp", message));
        }
        problems.extend(self.supplemental_problems());
        if self.location_of_file.as_deref().is_some_and(|url| !is_url(url)) {
            problems.push(refuse(
                "fileDetails/locationOfFile",
                "must be a URL with its scheme, such as https://…",
            ));
        }
        problems
    }

    /// A file that only goes with the report carries no classification.
    fn supplemental_problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.file_relevance != Some(FileRelevance::SupplementalReported) {
            return problems;
        }
        let message = "must be absent because fileRelevance is `Supplemental Reported`";
        if self.industry_classification.is_some() {
            problems.push(refuse("fileDetails/industryClassification", message));
        }
        match &self.mark {
            Some(FileMark::PotentialMeme(true)) => {
                problems.push(refuse("fileDetails/potentialMeme", message));
            }
            Some(FileMark::Annotations(marks)) if marks.potential_meme => {
                problems.push(refuse("fileDetails/fileAnnotations/potentialMeme", message));
            }
            _ => {}
        }
        problems
    }
}

fn refuse(path: &str, message: &str) -> Problem {
    Problem { severity: Severity::Refuse, path: path.to_owned(), message: message.to_owned() }
}

fn warn(path: &str, message: &str) -> Problem {
    Problem { severity: Severity::Warn, ..refuse(path, message) }
}

/// An absolute URI without whitespace (RFC 3986, section 3: scheme, colon, rest).
fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let scheme_fits = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    scheme_fits && !rest.trim_matches('/').is_empty() && !has_space(text)
}

fn has_space(text: &str) -> bool {
    text.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// Holds what would be written against the declarations.
fn check<T: Content>(value: &T, root: &'static str) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Kind::Complex(definition) = T::kind() {
        check_children(&to_tree(root, value), definition(), root, &mut problems);
    }
    problems
}

fn check_children(element: &Element, definition: &Definition, path: &str, problems: &mut Vec<Problem>) {
    for attribute in &definition.attributes {
        if let Some((name, text)) = element.attributes.iter().find(|(name, _)| name == attribute.name) {
            check_text(text, attribute.facets, &format!("{path}/@{name}"), problems);
        }
    }
    for particle in &definition.particles {
        for declaration in &particle.alternatives {
            let children = element.children.iter().filter(|child| child.name == declaration.name);
            for (index, child) in children.clone().enumerate() {
                let index = if particle.many { format!("[{}]", index + 1) } else { String::new() };
                let path = format!("{path}/{}{index}", declaration.name);
                check_declared(child, declaration, &path, problems);
            }
            // a value can be made with an empty list where one is required
            if particle.alternatives.len() == 1 && particle.min > 0 && children.count() == 0 {
                let message = format!("has no {}; one at least is required", declaration.name);
                problems.push(refuse(path, &message));
            }
        }
    }
}

fn check_declared(element: &Element, declaration: &Declaration, path: &str, problems: &mut Vec<Problem>) {
    if let Kind::Complex(definition) = declaration.kind {
        check_children(element, definition(), path, problems);
    }
    check_text(&element.text, declaration.facets, path, problems);
}

fn check_text(text: &str, facets: Facets, path: &str, problems: &mut Vec<Problem>) {
    if facets.filled && text.trim().is_empty() {
        problems.push(refuse(path, "must not be blank when present"));
    }
    if facets.solid && (text.is_empty() || has_space(text)) {
        problems.push(refuse(path, "must not be empty nor hold whitespace or control characters"));
    }
    if let Some(max) = facets.max_chars.filter(|max| text.chars().count() > *max) {
        problems.push(warn(path, &format!("is longer than the documented {max} characters")));
    }
    if let Some((low, high)) = facets.range {
        let within =
            text.parse::<f64>().is_ok_and(|number| number >= f64::from(low) && number <= f64::from(high));
        if !within {
            problems.push(warn(path, &format!("is not between {low} and {high}")));
        }
    }
}
