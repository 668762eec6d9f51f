//! What an officer of the central unit decides on a subject: one question, one page.

pub(crate) mod apart;
pub(crate) mod ask;
mod birth;
pub(crate) mod contest;
pub(crate) mod effect;
pub(crate) mod identify;
pub(crate) mod operation;
pub(crate) mod undo;

use model::Id;
use model::kind::Subject;
use service::{Failure, PageContext};

use crate::Police;
use crate::db::Reader;
use crate::views::{self, SubjectDetail};

/// The subject that a form is about.
async fn load(police: &Police, ctx: &PageContext, id: Id<Subject>) -> Result<SubjectDetail, Failure> {
    let mut tx = police.reading("load-subject").await?;
    views::load_subject(&mut tx, &Reader::of(&ctx.actor), police.node.columns(), id).await
}

/// Where it is shown.
fn page_of(id: Id<Subject>) -> String {
    format!("/subjects/{id}")
}
