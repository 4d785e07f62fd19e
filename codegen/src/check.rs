//! The API model in; what is wrong with it as a whole out.

use crate::api::Api;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::page::dialect::Dialect;

/// Checks what no page alone can tell.
pub(crate) fn check_api(api: &Api, page_count: usize, dialect: &Dialect, diagnostics: &mut Diagnostics) {
    check_pages(api, page_count, dialect, diagnostics);
}

/// A doc root without operation pages makes an empty client, which nobody means.
fn check_pages(api: &Api, page_count: usize, dialect: &Dialect, diagnostics: &mut Diagnostics) {
    let explains = [Code::UnreadableFile, Code::PageTooLarge, Code::OutsideRoot, Code::BadPattern, Code::BadSettings];
    let is_explained = diagnostics.iter().any(|diagnostic| explains.contains(&diagnostic.code));
    if !api.operations.is_empty() || is_explained {
        return;
    }
    let what = match page_count {
        0 => "no page was found".to_owned(),
        count => format!("none of the {count} pages describes an operation"),
    };
    let heading = dialect.headings.http_request.first();
    diagnostics.push(Diagnostic::without_span(Code::NoPages, what).help(format!(
        "name a folder of `.md` files with an `{heading}` section, and check the patterns that select them"
    )));
}
