//! What a program writes into a report in English, said in Spanish: that a file matches a list, and what a time is the time of. Reports keep one
//! wording. A sentence is known by its form; what a person wrote, or another program words in another way, has no Spanish here.

use jiff::Timestamp;
use wire::cybertipline::date_words;
use wire::cybertipline::match_words::{ConfirmedMatch, WITHDRAWN};

/// What the date of an incident is the date of.
const DATES: [(&str, &str); 3] = [
    (date_words::UPLOADED, "Cuando el usuario subió el archivo"),
    (date_words::WRITTEN, "Cuando el usuario escribió el texto"),
    (date_words::FOLLOWED_UP, "Cuando ocurrieron los hechos del aviso que este continúa"),
];

/// A whole text of a program in Spanish; none of other words.
pub fn spanish_words(text: &str) -> Option<String> {
    let date = DATES.iter().find(|(en, _)| *en == text).map(|(_, es)| (*es).to_owned());
    date.or_else(|| spanish_confirmed(text)).or_else(|| spanish_stated(text))
}

/// A match that a moderator confirmed, and that its hash was withdrawn since.
fn spanish_confirmed(text: &str) -> Option<String> {
    let (sentence, withdrawn) = match text.split_once(WITHDRAWN) {
        Some((sentence, at)) => (sentence, Some(instant(at.strip_suffix('.')?)?)),
        None => (text, None),
    };
    let ConfirmedMatch { list_name, list_version, algorithm, distance_bits } =
        ConfirmedMatch::read(sentence)?;
    let since = withdrawn.map(|at| format!(" El hash de la lista se retiró el {at}.")).unwrap_or_default();
    Some(format!(
        "Coincide con la lista de hashes {list_name}, versión {list_version}, por {algorithm}, a distancia {distance_bits}; \
         confirmado por moderación.{since}"
    ))
}

/// A match that another service states.
fn spanish_stated(text: &str) -> Option<String> {
    let (provider, rest) = text.split_once(" states a match with its ")?;
    let (rest, at) = rest.strip_suffix(". It is that service's word.")?.rsplit_once(", at ")?;
    let at = instant(at)?;
    let (source, rest) = match rest.strip_prefix("hash list ") {
        Some(rest) => ("su lista de hashes", rest),
        None => ("su clasificador", rest.strip_prefix("classifier ")?),
    };
    let (rest, distance) = number_behind(rest, ", distance ");
    let (rest, score) = number_behind(rest, ", score ");
    let name = match rest.rsplit_once(" version ") {
        Some((name, version)) if !version.contains(' ') => format!("{name}, versión {version}"),
        _ => rest.to_owned(),
    };
    let score = score.map(|score| format!(", puntuación {}", score.replace('.', ","))).unwrap_or_default();
    let distance = distance.map(|bits| format!(", distancia {bits}")).unwrap_or_default();
    Some(format!(
        "{provider} comunica una coincidencia con {source} {name}{score}{distance}, el {at}. Lo dice ese servicio."
    ))
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
    fn what_a_person_wrote_has_no_spanish() {
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
        }
    }
}
