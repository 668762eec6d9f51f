//! The steps of a tip. Every one may be left empty; each is sealed when it is sent.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use wire::tip::{AGE_MAX, Door, KINDS, NAME_MAX, Place, Step, URL_MAX, WORDS_MAX};

use super::advice::{CopyView, copy as copy_view};
use super::{page, sorry};
use crate::context::{Ctx, Hold, door};
use crate::fields::Fields;
use crate::form::Shared;
use crate::views::{ChannelView, LineView, channels, emergency, lines as line_views};

/// Most characters about who: an age in words is put behind them.
const WHO_MAX: usize = WORDS_MAX - 2 * NAME_MAX;

/// `POST /b`: a tip begins.
pub(crate) async fn begin(State(form): State<Shared>, ctx: Ctx, fields: Fields) -> Response {
    let Some(door) = door(fields.one("w")) else { return ctx.to_start() };
    let ctx = ctx.holding(Hold { tip: form.new_tip(), next: 1, door });
    // `EU` stands for "another country", which is none
    let country = Some(ctx.country.clone()).filter(|country| country != "EU");
    let step = Step::Begun { door, language: ctx.lang.code().to_owned(), country };
    send(&form, ctx, fields.one("o"), step, "/c").await
}

/// Sends a step on its way, with the number of the page that sent it, and the browser to the next page.
pub(super) async fn send(form: &Shared, ctx: Ctx, page: &str, step: Step, next: &str) -> Response {
    let Some(hold) = ctx.hold().cloned() else { return ctx.to_start() };
    match form.send(page, &hold.tip, hold.next, step).await {
        // the digit of the place goes along from its page to the one that needs it
        Ok(place) => ctx.holding(hold.after(place)).go_on(next),
        Err(refusal) => sorry(ctx, refusal),
    }
}

#[derive(Template)]
#[template(path = "danger.html")]
struct DangerPage {
    ctx: Ctx,
    emergency: Vec<LineView>,
    most: usize,
}

/// `GET /c`
pub(crate) async fn danger(ctx: Ctx) -> Response {
    if ctx.hold().is_none() {
        return ctx.to_start();
    }
    let emergency = emergency(&ctx);
    page(StatusCode::OK, &DangerPage { ctx, emergency, most: WORDS_MAX })
}

/// `POST /c`: whoever is in danger sees who helps now before anything else. Who writes what the danger is and ticks nothing has not said "no".
pub(crate) async fn send_danger(State(form): State<Shared>, ctx: Ctx, fields: Fields) -> Response {
    let words = fields.text("words", WORDS_MAX);
    let now = match fields.one("v") {
        "y" => true,
        "n" => false,
        _ => !words.is_empty(),
    };
    let next = if now { "/k" } else { "/d" };
    if !fields.is_set("v") && words.is_empty() {
        return ctx.go(next);
    }
    send(&form, ctx, fields.one("o"), Step::Danger { now, words }, next).await
}

#[derive(Template)]
#[template(path = "lines.html")]
struct LinesPage {
    ctx: Ctx,
    lines: Vec<LineView>,
}

/// `GET /k`
pub(crate) async fn lines(ctx: Ctx) -> Response {
    let lines = line_views(&ctx);
    page(StatusCode::OK, &LinesPage { ctx, lines })
}

#[derive(Template)]
#[template(path = "happening.html")]
struct HappeningPage {
    ctx: Ctx,
    kinds: Vec<(&'static str, String)>,
    most: usize,
}

/// `GET /d`
pub(crate) async fn happening(ctx: Ctx) -> Response {
    if ctx.hold().is_none() {
        return ctx.to_start();
    }
    let kinds = KINDS.into_iter().map(|kind| (kind, ctx.t(&format!("kind-{kind}")))).collect();
    page(StatusCode::OK, &HappeningPage { ctx, kinds, most: WORDS_MAX })
}

/// `POST /d`
pub(crate) async fn send_happening(State(form): State<Shared>, ctx: Ctx, fields: Fields) -> Response {
    let chosen: Vec<&str> = fields.all("kind").collect();
    let kinds: Vec<String> =
        KINDS.into_iter().filter(|kind| chosen.contains(kind)).map(str::to_owned).collect();
    let words = fields.text("words", WORDS_MAX);
    if kinds.is_empty() && words.is_empty() {
        return ctx.go("/e");
    }
    send(&form, ctx, fields.one("o"), Step::Happening { kinds, words }, "/e").await
}

#[derive(Template)]
#[template(path = "places.html")]
struct PlacesPage {
    ctx: Ctx,
    places: Vec<(&'static str, String)>,
}

/// `GET /e`: where; the fields that fit come next.
pub(crate) async fn places(ctx: Ctx) -> Response {
    if ctx.hold().is_none() {
        return ctx.to_start();
    }
    let digits = ["1", "2", "3", "4", "5"];
    let places = digits.into_iter().map(|digit| (digit, ctx.t(&format!("place-choice-{digit}")))).collect();
    page(StatusCode::OK, &PlacesPage { ctx, places })
}

/// A field of the page about a place.
struct FieldView {
    name: &'static str,
    label: String,
    most: usize,
    is_long: bool,
}

#[derive(Template)]
#[template(path = "place.html")]
struct PlacePage {
    ctx: Ctx,
    /// What is said above the fields.
    lead: String,
    fields: Vec<FieldView>,
}

/// The fields of a place: a chat has no address, so none is asked.
fn fields_of(choice: &str) -> &'static [&'static str] {
    match choice {
        "1" => &["url"],
        "2" => &["service", "account", "url"],
        "3" => &["app", "group", "sender", "time"],
        "4" => &["game", "player"],
        "5" => &["where"],
        _ => &[],
    }
}

/// `GET /f`
pub(crate) async fn place(ctx: Ctx) -> Response {
    let names = fields_of(ctx.choice());
    if ctx.hold().is_none() || names.is_empty() {
        return ctx.go("/e");
    }
    let view = |name: &&'static str| FieldView {
        name: *name,
        label: ctx.t(&format!("place-{name}")),
        most: most(name),
        is_long: *name == "where",
    };
    let fields = names.iter().map(view).collect();
    let lead = ctx.prose(&format!("place-lead-{}", ctx.choice()));
    page(StatusCode::OK, &PlacePage { ctx, lead, fields })
}

fn most(name: &str) -> usize {
    match name {
        "url" => URL_MAX,
        "where" => WORDS_MAX,
        _ => NAME_MAX,
    }
}

/// `POST /f`
pub(crate) async fn send_place(State(form): State<Shared>, ctx: Ctx, fields: Fields) -> Response {
    let names = fields_of(ctx.choice());
    let text = |name: &str| fields.text(name, most(name));
    // from here on the digit of the place decides which ways to have something taken down fit
    if names.iter().all(|name| text(name).is_empty()) {
        return ctx.go_on("/g");
    }
    let place = match ctx.choice() {
        "1" => Place::Web { url: text("url") },
        "2" => Place::Network { service: text("service"), account: text("account"), url: text("url") },
        "3" => Place::GroupChat {
            app: text("app"),
            group: text("group"),
            sender: text("sender"),
            time_text: text("time"),
        },
        "4" => Place::Game { game: text("game"), player: text("player") },
        _ => Place::InPerson { where_text: text("where") },
    };
    send(&form, ctx, fields.one("o"), Step::Place { place }, "/g").await
}

#[derive(Template)]
#[template(path = "who.html")]
struct WhoPage {
    ctx: Ctx,
    who: String,
    age: String,
    /// How it is asked whether the child shared something itself: only the child, or its parent.
    own: Option<String>,
    most: usize,
}

/// `GET /g`
pub(crate) async fn who(ctx: Ctx) -> Response {
    let Some(door) = ctx.hold().map(|hold| hold.door) else { return ctx.to_start() };
    let (who, age, own) = match door {
        Door::AboutMe => (ctx.t("whom-who-me"), ctx.t("whom-age-me"), Some(ctx.t("whom-own-me"))),
        Door::AboutMyChild => {
            (ctx.t("whom-who-child"), ctx.t("whom-age-child"), Some(ctx.t("whom-own-child")))
        }
        Door::AboutSomeoneElse => (ctx.t("whom-who"), ctx.t("whom-age"), None),
    };
    page(StatusCode::OK, &WhoPage { ctx, who, age, own, most: WHO_MAX })
}

/// `POST /g`
pub(crate) async fn send_who(State(form): State<Shared>, ctx: Ctx, fields: Fields) -> Response {
    let age = fields.text("age", NAME_MAX);
    let age_years = age.parse().ok().filter(|age| *age <= AGE_MAX);
    let mut who = fields.text("who", WHO_MAX);
    if age_years.is_none() && !age.is_empty() {
        // an age in words is worth as much
        who = format!("{who}\n({age})").trim().to_owned();
    }
    let own_act = fields.is_set("own");
    if who.is_empty() && age_years.is_none() && !own_act {
        return ctx.go_on("/h");
    }
    send(&form, ctx, fields.one("o"), Step::Who { who, own_act, age_years }, "/h").await
}

#[derive(Template)]
#[template(path = "copy.html")]
struct CopyPage {
    ctx: Ctx,
    copy: Option<CopyView>,
    channels: Vec<ChannelView>,
    lines: Vec<LineView>,
}

/// The situations of the removal channels that fit a place and whom it is about: in a chat, a game or a street nothing can be taken down, and
/// a picture on one's own device is only one's own matter.
fn situations(place: &str, door: Option<Door>) -> &'static [&'static str] {
    match (place, door) {
        ("1" | "2", Some(Door::AboutMe)) => &["own_device", "published"],
        ("1" | "2", _) => &["published"],
        _ => &[],
    }
}

/// `GET /h`: for whoever has it already, and what can be taken down. Asks nothing.
pub(crate) async fn copy(ctx: Ctx) -> Response {
    let situations = situations(ctx.choice(), ctx.hold().map(|hold| hold.door));
    let (channels, lines) = (channels(&ctx, situations), line_views(&ctx));
    page(StatusCode::OK, &CopyPage { copy: copy_view(&ctx), channels, lines, ctx })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ways_that_fit_place_and_person_are_shown() {
        assert_eq!(situations("2", Some(Door::AboutMe)), ["own_device", "published"]);
        assert_eq!(situations("1", Some(Door::AboutMyChild)), ["published"]);
        assert_eq!(situations("1", Some(Door::AboutSomeoneElse)), ["published"]);
        for place in ["", "3", "4", "5"] {
            assert_eq!(situations(place, Some(Door::AboutMe)), [""; 0], "{place}");
        }
    }
}
