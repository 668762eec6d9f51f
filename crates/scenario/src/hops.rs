//! What must happen on the way: hits, reports, referrals, and the acts that a decision selects.

use jiff::tz::TimeZone;
use model::Province;

use crate::age::{every_zone, zone_of};
use crate::conduct::{Decision, Identification, PlaceOfActs, Sight, Verdict};
use crate::media::MediaSpec;
use crate::network::{SubscriberRecord, answer};
use crate::people::Upload;
use crate::scenario::Scenario;

impl Scenario {
    /// The file at the root of a cluster of near-duplicates: the one given, unless it is a variant.
    pub fn cluster_root<'a>(&'a self, media: &'a MediaSpec) -> &'a MediaSpec {
        media.variant_of.as_deref().and_then(|key| self.find_media(key)).unwrap_or(media)
    }

    /// The list entries that an upload hits, exactly or as a near-duplicate: name of the list and file of the entry.
    pub fn hits(&self, upload: &Upload) -> Vec<(&str, &MediaSpec)> {
        let Some(root) = self.find_media(&upload.media).map(|media| self.cluster_root(media)) else {
            return Vec::new();
        };
        let same = |entry: &&MediaSpec| self.cluster_root(entry).key == root.key;
        let entries = self.media.iter().filter(same);
        entries.filter_map(|entry| Some((entry.list.as_deref()?, entry))).collect()
    }

    /// The uploads for which the platform files a report: one each, with at least one confirmed hit.
    pub fn filed(&self) -> Vec<&Upload> {
        self.uploads.iter().filter(|upload| self.is_confirmed(upload)).collect()
    }

    /// The uploads whose reports go to the police of the scenario's country, by the address and the time.
    pub fn referred(&self) -> Vec<&Upload> {
        let mut filed = self.filed();
        filed.retain(|upload| {
            let allocation = self.find_allocation(upload.ip, upload.at.instant());
            allocation.is_some_and(|allocation| allocation.country == self.country)
        });
        filed
    }

    /// The subscribers whom the operator names for an upload.
    pub fn subscribers(&self, upload: &Upload) -> Vec<&SubscriberRecord> {
        let at = upload.at.instant();
        let operator = self.find_allocation(upload.ip, at).map(|allocation| allocation.operator.as_str());
        operator.map(|name| answer(self, name, upload.ip, upload.port, at)).unwrap_or_default()
    }

    /// The acts that a decision is about: referred uploads that one of its sights selects.
    pub fn acts(&self, decision: &Decision) -> Vec<&Upload> {
        let mut acts = self.referred();
        acts.retain(|upload| self.is_selected(upload, decision));
        acts
    }

    fn is_selected(&self, upload: &Upload, decision: &Decision) -> bool {
        let Some(account) = self.find_account(&upload.account) else { return false };
        if !decision.sees.iter().any(|sight| sight.account == account.esp_identifier) {
            return false;
        }
        let subscribers = self.subscribers(upload);
        let answered: Vec<_> =
            subscribers.iter().map(|record| (record.line.as_str(), record.holder.as_str())).collect();
        let selects = |sight: &Sight| sight.selects(&account.esp_identifier, upload.at.instant(), &answered);
        decision.sees.iter().any(selects)
    }

    fn is_confirmed(&self, upload: &Upload) -> bool {
        let Some(media) = self.find_media(&upload.media) else { return false };
        let name = media.file_name();
        let verdict = |list: &str| {
            self.moderation
                .iter()
                .find(|rule| rule.sees.fits(list, &name, upload.channel))
                .map(|rule| rule.decision)
        };
        self.hits(upload).iter().any(|(list, _)| verdict(list) == Some(Verdict::Confirm))
    }

    /// The INE code of the province in which every line named for an upload is installed.
    pub(crate) fn installation_province(&self, upload: &Upload) -> Option<&'static str> {
        let subscribers = self.subscribers(upload);
        let province = |record: &&SubscriberRecord| {
            record
                .installation
                .as_ref()
                .and_then(|place| Province::find_name(&place.province))
                .map(Province::code)
        };
        let first = subscribers.first().and_then(province)?;
        subscribers.iter().all(|record| province(record) == Some(first)).then_some(first)
    }

    /// The clocks that may count for an act.
    pub(crate) fn zones(&self, person: &Identification, act: &Upload) -> Vec<TimeZone> {
        match &person.place_of_acts {
            PlaceOfActs::Province(code) => vec![zone_of(code)],
            PlaceOfActs::Unknown => every_zone(),
            PlaceOfActs::Installation => {
                self.installation_province(act).map_or_else(every_zone, |code| vec![zone_of(code)])
            }
        }
    }
}
