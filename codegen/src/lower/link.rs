//! What all pages say of types, one by one, in; the types, each reference resolved, named and with what it inherits, out.

use std::collections::{HashMap, HashSet};

use super::Naming;
use super::draft::{EnumerationDraft, PropertyDraft, ResourceDraft, TypeDrafts};
use super::property::type_of_object;
use super::reference::Reference;
use crate::api::{Content, Enumeration, Operation, RequestBody, Resource, Shape, Type, TypeKind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::page::dialect::Dialect;
use crate::source::Span;

mod answer;
mod body;
mod index;
mod inherit;
mod known;
mod made;
mod merge;
mod message;
mod missing;
mod naming;

use index::TypeIndex;

/// The types of a reference, sorted by `id`.
#[derive(Debug, Default)]
pub(crate) struct Types {
    pub(crate) resources: Vec<Resource>,
    pub(crate) enumerations: Vec<Enumeration>,
}

/// Resolves what the pages name, in their types and in the bodies of their operations. The operations have their names.
pub(crate) fn link_types(
    mut drafts: TypeDrafts,
    operations: &mut [Operation],
    (naming, dialect): (Naming<'_>, &Dialect),
    diagnostics: &mut Diagnostics,
) -> Types {
    let mut index = TypeIndex::of(&mut drafts);
    message::type_messages(&mut drafts, operations, (&index, naming.words), diagnostics);
    missing::add_missing(&mut drafts, &mut index, dialect, diagnostics);
    let mut linker = Linker { index: &index, used: HashSet::new(), diagnostics };
    drafts.resources.iter_mut().for_each(|draft| linker.link_resource(draft));
    operations.iter_mut().for_each(|operation| linker.link_operation(operation));
    let used = linker.used;
    drafts.enumerations.retain(|draft| is_wanted(draft, &used));
    let mut types = merge::merge_types(drafts, &index, diagnostics);
    inherit::inherit_properties(&mut types, diagnostics);
    let mut types = types.into_types();
    naming::name_types(&mut types, operations, &index, naming);
    types.resources.sort_by(|a, b| a.id.cmp(&b.id));
    types.enumerations.sort_by(|a, b| a.id.cmp(&b.id));
    types
}

/// A list of values on another type's page is a type only where a property is of it.
fn is_wanted(draft: &EnumerationDraft, used: &HashSet<String>) -> bool {
    draft.enumeration.origin == crate::api::Origin::Page || used.contains(&draft.enumeration.id)
}

struct Linker<'a> {
    index: &'a TypeIndex,
    /// The ids that something refers to.
    used: HashSet<String>,
    diagnostics: &'a mut Diagnostics,
}

impl Linker<'_> {
    fn link_resource(&mut self, draft: &mut ResourceDraft) {
        let namespace = draft.resource.namespace.clone();
        for row in &mut draft.rows {
            self.link_row(row, namespace.as_deref());
        }
    }

    fn link_row(&mut self, row: &mut PropertyDraft, namespace: Option<&str>) {
        let Some(reference) = Reference::of_kind(&row.property.ty.kind) else { return };
        let found = self.find(&reference, namespace);
        let found = found.or_else(|| self.find_shown(row, namespace));
        match found {
            Some(id) => row.property.ty.kind = TypeKind::Named(id),
            None => {
                if !self.index.is_empty() {
                    report_unknown(&reference, row.span, self.diagnostics);
                }
                row.property.ty.kind = self.unknown(&reference);
            }
        }
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

    fn link_operation(&mut self, operation: &mut Operation) {
        let namespace = operation.namespace.clone();
        if let RequestBody::Json(shape) = &mut operation.request_body {
            self.link_shape(shape, namespace.as_deref());
        }
        for response in &mut operation.responses {
            if let Content::Json(shape) = &mut response.content {
                self.link_shape(shape, namespace.as_deref());
            }
        }
    }

    /// A body of a type that no page describes is any JSON.
    fn link_shape(&mut self, shape: &mut Shape, namespace: Option<&str>) {
        let kind = match shape {
            Shape::Any => return,
            Shape::Plain(Type { kind, .. }) | Shape::Wrapped(Type { kind, .. }) | Shape::Page(kind) => kind,
        };
        let Some(reference) = Reference::of_kind(kind) else { return };
        *kind = match self.find(&reference, namespace) {
            Some(id) => TypeKind::Named(id),
            None => self.unknown(&reference),
        };
    }
}

fn report_unknown(reference: &Reference, span: Span, diagnostics: &mut Diagnostics) {
    let written = &reference.written;
    diagnostics.push(
        Diagnostic::new(Code::TypeUnknown, span, format!("no page describes the type `{written}`"))
            .help("link to the page that describes it, or list its values in the description"),
    );
}

/// Positions by key, keeping the order in which keys come first.
fn group_by_key<T>(items: Vec<T>, key: impl Fn(&T) -> String) -> Vec<Vec<T>> {
    let mut at: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<Vec<T>> = Vec::new();
    for item in items {
        let position = *at.entry(key(&item)).or_insert(groups.len());
        match groups.get_mut(position) {
            Some(group) => group.push(item),
            None => groups.push(vec![item]),
        }
    }
    groups
}
