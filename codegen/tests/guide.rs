//! The guide's page of diagnostics in; whether its examples are true out.
//!
//! Each code has a section `` ## `code` `` with a line `Level: **warning**.`, and fences below `Bad:` and below `Good:`:
//!
//! - `markdown`: a bit of an operation page. What an operation page needs beside it is added here.
//! - `markdown whole`: a whole page.
//! - `markdown types`: a whole page that describes types.
//! - `markdown includes/x.md`: another file of the doc root.
//! - `toml`: the settings.
//! - `text include`: a pattern of pages.
//! - `sh`: commands that make files below the doc root.
//!
//! Where none is an operation page, a right one is added as `api/get.md`. A bad example fires its code and no other, a good one fires
//! nothing. U+2400 stands for a NUL byte.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use docbind_codegen::options::Options;
use docbind_codegen::{Code, Level, Selection, read_reference};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

const PAGE: &str = include_str!("../../docs/guide/src/diagnostics.md");
const SUMMARY: &str = include_str!("../../docs/guide/src/SUMMARY.md");

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
        for (which, examples, expected) in [("bad", &section.bad, &[*code][..]), ("good", &section.good, &[])] {
            assert!(!examples.is_empty(), "{} has no {which} example", code.name());
            let is_run = cfg!(unix) || examples.iter().all(|example| example.info != "sh");
            assert!(!is_run || fired(examples) == expected, "{}, {which}: {:?}", code.name(), fired(examples));
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
                let fence = fence.take();
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

/// The codes that fire on a doc root with these examples.
fn fired(examples: &[Example]) -> Vec<Code> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let root = folder.path();
    let mut options = Options::folder(root);
    let is_operation = |example: &Example| ["markdown", "markdown whole"].contains(&example.info.as_str());
    if !examples.iter().any(is_operation) {
        write(root, "api/get.md", &complete(""));
    }
    for Example { info, text } in examples {
        let text = text.replace('\u{2400}', "\0");
        match info.as_str() {
            "markdown" => write(root, "api/page.md", &complete(&text)),
            "markdown whole" | "markdown types" => write(root, "api/page.md", &text),
            "toml" => write(root, "docbind.toml", &text),
            "text include" => {
                options.selection = Selection::Folder { include: vec![text.trim().to_owned()], exclude: Vec::new() };
            }
            "sh" => {
                let status = Command::new("sh").args(["-c", &text]).current_dir(root).status();
                assert!(status.expect("there is a shell").success(), "{text}");
            }
            other => write(root, other.strip_prefix("markdown ").expect("a fence of a known kind"), &text),
        }
    }
    let mut codes: Vec<Code> = read_reference(&options).diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    codes.sort();
    codes.dedup();
    codes
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("it lies below the root")).expect("a folder can be made there");
    fs::write(path, text).expect("a file can be written there");
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
