//! What a page calls an item, and the levels that the user sets, in; what a use of the item comes to out.

use std::cmp::Ordering;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::api::{Member, Operation, Place, Property, Resource, Route};
use crate::lower::word::{camel_name, unraw};
use crate::options::{UseLevel, UseLevels};

/// What a use of an item comes to.
#[derive(Debug)]
pub(super) enum Usage {
    /// Nothing.
    Free,
    /// A warning with this note.
    Warned(String),
    /// An error.
    Denied(Denial),
}

/// Why a use does not compile.
#[derive(Debug)]
pub(super) struct Denial {
    /// The trait that nothing implements, and by whose bound the use fails.
    guard: Ident,
    message: String,
    label: String,
}

/// An item of which a page says more than what it is.
struct Marked<'a> {
    /// How errors name it: `User::old_name`.
    name: String,
    deprecated: Option<&'a str>,
    preview: Option<&'a str>,
    place: &'a Place,
}

impl Usage {
    /// Of all constructors of an endpoint that is called `name`.
    pub(super) fn of_operation(operation: &Operation, name: &Ident, levels: UseLevels) -> Self {
        let Operation { deprecated, preview, place, .. } = operation;
        Self::of(
            &Marked { name: name.to_string(), deprecated: deprecated.as_deref(), preview: preview.as_deref(), place },
            levels,
        )
    }

    /// Of the constructor by a route: what the route comes to where that weighs more than what its operation does.
    pub(super) fn of_route(operation: &Operation, route: &Route, name: &Ident, levels: UseLevels) -> Self {
        let Route { name: constructor, deprecated, place, .. } = route;
        let named = format!("{name}::{}", unraw(constructor));
        let own = Self::of(&Marked { name: named, deprecated: deprecated.as_deref(), preview: None, place }, levels);
        let whole = Self::of_operation(operation, name, levels);
        // That the route is deprecated tells more than that its operation is a preview.
        let tells_more = operation.deprecated.is_none() && !whole.is_denied();
        match own.weight().cmp(&whole.weight()) {
            Ordering::Greater => own,
            Ordering::Equal if tells_more => own,
            Ordering::Equal | Ordering::Less => whole,
        }
    }

    /// Of the getter and the setter of a property: what the property comes to, or an error where its type does.
    pub(super) fn of_property(resource: &Resource, property: &Property, levels: UseLevels) -> Self {
        let Property { name, deprecated, preview, place, .. } = property;
        let name = format!("{}::{}", resource.name, unraw(name));
        let marked = Marked { name, deprecated: deprecated.as_deref(), preview: preview.as_deref(), place };
        match Self::of_resource(resource, levels) {
            Self::Denied(denial) => Self::Denied(denial),
            Self::Free | Self::Warned(_) => Self::of(&marked, levels),
        }
    }

    /// Of a type. That a type is a preview is told in its documentation alone: on a page of a preview everything is one.
    pub(super) fn of_resource(resource: &Resource, levels: UseLevels) -> Self {
        let Resource { name, deprecated, place, .. } = resource;
        Self::of(&Marked { name: name.clone(), deprecated: deprecated.as_deref(), preview: None, place }, levels)
    }

    fn of(marked: &Marked<'_>, levels: UseLevels) -> Self {
        let deprecated = marked.deprecated.map(|note| (levels.deprecated, "deprecated", note));
        let preview = marked.preview.map(|note| (levels.preview, "preview", note));
        // Of two that weigh the same, the last one is taken.
        let heaviest = preview.into_iter().chain(deprecated).max_by_key(|(level, ..)| *level);
        match heaviest {
            None | Some((UseLevel::Allow, ..)) => Self::Free,
            Some((UseLevel::Warn, "preview", note)) if !note.to_lowercase().contains("preview") => {
                Self::Warned(format!("preview: {note}"))
            }
            Some((UseLevel::Warn, _, note)) => Self::Warned(note.to_owned()),
            Some((UseLevel::Deny, state, note)) => Self::Denied(Denial::of(marked, state, note)),
        }
    }

    fn weight(&self) -> UseLevel {
        match self {
            Self::Free => UseLevel::Allow,
            Self::Warned(_) => UseLevel::Warn,
            Self::Denied(_) => UseLevel::Deny,
        }
    }

    pub(super) fn is_denied(&self) -> bool {
        matches!(self, Self::Denied(_))
    }

    /// `#[deprecated(note = "..")]`
    pub(super) fn attribute(&self) -> Option<TokenStream> {
        let Self::Warned(note) = self else { return None };
        // rustdoc reads it as Markdown, the compiler shows it as it is.
        let note = note.replace('[', "(").replace(']', ")");
        Some(quote!(#[deprecated(note = #note)]))
    }

    /// `#[allow(deprecated)]`, for code that calls the item.
    pub(super) fn allowance(&self) -> Option<TokenStream> {
        matches!(self, Self::Warned(_)).then(allow_deprecated)
    }

    /// The bound by which a use fails.
    pub(super) fn bound(&self) -> Option<TokenStream> {
        self.predicate().map(|predicate| quote!(where #predicate))
    }

    /// The same without `where`. No type of a lifetime that is not known yet is looked at where the function is declared.
    pub(super) fn predicate(&self) -> Option<TokenStream> {
        let Self::Denied(Denial { guard, .. }) = self else { return None };
        Some(quote!(for<'denied> &'denied (): #guard))
    }

    /// The trait that the bound names.
    pub(super) fn guard(&self) -> Option<TokenStream> {
        let Self::Denied(Denial { guard, message, label }) = self else { return None };
        Some(quote! {
            #[doc(hidden)]
            #[diagnostic::on_unimplemented(message = #message, label = #label)]
            pub trait #guard {}
        })
    }

    /// The name of that trait.
    pub(super) fn guard_name(&self) -> Option<&Ident> {
        let Self::Denied(Denial { guard, .. }) = self else { return None };
        Some(guard)
    }
}

impl Denial {
    fn of(marked: &Marked<'_>, state: &str, note: &str) -> Self {
        let Marked { name, place, .. } = marked;
        let what = if state == "preview" { "a preview" } else { state };
        // Braces name parameters in these texts.
        let text = |text: String| text.replace('{', "{{").replace('}', "}}");
        Self {
            guard: guard_name(name),
            message: text(format!("`{name}` is {what}: {note}")),
            label: text(format!("`{state} = \"deny\"` is set; see {}:{}", place.file, place.line)),
        }
    }
}

/// No name that comes from a page begins with an underscore.
fn guard_name(item: &str) -> Ident {
    match item.split_once("::") {
        Some((owner, part)) => format_ident!("__DeniedPart{}{}", camel_name(unraw(owner)), camel_name(part)),
        None => format_ident!("__Denied{}", camel_name(unraw(item))),
    }
}

/// Whether an enum has a member: one whose use is denied is left out, as a variant can have no bound.
pub(super) fn has_member(member: &Member, levels: UseLevels) -> bool {
    let is_denied = |note: &Option<String>, level| note.is_some() && level == UseLevel::Deny;
    !is_denied(&member.deprecated, levels.deprecated) && !is_denied(&member.preview, levels.preview)
}

/// `#[deprecated(note = "..")]` on a variant.
pub(super) fn member_attribute(member: &Member, levels: UseLevels) -> Option<TokenStream> {
    let nowhere = Place { file: String::new(), line: 0, column: 0 };
    let (deprecated, preview) = (member.deprecated.as_deref(), member.preview.as_deref());
    Usage::of(&Marked { name: member.name.clone(), deprecated, preview, place: &nowhere }, levels).attribute()
}

/// `#[allow(deprecated)]`
pub(super) fn allow_deprecated() -> TokenStream {
    quote!(#[allow(deprecated)])
}
