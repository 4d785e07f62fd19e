//! The headers of a download in; which part of the file an answer has, and how to ask for the rest, out.

use http::header::{
    ACCEPT_RANGES, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_RANGE,
    LAST_MODIFIED, RANGE,
};

/// What tells one version of a file from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    tag: Option<HeaderValue>,
    modified: Option<HeaderValue>,
    /// How many bytes the file has.
    pub(super) length: Option<u64>,
}

impl Version {
    /// Of an answer whose body is the file, or a part of it.
    pub(super) fn of(headers: &HeaderMap, length: Option<u64>) -> Self {
        Self { tag: headers.get(ETAG).cloned(), modified: headers.get(LAST_MODIFIED).cloned(), length }
    }

    /// Whether another answer has the same version, as far as both tell.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let is_same_tag = match (&self.tag, &other.tag) {
            (Some(tag), Some(other)) => opaque(tag) == opaque(other),
            // What had a tag and has none may be anything.
            (Some(_), None) => false,
            (None, _) => true,
        };
        is_same_tag
            && agree(self.modified.as_ref(), other.modified.as_ref())
            && agree(self.length.as_ref(), other.length.as_ref())
    }

    /// The headers that ask for the bytes from `from` on. `If-Range` takes a strong tag only (RFC 9110, section 13.1.5).
    pub(super) fn ask(&self, from: u64, headers: &mut HeaderMap) {
        if let Ok(range) = HeaderValue::try_from(format!("bytes={from}-")) {
            headers.insert(RANGE, range);
        }
        if let Some(tag) = self.tag.as_ref().filter(|tag| tag.as_bytes().starts_with(b"\"")) {
            headers.insert(IF_RANGE, tag.clone());
        }
    }
}

/// A tag without the mark that it is weak: versions are compared as RFC 9110, section 8.8.3.2, compares weakly.
fn opaque(tag: &HeaderValue) -> &[u8] {
    let bytes = tag.as_bytes();
    bytes.strip_prefix(b"W/").unwrap_or(bytes)
}

fn agree<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
    one.zip(other).is_none_or(|(one, other)| one == other)
}

/// Whether a part of the file can be asked for: the service says so (RFC 9110, section 14.3), or names the version.
pub(super) fn can_resume(headers: &HeaderMap) -> bool {
    let takes_ranges = text(headers, &ACCEPT_RANGES).is_some_and(|units| units.eq_ignore_ascii_case("bytes"));
    takes_ranges || headers.contains_key(ETAG)
}

/// How many bytes the body has, where the header says it of the bytes that are read.
pub(super) fn content_length(headers: &HeaderMap) -> Option<u64> {
    number(text(headers, &CONTENT_LENGTH)?)
}

/// Whether the bytes are those of another coding than the file's own.
pub(super) fn is_coded(headers: &HeaderMap) -> bool {
    text(headers, &CONTENT_ENCODING).is_some_and(|coding| !coding.eq_ignore_ascii_case("identity"))
}

/// `Content-Range: bytes 0-499/1234` (RFC 9110, section 14.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ContentRange {
    /// The place of the first byte of the body.
    pub(super) first: u64,
    /// The place after the last.
    pub(super) end: u64,
    /// How many bytes the file has; unknown for `*`.
    pub(super) total: Option<u64>,
}

impl ContentRange {
    /// `None` for what is no range, or contradicts itself.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let (range, total) = bytes_of(headers)?;
        let (first, last) = range.split_once('-')?;
        let (first, end) = (number(first)?, number(last)?.checked_add(1)?);
        let total = if total == "*" { None } else { Some(number(total)?) };
        let is_true = first < end && total.is_none_or(|total| end <= total);
        is_true.then_some(Self { first, end, total })
    }
}

/// How many bytes the file has, as `416 Range Not Satisfiable` tells it: `Content-Range: bytes */1234`.
pub(super) fn total_of_unsatisfied(headers: &HeaderMap) -> Option<u64> {
    match bytes_of(headers)? {
        ("*", total) => number(total),
        _ => None,
    }
}

fn bytes_of(headers: &HeaderMap) -> Option<(&str, &str)> {
    let (unit, rest) = text(headers, &CONTENT_RANGE)?.split_once(' ')?;
    let (range, total) = rest.split_once('/')?;
    unit.eq_ignore_ascii_case("bytes").then_some((range.trim(), total.trim()))
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// Digits alone; a sign is none.
fn number(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use http::header::{CONTENT_RANGE, ETAG, HeaderMap, IF_RANGE, LAST_MODIFIED};

    use super::{ContentRange, Version, total_of_unsatisfied};

    #[test]
    fn ranges_are_read_and_lies_are_not() {
        let table = [
            ("bytes 0-499/1234", Some((0, 500, Some(1234)))),
            ("BYTES 1233-1233/1234", Some((1233, 1234, Some(1234)))),
            ("bytes 5-9/*", Some((5, 10, None))),
            ("bytes 0-1234/1234", None),
            ("bytes 9-5/1234", None),
            ("bytes -5/10", None),
            ("bytes +1-5/10", None),
            ("bytes a-b/c", None),
            ("bytes 0-18446744073709551615/*", None),
            ("bytes */10", None),
            ("lines 0-4/10", None),
            ("bytes", None),
            ("", None),
        ];
        for (text, range) in table {
            let headers = HeaderMap::from_iter([(CONTENT_RANGE, text.parse().unwrap())]);
            let read = ContentRange::of(&headers).map(|range| (range.first, range.end, range.total));
            assert_eq!(read, range, "{text}");
        }
        let headers = HeaderMap::from_iter([(CONTENT_RANGE, "bytes */10".parse().unwrap())]);
        assert_eq!(total_of_unsatisfied(&headers), Some(10));
    }

    #[test]
    fn versions_are_told_apart_by_all_that_both_say() {
        let version = |tag: &str, modified: &str, length| {
            let mut headers = HeaderMap::new();
            for (name, value) in [(ETAG, tag), (LAST_MODIFIED, modified)] {
                if !value.is_empty() {
                    headers.insert(name, value.parse().unwrap());
                }
            }
            Version::of(&headers, length)
        };
        let one = version("\"a\"", "x", Some(3));
        assert!(one.is_same(&version("W/\"a\"", "", None)));
        assert!(!one.is_same(&version("\"b\"", "x", Some(3))));
        assert!(!one.is_same(&version("", "x", Some(3))));
        assert!(!one.is_same(&version("\"a\"", "y", Some(3))));
        assert!(!one.is_same(&version("\"a\"", "x", Some(4))));
        assert!(version("", "", None).is_same(&one));

        let mut headers = HeaderMap::new();
        version("W/\"a\"", "", None).ask(7, &mut headers);
        assert_eq!(headers.get("range").unwrap(), "bytes=7-");
        assert!(!headers.contains_key(IF_RANGE), "a weak tag is no condition for a range");
    }
}
