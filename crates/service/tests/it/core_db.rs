//! Opening, migrating and transactions.

use service::testing::{TestDb, TestNode};
use service::{Db, DbError, Engine, Migration, both_engines};
use sqlx::Row;

const FIRST: Migration = Migration {
    version: 1,
    name: "animals",
    // several statements, a semicolon and a dollar in a text, a comment with a semicolon
    sql: "CREATE TABLE animal (animal_id TEXT PRIMARY KEY, sound TEXT NOT NULL);
          -- the first; there are others
          INSERT INTO animal VALUES ('cat', 'm; $1 ''iau');
          CREATE INDEX animal_sound ON animal (sound);",
};
const SECOND: Migration =
    Migration { version: 2, name: "a-dog", sql: "INSERT INTO animal VALUES ('dog', 'guau')" };
const BAD_SECOND: Migration = Migration {
    version: 2,
    name: "a-fault",
    sql: "INSERT INTO animal VALUES ('dog', 'guau'); INSERT INTO no_such_table VALUES (1)",
};

const ONE: &[Migration] = &[FIRST];
const BOTH: &[Migration] = &[FIRST, SECOND];
const BROKEN: &[Migration] = &[FIRST, BAD_SECOND];
const EDITED: &[Migration] = &[Migration { sql: "CREATE TABLE animal (animal_id TEXT)", ..FIRST }];
const UNORDERED: &[Migration] = &[SECOND, FIRST];

async fn animals(db: &Db) -> Vec<String> {
    let mut tx = db.begin_read("animals").await.unwrap();
    let rows = sqlx::query("SELECT sound FROM animal ORDER BY animal_id").fetch_all(tx.conn()).await.unwrap();
    rows.iter().map(|row| row.get("sound")).collect()
}

async fn refusal(db: &TestDb, migrations: &'static [Migration]) -> DbError {
    Db::open(db.url(), migrations).await.expect_err("the schema is refused")
}

both_engines! {
    async fn migrations_apply_once_and_in_order(db: TestDb) {
        Db::open(db.url(), ONE).await.unwrap().close().await;
        let opened = Db::open(db.url(), BOTH).await.unwrap();
        assert_eq!(animals(&opened).await, ["m; $1 'iau", "guau"]);
        opened.close().await;
        let again = Db::open(db.url(), BOTH).await.unwrap();
        assert_eq!(animals(&again).await.len(), 2);
    }

    async fn four_starts_at_once_migrate_once(db: TestDb) {
        let starts = (0..4).map(|_| Db::open(db.url(), BOTH));
        for opened in futures::future::join_all(starts).await {
            assert_eq!(animals(&opened.unwrap()).await.len(), 2);
        }
    }

    async fn a_newer_schema_refuses_an_older_program(db: TestDb) {
        Db::open(db.url(), BOTH).await.unwrap();
        let error = refusal(&db, ONE).await;
        assert!(matches!(error, DbError::NewerSchema { version: 2, .. }), "{error}");
        assert!(error.to_string().contains("version 2 (`a-dog`) of the `role` schema"), "{error}");
    }

    async fn an_edited_migration_refuses_to_start(db: TestDb) {
        Db::open(db.url(), ONE).await.unwrap();
        let error = refusal(&db, EDITED).await;
        assert!(matches!(error, DbError::ChangedMigration { version: 1, .. }), "{error}");
        assert!(matches!(refusal(&db, UNORDERED).await, DbError::MigrationOrder { version: 1, .. }));
    }

    async fn a_failed_migration_leaves_the_schema_as_it_was(db: TestDb) {
        Db::open(db.url(), ONE).await.unwrap().close().await;
        let error = refusal(&db, BROKEN).await;
        assert!(matches!(error, DbError::Migration { version: 2, .. }), "{error}");
        let opened = Db::open(db.url(), ONE).await.unwrap();
        assert_eq!(animals(&opened).await.len(), 1);
    }

    async fn what_is_not_committed_is_not_there(node: TestNode) {
        let mut tx = node.db().begin_write("make").await.unwrap();
        sqlx::query("CREATE TABLE animal (sound TEXT)").execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = node.db().begin_write("forget").await.unwrap();
        sqlx::query("INSERT INTO animal VALUES ('mu')").execute(tx.conn()).await.unwrap();
        drop(tx);
        let mut tx = node.db().begin_read("look").await.unwrap();
        assert!(sqlx::query("SELECT sound FROM animal").fetch_optional(tx.conn()).await.unwrap().is_none());
        let written = sqlx::query("INSERT INTO animal VALUES ('be')").execute(tx.conn()).await;
        assert!(written.is_err(), "a reading transaction wrote");
    }

    async fn a_commit_after_a_swallowed_error_never_lies(node: TestNode) {
        let mut tx = node.db().begin_write("make").await.unwrap();
        sqlx::query("CREATE TABLE animal (sound TEXT PRIMARY KEY)").execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = node.db().begin_write("twice").await.unwrap();
        sqlx::query("INSERT INTO animal VALUES ('mu')").execute(tx.conn()).await.unwrap();
        let twice = sqlx::query("INSERT INTO animal VALUES ('mu')").execute(tx.conn()).await.unwrap_err();
        assert!(DbError::from(twice).is_unique_violation());
        let committed = tx.commit().await.is_ok();
        let mut tx = node.db().begin_read("look").await.unwrap();
        let kept = sqlx::query("SELECT sound FROM animal").fetch_optional(tx.conn()).await.unwrap().is_some();
        assert_eq!(committed, kept);
        assert_eq!(committed, node.db().engine() == Engine::Sqlite);
    }

    async fn values_come_back_as_they_went(node: TestNode) {
        let mut tx = node.db().begin_write("make").await.unwrap();
        sqlx::query("CREATE TABLE value (a TEXT, b BIGINT, c DOUBLE PRECISION, d TEXT, e BIGINT)")
            .execute(tx.conn())
            .await
            .unwrap();
        sqlx::query("INSERT INTO value VALUES ($1, $2, $3, $4, $5)")
            .bind("Añó\u{1F44D}")
            .bind(i64::MIN)
            .bind(0.1_f64)
            .bind(None::<String>)
            .bind(None::<i64>)
            .execute(tx.conn())
            .await
            .unwrap();
        let row = sqlx::query("SELECT a, b, c, d, e, COUNT(*) OVER () AS n FROM value").fetch_one(tx.conn()).await.unwrap();
        assert_eq!(row.get::<String, _>("a"), "Añó\u{1F44D}");
        assert_eq!((row.get::<i64, _>("b"), row.get::<i64, _>("n")), (i64::MIN, 1));
        assert!((row.get::<f64, _>("c") - 0.1).abs() < f64::EPSILON);
        assert_eq!((row.get::<Option<String>, _>("d"), row.get::<Option<i64>, _>("e")), (None, None));
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_at_once_with_the_reason() {
    let db = TestDb::create(Engine::Sqlite).await;
    let path = db.folder().join("other.db");
    std::fs::write(&path, [7; 8192]).unwrap();
    let began = std::time::Instant::now();
    let error = Db::open(&format!("sqlite:{}", path.display()), ONE).await.unwrap_err();
    let DbError::Open(reason) = error else { panic!("{error}") };
    assert!(reason.to_string().contains("not a database"), "{reason}");
    assert!(began.elapsed() < std::time::Duration::from_secs(20), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_wrong_address_is_refused_with_the_form_that_is_wanted() {
    let error = Db::open("mysql://u:secret@h/d", &[]).await.unwrap_err().to_string();
    assert!(error.contains("sqlite:PATH") && !error.contains("secret"), "{error}");
    let error = Db::open("sqlite:/no/such/folder/x.db", &[]).await.unwrap_err();
    assert!(matches!(error, DbError::Open(_)), "{error}");
}
