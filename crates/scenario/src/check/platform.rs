//! Files, accounts, uploads, reports by members.

use std::collections::BTreeMap;

use super::{Check, FIRST_DAY};
use crate::age::zone_of;
use crate::people::{Account, Upload};

const SIDE_PX: std::ops::RangeInclusive<u32> = 64..=2048;

impl Check<'_> {
    pub(super) fn platform(&mut self) {
        let scenario = self.scenario;
        self.unique("media", "key", scenario.media.iter().map(|media| media.key.as_str()));
        self.unique("accounts", "key", scenario.accounts.iter().map(|account| account.key.as_str()));
        let numbers = scenario.accounts.iter().map(|account| account.esp_identifier.as_str());
        self.unique("accounts", "esp_identifier", numbers);
        self.unique("uploads", "key", scenario.uploads.iter().map(|upload| upload.key.as_str()));
        self.media();
        for (number, account) in scenario.accounts.iter().enumerate() {
            self.account(&format!("accounts[{number}]"), account);
        }
        for (number, upload) in scenario.uploads.iter().enumerate() {
            self.upload(&format!("uploads[{number}]"), upload);
        }
        for (number, report) in scenario.user_reports.iter().enumerate() {
            let uploads = scenario.uploads.iter().map(|upload| upload.key.as_str());
            self.known(format!("user_reports[{number}].upload"), &report.upload, "uploads", uploads);
            self.account_key(format!("user_reports[{number}].by_account"), &report.by_account);
        }
    }

    fn media(&mut self) {
        let mut roots = BTreeMap::new();
        for (number, media) in self.scenario.media.iter().enumerate() {
            let path = format!("media[{number}]");
            if !SIDE_PX.contains(&media.width_px) || !SIDE_PX.contains(&media.height_px) {
                self.refuse(format!("{path}.width_px"), "width and height are 64 to 2048 pixels");
            }
            let pattern = (media.pattern.kind as u8, media.pattern.seed);
            if let Some(key) = &media.variant_of {
                self.variant(format!("{path}.variant_of"), key, media.pattern);
            } else if let Some(other) = roots.insert(pattern, &media.key) {
                let message = format!("is that of `{other}`; take another seed, or say `variant_of`");
                self.refuse(format!("{path}.pattern"), message);
            }
        }
    }

    fn variant(&mut self, path: String, of: &str, pattern: crate::Pattern) {
        match self.scenario.find_media(of) {
            Some(root) if root.variant_of.is_some() => {
                self.refuse(path, format!("`{of}` is a variant itself; name the file that it comes from"));
            }
            Some(root) if root.pattern != pattern => {
                self.refuse(path, format!("a variant has the same pattern as `{of}`"));
            }
            Some(_) => {}
            None => self.refuse(path, format!("`{of}` is not in media")),
        }
    }

    fn account(&mut self, path: &str, account: &Account) {
        for (number, email) in account.emails.iter().enumerate() {
            let host = email.rsplit_once('@').map_or("", |(_, host)| host);
            if !is_example(host) {
                self.refuse(format!("{path}.emails[{number}]"), format!("`{email}` is not under `.example`"));
            }
        }
        for (number, phone) in account.phones.iter().enumerate() {
            let rest = phone.strip_prefix("+34000").unwrap_or_default();
            if rest.len() != 6 || !rest.bytes().all(|digit| digit.is_ascii_digit()) {
                let message =
                    format!("`{phone}` is not `+34000` with six digits, which no operator gives out");
                self.refuse(format!("{path}.phones[{number}]"), message);
            }
        }
        if let Some(birth) = account.stated_birth_date {
            self.day_of_birth(format!("{path}.stated_birth_date"), birth);
        }
        if let Some(registered_at) = &account.registered_at {
            self.past(format!("{path}.registered_at"), registered_at);
        }
    }

    fn upload(&mut self, path: &str, upload: &Upload) {
        self.account_key(format!("{path}.account"), &upload.account);
        let media = self.scenario.media.iter().map(|media| media.key.as_str());
        self.known(format!("{path}.media"), &upload.media, "media", media);
        self.past(format!("{path}.at"), &upload.at);
        if zone_of("28").to_datetime(upload.at.instant()).date() < FIRST_DAY {
            self.refuse(format!("{path}.at"), format!("the law before {FIRST_DAY} is not known"));
        }
        self.allocated(format!("{path}.ip"), upload.ip, &upload.at);
        let host =
            upload.url.strip_prefix("https://").and_then(|rest| rest.split('/').next()).unwrap_or_default();
        if !is_example(host) {
            self.refuse(format!("{path}.url"), "is not an `https://` address of a host under `.example`");
        }
    }

    fn account_key(&mut self, path: String, key: &str) {
        let keys = self.scenario.accounts.iter().map(|account| account.key.as_str());
        self.known(path, key, "accounts", keys);
    }
}

fn is_example(host: &str) -> bool {
    host.ends_with(".example")
}
