//! A program with a token, and a desk to talk to.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{HeaderMap, Request};
use desk::{Actor, Role};
use http_body_util::BodyExt as _;
use serde_json::Value;
use testkit::TestDesk;
use tower::ServiceExt as _;
use web::Site;

pub struct Program {
    pub desk: TestDesk,
    pub name: String,
    pub actor: Actor,
    pub token: String,
    router: axum::Router,
    runtime: tokio::runtime::Runtime,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

/// A request before it is sent.
pub struct Sent<'a> {
    program: &'a Program,
    method: &'static str,
    path: String,
    token: Option<String>,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Program {
    /// A desk with the token of an administrator.
    pub fn new(catalogue: &str) -> Program {
        Program::on(TestDesk::sqlite(catalogue), catalogue)
    }

    pub fn on(desk: TestDesk, name: &str) -> Program {
        let actor = desk.staff("Ada", Role::Administrator);
        let token = token_of(&desk, &actor);
        let router = web::router(Site::new([desk.desk.clone()], BTreeMap::new()));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        Program { desk, name: name.to_owned(), actor, token, router, runtime }
    }

    /// A token of somebody else.
    pub fn token_of(&self, name: &str, role: Role) -> String {
        let actor = self.desk.staff(name, role);
        token_of(&self.desk, &actor)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.request("GET", path).send()
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.request("POST", path).json(body).send()
    }

    pub fn request(&self, method: &'static str, path: &str) -> Sent<'_> {
        Sent {
            program: self,
            method,
            path: format!("/{}/api/v1{path}", self.name),
            token: Some(self.token.clone()),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// Sends the same request many times at once.
    pub fn send_at_once(&self, count: usize, request: impl Fn() -> Request<Body>) -> Vec<Answer> {
        let running: Vec<_> = (0..count).map(|_| self.runtime.spawn(answer(self.router.clone(), request()))).collect();
        self.runtime.block_on(async {
            let mut answers = Vec::new();
            for one in running {
                answers.push(one.await.unwrap());
            }
            answers
        })
    }

    /// Waits for something.
    pub fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// A ticket of a contact, by its number.
    pub fn ticket(&self, contact: &str) -> i64 {
        let opened = self.post(
            "/tickets",
            &serde_json::json!({ "contact": contact, "subject": "Checkout", "body": "It does not load." }),
        );
        assert_eq!(opened.status, 201, "{opened:?}");
        opened.body["number"].as_i64().unwrap()
    }
}

fn token_of(desk: &TestDesk, actor: &Actor) -> String {
    let staff = actor.staff().unwrap();
    desk.act(&Actor::Operator, move |act| desk::staff::create_token(act, staff, "test")).secret
}

impl Sent<'_> {
    pub fn token(mut self, token: Option<&str>) -> Self {
        self.token = token.map(str::to_owned);
        self
    }

    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string().as_bytes())
    }

    pub fn body(mut self, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self
    }

    pub fn at(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }

    pub fn build(&self) -> Request<Body> {
        let mut request = Request::builder().method(self.method).uri(&self.path);
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        request.body(Body::from(self.body.clone())).unwrap()
    }

    pub fn send(self) -> Answer {
        let program = self.program;
        program.runtime.block_on(answer(program.router.clone(), self.build()))
    }
}

async fn answer(router: axum::Router, request: Request<Body>) -> Answer {
    let response = router.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    let body =
        serde_json::from_slice(&bytes).unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
    Answer { status: parts.status.as_u16(), headers: parts.headers, body }
}

impl Answer {
    /// The answer's body, which must have come with this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    /// A refusal with a status and a code.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.body["status"], status, "{}", self.body);
        assert_eq!(self.body["code"], code, "{}", self.body);
        assert_eq!(self.body["type"], format!("urn:mainstay:problem:{code}"));
        assert!(self.body["title"].as_str().is_some_and(|title| !title.is_empty()));
        self.body
    }

    /// A refusal of one field.
    #[track_caller]
    pub fn wrong(self, field: &str, code: &str) -> String {
        let body = self.refused(422, "invalid");
        let errors = body["errors"].as_array().unwrap();
        assert_eq!(errors.len(), 1, "{body}");
        assert_eq!((&errors[0]["field"], &errors[0]["code"]), (&field.into(), &code.into()), "{body}");
        errors[0]["detail"].as_str().unwrap().to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}
