//! A draft impact assessment: GDPR article 35(7), Directive (EU) 2016/680 article 27(2).

use service::privacy::DataCategory;

use super::data::Data;
use super::page::Page;
use super::register;

pub(super) fn print(data: &Data, mut page: Page) -> String {
    page.heading("#", page.t("dpia-title"));
    page.say(page.t("dpia-lead"));
    describe(data, &mut page);
    page.heading("##", page.t("dpia-necessity"));
    for key in ["dpia-why-minimal", "dpia-why-human", "dpia-why-open"] {
        page.say(format!("- {}", page.t(key)));
    }
    page.blank("fill-necessity");
    page.heading("###", page.t("periods"));
    register::periods(&mut page);
    risks(data, &mut page);
    page.heading("##", page.t("dpia-open"));
    for key in ["dpia-open-periods", "dpia-open-accounts", "dpia-open-subjects"] {
        page.say(format!("- {}", page.t(key)));
    }
    page.heading("##", page.t("dpia-heard"));
    for key in ["fill-dpo-opinion", "fill-views", "fill-consultation", "fill-decision"] {
        page.blank(key);
    }
    page.text
}

/// What is processed, counted from the tables.
fn describe(data: &Data, page: &mut Page) {
    page.heading("##", page.t("dpia-description"));
    for activity in &data.activity {
        let (name, purpose) =
            (page.t(&format!("activity-{}", activity.name)), page.t(&format!("purpose-{}", activity.name)));
        page.item(&name, purpose);
    }
    page.blank("fill-scale");
    page.say("");
    page.head(&["head-data", "dpia-sealed", "dpia-digest", "dpia-clear"]);
    for category in DataCategory::ALL {
        let count = |of: fn(&super::data::Table) -> &super::data::Columns| {
            data.table
                .iter()
                .filter_map(|table| of(table).get(&category))
                .map(Vec::len)
                .sum::<usize>()
                .to_string()
        };
        let cells = [
            page.t(&format!("data-{}", category.as_str())),
            count(|table| &table.sealed),
            count(|table| &table.digest),
            count(|table| &table.clear),
        ];
        page.row(&cells);
    }
}

fn risks(data: &Data, page: &mut Page) {
    page.heading("##", page.t("dpia-risks"));
    page.head(&["dpia-risk", "dpia-measures", "dpia-likelihood", "dpia-severity"]);
    for risk in &data.risk {
        let blank = format!("**[{}]**", page.t("to-fill"));
        let cells = [
            page.words("risk", std::slice::from_ref(&risk.name)),
            page.words("measure", &risk.measures),
            blank.clone(),
            blank,
        ];
        page.row(&cells);
    }
}
