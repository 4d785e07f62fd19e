//! A primitive type that is about time, and whose types the user wants, in; the Rust type of its values out.

use proc_macro2::TokenStream;
use quote::quote;

use crate::api::Primitive;
use crate::options::{DateLibrary, DateTypes};

/// Whether values of a type are dates, times or lengths of time.
pub(super) fn is_about_time(primitive: Primitive) -> bool {
    library(primitive, DateTypes::default()).is_some()
}

/// Whether values of a type stay the text that the service writes.
pub(super) fn is_text(primitive: Primitive, dates: DateTypes) -> bool {
    library(primitive, dates) == Some(DateLibrary::String)
}

fn library(primitive: Primitive, dates: DateTypes) -> Option<DateLibrary> {
    match primitive {
        Primitive::DateTimeOffset => Some(dates.date_times),
        Primitive::Date => Some(dates.dates),
        Primitive::TimeOfDay => Some(dates.times),
        Primitive::Duration => Some(dates.durations),
        _ => None,
    }
}

/// The type that a getter gives and a setter takes: `::docbind::chrono::NaiveDate`.
pub(super) fn value_type(primitive: Primitive, dates: DateTypes) -> TokenStream {
    match (library(primitive, dates).unwrap_or_default(), primitive) {
        (DateLibrary::String, _) => quote!(&str),
        (DateLibrary::Docbind, Primitive::DateTimeOffset) => quote!(::docbind::DateTimeOffset),
        (DateLibrary::Docbind, Primitive::Date) => quote!(::docbind::Date),
        (DateLibrary::Docbind, Primitive::TimeOfDay) => quote!(::docbind::TimeOfDay),
        (DateLibrary::Docbind, _) => quote!(::docbind::Duration),
        (DateLibrary::Jiff, Primitive::DateTimeOffset) => quote!(::docbind::jiff::Timestamp),
        (DateLibrary::Jiff, Primitive::Date) => quote!(::docbind::jiff::civil::Date),
        (DateLibrary::Jiff, Primitive::TimeOfDay) => quote!(::docbind::jiff::civil::Time),
        (DateLibrary::Jiff, _) => quote!(::docbind::jiff::Span),
        (DateLibrary::Chrono, Primitive::DateTimeOffset) => {
            quote!(::docbind::chrono::DateTime<::docbind::chrono::FixedOffset>)
        }
        (DateLibrary::Chrono, Primitive::Date) => quote!(::docbind::chrono::NaiveDate),
        (DateLibrary::Chrono, Primitive::TimeOfDay) => quote!(::docbind::chrono::NaiveTime),
        (DateLibrary::Chrono, _) => quote!(::docbind::chrono::TimeDelta),
        (DateLibrary::Time, Primitive::DateTimeOffset) => quote!(::docbind::time::OffsetDateTime),
        (DateLibrary::Time, Primitive::Date) => quote!(::docbind::time::Date),
        (DateLibrary::Time, Primitive::TimeOfDay) => quote!(::docbind::time::Time),
        (DateLibrary::Time, _) => quote!(::docbind::time::Duration),
    }
}
