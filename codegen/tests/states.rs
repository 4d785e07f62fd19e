//! Pages that call things deprecated or a preview, or name clouds, in; what the model and the code say of them out.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::Arc;

use docbind_codegen::api::{Cloud, Operation, Property, Resource};
use docbind_codegen::emit::{Target, emit_reference};
use docbind_codegen::{Reference, UseLevel, UseLevels, read_texts};

#[path = "shared/printed.rs"]
mod printed;

fn operation_about(description: &str) -> Operation {
    printed::only_operation(&printed::read_page(&printed::page_about(description))).clone()
}

/// A resource page with these rows of properties.
fn resource_with(description: &str, rows: &str) -> Arc<Resource> {
    let reference = read_texts([("lamp.md", resource_page(description, rows))]);
    reference.api.resources.into_iter().next().unwrap()
}

fn resource_page(description: &str, rows: &str) -> String {
    format!(
        "---\ndoc_type: resourcePageType\n---\n# lamp resource type\n\n{description}\n\n## Properties\n\
         | Property | Type | Description |\n|:--|:--|:--|\n{rows}\n"
    )
}

fn property_about(description: &str) -> Property {
    let resource = resource_with("A lamp.", &format!("| oilType | String | {description} |"));
    resource.properties.first().unwrap().clone()
}

// What speaks of the item, and what of something else.

#[test]
fn a_sentence_about_the_operation_is_told_from_others() {
    for said in [
        "This API is deprecated.",
        "This method has been deprecated.",
        "This lamp registry API will be deprecated on June 1.",
        "As of June, this API is deprecated.",
        "Note that this API is being deprecated.",
        "The API is deprecated.",
        "> [!CAUTION]\n> The lamp registry API is deprecated and will stop answering.",
        "> [!WARNING]\n> Deprecated. Use the lantern API.",
        "We are deprecating this API in June.",
    ] {
        let page = format!("Gets a thing.\n\n{said}");
        assert!(operation_about(&page).deprecated.is_some(), "{said}");
    }
    for other in [
        "Use this API instead of the lamp registry API, which is deprecated.",
        "The lamp registry API is deprecated. Use this one.",
        "This API replaces the deprecated one.",
        "This API returns whether a lamp is deprecated.",
        "This API is not deprecated.",
        "TLS 1.0 is deprecated.",
        "States are **Active** and **Deprecated**.",
        "- **Deprecated**: nobody uses it.",
        "> [!IMPORTANT]\n> Lamps with wicks are deprecated.",
        "Review the things.",
    ] {
        let page = format!("Gets a thing.\n\n{other}");
        assert_eq!(operation_about(&page).deprecated, None, "{other}");
    }
}

#[test]
fn a_sentence_about_the_property_is_told_from_others() {
    for said in [
        "Deprecated -- use `gas` instead.",
        "\\[Deprecated\\] Setting it has no effect.",
        "**Deprecated.** The oil.",
        "The oil. Deprecated in favor of `gas`.",
        "This property will be deprecated in July 2019 and will be replaced by property Gas.",
        "This property's use is the same as the default and is deprecated. Use gas.",
        "Do not use this value as it will be deprecated in the future.",
        "The oil - to be deprecated",
        "The **oilType** property is deprecated.",
        "The oil.<br/>This property is deprecated.",
    ] {
        assert!(property_about(said).deprecated.is_some(), "{said}");
    }
    for other in [
        "The state: **Available** or **Deprecated**.",
        "Possible values are: `lit`, `deprecated`.",
        "Whether the lamp is deprecated.",
        "This property indicates whether the lamp is deprecated.",
        "Replaces the deprecated `oil`.",
        "The version of TLS. TLS 1.0 is deprecated.",
        "Lets subscribers use their deprecated version of TLS for a time.",
        "Deprecated lamps are left out.",
        "The `gas` property is deprecated; use this one.",
    ] {
        assert_eq!(property_about(other).deprecated, None, "{other}");
    }
}

#[test]
fn a_preview_is_told_from_a_glance() {
    for said in [
        "This API is in public preview.",
        "This method is currently in preview and may change.",
        "> [!IMPORTANT]\n> The lamp API is in private preview.",
        "> [!IMPORTANT]\n> APIs under the `/beta` version are subject to change.",
    ] {
        assert!(operation_about(said).preview.is_some(), "{said}");
    }
    for other in [
        "Gets a URL to render a temporary preview.",
        "Gets the thing in preview mode.",
        "The following lamps are in preview: oil and gas.",
        "Global admins can call it. currently in private preview only.",
    ] {
        assert_eq!(operation_about(other).preview, None, "{other}");
    }
    for said in ["(Preview) The oil.", "(Private Preview) The oil.", "The oil. This property is in preview."] {
        assert!(property_about(said).preview.is_some(), "{said}");
    }
    for other in ["Preview text for the oil.", "A URL to the preview image.", "Previews are left out."] {
        assert_eq!(property_about(other).preview, None, "{other}");
    }
}

#[test]
fn a_type_is_called_deprecated_by_its_title_or_its_words() {
    let row = "| id | String | The key. |";
    let said = |description| resource_with(description, row).deprecated.clone();
    assert!(said("For internal use. This complex type will be deprecated in the future.").is_some());
    assert!(said("> [!CAUTION]\n> The lamp API is deprecated.").is_some());
    assert_eq!(said("Replaces the lantern resource, which is deprecated."), None);
}

#[test]
fn a_note_has_the_advice_that_follows() {
    let note =
        operation_about("This API is deprecated. Use the\u{200b} **lantern** API instead. It is better.").deprecated;
    assert_eq!(note.as_deref(), Some("This API is deprecated. Use the lantern API instead."));
}

#[test]
fn the_path_that_is_called_deprecated_is_the_one() {
    let routes = "GET /new/things\nGET /old/things";
    for note in
        ["The `/old` path is deprecated in favour of `/new`.", "Use `/new` in place of the deprecated `/old` path."]
    {
        let reference = printed::read_page(&printed::page_with("Gets.", routes, note));
        let operation = printed::only_operation(&reference);
        let marked: Vec<bool> = operation.routes.iter().map(|route| route.deprecated.is_some()).collect();
        assert_eq!(marked, [false, true], "{note}");
        assert_eq!(operation.deprecated, None, "{note}");
    }
}

#[test]
fn a_very_long_sentence_is_passed_over() {
    let page = format!("This API is deprecated {}", "and deprecated ".repeat(2_000));
    assert_eq!(operation_about(&page).deprecated, None);
}

// Clouds.

fn clouds_of(header: &str, row: &str) -> Operation {
    operation_about(&format!(
        "Gets a thing.\n\nServed by these [national cloud deployments](/x).\n\n|{header}|\n|---|---|\n|{row}|"
    ))
}

#[test]
fn the_clouds_of_a_table_are_those_with_a_tick() {
    let header = "Global service | China operated by 21Vianet";
    assert_eq!(clouds_of(header, ":white_check_mark: | :x:").clouds, [Cloud::Global]);
    assert_eq!(clouds_of(header, "✅ | :heavy_check_mark:").clouds, [Cloud::Global, Cloud::China]);
    // What is not understood is not known.
    assert_eq!(clouds_of(header, ":white_check_mark: | soon").clouds, []);
    assert_eq!(clouds_of("Global service | Moon", ":white_check_mark: | :x:").clouds, []);
    assert_eq!(operation_about("Gets a thing.").clouds, []);
}

#[test]
fn the_table_of_clouds_is_no_part_of_the_description() {
    let operation = clouds_of("Global service | US Government L4", ":white_check_mark: | :x:");
    assert_eq!(operation.description, "Gets a thing.");
}

// Levels.

fn code(reference: &Reference, uses: UseLevels) -> String {
    let target = Target { uses, ..printed::target() };
    emit_reference(&reference.api, &target).to_string()
}

fn marked_reference() -> Reference {
    let operation = printed::page_about("Gets a lamp. This API is deprecated { see \"x\" }.");
    let rows = "| oil | String | Deprecated. |\n| range | Int32 | (Preview) How far. |\n\n### fuel values\n\n\
                | Member | Description |\n|:--|:--|\n| gas | The usual one. |\n| wood | This member is deprecated. |";
    let rows = rows.replace("(Preview) How far. |", "(Preview) How far. |\n| fuel | fuel | What it burns. |");
    read_texts([("thing-get.md", operation), ("lamp.md", resource_page("A lamp.", &rows))])
}

#[test]
fn a_level_says_what_becomes_of_a_use() {
    let reference = marked_reference();
    let uses = |level| UseLevels { deprecated: level, preview: level };
    let allowed = code(&reference, uses(UseLevel::Allow));
    assert!(!allowed.contains("deprecated (note") && !allowed.contains("on_unimplemented"), "{allowed}");
    assert!(allowed.contains("**Deprecated.** Gets a lamp."), "{allowed}");

    let warned = code(&reference, UseLevels::default());
    // A constructor, a client's method, two getters with their setters, a member.
    assert_eq!(warned.matches("deprecated (note").count(), 7, "{warned}");

    let denied = code(&reference, uses(UseLevel::Deny));
    assert!(!denied.contains("deprecated (note"), "{denied}");
    assert_eq!(denied.matches("for < 'denied >").count(), 6, "{denied}");
    assert_eq!(denied.matches("pub trait __Denied").count(), 3, "{denied}");
    assert!(denied.contains("`GetThing` is deprecated: This API is deprecated {{ see"), "{denied}");
    assert!(denied.contains("see lamp.md:11"), "{denied}");
    assert!(!denied.contains("Wood") && denied.contains("- `wood`, which comes as `Unlisted`."), "{denied}");
}

#[test]
fn each_level_is_set_alone() {
    let reference = marked_reference();
    let code = code(&reference, UseLevels { deprecated: UseLevel::Allow, preview: UseLevel::Deny });
    assert!(!code.contains("deprecated (note"), "{code}");
    assert_eq!(code.matches("pub trait __Denied").count(), 1, "{code}");
    assert!(code.contains("__DeniedPartLampRange"), "{code}");
}

#[test]
fn code_that_names_a_deprecated_type_is_allowed_to() {
    let old = resource_page("This type is deprecated.", "| id | String | The key. |");
    let holder = resource_page("A holder.", "| lamp | [lamp](lamp.md) | The lamp. |").replace("# lamp ", "# holder ");
    let reference =
        read_texts([("lamp.md", old), ("holder.md", holder), ("thing-get.md", printed::page_about("Gets."))]);
    let code = code(&reference, UseLevels::default());
    assert_eq!(code.matches("deprecated (note").count(), 1, "{code}");
    // Three implementations of each type, and the names that the module shows.
    assert_eq!(code.matches("# [allow (deprecated)]").count(), 7, "{code}");
}

#[test]
fn the_names_of_levels_are_read_back() {
    for level in UseLevel::ALL {
        assert_eq!(UseLevel::from_name(level.name()), Some(level));
    }
    assert_eq!(UseLevel::from_name("Warn"), None);
}
