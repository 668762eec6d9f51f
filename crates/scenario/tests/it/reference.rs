//! The reference operation comes to the figures that the press printed.

use std::collections::BTreeMap;

use scenario::{Conclusion, Tally, reference, validate};

/// Given in no code but here: counted by hand from the press table.
fn printed() -> Tally {
    let singles = ["01", "14", "11", "29", "20", "35", "50"].map(|code| (code, 1));
    let several =
        [("08", 8), ("28", 7), ("46", 3), ("48", 3), ("33", 3), ("41", 3), ("03", 2), ("38", 2), ("30", 2)];
    let by_province: BTreeMap<_, _> =
        singles.into_iter().chain(several).map(|(code, arrests)| (code.to_owned(), arrests)).collect();
    Tally {
        identified: 51,
        minors: 45,
        under_14: 7,
        undetermined: 0,
        arrested: 40,
        arrested_minors: 34,
        by_province,
        reports: None,
        media_clusters: 3,
        referrals: None,
    }
}

#[test]
fn its_truth_is_what_the_press_printed() {
    let (scenario, truth) = reference();
    assert_eq!(validate(&scenario), []);
    assert_eq!(truth.problems(&scenario), []);
    assert_eq!(scenario::differences(&printed(), &truth.tally), Vec::<String>::new());
    assert_eq!(truth.tally.by_province.values().sum::<u64>(), truth.tally.arrested);
}

#[test]
fn it_holds_noise_and_traps() {
    let (scenario, truth) = reference();
    let (uploads, filed, referred) =
        (scenario.uploads.len(), scenario.filed().len(), scenario.referred().len());
    assert!(uploads > filed && filed > referred, "{uploads} {filed} {referred}");
    assert_eq!(truth.tally.reports, Some(referred as u64));
    assert!((90..=140).contains(&referred), "about two for each of 51: {referred}");
    let refused = scenario.decisions.iter().filter(|decision| match &decision.then {
        Conclusion::Identify(person) => person.assign.as_ref().is_some_and(|a| !a.expect_refused.is_empty()),
        Conclusion::NoIdentification(_) => false,
    });
    assert!(refused.count() >= 2);
    let several =
        scenario.referred().into_iter().filter(|upload| scenario.subscribers(upload).len() > 1).count();
    assert_eq!(several, 0, "every port is known");
    for printed in ["Vizcaya", "Guipúzcoa", "Tenerife", "Gran Canaria", "Álava"] {
        assert!(scenario.units.iter().any(|unit| unit.name == printed), "{printed}");
    }
}
