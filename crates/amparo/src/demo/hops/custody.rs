//! The three custody logs, recomputed at the end.

use anyhow::{Result, bail};
use serde_json::Value;

use crate::demo::screen;
use crate::embedded::Set;

/// Has each role recompute its log.
pub(in crate::demo) async fn verify(set: &Set) -> Result<()> {
    let mut sizes = Vec::new();
    for (role, name) in
        [("platform", "administrator"), ("clearinghouse", "administrator"), ("police", "administrator")]
    {
        let verdict: Value = set.client(role, name).get("/api/custody/verify").await?;
        if verdict["verdict"]["finding"] != "intact" {
            bail!("the custody log of {role} is not intact: {verdict}");
        }
        sizes.push(format!("{role} {}", verdict["size"]));
    }
    screen::hop("custody", &format!("entries recomputed and intact: {}", sizes.join(", ")));
    Ok(())
}
