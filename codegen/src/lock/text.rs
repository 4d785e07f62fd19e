//! The facts of a lock in; its text out, one fact a line and in the same order wherever it is written.

use serde::Serialize;

use super::facts::{At, EnumFacts, Fact, Facts, NameFact, PageFacts, TypeFacts};
use super::inline::inline;
use super::{MARK, VERSION};
use crate::api::{Origin, QueryOptions};

const HELP: &str = "# `cargo docbind lock` writes it anew, also after a merge that left conflict marks.";

/// What a lock says of one page, type or enumeration.
#[derive(Debug)]
pub(super) struct Block<'f> {
    /// `page`, `type` or `enum`.
    pub(super) table: &'static str,
    /// The path or the `id`.
    pub(super) name: &'f str,
    /// The page.
    pub(super) page: &'f str,
    pub(super) at: &'f At,
    pub(super) lines: Vec<Line<'f>>,
}

/// One fact.
#[derive(Debug)]
pub(super) struct Line<'f> {
    /// The key that it stands at.
    pub(super) key: &'static str,
    /// The value, or one of them.
    pub(super) value: String,
    /// Whether it is one of a list.
    pub(super) is_of_list: bool,
    /// Where it stands, if not where its block does.
    pub(super) at: Option<&'f At>,
}

/// The text of a lock.
pub(super) fn write_text(facts: &Facts) -> String {
    let mut text = start(facts.settings.as_deref());
    blocks(facts).iter().for_each(|block| block.write(&mut text));
    text
}

/// The lines in front of all blocks. `settings` is the digest of the settings.
pub(super) fn start(settings: Option<&str>) -> String {
    let mut text = format!("{MARK}\n{HELP}\nversion = {VERSION}\n");
    if let Some(settings) = settings {
        text.push_str(&format!("settings = {}\n", inline(&settings)));
    }
    text
}

fn write_lines(lines: &[Line<'_>], text: &mut String) {
    for group in lines.chunk_by(|a, b| a.is_of_list && a.key == b.key) {
        match group {
            [Line { key, value, is_of_list: false, .. }] => text.push_str(&format!("{key} = {value}\n")),
            group => {
                let key = group.first().map_or("", |line| line.key);
                text.push_str(&format!("{key} = [\n"));
                group.iter().for_each(|line| text.push_str(&format!(" {},\n", line.value)));
                text.push_str("]\n");
            }
        }
    }
}

/// All blocks: those of pages, then those of types, then those of enumerations.
pub(super) fn blocks(facts: &Facts) -> Vec<Block<'_>> {
    let pages = facts.pages.iter().map(|(path, page)| page_block(path, page));
    let types = facts.types.iter().map(|(id, ty)| type_block(id, ty));
    let enumerations = facts.enumerations.iter().map(|(id, item)| enum_block(id, item));
    pages.chain(types).chain(enumerations).collect()
}

impl<'f> Block<'f> {
    /// Adds its lines to a text.
    fn write(&self, text: &mut String) {
        text.push_str(&format!("\n[{}.{}]\n", self.table, inline(&self.name)));
        write_lines(&self.lines, text);
    }

    /// Its lines.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    fn value(&mut self, key: &'static str, value: &impl Serialize) {
        self.lines.push(Line { key, value: inline(value), is_of_list: false, at: None });
    }

    fn optional(&mut self, key: &'static str, value: Option<&impl Serialize>) {
        if let Some(value) = value {
            self.value(key, value);
        }
    }

    fn flag(&mut self, key: &'static str, is_so: bool) {
        if is_so {
            self.value(key, &true);
        }
    }

    fn located<T: Serialize>(&mut self, key: &'static str, fact: &'f Option<Fact<T>>) {
        if let Some(fact) = fact {
            self.lines.push(Line { key, value: inline(fact), is_of_list: false, at: Some(&fact.at) });
        }
    }

    fn list(&mut self, key: &'static str, facts: &'f [Fact<impl Serialize>]) {
        let lines = facts.iter().map(|fact| Line { key, value: inline(fact), is_of_list: true, at: Some(&fact.at) });
        self.lines.extend(lines);
    }

    fn plain_list(&mut self, key: &'static str, values: &[impl Serialize]) {
        self.lines.extend(values.iter().map(|value| Line { key, value: inline(value), is_of_list: true, at: None }));
    }

    /// What types and enumerations have alike.
    fn described(&mut self, name: &NameFact, origin: Origin, area: &Option<String>) {
        let page = self.page;
        self.value("page", &page);
        if origin != Origin::Page {
            self.value("origin", &origin);
        }
        self.value("name", name);
        self.optional("area", area.as_ref());
    }
}

/// The block of a file.
pub(super) fn page_block<'f>(path: &'f str, page: &'f Fact<PageFacts>) -> Block<'f> {
    let mut block = Block { table: "page", name: path, page: path, at: &page.at, lines: Vec::new() };
    let facts = &page.value;
    block.value("digest", &facts.digest);
    block.optional("operation", facts.operation.as_ref());
    block.optional("docs", facts.docs.as_ref());
    block.optional("overridden", facts.overridden.as_ref());
    block.optional("area", facts.area.as_ref());
    block.optional("base-url", facts.base_url.as_ref());
    block.optional("clouds", Some(&facts.clouds).filter(|clouds| !clouds.is_empty()));
    block.optional("deprecated", facts.deprecated.as_ref());
    block.optional("preview", facts.preview.as_ref());
    block.located("application", &facts.application);
    block.located("delegated-personal", &facts.delegated_personal);
    block.located("delegated-work", &facts.delegated_work);
    block.optional("body", facts.body.as_ref());
    block.optional("query", Some(&facts.query).filter(|query| **query != QueryOptions::NotSaid));
    block.plain_list("responses", &facts.responses);
    block.list("parameters", &facts.parameters);
    block.list("routes", &facts.routes);
    block
}

/// The block of a type.
pub(super) fn type_block<'f>(id: &'f str, ty: &'f Fact<TypeFacts>) -> Block<'f> {
    let facts = &ty.value;
    let mut block = Block { table: "type", name: id, page: &facts.page, at: &ty.at, lines: Vec::new() };
    block.described(&facts.name, facts.origin, &facts.area);
    block.optional("base", facts.base.as_ref());
    block.flag("abstract", facts.is_abstract);
    block.flag("open", facts.is_open);
    block.optional("deprecated", facts.deprecated.as_ref());
    block.optional("preview", facts.preview.as_ref());
    block.optional("docs", facts.docs.as_ref());
    block.optional("overridden", facts.overridden.as_ref());
    block.list("properties", &facts.properties);
    block
}

/// The block of an enumeration.
pub(super) fn enum_block<'f>(id: &'f str, enumeration: &'f Fact<EnumFacts>) -> Block<'f> {
    let facts = &enumeration.value;
    let mut block = Block { table: "enum", name: id, page: &facts.page, at: &enumeration.at, lines: Vec::new() };
    block.described(&facts.name, facts.origin, &facts.area);
    block.optional("docs", facts.docs.as_ref());
    block.optional("overridden", facts.overridden.as_ref());
    block.list("members", &facts.members);
    block
}
