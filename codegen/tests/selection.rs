//! A folder and the pages that a user selects, in; what these pages reach, and nothing else, out.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;

use docbind_codegen::api::TypeKind;
use docbind_codegen::options::{Options, Selection};
use docbind_codegen::{Reference, read_reference};

const PAGES: &[(&str, &str)] = &[
    (
        "api/boat-get.md",
        "# Get boat\n\n## HTTP request\n\n```http\nGET /boats/{id}\n```\n\n## Response\n\n\
         Returns `200 OK` and a [boat](../resources/boat.md) object.\n",
    ),
    (
        "api/crane-get.md",
        "# Get crane\n\n## HTTP request\n\n```http\nGET /cranes/{id}\n```\n\n## Response\n\n\
         Returns `200 OK` and a [crane](../resources/crane.md) object.\n",
    ),
    (
        "resources/boat.md",
        "# boat resource type\n\nInherits from [thing](thing.md).\n\n## Properties\n\n\
         | Property | Type | Description |\n|---|---|---|\n| rig | [rig](rig.md) | The rig. |\n\n\
         ## Relationships\n\n| Relationship | Type | Description |\n|---|---|---|\n| crane | [crane](crane.md) | Lifts. |\n",
    ),
    (
        "resources/thing.md",
        "# thing resource type\n\n## Properties\n\n| Property | Type |\n|---|---|\n| id | String |\n",
    ),
    ("resources/rig.md", "# rig resource type\n\n## Properties\n\n| Property | Type |\n|---|---|\n| masts | Int32 |\n"),
    (
        "resources/crane.md",
        "# crane resource type\n\n## Properties\n\n| Property | Type |\n|---|---|\n| a b | Int32 |\n",
    ),
];

fn read(include: &[&str], exclude: &[&str]) -> Reference {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in PAGES {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let globs = |globs: &[&str]| globs.iter().map(|glob| (*glob).to_owned()).collect();
    let selection = Selection::Folder { include: globs(include), exclude: globs(exclude) };
    read_reference(&Options { selection, ..Options::folder(folder.path()) })
}

fn types(reference: &Reference) -> Vec<&str> {
    reference.api.resources.iter().map(|resource| resource.name.as_str()).collect()
}

fn operations(reference: &Reference) -> Vec<&str> {
    reference.api.operations.iter().map(|operation| operation.name.as_str()).collect()
}

#[test]
fn all_is_taken_without_patterns() {
    let reference = read(&[], &[]);
    assert_eq!(types(&reference), ["Boat", "Crane", "Rig", "Thing"]);
    assert_eq!(operations(&reference), ["GetBoat", "GetCrane"]);
}

#[test]
fn a_page_brings_the_types_that_it_reaches_and_no_other() {
    let reference = read(&["api/boat-*.md"], &[]);
    assert_eq!(operations(&reference), ["GetBoat"]);
    assert_eq!(types(&reference), ["Boat", "Rig", "Thing"]);
    let boat = reference.api.resources.iter().find(|resource| resource.name == "Boat").unwrap();
    let crane = boat.properties.iter().find(|property| property.name == "crane").unwrap();
    assert!(matches!(&crane.ty.kind, TypeKind::Unknown(name) if name.ends_with("crane")), "{:?}", crane.ty);
    assert_eq!(reference.page_count, 4);
    assert!(reference.watched.iter().all(|path| !path.ends_with("crane.md")), "{:?}", reference.watched);
    assert!(reference.watched.iter().any(|path| path.ends_with("rig.md")));
}

#[test]
fn what_is_wrong_elsewhere_is_not_reported() {
    let is_reported = |reference: &Reference| reference.diagnostics.iter().any(|fault| fault.message.contains("a b"));
    assert!(is_reported(&read(&[], &[])));
    assert!(!is_reported(&read(&["api/boat-*.md"], &[])));
}

#[test]
fn resources_can_be_selected_by_themselves() {
    let reference = read(&["api/boat-*.md", "resources/crane.md"], &[]);
    assert_eq!(types(&reference), ["Boat", "Crane", "Rig", "Thing"]);
    let boat = reference.api.resources.iter().find(|resource| resource.name == "Boat").unwrap();
    assert!(
        boat.properties.iter().all(|property| matches!(property.ty.kind, TypeKind::Named(_) | TypeKind::Primitive(_)))
    );
}

#[test]
fn what_is_excluded_is_never_brought() {
    let reference = read(&["api/boat-*.md"], &["resources/rig.md"]);
    assert_eq!(types(&reference), ["Boat", "Thing"]);
}
