//! Values in; literals of an OData expression out.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;

use crate::{Date, DateTimeOffset, Decimal, Duration, Enumeration, TimeOfDay, Uuid, Value};

/// A value that a property of type `T` can be compared with.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value for a property of type `{T}`",
    label = "the page gives the property the type `{T}`"
)]
pub trait Literal<T> {
    /// The literal, before it is percent-encoded (OData 4.01 ABNF, section 7, `primitiveLiteral`).
    fn into_literal(self) -> String;
}

/// In single quotes, each one inside doubled.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn double(value: f64) -> String {
    match value {
        f64::INFINITY => "INF".to_owned(),
        f64::NEG_INFINITY => "-INF".to_owned(),
        value => value.to_string(),
    }
}

macro_rules! literals {
    ($($type:ty as $of:ty: $value:ident => $text:expr),* $(,)?) => {$(
        impl Literal<$of> for $type {
            fn into_literal(self) -> String {
                let $value = self;
                $text
            }
        }
    )*};
}

literals! {
    &str as String: text => quoted(text),
    String as String: text => quoted(&text),
    &String as String: text => quoted(text),
    bool as bool: value => value.to_string(),
    i32 as i32: value => value.to_string(),
    i64 as i64: value => value.to_string(),
    f64 as f64: value => double(value),
    f32 as f32: value => if value.is_infinite() { double(value.into()) } else { value.to_string() },
    Decimal as Decimal: value => value.to_string(),
    &Decimal as Decimal: value => value.to_string(),
    &[u8] as Vec<u8>: bytes => format!("binary'{}'", URL_SAFE.encode(bytes)),
    Vec<u8> as Vec<u8>: bytes => format!("binary'{}'", URL_SAFE.encode(bytes)),
    Uuid as Uuid: value => value.to_string(),
    DateTimeOffset as DateTimeOffset: value => value.to_string(),
    Date as Date: value => value.to_string(),
    TimeOfDay as TimeOfDay: value => value.to_string(),
    Duration as Duration: value => format!("duration'{value}'"),
}

/// A member's name, as text: the name of the type before it may be left out (OData 4.01 ABNF, section 7, `enum`).
impl<E: Enumeration + PartialEq> Literal<E> for E {
    fn into_literal(self) -> String {
        quoted(self.as_str())
    }
}

/// Of a property whose type no page describes: text in quotes, all else as JSON has it.
impl Literal<Value> for Value {
    fn into_literal(self) -> String {
        match self {
            Value::String(text) => quoted(&text),
            other => other.to_string(),
        }
    }
}
