//! Who is called when a Band A alarm sounds: `[[clearinghouse.rota]]`, in the order in which it stands.

use jiff::Timestamp;
use model::hours::{Reading, Weekly};
use serde::Deserialize;
use service::config::ConfigError;
use service::webhook::{Webhook, WebhookConfig};

/// `[[clearinghouse.rota]]`: one person or team that is called.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RotaConfig {
    /// How pages name it; no two are alike.
    pub name: String,
    /// Where the call is sent, and what signs it.
    pub webhook: WebhookConfig,
    /// When it is on duty; without it, always.
    #[serde(default)]
    pub on_duty: Option<Reading>,
}

impl RotaConfig {
    fn weekly(&self) -> Result<Option<Weekly>, ConfigError> {
        let weekly = self.on_duty.as_ref().map(Reading::weekly).transpose();
        weekly.map_err(|error| {
            ConfigError::setting(format!("clearinghouse.rota.on_duty.{}", error.setting), error.reason)
        })
    }
}

/// Refuses names that do not tell one from another, and hours that are none.
pub(crate) fn check(rota: &[RotaConfig]) -> Result<(), ConfigError> {
    for (index, member) in rota.iter().enumerate() {
        let is_twice = rota.iter().take(index).any(|other| other.name == member.name);
        if member.name.trim().is_empty() || is_twice {
            let reason =
                format!("`{}` is blank or stands twice; give each entry a name of its own", member.name);
            return Err(ConfigError::setting("clearinghouse.rota.name", reason));
        }
        service::peer_url("clearinghouse.rota.webhook.url", &member.webhook.url)?;
        member.weekly()?;
    }
    Ok(())
}

/// One that is called.
pub(crate) struct RotaMember {
    pub(crate) name: String,
    pub(crate) webhook: Webhook,
    /// When it is on duty; none for always.
    on_duty: Option<Weekly>,
}

impl RotaMember {
    /// Whether it is on duty at an instant.
    pub(crate) fn is_on_duty(&self, at: Timestamp) -> bool {
        self.on_duty.as_ref().is_none_or(|weekly| weekly.is_open(at))
    }
}

/// The rota with its secrets.
///
/// # Errors
/// A secret that cannot be read, that others can read, or that is too short.
pub(crate) fn open(rota: &[RotaConfig]) -> Result<Vec<RotaMember>, ConfigError> {
    let open_one = |member: &RotaConfig| {
        Ok(RotaMember {
            name: member.name.clone(),
            webhook: member.webhook.open("clearinghouse.rota.webhook")?,
            on_duty: member.weekly()?,
        })
    };
    rota.iter().map(open_one).collect()
}

/// Whom the call at a `position` reaches, and whether it is the last of its round: those on duty one after the other, then from the beginning.
/// Where nobody is on duty everybody is called: an alarm that nobody hears is worse than one at night.
pub(crate) fn choose(rota: &[RotaMember], at: Timestamp, position: i64) -> Option<(&RotaMember, bool)> {
    let mut called: Vec<&RotaMember> = rota.iter().filter(|member| member.is_on_duty(at)).collect();
    if called.is_empty() {
        called = rota.iter().collect();
    }
    let place = usize::try_from(position).ok()?.checked_rem(called.len())?;
    let member = *called.get(place)?;
    Some((member, place + 1 == called.len()))
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;

    fn member(name: &str, from: &str, to: &str) -> RotaMember {
        let text = format!(
            "zone = \"Europe/Madrid\"\nhours = [{{ days = [1,2,3,4,5,6,7], from = \"{from}\", to = \"{to}\" }}]"
        );
        let config = RotaConfig {
            name: name.into(),
            webhook: WebhookConfig { url: "http://127.0.0.1:9/".into(), secret_file: PathBuf::new() },
            on_duty: Some(service::config::parse(Path::new("hours.toml"), &text).unwrap()),
        };
        let secret = "0123456789abcdef0123456789abcdef".into();
        let webhook = Webhook { url: config.webhook.url.parse().unwrap(), secret };
        RotaMember { name: config.name.clone(), webhook, on_duty: config.weekly().unwrap() }
    }

    fn named(rota: &[RotaMember], at: &str, position: i64) -> Option<(String, bool)> {
        let chosen = choose(rota, at.parse().unwrap(), position);
        chosen.map(|(member, is_last)| (member.name.clone(), is_last))
    }

    #[test]
    fn those_on_duty_are_called_in_turn_and_everybody_when_nobody_is() {
        let rota = [
            member("day", "08:00", "20:00"),
            member("night", "20:00", "02:00"),
            member("late", "18:00", "20:00"),
        ];
        let named = |at, position| named(&rota, at, position).unwrap();
        assert_eq!(named("2024-06-01T09:00:00Z", 0), ("day".into(), true));
        assert_eq!(named("2024-06-01T09:00:00Z", 5), ("day".into(), true));
        assert_eq!(named("2024-06-01T17:00:00Z", 0), ("day".into(), false));
        assert_eq!(named("2024-06-01T17:00:00Z", 1), ("late".into(), true));
        assert_eq!(named("2024-06-01T17:00:00Z", 2), ("day".into(), false));
        // four in the morning in Madrid
        assert_eq!(named("2024-06-01T02:00:00Z", 1), ("night".into(), false));
        assert_eq!(named("2024-06-01T02:00:00Z", 2), ("late".into(), true));
    }

    #[test]
    fn an_empty_rota_calls_nobody() {
        assert_eq!(named(&[], "2024-06-01T09:00:00Z", 0), None);
    }
}
