//! One page, one code: through the endpoint macro, the client macro and the printed files of build.rs and the CLI.

use std::path::Path;

use docbind_codegen::emit::{Target, emit_endpoint, emit_reference};
use docbind_codegen::print::{Layout, print_reference};
use docbind_codegen::settings::UseSettings;
use docbind_codegen::{Builder, Options, Reference, SettingsFile, read_reference};
use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::{Expr, File, Item, Lit, Stmt};

const PAGE: &str = "participant-delete.md";
const MODULE: &str = "participant";

fn read(options: fn(&Path) -> Options) -> Reference {
    read_reference(&options(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/api")))
}

fn folder() -> Reference {
    read(|root| Options::folder(root))
}

fn target() -> Target {
    Target { client: "Graph".to_owned(), visibility: "pub".to_owned(), ..Target::default() }
}

/// The tokens of an item, without what printing changes: a comma at the end of a list, and how a string is written.
fn text(item: &Item) -> String {
    flatten(item.to_token_stream()).join(" ")
}

fn flatten(tokens: TokenStream) -> Vec<String> {
    let mut flat = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                flat.push(format!("{:?}", group.delimiter()));
                flat.extend(flatten(group.stream()));
                flat.push("end".to_owned());
            }
            TokenTree::Literal(literal) => flat.push(match Lit::new(literal) {
                Lit::Str(text) => format!("{:?}", text.value()),
                other => other.to_token_stream().to_string(),
            }),
            // The printer ends a list of generics on lines of their own with a comma.
            TokenTree::Punct(punct) if punct.as_char() == '>' => {
                flat.pop_if(|last| last == ",");
                flat.push(">".to_owned());
            }
            other => flat.push(other.to_string()),
        }
    }
    flat.pop_if(|last| last == ",");
    flat
}

/// The items of a file that are the endpoint `name`, as text of tokens.
fn endpoint_items(items: &[Item], name: &str) -> Vec<String> {
    let is_endpoint = |item: &&Item| match item {
        Item::Struct(item) => item.ident == name,
        Item::Impl(item) => item.self_ty.to_token_stream().to_string() == name,
        _ => false,
    };
    items.iter().flat_map(within).filter(is_endpoint).map(text).collect()
}

/// What stands in `const _: () = { .. };`; the item itself where it is another one.
fn within(item: &Item) -> Vec<&Item> {
    let Item::Const(constant) = item else { return vec![item] };
    let Expr::Block(block) = constant.expr.as_ref() else { return vec![item] };
    let items = block.block.stmts.iter().filter_map(|statement| match statement {
        Stmt::Item(item) => Some(item),
        _ => None,
    });
    items.collect()
}

fn parse(text: &str) -> Vec<Item> {
    syn::parse_str::<File>(text).expect("generated code is Rust").items
}

/// The items of a nested module.
fn module_items(items: &[Item], name: &str) -> Vec<Item> {
    let mut modules = items.iter().filter_map(|item| match item {
        Item::Mod(module) if module.ident == name => module.content.clone(),
        _ => None,
    });
    modules.next().expect("there is such a module").1
}

#[test]
fn every_door_has_the_same_endpoint() {
    // #[docbind::endpoint("docs/api/participant-delete.md", root = "docs/api")]
    let alone = read(|root| Options::page(root, PAGE));
    let operation = alone.api.callable().next().expect("the seed page has an operation");
    let filled = emit_endpoint(operation, &format_ident!("DeleteParticipant"), &quote!(pub), &target());
    let expected = endpoint_items(&parse(&filled.to_string()), "DeleteParticipant");
    assert_eq!(expected.len(), 3, "a struct, its functions and the trait");

    // #[docbind::client("docs/api")]
    let folder = folder();
    let nested = parse(&emit_reference(&folder.api, &target()).to_string());
    assert_eq!(endpoint_items(&module_items(&nested, MODULE), "DeleteParticipant"), expected);

    // build.rs
    let single = print_reference(&folder.api, &target(), &[], &Layout::SingleFile("graph.rs".to_owned()));
    let single = parse(&single.first().expect("one file").text);
    assert_eq!(endpoint_items(&module_items(&single, MODULE), "DeleteParticipant"), expected);

    // cargo docbind generate, as a module and as a crate
    for (layout, path) in
        [(Layout::Module, "participant.rs"), (Layout::Crate("graph".to_owned()), "src/participant.rs")]
    {
        let files = print_reference(&folder.api, &target(), &[], &layout);
        let file = files.iter().find(|file| file.path == path).expect("the module has a file");
        assert_eq!(endpoint_items(&parse(&file.text), "DeleteParticipant"), expected);
    }
}

/// All of docs/api: what the client macro makes is what is printed, token by token.
#[test]
fn macro_and_files_have_the_same_client() {
    let folder = folder();
    let nested = parse(&emit_reference(&folder.api, &target()).to_string());
    let single = print_reference(&folder.api, &target(), &[], &Layout::SingleFile("graph.rs".to_owned()));
    let single = parse(&single.first().expect("one file").text);
    assert_eq!(nested.len(), single.len());
    for (nested, single) in nested.iter().zip(&single) {
        assert_eq!(text(nested), text(single));
    }
}

/// Settings with an `[output]` that changes most of what is generated.
fn with_settings(options: fn(&Path) -> Options) -> Reference {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/output");
    let settings = SettingsFile::At { path: folder.join("areas.toml"), label: "areas.toml".to_owned() };
    read_reference(&Options { settings, ..options(&folder.join("pages")) })
}

#[test]
fn settings_mean_the_same_through_every_door() {
    let set = UseSettings::default();
    // #[docbind::endpoint("pages/api/tide-get.md", settings = "areas.toml")]
    let alone = with_settings(|root| Options::page(root, "api/tide-get.md"));
    let operation = alone.api.callable().next().expect("the page has an operation");
    let filled = emit_endpoint(operation, &format_ident!("GetTide"), &quote!(pub), &alone.target("", set));
    // There is no page of the answer's type: the answer is raw, and the docs, which come first, have no link to it.
    let undocumented = |item: String| item.split_once("derive").map_or(item.clone(), |(_, rest)| rest.to_owned());
    let own = |items: &[Item]| -> Vec<String> {
        endpoint_items(items, "GetTide").into_iter().take(2).map(undocumented).collect()
    };
    let expected = own(&parse(&filled.to_string()));
    assert!(expected.first().is_some_and(|item| item.contains("Clone")), "the settings hold");

    // #[docbind::client("pages", settings = "areas.toml")]
    let folder = with_settings(|root| Options::folder(root));
    let target = folder.target("Sea", set);
    let nested = parse(&emit_reference(&folder.api, &target).to_string());
    assert_eq!(own(&module_items(&module_items(&nested, "coast"), "tide")), expected);

    // build.rs
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("same_code");
    let builder = Builder::new("tests/output/pages").settings("tests/output/areas.toml").out_dir(&out);
    builder.emit("sea").expect("the pages have no errors");
    let single = parse(&std::fs::read_to_string(out.join("sea.rs")).expect("the file is written"));
    assert_eq!(single.iter().map(text).collect::<Vec<_>>(), nested.iter().map(text).collect::<Vec<_>>());

    // cargo docbind generate
    let files = print_reference(&folder.api, &target, &[], &Layout::Module);
    let file = files.iter().find(|file| file.path == "coast/tide.rs").expect("the module has a file");
    assert_eq!(own(&parse(&file.text)), expected);
    let root = files.iter().find(|file| file.path == "mod.rs").expect("the root has a file");
    let client = |items: &[Item]| items.iter().take(3).map(text).collect::<Vec<_>>();
    assert_eq!(client(&parse(&root.text)), client(&nested));
}
