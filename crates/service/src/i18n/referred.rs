//! What a referral says in English, said in Spanish: packages keep one wording, which every police reads. Sentences of a program are known by
//! their form; what a person wrote, or another program words in another way, has no Spanish here.

/// Whose addresses decided on a country, as referrals name them.
const WHOSE: [(&str, &str); 5] = [
    ("addresses of file uploads", "direcciones de subida de archivos"),
    ("addresses of the reported account", "direcciones de la cuenta señalada en el aviso"),
    ("addresses of the incident", "direcciones del incidente"),
    ("addresses of a recipient", "direcciones de un destinatario"),
    ("addresses of a victim", "direcciones de una víctima"),
];

/// Names and sources of the bases on which senders detect, as the rules that come with the clearinghouse state them.
const BASES: [(&str, &str); 2] = [
    (
        "Regulation (EU) 2021/1232 (derogation from Directive 2002/58/EC), for services between persons",
        "Reglamento (UE) 2021/1232 (excepción a la Directiva 2002/58/CE), para servicios entre personas",
    ),
    (
        "Regulation (EU) 2021/1232, article 10, as changed by Regulation (EU) 2024/1307; whether anything follows it is to be confirmed",
        "Reglamento (UE) 2021/1232, artículo 10, en la redacción del Reglamento (UE) 2024/1307; está por confirmar si hay otra norma después",
    ),
];

/// Why a report goes to a country, where its addresses said so (`addresses of file uploads: 1 of 2 allocated to ES`); none of other words.
pub fn spanish_grounds(text: &str) -> Option<String> {
    let (whose, votes) = text.split_once(": ")?;
    let (_, whose) = WHOSE.iter().find(|(en, _)| *en == whose)?;
    let votes: Option<Vec<String>> = votes.split(", ").map(spanish_vote).collect();
    Some(format!("{whose}: {}", votes?.join(", ")))
}

fn spanish_vote(vote: &str) -> Option<String> {
    let (share, country) = vote.split_once(" allocated to ")?;
    let (count, all) = share.split_once(" of ")?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_country = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
    (is_number(count) && is_number(all) && is_country)
        .then(|| format!("{count} de {all} en asignaciones de {country}"))
}

/// The name of a basis on which a sender detects, or whose word it is; none where the rules that come with the clearinghouse state no such.
pub fn spanish_basis(text: &str) -> Option<&'static str> {
    BASES.iter().find(|(en, _)| *en == text).map(|(_, es)| *es)
}

/// A basis as the police keep it, `NAME (FROM – UNTIL; SOURCE)`; none of several.
pub fn spanish_kept_basis(text: &str) -> Option<String> {
    let after = |en: &str| text.strip_prefix(en)?.strip_prefix(" (")?.strip_suffix(')');
    let (name, rest) = BASES.iter().find_map(|(en, es)| Some((*es, after(en)?)))?;
    let (days, source) = rest.split_once("; ")?;
    Some(format!("{name} ({days}; {})", spanish_basis(source)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_program_said_of_a_country_is_said_in_spanish_and_what_a_person_wrote_is_not() {
        let said = spanish_grounds(
            "addresses of the reported account: 2 of 3 allocated to FR, 1 of 3 allocated to ES",
        );
        let spanish = "direcciones de la cuenta señalada en el aviso: 2 de 3 en asignaciones de FR, 1 de 3 en asignaciones de ES";
        assert_eq!(said.as_deref(), Some(spanish));
        for other in [
            "",
            "the sender names a school in Lisbon",
            "addresses of a friend: 1 of 1 allocated to ES",
            "addresses of a victim: one of 1 allocated to ES",
            "addresses of a victim: 1 of 1 allocated to ES and more",
        ] {
            assert_eq!(spanish_grounds(other), None, "{other}");
        }
    }

    #[test]
    fn a_kept_basis_has_its_days_between_name_and_source() {
        let [(name, name_es), (source, source_es)] = BASES;
        let kept = |source: &str| format!("{name} (2021-08-02 – 2026-04-03; {source})");
        let said = spanish_kept_basis(&kept(source)).unwrap();
        assert_eq!(said, format!("{name_es} (2021-08-02 – 2026-04-03; {source_es})"));
        assert_eq!(spanish_kept_basis(&kept("an agreement")), None);
        assert_eq!(
            spanish_kept_basis(&format!("{0}; {0}", kept(source))),
            None,
            "of several nothing is guessed"
        );
        assert_eq!(spanish_kept_basis(""), None);
    }
}
