//! A type of hashes is enabled or disabled.

use service::{Acting, Action, Done, EntryDraft, Failure};

use crate::db::types;
use crate::permissions::Permission;
use crate::signal::SignalType;

/// Sets how far a type of hashes is enabled.
pub(crate) struct SetSignalType {
    pub(crate) signal_type: SignalType,
    pub(crate) enabled_ratio: f64,
}

impl Action for SetSignalType {
    type Permission = Permission;
    type Output = f64;
    const NAME: &'static str = "set-signal-type";

    fn permission(&self) -> Permission {
        Permission::Curate
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<f64>, Failure> {
        types::set(acting.tx, self.signal_type, self.enabled_ratio).await?;
        let entry = EntryDraft::on("signal type", self.signal_type.as_str())
            .without_personal_data()
            .with("enabled_ratio", self.enabled_ratio.to_string());
        Ok(Done::new(self.enabled_ratio, entry))
    }
}
