//! The lines between the `---` marks in; their keys and values out.

/// The front matter of a page. YAML is read as far as the format uses it: `key: value` lines, quoted or not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrontMatter<'s> {
    entries: Vec<(&'s str, &'s str)>,
}

impl<'s> FrontMatter<'s> {
    /// The value of a key; `None` where it is missing or blank.
    pub fn get(&self, key: &str) -> Option<&'s str> {
        let found = self.entries.iter().find(|(name, _)| name.eq_ignore_ascii_case(key))?;
        Some(found.1).filter(|value| !value.is_empty())
    }
}

pub(super) fn parse_front_matter(lines: &str) -> FrontMatter<'_> {
    let entries = lines.lines().filter_map(|line| {
        let (key, value) = line.split_once(':')?;
        let is_nested = key.starts_with([' ', '\t', '-', '#']);
        (!is_nested).then(|| (key.trim(), unquote(value.trim())))
    });
    FrontMatter { entries: entries.collect() }
}

fn unquote(value: &str) -> &str {
    let inner = |quote| value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    inner('"').or_else(|| inner('\'')).unwrap_or(value).trim()
}
