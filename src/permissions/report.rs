//! A least set in; text for a reader out.

use std::fmt;

use super::demand::{Demand, Need};
use super::least::{LeastPrivilege, Reason, Why};
use super::write_alternatives;

impl fmt::Display for LeastPrivilege<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scopes, endpoints) = (self.scopes().len(), self.endpoint_count());
        write!(f, "{}: {scopes} {} for {endpoints} {}", self.kind(), of(scopes, "scope"), of(endpoints, "endpoint"))?;
        for reason in self.reasons() {
            write!(f, "\n\n{reason}")?;
        }
        let unknown: Vec<&Demand<'_>> = self.not_known().collect();
        if !unknown.is_empty() {
            f.write_str("\n\nnot known")?;
        }
        unknown.iter().try_for_each(|demand| write!(f, "\n  {demand}"))
    }
}

impl LeastPrivilege<'_> {
    /// A demand of each endpoint stands beside the others of the endpoint.
    fn endpoint_count(&self) -> usize {
        let names = self.demands().iter().map(|demand| (demand.endpoint, demand.page));
        let mut names: Vec<_> = names.collect();
        names.dedup();
        names.len()
    }
}

fn of(count: usize, one: &str) -> String {
    if count == 1 { one.to_owned() } else { format!("{one}s") }
}

/// The scope, why it is in the set, and a line for each demand: `ListUsers (user-list.md): User.Read.All, or Directory.Read.All`.
impl fmt::Display for Reason<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.scope, self.why)?;
        self.demands.iter().try_for_each(|demand| write!(f, "\n  {demand}"))
    }
}

impl fmt::Display for Why<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Required(demand) => write!(f, "{} has no alternative without it", demand.endpoint),
            Self::Fewer(instead) => write!(f, "instead of {}, which would be more scopes", instead.join(" and ")),
            Self::LessPrivileged(instead) => {
                write!(f, "instead of {}, which the pages list as more privileged", instead.join(" and "))
            }
            Self::MentionedFirst(instead) => {
                write!(f, "instead of {}, which would do as well and is mentioned later", instead.join(" and "))
            }
            Self::NotFound => f.write_str("there are too many choices to tell what would do instead"),
        }
    }
}

/// `ListUsers (user-list.md): User.Read.All, or Directory.Read.All`
impl fmt::Display for Demand<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}", self.endpoint, self.page)?;
        if !self.case.is_empty() {
            write!(f, "; {}", self.case)?;
        }
        write!(f, "): {}", self.need)
    }
}

/// What [`Access`](super::Access) writes.
impl fmt::Display for Need<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSaid => f.write_str("not said"),
            Self::Unsupported => f.write_str("not supported"),
            Self::Nothing => f.write_str("none needed"),
            Self::AnyOf(alternatives) => write_alternatives(f, alternatives),
        }
    }
}
