//! What a model holds under a name, as a value that tells absent, null, set and mistyped apart.

use std::fmt;

use serde_json::Value;

/// A property of a model, as a getter gives it.
///
/// ```
/// # use docbind::{Property, PropertyError};
/// fn greet(name: Property<&str>) -> Result<String, PropertyError> {
///     // Absent and null are `None`; a value of another type is an error.
///     Ok(match name.optional()? {
///         Some(name) => format!("Hello, {name}"),
///         None => "Hello".to_owned(),
///     })
/// }
/// assert_eq!(greet(Property::Value("Adele")).unwrap(), "Hello, Adele");
/// assert_eq!(greet(Property::Null).unwrap(), "Hello");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub enum Property<T> {
    /// The answer does not have it, or the program did not set it.
    Absent,
    /// It is null.
    Null,
    /// It has this value.
    Value(T),
    /// It has a value of another type than the page says.
    Mistyped(Box<PropertyError>),
}

impl<T> Property<T> {
    /// The value. `None` where it is absent, null or mistyped.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null | Self::Mistyped(_) => None,
        }
    }

    /// The value; `None` where it is absent or null.
    ///
    /// # Errors
    /// If it has a value of another type than the page says.
    pub fn optional(self) -> Result<Option<T>, PropertyError> {
        match self {
            Self::Value(value) => Ok(Some(value)),
            Self::Absent | Self::Null => Ok(None),
            Self::Mistyped(error) => Err(*error),
        }
    }

    /// Whether there is no such property.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether it is null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether it has a value of the page's type.
    #[must_use]
    pub fn is_value(&self) -> bool {
        matches!(self, Self::Value(_))
    }

    /// The value changed by `change`.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Property<U> {
        match self {
            Self::Absent => Property::Absent,
            Self::Null => Property::Null,
            Self::Value(value) => Property::Value(change(value)),
            Self::Mistyped(error) => Property::Mistyped(error),
        }
    }

    /// The value, or `other` where it is absent, null or mistyped.
    pub fn unwrap_or(self, other: T) -> T {
        self.value().unwrap_or(other)
    }

    /// The value, or the type's default where it is absent, null or mistyped.
    pub fn unwrap_or_default(self) -> T
    where
        T: Default,
    {
        self.value().unwrap_or_default()
    }
}

/// A property whose value is of another type than its page says.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub struct PropertyError {
    pub(super) type_name: &'static str,
    pub(super) page: &'static str,
    pub(super) path: String,
    pub(super) expected: &'static str,
    pub(super) raw: Value,
}

impl PropertyError {
    /// The OData type that has the property: `microsoft.graph.user`. Empty where the type has no name.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        self.type_name
    }

    /// The page that describes the property, as a path below the doc root.
    #[must_use]
    pub fn page(&self) -> &'static str {
        self.page
    }

    /// The property's name in JSON; from [`Model::faults`](crate::Model::faults), the path that leads to it:
    /// `assignedLicenses[2].skuId`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What the page says: `Int32`, `an object`.
    #[must_use]
    pub fn expected(&self) -> &'static str {
        self.expected
    }

    /// The value as it came.
    #[must_use]
    pub fn raw(&self) -> &Value {
        &self.raw
    }
}

impl fmt::Display for PropertyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { type_name, page, path, expected, raw } = self;
        let raw = crate::error::clip(&raw.to_string());
        write!(f, "property `{path}`")?;
        if !type_name.is_empty() {
            write!(f, " of {type_name}")?;
        }
        write!(f, " is {raw}, where {page} says {expected}")
    }
}
