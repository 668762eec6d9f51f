//! The data file: every table and column, and why it is there.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use model::retention::Category;
use serde::Deserialize;
use service::privacy::DataCategory;

const TEXT: &str = include_str!("../../../privacy.toml");

/// What the documents say.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Data {
    pub(crate) activity: Vec<Activity>,
    pub(crate) risk: Vec<Risk>,
    pub(crate) table: Vec<Table>,
}

/// A processing activity.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Activity {
    pub(crate) name: String,
    pub(crate) law: Law,
    pub(crate) bases: Vec<String>,
    pub(crate) recipients: Vec<String>,
}

/// Under which law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Law {
    Gdpr,
    Led,
    Both,
}

/// A risk to persons, and what lessens it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Risk {
    pub(crate) name: String,
    pub(crate) measures: Vec<String>,
}

/// A table of a role, or of every role.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Table {
    pub(crate) role: String,
    pub(crate) name: String,
    pub(crate) activity: String,
    #[serde(default)]
    pub(crate) subjects: Vec<String>,
    #[serde(default)]
    pub(crate) rules: Vec<String>,
    #[serde(default)]
    pub(crate) sealed: Columns,
    #[serde(default)]
    pub(crate) digest: Columns,
    #[serde(default)]
    pub(crate) clear: Columns,
    #[serde(default)]
    #[cfg_attr(not(test), expect(dead_code, reason = "read by the comparison with the schema, a test"))]
    pub(crate) rest: Vec<String>,
}

/// Columns by what they hold.
pub(crate) type Columns = BTreeMap<DataCategory, Vec<String>>;

impl Data {
    /// The file, checked: every word that it uses is one of ours.
    pub(crate) fn load() -> Result<Self> {
        let data: Self = toml::from_str(TEXT).context("privacy.toml")?;
        let activities: BTreeSet<_> = data.activity.iter().map(|activity| &activity.name).collect();
        for table in &data.table {
            let at = || format!("privacy.toml: {}.{}", table.role, table.name);
            anyhow::ensure!(activities.contains(&table.activity), "{}: no activity {}", at(), table.activity);
            for rule in &table.rules {
                anyhow::ensure!(find_category(rule).is_some(), "{}: no retention category {rule}", at());
            }
            let personal =
                [&table.sealed, &table.digest, &table.clear].iter().any(|columns| !columns.is_empty());
            anyhow::ensure!(!personal || !table.subjects.is_empty(), "{}: whose data?", at());
        }
        Ok(data)
    }

    /// The tables of an activity.
    pub(crate) fn tables<'a>(&'a self, activity: &'a str) -> impl Iterator<Item = &'a Table> {
        self.table.iter().filter(move |table| table.activity == activity)
    }
}

/// The retention category that is written so.
pub(crate) fn find_category(word: &str) -> Option<Category> {
    Category::ALL.into_iter().find(|category| category.as_str() == word)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use service::{Db, Migration};

    use super::*;

    /// Every column once, with the table it stands in.
    fn named(data: &Data, role: &str) -> Vec<(String, String)> {
        let tables = data.table.iter().filter(|table| table.role == role || table.role == "every");
        tables
            .flat_map(|table| {
                let groups = [&table.sealed, &table.digest, &table.clear];
                let personal = groups.into_iter().flat_map(|columns| columns.values().flatten());
                personal.chain(&table.rest).map(|column| (table.name.clone(), column.clone()))
            })
            .collect()
    }

    #[tokio::test]
    async fn every_column_of_every_role_is_named_once_and_no_other() {
        let data = Data::load().unwrap();
        let schemas: [(&str, &'static [Migration]); 4] = [
            ("platform", platform::SCHEMA),
            ("clearinghouse", clearinghouse::SCHEMA),
            ("police", police::SCHEMA),
            ("matcher", matcher::SCHEMA),
        ];
        for (role, schema) in schemas {
            let folder = Arc::new(tempfile::tempdir().unwrap());
            let url = format!("sqlite:{}", folder.path().join("role.db").display());
            let db = Db::open(&url, schema).await.unwrap();
            let mut tx = db.begin_read("list-columns").await.unwrap();
            let real: BTreeSet<_> = service::db::list_columns(&mut tx).await.unwrap().into_iter().collect();
            let said = named(&data, role);
            let distinct: BTreeSet<_> = said.iter().cloned().collect();
            let missing: Vec<_> = real.difference(&distinct).collect();
            let invented: Vec<_> = distinct.difference(&real).collect();
            assert!(missing.is_empty(), "{role}: add to privacy.toml: {missing:?}");
            assert!(invented.is_empty(), "{role}: not in the schema, take out of privacy.toml: {invented:?}");
            assert_eq!(said.len(), distinct.len(), "{role}: a column is named twice");
        }
    }

    /// A file that is wrong is told by table.
    #[test]
    fn unknown_words_are_refused() {
        assert!(find_category("cleared_person").is_some() && find_category("forever").is_none());
        let text = "[[table]]\nrole = \"police\"\nname = \"x\"\nactivity = \"inquiry\"\nclear = { gossip = [\"a\"] }\n";
        assert!(toml::from_str::<Data>(text).is_err());
    }
}
