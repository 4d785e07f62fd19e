//! JSON in, a value of the page's type out; and back.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use jiff::Span;
use jiff::civil::{Date, Time};
use serde_json::Value;
use uuid::Uuid;

use super::date::DateTimeOffset;
use super::node::Node;
use super::{Enumeration, Model};

/// A value that a property, or an item of a collection, can be read as.
pub trait Read<'a>: Sized {
    /// What the page calls the type.
    const EXPECTED: &'static str;

    /// The value; `None` where the JSON is of another type.
    fn read(node: &'a Node) -> Option<Self>;
}

/// A value that a property can be set to.
pub trait Write {
    /// The value as JSON.
    fn write(self) -> Node;
}

impl<'a> Read<'a> for &'a str {
    const EXPECTED: &'static str = "String";

    fn read(node: &'a Node) -> Option<Self> {
        match node {
            Node::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl Read<'_> for String {
    const EXPECTED: &'static str = "String";

    fn read(node: &Node) -> Option<Self> {
        <&str>::read(node).map(str::to_owned)
    }
}

/// `"true"` and `"false"` are read as well.
impl Read<'_> for bool {
    const EXPECTED: &'static str = "Boolean";

    fn read(node: &Node) -> Option<Self> {
        match node {
            Node::Bool(value) => Some(*value),
            Node::Text(text) => text.parse().ok(),
            _ => None,
        }
    }
}

impl Read<'_> for i32 {
    const EXPECTED: &'static str = "Int32";

    fn read(node: &Node) -> Option<Self> {
        i64::read(node)?.try_into().ok()
    }
}

/// A string of digits is read as well: OData sends `Int64` so where a client asks for `IEEE754Compatible`.
impl Read<'_> for i64 {
    const EXPECTED: &'static str = "Int64";

    fn read(node: &Node) -> Option<Self> {
        match node {
            Node::Int(value) => Some(*value),
            Node::Text(text) => text.parse().ok(),
            _ => None,
        }
    }
}

/// OData writes what is no finite number as `"NaN"`, `"INF"` and `"-INF"`.
impl Read<'_> for f64 {
    const EXPECTED: &'static str = "Double";

    #[allow(clippy::cast_precision_loss, reason = "a double is what the page says")]
    fn read(node: &Node) -> Option<Self> {
        match node {
            Node::Int(value) => Some(*value as Self),
            Node::Large(value) => Some(*value as Self),
            Node::Float(value) => Some(*value),
            Node::Text(text) => match text.as_ref() {
                "NaN" => Some(Self::NAN),
                "INF" => Some(Self::INFINITY),
                "-INF" => Some(Self::NEG_INFINITY),
                text => text.parse().ok().filter(|value: &Self| value.is_finite()),
            },
            _ => None,
        }
    }
}

impl Read<'_> for f32 {
    const EXPECTED: &'static str = "Single";

    #[allow(clippy::cast_possible_truncation, reason = "a single is what the page says")]
    fn read(node: &Node) -> Option<Self> {
        f64::read(node).map(|value| value as Self)
    }
}

/// A decimal number, `Edm.Decimal`, as its text: no digit is lost where it came as a string.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Decimal(Box<str>);

impl Decimal {
    /// The digits: `-12.50`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest floating-point number.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        self.0.parse().unwrap_or(f64::NAN)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is no decimal number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal number")]
pub struct ParseDecimalError;

impl FromStr for Decimal {
    type Err = ParseDecimalError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        let is_decimal = digits.starts_with(|c: char| c.is_ascii_digit()) && text.parse::<f64>().is_ok();
        if is_decimal { Ok(Self(text.into())) } else { Err(ParseDecimalError) }
    }
}

impl From<i64> for Decimal {
    fn from(value: i64) -> Self {
        Self(value.to_string().into())
    }
}

impl Read<'_> for Decimal {
    const EXPECTED: &'static str = "Decimal";

    fn read(node: &Node) -> Option<Self> {
        match node {
            Node::Int(value) => Some((*value).into()),
            Node::Large(value) => Some(Self(value.to_string().into())),
            Node::Float(value) => Some(Self(value.to_string().into())),
            Node::Text(text) => text.parse().ok(),
            _ => None,
        }
    }
}

const PADDING: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const BASE64: GeneralPurpose = GeneralPurpose::new(&STANDARD, PADDING);
const BASE64_URL: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, PADDING);

/// Base64 and base64url, with and without padding.
impl Read<'_> for Vec<u8> {
    const EXPECTED: &'static str = "Binary";

    fn read(node: &Node) -> Option<Self> {
        let text = <&str>::read(node)?;
        let engine = if text.contains(['-', '_']) { &BASE64_URL } else { &BASE64 };
        engine.decode(text).ok()
    }
}

/// A date that comes with a time is read without it.
impl Read<'_> for Date {
    const EXPECTED: &'static str = "Date";

    fn read(node: &Node) -> Option<Self> {
        let text = <&str>::read(node)?.trim();
        text.parse().ok().or_else(|| text.parse().ok().map(|value: DateTimeOffset| value.local().date()))
    }
}

impl Write for Date {
    fn write(self) -> Node {
        Node::Text(self.to_string().into())
    }
}

macro_rules! read_from_text {
    ($($type:ty: $name:literal),*) => {$(
        impl Read<'_> for $type {
            const EXPECTED: &'static str = $name;

            fn read(node: &Node) -> Option<Self> {
                <&str>::read(node)?.trim().parse().ok()
            }
        }

        impl Write for $type {
            fn write(self) -> Node {
                Node::Text(self.to_string().into())
            }
        }
    )*};
}

read_from_text!(
    Uuid: "Guid",
    DateTimeOffset: "DateTimeOffset",
    Time: "TimeOfDay",
    Span: "Duration"
);

impl Read<'_> for Value {
    const EXPECTED: &'static str = "JSON";

    fn read(node: &Node) -> Option<Self> {
        Some(node.into())
    }
}

impl<'a, T: Read<'a>> Read<'a> for Vec<T> {
    const EXPECTED: &'static str = "a collection";

    fn read(node: &'a Node) -> Option<Self> {
        match node {
            Node::List(items) => items.iter().map(T::read).collect(),
            _ => None,
        }
    }
}

impl<M: Model> Read<'_> for M {
    const EXPECTED: &'static str = "an object";

    fn read(node: &Node) -> Option<Self> {
        match node {
            Node::Object(object) => Some(M::from_object(object.clone())),
            _ => None,
        }
    }
}

/// The member with this name; in other letter case where none has it as it is.
pub(super) fn read_member<E: Enumeration>(node: &Node) -> Option<E> {
    let name = <&str>::read(node)?;
    let exact = E::MEMBERS.iter().find(|(known, _)| *known == name);
    let found = exact.or_else(|| E::MEMBERS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)));
    Some(found.map_or_else(|| E::other(name.into()), |(_, member)| member.clone()))
}

pub(super) fn read_members<E: Enumeration>(node: &Node) -> Option<Vec<E>> {
    match node {
        Node::List(items) => items.iter().map(read_member).collect(),
        _ => None,
    }
}

macro_rules! write_as {
    ($($type:ty: $value:ident => $node:expr),* $(,)?) => {$(
        impl Write for $type {
            fn write(self) -> Node {
                let $value = self;
                $node
            }
        }
    )*};
}

write_as! {
    &str: text => Node::Text(text.into()),
    String: text => Node::Text(text.into()),
    bool: value => Node::Bool(value),
    i32: value => Node::Int(value.into()),
    i64: value => Node::Int(value),
    f64: value => write_double(value),
    f32: value => value.to_string().parse().map_or(Node::Null, write_double),
    &[u8]: bytes => Node::Text(BASE64.encode(bytes).into()),
    Value: value => Node::from(value),
}

/// A number where JSON has one for it; otherwise text, which OData takes for a decimal as well.
impl Write for Decimal {
    fn write(self) -> Node {
        match (self.0.parse::<i64>(), self.0.parse::<f64>()) {
            (Ok(value), _) => Node::Int(value),
            (Err(_), Ok(value)) if value.to_string() == *self.0 => Node::Float(value),
            _ => Node::Text(self.0.into()),
        }
    }
}

fn write_double(value: f64) -> Node {
    match value {
        f64::INFINITY => Node::Text("INF".into()),
        f64::NEG_INFINITY => Node::Text("-INF".into()),
        value if value.is_nan() => Node::Text("NaN".into()),
        value => Node::Float(value),
    }
}

impl<M: Model> Write for M {
    fn write(self) -> Node {
        Node::Object(self.into_object())
    }
}

impl<T: Write + Clone> Write for &[T] {
    fn write(self) -> Node {
        Node::List(self.iter().cloned().map(T::write).collect())
    }
}

/// An item of an answer's collection: a model or a primitive.
pub trait Item: for<'a> Read<'a> {}

impl<T: for<'a> Read<'a>> Item for T {}
