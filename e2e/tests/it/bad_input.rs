//! Input that no role may take: a clear word about what is wrong, and nothing half stored.

use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use wire::cybertipline::{Response, ResponseCode};

use crate::chain::{Chain, Client, answer, on_both_engines};
use crate::operation::{Picture, UPLOADS, state_bases, upload};

const REPORT: &str = "<report><incidentSummary><incidentType>Child Sex Trafficking</incidentType>\
    <incidentDateTime>2020-10-03T21:14:05+02:00</incidentDateTime></incidentSummary>\
    <reporter><reportingPerson/></reporter></report>";

on_both_engines! {
    async fn the_cybertipline_api_refuses_by_code(chain: &Chain) {
        let party = chain.clearinghouse.client("social");
        for (body, code, words) in [
            ("<report><incidentSummary>".to_owned(), 4110, "report/incidentSummary"),
            ("no XML".to_owned(), 4110, "line 1"),
            (REPORT.replace("<reporter>", "<reporter/><reporter>"), 4100, "reporter"),
            (REPORT.replace("+02:00", ""), 4100, "incidentDateTime"),
            (REPORT.replace("2020-10-03", "2021-10-03"), 4100, "incidentDateTime"),
        ] {
            let (got, said) = code_of(post(&party, "/ispws/submit").body(body.clone())).await;
            assert_eq!(got, code, "{body}: {said}");
            assert!(said.contains(words), "{body}: {said}");
        }
        for (path, request) in [
            ("/ispws/finish", post(&party, "/ispws/finish").form(&[("id", "4711")])),
            ("/ispws/retract", post(&party, "/ispws/retract").form(&[("id", "4711")])),
            ("/ispws/upload", post(&party, "/ispws/upload").multipart(file_form("4711"))),
            ("/ispws/fileinfo", post(&party, "/ispws/fileinfo").body(file_info("4711"))),
        ] {
            assert_eq!(code_of(request).await.0, 5001, "{path}");
        }
        assert_eq!(chain.clearinghouse.client("noor").get("/api/reports").await["reports"], json!([]));
        assert_eq!(chain.clearinghouse.vault_items(), 0, "a refused document stays in the vault");
    }

    async fn a_report_belongs_to_its_party(chain: &Chain) {
        let (party, other) = (chain.clearinghouse.client("social"), chain.clearinghouse.client("forum"));
        let number = submit(&party).await;
        let id = number.to_string();
        let items = chain.clearinghouse.vault_items();
        for request in [
            post(&other, "/ispws/upload").multipart(file_form(&id)),
            post(&other, "/ispws/fileinfo").body(file_info(&id)),
            post(&other, "/ispws/retract").form(&[("id", &id)]),
            post(&other, "/ispws/finish").form(&[("id", &id)]),
        ] {
            assert_eq!(code_of(request).await.0, 5001);
        }
        assert_eq!(code_of(post(&party, "/ispws/fileinfo").body(file_info(&id))).await.0, 5002);
        assert_eq!(chain.clearinghouse.vault_items(), items);
        assert_eq!(code_of(post(&party, "/ispws/finish").form(&[("id", &id)])).await.0, 0);
        assert_eq!(code_of(post(&party, "/ispws/finish").form(&[("id", &id)])).await.0, 5102);
        assert_eq!(code_of(post(&party, "/ispws/retract").form(&[("id", &id)])).await.0, 5102);
    }

    async fn wrong_credentials_get_401_and_no_hint(chain: &Chain) {
        let bare = chain.clearinghouse.stranger("social", "wrong").request(Method::GET, "/ispws/status");
        let bare = bare.send().await.unwrap();
        assert_eq!(bare.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(bare.headers()["www-authenticate"], "Basic realm=\"ESP Web Services\"");
        assert_eq!(bare.text().await.unwrap(), "", "the CyberTipline API answers a bare 401");
        for (_, role, staff) in chain.roles() {
            for (name, secret) in [(staff, "wrong"), ("nobody", "wrong"), ("", "")] {
                let path = "/api/reports";
                let request = role.stranger(name, secret).request(Method::GET, path);
                let refused = answer(request, path, StatusCode::UNAUTHORIZED).await;
                assert_eq!(refused["status"], 401, "{refused}");
            }
        }
        // A secret of one role opens no other.
        let secret = chain.police.secret("ines");
        let path = "/api/reports";
        let request = chain.clearinghouse.stranger("ines", secret).request(Method::GET, path);
        answer(request, path, StatusCode::UNAUTHORIZED).await;
    }

    async fn an_upload_is_refused_by_field(chain: &Chain) {
        state_bases(chain).await;
        for (change, field) in [
            (json!({"uploaded_at": "2020-10-03T21:14:05"}), "upload.uploaded_at"),
            (json!({"uploaded_at": "2031-10-03T21:14:05Z"}), "upload.uploaded_at"),
            (json!({"account": {"esp_identifier": "u-1", "date_of_birth": "2031-01-01"}}), "upload.account.date_of_birth"),
            (json!({"account": {"esp_identifier": ""}}), "upload.account.esp_identifier"),
            (json!({"ip": "203.0.113.777"}), "upload.ip"),
            (json!({"port": 70_000}), "upload.port"),
            (json!({"channel": "secret"}), "upload.channel"),
            (json!({"nickname": "x"}), "upload.nickname"),
        ] {
            let mut statement = UPLOADS[0].statement();
            for (key, value) in change.as_object().expect("an object") {
                statement[key] = value.clone();
            }
            let refused = upload(chain, &statement, Picture::Spots.bytes(), StatusCode::UNPROCESSABLE_ENTITY).await;
            assert_eq!(refused["field"], field, "{refused}");
        }
        assert_eq!(chain.platform.vault_items(), 0, "a refused file stays in the vault");
        assert_eq!(chain.platform.client("marta").get("/api/hits").await["hits"], json!([]));
        upload(chain, &UPLOADS[0].statement(), Picture::Plain.bytes(), StatusCode::CREATED).await;
    }

    async fn a_retry_gets_the_first_receipt(chain: &Chain) {
        state_bases(chain).await;
        let statement = UPLOADS[0].statement();
        let first = keyed_upload(chain, &statement, Picture::Spots, StatusCode::CREATED).await;
        let again = keyed_upload(chain, &statement, Picture::Spots, StatusCode::CREATED).await;
        assert_eq!(first, again);
        assert_eq!(chain.platform.vault_items(), 1, "a retry stores nothing");
        keyed_upload(chain, &statement, Picture::Tiles, StatusCode::CONFLICT).await;
        assert_eq!(chain.platform.vault_items(), 1, "a conflict stores nothing");
    }
}

async fn keyed_upload(chain: &Chain, statement: &Value, picture: Picture, status: StatusCode) -> Value {
    let file = Part::bytes(picture.bytes()).file_name("file");
    let form = Form::new().text("upload", statement.to_string()).part("file", file);
    let request = post(&chain.platform.client("app"), "/api/uploads").header("idempotency-key", "upload-1");
    answer(request.multipart(form), "/api/uploads", status).await
}

fn post(client: &Client, path: &str) -> RequestBuilder {
    client.request(Method::POST, path)
}

fn file_form(id: &str) -> Form {
    Form::new().text("id", id.to_owned()).part("file", Part::bytes(vec![1, 2, 3]).file_name("a.bin"))
}

fn file_info(id: &str) -> String {
    format!(
        "<fileDetails><reportId>{id}</reportId><fileId>0123456789abcdef0123456789abcdef</fileId></fileDetails>"
    )
}

/// Opens the least report: its number.
async fn submit(party: &Client) -> i64 {
    let response = post(party, "/ispws/submit").body(REPORT).send().await.unwrap();
    let read = Response::read(&response.bytes().await.unwrap()).unwrap().value;
    let Response::Report(opened) = read else { panic!("{read:?}") };
    assert_eq!(opened.response_code, ResponseCode::Success);
    opened.report_id.expect("a number")
}

/// Code and words of an answer, which is 200 whatever it says.
async fn code_of(request: RequestBuilder) -> (i64, String) {
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let text = response.text().await.unwrap();
    let read = Response::read(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}")).value;
    (i64::from(read.code().number()), text)
}
