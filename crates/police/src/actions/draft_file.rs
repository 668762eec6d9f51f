//! Draft the file of a minor for the juvenile prosecutor.

use model::kind::Person;
use model::{Id, PersonClass};
use service::{Acting, Action, Done, EntryDraft, Failure, Lang, Texts};

use super::required;
use crate::db::prosecutor_files::{self, FileRow};
use crate::db::{Reader, assignments, persons};
use crate::ids::ProsecutorFile;
use crate::judged::{Judged, judge_person};
use crate::permissions::Permission;
use crate::prosecutor_file::{FileState, begin};
use crate::seals;

/// Drafts a file with what is known, in one action: of whoever was, or may have been, a minor at an act, and of nobody else.
pub(crate) struct DraftFile<'a> {
    pub(crate) person_id: Id<Person>,
    /// Professional number of the officer who answers for the file; accounts have none.
    pub(crate) officer_number: String,
    pub(crate) lang: Lang,
    pub(crate) texts: &'a Texts,
}

impl Action for DraftFile<'_> {
    type Permission = Permission;
    type Output = Id<ProsecutorFile>;
    const NAME: &'static str = "draft-file";

    fn permission(&self) -> Permission {
        Permission::FileForProsecutor
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<ProsecutorFile>>, Failure> {
        let reader = Reader::of(acting.actor);
        let person = persons::find_person(acting.tx, &reader, self.person_id).await?;
        let person = person.filter(|person| person.standing).ok_or_else(|| Failure::absent("person"))?;
        let assigned = assignments::find_assignment_of_person(acting.tx, &reader, self.person_id).await?;
        let unit = assigned.as_ref().map_or("", |assignment| assignment.unit.code());
        acting.require_unit(unit, "person")?;
        let officer_number = officer_number(&self.officer_number)?;
        let judged = judge_person(acting.tx, acting.columns(), &person).await?;
        require_minor(&judged)?;
        if let Some(known) = prosecutor_files::find_draft(acting.tx, self.person_id).await? {
            let message = format!("the person has a draft already, {known}; issue or withdraw it first");
            return Err(Failure::conflict(message));
        }
        let mut grounds = Vec::new();
        for row in persons::list_identifications(acting.tx, &reader, self.person_id).await? {
            if row.standing {
                let (keys, id) = (acting.columns(), row.identification_id);
                grounds.push(seals::IDENTIFICATION_GROUNDS.open_kept(keys, id, &row.grounds)?);
            }
        }
        let parts = begin(self.texts, self.lang, &judged, &grounds, officer_number);
        let file_id = acting.new_id();
        let row = FileRow {
            file_id,
            person_id: self.person_id,
            unit: unit.to_owned(),
            lang: self.lang.code().to_owned(),
            state: FileState::Drafted,
            parts: seals::FILE_PARTS.seal(acting, file_id, &parts)?,
            made_at: acting.now,
            made_by: acting.actor.name().to_owned(),
            issued: None,
            received: None,
            standing: true,
        };
        prosecutor_files::insert(acting.tx, &row).await?;
        let entry = EntryDraft::on("prosecutor_file", file_id).with("person_id", self.person_id.to_string());
        Ok(Done::new(file_id, entry))
    }
}

/// Refuses whoever has no such file: nobody's act is theirs, they were an adult at every act, or no law says who is a minor.
pub(super) fn require_minor(judged: &Judged) -> Result<(), Failure> {
    if judged.acts.is_empty() {
        let message = "no act is attributed to the person any more; attribute acts to the person first";
        return Err(Failure::conflict(message));
    }
    if judged.is_without_law() {
        let message =
            "no law that decides on these acts is known here, so that nobody can be said to be a minor by it";
        return Err(Failure::conflict(message));
    }
    if judged.class() == PersonClass::Adult {
        let message = "was an adult at every act; only a minor has a file for the juvenile prosecutor";
        return Err(Failure::refused("person_id", message));
    }
    Ok(())
}

/// A professional number: letters, digits and what stands between them, and no name.
///
/// # Errors
/// Refused when it is empty, too long, or holds no digit.
pub(super) fn officer_number(text: &str) -> Result<String, Failure> {
    const MOST_CHARS: usize = 20;
    let text = required("officer_number", text)?;
    let is_known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/');
    if text.chars().count() > MOST_CHARS
        || !text.chars().all(is_known)
        || !text.chars().any(|c| c.is_ascii_digit())
    {
        return Err(Failure::refused(
            "officer_number",
            "is no professional number, such as 12345; give no name",
        ));
    }
    Ok(text)
}
