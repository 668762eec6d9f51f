use axum::body::to_bytes;
use proptest::prelude::*;

use super::*;
use crate::i18n::PageFrame;
use crate::ui::{Column, List, Tone};

fn at() -> Timestamp {
    "2020-07-09T22:30:05Z".parse().unwrap()
}

/// A list of one column after the number, in Madrid.
fn table(query: &str, total: i64, cells: Vec<Cell>) -> Table {
    let ctx = PageFrame::for_tests(&format!("/reports?{query}"), "Europe/Madrid");
    let list = List::of_query(query).unwrap();
    let mut table = Table::new(&ctx, &list, "reports", total)
        .column(Column::new("number", "Number").sorts().is_number())
        .column(Column::new("detail", "=Detail"))
        .column(Column::new("more", "More").only_when_chosen());
    for (number, cell) in cells.into_iter().enumerate() {
        table.row(
            Row::to("/reports/1")
                .cell(Cell::number(i64::try_from(number).unwrap()))
                .cell(cell)
                .cell(Cell::text("more")),
        );
    }
    table
}

/// Reads what RFC 4180 writes.
fn parse(csv: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut signs = csv.trim_start_matches('\u{feff}').chars().peekable();
    let mut in_quotes = false;
    while let Some(sign) = signs.next() {
        let row = rows.last_mut().unwrap();
        match sign {
            '"' if in_quotes && signs.peek() == Some(&'"') => {
                row.last_mut().unwrap().push(signs.next().unwrap())
            }
            '"' => in_quotes = !in_quotes,
            ',' if !in_quotes => row.push(String::new()),
            '\r' if !in_quotes => assert_eq!(signs.next(), Some('\n')),
            sign => row.last_mut().unwrap().push(sign),
        }
        if sign == '\r' && !in_quotes {
            rows.push(vec![String::new()]);
        }
    }
    assert_eq!(rows.pop(), Some(vec![String::new()]), "the last line ends too");
    rows
}

#[test]
fn a_line_without_a_table_is_quoted_and_guarded_too() {
    assert_eq!(super::csv_line(["=1+1", "a\"b", "x\u{202e}"]), "\"'=1+1\",\"a\"\"b\",\"x[U+202E]\"\r\n");
}

#[test]
fn a_download_has_the_columns_of_the_page() {
    let cells = || vec![Cell::text("a, \"b\"\nc"), Cell::none()];
    let rows = parse(&csv(&table("format=csv", 2, cells())));
    assert_eq!(rows, [["Number", "'=Detail"], ["0", "a, \"b\"\nc"], ["1", ""]]);
    let rows = parse(&csv(&table("format=csv&column=more", 2, cells())));
    assert_eq!(rows, [["Number", "More"], ["0", "more"], ["1", "more"]]);
    assert_eq!(
        json(&table("format=json", 2, cells())),
        json!([{ "number": 0, "detail": "a, \"b\"\nc" }, { "number": 1, "detail": null }])
    );
}

#[test]
fn every_kind_of_cell_has_its_form() {
    for (cell, text, value) in [
        (Cell::number(-12_345), "-12345", json!(-12_345)),
        (Cell::time(at()), "2020-07-10T00:30:05+02:00", json!("2020-07-09T22:30:05Z")),
        (
            Cell::stated("9.7.2020, 22:30", Some(at())),
            "2020-07-10T00:30:05+02:00 [9.7.2020, 22:30]",
            json!({ "stated": "9.7.2020, 22:30", "at": "2020-07-09T22:30:05Z" }),
        ),
        (Cell::stated("in July", None), "in July", json!({ "stated": "in July", "at": null })),
        (Cell::date(jiff::civil::date(2020, 7, 9)), "2020-07-09", json!("2020-07-09")),
        (Cell::badge(Tone::Bad, "stuck"), "stuck", json!("stuck")),
        (Cell::link("a", "/b"), "a", json!("a")),
        (Cell::lines(vec![Cell::text("a"), Cell::number(1)]), "a; 1", json!(["a", 1])),
        (Cell::none(), "", Value::Null),
    ] {
        let one = table("format=csv", 1, vec![cell]);
        assert_eq!(parse(&csv(&one))[1][1], text);
        assert_eq!(json(&one)[0]["detail"], value);
    }
}

#[test]
fn no_spreadsheet_computes_a_cell() {
    for hostile in [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n1",
        " =1",
        "\u{a0}=1",
        "\u{feff}=1",
        "\u{200b}@a",
        "＝1",
        "　＋1",
        "－1",
        "＠a",
    ] {
        assert_eq!(guarded(hostile), format!("'{hostile}"));
        let said = csv(&table("format=csv", 1, vec![Cell::lines(vec![Cell::text(hostile)])]));
        assert_eq!(parse(&said)[1][1], format!("'{hostile}"));
    }
    for harmless in ["", "a=1", "1-2", "a;=1", "'=1", "x@example.org"] {
        assert_eq!(guarded(harmless), harmless);
    }
}

#[tokio::test]
async fn a_part_is_never_taken_for_the_whole() {
    let whole = answer(&table("format=csv", 1, vec![Cell::none()]), Download::Csv);
    assert_eq!(whole.headers()["list-complete"], "true");
    let name = whole.headers()[CONTENT_DISPOSITION].to_str().unwrap();
    assert_eq!(name, "attachment; filename=\"amparo-police-reports-2020-12-28.csv\"");
    assert_eq!(whole.headers()[CACHE_CONTROL], "no-store");
    let part = answer(&table("format=csv", 12_345, vec![Cell::none()]), Download::Csv);
    assert_eq!(
        (&part.headers()["list-complete"], &part.headers()["list-total"]),
        (&"false".parse().unwrap(), &"12345".parse().unwrap())
    );
    assert!(part.headers()[CONTENT_DISPOSITION].to_str().unwrap().contains("-first-1.csv"));
    let body = to_bytes(part.into_body(), 1 << 20).await.unwrap();
    let rows = parse(std::str::from_utf8(&body).unwrap());
    assert!(rows[2][0].contains("12,345") && rows[2].len() == 2, "{rows:?}");
    let rows = json(&table("format=json", 12_345, vec![Cell::none()]));
    assert_eq!(rows[1], json!({ "complete": false, "given": 1, "total": 12_345 }));
}

proptest! {
    #[test]
    fn any_text_comes_back_and_begins_no_formula(text in any::<String>()) {
        let said = csv(&table("format=csv", 1, vec![Cell::text(text.as_str())]));
        let cell = parse(&said)[1][1].clone();
        let quoted = format!("'{text}");
        prop_assert!(cell == text || cell == quoted);
        prop_assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']));
        prop_assert!(!cell.starts_with(['\t', '\r', '\n']));
    }

    #[test]
    fn a_formula_behind_anything_unseen_is_guarded(before in "[ \\t\\r\\n\u{a0}\u{feff}]{0,4}", sign in "[=+@-]", after in any::<String>()) {
        let text = format!("{before}{sign}{after}");
        prop_assert_eq!(guarded(&text), format!("'{text}"));
    }
}
