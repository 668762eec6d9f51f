//! The three roles witness each other: each log's checkpoint carries what the other two say of it.

use custody::Checkpoint;
use note::Note;

use crate::chain::{Chain, Role, on_both_engines, until};
use crate::operation::{file_all, refer, until_delivered};

on_both_engines! {
    async fn the_roles_cosign_each_other_s_checkpoints(chain: &Chain) {
        // a witness that is down from the beginning holds up nobody
        chain.witness_lines[2].cut();
        assert_eq!(file_all(chain).await.len(), 5);
        let referral_id = refer(chain, 5).await;
        until_delivered(chain, &referral_id).await;
        let waiting = until("the platform says that the police do not cosign", || async {
            let state = chain.platform.client("alba").get("/api/custody/witnesses").await;
            let police = state["witnesses"].as_array()?.iter().find(|one| names(one, "police"))?.clone();
            police["trouble"].is_string().then_some(police)
        }).await;
        assert!(waiting["size"].is_null() && waiting["waiting_since"].is_string(), "{waiting}");
        chain.witness_lines[2].open(chain.police.running().addr);
        for (name, role, staff) in chain.roles() {
            until(&format!("{name}'s checkpoint carries both cosignatures"), || async {
                cosigned_by(chain, name, role, staff).await.then_some(())
            }).await;
            let state = role.client(staff).get("/api/custody/witnesses").await;
            assert_eq!(state["refusals"].as_array().map(Vec::len), Some(0), "{name}: {state}");
            assert_eq!(state["logs"].as_array().map(Vec::len), Some(2), "{name}: {state}");
        }
    }
}

fn names(witness: &serde_json::Value, role: &str) -> bool {
    witness["name"].as_str().is_some_and(|name| name == format!("{role}.localhost/{role}/witness"))
}

/// Whether the checkpoint as others read it is signed by its log and cosigned by both other roles, by their own keys.
async fn cosigned_by(chain: &Chain, name: &str, role: &Role, staff: &str) -> bool {
    if role.client(staff).get("/api/custody/witnesses").await["size"].is_null() {
        return false;
    }
    let bytes = role.client(staff).bytes("/custody/checkpoint").await;
    let key = role.running().node.publisher().expect("a publisher").verifier();
    let checkpoint = Checkpoint::open(&bytes, &key).expect("signed by its log");
    assert_eq!(checkpoint.origin, format!("{name}.localhost/{name}"));
    let read = Note::parse(&bytes).expect("a note");
    let others = chain.roles().into_iter().filter(|(other, ..)| *other != name);
    others.into_iter().all(|(_, other, _)| {
        let witness = other.running().node.witnessing().expect("a witness").verifier();
        read.lines.iter().any(|line| witness.check(&read.text, line).expect("it fits").is_some())
    })
}
