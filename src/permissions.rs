//! What a page says of permissions, as constants; readable text, and what many endpoints need at least, out.
//!
//! `demand.rs` takes apart what pages say, `solve.rs` finds the least set, and `constant.rs` and `least.rs` are its doors: one
//! for constants, one for running programs.

use std::fmt;

mod assert;
mod constant;
mod demand;
mod kind;
mod least;
mod macros;
mod report;
mod scope_set;
mod solve;
mod tables;
#[cfg(test)]
mod tests;

pub use assert::{assert_callable, assert_within};
pub use constant::Scopes;
pub use demand::{Demand, Demands, Need, Subject, count_demands};
pub use kind::TokenKind;
pub use least::{LeastPrivilege, Reason, TooManyChoices, Why};
pub use tables::{count_alternatives, count_mentions};

/// The permissions table of a page: how each kind of token may call the operation.
///
/// Generated code builds this with a literal, so a new field means that code is generated again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions {
    /// A token for a user with a work or school account.
    pub delegated_work: Access,
    /// A token for a user with a personal account.
    pub delegated_personal: Access,
    /// A token of the application itself, without a user.
    pub application: Access,
}

impl Permissions {
    /// A page without a word on permissions.
    pub const NOT_SAID: Self =
        Self { delegated_work: Access::NotSaid, delegated_personal: Access::NotSaid, application: Access::NotSaid };
}

/// How one kind of token may call an operation.
///
/// `Display` writes it for a reader: `not supported`, `none needed`, `not said`,
/// `A and B, or C`, `first case: A; second case: none needed`. `{:#}` has each scope between backticks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// The page does not say.
    #[default]
    NotSaid,
    /// The page says that this kind of token cannot call the operation.
    Unsupported,
    /// The page says that no permission is needed.
    NoneNeeded,
    /// Alternatives from least to most privileged; each is a set of scopes needed together, with a
    /// space between (the form of RFC 6749, section 3.3).
    AnyOf(&'static [&'static str]),
    /// The page tells cases apart: the name of each case, and what holds in it.
    ByCase(&'static [(&'static str, Access)]),
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSaid => f.write_str("not said"),
            Self::Unsupported => f.write_str("not supported"),
            Self::NoneNeeded => f.write_str("none needed"),
            Self::AnyOf(alternatives) => write_alternatives(f, alternatives),
            Self::ByCase(cases) => write_cases(f, cases),
        }
    }
}

fn write_alternatives(f: &mut fmt::Formatter<'_>, alternatives: &[&str]) -> fmt::Result {
    for (position, scopes) in alternatives.iter().enumerate() {
        if position > 0 {
            f.write_str(", or ")?;
        }
        match f.alternate() {
            true => write!(f, "`{}`", scopes.replace(' ', "` and `"))?,
            false => f.write_str(&scopes.replace(' ', " and "))?,
        }
    }
    Ok(())
}

fn write_cases(f: &mut fmt::Formatter<'_>, cases: &[(&str, Access)]) -> fmt::Result {
    for (position, (case, access)) in cases.iter().enumerate() {
        if position > 0 {
            f.write_str("; ")?;
        }
        write!(f, "{case}: ")?;
        fmt::Display::fmt(access, f)?;
    }
    Ok(())
}
