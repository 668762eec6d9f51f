//! `amparo link`: tables about reports in, subjects, relations and their reasons out.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use crate::run::{amparo, told};

const PEOPLE: usize = 40;

/// A folder of tables, and what is written.
struct Folder(tempfile::TempDir);

impl Folder {
    /// People with two accounts each, of one name and e-mail address; every fourth has a brother who shares a device and lines.
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        let mut tables = Tables::default();
        for person in 0..PEOPLE {
            for account in 0..2 {
                tables.report(&format!("P{person}-{account}"), "marta", person, true);
            }
            if person % 4 == 0 {
                tables.report(&format!("P{person}-brother"), "jorge", person, false);
            }
        }
        for (name, text) in tables.0 {
            fs::write(folder.at(name), text).unwrap();
        }
        folder
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn link(&self) -> std::process::Output {
        let mut command = amparo();
        command.arg("link").arg(self.0.path()).arg("--out").arg(self.at("subjects_out.csv"));
        command.arg("--relations").arg(self.at("relations.csv")).arg("--explain").arg(self.at("explain.csv"));
        command.output().unwrap()
    }

    /// The cells of a result, without its header.
    fn rows(&self, name: &str) -> Vec<Vec<String>> {
        let text = fs::read_to_string(self.at(name)).unwrap();
        let cells = |line: &str| line.split(',').map(|cell| cell.trim_matches('"').to_owned()).collect();
        text.lines().skip(1).map(cells).collect()
    }

    /// Replaces the first such text of a table.
    fn spoil(&self, name: &str, good: &str, bad: &str) {
        let text = fs::read_to_string(self.at(name)).unwrap();
        assert!(text.contains(good), "{name} holds {good}");
        fs::write(self.at(name), text.replacen(good, bad, 1)).unwrap();
    }
}

struct Tables(BTreeMap<&'static str, String>);

impl Default for Tables {
    fn default() -> Self {
        let headers = [
            ("reports.csv", "report_id,received_utc,incident_utc,esp,kind\n"),
            ("subjects.csv", "report_id,esp_user_id,user_name,display_name,full_name,dob\n"),
            ("idents.csv", "report_id,type,value,verified\n"),
            ("ips.csv", "report_id,ip,port,at_utc,event\n"),
            ("files.csv", "report_id,hash,esp_viewed\n"),
        ];
        Self(headers.map(|(name, header)| (name, header.to_owned())).into())
    }
}

impl Tables {
    fn report(&mut self, report: &str, given: &str, person: usize, has_address: bool) {
        let (day, at) = (10 + person % 18, "T10:00:00Z");
        self.line("reports.csv", &format!("{report},,2024-05-{day}{at},chat,upload"));
        let birth = if has_address { "1984-03-11" } else { "1991-07-02" };
        self.line("subjects.csv", &format!("{report},id-{report},,,\"{given} apellido{person}\",{birth}"));
        if has_address {
            self.line("idents.csv", &format!("{report},email,box{person}@mail.example,1"));
        }
        self.line("idents.csv", &format!("{report},device,device-{person:08},0"));
        self.line("ips.csv", &format!("{report},192.0.2.{person},4000,2024-05-{day}{at},login"));
        self.line("files.csv", &format!("{report},digest-{report},1"));
    }

    fn line(&mut self, table: &str, line: &str) {
        writeln!(self.0.get_mut(table).unwrap(), "{line}").unwrap();
    }
}

#[test]
fn accounts_of_one_person_are_a_subject_and_a_brother_is_a_relation() {
    let folder = Folder::new();
    let output = folder.link();
    assert!(output.status.success(), "{}", told(&output));
    insta::assert_snapshot!(
        told(&output).trim(),
        @"90 reports, 90 accounts, 50 subjects, 10 relations"
    );
    let subject: BTreeMap<String, String> =
        folder.rows("subjects_out.csv").into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
    assert_eq!(subject.len(), 90);
    let mut relations = folder.rows("relations.csv");
    for person in 0..PEOPLE {
        let of = |which: &str| subject[&format!("P{person}-{which}")].clone();
        assert_eq!(of("0"), of("1"), "{person}");
        if person % 4 == 0 {
            assert_ne!(of("0"), of("brother"), "{person}");
            let expected = [of("0"), of("brother"), "same_household".to_owned()];
            assert_eq!(relations.remove(0), expected, "in order of subjects");
        }
    }
    assert!(relations.is_empty());
}

#[test]
fn points_of_an_explanation_sum_to_their_total() {
    let folder = Folder::new();
    assert!(folder.link().status.success());
    let header = fs::read_to_string(folder.at("explain.csv")).unwrap().lines().next().unwrap().to_owned();
    insta::assert_snapshot!(
        header,
        @r#""subject_id","report_a","report_b","against","prior","name","birth_date","email","phone","device","line","file","handle","evening","total""#
    );
    let rows = folder.rows("explain.csv");
    assert_eq!(rows.len(), 2 * PEOPLE, "a join for each person, against strangers and against a household");
    for row in rows {
        let points: Vec<i64> = row[4..].iter().map(|cell| cell.parse().unwrap()).collect();
        let (total, lines) = points.split_last().unwrap();
        assert_eq!(lines.iter().sum::<i64>(), *total);
        let least = if row[3] == "strangers" { 3_500 } else { 2_750 };
        assert!(*total > least, "{row:?}");
    }
}

#[test]
fn a_wrong_cell_is_named_and_nothing_is_written() {
    for (table, good, bad, says) in [
        (
            "reports.csv",
            "2024-05-10T10:00:00Z",
            "2024-05-40T10:00:00Z",
            "reports.csv, line 2, column incident_utc",
        ),
        ("reports.csv", "P0-1,", "P0-0,", "reports.csv, line 3, column report_id: \"P0-0\" stands twice"),
        ("idents.csv", ",device,", ",devise,", "idents.csv, line 3, column type"),
        ("ips.csv", "192.0.2.0", "192.0.2.256", "ips.csv, line 2, column ip"),
        ("ips.csv", ",4000,", ",70000,", "ips.csv, line 2, column port"),
        ("ips.csv", "4000,2024-05-10T", "4000,yesterday T", "ips.csv, line 2, column at_utc"),
        ("files.csv", "P0-0,", "P99,", "files.csv, line 2: report \"P99\" does not follow the order"),
        ("subjects.csv", "P0-1,", "", "subjects.csv, line 3: 5 cells, and 6 columns"),
        ("subjects.csv", "full_name", "name", "subjects.csv, line 1: no column \"full_name\""),
        ("subjects.csv", "apellido0\"", "apellido0", "subjects.csv, line 2: a quotation mark is not closed"),
    ] {
        let folder = Folder::new();
        folder.spoil(table, good, bad);
        let output = folder.link();
        assert!(!output.status.success() && told(&output).contains(says), "{says}: {}", told(&output));
        assert!(!folder.at("subjects_out.csv").exists(), "{says}");
    }
}

/// What the tables state but for lines and files, as one table of persons with other names of columns.
const MAP: &str = r#"
report_id = "id"
esp = "service"
esp_user_id = "user"
incident_utc = "when"
full_name = ["given", "family"]
dob = "born"
dob_format = "%d.%m.%Y"
email = ["mail"]
device = ["thing"]
"#;

/// The same people as in [`Folder`]; spaces around a cell do not count.
fn persons() -> String {
    let mut table = "id, service, when, given, family, born, mail, thing, user, note\n".to_owned();
    for person in 0..PEOPLE {
        let mut line = |report: String, given: &str, born: &str, mail: String| {
            let day = 10 + person % 18;
            let about = format!("{report},chat, 2024-05-{day}T10:00:00Z, {given}, apellido{person}, {born}");
            writeln!(table, "{about}, {mail}, device-{person:08}, id-{report},\"a, b\"").unwrap();
        };
        for account in 0..2 {
            let mail = format!("box{person}@mail.example");
            line(format!("P{person}-{account}"), "marta", "11.03.1984", mail);
        }
        if person % 4 == 0 {
            line(format!("P{person}-brother"), "jorge", "02.07.1991", String::new());
        }
    }
    table
}

fn link_mapped(folder: &Folder, table: &str, map: &str) -> std::process::Output {
    fs::write(folder.at("persons.csv"), table).unwrap();
    fs::write(folder.at("map.toml"), map).unwrap();
    let mut command = amparo();
    command.arg("link").arg(folder.at("persons.csv")).arg("--map").arg(folder.at("map.toml"));
    command.arg("--out").arg(folder.at("mapped.csv")).output().unwrap()
}

#[test]
fn a_mapped_table_of_persons_gives_what_the_tables_give() {
    let folder = Folder::new();
    for name in ["ips.csv", "files.csv"] {
        fs::remove_file(folder.at(name)).unwrap();
    }
    assert!(folder.link().status.success());
    let output = link_mapped(&folder, &persons(), MAP);
    assert!(output.status.success(), "{}", told(&output));
    assert_eq!(folder.rows("mapped.csv").len(), 90);
    assert_eq!(folder.rows("mapped.csv"), folder.rows("subjects_out.csv"));
}

#[test]
fn what_is_wrong_with_a_map_or_its_table_is_named() {
    let (table, folder) = (persons(), Folder::new());
    let check = |table: &str, map: &str, says: &str| {
        let output = link_mapped(&folder, table, map);
        assert!(!output.status.success() && told(&output).contains(says), "{says}: {}", told(&output));
        assert!(!folder.at("mapped.csv").exists(), "{says}");
    };
    check(&table, &MAP.replace("\"born\"", "\"birth\""), "`dob`");
    check(&table, &MAP.replace("\"born\"", "\"birth\""), "no column \"birth\"; the columns are id, service");
    check(&table, &MAP.replace("report_id", "report"), "report");
    check(&table, &format!("{MAP}nationality = \"x\"\n"), "nationality");
    check(&table.replacen("P0-1", "P0-0", 1), MAP, "persons.csv, line 3, column id: \"P0-0\" stands twice");
    check(
        &table.replacen("P0-1,chat", ",chat", 1),
        MAP,
        "persons.csv, line 3, column id: each record needs a name",
    );
    check(&table.replacen("2024-05-10T", "2024-05-40T", 1), MAP, "persons.csv, line 2, column when");
    check(&table.replacen(" marta,", "", 1), MAP, "persons.csv, line 2: 9 cells, and 10 columns");
    check("", MAP, "persons.csv, line 1: the table is empty");
    let twice = table.replacen("note", "family", 1);
    check(&twice, MAP, "persons.csv, line 1: `full_name`: column \"family\" stands twice");
    check(&table, &COMPARED.replace("street = \"text\"", "thing = \"words\""), "unknown variant `words`");
    check(&table, COMPARED, "no column \"street\"");
    check(&table, &COMPARED.replace("[compare]", "dob = \"born\"\n[compare]"), "unknown field `dob`");
    check(&table, "report_id = \"id\"\n[compare]\nborn = \"digits\"\n", "two columns at least");
}

/// What is said of a person column by column, where no account is known.
const COMPARED: &str = r#"
report_id = "id"
[compare]
given = "name"
family = "name"
street = "text"
born = "digits"
"#;
const WRITTEN_TWICE: u32 = 120;

/// Everybody twice: the second time with given name and surname exchanged, and a letter too many in the street.
fn written_twice() -> String {
    let word = |number: u32| -> String {
        let mut state = number.wrapping_mul(2_654_435_761).wrapping_add(1);
        let letter = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(b'a' + u8::try_from((state >> 24) % 26).unwrap())
        };
        (0..8).map(letter).collect()
    };
    let mut table = "id,given,family,street,born\n".to_owned();
    for person in 0..WRITTEN_TWICE {
        let given = ["marta", "jorge", "lucia", "pedro", "elena", "tomas"][person as usize % 6];
        let (family, house) = (word(person), person * 7 % 90 + 1);
        let street = format!("calle {} {house}", word(1_000 + person % 9));
        let born = format!("{}{:02}{:02}", 1920 + person * 37 % 80, person % 12 + 1, person % 28 + 1);
        writeln!(table, "P{person},{given},{family},{street},{born}").unwrap();
        writeln!(table, "Q{person},{family},{given},{street}a,{born}").unwrap();
    }
    table
}

#[test]
fn a_table_is_compared_column_by_column_and_every_join_is_explained() {
    let folder = Folder::new();
    fs::write(folder.at("persons.csv"), written_twice()).unwrap();
    fs::write(folder.at("map.toml"), COMPARED).unwrap();
    let mut command = amparo();
    command.arg("link").arg(folder.at("persons.csv")).arg("--map").arg(folder.at("map.toml"));
    command.arg("--out").arg(folder.at("mapped.csv")).arg("--explain").arg(folder.at("explain.csv"));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", told(&output));
    insta::assert_snapshot!(told(&output).trim(), @"240 records, 120 subjects");
    let subject: BTreeMap<String, String> =
        folder.rows("mapped.csv").into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
    for person in 0..WRITTEN_TWICE {
        assert_eq!(subject[&format!("P{person}")], subject[&format!("Q{person}")], "{person}");
    }
    let header = fs::read_to_string(folder.at("explain.csv")).unwrap().lines().next().unwrap().to_owned();
    insta::assert_snapshot!(
        header,
        @r#""subject_id","report_a","report_b","prior","born","family","given","street","total""#
    );
    for row in folder.rows("explain.csv") {
        let points: Vec<i64> = row[3..].iter().map(|cell| cell.parse().unwrap()).collect();
        let (total, lines) = points.split_last().unwrap();
        assert!(lines.iter().sum::<i64>() == *total && *total >= 3_500, "{row:?}");
    }
    command.arg("--relations").arg(folder.at("relations.csv"));
    let output = command.output().unwrap();
    assert!(!output.status.success() && told(&output).contains("leave it out"), "{}", told(&output));
}

#[test]
fn tables_that_are_not_there_state_nothing() {
    let folder = Folder::new();
    for name in ["idents.csv", "ips.csv", "files.csv"] {
        fs::remove_file(folder.at(name)).unwrap();
    }
    let output = folder.link();
    assert!(output.status.success(), "{}", told(&output));
    let subjects: std::collections::BTreeSet<String> =
        folder.rows("subjects_out.csv").into_iter().map(|row| row[1].clone()).collect();
    assert_eq!(subjects.len(), 90, "a name and a birth date alone join nobody");
}
