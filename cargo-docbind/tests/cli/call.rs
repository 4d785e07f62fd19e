//! How the program is called: words, help, colours, pipes.

use std::process::Stdio;

use crate::place::{FAULTY, PAGES, Place, Run, command, run};

#[test]
fn cargo_calls_it_with_its_own_name_first() {
    let direct = run(&["list", PAGES]).ends_with(0);
    let by_cargo = run(&["docbind", "list", PAGES]).ends_with(0);
    assert_eq!(direct.out, by_cargo.out);
}

#[test]
fn help_names_the_commands_and_the_exit_codes() {
    run(&["--help"]).ends_with(0).prints("Usage: cargo docbind").prints("Exit codes:").prints("generate");
    for command in ["generate", "watch", "check", "lock", "list", "show", "export", "permissions"] {
        let usage = format!("Usage: cargo docbind {command}");
        run(&[command, "--help"]).ends_with(0).prints("Examples:").prints("Exit codes:").prints(&usage);
    }
}

#[test]
fn wrong_usage_ends_with_2() {
    run(&[]).ends_with(2).says("Usage");
    run(&["chek", PAGES]).ends_with(2).says("'check'");
    run(&["generate", PAGES]).ends_with(2).says("--out");
    run(&["check", PAGES, "--deny", "titel-missing"]).ends_with(2).says("'title-missing'");
    run(&["check", PAGES, "--include", "["]).ends_with(2).says("error: the pattern `[` cannot be read");
    run(&["generate", PAGES, "-o", "out", "--client", "calls"]).ends_with(2).says("`Calls`");
    run(&["generate", PAGES, "-o", "out", "--crate", "a\"b"]).ends_with(2);
    run(&["export"]).ends_with(2);
    run(&["export", PAGES, "--schema"]).ends_with(2);
    run(&["list", PAGES, "-q", "-v"]).ends_with(2);
}

#[test]
fn completions_are_printed_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        run(&["completions", shell]).ends_with(0).prints("cargo-docbind").prints("generate");
    }
}

#[test]
fn colours_are_asked_for() {
    let place = Place::new(&[("other.md", FAULTY)]);
    let has_colour = |run: Run| run.out.contains('\u{1b}');
    assert!(!has_colour(place.run(&["check", "docs"])));
    assert!(has_colour(place.run(&["check", "docs", "--color", "always"])));
    assert!(!has_colour(place.run(&["check", "docs", "--color", "never"])));
    let refused = |words: &[&str]| Run::of(command(words).current_dir(place.folder.path()).env("NO_COLOR", "1"));
    assert!(!has_colour(refused(&["check", "docs"])));
    assert!(has_colour(refused(&["check", "docs", "--color", "always"])), "the flag outweighs NO_COLOR");
}

#[test]
fn quiet_leaves_results_and_errors() {
    let place = Place::new(&[("other.md", FAULTY)]);
    assert_eq!(place.run(&["list", "docs", "-q"]).ends_with(0).err, "");
    place.run(&["list", "docs"]).says("1 operation").says("`cargo docbind check docs` shows them");
    place.run(&["list", "docs", "-v"]).says("error[route-elided]");
    place.run(&["generate", "docs", "-o", "out", "-q"]).ends_with(1).says("error[route-elided]").says("error: no page");
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_is_no_error() {
    for words in [&["list", PAGES, "--format", "jsonl"][..], &["export", PAGES], &["export", "--schema"]] {
        let mut child = command(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && !err.contains("panicked") && !err.contains("error:"), "{words:?}: {err}");
    }
}

#[cfg(unix)]
#[test]
fn nobody_need_read_what_is_said() {
    let mut child = command(&["list", PAGES]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stderr.take());
    assert!(child.wait().unwrap().success());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let child = command(&["export", PAGES]).stdout(full).stderr(Stdio::piped()).spawn().unwrap();
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(err.contains("error: cannot write to standard output: "), "{err}");
}
