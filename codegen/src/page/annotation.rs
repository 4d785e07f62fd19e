//! An HTML comment in; the annotation that it carries out.

use serde_json::Value;

use crate::block::Literal;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;

mod lenient;

/// What an HTML comment says of the block after it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Annotation {
    /// What the block is: `request`, `response`, `ignored`, ...
    pub block_type: Option<String>,
    /// The names of the block.
    pub names: Vec<String>,
    /// The type of the body, `Collection(..)` taken off.
    pub odata_type: Option<String>,
    /// Whether the body is a collection.
    pub is_collection: bool,
    /// Whether the body is shortened.
    pub is_truncated: bool,
    /// Whether the request is expected to fail.
    pub expects_error: bool,
    /// Path segments that are values.
    pub sample_keys: Vec<String>,
    /// The routes that the next permission table is for.
    pub request_urls: Vec<String>,
    /// The type that the shown one derives from.
    pub base_type: Option<String>,
    /// Whether only types that derive from the shown one have values.
    pub is_abstract: bool,
    /// Whether values of the shown type can have further properties.
    pub is_open: bool,
    /// The comment.
    pub span: Span,
}

impl Annotation {
    /// Whether the block is said to be a request or a response.
    pub fn is_message(&self) -> bool {
        self.block_type.as_deref().is_some_and(|kind| matches!(kind, "request" | "response"))
    }
}

/// The keys that the format knows, beside those that begin with `@` or `#`.
const KNOWN_KEYS: &[&str] = &[
    "abstract",
    "author",
    "baseType",
    "blockType",
    "description",
    "expectError",
    "httpMethod",
    "idempotent",
    "ignorableProperties",
    "isCollection",
    "isComposable",
    "isEmpty",
    "isMediaEntity",
    "keyProperty",
    "keywords",
    "longRunningResponseType",
    "mergePermissions",
    "name",
    "nameSpace",
    "namespace",
    "nullableProperties",
    "openType",
    "optionalProperties",
    "requestUrls",
    "resourceType",
    "sampleKeys",
    "sampleValues",
    "scopes",
    "section",
    "skip",
    "suppressions",
    "tags",
    "target",
    "tocBookmarks",
    "tocPath",
    "tocbookmarks",
    "truncated",
    "type",
];

/// How many strings of an array are kept.
const MAX_TEXTS: usize = 200;
/// How many unknown keys of one annotation are reported.
const MAX_UNKNOWN_KEYS: usize = 100;

/// Reads `<!-- { "blockType": "request", "name": "get_user" } -->`. `None` for any other comment.
pub(super) fn parse_annotation(html: &Literal<'_>, diagnostics: &mut Diagnostics) -> Option<Annotation> {
    let text = html.text.trim();
    let inner = text.strip_prefix("<!--")?;
    let inner = inner.strip_suffix("-->").unwrap_or(inner).trim().trim_matches('-').trim();
    if !inner.starts_with('{') {
        return None;
    }
    let value = match serde_json::from_str(inner) {
        Ok(value) => value,
        Err(error) => {
            let value = lenient::parse_object(inner);
            report_json(html, inner, &error, diagnostics);
            value?
        }
    };
    report_keys(&value, html, diagnostics);
    Some(read_annotation(&value, html.span))
}

/// The JSON of a fence, as far as it can be told.
pub(super) fn parse_json(code: &str) -> Value {
    let code = code.trim();
    serde_json::from_str(code).ok().or_else(|| lenient::parse_object(code)).unwrap_or(Value::Null)
}

fn read_annotation(value: &Value, span: Span) -> Annotation {
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(|text| text.trim().to_owned());
    let flag = |key: &str| match value.get(key) {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
        _ => false,
    };
    let odata_type = text("@type").or_else(|| text("@odata.type")).filter(|name| !name.is_empty());
    let (odata_type, is_collection) = split_collection(odata_type);
    Annotation {
        block_type: text("blockType"),
        names: texts(value.get("name")),
        odata_type,
        is_collection: is_collection || flag("isCollection"),
        is_truncated: flag("truncated"),
        expects_error: flag("expectError"),
        sample_keys: texts(value.get("sampleKeys")),
        request_urls: texts(value.get("requestUrls")),
        base_type: text("baseType").map(|name| name.trim_start_matches('#').to_owned()).filter(|name| !name.is_empty()),
        is_abstract: flag("abstract"),
        is_open: flag("openType"),
        span,
    }
}

/// `Collection(microsoft.graph.site)`
fn split_collection(name: Option<String>) -> (Option<String>, bool) {
    let Some(name) = name else { return (None, false) };
    let bare = name.trim_start_matches('#');
    let lower = bare.to_ascii_lowercase();
    let inner = lower.strip_prefix("collection(").and_then(|rest| rest.strip_suffix(')')).map(str::len);
    match inner {
        Some(len) => (bare.get("collection(".len().."collection(".len() + len).map(str::to_owned), true),
        None => (Some(bare.to_owned()), false),
    }
}

/// A string, or an array of strings, of which a page has a handful.
fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.trim().to_owned()],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).take(MAX_TEXTS).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// A comment that is no strict JSON:
/// ```text
/// <!-- { "blockType": "response", "truncated": true, } -->
/// ```
fn report_json(html: &Literal<'_>, inner: &str, error: &serde_json::Error, diagnostics: &mut Diagnostics) {
    let start = html.text.find(inner).unwrap_or_default();
    let line_start = inner.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let at = start + line_start + error.column().saturating_sub(1);
    let mut reason = error.to_string();
    reason.truncate(reason.find(" at line").unwrap_or(reason.len()));
    diagnostics.push(
        Diagnostic::new(
            Code::AnnotationJson,
            html.span.slice(at, at + 1),
            format!("the annotation is not strict JSON: {reason}"),
        )
        .help("quote keys and strings, separate entries by one comma, and put none behind the last"),
    );
}

fn report_keys(value: &Value, html: &Literal<'_>, diagnostics: &mut Diagnostics) {
    let is_unknown = |key: &&String| !key.starts_with(['@', '#']) && !KNOWN_KEYS.contains(&key.as_str());
    let keys = value.as_object().into_iter().flat_map(|object| object.keys());
    for key in keys.filter(is_unknown).take(MAX_UNKNOWN_KEYS) {
        let quoted = format!("\"{key}\"");
        let at = html.text.find(&quoted).unwrap_or_default();
        let span = html.span.slice(at, at + quoted.len());
        let mut fault =
            Diagnostic::new(Code::AnnotationKey, span, format!("the annotation has an unknown key `{key}`"));
        fault = match crate::nearest::nearest_name(key, KNOWN_KEYS.iter().copied()) {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault.help("take the key out"),
        };
        diagnostics.push(fault);
    }
}
