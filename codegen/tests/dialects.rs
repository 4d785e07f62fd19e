//! References with wordings of their own and the settings that say so in; their whole models, and what is said of wordings that
//! cannot be used, out.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use docbind_codegen::api::{Access, Content, Operation, QueryOptions, Resource, Shape, Type, TypeKind};
use docbind_codegen::options::{Options, SettingsFile};
use docbind_codegen::render::{Colour, render_all};
use docbind_codegen::settings::DialectSettings;
use docbind_codegen::{Code, Levels, Reference, read_reference};

const GUIDE: &str = include_str!("../../docs/guide/src/dialects.md");

fn options(reference: &str) -> Options {
    Options::folder(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dialects").join(reference))
}

fn report(reference: &Reference) -> String {
    render_all(&reference.diagnostics, &reference.sources, &Levels::default(), Colour::Plain)
}

fn read(reference: &str) -> Reference {
    let reference = read_reference(&options(reference));
    assert_eq!(report(&reference), "");
    reference
}

fn access(access: &Access) -> String {
    match access {
        Access::AnyOf(all) => all.iter().map(|together| together.join("+")).collect::<Vec<_>>().join(" or "),
        Access::NotSaid => "not said".to_owned(),
        Access::NoneNeeded => "none needed".to_owned(),
        Access::Unsupported => "refused".to_owned(),
        Access::ByCase(_) => "by case".to_owned(),
    }
}

fn type_words(ty: &Type) -> String {
    let name = match &ty.kind {
        TypeKind::Primitive(primitive) => primitive.edm_name(),
        TypeKind::Named(name) | TypeKind::Unknown(name) => name,
    };
    if ty.is_collection { format!("{name}[]") } else { name.to_owned() }
}

fn operation_words(operation: &Operation) -> String {
    let mut out = String::new();
    let mut line = |words: String| writeln!(out, "{words}").unwrap();
    line(operation.title.clone());
    line(format!("area {:?}, namespace {:?}", operation.area, operation.namespace));
    for route in &operation.routes {
        let arguments: Vec<String> =
            route.arguments.iter().map(|argument| format!("{}: {}", argument.written, argument.docs)).collect();
        line(format!("{} {} ({})", route.method, route.template, arguments.join("; ")));
    }
    let permissions = &operation.permissions;
    line(format!("work: {}", access(&permissions.delegated_work)));
    line(format!("personal: {}", access(&permissions.delegated_personal)));
    line(format!("application: {}", access(&permissions.application)));
    for parameter in &operation.parameters {
        let ty = parameter.ty.edm_name();
        let required = if parameter.is_required { "required" } else { "optional" };
        line(format!("{:?} {} {ty} {required}", parameter.place, parameter.wire_name));
    }
    match &operation.query_options {
        QueryOptions::AnyOf(options) => {
            line(format!("options {}", options.iter().map(|option| option.wire_name()).collect::<Vec<_>>().join(" ")));
        }
        other => line(format!("options {other:?}")),
    }
    line(format!("request {:?}", operation.request_body));
    for response in &operation.responses {
        let content = match &response.content {
            Content::Json(Shape::Plain(ty)) => type_words(ty),
            other => format!("{other:?}"),
        };
        line(format!("{} {content}", response.status));
    }
    line(format!("deprecated {:?}", operation.deprecated));
    line(format!("preview {:?}", operation.preview));
    out
}

fn resource_words(resource: &Resource) -> String {
    let mut out = format!("{} < {:?}\n", resource.id, resource.base);
    for property in &resource.properties {
        let marks = [
            ("required", property.is_required),
            ("read-only", property.is_read_only),
            ("navigation", property.is_navigation),
            ("never null", property.is_nullable == Some(false)),
            ("on select", property.query.is_only_on_select),
        ];
        let marks = marks.into_iter().filter(|(_, has)| *has).map(|(mark, _)| format!(" {mark}")).collect::<String>();
        let deprecated = property.deprecated.as_ref().map(|note| format!(" deprecated: {note}")).unwrap_or_default();
        writeln!(out, "{} {}{marks}{deprecated}", property.wire_name, type_words(&property.ty)).unwrap();
    }
    out
}

fn model_words(reference: &Reference) -> String {
    let operations = reference.api.operations.iter().map(|operation| operation_words(operation));
    let resources = reference
        .api
        .resources
        .iter()
        .filter(|resource| !resource.id.contains('#'))
        .map(|resource| resource_words(resource));
    let enumerations = reference.api.enumerations.iter().map(|enumeration| {
        let members = enumeration.members.iter().map(|member| match &member.deprecated {
            Some(_) => format!(" {} (deprecated)", member.wire_name),
            None => format!(" {}", member.wire_name),
        });
        format!("{}:{}\n", enumeration.id, members.collect::<String>())
    });
    operations.chain(resources).chain(enumerations).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_reference_in_another_language_is_read_as_it_means() {
    let expected = include_str!("dialects/porto/model.txt");
    assert_eq!(model_words(&read("porto")), expected);
}

#[test]
fn a_reference_with_other_headings_placeholders_and_tokens_is_read_as_it_means() {
    let expected = include_str!("dialects/harbour/model.txt");
    assert_eq!(model_words(&read("harbour")), expected);
}

#[test]
fn a_kind_of_token_without_labels_is_refused_or_not_said() {
    let harbour = read("harbour");
    let refusals = harbour.api.operations.iter().map(|operation| operation.permissions.refusals());
    let places: Vec<_> = refusals.map(|[_, personal, _]| personal.unwrap()).collect();
    assert!(places.iter().all(|place| place.line > 10), "each is refused at the table of its page: {places:?}");

    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dialects/harbour");
    let settings = fs::read_to_string(root.join("docbind.toml")).unwrap().replace("\"refused\"", "\"not-said\"");
    let path = folder.path().join("docbind.toml");
    fs::write(&path, settings.replace("root = \"pages\"", "")).unwrap();
    for page in ["crate-get.md", "crate.md"] {
        fs::copy(root.join("pages").join(page), folder.path().join(page)).unwrap();
    }
    let reference = read_reference(&Options::folder(folder.path()));
    assert_eq!(report(&reference), "");
    let permissions = &reference.api.operations.first().unwrap().permissions;
    assert_eq!(permissions.delegated_personal, Access::NotSaid);
    assert_eq!(permissions.refusals()[1], None);
}

#[test]
fn the_same_pages_without_their_words_are_not_understood() {
    for (reference, code) in [("porto", Code::PermissionMissing), ("harbour", Code::NoPages)] {
        let reference = read_reference(&Options { settings: SettingsFile::Without, ..options(reference) });
        let codes: Vec<Code> = reference.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
        assert!(codes.contains(&code), "{codes:?}");
        let is_said = |operation: &Arc<Operation>| operation.permissions.application != Access::NotSaid;
        assert!(!reference.api.operations.iter().any(is_said), "{}", model_words(&reference));
    }
}

/// What is said of settings with one page.
fn fault(settings: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("docbind.toml"), settings).unwrap();
    fs::write(folder.path().join("page.md"), "# Page\n").unwrap();
    let options = Options { label: String::new(), ..Options::folder(folder.path()) };
    report(&read_reference(&options))
}

/// The words of a report without its frame and the file's place on disk.
fn assert_says(settings: &str, all: &[&str]) {
    let said = fault(settings);
    for words in all {
        assert!(said.contains(words), "`{words}` is in:\n{said}");
    }
}

#[test]
fn an_unknown_key_or_word_gets_the_one_that_was_meant() {
    assert_says(
        "[dialect.headings]\npermission = [\"x\"]\n",
        &["there is no setting `permission` here", "did you mean `permissions`?", "2 | permission = ", "^^^^^^^^^^"],
    );
    assert_says("[dialect]\nplaceholders = [\"[id]\"]\n", &["`[id]` is none of the words", "`:id`"]);
    assert_says("[dialect]\nextends = \"grph\"\n", &["did you mean `graph`?"]);
    assert_says("[dialect.header]\n", &["there is no setting `header` here", "did you mean `headings`?"]);
}

#[test]
fn a_wording_that_says_nothing_is_refused() {
    assert_says(
        "[dialect.cells]\nrefused = [\"closed\", \" \"]\n",
        &[
            "a wording of `cells.refused` says nothing",
            "without wordings, the list of a key is `[]`",
            "2 | refused = [\"closed\", \" \"]",
            "^^^",
        ],
    );
    assert_says("[dialect.headings]\nresponse = [\"*\"]\n", &["a wording of `headings.response` says nothing"]);
    assert_says("[dialect]\nplaceholders = []\n", &["the reference has no form of placeholders"]);
    let long = format!("[dialect.headings]\nresponse = [\"{}\"]\n", "x".repeat(201));
    assert_says(&long, &["a wording of `headings.response` is longer than 200 bytes"]);
    let many = format!("[dialect.headings]\nresponse = [{}]\n", "\"x\",".repeat(201));
    assert_says(&many, &["`headings.response` has more than 200 wordings"]);
}

#[test]
fn one_wording_for_two_parts_is_a_conflict() {
    assert_says(
        "[dialect.headings]\nresponse = [\"Body\"]\nrequest-body = [\"body\"]\n",
        &[
            "`body` is a wording of `headings.response` and of `headings.request-body`",
            "take it out of one of them",
            "^^^^^^",
        ],
    );
    assert_says(
        "[dialect.headings]\nheaders = [\"Example *\"]\n",
        &[
            "`example *` is a wording of `headings.headers` and of `headings.examples`",
            "`headings.examples` has it where it is not given: give it without",
            "2 | headers = ",
        ],
    );
    assert_says("[dialect.primitives]\nint64 = [\"number\"]\n", &["`number` is a wording of `primitives.int64`"]);
    // What the other key no longer has is no conflict.
    assert!(
        !fault("[dialect.headings]\nheaders = [\"Example *\"]\nexamples = [\"Try it\"]\n").contains("bad-settings")
    );
}

#[test]
fn without_the_words_of_microsoft_graph_only_those_given_hold() {
    let folder = tempfile::tempdir().unwrap();
    let settings = "[dialect]\nextends = \"none\"\n[dialect.headings]\nhttp-request = [\"Call\"]\n";
    fs::write(folder.path().join("docbind.toml"), settings).unwrap();
    let page = "# Get x\n\nGets it.\n\n## Call\n\n```\nGET /x\n```\n\n## Permissions\n\n| | |\n|---|---|\n| Application | None |\n";
    fs::write(folder.path().join("x.md"), page).unwrap();
    let reference = read_reference(&Options::folder(folder.path()));
    let operation = reference.api.operations.first().unwrap();
    assert_eq!(operation.routes.len(), 1);
    assert_eq!(operation.permissions.application, Access::NotSaid);
}

#[test]
fn the_guides_example_is_read_as_it_says() {
    let fence = |begin: &str, end: &str| GUIDE.split_once(begin).unwrap().1.split_once(end).unwrap().0.to_owned();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("crate-get.md"), fence("````markdown\n", "````")).unwrap();
    fs::write(folder.path().join("docbind.toml"), fence("```toml\n", "```")).unwrap();
    let reference = read_reference(&Options::folder(folder.path()));
    assert_eq!(report(&reference), "");
    let operation = reference.api.operations.first().unwrap();
    assert_eq!(operation.routes.iter().map(|route| route.arguments.len()).collect::<Vec<_>>(), [2]);
    assert_eq!(access(&operation.permissions.delegated_work), "Crates.Read");
    assert_eq!(operation.permissions.delegated_personal, Access::Unsupported);
    assert_eq!(operation.permissions.application, Access::Unsupported);
    assert!(matches!(operation.responses.as_slice(), [answer] if answer.status == 200), "{:?}", operation.responses);
    assert!(operation.deprecated.is_some());
}

#[test]
fn the_guide_lists_every_key_with_its_wordings() {
    let mut group = String::new();
    let mut expected = String::new();
    for (key, words) in DialectSettings::keys() {
        let (own, name) = key.split_once('.').unwrap();
        if own != group {
            writeln!(expected, "[dialect.{own}]").unwrap();
            own.clone_into(&mut group);
        }
        let words: Vec<String> =
            words.iter().map(|word| format!("{word:?}").replace("\\u{fe0f}", "\u{fe0f}")).collect();
        writeln!(expected, "{name} = [{}]", words.join(", ")).unwrap();
    }
    let (_, listed) = GUIDE.split_once("<!-- keys -->\n\n```toml\n").unwrap();
    let (listed, _) = listed.split_once("```").unwrap();
    let listed: Vec<&str> = listed.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert_eq!(listed, expected.lines().collect::<Vec<_>>(), "the guide says:\n{expected}");
}
