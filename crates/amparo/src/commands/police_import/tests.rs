use std::fs;

use wire::law_enforcement::Person as Stated;

use super::*;

const TIP: &str = r#"{"reportId": 7200001, "dateReceived": "2024-05-31T12:00:00Z", "reportedInformation": {
    "reportingEsp": {"espName": "Rede"},
    "incidentSummary": {"incidentType": "Online Enticement of Children for Sexual Acts",
        "incidentDateTime": "2024-05-31T10:00:00Z"},
    "reportedPeople": {"reportedPersons": [{"espUserId": "alpha", "sourceInformation": {"sourceCaptures": [
        {"captureType": "IP Address", "value": "192.0.2.7", "eventName": "login", "dateTime": "2024-05-30T10:00:00Z"}]}}]},
    "uploadedFiles": {"uploadedFiles": [{"filename": "one.png"}]}}}"#;

fn folder(json: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("7200001.json"), json).unwrap();
    fs::write(folder.path().join("one.png"), b"pattern one").unwrap();
    fs::write(folder.path().join("7200001.pdf"), b"%PDF").unwrap();
    folder
}

async fn make(json: &str) -> Result<Made> {
    let signer = NoteSigner::new("unit.example", &[7; 32]).unwrap();
    let (sandbox, folder) = (Sandbox::in_process(), folder(json));
    Import { signer: &signer, sandbox: &sandbox, agency: "es-police", country: "ES" }
        .make(folder.path())
        .await
}

#[tokio::test]
async fn a_folder_is_a_package_that_its_reader_takes_and_the_same_again() {
    let made = make(TIP).await.unwrap();
    assert_eq!((made.reports, made.warnings.len()), (1, 0));
    let verifier = NoteSigner::new("unit.example", &[7; 32]).unwrap().verifier();
    let mut paths = Vec::new();
    let limits = package::Limits::default();
    let opened = package::read(Cursor::new(&made.archive), &[verifier], &limits, |entry, bytes| {
        paths.push(entry.path.clone());
        std::io::copy(bytes, &mut std::io::sink()).map(drop)
    });
    let opened = opened.unwrap();
    assert_eq!(opened.referral.reports[0].files.len(), 1);
    assert_eq!(paths.iter().filter(|path| path.starts_with("data/originals/")).count(), 2);
    assert_eq!(make(TIP).await.unwrap().archive, made.archive);
}

#[tokio::test]
async fn what_is_wrong_is_named_with_file_and_field() {
    for (from, to, says) in [
        ("7200001,", "\"x\",", "reportId"),
        ("Online Enticement of Children for Sexual Acts", "Something", "incidentType"),
        ("2024-05-31T10:00:00Z", "yesterday", "incidentDateTime"),
        ("\"one.png\"", "\"one.png\", \"verificationHash\": \"00\"", "verificationHash"),
    ] {
        let error = format!("{:#}", make(&TIP.replacen(from, to, 1)).await.err().unwrap());
        assert!(error.contains(says) && error.contains("7200001.json, line "), "{error}");
    }
    let made = make(&TIP.replacen("one.png", "two.png", 1)).await.unwrap();
    assert!(made.warnings[0].contains("uploadedFiles[0].filename"), "{:?}", made.warnings);
}

#[tokio::test]
async fn what_the_report_has_no_room_for_is_named_with_its_place_and_the_report_is_taken() {
    let text = "a ".repeat(1600);
    let long = format!("\"additionalInformations\": [{{\"value\": \"{text}\"}}], \"uploadedFiles\": {{");
    for (from, to, says) in [
        ("\"espUserId\"", "\"dateOfBirth\": \"1990-02-31\", \"espUserId\"", "[0].dateOfBirth: is no date"),
        (
            "\"espUserId\"",
            "\"approximateAge\": \"about forty\", \"espUserId\"",
            "[0].approximateAge: is no age",
        ),
        ("2024-05-30T10:00:00Z", "2024-05-30 10:00", "sourceCaptures[0].dateTime: is no time"),
        ("\"uploadedFiles\": {", long.as_str(), "additionalInformations: goes on after 3000"),
    ] {
        let made = make(&TIP.replacen(from, to, 1)).await.unwrap();
        assert_eq!((made.reports, made.warnings.len()), (1, 1), "{says}: {:?}", made.warnings);
        let warning = &made.warnings[0];
        assert!(warning.contains(says) && warning.contains("7200001.json, line "), "{warning}");
    }
}

/// The XML of the reports in a package.
fn reports_of(made: &Made) -> String {
    let verifier = NoteSigner::new("unit.example", &[7; 32]).unwrap().verifier();
    let mut xml = Vec::new();
    package::read(Cursor::new(&made.archive), &[verifier], &package::Limits::default(), |entry, bytes| {
        if entry.path.ends_with("report.xml") {
            std::io::copy(bytes, &mut xml).map(drop)
        } else {
            std::io::copy(bytes, &mut std::io::sink()).map(drop)
        }
    })
    .unwrap();
    String::from_utf8(xml).unwrap()
}

#[tokio::test]
async fn a_field_that_nothing_is_made_from_is_named_once_and_in_the_report_and_its_value_nowhere() {
    let more =
        r#""races": ["VALUE-ONE"], "physicalDescription": "VALUE-TWO", "quota": {"left": 7}, "espUserId""#;
    let made = make(&TIP.replacen("\"espUserId\"", more, 1)).await.unwrap();
    let (told, said) = (made.warnings.join("\n"), reports_of(&made));
    assert_eq!(made.warnings.len(), 3, "{told}");
    for (at, field) in [
        ("[0].races[0]", "[].races[]"),
        ("[0].physicalDescription", "[].physicalDescription"),
        ("[0].quota.left", "[].quota.left"),
    ] {
        assert!(told.contains(&format!("reportedPersons{at}: is not taken over")), "{told}");
        assert!(said.contains(&format!("reportedPersons{field}")), "{said}");
    }
    assert!(
        told.contains("7200001.json, line ") && !told.contains("VALUE") && !said.contains("VALUE"),
        "{told}"
    );
}

#[tokio::test]
async fn a_field_of_several_reports_is_named_once() {
    let json = TIP.replacen("\"espUserId\"", "\"gender\": \"x\", \"espUserId\"", 1);
    let folder = folder(&json);
    fs::write(folder.path().join("7200002.json"), json.replace("7200001", "7200002")).unwrap();
    let signer = NoteSigner::new("unit.example", &[7; 32]).unwrap();
    let sandbox = Sandbox::in_process();
    let import = Import { signer: &signer, sandbox: &sandbox, agency: "es-police", country: "ES" };
    let made = import.make(folder.path()).await.unwrap();
    assert_eq!((made.reports, made.warnings.len()), (2, 1), "{:?}", made.warnings);
    assert!(made.warnings[0].ends_with("(1 more with this field)"), "{:?}", made.warnings);
}

#[test]
fn what_is_stated_of_access_to_children_is_said_in_the_report() {
    let stated = |access: &str| Stated {
        occupation: Some("swimming coach".to_owned()),
        access_to_children: Some(access.to_owned()),
        access_to_firearms: Some("N/A".to_owned()),
        ..Stated::default()
    };
    let said = |access: &str| account(&stated(access)).unwrap().additional_info.unwrap();
    assert_eq!(said("true"), "Occupation: swimming coach\nAccess to children: true");
    assert_eq!(said("No"), "Occupation: swimming coach");
}

#[test]
fn who_says_nothing_is_no_account() {
    assert!(account(&Stated::default()).is_none());
}

#[tokio::test]
async fn what_is_wrong_is_named_by_line_and_column() {
    let error =
        format!("{:#}", make(&TIP.replacen("2024-05-31T10:00:00Z", "yesterday", 1)).await.err().unwrap());
    assert!(error.contains("line 4, column 29: reportedInformation.incidentSummary"), "{error}");
    let error = format!("{:#}", make("{\"reportId\": 1,\n \"dateReceived\" }").await.err().unwrap());
    assert!(error.contains("7200001.json") && error.contains("line 2 column"), "{error}");
}

/// A zip that Python wrote, in a folder beside nothing else, unless something is done to it.
async fn zipped(change: impl FnOnce(&mut Vec<u8>)) -> Result<Made> {
    let mut bytes = include_bytes!("../../../../../testdata/portal/7200001.zip").to_vec();
    change(&mut bytes);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("7200001.ZIP"), bytes).unwrap();
    let signer = NoteSigner::new("unit.example", &[7; 32]).unwrap();
    let sandbox = Sandbox::in_process();
    Import { signer: &signer, sandbox: &sandbox, agency: "es-police", country: "ES" }
        .make(folder.path())
        .await
}

#[tokio::test]
async fn a_zip_is_taken_as_the_folder_that_it_holds() {
    let made = zipped(|_| ()).await.unwrap();
    assert_eq!((made.reports, made.warnings), (1, Vec::new()));
    let verifier = NoteSigner::new("unit.example", &[7; 32]).unwrap().verifier();
    let limits = package::Limits::default();
    let opened = package::read(Cursor::new(&made.archive), &[verifier], &limits, |_, bytes| {
        std::io::copy(bytes, &mut std::io::sink()).map(drop)
    });
    let opened = opened.unwrap();
    let report = &opened.referral.reports[0];
    assert_eq!((report.report_number, report.files[0].file_name.as_str()), (7_200_001, "one.png"));
    assert!(opened.referral.is_import());
}

#[tokio::test]
async fn a_damaged_zip_is_named_and_nothing_is_taken() {
    let told = async |change: fn(&mut Vec<u8>)| format!("{:#}", zipped(change).await.err().unwrap());
    let error = told(|bytes| bytes.truncate(100)).await;
    assert!(error.contains("7200001.ZIP") && error.contains("is no zip"), "{error}");
    let error = told(|bytes| {
        let content = bytes.windows(11).position(|some| some == b"pattern one").unwrap();
        bytes[content] = b'P';
    })
    .await;
    assert!(error.contains("7200001/one.png") && error.contains("is damaged"), "{error}");
}
