//! The OpenAPI document of a role, read from its route table.

use axum::Extension;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, ObjectBuilder, OpenApi, OpenApiBuilder, Paths, Ref,
    RefOr, Required, ResponseBuilder, Schema, schema::Type,
};

use super::access::Access;
use super::body::is_document_kind;
use super::routes::Route;
use crate::{Actor, Permission};

/// Name of the security scheme.
const BASIC: &str = "basic";

/// A body: its media type and, where it is JSON, its shape.
#[derive(Clone)]
pub(super) struct Content {
    media_type: &'static str,
    schema: Option<RefOr<Schema>>,
    components: Vec<(String, RefOr<Schema>)>,
}

impl Content {
    pub(super) fn json<B: ToSchema>() -> Self {
        let (name, schema) = (B::name().into_owned(), B::schema());
        let mut components = Vec::new();
        B::schemas(&mut components);
        // lists and single values have no name of their own: every `Vec<T>` is called `Vec`
        let schema = if is_named(&schema) {
            components.push((name.clone(), schema));
            RefOr::Ref(Ref::from_schema_name(name))
        } else {
            schema
        };
        Self { media_type: "application/json", schema: Some(schema), components }
    }

    pub(super) fn opaque(media_type: &'static str) -> Self {
        Self { media_type, schema: None, components: Vec::new() }
    }

    /// Whether it is a file, or a form with one.
    pub(super) fn is_file(&self) -> bool {
        !is_document_kind(self.media_type)
    }

    /// Whether it is plain text.
    pub(super) fn is_text(&self) -> bool {
        self.media_type == "text/plain"
    }
}

fn is_named(schema: &RefOr<Schema>) -> bool {
    match schema {
        RefOr::T(Schema::Object(object)) => !object.properties.is_empty(),
        RefOr::T(Schema::OneOf(_) | Schema::AllOf(_) | Schema::AnyOf(_)) => true,
        _ => false,
    }
}

/// The document as served.
#[derive(Clone)]
pub(super) struct Document(Arc<str>);

impl Document {
    pub(super) fn new(document: &OpenApi) -> Self {
        Self(document.to_json().unwrap_or_default().into())
    }
}

pub(super) async fn document(Extension(document): Extension<Document>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], document.0.to_string())
}

/// `machines` are the roles that keys may have: each route says which of them reach it.
pub(super) fn describe<'a, P: 'a + Permission>(
    title: &str,
    machines: &[&'static str],
    routes: impl Iterator<Item = &'a Route<P>>,
) -> OpenApi {
    let mut paths = Paths::new();
    let mut components = ComponentsBuilder::new()
        .security_scheme(BASIC, SecurityScheme::Http(Http::new(HttpAuthScheme::Basic)))
        .schema_from::<super::Problem>();
    for route in routes {
        for content in route.takes.iter().chain(route.gives.iter().map(|(_, content)| content)) {
            components = components.schemas_from_iter(content.components.clone());
        }
        // the rest of a path is a parameter like others here: OpenAPI knows no other
        paths.add_path_operation(
            route.path.replace("{*", "{"),
            vec![method(route.method)],
            operation(route, machines),
        );
    }
    let info =
        InfoBuilder::new().title(format!("Amparo: {title}")).version(env!("CARGO_PKG_VERSION")).build();
    OpenApiBuilder::new().info(info).paths(paths).components(Some(components.build())).build()
}

/// The document has one place for each name: of two shapes it would show the last.
#[cfg(feature = "testing")]
pub(super) fn clashing_schemas<'a, P: 'a>(routes: impl Iterator<Item = &'a Route<P>>) -> Vec<String> {
    let mut shapes = std::collections::BTreeMap::<&str, std::collections::BTreeSet<String>>::new();
    for content in
        routes.flat_map(|route| route.takes.iter().chain(route.gives.iter().map(|(_, content)| content)))
    {
        for (name, schema) in &content.components {
            shapes.entry(name).or_default().insert(serde_json::to_string(schema).unwrap_or_default());
        }
    }
    shapes.into_iter().filter(|(_, shapes)| shapes.len() > 1).map(|(name, _)| name.to_owned()).collect()
}

fn operation<P: Permission>(route: &Route<P>, machines: &[&'static str]) -> OperationBuilder {
    let mut operation = OperationBuilder::new().summary(Some(route.summary));
    for name in parameters(route.path) {
        operation = operation.parameter(text(name, ParameterIn::Path).required(Required::True));
    }
    for name in route.asks {
        operation = operation.parameter(text(name, ParameterIn::Query).required(Required::False));
    }
    if let Some(content) = &route.takes {
        operation = operation.request_body(Some(
            RequestBodyBuilder::new()
                .content(content.media_type, body(content))
                .required(Some(Required::True))
                .build(),
        ));
    }
    if route.gives.is_empty() {
        operation =
            operation.response("303", ResponseBuilder::new().description("Done; the page to read next"));
    }
    for (status, content) in &route.gives {
        let response =
            ResponseBuilder::new().description(route.summary).content(content.media_type, body(content));
        operation = operation.response(status.to_string(), response);
    }
    operation = operation.response("default", problem());
    if matches!(route.access, Access::Open) {
        return operation;
    }
    if route.bare_refusals {
        operation = operation.response("401", ResponseBuilder::new().description("No good credentials"));
    }
    operation
        .security(SecurityRequirement::new(BASIC, std::iter::empty::<String>()))
        .description(Some(format!("Access: {}; keys: {}", route.access.text(), keys(route, machines))))
}

/// The roles of keys that reach a route.
fn keys<P: Permission>(route: &Route<P>, machines: &[&'static str]) -> String {
    let reaches = |role: &&&str| {
        route.access.allows(&Actor::Machine { name: String::new(), role: (**role).to_owned() })
    };
    let reaching: Vec<_> = machines.iter().filter(reaches).copied().collect();
    if reaching.is_empty() { "none".to_owned() } else { reaching.join(", ") }
}

fn text(name: &str, place: ParameterIn) -> ParameterBuilder {
    let schema = ObjectBuilder::new().schema_type(Type::String).build();
    ParameterBuilder::new().name(name).parameter_in(place).schema(Some(schema))
}

fn problem() -> ResponseBuilder {
    let content = ContentBuilder::new().schema(Some(RefOr::<Schema>::Ref(Ref::from_schema_name("Problem"))));
    ResponseBuilder::new()
        .description("Refused, in conflict or broken")
        .content(super::problem::PROBLEM_JSON, content.build())
}

fn body(content: &Content) -> utoipa::openapi::Content {
    ContentBuilder::new().schema(content.schema.clone()).build()
}

fn method(name: &str) -> HttpMethod {
    match name {
        "POST" => HttpMethod::Post,
        "PUT" => HttpMethod::Put,
        _ => HttpMethod::Get,
    }
}

/// The names between braces.
fn parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name.trim_start_matches('*')))
}
