//! What pages say of their requests and responses in; the shapes of the bodies, and the types made for them, out.

use serde_json::Value;

use super::answer;
use super::body;
use super::known::KnownTypes;
use super::made::{Maker, Part, report_made};
use crate::api::{Content, Operation, RequestBody, TypeKind};
use crate::diagnostic::Diagnostics;
use crate::lower::draft::ResourceDraft;
use crate::lower::message::{MessageDraft, Said, Shown};
use crate::lower::reference::Reference;
use crate::lower::word::Words;

/// What the types of a message are found with.
pub(super) struct MessageContext<'a> {
    pub(super) known: &'a KnownTypes,
    pub(super) words: &'a Words,
    pub(super) operation: &'a Operation,
    pub(super) message: &'a MessageDraft,
}

/// An operation with the shapes of its bodies.
pub(super) struct Typed {
    pub(super) operation: Operation,
    /// The types that are made for them.
    pub(super) made: Vec<ResourceDraft>,
    pub(super) diagnostics: Diagnostics,
}

/// Gives the bodies of an operation, which has its names, their shapes.
pub(super) fn type_operation(
    operation: Operation,
    message: &MessageDraft,
    (known, words): (&KnownTypes, &Words),
) -> Typed {
    let mut diagnostics = Diagnostics::default();
    let context = &MessageContext { known, words, operation: &operation, message };
    let mut responses = operation.responses.clone();
    let mut maker = context.maker(Part::Response);
    let mut rows = message.response.rows.as_slice();
    for response in &mut responses {
        if let Content::Json(shape) = &mut response.content {
            // The section's table is that of the first answer with a body.
            let rows = std::mem::take(&mut rows);
            *shape = answer::answer_shape(context, response.status, rows, (&mut maker, &mut diagnostics));
        }
    }
    let mut made = maker.made;
    let answers: Vec<String> = responses.iter().filter_map(answer::answered_type).collect();
    let mut maker = context.maker(Part::Request);
    let mut request_body = operation.request_body.clone();
    if let RequestBody::Json(shape) = &mut request_body {
        *shape = body::body_shape(context, &answers, &message.request.rows, (&mut maker, &mut diagnostics));
    }
    made.append(&mut maker.made);
    made.iter().for_each(|draft| report_made(draft, &mut diagnostics));
    Typed { operation: Operation { responses, request_body, ..operation }, made, diagnostics }
}

impl<'a> MessageContext<'a> {
    fn maker(&self, part: Part) -> Maker<'a> {
        let Self { known, words, operation, message } = *self;
        Maker { operation, known, words, part, span: message.span, made: Vec::new() }
    }

    pub(super) fn namespace(&self) -> Option<&'a str> {
        self.operation.namespace.as_deref()
    }

    pub(super) fn find(&self, reference: &Reference) -> Option<String> {
        self.known.find(reference, self.namespace())
    }

    /// Prose links to the page and may call the type as it likes: `[message](chatmessage.md)`. The words count where they
    /// name a type that derives from the page's.
    fn find_mentioned(&self, reference: &Reference) -> Option<String> {
        let mut linked = reference.clone();
        linked.alternatives.iter_mut().for_each(|named| named.name.clear());
        let found = self.find(reference)?;
        match self.find(&linked) {
            Some(page) if !self.known.derives(&found, &page) => Some(page),
            _ => Some(found),
        }
    }

    /// The types that a section names, in order, each with whether it is a collection of them.
    pub(super) fn section(&self, said: &Said) -> Vec<(String, bool)> {
        let mut found: Vec<(String, bool)> = Vec::new();
        for mention in &said.named {
            if let Some(id) = self.find_mentioned(&mention.reference)
                && !found.iter().any(|(known, _)| *known == id)
            {
                found.push((id, mention.is_collection));
            }
        }
        found
    }

    /// The type that a section links to, where none of the pages that were read describes it.
    pub(super) fn linked(&self, said: &Said) -> Option<TypeKind> {
        let links = said.named.iter().flat_map(|mention| &mention.reference.alternatives);
        let named = links.into_iter().find(|named| named.target.is_some() && !named.name.is_empty())?;
        Some(TypeKind::Unknown(named.name.clone()))
    }

    /// The types that the page may be about: what it takes, what the title names, then what the file is called after.
    pub(super) fn subjects(&self) -> Vec<String> {
        let taken = self.section(&self.message.request).into_iter().map(|(id, _)| id);
        let titled = self.message.titled.iter().filter_map(|reference| self.find(reference));
        taken.chain(titled).chain(self.known.find_by_stem(&self.operation.page)).collect()
    }

    /// The first type that has most of what is shown; the first one where nothing is.
    pub(super) fn best<'t>(&self, types: &'t [String], shown: &[&Value]) -> Option<&'t String> {
        let fits = |id: &&String| self.known.fit(id, shown).is_none_or(|fit| fit >= 0.5);
        types.iter().find(fits)
    }
}

/// The JSON of the examples that are no bare values.
pub(super) fn structured(shown: &[Shown]) -> Vec<&Value> {
    shown.iter().map(|shown| &shown.json).filter(|json| json.is_object() || json.is_array()).collect()
}
