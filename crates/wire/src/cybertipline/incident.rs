//! Where on the internet (or off it) the incident took place.

use super::people::{Address, Email, IpCaptureEvent, Phone};
use super::shape::{choice, record};

choice! {
    /// One scene of the incident.
    pub enum InternetDetails: "internetDetails" {
        WebPage(WebPageIncident) = "webPageIncident";
        Email(EmailIncident) = "emailIncident";
        Newsgroup(NewsgroupIncident) = "newsgroupIncident";
        ChatIm(ChatImIncident) = "chatImIncident";
        OnlineGaming(OnlineGamingIncident) = "onlineGamingIncident";
        CellPhone(CellPhoneIncident) = "cellPhoneIncident";
        NonInternet(NonInternetIncident) = "nonInternetIncident";
        PeerToPeer(PeerToPeerIncident) = "peer2peerIncident";
    }
}

record! {
    /// On a page of the web.
    #[derive(Default)]
    pub struct WebPageIncident: Sequence "webPageIncident" {
        /// With or without a scheme.
        url: Vec<String> = element "url".solid();
        additional_info: Option<String> = element "additionalInfo".filled();
        third_party_hosted_content: Option<bool> = attribute "thirdPartyHostedContent";
    }
}

record! {
    /// By e-mail.
    #[derive(Default)]
    pub struct EmailIncident: Sequence "emailIncident" {
        email_address: Vec<Email> = element "emailAddress";
        content: Option<String> = element "content".filled();
        additional_info: Option<String> = element "additionalInfo".filled();
    }
}

record! {
    /// In a newsgroup.
    #[derive(Default)]
    pub struct NewsgroupIncident: Sequence "newsgroupIncident" {
        name: Option<String> = element "name".max(255);
        email_address: Vec<Email> = element "emailAddress";
        content: Option<String> = element "content".filled();
        additional_info: Option<String> = element "additionalInfo".filled();
    }
}

record! {
    /// In a chat or by instant message.
    #[derive(Default)]
    pub struct ChatImIncident: Sequence "chatImIncident" {
        chat_client: Option<String> = element "chatClient".max(255);
        chat_room_name: Option<String> = element "chatRoomName".max(255);
        content: Option<String> = element "content".filled();
        additional_info: Option<String> = element "additionalInfo".filled();
    }
}

record! {
    /// In an online game.
    #[derive(Default)]
    pub struct OnlineGamingIncident: Sequence "onlineGamingIncident" {
        game_name: Option<String> = element "gameName".max(255);
        console: Option<String> = element "console".max(255);
        content: Option<String> = element "content".filled();
        additional_info: Option<String> = element "additionalInfo".filled();
    }
}

record! {
    /// By mobile phone.
    #[derive(Default)]
    pub struct CellPhoneIncident: Sequence "cellPhoneIncident" {
        phone_number: Option<Phone> = element "phoneNumber";
        /// Degrees.
        latitude: Option<f64> = element "latitude".between(-90, 90);
        /// Degrees.
        longitude: Option<f64> = element "longitude".between(-180, 180);
        additional_info: Option<String> = element "additionalInfo".filled();
    }
}

record! {
    /// Off the internet.
    #[derive(Default)]
    pub struct NonInternetIncident: Sequence "nonInternetIncident" {
        location_name: Option<String> = element "locationName".max(255);
        incident_address: Vec<Address> = element "incidentAddress";
        additional_info: Option<String> = element "additionalInfo".filled();
    }
}

record! {
    /// In a peer-to-peer network.
    #[derive(Default)]
    pub struct PeerToPeerIncident: Sequence "peer2peerIncident" {
        client: Option<String> = element "client".max(255);
        ip_capture_event: Vec<IpCaptureEvent> = element "ipCaptureEvent";
        file_names: Option<String> = element "fileNames";
        additional_info: Option<String> = element "additionalInfo".filled();
    }
}
