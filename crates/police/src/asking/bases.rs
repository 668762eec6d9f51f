//! The legal bases of requests to operators, by country and day.

use std::borrow::Borrow;

use jiff::civil::{Date, date};
use model::law::Review;
use service::Lang;

use super::Addressee;

/// Who may order what a basis permits.
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
    /// Where this was read.
    pub(crate) source: &'static str,
    pub(crate) valid_from: Date,
    pub(crate) valid_until: Option<Date>,
    /// How far the row can be trusted.
    pub(crate) review: Review,
}

const LECRIM: Date = date(2015, 12, 6);
const E_EVIDENCE: Date = date(2026, 8, 18);

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
        code: "eu_epoc",
        country: "EU",
        kind: OrderKind::Production,
        orders: Orders::JudgeOrProsecutor,
        article: "Regulation (EU) 2023/1543, arts. 4 and 5",
        article_es: Some("Reglamento (UE) 2023/1543, arts. 4 y 5"),
        source: "secondary sources",
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
        source: "secondary sources",
        valid_from: E_EVIDENCE,
        valid_until: None,
        review: Review::Unverified,
    },
];

impl LegalBasis {
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
        assert!(LegalBasis::list("PT", date(2020, 1, 1)).next().is_none());
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
