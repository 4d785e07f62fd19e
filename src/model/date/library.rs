//! Dates and times of docbind in; those of another library out, and back.

use jiff::Timestamp;
#[cfg(any(feature = "chrono", feature = "time"))]
use jiff::{SignedDuration, Span, SpanRelativeTo};

use super::DateTimeOffset;

/// Why a date or a time has no counterpart in another library: it is out of the range of that library's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("out of the range of the type")]
pub struct OutOfRange;

/// A type of another library for what `Own` holds.
pub(super) trait Counterpart: Sized {
    /// The type of docbind.
    type Own;

    /// The value, where the type has it.
    fn of(own: Self::Own) -> Option<Self>;

    /// What services read.
    fn text(self) -> String;
}

/// Reads and writes a counterpart as a property, and writes it in queries; `$literal` is its text in those.
macro_rules! counterparts {
    ($($type:ty as $own:ty: $expected:literal, $literal:literal),* $(,)?) => {$(
        impl $crate::model::value::Read<'_> for $type {
            const EXPECTED: &'static str = $expected;

            fn read(node: &$crate::model::node::Node) -> Option<Self> {
                <$own as $crate::model::value::Read>::read(node).and_then($crate::model::date::library::Counterpart::of)
            }
        }

        impl $crate::model::value::Write for $type {
            fn write(self) -> $crate::model::node::Node {
                $crate::model::node::Node::Text($crate::model::date::library::Counterpart::text(self).into())
            }
        }

        impl $crate::query::Literal<$own> for $type {
            fn into_literal(self) -> String {
                format!($literal, $crate::model::date::library::Counterpart::text(self))
            }
        }
    )*};
}

#[cfg(any(feature = "chrono", feature = "time"))]
pub(super) use counterparts;

impl Counterpart for Timestamp {
    type Own = DateTimeOffset;

    fn of(own: DateTimeOffset) -> Option<Self> {
        own.try_into().ok()
    }

    fn text(self) -> String {
        DateTimeOffset::from(self).to_string()
    }
}

counterparts!(Timestamp as DateTimeOffset: "DateTimeOffset, here as jiff::Timestamp", "{}");

/// A length of time in seconds and nanoseconds of one sign. `None` for years and months, which have none; days have 24 hours.
#[cfg(any(feature = "chrono", feature = "time"))]
pub(super) fn seconds_of(span: Span) -> Option<(i64, i32)> {
    let length = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
    Some((length.as_secs(), length.subsec_nanos()))
}

/// A length of time as services read it: `PT36H`.
#[cfg(any(feature = "chrono", feature = "time"))]
pub(super) fn text_of_seconds(seconds: i64, nanoseconds: i32) -> String {
    SignedDuration::new(seconds, nanoseconds).to_string()
}
