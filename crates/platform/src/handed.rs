//! What is handed over of a report beside the clearinghouse, in the words that an authority reads: the fields of a form, or a notice under article 18 of the
//! Digital Services Act. It says of every file and text what the report says.

use model::Id;
use service::Failure;
use service::i18n::fill;
use service::opening::Viewing;
use wire::document::Document as _;
use wire::notice::{
    AccountRole, Contact, MAX_ENTRIES, MAX_EXPLANATION_CHARS, MemberState, Notice, NoticeAccount,
    NoticeAddress, Standing,
};

use crate::State;
use crate::config::CompanyConfig;
use crate::duties::FormField;
use crate::facts::{AssociatedFact, EventFact, PeerScene, PersonFact, SceneFacts};
use crate::filing::content::{ReportedFile, Reporting, Told};
use crate::ids::Report;
use crate::narrative::{Phrases, Tongue};
use crate::reported::Reported;
use crate::statement::WordsKind;

/// A report as it is handed over. Personal.
pub(crate) struct Handed<'a> {
    reporting: &'a Reporting,
    told: Told<'a>,
    /// Every file and text, as the report describes it.
    uploads: Vec<ReportedFile<'a>>,
    /// The sentences around the facts, in the language of whom it is handed to.
    phrases: &'static Phrases,
}

/// The text of a notice under article 18 on a report, as it is shown and as it is sent.
///
/// # Errors
/// Broken when the notice is not whole: ours, since the statement was checked at the door.
pub(crate) fn write_notice(
    state: &State,
    company: &CompanyConfig,
    report_id: Id<Report>,
    reported: &Reported,
    states: Vec<MemberState>,
) -> Result<String, Failure> {
    let handed = Handed::new(&state.reporting, reported, Tongue::English);
    let notice = handed.notice(&report_id.to_string(), &company.established_in, states);
    let written = notice.write().map_err(Failure::broken)?;
    Ok(String::from_utf8_lossy(&written).into_owned())
}

impl<'a> Handed<'a> {
    /// What a report hands over to who reads a language.
    pub(crate) fn new(reporting: &'a Reporting, reported: &'a Reported, tongue: Tongue) -> Self {
        let uploads = reported.uploads().map(|upload| reported.described(upload)).collect();
        Self { reporting, told: reported.told(), uploads, phrases: tongue.phrases() }
    }

    /// What was found and how. No file goes with it. What a person wrote stays as it is.
    fn narrative(&self) -> String {
        let follows = self.told.follows.map(|number| fill(self.phrases.follow_up, &[&number.to_string()]));
        let happened = self.uploads.iter().map(|file| self.happened(file));
        let elsewhere = self.told.facts.scenes.each().flat_map(|scenes| elsewhere(scenes, self.phrases));
        let happened = follows.into_iter().chain(happened).chain(elsewhere).collect::<Vec<_>>().join("\n");
        let Some(added) = &self.told.facts.narrative else { return cut(&happened, MAX_EXPLANATION_CHARS) };
        // what a person says of it comes first, and leaves room for what the records say
        let room = MAX_EXPLANATION_CHARS.saturating_sub(happened.chars().count() + 1);
        let added = cut(added, room.max(MAX_EXPLANATION_CHARS / 2));
        cut(&format!("{added}\n{happened}"), MAX_EXPLANATION_CHARS)
    }

    fn happened(&self, file: &ReportedFile<'_>) -> String {
        let (service, statement, digests) = (self.reporting.service(), file.statement, file.digests);
        let (at, phrases) = (statement.uploaded_at.text(), self.phrases);
        if let Some(words) = &statement.words {
            // a follow-up holds the words of the company, not of the user
            return match words.kind {
                WordsKind::FollowUp => fill(phrases.adds, &[service, &words.text]),
                WordsKind::Chat | WordsKind::Profile | WordsKind::Comment => {
                    fill(phrases.wrote, &[service, at, &words.text])
                }
            };
        }
        let viewed = match file.viewing {
            Viewing::InFull => phrases.viewed,
            Viewing::HashMatchOnly => phrases.by_hash,
            Viewing::NotStated => phrases.not_viewed,
        };
        let mut sentences = vec![fill(phrases.uploaded, &[service, at, &digests.sha256, &digests.md5])];
        sentences.push(viewed.to_owned());
        if !file.grounds.is_empty() {
            let translated: Option<Vec<_>> =
                file.grounds.iter().map(|one| (phrases.translated)(one)).collect();
            sentences.push(match translated {
                Some(translated) => translated.join(" "),
                None => fill(phrases.records, &[&file.grounds.join(" ")]),
            });
        }
        sentences.push(phrases.preserved.to_owned());
        sentences.join(" ")
    }

    /// The values of one field of a form; none where nothing is known.
    pub(crate) fn values(&self, field: FormField) -> Vec<String> {
        let (first, reporting) = (self.told.first, self.reporting);
        let account = &first.account;
        let one = |text: &str| vec![text.to_owned()];
        match field {
            FormField::Company => one(reporting.service()),
            FormField::ContactName => one(&reporting.contact_name()),
            FormField::ContactEmail => one(reporting.contact_email()),
            FormField::IncidentType => one(reporting.incident_code(self.told.facts)),
            FormField::Urgent => self.told.facts.urgent_because.iter().cloned().collect(),
            FormField::IncidentTime => one(first.uploaded_at.text()),
            FormField::AddressOfPage => self.pages(),
            FormField::Account => one(&account.esp_identifier),
            FormField::AccountName => {
                account.screen_name.iter().chain(&account.display_names).cloned().collect()
            }
            FormField::AccountEmail => account.emails.clone(),
            FormField::AccountPhone => account.phones.clone(),
            FormField::AccountBirth => account.date_of_birth.iter().map(ToString::to_string).collect(),
            FormField::IpAddress => {
                self.seen().into_iter().map(|seen| format!("{}, {}", seen.address, seen.at)).collect()
            }
            FormField::Port => self.ports(),
            FormField::Device => {
                let of_uploads = self.told.statements().filter_map(|statement| statement.device_id.clone());
                let of_account = account.device_ids.iter().cloned();
                let added = self.told.facts.devices.iter().map(|device| device.value.clone());
                each_once(of_uploads.chain(of_account).chain(added))
            }
            FormField::FileName => {
                each_once(self.uploads.iter().map(|file| file.statement.file_name.clone()))
            }
            FormField::Digests => each_once(self.uploads.iter().flat_map(|file| {
                [format!("SHA-256 {}", file.digests.sha256), format!("MD5 {}", file.digests.md5)]
            })),
            FormField::FileViewed => self.viewed(),
            FormField::Narrative => vec![self.narrative()],
        }
    }

    /// Addresses of the pages.
    fn pages(&self) -> Vec<String> {
        each_once(self.told.statements().map(|statement| statement.url.clone()))
    }

    /// Where the account was seen: with each upload, then what was added, of peer-to-peer networks last.
    fn seen(&self) -> Vec<NoticeAddress> {
        let of_uploads = self.told.statements().filter_map(|statement| {
            let at = statement.uploaded_at.text().to_owned();
            Some(NoticeAddress { address: statement.ip?.to_string(), at, port: statement.port })
        });
        let facts = self.told.facts;
        let of_peers = facts.scenes.peers().flat_map(|peer| &peer.events);
        each_once(of_uploads.chain(facts.events.iter().chain(of_peers).map(address)))
    }

    /// Source ports; where there are several addresses, each with its own.
    fn ports(&self) -> Vec<String> {
        let seen = self.seen();
        let is_alone = seen.len() == 1;
        let port = |seen: NoticeAddress| {
            let port = seen.port?;
            Some(if is_alone { port.to_string() } else { format!("{port} ({}, {})", seen.address, seen.at) })
        };
        seen.into_iter().filter_map(port).collect()
    }

    /// Whether a person viewed each file.
    fn viewed(&self) -> Vec<String> {
        let is_alone = self.uploads.len() == 1;
        let viewed = |file: &ReportedFile<'_>| {
            let word = match file.viewing {
                Viewing::InFull => self.phrases.yes,
                Viewing::HashMatchOnly => self.phrases.no_hash_only,
                Viewing::NotStated => self.phrases.no,
            };
            if is_alone { word.to_owned() } else { format!("{}: {word}", file.statement.file_name) }
        };
        self.uploads.iter().map(viewed).collect()
    }

    /// A notice under article 18. The member states are what a person chose; none where nobody did.
    fn notice(&self, reference: &str, established_in: &str, states: Vec<MemberState>) -> Notice {
        let (first, reporting) = (self.told.first, self.reporting);
        Notice {
            schema: Notice::SCHEMA.to_owned(),
            reference: Some(reference.to_owned()),
            standing: Standing::HasTakenPlace,
            incident_type: reporting.incident_code(self.told.facts).to_owned(),
            occurred_at: first.uploaded_at.text().to_owned(),
            explanation: self.narrative(),
            urgent_because: self.told.facts.urgent_because.clone(),
            member_states: states,
            established_in: established_in.to_owned(),
            urls: self.pages().into_iter().take(MAX_ENTRIES).collect(),
            accounts: self.accounts(),
            contact: Contact {
                name: reporting.contact_name(),
                email: reporting.contact_email().to_owned(),
                phone: None,
            },
        }
    }

    /// The reported account, others of the same person, and those of children who were harmed.
    fn accounts(&self) -> Vec<NoticeAccount> {
        let (account, facts) = (&self.told.first.account, self.told.facts);
        let reported = NoticeAccount {
            role: AccountRole::Suspect,
            service: self.reporting.service().to_owned(),
            identifier: Some(account.esp_identifier.clone()),
            screen_name: account.screen_name.clone(),
            emails: account.emails.clone(),
            phones: account.phones.clone(),
            addresses: self.seen(),
        };
        let others = facts.associated.iter().map(associated);
        let victims = facts.victims.iter().map(|victim| self.victim(victim));
        std::iter::once(reported).chain(others).chain(victims).take(MAX_ENTRIES).collect()
    }

    fn victim(&self, fact: &PersonFact) -> NoticeAccount {
        NoticeAccount {
            role: AccountRole::Victim,
            service: self.reporting.service().to_owned(),
            identifier: fact.identifier.clone(),
            screen_name: fact.screen_name.clone(),
            emails: fact.email.iter().cloned().collect(),
            phones: fact.phone.iter().cloned().collect(),
            addresses: Vec::new(),
        }
    }
}

fn address(event: &EventFact) -> NoticeAddress {
    NoticeAddress { address: event.ip.to_string(), at: event.at.text().to_owned(), port: event.port }
}

/// Where else it happened; what was written there is preserved, and no part of what is handed over.
fn elsewhere(scenes: &SceneFacts, phrases: &Phrases) -> Vec<String> {
    let took_place = |how: &str, parts: &[String]| {
        if parts.is_empty() {
            fill(phrases.took_place, &[how])
        } else {
            fill(phrases.took_place_with, &[how, &parts.join(", ")])
        }
    };
    let email = scenes.email.as_ref().map(|scene| took_place(phrases.by_email, &scene.addresses));
    let newsgroup = scenes.newsgroup.as_ref().map(|scene| {
        let parts: Vec<String> = scene.name.iter().chain(&scene.addresses).cloned().collect();
        took_place(phrases.in_newsgroup, &parts)
    });
    let game = scenes.game.as_ref().map(|scene| {
        let parts: Vec<String> = scene.name.iter().chain(&scene.console).cloned().collect();
        took_place(phrases.in_game, &parts)
    });
    let phone = scenes.phone.as_ref().map(|scene| {
        let place = scene.latitude.iter().zip(&scene.longitude);
        let place = place.map(|(latitude, longitude)| fill(phrases.coordinates, &[latitude, longitude]));
        let parts: Vec<String> = scene.number.iter().cloned().chain(place).collect();
        took_place(phrases.by_phone, &parts)
    });
    let peer = scenes.peer.as_ref().map(|peer| among_peers(peer, phrases));
    [email, newsgroup, game, phone, peer].into_iter().flatten().collect()
}

/// What was seen in a peer-to-peer network, so that its addresses are told from those of the service.
fn among_peers(peer: &PeerScene, phrases: &Phrases) -> String {
    let where_it_was = match &peer.client {
        Some(client) => fill(phrases.among_peers_by, &[client]),
        None => phrases.among_peers.to_owned(),
    };
    let seen: Vec<_> = peer.events.iter().map(|event| format!("{}, {}", event.ip, event.at.text())).collect();
    let seen = (!seen.is_empty()).then(|| fill(phrases.seen_there, &[&seen.join("; ")]));
    let names = peer.file_names.as_ref().map(|names| fill(phrases.names_there, &[names]));
    [Some(where_it_was), seen, names].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn associated(fact: &AssociatedFact) -> NoticeAccount {
    NoticeAccount {
        role: AccountRole::Suspect,
        service: fact.service.clone(),
        identifier: fact.identifier.clone(),
        screen_name: fact.screen_name.clone(),
        emails: fact.email.iter().cloned().collect(),
        phones: fact.phone.iter().cloned().collect(),
        addresses: Vec::new(),
    }
}

fn cut(text: &str, most_chars: usize) -> String {
    text.chars().take(most_chars).collect()
}

fn each_once<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut once = Vec::new();
    for one in all {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    once
}
