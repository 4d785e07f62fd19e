//! A page, as written, in; its operation, with names and types resolved, out.

use std::sync::Arc;

use crate::api;
use crate::diagnostic::Diagnostics;
use crate::options::ModuleLayout;
use crate::page::dialect::Dialect;
use crate::page::{Page, PageKind};
use crate::source::{SourceMap, Span};

mod amend;
mod body;
mod cloud;
mod draft;
mod link;
mod markdown;
mod message;
mod name;
mod parameter;
mod permission;
mod property;
mod query;
mod reference;
mod remark;
mod resource;
mod response;
mod route;
mod shown;
mod state;
mod template;
mod type_cell;
pub mod word;

pub(crate) use amend::Amend;
use draft::{Drafts, TypeDrafts};
pub(crate) use link::{Linked, Links};
pub(crate) use markdown::clean;
use message::MessageDraft;
use name::Names;
pub(crate) use name::spellings;

/// How the items of a reference get their names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Naming<'a> {
    /// The words that the user spells.
    pub(crate) words: &'a word::Words,
    /// Which of them are beside each other.
    pub(crate) modules: ModuleLayout,
}

/// What lowering needs beside the page.
pub(crate) struct Context<'a> {
    sources: &'a SourceMap,
    dialect: &'a Dialect,
}

impl Context<'_> {
    pub(crate) fn place(&self, span: Span) -> api::Place {
        let none = || api::Place { file: String::new(), line: 1, column: 1 };
        self.sources.location(span).map_or_else(none, api::Place::from)
    }
}

/// What a page says, as far as it tells by itself. [`Links`] give its operation a name, and look up among all pages what it says of
/// types.
#[derive(Clone, Debug, Default)]
pub(crate) struct LoweredPage {
    pub(crate) operation: Option<api::Operation>,
    /// What it says of the types of its operation's messages.
    pub(crate) message: Option<MessageDraft>,
    pub(crate) types: TypeDrafts,
}

/// What reading a page gives.
#[derive(Debug)]
pub(crate) struct ReadPage {
    /// Its operation, and what it says of the types of that one's messages.
    pub(crate) operation: Option<(Arc<api::Operation>, Arc<MessageDraft>)>,
    pub(crate) types: Drafts,
    /// The path of a resource page.
    pub(crate) resource: Option<String>,
    /// Words whose casing others can learn from, in lower case and as they are spelled.
    pub(crate) spellings: Arc<Vec<(String, String)>>,
    /// The paths of the files that it includes, or would where they were there.
    pub(crate) included: Vec<String>,
    pub(crate) diagnostics: Diagnostics,
}

/// Resolves what a page says by itself.
pub(crate) fn lower_page(page: Page<'_>, sources: &SourceMap, diagnostics: &mut Diagnostics) -> LoweredPage {
    let context = Context { sources, dialect: page.dialect };
    let types = resource::lower_types(&page, &context, diagnostics);
    let is_operation = page.kind == PageKind::Operation;
    let message = is_operation.then(|| message::lower_messages(&page, &context, diagnostics));
    let operation = lower_operation(page, &context, diagnostics);
    LoweredPage { operation, message, types }
}

fn lower_operation(page: Page<'_>, context: &Context<'_>, diagnostics: &mut Diagnostics) -> Option<api::Operation> {
    if page.kind != PageKind::Operation {
        return None;
    }
    let remarks = remark::lower_remarks(&page);
    let routes = route::lower_routes(&page, &remarks, context, diagnostics);
    let title =
        page.title.as_ref().map_or_else(|| file_stem(page.path).to_owned(), |title| title.plain().trim().to_owned());
    let description = markdown::render_description(&page.description);
    let parameters = parameter::lower_parameters(&page, &routes, context, diagnostics);
    Some(api::Operation {
        page: page.path.to_owned(),
        place: context.place(page.title_span()),
        name: String::new(),
        method_name: String::new(),
        module: String::new(),
        namespace: page.namespace.clone(),
        area: page.area.clone(),
        summary: markdown::first_sentence(&page.description)
            .or_else(|| page.title.as_ref().map(markdown::render_text))
            .unwrap_or_else(|| markdown::render_words(&title)),
        description,
        base_url: route::find_base_url(&page),
        default_route: routes.default,
        routes: routes.callable,
        unused_routes: routes.unused,
        permissions: permission::lower_permissions(context, &page, diagnostics),
        parameters,
        query_options: query::lower_options(&page),
        request_body: body::lower_request_body(&page),
        request_docs: markdown::render_blocks(page.request_body.as_deref().unwrap_or_default()),
        responses: response::lower_responses(&page, diagnostics),
        response_docs: markdown::render_blocks(page.response.as_deref().unwrap_or_default()),
        deprecated: remarks.deprecated,
        preview: remarks.preview,
        overridden: Vec::new(),
        clouds: cloud::lower_clouds(&page),
        examples: page.examples.into_iter().map(|example| lower_example(example, context)).collect(),
        title,
    })
}

fn lower_example(example: crate::page::Example, context: &Context<'_>) -> api::Example {
    use crate::page::HttpMessage;
    let annotation = example.annotation.unwrap_or_default();
    let message = match example.message {
        HttpMessage::Request { method, target, headers, body } => {
            api::Message::Request { method, target, headers, body }
        }
        HttpMessage::Response { status, headers, body } => api::Message::Response { status, headers, body },
    };
    api::Example {
        names: annotation.names,
        odata_type: annotation.odata_type,
        is_collection: annotation.is_collection,
        is_truncated: annotation.is_truncated,
        expects_error: annotation.expects_error,
        message,
        place: context.place(example.span),
    }
}

/// The name of a file without folder and extension.
pub(crate) fn file_stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
