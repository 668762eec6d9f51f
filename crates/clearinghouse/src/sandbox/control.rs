//! What an engineer tells a sandbox: play a fault, forget everything. By a form of its pages, or as JSON.

use axum::Extension;
use axum::extract::{FromRequest as _, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::{Deserialize, Serialize};
use service::{Failure, Json, Page, PageFrame, TypedForm};

use super::bench::{Bench, MAX_PLANNED};
use super::fault::{ANY, ENDPOINTS, Fault, Planned};
use super::{instance, pages};

/// Most requests that one fault meets.
const MAX_TIMES: u32 = 1000;

/// A fault to plan.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Inject {
    /// The last part of the endpoint's address, or `any`.
    #[serde(default = "any")]
    endpoint: String,
    /// As the header `Amparo-Inject` names it.
    fault: String,
    /// How many requests it meets.
    #[serde(default = "once")]
    times: u32,
}

fn any() -> String {
    ANY.to_owned()
}

fn once() -> u32 {
    1
}

/// What is planned now.
#[derive(Serialize)]
struct Plans {
    planned: Vec<Planned>,
}

impl Inject {
    fn planned(&self) -> Result<Planned, Failure> {
        let mut known = ENDPOINTS.into_iter().chain([ANY]);
        let endpoint = known.find(|endpoint| *endpoint == self.endpoint).ok_or_else(|| {
            Failure::refused(
                "endpoint",
                "is one of submit, upload, fileinfo, finish, retract, status, xsd, any",
            )
        })?;
        let fault = self.fault.parse::<Fault>();
        let fault = fault.map_err(|error| Failure::refused("fault", error.to_string()))?;
        if (1..=MAX_TIMES).contains(&self.times) {
            Ok(Planned { endpoint, fault, times: self.times })
        } else {
            Err(Failure::refused("times", format!("from 1 to {MAX_TIMES} requests")))
        }
    }
}

/// `POST /sandbox/inject`.
pub(super) async fn inject(
    Extension(bench): Extension<Bench>,
    ctx: PageFrame,
    request: Request,
) -> Result<Response, Failure> {
    if is_form(request.headers()) {
        return inject_by_form(&bench, ctx, request).await;
    }
    plan(&bench, &Json::<Inject>::from_request(request, &()).await?.0)?;
    Ok(answer(&bench, &ctx, false, "sandbox-planned"))
}

/// A form that is refused is shown again, with what was chosen and why it is refused.
async fn inject_by_form(bench: &Bench, ctx: PageFrame, request: Request) -> Result<Response, Failure> {
    let base = pages::base(bench, request.headers());
    let Ok(form) = TypedForm::<Inject>::from_request(request, &()).await;
    match form.fields.and_then(|wanted| plan(bench, &wanted)) {
        Ok(()) => Ok(answer(bench, &ctx, true, "sandbox-planned")),
        Err(failure) => {
            let page = pages::exchanges_page(bench, ctx, &base, form.typed.refused(failure)?);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

fn plan(bench: &Bench, wanted: &Inject) -> Result<(), Failure> {
    if bench.plan(wanted.planned()?) {
        Ok(())
    } else {
        Err(Failure::conflict(format!("{MAX_PLANNED} faults wait already; send requests, or reset")))
    }
}

/// `POST /sandbox/reset`.
pub(super) async fn reset(
    Extension(bench): Extension<Bench>,
    ctx: PageFrame,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    instance::reset(&bench).await?;
    Ok(answer(&bench, &ctx, is_form(&headers), "sandbox-reset"))
}

fn answer(bench: &Bench, ctx: &PageFrame, by_form: bool, done: &str) -> Response {
    if by_form {
        return Redirect::to(&ctx.href(&format!("/sandbox?done={done}"))).into_response();
    }
    Json(Plans { planned: bench.planned() }).into_response()
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.starts_with("application/x-www-form-urlencoded")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(endpoint: &str, fault: &str, times: u32) -> Result<Planned, Failure> {
        Inject { endpoint: endpoint.into(), fault: fault.into(), times }.planned()
    }

    #[test]
    fn a_plan_names_endpoint_fault_and_times() {
        let plan = planned("submit", "status=503", 2).ok().unwrap();
        assert_eq!((plan.endpoint, plan.fault.to_string().as_str(), plan.times), ("submit", "status=503", 2));
        assert!(plan.is_for("submit") && !plan.is_for("finish"));
        assert!(planned("any", "cut", 1).ok().unwrap().is_for("finish"));
        for (endpoint, fault, times, field) in [
            ("/submit", "cut", 1, "endpoint"),
            ("submit", "broken", 1, "fault"),
            ("submit", "cut", 0, "times"),
        ] {
            let Err(Failure::Refused(refused)) = planned(endpoint, fault, times) else { panic!("{field}") };
            assert_eq!(refused.field.as_deref(), Some(field));
        }
    }
}
