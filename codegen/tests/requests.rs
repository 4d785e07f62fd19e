//! The sections on headers, parameters, bodies and answers in; what a call takes and gives out.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

use docbind_codegen::api::{Content, Operation, ParameterPlace, Primitive, RequestBody, Shape};
use docbind_codegen::{Code, Reference, read_texts};

fn read(rest: &str) -> Reference {
    read_with("GET /things/{id}", rest)
}

fn read_with(route: &str, rest: &str) -> Reference {
    read_texts([(
        "thing-get.md",
        format!("# Get thing\n\nGets it.\n\n## HTTP request\n```http\n{route}\n```\n\n{rest}\n"),
    )])
}

fn operation(reference: &Reference) -> &Operation {
    reference.api.operations.first().expect("the page is an operation")
}

/// Each parameter as `name=wire:type`, with `!` where it is required.
fn parameters(rest: &str) -> Vec<String> {
    let reference = read(rest);
    let parameters = operation(&reference).parameters.iter().map(|parameter| {
        let ty = match parameter.ty {
            Primitive::Boolean => "bool",
            Primitive::Int32 => "i32",
            Primitive::Int64 => "i64",
            Primitive::Double => "f64",
            _ => "str",
        };
        let wire = match &parameter.preference {
            Some(preference) => format!("{}/{preference}", parameter.wire_name),
            None => parameter.wire_name.clone(),
        };
        format!("{}={wire}:{ty}{}", parameter.name, if parameter.is_required { "!" } else { "" })
    });
    parameters.collect()
}

fn headers(rows: &str) -> Vec<String> {
    parameters(&format!("## Request headers\n| Name | Description |\n|:--|:--|\n{rows}"))
}

#[test]
fn headers_other_than_the_client_s_are_parameters() {
    for (row, expected) in [
        ("| Authorization | Bearer {token}. Required. |", &[][..]),
        ("| Content-Type | application/json. Required. |", &[]),
        ("| Accept | application/json |", &[]),
        ("| Content-Length | 10 |", &[]),
        ("| If-Match | The ETag. Required. |", &["if_match=If-Match:str!"]),
        ("| If-Match | The ETag. Optional. |", &["if_match=If-Match:str"]),
        ("| ConsistencyLevel | eventual. Required with `$search`. |", &["consistency_level=ConsistencyLevel:str!"]),
        ("| Prefer: outlook.timezone | Optional. |", &["prefer_outlook_timezone=Prefer/outlook.timezone:str"]),
        (
            "| Prefer: outlook.body-content-type | x |",
            &["prefer_outlook_body_content_type=Prefer/outlook.body-content-type:str"],
        ),
        ("| Prefer | x |", &["prefer=Prefer:str"]),
        ("| Workbook-Session-Id | x |", &["workbook_session_id=Workbook-Session-Id:str"]),
        ("| **If-Match** | x |", &["if_match=If-Match:str"]),
        ("| If-Match* | x |", &["if_match=If-Match:str"]),
    ] {
        assert_eq!(headers(row), expected, "{row}");
    }
}

#[test]
fn a_content_type_with_a_choice_is_a_parameter() {
    assert_eq!(headers("| Content-Type | text/plain or application/json |").len(), 1);
    assert_eq!(headers("| Content-Type | image/jpeg. Required. |"), ["content_type=Content-Type:str!"]);
}

#[test]
fn header_tables_have_several_shapes() {
    for table in [
        "| Header | Value |\n|---|---|\n| If-Match | x |",
        "| Name | Type | Description |\n|---|---|---|\n| If-Match | string | x |",
        "| **Name** | **Description** |\n|---|---|\n| If-Match | x |",
        "| Header name | Description |\n|---|---|\n| If-Match | x |",
    ] {
        assert_eq!(parameters(&format!("## Request headers\n{table}\n")), ["if_match=If-Match:str"], "{table}");
    }
}

#[test]
fn query_parameters_have_types() {
    let rows = "| $top | Int32 | x |\n| $filter | string | x |\n| $count | Boolean | x |\n| isOn | Boolean | x |\n| count | Edm.Int64 | x |\n| ratio | Double | x |\n| from | DateTimeOffset | Required. x |\n";
    assert_eq!(
        parameters(&format!("## Query parameters\n| Parameter | Type | Description |\n|---|---|---|\n{rows}")),
        [
            "top=$top:i32",
            "filter=$filter:str",
            "count=$count:bool",
            "is_on=isOn:bool",
            "ratio=ratio:f64",
            "from=from:str!"
        ]
        .iter()
        .map(|name| (*name).to_owned())
        .collect::<Vec<_>>()
        .into_iter()
        .enumerate()
        .flat_map(|(at, name)| if at == 4 { vec!["count_2=count:i64".to_owned(), name] } else { vec![name] })
        .collect::<Vec<_>>()
    );
}

#[test]
fn options_named_in_prose_are_parameters() {
    let section = "## Optional query parameters\nThis method supports `$select`, `$top=5` and `$orderby` to shape the answer, not `id`.\n";
    assert_eq!(parameters(section), ["select=$select:str", "orderby=$orderby:str", "top=$top:i32"]);
}

#[test]
fn what_the_route_holds_is_no_parameter_again() {
    let reference = read_with(
        "GET /x?startDateTime={start_datetime}&$top={top}",
        "## Query parameters\nSupports `$top`.\n\n| Parameter | Type | Description |\n|---|---|---|\n| startDateTime | String | The start. Required. |\n",
    );
    assert!(operation(&reference).parameters.is_empty(), "{:?}", operation(&reference).parameters);
    assert_eq!(operation(&reference).routes[0].arguments[0].docs, "The start. Required.");
}

#[test]
fn required_is_said_in_several_ways() {
    for (header, row, required) in [
        ("Parameter | Type | Description", "a | String | Required. x", true),
        ("Parameter | Type | Description", "a | String | Optional. x", false),
        ("Parameter | Type | Description", "a | String | x", false),
        ("Parameter | Type | Description", "a | String | The start. Required.", true),
        ("Parameter | Type | Description", "a | String | Not required.", false),
        ("Parameter | Type | Required? | Description", "a | String | Yes | x", true),
        ("Parameter | Type | Required? | Description", "a | String | No | x", false),
    ] {
        let rule = vec!["---"; header.split('|').count()].join("|");
        let names = parameters(&format!("## Query parameters\n| {header} |\n|{rule}|\n| {row} |\n"));
        assert_eq!(names, [if required { "a=a:str!" } else { "a=a:str" }], "{row}");
    }
}

#[test]
fn path_parameters_describe_the_route_s_values() {
    let reference = read(
        "## Path parameters\n| Parameter | Type | Description |\n|---|---|---|\n| id | String | The *thing's* key. |\n",
    );
    assert_eq!(operation(&reference).routes[0].arguments[0].docs, "The *thing's* key.");
    assert!(operation(&reference).parameters.is_empty());
}

#[test]
fn names_that_are_none_are_reported() {
    for (section, code) in [
        ("## Request headers\n| Name | Description |\n|---|---|\n| a b? | x |\n", Code::ParameterName),
        ("## Query parameters\n| Name | Description |\n|---|---|\n| {x} | x |\n", Code::ParameterName),
        ("## Request headers\n| Colour | Taste |\n|---|---|\n| If-Match | x |\n", Code::ParameterTable),
    ] {
        let reference = read(section);
        assert!(reference.diagnostics.iter().any(|diagnostic| diagnostic.code == code), "{section}");
        assert!(operation(&reference).parameters.is_empty(), "{section}");
    }
}

#[test]
fn a_parameter_has_a_place() {
    let reference = read(
        "## Request headers\n| Name | Description |\n|---|---|\n| X-A | x |\n\n## Query parameters\n| Name | Description |\n|---|---|\n| X-A2 | x |\n",
    );
    let places: Vec<ParameterPlace> =
        operation(&reference).parameters.iter().map(|parameter| parameter.place).collect();
    assert_eq!(places, [ParameterPlace::Header, ParameterPlace::Query]);
}

/// What a request carries, JSON of any shape as [`Shape::Any`]: `bodies.rs` tests the shapes.
fn body(reference: &Reference) -> RequestBody {
    match &operation(reference).request_body {
        RequestBody::Json(_) => RequestBody::Json(Shape::Any),
        other => other.clone(),
    }
}

#[test]
fn a_body_is_what_the_section_says() {
    for (section, expected) in [
        ("Do not supply a request body for this method.", RequestBody::None),
        ("Don't supply a request body for this method.", RequestBody::None),
        ("Don’t supply a request body.", RequestBody::None),
        ("Empty request body.", RequestBody::None),
        ("None.", RequestBody::None),
        (
            "In the request body, supply a JSON representation of the [user](../resources/user.md) object.",
            RequestBody::Json(Shape::Any),
        ),
        (
            "In the request body, supply the values for relevant fields that should be updated.",
            RequestBody::Json(Shape::Any),
        ),
        ("| Property | Type | Description |\n|---|---|---|\n| a | String | x |", RequestBody::Json(Shape::Any)),
        ("The contents of the request body should be the binary stream of the file to upload.", RequestBody::Bytes),
        ("Supply binary content of the photo.", RequestBody::Bytes),
        ("Whatever.", RequestBody::NotSaid),
    ] {
        let reference = read_with("POST /things", &format!("## Request body\n{section}\n"));
        assert_eq!(body(&reference), expected, "{section}");
    }
}

#[test]
fn without_the_section_the_method_and_the_example_tell_the_body() {
    for (route, example, expected) in [
        ("GET /x", "", RequestBody::None),
        ("DELETE /x", "", RequestBody::None),
        ("POST /x", "", RequestBody::NotSaid),
        (
            "POST /x",
            "## Example\n```http\nPOST https://a.b/v1.0/x\n\n{ \"a\": 1 }\n```\n",
            RequestBody::Json(Shape::Any),
        ),
        ("POST /x", "## Example\n```http\nPOST https://a.b/v1.0/x\n```\n", RequestBody::None),
        (
            "PUT /x",
            "## Example\n```http\nPUT https://a.b/v1.0/x\nContent-Type: text/plain\n\nHello\n```\n",
            RequestBody::Bytes,
        ),
    ] {
        assert_eq!(body(&read_with(route, example)), expected, "{route} {example}");
    }
}

/// The success codes and what each carries, JSON of any shape as [`Shape::Any`].
fn responses(rest: &str) -> Vec<(u16, Content)> {
    let content = |content: &Content| match content {
        Content::Json(_) => Content::Json(Shape::Any),
        other => other.clone(),
    };
    operation(&read(rest)).responses.iter().map(|response| (response.status, content(&response.content))).collect()
}

#[test]
fn success_codes_are_read_in_many_wordings() {
    for (words, expected) in [
        ("returns a `204 No Content` response code.", &[204][..]),
        ("returns `204, No Content` response code.", &[204]),
        ("returns 204 No content.", &[204]),
        ("returns `200 OK` and a [user](x) object", &[200]),
        ("returns a `200 OK` response code", &[200]),
        ("returns **200** OK", &[200]),
        ("returns `HTTP/1.1 204 OK` status code", &[204]),
        ("returns `201 Created` or `204 No Content`", &[201, 204]),
        ("returns `202 Accepted`, and `200 OK` later", &[202, 200]),
        ("returns `302 Found`", &[302]),
        ("returns `207 Multi-Status`", &[207]),
        ("returns `200`", &[200]),
        ("fails with `400 Bad Request`; returns `200 OK`", &[200]),
        ("returns 200 items", &[]),
        ("returns version 2.204 of `x`", &[]),
        ("returns a 200-series response code", &[]),
        ("costs `2000`", &[]),
    ] {
        let codes: Vec<u16> = responses(&format!("## Response\nIf successful, this method {words}\n"))
            .iter()
            .map(|response| response.0)
            .collect();
        assert_eq!(codes, expected, "{words}");
    }
}

#[test]
fn answers_carry_what_the_words_or_the_example_say() {
    let shown = |status: &str, message: &str| {
        format!("## Response\nReturns `{status}`.\n\n## Example\n```http\nHTTP/1.1 {status}\n{message}\n```\n")
    };
    for (rest, expected) in [
        ("## Response\nReturns `204 No Content`.".to_owned(), (204, Content::None)),
        ("## Response\nReturns `200 OK` and a [user](x) object.".to_owned(), (200, Content::Json(Shape::Any))),
        ("## Response\nReturns `200 OK` and a collection of [user](x).".to_owned(), (200, Content::Json(Shape::Any))),
        (
            "## Response\nReturns `200 OK`. It does not return anything in the response body.".to_owned(),
            (200, Content::None),
        ),
        ("## Response\nIt is `200 OK`. Nothing is returned in the response body.".to_owned(), (200, Content::None)),
        ("## Response\nReturns `200 OK` and the binary data of the photo.".to_owned(), (200, Content::Bytes)),
        ("## Response\nReturns `202 Accepted` with a `Location` header.".to_owned(), (202, Content::Location)),
        ("## Response\nReturns `202 Accepted`.".to_owned(), (202, Content::None)),
        ("## Response\nReturns `302 Found`.".to_owned(), (302, Content::Location)),
        ("## Response\nReturns `200 OK`.".to_owned(), (200, Content::NotSaid)),
        (shown("200 OK", "Content-Type: application/json\n\n{ \"a\": 1 }"), (200, Content::Json(Shape::Any))),
        (shown("200 OK", "\n[1]"), (200, Content::Json(Shape::Any))),
        (shown("200 OK", "Content-Type: text/csv\n\na,b"), (200, Content::Bytes)),
        (shown("202 Accepted", "Location: https://a.b/c"), (202, Content::Location)),
    ] {
        assert_eq!(responses(&rest), [expected], "{rest}");
    }
    let stream = "## Response\nReturns `200 OK`.\n\n## Example\n<!-- { \"blockType\": \"response\", \"@odata.type\": \"stream\" } -->\n```http\nHTTP/1.1 200 OK\n```\n";
    assert_eq!(responses(stream), [(200, Content::Bytes)]);
}

#[test]
fn without_a_code_in_words_the_example_tells() {
    let rest = "## Response\nReturns it.\n\n## Example\n```http\nHTTP/1.1 201\n```\n";
    assert_eq!(responses(rest), [(201, Content::None)]);
    let codes: Vec<Code> = read(rest).diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    assert!(codes.contains(&Code::StatusMissing), "{codes:?}");
}

#[test]
fn an_example_that_says_otherwise_is_reported() {
    let rest = "## Response\nReturns `204 No Content`.\n\n## Example\n```http\nHTTP/1.1 200 OK\n```\n";
    assert_eq!(responses(rest)[0].0, 204);
    let codes: Vec<Code> = read(rest).diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    assert!(codes.contains(&Code::StatusDiffers), "{codes:?}");
    let also_an_error = rest.replace("HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found");
    let codes: Vec<Code> = read(&also_an_error).diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    assert!(!codes.contains(&Code::StatusDiffers), "{codes:?}");
}
