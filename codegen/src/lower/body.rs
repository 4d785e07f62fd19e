//! The request body section of a page in; what a request carries out.

use crate::api::{RequestBody, Shape};
use crate::block::{Block, visit_texts};
use crate::page::{HttpMessage, Page, parse_body_table};

pub(super) fn lower_request_body(page: &Page<'_>) -> RequestBody {
    let Some(blocks) = &page.request_body else { return body_of_methods(page) };
    let words = words_of(blocks).to_lowercase();
    let has_table = blocks.iter().any(|block| matches!(block, Block::Table(_)));
    let has_properties =
        blocks.iter().any(|block| matches!(block, Block::Table(table) if parse_body_table(table).is_some()));
    // The parameters of a function are in the route, also where the table stands here.
    if is_bare(page) && body_of_examples(page).is_none_or(|body| body == RequestBody::None) {
        return RequestBody::None;
    }
    if !has_table && is_no_body(&words) {
        return RequestBody::None;
    }
    if has_properties {
        return RequestBody::Json(Shape::Any);
    }
    if is_binary(&words) {
        return RequestBody::Bytes;
    }
    let is_json =
        has_table || words.contains("json") || words.contains("supply the values") || words.contains("object");
    match is_json {
        true => RequestBody::Json(Shape::Any),
        false => body_of_examples(page).unwrap_or(RequestBody::NotSaid),
    }
}

/// "Do not supply a request body for this method.", in the wordings of many hands.
fn is_no_body(words: &str) -> bool {
    const WORDINGS: &[&str] = &[
        "do not supply a request body",
        "don't supply a request body",
        "do not provide a request body",
        "do not specify a request body",
        "doesn't require a request body",
        "does not require a request body",
        "not require any request body",
        "no request body",
        "empty request body",
        "don't include a request body",
        "do not include a request body",
        "not supply a body",
        "does not have a request body",
        "request body is not required",
        "do not supply request body",
        "don't supply request body",
        "no body is required",
    ];
    let words = words.replace('’', "'");
    WORDINGS.iter().any(|wording| words.contains(wording)) || matches!(words.trim(), "none" | "none." | "empty" | "n/a")
}

fn is_binary(words: &str) -> bool {
    const WORDINGS: &[&str] = &[
        "binary data",
        "zip manifest",
        "zip file",
        "binary content",
        "binary stream",
        "the contents of the request body should be the binary",
    ];
    WORDINGS.iter().any(|wording| words.contains(wording))
}

/// Without the section, methods that carry nothing carry nothing.
fn body_of_methods(page: &Page<'_>) -> RequestBody {
    if is_bare(page) { RequestBody::None } else { body_of_examples(page).unwrap_or(RequestBody::NotSaid) }
}

fn is_bare(page: &Page<'_>) -> bool {
    page.routes.iter().all(|route| matches!(route.method.as_str(), "GET" | "DELETE" | "HEAD"))
}

fn body_of_examples(page: &Page<'_>) -> Option<RequestBody> {
    let body = page.examples.iter().find_map(|example| match &example.message {
        HttpMessage::Request { headers, body, .. } => Some((headers, body)),
        HttpMessage::Response { .. } => None,
    })?;
    Some(match body {
        (_, body) if body.is_empty() => RequestBody::None,
        (_, body) if looks_like_json(body) => RequestBody::Json(Shape::Any),
        (headers, _) if is_json_type(headers) => RequestBody::Json(Shape::Any),
        _ => RequestBody::Bytes,
    })
}

/// Whether a body begins as a JSON object or array.
pub(super) fn looks_like_json(body: &str) -> bool {
    body.trim_start().starts_with(['{', '['])
}

/// Whether the headers of a message say that it carries JSON.
pub(super) fn is_json_type(headers: &[(String, String)]) -> bool {
    headers
        .iter()
        .any(|(name, value)| name.eq_ignore_ascii_case("content-type") && value.to_lowercase().contains("json"))
}

/// The words of some blocks, those of quotes, lists and tables among them, a line each.
pub(super) fn words_of(blocks: &[Block<'_>]) -> String {
    let mut words = String::new();
    visit_texts(blocks, &mut |text| {
        words.push_str(text.plain().trim());
        words.push('\n');
    });
    words
}
