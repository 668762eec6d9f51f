//! Say on what basis a disclosure request stands, and who orders it.

use jiff::Timestamp;
use model::kind::Person;
use model::{Id, PersonClass};
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::optional;
use crate::asking::{Addressee, LegalBasis, OrderKind};
use crate::country::day_of;
use crate::db::disclosure_orders::{self, Authority};
use crate::db::disclosures::{self, RequestRow};
use crate::db::{Reader, persons};
use crate::ids::DisclosureRequest;
use crate::judged::judge_person;
use crate::permissions::Permission;
use crate::seals;

/// Records basis, addressee, court, procedure and authorization of a request that is not sent yet. With a hint of a minor another addressee
/// than the juvenile prosecutor needs the officer's reason.
pub(crate) struct AuthorizeRequest {
    pub(crate) request_id: Id<DisclosureRequest>,
    /// Code of a legal basis.
    pub(crate) basis: String,
    /// Code of an addressee.
    pub(crate) addressee: String,
    pub(crate) addressee_reason: String,
    /// Why a European Production Order is an emergency; empty where it is none.
    pub(crate) emergency_reason: String,
    pub(crate) court: String,
    pub(crate) procedure_number: String,
    pub(crate) authorization_number: String,
    /// Whose law binds the node; empty where its configuration does not say.
    pub(crate) country: String,
}

impl Action for AuthorizeRequest {
    type Permission = Permission;
    type Output = Id<DisclosureRequest>;
    const NAME: &'static str = "authorize-request";

    fn permission(&self) -> Permission {
        Permission::RequestDisclosure
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<DisclosureRequest>>, Failure> {
        let request = find_unsent(acting, self.request_id).await?;
        let basis = find_basis(&self.basis, request.issued_at, &self.country)?
            .ok_or_else(|| Failure::refused("basis", "choose the legal basis of this request"))?;
        let addressee = Addressee::find(self.addressee.trim());
        let addressee =
            addressee.ok_or_else(|| Failure::refused("addressee", "choose who orders this request"))?;
        if addressee == Addressee::Police && basis.asks_for().contains(&"court") {
            return Err(Failure::refused(
                "addressee",
                "this legal basis asks for the order of a court or prosecutor",
            ));
        }
        let reason = optional("addressee_reason", &self.addressee_reason)?;
        let minor_hint = may_concern_minor(acting, &request).await?;
        if minor_hint && addressee != Addressee::JuvenileProsecutor && reason.is_none() {
            return Err(Failure::refused(
                "addressee_reason",
                "an author may be a minor, so this request is drafted to the juvenile prosecutor; say why it goes elsewhere",
            ));
        }
        let emergency = optional("emergency_reason", &self.emergency_reason)?;
        if emergency.is_some() && basis.kind != OrderKind::Production {
            return Err(Failure::refused(
                "emergency_reason",
                "only a European Production Order has an emergency",
            ));
        }
        let is_emergency = emergency.is_some();
        let seal = |reason: &String| seals::ADDRESSEE_REASON.seal(acting, self.request_id, reason);
        let seal_emergency = |reason: &String| seals::EMERGENCY_REASON.seal(acting, self.request_id, reason);
        let authority = Authority {
            basis: basis.code.to_owned(),
            addressee: addressee.code().to_owned(),
            addressee_reason: reason.as_ref().map(seal).transpose()?,
            emergency_reason: emergency.as_ref().map(seal_emergency).transpose()?,
            court: optional("court", &self.court)?.unwrap_or_default(),
            procedure_number: optional("procedure_number", &self.procedure_number)?.unwrap_or_default(),
            authorization_number: optional("authorization_number", &self.authorization_number)?
                .unwrap_or_default(),
        };
        if !disclosure_orders::set_authority(acting.tx, self.request_id, &authority, minor_hint).await? {
            return Err(is_sent());
        }
        let entry = EntryDraft::on("disclosure_request", self.request_id)
            .with("basis", basis.code)
            .with("addressee", addressee.code())
            .with("minor_hint", minor_hint.to_string())
            .with("emergency", is_emergency.to_string());
        Ok(Done::new(self.request_id, entry))
    }
}

/// The basis of this code for the police of a country, in force on the day there; none for an empty code.
pub(super) fn find_basis(
    code: &str,
    at: Timestamp,
    country: &str,
) -> Result<Option<&'static LegalBasis>, Failure> {
    let code = code.trim();
    if code.is_empty() {
        return Ok(None);
    }
    let known = LegalBasis::find(code).ok_or_else(|| Failure::refused("basis", "is no known legal basis"))?;
    if !known.is_for(country) {
        return Err(Failure::refused("basis", "is the law of another country"));
    }
    let day = day_of(country, at);
    if !known.is_in_force(day) {
        return Err(Failure::refused("basis", "is not in force on the day of this request"));
    }
    Ok(Some(known))
}

/// Whether an author may be a minor: something said so at the issue, or somebody who is identified by now is not certainly an adult at every act.
pub(super) async fn may_concern_minor(
    acting: &mut Acting<'_>,
    request: &RequestRow,
) -> Result<bool, Failure> {
    if request.minor_hint {
        return Ok(true);
    }
    let authors = disclosure_orders::list_authors(acting.tx, request.request_id).await?;
    is_any_no_adult(acting, authors).await
}

/// Whether anybody of them is not certainly an adult at every act.
pub(super) async fn is_any_no_adult(
    acting: &mut Acting<'_>,
    authors: impl IntoIterator<Item = Id<Person>>,
) -> Result<bool, Failure> {
    for person_id in authors {
        let person = persons::find_person(acting.tx, &Reader::node(), person_id).await?;
        let Some(person) = person else { continue };
        if judge_person(acting.tx, acting.columns(), &person).await?.class() != PersonClass::Adult {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A standing request that the actor may read and that is not marked as sent.
pub(super) async fn find_unsent(
    acting: &mut Acting<'_>,
    request_id: Id<DisclosureRequest>,
) -> Result<RequestRow, Failure> {
    let found = disclosures::find_request(acting.tx, &Reader::of(acting.actor), request_id).await?;
    let found = found.filter(|request| request.standing);
    let request = found.ok_or_else(|| Failure::absent("disclosure request"))?;
    if request.sent.is_some() { Err(is_sent()) } else { Ok(request) }
}

pub(super) fn is_sent() -> Failure {
    Failure::conflict("the request is marked as sent; take that back first")
}
