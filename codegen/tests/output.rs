//! Pages and the `[output]` of a `docbind.toml` in; the code that is generated, and what is said of settings that are wrong, out.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::Path;

use docbind_codegen::print::{File, Layout, print_reference};
use docbind_codegen::render::{Colour, render_all};
use docbind_codegen::settings::UseSettings;
use docbind_codegen::{Builder, Levels, Options, Reference, read_reference};

const TIDE: &str = "---\nms.prod: \"coast\"\n---\n# tide resource type\n\nNamespace: microsoft.graph\n\nA tide.\n\n## Properties\n\n\
    | Property | Type | Description |\n|---|---|---|\n| highAt | DateTimeOffset | When it is high. |\n| day | Date | The day. |\n\
    | lowAt | TimeOfDay | When it is low. |\n| length | Duration | How long. |\n\
    | turns | DateTimeOffset collection | When it turns. |\n| gitHubKey | String | A key. |\n\
    | kind | tideKind | Possible values are: `spring`, `neap`. |\n";

fn operation(title: &str, area: &str, route: &str, body: &str) -> String {
    format!(
        "---\nms.prod: \"{area}\"\n---\n# {title}\n\nNamespace: microsoft.graph\n\n{title}.\n\n## HTTP request\n\n```http\n{route}\n```\n\n\
         ## Response\n\nReturns `200 OK` and {body}.\n\n## Example\n\n```http\nGET https://sea.example/v1/tides/1\n```\n"
    )
}

/// Pages below `docs`, and settings beside them.
struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    fn new(settings: &str) -> Self {
        let project = Self { folder: tempfile::tempdir().unwrap() };
        let a_tide = "a [tide](../resources/tide.md) object";
        project.write("Cargo.toml", "[package]\n");
        project.write("docs/docbind.toml", settings);
        project.write("docs/resources/tide.md", TIDE);
        project.write("docs/api/tide-get.md", &operation("Get tide", "Coast Guard", "GET /tides/{id}", a_tide));
        project.write("docs/api/buoy-get.md", &operation("Get GitHub buoy", "", "GET /buoys/{id}", a_tide));
        project
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self) -> Reference {
        read_reference(&Options { label: "docs".to_owned(), ..Options::folder(self.path().join("docs")) })
    }

    fn print(&self, layout: &Layout) -> Vec<File> {
        let reference = self.read();
        assert!(reference.diagnostics.iter().all(|fault| !fault.code.is_of_settings()), "{}", report(&reference));
        let client = reference.settings.output.client().unwrap_or("Sea").to_owned();
        print_reference(&reference.api, &reference.target(client, UseSettings::default()), &[], layout)
    }
}

/// The files that settings make, as a module.
fn printed(settings: &str) -> Vec<File> {
    Project::new(settings).print(&Layout::Module)
}

fn text<'a>(files: &'a [File], path: &str) -> &'a str {
    let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let found = files.iter().find(|file| file.path == path);
    &found.unwrap_or_else(|| panic!("there is no {path} in {paths:?}")).text
}

fn report(reference: &Reference) -> String {
    render_all(&reference.diagnostics, &reference.sources, &Levels::default(), Colour::Plain)
}

/// The text without what lays it out.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<String>().replace(",)", ")").replace(",>", ">")
}

#[test]
fn without_settings_nothing_is_otherwise() {
    let files = printed("");
    let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["buoy.rs", "mod.rs", "models.rs", "models/tide.rs", "tide.rs"]);
    assert!(text(&files, "models/tide.rs").contains("::docbind::Property<::docbind::DateTimeOffset>"));
}

#[test]
fn the_client_has_the_name_of_the_settings_unless_the_door_is_told_another() {
    assert!(text(&printed("[output]\nclient = \"Ocean\"\n"), "mod.rs").contains("pub struct Ocean<"));
    let project = Project::new("[output]\nclient = \"Ocean\"\nvisibility = \"pub(crate)\"\n");
    let out = project.path().join("out");
    let builder = Builder::new(project.path().join("docs")).out_dir(&out);
    builder.emit("set").unwrap();
    builder.client("told").emit("told").unwrap();
    let read = |name: &str| fs::read_to_string(out.join(name)).unwrap();
    assert!(read("set.rs").contains("pub(crate) struct Ocean<"), "{}", read("set.rs"));
    assert!(read("told.rs").contains("pub(crate) struct Told<"));
}

#[test]
fn the_base_url_is_that_of_the_settings_or_of_all_pages() {
    let constant = |url: &str| format!("pub const BASE_URL: &'static str = \"{url}\";");
    assert!(text(&printed(""), "mod.rs").contains(&constant("https://sea.example/v1")));
    let set = printed("[output]\nbase-url = \"https://sea.test:8443/v2\"\n");
    assert!(text(&set, "mod.rs").contains(&constant("https://sea.test:8443/v2")));
    assert!(text(&set, "tide.rs").contains("base_url: \"https://sea.test:8443/v2\""));

    let project = Project::new("");
    let other = operation("List tides", "", "GET /tides", "tides").replace("sea.example", "other.example");
    project.write("docs/api/tide-list.md", &other);
    assert!(!text(&project.print(&Layout::Module), "mod.rs").contains("BASE_URL"), "the pages do not agree");
}

#[test]
fn the_visibility_is_that_of_the_client_and_of_the_modules_beside_it() {
    let files = printed("[output]\nvisibility = \"pub(super)\"\n");
    let root = text(&files, "mod.rs");
    for item in ["pub(super) struct Sea<", "pub(super) mod tide;", "pub(super) mod models;"] {
        assert!(root.contains(item), "{item}\n{root}");
    }
    assert!(text(&files, "tide.rs").contains("pub struct GetTide {"));
}

#[test]
fn modules_can_lie_in_those_of_areas() {
    let files = printed("[output]\nmodules = \"by-area\"\n");
    let root = text(&files, "mod.rs");
    assert!(root.contains("pub mod buoy;") && root.contains("pub mod coast_guard;"), "{root}");
    assert!(!root.contains("mod tide;"), "{root}");
    let area = text(&files, "coast_guard.rs");
    assert!(area.contains("The operations of the area `coast_guard`") && area.contains("pub mod tide;"), "{area}");
    let tide = text(&files, "coast_guard/tide.rs");
    assert!(tide.contains("super::super::models::Tide"), "{tide}");
    assert!(tide.contains("impl<K> super::super::Sea<K> {"), "{tide}");
}

#[test]
fn modules_of_areas_are_cut_by_features_and_by_crates() {
    let project = Project::new("[output]\nmodules = \"by-area\"\n");
    let files = project.print(&Layout::CrateByArea("sea".to_owned()));
    let area = text(&files, "src/coast_guard.rs");
    assert!(area.contains("#[cfg(feature = \"coast-guard\")]\npub mod tide;"), "{area}");
    let files = project.print(&Layout::CratesByArea("sea".to_owned()));
    assert!(text(&files, "areas/coast-guard/src/coast_guard/tide.rs").contains("pub struct GetTide {"));
    let face = text(&files, "src/coast_guard/tide.rs");
    assert!(face.contains("pub use ::sea_coast_guard::coast_guard::tide::GetTide;"), "{face}");
}

#[test]
fn an_area_named_as_a_module_beside_it_gets_another_name() {
    let project = Project::new("[output]\nmodules = \"by-area\"\n");
    project.write("docs/api/tide-list.md", &operation("List tides", "buoy", "GET /tides", "tides"));
    let files = project.print(&Layout::Module);
    assert!(text(&files, "buoy.rs").contains("pub struct GetGitHubBuoy {"));
    assert!(text(&files, "buoy_2.rs").contains("pub mod tide;"));
}

#[test]
fn all_can_be_in_one_module_where_no_two_have_one_name() {
    let project = Project::new("[output]\nmodules = \"single\"\n");
    project
        .write("docs/api/tide-find.md", &operation("Tide", "", "GET /tide", "a [tide](../resources/tide.md) object"));
    let files = project.print(&Layout::Module);
    let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["api.rs", "mod.rs"]);
    let api = text(&files, "api.rs");
    for item in [
        "pub struct GetTide {",
        "pub struct Tide {",
        "pub struct Tide2(",
        "type Response = Tide2;",
        "pub enum TideKind {",
    ] {
        assert!(api.contains(item), "{item}\n{api}");
    }
}

#[test]
fn derives_stand_beside_those_that_always_are() {
    let settings = "[output.derives]\nmodels = [\"serde::Serialize\"]\nendpoints = [\"Clone\", \"Debug\"]\n\
        enumerations = [\"Eq\", \"::std::hash::Hash\"]\n";
    let files = printed(settings);
    let models = text(&files, "models/tide.rs");
    assert!(
        models.contains("#[derive(serde::Serialize)]\npub struct Tide(::docbind::Object);\n\n::docbind::model!(Tide);"),
        "{models}"
    );
    assert!(models.contains("#[derive(Clone, Eq, ::std::hash::Hash)]"), "{models}");
    assert!(text(&files, "tide.rs").contains("#[derive(Clone, Debug)]\n#[must_use"));
}

#[test]
fn the_manifest_has_what_the_code_needs() {
    let settings = "[output]\ndate-times = \"chrono\"\ndates = \"time\"\n[output.derives]\nmodels = [\"serde::Serialize\"]\n\
        [output.dependencies]\nserde = { version = \"1\", features = [\"derive\"] }\n";
    let project = Project::new(settings);
    for layout in [Layout::Crate("sea".to_owned()), Layout::CrateByArea("sea".to_owned())] {
        let files = project.print(&layout);
        let manifest = text(&files, "Cargo.toml");
        assert!(manifest.contains("default-features = false, features = [\"chrono\", \"time\"] }\n"), "{manifest}");
        assert!(manifest.contains("\nserde = { version = \"1\", features = [\"derive\"] }\n"), "{manifest}");
    }
    let files = project.print(&Layout::CratesByArea("sea".to_owned()));
    assert!(text(&files, "areas/shared/Cargo.toml").contains("\nserde = "));
    assert!(!text(&files, "Cargo.toml").contains("serde"), "the crate with the client has no items of its own");
}

#[test]
fn dates_and_times_are_of_the_types_that_are_wanted() {
    for (library, [date_time, date, time, length]) in [
        ("docbind", ["::docbind::DateTimeOffset", "::docbind::Date", "::docbind::TimeOfDay", "::docbind::Duration"]),
        (
            "jiff",
            [
                "::docbind::jiff::Timestamp",
                "::docbind::jiff::civil::Date",
                "::docbind::jiff::civil::Time",
                "::docbind::jiff::Span",
            ],
        ),
        (
            "chrono",
            [
                "::docbind::chrono::DateTime<::docbind::chrono::FixedOffset>",
                "::docbind::chrono::NaiveDate",
                "::docbind::chrono::NaiveTime",
                "::docbind::chrono::TimeDelta",
            ],
        ),
        (
            "time",
            [
                "::docbind::time::OffsetDateTime",
                "::docbind::time::Date",
                "::docbind::time::Time",
                "::docbind::time::Duration",
            ],
        ),
        ("string", ["&str"; 4]),
    ] {
        let settings = ["date-times", "dates", "times", "durations"].map(|key| format!("{key} = \"{library}\"\n"));
        let files = printed(&format!("[output]\n{}", settings.concat()));
        let code = squeezed(text(&files, "models/tide.rs"));
        for (name, ty) in [("high_at", date_time), ("day", date), ("low_at", time), ("length", length)] {
            let getter = format!("pub fn {name}(&self) -> ::docbind::Property<{ty}>");
            assert!(code.contains(&squeezed(&getter)), "{library}: {getter}\n{code}");
            let setter = format!("pub fn set_{name}(self, value: {ty}) -> Self");
            assert!(code.contains(&squeezed(&setter)), "{library}: {setter}\n{code}");
        }
        assert!(
            code.contains(&squeezed(&format!("::docbind::Property<::std::vec::Vec<{date_time}>>"))),
            "{library}: {code}"
        );
        // In queries, what a property is compared with is known by its type on the page.
        let constant = "pub const HIGH_AT: ::docbind::query::Field<Self, ::docbind::DateTimeOffset>";
        assert!(code.contains(&squeezed(constant)), "{library}: {code}");
    }
}

#[test]
fn words_are_spelled_as_the_settings_spell_them() {
    let files = printed("[output.names.words]\ngithub = \"GitHub\"\ntidekind = \"TideKIND\"\n");
    let buoy = text(&files, "buoy.rs");
    assert!(buoy.contains("pub struct GetGitHubBuoy {") && buoy.contains("pub fn get_github_buoy("), "{buoy}");
    let tide = text(&files, "models/tide.rs");
    assert!(tide.contains("pub fn github_key(") && tide.contains("pub enum TideKIND {"), "{tide}");
    assert!(text(&printed(""), "models/tide.rs").contains("pub fn git_hub_key("));
}

/// Settings, and what is said of them.
const WRONG: &[(&str, &str)] = &[
    ("client = \"calls\"", "`calls` cannot be the client's name"),
    ("client = \"Self\"", "`Self` cannot be the client's name"),
    ("base-url = \"sea.example\"", "the base URL is not absolute, by `https` or `http`"),
    ("base-url = \"ftp://sea.example\"", "the base URL is not absolute"),
    ("base-url = \"https://\"", "the base URL has no host"),
    ("base-url = \"https://sea.example:99999\"", "the base URL has no host, or a bad one"),
    ("base-url = \"https://[::x]/\"", "the base URL has no host, or a bad one"),
    ("base-url = \"https://me:secret@sea.example\"", "the base URL has a user or a password"),
    ("base-url = \"https://sea.example/v1?x=1\"", "the base URL has a query or a fragment"),
    ("base-url = \"https://sea.example/../v1\"", "the base URL has a `.` or `..` segment"),
    ("base-url = \"https://sea.example/a b\"", "the base URL has a character that no URL has"),
    ("visibility = \"public\"", "`public` is no visibility of Rust"),
    ("visibility = \"\"", "`` is no visibility of Rust"),
    ("visibility = \"pub fn\"", "`pub fn` is no visibility of Rust"),
    ("modules = \"by-page\"", "`by-page` is none of the words that can stand here"),
    ("crate = \"fn\"", "`fn` cannot be the name of a crate here"),
    ("split = \"by-area\"", "`by-area` is none of the words that can stand here"),
    ("split = \"features-by-area\"\nmodules = \"single\"", "features leave out modules, and there is one alone"),
    ("derives.models = [\"Copy\"]", "`Copy` cannot be derived for models: it would not compile"),
    ("derives.models = [\"std::clone::Clone\"]", "the models have `Clone` already"),
    ("derives.models = [\"Serialize\"]", "the standard library has no `Serialize` to derive"),
    ("derives.endpoints = [\"Default\"]", "`Default` cannot be derived for endpoints"),
    ("derives.endpoints = [\"Clnoe\"]", "did you mean `Clone`?"),
    ("derives.enumerations = [\"Eq\", \"Ord\"]", "`Ord` needs `PartialOrd`"),
    ("derives.enumerations = [\"a::B\", \"a::B\"]", "`a::B` stands here twice"),
    ("derives.enumerations = [\"a::B<C>\"]", "`a::B<C>` is no path of a macro"),
    ("derives.enumerations = [\"a::B)] struct X; #[derive(C\"]", "is no path of a macro"),
    ("dates = \"crhono\"", "did you mean `chrono`?"),
    ("dependencies.serde = \"latest\"", "`latest` is no version of `serde`"),
    ("dependencies.serde = 1", "a dependency is a version, or a table with `version`"),
    ("dependencies.serde = { version = \"1\", feature = [] }", "a dependency is a version, or a table with `version`"),
    ("dependencies.\"a b\" = \"1\"", "`a b` cannot be the name of a crate here"),
    ("names.words = { OAuth2 = \"OAuth2\" }", "`OAuth2` is no word in lower case"),
    ("names.words = { oauth2 = \"OAuth\" }", "`OAuth` is another word than `oauth2`"),
    ("names.wrods = {}", "there is no setting `wrods` here"),
    ("clinet = \"Sea\"", "did you mean `client`?"),
];

#[test]
fn settings_that_are_wrong_are_reported_at_their_place_and_nothing_is_read() {
    for (settings, said) in WRONG {
        let reference = Project::new(&format!("[output]\n{settings}\n")).read();
        let report = report(&reference);
        assert!(report.contains(said), "{settings}\n{report}");
        assert!(report.contains("--> docs/docbind.toml:") && report.contains('^'), "{settings}\n{report}");
        assert!(reference.api.operations.is_empty(), "{settings}");
    }
}

#[test]
fn urls_that_clients_take_are_taken() {
    for url in ["https://sea.example", "http://localhost:8080/", "https://[::1]:80/v1", "https://a-b.example./x/y%20z"]
    {
        let reference = Project::new(&format!("[output]\nbase-url = \"{url}\"\n")).read();
        assert!(!reference.api.operations.is_empty(), "{url}\n{}", report(&reference));
    }
}
