//! The country of a telephone number, by its calling code.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::civil::{Date, date};
use wire::cybertipline::{Phone, Report};

use super::source::CALLING_CODES;
use super::{FactKind, Finding};

/// The day of the list.
const STATED_ON: Date = date(2016, 12, 15);
/// Digits of the longest code.
const LONGEST: usize = 3;

static CODES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    include_str!("../../data/calling-codes.csv")
        .lines()
        .skip(1)
        .filter_map(|row| row.split_once(','))
        .collect()
});

/// The countries of every number in a report. A number without a calling code tells none, and none is assumed.
pub(super) fn find(report: &Report) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut add = |at: String, phones: &[Phone]| {
        for (index, phone) in phones.iter().enumerate() {
            let Some(countries) = countries(phone) else { continue };
            findings.push(Finding {
                element: format!("{at}/phone[{}]", index + 1),
                kind: FactKind::PhoneCountry,
                value: countries.replace(';', ", "),
                source: CALLING_CODES.to_owned(),
                valid_on: STATED_ON,
            });
        }
    };
    for (index, account) in report.person_or_user_reported.iter().enumerate() {
        let at = format!("report/personOrUserReported[{}]", index + 1);
        if let Some(person) = &account.person {
            add(format!("{at}/personOrUserReportedPerson"), &person.phone);
        }
        for (index, other) in account.associated_account.iter().enumerate() {
            add(format!("{at}/associatedAccount[{}]", index + 1), &other.phone);
        }
    }
    for (index, recipient) in report.intended_recipient.iter().enumerate() {
        if let Some(person) = &recipient.person {
            add(format!("report/intendedRecipient[{}]/intendedRecipientPerson", index + 1), &person.phone);
        }
    }
    for (index, victim) in report.victim.iter().enumerate() {
        add(format!("report/victim[{}]/victimPerson", index + 1), &victim.person.phone);
    }
    findings
}

fn countries(phone: &Phone) -> Option<&'static str> {
    let number = phone.number.trim();
    let international = number.strip_prefix('+').or_else(|| number.strip_prefix("00"));
    let digits: String = match (&phone.country_calling_code, international) {
        (Some(code), _) => code.as_str().chars().filter(char::is_ascii_digit).collect(),
        (None, Some(rest)) => rest.chars().filter(char::is_ascii_digit).collect(),
        (None, None) => return None,
    };
    (1..=LONGEST).rev().find_map(|length| CODES.get(digits.get(..length)?).copied())
}

#[cfg(test)]
mod tests {
    use wire::cybertipline::CallingCode;

    use super::*;

    #[test]
    fn the_longest_code_counts_and_without_one_nothing_is_assumed() {
        let of = |number: &str, code: Option<&str>| {
            let country_calling_code = code.map(|code| CallingCode::new(code).unwrap());
            countries(&Phone { number: number.to_owned(), country_calling_code, ..Phone::default() })
        };
        assert_eq!(of("+34 600 000 000", None), Some("ES"));
        assert_eq!(of("0034600000000", None), Some("ES"));
        assert_eq!(of("600000000", Some("+34")), Some("ES"));
        assert_eq!(of("+351 900 000 000", None), Some("PT"));
        assert_eq!(of("+7 900 000 00 00", None), Some("RU;KZ"));
        assert_eq!(of("600000000", None), None);
        assert_eq!(of("+", None), None);
        assert_eq!(of("+999", None), None);
    }
}
