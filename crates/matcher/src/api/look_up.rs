//! `/m`: what matches.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::{Query, Request, State};
use hashlist::Algorithm;
use serde_json::{Map, Value, json};

use super::{flag, limited};
use crate::coin::Coin;
use crate::hashing::Asked;
use crate::refusal::Refusal;
use crate::shelf::{Match, Wanted};
use crate::signal::{Signal, SignalType, Signals};
use crate::state::{Inner, Shared};

/// `GET /m/raw_lookup`: the numbers of content, whether it is enabled or not.
pub(crate) async fn raw(
    State(shared): State<Shared>,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, Refusal> {
    let (name, signal) = (required(&asked, "signal_type")?, required(&asked, "signal")?);
    let signal = read(&shared, name, signal)?;
    let shelf = shared.shelves.get();
    let found = shelf.raw(&signal, banks(&asked).as_ref());
    count(signal.signal_type(), found.len());
    for (_, one) in &found {
        shared.tally.count(shelf.name(one.place).unwrap_or_default(), one.shadow);
    }
    let matches: Vec<Value> = if flag(&asked, "include_distance") {
        found.iter().map(|(number, one)| as_json(*number, one)).collect()
    } else {
        found.iter().map(|(number, _)| (*number).into()).collect()
    };
    Ok(Json(json!({ "matches": matches })))
}

/// `GET /m/lookup`: by a hash, or by the address of a file.
pub(crate) async fn by_query(
    State(shared): State<Shared>,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, Refusal> {
    let wanted = wanted(&shared, &asked);
    let (signal, signal_type) = (asked.get("signal"), asked.get("signal_type"));
    if let Some(address) = asked.get("url").filter(|address| !address.is_empty()) {
        let signals = shared.hash_address(address, &asked).await?.fit()?;
        let mut by_type = by_type(&shared, &signals, &wanted);
        return Ok(Json(match signal_type {
            Some(only) => by_type.remove(only).unwrap_or_else(|| json!({})),
            None => Value::Object(by_type),
        }));
    }
    let (Some(signal), Some(signal_type)) = (signal, signal_type) else {
        return Err(Refusal::bad("Either url or both signal and signal_type are required"));
    };
    let signal = read(&shared, signal_type, signal)?;
    Ok(Json(by_bank(&shared, &signal, &wanted)))
}

/// `POST /m/lookup`: by a file.
pub(crate) async fn by_file(
    State(shared): State<Shared>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Result<Json<Value>, Refusal> {
    let signals = shared.hash_form(request, &asked).await?.hashed.fit()?;
    Ok(Json(Value::Object(by_type(&shared, &signals, &wanted(&shared, &asked)))))
}

/// `GET /m/index/status`.
pub(crate) async fn index_status(
    State(shared): State<Shared>,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, Refusal> {
    let shelf = shared.shelves.get();
    let of_type = |signal_type: SignalType| {
        let (size, newest_s) = shelf.size(signal_type);
        let status = json!({ "present": size > 0, "built_to": newest_s.unwrap_or(-1), "size": size });
        (signal_type.as_str(), status)
    };
    Ok(Json(limited(&asked)?.into_iter().map(of_type).collect()))
}

fn required<'a>(asked: &'a Asked, name: &str) -> Result<&'a str, Refusal> {
    asked.get(name).map(String::as_str).ok_or_else(|| Refusal::bad(format!("{name} is required")))
}

fn read(shared: &Inner, signal_type: &str, signal: &str) -> Result<Signal, Refusal> {
    let found = SignalType::find(signal_type);
    let found = found.ok_or_else(|| Refusal::bad(format!("No such SignalType '{signal_type}'")))?;
    shared.refuse_disabled(found)?;
    found.read(signal)
}

fn banks(asked: &Asked) -> Option<BTreeSet<String>> {
    let named = asked.get("banks").filter(|named| !named.is_empty())?;
    Some(named.split(',').map(|name| name.trim().to_owned()).collect())
}

fn wanted(shared: &Inner, asked: &Asked) -> Wanted {
    let seed = asked.get("seed").map(String::as_str);
    let coin = if flag(asked, "bypass_coinflip") { Coin::ALL } else { shared.coin(seed) };
    Wanted { banks: banks(asked), coin, now_s: shared.now_s() }
}

fn by_type(shared: &Inner, signals: &Signals, wanted: &Wanted) -> Map<String, Value> {
    let of_type = |(signal_type, signal): (&SignalType, &Signal)| {
        (signal_type.as_str().to_owned(), by_bank(shared, signal, wanted))
    };
    signals.iter().map(of_type).collect()
}

fn by_bank(shared: &Inner, signal: &Signal, wanted: &Wanted) -> Value {
    let found: BTreeMap<_, _> = shared.shelves.get().by_bank(signal, wanted);
    count(signal.signal_type(), found.values().map(Vec::len).sum());
    for (name, found) in &found {
        for (_, one) in found {
            shared.tally.count(name, one.shadow);
        }
    }
    let of_bank = |(name, found): (String, Vec<(i64, Match)>)| {
        (name, found.iter().map(|(number, one)| as_json(*number, one)).collect::<Vec<_>>())
    };
    found.into_iter().map(of_bank).collect()
}

/// As HMA writes a match: its distance is a text, empty where only the same matches.
fn as_json(number: i64, one: &Match) -> Value {
    let distance = match one.algorithm {
        Algorithm::Pdq => one.distance_bits.to_string(),
        _ => String::new(),
    };
    json!({ "bank_content_id": number, "distance": distance })
}

fn count(signal_type: SignalType, hits: usize) {
    metrics::counter!("matcher_lookups_total", "signal_type" => signal_type.as_str()).increment(1);
    metrics::counter!("matcher_hits_total", "signal_type" => signal_type.as_str()).increment(hits as u64);
}
