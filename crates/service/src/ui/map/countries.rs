//! Countries by their codes, with their names in both languages.

use std::sync::LazyLock;

/// ISO 3166-1 with the names of Unicode CLDR; see the NOTICE beside it.
static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| {
    include_str!("../../../assets/maps/countries.csv").lines().skip(1).filter_map(Country::read).collect()
});

/// A country.
pub(super) struct Country {
    /// ISO 3166-1 alpha-2.
    pub(super) code: &'static str,
    /// ISO 3166-1 numeric; empty for Kosovo, which has none.
    numeric: &'static str,
    english: &'static str,
    spanish: &'static str,
}

impl Country {
    fn read(line: &'static str) -> Option<Self> {
        let mut columns = line.split(';');
        let (code, numeric) = (columns.next()?, columns.next()?);
        Some(Self { code, numeric, english: columns.next()?, spanish: columns.next()? })
    }

    /// Its name.
    pub(super) fn name(&self, in_spanish: bool) -> &'static str {
        if in_spanish { self.spanish } else { self.english }
    }
}

/// The country with this alpha-2 code.
pub(super) fn find(code: &str) -> Option<&'static Country> {
    COUNTRIES.iter().find(|country| country.code == code)
}

/// The country of a shape of the world's file: by its number, and Kosovo, which has none, by its name.
pub(super) fn find_shape(numeric: &str, name: &str) -> Option<&'static Country> {
    if numeric.is_empty() {
        return COUNTRIES.iter().find(|country| country.numeric.is_empty() && country.english == name);
    }
    COUNTRIES.iter().find(|country| country.numeric == numeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_is_whole_and_found() {
        assert_eq!(COUNTRIES.len(), 250);
        for country in COUNTRIES.iter() {
            assert!(country.code.len() == 2 && !country.english.is_empty() && !country.spanish.is_empty());
        }
        assert_eq!(find("ES").map(|country| country.name(true)), Some("España"));
        assert_eq!(find_shape("724", "Spain").map(|country| country.code), Some("ES"));
        assert_eq!(find_shape("", "Kosovo").map(|country| country.code), Some("XK"));
        assert!(find_shape("", "Somaliland").is_none() && find("xx").is_none());
    }
}
