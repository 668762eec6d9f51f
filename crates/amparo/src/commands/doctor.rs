//! `amparo doctor`: what this machine and a configuration offer, one line a check, each with what to do.

use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use clap::Args;
use jiff::SignedDuration;
use media::PdqOutcome;
use model::Clock as _;
use service::db::holds_password;
use service::keys::{KeyFile, PASSPHRASE_VARIABLE};
use service::sandbox::Layer;
use service::{Db, Env, NodeConfig, Sandbox, Space, SystemClock, Validity, custody_log, load};

use super::MATCHER;
use super::serve::{AnyConfig, form_config};
use crate::embedded::{FORM, ROLES};

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The folder with the configuration of this organisation's roles: platform.toml, clearinghouse.toml, police.toml, tip.toml, matcher.toml
    #[arg(long, value_name = "FOLDER", default_value = "amparo-data")]
    config: PathBuf,
}

/// What a check found.
enum Finding {
    Good(String),
    /// Works, but somebody should know.
    Note(String),
    /// Does not work; the text says what to do.
    Bad(String),
}

pub(crate) async fn run(options: &Options) -> Result<ExitCode> {
    let mut findings = vec![("decoder", decoder().await)];
    findings.extend(sandbox().await.into_iter().map(|finding| ("sandbox", finding)));
    let found = ffmpeg(&Sandbox::current_exe()).await;
    findings.extend(found.into_iter().map(|finding| ("ffmpeg", finding)));
    findings.push(("time zones", time_zones()));
    findings.extend(environment().into_iter().map(|finding| ("environment", finding)));
    let of_machine = findings.len();
    if options.config.is_dir() {
        for role in ROLES {
            let path = options.config.join(format!("{role}.toml"));
            // the other roles are mostly somebody else's
            if path.exists() {
                node(role, &path, &mut findings).await;
            }
        }
        findings.extend(sources(&options.config.join("clearinghouse.toml")));
        if let Some(path) = form_config(&options.config) {
            form(&path, &mut findings);
        }
        let path = options.config.join(format!("{MATCHER}.toml"));
        if path.exists() {
            matcher(&path, &mut findings).await;
        }
        if findings.len() == of_machine {
            let text =
                format!("{} holds no configuration of a role, such as police.toml", options.config.display());
            findings.push(("configuration", Finding::Bad(text)));
        }
    } else {
        let text =
            format!("there is no folder {}; `amparo serve all` makes a first one", options.config.display());
        findings.push(("configuration", Finding::Note(text)));
    }
    let mut code = ExitCode::SUCCESS;
    for (what, finding) in findings {
        match finding {
            Finding::Good(text) => say!("  ok    {what:<14} {text}"),
            Finding::Note(text) => say!("  note  {what:<14} {text}"),
            Finding::Bad(text) => {
                say!("  BAD   {what:<14} {text}");
                code = ExitCode::FAILURE;
            }
        }
    }
    Ok(code)
}

/// Secrets in the environment, which others can read and children inherit.
fn environment() -> Vec<Finding> {
    let is_set = |name: &str| std::env::var_os(name).is_some();
    let passphrase = is_set(PASSPHRASE_VARIABLE).then(|| {
        Finding::Bad(format!(
            "{PASSPHRASE_VARIABLE} is set, and no node starts so: write the passphrase into a file, mode 0600, and name it by `node.passphrase_file`"
        ))
    });
    let password = is_set("PGPASSWORD").then(|| {
        Finding::Note(
            "PGPASSWORD is set: put the password of the database into ~/.pgpass or into the configuration, mode 0600, and unset it"
                .to_owned(),
        )
    });
    passphrase.into_iter().chain(password).collect()
}

/// Decodes a picture in a child process, as the roles do.
async fn decoder() -> Finding {
    let picture = include_bytes!("../../assets/check.png");
    match Sandbox::current_exe().digest_media(picture.as_slice()).await.map(|digests| digests.pdq) {
        Ok(PdqOutcome::Hashed(pdq)) => {
            Finding::Good(format!("a child process decodes and hashes (quality {})", pdq.quality))
        }
        Ok(PdqOutcome::NotHashed { reason }) => {
            Finding::Bad(format!("the child process refused a good picture: {reason}"))
        }
        Err(error) => Finding::Bad(format!("the child process cannot be started: {error}")),
    }
}

/// The layers of the fence around that child.
async fn sandbox() -> Vec<Finding> {
    let missing = match Sandbox::current_exe().missing_layers().await {
        Ok(missing) => missing,
        Err(error) => return vec![Finding::Bad(error.to_string())],
    };
    let finding = |layer: Layer| match (missing.contains(&layer), layer.is_required()) {
        (false, _) => Finding::Good(layer.name().to_owned()),
        (true, false) => Finding::Note(format!("missing: {}; {}", layer.name(), layer.remedy())),
        (true, true) => Finding::Bad(format!(
            "missing: {}; {}. Untrusted media is kept and not decoded, unless `[node.sandbox]` has `allow_missing_layers = true`",
            layer.name(),
            layer.remedy()
        )),
    };
    Layer::ALL.into_iter().map(finding).collect()
}

/// The program that videos, AVIF and HEIC need, and whether it works behind its fence. Nothing is wrong with a node without it.
async fn ffmpeg(sandbox: &Sandbox) -> Vec<Finding> {
    let found = match sandbox.ffmpeg().await {
        Ok(Some(found)) => found,
        Ok(None) => {
            let text = "not installed: videos, AVIF and HEIC are kept and not hashed; install ffmpeg 5.1 or later, or set `node.sandbox.ffmpeg`";
            return vec![Finding::Note(text.to_owned())];
        }
        Err(error) => return vec![Finding::Bad(error.to_string())],
    };
    let path = found.path.display();
    let missing = found.missing.iter().filter(|layer| layer.is_required());
    let missing: Vec<_> = missing
        .map(|layer| Finding::Bad(format!("missing around {path}: {}; {}", layer.name(), layer.remedy())))
        .collect();
    if !missing.is_empty() {
        return missing;
    }
    let version = match found.version {
        Ok(version) => version,
        Err(reason) => {
            return vec![Finding::Bad(format!(
                "{path} does not start behind its fence: {reason}. It must be a program, not a script, and its libraries must lie in the \
                 system's folders"
            ))];
        }
    };
    vec![video(sandbox, &format!("{path} {version}")).await]
}

/// Decodes a film in children of this program, as the roles do.
async fn video(sandbox: &Sandbox, ffmpeg: &str) -> Finding {
    let film = include_bytes!("../../assets/check.avi");
    match sandbox.digest_media(film.as_slice()).await {
        Ok(digests) if !digests.frames.is_empty() => {
            Finding::Good(format!("{ffmpeg} decodes a video behind its fence"))
        }
        Ok(digests) => {
            let said = match digests.pdq {
                PdqOutcome::NotHashed { reason } => reason,
                PdqOutcome::Hashed(_) => "it took the video for a picture".to_owned(),
            };
            Finding::Bad(format!("{ffmpeg} refused a good video: {said}"))
        }
        Err(error) => Finding::Bad(error.to_string()),
    }
}

/// They are compiled in, so this can only fail in a broken build.
fn time_zones() -> Finding {
    match ["Europe/Madrid", "Atlantic/Canary"].iter().find(|name| jiff::tz::TimeZone::get(name).is_err()) {
        None => Finding::Good("Europe/Madrid and Atlantic/Canary are there".to_owned()),
        Some(name) => Finding::Bad(format!("{name} is missing: install the time zone data (Debian: tzdata)")),
    }
}

async fn node(role: &'static str, path: &Path, findings: &mut Vec<(&'static str, Finding)>) {
    let config = match load::<AnyConfig>(path).and_then(|config| config.node.check().map(|()| config.node)) {
        Ok(config) => config,
        Err(error) => return findings.push((role, Finding::Bad(error.to_string()))),
    };
    findings.push((role, listener(&config)));
    findings.push((role, key(&config)));
    findings.extend(password(path, &config).map(|finding| (role, finding)));
    findings.extend(encryption(&config).into_iter().map(|finding| (role, finding)));
    if config.sandbox.ffmpeg.is_some() {
        let found = ffmpeg(&Sandbox::current_exe().configured(&config.sandbox)).await;
        findings.extend(found.into_iter().map(|finding| (role, finding)));
    }
    findings.push((role, space(role, &config)));
    findings.extend(database(role, &config).await.into_iter().map(|finding| (role, finding)));
}

/// How many sources tell a clearinghouse of which country an address is; none where its configuration cannot be read, which its node says already.
fn sources(path: &Path) -> Option<(&'static str, Finding)> {
    let settings = load::<clearinghouse::Config>(path).ok()?.clearinghouse;
    let table = settings.operators.as_ref().or(settings.allocations.as_ref());
    let finding = match table {
        None => Finding::Note(
            "one source alone says of which country an address is, the regional internet registries: set `clearinghouse.operators` to a table of networks \
             (docs/operator/triage.md) for a second"
                .to_owned(),
        ),
        Some(table) => match std::fs::File::open(table) {
            Ok(_) => Finding::Good(format!(
                "two sources say of which country an address is: the regional internet registries and {}",
                table.display()
            )),
            Err(error) => Finding::Bad(format!("{}: {error}", table.display())),
        },
    };
    Some(("clearinghouse", finding))
}

/// A matcher, of which there need be none. Its lists are read when it starts; here only whether their files are there.
async fn matcher(path: &Path, findings: &mut Vec<(&'static str, Finding)>) {
    let config = load::<matcher::Config>(path).and_then(|config| config.check().map(|()| config));
    let config = match config {
        Ok(config) => config,
        Err(error) => return findings.push((MATCHER, Finding::Bad(error.to_string()))),
    };
    node(MATCHER, path, findings).await;
    let files = config.matcher.list.iter().map(|list| &list.path);
    for file in files.chain(config.matcher.key.iter().map(|key| &key.sha256_file)) {
        if let Err(error) = std::fs::File::open(file) {
            findings.push((MATCHER, Finding::Bad(format!("{}: {error}", file.display()))));
        }
    }
    if config.matcher.danger_fetch_from_private_addresses {
        let text = "`danger_fetch_from_private_addresses` lets whoever may ask reach what stands in your own network: take it out";
        findings.push((MATCHER, Finding::Bad(text.to_owned())));
    }
}

/// The public form, which must hold nothing that opens a tip.
fn form(path: &Path, findings: &mut Vec<(&'static str, Finding)>) {
    match load::<tip::Config>(path).and_then(|config| config.check().map(|()| config)) {
        Ok(config) => findings.push((FORM, port_is_free(config.tip.listen.port()))),
        Err(error) => return findings.push((FORM, Finding::Bad(error.to_string()))),
    }
    match tip::opening_secrets(path) {
        Ok(found) if found.is_empty() => {
            findings.push((FORM, Finding::Good("holds no key that opens a tip".to_owned())));
        }
        Ok(found) => findings.extend(found.into_iter().map(|text| (FORM, Finding::Bad(text)))),
        Err(error) => findings.push((FORM, Finding::Bad(error.to_string()))),
    }
}

fn listener(config: &NodeConfig) -> Finding {
    port_is_free(config.listen.port())
}

fn port_is_free(port: u16) -> Finding {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Finding::Good(format!("port {port} is free")),
        Err(_) => Finding::Note(format!(
            "port {port} is in use: by this role if it runs, else set another `listen`"
        )),
    }
}

/// A configuration with the password of the database that everybody on the machine can read.
fn password(path: &Path, config: &NodeConfig) -> Option<Finding> {
    config.database.as_ref().filter(|url| holds_password(url.reveal()))?;
    let mode = std::fs::metadata(path).ok()?.permissions().mode();
    (mode & 0o007 != 0).then(|| {
        Finding::Note(format!(
            "{} holds the password of the database, and everybody on this machine can read it: run `chmod o-rwx` on it",
            path.display()
        ))
    })
}

fn key(config: &NodeConfig) -> Finding {
    let path = super::key_path(config);
    match std::fs::metadata(&path) {
        Err(_) => Finding::Note(format!("{} is not there yet; the first start makes it", path.display())),
        Ok(file) if file.permissions().mode() & 0o077 != 0 => {
            Finding::Bad(format!("others can read {}: run `chmod 600` on it", path.display()))
        }
        Ok(_) => match KeyFile::is_sealed(&path) {
            Ok(true) => Finding::Good(format!(
                "{} is its owner's alone and sealed by a passphrase; keep a backup apart from the data",
                path.display()
            )),
            Ok(false) => Finding::Note(format!(
                "{} lies clear: set `node.passphrase_file` and run `amparo key rotate`, which seals it",
                path.display()
            )),
            Err(error) => Finding::Bad(error.to_string()),
        },
    }
}

/// The certificates of the node and the authorities that it trusts, where the configuration names them.
fn encryption(config: &NodeConfig) -> Vec<Finding> {
    let listener = config.tls.as_ref().map(|tls| match tls.open() {
        Ok(_) => Finding::Good(format!("{} and its key belong together", tls.certificate_file.display())),
        Err(error) => Finding::Bad(error.to_string()),
    });
    let calls = config.client_tls.is_some() || config.trusted_ca_file.is_some();
    let client = calls.then(|| match service::http_client(config, Duration::from_secs(1)) {
        Ok(_) => Finding::Good("certificates and authorities for calls to others can be used".to_owned()),
        Err(error) => Finding::Bad(error.to_string()),
    });
    let mut findings: Vec<_> = listener.into_iter().chain(client).collect();
    match service::validities(config) {
        Ok(validities) => findings.extend(validities.iter().map(ending)),
        Err(error) => findings.push(Finding::Bad(error.to_string())),
    }
    findings
}

/// How long a certificate can still be used.
fn ending(validity: &Validity) -> Finding {
    let (path, ends_at) = (validity.path.display(), validity.ends_at);
    match validity.days_left(SystemClock.now()) {
        days if days < 0 => Finding::Bad(format!(
            "{path} holds a certificate that ended at {ends_at}: replace it and restart"
        )),
        days if validity.for_development => Finding::Note(format!(
            "{path} is a certificate for development alone and ends in {days} days: get one of an authority before anything real passes"
        )),
        days if days < Validity::WARNED_DAYS => {
            Finding::Note(format!("{path} ends in {days} days, at {ends_at}: replace it and restart"))
        }
        days => Finding::Good(format!("{path} holds for {days} days more")),
    }
}

/// The disks of data folder and database.
fn space(role: &str, config: &NodeConfig) -> Finding {
    let space = Space::of(config, role);
    let (reserve_mib, free) = (space.reserve_bytes() >> 20, space.free_bytes());
    match free.map(|bytes| (bytes >> 20, bytes < space.reserve_bytes())) {
        Ok((free_mib, false)) => {
            Finding::Good(format!("{free_mib} MiB of disk are free, {reserve_mib} MiB must be"))
        }
        Ok((free_mib, true)) => Finding::Bad(format!(
            "{free_mib} MiB of disk are free, and `node.reserve_bytes` keeps {reserve_mib} MiB: nothing is taken in until there is room"
        )),
        Err(error) => Finding::Bad(format!("{}: {error}", config.data_dir.display())),
    }
}

/// Against the newest custody entry.
async fn clock(db: &Db, config: &NodeConfig) -> Result<Finding> {
    let now = Env::from_config(config)?.clock.now();
    Ok(match custody_log::clock_behind(db, now).await? {
        None => Finding::Good("the clock is not behind the newest custody entry".to_owned()),
        Some(behind) => Finding::Bad(format!(
            "the clock is {:#} behind the newest custody entry: set it right (`timedatectl`), and start the node again",
            SignedDuration::from_secs(behind.as_secs())
        )),
    })
}

async fn database(role: &str, config: &NodeConfig) -> Vec<Finding> {
    let url = config.database_url(role);
    if let Some(path) = url.strip_prefix("sqlite:")
        && !Path::new(path).exists()
    {
        return vec![Finding::Note("no database yet; the first start makes it".to_owned())];
    }
    match Db::open_existing(&url).await {
        Ok(db) => {
            let clock = clock(&db, config).await.unwrap_or_else(|error| Finding::Bad(format!("{error:#}")));
            vec![Finding::Good("the database opens".to_owned()), clock]
        }
        Err(error) => vec![Finding::Bad(format!("the database does not open: {error}"))],
    }
}
