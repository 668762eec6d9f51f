//! What the narrative of a report says around its facts, in the language of whom it is handed to.

use service::i18n::{portuguese_words, spanish_words};

/// A language of an authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tongue {
    English,
    Spanish,
    Portuguese,
}

/// The sentences. `{}` are facts, in this order.
pub(crate) struct Phrases {
    /// Number.
    pub(crate) follow_up: &'static str,
    /// Service and words.
    pub(crate) adds: &'static str,
    /// Service, time and words.
    pub(crate) wrote: &'static str,
    /// Service, time, SHA-256 and MD5.
    pub(crate) uploaded: &'static str,
    pub(crate) viewed: &'static str,
    pub(crate) by_hash: &'static str,
    pub(crate) not_viewed: &'static str,
    /// What the records say, which they say in English.
    pub(crate) records: &'static str,
    /// A sentence of the records in this language, where it is held in it.
    pub(crate) translated: fn(&str) -> Option<String>,
    pub(crate) preserved: &'static str,
    pub(crate) by_email: &'static str,
    pub(crate) in_newsgroup: &'static str,
    pub(crate) in_game: &'static str,
    pub(crate) by_phone: &'static str,
    /// How.
    pub(crate) took_place: &'static str,
    /// How, and names.
    pub(crate) took_place_with: &'static str,
    /// Latitude and longitude.
    pub(crate) coordinates: &'static str,
    pub(crate) among_peers: &'static str,
    /// Program.
    pub(crate) among_peers_by: &'static str,
    /// Addresses.
    pub(crate) seen_there: &'static str,
    /// Names.
    pub(crate) names_there: &'static str,
    pub(crate) yes: &'static str,
    pub(crate) no: &'static str,
    pub(crate) no_hash_only: &'static str,
}

impl Tongue {
    /// That of the authorities of a country (ISO 3166-1); English where none is held here: authorities abroad read it.
    pub(crate) fn of_country(country: &str) -> Self {
        match country {
            "ES" => Self::Spanish,
            "PT" => Self::Portuguese,
            _ => Self::English,
        }
    }

    /// Its code (ISO 639-1), as in `lang="…"`.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
            Self::Portuguese => "pt",
        }
    }

    /// Its sentences.
    pub(crate) fn phrases(self) -> &'static Phrases {
        match self {
            Self::English => &ENGLISH,
            Self::Spanish => &SPANISH,
            Self::Portuguese => &PORTUGUESE,
        }
    }
}

/// Of the language of the records.
fn nothing(_sentence: &str) -> Option<String> {
    None
}

const ENGLISH: Phrases = Phrases {
    follow_up: "Follow-up to CyberTipline report {}.",
    adds: "{} adds to what it reported: {}",
    wrote: "A user of {} wrote what follows at {}. {} The text is preserved and is handed over on lawful request.",
    uploaded: "A user of {} uploaded a file at {}. SHA-256 {}, MD5 {}.",
    viewed: "A person of the company viewed the file in full.",
    by_hash: "The file was found by its hash; no person of the company is recorded to have viewed it in full.",
    not_viewed: "No person of the company is recorded to have viewed the file in full.",
    records: "{}",
    translated: nothing,
    preserved: "The file is preserved and is handed over on lawful request.",
    by_email: "by e-mail",
    in_newsgroup: "in a newsgroup",
    in_game: "in an online game",
    by_phone: "by mobile telephone",
    took_place: "It took place {}.",
    took_place_with: "It took place {}: {}.",
    coordinates: "at latitude {}, longitude {}",
    among_peers: "It took place in a peer-to-peer network.",
    among_peers_by: "It took place in a peer-to-peer network, by the program {}.",
    seen_there: "Addresses that were seen there: {}.",
    names_there: "Names of files there: {}.",
    yes: "yes",
    no: "no",
    no_hash_only: "no (hash match only)",
};

const SPANISH: Phrases = Phrases {
    follow_up: "Continuación del aviso {} de CyberTipline.",
    adds: "{} añade a lo que comunicó: {}",
    wrote: "Un usuario de {} escribió lo que sigue el {}. {} El texto se conserva y se entrega previo requerimiento legal.",
    uploaded: "Un usuario de {} subió un archivo el {}. SHA-256 {}, MD5 {}.",
    viewed: "Una persona de la empresa vio el archivo entero.",
    by_hash: "El archivo se halló por su hash; no consta que ninguna persona de la empresa lo haya visto entero.",
    not_viewed: "No consta que ninguna persona de la empresa haya visto el archivo entero.",
    records: "En los registros consta, en inglés: {}",
    translated: spanish_words,
    preserved: "El archivo se conserva y se entrega previo requerimiento legal.",
    by_email: "por correo electrónico",
    in_newsgroup: "en un grupo de noticias",
    in_game: "en un juego en línea",
    by_phone: "por teléfono móvil",
    took_place: "Ocurrió {}.",
    took_place_with: "Ocurrió {}: {}.",
    coordinates: "en la latitud {}, longitud {}",
    among_peers: "Ocurrió en una red entre pares.",
    among_peers_by: "Ocurrió en una red entre pares, con el programa {}.",
    seen_there: "Direcciones que se vieron allí: {}.",
    names_there: "Nombres de archivos allí: {}.",
    yes: "sí",
    no: "no",
    no_hash_only: "no (solo coincide el hash)",
};

const PORTUGUESE: Phrases = Phrases {
    follow_up: "Seguimento da comunicação {} ao CyberTipline.",
    adds: "{} acrescenta ao que comunicou: {}",
    wrote: "Um utilizador de {} escreveu o que se segue em {}. {} O texto está preservado e é entregue mediante pedido legal.",
    uploaded: "Um utilizador de {} carregou um ficheiro em {}. SHA-256 {}, MD5 {}.",
    viewed: "Uma pessoa da empresa viu o ficheiro na íntegra.",
    by_hash: "O ficheiro foi encontrado pelo seu hash; não consta que alguma pessoa da empresa o tenha visto na íntegra.",
    not_viewed: "Não consta que alguma pessoa da empresa tenha visto o ficheiro na íntegra.",
    records: "Nos registos consta, em inglês: {}",
    translated: portuguese_words,
    preserved: "O ficheiro está preservado e é entregue mediante pedido legal.",
    by_email: "por correio eletrónico",
    in_newsgroup: "num grupo de discussão",
    in_game: "num jogo em linha",
    by_phone: "por telemóvel",
    took_place: "Ocorreu {}.",
    took_place_with: "Ocorreu {}: {}.",
    coordinates: "na latitude {}, longitude {}",
    among_peers: "Ocorreu numa rede entre pares.",
    among_peers_by: "Ocorreu numa rede entre pares, com o programa {}.",
    seen_there: "Endereços que aí foram vistos: {}.",
    names_there: "Nomes de ficheiros aí: {}.",
    yes: "sim",
    no: "não",
    no_hash_only: "não (só coincide o hash)",
};

#[cfg(test)]
mod tests {
    use super::*;

    /// The sentences that hold facts.
    fn with_facts(phrases: &Phrases) -> [&'static str; 10] {
        [
            phrases.follow_up,
            phrases.adds,
            phrases.wrote,
            phrases.uploaded,
            phrases.records,
            phrases.took_place_with,
            phrases.coordinates,
            phrases.among_peers_by,
            phrases.seen_there,
            phrases.names_there,
        ]
    }

    #[test]
    fn each_language_has_a_place_for_each_fact() {
        let places = |tongue: Tongue| with_facts(tongue.phrases()).map(|text| text.matches("{}").count());
        let english = places(Tongue::English);
        assert_eq!(english, [1, 2, 3, 4, 1, 2, 2, 1, 1, 1]);
        assert_eq!(places(Tongue::of_country("ES")), english);
        assert_eq!(places(Tongue::of_country("PT")), english);
        assert_eq!(Tongue::of_country("GB"), Tongue::English);
    }
}
