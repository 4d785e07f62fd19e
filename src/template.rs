//! A route's template and its values in, the request target (path and query) out: the one place
//! that knows the template language. [`Route`](crate::Route) describes it.

use std::borrow::Cow;
use std::slice;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::Fault;

/// What is encoded in a value: all but RFC 3986's unreserved characters, `@` and `!`.
const ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'@').remove(b'!');

/// Fills `template` with `values`, which come in the order of its placeholders.
pub(crate) fn expand(template: &'static str, values: &[&str]) -> Result<String, Fault> {
    let mut expansion = Expansion::new(template, values);
    let mut rest = template;
    while let Some((literal, after)) = rest.split_once('{') {
        expansion.push_literal(literal)?;
        let (name, after) = after.split_once('}').ok_or_else(malformed)?;
        expansion.push_value(name)?;
        rest = after;
    }
    expansion.push_literal(rest)?;
    expansion.finish()
}

/// Appends `name=value` to the query of `target`. A leading `$` of the name, as in OData's
/// `$select`, stays readable.
pub(crate) fn push_query(target: &mut String, name: &str, value: &str) {
    if !target.ends_with(['?', '&']) {
        target.push(if target.contains('?') { '&' } else { '?' });
    }
    let bare = name.strip_prefix('$');
    target.extend(bare.map(|_| '$'));
    push_encoded(target, bare.unwrap_or(name));
    target.push('=');
    push_encoded(target, value);
}

fn push_encoded(target: &mut String, value: &str) {
    target.extend(utf8_percent_encode(value, ENCODED));
}

struct Expansion<'v> {
    template: &'static str,
    values: slice::Iter<'v, &'v str>,
    target: String,
    in_query: bool,
    /// Inside the single quotes of an OData string literal.
    in_quotes: bool,
    /// Where the path segment that is being written begins in `target`.
    segment: usize,
    /// The last placeholder of that segment.
    parameter: Option<&'static str>,
}

impl<'v> Expansion<'v> {
    fn new(template: &'static str, values: &'v [&'v str]) -> Self {
        Self {
            template,
            values: values.iter(),
            target: String::with_capacity(template.len() + 32),
            in_query: false,
            in_quotes: false,
            segment: 0,
            parameter: None,
        }
    }

    fn push_literal(&mut self, literal: &str) -> Result<(), Fault> {
        for character in literal.chars() {
            match character {
                '}' | '#' => return Err(malformed()),
                '\'' => self.in_quotes = !self.in_quotes,
                '/' | '?' if !self.in_query => self.end_segment()?,
                '&' if self.in_query => self.in_quotes = false,
                _ => {}
            }
            self.target.push(character);
            self.in_query |= character == '?';
            if character == '/' {
                self.segment = self.target.len();
            }
        }
        Ok(())
    }

    fn push_value(&mut self, placeholder: &'static str) -> Result<(), Fault> {
        let (name, keeps_slashes) = match placeholder.strip_prefix('+') {
            Some(name) => (name, true),
            None => (placeholder, false),
        };
        let value = *self.values.next().ok_or_else(|| self.miscounted(0))?;
        self.parameter = Some(name);
        match (self.in_quotes, self.in_query, keeps_slashes) {
            (true, _, _) => push_encoded(&mut self.target, &double_quotes(value)),
            (_, _, true) => self.push_path(name, value)?,
            (_, true, _) => push_encoded(&mut self.target, value),
            (_, false, _) if value.is_empty() => return Err(empty(name)),
            _ => push_encoded(&mut self.target, value),
        }
        Ok(())
    }

    fn push_path(&mut self, name: &str, value: &str) -> Result<(), Fault> {
        let trimmed = value.trim_matches('/');
        if trimmed.is_empty() {
            return Err(empty(name));
        }
        for (position, segment) in trimmed.split('/').enumerate() {
            match segment {
                "" => return Err(empty_segment(name)),
                "." | ".." => return Err(dots(Some(name), segment)),
                _ if position > 0 => self.target.push('/'),
                _ => {}
            }
            push_encoded(&mut self.target, segment);
        }
        Ok(())
    }

    fn end_segment(&mut self) -> Result<(), Fault> {
        let written = self.target.get(self.segment..).unwrap_or_default();
        if let "." | ".." = written {
            return Err(dots(self.parameter, written));
        }
        self.in_quotes = false;
        self.parameter = None;
        Ok(())
    }

    fn finish(mut self) -> Result<String, Fault> {
        if !self.in_query {
            self.end_segment()?;
        }
        match self.values.len() {
            0 => Ok(self.target),
            left => Err(self.miscounted(left)),
        }
    }

    fn miscounted(&self, left: usize) -> Fault {
        let expected = self.template.matches('{').count();
        let fault = match left {
            0 => format!("fewer than the {expected} values of the template were given"),
            _ => format!("{left} more than the {expected} values of the template were given"),
        };
        Fault::new(format!("internal error: {fault}; the generated code does not fit its template"))
    }
}

/// `'` is written twice in an OData string literal.
fn double_quotes(value: &str) -> Cow<'_, str> {
    match value.contains('\'') {
        true => value.replace('\'', "''").into(),
        false => value.into(),
    }
}

fn malformed() -> Fault {
    Fault::new("internal error: the template is malformed (a lone brace, or a `#`)")
}

fn empty(name: &str) -> Fault {
    Fault::new(format!("path parameter `{name}` is empty")).about(name)
}

fn empty_segment(name: &str) -> Fault {
    Fault::new(format!("path parameter `{name}` has an empty segment (`//`)")).about(name)
}

fn dots(name: Option<&str>, segment: &str) -> Fault {
    match name {
        None => Fault::new(format!("the template has a `{segment}` segment")),
        Some(name) => {
            Fault::new(format!("path parameter `{name}` makes a `{segment}` segment, which would name another path"))
                .about(name)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{expand, push_query};

    #[test]
    fn values_are_encoded_by_their_place() {
        let table: &[(&str, &[&str], &str)] = &[
            ("/me", &[], "/me"),
            ("/users/{id}", &["call-1"], "/users/call-1"),
            ("/users/{id}", &["a/b"], "/users/a%2Fb"),
            ("/users/{id}", &["%2f"], "/users/%252f"),
            ("/users/{id}", &["?"], "/users/%3F"),
            ("/users/{id}", &["#"], "/users/%23"),
            ("/users/{id}", &["a b+c"], "/users/a%20b%2Bc"),
            ("/users/{id}", &["it's"], "/users/it%27s"),
            ("/users/{id}", &["\0\r\n\\"], "/users/%00%0D%0A%5C"),
            ("/users/{id}", &["😀é"], "/users/%F0%9F%98%80%C3%A9"),
            ("/users/{id}", &["AZ09-._~@!"], "/users/AZ09-._~@!"),
            ("/users/{id}", &["..."], "/users/..."),
            ("/users/{id}", &["{x}"], "/users/%7Bx%7D"),
            ("/a/{x}/b/{y}", &["1", "2"], "/a/1/b/2"),
            ("/f(p={p})", &[".."], "/f(p=..)"),
            ("/f(p='{p}')", &["it's"], "/f(p='it%27%27s')"),
            ("/f(p='{p}')", &[""], "/f(p='')"),
            ("/f(p='{p}')", &["a/../b"], "/f(p='a%2F..%2Fb')"),
            ("/f(p='x{p}-{q}')", &["'", ""], "/f(p='x%27%27-')"),
            ("/o'x/{id}", &["'"], "/o'x/%27"),
            ("/root:/{+path}:/content", &["/a b/c:d.txt/"], "/root:/a%20b/c%3Ad.txt:/content"),
            ("/root:/{+path}", &["one"], "/root:/one"),
            ("/v?a={a}&b={b}", &["", "x&y=z+#%"], "/v?a=&b=x%26y%3Dz%2B%23%25"),
            ("/v?a={a}", &[".."], "/v?a=.."),
            ("/v?f=n eq '{n}'", &["O'Neil"], "/v?f=n eq 'O%27%27Neil'"),
            ("/v?f='&n={n}", &["'"], "/v?f='&n=%27"),
            ("/v?p={+p}", &["/a/b c/"], "/v?p=a/b%20c"),
        ];
        for (template, values, target) in table {
            assert_eq!(&expand(template, values).unwrap(), target, "{template} {values:?}");
        }
    }

    #[test]
    fn values_that_would_name_another_path_are_refused() {
        let table: &[(&str, &[&str], &str)] = &[
            ("/users/{id}", &[""], "path parameter `id` is empty"),
            ("/users/{id}/x", &["."], "path parameter `id` makes a `.` segment, which would name another path"),
            ("/users/{id}", &[".."], "path parameter `id` makes a `..` segment, which would name another path"),
            ("/users/{id}?x=1", &[".."], "path parameter `id` makes a `..` segment, which would name another path"),
            ("/users/{a}{b}", &[".", "."], "path parameter `b` makes a `..` segment, which would name another path"),
            ("/f(p={p})", &[""], "path parameter `p` is empty"),
            (
                "/root:/{+path}:",
                &["a/../b"],
                "path parameter `path` makes a `..` segment, which would name another path",
            ),
            ("/root:/{+path}:", &["."], "path parameter `path` makes a `.` segment, which would name another path"),
            ("/root:/{+path}", &["a//b"], "path parameter `path` has an empty segment (`//`)"),
            ("/root:/{+path}", &["//"], "path parameter `path` is empty"),
            ("/a/../b", &[], "the template has a `..` segment"),
        ];
        for (template, values, reason) in table {
            let fault = expand(template, values).unwrap_err();
            assert_eq!(fault.reason(), *reason, "{template} {values:?}");
        }
    }

    #[test]
    fn code_that_does_not_fit_its_template_is_told_so() {
        let table: &[(&str, &[&str])] = &[
            ("/a/{x}", &[]),
            ("/a/{x}", &["1", "2"]),
            ("/a", &["1"]),
            ("/a/{x", &["1"]),
            ("/a/x}", &[]),
            ("/a#b", &[]),
        ];
        for (template, values) in table {
            let fault = expand(template, values).unwrap_err();
            assert!(fault.reason().starts_with("internal error: "), "{template}");
        }
    }

    #[test]
    fn long_values_are_kept_whole() {
        let value = "a/😀'".repeat(2_000);
        let target = expand("/x/{id}", &[&value]).unwrap();
        let decoded = percent_encoding::percent_decode_str(&target).decode_utf8().unwrap();
        assert_eq!(decoded, format!("/x/{value}"));
        assert!(target.is_ascii());
    }

    #[test]
    fn query_pairs_are_appended() {
        let mut target = String::from("/me");
        push_query(&mut target, "$select", "id,displayName");
        push_query(&mut target, "a b&$", "");
        assert_eq!(target, "/me?$select=id%2CdisplayName&a%20b%26%24=");
        let mut fixed = String::from("/me?");
        push_query(&mut fixed, "x", "1");
        assert_eq!(fixed, "/me?x=1");
    }
}
