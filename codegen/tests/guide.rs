//! The guide's page of diagnostics in; whether its examples are true out.
//!
//! Each code has a section `` ## `code` `` with a line `Level: **warning**.`, and fences below `Bad:` and below `Good:`:
//!
//! - `markdown`: a bit of an operation page. What an operation page needs beside it is added here.
//! - `markdown whole`: a whole page.
//! - `markdown types`: a whole page that describes types. An operation page is added beside it.
//! - `markdown includes/x.md`: another file of the doc root.
//!
//! A bad example fires its code and no other, a good one fires nothing. U+2400 stands for a NUL byte.

use std::collections::BTreeMap;
use std::fs;

use docbind_codegen::options::Options;
use docbind_codegen::{Code, Level, Reference, Selection, read_reference, read_texts};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

const PAGE: &str = include_str!("../../docs/guide/src/diagnostics.md");
const SUMMARY: &str = include_str!("../../docs/guide/src/SUMMARY.md");

/// What fires a code.
type Read = fn() -> Reference;

/// Codes that no text of the guide can fire, and what does.
const NOT_IN_TEXTS: &[(Code, Read)] = &[
    // A text is in memory, so it can be read.
    (Code::UnreadableFile, || read_reference(&Options::folder("no/such/folder"))),
    // Eight megabytes are no example to read.
    (Code::PageTooLarge, || read_file("large.md", &vec![b' '; (8 << 20) + 1])),
    // A text in Rust is UTF-8.
    (Code::InvalidUtf8, || read_file("latin1.md", b"# Caf\xe9")),
    // Settings are no page.
    (Code::BadSettings, || read_with_settings("[pages]\ninclde = []\n")),
    (Code::OverrideStale, || {
        read_with_settings("[[override]]\npage = \"none.md\"\nreason = \"x\"\nstatus = 200\ndrop = true\n")
    }),
    // A pattern is a setting.
    (Code::BadPattern, || {
        let selection = Selection::Folder { include: vec!["user-[.md".to_owned()], exclude: Vec::new() };
        read_reference(&Options { selection, ..Options::folder(".") })
    }),
    // Twenty thousand rows are no example to read.
    (Code::TableTooLarge, || {
        let rows = "| Delegated | None |\n".repeat(20_001);
        read_texts([("large.md", complete(&format!("## Permissions\n| A | B |\n|---|---|\n{rows}")))])
    }),
];

/// A section of the page of diagnostics.
#[derive(Default)]
struct Section {
    level: String,
    bad: Vec<Example>,
    good: Vec<Example>,
}

/// A fence.
struct Example {
    info: String,
    text: String,
}

#[test]
fn every_code_has_its_section_in_order() {
    let (names, sections) = read_sections();
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(names, codes);
    for code in Code::ALL {
        let level = match code.default_level() {
            Level::Error => "error",
            _ => "warning",
        };
        assert_eq!(sections[code.name()].level, level, "the level of {}", code.name());
    }
}

#[test]
fn bad_examples_fire_their_code_and_good_ones_fire_nothing() {
    let (_, sections) = read_sections();
    for code in Code::ALL {
        let section = &sections[code.name()];
        match NOT_IN_TEXTS.iter().find(|(other, _)| other == code) {
            Some((_, read)) => assert!(fired(&read()).contains(code), "{} does not fire", code.name()),
            None => {
                assert_eq!(fired(&read(&section.bad)), [*code], "the bad example of {}", code.name());
                assert_eq!(fired(&read(&section.good)), [], "the good example of {}", code.name());
            }
        }
    }
}

#[test]
fn the_summary_names_every_chapter() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/guide/src");
    let mut linked: Vec<String> = links(SUMMARY);
    linked.sort();
    let mut there: Vec<String> = chapters(folder, "");
    there.retain(|path| path != "SUMMARY.md");
    there.sort();
    assert_eq!(linked, there);
}

fn read_sections() -> (Vec<String>, BTreeMap<String, Section>) {
    let (mut names, mut sections) = (Vec::new(), BTreeMap::<String, Section>::new());
    let (mut in_heading, mut is_good, mut words) = (false, false, String::new());
    let mut fence: Option<Example> = None;
    for event in Parser::new(PAGE) {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) => in_heading = true,
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Code(name) if in_heading => {
                names.push(name.to_string());
                sections.insert(name.to_string(), Section::default());
                is_good = false;
            }
            Event::Start(Tag::Paragraph) => words.clear(),
            Event::End(TagEnd::Paragraph) => {
                let level = words.strip_prefix("Level: ").and_then(|rest| rest.split(['.', ',', ' ']).next());
                let section = names.last().and_then(|name| sections.get_mut(name));
                if let Some((level, section)) = level.zip(section) {
                    section.level = level.to_owned();
                }
                is_good = if words.starts_with("Good:") { true } else { is_good && !words.starts_with("Bad:") };
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                fence = Some(Example { info: info.to_string(), text: String::new() });
            }
            Event::End(TagEnd::CodeBlock) => {
                let fence = fence.take().filter(|fence| fence.info.starts_with("markdown"));
                if let Some((fence, section)) = fence.zip(names.last().and_then(|name| sections.get_mut(name))) {
                    if is_good { section.good.push(fence) } else { section.bad.push(fence) }
                }
            }
            Event::Text(text) => match &mut fence {
                Some(fence) => fence.text.push_str(&text),
                None => words.push_str(&text),
            },
            Event::Code(text) => words.push_str(&text),
            _ => {}
        }
    }
    (names, sections)
}

fn read(examples: &[Example]) -> Reference {
    assert!(!examples.is_empty(), "there is no example");
    let files = examples.iter().flat_map(|example| {
        let text = example.text.replace('\u{2400}', "\0");
        match example.info.split_whitespace().nth(1) {
            None => vec![("api/page.md".to_owned(), complete(&text))],
            Some("whole") => vec![("api/page.md".to_owned(), text)],
            Some("types") => vec![("api/page.md".to_owned(), text), ("api/get.md".to_owned(), complete(""))],
            Some(path) => vec![(path.to_owned(), text)],
        }
    });
    read_texts(files)
}

/// A bit of an operation page, with what such a page needs beside it.
fn complete(bit: &str) -> String {
    let mut page = String::new();
    let is_title = |line: &str| line.starts_with("# ") && !line.contains("(#tab/");
    if !bit.lines().any(is_title) {
        page.push_str("# Get user\n\nGets a user.\n\n");
    }
    let parts = [
        (
            "## Permissions",
            "| Permission type | Permissions (from least to most privileged) |\n|---|---|\n\
             | Delegated (work or school account) | User.Read |\n| Application | Not supported. |",
        ),
        ("## HTTP request", "```http\nGET /users/{id}\n```"),
        ("## Response", "If successful, this method returns `200 OK` and a user object."),
    ];
    let missing = |heading: &str| !bit.lines().any(|line| line.starts_with(heading));
    for (heading, text) in parts.into_iter().filter(|(heading, _)| missing(heading)) {
        page.push_str(&format!("{heading}\n{text}\n\n"));
    }
    // A bit with a title of its own is first; else it is last, since it may leave a fence or a tab open.
    if bit.lines().next().is_some_and(is_title) { format!("{bit}\n\n{page}") } else { format!("{page}{bit}") }
}

fn read_file(name: &str, bytes: &[u8]) -> Reference {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    fs::write(folder.path().join(name), bytes).expect("a file can be written there");
    read_reference(&Options::folder(folder.path()))
}

fn read_with_settings(settings: &str) -> Reference {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for (name, text) in [("a.md", complete("")), ("docbind.toml", settings.to_owned())] {
        fs::write(folder.path().join(name), text).expect("a file can be written there");
    }
    read_reference(&Options::folder(folder.path()))
}

fn fired(reference: &Reference) -> Vec<Code> {
    let mut codes: Vec<Code> = reference.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    codes.sort();
    codes.dedup();
    codes
}

fn links(page: &str) -> Vec<String> {
    let targets = Parser::new(page).filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.to_string()),
        _ => None,
    });
    targets.collect()
}

/// The markdown files below a folder, by their paths below it.
fn chapters(folder: &str, below: &str) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the guide is there").flatten();
    let found = entries.flat_map(|entry| {
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        match entry.path() {
            path if path.is_dir() => chapters(&path.to_string_lossy(), &format!("{name}/")),
            _ if name.ends_with(".md") => vec![name],
            _ => Vec::new(),
        }
    });
    found.collect()
}
