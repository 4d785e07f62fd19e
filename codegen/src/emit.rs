//! The API model in; Rust tokens, module by module, out. Names no page and no markdown.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::api::{Api, Operation};

mod client;
mod docs;
mod endpoint;

pub use client::emit_client;
pub use endpoint::{emit_endpoint, emit_facts, emit_route, emit_setting, response_type};

/// What the generated client is called and seen as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The client's name: `Calls`.
    pub client: String,
    /// The visibility of the client, as Rust writes it: `pub`, `pub(crate)` or nothing.
    pub visibility: String,
}

/// Some operations that go into one module.
#[derive(Clone, Debug)]
pub struct ModulePlan<'a> {
    /// The module's name: `participant`.
    pub name: &'a str,
    /// Its operations, in page order.
    pub operations: Vec<&'a Operation>,
}

/// A module of generated items.
#[derive(Clone, Debug)]
pub struct Module {
    /// Its doc lines.
    pub docs: Vec<String>,
    /// Its items, in order.
    pub items: Vec<TokenStream>,
}

/// Which modules a reference's code has. Operations without a usable route are left out.
pub fn plan_modules(api: &Api) -> Vec<ModulePlan<'_>> {
    let mut by_module: BTreeMap<&str, Vec<&Operation>> = BTreeMap::new();
    for operation in api.callable() {
        by_module.entry(&operation.module).or_default().push(operation);
    }
    by_module.into_iter().map(|(name, operations)| ModulePlan { name, operations }).collect()
}

/// Emits a module: the endpoints, and the client's methods for them.
pub fn emit_module(plan: &ModulePlan<'_>, target: &Target) -> Module {
    let mut items = Vec::new();
    for operation in &plan.operations {
        let name = format_ident!("{}", operation.name);
        items.extend(endpoint::emit_endpoint_items(operation, &name, &quote!(pub)));
    }
    items.push(client::emit_client_impl(&plan.operations, &ident(&target.client)));
    Module { docs: docs::module_docs(&plan.operations), items }
}

/// Emits a reference as one token stream: the client, and the modules beside it.
pub fn emit_reference(api: &Api, target: &Target) -> TokenStream {
    let client = emit_client(api, target);
    let modules = plan_modules(api).into_iter().map(|plan| {
        let name = ident(plan.name);
        let Module { docs, items } = emit_module(&plan, target);
        let docs = docs::doc_attributes(&docs);
        quote! {
            #docs
            pub mod #name {
                #(#items)*
            }
        }
    });
    quote! {
        #(#client)*
        #(#modules)*
    }
}
/// A name of the model as an identifier: `r#type` is raw.
pub(crate) fn ident(name: &str) -> proc_macro2::Ident {
    match name.strip_prefix("r#") {
        Some(raw) => format_ident!("r#{}", raw),
        None => format_ident!("{}", name),
    }
}
