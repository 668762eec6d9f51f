//! Planted pages: what a crawler that follows links and fills in forms must find.

use std::path::{Component, PathBuf};

use axum::extract::{Form, Query};
use axum::http::header::SET_COOKIE;
use axum::response::{Html, IntoResponse, Redirect};
use serde::Deserialize;

use super::db;
use crate::Failure;

#[derive(Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    value: String,
}

impl Default for Asked {
    fn default() -> Self {
        Self { value: "ana".to_owned() }
    }
}

pub(super) async fn index() -> impl IntoResponse {
    let page = "<!doctype html><title>Canary</title><a href='/canary/echo?value=ana'>echo</a> <a href='/canary/notes?value=ana'>notes</a> \
                <a href='/canary/files?value=readme.txt'>files</a> <a href='/canary/away?value=/canary'>away</a> \
                <form method='post' action='/canary/echo'><input name='value' value='ana'><button>Send</button></form>";
    ([(SET_COOKIE, "canary=1")], Html(page))
}

/// The defect: what was sent stands in the page as it came.
pub(super) async fn echo(Query(asked): Query<Asked>) -> Html<String> {
    Html(format!("<!doctype html><title>Canary</title><p>{}</p>", asked.value))
}

pub(super) async fn echo_form(Form(asked): Form<Asked>) -> Html<String> {
    echo(Query(asked)).await
}

/// The database's words stand in the page too, as they do where nobody thought of errors.
pub(super) async fn notes(Query(asked): Query<Asked>) -> Html<String> {
    let text = match db::list_notes(&asked.value).await {
        Ok(notes) => notes.join("</li><li>"),
        Err(sqlx::Error::Database(error)) => {
            format!("SQLite error {}: {}", error.code().unwrap_or_default(), error.message())
        }
        Err(error) => error.to_string(),
    };
    Html(format!("<!doctype html><title>Canary</title><ul><li>{text}</li></ul>"))
}

/// The defect: a name may lead out of its folder. It ends in a throw-away folder with a password file of its own, not in the machine's.
pub(super) async fn file(Query(asked): Query<Asked>) -> Result<Html<String>, Failure> {
    let root = tempfile::tempdir().map_err(Failure::broken)?;
    for (folder, name, text) in [
        ("files", "readme.txt", "nothing to read"),
        (
            "etc",
            "passwd",
            "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n",
        ),
    ] {
        let folder = root.path().join(folder);
        std::fs::create_dir(&folder).map_err(Failure::broken)?;
        std::fs::write(folder.join(name), text).map_err(Failure::broken)?;
    }
    let text = std::fs::read_to_string(root.path().join(within(&asked.value)));
    text.map(Html).map_err(|_| Failure::absent("file"))
}

/// Where `name` leads from `/files`, with the throw-away folder as the root of everything.
fn within(name: &str) -> PathBuf {
    let mut path = PathBuf::from("files");
    for part in PathBuf::from(name).components() {
        match part {
            Component::RootDir => path = PathBuf::new(),
            Component::ParentDir => {
                path.pop();
            }
            Component::Normal(part) => path.push(part),
            Component::CurDir | Component::Prefix(_) => {}
        }
    }
    path
}

/// The defect: it sends its reader wherever the link says, so long as that is an address: on anything else scanners stumble.
pub(super) async fn away(Query(asked): Query<Asked>) -> Result<Redirect, Failure> {
    let is_address = ["/", "http://", "https://"].iter().any(|start| asked.value.starts_with(start));
    if is_address { Ok(Redirect::to(&asked.value)) } else { Err(Failure::absent("page")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_planted_traversal_ends_in_the_throw_away_folder() {
        for (name, led_to) in [
            ("readme.txt", "files/readme.txt"),
            ("../etc/passwd", "etc/passwd"),
            ("../../../etc/passwd", "etc/passwd"),
            ("/etc/passwd", "etc/passwd"),
            ("./a/../../b", "b"),
        ] {
            assert_eq!(within(name), PathBuf::from(led_to), "{name}");
        }
    }
}
