//! The account and the file in a form of facts.

use serde_json::{Value, json};
use service::Failure;

use super::lines::{FactsForm, flag, line, objects, some, text};
use super::{AccountFacts, ReportFacts};

/// The parts of a line of each kind, in order.
const ADDRESS: [&str; 6] = ["street", "city", "postcode", "region", "country", "kind"];
const METADATA: [&str; 2] = ["name", "value"];

impl FactsForm {
    /// The account, as the API takes it.
    pub(super) fn account(&self) -> Result<Value, Failure> {
        Ok(json!({
            "first_name": text(&self.account_first_name),
            "last_name": text(&self.account_last_name),
            "addresses": objects("account_addresses", &self.account_addresses, &ADDRESS)?,
            "compromised": flag(&self.account_compromised),
            "profile_urls": lines(&self.account_profile_urls),
            "profile_bio": text(&self.account_profile_bio),
            "third_party": flag(&self.account_third_party),
            "group": text(&self.account_group),
            "standing": {
                "state": text(&self.account_standing_state),
                "disabled_at": text(&self.account_standing_disabled_at),
                "user_notified": flag(&self.account_standing_user_notified),
                "user_notified_at": text(&self.account_standing_user_notified_at),
                "reenabled_at": text(&self.account_standing_reenabled_at),
            },
            "location": {
                "city": text(&self.account_location_city),
                "region": text(&self.account_location_region),
                "country": text(&self.account_location_country),
                "verified": flag(&self.account_location_verified),
                "at": text(&self.account_location_at),
            },
            "all_emails": flag(&self.account_all_emails),
            "note": text(&self.account_note),
        }))
    }

    /// The file, as the API takes it.
    pub(super) fn file(&self) -> Result<Value, Failure> {
        Ok(json!({
            "class": text(&self.file_class),
            "relevance": text(&self.file_relevance),
            "metadata": objects("file_metadata", &self.file_metadata, &METADATA)?,
        }))
    }
}

/// One text a line.
pub(super) fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

/// The account and the file as a form shows them first.
pub(super) fn pairs_of_account_and_file(facts: &ReportFacts) -> Vec<(String, String)> {
    let (account, file) = (&facts.account, &facts.file);
    let metadata = file.metadata.iter().map(|fact| line(&[&fact.name, &fact.value]));
    let pairs = [
        ("account_first_name", some(&account.first_name).to_owned()),
        ("account_last_name", some(&account.last_name).to_owned()),
        ("account_addresses", addresses(account)),
        ("account_compromised", said(account.compromised)),
        ("account_profile_urls", account.profile_urls.join("\n")),
        ("account_profile_bio", some(&account.profile_bio).to_owned()),
        ("account_third_party", said(account.third_party)),
        ("account_group", some(&account.group).to_owned()),
        ("account_all_emails", said(account.all_emails)),
        ("account_note", some(&account.note).to_owned()),
        ("file_class", some(&file.class).to_owned()),
        ("file_relevance", some(&file.relevance).to_owned()),
        ("file_metadata", metadata.collect::<Vec<_>>().join("\n")),
    ];
    let pairs = pairs.into_iter().chain(standing(account)).chain(location(account));
    pairs.map(|(name, value)| (name.to_owned(), value)).collect()
}

fn addresses(account: &AccountFacts) -> String {
    let address = account.addresses.iter().map(|address| {
        let parts = [&address.street, &address.city, &address.postcode, &address.region];
        let [street, city, postcode, region] = parts.map(some);
        line(&[street, city, postcode, region, some(&address.country), some(&address.kind)])
    });
    address.collect::<Vec<_>>().join("\n")
}

fn standing(account: &AccountFacts) -> Vec<(&'static str, String)> {
    let Some(standing) = &account.standing else { return Vec::new() };
    let time = |time: &Option<model::StatedTime>| time.as_ref().map(|time| time.text().to_owned());
    vec![
        ("account_standing_state", standing.state.clone()),
        ("account_standing_disabled_at", time(&standing.disabled_at).unwrap_or_default()),
        ("account_standing_user_notified", said(standing.user_notified)),
        ("account_standing_user_notified_at", time(&standing.user_notified_at).unwrap_or_default()),
        ("account_standing_reenabled_at", time(&standing.reenabled_at).unwrap_or_default()),
    ]
}

fn location(account: &AccountFacts) -> Vec<(&'static str, String)> {
    let Some(place) = &account.location else { return Vec::new() };
    vec![
        ("account_location_city", some(&place.city).to_owned()),
        ("account_location_region", some(&place.region).to_owned()),
        ("account_location_country", some(&place.country).to_owned()),
        ("account_location_verified", said(place.verified)),
        ("account_location_at", place.at.as_ref().map(|at| at.text().to_owned()).unwrap_or_default()),
    ]
}

/// Yes, no, or nothing, as the form sends it.
pub(super) fn said(flag: Option<bool>) -> String {
    flag.map(|flag| flag.to_string()).unwrap_or_default()
}
