//! The parts that pages are made of (front matter, tabs, includes, quotes, comments) in; what is read of them out.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

use docbind_codegen::api::{Message, Operation};
use docbind_codegen::{Code, Reference, read_texts};

const ROUTE: &str = "## HTTP request\n```http\nGET /things\n```\n";

fn read(text: &str) -> Reference {
    read_texts([("thing-get.md", text)])
}

fn operation(reference: &Reference) -> &Operation {
    reference.api.operations.first().expect("the page is an operation")
}

fn codes(reference: &Reference) -> Vec<Code> {
    let known = |code: &Code| !matches!(code, Code::PermissionMissing | Code::StatusMissing);
    reference.diagnostics.iter().map(|diagnostic| diagnostic.code).filter(known).collect()
}

/// The description of a page that begins so.
fn described(description: &str) -> (String, Vec<Code>) {
    let reference = read(&format!("# Get thing\n\n{description}\n\n{ROUTE}"));
    (operation(&reference).description.clone(), codes(&reference))
}

// Front matter.

#[test]
fn front_matter_is_no_text() {
    for start in [
        "---\ntitle: x\n---\n",
        "\u{feff}---\ntitle: \"x\"\nauthor:\n---\n",
        "---\r\ntitle: 'x'\r\n---\r\n",
        "\u{feff}",
        "",
    ] {
        let reference = read(&format!("{start}# Get thing\n\nGets it.\n\n{ROUTE}"));
        assert_eq!(operation(&reference).title, "Get thing", "{start:?}");
        assert_eq!(operation(&reference).description, "Gets it.", "{start:?}");
        assert!(codes(&reference).is_empty(), "{start:?}: {:?}", codes(&reference));
    }
}

#[test]
fn unclosed_front_matter_is_text() {
    let reference = read(&format!("---\ntitle: x\n\n# Get thing\n\n{ROUTE}"));
    assert_eq!(codes(&reference), [Code::UnclosedFrontMatter]);
    assert_eq!(operation(&reference).title, "Get thing");
}

#[test]
fn the_kind_of_a_page_is_told_by_its_front_matter_and_its_sections() {
    for (text, count) in [
        (format!("# X\n{ROUTE}"), 1),
        (format!("---\ndoc_type: resourcePageType\n---\n# X\n{ROUTE}"), 1),
        ("---\ndoc_type: resourcePageType\n---\n# X\n## Properties\n".to_owned(), 0),
        ("---\ndoc_type: \"enumPageType\"\n---\n# X\n".to_owned(), 0),
        ("---\ndoc_type: conceptualPageType\n---\n# X\n```http\nGET /x\n```\n".to_owned(), 0),
        ("---\ndoc_type: apiPageType\n---\n# X\n".to_owned(), 1),
        ("# X\n## Properties\n".to_owned(), 0),
        ("# X\n## JSON representation\n".to_owned(), 0),
        ("# X\n\nWords.\n".to_owned(), 0),
        (String::new(), 0),
    ] {
        assert_eq!(read(&text).api.operations.len(), count, "{text}");
    }
}

#[test]
fn lines_may_end_as_windows_ends_them() {
    let page = format!("---\ntitle: x\n---\n# Get thing\n\nGets\nit.\n\n{ROUTE}\n## Response\nReturns `200 OK`.\n");
    let (unix, windows) = (read(&page), read(&page.replace('\n', "\r\n")));
    assert_eq!(unix.api, windows.api);
    assert_eq!(operation(&windows).routes[0].written, "/things");
}

// Titles and sections.

#[test]
fn a_page_without_a_title_is_named_by_its_file() {
    for start in ["", "#\n\n", "## Get thing\n\n", "# <!-- x -->\n\n"] {
        let reference = read(&format!("{start}{ROUTE}"));
        assert_eq!(operation(&reference).name, "ThingGet", "{start:?}");
        assert!(codes(&reference).contains(&Code::TitleMissing), "{start:?}");
    }
}

#[test]
fn sections_are_known_at_any_level_and_in_any_case() {
    for heading in [
        "## HTTP request",
        "### http request",
        "# HTTP Request",
        "## HTTP request:",
        "## 2. HTTP request",
        "## **HTTP request**",
        "## HTTP request ##",
        "## <a name=\"http-request\"></a>Solicitação HTTP",
        "## HTTP requests",
    ] {
        let reference = read(&format!("# Get thing\n\n{heading}\n```http\nGET /things\n```\n"));
        assert_eq!(reference.api.callable().count(), 1, "{heading}");
    }
}

#[test]
fn headings_inside_a_section_end_it_not() {
    let page = "# Get thing\n\n## HTTP request\n\n### For me:\n```http\nGET /me\n```\n\n### For users:\n```http\nGET /users\n```\n\n## Remarks\n```http\nGET /remarks\n```\n";
    let reference = read(page);
    let written: Vec<&str> = operation(&reference).routes.iter().map(|route| route.written.as_str()).collect();
    assert_eq!(written, ["/me", "/users"]);
}

#[test]
fn the_namespace_is_no_description() {
    for start in
        ["Namespace: microsoft.graph.callRecords\n\nGets it.", "Namespace: microsoft.graph.callRecords\nGets it."]
    {
        let reference = read(&format!("# Get thing\n\n{start}\n\n{ROUTE}"));
        assert_eq!(operation(&reference).namespace.as_deref(), Some("microsoft.graph.callRecords"), "{start}");
        assert_eq!(operation(&reference).description, "Gets it.", "{start}");
    }
}

// Tabs.

#[test]
fn of_tabs_only_http_is_read() {
    let tabs = "# [HTTP](#tab/http)\n```http\nGET /things\n```\n# [C#](#tab/csharp)\n```http\nGET /csharp\n```\n[!INCLUDE [x](../no/such.md)]\n\n---\n\n```http\nGET /after\n```\n";
    let reference = read(&format!("# Get thing\n\n## HTTP request\n\n{tabs}"));
    let written: Vec<&str> = operation(&reference).routes.iter().map(|route| route.written.as_str()).collect();
    assert_eq!(written, ["/things", "/after"]);
    assert!(codes(&reference).is_empty(), "{:?}", codes(&reference));
}

#[test]
fn a_line_that_closes_tabs_underlines_nothing() {
    let tabs = "# [HTTP](#tab/http)\n```http\nGET /things\n```\n# [C#](#tab/csharp)\n[!INCLUDE [x](../no/such.md)]\n---\n\n```http\nGET /after\n```\n";
    let reference = read(&format!("# Get thing\n\n## HTTP request\n\n{tabs}"));
    assert_eq!(operation(&reference).routes.len(), 2);
    assert!(codes(&reference).is_empty(), "{:?}", codes(&reference));
}

#[test]
fn tabs_that_are_not_closed_end_at_the_next_heading() {
    let reference = read(&format!("# Get thing\n\n# [C#](#tab/csharp)\nx\n\n{ROUTE}"));
    assert_eq!(codes(&reference), [Code::UnclosedTabs]);
    assert_eq!(operation(&reference).routes.len(), 1);
}

#[test]
fn a_rule_outside_of_tabs_ends_no_section() {
    let reference = read(
        "# Get thing\n\n## HTTP request\n\n---\n\n```http\nGET /things\n```\n\nWords\n---\n\n```http\nGET /more\n```\n",
    );
    assert_eq!(operation(&reference).routes.len(), 2);
}

// Includes.

fn with_include(description: &str, included: &str) -> (String, Vec<Code>) {
    let page = format!("# Get thing\n\n{description}\n\n{ROUTE}");
    let reference = read_texts([("api/thing-get.md", page.as_str()), ("includes/x.md", included)]);
    (operation(&reference).description.clone(), codes(&reference))
}

#[test]
fn includes_stand_where_they_are_named() {
    for (description, included, expected) in [
        ("[!INCLUDE [x](../includes/x.md)]", "Shared.", "Shared."),
        ("[!include [x](/includes/x.md)]", "Shared.", "Shared."),
        ("[!Include [](../includes/x.md)]", "Shared.", "Shared."),
        ("One [!INCLUDE [x](../includes/x.md)] three.", "two", "One two three."),
        ("[!INCLUDE [x](../includes/x.md)] [!INCLUDE [x](../includes/x.md)]", "two", "two two"),
        (
            "[!INCLUDE [x](../includes/x.md)]",
            "---\ntitle: x\n---\n\n<!-- markdownlint-disable MD041-->\nShared.",
            "Shared.",
        ),
        ("[!INCLUDE [x](../includes/x.md)]", "a\n\nb", "a\n\nb"),
        ("One\n[!INCLUDE [x](../includes/x.md)]", "a\n\nb", "One\n\na\n\nb"),
        ("- [!INCLUDE [x](../includes/x.md)]", "two", "- two"),
        ("> [!INCLUDE [x](../includes/x.md)]", "two", "> two"),
        ("| A |\n|---|\n| [!INCLUDE [x](../includes/x.md)] |", "two", "| A |\n| --- |\n| two |"),
        ("`[!INCLUDE [x](../includes/x.md)]`", "two", "`[!INCLUDE [x](../includes/x.md)]`"),
    ] {
        let (found, codes) = with_include(description, included);
        assert_eq!(found, expected, "{description}");
        assert!(codes.is_empty(), "{description}: {codes:?}");
    }
}

#[test]
fn an_include_in_an_include_is_from_the_included_file() {
    let page = format!("# Get thing\n\n[!INCLUDE [x](../includes/a/one.md)]\n\n{ROUTE}");
    let reference = read_texts([
        ("api/thing-get.md", page.as_str()),
        ("includes/a/one.md", "one [!INCLUDE [x](../b/two.md)]"),
        ("includes/b/two.md", "two"),
    ]);
    assert_eq!(operation(&reference).description, "one two");
}

#[test]
fn includes_that_cannot_be_followed_are_reported_and_the_page_lives_on() {
    for (target, code) in [
        ("no.md", Code::IncludeMissing),
        ("../../x.md", Code::OutsideRoot),
        ("~/x.md", Code::IncludeUnresolvable),
        ("https://a.b/x.md", Code::IncludeUnresolvable),
        ("thing-get.md", Code::IncludeCycle),
    ] {
        let page = format!("# Get thing\n\nBefore. [!INCLUDE [x]({target})]\n\n{ROUTE}");
        let reference = read_texts([("api/thing-get.md", page)]);
        assert_eq!(codes(&reference), [code], "{target}");
        assert_eq!(operation(&reference).description, "Before.", "{target}");
        let span = reference.diagnostics.iter().find(|fault| fault.code == code).and_then(|fault| fault.span).unwrap();
        assert_eq!(reference.sources.location(span).unwrap().line, 3, "{target}");
    }
}

// Fences.

#[test]
fn an_unclosed_fence_is_reported_where_it_begins() {
    for (end, reported) in [
        ("", true),
        ("\n", true),
        ("\n```", false),
        ("\n```\n\n", false),
        ("\n~~~\n", true),
        ("\n````\n", false),
        ("\n  ```", false),
    ] {
        let reference = read(&format!("# Get thing\n\n## HTTP request\n```http\nGET /things{end}"));
        assert_eq!(codes(&reference).contains(&Code::UnclosedFence), reported, "{end:?}");
        assert_eq!(operation(&reference).routes.len(), 1, "{end:?}");
    }
}

// Words.

#[test]
fn descriptions_are_markdown_that_says_the_same() {
    for (written, expected) in [
        ("Gets *one* **thing** by `id`.", "Gets *one* **thing** by `id`."),
        ("Gets a [thing](../resources/thing.md#x).", "Gets a [thing](../resources/thing.md#x)."),
        ("See [here](https://a.b/c).", "See [here](https://a.b/c)."),
        ("See https://a.b/c.", "See <https://a.b/c>."),
        ("a < b, [x], a_b, 2 * 3", "a \\< b, \\[x\\], a_b, 2 \\* 3"),
        ("one  \ntwo<br/>three", "one two three"),
        ("- a\n- b", "- a\n- b"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("> [!NOTE]\n> Mind it.", "> **Note:** Mind it."),
        ("> **Note:** Mind it.", "> **Note:** Mind it."),
        ("<b>bold</b>", "bold"),
        ("```http\nGET /x\n```", "```http\nGET /x\n```"),
        ("```rust\nfn main() {}\n```", "```text\nfn main() {}\n```"),
        ("    indented", "```text\nindented\n```"),
    ] {
        let (found, codes) = described(written);
        assert_eq!(found, expected, "{written}");
        assert!(codes.is_empty(), "{written}: {codes:?}");
    }
}

#[test]
fn a_note_before_the_first_sentence_stands_behind_it() {
    let (found, _) = described("> **Important:** Mind it.\n\nGets it.\n\nMore.");
    assert_eq!(found, "Gets it.\n\n> **Important:** Mind it.\n\nMore.");
}

#[test]
fn the_summary_is_the_first_sentence() {
    for (description, expected) in [
        ("Gets it. And more.", "Gets it."),
        ("Gets it, e.g. by key. And more.", "Gets it, e.g. by key."),
        ("Gets `a. b`. And more.", "Gets `a. b`. And more."),
        ("Gets **a. b** it. And more.", "Gets **a. b** it. And more."),
        ("Gets it", "Gets it"),
        ("", "Get thing"),
        ("```http\nGET /x\n```", "Get thing"),
    ] {
        let reference = read(&format!("# Get thing\n\n{description}\n\n{ROUTE}"));
        assert_eq!(operation(&reference).summary, expected, "{description}");
    }
}

// Remarks.

#[test]
fn what_a_page_calls_deprecated_or_a_preview_is_kept() {
    for (page, deprecated, preview) in [
        (
            "# Get thing\n\nThis API is deprecated and will stop on June 1. Use x instead. More.",
            Some("This API is deprecated and will stop on June 1. Use x instead."),
            None,
        ),
        (
            "# Get thing\n\n> [!CAUTION]\n> This method has been deprecated.",
            Some("This method has been deprecated."),
            None,
        ),
        ("# Get thing (deprecated)", Some("the page's title calls it deprecated"), None),
        ("# Get thing (preview)", None, Some("the page's title calls it a preview")),
        (
            "# Get thing\n\n> **Important:** APIs under the /beta version are in preview and can change.",
            None,
            Some("APIs under the /beta version are in preview and can change."),
        ),
        ("# Get thing\n\nThe property `x` is deprecated.", None, None),
        ("# Get thing\n\nGets the deprecated things.", None, None),
        ("# Get thing\n\nReview the things.", None, None),
    ] {
        let reference = read(&format!("{page}\n\n{ROUTE}"));
        assert_eq!(operation(&reference).deprecated.as_deref(), deprecated, "{page}");
        assert_eq!(operation(&reference).preview.as_deref(), preview, "{page}");
    }
}

#[test]
fn a_deprecated_path_is_the_one_before_the_word() {
    let lines = "```http\nGET /app/x\nGET /application/x\nGET /new/x\n```\n";
    for note in
        ["The `/app` path is deprecated. Use the `/new` path.", "The `/app` path is deprecated in favour of `/new`."]
    {
        let reference = read(&format!("# Get thing\n\n## HTTP request\n{lines}\n> > **Note:** {note}\n"));
        let deprecated: Vec<bool> =
            operation(&reference).routes.iter().map(|route| route.deprecated.is_some()).collect();
        assert_eq!(deprecated, [true, false, false], "{note}");
        assert_eq!(operation(&reference).routes[0].deprecated.as_deref(), Some(note));
    }
}

// Annotations and examples.

fn examples(text: &str) -> Reference {
    read(&format!("# Get thing\n\n{ROUTE}\n## Example\n\n{text}\n"))
}

#[test]
fn an_annotation_belongs_to_the_fence_after_it() {
    let reference = examples(
        "<!-- {\n  \"blockType\": \"request\",\n  \"name\": [\"get_thing\", \"b\"]\n}-->\n\n```http\nGET https://graph.microsoft.com/v1.0/things\n```\n\n<!-- { \"blockType\": \"response\", \"truncated\": true, \"@odata.type\": \"Collection(microsoft.graph.thing)\", \"expectError\": \"true\" } -->\n\n\n```http\nHTTP/1.1 404\nX:y\n\n{}\n```\n\n```http\nHTTP/1.1 200 OK\n```\n",
    );
    assert!(codes(&reference).is_empty(), "{:?}", codes(&reference));
    let [request, response, bare] = operation(&reference).examples.as_slice() else { panic!("three examples") };
    assert_eq!(request.names, ["get_thing", "b"]);
    assert!(
        matches!(&request.message, Message::Request { method, target, .. } if method == "GET" && target.ends_with("/things"))
    );
    assert_eq!(response.odata_type.as_deref(), Some("microsoft.graph.thing"));
    assert!(response.is_collection && response.is_truncated && response.expects_error);
    let Message::Response { status, headers, body } = &response.message else { panic!("a response") };
    assert_eq!((*status, body.as_str()), (404, "{}"));
    assert_eq!(headers, &[("X".to_owned(), "y".to_owned())]);
    assert!(bare.names.is_empty() && bare.odata_type.is_none());
    assert_eq!(operation(&reference).base_url.as_deref(), Some("https://graph.microsoft.com/v1.0"));
}

#[test]
fn the_type_of_a_body_is_told_in_two_keys() {
    for (keys, expected, is_collection) in [
        ("\"@odata.type\": \"microsoft.graph.a\"", Some("microsoft.graph.a"), false),
        ("\"@odata.type\": \"#microsoft.graph.a\"", Some("microsoft.graph.a"), false),
        ("\"@odata.type\": \"microsoft.graph.a\", \"@type\": \"b\"", Some("b"), false),
        ("\"@odata.type\": \"collection(a)\"", Some("a"), true),
        ("\"@odata.type\": \"a\", \"isCollection\": true", Some("a"), true),
        ("\"@odata.type\": \"\"", None, false),
        ("\"@odata.type\": 1", None, false),
    ] {
        let reference =
            examples(&format!("<!-- {{ \"blockType\": \"response\", {keys} }} -->\n```http\nHTTP/1.1 200 OK\n```\n"));
        let example = &operation(&reference).examples[0];
        assert_eq!(example.odata_type.as_deref(), expected, "{keys}");
        assert_eq!(example.is_collection, is_collection, "{keys}");
    }
}

#[test]
fn annotations_are_read_leniently_and_their_faults_told() {
    for (comment, expected, code) in [
        ("{ \"blockType\": \"response\", \"name\": \"a\", }", &["a"][..], Some(Code::AnnotationJson)),
        ("{ \"blockType\": \"response\" \"name\": \"a\" }", &["a"], Some(Code::AnnotationJson)),
        ("{ \"blockType\": \"response\", \"name\": \"a\n }", &["a"], Some(Code::AnnotationJson)),
        ("{ \"blockType\": \"response\", \"name\": \"a\"", &["a"], Some(Code::AnnotationJson)),
        ("{ \"blockType\": \"response\", \"naem\": \"a\" }", &[], Some(Code::AnnotationKey)),
        ("{ \"blockType\": \"response\", \"@any.thing\": 1, \"#x\": 2 }", &[], None),
        ("uuid: 1234", &[], None),
    ] {
        let reference = examples(&format!("<!-- {comment} -->\n```http\nHTTP/1.1 200 OK\n```\n"));
        assert_eq!(operation(&reference).examples[0].names, expected, "{comment}");
        assert_eq!(codes(&reference).first().copied(), code, "{comment}");
    }
    let reference =
        examples("<!-- { \"blockType\": \"response\", \"trunctaed\": true } -->\n```http\nHTTP/1.1 200 OK\n```\n");
    let fault = reference.diagnostics.iter().find(|fault| fault.code == Code::AnnotationKey).unwrap();
    assert_eq!(fault.help.as_deref(), Some("did you mean `truncated`?"));
}

#[test]
fn an_example_that_is_no_message_is_reported() {
    let reference = examples("<!-- { \"blockType\": \"request\" } -->\n```http\n{ \"a\": 1 }\n```\n");
    assert_eq!(codes(&reference), [Code::ExampleHttp]);
    let reference = examples("```json\n{ \"a\": 1 }\n```\n");
    assert!(codes(&reference).is_empty(), "{:?}", codes(&reference));
}
