//! A scenario in the making: homes, people, accounts, uploads and what officers find.

mod finding;
mod leads;
mod line;
mod media;
mod time;
mod words;

use std::collections::BTreeMap;
use std::net::IpAddr;

use jiff::Timestamp;
use jiff::civil::Date;
use model::StatedTime;

pub(crate) use finding::{Ending, Finding};
pub(crate) use line::{Line, Via};
pub(crate) use media::{COMMUNITY, REVIEWED};
pub(crate) use time::{Clock, Period, days_after, evening_of, local, stated, years_before};
pub(crate) use words::{PLACES, Place};

use crate::conduct::Unit;
use crate::dice::Dice;
use crate::people::{Account, Birth, Channel, Household, Person, Upload, UserReport};
use crate::scenario::{Scenario, SchemaName};
use crate::truth::{Author, Truth};
use words::{COLOURS, FAMILY, GIVEN, THINGS};

/// What is built so far.
pub(crate) struct Draft {
    pub(crate) scenario: Scenario,
    pub(crate) dice: Dice,
    authors: Vec<Author>,
    /// The line of each upload, by key.
    line_of: BTreeMap<String, Line>,
    opened_at: Timestamp,
    lines: usize,
    addresses: BTreeMap<&'static str, u16>,
}

/// A household with its fixed line.
#[derive(Debug, Clone)]
pub(crate) struct Home {
    pub(crate) household: String,
    pub(crate) place: &'static Place,
    pub(crate) line: Line,
    family: [&'static str; 2],
}

/// An upload to be made.
pub(crate) struct Post<'a> {
    pub(crate) person: &'a str,
    pub(crate) account: &'a str,
    pub(crate) media: &'a str,
    pub(crate) at: Timestamp,
    pub(crate) clock: Clock,
    pub(crate) line: &'a Line,
    pub(crate) via: Via,
}

impl Draft {
    pub(crate) fn new(name: String, seed: Option<u64>, dice: Dice, now: StatedTime) -> Self {
        // long before any upload, so that the records of fixed addresses hold throughout
        let opened_at =
            now.instant().saturating_sub(jiff::SignedDuration::from_hours(24 * 700)).unwrap_or(now.instant());
        let scenario = Scenario {
            schema: SchemaName::V1,
            name,
            seed,
            now,
            country: "ES".to_owned(),
            media: Vec::new(),
            allocations: line::allocations(opened_at),
            operators: line::operators(),
            accounts: Vec::new(),
            uploads: Vec::new(),
            user_reports: Vec::new(),
            households: Vec::new(),
            people: Vec::new(),
            subscriber_records: Vec::new(),
            moderation: Vec::new(),
            units: PLACES
                .iter()
                .map(|place| Unit { name: place.press.into(), province: place.code.into() })
                .collect(),
            decisions: Vec::new(),
        };
        let (authors, line_of, addresses) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        Self { scenario, dice, authors, line_of, opened_at, lines: 0, addresses }
    }

    pub(crate) fn finish(self) -> (Scenario, Truth) {
        let truth = Truth::new(&self.scenario, self.authors);
        (self.scenario, truth)
    }

    /// A household in a province, with a fixed line.
    pub(crate) fn home(&mut self, place: &'static Place) -> Home {
        let family = self.family();
        let holder = self.full_name(family);
        let line = self.fixed_line(place, holder);
        let household = format!("household-{:02}", self.scenario.households.len() + 1);
        self.scenario.households.push(Household {
            key: household.clone(),
            province: place.code.to_owned(),
            lines: vec![line.reference.clone()],
        });
        Home { household, place, line, family }
    }

    /// A person who lives there; gives the key.
    pub(crate) fn member(&mut self, home: &Home, birth: Birth) -> String {
        self.person(home.family, birth, Some(home.household.clone()))
    }

    /// A person who lives abroad.
    pub(crate) fn foreigner(&mut self, birth: Date) -> String {
        let family = self.family();
        self.person(family, Birth::on(birth), None)
    }

    fn person(&mut self, family: [&str; 2], birth: Birth, household: Option<String>) -> String {
        let key = format!("person-{:02}", self.scenario.people.len() + 1);
        self.scenario.people.push(Person {
            key: key.clone(),
            given_name: (*self.dice.pick(&GIVEN)).to_owned(),
            family_name: family.join(" "),
            birth,
            household,
        });
        key
    }

    fn family(&mut self) -> [&'static str; 2] {
        [*self.dice.pick(&FAMILY), *self.dice.pick(&FAMILY)]
    }

    fn full_name(&mut self, family: [&str; 2]) -> String {
        format!("{} {}", self.dice.pick(&GIVEN), family.join(" "))
    }

    /// An account with particulars of its own; gives the key.
    pub(crate) fn account(&mut self, stated_birth_date: Option<Date>) -> String {
        let number = self.scenario.accounts.len() + 1;
        let (thing, colour) = (self.dice.pick(&THINGS), self.dice.pick(&COLOURS));
        let screen_name = format!("{thing}.{colour}{number:02}");
        let opened_days_ago = self.dice.between(120, 600);
        let registered_at = self.scenario.now.instant();
        let registered_at =
            registered_at.saturating_sub(jiff::SignedDuration::from_hours(24 * opened_days_ago));
        let device = format!("{:016x}", self.dice.between(0, i64::MAX));
        let has_phone = self.dice.happens(60);
        let key = format!("account-{number:02}");
        self.scenario.accounts.push(Account {
            key: key.clone(),
            esp_identifier: format!("73{:08}", number * 90_011 + 4_300_127),
            screen_name: Some(screen_name.clone()),
            display_names: vec![(*self.dice.pick(&GIVEN)).to_owned()],
            emails: vec![format!("{screen_name}@correo.example")],
            phones: has_phone.then(|| format!("+34000{:06}", number * 3_701 + 1_209)).into_iter().collect(),
            device_ids: vec![device],
            stated_birth_date,
            registered_at: registered_at.ok().map(|at| stated(at, Clock::Utc)),
        });
        key
    }

    /// An account, to change it.
    pub(crate) fn account_mut(&mut self, key: &str) -> Option<&mut Account> {
        self.scenario.accounts.iter_mut().find(|account| account.key == key)
    }

    /// Makes an upload; gives the key.
    pub(crate) fn post(&mut self, post: &Post<'_>) -> String {
        let seen_from = self.connect(post.line, post.via, post.at);
        let key = self.upload(post.account, post.person, post.media, stated(post.at, post.clock), seen_from);
        self.line_of.insert(key.clone(), post.line.clone());
        key
    }

    /// Makes one upload of some listed file for each time.
    pub(crate) fn share(
        &mut self,
        (person, account): (&str, &str),
        line: &Line,
        via: Via,
        acts: &[(Timestamp, Clock)],
    ) {
        for &(at, clock) in acts {
            let media = self.some_file();
            self.post(&Post { person, account, media: &media, at, clock, line, via });
        }
    }

    /// Makes an upload from an address of another country; gives the key.
    pub(crate) fn post_from_abroad(
        &mut self,
        account: &str,
        person: &str,
        media: &str,
        at: Timestamp,
    ) -> String {
        let ip = self.foreign_address();
        self.upload(account, person, media, stated(at, Clock::Utc), (ip, None))
    }

    fn upload(
        &mut self,
        account: &str,
        person: &str,
        media: &str,
        at: StatedTime,
        (ip, port): (IpAddr, Option<u16>),
    ) -> String {
        let number = self.scenario.uploads.len() + 1;
        let key = format!("upload-{number:03}");
        let device =
            self.scenario.find_account(account).and_then(|account| account.device_ids.first().cloned());
        let channel = if self.dice.happens(70) { Channel::Public } else { Channel::Private };
        self.scenario.uploads.push(Upload {
            key: key.clone(),
            account: account.to_owned(),
            media: media.to_owned(),
            at,
            ip,
            port,
            device,
            url: format!("https://red.example/p/{}", number * 1_009 + 500_113),
            channel,
        });
        self.authors.push(Author { upload: key.clone(), person: person.to_owned() });
        key
    }

    /// A member reports an upload.
    pub(crate) fn user_report(&mut self, upload: String, by_account: &str) {
        let text = "This post shows a file that should not be here.".to_owned();
        self.scenario.user_reports.push(UserReport { upload, by_account: by_account.to_owned(), text });
    }
}
