//! What a program writes into a report in English, said in Spanish and Portuguese: that a file matches a list, and what a time is the time of.
//! Reports keep one wording. A sentence is known by its form; what a person wrote, or another program words in another way, is said in no other
//! language here.

use jiff::Timestamp;
use wire::cybertipline::date_words;
use wire::cybertipline::match_words::{ConfirmedMatch, WITHDRAWN};

/// The sentences of one language. `{}` is what stands in them, in this order.
struct Wording {
    uploaded: &'static str,
    written: &'static str,
    followed_up: &'static str,
    /// List, version, kind of hash and distance.
    confirmed: &'static str,
    /// Instant.
    withdrawn: &'static str,
    /// Provider, source, name with its details, and instant.
    stated: &'static str,
    hash_list: &'static str,
    classifier: &'static str,
    version: &'static str,
    score: &'static str,
    distance: &'static str,
}

const SPANISH: Wording = Wording {
    uploaded: "Cuando el usuario subió el archivo",
    written: "Cuando el usuario escribió el texto",
    followed_up: "Cuando ocurrieron los hechos del aviso que este continúa",
    confirmed: "Coincide con la lista de hashes {}, versión {}, por {}, a distancia {}; confirmado por moderación.",
    withdrawn: " El hash de la lista se retiró el {}.",
    stated: "{} comunica una coincidencia con {} {}, el {}. Lo dice ese servicio.",
    hash_list: "su lista de hashes",
    classifier: "su clasificador",
    version: ", versión {}",
    score: ", puntuación {}",
    distance: ", distancia {}",
};

const PORTUGUESE: Wording = Wording {
    uploaded: "Quando o utilizador carregou o ficheiro",
    written: "Quando o utilizador escreveu o texto",
    followed_up: "Quando ocorreram os factos da comunicação a que esta dá seguimento",
    confirmed: "Coincide com a lista de hashes {}, versão {}, por {}, à distância {}; confirmado pela moderação.",
    withdrawn: " O hash da lista foi retirado em {}.",
    stated: "{} comunica uma coincidência com {} {}, em {}. É esse serviço que o afirma.",
    hash_list: "a sua lista de hashes",
    classifier: "o seu classificador",
    version: ", versão {}",
    score: ", pontuação {}",
    distance: ", distância {}",
};

/// A whole text of a program in Spanish; none of other words.
pub fn spanish_words(text: &str) -> Option<String> {
    SPANISH.of(text)
}

/// A whole text of a program in Portuguese; none of other words.
pub fn portuguese_words(text: &str) -> Option<String> {
    PORTUGUESE.of(text)
}

impl Wording {
    fn of(&self, text: &str) -> Option<String> {
        self.date(text).map(str::to_owned).or_else(|| self.confirmed(text)).or_else(|| self.stated(text))
    }

    /// What the date of an incident is the date of.
    fn date(&self, text: &str) -> Option<&'static str> {
        match text {
            date_words::UPLOADED => Some(self.uploaded),
            date_words::WRITTEN => Some(self.written),
            date_words::FOLLOWED_UP => Some(self.followed_up),
            _ => None,
        }
    }

    /// A match that a moderator confirmed, and that its hash was withdrawn since.
    fn confirmed(&self, text: &str) -> Option<String> {
        let (sentence, withdrawn) = match text.split_once(WITHDRAWN) {
            Some((sentence, at)) => (sentence, Some(instant(at.strip_suffix('.')?)?)),
            None => (text, None),
        };
        let ConfirmedMatch { list_name, list_version, algorithm, distance_bits } =
            ConfirmedMatch::read(sentence)?;
        let (version, distance) = (list_version.to_string(), distance_bits.to_string());
        let said = fill(self.confirmed, &[list_name, &version, algorithm, &distance]);
        Some(said + &withdrawn.map(|at| fill(self.withdrawn, &[at])).unwrap_or_default())
    }

    /// A match that another service states.
    fn stated(&self, text: &str) -> Option<String> {
        let (provider, rest) = text.split_once(" states a match with its ")?;
        let (rest, at) = rest.strip_suffix(". It is that service's word.")?.rsplit_once(", at ")?;
        let at = instant(at)?;
        let (source, rest) = match rest.strip_prefix("hash list ") {
            Some(rest) => (self.hash_list, rest),
            None => (self.classifier, rest.strip_prefix("classifier ")?),
        };
        let (rest, distance) = number_behind(rest, ", distance ");
        let (rest, score) = number_behind(rest, ", score ");
        let mut name = match rest.rsplit_once(" version ") {
            Some((name, version)) if !version.contains(' ') => {
                format!("{name}{}", fill(self.version, &[version]))
            }
            _ => rest.to_owned(),
        };
        name.extend(score.map(|score| fill(self.score, &[&score.replace('.', ",")])));
        name.extend(distance.map(|bits| fill(self.distance, &[bits])));
        Some(fill(self.stated, &[provider, source, &name, at]))
    }
}

/// A sentence with its facts in the places `{}`. What is filled in is not read again.
pub fn fill(sentence: &str, facts: &[&str]) -> String {
    let mut parts = sentence.split("{}");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for (fact, part) in facts.iter().zip(parts) {
        text.push_str(fact);
        text.push_str(part);
    }
    text
}

/// An instant as a record writes it.
fn instant(text: &str) -> Option<&str> {
    text.parse::<Timestamp>().is_ok().then_some(text)
}

/// A number that stands last, behind these words.
fn number_behind<'t>(text: &'t str, words: &str) -> (&'t str, Option<&'t str>) {
    match text.rsplit_once(words) {
        Some((before, number)) if number.parse::<f64>().is_ok() => (before, Some(number)),
        _ => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MATCH: ConfirmedMatch<'_> =
        ConfirmedMatch { list_name: "known", list_version: 3, algorithm: "pdq", distance_bits: 12 };

    #[test]
    fn a_confirmed_match_is_said_in_spanish_with_what_became_of_its_hash() {
        let said = "Coincide con la lista de hashes known, versión 3, por pdq, a distancia 12; confirmado por moderación.";
        assert_eq!(spanish_words(&MATCH.to_string()).as_deref(), Some(said));
        let since = format!("{MATCH}{WITHDRAWN}2024-05-01T10:00:00Z.");
        let said = format!("{said} El hash de la lista se retiró el 2024-05-01T10:00:00Z.");
        assert_eq!(spanish_words(&since), Some(said));
    }

    #[test]
    fn what_a_time_is_the_time_of_is_said_in_spanish() {
        assert_eq!(
            spanish_words(date_words::UPLOADED).as_deref(),
            Some("Cuando el usuario subió el archivo")
        );
    }

    #[test]
    fn the_same_is_said_in_portuguese() {
        let since = format!("{MATCH}{WITHDRAWN}2024-05-01T10:00:00Z.");
        let said = "Coincide com a lista de hashes known, versão 3, por pdq, à distância 12; confirmado pela moderação. \
                    O hash da lista foi retirado em 2024-05-01T10:00:00Z.";
        assert_eq!(portuguese_words(&since).as_deref(), Some(said));
        let stated = "Scan states a match with its classifier x y version 7, score 0.93, distance 4, at 2024-05-01T10:00:00Z. \
                      It is that service's word.";
        let said = "Scan comunica uma coincidência com o seu classificador x y, versão 7, pontuação 0,93, distância 4, em \
                    2024-05-01T10:00:00Z. É esse serviço que o afirma.";
        assert_eq!(portuguese_words(stated).as_deref(), Some(said));
        let said = "Quando o utilizador carregou o ficheiro";
        assert_eq!(portuguese_words(date_words::UPLOADED).as_deref(), Some(said));
    }

    #[test]
    fn each_language_has_a_place_for_each_fact() {
        let places = |wording: &Wording| {
            let texts = [
                wording.confirmed,
                wording.withdrawn,
                wording.stated,
                wording.version,
                wording.score,
                wording.distance,
            ];
            texts.map(|text| text.matches("{}").count())
        };
        assert_eq!(places(&SPANISH), [4, 1, 4, 1, 1, 1]);
        assert_eq!(places(&PORTUGUESE), [4, 1, 4, 1, 1, 1]);
    }

    #[test]
    fn what_is_filled_in_is_not_read_again() {
        assert_eq!(fill("{} adds: {}", &["a {} b", "c"]), "a {} b adds: c");
    }

    #[test]
    fn what_a_person_wrote_is_said_in_no_other_language() {
        for other in [
            String::new(),
            "It matches a list.".to_owned(),
            format!("{MATCH} She told me."),
            format!("{MATCH}{WITHDRAWN}last week."),
            "Scan states a match with its neighbour x, at 2024-05-01T10:00:00Z. It is that service's word."
                .to_owned(),
            "Scan states a match with its classifier x, at noon. It is that service's word.".to_owned(),
        ] {
            assert_eq!(spanish_words(&other), None, "{other}");
            assert_eq!(portuguese_words(&other), None, "{other}");
        }
    }
}
