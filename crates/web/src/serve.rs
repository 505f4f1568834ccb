//! The whole of the web in one router: every page, the API, and what all answers pass.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower::ServiceExt as _;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate as _, SizeAbove};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::{DefaultOnResponse, TraceLayer};
use tracing::{Level, Span};

use crate::live::Stopping;
use crate::refusal::Refusal;
use crate::site::Site;
use crate::visit::Visit;
use crate::{api, front, guard, portal, staff};

/// Longest body of a request.
const BODY_MAX: usize = 2 * 1024 * 1024;
/// Longest time until an answer begins.
const PATIENCE: Duration = Duration::from_secs(30);
/// The same where files are sent, over a slow line.
const PATIENCE_WITH_FILES: Duration = Duration::from_secs(600);

/// Every page and the API of a site. Requests that come by a desk's own host name are moved to that desk's path first.
pub fn router(site: Site) -> Router {
    let hosts = site.clone();
    let compressed = SizeAbove::new(1024).and(NotForContentType::SSE).and(NotForContentType::IMAGES);
    let uploads = staff::uploads()
        .merge(portal::uploads())
        .method_not_allowed_fallback(async |visit: Result<Visit, Refusal>| Refusal::no_method().wherever(visit))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE_WITH_FILES));
    let routes = Router::new()
        .merge(front::routes())
        .merge(staff::routes())
        .merge(portal::routes())
        .method_not_allowed_fallback(async |visit: Result<Visit, Refusal>| Refusal::no_method().wherever(visit))
        .nest("/{desk}/api/v1", api::router())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE))
        .merge(uploads)
        .fallback(async |visit: Result<Visit, Refusal>| Refusal::nothing_here().wherever(visit))
        .with_state(site)
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(middleware::from_fn(from_our_pages))
        .layer(middleware::map_response(guard::strict))
        .layer(CatchPanicLayer::custom(|_| Refusal::internal().into_response()))
        .layer(CompressionLayer::new().compress_when(compressed))
        .layer(
            TraceLayer::new_for_http().make_span_with(traced).on_response(DefaultOnResponse::new().level(Level::DEBUG)),
        );
    Router::new().fallback_service(routes.map_request(move |request: Request| hosts.by_host(request)))
}

/// What a log says of a request: by which route it went, never its address. Paths and queries carry links that let their reader in
/// and codes that mail providers send back; who reads the log must not get to use them.
fn traced(request: &Request) -> Span {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str);
    tracing::debug_span!("request", method = %request.method(), route)
}

/// Serves a site until `stop` is done; open event streams end then, and running requests are answered.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    site: Site,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let (stopped, stopping) = watch::channel(false);
    let app = router(site).layer(axum::Extension(Stopping(stopping)));
    let stop = async move {
        stop.await;
        // Nobody listening is fine: there are no event streams then.
        let _ = stopped.send(true);
    };
    axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>()).with_graceful_shutdown(stop).await
}

/// Turns writes away that a browser says come from another site.
async fn from_our_pages(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    if guard::is_foreign(&parts) {
        return Refusal::forbidden().into_response();
    }
    next.run(Request::from_parts(parts, body)).await
}
