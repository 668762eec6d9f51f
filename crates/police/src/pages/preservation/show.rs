//! One letter: what became of it, and the letter itself on paper.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use model::law::Review;
use service::{Failure, NavItem, Page, PageContext, Typed};

use super::list::tone;
use crate::Police;
use crate::db::Reader;
use crate::ids::PreservationLetter;
use crate::pages::law::term;
use crate::pages::{may, navigation, option};
use crate::permissions::Permission;
use crate::preservation::{self, CHANNELS};
use crate::views::{self, LetterView};

#[derive(Template)]
#[template(path = "preservation-letter.html")]
pub(super) struct LetterPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    view: LetterView,
    channels: Vec<(String, String)>,
    verdicts: Vec<(String, String)>,
    may_record: bool,
    typed: Typed,
}

impl LetterPage {
    fn form(&self, what: &str) -> String {
        self.ctx.href(&format!("/preservation-letters/{}/{what}", self.view.letter.letter_id))
    }

    fn tone(&self) -> &'static str {
        tone(self.view.letter.state()).class()
    }
}

/// The letter on paper.
#[derive(Template)]
#[template(path = "preservation-paper.html")]
struct PaperPage {
    ctx: PageContext,
    /// None: a letter is paper.
    nav: Vec<NavItem>,
    view: LetterView,
    agency: String,
    /// How long the law has it preserved, and how long at most.
    order: Option<(String, String)>,
    /// Whether anybody compared that with the official text.
    is_verified: bool,
}

/// `GET /preservation-letters/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<PreservationLetter>>,
) -> Result<Response, Failure> {
    Ok(load(&police, ctx, id, Typed::default()).await?.into_response())
}

/// `GET /preservation-letters/{id}/paper`.
pub(crate) async fn paper(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<PreservationLetter>>,
) -> Result<Response, Failure> {
    let view = find(&police, &ctx, id).await?;
    if !view.letter.standing {
        return Err(Failure::absent("letter"));
    }
    let order = preservation::order_on(&police.settings.opening.country, view.letter.drafted_at);
    let is_verified = order.is_some_and(|order| order.review == Review::Verified);
    let order = order.map(|order| (term(&ctx, order.term), term(&ctx, order.extended)));
    let agency = police.settings.agency.clone().unwrap_or_else(|| ctx.t("letter-agency"));
    Ok(Page(PaperPage { ctx, nav: Vec::new(), view, agency, order, is_verified }).into_response())
}

/// A letter that is there for the reader.
pub(super) async fn find(
    police: &Police,
    ctx: &PageContext,
    id: Id<PreservationLetter>,
) -> Result<LetterView, Failure> {
    let mut tx = police.reading("load-preservation-letter").await?;
    views::load_letter(&mut tx, &Reader::of(&ctx.actor), police.node.columns(), id).await
}

/// The page of a letter, with what was typed into a form of it that was refused.
pub(super) async fn load(
    police: &Police,
    ctx: PageContext,
    id: Id<PreservationLetter>,
    typed: Typed,
) -> Result<Page<LetterPage>, Failure> {
    let view = find(police, &ctx, id).await?;
    let may_record = view.letter.standing && may(&ctx, Permission::RequestDisclosure);
    let channels = CHANNELS.map(|code| option(&ctx, "letter-channel", code)).to_vec();
    let verdicts = ["confirmed", "refused"].map(|code| option(&ctx, "letter-verdict", code)).to_vec();
    Ok(Page(LetterPage { nav: navigation(&ctx), ctx, view, channels, verdicts, may_record, typed }))
}
