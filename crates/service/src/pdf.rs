//! A page as a PDF, for whoever must file or print one: its words, line by line, in a font that every reader has. It is built in with the feature
//! `pdf` alone. What that font has no sign for stands as `\u{…}`; the page shows it in its own letters.

/// Signs in a row and rows on a page: 9 points of Courier, 12 points apart, on A4 with a margin of 50 points.
const SIGNS: usize = 91;
const ROWS: usize = 58;
/// Objects before the pages: catalog, list of pages, two fonts.
const BEFORE_PAGES: usize = 4;

/// Signs of the encoding WinAnsi that stand elsewhere in Unicode (ISO 32000-1, annex D).
const ELSEWHERE: [(char, u8); 27] = [
    ('€', 0x80),
    ('‚', 0x82),
    ('ƒ', 0x83),
    ('„', 0x84),
    ('…', 0x85),
    ('†', 0x86),
    ('‡', 0x87),
    ('ˆ', 0x88),
    ('‰', 0x89),
    ('Š', 0x8a),
    ('‹', 0x8b),
    ('Œ', 0x8c),
    ('Ž', 0x8e),
    ('‘', 0x91),
    ('’', 0x92),
    ('“', 0x93),
    ('”', 0x94),
    ('•', 0x95),
    ('–', 0x96),
    ('—', 0x97),
    ('˜', 0x98),
    ('™', 0x99),
    ('š', 0x9a),
    ('›', 0x9b),
    ('œ', 0x9c),
    ('ž', 0x9e),
    ('Ÿ', 0x9f),
];

/// A PDF of the words of a page of ours, or of a part of one: what stands in it for the screen alone (`on-screen`) is left out, and what is one
/// thing (`whole`) is broken nowhere.
pub fn of_page(html: &str) -> Vec<u8> {
    let rows: Vec<Row> = lines(html).iter().flat_map(wrap).collect();
    let pages: Vec<&[Row]> = rows.chunks(ROWS).collect();
    let kids: Vec<String> =
        (0..pages.len()).map(|page| format!("{} 0 R", BEFORE_PAGES + 1 + 2 * page)).collect();
    let mut file = File::new();
    file.object(b"<< /Type /Catalog /Pages 2 0 R >>");
    file.object(format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()).as_bytes());
    for name in ["Courier", "Courier-Bold"] {
        let font = format!("<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>");
        file.object(font.as_bytes());
    }
    for (index, page) in pages.iter().enumerate() {
        let content = BEFORE_PAGES + 2 + 2 * index;
        let fonts = "<< /Font << /F1 3 0 R /F2 4 0 R >> >>";
        file.object(
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources {fonts} /Contents {content} 0 R >>"
            )
            .as_bytes(),
        );
        file.stream(&content_of(page, &format!("{} / {}", index + 1, pages.len())));
    }
    file.finish()
}

/// A line of the page.
#[derive(Debug, PartialEq, Eq)]
struct Line {
    text: String,
    is_head: bool,
}

/// A line, or as much of it as fits, in WinAnsi.
struct Row {
    signs: Vec<u8>,
    is_head: bool,
}

/// Reads the lines of a page: it is our own, so that its few tags are known and no text holds one.
#[derive(Default)]
struct Lines {
    all: Vec<Line>,
    line: String,
    is_head: bool,
    is_in_row: bool,
    /// Whether the text before ended with a space.
    is_after_space: bool,
    /// The element that is broken nowhere, inside it.
    whole: Option<String>,
    /// The element that is no paper, inside it.
    on_screen: Option<String>,
}

fn lines(html: &str) -> Vec<Line> {
    let body = html.split_once("<main>").map_or(html, |(_, body)| body);
    let mut lines = Lines::default();
    for piece in body.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        let name = tag.split_ascii_whitespace().next().unwrap_or_default();
        if lines.is_left_out(name, tag) {
            continue;
        }
        lines.take_tag(name);
        lines.take_text(&unescaped(text));
    }
    lines.end_line();
    lines.all
}

impl Lines {
    /// Notes where an element begins or ends that is broken nowhere, or that is no paper; says whether the reader stands in one of the latter.
    fn is_left_out(&mut self, name: &str, tag: &str) -> bool {
        let ends = |of: &Option<String>| {
            name.strip_prefix('/').is_some_and(|name| of.as_deref().is_some_and(|known| known == name))
        };
        if ends(&self.whole) {
            self.whole = None;
        }
        if ends(&self.on_screen) {
            self.on_screen = None;
            return false;
        }
        let begins = |class: &str| tag.contains(&format!("class=\"{class}\"")).then(|| name.to_owned());
        self.whole = self.whole.take().or_else(|| begins("whole"));
        self.on_screen = self.on_screen.take().or_else(|| begins("on-screen"));
        self.on_screen.is_some()
    }

    fn take_tag(&mut self, name: &str) {
        match name {
            "h1" | "h2" | "h3" | "caption" => {
                self.end_line();
                if !self.all.is_empty() {
                    self.all.push(Line { text: String::new(), is_head: false });
                }
                self.is_head = true;
            }
            "/h1" | "/h2" | "/h3" | "/caption" => {
                self.end_line();
                self.is_head = false;
            }
            "tr" | "/tr" => {
                self.end_line();
                self.is_in_row = name == "tr";
            }
            "td" | "th" if !self.line.is_empty() => self.line.push_str(" | "),
            "br" if self.is_in_row => self.line.push_str("; "),
            "/dt" => self.line.push_str(": "),
            "dt" | "/dd" | "p" | "/p" | "br" => self.end_line(),
            "li" => {
                self.end_line();
                self.line.push_str("– ");
            }
            "/li" => self.end_line(),
            _ => {}
        }
    }

    fn take_text(&mut self, text: &str) {
        let begins_apart = self.is_after_space || text.starts_with(char::is_whitespace);
        for (index, word) in text.split_whitespace().enumerate() {
            let is_apart = index > 0 || begins_apart;
            if is_apart && !self.line.is_empty() && !self.line.ends_with(' ') {
                // what is whole has a space at which no row ends
                self.line.push(if index > 0 && self.whole.is_some() { '\u{a0}' } else { ' ' });
            }
            self.line.push_str(word);
        }
        if !text.is_empty() {
            self.is_after_space = text.ends_with(char::is_whitespace);
        }
    }

    fn end_line(&mut self) {
        let text = std::mem::take(&mut self.line);
        if !text.is_empty() {
            self.all.push(Line { text, is_head: self.is_head });
        }
        self.is_after_space = false;
    }
}

/// What the template has escaped.
fn unescaped(text: &str) -> String {
    let known = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    known.iter().fold(text.to_owned(), |text, (escaped, sign)| text.replace(*escaped, sign))
}

/// A text in WinAnsi.
fn encoded(text: &str) -> Vec<u8> {
    let mut signs = Vec::new();
    for c in text.chars() {
        let elsewhere = || ELSEWHERE.iter().find(|(known, _)| *known == c).map(|(_, sign)| *sign);
        let sign = match c {
            ' '..='~' | '\u{a0}'..='\u{ff}' => u8::try_from(u32::from(c)).ok(),
            _ => elsewhere(),
        };
        match sign {
            Some(sign) => signs.push(sign),
            None => signs.extend(format!("\\u{{{:x}}}", u32::from(c)).into_bytes()),
        }
    }
    signs
}

/// The rows of a line: it is broken at a space where there is one.
fn wrap(line: &Line) -> Vec<Row> {
    let signs = encoded(&line.text);
    let (mut rest, mut rows) = (signs.as_slice(), Vec::new());
    while rest.len() > SIGNS {
        let space = rest[..=SIGNS].iter().rposition(|sign| *sign == b' ').filter(|place| *place > 0);
        let (row, more) = rest.split_at(space.unwrap_or(SIGNS));
        rows.push(Row { signs: row.to_vec(), is_head: line.is_head });
        rest = more.trim_ascii_start();
    }
    rows.push(Row { signs: rest.to_vec(), is_head: line.is_head });
    rows
}

/// What draws a page: its rows, and its number at the foot.
fn content_of(rows: &[Row], number: &str) -> Vec<u8> {
    let mut content = b"BT\n12 TL\n50 790 Td\n".to_vec();
    for row in rows {
        content.extend_from_slice(if row.is_head { b"/F2 9 Tf\n(" } else { b"/F1 9 Tf\n(" });
        for sign in &row.signs {
            match sign {
                b'(' | b')' | b'\\' => content.extend_from_slice(&[b'\\', *sign]),
                b' '..=b'~' => content.push(*sign),
                _ => content.extend(format!("\\{sign:03o}").into_bytes()),
            }
        }
        content.extend_from_slice(b") Tj\nT*\n");
    }
    content.extend(format!("ET\nBT\n/F1 8 Tf\n50 30 Td\n({number}) Tj\nET\n").into_bytes());
    content
}

/// A file that grows object by object (ISO 32000-1, 7.5).
struct File {
    bytes: Vec<u8>,
    /// Where each object begins.
    offsets: Vec<usize>,
}

impl File {
    fn new() -> Self {
        Self { bytes: b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec(), offsets: Vec::new() }
    }

    fn object(&mut self, body: &[u8]) {
        self.offsets.push(self.bytes.len());
        self.bytes.extend(format!("{} 0 obj\n", self.offsets.len()).into_bytes());
        self.bytes.extend_from_slice(body);
        self.bytes.extend_from_slice(b"\nendobj\n");
    }

    fn stream(&mut self, content: &[u8]) {
        let head = format!("<< /Length {} >>\nstream\n", content.len());
        self.object(&[head.as_bytes(), content, b"endstream"].concat());
    }

    fn finish(mut self) -> Vec<u8> {
        let (table, size) = (self.bytes.len(), self.offsets.len() + 1);
        self.bytes.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").into_bytes());
        for offset in &self.offsets {
            self.bytes.extend(format!("{offset:010} 00000 n \n").into_bytes());
        }
        let end = format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        self.bytes.extend(end.into_bytes());
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_becomes_lines() {
        let html = "<head><title>no</title></head><main>\n<h1>A &#38; B</h1>\n<dl>\n<dt>Key</dt><dd>one<br>two</dd>\n</dl>\n\
            <table><caption>T</caption><tr><th>x</th><th>y</th></tr>\n<tr><td>1<br>2</td><td><span lang=\"en\">s</span>, day \
            <code>c</code></td></tr></table></main>";
        let found = lines(html);
        let texts: Vec<&str> = found.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["A & B", "Key: one", "two", "", "T", "x | y", "1; 2 | s, day c"]);
        let heads: Vec<bool> = found.iter().map(|line| line.is_head).collect();
        assert_eq!(heads, [true, false, false, false, true, false, false]);
    }

    #[test]
    fn what_is_whole_is_not_broken_and_what_is_for_the_screen_is_left_out() {
        let html = "<article class=\"sheet\"><p class=\"on-screen\"><a href=\"x\">Back</a> to it</p><p>At <span class=\"whole\">3 de octubre</span>, \
            <code class=\"whole\">2001:db8:<wbr>7</code> then</p><ol><li>one two</li>\n<li>three</li></ol></article>";
        let found = lines(html);
        let texts: Vec<&str> = found.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["At 3\u{a0}de\u{a0}octubre, 2001:db8:7 then", "– one two", "– three"]);
        let text = format!("{}3\u{a0}de\u{a0}octubre", "word ".repeat(17));
        let rows = wrap(&Line { text, is_head: false });
        assert!(rows.last().unwrap().signs.starts_with(b"3\xa0de\xa0octubre"), "it begins the next row");
    }

    #[test]
    fn no_sign_is_lost_and_no_row_is_too_long() {
        assert_eq!(encoded("ñ€Я~"), [&[0xf1, 0x80][..], b"\\u{42f}~"].concat());
        let text = format!("{} {}", "word ".repeat(40), "x".repeat(200));
        let rows = wrap(&Line { text: text.clone(), is_head: false });
        assert!(rows.iter().all(|row| row.signs.len() <= SIGNS));
        let plain = |signs: &[u8]| signs.iter().copied().filter(|sign| *sign != b' ').collect::<Vec<u8>>();
        let all: Vec<u8> = rows.iter().flat_map(|row| plain(row.signs.as_slice())).collect();
        assert_eq!(all, plain(text.as_bytes()));
    }

    #[test]
    fn every_object_lies_where_the_table_says() {
        let paragraphs: Vec<String> = (0..200).map(|number| format!("<p>({number}) ñ</p>")).collect();
        let file = of_page(&format!("<main>{}</main>", paragraphs.concat()));
        let text = String::from_utf8_lossy(&file);
        assert!(text.starts_with("%PDF-1.4\n") && text.ends_with("%%EOF\n"));
        assert!(text.contains("/Count 4") && text.contains("(\\(199\\) \\361) Tj"), "{text}");
        let table: usize =
            text.rsplit("startxref\n").next().unwrap().lines().next().unwrap().parse().unwrap();
        let entries = String::from_utf8(file[table..].to_vec()).unwrap();
        let offsets: Vec<usize> = entries
            .lines()
            .filter_map(|line| line.strip_suffix(" 00000 n "))
            .map(|offset| offset.parse().unwrap())
            .collect();
        assert_eq!(offsets.len(), BEFORE_PAGES + 2 * 4);
        for (index, offset) in offsets.iter().enumerate() {
            assert!(file[*offset..].starts_with(format!("{} 0 obj\n", index + 1).as_bytes()), "{index}");
        }
    }
}
