//! A file as a document: numbered sections with paragraphs and tables, in Spanish or English, from its content and nothing else.

use jiff::Timestamp;
use model::{Precision, Province};
use serde::Serialize;
use service::i18n::TextArg;
use service::{Lang, Texts};
use utoipa::ToSchema;

use super::{FileContent, FileExhibit, PARTS};

/// A document to be printed.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct FileDocument {
    /// `es` or `en`.
    pub(crate) lang: &'static str,
    pub(crate) title: String,
    pub(crate) sections: Vec<FileSection>,
}

/// A numbered section.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct FileSection {
    pub(crate) number: usize,
    pub(crate) title: String,
    pub(crate) paragraphs: Vec<String>,
    pub(crate) grid: Option<FileGrid>,
}

/// A table.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct FileGrid {
    pub(crate) head: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

model::unprintable!(FileDocument);
model::unprintable!(FileSection);
model::unprintable!(FileGrid);

/// To whom a file goes, and under what.
pub(crate) struct Address<'a> {
    pub(crate) office: &'a str,
    pub(crate) procedure_number: &'a str,
    pub(crate) authorization: &'a str,
}

/// Writes the document: whom it is about, what officers wrote, the acts, the annex of exhibits.
pub(crate) fn write(
    texts: &Texts,
    lang: Lang,
    content: &FileContent,
    address: Option<&Address<'_>>,
) -> FileDocument {
    let say = |key: &str| texts.text(lang, key, &[]);
    let mut sections = Vec::new();
    let mut add = |title: String, paragraphs: Vec<String>, grid: Option<FileGrid>| {
        sections.push(FileSection { number: sections.len() + 1, title, paragraphs, grid });
    };
    add(say("file-about"), heading(texts, lang, content, address), None);
    for (key, text) in PARTS.iter().zip(&content.parts.texts) {
        let paragraphs = text.lines().map(str::trim).filter(|line| !line.is_empty());
        add(say(&format!("file-part-{key}")), paragraphs.map(str::to_owned).collect(), None);
    }
    add(say("file-acts"), Vec::new(), Some(acts(texts, lang, content)));
    add(say("file-annex"), annex(texts, lang, content), Some(exhibits(texts, lang, &content.exhibits)));
    FileDocument { lang: lang.code(), title: say("file-title"), sections }
}

fn heading(texts: &Texts, lang: Lang, content: &FileContent, address: Option<&Address<'_>>) -> Vec<String> {
    let line = |key: &str, value: &str| {
        let name = texts.text(lang, key, &[]);
        format!("{name}: {value}")
    };
    let mut lines = Vec::new();
    if let Some(address) = address {
        lines.push(line("file-office", address.office));
        lines.push(line("file-procedure", address.procedure_number));
        lines.push(line("file-authorization", address.authorization));
    }
    let name = format!("{} {}", content.given_name, content.family_name);
    lines.push(line("person", name.trim()));
    if let Some(birth) = &content.birth {
        lines.push(line("masked-birth", &birth_text(birth)));
    }
    lines.push(line("class", &texts.text(lang, &format!("class-{}", content.class), &[])));
    lines.push(line("file-officer-number", &content.parts.officer_number));
    lines.push(texts.text(lang, "file-one-minor", &[]));
    lines
}

/// As it is known; a day by ISO 8601, as the register has it.
fn birth_text(birth: &Precision) -> String {
    match birth {
        Precision::Day { date, .. } => date.to_string(),
        Precision::Month { year, month } => format!("{year:04}-{month:02}"),
        Precision::Year(year) => year.to_string(),
        Precision::Range { from, to } => format!("{from} – {to}"),
    }
}

fn acts(texts: &Texts, lang: Lang, content: &FileContent) -> FileGrid {
    let say = |key: &str| texts.text(lang, key, &[]);
    let row = |act: &super::FileAct| {
        let place = act.place.as_deref().and_then(Province::find_code);
        let age = match act.age_years {
            Some((least, most)) if least == most => least.to_string(),
            Some((least, most)) => texts.text(
                lang,
                "age-between",
                &[("from", least.to_string().value()), ("to", most.to_string().value())],
            ),
            None => say("unknown"),
        };
        vec![
            act.report_number.to_string(),
            act.stated_text.clone(),
            instant(act.at, place),
            place.map_or_else(|| say("unknown"), |province| province.name().to_owned()),
            age,
            say(&format!("path-{}", act.path)),
            act.exhibit.map(|number| number.to_string()).unwrap_or_default(),
        ]
    };
    FileGrid {
        head: [
            "report-number",
            "sheet-original",
            "act-instant",
            "place-of-act",
            "age-years",
            "path",
            "file-exhibit",
        ]
        .map(say)
        .to_vec(),
        rows: content.acts.iter().map(row).collect(),
    }
}

fn annex(texts: &Texts, lang: Lang, content: &FileContent) -> Vec<String> {
    let mut lines = vec![texts.text(lang, "file-no-media", &[])];
    if let Some(checkpoint) = &content.checkpoint {
        // as a text: a number would be grouped
        let size = checkpoint.size.to_string();
        let args = [
            ("origin", checkpoint.origin.value()),
            ("size", size.value()),
            ("root", checkpoint.root.value()),
            ("key", checkpoint.key_fingerprint.value()),
        ];
        let key = if checkpoint.size == 0 { "file-checkpoint-first" } else { "file-checkpoint" };
        lines.push(texts.text(lang, key, &args));
    }
    lines
}

/// When an act was, also by the clock of its place, which says how old its author was.
fn instant(at: Timestamp, place: Option<Province>) -> String {
    let there = place.map(|province| at.to_zoned_datetime(province.zone().time_zone()));
    there.map_or_else(|| at.to_string(), |there| format!("{at}; {}", there.strftime("%Y-%m-%d %H:%M:%S %Z")))
}

fn exhibits(texts: &Texts, lang: Lang, exhibits: &[FileExhibit]) -> FileGrid {
    let row = |exhibit: &FileExhibit| {
        vec![
            exhibit.number.to_string(),
            exhibit.sha256.clone(),
            exhibit.md5.clone(),
            exhibit.size_bytes.to_string(),
        ]
    };
    let size = texts.text(lang, "file-size-bytes", &[]);
    let number = texts.text(lang, "file-exhibit", &[]);
    FileGrid {
        head: vec![number, "SHA-256".to_owned(), "MD5".to_owned(), size],
        rows: exhibits.iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FileAct, FileCheckpoint, FileParts};
    use super::*;

    fn content() -> FileContent {
        FileContent {
            given_name: "Iker".to_owned(),
            family_name: "Sanz".to_owned(),
            birth: Some(Precision::Day { date: jiff::civil::date(2005, 3, 1), time: None }),
            class: "minor".to_owned(),
            parts: FileParts {
                officer_number: "12345".to_owned(),
                texts: PARTS.map(|key| format!("First line on {key}.\n\nSecond line.")),
            },
            acts: vec![FileAct {
                report_number: 101,
                stated_text: "2020-10-04T16:00:00Z".to_owned(),
                at: "2020-10-04T16:00:00Z".parse().unwrap(),
                place: Some("48".to_owned()),
                age_years: Some((15, 15)),
                path: "juvenile".to_owned(),
                exhibit: Some(1),
            }],
            exhibits: vec![FileExhibit {
                number: 1,
                sha256: "a".repeat(64),
                md5: "b".repeat(32),
                size_bytes: 2048,
            }],
            checkpoint: Some(FileCheckpoint {
                origin: "node.example/police".to_owned(),
                key_fingerprint: "c".repeat(64),
                size: 42,
                root: "d".repeat(64),
            }),
        }
    }

    /// A document as plain lines, for a reader of the golden file.
    fn lines(document: &FileDocument) -> String {
        let mut lines = vec![document.title.clone()];
        for section in &document.sections {
            lines.push(format!("{}. {}", section.number, section.title));
            lines.extend(section.paragraphs.iter().map(|paragraph| format!("   {paragraph}")));
            if let Some(grid) = &section.grid {
                lines.extend(
                    std::iter::once(&grid.head)
                        .chain(&grid.rows)
                        .map(|row| format!("   {}", row.join(" | "))),
                );
            }
        }
        lines.join("\n")
    }

    #[test]
    fn a_file_reads_so_in_both_languages() {
        let texts = Texts::new(&crate::TEXTS).unwrap();
        let address = Address {
            office: "Fiscalía de Menores de Bizkaia",
            procedure_number: "DP 17/2020",
            authorization: "auto 3/2020",
        };
        for lang in [Lang::Es, Lang::En] {
            let document = write(&texts, lang, &content(), Some(&address));
            insta::assert_snapshot!(format!("prosecutor_file_{}", lang.code()), lines(&document));
        }
    }

    #[test]
    fn before_the_first_checkpoint_the_annex_prints_the_key() {
        let texts = Texts::new(&crate::TEXTS).unwrap();
        let mut content = content();
        content.checkpoint = content.checkpoint.map(|checkpoint| FileCheckpoint { size: 0, ..checkpoint });
        let said = lines(&write(&texts, Lang::En, &content, None));
        assert!(said.contains(&"c".repeat(64)) && said.contains("the first one follows"), "{said}");
        assert!(!said.contains(&"d".repeat(64)), "a root over nothing is printed: {said}");
    }

    #[test]
    fn a_draft_names_no_office() {
        let texts = Texts::new(&crate::TEXTS).unwrap();
        let said = lines(&write(&texts, Lang::En, &content(), None));
        assert!(!said.contains("Prosecutor's office") && said.contains("12345"), "{said}");
    }
}
