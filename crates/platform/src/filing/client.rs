//! The HTTP side of the CyberTipline API.

use reqwest::multipart::{Form, Part};
use reqwest::{Body, RequestBuilder, Response, Url};
use service::{NodeConfig, StartError};
use tokio_util::io::ReaderStream;
use vault::Opening;
use wire::cybertipline::{self, FileDetails, Report, Rules, UnknownElements};
use wire::document::Document;
use wire::feedback::OutcomePage;

use super::answer::Answer;
use crate::config::ClearinghouseConfig;
use crate::destination::Clearinghouse;

/// Longest answer that is read, in bytes.
const MOST_ANSWER_BYTES: usize = 1024 * 1024;
const XML: &str = "text/xml; charset=utf-8";
/// What leaves is held against everything that a server refuses for. Times of the future were refused at the door.
const STRICT: Rules = Rules { unknown: UnknownElements::Refuse, now: None };

/// Speaks to one clearinghouse under one reporting party's credentials.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    root: Url,
    config: ClearinghouseConfig,
}

/// Why a page of outcomes could not be had. No personal data in it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FeedError {
    /// No answer, or a broken one.
    #[error("the clearinghouse did not answer: {0}")]
    Network(String),
    /// An answer other than a page.
    #[error("the clearinghouse answered HTTP {0}")]
    Status(u16),
    /// Not a page of outcomes.
    #[error("the clearinghouse's page of outcomes cannot be read: {0}")]
    Unreadable(String),
}

impl Client {
    /// A client for the configured clearinghouse.
    pub(crate) fn new(node: &NodeConfig, config: &ClearinghouseConfig) -> Result<Self, StartError> {
        let http = service::http_client(node, config.answer_timeout())?;
        Ok(Self { http, root: config.root()?, config: config.clone() })
    }

    /// The clearinghouse.
    pub(crate) fn clearinghouse(&self) -> Clearinghouse {
        Clearinghouse { destination: self.config.destination, address: self.root.as_str().to_owned() }
    }

    /// Asks whether it answers under our credentials.
    pub(crate) async fn status(&self) -> Answer {
        self.ask(self.signed(self.http.get(self.address("ispws/status")))).await
    }

    /// Opens a report, unless it is none that a server takes.
    pub(crate) async fn submit(&self, report: &Report) -> Answer {
        match sendable_report(report) {
            Ok(document) => self.ask(self.xml("ispws/submit", document)).await,
            Err(answer) => answer,
        }
    }

    /// Adds a file, streamed out of the vault.
    pub(crate) async fn upload(&self, report_number: i64, file_name: &str, opening: Opening) -> Answer {
        let size_bytes = opening.size_bytes();
        let body = Body::wrap_stream(ReaderStream::with_capacity(opening, 64 * 1024));
        let part = Part::stream_with_length(body, size_bytes).file_name(file_name.to_owned());
        let part = match part.mime_str("application/octet-stream") {
            Ok(part) => part,
            Err(error) => return Answer::none(error.to_string()),
        };
        let form = Form::new().text("id", report_number.to_string()).part("file", part);
        let timeout = service::transfer_timeout(self.config.answer_timeout(), size_bytes);
        self.ask(self.post("ispws/upload").multipart(form).timeout(timeout)).await
    }

    /// Describes a file, unless no server takes it so.
    pub(crate) async fn file_info(&self, details: &FileDetails) -> Answer {
        match sendable_details(details) {
            Ok(document) => self.ask(self.xml("ispws/fileinfo", document)).await,
            Err(answer) => answer,
        }
    }

    /// Files a report.
    pub(crate) async fn finish(&self, report_number: i64) -> Answer {
        self.ask(self.post("ispws/finish").form(&[("id", report_number)])).await
    }

    /// Takes back a report that is not finished.
    pub(crate) async fn retract(&self, report_number: i64) -> Answer {
        self.ask(self.post("ispws/retract").form(&[("id", report_number)])).await
    }

    /// The outcomes that came after a place in the feed.
    pub(crate) async fn outcomes(&self, after: i64) -> Result<OutcomePage, FeedError> {
        let request = self.http.get(self.address("feedback/outcomes")).query(&[("after", after)]);
        let network = |error: reqwest::Error| FeedError::Network(causes(&error));
        let response = self.signed(request).send().await.map_err(network)?;
        if !response.status().is_success() {
            return Err(FeedError::Status(response.status().as_u16()));
        }
        let bytes = read(response).await.map_err(FeedError::Network)?;
        OutcomePage::read(&bytes).map_err(|error| FeedError::Unreadable(error.to_string()))
    }

    fn address(&self, path: &str) -> Url {
        let mut url = self.root.clone();
        url.set_path(&format!("{}{path}", self.root.path()));
        url
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        request.basic_auth(&self.config.username, Some(self.config.password.reveal()))
    }

    fn post(&self, path: &str) -> RequestBuilder {
        self.signed(self.http.post(self.address(path)))
    }

    fn xml(&self, path: &str, document: String) -> RequestBuilder {
        self.post(path).header(reqwest::header::CONTENT_TYPE, XML).body(document)
    }

    async fn ask(&self, request: RequestBuilder) -> Answer {
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => return Answer::none(causes(&error)),
        };
        let status = response.status();
        match read(response).await {
            Ok(bytes) => understand(status, &bytes),
            Err(why) => Answer { http_status: None, ..Answer::none(format!("HTTP {status}, then {why}")) },
        }
    }
}

/// The body of an answer, as long as it is not too long.
pub(crate) async fn read(mut response: Response) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| causes(&error))? {
        if bytes.len() + chunk.len() > MOST_ANSWER_BYTES {
            return Err("the answer is longer than 1 MiB".to_owned());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn understand(status: reqwest::StatusCode, bytes: &[u8]) -> Answer {
    let plain = |words: String| Answer { http_status: Some(status.as_u16()), ..Answer::none(words) };
    let Ok(read) = cybertipline::Response::read(bytes) else {
        let text = String::from_utf8_lossy(bytes);
        return plain(format!("HTTP {status} {}", text.trim()).trim_end().to_owned());
    };
    let code = Some(i64::from(read.value.code().number()));
    match read.value {
        cybertipline::Response::Report(response) => Answer {
            code,
            report_number: response.report_id,
            file_id: response.file_id.map(|id| id.as_str().to_owned()),
            md5: response.hash.map(|hash| hash.as_str().to_ascii_lowercase()),
            ..plain(response.response_description)
        },
        cybertipline::Response::Done(response) => Answer {
            code,
            report_number: Some(response.report_id),
            ..plain(response.response_code.text().to_owned())
        },
    }
}

/// The document as it is sent, or why a server would refuse it.
pub(crate) fn sendable_report(report: &Report) -> Result<String, Answer> {
    let document = report.write();
    let checked = Report::check(document.as_bytes(), STRICT);
    checked.map(|_| document).map_err(|refused| Answer::unsent(&refused))
}

/// The same of a file's description.
fn sendable_details(details: &FileDetails) -> Result<String, Answer> {
    let document = details.write();
    let checked = FileDetails::check(document.as_bytes(), STRICT);
    checked.map(|_| document).map_err(|refused| Answer::unsent(&refused))
}

/// An error's text with the texts of its causes; the address is known, so it is left out.
pub(crate) fn causes(error: &reqwest::Error) -> String {
    let mut text = String::new();
    let mut next: Option<&dyn std::error::Error> = Some(error);
    while let Some(cause) = next {
        let said = cause.to_string();
        if !text.ends_with(&said) {
            text.push_str(if text.is_empty() { "" } else { ": " });
            text.push_str(&said);
        }
        next = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use wire::cybertipline::{IncidentSummary, IncidentType, Reporter, StatedDateTime, Token};

    use super::*;
    use crate::filing::Step;
    use crate::filing::answer::Meaning;

    #[test]
    fn what_a_server_would_refuse_is_not_sent() {
        let at = StatedDateTime::parse("2020-10-03T21:14:05Z").unwrap();
        let summary = IncidentSummary::new(IncidentType::ChildPornography, at);
        let mut report = Report::new(summary, Reporter::default());
        let sent = sendable_report(&report).unwrap_or_else(|answer| panic!("{}", answer.words));
        assert_eq!(sent, report.write());
        report.additional_info = Some(" ".to_owned());
        let answer = sendable_report(&report).unwrap_err();
        assert_eq!((answer.http_status, answer.code), (None, Some(4100)));
        assert_eq!(answer.meaning(Step::Submit), Meaning::Refused, "to try again does not help");
        assert!(
            answer.words.starts_with("nothing was sent: ") && answer.words.contains("additionalInfo"),
            "{}",
            answer.words
        );

        let mut details = FileDetails::new(7, Token::new("f-1"));
        assert!(sendable_details(&details).is_ok());
        details.location_of_file = Some("nowhere".to_owned());
        let answer = sendable_details(&details).unwrap_err();
        assert!(answer.words.contains("locationOfFile"), "{}", answer.words);
    }
}
