//! A fact in; the one line of TOML that says it out: serde writes the fact as JSON, with the signs of TOML.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// The fact as an inline value of TOML. The names of its fields must be bare keys.
pub(super) fn inline(fact: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    let written = fact.serialize(&mut Serializer::with_formatter(&mut bytes, Inline::default()));
    written.expect("a fact is made of texts, numbers, lists and tables");
    String::from_utf8(bytes).expect("a fact is text")
}

/// What differs from JSON: `=` for `:`, keys without quotes, spaces, and one more character that is escaped.
#[derive(Default)]
struct Inline {
    is_key: bool,
}

impl Formatter for Inline {
    fn begin_string<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        if self.is_key { Ok(()) } else { out.write_all(b"\"") }
    }

    fn end_string<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        if self.is_key { Ok(()) } else { out.write_all(b"\"") }
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        out.write_all(fragment.replace('\u{7f}', "\\u007F").as_bytes())
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { out.write_all(b", ") }
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b"{ ")
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b" }")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.is_key = true;
        if first { Ok(()) } else { out.write_all(b", ") }
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.is_key = false;
        Ok(())
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b" = ")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::inline;

    #[test]
    fn a_fact_is_one_line_of_toml() {
        let fact = json!({"a-b": ["x", {"c": true}], "d": "\"q\" \\ \n\u{7f}\u{1}", "e": 7});
        let line = inline(&fact);
        assert!(!line.contains('\n'));
        let read: toml::Table = toml::from_str(&format!("fact = {line}")).expect("it is TOML");
        let read = serde_json::to_value(&read["fact"]).expect("it has a form in JSON");
        assert_eq!(read, fact, "{line}");
        assert!(line.starts_with("{ a-b = [\"x\", { c = true }], d = "), "{line}");
    }
}
