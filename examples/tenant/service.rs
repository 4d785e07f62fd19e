//! A small service in this process: users in pages, batches that are throttled, an upload in ranges, a copy that takes time.

#![allow(clippy::indexing_slicing, reason = "a value of JSON gives null for what it does not have")]

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use docbind::TransportError;
use http::{Method, Response, StatusCode};
use serde_json::{Value, json};

/// Where the service is.
pub const BASE_URL: &str = "https://graph.microsoft.com/v1.0";

const UPLOAD_URL: &str = "https://upload.example/sessions/1";
const MONITOR_URL: &str = "https://monitor.example/copies/1";
const USERS: usize = 60;
const USERS_OF_A_PAGE: usize = 25;

/// What the service knows.
#[derive(Default)]
pub struct Service {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    departments: std::collections::BTreeMap<String, String>,
    parts: usize,
    ranges: usize,
    file: Vec<u8>,
    polls: usize,
}

/// A status, headers and a body.
type Answer = (u16, Vec<(&'static str, String)>, Value);

impl Service {
    /// Answers a request.
    pub fn answer(&self, request: &http::Request<Bytes>) -> Result<Response<String>, TransportError> {
        let (status, headers, body) = self.route(request);
        let mut response = Response::new(if body.is_null() { String::new() } else { body.to_string() });
        *response.status_mut() = StatusCode::from_u16(status).map_err(TransportError::permanent)?;
        for (name, value) in headers {
            let value = value.parse().map_err(|_| TransportError::permanent("a header that cannot be"))?;
            response.headers_mut().insert(name, value);
        }
        Ok(response)
    }

    /// In which department a user is.
    pub fn department(&self, user: &str) -> Option<String> {
        self.lock().departments.get(user).cloned()
    }

    /// How many bytes were uploaded.
    pub fn uploaded(&self) -> usize {
        self.lock().file.len()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn route(&self, request: &http::Request<Bytes>) -> Answer {
        let uri = request.uri().to_string();
        let has_token = request.headers().contains_key("authorization");
        let is_home = uri.starts_with(BASE_URL);
        if has_token != is_home {
            return (
                401,
                Vec::new(),
                json!({"error": {"code": "token", "message": "a token where none belongs, or none"}}),
            );
        }
        let path = uri.strip_prefix(BASE_URL).unwrap_or(&uri);
        match (request.method(), path) {
            (&Method::GET, path) if path.starts_with("/users") => users(path),
            (&Method::POST, "/$batch") => self.batch(request.body()),
            (&Method::POST, path) if path.ends_with("/createUploadSession") => {
                (200, Vec::new(), json!({"uploadUrl": UPLOAD_URL, "nextExpectedRanges": ["0-"]}))
            }
            (&Method::POST, path) if path.ends_with("/copy") => {
                (202, vec![("location", MONITOR_URL.to_owned())], Value::Null)
            }
            (_, UPLOAD_URL) => self.upload(request),
            (_, MONITOR_URL) => self.monitor(),
            (method, path) => {
                (404, Vec::new(), json!({"error": {"code": "unknown", "message": format!("{method} {path}")}}))
            }
        }
    }

    /// Every third part comes too early.
    fn batch(&self, body: &[u8]) -> Answer {
        let mut state = self.lock();
        let parts: Value = serde_json::from_slice(body).unwrap_or_default();
        let mut responses = Vec::new();
        for part in parts["requests"].as_array().into_iter().flatten() {
            state.parts += 1;
            let id = &part["id"];
            if state.parts.is_multiple_of(3) {
                responses.push(json!({"id": id, "status": 429, "headers": {"Retry-After": "0"}}));
                continue;
            }
            let user = part["url"]
                .as_str()
                .unwrap_or_default()
                .trim_start_matches('/')
                .trim_start_matches("users/")
                .to_owned();
            let department = part["body"]["department"].as_str().unwrap_or_default().to_owned();
            state.departments.insert(user, department);
            responses.push(json!({"id": id, "status": 204}));
        }
        (200, Vec::new(), json!({"responses": responses}))
    }

    /// The second range comes while the service is busy.
    fn upload(&self, request: &http::Request<Bytes>) -> Answer {
        let mut state = self.lock();
        state.ranges += 1;
        if state.ranges == 2 {
            return (503, vec![("retry-after", "0".to_owned())], Value::Null);
        }
        if request.method() == Method::PUT {
            state.file.extend_from_slice(request.body());
        }
        let range = request.headers().get("content-range").and_then(|range| range.to_str().ok()).unwrap_or_default();
        let total = range.rsplit('/').next().and_then(|total| total.parse().ok()).unwrap_or(usize::MAX);
        let next = state.file.len();
        if next < total {
            return (202, Vec::new(), json!({"nextExpectedRanges": [format!("{next}-")]}));
        }
        (201, Vec::new(), json!({"id": "file-1", "name": "report.bin", "size": next}))
    }

    /// The copy is ready when somebody asks for the third time.
    fn monitor(&self) -> Answer {
        let mut state = self.lock();
        state.polls += 1;
        let progress = match state.polls {
            1 | 2 => json!({"status": "inProgress", "percentageComplete": 40 * state.polls}),
            _ => json!({"status": "completed", "percentageComplete": 100, "resourceId": "file-2"}),
        };
        (if state.polls < 3 { 202 } else { 200 }, vec![("retry-after", "0".to_owned())], progress)
    }
}

/// One page of users, with a link to the next.
fn users(path: &str) -> Answer {
    let from = path.rsplit("$skiptoken=").next().and_then(|from| from.parse().ok()).unwrap_or(0);
    let to = USERS.min(from + USERS_OF_A_PAGE);
    let user = |number: usize| json!({"id": format!("user-{number}"), "displayName": format!("User {number}")});
    let mut page = json!({"value": (from..to).map(user).collect::<Vec<_>>()});
    if to < USERS {
        page["@odata.nextLink"] = json!(format!("{BASE_URL}/users?$skiptoken={to}"));
    }
    (200, Vec::new(), page)
}
