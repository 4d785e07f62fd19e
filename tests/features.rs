//! What each feature brings in: cargo is asked for the tree of dependencies.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// HTTP clients, TLS and async runtimes.
const HEAVY: [&str; 13] = [
    "reqwest",
    "ureq",
    "hyper",
    "hyper-util",
    "h2",
    "isahc",
    "curl",
    "rustls",
    "native-tls",
    "tokio",
    "async-std",
    "smol",
    "async-io",
];

/// The names of the crates that docbind with these features needs to run, and those of its macros.
fn tree(features: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--package", "docbind", "--edges", "normal", "--prefix", "none", "--format", "{p}"])
        .args(["--no-default-features", "--features", features])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

fn heavy(features: &str) -> Vec<&'static str> {
    let tree = tree(features);
    HEAVY.into_iter().filter(|name| tree.contains(*name)).collect()
}

#[test]
fn without_features_there_is_no_http_client_and_no_runtime() {
    assert!(tree("").contains("http"));
    assert_eq!(heavy(""), [""; 0]);
    assert_eq!(heavy("tower"), [""; 0]);
}

#[test]
fn the_blocking_client_needs_no_runtime() {
    assert_eq!(heavy("blocking"), ["ureq", "rustls"]);
    assert_eq!(heavy("blocking,tower"), ["ureq", "rustls"]);
}

#[test]
fn the_default_is_reqwest() {
    assert!(heavy("reqwest").contains(&"reqwest"));
    assert!(!heavy("reqwest").contains(&"ureq"));
}

#[test]
fn each_date_library_comes_by_its_feature_alone() {
    for (features, found) in [("", [false, false]), ("chrono", [true, false]), ("time", [false, true])] {
        assert_eq!(["chrono", "time"].map(|name| tree(features).contains(name)), found, "{features}");
    }
}
