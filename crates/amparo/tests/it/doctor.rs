//! What `amparo doctor` says, and what opens a door and comes by the wrong way.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;

use service::check::{client_tls, test_tls};

use crate::run::{amparo, told};

#[test]
fn the_doctor_warns_of_a_certificate_that_has_ended() {
    let folder = tempfile::tempdir().unwrap();
    let (tls, client) = (test_tls(folder.path()), client_tls(folder.path(), "client-expired"));
    let config = format!(
        "[node]\nlisten = \"127.0.0.1:0\"\npublic_url = \"https://police.localhost\"\ndata_dir = \"{}\"\n\
         tls = {{ certificate_file = \"{}\", key_file = \"{}\" }}\n\
         client_tls = {{ certificate_file = \"{}\", key_file = \"{}\" }}\n",
        folder.path().join("data").display(),
        tls.certificate_file.display(),
        tls.key_file.display(),
        client.certificate_file.display(),
        client.key_file.display(),
    );
    std::fs::write(folder.path().join("police.toml"), config).unwrap();
    let doctor = amparo().arg("doctor").arg("--config").arg(folder.path()).output().unwrap();
    let ended = "client-expired.pem holds a certificate that ended at 2020-02-01T00:00:00Z";
    assert!(!doctor.status.success() && told(&doctor).contains(ended), "{}", told(&doctor));
    assert!(told(&doctor).contains("node.pem holds for"), "{}", told(&doctor));
}

#[test]
fn the_doctor_tells_a_certificate_for_development_from_one_in_earnest() {
    let folder = tempfile::tempdir().unwrap();
    let made =
        amparo().args(["certificate", "--name", "police.localhost", "--out"]).arg(folder.path()).output();
    assert!(made.unwrap().status.success());
    let at = |name: &str| folder.path().join(name).display().to_string();
    let config = format!(
        "[node]\nlisten = \"127.0.0.1:0\"\npublic_url = \"https://police.localhost\"\ndata_dir = \"{}\"\n\
         tls = {{ certificate_file = \"{}\", key_file = \"{}\" }}\n",
        at("data"),
        at("development.pem"),
        at("development.key"),
    );
    std::fs::write(folder.path().join("police.toml"), config).unwrap();
    let doctor = amparo().arg("doctor").arg("--config").arg(folder.path()).output().unwrap();
    let said = told(&doctor);
    assert!(said.contains("development.pem and its key belong together"), "{said}");
    assert!(said.contains("development.pem is a certificate for development alone"), "{said}");
}

#[test]
fn the_doctor_says_that_one_source_of_countries_is_not_two() {
    let folder = tempfile::tempdir().unwrap();
    let config = format!(
        "[node]\nlisten = \"127.0.0.1:0\"\npublic_url = \"https://clearinghouse.localhost\"\ndata_dir = \"{}\"\n",
        folder.path().join("data").display(),
    );
    let said = |more: &str| {
        std::fs::write(folder.path().join("clearinghouse.toml"), format!("{config}{more}")).unwrap();
        told(&amparo().arg("doctor").arg("--config").arg(folder.path()).output().unwrap())
    };
    let one = said("");
    assert!(one.contains("one source alone") && one.contains("clearinghouse.operators"), "{one}");
    assert!(!one.contains("police.toml"), "somebody else's role is not missed: {one}");
    let nobody = tempfile::tempdir().unwrap();
    let none = told(&amparo().arg("doctor").arg("--config").arg(nobody.path()).output().unwrap());
    assert!(none.contains("holds no configuration of a role"), "{none}");
    let table = folder.path().join("networks.csv");
    let named = format!("[clearinghouse]\noperators = \"{}\"\n", table.display());
    let absent = said(&named);
    assert!(absent.contains("networks.csv: No such file"), "{absent}");
    std::fs::write(&table, "cidr,country,operator,kind,from,to,source\n").unwrap();
    let two = said(&named);
    assert!(two.contains("two sources say") && !two.contains("one source alone"), "{two}");
}

#[test]
fn the_doctor_names_secrets_that_others_can_read() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let config = format!(
        "[node]\nlisten = \"127.0.0.1:0\"\npublic_url = \"https://police.localhost\"\ndata_dir = \"{}\"\n\
         database = \"postgres://police:open-sesame@db.example/police\"\n",
        data.display(),
    );
    let path = folder.path().join("police.toml");
    std::fs::write(&path, config).unwrap();
    std::fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    let doctor = |variable: &str| {
        let mut command = amparo();
        command.arg("doctor").arg("--config").arg(folder.path()).env(variable, "a long walk home");
        told(&command.output().unwrap())
    };
    let said = doctor("AMPARO_NODE_PASSPHRASE");
    assert!(said.contains("AMPARO_NODE_PASSPHRASE is set") && said.contains("passphrase_file"), "{said}");
    assert!(said.contains("police.toml holds the password of the database"), "{said}");
    let said = doctor("PGPASSWORD");
    assert!(said.contains("PGPASSWORD is set") && !said.contains("AMPARO_NODE_PASSPHRASE"), "{said}");
    assert!(!said.contains("open-sesame") && !said.contains("a long walk home"), "{said}");
}

#[test]
fn no_password_comes_by_an_argument() {
    for url in [
        "postgres://police:open-sesame@127.0.0.1:1/police",
        "postgres://127.0.0.1:1/police?password=open-sesame",
    ] {
        let output = amparo().args(["custody", "verify", "--database", url]).output().unwrap();
        let said = told(&output);
        assert!(output.status.code() == Some(2) && said.contains(".pgpass"), "{said}");
        assert!(!said.contains("open-sesame"), "{said}");
    }
}
