//! Generated operations hold together for any seed and size.

use std::collections::{BTreeMap, BTreeSet};

use model::{ActAge, ActTime, BirthDate, Place, Province, may_be_arrested};
use proptest::prelude::*;
use scenario::{
    Birth, Conclusion, Identification, OutcomeCode, PlaceOfActs, Scenario, Sharing, Size, Tally, Truth,
    Upload, generate, validate,
};

fn make(seed: u64, people: u64) -> (Scenario, Truth) {
    generate(seed, Size::try_from(people).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_seed_is_sound(seed: u64, people in 5_u64..=60) {
        let (scenario, truth) = make(seed, people);
        prop_assert_eq!(validate(&scenario), vec![]);
        prop_assert_eq!(truth.problems(&scenario), vec![]);
        prop_assert_eq!(truth.tally.identified, people);
        let text = scenario.to_json();
        prop_assert_eq!(Scenario::read(&text).unwrap().to_json(), text);
        let text = truth.to_json();
        prop_assert_eq!(Truth::read(&text).unwrap().to_json(), text);
        prop_assert_eq!(by_the_domain(&scenario), truth.tally);
    }
}

/// The same figures by the age rules of `model`, which the truth does not use.
fn by_the_domain(scenario: &Scenario) -> Tally {
    let referred = scenario.referred();
    let roots =
        referred.iter().map(|act| &scenario.cluster_root(scenario.find_media(&act.media).unwrap()).key);
    let mut tally = Tally {
        reports: Some(referred.len() as u64),
        media_clusters: roots.collect::<BTreeSet<_>>().len() as u64,
        ..Tally::default()
    };
    for decision in &scenario.decisions {
        let Conclusion::Identify(person) = &decision.then else { continue };
        let acts: Vec<_> =
            scenario.acts(decision).into_iter().map(|act| age(scenario, person, act)).collect();
        let ages = |against: fn(&ActAge) -> model::AgeAtAct| acts.iter().map(against).collect::<Vec<_>>();
        let minor = decide(&ages(|act| act.adult_code), model::AgeAtAct::CertainlyUnder);
        let responsible = decide(&ages(|act| act.responsibility), model::AgeAtAct::CertainlyOver);
        let is_minor = u64::from(minor == Some(true));
        tally.identified += 1;
        tally.minors += is_minor;
        tally.under_14 += u64::from(responsible == Some(false));
        tally.undetermined += u64::from(minor.is_none() || responsible.is_none());
        let assignment = person.assign.as_ref().unwrap();
        if assignment.outcome.as_ref().unwrap().code == OutcomeCode::LocatedAndArrested {
            assert_eq!(may_be_arrested(&acts), Ok(()), "{}", decision.key);
            tally.arrested += 1;
            tally.arrested_minors += is_minor;
            let province = Province::find_name(&assignment.unit).unwrap().code();
            *tally.by_province.entry(province.to_owned()).or_default() += 1;
        }
        assert!(assignment.expect_refused.is_empty() || may_be_arrested(&acts).is_err(), "{}", decision.key);
    }
    tally
}

fn decide(ages: &[model::AgeAtAct], wanted: model::AgeAtAct) -> Option<bool> {
    let open = ages.iter().any(|age| matches!(age, model::AgeAtAct::Undetermined(_)));
    if ages.contains(&wanted) { Some(true) } else { (!open).then_some(false) }
}

fn age(scenario: &Scenario, person: &Identification, act: &Upload) -> ActAge {
    let birth: Option<BirthDate> =
        person.birth.map(|birth| serde_json::from_value(serde_json::to_value(birth).unwrap()).unwrap());
    let place = match &person.place_of_acts {
        PlaceOfActs::Province(code) => Place::Province(Province::find_code(code).unwrap()),
        PlaceOfActs::Unknown => Place::Unknown,
        PlaceOfActs::Installation => {
            let installed = scenario.subscribers(act)[0].installation.clone().unwrap();
            Place::Province(Province::find_name(&installed.province).unwrap())
        }
    };
    ActAge::new(birth.as_ref(), ActTime::At(act.at.instant()), place, model::law::Jurisdiction::Spain)
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let digest = |text: String| {
        let mut digester = media::Digester::new();
        digester.update(text.as_bytes());
        digester.finish().sha256
    };
    let (scenario, truth) = make(7, 24);
    assert_eq!(
        [digest(scenario.to_json()), digest(truth.to_json())],
        [
            "771272f55c61ccb6fb78909fcbfcfa65e1c618d5b1d171d5f0d6551d1ca5b2db",
            "bf2eccc87828df7f029ba3be87f4b7bcfcedb6e6838678084e1e918b264a5fcf",
        ]
    );
    assert_ne!(make(8, 24).0, scenario);
}

#[test]
fn every_trap_is_laid() {
    for seed in 0..12 {
        let (scenario, truth) = make(seed, 24);
        let check = |laid: bool, trap: &str| assert!(laid, "seed {seed}: {trap}");
        let referred = scenario.referred();
        check(truth.tally.undetermined >= 3, "births and places that leave it open");
        check(scenario.filed().len() > referred.len(), "leads abroad");
        check(scenario.uploads.iter().any(|upload| scenario.hits(upload).is_empty()), "files on no list");
        check(referred.iter().any(|act| scenario.subscribers(act).len() > 1), "an unknown port");
        let variant = |act: &&Upload| scenario.find_media(&act.media).unwrap().variant_of.is_some();
        check(referred.iter().any(variant), "near-duplicates");
        let allocation = |act: &Upload| scenario.find_allocation(act.ip, act.at.instant()).map(|a| a.sharing);
        check(
            referred
                .iter()
                .any(|act| allocation(act) == Some(Sharing::CarrierGradeNat) && act.port.is_some()),
            "a shared address with its port",
        );
        let authors: BTreeMap<&String, &String> =
            truth.authors.iter().map(|a| (&a.upload, &a.person)).collect();
        let mut users: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
        let mut lines: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
        let mut accounts: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
        for act in &referred {
            users.entry(&act.account).or_default().insert(authors[&act.key]);
            accounts.entry(authors[&act.key]).or_default().insert(&act.account);
            for record in scenario.subscribers(act) {
                lines.entry(&record.line).or_default().insert(authors[&act.key]);
            }
        }
        check(users.values().filter(|people| people.len() > 1).count() >= 2, "accounts used by two people");
        check(lines.values().any(|people| people.len() > 1), "a line used by two people");
        check(accounts.values().filter(|accounts| accounts.len() > 1).count() >= 2, "second accounts");
        let then =
            |test: &dyn Fn(&Conclusion) -> bool| -> bool { scenario.decisions.iter().any(|d| test(&d.then)) };
        check(then(&|c: &Conclusion| matches!(c, Conclusion::NoIdentification(_))), "nobody can be named");
        let birth = |test: fn(Option<Birth>) -> bool| -> bool {
            then(&|c: &Conclusion| matches!(c, Conclusion::Identify(person) if test(person.birth)))
        };
        check(birth(|b: Option<Birth>| b.is_none()), "no birth date");
        check(birth(|b| matches!(b, Some(Birth::Year(_)))), "year only");
        check(birth(|b| matches!(b, Some(Birth::Month { .. }))), "month only");
    }
}

#[test]
fn sizes_out_of_bounds_are_refused() {
    let says = |people: u64| Size::try_from(people).unwrap_err().to_string();
    assert_eq!(says(4), "size: 4 people; take 5 to 60");
    assert_eq!(says(61), "size: 61 people; take 5 to 60");
}
