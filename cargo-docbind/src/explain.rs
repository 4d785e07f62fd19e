//! `explain`: a code in; the guide's section about it out.

use docbind_codegen::Code;

use crate::args::ExplainArgs;
use crate::failure::{Exit, Failure};
use crate::output::print_text;

/// A copy of the guide's page: a crate can hold its own files only. A test keeps both the same.
const PAGE: &str = include_str!("explain.md");

pub(crate) fn run(args: &ExplainArgs) -> Result<Exit, Failure> {
    print_text(|out| match args.code {
        Some(code) => writeln!(out, "{}", section(code)),
        None => Code::ALL.iter().try_for_each(|code| {
            writeln!(out, "{:<22} {:<8} {}", code.name(), code.default_level().name(), code.title())
        }),
    })?;
    Ok(Exit::Done)
}

/// The section about a code, its heading first.
pub(crate) fn section(code: Code) -> &'static str {
    let heading = format!("\n## `{}`\n", code.name());
    let start = PAGE.find(&heading).map_or(PAGE.len(), |at| at + 1);
    let rest = PAGE.get(start..).unwrap_or_default();
    rest.split("\n## `").next().unwrap_or_default().trim_end()
}

#[cfg(test)]
mod tests {
    use docbind_codegen::Code;

    use super::section;

    #[test]
    fn every_code_has_its_section_and_nothing_of_another() {
        for code in Code::ALL {
            let section = section(*code);
            assert!(section.starts_with(&format!("## `{}`\n\nLevel: **", code.name())), "{}: {section}", code.name());
            assert_eq!(section.matches("\nLevel: **").count(), 1, "{}", code.name());
        }
    }
}
