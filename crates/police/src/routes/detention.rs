//! The custody after a recorded arrest: its checklist, its timer, its end.

use service::{Operation, Routes};

use super::{UNDO, Undoing as _};
use crate::actions::Decision;
use crate::permissions::Permission as P;
use crate::{Police, api, pages};

const FORM: &str = "application/x-www-form-urlencoded";

pub(super) fn routes(routes: Routes<Police, P>) -> Routes<Police, P> {
    html(machine(routes))
}

fn machine(routes: Routes<Police, P>) -> Routes<Police, P> {
    use api::detention;
    let record = P::RecordOutcome;
    routes
        .post(
            "/api/assignments/{id}/detention/duties",
            record,
            "Tick a duty of custody as done",
            detention::tick,
        )
        .operation(Operation::Alteration)
        .takes::<detention::NewDetentionDuty>()
        .gives::<detention::DetentionDutyRecorded>(201)
        .post("/api/assignments/{id}/detention/duties/{duty}/undo", record, UNDO, detention::untick)
        .operation(Operation::Alteration)
        .takes::<api::withdrawals::Reason>()
        .gives::<api::withdrawals::Withdrawn>(200)
        .post("/api/assignments/{id}/detention/end", record, "Record how custody ended", detention::end)
        .operation(Operation::Alteration)
        .takes::<detention::NewDetentionEnd>()
        .gives::<detention::DetentionEndRecorded>(201)
        .undo("/api/assignments/{id}/detention/end/undo", record, Decision::DetentionEnd)
}

fn html(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::detention;
    let record = P::RecordOutcome;
    routes
        .page(
            "/assignments/{id}/detention",
            P::ReadAssignments,
            "Page: checklist and timer of custody",
            detention::show,
        )
        .operation(Operation::Consultation)
        .post("/assignments/{id}/detention/duties", record, "Form: tick a duty as done", detention::tick)
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post("/assignments/{id}/detention/duties/{duty}/undo", record, UNDO_FORM, detention::untick)
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post("/assignments/{id}/detention/end", record, "Form: record how custody ended", detention::end)
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post("/assignments/{id}/detention/end/undo", record, UNDO_FORM, detention::reopen)
        .operation(Operation::Alteration)
        .takes_media(FORM)
}

/// Text of the forms that withdraw.
const UNDO_FORM: &str = "Form: withdraw it, with a reason";
