//! What a cell says of a type that another page may describe, in; one text that stands for it until all pages are read, out.

use crate::api::TypeKind;

/// Begins a text that stands for a reference. No id begins with it.
const MARK: char = '\u{1}';
const BETWEEN: char = '\u{2}';
const INSIDE: char = '\u{3}';

/// A type as a page names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reference {
    /// The types that it may be: one but for `[a](a.md) or [b](b.md)`.
    pub(crate) alternatives: Vec<Named>,
    /// The words of the page.
    pub(crate) written: String,
}

/// A name, and the page that it links to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Named {
    /// The page's path below the doc root, with the anchor, in lower case.
    pub(crate) target: Option<String>,
    /// The name, qualified or not.
    pub(crate) name: String,
}

impl Reference {
    /// A reference by name alone.
    pub(crate) fn by_name(name: &str) -> Self {
        let named = Named { target: None, name: name.to_owned() };
        Self { alternatives: vec![named], written: name.to_owned() }
    }

    /// The kind that holds the place of the type until it is found.
    pub(crate) fn to_kind(&self) -> TypeKind {
        let mut text = String::new();
        let mut push = |mark: char, part: &str| {
            text.push(mark);
            text.extend(part.split([MARK, BETWEEN, INSIDE]));
        };
        push(MARK, &self.written);
        for named in &self.alternatives {
            push(BETWEEN, named.target.as_deref().unwrap_or_default());
            push(INSIDE, &named.name);
        }
        TypeKind::Named(text)
    }

    /// The reference that a kind holds the place of. `None` where the type is known.
    pub(crate) fn of_kind(kind: &TypeKind) -> Option<Self> {
        let TypeKind::Named(text) = kind else { return None };
        let mut parts = text.strip_prefix(MARK)?.split(BETWEEN);
        let written = parts.next()?.to_owned();
        let alternatives = parts.filter_map(|part| {
            let (target, name) = part.split_once(INSIDE)?;
            Some(Named { target: Some(target.to_owned()).filter(|target| !target.is_empty()), name: name.to_owned() })
        });
        Some(Self { alternatives: alternatives.collect(), written })
    }
}

/// The path below the doc root of what a link on a page leads to, in lower case. `None` for links to the web.
pub(crate) fn target_path(page: &str, link: &str) -> Option<String> {
    let link = link.trim().replace('\\', "/");
    if link.contains("://") || link.starts_with("mailto:") {
        return None;
    }
    let (path, anchor) = link.split_once('#').map_or((link.as_str(), None), |(path, anchor)| (path, Some(anchor)));
    let path = path.split('?').next().unwrap_or_default();
    let mut parts: Vec<&str> = match path {
        "" => page.split('/').collect(),
        path if path.starts_with('/') => Vec::new(),
        _ => page.rsplit_once('/').map_or_else(Vec::new, |(folder, _)| folder.split('/').collect()),
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let mut target = parts.join("/");
    if let Some(anchor) = anchor {
        target.push('#');
        target.push_str(anchor);
    }
    Some(target.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{Named, Reference, target_path};

    #[test]
    fn links_are_resolved_against_their_page() {
        for (link, path) in [
            ("user.md", Some("v1/resources/user.md")),
            ("../resources/User.md#Values", Some("v1/resources/user.md#values")),
            ("#a-values", Some("v1/resources/call.md#a-values")),
            ("/api/x.md", Some("api/x.md")),
            ("../../../../x.md", Some("x.md")),
            ("https://example.com/x.md", None),
        ] {
            assert_eq!(target_path("v1/resources/call.md", link).as_deref(), path, "{link}");
        }
    }

    #[test]
    fn a_kind_holds_a_reference() {
        let named =
            |target: Option<&str>, name: &str| Named { target: target.map(str::to_owned), name: name.to_owned() };
        let alternatives = vec![named(Some("a.md"), "a"), named(None, "b\u{2}")];
        let reference = Reference { alternatives, written: "a or b".to_owned() };
        let read = Reference::of_kind(&reference.to_kind()).unwrap_or_default();
        assert_eq!(read.alternatives, [named(Some("a.md"), "a"), named(None, "b")]);
        assert_eq!(read.written, "a or b");
    }
}
