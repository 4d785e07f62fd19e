//! `watch`: what is written again, what is said of it, and how it ends.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use crate::place::{FAULTY, PAGE, Place, command, run};

/// So long a line is waited for at most. None takes that long but on a machine that is very busy.
const PATIENCE: Duration = Duration::from_secs(120);

/// A program that watches `docs`, and what it said.
struct Watching {
    child: Child,
    lines: Receiver<String>,
    said: Vec<String>,
}

impl Watching {
    /// Starts it, and waits until it watches.
    fn start(place: &Place, flags: &[&str]) -> Self {
        let words = [&["watch", "docs", "-o", "out"], flags].concat();
        let mut command = command(&words);
        let mut child = command.current_dir(place.folder.path()).stderr(Stdio::piped()).spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || stderr.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let mut watching = Self { child, lines, said: Vec::new() };
        watching.says("watching `docs`");
        watching
    }

    /// Waits for a line with these words.
    #[track_caller]
    fn says(&mut self, words: &str) -> String {
        let end = Instant::now() + PATIENCE;
        while let Ok(line) = self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            assert!(!line.contains("panicked"), "{line}");
            self.said.push(line.clone());
            if line.contains(words) {
                return line;
            }
        }
        panic!("`{words}` is not in:\n{}", self.said.join("\n"));
    }

    /// Whether it said these words up to now.
    fn has_said(&self, words: &str) -> bool {
        self.said.iter().any(|line| line.contains(words))
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until something holds.
#[track_caller]
fn wait_until(holds: impl Fn() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < end, "it does not hold");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn things(name: &str) -> String {
    PAGE.replace("/things/", &format!("/{name}/"))
}

#[test]
fn a_saved_page_is_written_again() {
    let place = Place::new(&[("thing-get.md", PAGE), ("part-get.md", &PAGE.replace("thing", "part"))]);
    let mut watching = Watching::start(&place, &[]);
    assert!(watching.has_said("wrote "));
    let other = fs::metadata(place.path("out/part.rs")).unwrap().modified().unwrap();
    place.write("docs/thing-get.md", things("stuff"));
    watching.says("changed: docs/thing-get.md");
    let line = watching.says("wrote out/thing.rs, out/docbind.lock in ");
    assert!(line.ends_with(" unchanged"), "{line}");
    assert!(place.read("out/thing.rs").contains("/stuff/{id}"));
    assert_eq!(other, fs::metadata(place.path("out/part.rs")).unwrap().modified().unwrap());
    place.run(&["generate", "docs", "-o", "out", "--check"]).ends_with(0);
}

/// A notice names the page alone; the rest is looked at when nothing has moved for a while.
#[test]
fn what_no_notice_names_is_made_good_after_the_next_change() {
    let place = Place::new(&[("thing-get.md", PAGE), ("part-get.md", &PAGE.replace("thing", "part"))]);
    let mut watching = Watching::start(&place, &[]);
    let part = place.read("out/part.rs");
    place.write("out/part.rs", format!("{part}// Edited.\n"));
    place.write("docs/thing-get.md", things("stuff"));
    watching.says("changed: docs/thing-get.md");
    // Either look may be the one that finds it, and a page that is being saved may be read before it is whole.
    let text = |path: &str| fs::read_to_string(place.path(path)).unwrap_or_default();
    wait_until(|| text("out/part.rs") == part && text("out/thing.rs").contains("/stuff/{id}"));
}

/// An editor writes a file beside the page and renames it.
#[test]
fn a_page_that_is_replaced_by_renaming_is_written_again() {
    let place = Place::new(&[("thing-get.md", PAGE)]);
    let mut watching = Watching::start(&place, &[]);
    place.write("docs/.thing-get.md.tmp", things("stuff"));
    fs::rename(place.path("docs/.thing-get.md.tmp"), place.path("docs/thing-get.md")).unwrap();
    watching.says("changed: docs/thing-get.md");
    watching.says("wrote out/thing.rs, out/docbind.lock in ");
    assert!(place.read("out/thing.rs").contains("/stuff/{id}"));
}

#[test]
fn pages_come_and_go() {
    let place = Place::new(&[("thing-get.md", PAGE)]);
    let mut watching = Watching::start(&place, &[]);
    place.write("docs/more/part-get.md", PAGE.replace("thing", "part"));
    watching.says("new: docs/more/part-get.md");
    watching.says("wrote ");
    fs::remove_dir_all(place.path("docs/more")).unwrap();
    watching.says("gone: docs/more/part-get.md");
    watching.says("removed out/part.rs");
    place.run(&["generate", "docs", "-o", "out", "--check"]).ends_with(0);
}

#[test]
fn faults_are_told_when_they_come_and_when_they_go() {
    let place = Place::new(&[("thing-get.md", PAGE)]);
    let mut watching = Watching::start(&place, &[]);
    place.write("docs/other.md", FAULTY);
    watching.says("error[route-elided]");
    place.write("docs/other.md", FAULTY.replace("/.../", "/{id}/"));
    watching.says("mended in docs/other.md");
}

#[test]
fn pages_of_which_nothing_can_be_made_do_not_end_it() {
    let place = Place::new(&[("thing-get.md", FAULTY)]);
    let mut watching = Watching::start(&place, &[]);
    assert!(watching.has_said("so nothing was written"));
    assert!(!place.path("out").exists());
    place.write("docs/thing-get.md", PAGE);
    watching.says("wrote ");
    place.write("docs/thing-get.md", FAULTY);
    watching.says("so nothing was written");
    assert!(place.path("out/thing.rs").exists(), "what was written stays");
}

#[test]
fn settings_that_cannot_be_used_do_not_end_it() {
    let place = Place::new(&[("thing-get.md", PAGE), ("part-get.md", &PAGE.replace("thing", "part"))]);
    place.write("Cargo.toml", "");
    let mut watching = Watching::start(&place, &[]);
    place.write("docbind.toml", "[page]\n");
    watching.says("the settings cannot be used");
    place.write("docbind.toml", "[pages]\nroot = \"docs\"\nexclude = [\"part-*\"]\n");
    watching.says("gone: docs/part-get.md");
    watching.says("removed out/part.rs");
    assert!(!watching.has_said("gone: docs/part-get.md, docs/thing-get.md"));
}

#[test]
fn a_folder_that_goes_is_waited_for() {
    let place = Place::new(&[("thing-get.md", PAGE)]);
    let mut watching = Watching::start(&place, &[]);
    fs::rename(place.path("docs"), place.path("away")).unwrap();
    watching.says("there is no folder `docs`");
    assert!(place.path("out/thing.rs").exists(), "what was written stays");
    place.write("away/thing-get.md", things("stuff"));
    fs::rename(place.path("away"), place.path("docs")).unwrap();
    watching.says("`docs` is back");
    watching.says("wrote out/thing.rs");
    place.write("docs/thing-get.md", things("goods"));
    watching.says("wrote out/thing.rs");
    assert!(place.read("out/thing.rs").contains("/goods/{id}"));
}

#[test]
fn without_notices_the_pages_are_polled() {
    let place = Place::new(&[("thing-get.md", PAGE)]);
    let mut watching = Watching::start(&place, &["--poll"]);
    place.write("docs/thing-get.md", things("stuff"));
    watching.says("wrote out/thing.rs");
}

#[test]
fn what_cannot_be_meant_ends_it_at_once() {
    let place = Place::new(&[]);
    place.run(&["watch", "docz", "-o", "out"]).ends_with(2).says("there is no folder `docz`");
    run(&["watch", "docs"]).ends_with(2).says("--out");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_well() {
    let place = Place::new(&[("thing-get.md", PAGE)]);
    let mut watching = Watching::start(&place, &[]);
    let id = watching.child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let end = Instant::now() + PATIENCE;
    let status = loop {
        if let Some(status) = watching.child.try_wait().unwrap() {
            break status;
        }
        assert!(Instant::now() < end, "it ends");
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(status.code(), Some(0));
}

/// Whenever a run is killed, each file is whole, and the next run makes all of it right.
#[test]
fn a_killed_run_leaves_whole_files() {
    let pages: Vec<(String, String)> =
        (0..60).map(|at| (format!("thing{at}-get.md"), PAGE.replace("thing", &format!("thing{at}")))).collect();
    let pages: Vec<(&str, &str)> = pages.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let place = Place::new(&pages);
    for wait in [1, 5, 10, 20, 30, 40, 60, 90] {
        let words = ["generate", "docs", "-o", "out", "-q", "--client", if wait % 2 == 0 { "Even" } else { "Odd" }];
        let mut child = command(&words).current_dir(place.folder.path()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        let _ = child.kill();
        child.wait().unwrap();
        let files = if place.path("out").exists() { place.files("out") } else { Vec::new() };
        for name in files.iter().filter(|name| name.ends_with(".rs")) {
            let text = place.read(&format!("out/{name}"));
            assert!(
                text.starts_with("// @generated") && text.ends_with("}\n") || text.ends_with(";\n"),
                "{name}:\n{text}"
            );
        }
    }
    place.run(&["generate", "docs", "-o", "out", "-q", "--client", "Last"]).ends_with(0);
    place.run(&["generate", "docs", "-o", "fresh", "-q", "--client", "Last"]).ends_with(0);
    for name in place.files("fresh") {
        assert_eq!(place.read(&format!("out/{name}")), place.read(&format!("fresh/{name}")), "{name}");
    }
}
