//! The agency that knows of the incident already.

use serde::{Deserialize, Serialize};
use service::Failure;
use wire::cybertipline::{Country, LawEnforcement, ServedLegalProcessInternational};

use super::account::country_named;
use crate::fields::Fields;

/// An agency. Personal: its case is somebody's.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AgencyFact {
    pub(crate) name: String,
    pub(crate) case_number: Option<String>,
    /// Whether the company told it.
    pub(crate) reported: Option<bool>,
    /// Whether it served legal process at home.
    pub(crate) served_domestic: Option<bool>,
    /// The country from which it served legal process, by a code of the protocol.
    pub(crate) served_from: Option<String>,
}

model::unprintable!(AgencyFact);

impl AgencyFact {
    /// Reads the agency; a refusal names the field.
    pub(super) fn take(fields: &mut Fields) -> Result<Option<Self>, Failure> {
        let Some(mut agency) = fields.object_if_any("agency")? else { return Ok(None) };
        let name = agency.text_if_any("name", 255)?;
        let case_number = agency.text_if_any("case_number", 100)?;
        let (reported, served_domestic) =
            (agency.flag_if_any("reported")?, agency.flag_if_any("served_domestic")?);
        let served_from = country_named(&mut agency, "served_from")?;
        let Some(name) = name else {
            if case_number.is_some() || reported.or(served_domestic).is_some() || served_from.is_some() {
                return Err(agency.refuse("name", "name the agency"));
            }
            agency.finish()?;
            return Ok(None);
        };
        agency.finish()?;
        Ok(Some(Self { name, case_number, reported, served_domestic, served_from }))
    }

    /// In the words of the schema.
    pub(crate) fn said(&self) -> LawEnforcement {
        let international = self.served_from.as_deref().map(|code| ServedLegalProcessInternational {
            served: true,
            flea_country: Country::from_code(code),
        });
        LawEnforcement {
            agency_name: self.name.clone(),
            case_number: self.case_number.clone(),
            reported_to_le: self.reported,
            served_legal_process_domestic: self.served_domestic,
            served_legal_process_international: international,
            ..LawEnforcement::default()
        }
    }
}
