//! The three custody logs, recomputed at the end, and what the roles as witnesses have cosigned of each other.

use anyhow::{Result, bail};
use serde_json::Value;

use super::wait_for;
use crate::demo::screen;
use crate::embedded::{ROLES, Set};

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
    let cosigned = wait_until_cosigned(set).await?;
    screen::hop("witnesses", &format!("checkpoints cosigned by the other two roles: {cosigned}"));
    Ok(())
}

/// Waits until every role has the cosignatures of both others under a checkpoint.
async fn wait_until_cosigned(set: &Set) -> Result<String> {
    let mut sizes = Vec::new();
    for role in ROLES {
        let size = wait_for("cosignatures", async || {
            let state: Value = set.client(role, "administrator").get("/api/custody/witnesses").await?;
            let witnesses = state["witnesses"].as_array().cloned().unwrap_or_default();
            if state["refusals"].as_array().is_none_or(|refusals| !refusals.is_empty()) {
                bail!("{role} has refused a checkpoint of another role: {state}");
            }
            let cosigned: Option<Vec<u64>> =
                witnesses.iter().map(|witness| witness["size"].as_u64()).collect();
            Ok(cosigned
                .filter(|sizes| sizes.len() == ROLES.len() - 1)
                .and_then(|sizes| sizes.into_iter().min()))
        });
        sizes.push(format!("{role} {}", size.await?));
    }
    Ok(sizes.join(", "))
}
