//! What a report states of persons that tells one from another: found again for who asks what is held on them, by keyed digests alone.

use linkage::IdentityTrait;
use service::ColumnKeys;
use wire::cybertipline::{AssociatedAccount, Email, Person, Phone, Report};

/// The same of who is reported alone.
pub(crate) fn of_reported(report: &Report, reporting_party: &str) -> Vec<IdentityTrait> {
    let mut found = Traits { reporting_party, traits: Vec::new() };
    for reported in &report.person_or_user_reported {
        found.account(reported.esp_service.as_deref(), reported.esp_identifier.as_deref());
        found.person(reported.person.as_ref());
        found.associated(&reported.associated_account);
    }
    found.traits
}

/// Accounts, e-mail addresses and telephone numbers of everybody whom the report names: reported, recipients, victims.
pub(crate) fn of_report(report: &Report, reporting_party: &str) -> Vec<IdentityTrait> {
    let mut found = Traits { reporting_party, traits: of_reported(report, reporting_party) };
    for recipient in &report.intended_recipient {
        found.account(recipient.esp_service.as_deref(), recipient.esp_identifier.as_deref());
        found.person(recipient.person.as_ref());
    }
    for victim in &report.victim {
        found.account(victim.esp_service.as_deref(), victim.esp_identifier.as_deref());
        found.person(Some(&victim.person));
        found.associated(&victim.associated_account);
    }
    found.traits
}

/// The keyed digest under which a trait is found again; none for what identifies nobody.
pub(crate) fn blind(keys: &ColumnKeys, stated: &IdentityTrait) -> Option<String> {
    stated.key().map(|key| keys.blind("report-trait", &key.canonical_text()))
}

struct Traits<'a> {
    reporting_party: &'a str,
    traits: Vec<IdentityTrait>,
}

impl Traits<'_> {
    fn account(&mut self, service: Option<&str>, identifier: Option<&str>) {
        let Some(identifier) = identifier else { return };
        let service = service.unwrap_or(self.reporting_party).to_owned();
        self.traits.push(IdentityTrait::EspIdentifier { service, identifier: identifier.to_owned() });
    }

    fn person(&mut self, person: Option<&Person>) {
        if let Some(person) = person {
            self.contacts(&person.email, &person.phone);
        }
    }

    fn associated(&mut self, accounts: &[AssociatedAccount]) {
        for account in accounts {
            self.account(account.esp_service.as_deref(), account.esp_identifier.as_deref());
            self.contacts(&account.email, &account.phone);
        }
    }

    fn contacts(&mut self, emails: &[Email], phones: &[Phone]) {
        let email = |email: &Email| IdentityTrait::Email { address: email.address.clone(), verified: false };
        self.traits.extend(emails.iter().map(email));
        let phone = |phone: &Phone| IdentityTrait::Phone {
            number: phone.number.clone(),
            calling_code: phone.country_calling_code.as_ref().map(|code| code.as_str().to_owned()),
            verified: false,
        };
        self.traits.extend(phones.iter().map(phone));
    }
}
