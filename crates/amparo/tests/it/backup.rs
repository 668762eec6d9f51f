//! The operator's drill, step by step as its page says, on a node that played a whole operation.

use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::run::{Demo, amparo, repository, told};

/// The shell blocks of the drill, in order.
fn steps() -> Vec<String> {
    let page = std::fs::read_to_string(repository("docs/operator/backup.md")).unwrap();
    let drill = page.split_once("## Drill").unwrap().1;
    let blocks = drill.split("```sh\n").skip(1).map(|block| block.split_once("```").unwrap().0.to_owned());
    blocks.collect()
}

fn follow(step: &str, demo: &Demo, role: &str) -> Output {
    let path = Path::new(env!("CARGO_BIN_EXE_amparo")).parent().unwrap().display().to_string();
    let folder = demo.folder.path();
    let output = Command::new("sh")
        .args(["-eu", "-c", step])
        .env("PATH", format!("{path}:{}", std::env::var("PATH").unwrap()))
        .env("CONFIG", demo.data().join(format!("{role}.toml")))
        .env("DATA", demo.data().join(role))
        .env("BACKUP", folder.join(format!("backup-{role}")))
        .env("KEYS", folder.join("keys"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{step}\n{}", told(&output));
    output
}

#[test]
fn the_drill_of_the_operators_page_brings_a_node_back() {
    let mut demo = Demo::new(7350, &[]);
    let mut child = demo.start();
    let up = (0..1200).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        demo.said().contains("stay up until Ctrl-C")
    });
    assert!(up, "{}", demo.said());
    std::fs::create_dir(demo.folder.path().join("keys")).unwrap();
    let steps = steps();
    assert_eq!(steps.len(), 5, "{steps:?}");
    // the node runs
    let taken = String::from_utf8(follow(&steps[0], &demo, "police").stdout).unwrap();
    assert!(
        taken.contains("The node key is not in it") && !taken.contains(" 0 of them new items"),
        "{taken}"
    );
    follow(&steps[1], &demo, "police");
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(child.wait().unwrap().success(), "{}", demo.said());
    follow(&steps[2], &demo, "police");
    let restored = String::from_utf8(follow(&steps[3], &demo, "police").stdout).unwrap();
    assert!(!restored.contains("NOT KNOWN"), "{restored}");
    let checked = String::from_utf8(follow(&steps[4], &demo, "police").stdout).unwrap();
    assert!(checked.contains(" 0 damaged") && !checked.starts_with("0 items"), "{checked}");
    the_node_starts(&demo);
    keys_and_damage_are_refused(&demo);
}

fn the_node_starts(demo: &Demo) {
    let config = demo.data().join("police.toml");
    let mut child = amparo()
        .args(["serve", "police", "--config"])
        .arg(config)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut said = [0; 20];
    child.stdout.take().unwrap().read_exact(&mut said).unwrap();
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(&said, b"police listens on ht");
}

fn keys_and_damage_are_refused(demo: &Demo) {
    let (config, to) = (demo.data().join("police.toml"), demo.folder.path().join("backup-police"));
    let refused = |command: &mut Command| {
        let output = command.arg("--config").arg(&config).output().unwrap();
        assert!(!output.status.success(), "{}", told(&output));
        told(&output)
    };
    let said = refused(amparo().args(["backup", "--with-key", "--to"]).arg(&to));
    assert!(said.contains("never goes into a backup"), "{said}");
    let found = |name: &str| {
        let output = Command::new("find").arg(&to).args(["-name", name]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!((found("node.key"), found("*.partial")), (String::new(), String::new()));
    let keys = found("*.key");
    let mut names: Vec<_> = keys.lines().filter_map(|key| Path::new(key).file_name()).collect();
    names.sort();
    assert_eq!(names, ["log.key", "witness.key"], "only the keys that the node key seals: {keys}");
    let manifest = found("manifest.json");
    let generation = Path::new(manifest.trim()).parent().unwrap();
    let said = refused(amparo().args(["restore", "--erasures-lost", "--from"]).arg(generation));
    assert!(said.contains("not empty"), "{said}");
    let said = refused(amparo().args(["restore", "--from"]).arg(generation));
    assert!(said.contains("--erased-log"), "{said}");
    lost_erasures_are_said_loudly(demo, generation);
    let text = std::fs::read_to_string(manifest.trim()).unwrap();
    std::fs::write(manifest.trim(), text.replace("\"role\": \"police\"", "\"role\": \"polizei\"")).unwrap();
    let said = refused(amparo().args(["restore", "--check", "--from"]).arg(generation));
    assert!(said.contains("manifest.json: damaged"), "{said}");
}

fn lost_erasures_are_said_loudly(demo: &Demo, generation: &Path) {
    let config = std::fs::read_to_string(demo.data().join("police.toml")).unwrap();
    let folder = demo.folder.path().join("elsewhere");
    std::fs::create_dir(&folder).unwrap();
    let data = demo.data().join("police").canonicalize().unwrap().display().to_string();
    let config = config.replace(&data, &folder.join("police").display().to_string());
    std::fs::write(folder.join("police.toml"), config).unwrap();
    let mut command = amparo();
    command.args(["restore", "--erasures-lost", "--from"]).arg(generation);
    let output = command.arg("--config").arg(folder.join("police.toml")).output().unwrap();
    assert!(output.status.success() && told(&output).contains("ARE NOT KNOWN HERE"), "{}", told(&output));
    assert!(folder.join("police/police.db").exists());
}
