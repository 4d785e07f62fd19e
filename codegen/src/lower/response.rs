//! The response section and the examples of a page in; its successful responses out.

use super::body::{is_json_type, looks_like_json, words_of};
use crate::api::{Content, Response, Shape};
use crate::block::{Block, Inline, InlineKind, plain_words, visit_texts};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::page::dialect::{Bodies, Words};
use crate::page::{Example, HttpMessage, Page};

pub(super) fn lower_responses(page: &Page<'_>, diagnostics: &mut Diagnostics) -> Vec<Response> {
    let blocks = page.response.as_deref().unwrap_or_default();
    let named = named_statuses(blocks, &page.dialect.bodies.status);
    let shown = shown_statuses(page);
    report_statuses(page, &named, &shown, diagnostics);
    let mut statuses: Vec<u16> = Vec::new();
    let is_shown_only = named.is_empty() || !shown.iter().any(|(status, _)| named.contains(status));
    let shown_only = shown.iter().filter(|(_, example)| is_shown_only && (named.is_empty() || has_json(example)));
    for status in named.iter().copied().chain(shown_only.map(|(status, _)| *status)) {
        if !statuses.contains(&status) {
            statuses.push(status);
        }
    }
    let words = words_of(blocks).to_lowercase();
    let content = |status| content_of(status, &words, page);
    statuses.into_iter().map(|status| Response { status, content: content(status) }).collect()
}

/// The codes from 200 to 399 that stand in backticks (`` `204, No Content` ``), or before a phrase.
fn named_statuses(blocks: &[Block<'_>], phrases: &Words) -> Vec<u16> {
    let mut named = Vec::new();
    visit_texts(blocks, &mut |text| {
        // A phrase stands near its code.
        let plain_after =
            |at: usize| plain_words(text.inlines.get(at..(at + 8).min(text.inlines.len())).unwrap_or_default());
        for (at, inline) in text.inlines.iter().enumerate() {
            match inline.kind {
                InlineKind::Code => named.extend(status_in_code(inline)),
                InlineKind::Words if inline.text.contains(|c: char| c.is_ascii_digit()) => {
                    named.extend(statuses_in_words(inline, &plain_after(at), phrases));
                }
                _ => {}
            }
        }
    });
    named
}

fn status_in_code(inline: &Inline<'_>) -> Option<u16> {
    let text = inline.text.trim();
    let text = text.strip_prefix("HTTP/1.1").unwrap_or(text).trim_start();
    let digits = text.get(..3)?;
    let is_whole = !text.get(3..)?.starts_with(|c: char| c.is_alphanumeric());
    digits.parse().ok().filter(|status| is_whole && (200..400).contains(status))
}

fn statuses_in_words(inline: &Inline<'_>, after: &str, phrases: &Words) -> Vec<u16> {
    let words = inline.text.as_ref();
    let starts = words.char_indices().filter(|(at, c)| {
        c.is_ascii_digit() && !words.get(..*at).unwrap_or_default().ends_with(|c: char| c.is_alphanumeric() || c == '.')
    });
    let named = starts.filter_map(|(at, _)| {
        let status: u16 = words.get(at..at + 3)?.parse().ok().filter(|status| (200..400).contains(status))?;
        let rest = after.get(at + 3..)?;
        let next: String = rest.trim_start_matches([' ', ',', '-', ':', '*']).chars().take(24).collect();
        let next = next.to_lowercase();
        let is_status = !rest.starts_with(|c: char| c.is_alphanumeric()) && phrases.begin(&next);
        is_status.then_some(status)
    });
    named.collect()
}

fn shown_statuses<'p>(page: &'p Page<'_>) -> Vec<(u16, &'p Example)> {
    let shown = page.examples.iter().filter_map(|example| match &example.message {
        HttpMessage::Response { status, .. } if (200..400).contains(status) => Some((*status, example)),
        _ => None,
    });
    shown.collect()
}

/// A section that names no code, or examples none of which answers with a code that the section names:
/// ```text
/// If successful, this method returns a `204 No Content` response code.
/// HTTP/1.1 200 OK
/// ```
fn report_statuses(page: &Page<'_>, named: &[u16], shown: &[(u16, &Example)], diagnostics: &mut Diagnostics) {
    let Some(first) = named.first() else {
        let span = page.response_heading.unwrap_or(page.title_span());
        let taken = shown.first().map_or(String::new(), |(status, _)| format!("; the example's {status} is taken"));
        diagnostics.push(
            Diagnostic::new(Code::StatusMissing, span, format!("the response section names no success status{taken}"))
                .help("name it, such as `204 No Content`"),
        );
        return;
    };
    if let Some((status, example)) = shown.first().filter(|_| !shown.iter().any(|(status, _)| named.contains(status))) {
        let what = format!("the example answers with {status}, the response section names {first}");
        let span = example.span.slice(0, 0);
        diagnostics.push(Diagnostic::new(Code::StatusDiffers, span, what).help("mend the one that is wrong"));
    }
}

/// An answer that the section does not name is still one that may come, with what it carries.
fn has_json(example: &Example) -> bool {
    matches!(&example.message, HttpMessage::Response { body, .. } if looks_like_json(body))
}

fn content_of(status: u16, words: &str, page: &Page<'_>) -> Content {
    let bodies = &page.dialect.bodies;
    let body = page.examples.iter().find_map(|example| match &example.message {
        HttpMessage::Response { status: shown, headers, body } if *shown == status => Some((example, headers, body)),
        _ => None,
    });
    let is_stream = body.is_some_and(|(example, ..)| {
        let odata_type = example.annotation.as_ref().and_then(|annotation| annotation.odata_type.as_deref());
        odata_type.is_some_and(|name| name.eq_ignore_ascii_case("stream") || name.eq_ignore_ascii_case("edm.stream"))
    });
    match body {
        _ if status == 204 || status == 205 => Content::None,
        _ if (300..400).contains(&status) => Content::Location,
        _ if is_stream => Content::Bytes,
        Some((_, headers, body)) if looks_like_json(body) || (!body.is_empty() && is_json_type(headers)) => {
            Content::Json(Shape::Any)
        }
        Some((_, headers, _)) if status == 202 && has_location(headers) => Content::Location,
        Some((_, headers, body)) if body.is_empty() && has_location(headers) && bodies.location_header.is_in(words) => {
            Content::Location
        }
        _ if status == 202 => {
            if bodies.location.is_in(words) {
                Content::Location
            } else {
                Content::None
            }
        }
        _ => match content_of_words(words, bodies, body.map(|(_, _, body)| body.as_str())) {
            // What is shown of one success code goes for another of which nothing is said.
            Content::NotSaid if shown_statuses(page).iter().any(|(_, example)| has_json(example)) => {
                Content::Json(Shape::Any)
            }
            content => content,
        },
    }
}

fn has_location(headers: &[(String, String)]) -> bool {
    headers.iter().any(|(name, _)| name.to_lowercase().ends_with("location"))
}

fn content_of_words(words: &str, bodies: &Bodies<Words>, body: Option<&str>) -> Content {
    if bodies.no_response.is_in(words) {
        return Content::None;
    }
    if bodies.json_response.is_in(words) {
        return Content::Json(Shape::Any);
    }
    if bodies.binary_response.is_in(words) || body.is_some_and(|body| !body.is_empty()) {
        return Content::Bytes;
    }
    if bodies.response.is_in(words) {
        return Content::Json(Shape::Any);
    }
    match body {
        Some(_) => Content::None,
        None => Content::NotSaid,
    }
}
