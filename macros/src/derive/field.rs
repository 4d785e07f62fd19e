//! A struct of the user's in; its fields, each with the name that the page has for it, out.

use docbind_codegen::word;
use proc_macro2::Span;
use syn::{Data, DeriveInput, Fields, GenericArgument, Ident, LitStr, PathArguments, Type};

use crate::report::Report;

/// A field of the user's.
pub(crate) struct Field<'a> {
    /// Its name in the struct.
    pub(crate) member: &'a Ident,
    /// Its type.
    pub(crate) ty: &'a Type,
    /// What it is called as a parameter of the page, without `r#`.
    pub(crate) name: String,
    /// Where that name stands.
    pub(crate) span: Span,
    /// Whether `#[endpoint(body)]` says that it is the request body.
    pub(crate) is_body: bool,
}

/// The fields of a struct with names, or of one without fields. `None` where the item is something else.
pub(crate) fn parse_fields<'a>(item: &'a DeriveInput, report: &mut Report) -> Option<Vec<Field<'a>>> {
    let fields = match &item.data {
        Data::Struct(data) => &data.fields,
        Data::Enum(_) | Data::Union(_) => {
            report.error(item.ident.span(), "an endpoint is a struct whose fields are the parameters of its page");
            return None;
        }
    };
    match fields {
        Fields::Named(named) => Some(named.named.iter().filter_map(|field| parse_field(field, report)).collect()),
        Fields::Unit => Some(Vec::new()),
        Fields::Unnamed(unnamed) => {
            report
                .error_at(unnamed, "the fields need names, those of the page's parameters: `{ call_id: &'a str, .. }`");
            None
        }
    }
}

fn parse_field<'a>(field: &'a syn::Field, report: &mut Report) -> Option<Field<'a>> {
    let member = field.ident.as_ref()?;
    let name = word::unraw(&member.to_string()).to_owned();
    let mut parsed = Field { member, ty: &field.ty, name, span: member.span(), is_body: false };
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("endpoint")) {
        let read = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("body") {
                parsed.is_body = true;
                return Ok(());
            }
            if meta.path.is_ident("rename") {
                let name = meta.value().and_then(|value| value.parse::<LitStr>());
                let name = name.map_err(|error| syn::Error::new(error.span(), "write `rename = \"call_id\"`"))?;
                parsed.span = name.span();
                parsed.name = word::unraw(&name.value()).to_owned();
                return Ok(());
            }
            Err(meta.error("on a field, `#[endpoint(..)]` takes `rename = \"call_id\"` or `body`"))
        });
        if let Err(error) = read {
            report.error(error.span(), error.to_string());
        }
    }
    Some(parsed)
}

/// `T` of `Option<T>`.
pub(crate) fn optional_type(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == "Option")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) => Some(inner),
        _ => None,
    }
}
