//! Scenes of an incident that have no key of their own.

use super::labelled;
use crate::cybertipline::{Address, InternetDetails, Phone, StatedDateTime};

/// What a scene says, as labelled texts; pages and contents of e-mails have their keys.
pub(super) fn told(scene: &InternetDetails) -> Vec<String> {
    let mut lines: Vec<Option<String>> = Vec::new();
    match scene {
        InternetDetails::WebPage(page) if page.url.is_empty() => {
            lines.push(labelled("Web page", page.additional_info.as_deref()));
        }
        InternetDetails::WebPage(_) => {}
        InternetDetails::Email(email) => {
            lines.extend(
                email.email_address.iter().map(|email| labelled("E-mail address", Some(&email.address))),
            );
            lines.push(labelled("E-mail", email.additional_info.as_deref()));
        }
        InternetDetails::Newsgroup(group) => {
            lines.push(labelled("Newsgroup", group.name.as_deref()));
            lines.extend(
                group.email_address.iter().map(|email| labelled("E-mail address", Some(&email.address))),
            );
            lines.push(labelled("Newsgroup content", group.content.as_deref()));
            lines.push(labelled("Newsgroup", group.additional_info.as_deref()));
        }
        InternetDetails::ChatIm(chat) => {
            lines.push(labelled("Chat client", chat.chat_client.as_deref()));
            lines.push(labelled("Chat room", chat.chat_room_name.as_deref()));
            lines.push(labelled("Chat content", chat.content.as_deref()));
            lines.push(labelled("Chat", chat.additional_info.as_deref()));
        }
        InternetDetails::OnlineGaming(game) => {
            lines.push(labelled("Game", game.game_name.as_deref()));
            lines.push(labelled("Console", game.console.as_deref()));
            lines.push(labelled("Game content", game.content.as_deref()));
            lines.push(labelled("Game", game.additional_info.as_deref()));
        }
        InternetDetails::CellPhone(cell) => {
            lines.push(cell.phone_number.as_ref().map(|phone| format!("Mobile phone: {}", number(phone))));
            if let (Some(latitude), Some(longitude)) = (cell.latitude, cell.longitude) {
                lines.push(Some(format!("Mobile phone at: {latitude}, {longitude}")));
            }
            lines.push(labelled("Mobile phone", cell.additional_info.as_deref()));
        }
        InternetDetails::NonInternet(place) => {
            lines.push(labelled("Place", place.location_name.as_deref()));
            lines.extend(
                place.incident_address.iter().map(|stated| labelled("Address", address(stated).as_deref())),
            );
            lines.push(labelled("Place", place.additional_info.as_deref()));
        }
        InternetDetails::PeerToPeer(peer) => {
            lines.push(labelled("Peer-to-peer client", peer.client.as_deref()));
            lines.extend(peer.ip_capture_event.iter().map(|event| {
                let time = event.date_time.as_ref().map_or("", StatedDateTime::text);
                Some(format!("Peer-to-peer address: {} {time}", event.ip_address).trim_end().to_owned())
            }));
            lines.push(labelled("Peer-to-peer files", peer.file_names.as_deref()));
            lines.push(labelled("Peer-to-peer", peer.additional_info.as_deref()));
        }
    }
    lines.into_iter().flatten().collect()
}

/// An address in one line; none where it says nothing.
fn address(stated: &Address) -> Option<String> {
    let country = stated.country.map(|country| country.code());
    let state = stated.state.map(|state| state.code());
    let parts = [
        stated.address.as_deref(),
        stated.zip_code.as_deref(),
        stated.city.as_deref(),
        state,
        stated.non_usa_state.as_deref(),
        country,
    ];
    let parts: Vec<&str> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// A telephone number with its calling code, where one is stated beside it.
pub(super) fn number(phone: &Phone) -> String {
    match &phone.country_calling_code {
        Some(code) if !phone.number.trim_start().starts_with('+') => {
            format!("{} {}", code.as_str(), phone.number)
        }
        _ => phone.number.clone(),
    }
}
