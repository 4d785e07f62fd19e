//! What is wrong in a page: a code, a place, and what to do about it.

use crate::source::Span;

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Not reported.
    Allow,
    /// Worth mending; what the page means is still clear.
    Warning,
    /// Something of the page could not be used: a route, a table, or the page itself.
    Error,
}

impl Level {
    /// The word that reports use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allow => "allowed",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $level:ident, $title:literal;)+) => {
        /// What kind of fault a diagnostic speaks of. The guide has a section for each.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[doc = $doc])+ $variant,)+ }

        impl Code {
            /// Every code, in the order of the guide.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code's name: kebab case, stable.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The level where the user sets none.
            pub fn default_level(self) -> Level {
                match self { $(Self::$variant => Level::$level,)+ }
            }

            /// The fault in a few words.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }
        }
    };
}

codes! {
    /// A file or folder cannot be read.
    UnreadableFile = "unreadable-file", Error, "the file cannot be read";
    /// A file is larger than docbind reads.
    PageTooLarge = "page-too-large", Error, "the page is too large";
    /// A path or link leads out of the doc root.
    OutsideRoot = "outside-root", Error, "the path leads out of the doc root";
    /// A file is not UTF-8.
    InvalidUtf8 = "invalid-utf8", Error, "the text is not valid UTF-8";
    /// A file holds NUL bytes.
    NulByte = "nul-byte", Warning, "the text holds a NUL byte";
    /// The settings file cannot be used as it is.
    BadSettings = "bad-settings", Error, "the settings cannot be used";
    /// An override of the settings file that is no longer needed, or that finds nothing.
    OverrideStale = "override-stale", Warning, "the override has nothing to override";
    /// A pattern that selects pages cannot be read.
    BadPattern = "bad-pattern", Error, "the pattern cannot be read";
    /// No page was found.
    NoPages = "no-pages", Error, "no page was found";
    /// Lists or quotes are nested deeper than docbind follows.
    NestingTooDeep = "nesting-too-deep", Warning, "blocks are nested too deeply";
    /// A table is larger than docbind reads.
    TableTooLarge = "table-too-large", Error, "the table is too large";
    /// The target of an include does not exist.
    IncludeMissing = "include-missing", Warning, "the included file does not exist";
    /// A file includes itself.
    IncludeCycle = "include-cycle", Error, "the file includes itself";
    /// An include's target cannot be found from the doc root.
    IncludeUnresolvable = "include-unresolvable", Warning, "the include's target cannot be resolved";
    /// A fenced block has no closing fence.
    UnclosedFence = "unclosed-fence", Warning, "the code fence is not closed";
    /// Front matter that does not end.
    UnclosedFrontMatter = "unclosed-front-matter", Warning, "the front matter is not closed";
    /// A tab group that does not end.
    UnclosedTabs = "unclosed-tabs", Warning, "the tab group is not closed";
    /// A page without a first-level heading.
    TitleMissing = "title-missing", Warning, "the page has no title";
    /// An operation page on which no route was found.
    RouteMissing = "route-missing", Error, "the page has no route";
    /// A line among the routes that is no route.
    RouteBroken = "route-broken", Error, "the line is not a route";
    /// A route that leaves a part out.
    RouteElided = "route-elided", Error, "the route leaves a part out";
    /// A route that two lines give.
    RouteRepeated = "route-repeated", Warning, "the route stands twice";
    /// A route without the leading slash or with the host before it.
    RouteForm = "route-form", Warning, "the route is not written from the root";
    /// A permission table whose rows or columns are not understood.
    PermissionTable = "permission-table", Warning, "the permission table is not understood";
    /// A permission cell that is no list of permissions.
    PermissionCell = "permission-cell", Warning, "the permission cell is not understood";
    /// An empty permission cell.
    PermissionEmpty = "permission-empty", Warning, "the permission cell is empty";
    /// An operation page that says nothing of permissions.
    PermissionMissing = "permission-missing", Warning, "the page says nothing of permissions";
    /// A parameter table without a column for names.
    ParameterTable = "parameter-table", Warning, "the parameter table is not understood";
    /// A parameter row without a usable name.
    ParameterName = "parameter-name", Warning, "the parameter has no usable name";
    /// A row of a table of properties without a usable name or type.
    PropertyRow = "property-row", Warning, "the row of properties is not understood";
    /// A type that no page describes.
    TypeUnknown = "type-unknown", Warning, "no page describes the type";
    /// A type that no page describes, made from JSON.
    TypeMade = "type-made", Warning, "the type is made from the JSON that pages show";
    /// A type that derives from itself, or from what no page describes.
    Inheritance = "inheritance", Warning, "the base type cannot be used";
    /// A response that names no status code.
    StatusMissing = "status-missing", Warning, "the response names no success status";
    /// Two parts of the page name different success codes.
    StatusDiffers = "status-differs", Warning, "the example answers with another status";
    /// Two parts of the page name different types of an answer.
    AnswerDiffers = "answer-differs", Warning, "the annotation names another type than the section";
    /// A request body of which nothing tells what it holds.
    BodyUnknown = "body-unknown", Warning, "the page does not tell what the body holds";
    /// An annotation that is no JSON.
    AnnotationJson = "annotation-json", Warning, "the annotation is not strict JSON";
    /// An annotation with an unknown key.
    AnnotationKey = "annotation-key", Warning, "the annotation has an unknown key";
    /// An example that is no HTTP message.
    ExampleHttp = "example-http", Warning, "the example is not an HTTP message";
}

impl Code {
    /// Whether it speaks of what a user sets, and not of a page. Nothing is made of pages then.
    pub fn is_of_settings(self) -> bool {
        matches!(self, Self::BadSettings | Self::BadPattern)
    }

    /// The code with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }
}

/// One fault of one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of fault.
    pub code: Code,
    /// What is wrong, naming the thing.
    pub message: String,
    /// Where; `None` for what has no place in a text, such as a file that cannot be read.
    pub span: Option<Span>,
    /// What stands under the caret.
    pub label: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// The level that the settings file gives it.
    pub level: Option<SetLevel>,
}

/// A level that the settings file gives a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetLevel {
    /// By its code.
    OfCode(Level),
    /// By `warnings`.
    OfWarnings(Level),
}

impl Diagnostic {
    /// A fault at a place.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self { span: Some(span), ..Self::without_span(code, message) }
    }

    /// A fault without a place in a text.
    pub fn without_span(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: shorten(message.into()), span: None, label: None, help: None, level: None }
    }

    /// Sets what stands under the caret.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Sets what to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(shorten(help.into()));
        self
    }
}

/// Messages name what the page says, which has no bounds.
fn shorten(mut text: String) -> String {
    const LONGEST: usize = 400;
    if let Some((at, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(at);
        text.push('…');
    }
    text
}

/// All faults of a run. Every stage pushes; none stops at the first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    all: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds a fault.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.all.push(diagnostic);
    }

    /// Adds the faults of another stage or page.
    pub fn extend(&mut self, other: Self) {
        self.all.extend(other.all);
    }

    /// Keeps the faults that `is_kept` names.
    pub fn retain(&mut self, is_kept: impl FnMut(&Diagnostic) -> bool) {
        self.all.retain(is_kept);
    }

    /// The faults, to be changed.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Diagnostic> {
        self.all.iter_mut()
    }

    /// The faults: those without a place first, then by place.
    pub fn sort(&mut self) {
        self.all.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.code));
        self.all.dedup();
    }

    /// The faults.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.all.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }
}
