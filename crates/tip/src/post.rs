//! The way to the clearinghouse: sealed steps there, sealed answers back.

use std::sync::Arc;
use std::time::Duration;

use model::Sensitive;
use reqwest::{Certificate, Client, RequestBuilder, StatusCode};
use service::{Shutdown, StartError};
use wire::tip::{Delivery, MailboxPage, STEPS_PER_DELIVERY, SealedStep, StepReceipt};

use crate::config::Config;
use crate::form::Shared;
use crate::spool::{Spool, Waiting};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const TIMEOUT: Duration = Duration::from_secs(30);
/// A delivery stays well below what a clearinghouse takes in one body.
const DELIVERY_BYTES: usize = 200_000;
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(5);
/// How long an empty spool is believed to be empty.
const IDLE: Duration = Duration::from_mins(1);

/// Why nothing was delivered or fetched. Names no mailbox and no step.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PostError {
    /// The clearinghouse cannot be reached, or says something else than agreed.
    #[error("the clearinghouse cannot be asked: {0}")]
    Exchange(String),
    /// It does not take what we send.
    #[error("the clearinghouse answers {0}")]
    Status(StatusCode),
    /// It kept none of the steps.
    #[error("the clearinghouse kept none of the steps")]
    NothingKept,
    /// The spool.
    #[error("the spool: {0}")]
    Disk(#[from] std::io::Error),
    /// A task ended badly.
    #[error("a task ended badly")]
    Task(#[from] tokio::task::JoinError),
}

impl From<reqwest::Error> for PostError {
    fn from(error: reqwest::Error) -> Self {
        // an address may name a mailbox
        Self::Exchange(error.without_url().to_string())
    }
}

/// A client of the clearinghouse.
pub(crate) struct Post {
    http: Client,
    base: String,
    username: String,
    secret: Sensitive<String>,
}

impl Post {
    /// The client of a configuration.
    ///
    /// # Errors
    /// The secret or the authorities cannot be read.
    pub(crate) fn new(config: &Config) -> Result<Self, StartError> {
        // reqwest brings no provider; an error means that somebody in this process has chosen one already
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .user_agent(concat!("amparo/", env!("CARGO_PKG_VERSION")));
        if let Some(path) = &config.clearinghouse.trusted_ca_file {
            let fault = |what: String| StartError::File { path: path.clone(), what };
            let pem = std::fs::read(path).map_err(|error| fault(error.to_string()))?;
            let found = Certificate::from_pem_bundle(&pem).map_err(|error| fault(error.to_string()))?;
            builder = builder.tls_certs_merge(found);
        }
        Ok(Self {
            http: builder.build().map_err(|error| StartError::other(&error))?,
            base: config.clearinghouse.url.trim_end_matches('/').to_owned(),
            username: config.clearinghouse.username.clone(),
            secret: config.secret()?,
        })
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        request.basic_auth(&self.username, Some(self.secret.reveal()))
    }

    /// The sealed answers of a mailbox. One that nobody knows has none.
    ///
    /// # Errors
    /// The clearinghouse cannot be asked.
    pub(crate) async fn answers(&self, mailbox: &str) -> Result<MailboxPage, PostError> {
        let request = self.http.get(format!("{}/api/tips/mailboxes/{mailbox}", self.base));
        let response = self.signed(request).send().await?;
        match response.status() {
            StatusCode::OK => Ok(response.json().await?),
            StatusCode::NOT_FOUND => Ok(MailboxPage { answers: Vec::new() }),
            other => Err(PostError::Status(other)),
        }
    }

    async fn deliver(&self, steps: Vec<SealedStep>) -> Result<StepReceipt, PostError> {
        let request = self.http.post(format!("{}/api/tips/steps", self.base)).json(&Delivery { steps });
        let response = self.signed(request).send().await?;
        match response.status() {
            StatusCode::OK => Ok(response.json().await?),
            other => Err(PostError::Status(other)),
        }
    }
}

/// Delivers what waits, oldest first, until the shutdown. While the clearinghouse cannot be reached, it is asked less and less often. Between its
/// looks it forgets which steps were sent.
pub(crate) async fn run(form: Shared, shutdown: Shutdown) {
    let mut pause = FIRST_PAUSE;
    loop {
        form.forget_sent();
        let delivered = shutdown.run_until_cancelled(deliver_some(&form.post, &form.spool)).await;
        let waited = match delivered {
            None => return,
            Some(Ok(true)) => {
                pause = FIRST_PAUSE;
                continue;
            }
            Some(Ok(false)) => {
                pause = FIRST_PAUSE;
                let woken = tokio::time::timeout(IDLE, form.wake.notified());
                shutdown.run_until_cancelled(woken).await.map(drop)
            }
            Some(Err(error)) => {
                tracing::warn!(%error, waiting = form.spool.waiting(), "steps wait for their delivery");
                let slept = shutdown.run_until_cancelled(tokio::time::sleep(pause)).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
                slept
            }
        };
        if waited.is_none() {
            return;
        }
    }
}

/// Delivers the oldest steps; whether there were any.
async fn deliver_some(post: &Post, spool: &Arc<Spool>) -> Result<bool, PostError> {
    let of = spool.clone();
    let some = tokio::task::spawn_blocking(move || of.oldest(STEPS_PER_DELIVERY, DELIVERY_BYTES)).await??;
    if some.is_empty() {
        return Ok(false);
    }
    match deliver(post, spool, &some).await {
        Err(PostError::Status(status)) if refuses(status) => {
            // one of them is not taken; the others must not wait for it
            for one in &some {
                match deliver(post, spool, std::slice::from_ref(one)).await {
                    Err(PostError::Status(status)) if refuses(status) => {
                        tracing::error!(path = %one.path.display(), %status, "the clearinghouse refuses this step; put aside");
                        spool.put_aside(&one.path)?;
                    }
                    other => other?,
                }
            }
        }
        other => other?,
    }
    Ok(true)
}

async fn deliver(post: &Post, spool: &Spool, some: &[Waiting]) -> Result<(), PostError> {
    let receipt = post.deliver(some.iter().map(|waiting| waiting.step.clone()).collect()).await?;
    let mut has_kept = false;
    for waiting in some {
        let step = &waiting.step;
        let is_kept = |kept: &wire::tip::Kept| (&kept.tip_id, kept.number) == (&step.tip_id, step.number);
        if receipt.kept.iter().any(is_kept) {
            spool.forget(&waiting.path)?;
            has_kept = true;
        }
    }
    if has_kept { Ok(()) } else { Err(PostError::NothingKept) }
}

/// Whether an answer is about the steps themselves, so that sending them again as they are is of no use.
fn refuses(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::BAD_REQUEST | StatusCode::PAYLOAD_TOO_LARGE | StatusCode::UNPROCESSABLE_ENTITY
    )
}
