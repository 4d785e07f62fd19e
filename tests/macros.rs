//! What the macros make of the pages in docs/api: the seed page through each of them, and the forms that matter.

#![allow(clippy::unwrap_used, reason = "helpers of tests; clippy only knows the tests themselves")]

use std::borrow::Cow;

use docbind::{Access, Endpoint, IntoBody, Operation, Permissions, Value};
use serde_json::json;

/// The seed page, filled. `root` makes the page's name the same as in a client of the folder.
#[docbind::endpoint("docs/api/participant-delete.md", root = "docs/api")]
pub struct DeleteParticipant;

/// The seed page, held against fields.
#[derive(docbind::Endpoint)]
#[endpoint("docs/api/participant-delete.md", root = "docs/api")]
struct Remove<'a, T> {
    #[endpoint(rename = "participant_id")]
    who: T,
    call_id: &'a str,
}

mod graph {
    /// All pages.
    #[docbind::client("docs/api", strict)]
    #[derive(Default)]
    #[cfg_attr(any(), doc = "An attribute of the user's.")]
    pub struct Nothing;
}

fn target(endpoint: impl Endpoint) -> String {
    let request = endpoint.into_request();
    format!("{} {}", request.method(), request.target())
}
