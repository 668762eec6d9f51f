//! What a platform knows of the reported account beside what came with the upload.

use jiff::Timestamp;
use model::StatedTime;
use serde::{Deserialize, Serialize};
use service::Failure;
use wire::cybertipline::{
    AccountPermanentlyDisabled, AccountTemporarilyDisabled, Address, AddressType, Country, EstimatedLocation,
    State as UsState,
};

use super::parse::{MOST_PROSE, each, word};
use super::{add, or};
use crate::fields::Fields;
use crate::filing::content::{NotXmlTime, xml_time};
use crate::statement::{check_url, stated_time_if_any, zoned_time_if_any};

/// Whether an account works: the two elements of the protocol as one word.
pub(crate) const STANDINGS: [&str; 3] = ["open", "temporarily_disabled", "permanently_disabled"];

/// Facts of the reported account. Personal.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct AccountFacts {
    pub(crate) first_name: Option<String>,
    pub(crate) last_name: Option<String>,
    /// Postal addresses, such as that of a bill.
    pub(crate) addresses: Vec<AddressFact>,
    /// Whether somebody else is known to have used it.
    pub(crate) compromised: Option<bool>,
    pub(crate) profile_urls: Vec<String>,
    /// What it says of itself.
    pub(crate) profile_bio: Option<String>,
    /// Whether it is an account of another service.
    pub(crate) third_party: Option<bool>,
    /// The group in which it acted, by the platform's own key.
    pub(crate) group: Option<String>,
    pub(crate) standing: Option<StandingFact>,
    pub(crate) location: Option<LocationFact>,
    /// Whether the report names every e-mail address that the platform knows.
    pub(crate) all_emails: Option<bool>,
    /// What else is to be said of it.
    pub(crate) note: Option<String>,
}

/// A postal address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AddressFact {
    pub(crate) street: Option<String>,
    pub(crate) city: Option<String>,
    pub(crate) postcode: Option<String>,
    /// State, province or the like.
    pub(crate) region: Option<String>,
    /// A code of the protocol.
    pub(crate) country: Option<String>,
    /// The protocol's word for what it is for.
    pub(crate) kind: Option<String>,
}

/// Whether the account works, and whether its holder knows that it does not.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StandingFact {
    /// Of [`STANDINGS`].
    pub(crate) state: String,
    pub(crate) disabled_at: Option<StatedTime>,
    pub(crate) user_notified: Option<bool>,
    pub(crate) user_notified_at: Option<StatedTime>,
    /// When it works again; may lie ahead.
    pub(crate) reenabled_at: Option<StatedTime>,
}

/// Where the holder is thought to be.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LocationFact {
    pub(crate) city: Option<String>,
    pub(crate) region: Option<String>,
    /// A code of the protocol.
    pub(crate) country: Option<String>,
    /// Whether the platform checked it.
    pub(crate) verified: Option<bool>,
    /// As of when.
    pub(crate) at: Option<StatedTime>,
}

model::unprintable!(AccountFacts, AddressFact, StandingFact, LocationFact);

impl AccountFacts {
    /// Reads facts of the account; a refusal names the field.
    pub(super) fn take(fields: &mut Fields, now: Timestamp) -> Result<Self, Failure> {
        let Some(mut account) = fields.object_if_any("account")? else { return Ok(Self::default()) };
        let facts = Self {
            first_name: account.text_if_any("first_name", 100)?,
            last_name: account.text_if_any("last_name", 100)?,
            addresses: each(&mut account, "addresses", address)?,
            compromised: account.flag_if_any("compromised")?,
            profile_urls: urls(&mut account, "profile_urls")?,
            profile_bio: account.paragraphs_if_any("profile_bio", MOST_PROSE)?,
            third_party: account.flag_if_any("third_party")?,
            group: account.text_if_any("group", 255)?,
            standing: standing(&mut account, now)?,
            location: location(&mut account, now)?,
            all_emails: account.flag_if_any("all_emails")?,
            note: account.paragraphs_if_any("note", MOST_PROSE)?,
        };
        account.finish()?;
        Ok(facts)
    }

    /// Adds what another upload of the same account says; what is said once stands.
    pub(super) fn add(&mut self, more: &Self) {
        or(&mut self.first_name, more.first_name.as_ref());
        or(&mut self.last_name, more.last_name.as_ref());
        add(&mut self.addresses, &more.addresses);
        or(&mut self.compromised, more.compromised.as_ref());
        add(&mut self.profile_urls, &more.profile_urls);
        or(&mut self.profile_bio, more.profile_bio.as_ref());
        or(&mut self.third_party, more.third_party.as_ref());
        or(&mut self.group, more.group.as_ref());
        or(&mut self.standing, more.standing.as_ref());
        or(&mut self.location, more.location.as_ref());
        or(&mut self.all_emails, more.all_emails.as_ref());
        or(&mut self.note, more.note.as_ref());
    }

    /// Postal addresses in the words of the schema.
    pub(crate) fn postal(&self) -> Vec<Address> {
        self.addresses.iter().map(AddressFact::said).collect()
    }

    /// Whether it is shut for a time; that it works is said of both elements.
    pub(crate) fn shut_for_a_time(&self) -> Result<Option<AccountTemporarilyDisabled>, NotXmlTime> {
        let shuts = |standing: &&StandingFact| standing.state != "permanently_disabled";
        let Some(standing) = self.standing.as_ref().filter(shuts) else { return Ok(None) };
        Ok(Some(AccountTemporarilyDisabled {
            disabled: standing.state == "temporarily_disabled",
            disabled_date: standing.disabled_at.as_ref().map(xml_time).transpose()?,
            user_notified: standing.user_notified,
            user_notified_date: standing.user_notified_at.as_ref().map(xml_time).transpose()?,
            reenabled_date: standing.reenabled_at.as_ref().map(xml_time).transpose()?,
        }))
    }

    /// Whether it is shut for good.
    pub(crate) fn shut_for_good(&self) -> Result<Option<AccountPermanentlyDisabled>, NotXmlTime> {
        let shuts = |standing: &&StandingFact| standing.state != "temporarily_disabled";
        let Some(standing) = self.standing.as_ref().filter(shuts) else { return Ok(None) };
        Ok(Some(AccountPermanentlyDisabled {
            disabled: standing.state == "permanently_disabled",
            disabled_date: standing.disabled_at.as_ref().map(xml_time).transpose()?,
            user_notified: standing.user_notified,
            user_notified_date: standing.user_notified_at.as_ref().map(xml_time).transpose()?,
        }))
    }

    /// Where the holder is thought to be.
    pub(crate) fn estimated_location(&self) -> Result<Option<EstimatedLocation>, NotXmlTime> {
        let Some(place) = &self.location else { return Ok(None) };
        Ok(Some(EstimatedLocation {
            city: place.city.clone(),
            region: place.region.clone(),
            country_code: place.country.as_deref().and_then(Country::from_code),
            verified: place.verified,
            timestamp: place.at.as_ref().map(xml_time).transpose()?,
        }))
    }
}

impl AddressFact {
    /// A region of the United States is a code of the schema's; every other is a text.
    fn said(&self) -> Address {
        let is_of_usa = self.country.as_deref() == Some("US");
        let state = self.region.as_deref().filter(|_| is_of_usa).and_then(UsState::from_code);
        Address {
            address: self.street.clone(),
            city: self.city.clone(),
            zip_code: self.postcode.clone(),
            non_usa_state: self.region.clone().filter(|_| state.is_none()),
            state,
            country: self.country.as_deref().and_then(Country::from_code),
            address_type: AddressType::ALL
                .iter()
                .copied()
                .find(|kind| Some(kind.code()) == self.kind.as_deref()),
        }
    }
}

/// Absolute addresses of pages.
fn urls(fields: &mut Fields, name: &str) -> Result<Vec<String>, Failure> {
    let urls = fields.texts(name, 2083)?;
    for (no, url) in urls.iter().enumerate() {
        check_url(&fields.path(&format!("{name}[{no}]")), url)?;
    }
    Ok(urls)
}

/// A country by its code, however its letters are written.
pub(super) fn country(fields: &mut Fields) -> Result<Option<String>, Failure> {
    country_named(fields, "country")
}

/// The same, in a field of another name.
pub(super) fn country_named(fields: &mut Fields, name: &str) -> Result<Option<String>, Failure> {
    let Some(code) = fields.text_if_any(name, 64)? else { return Ok(None) };
    match Country::from_code(&code.to_ascii_uppercase()) {
        Some(country) => Ok(Some(country.code().to_owned())),
        None => Err(fields.refuse(name, "must be a country by its two letters, such as ES")),
    }
}

fn address(fields: &mut Fields) -> Result<AddressFact, Failure> {
    let kind = fields.text_if_any("kind", 64)?;
    let known = AddressType::ALL.iter().map(|kind| kind.code());
    let facts = AddressFact {
        street: fields.text_if_any("street", 255)?,
        city: fields.text_if_any("city", 100)?,
        postcode: fields.text_if_any("postcode", 20)?,
        region: fields.text_if_any("region", 100)?,
        country: country(fields)?,
        kind: kind.map(|kind| word(fields, "kind", &kind, known)).transpose()?,
    };
    let says = [&facts.street, &facts.city, &facts.postcode, &facts.region, &facts.country];
    if says.into_iter().all(Option::is_none) {
        return Err(fields.refuse("street", "give a street, a city, a postcode, a region or a country"));
    }
    Ok(facts)
}

fn standing(fields: &mut Fields, now: Timestamp) -> Result<Option<StandingFact>, Failure> {
    let Some(mut standing) = fields.object_if_any("standing")? else { return Ok(None) };
    let state = standing.text_if_any("state", 64)?;
    let disabled_at = stated_time_if_any(&mut standing, "disabled_at", now)?;
    let user_notified = standing.flag_if_any("user_notified")?;
    let user_notified_at = stated_time_if_any(&mut standing, "user_notified_at", now)?;
    let reenabled_at = zoned_time_if_any(&mut standing, "reenabled_at")?;
    let says_more = disabled_at.is_some() || user_notified.is_some() || user_notified_at.is_some();
    let Some(state) = state else {
        if says_more || reenabled_at.is_some() {
            return Err(standing.refuse("state", "say first whether the account is disabled"));
        }
        standing.finish()?;
        return Ok(None);
    };
    let state = word(&standing, "state", &state, STANDINGS.into_iter())?;
    if state == "open" && disabled_at.is_some() {
        return Err(standing.refuse("disabled_at", "belongs to an account that is disabled"));
    }
    if state != "temporarily_disabled" && reenabled_at.is_some() {
        return Err(standing.refuse("reenabled_at", "belongs to an account that is disabled for a time"));
    }
    if user_notified == Some(false) && user_notified_at.is_some() {
        return Err(standing.refuse("user_notified_at", "belongs to a user who was told"));
    }
    standing.finish()?;
    Ok(Some(StandingFact { state, disabled_at, user_notified, user_notified_at, reenabled_at }))
}

fn location(fields: &mut Fields, now: Timestamp) -> Result<Option<LocationFact>, Failure> {
    let Some(mut place) = fields.object_if_any("location")? else { return Ok(None) };
    let facts = LocationFact {
        city: place.text_if_any("city", 255)?,
        region: place.text_if_any("region", 255)?,
        country: country(&mut place)?,
        verified: place.flag_if_any("verified")?,
        at: stated_time_if_any(&mut place, "at", now)?,
    };
    let is_place = facts.city.is_some() || facts.region.is_some() || facts.country.is_some();
    if !is_place && (facts.verified.is_some() || facts.at.is_some()) {
        return Err(place.refuse("city", "give a city, a region or a country"));
    }
    place.finish()?;
    Ok(is_place.then_some(facts))
}
