//! The request body and response sections of a page, and its examples, in; what they say of types, not yet looked up among
//! the pages, out.

use serde_json::Value;

use super::Context;
use super::draft::PropertyDraft;
use super::property::{TableContext, lower_properties};
use super::reference::{Named, Reference, target_path};
use crate::api::Primitive;
use crate::block::{Block, InlineKind, Text, plain_words, visit_paragraphs};
use crate::diagnostic::Diagnostics;
use crate::page::dialect::{Dialect, Types, Words};
use crate::page::{Example, HttpMessage, Page, parse_body_table};
use crate::source::Span;

/// How many characters before and after a name tell whether it is of a collection.
const NEAR: usize = 40;

/// What a page says of the types of its messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct MessageDraft {
    /// What its request carries.
    pub(crate) request: Said,
    /// What its response carries.
    pub(crate) response: Said,
    /// The types that the title may name, the likeliest first.
    pub(crate) titled: Vec<Reference>,
    /// The title's place.
    pub(crate) span: Span,
}

/// What a page says of the type of one message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    /// The types that the section names, in order.
    pub(crate) named: Vec<Mention>,
    /// The primitive type that the section names.
    pub(crate) primitive: Option<Primitive>,
    /// Whether the section speaks of a collection.
    pub(crate) is_collection: bool,
    /// What the annotations of the examples name.
    pub(crate) annotated: Vec<Annotated>,
    /// The JSON of the examples.
    pub(crate) shown: Vec<Shown>,
    /// The properties that the section's own tables list.
    pub(crate) rows: Vec<PropertyDraft>,
    /// Whether the section speaks of parameters, and not of properties.
    pub(crate) has_parameters: bool,
}

/// The JSON of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    /// The status code of a response.
    pub(crate) status: Option<u16>,
    pub(crate) json: Value,
}

/// A type that a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mention {
    pub(crate) reference: Reference,
    /// Whether the words around it speak of several.
    pub(crate) is_collection: bool,
}

/// The type that an annotation names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Annotated {
    /// The name, qualified or not.
    pub(crate) name: String,
    /// The primitive type of that name.
    pub(crate) primitive: Option<Primitive>,
    pub(crate) is_collection: bool,
    /// The status code of a response.
    pub(crate) status: Option<u16>,
    pub(crate) span: Span,
}

/// Reads what a page says of its request and its successful responses.
pub(super) fn lower_messages(page: &Page<'_>, context: &Context<'_>, diagnostics: &mut Diagnostics) -> MessageDraft {
    let mut request = lower_section(page.request_body.as_deref().unwrap_or_default(), page);
    let mut response = lower_section(page.response.as_deref().unwrap_or_default(), page);
    for example in &page.examples {
        match &example.message {
            // A request of another method is of another operation.
            HttpMessage::Request { method, body, .. } if page.routes.iter().any(|route| route.method == *method) => {
                push_example(&mut request, example, body, (None, page.dialect));
            }
            HttpMessage::Response { status, body, .. } if (200..300).contains(status) => {
                push_example(&mut response, example, body, (Some(*status), page.dialect));
            }
            HttpMessage::Request { .. } | HttpMessage::Response { .. } => {}
        }
    }
    push_fences(&mut request, page.request_body.as_deref().unwrap_or_default());
    let mut lower = |said: &mut Said, blocks: &Option<Vec<Block<'_>>>| {
        lower_tables(said, blocks.as_deref().unwrap_or_default(), &(page.path, context), diagnostics);
    };
    lower(&mut request, &page.request_body);
    lower(&mut response, &page.response);
    MessageDraft { request, response, titled: titled(page), span: page.title_span() }
}

fn push_example(said: &mut Said, example: &Example, body: &str, (status, dialect): (Option<u16>, &Dialect)) {
    let span = example.span;
    if let Some(annotation) = &example.annotation
        && let Some(name) = &annotation.odata_type
    {
        let name = name.trim_start_matches('#').to_owned();
        let primitive = dialect.primitive_of(&name);
        said.annotated.push(Annotated { name, primitive, is_collection: annotation.is_collection, status, span });
    }
    if let Ok(json) = serde_json::from_str::<Value>(body.trim().trim_start_matches('\u{feff}')) {
        said.shown.push(Shown { status, json });
    }
}

/// JSON in the section itself shows the body too.
fn push_fences(said: &mut Said, blocks: &[Block<'_>]) {
    for block in blocks {
        let Block::Fence(fence) = block else { continue };
        if let Ok(json @ Value::Object(_)) = serde_json::from_str(fence.code().trim()) {
            said.shown.push(Shown { status: None, json });
        }
    }
}

/// The rows of a section's own tables of properties.
fn lower_tables(said: &mut Said, blocks: &[Block<'_>], around: &(&str, &Context<'_>), diagnostics: &mut Diagnostics) {
    let (page, context) = *around;
    let nothing = Value::Null;
    let shown = said.shown.first().map_or(&nothing, |shown| &shown.json);
    let around = TableContext { context, page, shown };
    for block in blocks {
        let Block::Table(table) = block else { continue };
        let Some(properties) = parse_body_table(table, context.dialect) else { continue };
        let mention = &context.dialect.parameters.mention;
        said.has_parameters |= table.header.iter().any(|cell| mention.is_in(&cell.plain().to_lowercase()));
        said.rows.extend(lower_properties(&properties, &around, diagnostics));
    }
}

/// `Update user`: each word behind the verb may name the type, the last one most likely.
fn titled(page: &Page<'_>) -> Vec<Reference> {
    let title = page.title.as_ref().map(Text::plain).unwrap_or_default();
    let words = title.split_whitespace().skip(1).map(bare_name).filter(|name| name.len() > 1);
    let mut names: Vec<Reference> = words.map(|name| Reference::by_name(&name)).collect();
    names.reverse();
    names
}

fn lower_section(blocks: &[Block<'_>], page: &Page<'_>) -> Said {
    let (types, parameters) = (&page.dialect.types, &page.dialect.parameters);
    let mut said = Said::default();
    let (mut emphasised, mut bare) = (Vec::new(), Vec::new());
    visit_paragraphs(blocks, &mut |text| {
        let words = text.plain();
        let plain = words.to_lowercase();
        said.is_collection |= types.several.is_in(&plain);
        said.primitive = said.primitive.or_else(|| primitive_in(&plain, page.dialect));
        said.has_parameters |= parameters.mention.is_in(&plain);
        let reader = MentionReader { text, types };
        reader.read(page.path, &mut said.named, &mut emphasised);
        lower_bare_names(&words, types, &mut bare);
    });
    said.named.extend(emphasised);
    said.named.extend(bare);
    said
}

/// "a Boolean value", "a String collection", "an Int32".
fn primitive_in(plain: &str, dialect: &Dialect) -> Option<Primitive> {
    let types = &dialect.types;
    let words = || plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let pairs = words().zip(words().skip(1).map(Some).chain([None]));
    let mut found = pairs.filter(|(word, next)| {
        let is_value = || next.is_none_or(|next| types.primitive_value.is(next));
        let is_behind_article = || types.article.folded().any(|article| plain.contains(&format!("{article} {word}")));
        types.primitives.is(word) || (types.primitive.is(word) && (is_value() || is_behind_article()))
    });
    let (name, _) = found.next()?;
    // A plural that is no name of its own is that of the name without its end.
    dialect.primitive_of(name).or_else(|| dialect.primitive_of(name.trim_end_matches('s')))
}

/// Reads the types that a text names.
struct MentionReader<'t, 's> {
    text: &'t Text<'s>,
    types: &'t Types<Words>,
}

impl MentionReader<'_, '_> {
    /// The names in links come first; then those in bold or code.
    fn read(&self, page: &str, links: &mut Vec<Mention>, emphasised: &mut Vec<Mention>) {
        for (at, inline) in self.text.inlines.iter().enumerate() {
            let inner = |end: InlineKind| {
                let inner = self.text.inlines.iter().skip(at + 1).take_while(|inline| inline.kind != end);
                inner.map(|inline| inline.text.as_ref()).collect::<String>()
            };
            match inline.kind {
                InlineKind::Link => {
                    let words = inner(InlineKind::LinkEnd);
                    let target = target_path(page, &inline.text).filter(|target| target.contains(".md"));
                    if target.is_some() {
                        links.push(self.mention(Named { target, name: bare_name(&words) }, &words, at));
                    }
                }
                InlineKind::Strong => emphasised.extend(self.emphasised(&inner(InlineKind::StrongEnd), at)),
                InlineKind::Code => emphasised.extend(self.emphasised(&inline.text, at)),
                _ => {}
            }
        }
    }

    fn emphasised(&self, words: &str, at: usize) -> Option<Mention> {
        let name = bare_name(words);
        let second = words.split_whitespace().nth(1);
        let has_more = second.is_some_and(|word| !self.types.emphasised.begin(word));
        let is_type = !name.is_empty() && !has_more;
        is_type.then(|| self.mention(Named { target: None, name }, words, at))
    }

    /// "a collection of [event](event.md) objects", "[event](event.md) collection"
    fn mention(&self, named: Named, words: &str, at: usize) -> Mention {
        let (before, after) = self.text.inlines.split_at(at.min(self.text.inlines.len()));
        let (before, after) = (plain_words(before).to_lowercase(), plain_words(after).to_lowercase());
        let skipped = before.chars().count().saturating_sub(NEAR);
        let before: String = before.chars().skip(skipped).collect();
        let words = words.to_lowercase();
        let after: String = after.strip_prefix(&words).unwrap_or(&after).chars().take(NEAR).collect();
        let is_collection = self.types.several_of.is_in(&before)
            || self.types.several_behind.begin(after.trim_start())
            || words.split_whitespace().any(|word| self.types.collection.is(word));
        let reference = Reference { written: named.name.clone(), alternatives: vec![named] };
        Mention { reference, is_collection }
    }
}

/// "a JSON representation for the user object"
fn lower_bare_names(plain: &str, types: &Types<Words>, names: &mut Vec<Mention>) {
    let words = || plain.split_whitespace();
    for (name, kind) in words().zip(words().skip(1)) {
        let kind = kind.trim_matches(['.', ',', ';']).to_lowercase();
        let is_collection = types.many.is(&kind);
        if !is_collection && !types.one.is(&kind) {
            continue;
        }
        let name = bare_name(name);
        if name.len() > 1 {
            names.push(Mention { reference: Reference::by_name(&name), is_collection });
        }
    }
}

/// `user`, or the first word of `user object`; empty where it is no name.
fn bare_name(words: &str) -> String {
    let first = words.split_whitespace().next().unwrap_or_default().trim_matches(['*', '`', '.', ',', '"', '[', ']']);
    let is_name = first.starts_with(|c: char| c.is_alphabetic())
        && first.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
    if is_name { first.to_owned() } else { String::new() }
}
