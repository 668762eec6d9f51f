//! Where else it happened: by e-mail, in a newsgroup, in a game, by telephone, or in a peer-to-peer network.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use service::Failure;
use wire::cybertipline::{
    CellPhoneIncident, Email, EmailIncident, InternetDetails, NewsgroupIncident, OnlineGamingIncident,
    PeerToPeerIncident, Phone,
};

use super::parse::{MOST_PROSE, each, event};
use super::said::capture_event;
use super::{EventFact, add};
use crate::fields::Fields;
use crate::filing::content::NotXmlTime;
use crate::statement::MOST_WORDS;

/// Scenes of an incident beside its page and its conversation (`internetDetails`); of one file one of each kind. Personal.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SceneFacts {
    pub(crate) email: Option<EmailScene>,
    pub(crate) newsgroup: Option<NewsgroupScene>,
    pub(crate) game: Option<GameScene>,
    pub(crate) phone: Option<PhoneScene>,
    pub(crate) peer: Option<PeerScene>,
    /// Those of further files, of kinds of which one is said already.
    #[serde(skip)]
    more: Vec<SceneFacts>,
}

/// By e-mail.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EmailScene {
    pub(crate) addresses: Vec<String>,
    pub(crate) content: Option<String>,
}

/// In a newsgroup.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NewsgroupScene {
    pub(crate) name: Option<String>,
    pub(crate) addresses: Vec<String>,
    pub(crate) content: Option<String>,
}

/// In an online game.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct GameScene {
    pub(crate) name: Option<String>,
    pub(crate) console: Option<String>,
    pub(crate) content: Option<String>,
}

/// By mobile telephone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PhoneScene {
    pub(crate) number: Option<String>,
    /// Degrees, as they were written; with the longitude or not at all.
    pub(crate) latitude: Option<String>,
    pub(crate) longitude: Option<String>,
}

/// In a peer-to-peer network.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PeerScene {
    pub(crate) client: Option<String>,
    pub(crate) file_names: Option<String>,
    /// Where it was seen there.
    pub(crate) events: Vec<EventFact>,
}

model::unprintable!(SceneFacts, EmailScene, NewsgroupScene, GameScene, PhoneScene, PeerScene);

impl SceneFacts {
    /// Reads the scenes; a refusal names the field. A scene of which nothing is said is none.
    pub(super) fn take(fields: &mut Fields, now: Timestamp) -> Result<Self, Failure> {
        let Some(mut scenes) = fields.object_if_any("scenes")? else { return Ok(Self::default()) };
        let facts = Self {
            email: email(&mut scenes)?,
            newsgroup: newsgroup(&mut scenes)?,
            game: game(&mut scenes)?,
            phone: phone(&mut scenes)?,
            peer: peer(&mut scenes, now)?,
            more: Vec::new(),
        };
        scenes.finish()?;
        Ok(facts)
    }

    /// Adds those of another file. Where one of a kind is said already, another stands beside it: each names addresses of its own.
    pub(super) fn add(&mut self, more: &Self) {
        let mut beside = Self::default();
        say(&mut self.email, more.email.as_ref(), &mut beside.email);
        say(&mut self.newsgroup, more.newsgroup.as_ref(), &mut beside.newsgroup);
        say(&mut self.game, more.game.as_ref(), &mut beside.game);
        say(&mut self.phone, more.phone.as_ref(), &mut beside.phone);
        say(&mut self.peer, more.peer.as_ref(), &mut beside.peer);
        if beside != Self::default() {
            self.more.push(beside);
        }
    }

    /// Those of every file: of one file one of each kind.
    pub(crate) fn each(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.more)
    }

    /// What was seen in peer-to-peer networks, of every file.
    pub(crate) fn peers(&self) -> impl Iterator<Item = &PeerScene> {
        self.each().filter_map(|scenes| scenes.peer.as_ref())
    }

    /// In the words of the schema, each once.
    pub(crate) fn said(&self) -> Result<Vec<InternetDetails>, NotXmlTime> {
        let mut said = Vec::new();
        for scenes in self.each() {
            add(&mut said, scenes.email.as_ref().map(EmailScene::said).as_slice());
            add(&mut said, scenes.newsgroup.as_ref().map(NewsgroupScene::said).as_slice());
            add(&mut said, scenes.game.as_ref().map(GameScene::said).as_slice());
            add(&mut said, scenes.phone.as_ref().map(PhoneScene::said).as_slice());
            add(&mut said, scenes.peer.as_ref().map(PeerScene::said).transpose()?.as_slice());
        }
        Ok(said)
    }
}

/// Says a scene, or puts it beside another one of its kind.
fn say<T: Clone + PartialEq>(said: &mut Option<T>, more: Option<&T>, beside: &mut Option<T>) {
    if let Some(one) = said {
        *beside = more.filter(|more| **more != *one).cloned();
    } else {
        *said = more.cloned();
    }
}

impl EmailScene {
    fn said(&self) -> InternetDetails {
        InternetDetails::Email(EmailIncident {
            email_address: emails(&self.addresses),
            content: self.content.clone(),
            ..EmailIncident::default()
        })
    }
}

impl NewsgroupScene {
    fn said(&self) -> InternetDetails {
        InternetDetails::Newsgroup(NewsgroupIncident {
            name: self.name.clone(),
            email_address: emails(&self.addresses),
            content: self.content.clone(),
            ..NewsgroupIncident::default()
        })
    }
}

impl GameScene {
    fn said(&self) -> InternetDetails {
        InternetDetails::OnlineGaming(OnlineGamingIncident {
            game_name: self.name.clone(),
            console: self.console.clone(),
            content: self.content.clone(),
            ..OnlineGamingIncident::default()
        })
    }
}

impl PhoneScene {
    fn said(&self) -> InternetDetails {
        let degrees = |text: &Option<String>| text.as_ref().and_then(|text| text.parse().ok());
        let phone = |number: &String| Phone { number: number.clone(), ..Phone::default() };
        InternetDetails::CellPhone(CellPhoneIncident {
            phone_number: self.number.as_ref().map(phone),
            latitude: degrees(&self.latitude),
            longitude: degrees(&self.longitude),
            ..CellPhoneIncident::default()
        })
    }
}

impl PeerScene {
    fn said(&self) -> Result<InternetDetails, NotXmlTime> {
        Ok(InternetDetails::PeerToPeer(PeerToPeerIncident {
            client: self.client.clone(),
            ip_capture_event: self.events.iter().map(capture_event).collect::<Result<_, _>>()?,
            file_names: self.file_names.clone(),
            ..PeerToPeerIncident::default()
        }))
    }
}

fn emails(addresses: &[String]) -> Vec<Email> {
    let email = |address: &String| Email { address: address.clone(), ..Email::default() };
    addresses.iter().map(email).collect()
}

fn email(scenes: &mut Fields) -> Result<Option<EmailScene>, Failure> {
    let Some(mut fields) = scenes.object_if_any("email")? else { return Ok(None) };
    let scene = EmailScene {
        addresses: addresses(&mut fields)?,
        content: fields.paragraphs_if_any("content", MOST_WORDS)?,
    };
    fields.finish()?;
    Ok((!scene.addresses.is_empty() || scene.content.is_some()).then_some(scene))
}

fn newsgroup(scenes: &mut Fields) -> Result<Option<NewsgroupScene>, Failure> {
    let Some(mut fields) = scenes.object_if_any("newsgroup")? else { return Ok(None) };
    let scene = NewsgroupScene {
        name: fields.text_if_any("name", 255)?,
        addresses: addresses(&mut fields)?,
        content: fields.paragraphs_if_any("content", MOST_WORDS)?,
    };
    fields.finish()?;
    let says_anything = scene.name.is_some() || !scene.addresses.is_empty() || scene.content.is_some();
    Ok(says_anything.then_some(scene))
}

fn game(scenes: &mut Fields) -> Result<Option<GameScene>, Failure> {
    let Some(mut fields) = scenes.object_if_any("game")? else { return Ok(None) };
    let scene = GameScene {
        name: fields.text_if_any("name", 255)?,
        console: fields.text_if_any("console", 255)?,
        content: fields.paragraphs_if_any("content", MOST_WORDS)?,
    };
    fields.finish()?;
    let says_anything = scene.name.is_some() || scene.console.is_some() || scene.content.is_some();
    Ok(says_anything.then_some(scene))
}

fn phone(scenes: &mut Fields) -> Result<Option<PhoneScene>, Failure> {
    let Some(mut fields) = scenes.object_if_any("phone")? else { return Ok(None) };
    let scene = PhoneScene {
        number: fields.text_if_any("number", 64)?,
        latitude: fields.degrees_if_any("latitude", 90)?,
        longitude: fields.degrees_if_any("longitude", 180)?,
    };
    let alone = match (&scene.latitude, &scene.longitude) {
        (Some(_), None) => Some("longitude"),
        (None, Some(_)) => Some("latitude"),
        _ => None,
    };
    if let Some(absent) = alone {
        return Err(fields.refuse(absent, "give latitude and longitude together"));
    }
    fields.finish()?;
    Ok((scene.number.is_some() || scene.latitude.is_some()).then_some(scene))
}

fn peer(scenes: &mut Fields, now: Timestamp) -> Result<Option<PeerScene>, Failure> {
    let Some(mut fields) = scenes.object_if_any("peer")? else { return Ok(None) };
    let scene = PeerScene {
        client: fields.text_if_any("client", 255)?,
        file_names: fields.paragraphs_if_any("file_names", MOST_PROSE)?,
        events: each(&mut fields, "events", |one| event(one, now))?,
    };
    fields.finish()?;
    let says_anything = scene.client.is_some() || scene.file_names.is_some() || !scene.events.is_empty();
    Ok(says_anything.then_some(scene))
}

/// Addresses of e-mail.
fn addresses(fields: &mut Fields) -> Result<Vec<String>, Failure> {
    let addresses = fields.texts("addresses", 320)?;
    match addresses.iter().position(|address| !address.contains('@')) {
        Some(no) => Err(fields.refuse(&format!("addresses[{no}]"), "must be an e-mail address")),
        None => Ok(addresses),
    }
}
