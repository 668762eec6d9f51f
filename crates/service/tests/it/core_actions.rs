//! Actions: nothing lost among concurrent writers, receipts, permissions.

use std::sync::Arc;

use service::testing::TestNode;
use service::{
    Acting, Action, Actor, Done, EntryDraft, Failure, IdempotencyKey, Permission, Scope, both_engines,
    custody_log,
};
use sqlx::Row;

#[derive(Debug, Clone, Copy)]
enum Count {
    Add,
}

impl Permission for Count {
    fn allows(self, actor: &Actor) -> Scope {
        let Self::Add = self;
        match actor.role() {
            "inspector" => Scope::All,
            "provincial_officer" => Scope::OwnUnit,
            _ => Scope::None,
        }
    }
}

/// Reads a number, and writes it plus `step`.
struct AddToCounter {
    unit: &'static str,
    step: i64,
}

impl Action for AddToCounter {
    type Permission = Count;
    type Output = i64;
    const NAME: &'static str = "add-to-counter";

    fn permission(&self) -> Count {
        Count::Add
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<i64>, Failure> {
        acting.require_unit(self.unit, "counter")?;
        if self.step == 0 {
            return Err(Failure::refused("step", "must not be zero"));
        }
        let row = sqlx::query("SELECT value FROM counter").fetch_one(acting.tx.conn()).await?;
        let value = row.try_get::<i64, _>("value")? + self.step;
        sqlx::query("UPDATE counter SET value = $1").bind(value).execute(acting.tx.conn()).await?;
        Ok(Done::new(value, EntryDraft::on("counter", "only").with("value", value.to_string())))
    }
}

fn inspector() -> Actor {
    Actor::Staff { name: "alba".into(), role: "inspector".into(), unit: None }
}

/// What a client reads.
async fn body_of(failure: Failure) -> Vec<u8> {
    let response = axum::response::IntoResponse::into_response(failure);
    axum::body::to_bytes(response.into_body(), 4096).await.unwrap().to_vec()
}

async fn make_counter(node: &TestNode) {
    let mut tx = node.db().begin_write("make-counter").await.unwrap();
    sqlx::raw_sql("CREATE TABLE counter (value BIGINT NOT NULL); INSERT INTO counter VALUES (0)")
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn counter(node: &TestNode) -> i64 {
    let mut tx = node.db().begin_read("read-counter").await.unwrap();
    sqlx::query("SELECT value FROM counter").fetch_one(tx.conn()).await.unwrap().get("value")
}

async fn entries(node: &TestNode) -> u64 {
    custody_log::sequence(node.db()).await.unwrap();
    custody_log::verify(node.db()).await.unwrap().size
}

both_engines! {
    async fn four_hundred_concurrent_additions_lose_nothing(node: TestNode) {
        make_counter(&node).await;
        let node = Arc::new(node);
        let tasks: Vec<_> = (0..400)
            .map(|_| {
                let node = Arc::clone(&node);
                tokio::spawn(async move {
                    node.act(&inspector(), &AddToCounter { unit: "08", step: 1 }).await
                })
            })
            .collect();
        let mut outputs = Vec::new();
        for task in tasks {
            outputs.push(task.await.unwrap().unwrap());
        }
        outputs.sort_unstable();
        assert_eq!(outputs, (1..=400).collect::<Vec<i64>>());
        assert_eq!(counter(&node).await, 400);
        assert_eq!(entries(&node).await, 400);
    }

    async fn a_repeated_request_gets_the_first_output_and_does_nothing(node: TestNode) {
        make_counter(&node).await;
        let key = IdempotencyKey::parse("order-1").unwrap();
        let action = AddToCounter { unit: "08", step: 5 };
        let first = node.act_once(&inspector(), Some(&key), [1; 32], &action).await.unwrap();
        let again = node.act_once(&inspector(), Some(&key), [1; 32], &action).await.unwrap();
        assert_eq!((first.output, first.replayed), (5, false));
        assert_eq!((again.output, again.replayed), (5, true));
        let other = node.act_once(&inspector(), Some(&key), [2; 32], &action).await.unwrap_err();
        assert_eq!(other.status(), 409);
        let someone_else = Actor::Staff { name: "berta".into(), role: "inspector".into(), unit: None };
        let theirs = node.act_once(&someone_else, Some(&key), [2; 32], &action).await.unwrap();
        assert_eq!((theirs.output, theirs.replayed), (10, false));
        let keyless = node.act_once(&inspector(), None, [1; 32], &action).await.unwrap();
        assert_eq!((keyless.output, keyless.replayed), (15, false));
        assert_eq!(entries(&node).await, 3);
    }

    async fn twenty_copies_of_one_request_at_once_count_once(node: TestNode) {
        make_counter(&node).await;
        let node = Arc::new(node);
        let tasks: Vec<_> = (0..20)
            .map(|_| {
                let node = Arc::clone(&node);
                tokio::spawn(async move {
                    let key = IdempotencyKey::parse("same").unwrap();
                    let action = AddToCounter { unit: "08", step: 1 };
                    node.act_once(&inspector(), Some(&key), [9; 32], &action).await.unwrap()
                })
            })
            .collect();
        let mut fresh = 0;
        for task in tasks {
            let done = task.await.unwrap();
            assert_eq!(done.output, 1);
            fresh += u32::from(!done.replayed);
        }
        assert_eq!((fresh, counter(&node).await, entries(&node).await), (1, 1, 1));
    }

    async fn who_may_not_is_denied_and_a_refusal_leaves_nothing(node: TestNode) {
        make_counter(&node).await;
        let add = AddToCounter { unit: "08", step: 1 };
        let machine = Actor::Machine { name: "acme".into(), role: "reporting_party".into() };
        assert_eq!(node.act(&machine, &add).await.unwrap_err().status(), 404);
        let officer = |unit: &str| Actor::Staff {
            name: "carla".into(),
            role: "provincial_officer".into(),
            unit: Some(unit.into()),
        };
        let another_unit_s = node.act(&officer("28"), &add).await.unwrap_err();
        assert_eq!(another_unit_s.status(), 404);
        assert_eq!(body_of(another_unit_s).await, body_of(Failure::absent("counter")).await);
        assert_eq!(node.act(&officer("08"), &add).await.unwrap(), 1);
        let refused = node.act(&inspector(), &AddToCounter { unit: "08", step: 0 }).await.unwrap_err();
        assert_eq!(refused.to_string(), "step: must not be zero");
        assert_eq!((counter(&node).await, entries(&node).await), (1, 1));
    }
}
