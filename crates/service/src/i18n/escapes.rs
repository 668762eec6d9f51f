//! Values in addresses.

use std::fmt::Write as _;

/// Percent-encodes all but the unreserved characters (RFC 3986 section 2.3).
pub(crate) fn encode(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

/// Undoes [`encode`], and `+` for a space as forms write it; what is no escape stays as it is.
pub(crate) fn decode(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let escape = tail.get(..2).filter(|_| first == b'%').and_then(|pair| hex::decode(pair).ok());
        if let Some(&[byte]) = escape.as_deref() {
            bytes.push(byte);
            rest = &tail[2..];
        } else {
            bytes.push(if first == b'+' { b' ' } else { first });
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The value of a parameter in a query (what follows the `?` of an address), decoded.
pub(crate) fn value_in(query: &str, name: &str) -> Option<String> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| decode(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_values_survive_the_way_out_and_back() {
        for value in ["", "a b", "á&=?#+%", "%zz", "100%"] {
            assert_eq!(decode(&encode(value)), value);
        }
        assert_eq!(decode("a+b%20c"), "a b c");
    }
}
