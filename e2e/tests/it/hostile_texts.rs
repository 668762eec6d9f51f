//! Texts that break out of careless pages, in every field that an operation has: nothing of them runs in a browser, though its policy is off.

use serde_json::{Value, json};
use service::Engine;

use crate::chain::{Chain, Role, with_chain};
use crate::leaks::flow;
use crate::leaks::secrets::{Kind, Secrets};
use crate::outside;

/// One for each place in which a text can stand on a page, and for each way out of it.
const HOSTILE: [&str; 20] = [
    "<script>ran(1)</script>",
    "<img src=x onerror=ran(2)>",
    "\"><svg onload=ran(3)>",
    "' autofocus onfocus=ran(4) x='",
    "\" autofocus onfocus=ran(5) x=\"",
    "</title><script>ran(6)</script>",
    "</textarea><script>ran(7)</script>",
    "<iframe srcdoc=\"<script>parent.ran(8)</script>\"></iframe>",
    "javascript:ran(9)",
    "<a href=\"javascript:ran(10)\">a</a>",
    "&lt;script&gt;ran(11)&lt;/script&gt;",
    "<style>@import '/ran12';</style>",
    "{{constructor.constructor('ran(13)')()}}",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=ran(14)>",
    "<!--><script>ran(15)</script>-->",
    "<base href=\"//elsewhere.example/\">",
    "<meta http-equiv=refresh content=\"0;url=/ran16\">",
    "<details open ontoggle=ran(17)>",
    "</dd></dl></main><form action=\"//elsewhere.example/\"><button autofocus>ran</button>",
    "\u{202e}<b style=\"position:fixed;inset:0\">ran",
];

/// Under `AMPARO_LONG` the list of naughty strings too, and more pages of a kind.
#[test]
fn hostile_texts_stay_texts_in_browser() {
    let is_long = std::env::var_os("AMPARO_LONG").is_some();
    let mut texts: Vec<_> = HOSTILE.map(str::to_owned).to_vec();
    if is_long {
        let list = std::fs::read(outside::npm("blns/resources/blns.json")).unwrap();
        let list: Vec<String> = serde_json::from_slice(&list).unwrap();
        texts.extend(list.iter().map(|text| as_one_line(text)).filter(|text| !text.trim().is_empty()));
        assert!(texts.len() > 450, "{} texts", texts.len());
    }
    let mut left = texts.as_slice();
    while !left.is_empty() {
        let seen = look_at(left.to_vec(), is_long);
        assert!(seen.words > 100 && seen.pages > 30 && seen.shown > 10, "{seen:?}");
        left = left.get(seen.words..).unwrap_or_default();
    }
}

/// What a field of one line takes: no control character, no character that XML 1.0 lacks, and not too many.
fn as_one_line(text: &str) -> String {
    let is_text = |c: &char| !c.is_control() && !['\u{fffe}', '\u{ffff}'].contains(c);
    text.chars().filter(is_text).take(180).collect()
}

#[derive(Debug)]
struct Seen {
    words: usize,
    pages: u64,
    shown: u64,
}

/// Plays an operation whose words end in these texts, and looks at its pages.
fn look_at(endings: Vec<String>, is_long: bool) -> Seen {
    let (sender, seen) = std::sync::mpsc::channel();
    with_chain(Engine::Sqlite, async move |chain: &Chain| {
        let secrets = Secrets::ending_in(endings);
        flow::play(chain, &secrets).await;
        ask_what_is_held(chain, &secrets).await;
        let marks: Vec<_> =
            secrets.all().into_iter().filter(|one| one.kind != Kind::Password).map(|one| one.text).collect();
        let mut visitors = visitors(chain);
        let per_shape = if is_long { 5 } else { 1 };
        visitors.truncate(if is_long { visitors.len() } else { 3 });
        let input = json!({
            "chromium": outside::program("chromium"), "per_shape": per_shape, "marks": marks, "visitors": visitors
        });
        let looked = outside::ask(outside::node("hostile_texts.mjs"), &input).await;
        assert_eq!(looked["findings"], json!([]), "{looked:#}");
        let count = |of: &str| looked[of].as_u64().unwrap();
        let seen = Seen { words: secrets.words(), pages: count("pages"), shown: count("shown") };
        println!("{seen:?}");
        sender.send(seen).unwrap();
    });
    seen.recv().unwrap()
}

/// A request at each rights desk, with what its officers write.
async fn ask_what_is_held(chain: &Chain, secrets: &Secrets) {
    let word = || secrets.word(Kind::Grounds);
    for (name, role, _) in chain.roles() {
        // a platform knows people by their accounts
        let token = if name == "platform" { "account" } else { "email" };
        let body = json!({
            "right": "access", "requester": word(), "channel": "letter", "identity_check": "document", "identity_note": word(),
            "age": "minor", "representative": word(), "received_on": "2020-12-28", "token_kind": token,
            "service": "social", "account": "u-2001", "email": "shared@mail.example"
        });
        role.client("rita").post("/api/rights-requests", &body).await;
    }
}

fn visitors(chain: &Chain) -> Vec<Value> {
    let visitor = |name: &str, role: &Role, user: &str| json!({"role": name, "url": role.url(), "user": user, "secret": role.secret(user)});
    let Chain { platform, clearinghouse, police, .. } = chain;
    vec![
        visitor("platform", platform, "marta"),
        visitor("clearinghouse", clearinghouse, "noor"),
        visitor("police", police, "ines"),
        visitor("police", police, "wanda"),
        visitor("platform", platform, "rita"),
        visitor("clearinghouse", clearinghouse, "rita"),
        visitor("police", police, "rita"),
        visitor("police", police, "dora"),
    ]
}
