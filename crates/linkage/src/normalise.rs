//! Ways of writing the same identifier. `None`: it identifies nobody.
//!
//! Only differences that never tell two identifiers apart are removed. What one provider ignores (dots, `+tags`) another tells apart:
//! it stays.

/// Fewest digits of a telephone number, and most (ITU-T E.164 section 6.2.1).
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// Shorter texts name a model, not a device.
const MIN_DEVICE_ID_CHARS: usize = 8;

pub(crate) fn trimmed(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

pub(crate) fn service(name: &str) -> Option<String> {
    trimmed(name).map(|name| name.to_lowercase())
}

/// Lower case in both parts: RFC 5321 section 2.4 lets the local part differ by case, no provider in use does.
pub(crate) fn email(address: &str) -> Option<String> {
    let address = address.trim().to_lowercase();
    let (local, domain) = address.split_once('@')?;
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    let malformed = |part: &str| part.is_empty() || part.contains(|c: char| c == '@' || c.is_whitespace());
    (!malformed(local) && !malformed(domain)).then(|| format!("{local}@{domain}"))
}

/// `+` and digits where the country is known, else the digits alone.
pub(crate) fn phone(number: &str, calling_code: Option<&str>) -> Option<String> {
    let stated = number.trim();
    if stated.contains(|c: char| c.is_alphabetic()) {
        return None;
    }
    let own = digits(stated);
    let country = calling_code.map(digits).filter(|code| !code.is_empty());
    let international = match (stated.starts_with('+'), own.strip_prefix("00"), country) {
        (true, ..) => Some(own.clone()),
        (false, Some(rest), _) => Some(rest.to_owned()),
        (false, None, Some(code)) => Some(code + &own),
        (false, None, None) => None,
    };
    let all = international.as_deref().unwrap_or(&own);
    if !PHONE_DIGITS.contains(&all.len()) || is_placeholder(&own) {
        return None;
    }
    Some(international.map_or(own, |digits| format!("+{digits}")))
}

pub(crate) fn device_id(identifier: &str) -> Option<String> {
    let identifier: String = identifier.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let long_enough = identifier.chars().count() >= MIN_DEVICE_ID_CHARS;
    (long_enough && !is_placeholder(&identifier)).then_some(identifier)
}

pub(crate) fn screen_name(name: &str) -> Option<String> {
    let name = name.trim();
    trimmed(name.strip_prefix('@').unwrap_or(name)).map(|name| name.to_lowercase())
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// One character over and over: what software states where it knows nothing (zeroed advertising identifiers, for one).
fn is_placeholder(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next();
    chars.all(|c| Some(c) == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(normalised: impl Into<Option<String>>, expected: &str) {
        assert_eq!(normalised.into().as_deref().unwrap_or("-"), expected);
    }

    #[test]
    fn emails() {
        check(email(" Ana.Ruiz+x@Mail.Example. "), "ana.ruiz+x@mail.example");
        for malformed in ["", "ana", "@mail.example", "ana@", "a@b@c", "a b@mail.example"] {
            check(email(malformed), "-");
        }
    }

    #[test]
    fn phones() {
        check(phone("+34 600-000 (001)", None), "+34600000001");
        check(phone("0034600000001", None), "+34600000001");
        check(phone("600 000 001", Some("34")), "+34600000001");
        check(phone("600 000 001", Some("+34")), "+34600000001");
        check(phone("+34 600 000 001", Some("34")), "+34600000001");
        check(phone("600000001", None), "600000001");
        for malformed in ["", "+", "12345", "000000000", "unknown", "1234567890123456"] {
            check(phone(malformed, None), "-");
        }
        check(phone("000000000", Some("34")), "-");
    }

    #[test]
    fn device_ids() {
        check(device_id("A1B2C3D4-0000-4000-8000-00000000000F"), "a1b2c3d400004000800000000000000f");
        check(device_id("a1:b2:c3:d4:e5:f6"), "a1b2c3d4e5f6");
        for nobody in ["", "phone", "00000000-0000-0000-0000-000000000000", "ffff-ffff-ffff"] {
            check(device_id(nobody), "-");
        }
    }

    #[test]
    fn names() {
        check(screen_name(" @Some_Name "), "some_name");
        check(screen_name("@"), "-");
        check(service(" Photos.Example "), "photos.example");
        check(trimmed(" Id-7 "), "Id-7");
        check(trimmed("  "), "-");
    }
}
