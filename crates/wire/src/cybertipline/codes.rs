//! The closed lists of values of the schema.

use super::shape::{Rule, Simple, SimpleType};
use std::borrow::Cow;

/// Lists longer than this are named, not recited, when a value is not in them.
const RECITED: usize = 12;

fn one_of(name: &str, codes: &[&str]) -> String {
    if codes.len() > RECITED {
        return format!("one of the {} codes of the type `{name}`", codes.len());
    }
    let quoted: Vec<_> = codes.iter().map(|code| format!("`{code}`")).collect();
    format!("one of {}", quoted.join(", "))
}

/// A closed list with a name for each value.
macro_rules! enumeration {
    ($(#[$meta:meta])* pub enum $name:ident: $type_name:literal { $($variant:ident = $code:literal;)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $(#[doc = concat!("`", $code, "`")] $variant,)*
        }

        impl $name {
            /// Every value, in the order of the schema.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The value as it stands in the XML.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }
        }

        impl Simple for $name {
            const TYPE: SimpleType = SimpleType {
                name: $type_name,
                base: "xs:string",
                rule: Rule::Enumeration(&[$($code),*]),
            };

            fn parse(text: &str) -> Result<Self, String> {
                match text { $($code => Ok(Self::$variant),)* _ => Err(one_of($type_name, &[$($code),*])) }
            }

            fn to_text(&self) -> Cow<'_, str> {
                Cow::Borrowed(self.code())
            }
        }
    };
}

enumeration! {
    /// What kind of incident a report tells of.
    pub enum IncidentType: "incidentType" {
        ChildPornography = "Child Pornography (possession, manufacture, and distribution)";
        ChildSexTrafficking = "Child Sex Trafficking";
        ChildSexTourism = "Child Sex Tourism";
        ChildSexualMolestation = "Child Sexual Molestation";
        // the value of 2015; old clients still send it
        ChildSexualMolestationNotByFamilyMember = "Child Sexual Molestation (not by family member)";
        MisleadingDomainName = "Misleading Domain Name";
        MisleadingWordsOrImages = "Misleading Words or Digital Images on the Internet";
        OnlineEnticement = "Online Enticement of Children for Sexual Acts";
        UnsolicitedObsceneMaterial = "Unsolicited Obscene Material Sent to a Child";
    }
}

enumeration! {
    /// What an address is for.
    pub enum AddressType: "addressType" {
        Home = "Home"; Business = "Business"; Billing = "Billing"; Shipping = "Shipping"; Technical = "Technical";
    }
}

enumeration! {
    /// What an e-mail address is for.
    pub enum EmailType: "emailType" { Home = "Home"; Work = "Work"; Business = "Business"; Recovery = "Recovery"; }
}

enumeration! {
    /// What a phone number is for.
    pub enum PhoneType: "phoneType" {
        Mobile = "Mobile"; Home = "Home"; Business = "Business"; Work = "Work"; Fax = "Fax"; Internet = "Internet";
        Recovery = "Recovery";
    }
}

enumeration! {
    /// Why a report stands for many.
    pub enum BatchedReportReason: "batchedReportReason" { ViralPotentialMeme = "VIRAL_POTENTIAL_MEME"; }
}

enumeration! {
    /// During what an address or device was seen.
    pub enum IpCaptureType: "ipCaptureType" {
        Login = "Login"; Registration = "Registration"; Purchase = "Purchase"; Upload = "Upload"; Other = "Other";
        Unknown = "Unknown";
    }
}

enumeration! {
    /// How another account belongs to the reported one.
    pub enum AssociatedAccountType: "associatedAccountType" {
        Billing = "Billing"; Linked = "Linked"; Business = "Business"; Creator = "Creator";
        ParentOrGuardian = "Parent/Guardian"; Other = "Other";
    }
}

enumeration! {
    /// Whether a file is what is reported, or goes with it.
    pub enum FileRelevance: "fileRelevance" { Reported = "Reported"; SupplementalReported = "Supplemental Reported"; }
}

enumeration! {
    /// Classification of the industry hash-sharing agreement, for its members only.
    pub enum FileClassification: "fileClassification" { A1 = "A1"; A2 = "A2"; B1 = "B1"; B2 = "B2"; }
}

enumeration! {
    /// Where name-value pairs come from.
    pub enum MetadataType: "metadataTypes" { Exif = "EXIF"; Hash = "HASH"; }
}

/// A closed list of codes without names of their own.
macro_rules! code_list {
    ($(#[$meta:meta])* pub struct $name:ident: $type_name:literal [$($code:literal)*]) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(&'static str);

        impl $name {
            /// Every code, in the order of the schema.
            pub const CODES: &[&str] = &[$($code),*];

            /// The entry with this code, if the schema has it.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::CODES.iter().find(|known| **known == code).map(|known| Self(known))
            }

            /// The code as it stands in the XML.
            pub const fn code(self) -> &'static str {
                self.0
            }
        }

        impl Simple for $name {
            const TYPE: SimpleType = SimpleType {
                name: $type_name,
                base: "xs:string",
                rule: Rule::Enumeration(Self::CODES),
            };

            fn parse(text: &str) -> Result<Self, String> {
                Self::from_code(text).ok_or_else(|| one_of($type_name, Self::CODES))
            }

            fn to_text(&self) -> Cow<'_, str> {
                Cow::Borrowed(self.0)
            }
        }
    };
}

code_list! {
    /// A country, or the empty code. Besides ISO 3166-1 the list holds codes of address registries.
    pub struct Country: "country" [
        "" "A1" "A2" "O1" "AD" "AE" "AF" "AG" "AI" "AL" "AM" "AN" "AO" "AP" "AQ" "AR" "AS" "AT" "AU" "AW"
        "AX" "AZ" "BA" "BB" "BD" "BE" "BF" "BG" "BH" "BI" "BJ" "BL" "BM" "BN" "BO" "BQ" "BR" "BS" "BT" "BV"
        "BW" "BY" "BZ" "CA" "CC" "CD" "CF" "CG" "CH" "CI" "CK" "CL" "CM" "CN" "CO" "CR" "CU" "CV" "CX" "CW"
        "CY" "CZ" "DE" "DJ" "DK" "DM" "DO" "DZ" "EC" "EE" "EG" "EH" "ER" "ES" "ET" "EU" "FI" "FJ" "FK" "FM"
        "FO" "FR" "FX" "GA" "GB" "GD" "GE" "GF" "GG" "GH" "GI" "GL" "GM" "GN" "GP" "GQ" "GR" "GS" "GT" "GU"
        "GW" "GY" "HK" "HM" "HN" "HR" "HT" "HU" "ID" "IE" "IL" "IM" "IN" "IO" "IQ" "IR" "IS" "IT" "JE" "JM"
        "JO" "JP" "KE" "KG" "KH" "KI" "KM" "KN" "KP" "KR" "KW" "KY" "KZ" "LA" "LB" "LC" "LI" "LK" "LR" "LS"
        "LT" "LU" "LV" "LY" "MA" "MC" "MD" "ME" "MF" "MG" "MH" "MK" "ML" "MM" "MN" "MO" "MP" "MQ" "MR" "MS"
        "MT" "MU" "MV" "MW" "MX" "MY" "MZ" "NA" "NC" "NE" "NF" "NG" "NI" "NL" "NO" "NP" "NR" "NU" "NZ" "OM"
        "PA" "PE" "PF" "PG" "PH" "PK" "PL" "PM" "PN" "PR" "PS" "PT" "PW" "PY" "QA" "RE" "RO" "RS" "RU" "RW"
        "SA" "SB" "SC" "SD" "SE" "SG" "SH" "SI" "SJ" "SK" "SL" "SM" "SN" "SO" "SR" "SS" "ST" "SV" "SX" "SY"
        "SZ" "TC" "TD" "TF" "TG" "TH" "TJ" "TK" "TL" "TM" "TN" "TO" "TR" "TT" "TV" "TW" "TZ" "UA" "UG" "UM"
        "US" "UY" "UZ" "VA" "VC" "VE" "VG" "VI" "VN" "VU" "WF" "WS" "XK" "YE" "YT" "ZA" "ZM" "ZW"
    ]
}

code_list! {
    /// A state of the United States, or the empty code.
    pub struct State: "state" [
        "" "AK" "AL" "AR" "AZ" "CA" "CO" "CT" "DC" "DE" "FL" "GA" "GU" "HI" "IA" "ID" "IL" "IN" "KS" "KY"
        "LA" "MA" "MD" "ME" "MI" "MN" "MO" "MS" "MT" "NC" "ND" "NE" "NH" "NJ" "NM" "NV" "NY" "OH" "OK" "OR"
        "PA" "PR" "RI" "SC" "SD" "TN" "TX" "UT" "VA" "VI" "VT" "WA" "WI" "WV" "WY"
    ]
}

/// Text of a fixed form.
macro_rules! patterned {
    ($(#[$meta:meta])* pub struct $name:ident: $type_name:literal, $pattern:literal, $expected:literal, $fits:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            /// The text, if it has the form that the schema asks for. The error says what was expected.
            pub fn new(text: &str) -> Result<Self, String> {
                let fits: fn(&str) -> bool = $fits;
                if fits(text) { Ok(Self(text.to_owned())) } else { Err($expected.to_owned()) }
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Simple for $name {
            const TYPE: SimpleType = SimpleType {
                name: $type_name,
                base: "xs:string",
                rule: Rule::Pattern($pattern),
            };

            fn parse(text: &str) -> Result<Self, String> {
                Self::new(text)
            }

            fn to_text(&self) -> Cow<'_, str> {
                Cow::Borrowed(&self.0)
            }
        }
    };
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

patterned! {
    /// The calling code of a country, such as `+34`.
    pub struct CallingCode: "phoneCountryCallingCode", r"\+[0-9]{1,3}", "`+` and one to three digits",
    |text| text.strip_prefix('+').is_some_and(|digits| digits.len() <= 3 && all_digits(digits))
}

patterned! {
    /// The extension of a phone number.
    pub struct PhoneExtension: "phoneExtension", "[0-9]+", "digits", all_digits
}

/// Text without outer or double whitespace (`xs:token`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Token(String);

impl Token {
    /// The text, its whitespace collapsed.
    pub fn new(text: &str) -> Self {
        Self(super::shape::collapse(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Simple for Token {
    const TYPE: SimpleType = SimpleType::built_in("xs:token");

    fn parse(text: &str) -> Result<Self, String> {
        Ok(Self::new(text))
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}
