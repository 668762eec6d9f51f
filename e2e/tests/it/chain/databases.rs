//! A test's three databases on one engine, and the two tests that each story is.

use std::panic::resume_unwind;

use service::Engine;
use service::testing::{TestDb, run};

use super::{Chain, Setting, Skews};

/// Runs a story on three roles. After it custody must be intact and the databases are checked and removed, even when it fails.
pub fn with_chain(engine: Engine, story: impl AsyncFnOnce(&Chain) + Send + 'static) {
    with_set_chain(engine, Setting::default(), async move |chain: &mut Chain| story(chain).await);
}

/// As [`with_chain`], where the platform also fetches what a store announces, tells verdicts, and is bound by the law of Spain.
pub fn with_equipped_chain(engine: Engine, story: impl AsyncFnOnce(&Chain) + Send + 'static) {
    let setting = Setting { equipped: true, ..Setting::default() };
    with_set_chain(engine, setting, async move |chain: &mut Chain| story(chain).await);
}

/// As [`with_chain`], with clocks that differ; the story may restart roles.
pub fn with_skewed_chain(engine: Engine, skews: Skews, story: impl AsyncFnOnce(&mut Chain) + Send + 'static) {
    with_set_chain(engine, Setting { skews, ..Setting::default() }, story);
}

fn with_set_chain(engine: Engine, setting: Setting, story: impl AsyncFnOnce(&mut Chain) + Send + 'static) {
    run(engine, move |platform: TestDb| {
        nest(move || {
            run(engine, move |clearinghouse: TestDb| {
                nest(move || {
                    run(engine, move |police: TestDb| {
                        play([platform, clearinghouse, police], setting, story)
                    });
                })
            });
        })
    });
}

async fn play(databases: [TestDb; 3], setting: Setting, story: impl AsyncFnOnce(&mut Chain)) {
    // the platform's next look for outcomes and the expiry of reports stay in the queue
    databases.iter().for_each(TestDb::may_leave_jobs);
    let mut chain = Chain::start(&databases, setting).await;
    story(&mut chain).await;
    chain.custody_sizes().await;
    chain.stop().await;
}

/// Runs what blocks, beside the runtime, and fails as it fails.
async fn nest(inner: impl FnOnce() + Send + 'static) {
    if let Err(error) = tokio::task::spawn_blocking(inner).await {
        resume_unwind(error.into_panic());
    }
}

/// Makes each `async fn name(chain: &Chain) { … }` two tests: `name::on_sqlite` and `name::on_postgres`.
macro_rules! on_both_engines {
    ($($(#[$meta:meta])* async fn $name:ident($chain:ident: &Chain) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            use super::*;

            async fn story($chain: &Chain) $body

            #[test]
            fn on_sqlite() {
                crate::chain::with_chain(service::Engine::Sqlite, story);
            }

            #[test]
            fn on_postgres() {
                crate::chain::with_chain(service::Engine::Postgres, story);
            }
        }
    )+};
}
pub(crate) use on_both_engines;
