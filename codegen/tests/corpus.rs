//! The real pages in, where `DOCBIND_CORPUS` names a folder of them; what must hold for all of them out.
//!
//! ```text
//! DOCBIND_CORPUS=../../shared/corpus/graph-2021 cargo test -p docbind-codegen --test corpus
//! ```

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use docbind_codegen::api::{Access, Operation, Origin, Property, QueryOption, QueryOptions, TypeKind};
use docbind_codegen::emit::Target;
use docbind_codegen::lock::Lock;
use docbind_codegen::options::Options;
use docbind_codegen::print::{File, Layout, print_reference};
use docbind_codegen::{Code, Reference, read_reference, read_texts};
use serde_json::{Value, json};

#[path = "shared/held.rs"]
mod held;
#[path = "shared/printed.rs"]
mod printed;

/// How often each code fires on the July 2021 pages of v1.0, and why it is right to.
const COUNTS: &[(Code, usize)] = &[
    // externalconnectors-schema-create.md: `# [HTTP](#tab/http)` and no `---` before `## Response`.
    (Code::UnclosedTabs, 1),
    // `/users/{user-id} | user-principal-name/chats` (the alternative fell out of its braces), `range(address='..'/entireRow`
    // without its `)` twice, and `?requiresReview:{Boolean}` with a colon for the equals sign.
    (Code::RouteBroken, 4),
    // `/childFolders/{id}/.../messages`: nobody can call three dots. Outlook's folders have them, on 8 pages.
    (Code::RouteElided, 9),
    // The line above, or a line of the block before, is the same; mostly `/me/drive` copied where another was meant.
    (Code::RouteRepeated, 13),
    // 15 times no slash before `policies`, `identity`, `groups`, `auditLogs`, `appCatalogs`; twice `(team-id)` for `{team-id}`.
    (Code::RouteForm, 17),
    // Eight times `**TODO: Determine scopes **`; `Directory AccessAsUser.All` with a space for a dot; the prose of
    // subscription-list.md; "One from EduRoster.ReadBasic, ..".
    (Code::PermissionCell, 13),
    // The section only says where to look: the four pages of printing, a format of a drive item, a profile photo.
    (Code::PermissionMissing, 6),
    // OneDrive's pages say "If successful, this method returns a ..", and leave the code to the example.
    (Code::StatusMissing, 27),
    // `201 Created` in words and 200 in the example, or 204 and 200: one of them is wrong, and the page has to say which.
    (Code::StatusDiffers, 24),
    // An annotation copied from another page (`team` for `channel`), or a type that is close by: `educationResource` for the
    // resource of a submission that holds it.
    (Code::AnswerDiffers, 11),
    // On operation pages a comma behind the last entry (17), a string over the line's end (4), a key without quotes (1);
    // on resource pages strings over the line's end, mostly `suppressions` (18), such commas (5) and missing ones (2).
    (Code::AnnotationJson, 47),
    // securescorecontrolprofile.md: a description that goes on in the next line, which so is a row; and `string/number`.
    (Code::PropertyRow, 2),
    // `microsoft.management.services...`, which the page itself calls unknown, and `error object` of a workbook's operation.
    (Code::TypeUnknown, 2),
    (Code::TypeMade, 1),
    // `id`, `scope` for `scopes`, and OneDrive's own `opaqueUrl`.
    (Code::AnnotationKey, 5),
];

/// The one page where this reader and the second one differ on purpose: it says "a 200-series response code", which is no
/// code, and its example answers with 201.
const READ_OTHERWISE: &str = "v1.0/api/oauth2permissiongrant-post.md";

/// The corpus, read once; `None`, said once, where there is none.
fn corpus() -> Option<&'static Reference> {
    static CORPUS: OnceLock<Option<Reference>> = OnceLock::new();
    CORPUS.get_or_init(|| root().map(|root| read_reference(&Options::folder(root)))).as_ref()
}

fn root() -> Option<PathBuf> {
    let root = std::env::var_os("DOCBIND_CORPUS").map(PathBuf::from);
    if root.is_none() {
        println!("skipped: DOCBIND_CORPUS is unset");
    }
    root
}

fn target() -> Target {
    Target { client: "Graph".to_owned(), visibility: "pub".to_owned(), ..Target::default() }
}

fn print(reference: &Reference) -> Vec<File> {
    print_reference(&reference.api, &target(), &["Microsoft Graph.".to_owned()], &Layout::Crate("graph".to_owned()))
}

/// `[METHOD, template as written]` of each route, in page order.
fn written_routes(operation: &Operation) -> Vec<(&str, &str)> {
    let used = operation.routes.iter().map(|route| (&route.place, route.method.as_str(), route.written.as_str()));
    let unused =
        operation.unused_routes.iter().map(|route| (&route.place, route.method.as_str(), route.written.as_str()));
    let mut routes: Vec<_> = used.chain(unused).collect();
    routes.sort();
    routes.into_iter().map(|(_, method, written)| (method, written)).collect()
}

#[test]
fn every_operation_page_is_read() {
    let Some(reference) = corpus() else { return };
    assert_eq!(reference.page_count, 3_341 + count_outside_of_pages(reference));
    assert_eq!(reference.api.operations.len(), 2_102);
    let routes = reference.api.operations.iter().map(|operation| written_routes(operation));
    let counts: Vec<usize> = routes.map(|routes| routes.len()).collect();
    assert!(counts.iter().all(|count| *count > 0), "an operation without a written route");
    assert!(counts.iter().sum::<usize>() >= 3_751, "{} routes", counts.iter().sum::<usize>());
}

/// Pages of the doc root beside those in folders `api` and `resources`.
fn count_outside_of_pages(reference: &Reference) -> usize {
    let is_page = |path: &str| path.contains("/api/") || path.contains("/resources/");
    let files = reference.sources.files().iter().take(reference.page_count);
    files.filter(|file| !is_page(&file.path)).count()
}

#[test]
fn every_listed_row_is_a_property() {
    let Some(reference) = corpus() else { return };
    let api = &reference.api;
    let with_page = api.resources.iter().filter(|resource| resource.origin == Origin::Page);
    let pages: usize = with_page.clone().map(|resource| resource.listings.len().max(1)).sum();
    assert_eq!(pages, 1_030);
    assert!(api.enumerations.len() > 300, "{} enumerations", api.enumerations.len());
    let mut listed: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for resource in with_page {
        let own = resource.properties.iter().filter(|property| property.is_listed);
        listed.entry(&resource.page).or_default().extend(own.map(|property| property.wire_name.as_str()));
        for listing in &resource.listings {
            let names = listing.properties.iter().map(|(name, _)| name.as_str());
            listed.entry(&listing.page).or_default().extend(names);
        }
    }
    let mut rows = 0;
    for file in reference.sources.files().iter().filter(|file| listed.contains_key(file.path.as_str())) {
        for name in row_names(&file.text) {
            rows += 1;
            assert!(listed[file.path.as_str()].contains(name.as_str()), "{}: {name}", file.path);
        }
    }
    assert!(rows > 7_290, "{rows} rows");
}

/// The first cells of the tables directly below `## Properties` and `## Relationships`, told by lines alone.
fn row_names(text: &str) -> Vec<String> {
    let (mut in_section, mut in_table, mut in_comment) = (false, false, false);
    let (mut names, mut header) = (Vec::new(), Vec::<String>::new());
    for line in text.lines().map(str::trim) {
        in_comment = (in_comment || line.starts_with("<!--")) && !line.ends_with("-->");
        if let Some(heading) = line.strip_prefix('#') {
            let heading = heading.trim_matches(['#', ' ']).to_lowercase();
            (in_section, in_table) = (heading == "properties" || heading == "relationships", false);
        }
        let cells: Vec<&str> = line.trim_start_matches('|').split('|').map(str::trim).collect();
        let is_rule = cells.len() > 1 && cells[0].starts_with([':', '-']) && cells[0].contains("--");
        if !line.contains('|') || in_comment {
            in_table = false;
        } else if in_section && is_rule {
            in_table = header.iter().any(|cell| cell == "type");
        } else if in_table {
            names.push(cells[0].replace(['*', '`', '\\'], ""));
        }
        header = cells.iter().map(|cell| cell.trim_matches(['*', ' ']).to_lowercase()).collect();
    }
    let is_property = |name: &String| name != "@odata.type" && name.split([' ', ',', '<', '[', '(']).count() == 1;
    names.retain(|name| !name.is_empty() && is_property(name));
    names
}

#[test]
fn nearly_every_type_is_known() {
    let Some(reference) = corpus() else { return };
    let listed = reference.api.resources.iter().filter(|resource| resource.origin == Origin::Page);
    let properties = listed.flat_map(|resource| &resource.properties).filter(|property| property.is_listed);
    let unknown: Vec<&str> = properties
        .filter_map(|property| match &property.ty.kind {
            TypeKind::Unknown(written) => Some(written.as_str()),
            _ => None,
        })
        .collect();
    assert!(unknown.len() <= 2, "{unknown:?}");
    let ids: BTreeSet<&str> = reference.api.resources.iter().map(|resource| resource.id.as_str()).collect();
    let bases = reference.api.resources.iter().filter_map(|resource| resource.base.as_deref());
    assert!(bases.into_iter().all(|base| ids.contains(base)));
    let modules: BTreeSet<&str> =
        reference.api.resources.iter().filter_map(|resource| resource.module.as_deref()).collect();
    assert_eq!(modules, BTreeSet::from(["call_records", "external_connectors"]));
}

#[test]
fn no_two_names_are_alike() {
    let Some(reference) = corpus() else { return };
    printed::check_names(&reference.api);
    let folded = |name: &str| name.replace('_', "").to_lowercase();
    let names: BTreeSet<String> = reference.api.operations.iter().map(|operation| folded(&operation.name)).collect();
    assert_eq!(names.len(), reference.api.operations.len(), "two endpoints that differ by case alone");
    for operation in &reference.api.operations {
        let names: BTreeSet<&String> = operation.routes.iter().map(|route| &route.name).collect();
        assert_eq!(names.len(), operation.routes.len(), "{}", operation.page);
    }
}

#[test]
fn the_code_is_rust_and_nothing_of_a_page_is_code_in_it() {
    let Some(reference) = corpus() else { return };
    printed::check_printed(reference);
}

#[test]
fn the_code_is_the_same_bytes_every_time() {
    let Some(reference) = corpus() else { return };
    let first = print(reference);
    assert_eq!(first, print(reference), "the same model printed twice");
    let mut texts: Vec<(&str, &str)> =
        reference.sources.files().iter().map(|file| (file.path.as_str(), &*file.text)).collect();
    texts.reverse();
    let again = read_texts(texts.iter().map(|(path, text)| (*path, *text)));
    assert!(first == print(&again), "the pages in another order");
}

#[test]
fn every_fault_has_a_place() {
    let Some(reference) = corpus() else { return };
    for diagnostic in reference.diagnostics.iter() {
        let place = diagnostic.span.and_then(|span| reference.sources.location(span));
        let place = place.unwrap_or_else(|| panic!("no place: {}", diagnostic.message));
        let file = reference.sources.find(&place.file).map(|id| reference.sources.file(id)).expect("the file is known");
        let lines = file.text.lines().count();
        assert!((1..=lines).contains(&(place.line as usize)), "{}:{}", place.file, place.line);
        assert!(diagnostic.help.is_some(), "no help: {}", diagnostic.message);
        assert!(!diagnostic.message.ends_with('.'), "{}", diagnostic.message);
    }
}

#[test]
fn the_faults_are_the_known_ones() {
    let Some(reference) = corpus() else { return };
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    for diagnostic in reference.diagnostics.iter() {
        *counts.entry(diagnostic.code).or_default() += 1;
    }
    let found: Vec<(&str, usize)> = counts.iter().map(|(code, count)| (code.name(), *count)).collect();
    let known: BTreeMap<Code, usize> = COUNTS.iter().copied().collect();
    let known: Vec<(&str, usize)> = known.iter().map(|(code, count)| (code.name(), *count)).collect();
    assert_eq!(found, known);
}

/// Every "Supports `$filter` (..)" in the description of a property is understood.
#[test]
fn every_list_of_operators_is_understood() {
    let Some(reference) = corpus() else { return };
    let properties = reference.api.resources.iter().flat_map(|resource| &resource.properties);
    let own: Vec<&Property> = properties.filter(|property| property.inherited_from.is_none()).collect();
    let has_list = |docs: &str| {
        let words = docs.replace('`', "");
        words.split("upports $filter").skip(1).any(|after| after.trim_start().starts_with('('))
    };
    let (listed, others): (Vec<&Property>, Vec<&Property>) =
        own.into_iter().partition(|property| property.query.operators.is_some());
    let missed: Vec<_> = others.iter().filter(|property| has_list(&property.docs)).map(|each| &each.docs).collect();
    assert_eq!(missed, Vec::<&String>::new());
    assert!(listed.len() > 100, "{}", listed.len());
    let on_select = listed.iter().chain(&others).filter(|property| property.query.is_only_on_select).count();
    assert!(on_select > 50, "{on_select}");
}

/// Pages that refuse query options, and pages that list some, are told from those that speak of them in general.
#[test]
fn query_options_are_listed_refused_or_general() {
    let Some(reference) = corpus() else { return };
    let options = |page: &str| {
        let operation = reference.api.operations.iter().find(|operation| operation.page == page);
        operation.map(|operation| operation.query_options.clone())
    };
    assert_eq!(options("v1.0/api/shift-get.md"), Some(QueryOptions::Unsupported));
    assert_eq!(options("v1.0/api/chatmessage-list-replies.md"), Some(QueryOptions::AnyOf(vec![QueryOption::Top])));
    assert_eq!(options("v1.0/api/printer-get.md"), Some(QueryOptions::Any));
    assert_eq!(options("v1.0/api/user-delete.md"), Some(QueryOptions::NotSaid));
}

#[test]
fn a_series_of_codes_is_no_code() {
    let Some(reference) = corpus() else { return };
    let page = reference.api.operations.iter().find(|operation| operation.page == READ_OTHERWISE);
    let page = page.expect("the page is in the corpus");
    let statuses: Vec<u16> = page.responses.iter().map(|response| response.status).collect();
    assert_eq!(statuses, [201]);
}

#[test]
fn pages_are_read_as_another_reader_reads_them() {
    let Some(reference) = corpus() else { return };
    let listing = root().map(|root| root.join("../../expected/graph-2021-v1.0.jsonl"));
    let Some(Ok(listing)) = listing.map(fs::read_to_string) else {
        println!("skipped: no listing to compare with");
        return;
    };
    let operations: BTreeMap<&str, &Operation> =
        reference.api.operations.iter().map(|operation| (operation.page.as_str(), operation.as_ref())).collect();
    let mut compared = 0;
    for line in listing.lines().filter(|line| !line.trim().is_empty()) {
        let expected: Value = serde_json::from_str(line).expect("the listing is JSON");
        let page = expected["doc"].as_str().expect("a page has a path");
        let operation = operations.get(page).unwrap_or_else(|| panic!("{page} is missing"));
        compare_page(operation, &expected);
        compared += 1;
    }
    assert_eq!(compared, 2_102);
}

fn compare_page(operation: &Operation, expected: &Value) {
    let page = &operation.page;
    if expected["routes"].as_array().is_some_and(|routes| !routes.is_empty()) {
        assert_eq!(json!(written_routes(operation)), expected["routes"], "{page}");
    }
    let permissions = &operation.permissions;
    for (kind, access) in [
        ("delegated-work", &permissions.delegated_work),
        ("delegated-personal", &permissions.delegated_personal),
        ("application", &permissions.application),
    ] {
        let wanted = expected["permissions"].get(kind).unwrap_or(&Value::Null);
        assert!(wanted.is_null() || *wanted == listed(access), "{page}: {kind}: {wanted}, not {access:?}");
    }
    let status = operation.responses.first().map(|response| response.status);
    let is_same = expected["status"].is_null() || json!(status) == expected["status"];
    assert!(is_same || page == READ_OTHERWISE, "{page}: {}, not {status:?}", expected["status"]);
}

fn listed(access: &Access) -> Value {
    match access {
        Access::NotSaid | Access::ByCase(_) => Value::Null,
        Access::Unsupported => json!("unsupported"),
        Access::NoneNeeded => json!("none"),
        Access::AnyOf(alternatives) => json!(alternatives),
    }
}

/// How many things the pages call deprecated, and a preview. Each sentence was read.
const STATES: &[(&str, usize, usize)] = &[
    // `team-delete-installedapps.md` includes the disclaimer of `/beta`, as four resource pages do.
    ("operations", 0, 1),
    ("routes", 0, 0),
    // `alternativeSecurityId`, "This complex type will be deprecated".
    ("types", 1, 4),
    // Seven of `iosGeneralDeviceConfiguration`; "to be deprecated", "in the process of being deprecated", "Deprecated -- use ..".
    // As a preview `changeNotification.encryptedContent` and `shownContext`, which begin with "(Preview)", "(Private Preview)".
    ("properties", 11, 2),
    ("members", 0, 0),
];

#[test]
fn what_is_deprecated_or_a_preview_is_what_was_read() {
    let Some(reference) = corpus() else { return };
    assert_eq!(states(reference), STATES);
}

/// How many things of each kind are deprecated, and a preview.
fn states(reference: &Reference) -> Vec<(&'static str, usize, usize)> {
    let api = &reference.api;
    let properties = api.resources.iter().flat_map(|resource| &resource.properties);
    let members = api.enumerations.iter().flat_map(|enumeration| &enumeration.members);
    let routes = api.operations.iter().flat_map(|operation| &operation.routes);
    vec![
        count("operations", api.operations.iter().map(|item| (&item.deprecated, &item.preview))),
        count("routes", routes.map(|item| (&item.deprecated, &None))),
        count("types", api.resources.iter().map(|item| (&item.deprecated, &item.preview))),
        count("properties", properties.map(|item| (&item.deprecated, &item.preview))),
        count("members", members.map(|item| (&item.deprecated, &item.preview))),
    ]
}

fn count<'a>(
    kind: &'static str,
    items: impl Iterator<Item = (&'a Option<String>, &'a Option<String>)>,
) -> (&'static str, usize, usize) {
    items.fold((kind, 0, 0), |(kind, deprecated, preview), item| {
        (kind, deprecated + usize::from(item.0.is_some()), preview + usize::from(item.1.is_some()))
    })
}

#[test]
fn newer_pages_name_their_clouds_and_that_they_are_a_preview() {
    let root = root().map(|root| root.join("../graph-modern/api-reference")).filter(|root| root.is_dir());
    let Some(root) = root else { return };
    let reference = read_reference(&Options::folder(root));
    // All pages below `beta` include the disclaimer.
    let is_beta = |page: &str| page.starts_with("beta/");
    for operation in &reference.api.operations {
        assert_eq!(operation.preview.is_some(), is_beta(&operation.page), "{}", operation.page);
    }
    assert_eq!(
        states(&reference),
        [("operations", 0, 8), ("routes", 0, 0), ("types", 0, 1), ("properties", 0, 0), ("members", 0, 0)]
    );
    let clouds: Vec<usize> = reference.api.operations.iter().map(|operation| operation.clouds.len()).collect();
    // `all-clouds.md` five times, `global-only.md` three times; six pages include neither.
    let of = |count| clouds.iter().filter(|clouds| **clouds == count).count();
    assert_eq!([of(4), of(1), of(0)], [5, 3, 6]);
}

/// The most bytes that the lock of v1.0 may have.
const LOCK_BYTES: usize = 4_500_000;

#[test]
fn the_lock_is_small_and_holds_the_surface() {
    let Some(reference) = corpus() else { return };
    let lock = Lock::of(reference);
    let text = lock.text();
    assert!(text.len() < LOCK_BYTES, "{} bytes", text.len());
    let longest = text.lines().map(str::len).max().unwrap_or_default();
    assert!(longest < 8_000, "a line of {longest} bytes");
    let again = Lock::parse(&text, "docbind.lock").unwrap();
    assert!(again == lock && again.text() == text, "the lock is read as it was written");
    assert_eq!(again.compare(&lock, &reference.sources), None);
    let (api, expected) = (held::held(again.api()), held::held(reference.api.clone()));
    for (found, expected) in api.operations.iter().zip(&expected.operations) {
        assert_eq!(found, expected);
    }
    for (found, expected) in api.resources.iter().zip(&expected.resources) {
        assert_eq!(found, expected);
    }
    assert!(api == expected);
}
