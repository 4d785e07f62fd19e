//! A file's blocks in; the page as it is written, each leaf with its span, out. Nothing is resolved or named here.

use crate::block::{
    Block, Fence, Heading, InlineKind, Table, Text, parse_blocks, split_front_matter, visit_paragraphs,
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, SourceMap, Span};

mod annotation;
mod cloud;
pub mod dialect;
mod example;
mod front_matter;
mod parameter;
mod permission;
mod property;
mod resource;
mod route;

use dialect::Dialect;
pub use dialect::SectionKind;
use example::Fences;
pub use example::{Example, HttpMessage};
use front_matter::FrontMatter;
pub use parameter::{ParameterPlace, ParameterRow, ParameterTable};
pub use permission::PermissionTable;
pub(crate) use property::parse_body_table;
pub use property::{PropertyKind, PropertyRow, PropertyTable};
pub use resource::{Representation, TypeParts, ValueTable};
pub use route::{Route, RouteFault};

/// A page, as written.
#[derive(Debug)]
pub struct Page<'s> {
    /// The words that it is read by.
    pub dialect: &'s Dialect,
    /// Path below the doc root.
    pub path: &'s str,
    /// The whole file.
    pub span: Span,
    /// The paths of the files that it includes, or would where they were there.
    pub included: Vec<String>,
    /// What it describes.
    pub kind: PageKind,
    /// The first heading.
    pub title: Option<Text<'s>>,
    /// What the `Namespace:` line names.
    pub namespace: Option<String>,
    /// What the front matter calls the part of the service, in lower case.
    pub area: Option<String>,
    /// The blocks between the title and the next heading, without the namespace line.
    pub description: Vec<Block<'s>>,
    /// The table of the clouds that serve the operation.
    pub clouds: Option<Table<'s>>,
    /// The routes, in page order.
    pub routes: Vec<Route>,
    /// The permission tables, in page order.
    pub permissions: Vec<PermissionTable<'s>>,
    /// The heading of the section on permissions.
    pub permissions_heading: Option<Span>,
    /// The tables of headers and of path, function and query parameters.
    pub parameters: Vec<ParameterTable<'s>>,
    /// What the sections for query parameters say outside of their tables.
    pub query_words: Vec<Text<'s>>,
    /// The blocks of the request body section; `None` where there is no such section.
    pub request_body: Option<Vec<Block<'s>>>,
    /// The heading of the response section.
    pub response_heading: Option<Span>,
    /// The blocks of the response section; `None` where there is no such section.
    pub response: Option<Vec<Block<'s>>>,
    /// The requests and responses shown.
    pub examples: Vec<Example>,
    /// The sentences of quotes and paragraphs that speak of the routes or of the operation's state.
    pub remarks: Vec<Text<'s>>,
    /// What the page says of types, where it describes any.
    pub types: TypeParts<'s>,
}

/// What a page describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageKind {
    /// An operation: it has routes.
    Operation,
    /// A resource: it has properties.
    Resource,
    /// Neither.
    Concept,
}

/// A run of blocks under a heading whose words name a part of the page.
#[derive(Debug)]
pub(crate) struct Section<'s> {
    pub(crate) kind: SectionKind,
    pub(crate) heading: Option<Text<'s>>,
    pub(crate) level: u8,
    /// What stands below, headings that name no part of their own among it.
    pub(crate) blocks: Vec<Block<'s>>,
}

/// Reads a file as a page.
pub fn parse_page<'s>(
    sources: &'s SourceMap,
    file: FileId,
    dialect: &'s Dialect,
    diagnostics: &mut Diagnostics,
) -> Page<'s> {
    let source = sources.file(file);
    let (content_start, front_lines) = split_front_matter(&source.text);
    report_unclosed_front_matter(
        source.text.get(content_start..).unwrap_or_default(),
        front_lines,
        source.span(),
        diagnostics,
    );
    let front_matter = front_matter::parse_front_matter(front_lines.unwrap_or_default());
    let (blocks, included) = parse_blocks(sources, file, content_start, diagnostics);
    let (title, sections) = split_sections(blocks, dialect);
    let kind = page_kind(&front_matter, &sections, dialect);
    let mut page = Page {
        dialect,
        path: &source.path,
        span: source.span(),
        included,
        kind,
        title,
        namespace: None,
        area: area_of(&front_matter, dialect),
        description: Vec::new(),
        clouds: None,
        routes: Vec::new(),
        permissions: Vec::new(),
        permissions_heading: None,
        response_heading: None,
        parameters: Vec::new(),
        query_words: Vec::new(),
        request_body: None,
        response: None,
        examples: Vec::new(),
        remarks: Vec::new(),
        types: TypeParts::default(),
    };
    match kind {
        PageKind::Operation => read_operation(&mut page, sections, diagnostics),
        PageKind::Resource => read_resource(&mut page, sections, diagnostics),
        PageKind::Concept => {}
    }
    page
}

/// `ms.prod: "users"`, or `ms.subservice: entra-users` on newer pages.
fn area_of(front_matter: &FrontMatter<'_>, dialect: &Dialect) -> Option<String> {
    let area = dialect.pages.area.folded().find_map(|key| front_matter.get(key))?;
    Some(area.trim().to_lowercase()).filter(|area| !area.is_empty())
}

fn read_resource<'s>(page: &mut Page<'s>, sections: Vec<Section<'s>>, diagnostics: &mut Diagnostics) {
    page.types = resource::parse_types(&sections, page.dialect, diagnostics);
    let is_description = |section: &Section<'_>| section.kind == SectionKind::Description;
    if let Some(section) = sections.into_iter().find(is_description) {
        page.description = section.blocks;
        page.namespace = take_namespace(&mut page.description, page.dialect);
    }
}

impl Page<'_> {
    /// Where the title stands; the start of the page where it has none.
    pub fn title_span(&self) -> Span {
        self.title.as_ref().map_or(self.span.slice(0, 0), |title| title.span)
    }

    /// The words of the page that show how names are cased.
    pub fn words_with_casing(&self) -> String {
        let mut words = self.title.as_ref().map(Text::plain).unwrap_or_default().into_owned();
        let mut push = |part: &str| {
            words.push(' ');
            words.push_str(part);
        };
        self.routes.iter().for_each(|route| push(&route.template));
        visit_paragraphs(&self.description, &mut |text| push(&text.plain()));
        words
    }
}

fn read_operation<'s>(page: &mut Page<'s>, sections: Vec<Section<'s>>, diagnostics: &mut Diagnostics) {
    if page.title.as_ref().is_none_or(Text::is_blank) {
        let start = page.span.slice(0, 0);
        page.title = None;
        diagnostics.push(
            Diagnostic::new(Code::TitleMissing, start, "the page has no title")
                .help("begin the page with a first-level heading, such as `# Delete participant`"),
        );
    }
    page.routes = route::parse_routes(&sections, page.dialect, diagnostics);
    for section in &sections {
        visit_paragraphs(&section.blocks, &mut |text| {
            if page.dialect.is_remark(text) {
                page.remarks.push(text.clone());
            }
        });
    }
    for section in sections {
        read_section(page, section, diagnostics);
    }
}

fn read_section<'s>(page: &mut Page<'s>, section: Section<'s>, diagnostics: &mut Diagnostics) {
    let dialect = page.dialect;
    match section.kind {
        SectionKind::Description => {
            page.description = section.blocks;
            page.namespace = take_namespace(&mut page.description, page.dialect);
            page.clouds = cloud::take_cloud_table(&mut page.description, dialect);
        }
        SectionKind::Permissions => {
            page.permissions_heading =
                page.permissions_heading.or(section.heading.as_ref().map(|heading| heading.span));
            permission::parse_permissions(section, dialect, &mut page.permissions, diagnostics);
        }
        SectionKind::Headers | SectionKind::PathParameters | SectionKind::FunctionParameters => {
            parameter::parse_parameters(section, dialect, &mut page.parameters, diagnostics);
        }
        SectionKind::QueryParameters => {
            visit_paragraphs(&section.blocks, &mut |text| page.query_words.push(text.clone()));
            parameter::parse_parameters(section, dialect, &mut page.parameters, diagnostics);
        }
        SectionKind::RequestBody => page.request_body.get_or_insert_default().extend(section.blocks),
        SectionKind::Response => {
            page.response_heading = page.response_heading.or(section.heading.as_ref().map(|heading| heading.span));
            example::parse_examples(&section.blocks, Fences::Annotated, &mut page.examples, diagnostics);
            page.response.get_or_insert_default().extend(section.blocks);
        }
        SectionKind::Examples => example::parse_examples(&section.blocks, Fences::All, &mut page.examples, diagnostics),
        SectionKind::HttpRequest | SectionKind::Resource | SectionKind::Other => {}
    }
}

/// Splits the blocks of a page at the headings that name its parts. What a part has below it, under deeper headings
/// with words of their own, stays in it: `### For users:` below `## HTTP request`, `### Response` below `## Example`.
fn split_sections<'s>(blocks: Vec<Block<'s>>, dialect: &Dialect) -> (Option<Text<'s>>, Vec<Section<'s>>) {
    let mut title = None;
    let start = Section { kind: SectionKind::Description, heading: None, level: 1, blocks: Vec::new() };
    let mut sections = vec![start];
    for block in blocks {
        let current = sections.last_mut().expect("there is always the section before the first heading");
        match block {
            Block::Heading(heading) if title.is_none() && heading.level == 1 && current.heading.is_none() => {
                title = Some(heading.text);
            }
            Block::Heading(heading) => match section_kind(&heading, &sections, dialect) {
                Some(kind) => {
                    let (heading, level) = (Some(heading.text), heading.level);
                    sections.push(Section { kind, heading, level, blocks: Vec::new() });
                }
                None => push_block(&mut sections, Block::Heading(heading)),
            },
            block => push_block(&mut sections, block),
        }
    }
    (title, sections)
}

fn push_block<'s>(sections: &mut [Section<'s>], block: Block<'s>) {
    if let Some(section) = sections.last_mut() {
        section.blocks.push(block);
    }
}

/// The kind of section that a heading begins; `None` where it stands inside the section before it.
fn section_kind(heading: &Heading<'_>, sections: &[Section<'_>], dialect: &Dialect) -> Option<SectionKind> {
    let current = sections.last()?;
    let kind = dialect.section_kind(&heading_name(&heading.text, dialect));
    let is_deeper = heading.level > current.level;
    match (current.kind, kind) {
        (SectionKind::Examples, _) if is_deeper => None,
        // `## Response` at the level of `## Example` is the answer of the example where the page had its own before.
        (SectionKind::Examples, SectionKind::Response | SectionKind::Other)
            if heading.level >= current.level && sections.iter().any(|section| section.kind == kind) =>
        {
            None
        }
        (SectionKind::Description, SectionKind::Other) => Some(SectionKind::Other),
        (_, SectionKind::Other) if is_deeper => None,
        (_, kind) => Some(kind),
    }
}

/// The words of a heading, or the name of the anchor in it: a translated page keeps the English name there
/// (`## <a name="http-request"></a>Solicitação HTTP`).
fn heading_name(text: &Text<'_>, dialect: &Dialect) -> String {
    let anchor = text.inlines.iter().filter(|inline| inline.kind == InlineKind::Html).find_map(|inline| {
        let after = inline.text.split_once("name=\"").or_else(|| inline.text.split_once("id=\""))?.1;
        Some(after.split('"').next()?.replace('-', " "))
    });
    let is_known = |name: &String| dialect.section_kind(name) != SectionKind::Other;
    anchor.filter(is_known).unwrap_or_else(|| text.plain().into_owned())
}

fn page_kind(front_matter: &FrontMatter<'_>, sections: &[Section<'_>], dialect: &Dialect) -> PageKind {
    let has = |kind| sections.iter().any(|section| section.kind == kind);
    if has(SectionKind::HttpRequest) {
        return PageKind::Operation;
    }
    let pages = &dialect.pages;
    let kind = pages.kind.folded().find_map(|key| front_matter.get(key)).unwrap_or_default().to_lowercase();
    match kind.as_str() {
        kind if pages.types.is(kind) => PageKind::Resource,
        kind if pages.concept.is(kind) => PageKind::Concept,
        _ if has(SectionKind::Resource) => PageKind::Resource,
        kind if pages.operation.is(kind) => PageKind::Operation,
        _ if sections.iter().any(|section| route::has_relative_request(section, dialect)) => PageKind::Operation,
        _ => PageKind::Concept,
    }
}

/// Takes the line `Namespace: microsoft.graph` off the description, also where text follows it directly.
fn take_namespace(description: &mut Vec<Block<'_>>, dialect: &Dialect) -> Option<String> {
    let mut blocks = description.iter().enumerate();
    let (at, name) = blocks.find_map(|(at, block)| Some((at, namespace_of(block, dialect)?)))?;
    if let Some(Block::Paragraph(text)) = description.get_mut(at) {
        let end = text.inlines.iter().position(|inline| inline.kind == InlineKind::SoftBreak);
        text.inlines.drain(..end.map_or(text.inlines.len(), |end| end + 1));
        if text.inlines.is_empty() {
            description.remove(at);
        }
    }
    Some(name)
}

fn namespace_of(block: &Block<'_>, dialect: &Dialect) -> Option<String> {
    let Block::Paragraph(text) = block else { return None };
    let line = text.inlines.first().filter(|inline| inline.kind == InlineKind::Words)?;
    let name = dialect.pages.namespace.rest_in_any_case(line.text.trim())?.trim();
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_'));
    is_name.then(|| name.to_owned())
}

fn report_unclosed_front_matter(content: &str, lines: Option<&str>, span: Span, diagnostics: &mut Diagnostics) {
    let opens = content.lines().next().is_some_and(|line| line.trim_end() == "---");
    if lines.is_none() && opens {
        diagnostics.push(
            Diagnostic::new(Code::UnclosedFrontMatter, span.slice(0, 3), "the front matter is not closed")
                .help("end it with a line `---`; until then the whole file is read as the page's text"),
        );
    }
}

/// Cells of a header row, as words to compare.
fn header_names(table: &Table<'_>) -> Vec<String> {
    let bare = |name: &str| name.trim_matches(['*', '_', ' ', ':', '?']).to_lowercase();
    table.header.iter().map(|cell| bare(cell.plain().trim())).collect()
}

/// Whether a fence holds HTTP, going by what stands behind its opening mark.
fn is_http_fence(fence: &Fence<'_>, dialect: &Dialect) -> bool {
    let language = fence.info.split([' ', ',', '{']).find(|word| !word.is_empty()).unwrap_or_default();
    language.is_empty() || dialect.pages.http_fence.is(&language.to_lowercase())
}
