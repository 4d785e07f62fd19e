//! The cell of a type column in; the type that it names, not yet looked up among the pages, out.

use super::markdown;
use super::reference::{Named, Reference, target_path};
use crate::api::{Type, TypeKind};
use crate::block::{InlineKind, Text};
use crate::page::dialect::{Dialect, Types, Words};

/// How long a name of a type may be.
const LONGEST_NAME: usize = 200;

/// The type that a cell names. `None` where it names none.
pub(crate) fn lower_type(cell: &Text<'_>, page: &str, dialect: &Dialect) -> Option<Type> {
    let cell = Cell::of(cell, page, dialect);
    let (core, is_collection) = strip_collection(&cell.words, &dialect.types);
    let kind = lower_kind(&core, &cell)?;
    Some(Type { kind, is_collection })
}

/// A cell's words, each link as one word that stands for it.
struct Cell<'t, 's> {
    words: String,
    links: Vec<Link>,
    text: &'t Text<'s>,
    dialect: &'t Dialect,
}

struct Link {
    words: String,
    target: Option<String>,
}

/// Stands in the words for the link with the number behind it.
const LINK: char = '\u{4}';

impl<'t, 's> Cell<'t, 's> {
    fn of(text: &'t Text<'s>, page: &str, dialect: &'t Dialect) -> Self {
        let mut words = String::new();
        let mut links: Vec<Link> = Vec::new();
        let mut is_inside = false;
        for inline in &text.inlines {
            let target = if is_inside { links.last_mut().map(|link| &mut link.words) } else { Some(&mut words) };
            let Some(target) = target else { continue };
            match inline.kind {
                InlineKind::Link => {
                    words.push_str(&format!(" {LINK}{} ", links.len()));
                    links.push(Link { words: String::new(), target: target_path(page, &inline.text) });
                    is_inside = true;
                }
                InlineKind::LinkEnd => is_inside = false,
                InlineKind::Words | InlineKind::Code => target.push_str(&markdown::clean(inline.text.as_ref())),
                InlineKind::SoftBreak | InlineKind::HardBreak => target.push(' '),
                InlineKind::Html if inline.is_line_break() => target.push(' '),
                _ => {}
            }
        }
        let words = join_words(words.split(|c: char| c.is_whitespace() || matches!(c, '*' | '`' | '"')));
        Self { words: unresolved_links(words, page, &mut links), links, text, dialect }
    }

    /// The words of the page.
    fn written(&self) -> String {
        join_words(markdown::clean(self.text.plain()).split_whitespace())
    }

    /// The kind that stands for one of these types.
    fn reference(&self, alternatives: Vec<Named>) -> TypeKind {
        Reference { alternatives, written: self.written() }.to_kind()
    }

    fn link(&self, word: &str) -> Option<&Link> {
        self.links.get(word.strip_prefix(LINK)?.parse::<usize>().ok()?)
    }
}

/// Words with one space between each.
fn join_words<'w>(words: impl Iterator<Item = &'w str>) -> String {
    let mut joined = String::new();
    for word in words.filter(|word| !word.is_empty()) {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(word);
    }
    joined
}

/// A link whose mark is not whole, or whose definition is missing:
/// ```text
/// [identitySet][]   [user](user.md
/// ```
fn unresolved_links(words: String, page: &str, links: &mut Vec<Link>) -> String {
    if !words.contains('[') {
        return words;
    }
    let mut out = String::new();
    let mut rest = words.as_str();
    while let Some((before, after)) = rest.split_once('[') {
        let Some((name, behind)) = after.split_once(']').filter(|(name, _)| !name.trim().is_empty()) else { break };
        out.push_str(before);
        out.push_str(&format!(" {LINK}{} ", links.len()));
        let (target, behind) = match behind.strip_prefix('(') {
            Some(behind) => {
                let (target, behind) = behind.split_once(')').unwrap_or((behind, ""));
                (target_path(page, target), behind)
            }
            None => {
                let label = behind.strip_prefix('[').and_then(|behind| behind.split_once(']'));
                (None, label.map_or(behind, |(_, behind)| behind))
            }
        };
        links.push(Link { words: name.to_owned(), target });
        rest = behind;
    }
    out.push_str(rest);
    out.trim().to_owned()
}

/// `T collection`, `Collection(T)`, `collection of T`, `T[]`, `(T) collection`, in any case.
fn strip_collection(words: &str, types: &Types<Words>) -> (String, bool) {
    let mut is_collection = false;
    let mut core: Vec<&str> = Vec::new();
    let marks = |c: char| matches!(c, '(' | ')' | '<' | '>' | ',' | ' ');
    let original = words.replace("[]", &format!(" {} ", types.collection.first()));
    for word in original.split(marks).filter(|word| !word.is_empty()) {
        match word.trim_end_matches(['.', ':', ';']).to_lowercase().as_str() {
            word if types.collection.is(word) && !(core.is_empty() && is_single_word(&original)) => {
                is_collection = true;
            }
            word if is_collection && types.of.is(word) => {}
            // `(Optional) String`, `nullable String`, `String or null`: facts of the property, not of its type.
            word if types.aside.is(word) => {}
            _ => core.push(word),
        }
    }
    (core.join(" "), is_collection)
}

/// `list` alone is the name of a type.
fn is_single_word(words: &str) -> bool {
    words.split_whitespace().count() == 1 && !words.contains('(')
}

fn lower_kind(core: &str, cell: &Cell<'_, '_>) -> Option<TypeKind> {
    let words: Vec<&str> = core.split(' ').filter(|word| !word.is_empty()).collect();
    let links: Vec<&Link> = words.iter().filter_map(|word| cell.link(word)).collect();
    match links.as_slice() {
        [] => lower_words(&words, cell),
        [link] => lower_link(link, &words, cell),
        links => Some(cell.reference(links.iter().filter_map(|link| named(link, cell.dialect)).collect())),
    }
}

fn lower_link(link: &Link, words: &[&str], cell: &Cell<'_, '_>) -> Option<TypeKind> {
    let name = link.words.trim_matches(['*', '`', ' ']);
    if let Some(primitive) = cell.dialect.primitive_of(name).filter(|_| !names_page(link, name)) {
        return Some(TypeKind::Primitive(primitive));
    }
    // `String ([url](..))`: the link explains what stands before it.
    let first = words.first().copied().unwrap_or_default();
    if let Some(primitive) = cell.dialect.primitive_of(first) {
        return Some(TypeKind::Primitive(primitive));
    }
    Some(cell.reference(vec![named(link, cell.dialect)?]))
}

/// `[Json](intune-mam-json.md)` leads to the page of a type of that name.
fn names_page(link: &Link, name: &str) -> bool {
    let target = link.target.as_deref().unwrap_or_default();
    let stem = super::file_stem(target.split('#').next().unwrap_or_default());
    stem.split('-').next_back().is_some_and(|last| last.eq_ignore_ascii_case(name))
}

fn named(link: &Link, dialect: &Dialect) -> Option<Named> {
    let words = link.words.split_whitespace().collect::<Vec<_>>();
    // `[chatMessage resource](..)`: the first word names it; without a name, the page does.
    let (name, _) = strip_collection(words.first().copied().unwrap_or_default(), &dialect.types);
    let is_named = is_name(&name) && (words.len() == 1 || words.get(1).is_some_and(|word| is_kind(word, dialect)));
    let name = if is_named { name } else { String::new() };
    (link.target.is_some() || !name.is_empty()).then(|| Named { target: link.target.clone(), name })
}

fn lower_words(words: &[&str], cell: &Cell<'_, '_>) -> Option<TypeKind> {
    let trim = |word: &str| word.trim_matches(['.', ';', ':', '*', '#', '\'']).to_owned();
    let first = trim(words.first()?);
    if let Some(primitive) = cell.dialect.primitive_of(&first) {
        return Some(TypeKind::Primitive(primitive));
    }
    // `** Unknown Type microsoft.x.y **`
    let qualified = words.iter().map(|word| trim(word)).find(|word| word.split('.').count() > 2 && is_name(word));
    if let Some(name) = qualified {
        return Some(cell.reference(vec![Named { target: None, name }]));
    }
    let types = &cell.dialect.types;
    let is_or = |word: &str| types.or.is(&word.to_lowercase());
    let is_alone = words.len() == 1 || words.get(1).is_some_and(|word| is_kind(word, cell.dialect));
    if is_alone && is_name(&first) {
        return Some(cell.reference(vec![Named { target: None, name: first }]));
    }
    // `a or b`
    let names: Vec<String> = words.iter().filter(|word| !is_or(word)).map(|word| trim(word)).collect();
    if words.iter().any(|word| is_or(word)) && names.len() == 2 && names.iter().all(|name| is_name(name)) {
        return Some(cell.reference(names.into_iter().map(|name| Named { target: None, name }).collect()));
    }
    None
}

/// A word that may follow the name of a type.
fn is_kind(word: &str, dialect: &Dialect) -> bool {
    dialect.types.kind.is(&word.trim_matches(['.', ',']).to_lowercase())
}

fn is_name(name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    !name.is_empty()
        && name.len() <= LONGEST_NAME
        && name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(is_part)
}
