//! What stands in a file, from what the police know of one person.

use std::collections::BTreeMap;

use model::kind::Act;
use model::{Id, Path, PersonClass, Place, Precision, Province};
use service::i18n::TextArg;
use service::{Lang, Texts};

use super::{FileAct, FileContent, FileExhibit, FileParts, Other, PARTS};
use crate::judged::{Judged, JudgedAct, path_word};
use crate::names::shown_text;
use crate::rights::class_word;

/// The parts as they begin: what is known, for officers to go on from. `grounds` are those of the standing identifications.
pub(crate) fn begin(
    texts: &Texts,
    lang: Lang,
    judged: &Judged,
    grounds: &[String],
    officer_number: String,
) -> FileParts {
    let acts: Vec<_> = juvenile_acts(judged).collect();
    let mut reports: Vec<_> = acts.iter().map(|act| act.act.report_number).collect();
    reports.sort_unstable();
    reports.dedup();
    let say = |key: &str, count: usize| texts.text(lang, key, &[("count", as_number(count).value())]);
    let class = class_word(judged.class());
    let part = |key: &str| match key {
        "origin" => say("file-begin-origin", reports.len()),
        "facts" => say("file-begin-facts", acts.len()),
        "identification" => grounds.join("\n"),
        "protection" => texts.text(lang, &format!("protection-{class}"), &[]),
        _ => texts.text(lang, "file-begin-request", &[]),
    };
    FileParts { officer_number, texts: PARTS.map(part) }
}

/// The whole content. Acts at which the author was certainly an adult are another file's.
pub(crate) fn compose(
    judged: &Judged,
    name: (String, String),
    birth: Option<Precision>,
    parts: FileParts,
    files: &[(Id<Act>, FileExhibit)],
    others: &[Other],
) -> FileContent {
    let mut exhibits: Vec<FileExhibit> = Vec::new();
    let mut number_of = BTreeMap::new();
    let files: BTreeMap<_, _> = files.iter().map(|(act_id, file)| (*act_id, file)).collect();
    let mut acts = Vec::new();
    for judged in juvenile_acts(judged) {
        let exhibit = files.get(&judged.act.act_id).map(|file| {
            *number_of.entry(file.sha256.clone()).or_insert_with(|| {
                let number = exhibits.len() + 1;
                exhibits.push(FileExhibit { number, ..(*file).clone() });
                number
            })
        });
        acts.push(FileAct {
            report_number: judged.act.report_number,
            stated_text: judged.act.stated_text.clone(),
            at: judged.act.happened_at,
            place: match judged.place {
                Place::Province(province) => Some(Province::code(province).to_owned()),
                Place::Unknown => None,
            },
            age_years: judged.years.as_ref().map(|years| (*years.start(), *years.end())),
            path: path_word(judged.age.path()).to_owned(),
            exhibit,
        });
    }
    FileContent {
        given_name: name.0,
        family_name: name.1,
        birth,
        class: class_word(judged.class()).to_owned(),
        parts: mask_others(parts, others),
        acts,
        exhibits,
        checkpoint: None,
    }
}

/// The acts at which the author was a minor, or may have been.
fn juvenile_acts(judged: &Judged) -> impl Iterator<Item = &JudgedAct> {
    judged.acts.iter().filter(|act| act.age.path() != Path::Adult)
}

/// The parts with every word of the name of another minor, or of somebody who may be one, cut to its initial.
pub(crate) fn mask_others(parts: FileParts, others: &[Other]) -> FileParts {
    let masked = |text: String| {
        others
            .iter()
            .fold(text, |text, other| shown_text(other.class, &text, &other.given_name, &other.family_name))
    };
    FileParts { officer_number: parts.officer_number, texts: parts.texts.map(masked) }
}

/// The same for the minor's own name: what pages show before the file is opened on record.
pub(crate) fn mask_own(content: &mut FileContent) {
    let own = Other {
        class: PersonClass::Minor,
        given_name: std::mem::take(&mut content.given_name),
        family_name: std::mem::take(&mut content.family_name),
    };
    content.given_name = crate::names::shown_name(own.class, &own.given_name, &own.family_name);
    content.birth = None;
    content.parts = mask_others(content.parts.clone(), &[own]);
}

fn as_number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    }

    fn name() -> impl Strategy<Value = String> {
        "[A-ZÁÉÑ][a-záéíóúñ]{2,8}([ -][A-ZÁÉÑ][a-záéíóúñ]{2,8})?"
    }

    fn other() -> impl Strategy<Value = Other> {
        (name(), name(), 0..3_u8).prop_map(|(given_name, family_name, class)| Other {
            class: match class {
                0 => PersonClass::Minor,
                1 => PersonClass::UnderResponsibility,
                _ => PersonClass::Undetermined(model::Doubt::BirthUnknown),
            },
            given_name,
            family_name,
        })
    }

    proptest! {
        #[test]
        fn no_other_minor_is_named_in_a_file(
            others in proptest::collection::vec(other(), 1..4),
            before in "[a-z ,.;:()¿?]{0,20}",
            between in prop::sample::select(vec![" ", ", ", ". ", "-", "/", "'s ", "\n"]),
            loud in any::<bool>(),
        ) {
            let mut text = before;
            for other in &others {
                for part in [&other.given_name, &other.family_name] {
                    text.push_str(between);
                    text.push_str(&if loud { part.to_uppercase() } else { part.clone() });
                }
            }
            let parts = FileParts { officer_number: "12345".to_owned(), texts: PARTS.map(|_| text.clone()) };
            let masked = mask_others(parts, &others);
            for text in &masked.texts {
                let said = words(text);
                for other in &others {
                    for word in words(&other.given_name).into_iter().chain(words(&other.family_name)) {
                        prop_assert!(!said.contains(&word), "{word} in {text}");
                    }
                }
            }
        }
    }

    #[test]
    fn an_adult_is_named_and_the_rest_of_a_text_stays() {
        let adult = Other {
            class: PersonClass::Adult,
            given_name: "Pedro".to_owned(),
            family_name: "Luismar".to_owned(),
        };
        let minor = Other {
            class: PersonClass::Minor,
            given_name: "Iker".to_owned(),
            family_name: "Sanz".to_owned(),
        };
        let text = "Pedro Luismar wrote to Iker Sanz on Monday.".to_owned();
        let parts = FileParts { officer_number: String::new(), texts: PARTS.map(|_| text.clone()) };
        let masked = mask_others(parts, &[adult, minor]);
        assert_eq!(masked.texts[0], "Pedro Luismar wrote to I. S. on Monday.");
    }
}
