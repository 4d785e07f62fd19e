//! Pages and the overrides of a `docbind.toml` in; what is otherwise than the pages say, and which overrides are stale, out.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::fs;
use std::sync::Arc;

use docbind_codegen::api::{Access, Api, Operation, Primitive, Property, TypeKind};
use docbind_codegen::emit::Target;
use docbind_codegen::options::Options;
use docbind_codegen::print::{Layout, print_reference};
use docbind_codegen::render::{Colour, render_all};
use docbind_codegen::{Code, Levels, Reference, read_reference};

const BOAT_PATCH: &str = "# Update boat\n\nUpdate a boat.\n\n## Permissions\n\n| Permission type | Permissions |\n|---|---|\n\
    | Delegated (work or school account) | Boat.ReadWrite |\n| Delegated (personal Microsoft account) | Not supported. |\n\
    | Application | Not supported. |\n\n## HTTP request\n\n```http\nPATCH /boats/{id}\nPATCH /me/boat\n```\n\n\
    ## Request headers\n\n| Name | Type | Description |\n|---|---|---|\n| If-Match | string | The tag. |\n\n\
    ## Request body\n\nA [boat](boat.md) object.\n\n## Response\n\nReturns `200 OK` and a [boat](boat.md) object.\n";
const BOAT: &str = "# boat resource type\n\nNamespace: sea\n\nA boat.\n\n## Properties\n\n| Property | Type | Description |\n|---|---|---|\n\
    | name | String | The name. |\n| masts | Int32 | How many. Required. |\n| rig | boatRig | The rig. |\n| home | String | The harbour. |\n\n\
    ### boatRig values\n\n| Member | Description |\n|---|---|\n| sloop | One mast. |\n| ketch | Two. |\n";
const YACHT: &str = "# yacht resource type\n\nNamespace: sea\n\nInherits from [boat](boat.md).\n\n## Properties\n\n\
    | Property | Type | Description |\n|---|---|---|\n| name | String | The name. Inherited from [boat](boat.md). |\n| stars | Int32 | Stars. |\n";
const PAGES: &[(&str, &str)] = &[
    ("boat-patch.md", BOAT_PATCH),
    ("boat.md", BOAT),
    ("yacht.md", YACHT),
    (
        "dock.md",
        "# Dock\n\nDock at a pier.\n\n## HTTP request\n\n```http\nPOST /docks/{id}/dock\n```\n\n## Request body\n\n\
      | Parameter | Type | Description |\n|---|---|---|\n| pier | Int32 | The pier. |\n\n## Response\n\nReturns `204 No Content`.\n",
    ),
];

fn read_pages(pages: &[(&str, &str)], settings: &str) -> Reference {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in pages {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    fs::write(folder.path().join("docbind.toml"), settings).unwrap();
    read_reference(&Options { label: String::new(), ..Options::folder(folder.path()) })
}

fn read(settings: &str) -> Reference {
    read_pages(PAGES, settings)
}

fn report(reference: &Reference) -> String {
    render_all(&reference.diagnostics, &reference.sources, &Levels::default(), Colour::Plain)
}

fn override_of(page: &str, rest: &str) -> String {
    format!("[[override]]\npage = \"{page}\"\nreason = \"Tried in May.\"\n{rest}\n")
}

/// What the pages say with one override, which is used.
fn with(page: &str, rest: &str) -> Api {
    let reference = read(&override_of(page, rest));
    let codes: Vec<Code> = reference.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    let is_about_overrides = |code: &Code| matches!(code, Code::BadSettings | Code::OverrideStale);
    assert!(!codes.iter().any(is_about_overrides), "{rest}\n{}", report(&reference));
    reference.api
}

fn operation<'a>(api: &'a Api, page: &str) -> &'a Operation {
    api.operations.iter().find(|operation| operation.page == page).unwrap()
}

fn property<'a>(api: &'a Api, resource: &str, name: &str) -> Option<&'a Property> {
    let resource = api.resources.iter().find(|found| found.wire_name == resource)?;
    resource.properties.iter().find(|property| property.wire_name == name)
}

fn members(api: &Api) -> Vec<&str> {
    let rig = api.enumerations.iter().find(|enumeration| enumeration.wire_name == "boatRig").unwrap();
    rig.members.iter().map(|member| member.name.as_str()).collect()
}

#[test]
fn properties_are_changed() {
    let api = with("boat.md", "property = \"name\"\ntype = \"Int64 collection\"\nwas = \"String\"");
    let name = property(&api, "boat", "name").unwrap();
    assert_eq!((&name.ty.kind, name.ty.is_collection), (&TypeKind::Primitive(Primitive::Int64), true));
    assert_eq!(property(&api, "yacht", "name").unwrap().ty.kind, TypeKind::Primitive(Primitive::String));

    let api = with("boat.md", "property = \"home\"\ntype = \"yacht\"");
    assert_eq!(property(&api, "boat", "home").unwrap().ty.kind, TypeKind::Named("sea.yacht".to_owned()));

    let api = with("boat.md", "property = \"name\"\nrequired = true");
    assert!(property(&api, "boat", "name").unwrap().is_required);
    let api = with("boat.md", "property = \"masts\"\nrequired = false");
    assert!(!property(&api, "boat", "masts").unwrap().is_required);
    let api = with("boat.md", "property = \"masts\"\nnullable = false");
    assert_eq!(property(&api, "boat", "masts").unwrap().is_nullable, Some(false));

    let api = with("boat.md", "property = \"home\"\nrename = \"harbour\"");
    assert_eq!(property(&api, "boat", "home").unwrap().name, "harbour");
    assert_eq!(property(&api, "yacht", "home").unwrap().name, "harbour", "what inherits has the name, too");

    let api = with("boat.md", "property = \"home\"\ndrop = true");
    assert!(property(&api, "boat", "home").is_none());
    assert!(property(&api, "yacht", "home").is_none());

    let api = with(
        "boat.md",
        "property = \"length\"\nmodel = \"boat\"\nadd = true\ntype = \"Double\"\ndescription = \"In <m>.\"",
    );
    let length = property(&api, "yacht", "length").unwrap();
    assert_eq!(length.ty.kind, TypeKind::Primitive(Primitive::Double));
    assert!(length.docs.contains("Tried in May"), "{}", length.docs);
    assert_eq!((length.place.file.as_str(), length.place.line), ("docbind.toml", 1));
}

#[test]
fn properties_of_bodies_are_changed() {
    let body = |api: &Api| {
        let body = api.resources.iter().find(|resource| resource.page == "dock.md").unwrap();
        body.properties
            .iter()
            .map(|property| (property.wire_name.clone(), property.ty.kind.clone()))
            .collect::<Vec<_>>()
    };
    let api = with("dock.md", "property = \"pier\"\ntype = \"String\"");
    assert_eq!(body(&api), [("pier".to_owned(), TypeKind::Primitive(Primitive::String))]);
    let api = with("dock.md", "property = \"berth\"\nadd = true\ntype = \"Int32\"");
    assert_eq!(body(&api).len(), 2);
}

#[test]
fn routes_are_changed() {
    let routes = |api: &Api| {
        let operation = operation(api, "boat-patch.md");
        operation.routes.iter().map(|route| format!("{} {}", route.name, route.template)).collect::<Vec<_>>()
    };
    let before = routes(&read("").api);
    assert_eq!(before.len(), 2);
    let api = with("boat-patch.md", "route = \"PATCH /me/boat\"\ndrop = true");
    assert_eq!(routes(&api), before.iter().take(1).cloned().collect::<Vec<_>>());
    let api = with("boat-patch.md", "route = \"patch /harbours/{harbour-id}/boat\"\nadd = true");
    assert_eq!(routes(&api).last().unwrap(), "harbour /harbours/{harbour_id}/boat");
    let api = with("boat-patch.md", "route = \"PATCH /me/boat\"\nrename = \"own\"");
    assert_eq!(routes(&api).last().unwrap(), "own /me/boat");
}

#[test]
fn parameters_are_changed() {
    let parameters = |api: &Api| {
        let operation = operation(api, "boat-patch.md");
        operation.parameters.iter().map(|it| (it.name.clone(), it.ty, it.is_required)).collect::<Vec<_>>()
    };
    let is = |name: &str, ty, is_required| (name.to_owned(), ty, is_required);
    let api = with("boat-patch.md", "parameter = \"if-match\"\nrequired = true");
    assert_eq!(parameters(&api), [is("if_match", Primitive::String, true)]);
    let api = with("boat-patch.md", "parameter = \"If-Match\"\ntype = \"Guid\"\nwas = \"String\"");
    assert_eq!(parameters(&api), [is("if_match", Primitive::Guid, false)]);
    let api = with("boat-patch.md", "parameter = \"If-Match\"\nrename = \"tag\"");
    assert_eq!(parameters(&api), [is("tag", Primitive::String, false)]);
    let api = with("boat-patch.md", "parameter = \"If-Match\"\ndrop = true");
    assert_eq!(parameters(&api), []);
    let api =
        with("boat-patch.md", "parameter = \"depth\"\nadd = true\nin = \"query\"\ntype = \"Int32\"\nrequired = true");
    assert_eq!(parameters(&api).last().unwrap(), &is("depth", Primitive::Int32, true));
    let api = with("boat-patch.md", "parameter = \"id\"\nrename = \"boat\"");
    let route = operation(&api, "boat-patch.md").routes.first().unwrap();
    assert_eq!((route.template.as_str(), route.arguments.first().unwrap().name.as_str()), ("/boats/{boat}", "boat"));
}

#[test]
fn permissions_and_statuses_are_changed() {
    let permissions = |rest: &str| operation(&with("boat-patch.md", rest), "boat-patch.md").permissions.clone();
    let set = permissions("permission = \"application\"\nset = \"Boat.All, A.B and C.D\"\nwas = \"Not supported.\"");
    let scopes = |scopes: &[&str]| scopes.iter().map(|scope| (*scope).to_owned()).collect::<Vec<_>>();
    assert_eq!(set.application, Access::AnyOf(vec![scopes(&["Boat.All"]), scopes(&["A.B", "C.D"])]));
    assert!(set.refusals()[2].is_none());
    assert!(set.refusals()[1].is_some());
    let open = permissions("permission = \"application\"\nset = \"Not said\"");
    assert_eq!(open.application, Access::NotSaid);
    let refused = permissions("permission = \"delegated-work\"\nset = \"Not supported\"");
    assert_eq!(refused.refusals()[0].unwrap().file, "docbind.toml");

    let statuses = |rest: &str| {
        let api = with("boat-patch.md", rest);
        operation(&api, "boat-patch.md").responses.iter().map(|response| response.status).collect::<Vec<_>>()
    };
    assert_eq!(statuses("status = 204\nadd = true"), [200, 204]);
    assert_eq!(statuses("status = 200\ndrop = true"), [] as [u16; 0]);
}

#[test]
fn operations_types_and_members_are_renamed() {
    let api = with("boat-patch.md", "rename = \"ChangeBoat\"");
    let changed = operation(&api, "boat-patch.md");
    assert_eq!((changed.name.as_str(), changed.method_name.as_str()), ("ChangeBoat", "change_boat"));
    let api = with("boat.md", "model = \"boat\"\nrename = \"Vessel\"");
    assert!(api.resources.iter().any(|resource| resource.name == "Vessel" && resource.wire_name == "boat"));
    let api = with("boat.md", "member = \"sloop\"\nmodel = \"boatRig\"\nrename = \"OneMast\"");
    assert_eq!(members(&api), ["OneMast", "Ketch"]);
    assert_eq!(members(&with("boat.md", "member = \"ketch\"\ndrop = true")), ["Sloop"]);
    assert_eq!(members(&with("boat.md", "member = \"yawl\"\nadd = true")), ["Sloop", "Ketch", "Yawl"]);
}

#[test]
fn a_bit_of_text_is_replaced_and_lines_stay_those_of_the_file() {
    let reference = read(&override_of(
        "boat-patch.md",
        "text = \"Update a boat.\\n\"\nwith = \"Change it.\\n\\nIt is *kept*.\\n\"",
    ));
    let changed = operation(&reference.api, "boat-patch.md");
    assert_eq!(changed.description, "Change it.\n\nIt is *kept*.");
    let unchanged = read("");
    let lines = |reference: &Reference| {
        operation(&reference.api, "boat-patch.md").routes.iter().map(|r| r.place.line).collect::<Vec<_>>()
    };
    assert_eq!(lines(&reference), lines(&unchanged));
    assert_eq!(report(&reference), report(&unchanged));
}

#[test]
fn what_is_overridden_shows_in_the_generated_documentation() {
    let settings = override_of("boat-patch.md", "permission = \"application\"\nset = \"Boat.All\"")
        + &override_of("boat.md", "property = \"masts\"\nrequired = false");
    let api = read(&settings).api;
    let target = Target { client: "Sea".to_owned(), visibility: "pub".to_owned(), ..Target::default() };
    let files = print_reference(&api, &target, &[], &Layout::SingleFile("sea.rs".to_owned()));
    // The documentation is wrapped.
    let code = files.first().unwrap().text.replace("///", " ");
    let code = code.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(code.contains("# Overrides"));
    assert!(code.contains("the permissions of application tokens: `Boat.All`. Tried in May."), "{code}");
    assert!(code.contains("Not as the page says: Tried in May."));
}

/// An override that has nothing to override, and why.
const STALE: &[(&str, &str, &str)] = &[
    ("boat.md", "property = \"name\"\ntype = \"String\"", "the page says so now"),
    ("boat.md", "property = \"name\"\ntype = \"Int32\"\nwas = \"Guid\"", "the page says `String` now"),
    ("boat.md", "property = \"rig\"\ntype = \"String\"\nwas = \"otherRig\"", "the page says `boatRig` now"),
    ("boat.md", "property = \"keel\"\ndrop = true", "the page has no property `keel`"),
    ("boat.md", "property = \"nam\"\ndrop = true", "the page has no property `nam`, but `name`"),
    ("boat.md", "property = \"name\"\nadd = true\ntype = \"String\"", "the page has the property now"),
    ("boat.md", "property = \"masts\"\nrequired = true", "the page says so now"),
    ("boat.md", "member = \"yawl\"\ndrop = true", "the page has no member `yawl`"),
    ("boat.md", "member = \"ketsh\"\ndrop = true", "the page has no member `ketsh`, but `ketch`"),
    ("boat.md", "member = \"ketch\"\nadd = true", "the page has the member now"),
    ("boat.md", "model = \"barge\"\nrename = \"Barge\"", "the page describes no type `barge`"),
    ("boat.md", "status = 200\ndrop = true", "the page describes no operation"),
    ("boat-patch.md", "route = \"GET /x\"\ndrop = true", "the page does not have the route"),
    ("boat-patch.md", "route = \"PATCH /me/boat\"\nadd = true", "the page has the route now"),
    ("boat-patch.md", "route = \"GET /x\"\nrename = \"x\"", "no such route of the page can be called"),
    ("boat-patch.md", "parameter = \"Depth\"\ndrop = true", "the page has no parameter `Depth`"),
    ("boat-patch.md", "parameter = \"If-Mach\"\ndrop = true", "the page has no parameter `If-Mach`, but `If-Match`"),
    ("boat-patch.md", "parameter = \"If-Match\"\nadd = true\nin = \"header\"", "the page has the parameter now"),
    ("boat-patch.md", "permission = \"application\"\nset = \"Not supported\"", "the page says so now"),
    (
        "boat-patch.md",
        "permission = \"application\"\nset = \"A.B\"\nwas = \"None\"",
        "the page does not say `None` any more",
    ),
    ("boat-patch.md", "status = 200\nadd = true", "the page has the status now"),
    ("boat-patch.md", "status = 204\ndrop = true", "the page does not have the status"),
    ("boat-patch.md", "rename = \"UpdateBoat\"", "it has the name by its page"),
    ("boat-patch.md", "text = \"Updat boat\"\nwith = \"Update boat\"", "the page says it now as the override does"),
    ("boat-patch.md", "text = \"nowhere\"\nwith = \"somewhere\"", "the bit of text does not stand on the page"),
    ("gone.md", "status = 200\ndrop = true", "there is no such page"),
    ("gone.md", "route = \"PATCH /me/boat\"\ndrop = true", "perhaps it is `boat-patch.md` now"),
    ("gone.md", "text = \"Two.\"\nwith = \"2.\"", "perhaps it is `boat.md` now"),
    ("old/boat.md", "property = \"name\"\ndrop = true", "perhaps it is `boat.md` now"),
];

#[test]
fn an_override_with_nothing_to_override_is_stale_and_changes_nothing() {
    let unchanged = read("").api;
    for (page, rest, said) in STALE {
        let reference = read(&override_of(page, rest));
        let report = report(&reference);
        assert!(report.contains("warning[override-stale]") && report.contains(said), "{rest}\n{report}");
        assert!(report.contains("--> docbind.toml:1:1"), "{rest}\n{report}");
        let is_stale = |code: Code| code == Code::OverrideStale;
        assert_eq!(reference.diagnostics.iter().filter(|found| is_stale(found.code)).count(), 1, "{rest}\n{report}");
        let mut api = reference.api;
        // That a bit of the page was to be replaced is noted before it is known whether it stands there.
        api.operations.iter_mut().for_each(|operation| Arc::make_mut(operation).overridden.clear());
        api.resources.iter_mut().for_each(|resource| Arc::make_mut(resource).overridden.clear());
        api.enumerations.iter_mut().for_each(|enumeration| Arc::make_mut(enumeration).overridden.clear());
        assert_eq!(api, unchanged, "{rest}");
    }
}

/// An override that says what cannot be, and why.
const WRONG: &[(&str, &str, &str)] = &[
    ("boat.md", "property = \"home\"\nrename = \"name\"", "something else beside it is called `name` already"),
    ("boat.md", "property = \"home\"\nrename = \"homePort\"", "`home_port` is"),
    ("boat.md", "property = \"home\"\ntype = \"|\"", "`|` names no type"),
    ("boat.md", "model = \"boat\"\nrename = \"vessel\"", "`Vessel` is"),
    ("boat.md", "model = \"boat\"\nrename = \"Yacht\"", "something else beside it is called `Yacht` already"),
    ("boat-patch.md", "rename = \"Dock\"", "something else beside it is called `Dock` already"),
    (
        "boat-patch.md",
        "route = \"PATCH /me/boat\"\nrename = \"new\"",
        "something else beside it is called `new` already",
    ),
    (
        "boat-patch.md",
        "parameter = \"If-Match\"\nrename = \"boat\"",
        "something else beside it is called `boat` already",
    ),
    ("boat-patch.md", "parameter = \"If-Match\"\ntype = \"boat\"", "`boat` is no type that a parameter can have"),
    ("boat-patch.md", "parameter = \"id\"\ndrop = true", "is an argument of a route"),
    ("boat-patch.md", "permission = \"application\"\nset = \"ask around\"", "does not say what permissions are needed"),
    ("boat-patch.md", "text = \"boat\"\nwith = \"ship\"", "times in `boat-patch.md`"),
];

#[test]
fn an_override_that_cannot_be_carried_out_is_an_error() {
    for (page, rest, said) in WRONG {
        let report = report(&read(&override_of(page, rest)));
        assert!(report.contains("error[bad-settings]") && report.contains(said), "{rest}\n{report}");
    }
}

#[test]
fn overrides_of_pages_that_are_left_out_are_not_stale() {
    let settings = format!(
        "[pages]\nexclude = [\"boat.md\", \"yacht.md\"]\n{}",
        override_of("boat.md", "property = \"name\"\ndrop = true")
    );
    assert!(!report(&read(&settings)).contains("override"));
}

#[test]
fn an_included_file_can_be_overridden() {
    let page = "# Get x\n\n## Permissions\n\n[!INCLUDE [p](includes/p.md)]\n\n## HTTP request\n\n```http\nGET /x\n```\n\n\
                ## Response\n\n`204 No Content`\n";
    let include = "| Permission type | Permissions |\n|---|---|\n| Application | None |\n";
    let settings = override_of("includes/p.md", "text = \"None\"\nwith = \"X.Read\"");
    let reference = read_pages(&[("x.md", page), ("includes/p.md", include)], &settings);
    let access = &reference.api.operations.first().unwrap().permissions.application;
    assert_eq!(*access, Access::AnyOf(vec![vec!["X.Read".to_owned()]]));
    assert!(!report(&reference).contains("override"), "{}", report(&reference));
}
