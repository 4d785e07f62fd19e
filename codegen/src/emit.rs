//! The API model in; Rust tokens, module by module, out. Names no page and no markdown.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

use crate::api::{Api, Operation};
use crate::lower::word::unraw;
use crate::options::{ModuleLayout, Style, UseLevels};

mod area;
mod client;
mod date;
mod docs;
mod endpoint;
mod home;
mod input;
mod link;
mod lookup;
mod model;
mod modules;
mod path;
mod query;
mod rules;
mod shape;
mod usage;

use area::Areas;
pub use client::emit_client;
pub(crate) use docs::module_docs;
pub use endpoint::{emit_endpoint, emit_facts, emit_setting};
pub use home::{Home, part_name};
use home::{Homes, Package, Place};
use input::Content;
pub use input::{IndexInput, Piece, PieceKey, PlanInput};
pub use lookup::Asked;
use lookup::Lookup;
use modules::{MODELS, Modules};
pub use path::{Item, Scope, TypePaths};
pub use rules::emit_with_pages;
pub use shape::response_type;

/// What the generated client is called and seen as, and what its users are told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The client's name: `Calls`.
    pub client: String,
    /// The visibility of the client, as Rust writes it: `pub`, `pub(crate)` or nothing.
    pub visibility: String,
    /// What becomes of uses of what is deprecated or a preview.
    pub uses: UseLevels,
    /// How the code looks.
    pub style: Style,
}

impl Target {
    /// The visibility of the modules beside the client.
    fn module_visibility(&self) -> TokenStream {
        self.style.visibility.as_deref().unwrap_or("pub").parse().unwrap_or_default()
    }
}

/// Which modules a reference's code has.
#[derive(Debug)]
pub struct Plan<'a> {
    /// The modules with items of their own, by path.
    pub modules: Vec<ModulePlan<'a>>,
    /// The modules of modules: `models` and one for each further namespace, which bring the names of others together; and those of areas.
    pub indexes: Vec<IndexPlan<'a>>,
    paths: Arc<TypePaths>,
    homes: Arc<Homes<'a>>,
    package: Package,
    /// Empty where everything is compiled.
    areas: Arc<Areas>,
}

/// What goes into one module.
#[derive(Clone, Debug)]
pub struct ModulePlan<'a> {
    /// The module's path below the client's: `["participant"]`, `["models", "user"]`.
    pub path: Vec<String>,
    /// Its operations, in page order.
    pub operations: Vec<&'a Arc<Operation>>,
    /// Its types.
    pub types: Vec<Item<'a>>,
}

/// A module of modules.
#[derive(Clone, Debug)]
pub struct IndexPlan<'a> {
    /// Its path: `["models", "call_records"]`.
    pub path: Vec<String>,
    /// The public modules in it, by name.
    pub public: Vec<String>,
    /// The private modules in it, by name, each with the types that are seen through this one.
    pub files: Vec<(String, Vec<Item<'a>>)>,
}

/// A module of generated items.
#[derive(Clone, Debug)]
pub struct Module {
    /// Its doc lines.
    pub docs: Vec<String>,
    /// Its items, in order.
    pub items: Vec<TokenStream>,
}

/// Plans the modules of a reference. Operations without a usable route are left out.
pub fn plan_modules(api: &Api, layout: ModuleLayout) -> Plan<'_> {
    plan_package(api, layout, Package::Whole, Homes::default())
}

/// A reference's code as several crates.
#[derive(Debug)]
pub struct Crates<'a> {
    /// The one with the client, which shows the items of the others.
    pub face: Plan<'a>,
    /// The others: one for each area, and one for what no single area has.
    pub parts: BTreeMap<Home, Plan<'a>>,
}

/// Plans the crates of a reference. `name` is that of the face.
pub fn plan_crates<'a>(api: &'a Api, layout: ModuleLayout, name: &str) -> Crates<'a> {
    let mut face = plan_package(api, layout, Package::Face { name: name.to_owned() }, Homes::by_area(api));
    let homes: BTreeSet<Home> = face.modules.iter().flat_map(|module| face.split(module).into_keys()).collect();
    let parts = homes.into_iter().map(|home| (home.clone(), face.part(name, home))).collect();
    // The modules of models bring names together. Those that hold the models are private, and in the parts.
    face.modules.retain(|module| module.path.first().is_none_or(|first| first != MODELS));
    face.areas = Arc::new(Areas::of_homes(&face));
    Crates { face, parts }
}

fn plan_package<'a>(api: &'a Api, layout: ModuleLayout, package: Package, homes: Homes<'a>) -> Plan<'a> {
    let places = Modules::of(api, layout);
    let paths = Arc::new(TypePaths::of(api, &homes, &places));
    let mut modules = plan_operations(api, &places);
    let files = path::plan_model_files(api, &places);
    let mut indexes = plan_areas(&modules);
    indexes.extend(plan_indexes(&files));
    modules.extend(files.into_iter().map(|file| {
        let path = file.parent.into_iter().chain([file.name]).collect();
        ModulePlan { path, operations: Vec::new(), types: file.items }
    }));
    Plan { modules, indexes, paths, homes: Arc::new(homes), package, areas: Arc::default() }
}

/// The modules of operations, with the types that are beside these.
fn plan_operations<'a>(api: &'a Api, places: &Modules<'_>) -> Vec<ModulePlan<'a>> {
    let mut modules: BTreeMap<Vec<String>, ModulePlan<'_>> = BTreeMap::new();
    let empty = |path: &[String]| ModulePlan { path: path.to_vec(), operations: Vec::new(), types: Vec::new() };
    for operation in api.shared_callable() {
        let path = places.of_page(&operation.page).unwrap_or_default();
        modules.entry(path.to_vec()).or_insert_with(|| empty(path)).operations.push(operation);
    }
    for item in Item::all(api) {
        let path = item.module(places);
        if path.first().is_some_and(|first| first != MODELS) {
            modules.entry(path.clone()).or_insert_with(|| empty(&path)).types.push(item);
        }
    }
    modules.into_values().collect()
}

/// The modules of areas, by the modules of operations in them.
fn plan_areas<'a>(modules: &[ModulePlan<'_>]) -> Vec<IndexPlan<'a>> {
    let mut areas: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for module in modules {
        if let [area, name] = module.path.as_slice() {
            areas.entry(area).or_default().push(name.clone());
        }
    }
    let index = |(area, public): (&str, _)| IndexPlan { path: vec![area.to_owned()], public, files: Vec::new() };
    areas.into_iter().map(index).collect()
}

fn plan_indexes<'a>(files: &[path::ModelFile<'a>]) -> Vec<IndexPlan<'a>> {
    let mut indexes: BTreeMap<Vec<String>, IndexPlan<'a>> = BTreeMap::new();
    let empty = |path: &[String]| IndexPlan { path: path.to_vec(), public: Vec::new(), files: Vec::new() };
    for file in files {
        let root = indexes.entry(vec![MODELS.to_owned()]).or_insert_with(|| empty(&[MODELS.to_owned()]));
        if let Some(namespace) = file.parent.get(1).filter(|name| !root.public.contains(name)) {
            root.public.push(namespace.clone());
        }
        let index = indexes.entry(file.parent.clone()).or_insert_with(|| empty(&file.parent));
        index.files.push((file.name.clone(), file.items.clone()));
    }
    indexes.into_values().collect()
}

impl<'a> Plan<'a> {
    /// The same plan, each module compiled by the features of its areas alone.
    #[must_use]
    pub fn cut_by_area(mut self) -> Self {
        self.areas = Arc::new(Areas::of(&self));
        self
    }

    /// The features by which modules are compiled, by name. None unless the plan is cut.
    pub fn features(&self) -> Vec<&str> {
        self.areas.features().into_iter().collect()
    }

    /// `#[cfg(..)]` for a module; nothing where it is always compiled.
    pub fn gate(&self, module: &[String]) -> Option<TokenStream> {
        self.areas.gate(module)
    }

    /// The crate of one home.
    fn part(&self, face: &str, home: Home) -> Self {
        let modules: Vec<ModulePlan<'a>> =
            self.modules.iter().filter_map(|module| self.split(module).remove(&home)).collect();
        let mut indexes: Vec<IndexPlan<'a>> = self.indexes.iter().map(|index| self.index_of(index, &home)).collect();
        let files = indexes.iter().filter(|index| !index.files.is_empty()).map(|index| &index.path);
        let filled: Vec<Vec<String>> = files.chain(modules.iter().map(|module| &module.path)).cloned().collect();
        for index in &mut indexes {
            let path = &index.path;
            index.public.retain(|name| filled.iter().any(|filled| is_in(filled, path, name)));
        }
        indexes.retain(|index| !index.files.is_empty() || !index.public.is_empty());
        let package = Package::Part { face: face.to_owned(), home };
        let (paths, homes) = (Arc::clone(&self.paths), Arc::clone(&self.homes));
        Self { modules, indexes, paths, homes, package, areas: Arc::default() }
    }

    /// What a module of modules has of a home.
    fn index_of(&self, index: &IndexPlan<'a>, home: &Home) -> IndexPlan<'a> {
        let files = index.files.iter().map(|(name, items)| {
            let own = items.iter().copied().filter(|item| self.homes.of_type(item.id()) == *home);
            (name.clone(), own.collect::<Vec<_>>())
        });
        let files = files.filter(|(_, items)| !items.is_empty()).collect();
        IndexPlan { files, ..index.clone() }
    }

    /// What a module has of each home. Where everything is in one crate, that is the module.
    fn split(&self, module: &ModulePlan<'a>) -> BTreeMap<Home, ModulePlan<'a>> {
        let mut split = BTreeMap::new();
        let empty = || ModulePlan { path: module.path.clone(), operations: Vec::new(), types: Vec::new() };
        for operation in &module.operations {
            let home = self.homes.of_operation(operation);
            split.entry(home).or_insert_with(empty).operations.push(*operation);
        }
        for item in &module.types {
            split.entry(self.homes.of_type(item.id())).or_insert_with(empty).types.push(*item);
        }
        split
    }

    /// The names of the public modules of the root, sorted.
    pub fn root_modules(&self) -> Vec<&str> {
        let modules = self.modules.iter().map(|module| &module.path);
        let indexes = self.indexes.iter().map(|index| &index.path);
        let mut names: Vec<&str> = modules
            .chain(indexes)
            .filter_map(|path| path.first().filter(|_| path.len() == 1))
            .map(String::as_str)
            .collect();
        names.sort_unstable_by_key(|name| unraw(name));
        names
    }
}

/// Whether `path` is that of the module `name` in `parent`.
fn is_in(path: &[String], parent: &[String], name: &str) -> bool {
    path.split_last().is_some_and(|(last, rest)| last == name && rest == parent)
}

/// Emits a module of the only crate: its types, the endpoints, and the client's methods for them.
fn emit_module(plan: &Plan<'_>, module: &ModulePlan<'_>, target: &Target) -> Module {
    let pieces = plan.pieces(module).into_iter().filter(|piece| !piece.is_method());
    let mut items: Vec<TokenStream> =
        pieces.flat_map(|piece| emit_piece(plan, &module.path, &piece, target).0).collect();
    if !module.operations.is_empty() {
        let (lookup, home) = (Lookup::of(&plan.paths), Home::default());
        let scope = scope_of(plan, &home, &module.path, (&lookup, target));
        items.push(client::emit_client_impl(module.operations.iter().map(|operation| operation.as_ref()), &scope));
    }
    Module { docs: module_docs(module), items }
}

/// Emits a piece of the module at a path, and says what it asked. Where items live in crates of their own, the face shows them, and they
/// have no methods.
pub fn emit_piece(plan: &Plan<'_>, module: &[String], piece: &Piece, target: &Target) -> (Vec<TokenStream>, Asked) {
    let lookup = Lookup::of(&plan.paths);
    let scope = &scope_of(plan, &piece.home, module, (&lookup, target));
    let items = match &piece.content {
        Content::Page(name) => vec![rules::emit_page(name)],
        Content::Endpoint(operation) => {
            let name = format_ident!("{}", operation.name);
            let subject = endpoint::Subject { operation, scope: Some(scope), target };
            endpoint::emit_endpoint_items(subject, &name, &quote!(pub))
        }
        Content::Resource(resource) => model::emit_type(Item::Resource(resource), scope),
        Content::Enumeration(enumeration) => model::emit_type(Item::Enumeration(enumeration), scope),
        Content::Uses(operations, resources, enumerations) => {
            let resources = resources.iter().map(Item::Resource);
            let mut types: Vec<Item<'_>> = resources.chain(enumerations.iter().map(Item::Enumeration)).collect();
            types.sort_by_key(|item| item.id());
            let module = ModulePlan { path: module.to_vec(), operations: operations.iter().collect(), types };
            vec![emit_use(&plan.package, &piece.home, &module, &lookup, target.uses)]
        }
        Content::Method(operation) => {
            let methods = client::emit_client_impl([operation.as_ref()], scope);
            let gate = plan.package.gate(&piece.home);
            vec![quote!(#gate #methods)]
        }
    };
    (items, lookup.into_asked())
}

fn scope_of<'a>(
    plan: &'a Plan<'_>,
    home: &'a Home,
    module: &'a [String],
    (paths, target): (&'a Lookup<'a>, &'a Target),
) -> Scope<'a> {
    Scope { paths, place: Place { package: &plan.package, home, module }, areas: &plan.areas, target }
}

/// Emits how the face shows what a module has of a home: `pub use ::graph_client_shared::models::{Group, User};`.
fn emit_use(
    package: &Package,
    home: &Home,
    module: &ModulePlan<'_>,
    lookup: &Lookup<'_>,
    uses: UseLevels,
) -> TokenStream {
    let (gate, source) = (package.gate(home), package.source_of(home));
    let path = module.path.iter().map(|name| ident(name));
    let operations = module.operations.iter().map(|operation| ident(&operation.name));
    let guards = module.operations.iter().flat_map(|operation| endpoint::guard_names(operation, uses));
    let names = use_list(operations.chain(module.types.iter().map(|item| ident(item.name()))).chain(guards));
    let allowance = lookup.allowance(module.types.iter().map(|item| item.id()));
    quote!(#gate #allowance #[doc(inline)] pub use #source #(::#path)* ::#names;)
}

/// `User`, or `{Group, User}`.
fn use_list(names: impl Iterator<Item = proc_macro2::Ident>) -> TokenStream {
    let names: Vec<proc_macro2::Ident> = names.collect();
    match names.as_slice() {
        [name] => quote!(#name),
        names => quote!({#(#names),*}),
    }
}

/// Emits a module of modules: `mod user; pub use user::User;`. `content` gives what stands in a module's braces; without
/// it, the module is a file, which has its docs inside. Beside the module it says what was asked about types elsewhere.
pub fn emit_index(plan: &Plan<'_>, index: &IndexPlan<'_>, content: Option<&dyn Fn(&str) -> Module>) -> (Module, Asked) {
    let body = |name: &str| match content {
        Some(content) => {
            let Module { docs, items } = content(name);
            (Some(docs::doc_attributes(&docs)), quote!({ #(#items)* }))
        }
        None => (None, quote!(;)),
    };
    let public = index.public.iter().map(|name| {
        let (ident, (docs, body)) = (ident(name), body(name));
        let gate = plan.gate(&index.path.iter().chain([name]).cloned().collect::<Vec<_>>());
        quote!(#docs #gate pub mod #ident #body)
    });
    let mut items: Vec<TokenStream> = public.collect();
    let lookup = Lookup::of(&plan.paths);
    if plan.package.has_items() {
        items.extend(emit_files(plan, index, &lookup, &|name| body(name).1));
    } else {
        let types = index.files.iter().flat_map(|(_, types)| types).copied().collect();
        let module = ModulePlan { path: index.path.clone(), operations: Vec::new(), types };
        let uses = UseLevels::default();
        let split = plan.split(&module);
        items.extend(split.iter().map(|(home, part)| emit_use(&plan.package, home, part, &lookup, uses)));
    }
    (Module { docs: docs::index_docs(index), items }, lookup.into_asked())
}

/// The private modules of a module of modules, and the names that are seen through it.
fn emit_files(
    plan: &Plan<'_>,
    index: &IndexPlan<'_>,
    lookup: &Lookup<'_>,
    body: &dyn Fn(&str) -> TokenStream,
) -> Vec<TokenStream> {
    let gate = |name: &str| {
        let path: Vec<String> = index.path.iter().cloned().chain([name.to_owned()]).collect();
        plan.gate(&path)
    };
    let modules = index.files.iter().map(|(name, _)| {
        let (ident, body, gate) = (ident(name), body(name), gate(name));
        quote!(#gate mod #ident #body)
    });
    let uses = index.files.iter().map(|(name, types)| {
        let allowance = lookup.allowance(types.iter().map(|item| item.id()));
        let (module, types, gate) = (ident(name), use_list(types.iter().map(|item| ident(item.name()))), gate(name));
        quote!(#gate #allowance pub use #module::#types;)
    });
    modules.chain(uses).collect()
}

/// Emits the declarations of the root's public modules, each in a file of its own.
pub fn emit_root_modules(plan: &Plan<'_>, target: &Target) -> Vec<TokenStream> {
    let visibility = target.module_visibility();
    let declare = |name: &str| {
        let (ident, gate) = (ident(name), plan.gate(&[name.to_owned()]));
        quote!(#gate #visibility mod #ident;)
    };
    plan.root_modules().into_iter().map(declare).collect()
}

/// Emits a reference as one token stream: the client, and the modules beside it.
pub fn emit_reference(api: &Api, target: &Target) -> TokenStream {
    let client = emit_client(api, target);
    let plan = plan_modules(api, target.style.modules);
    let visibility = target.module_visibility();
    let modules = plan.root_modules().into_iter().map(|name| {
        let path = [name.to_owned()];
        let Module { docs, items } = emit_nested(&plan, &path, target);
        let (name, docs) = (ident(name), docs::doc_attributes(&docs));
        quote!(#docs #visibility mod #name { #(#items)* })
    });
    quote! {
        #(#client)*
        #(#modules)*
    }
}

/// The module with a path, with the modules in it.
fn emit_nested(plan: &Plan<'_>, path: &[String], target: &Target) -> Module {
    if let Some(index) = plan.indexes.iter().find(|index| index.path == path) {
        let content = |name: &str| {
            let path: Vec<String> = path.iter().cloned().chain([name.to_owned()]).collect();
            emit_nested(plan, &path, target)
        };
        return emit_index(plan, index, Some(&content)).0;
    }
    match plan.modules.iter().find(|module| module.path == path) {
        Some(module) => emit_module(plan, module, target),
        None => Module { docs: Vec::new(), items: Vec::new() },
    }
}

/// `#[derive(Clone, Debug, serde::Serialize)]`; nothing where there is nothing to derive.
fn derive_attribute(always: &[&str], added: &[String]) -> Option<TokenStream> {
    let path = |path: &str| path.parse::<TokenStream>().ok();
    let mut paths = always.iter().copied().chain(added.iter().map(String::as_str)).filter_map(path).peekable();
    paths.peek().is_some().then(|| quote!(#[derive(#(#paths),*)]))
}

/// A field of a literal that is a list: `read_only: &["id"],`; nothing for an empty list.
fn list_field(name: &str, values: impl IntoIterator<Item: ToTokens>) -> Option<TokenStream> {
    let (name, mut values) = (format_ident!("{name}"), values.into_iter().peekable());
    values.peek().is_some().then(|| quote!(#name: &[#(#values),*],))
}

/// A name of the model as an identifier: `r#type` is raw.
pub(crate) fn ident(name: &str) -> proc_macro2::Ident {
    match name.strip_prefix("r#") {
        Some(raw) => format_ident!("r#{}", raw),
        None => format_ident!("{}", name),
    }
}
