//! What a configuration may say.

use super::*;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    node: NodeConfig,
}

const GOOD: &str = "[node]\nlisten = \"127.0.0.1:7003\"\npublic_url = \"http://police.localhost:7003\"\n\
                    data_dir = \"/var/lib/amparo\"\n";

const TLS: &str = "data_dir = \"d\"\ntls = { certificate_file = \"node.pem\", key_file = \"node.key\" }\n";

fn read(text: &str) -> Result<NodeConfig, ConfigError> {
    parse::<Config>(Path::new("police.toml"), text).map(|config| config.node)
}

#[test]
fn days_begin_by_the_clock_of_the_country_or_by_the_node_s_own() {
    let config = read(&GOOD.replace("data_dir", "time_zone = \"America/New_York\"\ndata_dir")).unwrap();
    for (country, clock) in [
        ("ES", "Europe/Madrid"),
        ("PT", "Europe/Lisbon"),
        ("US", "America/New_York"),
        ("", "America/New_York"),
    ] {
        assert_eq!(config.clock_of(country).unwrap().iana_name(), Some(clock), "{country}");
    }
}

#[test]
fn the_smallest_configuration_is_enough() {
    let config = read(GOOD).unwrap();
    config.check().unwrap();
    assert_eq!(config.database_url("police"), "sqlite:/var/lib/amparo/police.db");
    assert!(!config.simulation);
    assert_eq!(config.zone().unwrap(), TimeZone::UTC);
    let madrid = GOOD.replace("data_dir", "time_zone = \"Europe/Madrid\"\ndata_dir");
    assert_eq!(read(&madrid).unwrap().zone().unwrap().iana_name(), Some("Europe/Madrid"));
}

#[test]
fn the_network_is_allowed_with_tls() {
    let text = GOOD.replace("127.0.0.1", "0.0.0.0").replace("http:", "https:");
    let error = read(&text).unwrap().check().unwrap_err().to_string();
    assert!(error.contains("`node.listen`") && error.contains("`[node.tls]`"), "{error}");
    read(&text.replace("data_dir = \"/var/lib/amparo\"\n", TLS)).unwrap().check().unwrap();
}

#[test]
fn mistakes_are_named_with_file_and_line() {
    for (mistake, said) in [
        ("lisen = 1\n", "police.toml:5: unknown field `lisen`"),
        ("simulation = \"yes\"\n", "police.toml:5: invalid type: string \"yes\", expected a boolean"),
        ("simulation = true\nsimulation = true\n", "police.toml:6: "),
        (
            "[[node.actor]]\nkind = \"staff\"\nname = \"a\"\nrole = \"r\"\nsecret_sha256 = \"\"\npet = 1\n",
            "police.toml:10: unknown field `pet`",
        ),
        ("[[node.actor]]\nkind = \"robot\"\n", "police.toml:6: unknown variant `robot`"),
    ] {
        let error = read(&format!("{GOOD}{mistake}")).unwrap_err().to_string();
        assert!(error.starts_with(said), "{error}");
    }
}

#[test]
fn what_must_not_run_is_refused() {
    for (change, said) in [
        (("127.0.0.1", "0.0.0.0"), "setting `node.listen`: 0.0.0.0:7003 can be reached from the network"),
        (("127.0.0.1", "192.0.2.1"), "setting `node.listen`"),
        (
            (
                "/amparo\"\n",
                "/amparo\"\n[[node.actor]]\nkind = \"staff\"\nname = \"ana\"\nrole = \"r\"\nsecret_sha256 = \"00\"\n",
            ),
            "setting `node.actor.kind`: `ana` is a person, and people sign in to an account",
        ),
        (
            ("data_dir = \"/var/lib/amparo\"\n", TLS),
            "setting `node.public_url`: `http://police.localhost:7003` must begin",
        ),
        (
            ("/amparo\"\n", "/amparo\"\nlimits = { public_requests = 0 }\n"),
            "setting `node.limits.public_requests`: must be from 1 to",
        ),
        (
            ("/amparo\"\n", "/amparo\"\nlimits = { machine_files_per_day = 0 }\n"),
            "setting `node.limits.machine_files_per_day`: must be at least 1",
        ),
        (
            ("/amparo\"\n", "/amparo\"\npassword_words = [\"Brigada\", \" \"]\n"),
            "setting `node.password_words`: ` ` must have at least 4 characters",
        ),
        (
            ("/amparo\"\n", "/amparo\"\ntime_zone = \"Madrid\"\n"),
            "setting `node.time_zone`: there is no zone `Madrid`",
        ),
        (
            ("[node]\n", "[node]\ntest_clock = \"2020-12-28T09:00:00Z@1764000000\"\n"),
            "setting `node.test_clock`",
        ),
    ] {
        let error = read(&GOOD.replace(change.0, change.1)).unwrap().check().unwrap_err().to_string();
        assert!(error.starts_with(said), "{error}");
    }
}

#[test]
fn an_unknown_role_is_refused_by_name() {
    let actor =
        "[[node.actor]]\nkind = \"staff\"\nname = \"ana\"\nrole = \"inspektor\"\nsecret_sha256 = \"00\"\n";
    let config = read(&format!("{GOOD}{actor}")).unwrap();
    let error = config.check_roles(&["inspector"]).unwrap_err().to_string();
    assert_eq!(
        error,
        "setting `node.actor.role`: `ana` has the unknown role `inspektor`; known are `inspector` `operator`"
    );
    config.check_roles(&["inspektor"]).unwrap();
}
