//! What a report should state, by the same list of named facts that a sender is advised by.

use model::triage::Expected;
use wire::cybertipline::advice::{self, Asked};

use crate::documents::Documents;

/// The facts that are asked of a report and its files, each with the places where it stands and where it lacks.
pub(super) fn expected(documents: &Documents) -> Vec<Expected> {
    let Some(report) = &documents.report else { return Vec::new() };
    let mut asked = advice::examine_report(report);
    for (file_id, details) in &documents.details {
        let of_file = advice::examine_file(details).into_iter().map(|asked| {
            let path = asked.path.replacen("fileDetails", &format!("fileDetails[fileId={file_id}]"), 1);
            Asked { path, ..asked }
        });
        asked.extend(of_file);
    }
    by_fact(asked)
}

fn by_fact(asked: Vec<Asked>) -> Vec<Expected> {
    let mut expected: Vec<Expected> = Vec::new();
    for Asked { fact, path, present } in asked {
        let index = expected.iter().position(|known| known.element == fact.key()).unwrap_or_else(|| {
            let element = fact.key().to_owned();
            expected.push(Expected { element, stated: Vec::new(), missing: Vec::new() });
            expected.len() - 1
        });
        if let Some(known) = expected.get_mut(index) {
            if present { known.stated.push(path) } else { known.missing.push(path) }
        }
    }
    expected
}

#[cfg(test)]
mod tests {
    use model::triage::Weights;
    use wire::cybertipline::advice::Missing;

    #[test]
    fn the_weights_that_come_with_the_software_name_every_fact() {
        let weights = Weights::built_in().unwrap();
        let named: Vec<&str> = weights.elements().collect();
        for fact in Missing::ALL {
            assert!(named.contains(&fact.key()), "{}", fact.key());
        }
        assert_eq!(named.len(), Missing::ALL.len());
    }
}
