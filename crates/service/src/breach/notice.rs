//! The draft of the notice: what the law lists, in its order, with the figures filled in and the rest marked as blank.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::{Cause, Findings, KindCount};
use crate::i18n::{Lang, TextArg, Texts, TextsError, format};

/// The draft in Markdown.
///
/// # Errors
/// A mistake in the texts, which the tests do not let pass.
pub fn notice(findings: &Findings, lang: Lang) -> Result<String, TextsError> {
    let texts = Texts::new(&[(Lang::En, "node-name = Amparo"), (Lang::Es, "node-name = Amparo")])?;
    let mut draft = Draft { texts, lang, text: String::new() };
    draft.nature(findings);
    draft.subjects(findings);
    draft.records(findings);
    draft.done(findings);
    draft.not_affected(findings);
    draft.rest(findings);
    Ok(draft.text)
}

struct Draft {
    texts: Texts,
    lang: Lang,
    text: String,
}

impl Draft {
    fn t(&self, key: &str) -> String {
        self.texts.text(self.lang, key, &[])
    }

    fn t1(&self, key: &str, name: &str, value: impl TextArg) -> String {
        self.texts.text(self.lang, key, &[(name, value.value())])
    }

    fn instant(&self, at: Timestamp) -> String {
        format::instant(self.lang, at)
    }

    fn say(&mut self, line: &str) {
        let _ = writeln!(self.text, "{line}");
    }

    fn heading(&mut self, mark: &str, key: &str) {
        let text = self.t(key);
        let _ = writeln!(self.text, "\n{mark} {text}\n");
    }

    /// A line that a human must fill.
    fn blank(&mut self, key: &str) {
        let (mark, what) = (self.t("breach-to-fill"), self.t(key));
        self.say(&format!("- **[{mark}: {what}]**"));
    }

    fn item(&mut self, label: &str, value: impl std::fmt::Display) {
        self.say(&format!("- {label}: {value}"));
    }

    fn nature(&mut self, findings: &Findings) {
        let title = self.t("breach-title");
        self.say(&format!("# {title}\n"));
        let lead = self.t("breach-lead");
        self.say(&lead);
        self.heading("##", "breach-nature");
        self.blank("breach-fill-what");
        let role = self.t(&format!("breach-role-{}", findings.role));
        self.item(&self.t("breach-node"), role);
        let cause = match &findings.asked.cause {
            Cause::Key(version) => self.t1("breach-cause-key", "version", version.to_string()),
            Cause::Account(name) => self.t1("breach-cause-account", "name", name.as_str()),
            Cause::Package(named) => self.t1("breach-cause-package", "named", named.as_str()),
            Cause::Period => self.t("breach-cause-period"),
        };
        self.item(&self.t("breach-cause"), cause);
        for (key, at) in [("breach-from", findings.asked.from), ("breach-until", findings.asked.until)] {
            if let Some(at) = at {
                self.item(&self.t(key), self.instant(at));
            }
        }
        self.item(&self.t("breach-reckoned"), self.instant(findings.reckoned_at));
    }

    fn subjects(&mut self, findings: &Findings) {
        self.heading("###", "breach-subjects");
        let ages = findings.persons;
        for (key, count) in [
            ("breach-minors", ages.minors),
            ("breach-adults", ages.adults),
            ("breach-age-open", ages.open),
            ("breach-unidentified", findings.unidentified),
        ] {
            self.item(&self.t(key), count);
        }
        self.say(&format!("\n{}", self.t("breach-subjects-note")));
        self.blank("breach-fill-victims");
    }

    fn records(&mut self, findings: &Findings) {
        self.heading("###", "breach-records");
        let heads = ["kind", "affected", "in-lists", "erased", "not"]
            .map(|head| self.t(&format!("breach-head-{head}")));
        self.say(&format!("| {} |\n|---|---|---|---|---|", heads.join(" | ")));
        for (kind, count) in &findings.records {
            let KindCount { affected, in_lists, erased_since, not_affected } = count;
            let kind = self.t(&format!("object-{kind}"));
            self.say(&format!("| {kind} | {affected} | {in_lists} | {erased_since} | {not_affected} |"));
        }
        self.heading("###", "breach-categories");
        if findings.categories.is_empty() {
            self.say(&self.t("breach-none"));
        }
        for (category, count) in &findings.categories {
            self.item(&self.t(&format!("data-{category}")), count);
        }
    }

    fn done(&mut self, findings: &Findings) {
        if !findings.entries.is_empty() {
            self.heading("###", "breach-done");
            for (operation, entries) in &findings.entries {
                let records = findings.operations.get(operation).copied().unwrap_or_default();
                let operation = self.t(&format!("operation-{operation}"));
                let entries = self.t1("breach-entries", "count", i64::try_from(*entries).unwrap_or(i64::MAX));
                let records =
                    self.t1("breach-on-records", "count", i64::try_from(records).unwrap_or(i64::MAX));
                self.item(&operation, format!("{entries}, {records}"));
            }
        }
        if let Some(key) = &findings.key {
            self.heading("###", "breach-key");
            let state = match key.retired_at {
                Some(at) => self.t1("breach-key-retired", "at", self.instant(at)),
                None => self.t("breach-key-in-use"),
            };
            self.say(&format!("- {state}"));
            self.item(&self.t("breach-case-keys"), key.case_keys);
            self.item(&self.t("breach-values"), key.values.values().sum::<u64>());
        }
        self.heading("###", "breach-recipients");
        if findings.recipients.is_empty() {
            self.say(&self.t("breach-none"));
        }
        for went in &findings.recipients {
            let (first, last) = (self.instant(went.first_at), self.instant(went.last_at));
            let records =
                self.t1("breach-on-records", "count", i64::try_from(went.records).unwrap_or(i64::MAX));
            self.item(&format!("`{}`", went.recipient), format!("{records} ({first} – {last})"));
        }
    }

    fn not_affected(&mut self, findings: &Findings) {
        self.heading("###", "breach-not-affected");
        let left: u64 = findings.records.values().map(|count| count.not_affected).sum();
        let left = self.t1("breach-not-affected-count", "count", i64::try_from(left).unwrap_or(i64::MAX));
        self.say(&format!("- {left}"));
        let why = match findings.asked.cause {
            Cause::Key(_) => "breach-why-key",
            Cause::Package(_) => "breach-why-package",
            Cause::Account(_) => "breach-why-account",
            Cause::Period => "breach-why-period",
        };
        let why = self.t(why);
        self.say(&format!("- {why}"));
        let log = if findings.log.is_intact() {
            let (size, root) = (findings.log.size.to_string(), findings.log.root.as_str());
            self.texts.text(self.lang, "breach-log-intact", &[("size", size.value()), ("root", root.value())])
        } else {
            self.t("breach-log-broken")
        };
        self.say(&format!("- {log}"));
        let past = self.t("breach-past-the-program");
        self.say(&format!("- {past}"));
    }

    fn rest(&mut self, findings: &Findings) {
        self.heading("##", "breach-contact");
        self.blank("breach-fill-contact");
        self.heading("##", "breach-consequences");
        self.blank("breach-fill-consequences");
        self.heading("##", "breach-measures");
        self.blank("breach-fill-measures");
        self.heading("##", "breach-time");
        match (findings.asked.aware_at, findings.notify_by) {
            (Some(aware), Some(by)) => {
                self.item(&self.t("breach-aware"), self.instant(aware));
                self.item(&self.t("breach-notify-by"), self.instant(by));
                if findings.reckoned_at > by {
                    self.blank("breach-fill-delay");
                }
            }
            _ => self.blank("breach-fill-aware"),
        }
        self.blank("breach-fill-told");
    }
}
