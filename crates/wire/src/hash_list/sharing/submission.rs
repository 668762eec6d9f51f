//! `PUT /v2/entries/{memberId}/{entryId}/{TYPE}/feedback`: what a member says.

use super::super::ReadError;
use super::super::ncmec::{child, local, refuse, text};
use super::{root, with_text};
use crate::cybertipline::xml::{Element, parse, print};

const ROOT: &str = "feedbackSubmission";
/// Most reasons of one submission.
const MAX_REASONS: usize = 50;

/// What a member says of a fingerprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Submission {
    /// It belongs into the list.
    Affirmative,
    /// It does not, for the reasons of these GUIDs: one at least.
    Negative(Vec<String>),
}

impl Submission {
    /// The document, as [`Self::read`] reads it.
    pub fn print(&self) -> String {
        let mut document = root(ROOT);
        document.children.push(match self {
            Self::Affirmative => Element::new("affirmative"),
            Self::Negative(guids) => {
                let mut listed = Element::new("reasonIds");
                listed.children = guids.iter().map(|guid| with_text("guid", guid)).collect();
                let mut negative = Element::new("negative");
                negative.children.push(listed);
                negative
            }
        });
        print(&document)
    }

    /// Reads a `feedbackSubmission`, in whatever namespace.
    ///
    /// # Errors
    /// Another document, not exactly one of `affirmative` and `negative`, or an objection without a reason.
    pub fn read(bytes: &[u8]) -> Result<Self, ReadError> {
        let root = parse(bytes)?;
        if local(&root) != ROOT {
            let problem = format!("the root element `{}`", root.name);
            return Err(refuse(&root, "", &problem, "`feedbackSubmission`"));
        }
        let [said] = root.children.as_slice() else {
            let problem = format!("{} elements", root.children.len());
            return Err(refuse(&root, ROOT, &problem, "one element: `affirmative` or `negative`"));
        };
        match local(said) {
            "affirmative" => Ok(Self::Affirmative),
            "negative" => {
                let path = format!("{ROOT}/negative/reasonIds");
                let listed =
                    child(said, "reasonIds").map(|list| list.children.as_slice()).unwrap_or_default();
                let given = listed.iter().filter(|element| local(element) == "guid").map(text);
                let guids: Vec<String> = given.filter(|guid| !guid.is_empty()).map(str::to_owned).collect();
                match guids.len() {
                    0 => Err(refuse(said, &path, "no reason", "one `guid` at least")),
                    1..=MAX_REASONS => Ok(Self::Negative(guids)),
                    many => Err(refuse(
                        said,
                        &path,
                        &format!("{many} reasons"),
                        &format!("at most {MAX_REASONS}"),
                    )),
                }
            }
            name => {
                let problem = format!("the element `{name}`");
                Err(refuse(said, ROOT, &problem, "`affirmative` or `negative`"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_public_client_sends_is_read() {
        let of = |inner: &str| {
            format!("<feedbackSubmission xmlns=\"{}\">{inner}</feedbackSubmission>", super::super::NAMESPACE)
        };
        let read = |inner: &str| Submission::read(of(inner).as_bytes());
        assert_eq!(read("<affirmative />").unwrap(), Submission::Affirmative);
        let guid = "01234567-abcd-0123-4567-012345678900";
        let negative = format!("<negative><reasonIds><guid>{guid}</guid></reasonIds></negative>");
        assert_eq!(read(&negative).unwrap(), Submission::Negative(vec![guid.into()]));
    }

    #[test]
    fn what_is_written_is_read() {
        let negative = Submission::Negative(vec!["a&b".into(), "c".into()]);
        for submission in [Submission::Affirmative, negative] {
            let text = submission.print();
            assert!(
                text.contains(&format!("<feedbackSubmission xmlns=\"{}\">", super::super::NAMESPACE)),
                "{text}"
            );
            assert_eq!(Submission::read(text.as_bytes()).unwrap(), submission);
        }
    }

    #[test]
    fn anything_else_is_refused_with_what_was_expected() {
        for (text, says) in [
            ("<a/>", "feedbackSubmission"),
            ("<feedbackSubmission/>", "`affirmative` or `negative`"),
            ("<feedbackSubmission><maybe/></feedbackSubmission>", "`affirmative` or `negative`"),
            ("<feedbackSubmission><affirmative/><affirmative/></feedbackSubmission>", "one element"),
            ("<feedbackSubmission><negative/></feedbackSubmission>", "one `guid`"),
        ] {
            let error = Submission::read(text.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
