//! A route's template, as written, in; the template that the runtime reads and the values it takes out.

use std::collections::HashMap;

use super::word::{TakenNames, singular_name, snake_name, unraw};
use crate::api::{Argument, Encoding, Primitive};
use crate::page::dialect::Placeholders;

/// A template that can be called.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Template {
    /// What the runtime reads.
    pub(super) text: String,
    /// The values, in order.
    pub(super) arguments: Vec<Argument>,
    /// The host and version that the page wrote before it.
    pub(super) base_url: Option<String>,
    /// Whether the page wrote it from the root: with a leading slash and no host.
    pub(super) is_rooted: bool,
    /// Whether a whole segment stands in parentheses where a placeholder has braces.
    pub(super) has_parenthesized: bool,
    /// Query parameters that the page puts in brackets: `/content[?includeIDs=true]`.
    pub(super) optional_query: Vec<String>,
    /// The literal segments, each with whether a value follows it; what names are made from.
    pub(super) groups: Vec<Group>,
}

/// A literal path segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// The segment, in snake case, in the plural if it is written so.
    pub(super) name: String,
    /// Whether a value stands in it or after it.
    pub(super) has_value: bool,
}

/// Why a template cannot be called as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TemplateFault {
    /// A part is left out.
    Elided,
    /// It is no URL.
    Broken(&'static str),
}

/// How many values a route takes at most; the longest of Microsoft Graph takes 7.
const MAX_VALUES: usize = 64;

/// The types of function parameters, by their lower-case names.
pub(super) type FunctionTypes = HashMap<String, Primitive>;

/// What is known of the values of a page's templates.
#[derive(Clone, Copy)]
pub(super) struct Values<'a> {
    /// Segments that the page declares to be values.
    pub(super) sample_keys: &'a [String],
    pub(super) types: &'a FunctionTypes,
    pub(super) placeholders: Placeholders,
}

/// Reads a template.
pub(super) fn lower_template(written: &str, values: Values<'_>) -> Result<Template, TemplateFault> {
    let (base_url, path, is_rooted) = split_base(written.trim())?;
    if path.contains("...") || path.contains('…') {
        return Err(TemplateFault::Elided);
    }
    if path.matches(['{', '<']).count() > MAX_VALUES {
        return Err(TemplateFault::Broken("it takes too many values"));
    }
    let (path, optional_query) = split_optional(&path)?;
    let mut lowering = Lowering::new(&path, values);
    lowering.read()?;
    lowering.check()?;
    Ok(Template {
        text: lowering.text,
        arguments: lowering.arguments,
        base_url,
        is_rooted,
        has_parenthesized: lowering.has_parenthesized,
        optional_query,
        groups: lowering.groups,
    })
}

/// The host and version that a route begins with.
pub(super) fn base_url_of(written: &str) -> Option<String> {
    split_base(written.trim()).ok()?.0
}

/// Splits `https://graph.microsoft.com/beta/sites/..` into base URL and path. `~/x` and `x` mean `/x`.
fn split_base(written: &str) -> Result<(Option<String>, String, bool), TemplateFault> {
    let Some(host) = written.strip_prefix("https://").or_else(|| written.strip_prefix("http://")) else {
        let path = written.strip_prefix('~').unwrap_or(written);
        let is_rooted = written.starts_with('/');
        return Ok((None, format!("/{}", path.trim_start_matches('/')), is_rooted));
    };
    let (host, path) = host.split_once('/').unwrap_or((host, ""));
    if !is_host(host) {
        return Err(TemplateFault::Broken("its host is no name"));
    }
    let (version, rest) = path.split_once('/').unwrap_or((path, ""));
    Ok(match is_version(version) {
        true => (Some(format!("https://{host}/{version}")), format!("/{rest}"), false),
        false => (Some(format!("https://{host}")), format!("/{path}"), false),
    })
}

/// `graph.microsoft.com`, with or without a port.
pub(super) fn is_host(host: &str) -> bool {
    !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':'))
}

/// `v1.0`, `beta`, `v2`
pub(super) fn is_version(segment: &str) -> bool {
    let digits = segment.strip_prefix('v').filter(|rest| !rest.is_empty());
    segment == "beta" || digits.is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '.'))
}

/// Takes `[?includeIDs=true]` off the end.
fn split_optional(path: &str) -> Result<(String, Vec<String>), TemplateFault> {
    let Some((before, optional)) = path.split_once('[') else { return Ok((path.to_owned(), Vec::new())) };
    let query = optional.strip_suffix(']').and_then(|inner| inner.strip_prefix('?'));
    let query = query.ok_or(TemplateFault::Broken("the brackets hold no query at the end"))?;
    let keys = query.split('&').filter_map(|pair| pair.split('=').next()).map(str::to_owned);
    Ok((before.to_owned(), keys.collect()))
}

/// The state of one reading from left to right.
struct Lowering<'a> {
    rest: &'a str,
    values: Values<'a>,
    text: String,
    arguments: Vec<Argument>,
    taken: TakenNames,
    groups: Vec<Group>,
    /// The literal since the last slash, as far as no value has begun.
    segment: String,
    in_query: bool,
    in_quotes: bool,
    parentheses: usize,
    has_parenthesized: bool,
    repeated: Vec<String>,
}

impl<'a> Lowering<'a> {
    fn new(path: &'a str, values: Values<'a>) -> Self {
        Self {
            rest: path,
            values,
            text: String::with_capacity(path.len()),
            arguments: Vec::new(),
            taken: TakenNames::of(["body"]),
            groups: Vec::new(),
            segment: String::new(),
            in_query: false,
            in_quotes: false,
            parentheses: 0,
            has_parenthesized: false,
            repeated: repeated_placeholders(path, values.placeholders),
        }
    }

    fn read(&mut self) -> Result<(), TemplateFault> {
        let placeholders = self.values.placeholders;
        while let Some(next) = self.rest.chars().next() {
            if self.arguments.len() > MAX_VALUES {
                return Err(TemplateFault::Broken("it takes too many values"));
            }
            match next {
                '{' if placeholders.braces => self.read_delimited('}')?,
                '<' if placeholders.angles => self.read_delimited('>')?,
                ':' if placeholders.colon && self.is_named_value() => self.read_named(),
                '{' | '<' => {
                    return Err(TemplateFault::Broken("a placeholder has a form that the reference does not have"));
                }
                '(' if self.is_parenthesized_segment() => {
                    self.has_parenthesized = true;
                    self.read_delimited(')')?;
                }
                '}' | '>' => return Err(TemplateFault::Broken("a placeholder ends that has not begun")),
                '/' if !self.in_quotes && !self.in_query => self.read_slash(),
                '?' if !self.in_quotes && !self.in_query => self.read_question_mark(),
                _ => self.read_literal(next)?,
            }
        }
        self.end_segment();
        Ok(())
    }

    /// `(team-id)` as a whole segment is a placeholder.
    fn is_parenthesized_segment(&self) -> bool {
        let inner = self.rest.get(1..).unwrap_or_default();
        let after = inner.trim_start_matches(is_of_name);
        let is_word = after.len() < inner.len() && self.text.ends_with('/');
        is_word && after.strip_prefix(')').is_some_and(|after| after.is_empty() || after.starts_with('/'))
    }

    fn read_delimited(&mut self, close: char) -> Result<(), TemplateFault> {
        let inner = self.rest.get(1..).unwrap_or_default();
        let (name, rest) = inner.split_once(close).ok_or(TemplateFault::Broken("a placeholder is not closed"))?;
        if name.contains(['{', '<']) || name.trim().is_empty() {
            return Err(TemplateFault::Broken("a placeholder has no name"));
        }
        self.rest = rest;
        self.push_argument(name, None);
        Ok(())
    }

    /// `:boat-id` as a whole segment, or behind a `=` of the query.
    fn is_named_value(&self) -> bool {
        let begins = self.text.ends_with(if self.in_query { '=' } else { '/' });
        begins && self.rest.chars().nth(1).is_some_and(char::is_alphabetic)
    }

    fn read_named(&mut self) {
        let inner = self.rest.get(1..).unwrap_or_default();
        let end = inner.find(|c: char| !is_of_name(c)).unwrap_or(inner.len());
        let (name, rest) = inner.split_at(end);
        self.rest = rest;
        self.push_argument(name, None);
    }

    fn read_slash(&mut self) {
        self.end_segment();
        self.rest = self.rest.trim_start_matches('/');
        let sample = self.rest.split(['/', '?']).next().unwrap_or_default();
        let is_end = self.rest.is_empty() || self.rest.starts_with('?');
        if !is_end || self.text.is_empty() {
            self.text.push('/');
        }
        if !sample.is_empty() && self.values.sample_keys.iter().any(|key| key == sample) {
            self.rest = self.rest.get(sample.len()..).unwrap_or_default();
            self.push_argument("id", None);
        }
    }

    fn read_question_mark(&mut self) {
        self.end_segment();
        self.in_query = true;
        self.rest = self.rest.get(1..).unwrap_or_default();
        self.text.push('?');
    }

    fn read_literal(&mut self, next: char) -> Result<(), TemplateFault> {
        if !self.in_query && !self.in_quotes && next.is_whitespace() && self.parentheses == 0 {
            return Err(TemplateFault::Broken("there is a space in the path"));
        }
        match next {
            '\'' => self.in_quotes = !self.in_quotes,
            '(' if !self.in_quotes => self.parentheses += 1,
            ')' if !self.in_quotes && self.parentheses == 0 => {
                return Err(TemplateFault::Broken("a parenthesis closes that has not opened"));
            }
            ')' if !self.in_quotes => self.parentheses -= 1,
            _ => {}
        }
        self.rest = self.rest.get(next.len_utf8()..).unwrap_or_default();
        self.push_literal(next);
        if next == '=' && !self.in_quotes && self.parentheses > 0 {
            self.read_function_value();
        }
        Ok(())
    }

    fn push_literal(&mut self, next: char) {
        if !self.in_query && self.parentheses == 0 && next != ')' {
            self.segment.push(next);
        }
        let is_plain = next.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/?%".contains(next);
        match next {
            ' ' if self.parentheses > 0 && !self.in_query && !self.in_quotes => {}
            _ if is_plain => self.text.push(next),
            _ => {
                let mut buffer = [0; 4];
                for byte in next.encode_utf8(&mut buffer).bytes() {
                    self.text.push_str(&format!("%{byte:02X}"));
                }
            }
        }
    }

    /// After `name=` in a function call: a bare word that stands for a value (`count=n`, `on=startDateTime-value`), or a
    /// sample for a parameter that the function's table names (`interval='day'`).
    fn read_function_value(&mut self) {
        let key = self.function_key();
        let quoted = self.rest.strip_prefix('\'').and_then(|rest| rest.split_once('\''));
        let end = self.rest.find([',', ')', '{', '<', '\'', '=']).unwrap_or(self.rest.len());
        let bare = self.rest.get(..end).unwrap_or_default().trim();
        let is_known = self.values.types.contains_key(&key.to_lowercase());
        match quoted {
            Some((sample, rest)) if is_known && !sample.contains(['{', '<']) => {
                self.rest = rest;
                self.text.push('\'');
                self.in_quotes = true;
                self.push_argument(&key, Some(&key));
                self.in_quotes = false;
                self.text.push('\'');
            }
            None if stands_for_value(bare, &key) || (is_known && !bare.is_empty()) => {
                self.rest = self.rest.get(end..).unwrap_or_default();
                self.push_argument(bare, Some(&key));
            }
            _ => {}
        }
    }

    /// The name before the `=` that was just read.
    fn function_key(&self) -> String {
        let before = self.text.strip_suffix('=').unwrap_or(&self.text);
        let start = before.rfind(['(', ',', '?', '&', ';', '=']).map_or(0, |at| at + 1);
        before.get(start..).unwrap_or_default().trim_start_matches('$').to_owned()
    }

    fn end_segment(&mut self) {
        let segment = std::mem::take(&mut self.segment);
        let name = segment.trim_matches(['$', ':', '=']);
        if !name.is_empty() {
            self.groups.push(Group { name: unraw(&snake_name(name)).to_owned(), has_value: false });
        }
    }

    fn push_argument(&mut self, written: &str, key: Option<&str>) {
        let key = key.map(str::to_owned).or_else(|| self.key_of_value());
        let encoding = self.encoding();
        let name = self.argument_name(written, key.as_deref());
        let name = self.taken.take(&name, "_");
        let ty = match key.and_then(|key| self.values.types.get(&key.to_lowercase()).copied()) {
            Some(ty) if encoding != Encoding::Quoted => ty,
            _ => Primitive::String,
        };
        let bare = unraw(&name);
        match encoding {
            Encoding::Path => self.text.push_str(&format!("{{+{bare}}}")),
            _ => self.text.push_str(&format!("{{{bare}}}")),
        }
        self.mark_group();
        self.arguments.push(Argument { name, written: written.trim().to_owned(), encoding, ty, docs: String::new() });
    }

    /// The literal that the value belongs to: the one that it stands in, or the one before.
    fn mark_group(&mut self) {
        if self.in_query {
            return;
        }
        self.end_segment();
        if let Some(group) = self.groups.last_mut() {
            group.has_value = true;
        }
    }

    /// In `f(key={x})` and `f(key='{x}')`, the key.
    fn key_of_value(&self) -> Option<String> {
        let before = self.text.strip_suffix('\'').unwrap_or(&self.text);
        (self.parentheses > 0 && !self.in_query && before.ends_with('=')).then(|| {
            let start = before.rfind(['(', ',']).map_or(0, |at| at + 1);
            before.get(start..).unwrap_or_default().trim_end_matches('=').to_owned()
        })
    }

    fn encoding(&self) -> Encoding {
        let stands_alone = self.text.ends_with(":/") && !self.in_query;
        match (self.in_quotes, self.in_query) {
            (true, _) if self.text.ends_with('\'') => Encoding::Quoted,
            (_, true) => Encoding::Query,
            _ if stands_alone => Encoding::Path,
            _ => Encoding::Segment,
        }
    }

    /// A value is named by its key, by the page, or by the segment before it where the page repeats itself or says
    /// only `{id}`.
    fn argument_name(&self, written: &str, key: Option<&str>) -> String {
        if let Some(key) = key {
            return snake_name(key);
        }
        let name = snake_name(first_alternative(written));
        let is_generic = name == "id" || self.repeated.contains(&name);
        let segment = self.segment.trim_matches(['$', ':', '=']);
        let before = match segment.is_empty() {
            true => self.groups.last().filter(|group| !group.has_value).map(|group| group.name.clone()),
            false => Some(unraw(&snake_name(segment)).to_owned()),
        };
        match before {
            Some(before) if is_generic && !self.in_query => snake_name(&qualify(&singular_name(&before), unraw(&name))),
            _ => name,
        }
    }

    fn check(&self) -> Result<(), TemplateFault> {
        let query = self.text.split_once('?').map(|(_, query)| query);
        let has_pairs = |query: &str| !query.is_empty() && query.split('&').all(|pair| pair.contains('='));
        if self.parentheses > 0 {
            return Err(TemplateFault::Broken("a parenthesis is not closed"));
        }
        if self.in_quotes {
            return Err(TemplateFault::Broken("a quote is not closed"));
        }
        if self.text.contains("**") {
            return Err(TemplateFault::Broken("it is no path"));
        }
        if query.is_some_and(|query| !has_pairs(query)) {
            return Err(TemplateFault::Broken("the query has no `name=value`"));
        }
        Ok(())
    }
}

/// `call` and `id` give `call_id`; `mobile_app` and `mobile_app_id` give `mobile_app_id`.
fn qualify(segment: &str, name: &str) -> String {
    match name.starts_with(segment) {
        true => name.to_owned(),
        false => format!("{segment}_{name}"),
    }
}

/// Of `{id | userPrincipalName}`, the first.
fn first_alternative(written: &str) -> &str {
    written.split('|').map(str::trim).find(|name| !name.is_empty()).unwrap_or(written)
}

/// Whether the name of a value behind a colon, or in parentheses, can have the letter.
fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '-' | '_')
}

/// `n`, `startDateTime-value`, or the key again.
fn stands_for_value(bare: &str, key: &str) -> bool {
    let is_letter = bare.len() == 1 && bare.chars().all(|c| c.is_ascii_lowercase());
    is_letter || bare.ends_with("-value") || bare.ends_with("_value") || (!bare.is_empty() && bare == key)
}

/// The names that stand twice in the path.
fn repeated_placeholders(path: &str, placeholders: Placeholders) -> Vec<String> {
    let path = path.split('?').next().unwrap_or(path);
    let names = path.split(['{', '<']).skip(1).filter_map(|part| part.split(['}', '>']).next());
    let named = path.split('/').filter_map(|segment| segment.strip_prefix(':')).filter(|_| placeholders.colon);
    let names: Vec<String> = names.chain(named).map(|name| snake_name(first_alternative(name))).collect();
    let is_repeated = |name: &&String| names.iter().filter(|other| other == name).count() > 1;
    names.iter().filter(is_repeated).cloned().collect()
}
