//! The folder: who may read it, what is left in it, who holds it.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use model::{Rng, SeededRng};
use vault::{CaseKey, Vault, VaultError};

use crate::{CHUNK, Fixture, case, content, files};

fn file_names(fixture: &Fixture) -> Vec<String> {
    let mut names: Vec<String> = files(fixture.dir.path())
        .iter()
        .map(|path| path.strip_prefix(fixture.dir.path()).unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn an_unfinished_item_leaves_no_file() {
    let fixture = Fixture::new();
    fixture.runtime.block_on(async {
        let mut sealing = fixture.vault.put(&fixture.rng, &case()).await.unwrap();
        sealing.write(&content(3 * CHUNK)).await.unwrap();
        assert_eq!(file_names(&fixture).len(), 2);
    });
    assert_eq!(file_names(&fixture), ["lock"]);
}

#[test]
fn a_cancelled_write_ends_the_item() {
    use std::task::{Context, Poll, Waker};
    let fixture = Fixture::new();
    let mut sealing = fixture.runtime.block_on(fixture.vault.put(&fixture.rng, &case())).unwrap();
    fixture.runtime.block_on(async {
        // one write to the disk may be done before the first poll ends, sixty-four are not
        let genuine = content(64 * CHUNK + 1);
        let mut writing = Box::pin(sealing.write(&genuine));
        let polled = writing.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(matches!(polled, Poll::Pending), "the chunks go to the disk");
        drop(writing);
        assert!(matches!(sealing.write(b"x").await, Err(VaultError::Interrupted)));
        assert!(matches!(sealing.finish().await, Err(VaultError::Interrupted)));
    });
    let Fixture { runtime, dir, .. } = fixture;
    // Waits for the blocking half to end.
    drop(runtime);
    assert_eq!(files(dir.path()), [dir.path().join("lock")]);
}

#[test]
fn what_a_crash_left_unfinished_is_removed_at_the_next_start_and_items_stay() {
    let Fixture { vault, rng, runtime, dir } = Fixture::new();
    let item = runtime.block_on(async {
        let mut sealing = vault.put(&rng, &case()).await.unwrap();
        sealing.write(b"finished").await.unwrap();
        sealing.finish().await.unwrap()
    });
    // A killed process runs no destructors.
    std::mem::forget(runtime.block_on(vault.put(&rng, &case())).unwrap());
    let leftover = files(&dir.path().join("incoming"));
    assert_eq!(leftover.len(), 1);
    // The forgotten item holds the vault's lock; a copy of the folder stands for the state after the crash.
    let copy = tempfile::tempdir().unwrap();
    for path in files(dir.path()) {
        let to = copy.path().join(path.strip_prefix(dir.path()).unwrap());
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(path, to).unwrap();
    }
    let vault = runtime.block_on(Vault::open(copy.path())).unwrap();
    assert!(files(&copy.path().join("incoming")).is_empty());
    assert_eq!(runtime.block_on(vault.open_item(&item, &case())).unwrap().size_bytes(), 8);
}

#[test]
fn files_and_folders_are_for_the_owner_alone() {
    let fixture = Fixture::new();
    let item = fixture.seal(b"content");
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let path = fixture.path(&item);
    assert_eq!(mode(&path), 0o600);
    for dir in path.ancestors().skip(1).take(3) {
        assert_eq!(mode(dir), 0o700, "{}", dir.display());
    }
    assert_eq!(mode(&fixture.dir.path().join("incoming")), 0o700);
}

#[test]
fn a_folder_is_held_by_one_vault_at_a_time() {
    let Fixture { vault, runtime, dir, .. } = Fixture::new();
    let second = runtime.block_on(Vault::open(dir.path()));
    assert!(matches!(second, Err(VaultError::InUse { .. })));
    drop(vault);
    runtime.block_on(Vault::open(dir.path())).unwrap();
}

#[test]
fn a_lock_that_a_child_of_the_dead_holds_for_a_moment_is_waited_for() {
    let Fixture { vault, runtime, dir, .. } = Fixture::new();
    drop(vault);
    let left = std::fs::File::open(dir.path().join("lock")).unwrap();
    left.lock().unwrap();
    let child = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(200));
        drop(left);
    });
    runtime.block_on(Vault::open(dir.path())).unwrap();
    child.join().unwrap();
}

#[test]
fn items_open_after_a_restart_under_their_own_case_key_only() {
    let fixture = Fixture::new();
    let item = fixture.seal(b"content");
    let Fixture { vault, runtime, dir, .. } = fixture;
    drop(vault);
    let again = runtime.block_on(Vault::open(dir.path())).unwrap();
    for other in [CaseKey::new("rep_1", 1, &[8; 32]), CaseKey::new("rep_2", 1, &[8; 32])] {
        let refused = runtime.block_on(again.open_item(&item, &other));
        assert!(matches!(refused, Err(VaultError::KeyRefused { .. })));
    }
    assert_eq!(runtime.block_on(again.open_item(&item, &case())).unwrap().size_bytes(), 7);
}

#[test]
fn a_removed_item_is_missing_and_removing_it_again_succeeds() {
    let fixture = Fixture::new();
    let item = fixture.seal(b"content");
    for _ in 0..2 {
        fixture.runtime.block_on(fixture.vault.remove(&item)).unwrap();
        assert!(matches!(fixture.read(&item).1, Err(VaultError::Missing { .. })));
    }
    assert_eq!(file_names(&fixture), ["lock"]);
}

#[test]
fn a_repeating_random_source_never_overwrites_an_item() {
    struct Stuck;
    impl Rng for Stuck {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(3);
        }
    }
    let fixture = Fixture::new();
    fixture.runtime.block_on(async {
        let mut first = fixture.vault.put(&Stuck, &case()).await.unwrap();
        assert!(
            matches!(fixture.vault.put(&Stuck, &case()).await, Err(VaultError::ChanceRepeats)),
            "while it is written"
        );
        first.write(b"first").await.unwrap();
        let item = first.finish().await.unwrap();
        assert!(
            matches!(fixture.vault.put(&Stuck, &case()).await, Err(VaultError::ChanceRepeats)),
            "once it is finished"
        );
        fixture.vault.open_item(&item, &case()).await.unwrap();
    });
    // A source that starts again at its beginning finds the next free name.
    let twice = [SeededRng::new(5), SeededRng::new(5)].map(|rng| {
        fixture
            .runtime
            .block_on(async { fixture.vault.put(&rng, &case()).await.unwrap().finish().await.unwrap().name })
    });
    assert_ne!(twice[0], twice[1]);
}

#[test]
fn only_old_items_that_nobody_knows_are_swept() {
    const HOUR: Duration = Duration::from_secs(3600);
    let fixture = Fixture::new();
    let [known, orphan, young] = [b"known", b"orphn", b"young"].map(|content| fixture.seal(content));
    for item in [&known, &orphan] {
        let file = std::fs::File::options().write(true).open(fixture.path(item)).unwrap();
        let made = file.metadata().unwrap().modified().unwrap();
        file.set_modified(made - 2 * HOUR).unwrap();
    }
    std::fs::write(fixture.dir.path().join("items").join(&orphan.name[..2]).join("a note"), "not ours")
        .unwrap();
    let name = known.name.clone();
    let sweep = fixture.vault.remove_unreferenced(move |found| found == name, HOUR);
    assert_eq!(fixture.runtime.block_on(sweep).unwrap(), 1);
    assert!(matches!(fixture.read(&orphan).1, Err(VaultError::Missing { .. })));
    let mut left = fixture.runtime.block_on(fixture.vault.list_names()).unwrap();
    left.sort();
    let mut expected = vec![known.name, young.name];
    expected.sort();
    assert_eq!(left, expected);
}
