//! What the sender says of a reported account that the shape has no key for: accounts that stand beside it, where its holder may be, and whether
//! the account was shut and its holder told of it, which whoever begins an inquiry must know.

use super::labelled;
use super::scenes::number;
use crate::cybertipline::{AssociatedAccount, EstimatedLocation, PersonOrUserReported, StatedDateTime};

/// The sentences, in the order of the document.
pub(super) fn told(reported: &PersonOrUserReported) -> Vec<String> {
    let mut texts = Vec::new();
    if reported.compromised_account == Some(true) {
        texts.push("The sender takes the account for compromised".to_owned());
    }
    texts.extend(reported.account_temporarily_disabled.as_ref().map(|shut| {
        let told = (shut.user_notified, shut.user_notified_date.as_ref());
        how_shut("Account disabled for a time", (shut.disabled, shut.disabled_date.as_ref()), told)
    }));
    texts.extend(reported.account_permanently_disabled.as_ref().map(|shut| {
        let told = (shut.user_notified, shut.user_notified_date.as_ref());
        how_shut("Account disabled for good", (shut.disabled, shut.disabled_date.as_ref()), told)
    }));
    texts.extend(reported.estimated_location.as_ref().and_then(location));
    texts.extend(reported.associated_account.iter().filter_map(linked));
    texts
}

fn how_shut(
    label: &str,
    (disabled, since): (bool, Option<&StatedDateTime>),
    (told, told_at): (Option<bool>, Option<&StatedDateTime>),
) -> String {
    let word = |is: bool| if is { "yes" } else { "no" };
    let at =
        |time: Option<&StatedDateTime>| time.map(|time| format!(", {}", time.text())).unwrap_or_default();
    let told = told.map_or_else(|| "not stated".to_owned(), |told| format!("{}{}", word(told), at(told_at)));
    format!("{label}: {}{}; user told of it: {told}", word(disabled), at(since))
}

fn location(stated: &EstimatedLocation) -> Option<String> {
    let country = stated.country_code.map(|country| country.code().to_owned());
    let parts: Vec<String> = [stated.city.clone(), stated.region.clone(), country]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    labelled("Estimated location", joined(&parts).as_deref())
}

fn linked(account: &AssociatedAccount) -> Option<String> {
    let mut parts: Vec<String> =
        account.stated_type().into_iter().map(|kind| kind.code().to_owned()).collect();
    parts.extend(account.platform.iter().map(|platform| platform.name.clone()));
    let names = [&account.esp_service, &account.esp_identifier, &account.screen_name];
    parts.extend(names.into_iter().flatten().cloned());
    parts.extend(account.email.iter().map(|email| email.address.clone()));
    parts.extend(account.phone.iter().map(number));
    parts.extend(account.profile_url.iter().cloned());
    parts.extend(account.ip_capture_event.iter().map(|event| {
        let time = event.date_time.as_ref().map_or("", StatedDateTime::text);
        format!("{} {time}", event.ip_address).trim_end().to_owned()
    }));
    parts.extend(account.additional_info.iter().cloned());
    labelled("Associated account", joined(&parts).as_deref())
}

fn joined(parts: &[String]) -> Option<String> {
    (!parts.is_empty()).then(|| parts.join(", "))
}
