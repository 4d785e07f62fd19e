//! The rows of a page's table of properties in; the properties, their types found, out.

use std::collections::HashSet;

use super::Located;
use super::index::TypeIndex;
use crate::api::{Property, Type, TypeKind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lower::draft::PropertyDraft;
use crate::lower::property::type_of_object;
use crate::lower::reference::Reference;
use crate::source::Span;

/// Finds where the references of rows lead.
pub(super) struct RowLinker<'a> {
    pub(super) index: &'a TypeIndex,
    /// The ids that something refers to.
    pub(super) used: HashSet<String>,
    pub(super) diagnostics: Diagnostics,
}

impl RowLinker<'_> {
    /// The properties that a page lists, their types found.
    pub(super) fn link_rows(&mut self, located: &Located<'_>) -> Vec<Property> {
        let namespace = located.namespace.as_deref();
        located.draft.rows.iter().map(|row| self.link_row(row, namespace)).collect()
    }

    fn link_row(&mut self, row: &PropertyDraft, namespace: Option<&str>) -> Property {
        let Some(reference) = Reference::of_kind(&row.property.ty.kind) else { return row.property.clone() };
        let found = self.find(&reference, namespace);
        let kind = match found.or_else(|| self.find_shown(row, namespace)) {
            Some(id) => TypeKind::Named(id),
            None => {
                if !self.index.is_empty() {
                    report_unknown(&reference, row.span, &mut self.diagnostics);
                }
                self.unknown(&reference)
            }
        };
        let ty = Type { kind, is_collection: row.property.ty.is_collection };
        Property { ty, ..row.property.clone() }
    }

    fn find(&mut self, reference: &Reference, namespace: Option<&str>) -> Option<String> {
        let id = self.index.find(reference, namespace)?;
        self.used.insert(id.clone());
        Some(id)
    }

    /// The JSON on the page may name the type that the cell does not.
    fn find_shown(&mut self, row: &PropertyDraft, namespace: Option<&str>) -> Option<String> {
        let shown = type_of_object(row.shown.as_ref()?)?;
        let reference = Reference::of_kind(&shown.kind)?;
        self.find(&reference, namespace)
    }

    /// The name that the service has for a type that no page describes.
    fn unknown(&self, reference: &Reference) -> TypeKind {
        match reference.alternatives.as_slice() {
            [named] if !named.name.is_empty() => TypeKind::Unknown(self.index.qualify(&named.name)),
            _ => TypeKind::Unknown(reference.written.clone()),
        }
    }
}

fn report_unknown(reference: &Reference, span: Span, diagnostics: &mut Diagnostics) {
    let written = &reference.written;
    diagnostics.push(
        Diagnostic::new(Code::TypeUnknown, span, format!("no page describes the type `{written}`"))
            .help("link to the page that describes it, or list its values in the description"),
    );
}
