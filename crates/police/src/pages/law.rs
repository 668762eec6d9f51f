//! The law as the node has it: every dated rule with its source, and whether anybody compared it with the official text.

use askama::Template;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use model::law::{
    AGES_ELSEWHERE, AgeElsewhere, AgeKind, Handling, Jurisdiction, LimitationRule, Review, Term,
};
use model::{Kept, KeptRule};
use service::{Cell, Column, Lang, List, NavItem, Page, PageContext, Row, Table};

use super::{navigation, province_name, word};
use crate::asking::{LegalBasis, OfficeRule};

#[derive(Template)]
#[template(path = "law.html")]
struct LawPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    parts: Vec<Part>,
}

/// Rules of one sort.
struct Part {
    /// The text of its heading.
    key: &'static str,
    table: Table,
}

/// One rule.
struct LawRow {
    what: String,
    value: String,
    /// None where the day is not known.
    from: Option<Date>,
    source: String,
    is_verified: bool,
}

/// `GET /law`.
pub(crate) async fn show(ctx: PageContext, list: List) -> Response {
    let part =
        |key, lang, rows: Vec<LawRow>| Part { key, table: table(&ctx, &list.of(key), (key, lang), &rows) };
    let parts = vec![
        part("law-ages", "es", ages(&ctx)),
        part("law-limitation", "es", limitations(&ctx)),
        part("law-duties", "es", duties(&ctx)),
        part("law-kept", "es", kept(&ctx)),
        part("law-preservation", "es", preservation(&ctx)),
        part("law-bases", "es", bases(&ctx, &["ES", "EU"])),
        part("law-bases-portugal", "pt", bases(&ctx, &["PT"])),
        part("law-offices", "es", OfficeRule::all().iter().map(|rule| office(&ctx, rule)).collect()),
        part(
            "law-elsewhere",
            ctx.lang.code(),
            AGES_ELSEWHERE.iter().map(|row| elsewhere(&ctx, row)).collect(),
        ),
    ];
    let file = parts.iter().find_map(|part| part.table.file());
    file.unwrap_or_else(|| Page(LawPage { nav: navigation(&ctx), ctx, parts }).into_response())
}

/// Rules of one sort, whose sources are written in `lang`.
fn table(ctx: &PageContext, list: &List, (key, lang): (&'static str, &str), rows: &[LawRow]) -> Table {
    let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let mut table = Table::new(ctx, list, key, total)
        .titled(ctx.t(key))
        .column(Column::new("what", ctx.t("law-what")))
        .column(Column::new("value", ctx.t("law-value")))
        .column(Column::new("from", ctx.t("law-from")))
        .column(Column::new("source", ctx.t("law-source")))
        .column(Column::new("review", ctx.t("law-review")));
    for row in list.page_of(rows) {
        let review = if row.is_verified { "law-verified" } else { "law-unverified" };
        table.row(
            Row::plain()
                .cell(Cell::text(&row.what))
                .cell(Cell::text(&row.value))
                .cell(row.from.map_or_else(Cell::none, Cell::date))
                .cell(Cell::text(&row.source).in_language(lang))
                .cell(Cell::text(ctx.t(review))),
        );
    }
    table
}

fn ages(ctx: &PageContext) -> Vec<LawRow> {
    let mut rows = Vec::new();
    for law in Jurisdiction::ALL {
        for row in law.thresholds() {
            let age = match row.age {
                AgeKind::CriminalResponsibility => "law-age-responsibility",
                AgeKind::AdultCode => "law-age-adult",
            };
            rows.push(LawRow {
                what: format!("{}: {}", word(ctx, "law", law.as_str()), ctx.t(age)),
                value: ctx.t1("law-years", "years", i64::from(row.years)),
                from: Some(row.valid_from),
                source: row.cited(),
                is_verified: row.review == Review::Verified,
            });
        }
    }
    rows
}

fn limitations(ctx: &PageContext) -> Vec<LawRow> {
    let class = |rule: &LimitationRule| match rule.handling {
        Handling::Adult => format!("law-class-adult-{}", rule.key),
        Handling::Juvenile | Handling::Protection => format!("law-class-{}", rule.key),
    };
    let row = |rule: &LimitationRule| LawRow {
        what: ctx.t(&class(rule)),
        value: ctx.t1("law-years", "years", i64::from(rule.years)),
        from: Some(rule.valid_from),
        source: format!("{}, art. {}", rule.source, rule.article),
        is_verified: rule.review == Review::Verified,
    };
    Jurisdiction::Spain.limitations().iter().map(row).collect()
}

fn duties(ctx: &PageContext) -> Vec<LawRow> {
    let paths = [Handling::Protection, Handling::Juvenile, Handling::Adult];
    let of_path = |path: Handling| Jurisdiction::Spain.duties(path).map(move |duty| (path, duty));
    let rows = paths.into_iter().flat_map(of_path).map(|(path, duty)| LawRow {
        what: format!("{} {}", word(ctx, "duty", duty.key), word(ctx, "owed", duty.owed.as_str())),
        value: match duty.within_hours {
            Some(hours) => ctx.t1("law-hours", "hours", hours),
            None => word(ctx, "path", path.as_str()),
        },
        from: None,
        source: format!("{}, art. {}", duty.source, duty.article),
        is_verified: duty.review == Review::Verified,
    });
    let unknown = Jurisdiction::ALL.into_iter().filter(|law| !law.has_duties()).map(|law| LawRow {
        what: word(ctx, "law", law.as_str()),
        value: ctx.t("duties-unknown"),
        from: None,
        source: String::new(),
        is_verified: false,
    });
    rows.chain(unknown).collect()
}

fn kept(ctx: &PageContext) -> Vec<LawRow> {
    let row = |rule: &KeptRule| {
        let (months, days) = rule.period;
        let kept = match rule.kept {
            Kept::Connection => "law-kept-connection",
            Kept::Report => "law-kept-report",
        };
        let value = if months == 0 {
            ctx.t1("law-days", "days", days)
        } else {
            ctx.t1("law-months", "months", months)
        };
        let what = format!("{}: {}", rule.country, ctx.t(kept));
        let (source, is_verified) = (rule.law.to_owned(), rule.is_verified);
        LawRow { what, value, from: Some(rule.from), source, is_verified }
    };
    KeptRule::all().iter().map(row).collect()
}

fn preservation(ctx: &PageContext) -> Vec<LawRow> {
    let row = |law: Jurisdiction| {
        let order = law.find_preservation(Date::MAX)?;
        let (long, extended) = (term(ctx, order.term), term(ctx, order.extended));
        Some(LawRow {
            what: word(ctx, "law", law.as_str()),
            value: ctx.t2("law-extended", "term", long.as_str(), "extended", extended.as_str()),
            from: Some(order.valid_from),
            source: format!("{}, art. {}", order.source, order.article),
            is_verified: order.review == Review::Verified,
        })
    };
    Jurisdiction::ALL.into_iter().filter_map(row).collect()
}

/// A length of time as its statute counts it.
pub(super) fn term(ctx: &PageContext, term: Term) -> String {
    match term {
        Term::Days(days) => ctx.t1("law-days", "days", days),
        Term::Months(months) => ctx.t1("law-months", "months", months),
    }
}

fn bases(ctx: &PageContext, countries: &[&str]) -> Vec<LawRow> {
    let row = |basis: &LegalBasis| LawRow {
        what: format!("{}. {}", word(ctx, "order-basis", basis.code), word(ctx, "order-bar", basis.code)),
        value: word(ctx, "law-orders", basis.orders.code()),
        from: Some(basis.valid_from),
        source: format!("{}; {}", basis.cited(Lang::Es), basis.source),
        is_verified: basis.is_verified(),
    };
    LegalBasis::all().iter().filter(|basis| countries.contains(&basis.country)).map(row).collect()
}

fn office(ctx: &PageContext, rule: &OfficeRule) -> LawRow {
    let provinces: Vec<_> = rule.provinces.iter().map(|code| province_name(code)).collect();
    let provinces = if provinces.is_empty() { ctx.t("law-every-province") } else { provinces.join(", ") };
    LawRow {
        what: format!("{} ({provinces})", rule.name),
        value: word(ctx, "addressee", rule.addressee.code()),
        from: rule.valid_from,
        source: rule.source.to_owned(),
        is_verified: rule.is_verified(),
    }
}

fn elsewhere(ctx: &PageContext, row: &AgeElsewhere) -> LawRow {
    let value = match row.years {
        (years, Some(lower)) => ctx.t2("law-between", "from", i64::from(lower), "to", i64::from(years)),
        (years, None) => ctx.t1("law-years", "years", i64::from(years)),
    };
    let (note, source) = match ctx.lang {
        Lang::En => (row.note, row.source),
        Lang::Es => (row.note_es, row.source_es),
    };
    let note = if note.is_empty() { String::new() } else { format!("{note}; ") };
    LawRow {
        what: row.country.to_owned(),
        value,
        // the day of a law is not known here, only that on which somebody read of it
        from: None,
        source: format!("{note}{source}, {}", row.read_on),
        is_verified: row.review == Review::Verified,
    }
}
