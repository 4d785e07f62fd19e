//! A page that describes types in; its resource and its enumerations, not yet linked to other pages, out.

use serde_json::Value;

use super::draft::{EnumerationDraft, PropertyDraft, ResourceDraft, TypeDrafts};
use super::property::{TableContext, inherited_from, lower_properties};
use super::reference::Reference;
use super::remark::{title_marks, without_label};
use super::state::{self, Item};
use super::{Context, file_stem, markdown, property};
use crate::api::{self, Member, Origin};
use crate::block::{Block, Text, visit_paragraphs};
use crate::diagnostic::Diagnostics;
use crate::page::{Page, PageKind, Representation, ValueTable, dialect};

/// The types that a page describes. Empty for pages of other kinds.
pub(super) fn lower_types(page: &Page<'_>, context: &Context<'_>, diagnostics: &mut Diagnostics) -> TypeDrafts {
    let mut drafts = TypeDrafts::default();
    if page.kind != PageKind::Resource {
        return drafts;
    }
    let has_properties = !page.types.tables.is_empty() || !page.types.representations.is_empty();
    let name = TypeName::of(page);
    let is_enumeration = !has_properties && !page.types.values.is_empty();
    for table in &page.types.values {
        // A list without a name of its own is that of the page's title, where the page has no properties.
        let own_name = name.as_ref().filter(|_| is_enumeration && table.name.is_none());
        drafts.enumerations.extend(lower_values(table, own_name, page, context));
    }
    if let Some(name) = name.filter(|name| !is_enumeration && (has_properties || name.is_titled)) {
        drafts.resources.push(lower_resource(page, name, context, diagnostics));
    }
    drafts
}

/// What a type is called.
struct TypeName {
    namespace: Option<String>,
    name: String,
    /// Whether the title names it.
    is_titled: bool,
}

impl TypeName {
    /// The annotation of the first JSON names the type as the service does; the title may leave a part out: "Chart
    /// resource type" for `workbookChart`.
    fn of(page: &Page<'_>) -> Option<Self> {
        let title = page.title.as_ref().map(Text::plain).unwrap_or_default();
        let titled = dialect::type_name(&title);
        let shown = page.types.representations.first();
        let annotated =
            shown.and_then(|shown| shown.annotation.odata_type.as_deref()).filter(|name| is_type_name(name));
        let is_titled = titled.is_some_and(|_| title.split_whitespace().count() > 1);
        let stem = (!page.types.tables.is_empty()).then(|| file_stem(page.path));
        let written = annotated.or(titled).or(stem)?;
        let (namespace, name) = written.rsplit_once('.').map_or((None, written), |(space, name)| (Some(space), name));
        let namespace = namespace.map(str::to_owned).or_else(|| page.namespace.clone());
        Some(Self { namespace, name: name.to_owned(), is_titled })
    }
}

fn is_type_name(name: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_');
    name.split('.').all(is_part)
}

fn lower_resource(
    page: &Page<'_>,
    name: TypeName,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> ResourceDraft {
    let shown = page.types.representations.first();
    let nothing = Value::Null;
    let around = TableContext { context, page: page.path, shown: shown.map_or(&nothing, |shown| &shown.json) };
    let tables = page.types.tables.iter();
    let mut rows: Vec<PropertyDraft> = tables.flat_map(|table| lower_properties(table, &around, diagnostics)).collect();
    let is_open = shown.is_some_and(|shown| shown.annotation.is_open) || says_open(&page.description);
    // What an open type without a table shows are samples.
    if page.types.tables.is_empty() && !is_open {
        rows = super::shown::properties_of_json(around.shown, context.place(page.title_span()), page.title_span());
    }
    let description = &page.description;
    let (deprecated, preview) = states(page);
    let resource = api::Resource {
        id: String::new(),
        origin: Origin::Page,
        page: page.path.to_owned(),
        place: context.place(page.title_span()),
        wire_name: name.name,
        namespace: name.namespace,
        area: page.area.clone(),
        name: String::new(),
        module: None,
        base: None,
        is_abstract: shown.is_some_and(|shown| shown.annotation.is_abstract),
        is_open,
        summary: markdown::first_sentence(description).unwrap_or_default(),
        description: markdown::render_description(description),
        deprecated,
        preview,
        properties: Vec::new(),
        listings: Vec::new(),
        overridden: Vec::new(),
    };
    ResourceDraft { resource, bases: bases(page, shown), rows, span: page.title_span() }
}

/// The annotation, then the description, then what most rows say that they are inherited from.
fn bases(page: &Page<'_>, shown: Option<&Representation>) -> Vec<Reference> {
    let annotated = shown.and_then(|shown| shown.annotation.base_type.as_deref()).map(Reference::by_name);
    let mut said = None;
    visit_paragraphs(&page.description, &mut |text| {
        said = said.take().or_else(|| inherited_from(text, page.path));
    });
    annotated.into_iter().chain(said).collect()
}

/// "This type is an open type."
fn says_open(description: &[Block<'_>]) -> bool {
    let mut is_said = false;
    visit_paragraphs(description, &mut |text| {
        let words = text.plain().to_lowercase();
        let says = ["is an open type", "it is an open type", "this open type"].iter().any(|said| words.contains(said));
        is_said |= says;
    });
    is_said
}

/// What the page calls deprecated, and what it calls a preview: the type of its title.
fn states(page: &Page<'_>) -> (Option<String>, Option<String>) {
    let (mut deprecated, mut preview) = title_marks(page);
    visit_paragraphs(&page.description, &mut |text| {
        let words = text.words();
        let (words, in_alert) = without_label(&words);
        let item = Item::Type { in_alert };
        deprecated = deprecated.take().or_else(|| state::deprecation(words, item));
        preview = preview.take().or_else(|| state::preview(words, item));
    });
    (deprecated, preview)
}

fn lower_values(
    table: &ValueTable<'_>,
    own_name: Option<&TypeName>,
    page: &Page<'_>,
    context: &Context<'_>,
) -> Option<EnumerationDraft> {
    let written = table.name.as_deref().or(own_name.map(|name| name.name.as_str()))?;
    let (namespace, name) = written.rsplit_once('.').map_or((None, written), |(space, name)| (Some(space), name));
    let namespace = namespace.map(str::to_owned).or_else(|| own_name.and_then(|name| name.namespace.clone()));
    let path = page.path.to_lowercase();
    let anchored = format!("{path}#{}", table.anchor);
    let is_own = own_name.is_some() || page.types.tables.is_empty();
    let enumeration = api::Enumeration {
        id: String::new(),
        origin: if is_own { Origin::Page } else { Origin::Property },
        page: page.path.to_owned(),
        place: context.place(table.span),
        wire_name: name.to_owned(),
        namespace: namespace.or_else(|| page.namespace.clone()),
        area: page.area.clone(),
        name: String::new(),
        module: None,
        description: own_name.map(|_| markdown::render_description(&page.description)).unwrap_or_default(),
        members: table.rows.iter().filter_map(|row| lower_member(row, context)).collect(),
        overridden: Vec::new(),
    };
    let targets = if own_name.is_some() { vec![path, anchored] } else { vec![anchored] };
    Some(EnumerationDraft { enumeration, targets })
}

fn lower_member((name, description): &(Text<'_>, Option<Text<'_>>), context: &Context<'_>) -> Option<Member> {
    let written = markdown::clean(name.plain());
    let wire_name = without_mark(written.trim()).trim_matches(['`', '"', '\'', '*', ',', ' ']).to_owned();
    let (deprecated, preview) = property::states(&written, &wire_name, description.as_ref(), "member");
    let docs = description.as_ref().map(markdown::render_text).unwrap_or_default();
    // What stands for no value is no member.
    let is_member = !wire_name.is_empty() && wire_name != "null";
    let place = Some(context.place(name.span));
    is_member.then_some(Member { name: String::new(), wire_name, deprecated, preview, docs, place })
}

/// `old` of `old (deprecated)`.
fn without_mark(written: &str) -> &str {
    let name = written.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    let is_mark = |mark: &str| ["deprecated", "preview"].iter().any(|state| mark.eq_ignore_ascii_case(state));
    name.filter(|(_, mark)| is_mark(mark)).map_or(written, |(name, _)| name.trim_end())
}
