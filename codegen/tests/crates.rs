//! Pages that name their areas in; a client as several crates out.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use docbind_codegen::api::Api;
use docbind_codegen::emit::Target;
use docbind_codegen::print::{File, Layout, print_reference};
use docbind_codegen::{Options, read_reference, read_texts};

type Page = (String, String);

fn front_matter(area: &str) -> String {
    if area.is_empty() { String::new() } else { format!("---\nms.prod: \"{area}\"\n---\n") }
}

fn resource(name: &str, area: &str, types: &[&str]) -> Page {
    let rows: String = types.iter().map(|ty| format!("| its{ty} | [{ty}]({ty}.md) |\n")).collect();
    let table = format!("## Properties\n\n| Property | Type |\n|---|---|\n| id | String |\n{rows}");
    (format!("resources/{name}.md"), format!("{}# {name} resource type\n\n{table}", front_matter(area)))
}

/// A resource whose types are those of relationships.
fn related(name: &str, area: &str, types: &[&str]) -> Page {
    let (page, text) = resource(name, area, &[]);
    let rows: String = types.iter().map(|ty| format!("| its{ty} | [{ty}]({ty}.md) |\n")).collect();
    (page, format!("{text}\n## Relationships\n\n| Relationship | Type |\n|---|---|\n{rows}"))
}

fn derived(name: &str, area: &str, base: &str) -> Page {
    let (page, text) = resource(name, area, &[]);
    (page, text.replace(" resource type\n", &format!(" resource type\n\nInherits from [{base}]({base}.md).\n")))
}

fn operation(page: &str, area: &str, answer: &str) -> Page {
    let text = format!(
        "{}# Get {page}\n\nGets a [{answer}](../resources/{answer}.md), unlike a [knot](../resources/knot.md).\n\n\
         ## HTTP request\n\n```http\nGET /{page}s/{{id}}\n```\n\n## Response\n\n\
         Returns `200 OK` and a [{answer}](../resources/{answer}.md) object.\n",
        front_matter(area)
    );
    (format!("api/{page}-get.md"), text)
}

fn print(api: &Api, layout: &Layout) -> Vec<File> {
    let target = Target { client: "Coast".to_owned(), visibility: "pub".to_owned(), ..Target::default() };
    print_reference(api, &target, &[], layout)
}

fn crates(pages: impl IntoIterator<Item = Page>) -> Vec<File> {
    print(&read_texts(pages).api, &Layout::CratesByArea("coast".to_owned()))
}

fn coast() -> Vec<Page> {
    vec![
        operation("boat", "Sea", "boat"),
        operation("berth", "harbour", "berth"),
        operation("wind", "", "wind"),
        resource("boat", "Sea", &["mast", "sail", "captain"]),
        resource("mast", "Sea", &["wood"]),
        resource("wood", "", &[]),
        resource("sail", "Sea", &["mast"]),
        related("captain", "Sea", &["boat"]),
        resource("berth", "harbour", &["place"]),
        related("ferry", "harbour", &["place", "timetable"]),
        resource("place", "harbour", &[]),
        resource("timetable", "land", &["hour"]),
        resource("hour", "land", &["minute"]),
        resource("minute", "land", &["hour"]),
        resource("wind", "weather", &["gust"]),
        resource("gust", "weather", &[]),
        resource("knot", "rope", &[]),
        resource("thing", "rope", &[]),
        derived("anchor", "harbour", "thing"),
    ]
}

fn text<'a>(files: &'a [File], path: &str) -> &'a str {
    &files.iter().find(|file| file.path == path).unwrap_or_else(|| unreachable!("{path} is written")).text
}

/// Which crate has the file of each model.
fn homes(files: &[File]) -> BTreeMap<String, String> {
    let split = |file: &File| {
        let (home, rest) = file.path.strip_prefix("areas/")?.split_once('/')?;
        let name = rest.strip_prefix("src/models/")?.strip_suffix(".rs")?;
        Some((name.to_owned(), home.to_owned()))
    };
    files.iter().filter_map(split).collect()
}

#[test]
fn what_one_area_reaches_is_in_its_crate_and_the_rest_is_shared() {
    let homes = homes(&crates(coast()));
    let home = |name: &str| homes.get(name).map(String::as_str);
    for (name, expected) in [
        ("boat", "sea"),
        ("mast", "sea"),
        ("captain", "sea"),
        ("wood", "sea"),
        ("berth", "harbour"),
        ("ferry", "harbour"),
        ("place", "harbour"),
        ("timetable", "shared"),
        ("hour", "shared"),
        ("minute", "shared"),
        ("thing", "shared"),
        ("anchor", "harbour"),
        ("knot", "rope"),
        ("wind", "shared"),
        ("gust", "shared"),
    ] {
        assert_eq!(home(name), Some(expected), "{name}");
    }
}

#[test]
fn an_operation_without_an_area_is_shared() {
    let files = crates(coast());
    assert!(text(&files, "areas/shared/src/wind.rs").contains("pub struct GetWind {"));
    let face = text(&files, "src/wind.rs");
    assert!(face.contains("#[doc(inline)]\npub use ::coast_shared::wind::GetWind;"), "{face}");
    assert!(face.contains("\nimpl<K> super::Coast<K> {") && !face.contains("cfg("), "{face}");
    assert!(text(&files, "src/lib.rs").contains(";\npub mod wind;"));
}

#[test]
fn crates_name_themselves_and_the_shared_one_alone() {
    let files = crates(coast());
    for file in files.iter().filter(|file| file.path.starts_with("areas/")) {
        let others = file.text.split("::coast_").skip(1).filter(|rest| !rest.starts_with("shared::"));
        assert_eq!(others.count(), 0, "{}", file.path);
        assert!(!file.text.contains("cfg("), "{}", file.path);
        let is_shared = file.path.starts_with("areas/shared/");
        assert!(!is_shared || !file.text.contains("coast_") || file.path.ends_with("Cargo.toml"), "{}", file.path);
    }
    let ferry = text(&files, "areas/harbour/src/models/ferry.rs");
    assert!(ferry.contains("::docbind::Property<::coast_shared::models::Timetable>"), "{ferry}");
    assert!(ferry.contains("::docbind::Property<super::Place>"), "{ferry}");
    let anchor = text(&files, "areas/harbour/src/models/anchor.rs");
    assert!(anchor.contains("impl ::docbind::Extends<::coast_shared::models::Thing> for Anchor {}"), "{anchor}");
}

#[test]
fn a_link_to_what_cannot_be_named_is_words() {
    let files = crates(coast());
    let endpoint = text(&files, "areas/sea/src/boat.rs");
    assert!(endpoint.contains("Gets a [boat](super::models::Boat), unlike a knot."), "{endpoint}");
    let method = text(&files, "src/boat.rs");
    assert!(method.contains("Gets a [boat](super::models::Boat), unlike a knot."), "{method}");
}

#[test]
fn the_face_has_the_client_and_a_feature_for_each_area() {
    let files = crates(coast());
    let manifest = text(&files, "Cargo.toml");
    for line in [
        "coast-shared = { version = \"0.1.0\", path = \"areas/shared\" }\n",
        "coast-sea = { version = \"0.1.0\", path = \"areas/sea\", optional = true }\n",
        "default = [\"reqwest\"]\n",
        "full = [\"harbour\", \"rope\", \"sea\"]\n",
        "sea = [\"dep:coast-sea\"]\n",
    ] {
        assert!(manifest.contains(line), "{manifest}");
    }
    let part = text(&files, "areas/sea/Cargo.toml");
    assert!(part.contains("name = \"coast-sea\"\n") && !part.contains("[features]"), "{part}");
    assert!(part.contains("coast-shared = { version = \"0.1.0\", path = \"../shared\" }\n"), "{part}");
    assert!(!text(&files, "areas/shared/Cargo.toml").contains("path ="));
    let module = text(&files, "src/boat.rs");
    assert!(module.contains("#[cfg(feature = \"sea\")]\n#[doc(inline)]\npub use ::coast_sea::boat::GetBoat;"));
    assert!(module.contains("#[cfg(feature = \"sea\")]\nimpl<K> super::Coast<K> {"), "{module}");
    assert!(text(&files, "src/lib.rs").contains("#[cfg(feature = \"sea\")]\npub mod boat;"));
}

#[test]
fn a_module_has_operations_of_several_areas() {
    let pages = [resource("boat", "sea", &[]), operation("boat", "sea", "boat"), operation("boat-bill", "tax", "boat")];
    let files = crates(pages);
    let module = text(&files, "src/boat.rs");
    assert!(module.contains("pub use ::coast_sea::boat::GetBoat;"), "{module}");
    assert!(module.contains("pub use ::coast_tax::boat::GetBoatBill;"), "{module}");
    assert_eq!(module.matches("impl<K> super::Coast<K> {").count(), 2);
    let root = text(&files, "src/lib.rs");
    assert!(root.contains("#[cfg(any(feature = \"sea\", feature = \"tax\"))]\npub mod boat;"), "{root}");
}

/// The types and functions that are written, as often as they are: `pub fn get_boat`.
fn written(files: &[File]) -> Vec<&str> {
    let starts = ["pub struct ", "pub enum ", "pub fn "];
    let lines = files.iter().flat_map(|file| file.text.lines()).map(str::trim_start);
    let lines = lines.filter(|line| starts.iter().any(|start| line.starts_with(start)));
    let mut names: Vec<&str> = lines.filter_map(|line| line.split(['(', '{', '<']).next()).collect();
    names.sort_unstable();
    names
}

/// What can be named in each module of the client's crate: `models User`, `models/call_records Session`.
fn shown(files: &[File]) -> BTreeSet<String> {
    let mut shown = BTreeSet::new();
    for file in files {
        let Some(module) = file.path.strip_prefix("src/").and_then(|path| path.strip_suffix(".rs")) else { continue };
        // The modules of single models are private.
        let is_private = module.starts_with("models/");
        let names = syn::parse_file(&file.text).unwrap().items.into_iter().flat_map(|item| match item {
            syn::Item::Use(item) => used(&item.tree),
            syn::Item::Struct(item) if !is_private => vec![item.ident.to_string()],
            syn::Item::Enum(item) if !is_private && !is_page(&item) => vec![item.ident.to_string()],
            _ => Vec::new(),
        });
        shown.extend(names.map(|name| format!("{module} {name}")));
    }
    shown
}

/// Whether it is the name of a page, which only the rules of endpoints name.
fn is_page(item: &syn::ItemEnum) -> bool {
    item.variants.is_empty()
}

fn used(tree: &syn::UseTree) -> Vec<String> {
    match tree {
        syn::UseTree::Path(path) => used(&path.tree),
        syn::UseTree::Name(name) => vec![name.ident.to_string()],
        syn::UseTree::Group(group) => group.items.iter().flat_map(used).collect(),
        syn::UseTree::Rename(_) | syn::UseTree::Glob(_) => Vec::new(),
    }
}

#[test]
fn the_face_shows_what_one_crate_has() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/api");
    for api in [read_reference(&Options::folder(root)).api, read_texts(coast()).api] {
        let one = print(&api, &Layout::Crate("coast".to_owned()));
        let several = print(&api, &Layout::CratesByArea("coast".to_owned()));
        assert_eq!(shown(&one), shown(&several));
        assert_eq!(written(&one), written(&several));
    }
}

#[test]
fn without_areas_all_is_shared() {
    let files = crates([resource("boat", "", &[]), operation("boat", "", "boat")]);
    assert!(files.iter().all(|file| !file.path.starts_with("areas/") || file.path.starts_with("areas/shared/")));
    assert!(!text(&files, "Cargo.toml").contains("full"));
    let files = crates([resource("boat", "sea", &[]), operation("boat", "sea", "boat")]);
    assert!(files.iter().all(|file| !file.text.contains("shared")), "nothing is shared, so there is no crate for it");
}

#[test]
fn the_order_of_the_pages_changes_nothing() {
    assert_eq!(crates(coast()), crates(coast().into_iter().rev()));
}

#[test]
fn names_of_areas_are_safe_and_apart() {
    let long = "x".repeat(300);
    let areas =
        ["../x", "default", "shared", "full", "reqwest", "con", "", "é", "a.b", "1", &long, &format!("{long}y")];
    let pages = areas.iter().enumerate().map(|(at, area)| resource(&format!("thing{at}"), area, &[]));
    let files = crates(pages);
    let homes = homes(&files);
    let home = |at: usize| homes.get(&format!("thing{at}")).map(String::as_str);
    let expected =
        ["x", "default-area", "shared-area", "full-area", "reqwest-area", "con-area", "shared", "shared", "a-b", "1"];
    for (at, expected) in expected.into_iter().enumerate() {
        assert_eq!(home(at), Some(expected));
    }
    assert_ne!(home(10), home(11));
    for name in homes.values() {
        assert!(name.len() < 50 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'), "{name}");
        assert!(text(&files, &format!("areas/{name}/Cargo.toml")).contains(&format!("name = \"coast-{name}\"\n")));
    }
    let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths.len(), files.len(), "no file is written twice");
}
