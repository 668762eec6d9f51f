//! What the page of a report says of its urgency: its band, every reason, what nobody knows, and what persons decided. Shown by
//! `templates/score-card.html`.

use std::cmp::Reverse;

use jiff::Timestamp;
use model::triage::{Band, Line, Urgency};

use super::overrides::DecidedBand;
use crate::{Lang, PageContext, Tone};

/// What reasons say in a code of ours, each with the factor for which it is one: a text that somebody wrote may be the same word.
const CODES: [(&str, &str); 2] = [("distribution", "public"), ("only_known_files", "batch")];

/// Where reasons are found that stand in no element of a report.
const SOURCES: [&str; 6] = ["report_file", "report_trait", "subject", "files", "class", "user_reports"];

/// The urgency of a report as a reader sees it.
pub struct ScoreCard {
    /// Path of the report's page, such as `/reports/7`; the forms are sent below it.
    pub page: String,
    /// The band in which it stands; none before it is scored.
    pub band: Option<Band>,
    /// The newest score; none before it is scored and once it is erased.
    pub urgency: Option<Urgency>,
    /// When it was scored.
    pub scored_at: Option<Timestamp>,
    /// Who has read it, and when.
    pub read: Option<(String, Timestamp)>,
    /// What persons decided on its band, in order.
    pub decided: Vec<DecidedBand>,
    /// The bands, to choose from.
    pub bands: Vec<(String, String)>,
    /// Whether this reader may put it into another band, and mark it as read.
    pub may_rank: bool,
}

model::unprintable!(ScoreCard);

/// How a band looks.
pub fn band_tone(band: Band) -> Tone {
    match band {
        Band::A => Tone::Bad,
        Band::B => Tone::Warn,
        Band::C => Tone::Info,
        Band::D => Tone::Plain,
    }
}

/// The bands as a form offers them: each with its text.
pub fn band_choices(ctx: &PageContext) -> Vec<(String, String)> {
    Band::ALL.map(|band| (band.as_str().to_owned(), ctx.word("band", band.as_str()))).to_vec()
}

/// Tenths as a number with one place, as the language writes it. Its minus is one that no spreadsheet takes for a formula.
pub fn points(lang: Lang, tenths: impl Into<i64>) -> String {
    let tenths = tenths.into();
    let sign = if tenths < 0 { "−" } else { "" };
    let mark = if lang == Lang::Es { ',' } else { '.' };
    format!("{sign}{}{mark}{}", tenths.abs() / 10, tenths.abs() % 10)
}

impl ScoreCard {
    /// Where one of its forms is sent: `read`, `band` or `band/undo`.
    pub fn path(&self, step: &str) -> String {
        format!("{}/{step}", self.page)
    }

    /// The class of the band's badge.
    pub fn band_class(&self) -> &'static str {
        self.band.map_or("", |band| band_tone(band).class())
    }

    /// The band in words.
    pub fn band_text(&self, ctx: &PageContext) -> String {
        ctx.word("band", self.band.map_or("none", Band::as_str))
    }

    /// Whether a person's decision stands.
    pub fn is_overridden(&self) -> bool {
        self.decided.iter().any(|decided| decided.undone.is_none())
    }

    /// The reasons, triggers first, then those that count most.
    pub fn lines(&self) -> Vec<&Line> {
        let mut lines: Vec<&Line> = self.urgency.iter().flat_map(|urgency| &urgency.lines).collect();
        lines.sort_by_key(|line| (!line.factor.starts_with("trigger_"), Reverse(line.points_tenths.abs())));
        lines
    }

    /// What a reason gives; a trigger gives no points.
    #[allow(clippy::unused_self, reason = "templates call methods only")]
    pub fn line_points(&self, ctx: &PageContext, line: &Line) -> String {
        if line.factor.starts_with("trigger_") {
            ctx.t("score-trigger")
        } else {
            points(ctx.lang, line.points_tenths)
        }
    }

    /// What a reason rests on: in words where it is a code of ours, else as the report says it.
    #[allow(clippy::unused_self, reason = "templates call methods only")]
    pub fn line_says(&self, ctx: &PageContext, line: &Line) -> String {
        if CODES.contains(&(line.factor.as_str(), line.says.as_str())) {
            ctx.word("line-says", &line.says)
        } else {
            line.says.clone()
        }
    }

    /// Where a reason was found, in words; none where it is an element of the report.
    #[allow(clippy::unused_self, reason = "templates call methods only")]
    pub fn line_source(&self, ctx: &PageContext, line: &Line) -> Option<String> {
        SOURCES.contains(&line.source.as_str()).then(|| ctx.word("line-source", &line.source))
    }

    /// The points of the newest score.
    pub fn total(&self, ctx: &PageContext) -> String {
        self.urgency.as_ref().map_or_else(String::new, |urgency| points(ctx.lang, urgency.points_tenths))
    }
}

#[cfg(test)]
mod tests {
    use model::triage::{Basis, Factor, Trigger};

    use super::*;
    use crate::Texts;

    #[test]
    fn whatever_a_score_says_has_words_in_both_languages() {
        let texts = Texts::new(&[(Lang::En, "node-name = N\n"), (Lang::Es, "node-name = N\n")]).unwrap();
        let bands = Band::ALL.iter().flat_map(|band| [format!("band-{band}"), format!("band-short-{band}")]);
        let factors = Factor::ALL.iter().map(|factor| format!("factor-{factor}"));
        let triggers = Trigger::ALL.iter().map(|trigger| format!("factor-trigger_{trigger}"));
        let bases = [Basis::Fact, Basis::Assessment].map(|basis| format!("basis-{}", basis.as_str()));
        let codes = CODES.iter().map(|(_, code)| format!("line-says-{code}"));
        let sources = SOURCES.iter().map(|source| format!("line-source-{source}"));
        for key in bands.chain(factors).chain(triggers).chain(bases).chain(codes).chain(sources) {
            for lang in Lang::ALL {
                assert_ne!(texts.text(lang, &key, &[]), format!("[{key}]"));
            }
        }
    }

    #[test]
    fn the_codes_of_reasons_belong_to_factors_that_exist() {
        for (factor, _) in CODES {
            assert!(Factor::ALL.iter().any(|known| known.to_string() == factor), "{factor}");
        }
    }

    #[test]
    fn points_have_the_mark_of_the_language() {
        assert_eq!(points(Lang::En, 405), "40.5");
        assert_eq!(points(Lang::Es, -15), "−1,5");
        assert_eq!(points(Lang::Es, 0_i64), "0,0");
    }
}
