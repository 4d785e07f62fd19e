//! For the derive: a field of the user's in, the text of a parameter out, by the type on the page.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

/// A page's `String`, and every type that is written as one, such as an enumeration.
pub enum Text {}
/// A page's `Int32`.
pub enum Int32 {}
/// A page's `Int64`.
pub enum Int64 {}
/// A page's `Double`, `Single` or `Decimal`.
pub enum Double {}
/// A page's `Boolean`.
pub enum Boolean {}

/// A value that can be sent as a parameter of the page's type `K`. Numbers must fit: an `i64` is
/// no `Int32`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent as this parameter of the page",
    label = "the page says `{K}`",
    note = "`Text` takes `&str`, `String` and the like; `Int32`, `Int64` and `Double` take numbers that fit; `Boolean` takes `bool`"
)]
pub trait Parameter<K> {
    /// The value as text, before it is encoded for its place.
    fn text(&self) -> Cow<'_, str>;
}

impl<K, T: Parameter<K> + ?Sized> Parameter<K> for &T {
    fn text(&self) -> Cow<'_, str> {
        (**self).text()
    }
}

impl Parameter<Text> for str {
    fn text(&self) -> Cow<'_, str> {
        self.into()
    }
}

macro_rules! send_strings {
    ($($type:ty),*) => {$(
        impl Parameter<Text> for $type {
            fn text(&self) -> Cow<'_, str> {
                Cow::Borrowed(self)
            }
        }
    )*};
}

send_strings!(String, Cow<'_, str>, Box<str>, Arc<str>, Rc<str>);

macro_rules! send_integers {
    ($kind:ident: $($type:ty),*) => {$(
        impl Parameter<$kind> for $type {
            fn text(&self) -> Cow<'_, str> {
                self.to_string().into()
            }
        }
    )*};
}

send_integers!(Int32: i8, i16, i32, u8, u16);
send_integers!(Int64: i8, i16, i32, i64, u8, u16, u32);
send_integers!(Double: i8, i16, i32, u8, u16, u32);

impl Parameter<Double> for f64 {
    fn text(&self) -> Cow<'_, str> {
        write_double(*self, self.to_string())
    }
}

impl Parameter<Double> for f32 {
    fn text(&self) -> Cow<'_, str> {
        write_double(f64::from(*self), self.to_string())
    }
}

impl Parameter<Boolean> for bool {
    fn text(&self) -> Cow<'_, str> {
        if *self { "true" } else { "false" }.into()
    }
}

/// OData writes what is no finite number as `NaN`, `INF` and `-INF`.
fn write_double(value: f64, finite: String) -> Cow<'static, str> {
    match value {
        f64::INFINITY => "INF".into(),
        f64::NEG_INFINITY => "-INF".into(),
        _ => finite.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::rc::Rc;
    use std::sync::Arc;

    use super::{Boolean, Double, Int32, Int64, Parameter, Text};

    fn text<K>(value: impl Parameter<K>) -> String {
        value.text().into_owned()
    }

    #[test]
    fn strings_are_sent_as_they_are() {
        assert_eq!(text::<Text>("a"), "a");
        assert_eq!(text::<Text>(&&String::from("a")), "a");
        assert_eq!(text::<Text>(Cow::from("a")), "a");
        assert_eq!(text::<Text>(Box::<str>::from("a")), "a");
        assert_eq!(text::<Text>(Arc::<str>::from("a")), "a");
        assert_eq!(text::<Text>(Rc::<str>::from("a")), "a");
    }

    #[test]
    fn numbers_are_written_as_odata_does() {
        assert_eq!(text::<Int32>(i32::MIN), "-2147483648");
        assert_eq!(text::<Int64>(&i64::MAX), "9223372036854775807");
        assert_eq!(text::<Double>(0.1_f32), "0.1");
        assert_eq!(text::<Double>(1.5_f64), "1.5");
        assert_eq!(text::<Double>(7_i32), "7");
        assert_eq!(text::<Double>(f64::NAN), "NaN");
        assert_eq!(text::<Double>(f64::NEG_INFINITY), "-INF");
        assert_eq!(text::<Double>(f32::INFINITY), "INF");
        assert_eq!(text::<Boolean>(true), "true");
    }
}
