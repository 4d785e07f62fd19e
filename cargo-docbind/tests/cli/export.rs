//! `export`: the model, and that it keeps to the published schema.

use std::fs;

use serde_json::Value;

use crate::place::{PAGE, PAGES, Place, run};
use crate::schema;

const PUBLISHED_SCHEMA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/guide/src/api.schema.json");

#[test]
fn the_schema_is_published_as_it_is() {
    let run = run(&["export", "--schema"]).ends_with(0);
    let published = fs::read_to_string(PUBLISHED_SCHEMA).unwrap_or_default();
    let how = "write it anew: cargo run -p cargo-docbind -- export --schema -o docs/guide/src/api.schema.json";
    assert!(run.out == published, "docs/guide/src/api.schema.json is stale; {how}");
}

#[test]
fn the_model_keeps_to_the_schema() {
    let schema: Value = serde_json::from_str(&run(&["export", "--schema"]).out).unwrap();
    let model: Value = serde_json::from_str(&run(&["export", PAGES]).ends_with(0).out).unwrap();
    assert!(model["operations"].as_array().unwrap().len() > 20);
    schema::check(&schema, &model).unwrap();
    for (path, value) in [("/format_version", 1.into()), ("/operations/0/routes", Value::Null)] {
        let mut wrong = model.clone();
        *wrong.pointer_mut(path).unwrap() = value;
        schema::check(&schema, &wrong).unwrap_err();
    }
}

#[test]
fn the_model_is_written_whole_and_laid_out_as_asked() {
    let place = Place::new(&[("thing-get.md", PAGE)]);
    place.run(&["export", "docs", "-o", "new/api.json"]).ends_with(0).says("wrote new/api.json");
    let pretty = place.run(&["export", "docs", "--pretty"]).ends_with(0);
    let written: Value = serde_json::from_str(&place.read("new/api.json")).unwrap();
    assert_eq!(written, serde_json::from_str::<Value>(&pretty.out).unwrap());
    assert_eq!(place.read("new/api.json").lines().count(), 1);
    assert_eq!(place.files("new"), ["api.json"]);
    place.run(&["export", "docs", "-o", "docs"]).ends_with(2).says("is not the name of a file");
}
