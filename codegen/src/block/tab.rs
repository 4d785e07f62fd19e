//! Blocks in; the same without the tab marks and without the tabs of other languages out.

use super::{Block, Heading};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{SourceMap, Span};

/// Which tab of a group the blocks stand in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    Outside,
    Http(Span),
    Other(Span),
}

/// Keeps what stands outside of tab groups and in their HTTP tabs:
/// ```text
/// # [HTTP](#tab/http)
/// ...
/// # [C#](#tab/csharp)
/// [!INCLUDE [sample-code](../includes/snippets/csharp/x.md)]
///
/// ---
/// ```
/// The heading that opens a tab is no section, and the closing line ends no section. Directly below a line of text
/// that line reads as an underlined heading, which is a paragraph here.
pub(super) fn keep_http_tab<'s>(
    blocks: Vec<Block<'s>>,
    sources: &SourceMap,
    diagnostics: &mut Diagnostics,
) -> Vec<Block<'s>> {
    let mut tab = Tab::Outside;
    let mut kept = Vec::with_capacity(blocks.len());
    for block in blocks {
        match block {
            Block::Heading(heading) if tab_name(&heading).is_some() => {
                tab = open_tab(&heading);
            }
            Block::Heading(heading) if is_underlined(&heading, sources) => {
                keep(&mut kept, tab, Block::Paragraph(heading.text));
                tab = Tab::Outside;
            }
            Block::Rule(_) if tab != Tab::Outside => tab = Tab::Outside,
            Block::Heading(heading) => {
                report_unclosed(tab, &heading, diagnostics);
                tab = Tab::Outside;
                kept.push(Block::Heading(heading));
            }
            block => keep(&mut kept, tab, block),
        }
    }
    kept
}

fn keep<'s>(kept: &mut Vec<Block<'s>>, tab: Tab, block: Block<'s>) {
    if !matches!(tab, Tab::Other(_)) {
        kept.push(block);
    }
}

fn tab_name<'h>(heading: &'h Heading<'_>) -> Option<&'h str> {
    heading.text.links().find_map(|link| link.text.strip_prefix("#tab/"))
}

fn open_tab(heading: &Heading<'_>) -> Tab {
    let is_http = tab_name(heading).is_some_and(|name| name.split('/').next() == Some("http"));
    if is_http { Tab::Http(heading.text.span) } else { Tab::Other(heading.text.span) }
}

/// No page of the format underlines its headings: `---` below text closes a tab group.
fn is_underlined(heading: &Heading<'_>, sources: &SourceMap) -> bool {
    heading.level == 2 && !sources.text(heading.text.span).trim_start().starts_with('#')
}

fn report_unclosed(tab: Tab, heading: &Heading<'_>, diagnostics: &mut Diagnostics) {
    let (Tab::Http(span) | Tab::Other(span)) = tab else { return };
    let what = format!("the tab group is not closed before the heading `{}`", heading.text.plain().trim());
    diagnostics.push(Diagnostic::new(Code::UnclosedTabs, span, what).help("add a line `---` behind the last tab"));
}
