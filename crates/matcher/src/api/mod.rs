//! The API of Hasher-Matcher-Actioner: its paths, its shapes, its statuses.

pub(crate) mod banks;
pub(crate) mod compare;
pub(crate) mod contents;
pub(crate) mod exchanges;
pub(crate) mod hash;
pub(crate) mod look_up;
pub(crate) mod status;
pub(crate) mod types;

use serde_json::{Map, Value};

use crate::hashing::Asked;
use crate::refusal::Refusal;
use crate::signal::SignalType;

/// A body that is a JSON object.
///
/// # Errors
/// 400: it is none.
fn object(body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Refusal::bad("this endpoint expects a json object payload")),
        Err(error) => Err(Refusal::bad(format!("the body is no JSON: {error}"))),
    }
}

/// A ratio from 0 to 1, as a number or, as Coop sends it, as text.
///
/// # Errors
/// 400: it is none.
fn ratio(value: &Value) -> Result<f64, Refusal> {
    let ratio = match value {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_f64(),
    };
    let ratio = ratio.filter(|ratio| (0.0..=1.0).contains(ratio));
    ratio.ok_or_else(|| {
        Refusal::bad(format!("Invalid enabled ratio {value}. Must be in the range 0.0-1.0 inclusive."))
    })
}

/// A truth in any of the ways in which clients write one.
fn is_true(text: &str) -> bool {
    ["true", "1", "yes", "on", "t", "y"].iter().any(|known| text.eq_ignore_ascii_case(known))
}

/// Whether a flag of the query is set.
fn flag(asked: &Asked, name: &str) -> bool {
    asked.get(name).is_some_and(|text| is_true(text))
}

/// The types that `signal_type` of a query limits an answer to: all without it.
///
/// # Errors
/// 400: there is no such type.
fn limited(asked: &Asked) -> Result<Vec<SignalType>, Refusal> {
    match asked.get("signal_type") {
        None => Ok(SignalType::ALL.to_vec()),
        Some(name) => match SignalType::find(name) {
            Some(signal_type) => Ok(vec![signal_type]),
            None => Err(Refusal::bad(format!("No such signal type '{name}'"))),
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ratios_are_numbers_or_texts_from_0_to_1() {
        for (value, said) in [(json!(0), 0.0), (json!(0.5), 0.5), (json!("1"), 1.0), (json!(" 0.25 "), 0.25)]
        {
            assert!((ratio(&value).unwrap() - said).abs() < f64::EPSILON, "{value}");
        }
        for bad in [json!(-0.1), json!(1.5), json!("NaN"), json!("x"), json!(null), json!([1])] {
            assert!(ratio(&bad).is_err(), "{bad}");
        }
    }
}
