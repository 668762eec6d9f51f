//! Bad input: each gets a clear answer, and nothing is half stored.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use service::both_engines;
use service::testing::TestDb;
use wire::cybertipline::ReportResponse;

use crate::harness::{
    ANALYST, OTHER_PARTY, PARTY, TestClearinghouse, details_xml, picture, report_response, report_xml,
};

#[track_caller]
fn check(response: &ReportResponse, code: i32, says: &str) {
    let description = &response.response_description;
    assert_eq!(response.response_code.number(), code, "{description}");
    assert!(description.contains(says), "{description}");
    assert_eq!((&response.report_id, &response.file_id), (&None, &None));
}

both_engines! {
    async fn a_path_that_the_api_does_not_have_is_answered_in_its_language(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        for path in ["/ispws/reports", "/ispws/submit/", "/ispws/"] {
            let response = clearinghouse.call(PARTY, Method::POST, path).send().await.unwrap();
            assert_eq!(response.status(), 404, "{path}");
            assert!(response.headers().contains_key("request-id"));
            assert_eq!(response.headers()["content-type"], "application/xml;charset=UTF-8");
            let answer = ReportResponse::read(&response.bytes().await.unwrap()).unwrap().value;
            check(&answer, 1210, "/ispws/submit, /ispws/upload, /ispws/fileinfo");
        }
        let elsewhere = clearinghouse.call(PARTY, Method::GET, "/nowhere").send().await.unwrap();
        assert_eq!(elsewhere.status(), 404);
        assert_eq!(elsewhere.headers()["content-type"], "application/problem+json");
        clearinghouse.finish().await;
    }

    async fn a_report_that_cannot_be_read_is_refused_by_line_or_element(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let good = report_xml("203.0.113.7");
        let stated = "<incidentDateTime>2024-05-01T10:00:00Z<";
        for (body, code, says) in [
            (good.replace("</report>", ""), 4110, "line 1"),
            (format!("{good}\n<x>"), 4110, "line 2"),
            (String::new(), 4110, "document"),
            (good.replace("<report>", "<!DOCTYPE report [<!ENTITY a \"a\">]><report>"), 4110, ""),
            (good.replace("<reporter>", "<reporter><surname/>").replace("reportingPerson", "person"), 4100, "reporter"),
            (good.replace(stated, "<incidentDateTime>2024-05-01T10:00:00<"), 4100, "incidentDateTime"),
            (good.replace(stated, "<incidentDateTime>2024-06-01T09:00:01Z<"), 4100, "must not be in the future"),
            (good.replace(stated, "<incidentDateTime>2024-06-01T10:30:01+02:00<"), 0, ""),
            (good.replace("</report>", "<additionalInfo> </additionalInfo></report>"), 4100, "report/additionalInfo"),
        ] {
            let before = clearinghouse.vault_files();
            let response = clearinghouse.ispws("/ispws/submit", body).await;
            if code == 0 {
                assert_eq!(response.response_code.number(), 0, "{}", response.response_description);
                continue;
            }
            check(&response, code, says);
            assert_eq!(clearinghouse.vault_files(), before);
        }
        let list = clearinghouse.get_json(ANALYST, "/api/reports").await;
        assert_eq!(list["reports"].as_array().unwrap().len(), 1);
        clearinghouse.finish().await;
    }

    async fn a_refusal_names_line_element_and_what_was_expected(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let good = report_xml("203.0.113.7").replace("<port>", "\n<port>");
        let late = good.replace("</port>", "</port>\n<possibleProxy>true</possibleProxy>");
        let place = "report/personOrUserReported[1]/ipCaptureEvent[1]";
        let said = format!("line 3, {place}/possibleProxy: `possibleProxy` is not allowed here; expected `possibleProxy` before `port`");
        check(&clearinghouse.ispws("/ispws/submit", late).await, 4100, &said);
        let wrong = good.replace("40001", "http");
        let said = format!("line 2, {place}/port: the value `http`; expected a whole number");
        check(&clearinghouse.ispws("/ispws/submit", wrong).await, 4100, &said);
        let blank = good.replace("</report>", "\n<additionalInfo/></report>");
        check(&clearinghouse.ispws("/ispws/submit", blank).await, 4100, "line 3, report/additionalInfo: must not be blank");
        clearinghouse.finish().await;
    }

    async fn unknown_elements_are_refused_by_a_strict_clearinghouse(db: TestDb) {
        let clearinghouse = TestClearinghouse::start_strict(&db).await;
        let good = report_xml("203.0.113.7");
        let novel = good.replace("<screenName>", "\n<screenname>a</screenname><screenName>");
        let said = "line 2, report/personOrUserReported[1]/screenname: the schema does not know this; expected `screenName`";
        check(&clearinghouse.ispws("/ispws/submit", novel).await, 4100, said);
        assert_eq!(clearinghouse.vault_files(), 0);
        let report = clearinghouse.submit("203.0.113.7").await;
        let file = clearinghouse.upload(report, "a.bmp", picture(1)).await.file_id.unwrap();
        let details = details_xml(report, file.as_str(), "203.0.113.7").replace("<ipAddress>", "<ipAddress trust='1'>");
        check(&clearinghouse.ispws("/ispws/fileinfo", details).await, 4100, "fileDetails/ipCaptureEvent/ipAddress/@trust");
        clearinghouse.finish().await;
    }

    async fn what_is_not_the_caller_s_does_not_exist(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let report = clearinghouse.submit("203.0.113.7").await;
        let file = clearinghouse.upload(report, "a.bmp", picture(1)).await.file_id.unwrap();
        let other = clearinghouse.submit("203.0.113.7").await;
        let before = clearinghouse.vault_files();
        for (actor, report) in [(PARTY, 7), (OTHER_PARTY, report)] {
            let details = details_xml(report, file.as_str(), "203.0.113.7");
            check(&clearinghouse.ispws_as(actor, "/ispws/fileinfo", details).await, 5001, "24 hours");
            for path in ["/ispws/finish", "/ispws/retract"] {
                check(&clearinghouse.ispws_as(actor, path, format!("id={report}")).await, 5001, "");
            }
            for id_first in [true, false] {
                let id = |form: Form| form.text("id", report.to_string());
                let part = Part::bytes(picture(2)).file_name("a.bmp");
                let form = if id_first { id(Form::new()).part("file", part) } else { id(Form::new().part("file", part)) };
                let request = clearinghouse.call(actor, Method::POST, "/ispws/upload").multipart(form);
                check(&report_response(request.send().await.unwrap()).await, 5001, "");
            }
        }
        // a file of another report, and one of none
        for file in [file.as_str(), "00000000000000000000000000000000"] {
            check(&clearinghouse.ispws("/ispws/fileinfo", details_xml(other, file, "203.0.113.7")).await, 5002, "fileId");
        }
        assert_eq!(clearinghouse.vault_files(), before);
        clearinghouse.finish().await;
    }

    async fn a_closed_report_takes_nothing_more(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let finished = clearinghouse.submit("203.0.113.7").await;
        let file = clearinghouse.upload(finished, "a.bmp", picture(1)).await.file_id.unwrap();
        assert_eq!(clearinghouse.finish_report(finished).await.files.file_id, [file.as_str()]);
        let retracted = clearinghouse.submit("203.0.113.7").await;
        let retract = clearinghouse.ispws("/ispws/retract", format!("id={retracted}")).await;
        assert_eq!((retract.response_code.number(), retract.report_id), (0, Some(retracted)));
        for (report, code) in [(finished, 5102), (retracted, 5101)] {
            check(&clearinghouse.upload(report, "b.bmp", picture(2)).await, code, "");
            check(&clearinghouse.ispws("/ispws/fileinfo", details_xml(report, file.as_str(), "203.0.113.7")).await, code, "");
            check(&clearinghouse.ispws("/ispws/finish", format!("id={report}")).await, code, "takes nothing more");
            check(&clearinghouse.ispws("/ispws/retract", format!("id={report}")).await, code, "");
        }
        let found = clearinghouse.until_state(finished, "ready").await;
        assert_eq!(found["files"], 1);
        clearinghouse.until("the retracted content is discarded", async || (clearinghouse.vault_files() == 2).then_some(())).await;
        clearinghouse.finish().await;
    }

    async fn details_that_break_a_rule_are_refused(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let report = clearinghouse.submit("203.0.113.7").await;
        let file = clearinghouse.upload(report, "a.bmp", picture(1)).await.file_id.unwrap();
        let good = details_xml(report, file.as_str(), "203.0.113.7");
        let viewed = "<fileViewedByEsp>true</fileViewedByEsp>";
        for (from, to, says) in [
            (viewed, "<fileViewedByEsp>false</fileViewedByEsp><exifViewedByEsp>true</exifViewedByEsp>", "fileViewedByEsp"),
            (viewed, "<locationOfFile>no url</locationOfFile>", "locationOfFile"),
            (
                viewed,
                "<fileRelevance>Supplemental Reported</fileRelevance><industryClassification>A1</industryClassification>",
                "industryClassification",
            ),
            ("2024-05-01T10:00:00Z", "yesterday", "dateTime"),
        ] {
            check(&clearinghouse.ispws("/ispws/fileinfo", good.replace(from, to)).await, 4100, says);
        }
        clearinghouse.finish().await;
    }

    async fn forms_without_their_parts_are_refused(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let report = clearinghouse.submit("203.0.113.7").await;
        let before = clearinghouse.vault_files();
        let file = || Part::bytes(picture(1)).file_name("a.bmp");
        let id = || Form::new().text("id", report.to_string());
        for (form, code, says) in [
            (id(), 4200, "file"),
            (Form::new().part("file", file()), 4000, "id"),
            (Form::new().text("id", "seven").part("file", file()), 4000, "id"),
            (id().part("file", file()).part("file", file()), 4200, "one file"),
            (id().part("file", Part::bytes(vec![0; 1_000_001]).file_name("a")), 1111, "larger than 1000000 bytes"),
        ] {
            let request = clearinghouse.call(PARTY, Method::POST, "/ispws/upload").multipart(form);
            check(&report_response(request.send().await.unwrap()).await, code, says);
        }
        check(&clearinghouse.ispws("/ispws/upload", "plain").await, 4200, "multipart/form-data");
        check(&clearinghouse.ispws("/ispws/finish", "").await, 4000, "id");
        assert_eq!(clearinghouse.vault_files(), before);
        clearinghouse.finish().await;
    }

    async fn wrong_credentials_get_a_bare_401(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let url = format!("http://{}/ispws/submit", clearinghouse.addr());
        let client = reqwest::Client::new();
        for request in [
            client.post(&url).body(report_xml("203.0.113.7")),
            client.post(&url).basic_auth(PARTY, Some("wrong")).body(report_xml("203.0.113.7")),
            client.get(url.replace("submit", "status")),
        ] {
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), 401);
            assert_eq!(response.headers()["www-authenticate"], "Basic realm=\"ESP Web Services\"");
            assert!(response.headers().contains_key("request-id"));
            assert_eq!(response.bytes().await.unwrap().len(), 0);
        }
        assert_eq!(clearinghouse.vault_files(), 0);
        clearinghouse.finish().await;
    }
}
