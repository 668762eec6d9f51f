//! What disks do to a story: a role's has no room for a while, and an item of evidence reads otherwise than it was written. When the lines are healed, at
//! the latest, somebody makes room and puts the whole item back, as from a backup.

use std::fs;
use std::path::PathBuf;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use vault::testing::set_full;

use super::chance::Chance;
use crate::chain::{Chain, Role, text};
use crate::operation::Picture;

fn vault_of(role: &Role) -> PathBuf {
    role.folder.join("vault")
}

/// Where the whole of what is damaged waits.
fn backup_of(role: &Role) -> PathBuf {
    role.folder.with_file_name("whole-items")
}

/// A third of the time the disk of one role is full from now on; whether one is.
pub(super) fn fill_one(chain: &Chain, chance: &mut Chance) -> bool {
    let at = usize::try_from(chance.below(9)).expect("small");
    let filled = chain.roles().get(at).map(|(_, role, _)| set_full(&vault_of(role), true));
    filled.is_some()
}

/// No disk is full any more.
pub(super) fn make_room(chain: &Chain) {
    for (_, role, _) in chain.roles() {
        set_full(&vault_of(role), false);
    }
}

/// How many items full disks have refused.
pub(super) fn refused(chain: &Chain) -> u64 {
    chain.roles().iter().map(|(_, role, _)| refused_by(role)).sum()
}

/// How many the disk of one role has refused.
pub(super) fn refused_by(role: &Role) -> u64 {
    vault::testing::refused(&vault_of(role))
}

/// Every item is whole again.
pub(super) fn restore(chain: &Chain) {
    for (_, role, _) in chain.roles() {
        let Ok(kept) = fs::read_dir(backup_of(role)) else { continue };
        for entry in kept {
            let entry = entry.expect("an entry");
            let path = path_of(role, entry.file_name().to_str().expect("a name"));
            // what was removed meanwhile is not brought back
            let put_back =
                if path.exists() { fs::rename(entry.path(), path) } else { fs::remove_file(entry.path()) };
            put_back.expect("a whole item");
        }
    }
}

fn path_of(role: &Role, item: &str) -> PathBuf {
    vault_of(role).join(vault::item_path(item).expect("the name of an item"))
}

/// One bit of an item is another from now on.
fn damage(role: &Role, item: &str, chance: &mut Chance) {
    let (path, backup) = (path_of(role, item), backup_of(role));
    let mut bytes = fs::read(&path).expect("an item");
    let at = usize::try_from(chance.below(bytes.len() as u64)).expect("small");
    bytes[at] ^= 1_u8 << chance.below(8);
    fs::create_dir_all(&backup).expect("a folder");
    fs::copy(&path, backup.join(item)).expect("a copy");
    let damaged = role.folder.with_file_name("damaged-item");
    fs::write(&damaged, bytes).expect("a file");
    fs::rename(damaged, path).expect("a damaged item");
}

/// The file of an upload is damaged, for one look or until [`restore`]: who opens it hears so, and gets nothing of it.
pub(super) async fn damage_upload(chain: &Chain, stored: &Value, chance: &mut Chance) {
    let upload_id = text(&stored["upload_id"]);
    let sql = "SELECT name FROM evidence_item JOIN upload USING (evidence_item_id) WHERE upload_id = $1";
    damage(&chain.platform, &item_of(&chain.platform, sql, &upload_id).await, chance);
    let moderator = chain.platform.client("marta");
    let files = moderator.get(&format!("/api/files/{upload_id}")).await;
    let body = json!({"sha256": files["files"][0]["sha256"], "reason": "comparar con la ficha"});
    let path = format!("/api/files/{upload_id}/open");
    let refused = moderator.refused(&path, &body, StatusCode::CONFLICT).await;
    assert!(text(&refused["detail"]).contains("the vault is damaged"), "{refused}");
    if chance.once_in(2) {
        restore(chain);
        let opened = moderator.request(Method::POST, &path).json(&body).send().await.expect("an answer");
        assert_eq!(opened.status(), StatusCode::OK);
        assert_eq!(opened.bytes().await.expect("the file")[..], Picture::Spots.bytes()[..]);
    }
}

/// What a report says lies damaged at the clearinghouse until [`restore`].
pub(super) async fn damage_report(chain: &Chain, report_number: i64, chance: &mut Chance) {
    let sql = "SELECT xml_item FROM report WHERE CAST(report_number AS TEXT) = $1";
    let item = item_of(&chain.clearinghouse, sql, &report_number.to_string()).await;
    damage(&chain.clearinghouse, &item, chance);
}

async fn item_of(role: &Role, sql: &'static str, of: &str) -> String {
    let mut tx = role.running().node.db().begin_read("find-item").await.expect("a transaction");
    sqlx::query_scalar(sql).bind(of).fetch_one(tx.conn()).await.expect("one item")
}
