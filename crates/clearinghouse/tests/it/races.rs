//! Many clients at once: nothing is lost, doubled, or added to a report that is closed.

use std::collections::BTreeSet;

use service::both_engines;
use service::testing::TestDb;

use crate::harness::{ANALYST, TestClearinghouse, picture};

const AT_ONCE: u8 = 12;

both_engines! {
    async fn many_reports_at_once_are_all_filed(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let one = async |seed: u8| {
            let report = clearinghouse.submit("203.0.113.7").await;
            let file = clearinghouse.upload(report, "a.bmp", picture(seed % 3)).await.file_id.unwrap();
            let done = clearinghouse.finish_report(report).await;
            assert_eq!((done.response_code.number(), done.files.file_id.as_slice()), (0, &[file.as_str().to_owned()][..]));
            report
        };
        let filed = join_all((0..AT_ONCE).map(one)).await;
        assert_eq!(filed.iter().collect::<BTreeSet<_>>().len(), usize::from(AT_ONCE));
        for report in filed {
            let found = clearinghouse.until_state(report, "ready").await;
            assert_eq!((&found["files"], &found["file_list"][0]["digest"]), (&1.into(), &"hashed".into()));
        }
        clearinghouse.finish().await;
    }

    async fn a_file_is_in_the_report_or_refused_when_finish_overtakes_it(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let report = clearinghouse.submit("203.0.113.7").await;
        let uploads = join_all((0..AT_ONCE).map(async |seed| clearinghouse.upload(report, "a.bmp", picture(seed)).await));
        let (uploads, done) = tokio::join!(uploads, clearinghouse.finish_report(report));
        assert_eq!(done.response_code.number(), 0);
        let mut taken = BTreeSet::new();
        for upload in uploads {
            match upload.response_code.number() {
                0 => _ = taken.insert(upload.file_id.unwrap().as_str().to_owned()),
                code => assert_eq!(code, 5102),
            }
        }
        assert_eq!(taken, done.files.file_id.into_iter().collect());
        clearinghouse.until_state(report, "ready").await;
        assert_eq!(clearinghouse.vault_files(), taken.len() + 1, "a refused file leaves nothing behind");
        let list = clearinghouse.get_json(ANALYST, "/api/reports").await;
        assert_eq!(list["reports"][0]["files"], taken.len());
        clearinghouse.finish().await;
    }
}

/// Waits for all, polling them together.
async fn join_all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut pending: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        for (future, output) in &mut pending {
            if output.is_none()
                && let std::task::Poll::Ready(ready) = future.as_mut().poll(context)
            {
                *output = Some(ready);
            }
        }
        if pending.iter().all(|(_, output)| output.is_some()) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    pending.into_iter().filter_map(|(_, output)| output).collect()
}
