//! What pages say of request bodies and answers, in several pages each, in; the types of the bodies out.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

use docbind_codegen::api::{Content, Origin, RequestBody, Shape, Type, TypeKind};
use docbind_codegen::{Code, Reference, read_texts};

const BOAT: &str = "# boat resource type\n\nNamespace: sea\n\nA boat.\n\n## Properties\n\
    | Property | Type | Description |\n|:--|:--|:--|\n| id | String | x |\n| name | String | x |\n| length | Int32 | x |\n";
const FERRY: &str = "# ferry resource type\n\nNamespace: sea\n\nA ferry. Inherits from [boat](boat.md).\n\n## Properties\n\
    | Property | Type | Description |\n|:--|:--|:--|\n| decks | Int32 | x |\n";
const PORT: &str = "# port resource type\n\nNamespace: sea\n\nA port.\n\n## Properties\n\
    | Property | Type | Description |\n|:--|:--|:--|\n| town | String | x |\n| value | String | x |\n";

/// A page `api/boat-act.md`, with pages of the types `sea.boat`, `sea.ferry` and `sea.port` beside it.
fn read(title: &str, route: &str, rest: &str) -> Reference {
    let page = format!("# {title}\n\nNamespace: sea\n\nActs.\n\n## HTTP request\n```http\n{route}\n```\n\n{rest}\n");
    read_texts([
        ("api/boat-act.md", page.as_str()),
        ("resources/boat.md", BOAT),
        ("resources/ferry.md", FERRY),
        ("resources/port.md", PORT),
    ])
}

/// `sea.boat`, `[sea.boat]` for a bare array, `{sea.boat}` for a wrapped value, `page sea.boat`, `any`.
fn written(shape: &Shape) -> String {
    match shape {
        Shape::Any => "any".to_owned(),
        Shape::Plain(Type { kind, is_collection: false }) => kind.to_string(),
        Shape::Plain(Type { kind, is_collection: true }) => format!("[{kind}]"),
        Shape::Wrapped(ty) => format!("{{{}}}", ty.kind),
        Shape::Page(kind) => format!("page {kind}"),
    }
}

fn body(reference: &Reference) -> String {
    match &reference.api.operations[0].request_body {
        RequestBody::Json(shape) => written(shape),
        other => format!("{other:?}"),
    }
}

fn answers(reference: &Reference) -> String {
    let answers = reference.api.operations[0].responses.iter().map(|response| match &response.content {
        Content::Json(shape) => format!("{} {}", response.status, written(shape)),
        other => format!("{} {other:?}", response.status),
    });
    answers.collect::<Vec<_>>().join(", ")
}

/// Name, then the properties with their types.
fn own(reference: &Reference, id: &str) -> String {
    let resource = reference.api.resources.iter().find(|resource| resource.id == id);
    let resource = resource.unwrap_or_else(|| panic!("there is no {id}"));
    let properties = resource.properties.iter().map(|property| {
        let many = if property.ty.is_collection { "*" } else { "" };
        format!("{}: {}{many}", property.wire_name, property.ty.kind)
    });
    format!("{} {{ {} }}", resource.name, properties.collect::<Vec<_>>().join(", "))
}

fn codes(reference: &Reference) -> Vec<Code> {
    let codes = reference.diagnostics.iter().map(|diagnostic| diagnostic.code);
    codes.filter(|code| matches!(code, Code::AnswerDiffers | Code::BodyUnknown | Code::TypeMade)).collect()
}

fn example(line: &str, annotation: &str, json: &str) -> String {
    format!("<!-- {{ {annotation} }} -->\n```http\n{line}\nContent-Type: application/json\n\n{json}\n```\n")
}

fn request(json: &str) -> String {
    format!("## Example\n{}", example("POST https://a.b/v1.0/x", "\"blockType\": \"request\"", json))
}

fn response(annotation: &str, json: &str) -> String {
    let annotation = format!("\"blockType\": \"response\"{annotation}");
    format!("## Example\n{}", example("HTTP/1.1 200 OK", &annotation, json))
}

#[test]
fn the_section_names_the_type_of_the_body() {
    for (words, expected) in [
        ("supply a JSON representation of the [boat](../resources/boat.md) object.", "sea.boat"),
        ("supply a JSON representation of the [port](../resources/boat.md) object.", "sea.boat"),
        ("supply a JSON representation of [a boat](../resources/boat.md).", "sea.boat"),
        ("supply a JSON representation of a **boat** object.", "sea.boat"),
        ("supply a JSON representation for the boat object.", "sea.boat"),
        ("supply a JSON representation of a [boat][] object.", "sea.boat"),
        (
            "supply a JSON representation of a [ferry](../resources/ferry.md) object in a [port](../resources/port.md).",
            "sea.ferry",
        ),
        ("do not supply a request body.", "None"),
        ("supply a JSON representation of the object.", "any"),
    ] {
        let reference = read("Do it", "POST /x", &format!("## Request body\nIn the request body, {words}"));
        assert_eq!(body(&reference), expected, "{words}");
    }
}

#[test]
fn an_update_without_a_name_is_of_what_the_page_is_about() {
    let words = "## Request body\nIn the request body, supply the values for relevant fields that should be updated.\n";
    let answer = "## Response\nReturns `200 OK` and the updated [port](../resources/port.md) object.";
    for (title, rest, expected) in
        [("Update ferry", "", "sea.ferry"), ("Update", "", "sea.boat"), ("Update", answer, "sea.port")]
    {
        let reference = read(title, "PATCH /x/{id}", &format!("{words}\n{rest}"));
        assert_eq!(body(&reference), expected, "{title}");
    }
}

#[test]
fn of_several_types_the_body_is_the_base_that_the_answer_is() {
    let barge = FERRY.replace("ferry", "barge");
    let page = "# Act\n\nNamespace: sea\n\nActs.\n\n## HTTP request\n```http\nPOST /x\n```\n\n## Request body\n\
        Supply a JSON representation of a [ferry](../resources/ferry.md) or [barge](../resources/barge.md) object.\n\n\
        ## Response\nReturns `201 Created` and a [boat](../resources/boat.md) object in the response body.\n";
    let reference = read_texts([
        ("api/boat-act.md", page),
        ("resources/barge.md", &barge),
        ("resources/boat.md", BOAT),
        ("resources/ferry.md", FERRY),
    ]);
    assert_eq!(body(&reference), "sea.boat");
}

#[test]
fn a_table_of_parameters_is_a_type_of_its_own() {
    let table = "| Parameter | Type | Description |\n|:--|:--|:--|\n| boats | [boat](../resources/boat.md) collection | x |\n\
        | force | Boolean | x |\n";
    let reference = read("boat: act", "POST /boats/act", &format!("## Request body\nThe parameters:\n\n{table}"));
    assert_eq!(body(&reference), "api/boat-act.md#request");
    assert_eq!(own(&reference, "api/boat-act.md#request"), "BoatActBody { boats: sea.boat*, force: Boolean }");
    let resource = reference.api.resources.iter().find(|resource| resource.origin == Origin::Request);
    assert_eq!(resource.map(|resource| resource.page.as_str()), Some("api/boat-act.md"));
}

#[test]
fn a_table_with_the_types_below_value_is_read_too() {
    let table = "| Name | Value | Description |\n|:--|:--|:--|\n| comment | string | x |\n";
    let reference = read("Act", "POST /x", &format!("## Request body\nGive these:\n\n{table}"));
    assert_eq!(own(&reference, "api/boat-act.md#request"), "ActBody { comment: String }");
}

#[test]
fn a_table_of_a_type_s_properties_means_the_type() {
    let table = "| Property | Type | Description |\n|:--|:--|:--|\n| name | String | x |\n| length | Int32 | x |\n";
    let answer = "## Response\nReturns `201 Created` and a [boat](../resources/boat.md) object in the response body.";
    for (route, rest) in [("POST /boats", answer), ("PATCH /boats/{id}", ""), ("PATCH /boats/{id}", answer)] {
        let page = format!("## Request body\nGive these:\n\n{table}\n{rest}");
        assert_eq!(body(&read("Act", route, &page)), "sea.boat", "{route}");
    }
}

#[test]
fn the_example_tells_what_stands_around_the_type() {
    let section = "## Request body\nIn the request body, supply a JSON representation of a [boat](../resources/boat.md) object.\n";
    for (json, expected) in [
        ("{ \"name\": \"a\" }", "sea.boat"),
        ("[{ \"name\": \"a\" }]", "[sea.boat]"),
        ("{ \"name\": \"a\", \"new\": 1, \"other\": 1 }", "sea.boat"),
        ("{ \"boat\": { \"name\": \"a\" } }", "ActBody { boat: sea.boat }"),
        ("{ \"boats\": [{ \"name\": \"a\" }] }", "ActBody { boats: sea.boat* }"),
        ("{ \"@odata.id\": \"https://a.b/x\" }", "ActBody { @odata.id: String }"),
    ] {
        let reference = read("Act", "POST /x", &format!("{section}\n{}", request(json)));
        let found = match body(&reference) {
            id if id.ends_with("#request") => own(&reference, &id),
            other => other,
        };
        assert_eq!(found, expected, "{json}");
    }
}

#[test]
fn a_reference_keeps_what_its_table_says_of_it() {
    let table = "| Parameter | Type | Description |\n|:--|:--|:--|\n| @odata.id | String | Required. Its URL. |\n";
    let page = format!("## Request body\nGive this:\n\n{table}\n{}", request("{ \"@odata.id\": \"https://a.b/x\" }"));
    let reference = read("Act", "POST /x/$ref", &page);
    assert_eq!(own(&reference, "api/boat-act.md#request"), "ActBody { @odata.id: String }");
    let made = reference.api.resources.iter().find(|resource| resource.id.ends_with("#request")).unwrap();
    let property = &made.properties[0];
    assert_eq!((property.docs.as_str(), property.is_required), ("Required. Its URL.", true));
}

#[test]
fn a_table_of_what_is_wrapped_is_wrapped_too() {
    let table = "| Property | Type | Description |\n|:--|:--|:--|\n| color | String | x |\n";
    let page =
        format!("## Request body\nGive a `paint`:\n\n{table}\n{}", request("{ \"paint\": { \"color\": \"red\" } }"));
    let reference = read("Act", "POST /x", &page);
    assert_eq!(own(&reference, "api/boat-act.md#request"), "ActBody { paint: api/boat-act.md#request.paint }");
    assert_eq!(own(&reference, "api/boat-act.md#request.paint"), "ActBodyPaint { color: String }");
}

#[test]
fn a_body_that_only_the_example_shows_is_made_from_it() {
    let json =
        r#"{ "a": 1, "b": 1.5, "c": [true], "d": { "e": 3000000000, "f": null }, "boat": { "name": "x" }, "g": [] }"#;
    let reference = read("Act", "POST /x", &request(json));
    assert_eq!(
        own(&reference, "api/boat-act.md#request"),
        "ActBody { a: Int32, b: Double, boat: sea.boat, c: Boolean*, d: api/boat-act.md#request.d, g: Json* }"
    );
    assert_eq!(own(&reference, "api/boat-act.md#request.d"), "ActBodyD { e: Int64, f: Json }");
    assert_eq!(codes(&reference), [Code::TypeMade, Code::TypeMade]);
}

#[test]
fn a_text_that_is_a_date_and_a_time_is_one() {
    let json = r#"{
        "a": "2021-02-28T23:59:59Z", "b": "2021-02-28T00:00:00.1234567+02:00", "c": "2021-02-28", "d": "2021-13-01T00:00:00Z",
        "e": "2021-02-28T00:00:00", "f": ["2021-02-28T00:00:00Z", "soon"], "g": ["2021-02-28T00:00:00-08:00"], "h": "20\u00e9"
    }"#;
    let reference = read("Act", "POST /x", &request(json));
    assert_eq!(
        own(&reference, "api/boat-act.md#request"),
        "ActBody { a: DateTimeOffset, b: DateTimeOffset, c: String, d: String, e: String, f: String*, g: DateTimeOffset*, h: String }"
    );
}

#[test]
fn a_body_of_which_nothing_tells_what_it_holds_is_reported() {
    let reference = read("Do it", "POST /x", "## Request body\nIn the request body, supply a JSON representation.");
    assert_eq!(body(&reference), "any");
    assert_eq!(codes(&reference), [Code::BodyUnknown]);
}

#[test]
fn the_section_names_the_type_of_the_answer() {
    for (words, expected) in [
        ("a [boat](../resources/boat.md) object in the response body.", "200 sea.boat"),
        ("an instance of **boat** in the response body.", "200 sea.boat"),
        ("a collection of [boat](../resources/boat.md) objects in the response body.", "200 page sea.boat"),
        ("[boat](../resources/boat.md) collection in the response body.", "200 page sea.boat"),
        ("a String collection in the response body.", "200 page String"),
        ("a Boolean value in the response body.", "200 {Boolean}"),
        ("the updated boat object in the response body.", "200 sea.boat"),
    ] {
        let reference = read("Do it", "GET /x", &format!("## Response\nReturns `200 OK` and {words}"));
        assert_eq!(answers(&reference), expected, "{words}");
    }
}

#[test]
fn the_example_tells_whether_there_is_a_collection() {
    let section = "## Response\nReturns `200 OK` and a [boat](../resources/boat.md) object in the response body.\n";
    for (json, expected) in [
        ("{ \"name\": \"a\" }", "200 sea.boat"),
        ("{ \"value\": [{ \"name\": \"a\" }] }", "200 page sea.boat"),
        ("{ \"value\": [], \"@odata.nextLink\": \"x\" }", "200 page sea.boat"),
        ("[{ \"name\": \"a\" }]", "200 [sea.boat]"),
        ("{ \"value\": { \"name\": \"a\" } }", "200 {sea.boat}"),
        ("{ \"value\": true }", "200 {Boolean}"),
        ("{ \"value\": [\"a\"] }", "200 page String"),
    ] {
        let reference = read("Do it", "GET /x", &format!("{section}\n{}", response("", json)));
        assert_eq!(answers(&reference), expected, "{json}");
    }
}

#[test]
fn a_property_called_value_is_no_envelope() {
    let section = "## Response\nReturns `200 OK` and a [port](../resources/port.md) object in the response body.\n";
    for (json, expected) in [
        ("{ \"value\": \"a\", \"town\": \"b\" }", "200 sea.port"),
        ("{ \"value\": [{ \"town\": \"b\" }] }", "200 page sea.port"),
    ] {
        let reference = read("Do it", "GET /x", &format!("{section}\n{}", response("", json)));
        assert_eq!(answers(&reference), expected, "{json}");
    }
}

#[test]
fn the_annotation_is_held_against_the_section() {
    let boat = "## Response\nReturns `200 OK` and a [boat](../resources/boat.md) object in the response body.\n";
    let port = "## Response\nReturns `200 OK` and a [port](../resources/port.md) object in the response body.\n";
    let none = "## Response\nReturns `200 OK` and the object.\n";
    for (section, annotated, json, expected, reported) in [
        (none, "sea.boat", "{}", "200 sea.boat", false),
        (none, "Collection(sea.boat)", "{ \"value\": [] }", "200 page sea.boat", false),
        (boat, "sea.ferry", "{ \"name\": \"a\", \"decks\": 1 }", "200 sea.ferry", false),
        (boat, "sea.ferry", "{ \"name\": \"a\" }", "200 sea.boat", false),
        (boat, "sea.port", "{ \"name\": \"a\" }", "200 sea.boat", true),
        (port, "sea.boat", "{ \"name\": \"a\" }", "200 sea.boat", true),
        (boat, "string", "{ \"name\": \"a\" }", "200 sea.boat", false),
    ] {
        let annotation = format!(", \"@odata.type\": \"{annotated}\"");
        let reference = read("Do it", "GET /x", &format!("{section}\n{}", response(&annotation, json)));
        assert_eq!(answers(&reference), expected, "{section}{annotated}");
        assert_eq!(codes(&reference).contains(&Code::AnswerDiffers), reported, "{section}{annotated}");
    }
}

#[test]
fn an_answer_that_no_page_describes_is_made_from_a_table_or_the_example() {
    let table = "| Property | Type | Description |\n|:--|:--|:--|\n| speed | Int32 | x |\n| wind | String | x |\n";
    let section = format!("## Response\nReturns `200 OK` and an object with these:\n\n{table}");
    let reference = read("Do it", "GET /x", &section);
    assert_eq!(answers(&reference), "200 api/boat-act.md#response");
    assert_eq!(own(&reference, "api/boat-act.md#response"), "DoItResponse { speed: Int32, wind: String }");
    let shown = format!("## Response\nReturns `200 OK`.\n{}", response("", "{ \"value\": [{ \"speed\": 1 }] }"));
    let reference = read("Do it", "GET /x", &shown);
    assert_eq!(answers(&reference), "200 page api/boat-act.md#response");
    assert_eq!(own(&reference, "api/boat-act.md#response"), "DoItResponse { speed: Int32 }");
    assert_eq!(codes(&reference), [Code::TypeMade]);
}

#[test]
fn a_page_read_alone_keeps_the_names_of_its_types() {
    let page = "# Act\n\nActs.\n\n## HTTP request\n```http\nPOST /x\n```\n\n\
        ## Request body\nIn the request body, supply a JSON representation of the [boat](../resources/boat.md) object.\n\n\
        ## Response\nReturns `200 OK` and a collection of [port](../resources/port.md) objects in the response body.";
    let reference = read_texts([("api/boat-act.md", page)]);
    assert_eq!(body(&reference), "boat");
    assert_eq!(answers(&reference), "200 page port");
    assert_eq!(codes(&reference), []);
}

#[test]
fn names_of_made_types_are_apart_from_endpoints() {
    let table = "| Parameter | Type | Description |\n|:--|:--|:--|\n| force | Boolean | x |\n";
    let page = |title: &str, body: &str| {
        format!("# {title}\n\nActs.\n\n## HTTP request\n```http\nPOST /x/{{id}}\n```\n{body}\n")
    };
    let reference = read_texts([
        ("api/boat-act.md", page("Act", &format!("## Request body\nThe parameters:\n\n{table}"))),
        ("api/boat-body.md", page("Act body", "")),
    ]);
    let names: Vec<&str> = reference.api.resources.iter().map(|resource| resource.name.as_str()).collect();
    assert_eq!(names, ["ActBody2"]);
}

#[test]
fn hostile_bodies_are_read_without_harm() {
    let deep = format!("{}1{}", "{ \"a\": ".repeat(60), " }".repeat(60));
    let wide = format!("{{ {} }}", (0..2_000).map(|at| format!("\"p{at}\": {at}")).collect::<Vec<_>>().join(", "));
    for json in
        [deep.as_str(), wide.as_str(), "[]", "[[[]]]", "[1, \"a\"]", "{ \"\": 1 }", "{ \"value\": [[1]] }", "{}"]
    {
        let reference = read("Act", "POST /x", &format!("{}\n{}", request(json), response("", json)));
        assert_eq!(reference.api.operations.len(), 1);
    }
    let type_kinds = |reference: &Reference| {
        reference.api.resources.iter().any(|resource| {
            resource
                .properties
                .iter()
                .any(|property| matches!(&property.ty.kind, TypeKind::Named(id) if id.contains('\u{1}')))
        })
    };
    assert!(!type_kinds(&read("Act", "POST /x", &request(&deep))));
}
