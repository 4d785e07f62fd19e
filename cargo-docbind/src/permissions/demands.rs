//! Operations of the model in; what each demands of a token, case by case, out.

use docbind::{Demand, Need, TokenKind};
use docbind_codegen::api::{Access, Operation};

/// A demand whose alternatives are written as one text each.
pub(super) struct OwnedDemand<'a> {
    operation: &'a Operation,
    case: &'a str,
    access: &'a Access,
    /// Scopes needed together have a space between.
    pub(super) alternatives: Vec<String>,
}

impl OwnedDemand<'_> {
    /// The demand. `alternatives` are its own.
    pub(super) fn borrow<'t>(&'t self, alternatives: &'t [&'t str]) -> Demand<'t> {
        let need = match self.access {
            Access::NoneNeeded => Need::Nothing,
            Access::Unsupported => Need::Unsupported,
            Access::NotSaid | Access::ByCase(_) => Need::NotSaid,
            Access::AnyOf(_) => Need::AnyOf(alternatives),
        };
        Demand { endpoint: &self.operation.name, page: &self.operation.page, case: self.case, need }
    }
}

/// What a page says of one kind of token.
pub(super) fn access_of(operation: &Operation, kind: TokenKind) -> &Access {
    match kind {
        TokenKind::DelegatedWork => &operation.permissions.delegated_work,
        TokenKind::DelegatedPersonal => &operation.permissions.delegated_personal,
        TokenKind::Application => &operation.permissions.application,
    }
}

/// Whether a kind of token is refused, in every case.
pub(super) fn is_refused(access: &Access) -> bool {
    match access {
        Access::Unsupported => true,
        Access::ByCase(cases) => !cases.is_empty() && cases.iter().all(|case| is_refused(&case.access)),
        Access::NotSaid | Access::NoneNeeded | Access::AnyOf(_) => false,
    }
}

/// A demand for each case that the page tells apart.
pub(super) fn demands_of(operation: &Operation, kind: TokenKind) -> Vec<OwnedDemand<'_>> {
    let mut demands = Vec::new();
    add_demands(operation, "", access_of(operation, kind), &mut demands);
    demands
}

fn add_demands<'a>(operation: &'a Operation, case: &'a str, access: &'a Access, demands: &mut Vec<OwnedDemand<'a>>) {
    if let Access::ByCase(cases) = access {
        return cases.iter().for_each(|case| add_demands(operation, &case.case, &case.access, demands));
    }
    let alternatives = match access {
        Access::AnyOf(alternatives) => alternatives.iter().map(|scopes| scopes.join(" ")).collect(),
        _ => Vec::new(),
    };
    demands.push(OwnedDemand { operation, case, access, alternatives });
}
