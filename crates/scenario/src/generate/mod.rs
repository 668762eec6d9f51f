//! Other operations, from a seed: every trap of the field, in an order that the seed chooses.

mod edges;
mod shared;
mod single;

use jiff::civil::{Date, Time, date};

use crate::dice::Dice;
use crate::draft::{COMMUNITY, Clock, Draft, PLACES, Period, Place, REVIEWED, days_after, local, stated};
use crate::scenario::Scenario;
use crate::truth::Truth;

/// How many people are identified in a generated operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size(u8);

/// Why a size is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("size: {0} people; take {low} to {high}", low = Size::SMALLEST, high = Size::LARGEST)]
pub struct SizeError(u64);

impl Size {
    /// The fewest people.
    pub const SMALLEST: u8 = 5;
    /// The most people.
    pub const LARGEST: u8 = 60;

    /// The number of people.
    pub fn people(self) -> u8 {
        self.0
    }
}

impl TryFrom<u64> for Size {
    type Error = SizeError;

    fn try_from(people: u64) -> Result<Self, SizeError> {
        let size = u8::try_from(people).ok().filter(|size| (Self::SMALLEST..=Self::LARGEST).contains(size));
        size.map(Self).ok_or(SizeError(people))
    }
}

/// Where a generated operation's 90 days begin; the third and the fifth hold a 28 February of a common year at which somebody born on
/// a 29th reaches an age.
const BEGINNINGS: [Date; 5] =
    [date(2021, 9, 6), date(2023, 3, 1), date(2022, 1, 10), date(2024, 9, 2), date(2018, 1, 15)];

/// Makes an operation; the same seed and size always give the same bytes.
pub fn generate(seed: u64, size: Size) -> (Scenario, Truth) {
    let mut dice = Dice::new(seed);
    let first = *dice.pick(&BEGINNINGS);
    let period = Period { first, last: days_after(first, 90) };
    let now = local(days_after(period.last, dice.between(25, 40)), Time::constant(9, 0, 0, 0), "28");
    let name = format!("Generated operation {seed}, {} people (invented)", size.0);
    let draft = Draft::new(name, Some(seed), dice, stated(now, Clock::Madrid));
    let mut teller = Teller { draft, period };
    teller.files();
    teller.people(usize::from(size.0));
    teller.false_leads();
    teller.draft.finish()
}

/// Tells one story after the other into a draft.
struct Teller {
    draft: Draft,
    period: Period,
}

/// A person's story, or that of two people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Story {
    /// Nothing special.
    Plain,
    /// Another person's line is behind part of an account's uploads.
    Thief,
    /// Two people of a household share a line.
    FamilyLine,
    /// An account passes from one to another in a household.
    PassedOn,
    /// A second account with false data, tied by an e-mail address or a device.
    SecondAccount,
    /// A second account with false data and nothing in common.
    UnlinkedAccount,
    /// Carrier-grade NAT, ports known.
    SharedAddress,
    /// Carrier-grade NAT, ports unknown: the operator names several.
    PortUnknown,
    /// An act shortly before or after midnight of the fourteenth birthday, stated on another clock.
    Midnight,
    /// The clocks of the mainland and of the islands disagree, and the place is unknown.
    PlaceUnknown,
    /// Acts before and after the fourteenth birthday.
    AcrossFourteen,
    /// Acts before and after the eighteenth birthday.
    AcrossEighteen,
    /// Only the year of birth is known, and it does not decide.
    YearOnly,
    /// Only the month of birth is known.
    MonthOnly,
    /// No birth date is known.
    BirthUnknown,
    /// An act on the birthday itself, hour of birth unknown or known.
    OnBirthday,
    /// Born on 29 February.
    LeapDay,
}

impl Story {
    const SPECIAL: [Self; 16] = [
        Self::Thief,
        Self::FamilyLine,
        Self::PassedOn,
        Self::SecondAccount,
        Self::UnlinkedAccount,
        Self::SharedAddress,
        Self::PortUnknown,
        Self::Midnight,
        Self::PlaceUnknown,
        Self::AcrossFourteen,
        Self::AcrossEighteen,
        Self::YearOnly,
        Self::MonthOnly,
        Self::BirthUnknown,
        Self::OnBirthday,
        Self::LeapDay,
    ];

    fn people(self) -> usize {
        match self {
            Self::Thief | Self::FamilyLine | Self::PassedOn => 2,
            _ => 1,
        }
    }
}

impl Teller {
    fn files(&mut self) {
        let roots = ["file-a", "file-b", "file-c", "file-d"];
        let count = usize::try_from(self.draft.dice.between(2, 4)).unwrap_or(2);
        for key in roots.into_iter().take(count) {
            self.draft.media(key, Some(REVIEWED));
        }
        self.draft.variant("file-a-again", "file-a");
        if self.draft.dice.happens(50) {
            self.draft.variant("file-b-again", "file-b");
        }
        self.draft.media("mistaken-entry", Some(COMMUNITY));
        self.draft.media("other", None);
        self.draft.moderate();
    }

    /// Every special story once, as far as there are people for it, then plain ones.
    fn people(&mut self, mut people: usize) {
        let mut stories = Story::SPECIAL;
        self.draft.dice.shuffle(&mut stories);
        for story in stories {
            if story.people() <= people {
                people -= story.people();
                self.tell(story);
            }
        }
        for _ in 0..people {
            self.tell(Story::Plain);
        }
    }

    fn tell(&mut self, story: Story) {
        match story {
            Story::Plain => self.plain(),
            Story::Thief => self.thief(),
            Story::FamilyLine => self.family_line(),
            Story::PassedOn => self.passed_on(),
            Story::SecondAccount => self.second_account(true),
            Story::UnlinkedAccount => self.second_account(false),
            Story::SharedAddress => self.mobile(crate::draft::Via::SharedWithPort),
            Story::PortUnknown => self.mobile(crate::draft::Via::SharedWithoutPort),
            Story::Midnight => self.midnight(),
            Story::PlaceUnknown => self.place_unknown(),
            Story::AcrossFourteen => self.across(14),
            Story::AcrossEighteen => self.across(18),
            Story::YearOnly => self.year_only(),
            Story::MonthOnly => self.month_only(),
            Story::BirthUnknown => self.birth_unknown(),
            Story::OnBirthday => self.on_birthday(),
            Story::LeapDay => self.leap_day(),
        }
    }

    fn place(&mut self) -> &'static Place {
        self.draft.dice.pick(&PLACES)
    }

    /// Harmless files, a mistaken list entry, other countries, a line open to all.
    fn false_leads(&mut self) {
        for media in ["other", "mistaken-entry"] {
            for _ in 0..self.draft.dice.between(1, 2) {
                self.draft.harmless_upload(self.period, media);
            }
        }
        for _ in 0..self.draft.dice.between(1, 3) {
            self.draft.lead_abroad(self.period);
        }
        let place = self.place();
        self.draft.open_line(self.period, place);
    }
}
