//! Folders that nobody would make on purpose: a clear message, the right exit code, and nothing half-written.

use std::fs;

use crate::place::{PAGE, Place};

/// What each command that reads a folder says of it. Nothing is written.
#[track_caller]
fn all_refuse(place: &Place, code: i32, words: &str) {
    for command in [&["check", "docs"][..], &["list", "docs"], &["export", "docs"], &["generate", "docs", "-o", "out"]]
    {
        let run = place.run(command);
        assert_eq!(run.code, code, "{command:?}: {}{}", run.out, run.err);
        assert!(run.out.contains(words) || run.err.contains(words), "{command:?}: {}{}", run.out, run.err);
    }
    assert!(!place.path("out").exists());
}

#[test]
fn an_empty_folder_has_no_page() {
    all_refuse(&Place::new(&[]), 1, "error[no-pages]: no page was found");
}

#[test]
fn a_folder_that_is_not_there_is_refused() {
    let place = Place::new(&[]);
    fs::rename(place.path("docs"), place.path("dosc")).unwrap();
    all_refuse(&place, 2, "error: there is no folder `docs`");
    place.run(&["check", "docs"]).says("help: did you mean `dosc`?");
    place.write("docs", "a file");
    all_refuse(&place, 2, "error: `docs` is a file, not a folder");
}

#[test]
fn a_page_of_50_mb_is_not_read() {
    let place = Place::new(&[]);
    place.write("docs/huge.md", vec![b'a'; 50 << 20]);
    all_refuse(&place, 1, "error[page-too-large]: `huge.md` has 52428800 bytes");
}

#[test]
fn bytes_that_are_no_text_are_told() {
    let place = Place::new(&[]);
    place.write("docs/thing-get.md", [PAGE.as_bytes(), b"\xff\xfe\n\0\n"].concat());
    place.run(&["check", "docs"]).ends_with(1).prints("error[invalid-utf8]").prints("warning[nul-byte]");
    place.run(&["generate", "docs", "-o", "out"]).ends_with(0).says("error[invalid-utf8]");
    assert!(place.read("out/thing.rs").contains("pub struct GetThing"));
}

#[test]
fn page_text_cannot_command_the_terminal() {
    let place = Place::new(&[("thing-get.md", &PAGE.replace("# Get thing", "# Get \u{1b}[2Jthing \u{202e}"))]);
    for words in [&["list", "docs"][..], &["check", "docs", "--deny", "warnings"], &["show", "docs/thing-get.md"]] {
        let run = place.run(&[words, &["--color", "always"]].concat());
        assert!(!run.out.contains("\u{1b}[2J") && !run.out.contains('\u{202e}'), "{words:?}: {}", run.out);
    }
}

#[cfg(unix)]
#[test]
fn a_link_that_leaves_the_root_is_not_followed() {
    use std::os::unix::fs::symlink;
    let place = Place::new(&[("thing-get.md", PAGE)]);
    place.write("secret.md", PAGE.replace("thing", "secret"));
    symlink(place.path("secret.md"), place.path("docs/secret-get.md")).unwrap();
    symlink("/", place.path("docs/all")).unwrap();
    place.run(&["check", "docs"]).ends_with(1).prints("error[outside-root]: `secret-get.md` leads out of the doc root");
    place.run(&["generate", "docs", "-o", "out"]).ends_with(0).says("error[outside-root]");
    assert_eq!(place.files("out"), ["docbind.lock", "mod.rs", "thing.rs"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new(&[("thing-get.md", PAGE), ("shut-get.md", PAGE)]);
    let shut = place.path("docs/shut-get.md");
    fs::set_permissions(&shut, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&shut).is_ok() {
        return; // The super-user may read all.
    }
    place.run(&["check", "docs"]).ends_with(1).prints("error[unreadable-file]: cannot read `shut-get.md`");
    place.run(&["generate", "docs", "-o", "out"]).ends_with(0).says("error[unreadable-file]");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new(&[("thing-get.md", PAGE)]);
    fs::create_dir(place.path("out")).unwrap();
    fs::set_permissions(place.path("out"), fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(place.path("out/probe"), "").is_ok() {
        return; // The super-user may write all.
    }
    place.run(&["generate", "docs", "-o", "out"]).ends_with(2).says("error: cannot write `out/");
    assert!(place.files("out").is_empty());
}

/// What is said of a baseline that holds these bytes; nothing is checked, and the file stays as it is.
#[track_caller]
fn baseline_is_refused(bytes: &[u8], words: &str) {
    let place = Place::new(&[("thing-get.md", PAGE)]);
    place.write("known", bytes);
    let run = place.run(&["check", "docs", "--baseline", "known", "-o", "report"]).ends_with(2).says(words);
    assert_eq!(run.out, "");
    assert!(!run.err.contains('\u{1b}'), "{}", run.err);
    assert!(run.err.len() < 4_000, "{} bytes", run.err.len());
    assert!(!place.path("report").exists());
    assert_eq!(std::fs::read(place.path("known")).unwrap(), bytes);
}

#[test]
fn a_baseline_that_cannot_be_used_is_told_with_its_line() {
    let with = |line: &str| format!("# docbind baseline 1\n\n{line}\n").into_bytes();
    baseline_is_refused(b"", "error: this is no baseline");
    baseline_is_refused(b"# Get thing\n", " --> known:1:1");
    baseline_is_refused(b"# docbind baseline 2\n", "only version `1` can be read");
    baseline_is_refused(&with("<<<<<<< HEAD"), "error: git left a conflict here\n --> known:3:1");
    baseline_is_refused(&with("route-elidd a.md: x"), "= help: did you mean `route-elided`?");
    baseline_is_refused(&with("route-elided a.md"), "error: the line names no fault");
    baseline_is_refused(&with("\u{1b}[2J\u{9b}2J"), "error: there is no diagnostic");
    baseline_is_refused(&with(&"x".repeat(1 << 20)), "error: there is no diagnostic");
    baseline_is_refused(b"# docbind baseline 1\n\xff\n", "it is not UTF-8 text");
    baseline_is_refused(&vec![b'#'; 9 << 20], "at most 8388608 are read");
}

#[test]
fn a_baseline_that_is_no_file_is_told() {
    let place = Place::new(&[("thing-get.md", PAGE)]);
    place
        .run(&["check", "docs", "--baseline", "none"])
        .ends_with(2)
        .says("help: write one with `--write-baseline FILE`");
    place.run(&["check", "docs", "--baseline", "docs"]).ends_with(2).says("not a regular file");
    place.run(&["check", "docs", "--write-baseline", "docs"]).ends_with(2).says("is not the name of a file");
    place.run(&["check", "docs", "--write-baseline", "docs/thing-get.md"]).ends_with(2).says("and is not replaced");
    assert_eq!(place.read("docs/thing-get.md"), PAGE);
}

#[test]
fn settings_that_nobody_would_write_are_told_in_few_words() {
    let place = Place::new(&[("thing-get.md", PAGE)]);
    let long = "{a,b}".repeat(100_000);
    let many: String = (0..2_000).map(|at| format!("x{at} = \"warn\"\n")).collect();
    for (settings, words) in [
        (format!("[pages]\ninclude = [\"{long}\"]\n"), "it has more than 1000 bytes"),
        (format!("[page-lints.\"{long}\"]\ntitle-missing = \"warn\"\n"), "it has more than 1000 bytes"),
        (format!("[routes]\nexclude = [\"/{}\"]\n", "**/".repeat(100_000)), "it has more than 1000 bytes"),
        (format!("[lints]\n{many}"), "and 1980 more"),
        (format!("a = {}", "[".repeat(100_000)), "max recursion depth"),
        ("#".repeat(9 << 20), "at most 8388608 are read"),
    ] {
        place.write("docs/docbind.toml", settings);
        let run = place.run(&["check", "docs", "--format", "json", "-o", "report"]).ends_with(2).says(words);
        assert!(run.out.is_empty() && run.err.len() < 10_000, "{} bytes", run.err.len());
        assert!(!place.path("report").exists());
    }
    place.run(&["check", "docs", "--settings", "none.toml", "--include", &"?".repeat(2_000)]).ends_with(2);
}
