//! What every page shares, and the one way in which something that somebody wrote goes on.

use std::sync::Arc;

use model::hours::Weekly;
use model::{Clock, Rng};
use service::{StartError, Texts};
use tokio::sync::{Notify, Semaphore};
use wire::package::sealed::RecipientKey;
use wire::tip::{Opened, SealedStep, Step, TipId};
use zeroize::Zeroizing;

use crate::answered::Answered;
use crate::config::Config;
use crate::data::Lists;
use crate::pace::Pace;
use crate::post::Post;
use crate::progress::{Progress, number_of};
use crate::receipt::{self, Receipt};
use crate::sent::{Place, SentSteps};
use crate::spool::{Spool, SpoolError};
use crate::{Env, TEXTS};

/// Steps that are taken at once, and each second after that.
const STEPS: (u32, u32) = (200, 20);
/// Receipts that are worked out at once, and each second after that.
const RECEIPTS: (u32, u32) = (20, 1);
/// Receipts that are worked out at the same time: each needs 64 MiB.
const RECEIPTS_AT_ONCE: usize = 2;

/// The state of the form, as handlers hold it.
pub(crate) type Shared = Arc<Form>;

/// The state of the form.
pub(crate) struct Form {
    pub(crate) texts: Texts,
    pub(crate) lists: Lists,
    pub(crate) reading: Weekly,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) country: String,
    pub(crate) exit_url: String,
    pub(crate) simulation: bool,
    pub(crate) is_encrypted: bool,
    pub(crate) post: Arc<Post>,
    pub(crate) spool: Arc<Spool>,
    pub(crate) wake: Notify,
    pub(crate) answered: Answered,
    rng: Arc<dyn Rng>,
    recipient: RecipientKey,
    /// Of this process: receipts follow from it and from a number that only the reporter's page has.
    receipt_key: Zeroizing<[u8; 32]>,
    progress: Progress,
    sent: SentSteps,
    steps: Pace,
    receipts: Pace,
    turns: Semaphore,
}

/// Why nothing was taken. None of them is the reporter's fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Too many people at once.
    Busy,
    /// Too much waits for its delivery.
    Full,
    /// Too many steps of one tip.
    Many,
    /// Too much in one step.
    Large,
    /// No such page.
    Missing,
    /// The disk, or the clearinghouse where it is asked.
    Broken,
}

impl Form {
    /// The state of a configuration.
    ///
    /// # Errors
    /// A text, a list, the secret or the spool cannot be used.
    pub(crate) fn open(config: &Config, env: Env) -> Result<Self, StartError> {
        let folder = config.tip.data_dir.join("spool");
        let spool = Spool::open(&folder, config.tip.waiting_steps);
        let spool = spool.map_err(|error| StartError::File { path: folder, what: error.to_string() })?;
        let now = env.clock.now();
        let mut receipt_key = Zeroizing::new([0_u8; 32]);
        env.rng.fill(receipt_key.as_mut_slice());
        let lists = Lists::read(config.tip.lists_dir.as_deref())?;
        let known = lists.knows(&config.tip.country);
        let first = lists.countries().first().map(|country| country.code.clone());
        Ok(Self {
            texts: Texts::new(&TEXTS).map_err(|error| StartError::other(&error))?,
            country: if known { config.tip.country.clone() } else { first.unwrap_or_default() },
            lists,
            reading: config.weekly()?,
            clock: env.clock,
            exit_url: config.tip.exit_url.clone(),
            simulation: config.tip.simulation,
            is_encrypted: config.tip.tls.is_some(),
            post: Arc::new(Post::new(config)?),
            spool: Arc::new(spool),
            wake: Notify::new(),
            answered: Answered::default(),
            rng: env.rng,
            recipient: config.recipient()?,
            receipt_key,
            progress: Progress::default(),
            sent: SentSteps::default(),
            steps: Pace::new(STEPS.0, STEPS.1, now),
            receipts: Pace::new(RECEIPTS.0, RECEIPTS.1, now),
            turns: Semaphore::new(RECEIPTS_AT_ONCE),
        })
    }

    /// The id of a new tip.
    pub(crate) fn new_tip(&self) -> TipId {
        TipId::new(|bytes| self.rng.fill(bytes))
    }

    /// A number for a page that sends something.
    pub(crate) fn new_page(&self) -> String {
        self.new_tip().to_string()
    }

    /// The receipt of a page; of a fresh one where the browser sent no number.
    ///
    /// # Errors
    /// Never in practice.
    pub(crate) fn receipt_of(&self, page: &str) -> Result<Receipt, Refusal> {
        let known = page.parse::<TipId>().is_ok();
        let page = if known { page.to_owned() } else { self.new_page() };
        Receipt::of_page(&self.receipt_key, &page).map_err(|_| Refusal::Broken)
    }

    /// Seals a step of a tip and keeps it; the place that it got, or has since the same page sent it before. `hint` is the number that the
    /// browser says. That of a later message of who holds a receipt is the second in which it was sent: nothing here remembers an earlier one.
    ///
    /// # Errors
    /// Too much at once or in all; the disk.
    pub(crate) async fn send(
        self: &Arc<Self>,
        page: &str,
        tip: &TipId,
        hint: u32,
        step: Step,
    ) -> Result<Place, Refusal> {
        let now = self.clock.now();
        if !self.steps.take(now) {
            return Err(Refusal::Busy);
        }
        let mut turn = self.sent.turn(page, &step, now).await;
        if let Some(place) = &*turn {
            return Ok(place.clone());
        }
        let (form, tip) = (Arc::clone(self), tip.clone());
        // a second click makes the browser give up its first request; what that began goes on, or the second would keep the step again
        let keeping = tokio::spawn(async move {
            let number = if matches!(step, Step::Message { .. }) {
                number_of(now)
            } else {
                form.progress.next(&tip, hint, now).ok_or(Refusal::Many)?
            };
            form.keep(Opened { tip_id: tip.clone(), number, step }).await?;
            let place = Place { tip, number };
            *turn = Some(place.clone());
            Ok::<Place, Refusal>(place)
        });
        keeping.await.unwrap_or(Err(Refusal::Broken))
    }

    /// Forgets which steps were sent but for those of the last two minutes.
    pub(crate) fn forget_sent(&self) {
        self.sent.forget(self.clock.now());
    }

    async fn keep(&self, opened: Opened) -> Result<(), Refusal> {
        let fill = |bytes: &mut [u8]| self.rng.fill(bytes);
        let sealed = SealedStep::seal(&opened, &self.recipient, fill, self.clock.now());
        // what is in clear goes before anything waits
        drop(opened);
        let sealed = sealed.map_err(|error| {
            tracing::error!(%error, "a step cannot be sealed");
            Refusal::Broken
        })?;
        let spool = self.spool.clone();
        match tokio::task::spawn_blocking(move || spool.keep(&sealed)).await {
            Ok(Ok(())) => {
                self.wake.notify_one();
                Ok(())
            }
            Ok(Err(SpoolError::Full)) => Err(Refusal::Full),
            Ok(Err(error)) => {
                tracing::error!(%error, "a step cannot be kept");
                Err(Refusal::Broken)
            }
            Err(_) => Err(Refusal::Broken),
        }
    }

    /// Works out what follows from a receipt.
    ///
    /// # Errors
    /// Too many at once; no memory.
    pub(crate) async fn open_receipt(&self, receipt: Receipt) -> Result<receipt::Opened, Refusal> {
        if !self.receipts.take(self.clock.now()) {
            return Err(Refusal::Busy);
        }
        let _turn = self.turns.acquire().await.map_err(|_| Refusal::Broken)?;
        match tokio::task::spawn_blocking(move || receipt.open()).await {
            Ok(Ok(opened)) => Ok(opened),
            Ok(Err(error)) => {
                tracing::error!(%error, "no receipt can be worked out");
                Err(Refusal::Broken)
            }
            Err(_) => Err(Refusal::Broken),
        }
    }
}
