//! What a stated value shows of itself that it says little of anybody. It is kept as given and marked, and nothing is guessed in its place.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use linkage::IdentityTrait;
use serde::Serialize;
use utoipa::ToSchema;

use super::explanation::as_stated;
use crate::intake::Stated;
use crate::linking;

/// Mailboxes that several people read, or nobody, by the part before the `@` (RFC 2142, and what is usual here).
const MAILBOXES_OF_MANY: [&str; 20] = [
    "abuse",
    "admin",
    "administracion",
    "contact",
    "contacto",
    "hello",
    "hola",
    "hostmaster",
    "info",
    "mail",
    "no-reply",
    "noreply",
    "office",
    "oficina",
    "postmaster",
    "root",
    "soporte",
    "support",
    "ventas",
    "webmaster",
];

/// Nobody lives longer.
const LONGEST_LIFE_YEARS: i32 = 120;
/// Hardly anybody lives longer.
const RARE_LIFE_YEARS: i32 = 110;

/// A stated value that says little.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Oddity {
    /// As stated.
    pub(crate) value: String,
    /// `no_at_sign`, `identifies_nobody`, `mailbox_of_many`, `first_of_january`, `unlikely_birth`, `impossible_birth`, `birth_after_act` or
    /// `other_encoding`.
    pub(crate) why: &'static str,
}

model::unprintable!(Oddity);

/// The odd values of what a report states of an account; `reported_at` is when it was finished.
pub(super) fn of_statement(service: &str, stated: &Stated, reported_at: Timestamp) -> Vec<Oddity> {
    let mut found = Vec::new();
    let mut add = |value: &str, why| found.push(Oddity { value: value.to_owned(), why });
    for one in linking::traits(service, stated) {
        let value = as_stated(&one);
        if is_without_at(&one) {
            add(&value, "no_at_sign");
        } else if one.key().is_none() {
            add(&value, "identifies_nobody");
        } else if is_of_many(&one) {
            add(&value, "mailbox_of_many");
        }
    }
    if let Some(birth) = &stated.date_of_birth
        && let Some(why) = odd_birth(birth, reported_at)
    {
        add(birth, why);
    }
    let emails = stated.emails.iter().map(|email| &email.address);
    for text in stated.screen_name.iter().chain(&stated.display_names).chain(emails) {
        if is_misread(text) {
            add(text, "other_encoding");
        }
    }
    found
}

/// The births that an account is stated to have after its first act; those that nobody can have had are marked as such.
pub(super) fn of_births(births: &[String], first_act: Timestamp, marked: &[Oddity]) -> Vec<Oddity> {
    let acted_on = TimeZone::UTC.to_datetime(first_act).date();
    let is_impossible =
        |birth: &str| marked.iter().any(|odd| odd.value == birth && odd.why == "impossible_birth");
    let is_after = |birth: &str| {
        let day = written_day(birth).and_then(|day| day.parse::<Date>().ok());
        day.is_some_and(|day| day > acted_on) && !is_impossible(birth)
    };
    let births = births.iter().filter(|birth| is_after(birth));
    births.map(|birth| Oddity { value: birth.clone(), why: "birth_after_act" }).collect()
}

fn is_without_at(one: &IdentityTrait) -> bool {
    matches!(one, IdentityTrait::Email { address, .. } if !address.contains('@'))
}

fn is_of_many(one: &IdentityTrait) -> bool {
    let IdentityTrait::Email { address, .. } = one else { return false };
    let name = address.split('@').next().unwrap_or_default().trim().to_lowercase();
    MAILBOXES_OF_MANY.contains(&name.as_str())
}

/// The first of January is what forms are filled in with, and what registers write where the day is not known.
fn odd_birth(stated: &str, reported_at: Timestamp) -> Option<&'static str> {
    let day = written_day(stated)?;
    let reported_on = TimeZone::UTC.to_datetime(reported_at).date();
    let before = |years: i32| reported_on.checked_sub(Span::new().years(years)).unwrap_or(Date::MIN);
    match day.parse::<Date>() {
        Ok(birth) if birth > reported_on || birth < before(LONGEST_LIFE_YEARS) => Some("impossible_birth"),
        Ok(birth) if birth < before(RARE_LIFE_YEARS) => Some("unlikely_birth"),
        Ok(birth) => (birth.month() == 1 && birth.day() == 1).then_some("first_of_january"),
        Err(_) => Some("impossible_birth"),
    }
}

/// The day in a stated birth. What is written as no day, such as "unknown", says nothing of when somebody was born.
fn written_day(stated: &str) -> Option<&str> {
    stated.trim().get(..10).filter(|day| is_written_as_day(day))
}

/// Whether a text is digits and hyphens as in `1990-02-31`, be there such a day or not.
fn is_written_as_day(text: &str) -> bool {
    text.char_indices().all(|(at, c)| if matches!(at, 4 | 7) { c == '-' } else { c.is_ascii_digit() })
}

/// Whether a text was read in another encoding than it was written in: signs that stand for unreadable ones, controls that nobody types, or what
/// UTF-8 looks like that was read as Latin-1.
fn is_misread(text: &str) -> bool {
    let is_sign = |c: char| c == '\u{fffd}' || ('\u{80}'..='\u{9f}').contains(&c);
    let mut pairs = text.chars().zip(text.chars().skip(1));
    text.contains(is_sign)
        || pairs.any(|(one, next)| matches!(one, 'Â' | 'Ã') && ('\u{a0}'..='\u{bf}').contains(&next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::{StatedEmail, StatedPhone};

    fn odd(stated: &Stated) -> Vec<(String, &'static str)> {
        let reported_at = "2020-11-30T10:00:00Z".parse().unwrap();
        let found = of_statement("rede.example", stated, reported_at);
        found.into_iter().map(|oddity| (oddity.value, oddity.why)).collect()
    }

    #[test]
    fn what_identifies_nobody_is_marked() {
        let email = |address: &str| StatedEmail { address: address.to_owned(), verified: false };
        let phone =
            |number: &str| StatedPhone { number: number.to_owned(), calling_code: None, verified: false };
        let stated = Stated {
            esp_identifier: Some("id-1".to_owned()),
            emails: vec![email("Info@shop.example"), email("ana@mail.example"), email("not given")],
            phones: vec![phone("600 000 001"), phone("000000000")],
            device_ids: vec!["00000000-0000-0000-0000-000000000000".to_owned()],
            ..Stated::default()
        };
        assert_eq!(
            odd(&stated),
            [
                ("Info@shop.example".to_owned(), "mailbox_of_many"),
                ("not given".to_owned(), "no_at_sign"),
                ("000000000".to_owned(), "identifies_nobody"),
                ("00000000-0000-0000-0000-000000000000".to_owned(), "identifies_nobody"),
            ]
        );
        assert!(odd(&Stated::default()).is_empty());
    }

    #[test]
    fn a_birth_that_forms_state_or_that_cannot_be_is_marked() {
        for (birth, expected) in [
            ("1990-03-01", None),
            ("1990-01-02Z", None),
            ("1990-01-01", Some("first_of_january")),
            ("1910-11-30", None),
            ("1910-11-29", Some("unlikely_birth")),
            ("1900-11-30", Some("unlikely_birth")),
            ("1899-12-31", Some("impossible_birth")),
            ("2020-12-01", Some("impossible_birth")),
            ("1990-02-31", Some("impossible_birth")),
            ("0000-00-00", Some("impossible_birth")),
            ("unknown", None),
            ("not given by the user", None),
            ("", None),
        ] {
            let stated = Stated { date_of_birth: Some(birth.to_owned()), ..Stated::default() };
            let whys: Vec<_> = odd(&stated).into_iter().map(|(_, why)| why).collect();
            assert_eq!(whys, expected.into_iter().collect::<Vec<_>>(), "{birth}");
        }
    }

    #[test]
    fn a_birth_after_the_act_is_marked_once() {
        let marks = |birth: &str, marked: &[Oddity]| {
            of_births(&[birth.to_owned()], "2020-11-01T22:00:00Z".parse().unwrap(), marked)
        };
        assert_eq!(marks("2020-11-02", &[])[0].why, "birth_after_act");
        for plain in ["2020-11-01", "1990-03-01", "2020-02-31", "unknown", ""] {
            assert!(marks(plain, &[]).is_empty(), "{plain}");
        }
        let marked = Oddity { value: "2020-12-01".to_owned(), why: "impossible_birth" };
        assert!(marks("2020-12-01", &[marked]).is_empty());
    }

    #[test]
    fn a_text_in_another_encoding_is_marked_and_accents_are_not() {
        for (text, is_odd) in [
            ("Begoña Ânia São", false),
            ("MÃE", false),
            ("PÃ©rez", true),
            ("BegoÃ±a", true),
            ("Bego\u{fffd}a", true),
            ("Bego\u{96}a", true),
        ] {
            let stated = Stated { display_names: vec![text.to_owned()], ..Stated::default() };
            assert_eq!(!odd(&stated).is_empty(), is_odd, "{text}");
        }
    }
}
