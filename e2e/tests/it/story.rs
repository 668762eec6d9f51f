//! The small operation from the first upload to what the platform hears in the end.

use std::collections::BTreeMap;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::chain::{Chain, on_both_engines, text, until};
use crate::operation::{
    Case, Found, UPLOADS, VIEWED, assign, conclude, file_all, identify, investigate, refer, until_delivered,
};

on_both_engines! {
    async fn an_operation_travels_from_uploads_to_outcomes(chain: &Chain) {
        let numbers = file_all(chain).await;
        assert_eq!(numbers.len(), 5);
        let referral_id = refer(chain, 5).await;
        let receipt = until_delivered(chain, &referral_id).await;
        check_arrival(chain, &referral_id, &receipt, &numbers).await;
        let found = investigate(chain).await;
        until_platform_hears(chain, &numbers, |_| "in_inquiry").await;
        check_disclosure(chain).await;
        check_future_birth(chain, &found).await;
        let mut assignments = BTreeMap::new();
        for case in Case::ALL {
            let person_id = identify(chain, &found, case).await;
            let assignment = assign(chain, case, &person_id).await;
            check_paths(chain, case, &assignment).await;
            assignments.insert(case, text(&assignment["assignment_id"]));
        }
        until_platform_hears(chain, &numbers, |_| "person_identified").await;
        check_gates(chain, &assignments).await;
        check_units(chain, &assignments).await;
        for (case, assignment_id) in &assignments {
            conclude(chain, *case, assignment_id).await;
        }
        check_tally(chain, &found).await;
        // One word for all four: from outside nobody can tell which account holder is a child.
        until_platform_hears(chain, &numbers, |_| "closed_with_action").await;
        check_figures(chain).await;
        let deeds = chain.custody_deeds().await;
        assert!(deeds.iter().all(|deeds| *deeds >= 10), "every step left its entry: {deeds:?}");
    }
}

/// Receipt, reports and acts at the police are those that were filed.
async fn check_arrival(chain: &Chain, referral_id: &str, receipt: &Value, numbers: &BTreeMap<usize, i64>) {
    let police = chain.police.client("ines");
    let kept = police.get(&format!("/api/referrals/{referral_id}")).await;
    assert_eq!(kept["receipt_id"], receipt["receipt_id"], "{kept}");
    assert_eq!(kept["package_sha256"], receipt["digest_sha256"], "{kept}");
    let reports = police.get("/api/reports").await;
    let mut arrived: Vec<_> =
        reports.as_array().expect("reports").iter().map(|report| report["report_number"].as_i64()).collect();
    arrived.sort_unstable();
    let mut filed: Vec<_> = numbers.values().copied().map(Some).collect();
    filed.sort_unstable();
    assert_eq!(arrived, filed);
    for report in reports.as_array().expect("reports") {
        let index = numbers.iter().find(|(_, number)| report["report_number"] == **number).expect("filed").0;
        let upload = &UPLOADS[*index];
        let detail = police.get(&format!("/api/reports/{}", text(&report["report_id"]))).await;
        let [act] = detail["acts"].as_array().expect("acts").as_slice() else {
            panic!("one act: {detail:#}")
        };
        // the platform's own words, not a time computed from them
        assert_eq!((&act["time_text"], &act["ip"]), (&json!(upload.at), &json!(upload.ip)), "{act}");
        assert_eq!(act["port"], json!(upload.port), "{act}");
        assert_eq!(act["file_name"], upload.picture.file_name(), "{act}");
        assert_eq!(report["country"], "ES", "{report}");
        check_viewing(chain, report, VIEWED.contains(index)).await;
    }
}

/// What the moderators opened, and only that, is said to be viewed; where no country's rule is known nothing else may be opened.
async fn check_viewing(chain: &Chain, report: &Value, viewed: bool) {
    let (police, id) = (chain.police.client("ines"), text(&report["report_id"]));
    let files = police.get(&format!("/api/files/{id}")).await;
    let file = &files["files"][0];
    assert_eq!(file["viewing"], if viewed { "in_full" } else { "hash_match_only" }, "{files}");
    let body = json!({"sha256": file["sha256"], "reason": "para situar el lugar"});
    let path = format!("/api/files/{id}/open");
    if !viewed {
        let refused = police.refused(&path, &body, StatusCode::CONFLICT).await;
        assert!(text(&refused["detail"]).contains("no authorization is on record"), "{refused}");
        return;
    }
    let opened = police.request(Method::POST, &path).json(&body).send().await.expect("an answer");
    assert_eq!(opened.status(), StatusCode::OK);
    let digest = hex::encode(Sha256::digest(opened.bytes().await.expect("the file")));
    assert_eq!(file["sha256"], digest, "the bytes are those that were uploaded");
}

/// Wherever an act is shown, it says that its operator was asked, and what the answer was.
async fn check_disclosure(chain: &Chain) {
    let inspector = chain.police.client("ines");
    for (list, key) in [("/api/reports", "report_id"), ("/api/subjects", "subject_id")] {
        for one in inspector.get(list).await.as_array().expect("a list") {
            let detail = inspector.get(&format!("{list}/{}", text(&one[key]))).await;
            for act in detail["acts"].as_array().expect("acts") {
                assert_eq!(act["asked_in"].as_array().map(Vec::len), Some(1), "{list}: {act}");
                assert_eq!(act["subscribers"].as_array().map(Vec::len), Some(1), "{list}: {act}");
            }
        }
    }
}

/// Nobody is born after today.
async fn check_future_birth(chain: &Chain, found: &Found) {
    let inspector = chain.police.client("ines");
    let body = json!({
        "subject_id": found.subjects[&Case::Adult]["subject_id"], "act_ids": "all", "given_name": "Nadie",
        "family_name": "Todavía", "birth": {"day": {"date": "2020-12-29"}}, "residence_province": null,
        "place_of_acts": "unknown", "grounds": "ninguno"
    });
    let refused = inspector.refused("/api/persons", &body, StatusCode::UNPROCESSABLE_ENTITY).await;
    assert_eq!(refused["field"], "birth", "{refused}");
    assert_eq!(inspector.get("/api/persons").await, json!([]));
}

/// The law's path for each person.
async fn check_paths(chain: &Chain, case: Case, assignment: &Value) {
    let (path, arrest_allowed) = match case {
        Case::Adult => ("adult", true),
        Case::Sixteen => ("juvenile", true),
        Case::Thirteen => ("protection", false),
        Case::Unknown => ("undetermined", false),
    };
    assert_eq!(assignment["path"], path, "{case:?}: {assignment}");
    assert_eq!(assignment["arrest_allowed"], arrest_allowed, "{case:?}: {assignment}");
    let person_id = text(&assignment["person_id"]);
    let person = chain.police.client("ines").get(&format!("/api/persons/{person_id}")).await;
    let (given, family, _) = case.person();
    let is_named = person["name"].as_str().is_some_and(|name| name.contains(given) && name.contains(family));
    assert_eq!(is_named, case == Case::Adult, "only an adult's name is shown: {person}");
}

/// Neither gate lets a child under 14 through, nor somebody who may be one; nothing is written by trying.
async fn check_gates(chain: &Chain, assignments: &BTreeMap<Case, String>) {
    for case in [Case::Thirteen, Case::Unknown] {
        let path = format!("/api/assignments/{}", assignments[&case]);
        for client in [chain.police.client("ines"), chain.police.client(case.officer())] {
            let grounds = json!({"grounds": "se intenta"});
            let refused = client
                .refused(&format!("{path}/arrest-list"), &grounds, StatusCode::UNPROCESSABLE_ENTITY)
                .await;
            assert!(names_the_law(&refused, "assignment_id"), "{refused}");
            let outcome = json!({"code": "located_and_arrested", "at": "2020-12-22T07:00:00Z"});
            let refused =
                client.refused(&format!("{path}/outcome"), &outcome, StatusCode::UNPROCESSABLE_ENTITY).await;
            assert!(names_the_law(&refused, "code"), "{refused}");
        }
    }
    let inspector = chain.police.client("ines");
    assert_eq!(inspector.get("/api/arrest-list").await, json!([]));
    let standing = inspector.get("/api/assignments").await;
    assert!(
        standing.as_array().expect("assignments").iter().all(|one| one["outcome"].is_null()),
        "{standing}"
    );
}

/// A refusal names the field and Ley Orgánica 5/2000.
fn names_the_law(refused: &Value, field: &str) -> bool {
    refused["field"] == field && refused["detail"].as_str().is_some_and(|detail| detail.contains("5/2000"))
}

/// A provincial officer sees and touches the own unit only, and gets no hint that there is more.
async fn check_units(chain: &Chain, assignments: &BTreeMap<Case, String>) {
    for officer in ["pau", "guaci"] {
        let client = chain.police.client(officer);
        let seen = client.get("/api/assignments").await;
        let seen: Vec<_> =
            seen.as_array().expect("assignments").iter().map(|one| text(&one["assignment_id"])).collect();
        for (case, assignment_id) in assignments {
            let is_own = case.officer() == officer;
            assert_eq!(seen.contains(assignment_id), is_own, "{officer}, {case:?}");
            if !is_own {
                let outcome = json!({"code": "not_located", "at": "2020-12-22T07:00:00Z"});
                let path = format!("/api/assignments/{assignment_id}/outcome");
                client.refused(&path, &outcome, StatusCode::NOT_FOUND).await;
            }
        }
    }
}

async fn check_tally(chain: &Chain, found: &Found) {
    let inspector = chain.police.client("ines");
    let path = format!("/api/operations/{}", found.operation_id);
    let tally = inspector.get(&format!("{path}/tally")).await;
    let expected = json!({
        "identified": 4, "minors": 3, "under_14": 1, "undetermined": 1, "arrested": 2, "arrested_minors": 1,
        "by_province": {"08": 1, "35": 1}, "reports": 5, "media_clusters": 2, "referrals": 1
    });
    assert_eq!(tally, expected);
    for (lang, mark) in [("es", "SIMULACRO"), ("en", "DEMONSTRATION")] {
        let note = inspector.get(&format!("{path}/press-note?lang={lang}")).await;
        assert!(text(&note["text"]).contains(mark), "{note}");
        let warned: Vec<_> =
            note["small_cells"].as_array().expect("cells").iter().map(|cell| text(&cell["cell"])).collect();
        for cell in ["under_14", "by_province.08", "by_province.35"] {
            assert!(warned.contains(&cell.to_owned()), "{cell} is small: {warned:?}");
        }
    }
}

/// The last word that the platform heard of each report.
async fn until_platform_hears(
    chain: &Chain,
    numbers: &BTreeMap<usize, i64>,
    expected: impl Fn(usize) -> &'static str,
) {
    let moderator = chain.platform.client("marta");
    for (index, number) in numbers {
        until(&format!("the platform hears {} of {number}", expected(*index)), async || {
            let listed = moderator.get("/api/reports").await;
            let report =
                listed["reports"].as_array()?.iter().find(|report| report["report_number"] == *number)?;
            let detail = moderator.get(&format!("/api/reports/{}", text(&report["report_id"]))).await;
            let outcomes = detail["outcomes"].as_array()?;
            (outcomes.last()?["code"] == expected(*index)).then_some(())
        })
        .await;
    }
}

/// Every role counts the same five reports, and the clearinghouse shows what the platform heard.
async fn check_figures(chain: &Chain) {
    let filed = chain.platform.client("marta").get("/api/reports?state=filed").await;
    assert_eq!(filed["reports"].as_array().map(Vec::len), Some(5), "{filed}");
    let analyst = chain.clearinghouse.client("noor");
    let listed = analyst.get("/api/reports").await;
    let reports = listed["reports"].as_array().expect("reports");
    assert_eq!(reports.len(), 5, "no report was filed twice: {listed}");
    for report in reports {
        let detail = analyst.get(&format!("/api/reports/{}", report["report_number"])).await;
        let codes: Vec<_> =
            detail["outcomes"].as_array().expect("outcomes").iter().map(|one| text(&one["code"])).collect();
        assert_eq!(codes, ["in_inquiry", "person_identified", "closed_with_action"]);
    }
}
