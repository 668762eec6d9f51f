//! Instants, dates and numbers as each language writes them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Lang;

const MONTHS: [[&str; 12]; 2] = [
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
];

/// `28 December 2020`, `28 de diciembre de 2020`.
pub fn date(lang: Lang, date: Date) -> String {
    let of_year = usize::from(date.month().unsigned_abs()) - 1;
    let (day, year) = (date.day(), date.year());
    match lang {
        Lang::En => format!("{day} {} {year}", MONTHS[0][of_year]),
        Lang::Es => format!("{day} de {} de {year}", MONTHS[1][of_year]),
    }
}

/// `28 December 2020, 09:00:00 UTC`: always with its zone, so that nobody reads it as another one.
pub fn instant(lang: Lang, at: Timestamp) -> String {
    instant_in(lang, at, &TimeZone::UTC)
}

/// The same instant on the clocks of `zone`, with the zone's abbreviation.
pub fn instant_in(lang: Lang, at: Timestamp, zone: &TimeZone) -> String {
    let there = at.to_zoned_datetime(zone.clone());
    format!("{}, {}", date(lang, there.date()), there.strftime("%H:%M:%S %Z"))
}

/// Groups of three digits: `12,345` in English; `12 345` in Spanish, with a thin space that does not break (four digits stay whole).
pub fn number(lang: Lang, number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let (mark, least) = match lang {
        Lang::En => (',', 4),
        Lang::Es => ('\u{202f}', 5),
    };
    let mut text = String::from(if number < 0 { "-" } else { "" });
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) && digits.len() >= least {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// `512 B`, `3.4 MB`, `3,4 MB`: decimal multiples.
pub fn size(lang: Lang, bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    let mut tenths = bytes.saturating_mul(10);
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut unit = 0;
    tenths /= 1000;
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths /= 1000;
        unit += 1;
    }
    let mark = if lang == Lang::Es { ',' } else { '.' };
    format!("{}{mark}{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

/// The key of the text of a type of incident: `Child Sex Trafficking` has `incident-kind-child-sex-trafficking`.
pub(super) fn incident_key(code: &str) -> String {
    let words = code.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.fold("incident-kind".to_owned(), |key, word| key + "-" + &word.to_ascii_lowercase())
}

/// A citation of law in which acts of the European Union have the name that they have in a language; all else stays as the data state it.
pub(crate) fn citation(lang: Lang, cited: &str) -> String {
    const ACTS: [(&str, &str); 2] =
        [("Regulation (EU)", "Reglamento (UE)"), ("Directive (EU)", "Directiva (UE)")];
    match lang {
        Lang::En => cited.to_owned(),
        Lang::Es => ACTS.iter().fold(cited.to_owned(), |text, (en, es)| text.replace(en, es)),
    }
}

#[cfg(test)]
mod tests {
    use wire::cybertipline::IncidentType;

    use super::*;
    use crate::Texts;

    #[test]
    fn instants_show_their_zone() {
        let at: Timestamp = "2020-07-09T22:30:05Z".parse().unwrap();
        assert_eq!(instant(Lang::En, at), "9 July 2020, 22:30:05 UTC");
        let madrid = TimeZone::get("Europe/Madrid").unwrap();
        assert_eq!(instant_in(Lang::Es, at, &madrid), "10 de julio de 2020, 00:30:05 CEST");
        assert_eq!(date(Lang::Es, jiff::civil::date(2008, 2, 29)), "29 de febrero de 2008");
    }

    #[test]
    fn every_type_of_incident_has_a_spanish_text_and_in_english_its_own() {
        let texts = Texts::new(&[(Lang::En, "node-name = N\n"), (Lang::Es, "node-name = N\n")]).unwrap();
        for kind in IncidentType::ALL {
            let key = incident_key(kind.code());
            assert_eq!(texts.text(Lang::En, &key, &[]), kind.code());
            let spanish = texts.text(Lang::Es, &key, &[]);
            assert!(spanish != kind.code() && !spanish.starts_with('['), "{key}: {spanish}");
        }
    }

    #[test]
    fn acts_of_the_union_are_cited_in_the_language_of_the_page() {
        let cited = "Directive (EU) 2016/680, 5, 16(2)";
        assert_eq!(citation(Lang::En, cited), cited);
        assert_eq!(citation(Lang::Es, cited), "Directiva (UE) 2016/680, 5, 16(2)");
        assert_eq!(citation(Lang::Es, "Ley Orgánica 7/2021, 8"), "Ley Orgánica 7/2021, 8");
    }

    #[test]
    fn numbers_and_sizes_are_grouped_as_the_language_does() {
        for (n, en, es) in [
            (0, "0", "0"),
            (-999, "-999", "-999"),
            (1234, "1,234", "1234"),
            (12_345, "12,345", "12\u{202f}345"),
            (-1_234_567, "-1,234,567", "-1\u{202f}234\u{202f}567"),
            (
                i64::MIN,
                "-9,223,372,036,854,775,808",
                "-9\u{202f}223\u{202f}372\u{202f}036\u{202f}854\u{202f}775\u{202f}808",
            ),
        ] {
            assert_eq!(number(Lang::En, n), en);
            assert_eq!(number(Lang::Es, n), es);
        }
        for (bytes, en, es) in [
            (999, "999 B", "999 B"),
            (1000, "1.0 kB", "1,0 kB"),
            (999_999, "999.9 kB", "999,9 kB"),
            (3_456_789, "3.4 MB", "3,4 MB"),
        ] {
            assert_eq!(size(Lang::En, bytes), en);
            assert_eq!(size(Lang::Es, bytes), es);
        }
        assert_eq!(size(Lang::En, u64::MAX), "1844674.4 TB");
    }
}
