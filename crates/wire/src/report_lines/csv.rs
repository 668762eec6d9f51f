//! One record of a CSV file (RFC 4180).

/// What is said where there are more fields than there may be.
pub(super) const TOO_MANY: &str = "has more fields than the header";

/// The fields of a record, which may hold line ends between quotes; `most` of them.
///
/// # Errors
/// A quote stands where none may, or there are more fields; what stands in the fields is never quoted.
pub(super) fn read_record(record: &str, delimiter: char, most: usize) -> Result<Vec<String>, &'static str> {
    let record = record.strip_suffix('\n').unwrap_or(record);
    let record = record.strip_suffix('\r').unwrap_or(record);
    let (mut fields, mut rest) = (Vec::new(), record);
    loop {
        // before it is kept: a mebibyte of delimiters would else become many of empty fields
        if fields.len() == most {
            return Err(TOO_MANY);
        }
        let after = match rest.strip_prefix('"') {
            Some(quoted) => {
                let (field, after) = read_quoted(quoted)?;
                fields.push(field);
                after
            }
            None => {
                let end = rest.find(delimiter).unwrap_or(rest.len());
                let (field, after) = rest.split_at(end);
                if field.contains('"') {
                    return Err("a quote stands inside a field that does not begin with one");
                }
                fields.push(field.to_owned());
                after
            }
        };
        match after.strip_prefix(delimiter) {
            Some(next) => rest = next,
            None if after.is_empty() => return Ok(fields),
            None => return Err("something stands between a closing quote and the next field"),
        }
    }
}

/// A field whose opening quote was taken away, and what stands after its closing quote.
fn read_quoted(quoted: &str) -> Result<(String, &str), &'static str> {
    let (mut field, mut rest) = (String::new(), quoted);
    loop {
        let Some(end) = rest.find('"') else { return Err("a quote is never closed") };
        let (before, after) = rest.split_at(end);
        field.push_str(before);
        match after.strip_prefix("\"\"") {
            Some(next) => {
                field.push('"');
                rest = next;
            }
            None => return Ok((field, after.strip_prefix('"').unwrap_or(after))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_read_as_rfc_4180_says() {
        let check = |record: &str, fields: &[&str]| {
            let read = read_record(record, ',', 3).unwrap_or_else(|error| panic!("{record}: {error}"));
            assert_eq!(read, fields, "{record}");
        };
        check("a,b,c\r\n", &["a", "b", "c"]);
        check("", &[""]);
        check("a,,", &["a", "", ""]);
        check("\"a,\"\"b\"\"\nc\",d", &["a,\"b\"\nc", "d"]);
        check("\"\",\"ñ\"", &["", "ñ"]);
    }

    #[test]
    fn a_misplaced_quote_is_refused() {
        for record in ["\"a", "a\"b,c", "\"a\"b,c", "\"a\"\""] {
            assert!(read_record(record, ',', 3).is_err(), "{record}");
        }
    }

    #[test]
    fn reading_ends_with_the_field_that_is_too_many() {
        assert_eq!(read_record("a,b", ',', 2).map(|fields| fields.len()), Ok(2));
        // what stands behind it is not looked at
        assert_eq!(read_record("a,b,\"c", ',', 2), Err(TOO_MANY));
    }
}
