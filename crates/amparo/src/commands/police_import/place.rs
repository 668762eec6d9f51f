//! Where in a JSON document something stands: what is wrong is named by line and column.

/// Line and column, both from one, of what a path such as `uploadedFiles[0].filename` names in a document that was read as JSON; where it
/// is not there, of the innermost part that is.
pub(super) fn find(json: &[u8], path: &str) -> (usize, usize) {
    let json = json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json);
    let mut cursor = Cursor { json, at: 0 };
    cursor.skip_space();
    for step in steps(path) {
        let before = cursor.at;
        if !cursor.enter(&step) {
            cursor.at = before;
            break;
        }
    }
    let before = json.get(..cursor.at).unwrap_or(json);
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let column = String::from_utf8_lossy(before.get(line_start..).unwrap_or_default()).chars().count() + 1;
    (line, column)
}

/// One step into a document.
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

fn steps(path: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let (key, indices) = part.split_once('[').unwrap_or((part, ""));
        steps.push(Step::Key(key));
        let indices = indices.split(['[', ']']).filter_map(|index| index.parse().ok());
        steps.extend(indices.map(Step::Index));
    }
    steps
}

struct Cursor<'a> {
    json: &'a [u8],
    /// At the beginning of a value, between any two calls.
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.json.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Past this sign and the space behind it, if it stands here.
    fn take(&mut self, sign: u8) -> bool {
        let stands = self.peek() == Some(sign);
        if stands {
            self.at += 1;
            self.skip_space();
        }
        stands
    }

    /// Past a string.
    fn skip_text(&mut self) {
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += if byte == b'\\' { 2 } else { 1 };
            if byte == b'"' {
                return;
            }
        }
    }

    /// Past a value and the space behind it.
    fn skip_value(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => self.skip_text(),
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    // of an outer one
                    if depth == 0 {
                        break;
                    }
                    depth -= 1;
                    self.at += 1;
                }
                b',' if depth == 0 => break,
                _ => self.at += 1,
            }
        }
        self.skip_space();
    }

    /// To the value of this key or place; whether it is there.
    fn enter(&mut self, step: &Step<'_>) -> bool {
        match step {
            Step::Key(key) => self.take(b'{') && self.enter_key(key),
            Step::Index(index) => self.take(b'[') && self.enter_index(*index),
        }
    }

    fn enter_key(&mut self, wanted: &str) -> bool {
        while self.peek() == Some(b'"') {
            let start = self.at;
            self.skip_text();
            let key = self.json.get(start..self.at).map(serde_json::from_slice::<String>);
            self.skip_space();
            if !self.take(b':') {
                return false;
            }
            if key.is_some_and(|key| key.is_ok_and(|key| key == wanted)) {
                return true;
            }
            self.skip_value();
            if !self.take(b',') {
                return false;
            }
        }
        false
    }

    fn enter_index(&mut self, wanted: usize) -> bool {
        for _ in 0..wanted {
            self.skip_value();
            if !self.take(b',') {
                return false;
            }
        }
        self.peek().is_some_and(|byte| byte != b']')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = "{\"a\": 1, \"b, {\\\"\": [\"x\"],\n \"list\": [ {\"n\": \"ñ\", \"m\": 2},\n  {\"m\" : [true , null]} ]}";

    #[test]
    fn a_value_is_found_by_line_and_column() {
        for (path, place) in [
            ("a", (1, 7)),
            ("list", (2, 10)),
            ("list[0].m", (2, 28)),
            ("list[1].m", (3, 10)),
            ("list[1].m[1]", (3, 18)),
        ] {
            assert_eq!(find(JSON.as_bytes(), path), place, "{path}");
        }
        let marked = format!("\u{feff}{JSON}");
        assert_eq!(find(marked.as_bytes(), "a"), (1, 7));
    }

    #[test]
    fn of_what_is_missing_the_part_around_it_is_found() {
        for (path, place) in
            [("nothing", (1, 1)), ("list[7].m", (2, 10)), ("list[0].other.deeper", (2, 12)), ("a.b", (1, 7))]
        {
            assert_eq!(find(JSON.as_bytes(), path), place, "{path}");
        }
        assert_eq!(find(b"", "a"), (1, 1));
        assert_eq!(find(b"{\"a", "a.b[3]"), (1, 1));
    }

    #[test]
    fn damage_never_panics_and_a_place_lies_within() {
        let paths = ["a", "list[1].m[1]", "list[7].m", "b, {\"[0]"];
        let lines = JSON.lines().count();
        for cut in 0..JSON.len() {
            for byte in *b"\"\\{[]},: x" {
                let mut json = JSON.as_bytes().to_vec();
                json[cut] = byte;
                for (json, path) in
                    [&json[..], &json[..=cut]].into_iter().flat_map(|json| paths.map(|path| (json, path)))
                {
                    let (line, column) = find(json, path);
                    assert!(
                        (1..=lines).contains(&line) && (1..=JSON.len() + 1).contains(&column),
                        "{cut} {path}"
                    );
                }
            }
        }
    }
}
