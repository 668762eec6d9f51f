//! No log, no reveal: the custody log broken in six ways, and each time nothing is shown, disclosed, combined or withdrawn.

use serde_json::json;
use service::testing::TestDb;
use service::{Db, Engine, Tx};
use sqlx::Row as _;

use crate::operation::package;
use crate::support::{Client, Station, born, person, subject_of, text};

/// Of nobody else in the tests.
const NAME: [&str; 2] = ["Xenobia", "Urdiales"];

/// What can befall the log.
#[derive(Debug, Clone, Copy)]
enum Fault {
    TableMissing,
    Locked,
    WriteRaises,
    ReadOnly,
    DiskFull,
    CommitFails,
}

const FAULTS: [Fault; 6] = [
    Fault::TableMissing,
    Fault::Locked,
    Fault::WriteRaises,
    Fault::DiskFull,
    Fault::CommitFails,
    // the last: only a new start mends it
    Fault::ReadOnly,
];

impl Fault {
    /// What breaks the log, and what mends it; each outside of a transaction of ours.
    fn sql(self) -> [&'static str; 2] {
        match self {
            Self::TableMissing => [
                "ALTER TABLE custody_entry RENAME TO lost_entry",
                "ALTER TABLE lost_entry RENAME TO custody_entry",
            ],
            // a foreign writer holds the database; see `Broken`
            Self::Locked => ["PRAGMA busy_timeout = 5", "PRAGMA busy_timeout = 10000"],
            Self::WriteRaises => [
                "CREATE TRIGGER refuse BEFORE INSERT ON custody_entry BEGIN SELECT RAISE(ABORT, 'broken'); END",
                "DROP TRIGGER refuse",
            ],
            Self::ReadOnly => ["PRAGMA query_only = ON", ""],
            // see `fill_disk`
            Self::DiskFull => ["SELECT 1", "PRAGMA max_page_count = 1000000"],
            Self::CommitFails => [
                "CREATE TABLE parent (id INTEGER PRIMARY KEY);
                 CREATE TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
                 CREATE TRIGGER orphan AFTER INSERT ON custody_entry BEGIN INSERT INTO child VALUES (1); END",
                "DROP TRIGGER orphan; DROP TABLE child; DROP TABLE parent",
            ],
        }
    }
}

/// The log while it is broken.
struct Broken {
    fault: Fault,
    /// The lock of a foreign writer.
    lock: Option<(Db, Tx)>,
}

impl Broken {
    async fn new(fault: Fault, station: &Station, db: &TestDb) -> Self {
        run(station, fault.sql()[0]).await;
        let lock = match fault {
            Fault::Locked => {
                let other = Db::open_existing(db.url()).await.unwrap();
                let tx = other.begin_write("foreign").await.unwrap();
                Some((other, tx))
            }
            _ => None,
        };
        Self { fault, lock }
    }

    /// Gives the station, or a new one where the fault lies in its connection.
    async fn mend(self, station: Station, db: &TestDb) -> Station {
        if matches!(self.fault, Fault::ReadOnly) {
            station.stop().await;
            return Station::start(db).await;
        }
        if let Some((other, tx)) = self.lock {
            drop(tx);
            other.close().await;
        }
        run(&station, self.fault.sql()[1]).await;
        station
    }
}

/// On the node's one writing connection: settings of a connection stay with it.
async fn run(station: &Station, sql: &'static str) {
    let mut tx = station.running.node.db().begin_write("break").await.unwrap();
    sqlx::raw_sql(sql).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
}

/// Takes what room SQLite keeps in its last pages; every look until then is on record.
async fn fill_disk(station: &Station, inspector: &Client) {
    run(station, "CREATE TABLE IF NOT EXISTS filler (bytes BLOB)").await;
    run(station, "PRAGMA max_page_count = 1").await;
    let mut tx = station.running.node.db().begin_write("fill").await.unwrap();
    while sqlx::raw_sql("INSERT INTO filler VALUES (zeroblob(64))").execute(tx.conn()).await.is_ok() {}
    // a full disk undoes the whole transaction; what it took is free again, and no page more
    drop(tx);
    for _ in 0..100 {
        run(station, "PRAGMA max_page_count = 1").await;
        let before = entries(station).await;
        let looked = inspector.get("/api/subjects").await;
        let shown = i64::from(looked.status.is_success());
        assert_eq!(entries(station).await, before + shown, "{looked:?}");
        if shown == 0 {
            return;
        }
    }
    panic!("the disk is never full");
}

async fn entries(station: &Station) -> i64 {
    count(station, "SELECT COUNT(*) AS rows FROM custody_entry").await
}

async fn count(station: &Station, sql: &'static str) -> i64 {
    let mut tx = station.running.node.db().begin_read("count").await.unwrap();
    sqlx::query(sql).fetch_one(tx.conn()).await.unwrap().get("rows")
}

struct Case {
    inspector: Client,
    person: String,
    assignment: String,
    report: String,
    act: String,
    file: String,
}

async fn prepare(station: &Station) -> Case {
    station.receive(&package()).await.is(201);
    let inspector = station.inspector();
    let subject = subject_of(&inspector, "juvenile").await;
    let body = person(&subject, json!("all"), NAME, born("2005-03-01"), json!("unknown"));
    let person = text(&inspector.post("/api/persons", &body).await.ok(), "person_id");
    let assignment = inspector.assign(&person, "08").await;
    let [act, report, file] =
        ["act_id", "report_id", "file_sha256"].map(|field| text(&subject["acts"][0], field));
    Case { inspector, person, assignment: text(&assignment, "assignment_id"), report, act, file }
}

impl Case {
    /// Everything that shows, discloses or withdraws: each must fail, and say nothing.
    async fn fails_closed(&self, station: &Station, fault: Fault) {
        let told = json!({ "field": "name", "reason": "to ring", "legal_basis": "auto 1/2020" });
        let why = json!({ "reason": "a wrong person" });
        let asked =
            json!({ "operator": "Operador Uno", "legal_basis": "auto 2/2020", "act_ids": [self.act] });
        let reveal = format!("/api/persons/{}/reveal", self.person);
        let undo = format!("/api/assignments/{}/undo", self.assignment);
        let person = format!("/api/persons/{}", self.person);
        let page = format!("/persons/{}", self.person);
        let report = format!("/api/reports/{}", self.report);
        let opened = json!({ "sha256": self.file, "reason": "to compare it" });
        let open = format!("/api/files/{}/open", self.report);
        let by_form = format!("/files/{}/open", self.report);
        let preview = format!("/api/files/{}/preview", self.report);
        let preview_by_form = format!("/files/{}/preview", self.report);
        for (what, path, body) in [
            ("reveal", &*reveal, Some(&told)),
            ("opening", &*open, Some(&opened)),
            ("opening by the form", &*by_form, Some(&opened)),
            ("preview", &*preview, Some(&opened)),
            ("preview by the form", &*preview_by_form, Some(&opened)),
            ("withdrawal", &*undo, Some(&why)),
            ("disclosure", "/api/disclosure-requests", Some(&asked)),
            ("consultation", &*person, None),
            ("consultation", &*page, None),
            ("consultation", &*report, None),
            ("consultation", "/api/subjects", None),
        ] {
            if matches!(fault, Fault::DiskFull) {
                // a connection is given up after a full disk, and the next one has no limit
                run(station, "PRAGMA max_page_count = 1").await;
            }
            let answer = match body {
                Some(body) if what.ends_with("form") => self.inspector.submit(path, body).await,
                Some(body) => self.inspector.post(path, body).await,
                None => self.inspector.get(path).await,
            };
            assert!([500, 503].contains(&answer.status.as_u16()), "{fault:?}, {what}: {answer:?}");
            for word in [NAME[0], NAME[1], "192.0.2", "X. U.", "pattern"] {
                assert!(!answer.body.contains(word), "{fault:?}, {what}: {answer:?}");
            }
        }
    }
}

#[test]
fn broken_in_six_ways_nothing_is_shown_or_done() {
    service::testing::run(Engine::Sqlite, |db: TestDb| async move {
        db.may_leave_jobs();
        let mut station = Station::start(&db).await;
        let case = prepare(&station).await;
        for fault in FAULTS {
            let broken = Broken::new(fault, &station, &db).await;
            if matches!(fault, Fault::DiskFull) {
                fill_disk(&station, &case.inspector).await;
            }
            let before = match fault {
                Fault::TableMissing => count(&station, "SELECT COUNT(*) AS rows FROM lost_entry").await,
                _ => entries(&station).await,
            };
            case.fails_closed(&station, fault).await;
            station = broken.mend(station, &db).await;
            assert_eq!(entries(&station).await, before, "{fault:?}");
            for sql in ["SELECT COUNT(*) AS rows FROM reveal", "SELECT COUNT(*) AS rows FROM opening"] {
                assert_eq!(count(&station, sql).await, 0, "{fault:?}");
            }
            let standing = "SELECT COUNT(*) AS rows FROM assignment WHERE standing = 1";
            assert_eq!(count(&station, standing).await, 1, "{fault:?}");
            // mended, it works again
            station.inspector().get(&format!("/api/persons/{}", case.person)).await.is(200);
        }
        station.stop().await;
    });
}
