//! Letters without their accents, so that one name written in several ways is one name.

/// A small letter without its accent: of the languages of Spain and Portugal, and of others in which names are written here. A mark that stands
/// after its letter is dropped.
pub fn without_accent(letter: char) -> Option<char> {
    Some(match letter {
        '\u{300}'..='\u{36f}' => return None,
        'á' | 'à' | 'ä' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => 'a',
        'é' | 'è' | 'ë' | 'ê' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'í' | 'ì' | 'ï' | 'î' | 'ī' | 'į' | 'ı' => 'i',
        'ó' | 'ò' | 'ö' | 'ô' | 'õ' | 'ø' | 'ō' | 'ő' => 'o',
        'ú' | 'ù' | 'ü' | 'û' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ñ' | 'ń' | 'ň' => 'n',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'ğ' => 'g',
        'ł' | 'ľ' => 'l',
        'ř' => 'r',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ť' | 'ţ' | 'ț' => 't',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    })
}

/// The words of a text in small letters without accents. Everything that is no letter or digit parts them, so that a hyphen is as good as a space.
pub fn folded_words(text: &str) -> Vec<String> {
    let letters = text.chars().flat_map(char::to_lowercase).filter_map(without_accent);
    let plain: String = letters.map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    plain.split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_case_nor_accents_nor_hyphens_tell_spellings_of_a_name_apart() {
        for (spellings, expected) in [
            (["Pérez", "PEREZ", " pe\u{301}rez "], "perez"),
            (["Ana-Belén", "ANA BELÉN", "ana  belen"], "ana belen"),
            (["Núñez", "Nun\u{303}ez", "NUÑEZ"], "nunez"),
            (["Ștefănescu", "Ştefanescu", "STEFANESCU"], "stefanescu"),
            (["Żółć", "ZOLC", "zo\u{301}łć"], "zolc"),
        ] {
            for spelling in spellings {
                assert_eq!(folded_words(spelling).join(" "), expected, "{spelling}");
            }
        }
        assert_eq!(folded_words(" -, "), Vec::<String>::new());
    }
}
