//! The keys of a dialect, group by group, with the wordings of Microsoft Graph. A group holds one value for each of its keys:
//! what a user sets, or the words that pages are read by.

use serde::Deserialize;

macro_rules! groups {
    ($($(#[doc = $doc:literal])+ $group:ident { $($(#[doc = $key_doc:literal])+ $key:ident: [$($word:literal),* $(,)?],)+ })+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
        #[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(bound = "W: schemars::JsonSchema + Default"))]
        pub struct $group<W> { $($(#[doc = $key_doc])+ pub $key: W,)+ }

        impl<W> $group<W> {
            /// The same keys, each with what `make` gives for its name, its value and the wordings of Microsoft Graph.
            pub(crate) fn map<V>(self, mut make: impl FnMut(&'static str, W, &'static [&'static str]) -> V) -> $group<V> {
                $group { $($key: make(stringify!($key), self.$key, &[$($word),*]),)+ }
            }
        }
    )+};
}

groups! {
    /// Headings of a page's parts, as a whole. Those of a part hold up to the next heading of a part.
    Headings {
        /// The routes.
        http_request: ["HTTP request *", "HTTP requests"],
        /// The permissions.
        permissions: ["Permissions *", "Prerequisites"],
        /// The request headers.
        headers: ["Request headers", "Request header", "Optional request headers", "Headers"],
        /// The parameters in the path.
        path_parameters: ["Path parameters", "Path parameter", "URI parameters"],
        /// The parameters of a function.
        function_parameters: ["Function parameters", "Function parameter"],
        /// The query parameters.
        query_parameters: [
            "Query parameters",
            "Query parameter",
            "Optional query parameters",
            "Optional query parameter",
            "Required query parameters",
            "OData query parameters",
        ],
        /// The request body.
        request_body: ["Request body"],
        /// The response.
        response: ["Response", "Responses", "Response body"],
        /// The examples.
        examples: ["Example *", "Examples *"],
        /// What only pages of types have.
        types: ["Properties", "Members", "Relationships", "JSON representation"],
    }

    /// Headings of tables on pages of types, and titles that name a type.
    Tables {
        /// Properties.
        properties: ["* properties", "* property", "* attributes", "* fields"],
        /// Properties that lead to other resources.
        relationships: ["* relationships", "* relationship", "* navigation", "Relations"],
        /// Members of an enumeration. The `*` is its name, where it is one word.
        values: [
            "* values",
            "* value",
            "* members",
            "* options",
            "* property values",
            "* enumeration",
            "* enum type",
        ],
        /// A title that names a type: the first `*` is the name.
        title: [
            "* resource *",
            "* enum *",
            "* enumeration *",
            "* facet *",
            "* complex *",
            "* entity *",
            "* type *",
            "* object *",
        ],
    }

    /// Headers of columns, as a whole.
    Columns {
        /// The names of properties.
        property: [
            "Name",
            "* property",
            "* property name",
            "* parameter",
            "* parameters",
            "* parameter name",
            "* attribute",
            "* attributes",
            "* attribute name",
            "* field",
            "* fields",
            "* field name",
            "* key",
            "* keys",
            "* relationship",
            "* relationships",
            "* relationship name",
            "* relation",
            "* relations",
            "* navigation",
        ],
        /// Of these, the names of properties that lead to other resources.
        navigation: ["Relation *", "Relations *", "Relationship *", "Relationships *", "Navigation *"],
        /// The names of parameters and headers.
        parameter: [
            "Name",
            "* parameter",
            "* parameter name",
            "* header",
            "* header name",
            "* property",
            "* property name",
            "* query option",
            "* key",
        ],
        /// Types.
        r#type: ["Type", "Types", "Data type", "DataType", "Property type", "Value type"],
        /// Whether something is required.
        required: ["Required", "Is required", "Mandatory"],
        /// Values, or examples of them.
        value: ["Value", "Values", "Example"],
        /// What something is for.
        description: [
            "Description",
            "Descriptions",
            "Meaning",
            "Comments",
            "Comment",
            "Remarks",
            "Notes",
            "Details",
        ],
        /// The members of an enumeration.
        member: ["Member", "Members", "Member name"],
        /// The least privileged permissions.
        least_privileged: ["* least privileged *"],
        /// The permissions beside them.
        higher_privileged: ["* higher *"],
        /// Permissions with the least privileged last.
        least_privileged_last: ["* most to least *"],
    }

    /// Cells, as a whole, and the words that join what stands in one.
    Cells {
        /// It is required.
        required: ["Required *", "Yes *", "True *"],
        /// No token of this kind is accepted.
        refused: ["Not supported", "Not available", "Not applicable", "N/A", "NA", "Unsupported", "Not support"],
        /// A token of this kind needs no permission.
        none_needed: ["None", "No permission required", "No permissions required", "None required"],
        /// Between permissions that are needed together.
        and: ["and", "plus", "+", "&"],
        /// Between alternatives.
        or: ["or", "and/or"],
        /// Between permissions and the case that they are for.
        r#for: ["for"],
        /// A tick.
        tick: [":white_check_mark:", ":heavy_check_mark:", "✅", "✔", "✔\u{fe0f}", "✓", "Yes"],
        /// A cross. An empty cell is one too.
        cross: [":x:", "❌", "✖", "No"],
        /// It stands for no value in a list of values.
        null: ["null"],
    }

    /// Labels of the kinds of token, in the first column or the header of a table of permissions. Of several that fit, the longest
    /// holds.
    Tokens {
        /// On behalf of a user with a work or school account.
        delegated_work: ["Delegated (work or school account)", "Delegated *"],
        /// On behalf of a user with a personal account.
        delegated_personal: ["Delegated (personal Microsoft account)", "Delegated * personal *"],
        /// The application itself.
        application: ["Application", "Application *"],
    }

    /// Headers of the columns of a table of clouds.
    Clouds {
        /// The one for all the world.
        global: ["Global service", "Global"],
        /// US Government L4.
        us_government: ["US Government L4"],
        /// US Government L5, of the Department of Defense.
        us_government_dod: ["US Government L5 *"],
        /// The one in China.
        china: ["China *"],
    }

    /// What a page says of itself as a whole.
    Pages {
        /// The key of the front matter with the kind of page.
        kind: ["doc_type"],
        /// The kind of pages of operations.
        operation: ["apiPageType"],
        /// The kind of pages of types.
        types: ["resourcePageType", "enumPageType"],
        /// The kind of other pages.
        concept: ["conceptualPageType"],
        /// The keys of the front matter with the part of the service.
        area: ["ms.prod", "ms.subservice"],
        /// What stands before the namespace.
        namespace: ["Namespace:"],
        /// Labels of notes: before a colon at the start of a paragraph.
        note: ["Note", "Important", "Caution", "Warning", "Tip", "Attention"],
        /// Words in the sentence before a table of clouds.
        clouds: ["national cloud"],
        /// The languages of fences with requests. A fence without a language can hold one too.
        http_fence: ["http", "msgraph-interactive", "msgraph", "https", "rest", "text"],
    }

    /// What is said of properties and types, and of values.
    Properties {
        /// A whole statement: the property is required.
        required: ["required", "this property is required", "it is required", "(required)"],
        /// A whole statement: the property is never null.
        not_nullable: ["not nullable", "non-nullable", "(not nullable)"],
        /// The property is read-only.
        read_only: ["read-only", "read only", "readonly"],
        /// A whole statement that it is so, with the first of `read-only`.
        read_only_statement: [
            "this property is read-only",
            "the property is read-only",
            "this is read-only",
            "it is read-only",
            "it's read-only",
            "this is a read-only",
            "read-only property",
        ],
        /// Words of a statement that it is so in some cases only.
        in_some_cases: [" if ", " when ", " unless ", " except ", " mode", " for ", " access", " after ", " once "],
        /// Before the type that a property is inherited from.
        inherited: ["inherits from", "inherited from", "derived from", "derives from", "derived type of", "subtype of"],
        /// Before the values that a property can have.
        values: [
            "possible values",
            "possible value",
            "allowed values",
            "supported values",
            "valid values",
            "values are",
            "following values",
            "value can be",
            "values can be",
            "can be one of",
            "one of the following",
            "one of:",
        ],
        /// Before the last value of a list.
        and_or: ["and ", "or "],
        /// The type can have more properties than the page lists.
        open_type: ["is an open type", "it is an open type", "this open type"],
    }

    /// What is said of parameters.
    Parameters {
        /// The parameter is required.
        required: ["required"],
        /// It is optional.
        optional: ["optional"],
        /// It is optional, although the words for required stand there.
        not_required: ["not required"],
        /// The section of a body speaks of parameters, not of a resource's properties.
        mention: ["parameter"],
    }

    /// What the sections on the request's and the response's body say.
    Bodies {
        /// A request has no body.
        no_request: [
            "do not supply a request body",
            "don't supply a request body",
            "do not provide a request body",
            "do not specify a request body",
            "doesn't require a request body",
            "does not require a request body",
            "not require any request body",
            "no request body",
            "empty request body",
            "don't include a request body",
            "do not include a request body",
            "not supply a body",
            "does not have a request body",
            "request body is not required",
            "do not supply request body",
            "don't supply request body",
            "no body is required",
        ],
        /// The whole section: a request has no body.
        whole_no_request: ["none", "empty", "n/a"],
        /// A request has a body that is no JSON.
        binary_request: [
            "binary data",
            "zip manifest",
            "zip file",
            "binary content",
            "binary stream",
            "the contents of the request body should be the binary",
        ],
        /// A request has a body of JSON.
        json_request: ["json", "supply the values", "object"],
        /// Behind a success status without backticks.
        status: [
            "ok",
            "created",
            "accepted",
            "no content",
            "non-authoritative",
            "reset content",
            "partial content",
            "multi-status",
            "found",
            "see other",
            "not modified",
            "temporary redirect",
            "response",
            "status",
            "success",
        ],
        /// A response has no body.
        no_response: [
            "not return anything in the response body",
            "doesn't return anything",
            "no response body",
            "empty response body",
            "not return a response body",
            "nothing is returned in the response body",
        ],
        /// A response has a body of JSON.
        json_response: ["object", "collection", "json", "boolean value", "string value"],
        /// A response has a body that is no JSON.
        binary_response: ["binary", "stream", "raw content", "bytes of", "csv"],
        /// A response has a body, which is JSON where none of the words for another stand there.
        response: ["in the response body", " resource "],
        /// The response is a link in a header.
        location_header: ["location header"],
        /// The same, behind the status 202.
        location: ["location"],
    }

    /// How types are named in sentences and cells.
    Types {
        /// Words for several of a type, in a cell.
        collection: ["collection", "collections", "array", "list"],
        /// Between these words and the type.
        of: ["of"],
        /// Between two types of which a property has either.
        or: ["or"],
        /// Words of a cell that are no part of a type.
        aside: ["optional", "required", "nullable", "null", "readonly", "read-only", "a", "an"],
        /// Words behind the name of a type.
        kind: [
            "resource",
            "object",
            "objects",
            "facet",
            "enum",
            "enumeration",
            "entity",
            "type",
            "value",
            "values",
        ],
        /// Behind a name in a sentence: it is one of a type.
        one: ["object", "resource", "entity"],
        /// Behind a name in a sentence: they are several of a type.
        many: ["objects", "collection"],
        /// Behind an emphasised name that is a type's.
        emphasised: ["object", "resource"],
        /// A sentence speaks of several.
        several: ["collection", "list of "],
        /// Before the name of a type of which there are several.
        several_of: ["collection of", "collections of", "list of", "array of", "set of"],
        /// Behind the name of a type of which there are several.
        several_behind: ["collection", "objects", "resources", "object collection", "resource collection"],
        /// Names of primitive types that a sentence may have.
        primitive: ["string", "boolean", "int32", "int64", "integer", "double", "guid"],
        /// The same, of several values.
        primitives: ["strings"],
        /// Words behind them.
        primitive_value: ["value", "values", "collection", "collections", "response", "strings"],
        /// Words before them.
        article: ["an"],
    }

    /// Names of primitive types, by what they mean.
    Primitives {
        /// Text.
        string: ["string", "str", "text", "url", "uri", "email", "etag"],
        /// True or false.
        boolean: ["boolean", "bool"],
        /// A whole number of 32 bits.
        int32: ["int32", "int", "integer", "numeric", "number"],
        /// A whole number of 16 bits.
        int16: ["int16", "short"],
        /// A whole number of 8 bits.
        byte: ["byte"],
        /// The same, with a sign.
        sbyte: ["sbyte"],
        /// A whole number of 64 bits.
        int64: ["int64", "long"],
        /// A floating-point number of 64 bits.
        double: ["double"],
        /// A floating-point number of 32 bits.
        single: ["single", "float"],
        /// A decimal number.
        decimal: ["decimal"],
        /// Bytes in base64.
        binary: ["binary", "bytes", "base64"],
        /// A UUID.
        guid: ["guid", "uuid"],
        /// A time with a date and an offset.
        date_time_offset: ["datetimeoffset", "datetime", "date-time", "timestamp"],
        /// A date.
        date: ["date"],
        /// A time of day.
        time_of_day: ["timeofday", "time"],
        /// A length of time.
        duration: ["duration", "timespan"],
        /// Bytes that are read by themselves.
        stream: ["stream"],
        /// Any JSON.
        json: ["json", "untyped", "any", "object"],
    }

    /// What is said of the OData query options.
    Queries {
        /// What they are called.
        options: ["query parameter", "query option", "odata"],
        /// A sentence says that they can be used.
        support: ["support"],
        /// Behind these words, where the options stand before them.
        passive: ["ed"],
        /// A sentence says that they cannot be used.
        refusal: ["not support", "n't support", "not currently support", "**not** support"],
        /// A whole sentence says that none can be used.
        whole_refusal: ["none", "not supported", "not applicable"],
        /// What is left of a sentence that some options cannot be used, without their names and the words of `filler`.
        option_refusal: ["is not supported", "are not supported", "isn't supported", "aren't supported"],
        /// Words between the options of such a sentence.
        filler: ["the", "and", "or", "query", "parameter", "parameters", "currently", "note:"],
        /// Before the options of a list that names all.
        following: ["following"],
        /// Only those named can be used: the rest cannot.
        other: ["other "],
        /// The options of a sentence are examples.
        open_list: ["includ", "some of", "such as", "e.g", "for example", "like ", "same "],
        /// A whole sentence: no filter can name the property.
        unfilterable: [
            "not filterable",
            "does not support $filter",
            "doesn't support $filter",
            "$filter is not supported",
        ],
        /// Answers have the property on demand only.
        only_on_select: [
            "returned only on $select",
            "returned only on applying a $select",
            "returned only when $select",
            "only returned on $select",
            "returned only if $select",
        ],
    }

    /// How a page calls something deprecated or a preview.
    States {
        /// Words for deprecated; in parentheses they mark a title or a name.
        deprecated: ["deprecated"],
        /// Before what is being deprecated.
        deprecating: ["deprecating "],
        /// What words that speak of deprecation have in common.
        deprecation: ["deprecat"],
        /// At the start of a sentence, the words behind `deprecated` where it speaks of the item.
        after_deprecated: [
            "in ",
            "since ",
            "as of",
            "use ",
            "please ",
            "by ",
            "for ",
            "from ",
            "starting ",
            "after ",
            "on ",
            "do ",
            "due ",
            "and will ",
            "and is ",
            "and has ",
            "and should ",
            "and must ",
            "and no ",
            "and replaced",
            "because ",
            "instead",
        ],
        /// Before the word for deprecated, where the path behind it is: "the deprecated `/x`".
        before_deprecated_path: ["the", "a", "an", "old"],
        /// Words for a preview; in parentheses they mark a title or a name.
        preview: ["preview"],
        /// Words of sentences that may speak of a preview.
        may_be_preview: ["preview", "/beta"],
        /// A whole sentence: the page is of a preview.
        preview_notice: ["APIs under the * /beta * change *", "APIs under the * /beta * changes *"],
        /// Before the word for a preview, where it is a state: "in public preview".
        stage: ["in", "public", "private", "limited", "early", "currently", "still", "available", "only"],
        /// Before the word for a preview, where one of `preview_kind` stands behind it.
        article: ["a"],
        /// Behind the word for a preview, where it is a state: "a preview API".
        preview_kind: ["api", "apis", "feature", "version", "release"],
        /// Verbs between the item and its state.
        verb: ["is", "are", "was", "were", "be", "been", "being", "becomes", "become"],
        /// Words beside these verbs.
        beside_verb: [
            "has",
            "have",
            "will",
            "now",
            "also",
            "already",
            "officially",
            "soon",
            "going",
            "to",
            "about",
            "planned",
            "scheduled",
            "expected",
            "the",
            "process",
            "of",
            "a",
            "yet",
        ],
        /// What denies a state.
        not: ["not"],
        /// Where a clause of its own begins.
        clause: [" as ", " because ", " since ", " and ", " but ", " that "],
        /// Behind the item, where more of a sentence's subject follows.
        and_or: [" and", " or"],
        /// The item, named before.
        it: ["it"],
        /// Words for the item alone, or before what it is.
        this: ["this", "these"],
        /// Words before what the item is.
        the: ["the"],
        /// What an operation is called.
        operation: ["api", "apis", "method", "operation", "function", "action", "endpoint", "call", "request"],
        /// What a type is called.
        r#type: ["api", "apis", "resource", "type", "entity", "object", "facet", "enumeration"],
        /// What a property or a member is called.
        part: [
            "property",
            "field",
            "attribute",
            "setting",
            "value",
            "relationship",
            "parameter",
            "member",
            "option",
        ],
        /// Words that make a sentence speak of something else than its subject.
        other: [
            "which",
            "that",
            "whose",
            "who",
            "whether",
            "if",
            "when",
            "where",
            "until",
            "indicates",
            "specifies",
            "contains",
            "returns",
            "replaces",
            "lists",
            "shows",
            "represents",
            "supports",
            "includes",
            "allows",
            "determines",
        ],
        /// Between an item and what it belongs to.
        belongs: ["for ", "of ", "in ", "on ", "under ", "from ", "with "],
        /// A sentence says what to use instead.
        advice: ["use ", "going forward", "instead"],
    }
}
