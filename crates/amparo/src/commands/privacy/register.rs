//! The register of processing: GDPR article 30(1), Directive (EU) 2016/680 article 24(1).

use std::collections::BTreeSet;

use model::retention::{Rule, SCHEDULE};
use service::privacy::DataCategory;

use super::data::{Activity, Columns, Data, Law, Table, find_category};
use super::page::Page;

pub(super) fn print(data: &Data, mut page: Page) -> String {
    let title = page.t("register-title");
    page.heading("#", title);
    page.say(page.t("register-lead"));
    page.heading("##", page.t("controller"));
    for key in ["fill-controller", "fill-dpo", "fill-processors"] {
        page.blank(key);
    }
    for activity in &data.activity {
        print_activity(data, activity, &mut page);
    }
    page.heading("##", page.t("periods"));
    periods(&mut page);
    page.heading("##", page.t("security"));
    let measures: BTreeSet<_> = data.risk.iter().flat_map(|risk| &risk.measures).cloned().collect();
    for measure in measures {
        page.say(format!("- {}", page.words("measure", &[measure])));
    }
    page.text
}

fn print_activity(data: &Data, activity: &Activity, page: &mut Page) {
    let name = &activity.name;
    page.heading("##", page.t(&format!("activity-{name}")));
    page.item(&page.t("purpose"), page.t(&format!("purpose-{name}")));
    let law = match activity.law {
        Law::Gdpr => "law-gdpr",
        Law::Led => "law-led",
        Law::Both => "law-both",
    };
    page.item(&page.t("law"), page.t(law));
    page.item(&page.t("bases"), format!("{} ({})", activity.bases.join("; "), page.t("unchecked")));
    let subjects: BTreeSet<_> = data.tables(name).flat_map(|table| &table.subjects).cloned().collect();
    if !subjects.is_empty() {
        let subjects: Vec<_> = subjects.into_iter().collect();
        page.item(&page.t("subjects"), page.words("subjects", &subjects));
    }
    let recipients = match activity.recipients.as_slice() {
        [] => page.t("nobody"),
        names => page.words("recipient", names),
    };
    page.item(&page.t("recipients"), recipients);
    page.item(&page.t("profiling"), page.t("profiling-none"));
    page.blank("fill-transfers");
    page.say("");
    page.head(&[
        "head-table",
        "head-data",
        "head-subjects",
        "head-sealed",
        "head-digest",
        "head-clear",
        "head-kept",
    ]);
    for table in data.tables(name) {
        print_table(table, page);
    }
}

fn print_table(table: &Table, page: &mut Page) {
    let categories: BTreeSet<DataCategory> =
        [&table.sealed, &table.digest, &table.clear].into_iter().flat_map(Columns::keys).copied().collect();
    let data: Vec<_> =
        categories.iter().map(|category| page.t(&format!("data-{}", category.as_str()))).collect();
    let data = if data.is_empty() { page.t("no-personal-data") } else { data.join("; ") };
    let kept: Vec<_> = table.rules.iter().map(|rule| page.t(&format!("category-{rule}"))).collect();
    let kept = if kept.is_empty() { page.t("kept-with") } else { kept.join("; ") };
    let role = page.t(&format!("role-{}", table.role));
    page.row(&[
        format!("`{}` ({role})", table.name),
        data,
        page.words("subjects", &table.subjects),
        columns(&table.sealed),
        columns(&table.digest),
        columns(&table.clear),
        kept,
    ]);
}

fn columns(columns: &Columns) -> String {
    let names: Vec<_> = columns.values().flatten().map(|column| format!("`{column}`")).collect();
    names.join(" ")
}

/// The periods of the schedule, each with its source and whether anybody compared it with the official text.
pub(super) fn periods(page: &mut Page) {
    page.head(&["head-category", "head-period", "head-review", "head-source", "head-checked"]);
    for rule in SCHEDULE {
        let Rule { category, period, review_every, source, article, valid_from, .. } = rule;
        debug_assert!(find_category(category.as_str()).is_some());
        let words = |period: &model::retention::Period| match (period.years, period.days) {
            (0, days) => format!("{days} {}", page.t("kept-days")),
            (years, _) => format!("{years} {}", page.t("kept-years")),
        };
        let checked = page.t(if rule.is_verified() { "kept-checked" } else { "unchecked" });
        let cells = [
            page.t(&format!("category-{}", category.as_str())),
            words(period),
            review_every.as_ref().map_or_else(|| "–".to_owned(), words),
            format!("{source}, {article} ({} {valid_from})", page.t("kept-from")),
            checked,
        ];
        page.row(&cells);
    }
}
