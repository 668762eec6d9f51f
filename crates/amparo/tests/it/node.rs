//! A role in a process of its own, to be ended without warning and started again.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::Client;
use service::Db;
use sha2::{Digest as _, Sha256};

use crate::run::{amparo, is_consistent, told};

/// The secret of the machine that a node knows.
pub(crate) const SECRET: &str = "between us";

/// A role in a process of its own, on the same port after each kill. Its data lie in the folder beside its configuration.
pub(crate) struct Node {
    pub(crate) role: &'static str,
    pub(crate) config: PathBuf,
    pub(crate) address: String,
    pub(crate) process: Child,
}

impl Node {
    /// A clearinghouse that knows a reporting party.
    pub(crate) fn clearinghouse(folder: &Path) -> Self {
        Self::clearinghouse_under(folder, &[])
    }

    /// The same, started by another program with these arguments.
    pub(crate) fn clearinghouse_under(folder: &Path, program: &[String]) -> Self {
        Self::start(folder, "clearinghouse", ("party", "reporting_party"), "", program)
    }

    /// A platform that knows an application, and sends to nobody.
    pub(crate) fn platform(folder: &Path) -> Self {
        Self::start(
            folder,
            "platform",
            ("application", "application"),
            "service = \"Example network\"\nfeedback_poll_seconds = 0\n\
             [clearinghouse]\nurl = \"http://127.0.0.1:9\"\nusername = \"nobody\"\npassword = \"nothing\"\n\
             [reporter]\nfirst_name = \"Trust\"\nlast_name = \"Desk\"\nemail = \"trust@network.example\"\n",
            &[],
        )
    }

    fn start(
        folder: &Path,
        role: &'static str,
        (name, actor_role): (&str, &str),
        rest: &str,
        under: &[String],
    ) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let config = folder.join(format!("{role}.toml"));
        let text = format!(
            "{rest}[node]\nlisten = \"127.0.0.1:{port}\"\npublic_url = \"http://{role}.localhost:{port}\"\ndata_dir = \"{}\"\n\
             [[node.actor]]\nkind = \"machine\"\nname = \"{name}\"\nrole = \"{actor_role}\"\nsecret_sha256 = \"{}\"\n",
            folder.join(role).display(),
            hex::encode(Sha256::digest(SECRET))
        );
        std::fs::write(&config, text).unwrap();
        let process = run(role, &config, under);
        Self { role, config, address: format!("http://127.0.0.1:{port}"), process }
    }

    /// Where it keeps everything.
    pub(crate) fn data(&self) -> PathBuf {
        self.config.with_extension("")
    }

    /// Ends it as a power cut of the process would; what is on the disk is what it had written.
    pub(crate) fn stop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Ends it, and starts it again.
    pub(crate) fn kill(&mut self) {
        self.stop();
        self.process = run(self.role, &self.config, &[]);
    }

    /// Changes a line of its `[node]` and starts it again under that.
    pub(crate) fn set(&mut self, line: &str) {
        let text = std::fs::read_to_string(&self.config).unwrap().replacen(
            "[node]\n",
            &format!("[node]\n{line}\n"),
            1,
        );
        std::fs::write(&self.config, text).unwrap();
        self.kill();
    }

    /// Whether it still runs.
    pub(crate) fn lives(&mut self) -> bool {
        self.process.try_wait().unwrap().is_none()
    }

    pub(crate) async fn until_healthy(&self, client: &Client) {
        let began = Instant::now();
        while client.get(format!("{}/healthz", self.address)).send().await.is_err() {
            assert!(began.elapsed() < Duration::from_secs(30), "{} does not come up", self.role);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Ends it for good, and has every item opened and the log recomputed.
    pub(crate) fn is_whole(&mut self) {
        self.stop();
        check_whole(&self.config);
    }

    pub(crate) async fn rows(&self, sql: &'static str) -> Vec<String> {
        Self::rows_in(&self.data(), self.role, sql).await
    }

    /// The rows of the role's database in a data folder.
    pub(crate) async fn rows_in(data: &Path, role: &str, sql: &'static str) -> Vec<String> {
        let url = format!("sqlite:{}", data.join(format!("{role}.db")).display());
        let db = Db::open_existing(&url).await.unwrap();
        let mut tx = db.begin_read("count-acknowledged").await.unwrap();
        sqlx::query_scalar(sql).fetch_all(tx.conn()).await.unwrap()
    }
}

/// Has every item of a stopped node opened and its log recomputed.
pub(crate) fn check_whole(config: &Path) {
    let data = config.with_extension("");
    let verified = amparo().args(["custody", "verify", "--data"]).arg(data).output().unwrap();
    assert!(is_consistent(&verified), "{}", told(&verified));
    check_opens(config);
}

/// Has every item and every sealed value of a stopped node opened.
pub(crate) fn check_opens(config: &Path) {
    let checked = amparo().args(["key", "check", "--config"]).arg(config).output().unwrap();
    assert!(checked.status.success(), "{}", told(&checked));
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn run(role: &str, config: &Path, under: &[String]) -> Child {
    let mut command = match under {
        [] => amparo(),
        [program, arguments @ ..] => {
            let mut command = Command::new(program);
            command.args(arguments).arg(amparo().get_program());
            command
        }
    };
    command.args(["serve", role, "--config"]).arg(config).env("AMPARO_LOG", "error");
    command.stdout(Stdio::null()).spawn().unwrap()
}
