//! The HTTP side of sending a notice.

use reqwest::{Url, header};
use serde::Deserialize;
use service::{NodeConfig, StartError};
use sha2::{Digest as _, Sha256};

use super::{NoticeAnswer, kept};
use crate::config::NoticeRecipientConfig;
use crate::destination::Destination;
use crate::filing::client::{causes, read};

/// The receipt's schema.
const RECEIPT: &str = "amparo-notice-receipt/1";

/// Sends notices to one recipient. Cheap to clone.
#[derive(Clone)]
pub(crate) struct NoticeClient {
    http: reqwest::Client,
    url: Url,
    config: NoticeRecipientConfig,
}

/// What a recipient answers; it may say more.
#[derive(Deserialize)]
struct Receipt {
    schema: String,
    report_number: i64,
    notice_sha256: String,
}

impl NoticeClient {
    /// A client for the configured recipient, which stands where `destination` says that reports go, where they go anywhere.
    pub(crate) fn open(
        node: &NodeConfig,
        config: &NoticeRecipientConfig,
        destination: Option<Destination>,
    ) -> Result<Self, StartError> {
        let url = config.check(destination)?;
        let http = service::http_client(node, service::webhook::TIMEOUT)?;
        Ok(Self { http, url, config: config.clone() })
    }

    /// Whether each confirmed report is told without anybody's asking.
    pub(crate) fn is_at_once(&self) -> bool {
        self.config.at_once
    }

    /// Sends a notice under its key.
    pub(crate) async fn send(&self, key: &str, notice: &str) -> NoticeAnswer {
        let request = self
            .http
            .post(self.url.clone())
            .basic_auth(&self.config.username, Some(self.config.password.reveal()))
            .header(header::CONTENT_TYPE, "application/json")
            .header("Idempotency-Key", key)
            .body(notice.to_owned());
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => return NoticeAnswer::none(causes(&error.without_url())),
        };
        let status = response.status();
        match read(response).await {
            Ok(bytes) => NoticeAnswer {
                http_status: Some(status.as_u16()),
                report_number: receipt_number(&bytes, notice).filter(|_| status.is_success()),
                words: kept(&String::from_utf8_lossy(&bytes)),
            },
            Err(why) => NoticeAnswer::none(format!("HTTP {status}, then {why}")),
        }
    }
}

/// The number of a receipt for just these bytes.
fn receipt_number(answer: &[u8], notice: &str) -> Option<i64> {
    let receipt: Receipt = serde_json::from_slice(answer).ok()?;
    let is_ours = receipt.notice_sha256 == hex::encode(Sha256::digest(notice));
    (receipt.schema == RECEIPT && is_ours).then_some(receipt.report_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_counts_for_the_bytes_that_it_names_alone() {
        let sha256 = hex::encode(Sha256::digest("{}"));
        let receipt = format!(
            r#"{{"schema":"{RECEIPT}","report_number":7,"received_at":"2026-11-28T10:00:00Z","notice_sha256":"{sha256}"}}"#
        );
        assert_eq!(receipt_number(receipt.as_bytes(), "{}"), Some(7));
        assert_eq!(receipt_number(receipt.as_bytes(), "{} "), None);
        assert_eq!(receipt_number(receipt.replace(RECEIPT, "other/1").as_bytes(), "{}"), None);
        assert_eq!(receipt_number(b"<html>it worked</html>", "{}"), None);
    }
}
