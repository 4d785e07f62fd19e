//! The kinds of tokens that a page's permissions table has a row for.

use std::fmt;

use super::{Access, Permissions};

/// What a token stands for: a row of a page's permissions table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TokenKind {
    /// A user with a work or school account.
    DelegatedWork,
    /// A user with a personal account.
    DelegatedPersonal,
    /// The application itself, without a user.
    Application,
}

impl TokenKind {
    /// Every kind, in the order of a page's table.
    pub const ALL: [Self; 3] = [Self::DelegatedWork, Self::DelegatedPersonal, Self::Application];

    /// The kind in a sentence, such as `application token`; also what `Display` writes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DelegatedWork => "delegated token of a work or school account",
            Self::DelegatedPersonal => "delegated token of a personal account",
            Self::Application => "application token",
        }
    }
}

impl fmt::Display for TokenKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Permissions {
    /// What the page says of one kind of token.
    #[must_use]
    pub const fn access(&self, kind: TokenKind) -> Access {
        match kind {
            TokenKind::DelegatedWork => self.delegated_work,
            TokenKind::DelegatedPersonal => self.delegated_personal,
            TokenKind::Application => self.application,
        }
    }
}
