//! Plain words in free text that a person should hear of at once, per language. They find too much rather than too little: a person decides.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::Trigger;
use crate::folded_words;

/// Languages with lists, as ISO 639-1 writes them.
pub const LANGUAGES: [&str; 6] = ["es", "ca", "eu", "gl", "pt", "en"];

/// Of how many words one common word must be among the six languages, for their lists to cover a text.
const ONE_COMMON_OF: usize = 8;

static WORDS: LazyLock<BTreeMap<List, Vec<Vec<Word>>>> =
    LazyLock::new(|| read_words(include_str!("../../data/triage-words.csv")));

static COMMON: LazyLock<Vec<(&'static str, BTreeSet<String>)>> = LazyLock::new(|| {
    let rows = include_str!("../../data/triage-languages.csv").lines().skip(1);
    rows.filter_map(|row| row.split_once(','))
        .map(|(language, words)| (language, folded_words(words).into_iter().collect()))
        .collect()
});

/// A list of phrases. A meeting counts only with a time that is near.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum List {
    Threat,
    SelfHarm,
    Blackmail,
    Meeting,
    Soon,
    Live,
    Access,
}

impl List {
    fn find(name: &str) -> Option<Self> {
        match name {
            "threat" => Some(Self::Threat),
            "self_harm" => Some(Self::SelfHarm),
            "blackmail" => Some(Self::Blackmail),
            "meeting" => Some(Self::Meeting),
            "soon" => Some(Self::Soon),
            "live" => Some(Self::Live),
            "access" => Some(Self::Access),
            _ => None,
        }
    }
}

/// One word of a phrase, or the beginning of one.
#[derive(Debug)]
struct Word {
    text: String,
    is_beginning: bool,
}

impl Word {
    fn fits(&self, token: &str) -> bool {
        if self.is_beginning { token.starts_with(&self.text) } else { token == self.text }
    }
}

fn read_words(csv: &str) -> BTreeMap<List, Vec<Vec<Word>>> {
    let mut lists = BTreeMap::<List, Vec<Vec<Word>>>::new();
    for row in csv.lines().skip(1) {
        let mut columns = row.splitn(3, ',').skip(1);
        let (Some(list), Some(phrase)) = (columns.next().and_then(List::find), columns.next()) else {
            continue;
        };
        lists.entry(list).or_default().push(read_phrase(phrase));
    }
    lists
}

/// The words of a phrase; a star at its end leaves the end of the last word open.
fn read_phrase(phrase: &str) -> Vec<Word> {
    let is_open = phrase.ends_with('*');
    let words = folded_words(phrase);
    let last = words.len().saturating_sub(1);
    let word = |(index, text): (usize, String)| Word { text, is_beginning: is_open && index == last };
    words.into_iter().enumerate().map(word).collect()
}

/// The triggers that the words of a text raise, each once, with the words that were found. All languages are asked: people mix them.
pub(super) fn find_triggers(text: &str) -> Vec<(Trigger, String)> {
    let tokens = folded_words(text);
    let find = |list: List| WORDS.get(&list).and_then(|phrases| find_phrase(phrases, &tokens));
    let alone = [
        (Trigger::Threat, List::Threat),
        (Trigger::SelfHarm, List::SelfHarm),
        (Trigger::Blackmail, List::Blackmail),
        (Trigger::LiveAbuse, List::Live),
    ];
    let mut found: Vec<(Trigger, String)> =
        alone.into_iter().filter_map(|(trigger, list)| Some((trigger, find(list)?))).collect();
    if let (Some(meeting), Some(soon)) = (find(List::Meeting), find(List::Soon)) {
        found.push((Trigger::MeetingSoon, format!("{meeting}, {soon}")));
    }
    found
}

/// The words by which somebody says that they have to do with children now: at home, at work, in a club. For what is said of who is reported.
pub fn find_access(text: &str) -> Option<String> {
    find_phrase(WORDS.get(&List::Access)?, &folded_words(text))
}

fn find_phrase(phrases: &[Vec<Word>], tokens: &[String]) -> Option<String> {
    let stands = |phrase: &[Word]| {
        tokens
            .windows(phrase.len().max(1))
            .find(|window| phrase.iter().zip(*window).all(|(word, token)| word.fits(token)))
            .map(|window| window.join(" "))
    };
    phrases.iter().find_map(|phrase| stands(phrase))
}

/// The language whose common words a text holds most of; none when the lists of no language cover it.
pub fn covering_language(text: &str) -> Option<&'static str> {
    let tokens = folded_words(text);
    let count = |words: &BTreeSet<String>| tokens.iter().filter(|token| words.contains(*token)).count();
    let (hits, language) = COMMON
        .iter()
        .map(|(language, words)| (count(words), *language))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    (hits > 0 && hits * ONE_COMMON_OF >= tokens.len()).then_some(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_list_and_no_phrase_is_empty() {
        let csv = include_str!("../../data/triage-words.csv");
        for row in csv.lines().skip(1) {
            let columns: Vec<&str> = row.splitn(3, ',').collect();
            assert!(LANGUAGES.contains(&columns[0]) && List::find(columns[1]).is_some(), "{row}");
            assert!(!read_phrase(columns[2]).is_empty(), "{row}");
        }
        for language in LANGUAGES {
            for list in ["threat", "self_harm", "blackmail", "meeting", "soon", "live", "access"] {
                let head = format!("{language},{list},");
                assert!(csv.lines().any(|row| row.starts_with(&head)), "{head}");
            }
            assert!(COMMON.iter().any(|(known, _)| *known == language));
        }
    }

    #[test]
    fn accents_case_and_signs_do_not_hide_a_word() {
        for text in ["AMENAZA", "¡amenazas!", "amenaza\u{301}ndome", "una,amenaza"] {
            assert_eq!(find_triggers(text)[0].0, Trigger::Threat, "{text}");
        }
        assert!(find_triggers("").is_empty());
    }

    #[test]
    fn self_harm_is_heard_of_in_the_third_person_too() {
        for text in [
            "Dice que va a quitarse la vida",
            "Diu que no vol viure",
            "Bere buruari min egin nahi dio",
            "Di que quere morrer",
            "Ela disse que vai magoar-se",
            "She said she will kill herself",
            "He doesn't want to live",
        ] {
            assert_eq!(find_triggers(text).first().map(|found| found.0), Some(Trigger::SelfHarm), "{text}");
        }
        assert_eq!(find_triggers("I will send them to everyone unless you pay")[0].0, Trigger::Blackmail);
        assert!(find_triggers("He hurt his knee and did not want to play").is_empty());
    }

    #[test]
    fn a_meeting_needs_a_time_that_is_near() {
        assert!(find_triggers("quedamos en el parque").is_empty());
        assert_eq!(find_triggers("¿quedamos mañana?")[0], (Trigger::MeetingSoon, "quedamos, manana".into()));
    }

    #[test]
    fn access_is_told_by_what_somebody_says_of_themselves() {
        for text in [
            "Entrenador de natación",
            "swimming coach",
            "monitora de tempo libre",
            "Aita naiz eta nire alaba",
            "Access to children: true",
            "Access to child victim: Yes",
        ] {
            assert!(find_access(text).is_some(), "{text}");
        }
        for text in ["I collect stamps", "Access to children: false", "Access to children: unknown"] {
            assert_eq!(find_access(text), None, "{text}");
        }
    }

    #[test]
    fn a_name_and_a_word_of_another_language_raise_nothing() {
        for text in [
            "Quedar con Domingo",
            "Pedro Maestre escribe",
            "La segunda vez que quedamos",
            "We monitor this account",
            "Found by ThreatExchange",
            "I live now in a village",
            "A tutorial for beginners",
        ] {
            assert!(find_triggers(text).is_empty() && find_access(text).is_none(), "{text}");
        }
        assert_eq!(find_triggers("¿Quedamos el domingo?").len(), 1);
    }

    #[test]
    fn what_no_list_covers_is_told() {
        assert_eq!(covering_language("Nos vemos en la plaza con mi prima"), Some("es"));
        assert_eq!(covering_language("You are at the station with your dog"), Some("en"));
        for text in ["Встретимся завтра", "Wir treffen uns morgen Abend", "12345", ""] {
            assert_eq!(covering_language(text), None, "{text}");
        }
    }
}
