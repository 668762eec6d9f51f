//! What a seed decides: how troubled each line is, and which role crashes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use model::{Rng as _, SeededRng};

use super::{Tally, disks};
use crate::chain::{Chain, Fate, Relay};

/// Numbers from a seed.
pub(super) struct Chance(SeededRng);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(SeededRng::new(seed))
    }

    /// A number below `bound`.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes) % bound
    }

    /// Whether something happens that happens once in `times`.
    pub(super) fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// What becomes of a connection on a troubled line.
    fn fate(&mut self) -> Fate {
        match self.below(8) {
            0 => Fate::Refuse,
            1 => Fate::Late(Duration::from_millis(self.below(60))),
            2 => Fate::CutRequest(self.below(6_000)),
            3 | 4 => Fate::CutAnswer(self.below(600)),
            5 => Fate::Twice,
            _ => Fate::Pass,
        }
    }
}

/// The faults of one story.
pub(super) struct Mood {
    pub(super) chance: Chance,
    faults: Arc<AtomicU64>,
    /// How often a disk was full.
    pub(super) full_disks: u64,
    /// How many items read otherwise than they were written.
    pub(super) damaged_items: u64,
}

impl Mood {
    pub(super) fn new(chance: Chance) -> Self {
        Self { chance, faults: Arc::default(), full_disks: 0, damaged_items: 0 }
    }

    /// How many connections did not simply pass.
    pub(super) fn faults(&self) -> u64 {
        self.faults.load(Ordering::Relaxed)
    }

    /// Gives each line between the roles a new mood, calm, troubled, or cut, and each disk one, with room or full.
    pub(super) fn turn(&mut self, chain: &Chain) {
        chain.open_lines();
        for line in [&chain.line, &chain.report_line, &chain.feedback_line] {
            match self.chance.below(6) {
                0 => line.calm(),
                1 => line.cut(),
                _ => self.trouble(line),
            }
        }
        disks::make_room(chain);
        self.full_disks += u64::from(disks::fill_one(chain, &mut self.chance));
    }

    /// From now on each connection has its own fate.
    pub(super) fn trouble(&mut self, line: &Relay) {
        let (mut chance, faults) = (Chance::new(self.chance.below(u64::MAX)), self.faults.clone());
        line.trouble(move || {
            let fate = chance.fate();
            faults.fetch_add(u64::from(fate != Fate::Pass), Ordering::Relaxed);
            fate
        });
    }

    /// Once in a while a role crashes and starts again.
    pub(super) async fn crash(&mut self, chain: &mut Chain, happened: &mut Tally) {
        let role = match self.chance.below(6) {
            0 => &mut chain.platform,
            1 => &mut chain.clearinghouse,
            2 => &mut chain.police,
            _ => return,
        };
        role.crash().await;
        happened.crashes += 1;
        chain.open_lines();
    }
}

/// Every line passes everything again, every disk has room, and every item is whole.
pub(super) fn heal(chain: &Chain) {
    disks::make_room(chain);
    disks::restore(chain);
    chain.open_lines();
    for line in [&chain.line, &chain.report_line, &chain.feedback_line] {
        line.calm();
    }
}
