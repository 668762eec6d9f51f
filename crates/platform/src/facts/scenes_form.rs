//! Scenes beside the page in a form of facts.

use serde_json::{Value, json};
use service::Failure;

use super::ReportFacts;
use super::account_form::lines;
use super::lines::{EVENT, FactsForm, degrees, events, objects, some, text};

impl FactsForm {
    /// The scenes, as the API takes them.
    pub(super) fn scenes(&self) -> Result<Value, Failure> {
        Ok(json!({
            "email": {
                "addresses": lines(&self.scenes_email_addresses),
                "content": text(&self.scenes_email_content),
            },
            "newsgroup": {
                "name": text(&self.scenes_newsgroup_name),
                "addresses": lines(&self.scenes_newsgroup_addresses),
                "content": text(&self.scenes_newsgroup_content),
            },
            "game": {
                "name": text(&self.scenes_game_name),
                "console": text(&self.scenes_game_console),
                "content": text(&self.scenes_game_content),
            },
            "phone": {
                "number": text(&self.scenes_phone_number),
                "latitude": degrees(&self.scenes_phone_latitude),
                "longitude": degrees(&self.scenes_phone_longitude),
            },
            "peer": {
                "client": text(&self.scenes_peer_client),
                "file_names": text(&self.scenes_peer_file_names),
                "events": objects("scenes_peer_events", &self.scenes_peer_events, &EVENT)?,
            },
        }))
    }
}

/// The scenes as a form shows them first.
pub(super) fn pairs_of_scenes(facts: &ReportFacts) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut put = |name: &str, value: String| pairs.push((name.to_owned(), value));
    let scenes = &facts.scenes;
    if let Some(scene) = &scenes.email {
        put("scenes_email_addresses", scene.addresses.join("\n"));
        put("scenes_email_content", some(&scene.content).to_owned());
    }
    if let Some(scene) = &scenes.newsgroup {
        put("scenes_newsgroup_name", some(&scene.name).to_owned());
        put("scenes_newsgroup_addresses", scene.addresses.join("\n"));
        put("scenes_newsgroup_content", some(&scene.content).to_owned());
    }
    if let Some(scene) = &scenes.game {
        put("scenes_game_name", some(&scene.name).to_owned());
        put("scenes_game_console", some(&scene.console).to_owned());
        put("scenes_game_content", some(&scene.content).to_owned());
    }
    if let Some(scene) = &scenes.phone {
        put("scenes_phone_number", some(&scene.number).to_owned());
        put("scenes_phone_latitude", some(&scene.latitude).to_owned());
        put("scenes_phone_longitude", some(&scene.longitude).to_owned());
    }
    if let Some(scene) = &scenes.peer {
        put("scenes_peer_client", some(&scene.client).to_owned());
        put("scenes_peer_file_names", some(&scene.file_names).to_owned());
        put("scenes_peer_events", events(&scene.events));
    }
    pairs
}
