//! Every form in which pages write a route in; the template, the values and the names that come of it out.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

use docbind_codegen::api::{Encoding, Operation, Primitive};
use docbind_codegen::{Code, Reference, read_texts};

/// What `METHOD template` becomes: the template that the runtime reads and each value as `name:encoding`.
fn lower(line: &str) -> String {
    lower_beside(line, "")
}

fn lower_beside(line: &str, rest: &str) -> String {
    let reference = read(&[line], rest);
    match reference.api.operations.first().and_then(|operation| operation.routes.first()) {
        Some(route) => {
            let values = route.arguments.iter().map(|value| format!("{}:{}", value.name, short(value.encoding)));
            let values: Vec<String> = values.collect();
            format!("{} [{}]", route.template, values.join(" "))
        }
        None => reference.diagnostics.iter().map(|fault| fault.code.name()).next().unwrap_or("nothing").to_owned(),
    }
}

fn short(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Segment => "seg",
        Encoding::Quoted => "str",
        Encoding::Path => "path",
        Encoding::Query => "query",
    }
}

fn read(lines: &[&str], rest: &str) -> Reference {
    let fence = lines.join("\n");
    read_texts([("thing-get.md", format!("# Get thing\n\n## HTTP request\n```http\n{fence}\n```\n\n{rest}\n"))])
}

fn operation(reference: &Reference) -> &Operation {
    reference.api.operations.first().expect("the page is an operation")
}

/// Each line, and the beginning of what it becomes.
fn check(cases: &[(&str, &str)]) {
    for (line, expected) in cases {
        assert_eq!(lower(line), *expected, "{line}");
    }
}

#[test]
fn placeholders_are_named_by_the_page() {
    check(&[
        ("GET /users/{user-id}", "/users/{user_id} [user_id:seg]"),
        ("GET /users/{userId}", "/users/{user_id} [user_id:seg]"),
        ("GET /users/{ userId }", "/users/{user_id} [user_id:seg]"),
        ("GET /users/<user-id>/x", "/users/{user_id}/x [user_id:seg]"),
        ("GET /users/{user id}", "/users/{user_id} [user_id:seg]"),
        ("GET /users/{USER_ID}", "/users/{user_id} [user_id:seg]"),
    ]);
}

#[test]
fn of_alternatives_the_first_names_the_value() {
    check(&[
        ("GET /users/{id | userPrincipalName}", "/users/{user_id} [user_id:seg]"),
        ("GET /users/{id|userPrincipalName}/x", "/users/{user_id}/x [user_id:seg]"),
        ("GET /sheets/{id|name}/x", "/sheets/{sheet_id}/x [sheet_id:seg]"),
        ("GET /users/{|id}", "/users/{user_id} [user_id:seg]"),
    ]);
}

#[test]
fn what_is_repeated_is_named_by_the_segment_before() {
    check(&[
        (
            "DELETE /communications/calls/{id}/participants/{id}",
            "/communications/calls/{call_id}/participants/{participant_id} [call_id:seg participant_id:seg]",
        ),
        ("GET /a/{x}/b/{x}", "/a/{a_x}/b/{b_x} [a_x:seg b_x:seg]"),
        (
            "GET /mobileApps/{mobileAppId}/x/{mobileAppId}",
            "/mobileApps/{mobile_app_id}/x/{x_mobile_app_id} [mobile_app_id:seg x_mobile_app_id:seg]",
        ),
        (
            "GET /folders/{id}/folders/{id}",
            "/folders/{folder_id}/folders/{folder_id_2} [folder_id:seg folder_id_2:seg]",
        ),
        ("GET /{id}/{id}", "/{id}/{id_2} [id:seg id_2:seg]"),
        ("GET /policies/{id}", "/policies/{policy_id} [policy_id:seg]"),
        ("GET /children/{id}", "/children/{child_id} [child_id:seg]"),
    ]);
}

#[test]
fn path_addressed_items_keep_their_slashes() {
    check(&[
        ("GET /me/drive/root:/{item-path}:/children", "/me/drive/root:/{+item_path}:/children [item_path:path]"),
        ("GET /me/drive/root:/{path-to-file}", "/me/drive/root:/{+path_to_file} [path_to_file:path]"),
        (
            "PUT /drives/{drive-id}/items/{parent-id}:/{filename}:/content",
            "/drives/{drive_id}/items/{parent_id}:/{+filename}:/content [drive_id:seg parent_id:seg filename:path]",
        ),
        (
            "GET /sites/{hostname}:/{server-relative-path}",
            "/sites/{hostname}:/{+server_relative_path} [hostname:seg server_relative_path:path]",
        ),
    ]);
}

#[test]
fn values_of_function_calls_are_named_by_their_keys() {
    check(&[
        ("GET /x/range(address='<address>')", "/x/range(address='{address}') [address:str]"),
        ("GET /x/range(address='{address}')/y", "/x/range(address='{address}')/y [address:str]"),
        ("GET /reports/f(date={date_value})", "/reports/f(date={date}) [date:seg]"),
        ("GET /reports/f(period='{period_value}')", "/reports/f(period='{period}') [period:str]"),
        ("GET /x/delta(token='latest')", "/x/delta(token='latest') []"),
        ("GET /x/f(a={a},b='{b}')", "/x/f(a={a},b='{b}') [a:seg b:str]"),
        ("GET /x/f(a={a}, b='{b}')", "/x/f(a={a},b='{b}') [a:seg b:str]"),
        ("GET /x/f()", "/x/f() []"),
        ("GET /x/f", "/x/f []"),
        ("GET /x/cell(row={row},column={column})", "/x/cell(row={row},column={column}) [row:seg column:seg]"),
        ("GET /apps(uniqueName='{uniqueName}')", "/apps(uniqueName='{unique_name}') [unique_name:str]"),
        ("GET /x/search(q='{search-query}')", "/x/search(q='{q}') [q:str]"),
        ("GET /users('{id}')/x", "/users('{user_id}')/x [user_id:str]"),
        ("GET /x/f(q={a},q={b})", "/x/f(q={q},q={q_2}) [q:seg q_2:seg]"),
    ]);
}

#[test]
fn bare_words_in_function_calls_stand_for_values() {
    check(&[
        ("GET /x/top(count=n)", "/x/top(count={count}) [count:seg]"),
        ("GET /x/f(on=startDateTime-value)", "/x/f(on={on}) [on:seg]"),
        ("GET /x/f(on=on_value)", "/x/f(on={on}) [on:seg]"),
        ("GET /x/f(day=day)", "/x/f(day={day}) [day:seg]"),
        ("GET /x/f(flag=true)", "/x/f(flag=true) []"),
        ("GET /x/f(count=1)", "/x/f(count=1) []"),
    ]);
}

#[test]
fn samples_of_documented_parameters_are_values() {
    let table = "## Function parameters\n| Parameter | Type | Description |\n|---|---|---|\n| interval | String | x |\n| count | Int32 | x |\n| isOn | Boolean | x |\n";
    for (line, expected) in [
        ("GET /x/f(interval='day')", "/x/f(interval='{interval}') [interval:str]"),
        ("GET /x/f(interval='day',count=3)", "/x/f(interval='{interval}',count={count}) [interval:str count:seg]"),
        ("GET /x/f(other='day')", "/x/f(other='day') []"),
        ("GET /x/f(isOn=true)", "/x/f(isOn={is_on}) [is_on:seg]"),
    ] {
        assert_eq!(lower_beside(line, table), expected, "{line}");
    }
    let reference = read(&["GET /x/f(count={count},interval='{interval}',isOn={isOn})"], table);
    let types: Vec<Primitive> = operation(&reference).routes[0].arguments.iter().map(|value| value.ty).collect();
    assert_eq!(types, [Primitive::Int32, Primitive::String, Primitive::Boolean]);
}

#[test]
fn declared_sample_keys_are_values() {
    let page = "# Get thing\n\n## HTTP request\n<!-- { \"blockType\": \"ignored\", \"sampleKeys\": [\"AB12\"] } -->\n```http\nGET /things/AB12/parts\n```\n";
    let reference = read_texts([("thing-get.md", page)]);
    assert_eq!(operation(&reference).routes[0].template, "/things/{thing_id}/parts");
}

#[test]
fn queries_are_values_or_are_sent_as_written() {
    check(&[
        (
            "GET /me/calendarView?startDateTime={start_datetime}&endDateTime={end_datetime}",
            "/me/calendarView?startDateTime={start_datetime}&endDateTime={end_datetime} [start_datetime:query end_datetime:query]",
        ),
        ("GET /me/messages/{id}?$expand=mentions", "/me/messages/{message_id}?$expand=mentions [message_id:seg]"),
        ("GET /x?$filter=id eq '{id_value}'", "/x?$filter=id%20eq%20'{id_value}' [id_value:str]"),
        ("GET /x?$filter=startswith(name, '{prefix}')", "/x?$filter=startswith(name,%20'{prefix}') [prefix:str]"),
        ("GET /x?$filter=a/any(p: p/id eq {id})", "/x?$filter=a/any(p:%20p/id%20eq%20{id}) [id:query]"),
        ("GET /x/?$top=5", "/x?$top=5 []"),
        ("GET /x?a=b?c", "/x?a=b?c []"),
    ]);
}

#[test]
fn segments_with_a_dollar_and_casts_are_kept() {
    check(&[
        ("GET /users/{id}/photo/$value", "/users/{user_id}/photo/$value [user_id:seg]"),
        ("GET /groups/$count", "/groups/$count []"),
        ("POST /groups/{id}/members/$ref", "/groups/{group_id}/members/$ref [group_id:seg]"),
        ("DELETE /a/{id}/b/$ref?$id=https://c.d/e", "/a/{a_id}/b/$ref?$id=https://c.d/e [a_id:seg]"),
        ("GET /users/{id}/manager/microsoft.graph.user", "/users/{user_id}/manager/microsoft.graph.user [user_id:seg]"),
        (
            "GET /x/Microsoft.Graph.AgentIdentity/{id}",
            "/x/Microsoft.Graph.AgentIdentity/{microsoft_graph_agent_identity_id} [microsoft_graph_agent_identity_id:seg]",
        ),
    ]);
}

#[test]
fn routes_are_rooted_however_they_are_written() {
    check(&[
        ("GET me/devices/{id}", "/me/devices/{device_id} [device_id:seg]"),
        ("GET ~/devices/{id}", "/devices/{device_id} [device_id:seg]"),
        ("GET /devices/{id}/", "/devices/{device_id} [device_id:seg]"),
        ("GET /devices//x", "/devices/x []"),
        ("GET /", "/ []"),
        ("GET https://graph.microsoft.com/beta/sites/{id}", "/sites/{site_id} [site_id:seg]"),
        ("GET https://graph.microsoft.com/v1.0/me", "/me []"),
        ("GET https://graph.microsoft.com/sites", "/sites []"),
        ("GET   /spaces  ", "/spaces []"),
        ("GET\t/tabs", "/tabs []"),
        ("  GET /indented", "/indented []"),
        ("GET /versioned HTTP/1.1", "/versioned []"),
        ("DELETE/identity/userFlows/{id}", "/identity/userFlows/{user_flow_id} [user_flow_id:seg]"),
        ("PATCH /teams/(team-id)/x", "/teams/{team_id}/x [team_id:seg]"),
        ("GET /straße/ünï", "/stra%C3%9Fe/%C3%BCn%C3%AF []"),
        ("GET /x/content[?includeIDs=true]", "/x/content []"),
    ]);
    let reference = read(&["GET https://graph.microsoft.com/beta/sites/{id}"], "");
    assert_eq!(operation(&reference).base_url.as_deref(), Some("https://graph.microsoft.com/beta"));
}

#[test]
fn forms_to_mend_are_warned_of() {
    for (line, code) in [
        ("GET me/devices", Some(Code::RouteForm)),
        ("DELETE/identity/x", Some(Code::RouteForm)),
        ("PATCH /teams/(team-id)/x", Some(Code::RouteForm)),
        ("GET https://graph.microsoft.com/v1.0/me", None),
        ("GET /me", None),
    ] {
        let reference = read(&[line], "");
        let found = reference.diagnostics.iter().map(|fault| fault.code).find(|found| *found == Code::RouteForm);
        assert_eq!(found, code, "{line}");
    }
}

#[test]
fn what_cannot_be_called_is_left_out_and_said() {
    for (line, code) in [
        ("GET /me/childFolders/{id}/.../contacts", Code::RouteElided),
        ("GET /me/…/contacts", Code::RouteElided),
        ("GET /x/range(address='<address>'/entireRow", Code::RouteBroken),
        ("GET /x/range(address='<address>)", Code::RouteBroken),
        ("GET /x/{id", Code::RouteBroken),
        ("GET /x/id}", Code::RouteBroken),
        ("GET /x/{}", Code::RouteBroken),
        ("GET /x/{{id}}", Code::RouteBroken),
        ("GET /x/<id", Code::RouteBroken),
        ("GET /x)", Code::RouteBroken),
        ("GET /users/{id} | name/chats", Code::RouteBroken),
        ("GET ** Collection URI for x not found", Code::RouteBroken),
        ("GET /x?requiresReview:{Boolean}", Code::RouteBroken),
        ("GET /x?", Code::RouteBroken),
        ("GET /x[0]", Code::RouteBroken),
        ("GET https:///x", Code::RouteBroken),
    ] {
        let reference = read(&[line, "GET /other"], "");
        let operation = operation(&reference);
        assert_eq!(operation.routes.len(), 1, "{line}: {:?}", operation.routes);
        assert_eq!(operation.unused_routes.len(), 1, "{line}");
        assert!(reference.diagnostics.iter().any(|fault| fault.code == code), "{line}");
        let alone = read(&[line], "");
        assert!(alone.diagnostics.iter().any(|fault| fault.code == Code::RouteMissing), "{line}");
        assert_eq!(alone.api.callable().count(), 0, "{line}");
    }
}

#[test]
fn lines_that_are_no_routes_are_passed_over() {
    let reference = read(
        &["Content-Type: application/json", "or", "GET /a", "", "{ \"a\": 1 }", "GETTER /b", "get /c", "// GET /d"],
        "",
    );
    assert_eq!(operation(&reference).routes.len(), 1);
    assert!(operation(&reference).unused_routes.is_empty());
}

#[test]
fn keywords_are_names_all_the_same() {
    check(&[
        ("GET /x/{type}", "/x/{type} [r#type:seg]"),
        ("GET /types/{type}/y/{type}", "/types/{type}/y/{y_type} [r#type:seg y_type:seg]"),
        ("GET /x/{self}", "/x/{self_} [self_:seg]"),
        ("GET /x/{body}", "/x/{body_2} [body_2:seg]"),
        ("GET /x/f(type='{t}')", "/x/f(type='{type}') [r#type:str]"),
        ("GET /x/{1}", "/x/{_1} [_1:seg]"),
        ("GET /x/{💥}", "/x/{value} [value:seg]"),
    ]);
}

/// The names of a page's constructors.
fn names(lines: &[&str]) -> Vec<String> {
    operation(&read(lines, "")).routes.iter().map(|route| route.name.clone()).collect()
}

#[test]
fn constructors_are_named_by_what_tells_the_routes_apart() {
    for (lines, expected) in [
        (&["GET /me/events", "GET /users/{id}/events", "GET /groups/{id}/events"][..], &["me", "user", "group"][..]),
        (&["GET /me/calendar/events", "GET /me/calendars/{id}/events"], &["me_calendar", "me_calendar_by_calendar_id"]),
        (
            &["DELETE /app/calls/{id}/participants/{id}", "DELETE /communications/calls/{id}/participants/{id}"],
            &["app_call", "communications_call"],
        ),
        (&["GET /new/x", "GET /new/y"], &["new_x", "new_y"]),
        (&["GET /x"], &["x"]),
    ] {
        assert_eq!(names(lines), expected, "{lines:?}");
    }
}

#[test]
fn a_route_that_is_added_renames_none() {
    let before = names(&["GET /me/events", "GET /users/{id}/events"]);
    let after =
        names(&["GET /me/events", "GET /users/{id}/events", "GET /me/calendar/events", "GET /groups/{id}/events"]);
    assert_eq!(after[..2], before[..]);
    let distinct: std::collections::BTreeSet<&String> = after.iter().collect();
    assert_eq!(distinct.len(), after.len());
}

#[test]
fn a_repeated_route_is_one_and_a_deprecated_one_is_not_the_default() {
    let reference = read(
        &["GET /app/x", "GET /communications/x", "GET /app/x"],
        "> > **Note:** The `/app` path is deprecated. Going forward, use the `/communications` path.",
    );
    let operation = operation(&reference);
    assert_eq!(operation.routes.len(), 2);
    assert_eq!(operation.unused_routes.len(), 1);
    assert_eq!(operation.default_route, 1);
    let note = "The `/app` path is deprecated. Going forward, use the `/communications` path.";
    assert_eq!(operation.routes[0].deprecated.as_deref(), Some(note));
    assert_eq!(operation.routes[1].deprecated, None);
    assert_eq!(operation.deprecated, None);
    assert!(reference.diagnostics.iter().any(|fault| fault.code == Code::RouteRepeated));
}

#[test]
fn methods_are_told_apart() {
    let reference = read(&["GET /x", "PATCH /x", "PUT /x", "HEAD /x"], "");
    let routes: Vec<&str> = operation(&reference).routes.iter().map(|route| route.method.as_str()).collect();
    assert_eq!(routes, ["GET", "PATCH", "PUT", "HEAD"]);
}

#[test]
fn a_page_without_the_heading_has_its_relative_requests() {
    let page = "---\ndoc_type: apiPageType\n---\n# Get site\n\n## Access the root\n```http\nGET /sites/root\n```\n\n<!-- { \"blockType\": \"request\" } -->\n```http\nGET /sites/sample\n```\n\n## Example\n```http\nGET https://graph.microsoft.com/v1.0/sites/x\n```\n";
    let reference = read_texts([("site-get.md", page)]);
    let written: Vec<&str> = operation(&reference).routes.iter().map(|route| route.written.as_str()).collect();
    assert_eq!(written, ["/sites/root"]);
}

#[test]
fn fences_of_other_languages_hold_no_routes() {
    for (info, count) in
        [("http", 1), (" http", 1), ("HTTP", 1), ("msgraph-interactive", 1), ("", 1), ("json", 0), ("csharp", 0)]
    {
        let page = format!("# Get thing\n\n## HTTP request\n```{info}\nGET /x\n```\n");
        let reference = read_texts([("thing-get.md", page)]);
        assert_eq!(operation(&reference).routes.len(), count, "{info}");
    }
}
