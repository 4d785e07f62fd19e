//! `docbind.toml`: that every subcommand keeps to it, and what is said of one that is wrong.

use std::fs;

use serde_json::Value;

use crate::place::{FAULTY, PAGE, Place, run};
use crate::schema;

const PUBLISHED_SCHEMA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/guide/src/docbind.schema.json");

const SETTINGS: &str = "\
[pages]
exclude = [\"other*.md\"]

[lints]
permission-missing = \"deny\"

[[override]]
page = \"thing-get.md\"
reason = \"Shorter.\"
rename = \"ReadThing\"
";

fn place() -> Place {
    let place = Place::new(&[("thing-get.md", PAGE), ("other-get.md", FAULTY), ("docbind.toml", SETTINGS)]);
    place.write("Cargo.toml", "[package]\n");
    place
}

#[test]
fn every_subcommand_keeps_to_the_settings() {
    let place = place();
    place.run(&["check", "docs"]).ends_with(0).prints("1 operation");
    place.run(&["generate", "docs", "-o", "out"]).ends_with(0);
    assert!(place.read("out/thing.rs").contains("pub struct ReadThing"));
    assert_eq!(place.run(&["list", "docs", "--format", "jsonl"]).ends_with(0).lines().count(), 1);
    place.run(&["export", "docs"]).ends_with(0).prints("\"name\":\"ReadThing\"");
    place.run(&["show", "docs/thing-get.md"]).ends_with(0).prints("ReadThing");
    place.run(&["permissions", "docs"]).ends_with(0).prints("ReadThing");
}

#[test]
fn settings_are_named_by_a_flag() {
    let place = place();
    place.write("other.toml", "strict = true\n[pages]\nroot = \"docs\"\n");
    place.run(&["generate", "docs", "-o", "out", "--settings", "other.toml"]).ends_with(1).says("nothing was written");
    assert!(!place.path("out").exists());
    place.run(&["check", "docs", "--settings", "none.toml"]).ends_with(2).says("cannot read the settings `none.toml`");
}

#[test]
fn wrong_settings_end_every_subcommand() {
    let place = place();
    place.write("docs/docbind.toml", "[lints]\ntitle-mising = \"deny\"\n");
    let calls: &[&[&str]] = &[
        &["check", "docs"],
        &["generate", "docs", "-o", "out"],
        &["list", "docs"],
        &["export", "docs"],
        &["show", "docs/thing-get.md"],
        &["permissions", "docs"],
    ];
    for words in calls {
        let run = place.run(words).ends_with(2).says("--> docs/docbind.toml:2:1").says("did you mean `title-missing`?");
        assert_eq!(run.out, "", "{words:?}");
    }
    assert!(!place.path("out").exists());
}

#[test]
fn the_schema_is_published_as_it_is() {
    let run = run(&["export", "--schema=settings"]).ends_with(0);
    let published = fs::read_to_string(PUBLISHED_SCHEMA).unwrap_or_default();
    let how =
        "write it anew: cargo run -p cargo-docbind -- export --schema=settings -o docs/guide/src/docbind.schema.json";
    assert!(run.out == published, "docs/guide/src/docbind.schema.json is stale; {how}");
}

#[test]
fn settings_keep_to_the_schema() {
    let schema: Value = serde_json::from_str(&run(&["export", "--schema=settings"]).out).unwrap();
    let value = |text: &str| serde_json::to_value(toml::from_str::<toml::Table>(text).unwrap()).unwrap();
    schema::check(&schema, &value(SETTINGS)).unwrap();
    for wrong in [
        "[page]\n",
        "[pages]\nexclude = \"x\"\n",
        "[lints]\ntitle-mising = \"deny\"\n",
        "[lints]\ntitle-missing = \"error\"\n",
        "[[override]]\npage = \"x.md\"\nrename = \"X\"\n",
    ] {
        schema::check(&schema, &value(wrong)).unwrap_err();
    }
}
