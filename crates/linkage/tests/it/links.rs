//! Which traits link, which never do, and what is said about it.

use linkage::{Account, IdentityTrait, TraitKind, candidate_links, links_between, read_grounds, shared_keys};
use model::StatedTime;

fn account(node: u32, traits: &[IdentityTrait]) -> Account<u32> {
    Account { node, traits: traits.to_vec() }
}

fn esp(service: &str, identifier: &str) -> IdentityTrait {
    IdentityTrait::EspIdentifier { service: service.into(), identifier: identifier.into() }
}

fn email(address: &str, verified: bool) -> IdentityTrait {
    IdentityTrait::Email { address: address.into(), verified }
}

fn phone(number: &str) -> IdentityTrait {
    IdentityTrait::Phone { number: number.into(), calling_code: None, verified: false }
}

fn device(identifier: &str) -> IdentityTrait {
    IdentityTrait::DeviceId { identifier: identifier.into() }
}

fn screen_name(service: &str, name: &str) -> IdentityTrait {
    IdentityTrait::ScreenName { service: service.into(), name: name.into() }
}

fn address(text: &str) -> IdentityTrait {
    let at = StatedTime::parse("2026-02-03T10:00:00+01:00").unwrap();
    IdentityTrait::Address { address: text.parse().unwrap(), at: Some(at) }
}

/// Grounds of the links between two accounts with one trait each.
fn grounds(one: &IdentityTrait, other: &IdentityTrait) -> Vec<String> {
    let links =
        links_between(&account(2, std::slice::from_ref(one)), &account(1, std::slice::from_ref(other)));
    assert!(links.iter().all(|link| (link.a, link.b) == (1, 2)));
    links.into_iter().map(|link| link.grounds).collect()
}

#[test]
fn strong_traits_link_with_their_grounds_in_words() {
    let table = [
        (
            esp("Photos.example", "U-17"),
            esp("photos.example ", "U-17"),
            "both state the same account identifier U-17 on photos.example",
        ),
        (
            email("Ana@mail.example", true),
            email("ana@MAIL.example", false),
            "both state the same e-mail address ana@mail.example, verified in one",
        ),
        (
            email("ana@mail.example", true),
            email("ana@mail.example", true),
            "both state the same e-mail address ana@mail.example, verified in both",
        ),
        (
            phone("+34 600 000 001"),
            phone("0034600000001"),
            "both state the same telephone number +34600000001",
        ),
        (
            device("A1B2-C3D4-E5F6"),
            device("a1b2c3d4e5f6"),
            "both state the same device identifier a1b2c3d4e5f6",
        ),
    ];
    for (one, other, expected) in table {
        assert_eq!(grounds(&one, &other), [expected]);
        assert_eq!(grounds(&other, &one), [expected]);
        let verified = usize::from(one.is_verified()) + usize::from(other.is_verified());
        let key = one.key().expect("a key");
        assert!(read_grounds(expected) == Some((key, verified)), "read again: {expected}");
    }
    for other in ["", "both state the same screen name sol on photos.example", "they know each other"] {
        assert!(read_grounds(other).is_none(), "{other}");
    }
}

#[test]
fn different_or_empty_identifiers_do_not_link() {
    let zeroed = device("00000000-0000-0000-0000-000000000000");
    let table = [
        (esp("photos.example", "U-17"), esp("chat.example", "U-17")),
        (esp("photos.example", "U-17"), esp("photos.example", "u-17")),
        (email("ana@mail.example", true), email("ana.r@mail.example", true)),
        (email("", false), email("", false)),
        (phone("+34600000001"), phone("+34600000002")),
        (zeroed.clone(), zeroed),
    ];
    for (one, other) in table {
        assert!(grounds(&one, &other).is_empty(), "{one:?} {other:?}");
    }
}

#[test]
fn lines_screen_names_and_numbers_without_country_never_link_alone() {
    let shared = [
        address("192.0.2.7"),
        screen_name("photos.example", "wanderer"),
        screen_name("chat.example", "wanderer"),
        phone("600 000 001"),
    ];
    let (one, other) = (account(1, &shared), account(2, &shared));
    assert!(links_between(&one, &other).is_empty());
    let kinds: Vec<TraitKind> = shared_keys(&one, &other).iter().map(|key| key.kind).collect();
    let expected =
        [TraitKind::NationalPhone, TraitKind::ScreenName, TraitKind::ScreenName, TraitKind::Address];
    assert_eq!(kinds, expected, "they are shown all the same");
}

#[test]
fn one_address_written_two_ways_is_one() {
    let (one, other) = (account(1, &[address("192.0.2.7")]), account(2, &[address("::ffff:192.0.2.7")]));
    assert_eq!(shared_keys(&one, &other).len(), 1);
}

#[test]
fn each_shared_key_is_a_link_of_its_own_most_telling_first() {
    let shared = [phone("+34600000001"), email("ana@mail.example", false), address("192.0.2.7")];
    let links = links_between(&account(1, &shared), &account(2, &shared));
    let kinds: Vec<TraitKind> = links.iter().map(|link| link.key.kind).collect();
    assert_eq!(kinds, [TraitKind::Email, TraitKind::Phone]);
}

#[test]
fn candidates_are_the_links_of_new_accounts_only() {
    let mail = email("ana@mail.example", false);
    let known = [account(1, std::slice::from_ref(&mail)), account(2, std::slice::from_ref(&mail))];
    let new = [account(4, std::slice::from_ref(&mail)), account(3, &[mail, phone("+34600000001")])];
    let pairs: Vec<(u32, u32)> = candidate_links(&new, &known).iter().map(|link| (link.a, link.b)).collect();
    assert_eq!(pairs, [(1, 3), (1, 4), (2, 3), (2, 4), (3, 4)]);
}

#[test]
fn what_several_reports_state_of_one_account_is_taken_together() {
    let known =
        [account(1, &[email("ana@mail.example", false)]), account(1, &[email("ana@mail.example", true)])];
    let links = candidate_links(&[account(2, &[email("ana@mail.example", false)])], &known);
    assert_eq!(links.len(), 1);
    assert!(links[0].grounds.ends_with("verified in one"), "{}", links[0].grounds);
}

#[test]
fn canonical_texts_tell_keys_apart() {
    let keys = [esp("a", "b\nc"), esp("a\nb", "c"), screen_name("a", "b"), email("a@b", true)];
    let texts: std::collections::BTreeSet<String> =
        keys.iter().map(|stated| stated.key().unwrap().canonical_text()).collect();
    assert_eq!(texts.len(), keys.len());
}
