//! The request body section of a page in; what a request carries out.

use crate::api::{RequestBody, Shape};
use crate::block::{Block, visit_texts};
use crate::page::dialect::{Bodies, Words};
use crate::page::{HttpMessage, Page, parse_body_table};

pub(super) fn lower_request_body(page: &Page<'_>) -> RequestBody {
    let Some(blocks) = &page.request_body else { return body_of_methods(page) };
    let bodies = &page.dialect.bodies;
    let words = words_of(blocks).to_lowercase();
    let has_table = blocks.iter().any(|block| matches!(block, Block::Table(_)));
    let is_properties =
        |block: &Block<'_>| matches!(block, Block::Table(table) if parse_body_table(table, page.dialect).is_some());
    let has_properties = blocks.iter().any(is_properties);
    // The parameters of a function are in the route, also where the table stands here.
    if is_bare(page) && body_of_examples(page).is_none_or(|body| body == RequestBody::None) {
        return RequestBody::None;
    }
    if !has_table && is_no_body(&words, bodies) {
        return RequestBody::None;
    }
    if has_properties {
        return RequestBody::Json(Shape::Any);
    }
    if bodies.binary_request.is_in(&words) {
        return RequestBody::Bytes;
    }
    match has_table || bodies.json_request.is_in(&words) {
        true => RequestBody::Json(Shape::Any),
        false => body_of_examples(page).unwrap_or(RequestBody::NotSaid),
    }
}

/// "Do not supply a request body for this method.", in the wordings of many hands.
fn is_no_body(words: &str, bodies: &Bodies<Words>) -> bool {
    bodies.no_request.is_in(&words.replace('’', "'")) || bodies.whole_no_request.is(words.trim().trim_end_matches('.'))
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
