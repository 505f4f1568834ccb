//! A browser for tests: one cookie jar, forms with their guard, against the real router and a real desk.
#![allow(dead_code)]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use desk::id::StaffId;
use desk::session::{self, Person};
use desk::{Actor, Role};
use http_body_util::BodyExt as _;
use testkit::{TestCustomer, TestDesk};
use tower::ServiceExt as _;
use web::{Site, router};

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The page.
    pub body: String,
}

impl Answer {
    /// Where it sends the browser.
    pub fn location(&self) -> &str {
        self.headers.get("location").map_or("", |value| value.to_str().unwrap())
    }
}

/// The web of one desk.
pub struct Web {
    /// The desk.
    pub desk: TestDesk,
    router: Router,
    runtime: tokio::runtime::Runtime,
}

impl Web {
    /// The web of a desk that sells by a shipped catalogue.
    pub fn of(catalogue: &str) -> Web {
        let desk = TestDesk::sqlite(catalogue);
        desk.indexes();
        let hosts = BTreeMap::from([("support.provider.example".to_owned(), catalogue.to_owned())]);
        let router = router(Site::new([desk.desk.clone()], hosts));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Web { desk, router, runtime }
    }

    /// Waits for something.
    pub fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// The path of the desk.
    pub fn base(&self) -> String {
        format!("/{}", self.desk.desk.name())
    }

    /// A browser in which nobody is signed in.
    pub fn browser(&self) -> Browser<'_> {
        Browser { web: self, cookies: RefCell::default(), csrf: RefCell::default(), language: "en" }
    }

    /// A browser in which somebody is signed in.
    pub fn signed_in(&self, actor: &Actor) -> Browser<'_> {
        let (person, cookie) = match *actor {
            Actor::Staff { id, role } => (Person::Staff { id, role }, "mainstay-staff"),
            Actor::Contact { id, customer } => (Person::Contact { id, customer }, "mainstay-contact"),
            _ => panic!("{actor:?} cannot sign in"),
        };
        let signed_in = self.desk.act(&Actor::Operator, move |act| session::start(act, person));
        let browser = self.browser();
        browser.cookies.borrow_mut().insert(cookie.to_owned(), signed_in.token);
        *browser.csrf.borrow_mut() = signed_in.session.csrf;
        browser
    }

    /// The same for a customer's contact.
    pub fn contact(&self, customer: &TestCustomer) -> Browser<'_> {
        self.signed_in(&customer.actor())
    }

    /// A member of staff, and a browser in which they are signed in.
    pub fn staff(&self, name: &str, role: Role) -> (Actor, Browser<'_>) {
        let actor = self.desk.staff(name, role);
        let browser = self.signed_in(&actor);
        (actor, browser)
    }

    /// A request as it is.
    pub fn raw(&self, request: Request<Body>) -> Answer {
        self.wait(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let stream = parts.headers.get("content-type").is_some_and(|kind| kind == "text/event-stream");
            // A stream of events has no end.
            let bytes = if stream { Default::default() } else { body.collect().await.unwrap().to_bytes() };
            let body = String::from_utf8_lossy(&bytes).into_owned();
            Answer { status: parts.status, headers: parts.headers, body }
        })
    }

    /// The body of a stream.
    pub fn stream(&self, request: Request<Body>) -> Body {
        self.wait(async { self.router.clone().oneshot(request).await.unwrap().into_body() })
    }
}

/// A browser.
pub struct Browser<'a> {
    web: &'a Web,
    cookies: RefCell<BTreeMap<String, String>>,
    csrf: RefCell<String>,
    /// What it asks for.
    pub language: &'static str,
}

impl Browser<'_> {
    /// The same in another language.
    pub fn reading(mut self, language: &'static str) -> Self {
        self.language = language;
        self
    }

    /// A request with this browser's cookies, for a path below the desk.
    pub fn request(&self, method: &str, path: &str, body: String) -> Request<Body> {
        let mut cookies: Vec<String> =
            self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        cookies.push(format!("mainstay-language={}", self.language));
        Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.web.base()))
            .header("host", "127.0.0.1:8600")
            .header("cookie", cookies.join("; "))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap()
    }

    fn sends(&self, request: Request<Body>) -> Answer {
        let answer = self.web.raw(request);
        for cookie in answer.headers.get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.borrow_mut().remove(name);
            } else {
                self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
            }
            // Who is signed in has a guard of their own.
            let signed_in =
                ["mainstay-staff", "mainstay-contact"].iter().any(|name| self.cookies.borrow().contains_key(*name));
            if name == "mainstay-guard" && !signed_in {
                value.clone_into(&mut self.csrf.borrow_mut());
            }
        }
        answer
    }

    /// Opens a page.
    pub fn get(&self, path: &str) -> Answer {
        self.sends(self.request("GET", path, String::new()))
    }

    /// Sends a form with its guard.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf.borrow().clone();
        let mut fields = fields.to_vec();
        fields.push(("csrf", &csrf));
        self.sends(self.request("POST", path, form(&fields)))
    }

    /// Sends a form without its guard.
    pub fn post_unguarded(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.sends(self.request("POST", path, form(fields)))
    }
}

/// Fields as a browser encodes them.
pub fn form(fields: &[(&str, &str)]) -> String {
    let encoded = |text: &str| {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
                _ => format!("%{byte:02X}"),
            })
            .collect::<String>()
    };
    fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect::<Vec<_>>().join("&")
}

/// The id of an acting member of staff.
pub fn staff_id(actor: &Actor) -> StaffId {
    match actor {
        Actor::Staff { id, .. } => *id,
        other => panic!("{other:?} is no staff"),
    }
}
