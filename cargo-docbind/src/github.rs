//! Findings in; the lines from which GitHub Actions makes annotations out.
//!
//! ```text
//! ::error file=docs/user-get.md,line=12,endLine=12,col=1,endColumn=9,title=route-elided::the route leaves a part out
//! ```

use std::fmt::Write as _;

use crate::findings::{Finding, FindingLevel, Place};
use crate::words::printable;

/// Prints a line for each finding.
pub(crate) fn print_github(findings: &[Finding]) -> String {
    let mut lines = String::new();
    for finding in findings {
        let properties = properties(finding);
        let _ = writeln!(lines, "::{} {properties}::{}", command(finding.level), message(finding));
    }
    lines
}

fn command(level: FindingLevel) -> &'static str {
    match level {
        FindingLevel::Error => "error",
        FindingLevel::Warning => "warning",
        FindingLevel::Note => "notice",
    }
}

fn properties(finding: &Finding) -> String {
    let place = finding.place.as_ref().map(place).unwrap_or_default();
    format!("{place}title={}", in_property(&format!("{}: {}", finding.code, finding.title)))
}

fn place(place: &Place) -> String {
    let mut text = format!("file={},", in_property(&place.file));
    let Some(region) = place.region else { return text };
    let _ = write!(text, "line={},", region.line);
    match region.end {
        // Columns are for one line alone.
        Some((line, _)) if line > region.line => {
            let _ = write!(text, "endLine={line},");
        }
        Some((line, column)) if column > region.column => {
            let _ = write!(text, "endLine={line},col={},endColumn={column},", region.column);
        }
        _ => {
            let _ = write!(text, "col={},", region.column);
        }
    }
    text
}

/// The message and the help on a line each, as they are escaped.
fn message(finding: &Finding) -> String {
    let text = finding.text();
    text.split('\n').map(|line| in_message(&printable(line))).collect::<Vec<_>>().join("%0A")
}

/// Escapes what ends a message.
fn in_message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes what ends a property.
fn in_property(text: &str) -> String {
    in_message(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::print_github;
    use crate::findings::{Finding, FindingLevel, Place, Region};

    fn finding(place: Option<Place>) -> Finding {
        Finding {
            code: "gone",
            title: "it is gone, all of it",
            level: FindingLevel::Warning,
            message: "100% of `a::b`\u{1b}[2J, gone\r\n::error::x".to_owned(),
            place,
            help: Some("write it".to_owned()),
            fingerprint: None,
            related: Vec::new(),
        }
    }

    #[test]
    fn nothing_of_a_page_ends_a_line_or_a_property() {
        let lines = print_github(&[finding(Some(Place { file: "a,b:c%.md".to_owned(), region: None }))]);
        let expected = "::warning file=a%2Cb%3Ac%25.md,title=gone%3A it is gone%2C all of it\
                        ::100%25 of `a::b`\u{fffd}[2J, gone %0A::error::x%0Ahelp: write it\n";
        assert_eq!(lines, expected);
    }

    #[test]
    fn a_place_is_given_as_far_as_annotations_can_show_it() {
        let line = |region: Region| {
            let place = Place { file: "a.md".to_owned(), region: Some(region) };
            let line = print_github(&[finding(Some(place))]);
            line.split(",title").next().unwrap().to_owned()
        };
        let at = |end| Region { line: 3, column: 2, end };
        assert_eq!(line(at(None)), "::warning file=a.md,line=3,col=2");
        assert_eq!(line(at(Some((3, 2)))), "::warning file=a.md,line=3,col=2");
        assert_eq!(line(at(Some((3, 5)))), "::warning file=a.md,line=3,endLine=3,col=2,endColumn=5");
        assert_eq!(line(at(Some((4, 1)))), "::warning file=a.md,line=3,endLine=4");
        assert!(print_github(&[finding(None)]).starts_with("::warning title=gone%3A "));
    }
}
