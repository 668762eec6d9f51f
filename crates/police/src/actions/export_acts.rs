//! Export acts for the tools of others.

use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use super::required;
use crate::db::export_doubts::load_doubts;
use crate::db::exports::{Exported, count_reports, list_persons};
use crate::db::{Reader, assignments};
use crate::exports::ExportFormat;
use crate::permissions::Permission;
use crate::recipients::{self, RecipientKind};
use crate::views::require_exported;

/// Records that acts leave as a file: whoever they are attributed to has one recipient more, who is told once the person is cleared. What
/// is in doubt of them is counted, and said in the file. The file is written only after this is committed.
pub(crate) struct ExportActs {
    pub(crate) what: Exported,
    /// Code of a format in which it can leave.
    pub(crate) format: String,
    /// For whom or what; never a person.
    pub(crate) recipient: String,
}

impl Action for ExportActs {
    type Permission = Permission;
    /// Whose data left, as a number of persons.
    type Output = usize;
    const NAME: &'static str = "export-acts";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        match self.what {
            Exported::Report(_) => Permission::ReadReports,
            Exported::Subject(_) => Permission::ReadSubjects,
            Exported::Person(_) => Permission::ReadPersons,
            Exported::Operation(_) => Permission::ReadOperations,
        }
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<usize>, Failure> {
        let reader = Reader::of(acting.actor);
        require_exported(acting.tx, &reader, acting.columns(), None, self.what).await?;
        if let Exported::Person(person_id) = self.what {
            let assigned = assignments::find_assignment_of_person(acting.tx, &reader, person_id).await?;
            acting
                .require_unit(assigned.as_ref().map_or("", |assignment| assignment.unit.code()), "person")?;
        }
        let format = ExportFormat::read(&self.format)?;
        format.require_room(count_reports(acting.tx, &reader, self.what).await?)?;
        let recipient = required("recipient", &self.recipient)?;
        let persons = list_persons(acting.tx, &reader, self.what).await?;
        for person_id in &persons {
            recipients::note(acting, *person_id, RecipientKind::Export, &recipient).await?;
        }
        let doubts = load_doubts(acting.tx, &reader, self.what).await?;
        let entry = EntryDraft::on(self.what.kind(), self.what.id())
            .with("format", format.code())
            .with("persons", persons.len().to_string())
            .with("contested_links", doubts.contested_links.len().to_string())
            .with("lost_grounds", doubts.lost_grounds.len().to_string())
            .disclosed_to(RecipientKind::Export.code());
        Ok(Done::new(persons.len(), entry))
    }
}
