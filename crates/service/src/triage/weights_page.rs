//! The page of the weights: those in use, those proposed, what would move under them, and how far reports are scored again.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::{IntoResponse as _, Response};
use model::triage::{Band, FactorWeight, Stated, Weights, urgency};
use tokio::task::spawn_blocking;

use super::card::points;
use super::weight_file::{Proposed, WeightFile};
use super::weights::in_use;
use crate::db::applied_weights::{self as table, AppliedRow};
use crate::{Failure, Lang, NavItem, Page, PageContext, Tx};

/// How many reports a preview scores; those that came last.
pub const PREVIEWED: i64 = 5000;
/// How many reports that would move are listed.
const LISTED: usize = 100;
/// How many earlier versions are listed.
const HISTORY: i64 = 50;

/// What the configuration proposes now.
#[derive(Default)]
pub struct Proposal {
    /// The weights of the file, unless they are in use.
    pub proposed: Option<Proposed>,
    /// Why the file cannot be used.
    pub broken: Option<String>,
}

impl Proposal {
    /// Reads the file that the configuration names, if it does.
    ///
    /// # Errors
    /// None but that of a stopping process: what is wrong with the file is in [`Self::broken`].
    pub async fn read(file: Option<&WeightFile>) -> Result<Self, Failure> {
        let Some(file) = file.cloned() else { return Ok(Self::default()) };
        let read = spawn_blocking(move || file.read()).await.map_err(Failure::broken)?;
        Ok(match read {
            Ok(proposed) => Self { proposed: Some(proposed), broken: None },
            Err(reason) => Self { proposed: None, broken: Some(reason) },
        })
    }

    /// The weights of the file, to be taken into use.
    ///
    /// # Errors
    /// A conflict where there are none.
    pub fn require(self) -> Result<Proposed, Failure> {
        self.proposed.ok_or_else(|| Failure::conflict("no weight file is proposed, or it cannot be read"))
    }

    /// Without weights that are in use already.
    ///
    /// # Errors
    /// Of the database.
    pub async fn unless_in_use(mut self, tx: &mut Tx) -> Result<Self, Failure> {
        let current = in_use(tx).await?;
        self.proposed = self.proposed.filter(|proposed| proposed.weights.version() != current.version());
        Ok(self)
    }
}

/// A report that would change its band.
struct Move {
    number: i64,
    path: String,
    from: Band,
    to: Band,
    from_points: String,
    to_points: String,
}

/// A report as a preview scores it: its newest score, and what that was made of.
pub struct Tried<'a> {
    /// By which people know it.
    pub number: i64,
    /// Path of its page.
    pub path: String,
    /// The band of the newest score.
    pub band: Band,
    /// Its points, in tenths.
    pub points_tenths: i64,
    /// What it was made of.
    pub stated: &'a Stated,
}

/// What would move under proposed weights.
#[derive(Default)]
pub struct Preview {
    scored: usize,
    /// How many move, by band before and after.
    counts: BTreeMap<(Band, Band), usize>,
    moves: Vec<Move>,
}

impl Preview {
    /// Scores one more report under these weights.
    pub fn add(&mut self, weights: &Weights, ctx: &PageContext, report: Tried<'_>) {
        self.scored += 1;
        let then = urgency(weights, report.stated, ctx.now);
        if then.band == report.band {
            return;
        }
        *self.counts.entry((report.band, then.band)).or_default() += 1;
        self.moves.push(Move {
            number: report.number,
            path: report.path,
            from: report.band,
            to: then.band,
            from_points: points(ctx.lang, report.points_tenths),
            to_points: points(ctx.lang, then.points_tenths),
        });
    }

    /// The first of those that move, those that would become less urgent first.
    fn into_moves(mut self) -> Vec<Move> {
        self.moves.sort_by_key(|moved| (moved.to < moved.from, moved.from, moved.number));
        self.moves.truncate(LISTED);
        self.moves
    }
}

#[derive(Template)]
#[template(path = "weights.html")]
struct WeightsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    current: Weights,
    proposed: Option<Proposed>,
    /// Why the file of the configuration cannot be used.
    broken: Option<String>,
    /// How many reports were scored for the preview.
    scored: usize,
    counts: Vec<(Band, Band, usize)>,
    moves: Vec<Move>,
    history: Vec<AppliedRow>,
    /// How many reports were scored again, of how many; none where all were.
    progress: Option<(i64, i64)>,
}

impl WeightsPage {
    /// Whose weights are.
    fn whose<'a>(&self, weights: &'a Weights) -> &'a str {
        weights.source_es().filter(|_| self.ctx.lang == Lang::Es).unwrap_or(weights.source())
    }

    /// On whose findings a factor rests, where the page is in Spanish and the file says it so.
    fn source_es<'a>(&self, factor: &'a FactorWeight) -> Option<&'a str> {
        factor.source_es.as_deref().filter(|_| self.ctx.lang == Lang::Es)
    }

    fn points_of(&self, factor: &FactorWeight) -> String {
        points(self.ctx.lang, factor.points_tenths)
    }

    fn cap_of(&self, factor: &FactorWeight) -> String {
        points(self.ctx.lang, factor.cap_tenths)
    }

    /// What the proposed file gives for the same factor, when it is another number.
    fn change(&self, factor: &FactorWeight) -> Option<String> {
        let mut proposed = self.proposed.as_ref()?.weights.factors().iter();
        let other = proposed.find(|other| other.factor == factor.factor)?;
        (other.points_tenths != factor.points_tenths).then(|| points(self.ctx.lang, other.points_tenths))
    }
}

/// The page. The form is sent to `/weights`, under the version that it shows.
///
/// # Errors
/// Of the database.
pub async fn weights_page(
    tx: &mut Tx,
    ctx: PageContext,
    nav: Vec<NavItem>,
    proposal: Proposal,
    preview: Preview,
) -> Result<Response, Failure> {
    let current = in_use(tx).await?;
    let history = table::list(tx, HISTORY).await?;
    let progress = match history.first() {
        Some(applied) => Some(table::count_scored(tx, &applied.weights_version).await?),
        None => None,
    };
    let counts = preview.counts.iter().map(|((from, to), count)| (*from, *to, *count)).collect();
    let Proposal { proposed, broken } = proposal;
    Ok(Page(WeightsPage {
        nav,
        ctx,
        current,
        proposed,
        broken,
        scored: preview.scored,
        counts,
        moves: preview.into_moves(),
        history,
        progress: progress.filter(|(done, all)| done < all),
    })
    .into_response())
}
