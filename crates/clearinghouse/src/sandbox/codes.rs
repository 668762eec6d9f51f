//! What each response code means: its text is the protocol's, its cause stands among the texts of the pages, what is right stands here.

use wire::cybertipline::ResponseCode;

/// The documented codes that somebody who sends reports can bring about, or must be ready for.
pub(super) fn all() -> impl Iterator<Item = ResponseCode> {
    ResponseCode::ALL.iter().copied()
}

/// What is right where this code is the answer: of a document, a form or the request.
pub(super) fn right(code: ResponseCode) -> &'static str {
    match code {
        ResponseCode::Success => "<responseCode>0</responseCode>",
        ResponseCode::ServerError | ResponseCode::SaveFailed => AGAIN,
        ResponseCode::UploadFailed => UPLOAD_AGAIN,
        ResponseCode::UpdateFailed => DETAILS_AGAIN,
        ResponseCode::MalformedReport | ResponseCode::ValidationFailed => VALID,
        ResponseCode::FileUploadFailed | ResponseCode::MalformedFile => UPLOAD,
        ResponseCode::ResourceNotFound => {
            "POST /ispws/submit   POST /ispws/upload   POST /ispws/fileinfo   POST /ispws/finish   POST /ispws/retract"
        }
        ResponseCode::AuthenticationRequired
        | ResponseCode::NotAuthorized
        | ResponseCode::NotAuthorizedToSubmit
        | ResponseCode::NotAuthorizedToUpdate => "Authorization: Basic BASE64(NAME:SECRET)",
        ResponseCode::InvalidRequest => "Content-Type: application/x-www-form-urlencoded\n\nid=4564654",
        ResponseCode::MalformedXml => MALFORMED,
        ResponseCode::ReportDoesNotExist => {
            "POST /ispws/submit               <reportId>4564654</reportId>\nPOST /ispws/finish   id=4564654   <responseCode>0</responseCode>"
        }
        ResponseCode::FileDoesNotExist => DETAILS,
        ResponseCode::ReportAlreadyRetracted | ResponseCode::ReportAlreadyFinished => WHOLE,
        ResponseCode::Other(_) => "",
    }
}

// these are fragments of requests and answers, the same in every language

const AGAIN: &str = "\
+ 0 s     POST /ispws/submit   503
+ 30 s    POST /ispws/submit   503
+ 1 min   POST /ispws/submit   503
+ 2 min   POST /ispws/submit   200 <responseCode>0</responseCode>";

const UPLOAD_AGAIN: &str = "\
+ 0 s     POST /ispws/upload   id=4564654   503
+ 30 s    POST /ispws/upload   id=4564654   503
+ 1 min   POST /ispws/upload   id=4564654   200 <responseCode>0</responseCode>";

const DETAILS_AGAIN: &str = "\
+ 0 s     POST /ispws/fileinfo   503
+ 30 s    POST /ispws/fileinfo   503
+ 1 min   POST /ispws/fileinfo   200 <responseCode>0</responseCode>";

const WHOLE: &str = "\
POST /ispws/submit                 <reportId>4564655</reportId>
POST /ispws/upload     id=4564655  <fileId>…</fileId>
POST /ispws/fileinfo
POST /ispws/finish     id=4564655  <responseCode>0</responseCode>";

const VALID: &str = "\
<report>
  <incidentSummary>
    <incidentType>Online Enticement of Children for Sexual Acts</incidentType>
    <incidentDateTime>2024-05-01T10:00:00Z</incidentDateTime>
  </incidentSummary>
  <internetDetails>…</internetDetails>
  <reporter>
    <reportingPerson><email>trust@network.example</email></reportingPerson>
  </reporter>
  <personOrUserReported>…</personOrUserReported>
  <victim>…</victim>
  <additionalInfo>…</additionalInfo>
</report>";

const MALFORMED: &str = "\
<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<report>
  …
  <url>https://forum.example/t?a=1&amp;b=2</url>
  …
</report>";

const UPLOAD: &str = "\
Content-Type: multipart/form-data; boundary=b

--b
Content-Disposition: form-data; name=\"id\"

4564654
--b
Content-Disposition: form-data; name=\"file\"; filename=\"practice.png\"

…
--b--";

const DETAILS: &str = "\
<fileDetails>
  <reportId>4564654</reportId>
  <fileId>0123456789abcdef0123456789abcdef</fileId>
</fileDetails>";

#[cfg(test)]
mod tests {
    use service::Lang;

    use super::*;

    #[test]
    fn each_code_has_what_is_right_and_its_cause_in_both_languages() {
        let texts = service::Texts::new(&crate::state::TEXTS).unwrap();
        for code in all() {
            assert!(!right(code).is_empty(), "{code:?}");
            for lang in Lang::ALL {
                let key = format!("sandbox-code-{}", code.number());
                assert_ne!(texts.text(lang, &key, &[]), format!("[{key}]"));
            }
        }
    }
}
