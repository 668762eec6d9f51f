//! The closed list of facts.

macro_rules! facts {
    ($($variant:ident = $key:literal at $element:literal, $says:literal, $why:literal;)*) => {
        /// A fact that reports should state and the schema does not ask for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Missing {
            $(#[doc = concat!("`", $key, "`: see [`Self::says`].")] $variant,)*
        }

        impl Missing {
            /// Every fact, in the order of the documents.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// A stable name for machines, texts and weights: lower case with hyphens. It never changes its meaning.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }

            /// The element (path without counts) that would state it.
            pub const fn element(self) -> &'static str {
                match self { $(Self::$variant => $element,)* }
            }

            /// What is missing: an English sentence.
            pub const fn says(self) -> &'static str {
                match self { $(Self::$variant => $says,)* }
            }

            /// Why a police unit needs it: an English sentence.
            pub const fn why(self) -> &'static str {
                match self { $(Self::$variant => $why,)* }
            }

            /// The fact of this key.
            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|fact| fact.key() == key)
            }
        }
    };
}

facts! {
    DateMeaning = "date-meaning" at "report/incidentSummary/incidentDateTimeDescription",
        "Nothing says what the date of the incident is: of the upload, of the message, or of when it was found.",
        "Who held an address is asked for one moment, and the law of the moment of the act applies.";
    Scene = "scene" at "report/internetDetails",
        "No internetDetails: nothing says where it happened.",
        "The place decides which records to ask for, and of whom.";
    Url = "url" at "report/internetDetails/webPageIncident/url",
        "A web page is reported without its address.",
        "Without the address the page can be neither secured nor taken down.";
    Conversation = "conversation" at "report/internetDetails/chatImIncident/content",
        "A conversation is reported without its text.",
        "The text shows whether a child is being asked, threatened or about to be met.";
    ReporterContact = "reporter-contact" at "report/reporter/contactPerson",
        "Nobody at the reporting company can be reached: neither e-mail nor phone.",
        "An urgent question must reach a person, not a form.";
    ReportedAccount = "reported-account" at "report/personOrUserReported",
        "No account and no person is reported.",
        "An investigation begins with whom to ask about.";
    AccountIdentifier = "account-identifier" at "report/personOrUserReported/espIdentifier",
        "The reported account has no espIdentifier.",
        "A court order to the company must name the account by a key that does not change.";
    AccountName = "account-name" at "report/personOrUserReported/screenName",
        "The reported account has neither screenName, displayName nor profileUrl.",
        "The same name on other services is often how two reports become one case.";
    AccountContact = "account-contact" at "report/personOrUserReported/personOrUserReportedPerson",
        "Neither an e-mail address nor a phone number of the reported account.",
        "Both lead to a person where an address of the internet does not.";
    ReportedAge = "reported-age" at "report/personOrUserReported/personOrUserReportedPerson/dateOfBirth",
        "Neither a date of birth nor an age of the reported person, not even as stated at registration.",
        "A suspect who may be a minor goes another way, from the first step on.";
    AccountAddress = "account-address" at "report/personOrUserReported/ipCaptureEvent",
        "No internet address of the reported account.",
        "It is the usual way from an account to a household, and to the country that is competent.";
    AccountDevice = "account-device" at "report/personOrUserReported/deviceId",
        "No device of the reported account.",
        "A device found in a search is tied to the account by its identifier.";
    AccountStanding = "account-standing" at "report/personOrUserReported/accountPermanentlyDisabled",
        "Nothing says whether the reported account still works, nor whether its holder was told.",
        "Whoever was warned destroys evidence, and an open account can still reach children.";
    AddressTime = "address-time" at "ipCaptureEvent/dateTime",
        "An internet address without the time at which it was seen.",
        "Addresses change hands: without the time an operator can name nobody, or names the wrong one.";
    AddressPort = "address-port" at "ipCaptureEvent/port",
        "An IPv4 address without its source port.",
        "Many subscribers share one address; the port tells them apart.";
    AddressEvent = "address-event" at "ipCaptureEvent/eventName",
        "An internet address without what it was seen at: login, upload, registration.",
        "The address of the upload belongs to the act, that of a login may not.";
    AddressPublic = "address-public" at "ipCaptureEvent/ipAddress",
        "An internet address that is not one of the public internet, or none at all.",
        "An address inside your own network leads to nobody.";
    Victim = "victim" at "report/victim",
        "The incident harms a child in contact with the reported person, and no victim is named.",
        "The child may be in danger now; to find it comes first.";
    VictimAge = "victim-age" at "report/victim/victimPerson/dateOfBirth",
        "Neither a date of birth nor an age of the victim.",
        "The age decides the offence, the urgency and how the child is approached.";
    VictimContact = "victim-contact" at "report/victim",
        "The victim has neither account, name, address, e-mail nor phone.",
        "A child who cannot be found cannot be protected.";
    Narrative = "narrative" at "report/additionalInfo",
        "No additionalInfo says what was found, how, and what else is known.",
        "Whoever reads the report was not there; two sentences save days.";
    FileName = "file-name" at "fileDetails/originalFileName",
        "The file has no originalFileName.",
        "The name is searched for on seized devices, and often says where the file comes from.";
    FileTime = "file-time" at "fileDetails/uploadedToEspTimestamp",
        "Nothing says when the file was uploaded.",
        "The time ties the file to the address that uploaded it.";
    FileViewed = "file-viewed" at "fileDetails/fileViewedByEsp",
        "Nothing says whether a person at the company has viewed the file.",
        "In several countries it decides whether police may open the file without an order.";
    FilePublic = "file-public" at "fileDetails/publiclyAvailable",
        "Nothing says whether the file was open to everybody.",
        "To spread and to possess are different offences.";
    FileHash = "file-hash" at "fileDetails/originalFileHash",
        "No hash of the file as the company holds it.",
        "It proves that the file received is the file found.";
    FileAddress = "file-address" at "fileDetails/ipCaptureEvent",
        "No internet address from which the file was uploaded.",
        "It ties this act, not only the account, to a connection.";
}
