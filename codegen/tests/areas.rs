//! Pages that name their areas in; a crate that is cut by features out.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use docbind_codegen::emit::Target;
use docbind_codegen::print::{File, Layout, print_reference};
use docbind_codegen::read_texts;

fn resource(name: &str, area: &str, rows: &str) -> (String, String) {
    let table = format!("## Properties\n\n| Property | Type |\n|---|---|\n{rows}");
    (format!("resources/{name}.md"), format!("---\nms.prod: \"{area}\"\n---\n# {name} resource type\n\n{table}\n"))
}

fn operation(name: &str, area: &str) -> (String, String) {
    let text = format!(
        "---\nms.prod: {area}\n---\n# Get {name}\n\n## HTTP request\n\n```http\nGET /{name}s/{{id}}\n```\n\n## Response\n\n\
         Returns `200 OK` and a [{name}](../resources/{name}.md) object.\n"
    );
    (format!("api/{name}-get.md"), text)
}

fn print(layout: &Layout) -> Vec<File> {
    let boat = "| mast | [mast](mast.md) |\n\n## Relationships\n\n| Relationship | Type |\n|---|---|\n| berth | [berth](berth.md) |\n";
    let reference = read_texts([
        operation("boat", "Sea"),
        operation("berth", "harbour"),
        resource("boat", "Sea", boat),
        resource("mast", "timber", "| height | Int32 |\n"),
        resource("berth", "harbour", "| number | Int32 |\n"),
        resource("knot", "full", "| name | String |\n"),
        resource("wind", "", "| force | Int32 |\n"),
    ]);
    let target = Target { client: "Coast".to_owned(), visibility: "pub".to_owned(), ..Target::default() };
    print_reference(&reference.api, &target, &[], layout)
}

fn text<'a>(files: &'a [File], path: &str) -> &'a str {
    &files.iter().find(|file| file.path == path).unwrap().text
}

#[test]
fn each_area_is_a_feature() {
    let files = print(&Layout::CrateByArea("coast".to_owned()));
    let manifest = text(&files, "Cargo.toml");
    assert!(manifest.contains("default = [\"reqwest\"]\n"));
    assert!(manifest.contains("full = [\"full-area\", \"harbour\", \"sea\", \"timber\"]\n"), "{manifest}");
    assert!(manifest.contains("\nsea = []\n"));
    let root = text(&files, "src/lib.rs");
    assert!(root.contains("#[cfg(feature = \"sea\")]\npub mod boat;"), "{root}");
}

#[test]
fn a_model_is_there_for_each_area_that_needs_it() {
    let files = print(&Layout::CrateByArea("coast".to_owned()));
    let models = text(&files, "src/models.rs");
    assert!(models.contains("#[cfg(any(feature = \"sea\", feature = \"timber\"))]\nmod mast;"), "{models}");
    assert!(models.contains("#[cfg(feature = \"harbour\")]\npub use berth::Berth;"), "{models}");
    assert!(models.contains("\nmod wind;"), "a model without an area is always there");
    let boat = text(&files, "src/models/boat.rs");
    assert!(boat.contains("#[cfg(feature = \"harbour\")]\n    #[inline]\n    pub fn berth(&self)"), "{boat}");
    assert!(
        !boat.contains(
            "\n    #[cfg(any(feature = \"sea\", feature = \"timber\"))]\n    #[inline]\n    pub fn mast(&self)"
        )
    );
}

#[test]
fn without_being_asked_nothing_is_cut() {
    for file in print(&Layout::Crate("coast".to_owned())) {
        assert!(!file.text.contains("cfg("), "{}", file.path);
    }
}
