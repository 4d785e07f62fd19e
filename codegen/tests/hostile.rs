//! Pages that mean harm, or are only broken, in; what must hold all the same out: no code of theirs, no path out of the
//! doc root, no endless work.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::Path;

use docbind_codegen::options::{Options, Selection};
use docbind_codegen::print::{Layout, print_reference};
use docbind_codegen::source::MAX_FILE_BYTES;
use docbind_codegen::{Code, Reference, read_reference, read_texts};

#[path = "shared/printed.rs"]
mod printed;

use printed::{
    check_emitted, check_names, check_printed, codes, only_operation, page_about, page_with, read_page, target,
};

/// Words that would be something else if they were not taken as words.
const POISON: &[&str] = &[
    "*/ pub fn evil() {} /*",
    "\"] pub fn evil() {} #[doc = \"",
    "\"# pub fn evil() {} r#\"",
    "\\\" \\n \\u{0} {} {{ }}",
    "\n```\nfn main() { panic!() }\n```\n",
    "\n~~~rust\nfn main() { panic!() }\n~~~\n",
    "\n    fn main() { panic!() }\n",
    "\n\n\tfn main() { panic!() }\n\n",
    "#![feature(evil)]",
    "\n//! evil\n",
    "a\rb",
    "a\u{0}b\u{1b}[31m\u{7f}\u{85}\u{2028}",
    "\u{202e}evil\u{202c}\u{2066}\u{200b}\u{feff}",
    "<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\\<script\\>",
    "`` <b> `x` . </b> ``",
    "`/* */` `*/`",
    "[x](javascript:alert(1)) [y](https://a.b/\"onclick=) ![z](https://a.b/c.png)",
    "{0} {} %s $(evil) `evil`",
    "💥 é\u{301} \u{1f3f4}\u{e0067}",
];

/// The places of a page in which words stand.
fn pages_with(words: &str) -> Vec<String> {
    let line = words.replace(['\n', '\r'], " ");
    let cell = line.replace('|', " ");
    vec![
        page_about(words),
        page_about(&format!("> [!NOTE]\n> {}", words.replace('\n', "\n> "))),
        page_about(&format!("- one\n- {}", words.replace('\n', "\n  "))),
        page_about(&format!("| A | B |\n|---|---|\n| {cell} | `{cell}` |")),
        page_about(&format!("```http\n{words}\n```")),
        page_about(&format!("````\n{words}\n````")),
        format!("# {line}\n\n## HTTP request\n```http\nGET /things\n```\n"),
        format!("Namespace: {line}\n\n# Get thing\n\n## HTTP request\n```http\nGET /things\n```\n"),
        page_with("Gets.", &format!("GET /things/{line}"), ""),
        page_with("Gets.", &format!("GET /things/{{{line}}}"), ""),
        page_with("Gets.", &format!("GET /things(x='{line}')"), ""),
        page_with("Gets.", &format!("GET /things?$filter={line}"), ""),
        page_with("Gets.", &format!("GET https://{line}/v1.0/things"), ""),
        page_with(
            "Gets.",
            "GET /things\nGET /old/things",
            &format!("> The `/old` path is deprecated. Use {line} instead."),
        ),
        page_with(
            "Gets.",
            "GET /things",
            &format!("This API is deprecated: {line}\n\nThe method is in preview: {line}"),
        ),
        page_with(
            "Gets.",
            "GET /things",
            &format!(
                "## Permissions\n| Permission type | Permissions |\n|---|---|\n| Delegated (work) | {cell} |\n| Application | For {cell}: A.Read<br/>For x: B.Read |\n"
            ),
        ),
        page_with(
            "Gets.",
            "GET /things",
            &format!(
                "## Permissions\n| {cell} | Delegated (work) | Application |\n|---|---|---|\n| {cell} | A.Read | B.Read |\n| x | C.Read | D.Read |\n"
            ),
        ),
        page_with(
            "Gets.",
            "GET /things",
            &format!(
                "## Request headers\n| Name | Description |\n|---|---|\n| {cell} | {cell} |\n| Prefer: {cell} | x |\n| X-A: {cell} | {cell}. Required. |\n"
            ),
        ),
        page_with(
            "Gets.",
            "GET /things/{id}",
            &format!(
                "## Path parameters\n| Parameter | Description |\n|---|---|\n| id | {cell} |\n## Query parameters\n| Parameter | Type | Description |\n|---|---|---|\n| {cell} | {cell} | {cell} |\n| $top | {cell} | Required. {cell} |\n"
            ),
        ),
        page_with(
            "Gets.",
            "POST /things",
            &format!("## Request body\nSupply a JSON object {words}\n\n## Response\nReturns `200 OK` and {words}\n"),
        ),
        page_with(
            "Gets.",
            "GET /things",
            &format!(
                "## Example\n<!-- {{ \"blockType\": \"request\", \"name\": \"{line}\", \"@odata.type\": \"{line}\", \"{line}\": 1 }} -->\n```http\nGET https://graph.microsoft.com/{line}/things\nX: {line}\n\n{words}\n```\n"
            ),
        ),
        format!(
            "---\ntitle: {line}\ndoc_type: {line}\n---\n# Get thing\n\n## HTTP request\n```http\nGET /things\n```\n"
        ),
    ]
}

#[test]
fn words_of_a_page_stay_words() {
    for words in POISON {
        for page in pages_with(words) {
            check_printed(&read_page(&page));
        }
    }
}

#[test]
fn words_far_in_a_line_stay_words_when_it_is_broken() {
    let filler = "filler ".repeat(13);
    for mark in [
        "```rust", "~~~rust", "````", "<script>", "<div>", "</div>", "<!--", "***", "* x", "___", "1. x", "- x", "+ x",
        "# x", "> x", "===", "|x|", "[x]: y",
    ] {
        for pad in [0, 3, 6] {
            let words = format!("{filler}{} {mark} {filler}{filler} end", "x".repeat(pad));
            for words in
                [words.clone(), format!("`````{words}`````"), format!("- `````{words}`````"), format!("> 1. `{words}`")]
            {
                check_emitted(&read_page(&page_about(&words)));
            }
            let query = format!("GET /things?$filter={}", words.replace(['{', '}', '`'], ""));
            check_emitted(&read_page(&page_with("Gets.", &query, "")));
        }
    }
}

#[test]
fn code_in_a_list_begins_no_fence() {
    for words in [
        "- ``rust `` x ``` filler filler filler filler filler filler filler filler filler filler filler filler filler filler filler filler ``rust ``",
        "- ```rust panic!() ; filler filler filler filler filler filler filler filler filler filler filler filler filler filler `` filler filler ```",
        "1. ~~~rust panic!()",
        "> - `` ` ``` rust` ``",
    ] {
        check_printed(&read_page(&page_about(words)));
    }
}

#[test]
fn characters_that_do_not_show_end_no_fence() {
    for hidden in ["\u{200b}", "\u{1}", "\u{feff}", "\u{202e}", "\u{a0}", "\u{b}", "\u{c}", "\u{2028}"] {
        let code = format!("a\n{hidden}```\n{hidden}```rust\npanic!()\n{hidden}```\n");
        let page = page_about(&format!("````http\n{code}````"));
        check_printed(&read_page(&page));
        check_printed(&read_page(&page_about(&format!("{hidden}```rust panic!() `{hidden}``` {hidden}~~~rust"))));
    }
}

#[test]
fn a_first_sentence_is_cut_outside_of_code() {
    for words in [
        "``a`b`. <script>c``",
        "``<script>alert(1)</script> `b` . c``",
        "`` `a. <b>`` `. b`",
        "[a. b](https://c.d)",
        "**a. b**",
    ] {
        check_printed(&read_page(&page_about(words)));
    }
}

#[test]
fn file_names_stay_names() {
    let page = page_about("Gets.");
    for path in [
        "a\n```\nfn main() { panic!() }\n```\n.md",
        "a`b.md",
        "a\rb.md",
        "*/.md",
        "\".md",
        "<script>.md",
        "\u{202e}.md",
        "a\u{0}.md",
        "💥.md",
        ".md",
        "",
        "/etc/passwd",
        "../../x.md",
        "a\\b.md",
        "con.md",
        "-.md",
        "_.md",
        "self-get.md",
        "crate-get.md",
        "mod-get.md",
        "lib-get.md",
        "main-get.md",
        "r#type.md",
        "type.md",
        "async/await.md",
        "Ünïcode-Get.md",
        "2-get.md",
    ] {
        let reference = read_texts([(path, page.as_str())]);
        check_printed(&reference);
        check_names(&reference.api);
    }
}

#[test]
fn printed_files_lie_in_the_output_folder() {
    let page = page_about("Gets.");
    let stems = ["mod", "lib", "main", "..", "/", "a/../b", "con", "self"];
    let reference = read_texts(stems.map(|stem| (format!("{stem}-get.md"), page.clone())));
    for layout in [Layout::Module, Layout::Crate("api".to_owned())] {
        let files = print_reference(&reference.api, &target(), &[], &layout);
        let mut paths: Vec<String> = files.iter().map(|file| file.path.to_lowercase()).collect();
        for path in &paths {
            let is_plain = |part: &str| !part.is_empty() && part != "." && part != "..";
            assert!(path.split('/').all(is_plain), "{path}");
        }
        assert!(!paths.contains(&"src/main.rs".to_owned()), "a module that cargo takes for a program");
        paths.sort();
        let count = paths.len();
        paths.dedup();
        assert_eq!(paths.len(), count, "two files of one path");
    }
}

#[test]
fn any_title_gives_a_name() {
    for title in [
        "self",
        "Self",
        "type",
        "crate",
        "super",
        "async",
        "2 factors",
        "404",
        "_",
        "__",
        "a_b",
        "💥",
        "é",
        "e\u{301}",
        "\u{301}",
        "\u{345}",
        "ŉ",
        "ß",
        "日本",
        "Ⅷ",
        "𝒳",
        "new",
        "send",
        "client",
        "clone",
        "default",
        "(preview)",
        "'",
        "Send",
        "Api",
    ] {
        let reference = read_page(&format!("# {title}\n\n## HTTP request\n```http\nGET /things\n```\n"));
        check_printed(&reference);
        check_names(&reference.api);
    }
}

#[test]
fn names_of_values_are_names() {
    for name in [
        "type", "self", "Self", "crate", "body", "new", "💥", "1", "_", "", "a b", "a|b", "'", "{", "ROUTES", "é",
        "\u{301}", "request",
    ] {
        let routes = format!(
            "GET /things/{{{name}}}\nGET /{name}/{{{name}}}/{{{name}}}\nGET /f({name}={{{name}}})\nGET /f({name}='{{{name}}}')\nGET /x?{name}={{{name}}}&a={{a}}"
        );
        let rest = format!(
            "## Query parameters\n| Name | Description |\n|---|---|\n| {name} | Required. |\n| new | x |\n| body | x |\n| routes | x |\n\n## Request headers\n| Name | Description |\n|---|---|\n| {name} | x |\n"
        );
        let reference = read_page(&page_with("Gets.", &routes, &rest));
        check_names(&reference.api);
        check_printed(&reference);
    }
}

#[test]
fn operations_of_one_title_and_stem_have_names_of_their_own() {
    let page = |title: &str| format!("# {title}\n\n## HTTP request\n```http\nGET /things\n```\n");
    let texts = [
        ("a/thing-list.md", page("List things")),
        ("ab/thing-list.md", page("List things2")),
        ("b/thing-list.md", page("List things")),
        ("c/thing-list.md", page("LIST THINGS")),
        ("d/thing-list.md", page("list-things")),
        ("d/Thing-List.md", page("List things 2")),
        ("e/thing-list.md", page("List things_2")),
        ("f/thing-list.md", page("List things")),
    ];
    let reference = read_texts(texts);
    check_names(&reference.api);
    check_printed(&reference);
}

#[test]
fn a_long_title_is_read() {
    let reference =
        read_page(&format!("# {}\n\n## HTTP request\n```http\nGET /things\n```\n", "Long title ".repeat(1_000)));
    check_printed(&reference);
}

#[test]
fn reports_show_no_control_characters() {
    let reference = read_page(&page_with(
        "Gets.",
        "GET /a\u{1b}[31m b\nGET /{\u{7f}\u{202e}",
        "## Permissions\n| x | y |\n|---|---|\n| Application | \u{1b}]0;evil\u{7} x |\n",
    ));
    assert!(!reference.diagnostics.is_empty());
    check_printed(&reference);
}

#[test]
fn a_host_with_marks_is_no_base_url() {
    for host in ["a\"b", "a b", "a/../b", "user:pass@evil", "[::1]", "", "a\u{202e}"] {
        let reference = read_page(&page_with("Gets.", &format!("GET https://{host}/v1.0/things"), ""));
        check_printed(&reference);
        for operation in &reference.api.operations {
            let is_plain = |url: &String| url.chars().all(|c| c.is_ascii_alphanumeric() || ".-:/_".contains(c));
            assert!(operation.base_url.as_ref().is_none_or(is_plain), "{:?}", operation.base_url);
        }
    }
}

// What pages include.

fn write_files(root: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn read_folder(root: &Path) -> Reference {
    read_reference(&Options::folder(root))
}

fn includes(target: &str) -> String {
    page_about(&format!("Before. [!INCLUDE [x]({target})] After."))
}

#[test]
fn no_include_leads_out_of_the_doc_root() {
    let folder = tempfile::tempdir().unwrap();
    write_files(folder.path(), &[("secret.md", "SECRET"), ("docs/includes/x.md", "shared")]);
    let absolute = folder.path().join("secret.md");
    for target in [
        "../secret.md",
        "/../secret.md",
        "a/../../secret.md",
        "./../secret.md",
        "/etc/passwd",
        "//etc/passwd",
        absolute.to_str().unwrap(),
        "file:///etc/passwd",
        "~/secret.md",
        "..\\secret.md",
        "includes/../../secret.md",
        "\0",
    ] {
        write_files(&folder.path().join("docs"), &[("thing-get.md", &includes(target))]);
        let reference = read_folder(&folder.path().join("docs"));
        assert!(!format!("{:?}", reference.api).contains("SECRET"), "{target}");
        assert!(!format!("{:?}", reference.api).contains("root:"), "{target}");
        let is_told =
            |code: &Code| matches!(code, Code::OutsideRoot | Code::IncludeUnresolvable | Code::IncludeMissing);
        assert!(codes(&reference).iter().any(is_told), "{target}: {:?}", codes(&reference));
        let root = folder.path().join("docs").canonicalize().unwrap();
        assert!(reference.watched.iter().all(|path| path.starts_with(&root)), "{target}: {:?}", reference.watched);
        check_printed(&reference);
    }
}

#[cfg(unix)]
#[test]
fn no_link_leads_out_of_the_doc_root() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("docs");
    write_files(
        folder.path(),
        &[("secret.md", &page_about("SECRET")), ("outside/deep/secret.md", &page_about("SECRET"))],
    );
    write_files(
        &root,
        &[("thing-get.md", &includes("includes/out.md")), ("other-get.md", &includes("linked/deep/secret.md"))],
    );
    fs::create_dir_all(root.join("includes")).unwrap();
    symlink("../../secret.md", root.join("includes/out.md")).unwrap();
    symlink("../secret.md", root.join("page-get.md")).unwrap();
    symlink(folder.path().join("outside"), root.join("linked")).unwrap();
    symlink("loop-get.md", root.join("loop-get.md")).unwrap();
    symlink(".", root.join("self")).unwrap();
    symlink("thing-get.md", root.join("inside-get.md")).unwrap();
    let reference = read_folder(&root);
    assert!(!format!("{:?}", reference.api).contains("SECRET"));
    assert!(codes(&reference).contains(&Code::OutsideRoot), "{:?}", codes(&reference));
    let pages: Vec<&str> = reference.api.operations.iter().map(|operation| operation.page.as_str()).collect();
    assert_eq!(pages, ["inside-get.md", "other-get.md", "thing-get.md"]);
}

#[test]
fn a_page_named_by_the_user_lies_in_the_doc_root() {
    let folder = tempfile::tempdir().unwrap();
    write_files(folder.path(), &[("secret.md", &page_about("SECRET")), ("docs/thing-get.md", &page_about("Gets."))]);
    for page in ["../secret.md", "/etc/passwd", "no-such.md", "", "."] {
        let options =
            Options { selection: Selection::Page(page.to_owned()), ..Options::folder(folder.path().join("docs")) };
        let reference = read_reference(&options);
        assert!(reference.api.operations.is_empty() || page == "../secret.md", "{page}");
        assert!(!reference.diagnostics.is_empty() || page == "../secret.md", "{page}");
    }
}

#[test]
fn includes_that_go_in_circles_end() {
    let cases: [&[(&str, String)]; 3] = [
        &[("thing-get.md", includes("thing-get.md"))],
        &[
            ("thing-get.md", includes("includes/a.md")),
            ("includes/a.md", "a [!INCLUDE [b](b.md)]".to_owned()),
            ("includes/b.md", "b [!INCLUDE [a](a.md)]".to_owned()),
        ],
        &[
            ("thing-get.md", page_about("| A |\n|---|\n| [!INCLUDE [x](includes/a.md)] |")),
            ("includes/a.md", "[!INCLUDE [x](../thing-get.md)] [!INCLUDE [x](a.md)]".to_owned()),
        ],
    ];
    for files in cases {
        let reference = read_texts(files.iter().map(|(path, text)| (*path, text.as_str())));
        assert!(codes(&reference).contains(&Code::IncludeCycle), "{:?}", codes(&reference));
        check_printed(&reference);
    }
}

#[test]
fn an_include_bomb_is_defused() {
    let mut files = vec![("thing-get.md".to_owned(), includes("includes/0.md"))];
    for at in 0..20 {
        let next = at + 1;
        files.push((format!("includes/{at}.md"), format!("[!INCLUDE [x]({next}.md)]\n\n").repeat(10)));
    }
    let reference = read_texts(files);
    assert!(codes(&reference).contains(&Code::IncludeCycle), "{:?}", codes(&reference));
    assert!(reference.diagnostics.len() < 10_000, "{} faults", reference.diagnostics.len());
}

#[test]
fn a_large_file_is_not_included_without_end() {
    let line = "Lorem ipsum dolor sit amet. ".repeat(40);
    let large = format!("{line}\n\n").repeat(200);
    let many = "[!INCLUDE [x](includes/large.md)]\n\n".repeat(400);
    let reference = read_texts([("thing-get.md", page_about(&many)), ("includes/large.md", large)]);
    let size = only_operation(&reference).description.len();
    assert!(size < 40 << 20, "a description of {size} bytes");
}

#[test]
fn many_missing_includes_in_one_paragraph_are_read() {
    let many = "[!INCLUDE [x](no.md)] ".repeat(20_000);
    check_emitted(&read_page(&page_about(&many)));
    check_emitted(&read_page(&page_about(&format!("| A |\n|---|\n| {many} |"))));
    check_emitted(&read_page(&format!("# {many}\n\n## HTTP request\n```http\nGET /things\n```\n")));
}

#[test]
fn many_includes_in_one_paragraph_are_read() {
    let many = "[!INCLUDE [x](includes/x.md)] ".repeat(20_000);
    let reference = read_texts([("thing-get.md", page_about(&many)), ("includes/x.md", "word".to_owned())]);
    assert!(only_operation(&reference).description.len() > 100);
}

// Much of everything.

#[test]
fn a_table_of_many_rows_is_read_in_part() {
    let rows = "| Application | A.Read |\n".repeat(100_000);
    let rest = format!("## Permissions\n| Permission type | Permissions |\n|---|---|\n{rows}");
    let reference = read_page(&page_with("Gets.", "GET /things", &rest));
    assert!(codes(&reference).contains(&Code::TableTooLarge));
    check_emitted(&reference);
}

#[test]
fn a_table_of_many_cases_is_read() {
    let row = |at: usize| format!("| resource {at} | A{at}.Read | B.Read |\n");
    let rows: String = (0..10_000).map(row).collect();
    let rest = format!("## Permissions\n| Resource | Delegated (work) | Application |\n|---|---|---|\n{rows}");
    check_emitted(&read_page(&page_with("Gets.", "GET /things", &rest)));
}

#[test]
fn a_table_of_many_parameters_is_read() {
    let rows: String =
        (0..5_000).map(|at| format!("| X-{at} | Optional. |\n| a{}b | x |\n", "-".repeat(at % 50))).collect();
    let rest = format!(
        "## Request headers\n| Name | Description |\n|---|---|\n{rows}\n## Query parameters\n| Name | Description |\n|---|---|\n{rows}"
    );
    let reference = read_page(&page_with("Gets.", "GET /things", &rest));
    check_names(&reference.api);
    check_emitted(&reference);
}

#[test]
fn a_table_of_many_columns_is_read() {
    let header = "| A ".repeat(5_000);
    let rule = "|---".repeat(5_000);
    let rows = "| x |\n".repeat(2_000);
    check_emitted(&read_page(&page_about(&format!("{header}|\n{rule}|\n{rows}"))));
}

#[test]
fn deep_nesting_is_read() {
    for mark in [">", "> ", "- ", "1. ", "> - ", "* > "] {
        let words = format!("{} words in preview [!INCLUDE [x](y.md)]", mark.repeat(100_000 / mark.len()));
        let reference = read_page(&page_about(&words));
        assert!(codes(&reference).contains(&Code::NestingTooDeep), "{mark}: {:?}", codes(&reference));
        check_emitted(&reference);
    }
    let steps: String = (0..400).map(|depth| format!("{}- item\n", "  ".repeat(depth))).collect();
    check_emitted(&read_page(&page_about(&steps)));
    for mark in ["*", "**", "[", "![", "`", "<", "(", "&", "_", "~", "\\", "<!--", "[x]("] {
        check_emitted(&read_page(&page_about(&mark.repeat(30_000))));
        check_emitted(&read_page(&page_about(&format!("{mark} a ").repeat(10_000))));
    }
}

#[test]
fn many_routes_are_read() {
    let distinct: String = (0..10_000).map(|at| format!("GET /things{at}/{{id}}/parts/{{id}}\n")).collect();
    let reference = read_page(&page_with("Gets.", &distinct, ""));
    assert_eq!(only_operation(&reference).routes.len(), 10_000);
    check_names(&reference.api);
}

#[test]
fn many_routes_of_one_name_are_read() {
    let alike: String = (0..1_600).map(|at| format!("GET /things/{}{{id}}\n", "~".repeat(at % 800 + 1))).collect();
    let reference = read_page(&page_with("Gets.", &alike, ""));
    assert_eq!(only_operation(&reference).routes.len(), 800);
    check_names(&reference.api);
    check_emitted(&reference);
}

#[test]
fn many_routes_of_one_template_are_one() {
    let same = "GET /things/{id}\n".repeat(10_000);
    let reference = read_page(&page_with("Gets.", &same, ""));
    assert_eq!(only_operation(&reference).routes.len(), 1);
    assert_eq!(only_operation(&reference).unused_routes.len(), 9_999);
}

#[test]
fn many_routes_below_much_text_are_read() {
    let lines = |count: usize| (0..count).map(|at| format!("GET /t{at}/{{x{at}}}\n")).collect::<String>();
    let words = "*a* ".repeat(2_000);
    let page = format!("# Get thing\n\n## HTTP request\n{words}\n\n```http\n{}```\n", lines(2_000));
    check_emitted(&read_page(&page));
    let keys: Vec<String> = (0..2_000).map(|at| format!("\"k{at}\"")).collect();
    let annotation = format!("<!-- {{ \"blockType\": \"ignored\", \"sampleKeys\": [{}] }} -->", keys.join(", "));
    let page = format!("# Get thing\n\n## HTTP request\n{annotation}\n```http\n{}```\n", lines(2_000));
    check_emitted(&read_page(&page));
    let notes: String = (0..2_000).map(|at| format!("The `/t{at}` path is deprecated. ")).collect();
    check_emitted(&read_page(&page_with("Gets.", &lines(2_000), &notes)));
    let rows: String = (0..2_000).map(|at| format!("| y{at} | x |\n")).collect();
    let table = format!("## Path parameters\n| Parameter | Description |\n|---|---|\n{rows}");
    check_emitted(&read_page(&page_with("Gets.", &lines(2_000), &table)));
    let examples = "```http\nGET https://a.b/v1.0/x\n```\n\n".repeat(2_000);
    check_emitted(&read_page(&page_with("Gets.", "GET /x", &format!("## Example\n\n### {words}\n\n{examples}"))));
}

#[test]
fn many_pages_of_one_title_are_named() {
    let page = "# List things\n\n## HTTP request\n```http\nGET /things\n```\n";
    let reference = read_texts((0..3_000).map(|at| (format!("f{at}/thing-list-{}.md", at % 700), page)));
    check_names(&reference.api);
}

#[test]
fn a_long_route_is_read_or_reported() {
    for part in [
        "/a", "/{a}", "/{id}", "(a=", "(", "=", "f(a=a,", "f(a=a)/", "'", "&a={a}", "[", "/$ref", "{a|", "~", "\u{e9}",
        "/..", " ",
    ] {
        let route = format!("GET /things{}", part.repeat(100_000 / part.len()));
        let reference = read_page(&page_with("Gets.", &route, ""));
        check_emitted(&reference);
        let reference = read_page(&page_with("Gets.", &route.replacen("/things", "/things?a=", 1), ""));
        check_emitted(&reference);
    }
}

#[test]
fn many_of_everything_is_read() {
    let cases = [
        "# Title\n\n",
        "## Example\n\n## Other\n\n",
        "## Response\n\n`200 OK`\n\n",
        "## Permissions\n\n",
        "---\n\n",
        "---\n",
        "<!-- { -->\n\n",
        "<!-- { \"blockType\": \"request\" } -->\n\n",
        "# [HTTP](#tab/http)\n\n",
        "```http\nGET /a\n```\n\n",
        "```\n\n",
        "<br/>",
        "This API is deprecated. ",
        "The `/a` path is deprecated. ",
        "200 OK 204 No Content ",
        "*204* OK ",
        "`$select` ",
        "| a ",
        "1. ",
        "a. ",
    ];
    for case in cases {
        let many = case.repeat(20_000 / case.len());
        check_emitted(&read_page(&page_about(&many)));
        check_emitted(&read_page(&page_with("Gets.", "GET /things", &format!("## Response\n\n{many}"))));
        check_emitted(&read_page(&page_with("Gets.", "GET /things", &format!("## Query parameters\n\n{many}"))));
        check_emitted(&read_page(&many));
    }
}

#[test]
fn an_annotation_of_many_keys_is_read() {
    let keys: String = (0..20_000).map(|at| format!("\"key{at}\": {at}, ")).collect();
    let rest = format!(
        "## Example\n\n<!-- {{ {keys} \"blockType\": \"request\" }} -->\n```http\nGET https://a.b/v1.0/things\n```\n"
    );
    check_emitted(&read_page(&page_with("Gets.", "GET /things", &rest)));
}

#[test]
fn many_faults_are_rendered() {
    let rows = "| Application | what a cell! |\n".repeat(5_000);
    let rest = format!("## Permissions\n| Permission type | Permissions |\n|---|---|\n{rows}");
    let reference = read_page(&page_with("Gets.", "GET /things", &rest));
    let levels = docbind_codegen::Levels::default();
    let report = docbind_codegen::render::render_all(
        &reference.diagnostics,
        &reference.sources,
        &levels,
        docbind_codegen::render::Colour::Plain,
    );
    assert_eq!(report.matches("permission-cell").count(), 5_000);
}

#[test]
fn what_does_not_end_is_reported() {
    let unclosed = "# Get thing\n\n## HTTP request\n\n```http\nGET /things\n";
    assert!(codes(&read_page(unclosed)).contains(&Code::UnclosedFence));
    let unclosed = format!("---\ntitle: x\n\n{}", page_about("Gets."));
    assert!(codes(&read_page(&unclosed)).contains(&Code::UnclosedFrontMatter));
    for text in ["---", "---\n", "\u{feff}---", "<!--", "```", "[", "#", "|", "\0", "\u{feff}", "\r", "\r\n\r\n"] {
        check_printed(&read_page(text));
    }
}

#[test]
fn a_nul_byte_is_reported_where_it_stands() {
    let reference = read_page(&page_about("Gets\0 it."));
    let nul = reference.diagnostics.iter().find(|diagnostic| diagnostic.code == Code::NulByte).unwrap();
    let place = reference.sources.location(nul.span.unwrap()).unwrap();
    assert_eq!((place.line, place.column), (3, 5));
    check_printed(&reference);
}

// Files.

#[test]
fn bytes_that_are_no_text_are_reported_and_the_rest_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = page_about("Gets.").into_bytes();
    bytes.extend(b"\xff\xfe \xc3\x28 tail");
    fs::write(folder.path().join("thing-get.md"), bytes).unwrap();
    fs::write(folder.path().join("utf16-get.md"), b"\xff\xfe#\0 \0T\0").unwrap();
    let reference = read_folder(folder.path());
    assert_eq!(codes(&reference).iter().filter(|code| **code == Code::InvalidUtf8).count(), 2);
    assert_eq!(only_operation(&reference).page, "thing-get.md");
    check_printed(&reference);
}

#[test]
fn a_page_over_the_limit_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    write_files(folder.path(), &[("thing-get.md", &page_about("Gets."))]);
    let file = fs::File::create(folder.path().join("large-get.md")).unwrap();
    file.set_len(MAX_FILE_BYTES + 1).unwrap();
    let reference = read_folder(folder.path());
    assert_eq!(only_operation(&reference).page, "thing-get.md");
    assert_eq!(codes(&reference).iter().filter(|code| **code == Code::PageTooLarge).count(), 1);
}

#[test]
fn an_empty_or_missing_folder_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(codes(&read_folder(folder.path())), [Code::NoPages]);
    assert_eq!(codes(&read_folder(&folder.path().join("no-such"))), [Code::UnreadableFile]);
    write_files(folder.path(), &[("notes.txt", "x"), ("includes/x.md", "x"), (".hidden/x-get.md", "x")]);
    assert_eq!(codes(&read_folder(folder.path())), [Code::NoPages]);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_reported() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    write_files(
        folder.path(),
        &[("thing-get.md", &page_about("Gets.")), ("closed-get.md", "# Closed"), ("closed/x-get.md", "# X")],
    );
    let closed = folder.path().join("closed-get.md");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    fs::set_permissions(folder.path().join("closed"), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&closed).is_err() {
        let reference = read_folder(folder.path());
        assert_eq!(codes(&reference).iter().filter(|code| **code == Code::UnreadableFile).count(), 2);
        assert_eq!(only_operation(&reference).page, "thing-get.md");
    }
    fs::set_permissions(folder.path().join("closed"), fs::Permissions::from_mode(0o700)).unwrap();
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_reported_and_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    write_files(folder.path(), &[("thing-get.md", &page_about("Gets."))]);
    fs::create_dir(folder.path().join("folder-get.md")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe-get.md")).status();
    if !made.is_ok_and(|status| status.success()) {
        return;
    }
    let reference = read_folder(folder.path());
    assert!(codes(&reference).contains(&Code::UnreadableFile), "{:?}", codes(&reference));
    assert_eq!(only_operation(&reference).page, "thing-get.md");
}
