//! The OpenAPI document: what is said once for every route is put in here, the rest stands with the routes.

use std::future::{Ready, ready};

use axum::body::Bytes;
use axum::http::header::{CONTENT_TYPE, HeaderName};
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::header::Header;
use utoipa::openapi::info::InfoBuilder;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{ComponentsBuilder, ObjectBuilder, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::server::ServerBuilder;
use utoipa::openapi::{OpenApi, OpenApiBuilder, Ref, RefOr, Required};
use utoipa::{PartialSchema as _, ToSchema as _};

use super::problem::{Problem, WrongField};

const ABOUT: &str = "What the pages of a desk can do, for programs.\n\n\
    Ids are strings, times RFC 3339, amounts decimal strings with their currency, durations in seconds end in `_s`. Lists come \
    in pages: send `next` of one as `after` of the next. A write that is sent with an `Idempotency-Key` is done once, however \
    often it is sent within 48 hours; a repeated answer carries `Idempotency-Replayed: true`. Whatever is refused is answered \
    with problem details (RFC 9457) that name the wrong fields.";

/// Statuses of refusals with what they mean; the last are those of writes.
const REFUSALS: [(&str, &str); 6] = [
    ("401", "No token, or one that does not count"),
    ("403", "Not for the role of the token's owner"),
    ("404", "Not there, or not for you"),
    ("422", "Fields are wrong; each is named"),
    ("500", "Something went wrong here"),
    ("503", "Not now; nothing was changed"),
];
const WRITE_REFUSALS: [(&str, &str); 4] = [
    ("400", "The body is not JSON"),
    ("409", "The state or the plan does not allow it"),
    ("413", "The body is too large"),
    ("415", "The body is not said to be JSON"),
];

/// The document before there are routes in it.
pub(super) fn head() -> OpenApi {
    let token = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("A token of a member of staff: mainstay token --desk NAME --staff MAIL"))
        .build();
    let components = ComponentsBuilder::new()
        .schema(Problem::name(), Problem::schema())
        .schema(WrongField::name(), WrongField::schema())
        .security_scheme("token", SecurityScheme::Http(token))
        .build();
    let info = InfoBuilder::new().title("Mainstay").version(env!("CARGO_PKG_VERSION")).description(Some(ABOUT)).build();
    OpenApiBuilder::new()
        .info(info)
        // Relative to the document, so that it holds under a path and under a host name of the desk's own.
        .servers(Some([ServerBuilder::new().url(".").description(Some("This desk")).build()]))
        .components(Some(components))
        .security(Some([SecurityRequirement::new("token", Vec::<String>::new())]))
        .build()
}

type Served = ([(HeaderName, &'static str); 1], Bytes);

/// A handler that answers with the finished document.
pub(super) fn serve(mut document: OpenApi) -> impl Fn() -> Ready<Served> + Clone + Send + Sync + 'static {
    for item in document.paths.paths.values_mut() {
        let reads = [&mut item.get, &mut item.delete].into_iter().flatten();
        reads.for_each(|operation| complete(operation, &REFUSALS));
        for operation in [&mut item.post, &mut item.put, &mut item.patch].into_iter().flatten() {
            complete(operation, &REFUSALS);
            complete(operation, &WRITE_REFUSALS);
            add_key(operation);
        }
    }
    let bytes = Bytes::from(serde_json::to_vec(&document).expect("a document of texts always serialises"));
    move || ready(([(CONTENT_TYPE, "application/json")], bytes.clone()))
}

fn complete(operation: &mut Operation, refusals: &[(&str, &str)]) {
    for (status, meaning) in refusals {
        let known = &mut operation.responses.responses;
        known.entry((*status).to_owned()).or_insert_with(|| RefOr::T(refusal(meaning)));
    }
}

fn refusal(meaning: &str) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build();
    ResponseBuilder::new().description(meaning).content("application/problem+json", content).build()
}

fn add_key(operation: &mut Operation) {
    let text = ObjectBuilder::new().schema_type(Type::String).max_length(Some(200)).build();
    let key = ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("Chosen by the program: the same write with the same key is done once."))
        .schema(Some(text))
        .build();
    operation.parameters.get_or_insert_default().push(RefOr::T(key));
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response {
            let has_body = response.content.contains_key("application/json");
            if has_body {
                response.headers.insert("Idempotency-Replayed".to_owned(), RefOr::T(Header::default()));
            }
        }
    }
}
