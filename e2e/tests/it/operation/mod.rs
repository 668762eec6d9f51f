//! One small operation, written by hand: what four accounts uploaded, who is behind them, and what officers decide.
//!
//! | case | born | acts | residence | comes to |
//! |---|---|---|---|---|
//! | adult | 12 April 1989 | 2 | Barcelona | arrested |
//! | sixteen | 9 March 2004 | 1 | Gran Canaria | arrested |
//! | thirteen | 1 August 2007 | 1 | Barcelona | referred to protection |
//! | unknown | 2006, month unknown | 1 | Gran Canaria | heard |
//!
//! Five uploads are reported, one is dismissed. Three pictures are one cluster (one of them re-encoded), one stands alone.

mod filing;
mod inquiry;
mod package;

use media::PdqOutcome;
use scenario::{Format, MediaSpec, Pattern, PatternKind};
use serde_json::{Value, json};

pub use filing::{
    VIEWED, confirm, decision, file_all, publish, publish_list, refer, state_bases, until_delivered, upload,
};
pub use inquiry::{Found, assign, conclude, identify, investigate, subject_of};
pub use package::open_package;

/// One of the four.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Case {
    Adult,
    Sixteen,
    Thirteen,
    Unknown,
}

impl Case {
    pub const ALL: [Self; 4] = [Self::Adult, Self::Sixteen, Self::Thirteen, Self::Unknown];

    /// The platform's key of the account.
    pub fn esp_identifier(self) -> &'static str {
        match self {
            Self::Adult => "u-1001",
            Self::Sixteen => "u-1002",
            Self::Thirteen => "u-1003",
            Self::Unknown => "u-1004",
        }
    }

    /// What the platform knows of the account.
    fn account(self) -> Value {
        let (screen_name, display_name, stated_birth) = match self {
            Self::Adult => ("faro_rojo", "Faro", "1995-01-01"),
            Self::Sixteen => ("alisio35", "Alisio & Co", "1999-12-31"),
            Self::Thirteen => ("tren_azul", "Tren", "2001-02-03"),
            Self::Unknown => ("calima", "«Calima»", "2000-01-01"),
        };
        json!({
            "esp_identifier": self.esp_identifier(), "screen_name": screen_name, "display_names": [display_name],
            "emails": [format!("{screen_name}@correo.example")], "phones": [], "device_ids": [format!("DEV-{screen_name}")],
            "date_of_birth": stated_birth
        })
    }

    /// Given name, family name, and what is known of the birth date, as the officer learns it.
    pub fn person(self) -> (&'static str, &'static str, Value) {
        let day = |date: &str| json!({"day": {"date": date}});
        match self {
            Self::Adult => ("Álvaro", "Serrano Ibáñez", day("1989-04-12")),
            Self::Sixteen => ("Yeray", "Santana Medina", day("2004-03-09")),
            Self::Thirteen => ("Marc", "Puig Ferrer", day("2007-08-01")),
            Self::Unknown => ("Idaira", "Quintana Vega", json!({"year": 2006})),
        }
    }

    /// The unit as the central unit writes it.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Adult | Self::Thirteen => "Barcelona",
            Self::Sixteen | Self::Unknown => "Gran Canaria",
        }
    }

    /// Somebody of that unit.
    pub fn officer(self) -> &'static str {
        if self.unit() == "Barcelona" { "pau" } else { "guaci" }
    }

    /// What comes of it in the end.
    pub fn outcome(self) -> &'static str {
        match self {
            Self::Adult | Self::Sixteen => "located_and_arrested",
            Self::Thirteen => "referred_to_protection",
            Self::Unknown => "heard_without_arrest",
        }
    }
}

/// A generated picture of nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picture {
    /// On the list.
    Spots,
    /// `Spots` in another size and format: only its PDQ hash is near.
    SpotsAgain,
    /// On the list.
    Tiles,
    /// On no list.
    Plain,
}

impl Picture {
    fn spec(self) -> MediaSpec {
        let (kind, seed, width_px, height_px, format) = match self {
            Self::Spots => (PatternKind::Blobs, 11, 320, 240, Format::Png),
            Self::SpotsAgain => (PatternKind::Blobs, 11, 480, 360, Format::Jpeg),
            Self::Tiles => (PatternKind::Tiles, 12, 300, 300, Format::Png),
            Self::Plain => (PatternKind::Blobs, 13, 200, 260, Format::Png),
        };
        let (pattern, key) = (Pattern { kind, seed }, format!("{self:?}").to_lowercase());
        MediaSpec { key, pattern, width_px, height_px, format, list: None, variant_of: None }
    }

    pub fn file_name(self) -> String {
        self.spec().file_name()
    }

    pub fn bytes(self) -> Vec<u8> {
        scenario::render(&self.spec()).expect("a picture")
    }

    /// Its entry in a hash list.
    pub fn entry(self) -> Value {
        let digests = media::digest(&self.bytes());
        let PdqOutcome::Hashed(pdq) = digests.pdq else { panic!("{self:?} has no PDQ hash") };
        json!({
            "sha256": digests.file.sha256, "pdq": pdq.hash.to_string(), "pdq_quality": pdq.quality,
            "classification": "generated"
        })
    }
}

/// One upload.
#[derive(Debug, Clone, Copy)]
pub struct Upload {
    pub case: Case,
    pub picture: Picture,
    pub at: &'static str,
    pub ip: &'static str,
    pub port: Option<u16>,
    pub channel: &'static str,
}

/// In the order in which they come in. The last one is dismissed, the others are confirmed.
pub const UPLOADS: [Upload; 6] = [
    Upload {
        case: Case::Adult,
        picture: Picture::Spots,
        at: "2020-10-03T21:14:05+02:00",
        ip: "203.0.113.10",
        port: None,
        channel: "public",
    },
    Upload {
        case: Case::Sixteen,
        picture: Picture::Spots,
        at: "2020-10-05T23:40:00+01:00",
        ip: "203.0.113.20",
        port: None,
        channel: "public",
    },
    Upload {
        case: Case::Thirteen,
        picture: Picture::SpotsAgain,
        at: "2020-10-11T16:30:00Z",
        ip: "203.0.113.30",
        port: None,
        channel: "private",
    },
    Upload {
        case: Case::Unknown,
        picture: Picture::Spots,
        at: "2020-10-18T20:05:30.250+01:00",
        ip: "100.64.3.7",
        port: Some(40_112),
        channel: "public",
    },
    Upload {
        case: Case::Adult,
        picture: Picture::Tiles,
        at: "2020-10-20T08:00:00+02:00",
        ip: "203.0.113.10",
        port: None,
        channel: "private",
    },
    Upload {
        case: Case::Thirteen,
        picture: Picture::Tiles,
        at: "2020-10-21T18:00:00+02:00",
        ip: "203.0.113.30",
        port: None,
        channel: "private",
    },
];

impl Upload {
    /// The part `upload`, as the application states it.
    pub fn statement(&self) -> Value {
        let mut statement = json!({
            "account": self.case.account(), "uploaded_at": self.at, "ip": self.ip,
            "url": format!("https://social.example/p/{}-{}", self.case.esp_identifier(), self.at.get(..10).unwrap_or_default()),
            "channel": self.channel, "file_name": self.picture.file_name()
        });
        if let Some(port) = self.port {
            statement["port"] = json!(port);
        }
        statement
    }
}
