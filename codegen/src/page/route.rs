//! The sections of a page in; its `METHOD template` lines, as written, out.

use std::rc::Rc;

use super::annotation::{Annotation, parse_annotation};
use super::dialect::{Dialect, METHODS};
use super::{Section, SectionKind, is_http_fence};
use crate::block::{Block, Fence, Line, Text};
use crate::diagnostic::Diagnostics;
use crate::source::Span;

/// A route, as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// The method, in capitals.
    pub method: String,
    /// What follows it on the line.
    pub template: String,
    /// The line.
    pub span: Span,
    /// What the annotation before the block says.
    pub annotation: Option<Rc<Annotation>>,
    /// Whether it stands among the examples.
    pub is_example: bool,
    /// What is wrong with the line already here.
    pub fault: Option<RouteFault>,
}

/// What a line of routes can be besides a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteFault {
    /// No space between method and template: `DELETE/identity/x`.
    NoSpace,
}

/// The routes under `HTTP request`, also where that heading stands below `Example`; on a page without that heading, the
/// relative requests outside of the examples.
pub(super) fn parse_routes(sections: &[Section<'_>], dialect: &Dialect, diagnostics: &mut Diagnostics) -> Vec<Route> {
    let has_heading = sections.iter().any(|section| section.kind == SectionKind::HttpRequest);
    let mut routes = Vec::new();
    for section in sections {
        let scope = match (has_heading, section.kind) {
            (true, SectionKind::HttpRequest) => Scope::Routes,
            (true, SectionKind::Examples) => Scope::Examples,
            (false, kind) if kind != SectionKind::Examples => Scope::RelativeRequests,
            _ => continue,
        };
        let mut reader = RouteReader { dialect, scope, annotation: None, is_below_routes: false, routes: &mut routes };
        reader.read_blocks(&section.blocks, diagnostics);
    }
    routes
}

/// What the fences of a section are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// Each line is a route.
    Routes,
    /// Those below a heading `HTTP request` hold routes, the others messages.
    Examples,
    /// Each is a message, whose first line is a route where it is relative and no example.
    RelativeRequests,
}

/// Whether a section shows a relative request in a fence that is not an example.
pub(super) fn has_relative_request(section: &Section<'_>, dialect: &Dialect) -> bool {
    let mut routes = Vec::new();
    let scope = Scope::RelativeRequests;
    if section.kind != SectionKind::Examples {
        let mut reader = RouteReader { dialect, scope, annotation: None, is_below_routes: false, routes: &mut routes };
        reader.read_blocks(&section.blocks, &mut Diagnostics::default());
    }
    !routes.is_empty()
}

struct RouteReader<'r> {
    dialect: &'r Dialect,
    scope: Scope,
    annotation: Option<Rc<Annotation>>,
    /// Whether the heading before names the routes.
    is_below_routes: bool,
    routes: &'r mut Vec<Route>,
}

impl RouteReader<'_> {
    fn read_blocks(&mut self, blocks: &[Block<'_>], diagnostics: &mut Diagnostics) {
        for block in blocks {
            match block {
                Block::Fence(fence) => {
                    self.read_fence(fence);
                    self.annotation = None;
                }
                // The examples' annotations are read, and reported, with the examples.
                Block::Html(_) if self.scope == Scope::Examples => {}
                Block::Html(html) => {
                    self.annotation = parse_annotation(html, diagnostics).map(Rc::new).or(self.annotation.take());
                }
                Block::Heading(heading) => self.is_below_routes = names_routes(&heading.text, self.dialect),
                Block::Quote(blocks) => self.read_blocks(blocks, diagnostics),
                Block::List(list) => list.items.iter().for_each(|item| self.read_blocks(item, diagnostics)),
                Block::Paragraph(_) | Block::Table(_) | Block::Rule(_) => {}
            }
        }
    }

    fn read_fence(&mut self, fence: &Fence<'_>) {
        let is_among_routes = match self.scope {
            Scope::Routes => true,
            Scope::Examples => self.is_below_routes,
            Scope::RelativeRequests => !self.annotation.as_deref().is_some_and(is_example),
        };
        if !is_among_routes || !is_http_fence(fence, self.dialect) {
            return;
        }
        let lines = match self.scope {
            Scope::Routes => usize::MAX,
            Scope::Examples | Scope::RelativeRequests => 1,
        };
        for line in fence.lines().filter(|line| !line.text.trim().is_empty()).take(lines) {
            let Some((method, template, fault)) = split_line(line) else { continue };
            if self.scope == Scope::RelativeRequests && template.contains("://") {
                continue;
            }
            let offset = line.text.find(method).unwrap_or_default();
            self.routes.push(Route {
                method: method.to_owned(),
                template: template.to_owned(),
                span: line.span.slice(offset, line.text.trim_end().len()),
                annotation: self.annotation.clone(),
                is_example: self.scope == Scope::Examples,
                fault,
            });
        }
    }
}

fn names_routes(heading: &Text<'_>, dialect: &Dialect) -> bool {
    dialect.section_kind(&heading.plain()) == SectionKind::HttpRequest
}

fn is_example(annotation: &Annotation) -> bool {
    annotation.block_type.as_deref().is_some_and(|kind| matches!(kind, "request" | "response" | "example"))
}

/// Splits `GET /x HTTP/1.1` into its method and template; `None` for a header, an `or`, a body or a blank line.
fn split_line(line: Line<'_>) -> Option<(&'static str, &str, Option<RouteFault>)> {
    let text = line.text.trim();
    let method = METHODS.iter().find(|method| text.starts_with(**method))?;
    let rest = text.get(method.len()..)?;
    let (template, fault) = match rest.chars().next() {
        Some(next) if next.is_whitespace() => (rest.trim(), None),
        Some('/' | '~' | '{') => (rest, Some(RouteFault::NoSpace)),
        _ => return None,
    };
    let template = match template.rsplit_once(char::is_whitespace) {
        Some((before, version)) if version.starts_with("HTTP/") => before.trim_end(),
        _ => template,
    };
    (!template.is_empty()).then_some((*method, template, fault))
}
