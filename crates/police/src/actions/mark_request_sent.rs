//! A disclosure request was sent, or was not after all.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use super::authorize_request::{find_unsent, is_sent, may_concern_minor};
use super::required;
use crate::asking::{Addressee, LegalBasis};
use crate::db::disclosures::{self, RequestRow};
use crate::db::{Reader, disclosure_orders};
use crate::ids::DisclosureRequest;
use crate::permissions::Permission;
use crate::seals;

/// Marks a request as sent to its operator: never without what its legal basis asks for.
pub(crate) struct MarkRequestSent {
    pub(crate) request_id: Id<DisclosureRequest>,
}

impl Action for MarkRequestSent {
    type Permission = Permission;
    type Output = Id<DisclosureRequest>;
    const NAME: &'static str = "mark-request-sent";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        Permission::RequestDisclosure
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<DisclosureRequest>>, Failure> {
        let request = find_unsent(acting, self.request_id).await?;
        check(&request)?;
        let is_explained = request.authority.addressee == Addressee::JuvenileProsecutor.code()
            || request.authority.addressee_reason.is_some();
        if !is_explained && may_concern_minor(acting, &request).await? {
            return Err(Failure::refused(
                "addressee_reason",
                "an author may be a minor, as is known by now; say why this request does not go to the juvenile prosecutor, or draft it there",
            ));
        }
        let (now, by) = (acting.now, acting.actor.name());
        if !disclosure_orders::mark_sent(acting.tx, self.request_id, now, by).await? {
            return Err(is_sent());
        }
        let entry = EntryDraft::on("disclosure_request", self.request_id)
            .disclosed_to(&request.operator)
            .with("basis", &request.authority.basis);
        Ok(Done::new(self.request_id, entry))
    }
}

/// Whether a request has what its legal basis asks for.
fn check(request: &RequestRow) -> Result<(), Failure> {
    let authority = &request.authority;
    let basis = LegalBasis::find(&authority.basis).ok_or_else(|| {
        Failure::refused("basis", "record the legal basis before the request is marked as sent")
    })?;
    let given = [
        ("court", &authority.court),
        ("procedure_number", &authority.procedure_number),
        ("authorization_number", &authority.authorization_number),
    ];
    match given.into_iter().find(|(field, text)| basis.asks_for().contains(field) && text.is_empty()) {
        Some((field, _)) => Err(Failure::refused(
            field,
            "the legal basis asks for it: record it before the request is marked as sent",
        )),
        None => Ok(()),
    }
}

/// Takes the mark back, with a reason.
pub(crate) struct UnmarkRequestSent {
    pub(crate) request_id: Id<DisclosureRequest>,
    pub(crate) reason: String,
}

impl Action for UnmarkRequestSent {
    type Permission = Permission;
    type Output = Id<DisclosureRequest>;
    const NAME: &'static str = "unmark-request-sent";

    fn permission(&self) -> Permission {
        Permission::RequestDisclosure
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<DisclosureRequest>>, Failure> {
        let found = disclosures::find_request(acting.tx, &Reader::of(acting.actor), self.request_id).await?;
        found.filter(|request| request.standing).ok_or_else(|| Failure::absent("disclosure request"))?;
        let reason = required("reason", &self.reason)?;
        let reason = seals::UNSENT_REASON.seal(acting, self.request_id, &reason)?;
        if !disclosure_orders::unmark_sent(acting.tx, self.request_id, &reason).await? {
            return Err(Failure::conflict("the request is not marked as sent"));
        }
        Ok(Done::new(self.request_id, EntryDraft::on("disclosure_request", self.request_id)))
    }
}
