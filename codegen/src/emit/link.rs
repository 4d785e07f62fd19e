//! Markdown with the links of a page in; the same with links that lead somewhere from generated docs out.

use super::path::Scope;
use crate::source::resolve_path;

/// Where a text comes from and where it goes.
#[derive(Clone, Copy)]
pub(super) struct Links<'a> {
    /// The page that the text is from.
    pub(super) page: &'a str,
    /// The module that the docs are in. Without, no link to a page leads anywhere.
    pub(super) scope: Option<&'a Scope<'a>>,
}

impl Links<'_> {
    /// `[user](../resources/user.md)` as `[user](super::models::User)`, or as `user` where nothing is generated from the
    /// page or the module cannot name it. Links to the web stay.
    pub(super) fn resolve(&self, text: &str) -> String {
        if !text.contains(".md") {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        let mut opened: Vec<usize> = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['`', '\\', '[', ']']) {
            let (before, tail) = rest.split_at(at);
            out.push_str(before);
            let taken = match tail.as_bytes() {
                [b'`', ..] => code_length(tail),
                [b'\\', ..] => 1 + tail.chars().nth(1).map_or(0, char::len_utf8),
                [b'[', ..] => {
                    opened.push(out.len());
                    1
                }
                _ => match link_target(tail) {
                    Some(target) => {
                        self.close(target, opened.pop(), &mut out);
                        rest = tail.get("]()".len() + target.len()..).unwrap_or_default();
                        continue;
                    }
                    None => {
                        opened.pop();
                        1
                    }
                },
            };
            let (head, tail) = tail.split_at(taken);
            out.push_str(head);
            rest = tail;
        }
        out.push_str(rest);
        out
    }

    /// Ends the link that began at `start`.
    fn close(&self, target: &str, start: Option<usize>, out: &mut String) {
        let path = if target.contains("://") { Some(target.to_owned()) } else { self.path_of(target) };
        match (path, start) {
            (Some(path), _) => out.push_str(&format!("]({path})")),
            (None, Some(start)) => {
                out.remove(start);
            }
            (None, None) => {}
        }
    }

    /// The Rust path of what is generated from the page that a link names.
    fn path_of(&self, target: &str) -> Option<String> {
        let page = target.split(['#', '?']).next()?;
        let scope = self.scope?;
        let path = scope.paths.of_page(&resolve_path(self.page, page).ok()?)?;
        Some(scope.path(path)?.to_string().replace(' ', ""))
    }
}

/// The length of the code that begins here, or of its mark where it does not end.
fn code_length(text: &str) -> usize {
    let run = text.bytes().take_while(|&byte| byte == b'`').count();
    let (mark, mut rest) = text.split_at(run);
    let mut length = run;
    while let Some(at) = rest.find('`') {
        let found = rest.get(at..).unwrap_or_default().bytes().take_while(|&byte| byte == b'`').count();
        length += at + found;
        if found == mark.len() {
            return length;
        }
        rest = rest.get(at + found..).unwrap_or_default();
    }
    run
}

/// `../x.md` of `](../x.md) and more`.
fn link_target(text: &str) -> Option<&str> {
    text.strip_prefix("](")?.split_once(')').map(|(target, _)| target)
}

#[cfg(test)]
mod tests {
    use super::{Links, resolve_path};
    use crate::source::PathFault;

    #[test]
    fn links_to_pages_that_nothing_is_made_from_are_words() {
        let links = Links { page: "api/x.md", scope: None };
        for (text, resolved) in [
            ("see [user](../resources/user.md).", "see user."),
            ("see [**user**](user.md#properties) and [b](b.md)", "see **user** and b"),
            ("`[a](a.md)` and [a](a.md)", "`[a](a.md)` and a"),
            ("\\[a\\](a.md) [web](https://a.b/c.md)", "\\[a\\](a.md) [web](https://a.b/c.md)"),
            ("a `` b [c](c.md)", "a `` b c"),
            ("](x.md) é [é](x.md)", " é é"),
        ] {
            assert_eq!(links.resolve(text), resolved, "{text}");
        }
    }

    #[test]
    fn paths_are_below_the_root() {
        assert_eq!(resolve_path("v1.0/api/x.md", "../resources/user.md").as_deref(), Ok("v1.0/resources/user.md"));
        assert_eq!(resolve_path("x.md", "user.md").as_deref(), Ok("user.md"));
        assert_eq!(resolve_path("x.md", "../../user.md"), Err(PathFault::Outside));
        assert_eq!(resolve_path("a/x.md", "/b/c.md").as_deref(), Ok("b/c.md"));
    }
}
