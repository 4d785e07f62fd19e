//! How much a diff weighs in; what becomes of the version number of generated code out.

use super::Weight;

/// Which part of a version number grows (SemVer 2.0.0, and what Cargo makes of versions below 1.0).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersionHint {
    /// `2.0.0` after `1.4.2`; `0.5.0` after `0.4.2`.
    Major,
    /// `1.5.0` after `1.4.2`; `0.4.3` after `0.4.2`.
    Minor,
    /// `1.4.3` after `1.4.2`; `0.4.3` after `0.4.2`.
    Patch,
    /// The version stays.
    None,
}

impl VersionHint {
    pub(super) fn of(weight: Option<Weight>) -> Self {
        match weight {
            Some(Weight::Breaking) => Self::Major,
            Some(Weight::Additive) => Self::Minor,
            Some(Weight::Docs) => Self::Patch,
            None => Self::None,
        }
    }

    /// The word for it: `major`, `minor`, `patch`, `none`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Major => "major",
            Self::Minor => "minor",
            Self::Patch => "patch",
            Self::None => "none",
        }
    }

    /// The same for a version below 1.0, where the second number is for what breaks, and the third for all else.
    pub fn below_one(self) -> Self {
        match self {
            Self::Major => Self::Minor,
            Self::Minor | Self::Patch => Self::Patch,
            Self::None => Self::None,
        }
    }
}
