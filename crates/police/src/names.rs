//! Names as pages may show them.

use model::{PersonClass, folded_words, without_accent};

/// The full name of a certain adult; initials for a minor and for everybody whose age is open.
pub(crate) fn shown_name(class: PersonClass, given: &str, family: &str) -> String {
    match class {
        PersonClass::Adult => format!("{given} {family}"),
        PersonClass::UnderResponsibility | PersonClass::Minor | PersonClass::Undetermined(_) => {
            initials(given, family)
        }
    }
}

fn initials(given: &str, family: &str) -> String {
    let words = given.split_whitespace().chain(family.split_whitespace());
    let letters = words.filter_map(|word| word.chars().next()).map(|letter| format!("{letter}."));
    letters.collect::<Vec<_>>().join(" ")
}

/// A text with every word of the name cut to its initial, whatever its case and accents, unless the person is a certain adult.
pub(crate) fn shown_text(class: PersonClass, text: &str, given: &str, family: &str) -> String {
    if class == PersonClass::Adult {
        return text.to_owned();
    }
    let name: Vec<_> = folded_words(given).into_iter().chain(folded_words(family)).collect();
    let mut shown = String::with_capacity(text.len());
    for word in text.split_inclusive(parts_words) {
        let bare = word.trim_end_matches(parts_words);
        let first = bare.chars().find(|c| c.is_alphanumeric());
        match first.filter(|_| name.contains(&folded(bare))) {
            Some(letter) => shown.extend([letter, '.'].into_iter().chain(word[bare.len()..].chars())),
            None => shown.push_str(word),
        }
    }
    shown
}

/// Whether words end here. An accent that is written as a mark of its own belongs to the letter before it.
fn parts_words(c: char) -> bool {
    !c.is_alphanumeric() && without_accent(c).is_some()
}

fn folded(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).filter_map(without_accent).collect()
}

/// The two words by which a text names somebody: the first given and the first family name; none where one has no word.
pub(crate) fn naming(given: &str, family: &str) -> Option<(String, String)> {
    const PARTICLES: [&str; 8] = ["de", "del", "la", "las", "los", "da", "do", "dos"];
    let first = |name: &str| folded_words(name).into_iter().find(|word| !PARTICLES.contains(&word.as_str()));
    Some((first(given)?, first(family)?))
}

/// Every two words of a text that stand close together, in either order: whoever it names is among them.
pub(crate) fn near_words(words: &[String]) -> impl Iterator<Item = (&str, &str)> {
    /// So many words apart at most: further given names, and what stands before family names.
    const NEAR: usize = 4;
    words.iter().enumerate().flat_map(move |(at, word)| {
        let near = words.iter().enumerate().take(at + NEAR + 1).skip(at.saturating_sub(NEAR));
        let near = near.filter(move |(place, _)| *place != at);
        near.map(move |(_, other)| (word.as_str(), other.as_str()))
    })
}

/// Whether a text, by its words, names somebody: the first given and the first family name stand close together, in either order.
pub(crate) fn is_named(words: &[String], given: &str, family: &str) -> bool {
    let Some((given, family)) = naming(given, family) else { return false };
    near_words(words).any(|found| found == (given.as_str(), family.as_str()))
}

/// For comparing, and for the keyed digest: spellings of one name that differ in case, accents, hyphens or spaces are one.
pub(crate) fn normalised(given: &str, family: &str) -> String {
    [given, family].map(|name| folded_words(name).join(" ")).join(" | ")
}

#[cfg(test)]
mod tests {
    use model::Doubt;

    use super::*;

    #[test]
    fn only_certain_adults_are_named() {
        let name = |class| shown_name(class, "María José", "Pérez  Gil");
        assert_eq!(name(PersonClass::Adult), "María José Pérez  Gil");
        for masked in [
            PersonClass::Minor,
            PersonClass::UnderResponsibility,
            PersonClass::Undetermined(Doubt::BirthUnknown),
        ] {
            assert_eq!(name(masked), "M. J. P. G.");
        }
    }

    #[test]
    fn grounds_do_not_spell_out_the_name_of_a_minor() {
        let text = |class| {
            shown_text(
                class,
                "Line of the father; PÉREZ is María's name, says Gil.",
                "María José",
                "Pérez Gil",
            )
        };
        assert_eq!(text(PersonClass::Minor), "Line of the father; P. is M.'s name, says G..");
        assert_eq!(text(PersonClass::Adult), "Line of the father; PÉREZ is María's name, says Gil.");
    }

    #[test]
    fn neither_accents_nor_hyphens_hide_the_name_of_a_minor() {
        let text = |text, given, family| shown_text(PersonClass::Minor, text, given, family);
        assert_eq!(text("PEREZ is Maria's name", "María", "Pérez"), "P. is M.'s name");
        assert_eq!(text("Pérez, Begoña", "Begona", "Perez"), "P., B.");
        let marks = "Line of Mari\u{301}a Pe\u{301}rez";
        assert_eq!(text(marks, "María", "Pérez"), "Line of M. P.");
        assert_eq!(text("Ana-Belén Vila-Mir, of Vila", "Ana-Belén", "Vila-Mir"), "A.-B. V.-M., of V.");
        assert_eq!(text("Sean O'Neill", "Sean", "O'Neill"), "S. O.'N.");
    }

    #[test]
    fn a_text_names_whoever_stands_in_it_with_given_and_family_name() {
        let named = |text: &str| is_named(&folded_words(text), "María José", "de la Cruz Gil");
        for text in
            ["then MARÍA CRUZ came", "María José de la Cruz", "(Cruz Gil, María)", "Maria Jose de la Cruz"]
        {
            assert!(named(text), "{text}");
        }
        for text in ["María", "de la Cruz", "María went on foot to the square of Cruz", "José Cruz"] {
            assert!(!named(text), "{text}");
        }
        assert!(!is_named(&folded_words("Martín"), "Martín", "Martín"));
    }

    #[test]
    fn the_blind_index_knows_given_from_family_names() {
        assert_eq!(normalised(" Ana ", "GIL  Ruiz"), "ana | gil ruiz");
        assert_eq!(normalised("Begoña", "Pérez-Gil"), normalised("BEGONA", "Perez Gil"));
        assert_ne!(normalised("Ana Gil", "Ruiz"), normalised("Ana", "Gil Ruiz"));
    }
}
