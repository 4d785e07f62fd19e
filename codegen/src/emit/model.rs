//! A resource or an enumeration in; its struct with accessors, or its enum, out.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::date;
use super::link::Links;
use super::path::{Item, NamedKind, Scope, qualified_name};
use super::usage::{self, Usage};
use super::{derive_attribute, docs, ident, list_field, query};
use crate::api::{Enumeration, Member, Primitive, Property, Resource, Type, TypeKind};
use crate::lower::word::unraw;
use crate::options::DateTypes;

/// The items of a type, in reading order.
pub(super) fn emit_type(item: Item<'_>, scope: &Scope<'_>) -> Vec<TokenStream> {
    match item {
        Item::Resource(resource) => emit_resource(resource, scope),
        Item::Enumeration(enumeration) => emit_enumeration(enumeration, scope),
    }
}

fn emit_resource(resource: &Resource, scope: &Scope<'_>) -> Vec<TokenStream> {
    let name = ident(&resource.name);
    let links = Links { page: &resource.page, scope: Some(scope) };
    let docs = docs::doc_attributes(&docs::resource_docs(resource, links));
    let usage = Usage::of_resource(resource, scope.target.uses);
    let (deprecated, bound) = (usage.attribute(), usage.bound());
    let allowance = allowance(resource, scope);
    let accessors = resource.properties.iter().map(|property| emit_accessors(resource, property, links));
    let constants = query::emit_constants(resource, scope);
    let derives = derive_attribute(&[], &scope.target.style.derives.models);
    let item = quote! {
        #docs
        #deprecated
        #derives
        pub struct #name(::docbind::Object);
    };
    // The derives of `Clone`, `Debug`, `Default` and `PartialEq` would take the compiler longer.
    let common = quote!(::docbind::model!(#allowance #name););
    let inherent = quote! {
        #allowance
        impl #name {
            /// A value without any property.
            #[inline]
            pub fn new() -> Self #bound {
                Self::default()
            }

            #constants

            #(#accessors)*
        }
    };
    let mut items = vec![item, common];
    items.extend(emit_guards(resource, scope));
    items.extend([inherent, emit_model_impl(resource, &name, scope)]);
    // Where a base type is asked for, a value of that type itself will do.
    let own = scope.paths.is_base(&resource.id).then_some(&resource.id);
    items.extend(own.into_iter().chain(scope.paths.ancestors(&resource.id)).filter_map(|base| {
        let (_, base) = scope.find(base)?;
        Some(quote!(#allowance impl ::docbind::Extends<#base> for #name {}))
    }));
    items
}

/// `#[allow(deprecated)]` where the type, one that it derives from or one of a property is deprecated.
fn allowance(resource: &Resource, scope: &Scope<'_>) -> Option<TokenStream> {
    let bases = scope.paths.ancestors(&resource.id).iter().map(String::as_str);
    scope.paths.allowance(bases.chain([resource.id.as_str()]).chain(resource.named_types()))
}

/// The traits of the bounds by which uses are denied: of the type, or of some of its properties.
fn emit_guards(resource: &Resource, scope: &Scope<'_>) -> Vec<TokenStream> {
    let whole = Usage::of_resource(resource, scope.target.uses).guard();
    let of_property = |property| Usage::of_property(resource, property, scope.target.uses).guard();
    match whole {
        Some(guard) => vec![guard],
        None => resource.properties.iter().filter_map(of_property).collect(),
    }
}

fn emit_model_impl(resource: &Resource, name: &Ident, scope: &Scope<'_>) -> TokenStream {
    let (qualified, page) = (qualified_name(resource), &resource.page);
    let properties = resource.properties.iter().map(|property| {
        let (wire_name, kind) = (&property.wire_name, emit_kind(&property.ty, scope));
        let gate = scope.gate(&property.ty.kind);
        quote!(#gate (#wire_name, #kind))
    });
    let read_only = resource.properties.iter().filter(|property| property.is_read_only);
    let read_only = list_field("read_only", read_only.map(|property| &property.wire_name));
    let subtypes = list_field("subtypes", scope.paths.subtypes(&resource.id));
    // Where all fields are given, clippy calls `..` needless.
    let rest = (read_only.is_none() || subtypes.is_none()).then(|| quote!(..::docbind::ModelType::EMPTY));
    let allowance = allowance(resource, scope);
    quote! {
        #allowance
        impl ::docbind::Model for #name {
            const TYPE: &'static ::docbind::ModelType = &::docbind::ModelType {
                name: #qualified,
                page: #page,
                properties: &[#(#properties),*],
                #read_only
                #subtypes
                #rest
            };

            #[inline]
            fn from_object(object: ::docbind::Object) -> Self {
                Self(object)
            }

            #[inline]
            fn as_object(&self) -> &::docbind::Object {
                &self.0
            }
        }
    }
}

/// `::docbind::Kind::List(&::docbind::Kind::String)`
fn emit_kind(ty: &Type, scope: &Scope<'_>) -> TokenStream {
    let kind = match &ty.kind {
        TypeKind::Primitive(primitive) => {
            let name = match primitive {
                Primitive::Stream | Primitive::Json => format_ident!("Any"),
                Primitive::Byte | Primitive::SByte | Primitive::Int16 => format_ident!("Int32"),
                primitive => format_ident!("{}", primitive.edm_name()),
            };
            quote!(::docbind::Kind::#name)
        }
        TypeKind::Named(id) => match scope.find(id) {
            Some((NamedKind::Resource, path)) => {
                quote!(::docbind::Kind::Object(<#path as ::docbind::Model>::model_type))
            }
            Some((NamedKind::Enumeration, _)) => quote!(::docbind::Kind::Enum),
            Some((NamedKind::Endpoint, _)) | None => quote!(::docbind::Kind::Any),
        },
        TypeKind::Unknown(_) => quote!(::docbind::Kind::Any),
    };
    if ty.is_collection { quote!(::docbind::Kind::List(&#kind)) } else { kind }
}

/// How a property's value is read and written in Rust.
struct Value {
    /// `&str`
    read: TokenStream,
    /// `&str`; for a collection, of each value.
    written: TokenStream,
    is_enum: bool,
}

fn value_of(kind: &TypeKind, scope: &Scope<'_>) -> Value {
    let same = |ty: TokenStream| Value { read: ty.clone(), written: ty, is_enum: false };
    match kind {
        TypeKind::Primitive(primitive) => match primitive {
            Primitive::String => same(quote!(&str)),
            Primitive::Boolean => same(quote!(bool)),
            Primitive::Byte | Primitive::SByte | Primitive::Int16 | Primitive::Int32 => same(quote!(i32)),
            Primitive::Int64 => same(quote!(i64)),
            Primitive::Double => same(quote!(f64)),
            Primitive::Single => same(quote!(f32)),
            Primitive::Decimal => same(quote!(::docbind::Decimal)),
            Primitive::Binary => Value { read: quote!(::std::vec::Vec<u8>), written: quote!(&[u8]), is_enum: false },
            Primitive::Guid => same(quote!(::docbind::Uuid)),
            Primitive::DateTimeOffset | Primitive::Date | Primitive::TimeOfDay | Primitive::Duration => {
                same(date::value_type(*primitive, scope.target.style.dates))
            }
            Primitive::Stream | Primitive::Json => json_value(),
        },
        TypeKind::Named(id) => match scope.find(id) {
            Some((NamedKind::Resource, path)) => same(path),
            Some((NamedKind::Enumeration, path)) => Value { is_enum: true, ..same(path) },
            Some((NamedKind::Endpoint, _)) | None => json_value(),
        },
        TypeKind::Unknown(_) => json_value(),
    }
}

/// What no page describes is raw JSON.
fn json_value() -> Value {
    Value { read: quote!(::docbind::Value), written: quote!(::docbind::Value), is_enum: false }
}

/// The type of a value that code owns, such as an item of an answer's collection.
pub(super) fn owned_type(kind: &TypeKind, scope: &Scope<'_>) -> TokenStream {
    match kind {
        TypeKind::Primitive(Primitive::String) => quote!(::std::string::String),
        TypeKind::Primitive(primitive) if date::is_text(*primitive, scope.target.style.dates) => {
            quote!(::std::string::String)
        }
        kind => value_of(kind, scope).read,
    }
}

/// The type that says what a property can be compared with in a query. Of dates and times it is the runtime's, whose literals the values
/// of all libraries are.
pub(super) fn compared_type(kind: &TypeKind, scope: &Scope<'_>) -> TokenStream {
    match kind {
        TypeKind::Primitive(primitive) if date::is_about_time(*primitive) => {
            date::value_type(*primitive, DateTypes::default())
        }
        kind => owned_type(kind, scope),
    }
}

fn emit_accessors(resource: &Resource, property: &Property, links: Links<'_>) -> TokenStream {
    let Some(scope) = links.scope else { return TokenStream::new() };
    let usage = Usage::of_property(resource, property, scope.target.uses);
    let getter = emit_getter(property, &usage, scope, links);
    // A property that the service alone sets is never sent.
    let setter = (!property.is_read_only).then(|| emit_setter(property, &usage, scope));
    quote!(#getter #setter)
}

fn emit_getter(property: &Property, usage: &Usage, scope: &Scope<'_>, links: Links<'_>) -> TokenStream {
    let docs = docs::doc_attributes(&docs::property_docs(property, links));
    let (name, wire_name) = (ident(&property.name), &property.wire_name);
    let Value { read, is_enum, .. } = value_of(&property.ty.kind, scope);
    let (ty, get) = match (property.ty.is_collection, is_enum) {
        (true, true) => (quote!(::std::vec::Vec<#read>), quote!(get_enums)),
        (true, false) => (quote!(::std::vec::Vec<#read>), quote!(get)),
        (false, true) => (read, quote!(get_enum)),
        (false, false) => (read, quote!(get)),
    };
    let gate = scope.gate(&property.ty.kind);
    let (deprecated, bound) = (usage.attribute(), usage.bound());
    quote! {
        #docs
        #deprecated
        #gate
        #[inline]
        pub fn #name(&self) -> ::docbind::Property<#ty> #bound {
            ::docbind::#get(self, #wire_name)
        }
    }
}

fn emit_setter(property: &Property, usage: &Usage, scope: &Scope<'_>) -> TokenStream {
    let wire_name = &property.wire_name;
    let name = format_ident!("set_{}", unraw(&property.name));
    let Value { written, is_enum, .. } = value_of(&property.ty.kind, scope);
    let ty = if property.ty.is_collection { quote!(&[#written]) } else { written };
    let set = match (property.ty.is_collection, is_enum) {
        (true, true) => quote!(set_enums),
        (false, true) => quote!(set_enum),
        (_, false) => quote!(set),
    };
    let docs = docs::doc_attributes(&docs::setter_docs(property));
    let gate = scope.gate(&property.ty.kind);
    let (deprecated, bound) = (usage.attribute(), usage.bound());
    quote! {
        #docs
        #deprecated
        #gate
        #[inline]
        pub fn #name(self, value: #ty) -> Self #bound {
            ::docbind::#set(self, #wire_name, value)
        }
    }
}

fn emit_enumeration(enumeration: &Enumeration, scope: &Scope<'_>) -> Vec<TokenStream> {
    let links = Links { page: &enumeration.page, scope: Some(scope) };
    let name = ident(&enumeration.name);
    let (kept, left): (Vec<&Member>, Vec<&Member>) =
        enumeration.members.iter().partition(|member| usage::has_member(member, scope.target.uses));
    let docs = docs::doc_attributes(&docs::enumeration_docs(enumeration, &left, links));
    let attribute = |member: &Member| usage::member_attribute(member, scope.target.uses);
    let allowance = kept.iter().any(|member| attribute(member).is_some()).then(usage::allow_deprecated);
    let members = kept.iter().map(|member| {
        let (name, docs) = (ident(&member.name), docs::doc_attributes(&docs::member_docs(member, links)));
        let deprecated = attribute(member);
        quote!(#docs #deprecated #name)
    });
    let rows = kept.iter().map(|member| {
        let (name, wire_name) = (ident(&member.name), &member.wire_name);
        quote!((#wire_name, Self::#name))
    });
    let derives = derive_attribute(&["Clone"], &scope.target.style.derives.enumerations);
    let item = quote! {
        #docs
        #derives
        #[non_exhaustive]
        pub enum #name {
            #(#members,)*
            /// A member that the page does not list.
            Unlisted(::std::boxed::Box<str>),
        }
    };
    let implementation = quote! {
        #allowance
        impl ::docbind::Enumeration for #name {
            const MEMBERS: &'static [(&'static str, Self)] = &[#(#rows),*];

            #[inline]
            fn other(name: ::std::boxed::Box<str>) -> Self {
                Self::Unlisted(name)
            }

            #[inline]
            fn as_other(&self) -> ::core::option::Option<&str> {
                match self {
                    Self::Unlisted(name) => ::core::option::Option::Some(name),
                    _ => ::core::option::Option::None,
                }
            }
        }
    };
    // The derives of `Debug` and `PartialEq` would take the compiler longer.
    let common = quote!(::docbind::enumeration!(#name););
    vec![item, common, implementation]
}
