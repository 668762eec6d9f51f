//! How far types of hashes are enabled.

use std::collections::BTreeMap;

use service::{DbError, Tx};
use sqlx::Row as _;

use crate::signal::SignalType;

/// The ratios that were set; a type without one is enabled.
pub(crate) async fn list(tx: &mut Tx) -> Result<BTreeMap<SignalType, f64>, DbError> {
    let rows =
        sqlx::query("SELECT signal_type, enabled_ratio FROM signal_type_ratio").fetch_all(tx.conn()).await?;
    let mut ratios = BTreeMap::new();
    for row in &rows {
        let name: String = row.try_get("signal_type")?;
        if let Some(signal_type) = SignalType::find(&name) {
            ratios.insert(signal_type, row.try_get("enabled_ratio")?);
        }
    }
    Ok(ratios)
}

/// Sets one.
pub(crate) async fn set(tx: &mut Tx, signal_type: SignalType, enabled_ratio: f64) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO signal_type_ratio (signal_type, enabled_ratio) VALUES ($1, $2)
         ON CONFLICT (signal_type) DO UPDATE SET enabled_ratio = excluded.enabled_ratio",
    )
    .bind(signal_type.as_str())
    .bind(enabled_ratio)
    .execute(tx.conn())
    .await?;
    Ok(())
}
