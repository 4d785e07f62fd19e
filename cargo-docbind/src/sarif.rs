//! Findings in; a log in SARIF 2.1.0, the format of code scanning, out.

use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use crate::findings::{Finding, FindingLevel, Place, Region, Rule};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// What relative paths are relative to.
const BASE: &str = "SRCROOT";
/// What a finding's fingerprint is called. Another way to make it needs another name.
const FINGERPRINT: &str = "docbind/v1";
/// What stands for itself in a path.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Prints the log of one run of `cargo docbind COMMAND`. Its lines are laid out for people, too.
pub(crate) fn print_sarif(command: &str, findings: &[Finding], rules: &[Rule]) -> String {
    let results: Vec<Value> = findings.iter().map(|finding| result(finding, rules)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver(rules) },
            "automationDetails": { "id": format!("docbind/{command}/") },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { BASE: { "description": { "text": "The folder that the command was called in." } } },
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn driver(rules: &[Rule]) -> Value {
    json!({
        "name": "docbind",
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules.iter().map(descriptor).collect::<Vec<_>>(),
    })
}

fn descriptor(rule: &Rule) -> Value {
    // Code scanning asks for a help with each rule.
    let title = sentence(rule.title);
    let help = rule.help.unwrap_or(&title);
    json!({
        "id": rule.code,
        "shortDescription": { "text": title },
        "fullDescription": { "text": title },
        "defaultConfiguration": { "level": word(rule.level) },
        "help": { "text": help, "markdown": help },
    })
}

fn result(finding: &Finding, rules: &[Rule]) -> Value {
    let mut result = json!({
        "ruleId": finding.code,
        "level": word(finding.level),
        "message": { "text": finding.text() },
        "locations": finding.place.iter().map(location).collect::<Vec<_>>(),
    });
    if let Some(index) = rules.iter().position(|rule| rule.code == finding.code) {
        insert(&mut result, "ruleIndex", json!(index));
    }
    if let Some(fingerprint) = &finding.fingerprint {
        insert(&mut result, "partialFingerprints", json!({ FINGERPRINT: fingerprint }));
    }
    if !finding.related.is_empty() {
        let related = finding.related.iter().enumerate().map(|(id, (message, place))| {
            let mut location = location(place);
            insert(&mut location, "id", json!(id));
            insert(&mut location, "message", json!({ "text": message }));
            location
        });
        insert(&mut result, "relatedLocations", related.collect());
    }
    result
}

fn location(place: &Place) -> Value {
    let mut physical = json!({ "artifactLocation": artifact(&place.file) });
    if let Some(region) = place.region {
        insert(&mut physical, "region", Value::Object(region_of(region)));
    }
    json!({ "physicalLocation": physical })
}

fn artifact(file: &str) -> Value {
    let path = utf8_percent_encode(file, IN_PATH).to_string();
    match (Path::new(file).is_absolute(), path.starts_with('/')) {
        (false, _) => json!({ "uri": path, "uriBaseId": BASE }),
        (true, true) => json!({ "uri": format!("file://{path}") }),
        (true, false) => json!({ "uri": format!("file:///{path}") }),
    }
}

fn region_of(region: Region) -> Map<String, Value> {
    let mut map = Map::from_iter([
        ("startLine".to_owned(), json!(region.line)),
        ("startColumn".to_owned(), json!(region.column)),
    ]);
    if let Some((line, column)) = region.end {
        map.insert("endLine".to_owned(), json!(line));
        map.insert("endColumn".to_owned(), json!(column));
    }
    map
}

fn insert(object: &mut Value, key: &str, value: Value) {
    if let Value::Object(map) = object {
        map.insert(key.to_owned(), value);
    }
}

fn word(level: FindingLevel) -> &'static str {
    match level {
        FindingLevel::Error => "error",
        FindingLevel::Warning => "warning",
        FindingLevel::Note => "note",
    }
}

/// A title as a sentence of its own.
fn sentence(title: &str) -> String {
    let mut chars = title.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{artifact, print_sarif};
    use crate::findings::{Finding, FindingLevel, Place, Region, Rule};

    #[test]
    fn paths_are_uris() {
        assert_eq!(artifact("docs/a b/ü#1.md"), json!({ "uri": "docs/a%20b/%C3%BC%231.md", "uriBaseId": "SRCROOT" }));
        assert_eq!(artifact("a:b.md")["uri"], "a%3Ab.md");
        #[cfg(unix)]
        assert_eq!(artifact("/srv/a.md"), json!({ "uri": "file:///srv/a.md" }));
    }

    #[test]
    fn a_finding_has_its_rule_its_places_and_its_fingerprint() {
        let rule = |code| Rule { code, title: "it is gone", level: FindingLevel::Warning, help: Some("*See* there.") };
        let at = |line, end| Place { file: "a.md".to_owned(), region: Some(Region { line, column: 2, end }) };
        let finding = Finding {
            code: "gone",
            title: "it is gone",
            level: FindingLevel::Error,
            message: "`x` is gone".to_owned(),
            place: Some(at(3, Some((3, 5)))),
            help: Some("write `x`".to_owned()),
            fingerprint: Some("gone x".to_owned()),
            related: vec![("it was here".to_owned(), at(9, None))],
        };
        let log: Value =
            serde_json::from_str(&print_sarif("check", &[finding], &[rule("other"), rule("gone")])).unwrap();
        let result = log.pointer("/runs/0/results/0").unwrap();
        let expected = json!({
            "ruleId": "gone",
            "ruleIndex": 1,
            "level": "error",
            "message": { "text": "`x` is gone\nhelp: write `x`" },
            "locations": [{ "physicalLocation": {
                "artifactLocation": { "uri": "a.md", "uriBaseId": "SRCROOT" },
                "region": { "startLine": 3, "startColumn": 2, "endLine": 3, "endColumn": 5 },
            } }],
            "partialFingerprints": { "docbind/v1": "gone x" },
            "relatedLocations": [{
                "id": 0,
                "message": { "text": "it was here" },
                "physicalLocation": {
                    "artifactLocation": { "uri": "a.md", "uriBaseId": "SRCROOT" },
                    "region": { "startLine": 9, "startColumn": 2 },
                },
            }],
        });
        assert_eq!(*result, expected);
    }
}
