//! Small pages that describe types in; what the model says of them out.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

use docbind_codegen::api::{Enumeration, Origin, Property, Resource, TypeKind};
use docbind_codegen::{Code, Reference, read_texts};

/// A resource page in `microsoft.graph`.
fn page(name: &str, rest: &str) -> String {
    page_in("microsoft.graph", name, rest)
}

fn page_in(namespace: &str, name: &str, rest: &str) -> String {
    format!(
        "---\ndoc_type: resourcePageType\nms.prod: \"Things\"\n---\n# {name} resource type\n\nNamespace: {namespace}\n\n{rest}\n"
    )
}

fn table(rows: &str) -> String {
    format!("## Properties\n| Property | Type | Description |\n|:--|:--|:--|\n{rows}\n")
}

fn read(pages: &[(&str, String)]) -> Reference {
    read_texts(pages.iter().map(|(path, text)| (path.to_string(), text.clone())))
}

fn resource<'a>(reference: &'a Reference, id: &str) -> &'a Resource {
    let found = reference.api.resources.iter().find(|resource| resource.id == id);
    found.unwrap_or_else(|| panic!("no resource `{id}` among {:?}", ids(reference)))
}

fn enumeration<'a>(reference: &'a Reference, id: &str) -> &'a Enumeration {
    let found = reference.api.enumerations.iter().find(|enumeration| enumeration.id == id);
    found.unwrap_or_else(|| panic!("no enumeration `{id}`"))
}

fn ids(reference: &Reference) -> Vec<&str> {
    reference.api.resources.iter().map(|resource| resource.id.as_str()).collect()
}

fn property<'a>(resource: &'a Resource, wire_name: &str) -> &'a Property {
    resource.properties.iter().find(|property| property.wire_name == wire_name).unwrap()
}

fn members(enumeration: &Enumeration) -> Vec<&str> {
    enumeration.members.iter().map(|member| member.wire_name.as_str()).collect()
}

/// `Int32`, `[microsoft.graph.user]` for a collection.
fn type_of(property: &Property) -> String {
    let kind = &property.ty.kind;
    if property.ty.is_collection { format!("[{kind}]") } else { kind.to_string() }
}

fn codes(reference: &Reference) -> Vec<Code> {
    let codes = reference.diagnostics.iter().map(|diagnostic| diagnostic.code);
    codes.filter(|code| *code != Code::NoPages).collect()
}

#[test]
fn type_cells_are_read_in_all_their_spellings() {
    let user = page("user", &table("| id | String | |"));
    let item = page("listItem", &table("| id | String | |"));
    for (cell, expected) in [
        ("String", "String"),
        ("`String`", "String"),
        ("**string**", "String"),
        ("Edm.String", "String"),
        ("string, maximum size 20", "String"),
        ("string (url)", "String"),
        ("url", "String"),
        ("bool", "Boolean"),
        ("int", "Int32"),
        ("Integer", "Int32"),
        ("numeric", "Int32"),
        ("Int16", "Int16"),
        ("Byte", "Byte"),
        ("Int64", "Int64"),
        ("decimal", "Decimal"),
        ("Float", "Single"),
        ("double", "Double"),
        ("datetime", "DateTimeOffset"),
        ("Timestamp", "DateTimeOffset"),
        ("Date", "Date"),
        ("TimeOfDay", "TimeOfDay"),
        ("Duration", "Duration"),
        ("Binary", "Binary"),
        ("Stream", "Stream"),
        ("GUID", "Guid"),
        ("Edm.Untyped", "Json"),
        ("String collection", "[String]"),
        ("Collection(String)", "[String]"),
        ("collection of String", "[String]"),
        ("(Edm.String) collection", "[String]"),
        ("String[]", "[String]"),
        ("`collection(string)`", "[String]"),
        ("[user](user.md)", "microsoft.graph.user"),
        ("[user](../resources/User.md#properties) collection", "[microsoft.graph.user]"),
        ("Collection([User](user.md))", "[microsoft.graph.user]"),
        ("[user][]", "microsoft.graph.user"),
        ("[**user**][user] collection", "[microsoft.graph.user]"),
        ("[undefined][user]", "microsoft.graph.undefined"),
        ("[user](user.md", "microsoft.graph.user"),
        ("**user**", "microsoft.graph.user"),
        ("user resource", "microsoft.graph.user"),
        ("microsoft.graph.user", "microsoft.graph.user"),
        ("#microsoft.graph.user", "microsoft.graph.user"),
        ("graph.user", "microsoft.graph.user"),
        ("(Optional) String", "String"),
        ("nullable Int32", "Int32"),
        ("String or null", "String"),
        ("Array of [user](user.md)", "[microsoft.graph.user]"),
        ("[user](missing.md)", "microsoft.graph.user"),
        ("[listItem](user.md)", "microsoft.graph.listItem"),
        ("[user](user.md) collection. Those that take part.", "[microsoft.graph.user]"),
        ("[user](user.md)<br/>collection", "[microsoft.graph.user]"),
    ] {
        let text = format!("{}\n[user]: user.md\n", table(&format!("| x | {cell} | |")));
        let text = if cell.contains("undefined") { table(&format!("| x | {cell} | |")) } else { text };
        let pages = [
            ("resources/user.md", user.clone()),
            ("resources/listitem.md", item.clone()),
            ("resources/thing.md", page("thing", &text)),
        ];
        let reference = read(&pages);
        assert_eq!(type_of(property(resource(&reference, "microsoft.graph.thing"), "x")), expected, "{cell}");
    }
}

#[test]
fn tables_are_read_in_all_their_headers() {
    for header in [
        "| Property | Type | Description |\n|--|--|--|\n| a | Int32 | b |",
        "| **Property name** | **Type** | **Description** |\n|--|--|--|\n| **a** | Int32 | b |",
        "|Name|Type|\n|--|--|\n|a|Int32|",
        "| Type | Property | Description\n|--|--|--\n| Int32 | `a` | b",
        "| Property\t| Type\t\t|\n|--|---\t\t|\n| a\t| Int32\t|",
        "| Property | Required? | Data type |\n|--|--|--|\n| a\\* | Yes | Int32 |\n| | | |",
    ] {
        let reference = read(&[("a.md", page("thing", &format!("## Properties\n{header}\n")))]);
        let thing = resource(&reference, "microsoft.graph.thing");
        assert_eq!(thing.properties.len(), 1, "{header}");
        assert_eq!(type_of(property(thing, "a")), "Int32", "{header}");
    }
}

#[test]
fn flags_are_statements_of_the_property() {
    let rows = "| a | String | Read-only. Nullable. |\n| b | String | Read-only if synced. Required. |\n\
                | c | String | Whether it is in read-only mode. Deprecated. Use `a`. |\n| d | String | The id Read-only. |";
    let relationships = "## Relationships\n| Relationship | Type | Description |\n|--|--|--|\n| e | thing | |\n";
    let reference = read(&[("a.md", page("thing", &format!("{}{relationships}", table(rows))))]);
    let thing = resource(&reference, "microsoft.graph.thing");
    let flags = |wire_name| {
        let Property { is_read_only, is_required, is_navigation, deprecated, .. } = property(thing, wire_name);
        (*is_read_only, *is_required, *is_navigation, deprecated.is_some())
    };
    assert_eq!(flags("a"), (true, false, false, false));
    assert_eq!(flags("b"), (false, true, false, false));
    assert_eq!(flags("c"), (false, false, false, true));
    assert_eq!(flags("d"), (true, false, false, false));
    assert_eq!(flags("e"), (false, false, true, false));
    assert_eq!(thing.area.as_deref(), Some("things"));
}

#[test]
fn enumerations_come_from_pages_tables_and_descriptions() {
    let text = "| level | riskLevel | Possible values are: `low`, `high`. Default is `none`. |\n\
                | text | String | Possible values are: `low`, `high`. |\n\
                | state | [state](#state-values) | |\n| day | dayOfWeek collection | |\n| kind | [kind](enums.md#kind-values) | |";
    let other = table("| level | riskLevel | The possible values are: `high`, `unknownFutureValue`. |");
    let enums = "# Enum values\n\nNamespace: microsoft.graph\n\n## kind values\n| Member | Value |\n|--|--|\n| one | 0 |\n| null | 1 |\n";
    let day = "---\ndoc_type: enumPageType\n---\n# dayOfWeek enum type\n\nA day.\n\n## Members\n- `monday`: the first\n- tuesday\n";
    let unused = "### color values\n| Value | Description |\n|--|--|\n| red | |\n";
    let state = "### state values\n|Member\n|:--\n|on\n|off\n";
    let reference = read(&[
        ("r/a.md", page("thing", &format!("{}{state}{unused}", table(text)))),
        ("r/b.md", page("other", &other)),
        ("r/enums.md", format!("---\ndoc_type: enumPageType\n---\n{enums}")),
        ("r/day.md", day.to_owned()),
    ]);
    assert_eq!(codes(&reference), []);
    let all = |id: &str| members(enumeration(&reference, id)).join(" ");
    assert_eq!(all("microsoft.graph.riskLevel"), "low high unknownFutureValue");
    assert_eq!(all("microsoft.graph.state"), "on off");
    assert_eq!(all("microsoft.graph.dayOfWeek"), "monday tuesday");
    assert_eq!(all("microsoft.graph.kind"), "one");
    assert_eq!(reference.api.enumerations.len(), 4, "what no property is of is no type");
    let thing = resource(&reference, "microsoft.graph.thing");
    assert_eq!(type_of(property(thing, "text")), "String");
    assert_eq!(type_of(property(thing, "level")), "microsoft.graph.riskLevel");
    assert_eq!(type_of(property(thing, "day")), "[microsoft.graph.dayOfWeek]");
    assert_eq!(enumeration(&reference, "microsoft.graph.riskLevel").origin, Origin::Property);
}

#[test]
fn what_is_inherited_is_appended_once() {
    let base = page("base", &table("| id | String | |\n| old | Int32 | |"));
    let middle = page("middle", &format!("Inherits from [base](base.md).\n\n{}", table("| mid | Int64 | |")));
    let leaf = format!(
        "A leaf.\n\n{}## JSON representation\n<!-- {{\"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.leaf\", \
         \"baseType\": \"microsoft.graph.middle\", \"openType\": true}} -->\n```json\n{{}}\n```\n",
        table("| own | String | |\n| id | String | The key. Inherited from [base](base.md). |")
    );
    let reference = read(&[("base.md", base), ("middle.md", middle), ("leaf.md", page("Leaf", &leaf))]);
    let leaf = resource(&reference, "microsoft.graph.leaf");
    assert_eq!(leaf.base.as_deref(), Some("microsoft.graph.middle"));
    assert!(leaf.is_open);
    let found: Vec<_> = leaf
        .properties
        .iter()
        .map(|property| (property.wire_name.as_str(), property.is_listed, property.inherited_from.as_deref()))
        .collect();
    let (base, middle) = (Some("microsoft.graph.base"), Some("microsoft.graph.middle"));
    assert_eq!(found, [("own", true, None), ("id", true, base), ("mid", false, middle), ("old", false, base)]);
}

#[test]
fn types_of_one_name_in_two_namespaces_are_kept_apart() {
    let both = table("| near | session | |\n| far | microsoft.graph.session | |");
    let space = "microsoft.graph.callRecords";
    let reference = read(&[
        ("session.md", page("session", &table("| id | String | |"))),
        ("more.md", page("more", &table("| id | String | |"))),
        ("user.md", page("user", &table("| s | session | |"))),
        ("records-session.md", page_in(space, "session", &table("| id | String | |"))),
        ("records-call.md", page_in(space, "call", &both)),
    ]);
    let call = resource(&reference, "microsoft.graph.callRecords.call");
    assert_eq!(type_of(property(call, "near")), "microsoft.graph.callRecords.session");
    assert_eq!(type_of(property(call, "far")), "microsoft.graph.session");
    let user = resource(&reference, "microsoft.graph.user");
    assert_eq!((user.module.as_deref(), type_of(property(user, "s"))), (None, "microsoft.graph.session".to_owned()));
    assert_eq!((call.module.as_deref(), call.name.as_str()), (Some("call_records"), "Call"));
}

#[test]
fn several_pages_of_one_type_are_one_type() {
    let first = page("user", &table("| id | String | |\n| a | Int32 | |"));
    let second = page("User", &table("| id | String | |\n| b | Int32 | |"));
    let reference = read(&[("intune-user.md", second), ("user.md", first)]);
    assert_eq!(ids(&reference), ["microsoft.graph.User"]);
    let user = resource(&reference, "microsoft.graph.User");
    let names: Vec<&str> = user.properties.iter().map(|property| property.wire_name.as_str()).collect();
    assert_eq!((user.page.as_str(), names), ("user.md", vec!["id", "a", "b"]));
    let listings: Vec<_> =
        user.listings.iter().map(|listing| (listing.page.as_str(), listing.properties.len())).collect();
    assert_eq!(listings, [("user.md", 2), ("intune-user.md", 2)]);
}

#[test]
fn json_tells_what_the_table_does_not() {
    let json = "## JSON representation\n<!-- {\"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.thing\"} -->\n```json\n\
                {\"id\": \"String (identifier)\", \"at\": \"String (timestamp)\", \"n\": 1, \"f\": 1.5, \"is\": true, \"e\": {\"code\": \"x\"},\n\
                \"all\": [\"string\"], \"who\": {\"@odata.type\": \"microsoft.graph.other\"}}\n```\n";
    let other = page("other", &table("| id | String | |"));
    let alone = read(&[("a.md", page("thing", json)), ("b.md", other.clone())]);
    let types: Vec<String> = resource(&alone, "microsoft.graph.thing").properties.iter().map(type_of).collect();
    // By name: all, at, e, f, id, is, n, who.
    let expected = ["[String]", "DateTimeOffset", "", "Double", "String", "Boolean", "Int32", "microsoft.graph.other"];
    assert_eq!(types, expected);
    let rows = table("| at | | |\n| who | ??? | |\n| e | publicError | |");
    let both = read(&[("a.md", page("thing", &format!("{rows}{json}"))), ("b.md", other)]);
    let thing = resource(&both, "microsoft.graph.thing");
    let types: Vec<String> = thing.properties.iter().map(type_of).collect();
    assert_eq!(types, ["DateTimeOffset", "microsoft.graph.other", "microsoft.graph.publicError"]);
    let error = resource(&both, "microsoft.graph.publicError");
    assert_eq!((error.origin, type_of(property(error, "code"))), (Origin::Example, "String".to_owned()));
}

#[test]
fn what_cannot_be_told_is_reported() {
    let rows = "| a | nowhere | |\n| b | many words here | |\n| c, d | String | |\n| @odata.type | String | |";
    let reference = read(&[("a.md", page("thing", &table(rows)))]);
    assert_eq!(codes(&reference), [Code::TypeUnknown, Code::PropertyRow, Code::PropertyRow]);
    let widths =
        reference.diagnostics.iter().filter_map(|diagnostic| diagnostic.span.map(|span| span.end - span.start));
    let widths: Vec<usize> = widths.map(|width| width as usize).take(2).collect();
    assert_eq!(widths, [" nowhere ", " many words here "].map(str::len), "the cells of types are marked");
    let thing = resource(&reference, "microsoft.graph.thing");
    assert_eq!(thing.properties.len(), 2);
    assert_eq!(property(thing, "a").ty.kind, TypeKind::Unknown("microsoft.graph.nowhere".to_owned()));
}

#[test]
fn alternatives_are_their_common_base() {
    let derived = |name| page(name, &format!("Inherits from [info](info.md).\n\n{}", table("| id | String | |")));
    let rows = "| x | [left](left.md) or [right](right.md) | |\n| y | [left](left.md) or [user](user.md) | |";
    let reference = read(&[
        ("info.md", page("info", "An info.")),
        ("left.md", derived("left")),
        ("right.md", derived("right")),
        ("user.md", page("user", &table(rows))),
    ]);
    let user = resource(&reference, "microsoft.graph.user");
    assert_eq!(type_of(property(user, "x")), "microsoft.graph.info");
    assert!(matches!(property(user, "y").ty.kind, TypeKind::Unknown(_)));
}

#[test]
fn hostile_inheritance_ends() {
    let derived = |name: &str, base: &str| {
        page(name, &format!("Inherits from [{base}]({base}.md).\n\n{}", table("| id | String | |")))
    };
    let own = read(&[("a.md", derived("a", "a"))]);
    assert_eq!((codes(&own), resource(&own, "microsoft.graph.a").base.clone()), (vec![Code::Inheritance], None));
    let round = read(&[("a.md", derived("a", "b")), ("b.md", derived("b", "c")), ("c.md", derived("c", "a"))]);
    assert_eq!(codes(&round), [Code::Inheritance]);
    let names: Vec<String> = (0..2_000).map(|number| format!("t{number}")).collect();
    let chain = names.windows(2).map(|pair| match pair {
        [name, base] => (format!("{name}.md"), derived(name, base)),
        _ => (String::new(), String::new()),
    });
    let deep = read_texts(chain);
    assert_eq!(deep.api.resources.len(), 1_999);
}

#[test]
fn hostile_names_become_names_of_rust() {
    let rows = "| type | String | |\n| Type | String | |\n| 💥 | String | |\n| self | String | |\n| setX | String | |\n| x | String | |\n\
                | new | String | |\n| \\_id | String | |\n| | String | |\n| a-b | String | Read-only. |\n| a_b | String | |";
    let reference = read(&[("a.md", page("thing", &table(rows)))]);
    let thing = resource(&reference, "microsoft.graph.thing");
    let names: Vec<&str> = thing.properties.iter().map(|property| property.name.as_str()).collect();
    assert_eq!(names, ["r#type", "type_2", "value", "self_", "set_x", "x_2", "new_2", "id", "a_b", "a_b_2"]);
    let types = ["Option", "Self", "String", "Result", "Vec", "option"]
        .map(|name| (name, page(name, &table("| id | String | |"))));
    let pages: Vec<(String, String)> =
        types.iter().map(|(name, text)| (format!("r-{name}.md"), text.clone())).collect();
    let reference = read_texts(pages);
    let names: Vec<&str> = reference.api.resources.iter().map(|resource| resource.name.as_str()).collect();
    assert_eq!(names, ["Option", "Result", "Self_", "String", "Vec"]);
}

#[test]
fn members_never_take_the_name_of_what_is_not_listed() {
    let rows: String = (0..5_000).map(|number| format!("| m{number} | |\n")).collect();
    let text = format!(
        "## Members\n| Member | Value |\n|--|--|\n| unlisted | |\n| Unlisted | |\n| a b | |\n| self | |\n{rows}"
    );
    let text = format!("---\ndoc_type: enumPageType\n---\n# x enum type\n\n{text}");
    let reference = read(&[("x.md", text)]);
    let x = enumeration(&reference, "x");
    let names: Vec<&str> = x.members.iter().take(4).map(|member| member.name.as_str()).collect();
    assert_eq!(names, ["Unlisted2", "Unlisted3", "AB", "Self_"]);
    assert_eq!(x.members.len(), 5_004);
}

#[test]
fn a_type_may_have_a_thousand_properties() {
    let rows: String = (0..1_000).map(|number| format!("| p{number} | [thing](a.md) collection | |\n")).collect();
    let reference = read(&[("a.md", page("thing", &table(&rows)))]);
    assert_eq!(resource(&reference, "microsoft.graph.thing").properties.len(), 1_000);
    assert_eq!(codes(&reference), []);
}
