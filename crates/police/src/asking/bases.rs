//! The legal bases of requests to operators, by country and day.

use std::borrow::Borrow;

use jiff::civil::{Date, date};
use model::law::Review;
use service::Lang;

use super::Addressee;

/// Who may order what a basis permits: the judicial authority of Portugal is a judge or a prosecutor, by the phase of the procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Orders {
    Judge,
    JudgeOrProsecutor,
    ProsecutorOrPolice,
}

/// As what a request is drafted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OrderKind {
    /// A national request.
    National,
    /// European Production Order (EPOC).
    Production,
    /// European Preservation Order (EPOC-PR).
    Preservation,
}

/// One basis, in force from a day on and until before another. Its texts are `order-basis-CODE` (what may be asked) and `order-bar-CODE` (which offences
/// reach it).
#[derive(Debug)]
pub(crate) struct LegalBasis {
    /// Names the row in the API, the database and keys of texts.
    pub(crate) code: &'static str,
    /// ISO 3166-1 alpha-2, or `EU`.
    pub(crate) country: &'static str,
    pub(crate) kind: OrderKind,
    pub(crate) orders: Orders,
    pub(crate) article: &'static str,
    /// The same in Spanish, for an act of the Union, which has a name in each language.
    article_es: Option<&'static str>,
    /// Where this was read, in the language of the country; of an act of the Union, in Spanish.
    pub(crate) source: &'static str,
    pub(crate) valid_from: Date,
    pub(crate) valid_until: Option<Date>,
    /// How far the row can be trusted.
    pub(crate) review: Review,
}

const LECRIM: Date = date(2015, 12, 6);
const E_EVIDENCE: Date = date(2026, 8, 18);
/// Thirty days after publication.
const CIBERCRIME: Date = date(2009, 10, 15);

/// None of it was compared with the official text yet, and pages say so.
const BASES: &[LegalBasis] = &[
    LegalBasis {
        code: "es_588_ter_k",
        country: "ES",
        kind: OrderKind::National,
        orders: Orders::Judge,
        article: "LECrim art. 588 ter k",
        article_es: None,
        source: "Ciencia Policial 181",
        valid_from: LECRIM,
        valid_until: None,
        review: Review::Unverified,
    },
    LegalBasis {
        code: "es_588_ter_j",
        country: "ES",
        kind: OrderKind::National,
        orders: Orders::Judge,
        article: "LECrim art. 588 ter j",
        article_es: None,
        source: "LO 13/2015",
        valid_from: LECRIM,
        valid_until: None,
        review: Review::Unverified,
    },
    LegalBasis {
        code: "es_588_ter_m",
        country: "ES",
        kind: OrderKind::National,
        orders: Orders::ProsecutorOrPolice,
        article: "LECrim art. 588 ter m",
        article_es: None,
        source: "iberley.es",
        valid_from: LECRIM,
        valid_until: None,
        review: Review::Unverified,
    },
    LegalBasis {
        code: "es_ley_25_2007",
        country: "ES",
        kind: OrderKind::National,
        orders: Orders::Judge,
        article: "Ley 25/2007, arts. 6 y 7",
        article_es: None,
        source: "Ciencia Policial 178, p. 42",
        valid_from: date(2007, 11, 8),
        valid_until: None,
        review: Review::Unverified,
    },
    LegalBasis {
        code: "pt_ciber_14",
        country: "PT",
        kind: OrderKind::National,
        orders: Orders::JudgeOrProsecutor,
        article: "Lei 109/2009, arts. 11 e 14",
        article_es: None,
        source: "PGR, Nota Prática 2/2013; TRL 22-1-2013, proc. 581/12.6PLSNT-A",
        valid_from: CIBERCRIME,
        valid_until: None,
        review: Review::Unverified,
    },
    LegalBasis {
        code: "pt_ciber_18",
        country: "PT",
        kind: OrderKind::National,
        orders: Orders::Judge,
        article: "Lei 109/2009, art. 18",
        article_es: None,
        source: "PGR, Nota Prática 2/2013",
        valid_from: CIBERCRIME,
        valid_until: None,
        review: Review::Unverified,
    },
    // the duty to keep that this rests on was void before (Tribunal Constitucional 268/2022)
    LegalBasis {
        code: "pt_lei_32_2008",
        country: "PT",
        kind: OrderKind::National,
        orders: Orders::Judge,
        article: "Lei 32/2008, arts. 6 e 9 (Lei 18/2024)",
        article_es: None,
        source: "TRL 4-6-2024, proc. 41/24.2JBLSB-A; mirandalawfirm.com",
        valid_from: date(2024, 2, 6),
        valid_until: None,
        review: Review::Unverified,
    },
    LegalBasis {
        code: "pt_cpp_189",
        country: "PT",
        kind: OrderKind::National,
        orders: Orders::Judge,
        article: "Código de Processo Penal, arts. 187.1 e 189.2",
        article_es: None,
        source: "TRE 28-3-2023, proc. 663/22.6JGLSB-A; TRE 20-1-2015, proc. 648/14.6GCFAR-A",
        valid_from: date(2007, 9, 15),
        valid_until: None,
        review: Review::Unverified,
    },
    LegalBasis {
        code: "eu_epoc",
        country: "EU",
        kind: OrderKind::Production,
        orders: Orders::JudgeOrProsecutor,
        article: "Regulation (EU) 2023/1543, arts. 4 and 5",
        article_es: Some("Reglamento (UE) 2023/1543, arts. 4 y 5"),
        source: "fuentes secundarias",
        valid_from: E_EVIDENCE,
        valid_until: None,
        review: Review::Unverified,
    },
    LegalBasis {
        code: "eu_epoc_pr",
        country: "EU",
        kind: OrderKind::Preservation,
        orders: Orders::JudgeOrProsecutor,
        article: "Regulation (EU) 2023/1543, arts. 4 and 6",
        article_es: Some("Reglamento (UE) 2023/1543, arts. 4 y 6"),
        source: "fuentes secundarias",
        valid_from: E_EVIDENCE,
        valid_until: None,
        review: Review::Unverified,
    },
];

impl Orders {
    /// As keys of texts write it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Judge => "judge",
            Self::JudgeOrProsecutor => "judge-or-prosecutor",
            Self::ProsecutorOrPolice => "prosecutor-or-police",
        }
    }
}

impl LegalBasis {
    /// Every row.
    pub(crate) fn all() -> &'static [Self] {
        BASES
    }

    /// The row of this code.
    pub(crate) fn find(code: &str) -> Option<&'static Self> {
        BASES.iter().find(|basis| basis.code == code)
    }

    /// Its law and articles, as a page in a language cites them.
    pub(crate) fn cited(&self, lang: impl Borrow<Lang>) -> &'static str {
        let lang: &Lang = lang.borrow();
        match lang {
            Lang::En => self.article,
            Lang::Es => self.article_es.unwrap_or(self.article),
        }
    }

    /// What a country's police may choose from on a day.
    pub(crate) fn list(country: &str, day: Date) -> impl Iterator<Item = &'static Self> {
        BASES.iter().filter(move |basis| {
            (basis.country == country || basis.country == "EU") && basis.is_in_force(day)
        })
    }

    /// The codes of the bases for orders of a kind.
    pub(crate) fn codes(kind: OrderKind) -> impl Iterator<Item = &'static str> {
        BASES.iter().filter(move |basis| basis.kind == kind).map(|basis| basis.code)
    }

    /// The codes of national bases of any country but this one.
    pub(crate) fn codes_elsewhere(country: &str) -> impl Iterator<Item = &'static str> {
        let is_elsewhere = move |basis: &&Self| basis.kind == OrderKind::National && basis.country != country;
        BASES.iter().filter(is_elsewhere).map(|basis| basis.code)
    }

    /// Whether a country's police may rely on it; every one may where the node does not say its country.
    pub(crate) fn is_for(&self, country: &str) -> bool {
        country.is_empty() || self.country == country || self.country == "EU"
    }

    pub(crate) fn is_in_force(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|until| day < until)
    }

    /// Whether somebody read the official text beside it.
    pub(crate) fn is_verified(&self) -> bool {
        self.review == Review::Verified
    }

    /// The fields without which such a request is not marked as sent.
    pub(crate) fn asks_for(&self) -> &'static [&'static str] {
        match self.orders {
            Orders::Judge | Orders::JudgeOrProsecutor => {
                &["court", "procedure_number", "authorization_number"]
            }
            Orders::ProsecutorOrPolice => &["procedure_number"],
        }
    }

    /// To whom a request is drafted: with any hint of a minor, to the juvenile prosecutor, and the officer decides.
    pub(crate) fn drafted_to(&self, minor_hint: bool) -> Addressee {
        match self.orders {
            _ if minor_hint => Addressee::JuvenileProsecutor,
            Orders::Judge => Addressee::Court,
            Orders::JudgeOrProsecutor | Orders::ProsecutorOrPolice => Addressee::Prosecutor,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_nothing_counts_as_verified_yet() {
        let mut codes: Vec<_> = BASES.iter().map(|basis| basis.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), BASES.len());
        assert!(BASES.iter().all(|basis| !basis.is_verified()));
    }

    #[test]
    fn an_act_of_the_union_is_cited_in_the_language_of_the_page_and_a_national_law_in_its_own() {
        for basis in BASES {
            let (english, spanish) = (basis.cited(Lang::En), basis.cited(Lang::Es));
            assert_eq!(basis.country == "EU", english != spanish, "{}", basis.code);
            assert!(!spanish.contains("Regulation"), "{spanish}");
        }
    }

    #[test]
    fn a_basis_is_offered_from_its_first_day_on() {
        let offered = |country, day| LegalBasis::list(country, day).any(|basis| basis.code == "eu_epoc");
        assert!(!offered("ES", date(2026, 8, 17)));
        assert!(offered("ES", date(2026, 8, 18)));
        assert!(LegalBasis::list("FR", date(2020, 1, 1)).next().is_none());
    }

    #[test]
    fn what_portugal_keeps_can_be_asked_for_since_the_duty_to_keep_it_stands_again() {
        let codes = |country, day| -> Vec<_> { LegalBasis::list(country, day).map(|row| row.code).collect() };
        let before = ["pt_ciber_14", "pt_ciber_18", "pt_cpp_189"];
        assert_eq!(codes("PT", date(2024, 2, 5)), before);
        assert!(codes("PT", date(2024, 2, 6)).contains(&"pt_lei_32_2008"));
        assert!(!codes("PT", date(2009, 10, 14)).contains(&"pt_ciber_14"));
        assert!(!codes("ES", date(2024, 2, 6)).iter().any(|code| code.starts_with("pt_")));
        let ours = |code: &str, country| LegalBasis::find(code).unwrap().is_for(country);
        assert!(ours("pt_ciber_14", "PT") && ours("pt_ciber_14", "") && ours("eu_epoc", "ES"));
        assert!(!ours("pt_ciber_14", "ES") && !ours("es_588_ter_k", "PT"));
        let drafted = |code: &str| LegalBasis::find(code).unwrap().drafted_to(false);
        assert_eq!(
            (drafted("pt_ciber_14"), drafted("pt_lei_32_2008")),
            (Addressee::Prosecutor, Addressee::Court)
        );
    }

    #[test]
    fn a_hint_of_a_minor_goes_to_the_juvenile_prosecutor_whatever_the_basis() {
        assert!(BASES.iter().all(|basis| basis.drafted_to(true) == Addressee::JuvenileProsecutor));
        assert_eq!(LegalBasis::find("es_588_ter_k").unwrap().drafted_to(false), Addressee::Court);
    }

    #[test]
    fn an_order_of_a_judge_names_court_procedure_and_number() {
        let asks = |code: &str| LegalBasis::find(code).unwrap().asks_for().len();
        assert_eq!((asks("es_588_ter_k"), asks("es_588_ter_m")), (3, 1));
    }
}
