//! The kinds of changes: for each its code, how much it weighs, who notices it, and the published rule that says so.

/// How much a change weighs. They are in order: what breaks is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// Only words differ.
    Docs,
    /// There is more than before; what worked goes on.
    Additive,
    /// What worked before may fail, or may not compile.
    Breaking,
}

impl Weight {
    /// All of them, the least first.
    pub const ALL: [Self; 3] = [Self::Docs, Self::Additive, Self::Breaking];

    /// The word for it: `docs`, `additive`, `breaking`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Docs => "docs",
            Self::Additive => "additive",
            Self::Breaking => "breaking",
        }
    }
}

/// Who notices a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SeenFrom {
    /// Whoever calls the service, in whatever language.
    Service,
    /// Whoever compiles the generated code.
    Code,
    /// Both.
    Both,
}

impl SeenFrom {
    /// The word for it: `service`, `code`, `both`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Code => "code",
            Self::Both => "both",
        }
    }
}

macro_rules! kinds {
    ($($variant:ident = $code:literal, $weight:ident, $seen:ident, $title:literal, $reason:literal, $source:literal;)+) => {
        /// What kind of change it is. The guide lists them all.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Kind { $(#[doc = $title] $variant,)+ }

        impl Kind {
            /// Every kind, in the order of the guide.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Its code: kebab case, stable.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// How much it weighs.
            pub fn weight(self) -> Weight {
                match self { $(Self::$variant => Weight::$weight,)+ }
            }

            /// Who notices it.
            pub fn seen_from(self) -> SeenFrom {
                match self { $(Self::$variant => SeenFrom::$seen,)+ }
            }

            /// The change in a few words.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }

            /// Why it weighs as much.
            pub fn reason(self) -> &'static str {
                match self { $(Self::$variant => $reason,)+ }
            }

            /// The published rule that weighs it so: of Microsoft Graph's guidelines, of oasdiff, of cargo-semver-checks, or of
            /// Cargo's SemVer reference.
            pub fn source(self) -> &'static str {
                match self { $(Self::$variant => $source,)+ }
            }
        }
    };
}

kinds! {
    OperationAdded = "operation-added", Additive, Both, "an operation is new",
        "nothing that was there changes", "Graph: adding new elements; oasdiff endpoint-added";
    OperationRemoved = "operation-removed", Breaking, Both, "an operation is gone",
        "no page describes it, and its code is gone", "Graph: removing APIs; oasdiff api-removed-without-deprecation";
    OperationMoved = "operation-moved", Docs, Service, "an operation is described by a page at another path",
        "its routes are the same; where its names changed, that is told apart", "of docbind";
    OperationRenamed = "operation-renamed", Breaking, Code, "an operation has another name in Rust",
        "code names the endpoint and the client's method", "cargo-semver-checks struct_missing, inherent_method_missing";
    OperationModuleChanged = "operation-module-changed", Breaking, Code, "an operation is in another module in Rust",
        "code names the module", "cargo-semver-checks module_missing, struct_missing";
    OperationSplit = "operation-split", Breaking, Code, "some routes of an operation are on a page of their own",
        "the service is the same, but another endpoint has the constructors", "cargo-semver-checks inherent_method_missing";
    OperationMerged = "operation-merged", Breaking, Code, "an operation's routes are on the page of another",
        "the service is the same, but another endpoint has the constructors", "cargo-semver-checks struct_missing";
    AreaChanged = "area-changed", Breaking, Code, "the part of the service is called otherwise",
        "in a client that is divided by area, another cargo feature or crate holds it", "cargo-semver-checks feature_missing";
    BaseUrlChanged = "base-url-changed", Breaking, Service, "the examples put another URL before the routes",
        "requests go to another host or another version", "Graph: changing the URL";
    RouteAdded = "route-added", Additive, Both, "a route is new",
        "nothing that was there changes", "Graph: adding new elements; oasdiff endpoint-added";
    RouteRemoved = "route-removed", Breaking, Both, "a route is gone",
        "no page says that it can be called", "Graph: changing the URL; oasdiff api-removed-without-deprecation";
    RouteMoved = "route-moved", Breaking, Code, "a route is on the page of another operation",
        "the service is the same, but another endpoint has the constructor", "cargo-semver-checks inherent_method_missing";
    RouteRenamed = "route-renamed", Breaking, Code, "a route's constructor has another name in Rust",
        "code names the constructor", "cargo-semver-checks inherent_method_missing";
    DefaultRouteChanged = "default-route-changed", Breaking, Code, "a call that names no route takes another",
        "`new` and the client's method take other values, or send them elsewhere",
        "cargo-semver-checks method_parameter_count_changed";
    PlaceholderRenamed = "placeholder-renamed", Breaking, Code, "a placeholder of a route has another name",
        "fields of structs with the derive are named after placeholders; calls of constructors go on",
        "cargo-semver-checks constructible_struct_adds_field";
    PlaceholderTypeChanged = "placeholder-type-changed", Breaking, Both, "a placeholder of a route has another type",
        "the constructor takes another type, and the service reads another value",
        "oasdiff request-parameter-type-changed";
    ParameterAdded = "parameter-added", Additive, Both, "a parameter is new, and optional",
        "requests without it go on", "oasdiff new-optional-request-parameter";
    RequiredParameterAdded = "required-parameter-added", Breaking, Both, "a parameter is new, and required",
        "requests without it fail, and the constructor takes one value more",
        "Graph: adding a required request header; oasdiff new-required-request-parameter";
    ParameterRemoved = "parameter-removed", Breaking, Both, "a parameter is gone",
        "requests with it may fail, and its function is gone",
        "Graph: removing API parameters; oasdiff request-parameter-removed";
    ParameterRenamed = "parameter-renamed", Breaking, Code, "a parameter has another name in Rust",
        "code names the function that sets it", "cargo-semver-checks inherent_method_missing";
    ParameterTypeChanged = "parameter-type-changed", Breaking, Both, "a parameter has another type",
        "the service reads another value, and the function takes another type", "oasdiff request-parameter-type-changed";
    ParameterBecameRequired = "parameter-became-required", Breaking, Both, "a parameter is required that was optional",
        "requests without it fail, and the constructor takes it", "oasdiff request-parameter-became-required";
    ParameterBecameOptional = "parameter-became-optional", Breaking, Code, "a parameter is optional that was required",
        "the service takes what it took, but the constructor has one value less, and a function sets it",
        "cargo-semver-checks method_parameter_count_changed";
    QueryOptionAdded = "query-option-added", Additive, Both, "a query option is taken that was not",
        "nothing that was there changes", "oasdiff new-optional-request-parameter";
    QueryOptionRemoved = "query-option-removed", Breaking, Both, "a query option is no longer taken",
        "the service may refuse it, and it does not compile", "oasdiff request-parameter-removed";
    QueryOptionsDocumented = "query-options-documented", Breaking, Code, "the page lists its query options, and did not",
        "options that are not listed do not compile", "Cargo SemVer: tightening generic bounds";
    QueryOptionsUndocumented = "query-options-undocumented", Docs, Service, "the page does not list its query options any more",
        "all that compiled goes on", "of docbind";
    BodyAdded = "body-added", Breaking, Both, "a request carries a body that carried none",
        "requests without it may fail, and constructors take one value more", "oasdiff request-body-added-required";
    BodyRemoved = "body-removed", Breaking, Both, "a request carries no body any more",
        "what it said is not read, and constructors take one value less",
        "Graph: changing the request of a resource; cargo-semver-checks method_parameter_count_changed";
    BodyTypeChanged = "body-type-changed", Breaking, Both, "a request's body has another type",
        "the service reads another value, and constructors take another type", "oasdiff request-body-type-changed";
    BodyRustTypeChanged = "body-rust-type-changed", Breaking, Code, "a request's body has another type in Rust",
        "the pages say more or less of it, so that constructors take another type", "Cargo SemVer: changing a function's parameters";
    ResponseStatusAdded = "response-status-added", Additive, Both, "a success code is new",
        "calls accept any success code", "oasdiff response-success-status-added";
    ResponseStatusRemoved = "response-status-removed", Breaking, Service, "a success code is gone",
        "a program may wait for it", "oasdiff response-success-status-removed";
    ResponseTypeChanged = "response-type-changed", Breaking, Both, "an answer has another type",
        "programs read another value, and a call gives another type", "oasdiff response-body-type-changed";
    ResponsePagingChanged = "response-paging-changed", Breaking, Both, "an answer comes in pages and did not, or the reverse",
        "programs read another form, and a call gives another type", "oasdiff response-body-type-changed";
    ResponseRustTypeChanged = "response-rust-type-changed", Breaking, Code, "a call gives another type in Rust",
        "the pages say more or less of the answers", "Cargo SemVer: changing a function's return type";
    TokenKindRefused = "token-kind-refused", Breaking, Both, "a kind of token is refused that was not",
        "the service refuses it, and a client of that kind does not compile",
        "Graph: changes that require a client to change; oasdiff api-security-removed";
    TokenKindSupported = "token-kind-supported", Additive, Both, "a kind of token is taken that was refused",
        "nothing that was there changes", "oasdiff api-security-added";
    TokenKindUndocumented = "token-kind-undocumented", Docs, Service, "the page does not say any more what a kind of token needs",
        "what worked may go on; the least set of scopes is not known", "of docbind";
    TokenKindDocumented = "token-kind-documented", Docs, Service, "the page says what a kind of token needs, and did not",
        "what worked goes on; the least set of scopes is known", "of docbind";
    PermissionNeeded = "permission-needed", Breaking, Service, "a permission is needed where none was",
        "tokens without it are refused", "oasdiff api-security-scope-added";
    PermissionNotNeeded = "permission-not-needed", Additive, Service, "no permission is needed where one was",
        "tokens that were taken go on", "oasdiff api-security-scope-removed";
    PermissionAlternativeRemoved = "permission-alternative-removed", Breaking, Service, "a permission serves no longer",
        "tokens that have no other are refused", "oasdiff api-security-removed";
    PermissionAlternativeAdded = "permission-alternative-added", Additive, Service, "another permission serves, too",
        "tokens that were taken go on", "oasdiff api-security-added";
    PermissionScopeAlsoNeeded = "permission-scope-also-needed", Breaking, Service, "a scope is needed beside another",
        "tokens that have the other alone are refused", "oasdiff api-security-scope-added";
    PermissionScopeNotNeeded = "permission-scope-not-needed", Additive, Service, "a scope is no longer needed beside another",
        "tokens that were taken go on", "oasdiff api-security-scope-removed";
    PermissionLeastChanged = "permission-least-changed", Additive, Service, "the least privileged permission is another",
        "tokens that were taken go on; new ones should ask for less, or can no longer",
        "Microsoft identity platform: least privilege";
    PermissionCasesChanged = "permission-cases-changed", Docs, Service, "the page tells other cases of permissions apart",
        "which case was which is not known", "of docbind";
    CloudAdded = "cloud-added", Additive, Service, "a cloud serves the operation that did not",
        "nothing that was there changes", "Graph: adding new elements";
    CloudRemoved = "cloud-removed", Breaking, Service, "a cloud does not serve the operation any more",
        "calls to it fail, and a client of that cloud does not send them", "Graph: removing APIs";
    CloudsDocumented = "clouds-documented", Docs, Service, "the page says which clouds serve the operation, and did not",
        "a client of a cloud that is not named does not send it; the service did not take it before", "of docbind";
    CloudsUndocumented = "clouds-undocumented", Docs, Service, "the page does not say any more which clouds serve the operation",
        "what worked goes on", "of docbind";
    DeprecationAdded = "deprecation-added", Additive, Both, "something is called deprecated",
        "it goes on; the compiler warns where it is used", "oasdiff endpoint-deprecated; cargo-semver-checks function_marked_deprecated";
    DeprecationRemoved = "deprecation-removed", Additive, Both, "something is not called deprecated any more",
        "it goes on, without a warning", "oasdiff endpoint-reactivated";
    DeprecationChanged = "deprecation-changed", Docs, Service, "what is said of a deprecation is other words",
        "no date in it is another", "of docbind";
    RemovalDateEarlier = "removal-date-earlier", Breaking, Service, "the date in a deprecation is earlier",
        "who planned by the date has less time", "oasdiff api-sunset-date-changed-too-small";
    RemovalDateLater = "removal-date-later", Additive, Service, "the date in a deprecation is later",
        "who planned by the date has more time", "Graph: deprecation";
    PreviewEnded = "preview-ended", Additive, Both, "something is no preview any more",
        "it goes on, without a warning", "Graph: adding new elements";
    PreviewBegan = "preview-began", Breaking, Both, "something is called a preview that was not",
        "it may change without notice, and the compiler warns where it is used", "oasdiff api-stability-decreased";
    TypeAdded = "type-added", Additive, Code, "a type is new",
        "nothing that was there changes", "Graph: adding new elements";
    TypeRemoved = "type-removed", Breaking, Both, "a type is gone",
        "no page describes it, and its code is gone", "cargo-semver-checks struct_missing, enum_missing";
    TypeRenamed = "type-renamed", Breaking, Code, "a type has another name or module in Rust",
        "code names it", "cargo-semver-checks struct_missing, enum_missing";
    TypeKindChanged = "type-kind-changed", Breaking, Both, "a type is an enumeration and was none, or the reverse",
        "its JSON and its code are others", "oasdiff response-property-type-changed";
    BaseTypeChanged = "base-type-changed", Breaking, Code, "a type derives from another",
        "a function that takes the base may refuse it", "cargo-semver-checks trait impl removed";
    OpenTypeChanged = "open-type-changed", Docs, Service, "a type is open and was not, or the reverse",
        "models keep properties that no page describes either way", "Graph: adding or removing OpenType";
    PropertyAdded = "property-added", Additive, Both, "a property is new",
        "models keep what they do not know, and bodies go on without it",
        "Graph: adding properties; oasdiff new-optional-request-property";
    RequiredPropertyAdded = "required-property-added", Breaking, Service, "a property of a body is new, and required",
        "requests without it fail", "oasdiff new-required-request-property";
    PropertyRemoved = "property-removed", Breaking, Both, "a property is gone",
        "programs read it or set it", "Graph: removing a property; oasdiff request-property-removed, response-required-property-removed";
    PropertyRenamed = "property-renamed", Breaking, Code, "a property has another name in Rust",
        "code names its functions", "cargo-semver-checks inherent_method_missing";
    PropertyTypeChanged = "property-type-changed", Breaking, Both, "a property has another type",
        "programs read or set another value", "Graph: changing the type of a property; oasdiff response-property-type-changed";
    PropertyRustTypeChanged = "property-rust-type-changed", Breaking, Code, "a property has another type in Rust",
        "its JSON is the same, as far as the pages say; its functions give and take another type",
        "Cargo SemVer: changing a function's return type";
    PropertyBecameNullableInAnswers = "property-became-nullable-in-answers", Breaking, Service, "an answer's property can be null, and could not",
        "programs that rely on a value fail when they read", "oasdiff response-property-became-nullable";
    PropertyBecameNotNullableInAnswers = "property-became-not-nullable-in-answers", Additive, Service, "an answer's property cannot be null, and could",
        "programs that expect null go on", "oasdiff response-property-became-not-nullable";
    PropertyBecameNotNullableInBodies = "property-became-not-nullable-in-bodies", Breaking, Service, "a body's property cannot be null, and could",
        "requests that set null fail", "oasdiff request-property-became-not-nullable";
    PropertyBecameNullableInBodies = "property-became-nullable-in-bodies", Additive, Service, "a body's property can be null, and could not",
        "requests that set a value go on", "oasdiff request-property-became-nullable";
    PropertyNullabilityDocumented = "property-nullability-documented", Docs, Service, "a property is said to be nullable that was not said to be, or the reverse",
        "where nothing is said it can be null, too", "OData CSDL: nullable by default";
    PropertyBecameRequired = "property-became-required", Breaking, Service, "a body's property is required that was optional",
        "requests without it fail", "oasdiff request-property-became-required";
    PropertyBecameOptional = "property-became-optional", Additive, Service, "a body's property is optional that was required",
        "requests with it go on", "oasdiff request-property-became-optional";
    PropertyBecameReadOnly = "property-became-read-only", Breaking, Both, "a property is read-only that was not",
        "the service refuses or drops it, and its setter is gone", "oasdiff request-optional-property-became-read-only";
    PropertyBecameWritable = "property-became-writable", Additive, Both, "a property can be set that was read-only",
        "nothing that was there changes", "oasdiff request-optional-property-became-not-read-only";
    PropertyBecameNavigation = "property-became-navigation", Breaking, Both, "a property is a relationship that was none",
        "answers have it only where `$expand` names it, and its constant for queries has another type",
        "OData CSDL: navigation properties; oasdiff response-required-property-removed";
    PropertyBecameStructural = "property-became-structural", Breaking, Code, "a property is no relationship any more",
        "its constant for queries has another type", "Cargo SemVer: changing a constant's type";
    PropertyAnsweredOnSelect = "property-answered-on-select", Breaking, Service, "an answer has a property only where `$select` names it, and had it anyway",
        "programs that read it find none", "oasdiff response-required-property-removed";
    PropertyAnsweredAlways = "property-answered-always", Additive, Service, "an answer has a property without `$select`",
        "nothing that was there changes", "oasdiff response-required-property-added";
    FilterOperatorAdded = "filter-operator-added", Additive, Both, "`$filter` takes another operator for a property",
        "nothing that was there changes", "Graph: adding new elements";
    FilterOperatorRemoved = "filter-operator-removed", Breaking, Both, "`$filter` does not take an operator for a property any more",
        "the service may refuse it, and it does not compile", "Cargo SemVer: tightening generic bounds";
    FilterOperatorsDocumented = "filter-operators-documented", Breaking, Code, "the page lists operators for a property, and did not",
        "operators that are not listed do not compile", "Cargo SemVer: tightening generic bounds";
    FilterOperatorsUndocumented = "filter-operators-undocumented", Docs, Service, "the page does not list operators for a property any more",
        "all that compiled goes on", "of docbind";
    PropertyQueryOptionAdded = "property-query-option-added", Additive, Service, "a query option can name a property that could not",
        "nothing that was there changes", "Graph: adding new elements";
    PropertyQueryOptionRemoved = "property-query-option-removed", Breaking, Service, "a query option cannot name a property any more",
        "the service may refuse it", "Graph: changes that require a client to change";
    MemberAdded = "member-added", Additive, Both, "an enumeration has a new member",
        "unknown members survive, and matches have a last arm",
        "Graph: evolvable enumerations; cargo-semver-checks enum_variant_added, which non_exhaustive allows";
    MemberRemoved = "member-removed", Breaking, Both, "a member of an enumeration is gone",
        "requests with it fail, and code names it", "oasdiff request-property-enum-value-removed; cargo-semver-checks enum_variant_missing";
    MemberRenamed = "member-renamed", Breaking, Code, "a member has another name in Rust",
        "code names it", "cargo-semver-checks enum_variant_missing";
    DescriptionChanged = "description-changed", Docs, Service, "what a page says of something is other words",
        "nothing that docbind understands differs", "of docbind";
    ExamplesChanged = "examples-changed", Docs, Service, "a page shows other requests or responses",
        "nothing that docbind understands differs", "of docbind";
    OverridesChanged = "overrides-changed", Docs, Code, "the settings override something else",
        "what differs by it is told apart", "of docbind";
}
