//! The blocks of an example section in; its requests and responses out.

use super::annotation::{Annotation, parse_annotation};
use super::dialect::METHODS;
use crate::block::{Block, Fence};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;

/// A request or a response that a page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// What the comment before it says.
    pub annotation: Option<Annotation>,
    /// The message.
    pub message: HttpMessage,
    /// The fence.
    pub span: Span,
}

/// An HTTP message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpMessage {
    /// A request.
    Request {
        /// The method.
        method: String,
        /// The URL or path.
        target: String,
        /// The headers, as written.
        headers: Vec<(String, String)>,
        /// The body.
        body: String,
    },
    /// A response.
    Response {
        /// The status code.
        status: u16,
        /// The headers, as written.
        headers: Vec<(String, String)>,
        /// The body.
        body: String,
    },
}

/// Which fences of a section are examples.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fences {
    /// All that hold an HTTP message.
    All,
    /// Those that an annotation calls a request or a response.
    Annotated,
}

/// Takes the messages of a section, and reports the fences that are annotated as one and hold none.
pub(super) fn parse_examples(
    blocks: &[Block<'_>],
    fences: Fences,
    examples: &mut Vec<Example>,
    diagnostics: &mut Diagnostics,
) {
    let mut reader = ExampleReader { fences, annotation: None, examples };
    reader.read_blocks(blocks, diagnostics);
}

struct ExampleReader<'e> {
    fences: Fences,
    annotation: Option<Annotation>,
    examples: &'e mut Vec<Example>,
}

impl ExampleReader<'_> {
    fn read_blocks(&mut self, blocks: &[Block<'_>], diagnostics: &mut Diagnostics) {
        for block in blocks {
            match block {
                Block::Html(html) => {
                    self.annotation = parse_annotation(html, diagnostics).or(self.annotation.take());
                }
                Block::Quote(inner) => self.read_blocks(inner, diagnostics),
                Block::List(list) => list.items.iter().for_each(|item| self.read_blocks(item, diagnostics)),
                Block::Fence(fence) => self.read_fence(fence, diagnostics),
                Block::Heading(_) | Block::Paragraph(_) | Block::Table(_) | Block::Rule(_) => {}
            }
        }
    }

    fn read_fence(&mut self, fence: &Fence<'_>, diagnostics: &mut Diagnostics) {
        let annotation = self.annotation.take();
        let is_message = annotation.as_ref().is_some_and(Annotation::is_message);
        if self.fences == Fences::Annotated && !is_message {
            return;
        }
        match parse_message(fence) {
            Some(message) => {
                self.examples.push(Example { annotation, message, span: fence.span });
            }
            None if is_message => report_message(fence, annotation.as_ref(), diagnostics),
            None => {}
        }
    }
}

fn parse_message(fence: &Fence<'_>) -> Option<HttpMessage> {
    let code = fence.code();
    let code = code.trim_start();
    let (first, rest) = code.split_once('\n').unwrap_or((code, ""));
    let first = first.trim();
    if let Some(status) = parse_status_line(first) {
        let (headers, body) = split_message(rest);
        return Some(HttpMessage::Response { status, headers, body });
    }
    let method = METHODS.iter().find(|method| first.starts_with(**method))?;
    let target = first.get(method.len()..)?.strip_prefix(char::is_whitespace)?.trim();
    let target = target.rsplit_once(" HTTP/").map_or(target, |(target, _)| target.trim_end());
    let (headers, body) = split_message(rest);
    Some(HttpMessage::Request { method: (*method).to_owned(), target: target.to_owned(), headers, body })
}

/// `HTTP/1.1 204 No Content`, with or without the version and the phrase.
fn parse_status_line(line: &str) -> Option<u16> {
    let rest = line.strip_prefix("HTTP").or_else(|| line.strip_prefix("http"))?;
    let rest = if rest.starts_with('/') { rest.split_once(char::is_whitespace)?.1 } else { rest };
    rest.split_whitespace().next()?.parse().ok().filter(|status| (100..600).contains(status))
}

/// Headers end at the first line that is none; a blank line between them and the body is not always there.
fn split_message(text: &str) -> (Vec<(String, String)>, String) {
    let mut headers = Vec::new();
    let mut rest = text;
    while let Some(line) = rest.split_inclusive('\n').next() {
        let Some((name, value)) = parse_header(line.trim()) else { break };
        headers.push((name.to_owned(), value.to_owned()));
        rest = rest.get(line.len()..).unwrap_or_default();
    }
    (headers, rest.trim().to_owned())
}

fn parse_header(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let is_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_name = !name.is_empty() && name.chars().all(is_token);
    is_name.then(|| (name, value.trim()))
}

/// A fence that is annotated as a message and holds none.
fn report_message(fence: &Fence<'_>, annotation: Option<&Annotation>, diagnostics: &mut Diagnostics) {
    let kind = annotation.and_then(|annotation| annotation.block_type.as_deref()).unwrap_or_default();
    let first = fence.lines().next().map_or(fence.span, |line| line.span);
    let begins = if kind == "request" { "`GET https://...`" } else { "`HTTP/1.1 200 OK`" };
    diagnostics.push(
        Diagnostic::new(
            Code::ExampleHttp,
            first,
            format!("the example is annotated as a {kind} and does not begin as one"),
        )
        .help(format!("begin it with a line such as {begins}")),
    );
}
