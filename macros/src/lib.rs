//! The macros of [docbind](https://docs.rs/docbind), which re-exports them: use them as `docbind::endpoint`,
//! `docbind::client` and `docbind::Endpoint`.
//!
//! They are a thin door to `docbind_codegen`, which reads the pages and writes the code: the same code that a build.rs and
//! `cargo docbind generate` get from it.
//!
//! # Paths
//! Relative paths mean the folder of the crate's `Cargo.toml`, also in a workspace and in a dependency. What a page includes
//! is looked for from the doc root: `root = ".."` where it is given; else the folder of the manifest, for a page below it;
//! else the folder of the page. For [`macro@client`] it is the folder that is named.
//!
//! # Faults in pages
//! A fault is shown as `cargo docbind check` shows it (the code, the line of the page, what to do), at the string that names
//! the page, and all faults are shown at once. What is an error in a page is a compile error in [`macro@endpoint`] and
//! [`derive@Endpoint`]; `allow(route-broken)` accepts it, if the rest of the page is enough for an endpoint. What is a
//! warning in a page is not shown, unless `deny(code)` or `deny(warnings)` makes an error of it.
//!
//! # Deprecated and preview
//! What a page calls deprecated, or a preview, can be used, and the compiler warns with the page's sentence. With
//! `deprecated = "allow"` or `preview = "allow"` the documentation alone says it, and with `"deny"` a use does not compile.
//!
//! # Rebuilds
//! A change of a page, or of a file that it includes, compiles the crate again. Stable Rust gives a macro no way to watch a
//! folder: a page that is *added* to the folder of a [`macro@client`], or an include that was missing and now exists, is seen
//! when the crate is compiled the next time. A build.rs of one line makes cargo look:
//!
//! ```
//! // fn main() of build.rs
//! println!("cargo::rerun-if-changed=docs/api");
//! ```

use proc_macro::TokenStream;

mod args;
mod client;
mod derive;
mod endpoint;
mod place;
mod report;

/// Fills a struct from the page of one operation: an [`Endpoint`](../docbind/trait.Endpoint.html) with a constructor for
/// each route and a setter for each optional parameter.
///
/// ```ignore
/// #[docbind::endpoint("docs/api/user-get.md")]
/// pub struct GetUser;
///
/// let user = client.send(GetUser::user("ana@contoso.com").select("displayName")).await?;
/// ```
///
/// `new` takes the default route; where a page has several, each has a constructor that is named after what tells it apart.
/// Those that the page calls deprecated are `#[deprecated]`. The struct keeps its visibility, attributes and docs, and gets
/// the page's words below them.
///
/// # Arguments
/// - the path of the page, see [the crate's docs](crate#paths);
/// - `root = "docs"`: the doc root, from which includes are looked for;
/// - `deprecated = "warn"`, `preview = "warn"`: what becomes of a [use](crate#deprecated-and-preview);
/// - `allow(code, ..)`, `deny(code, ..)`: how [faults of the page](crate#faults-in-pages) are taken.
#[proc_macro_attribute]
pub fn endpoint(arguments: TokenStream, item: TokenStream) -> TokenStream {
    endpoint::expand_endpoint(arguments.into(), item.into()).into()
}

/// Makes a client with a method for each page of a folder, and the endpoints in modules beside it.
///
/// ```ignore
/// #[docbind::client("docs/api")]
/// pub struct Graph;
///
/// let graph = Graph::new(client);
/// graph.delete_participant("call-1", "participant-2").await?;
/// let ana = graph.send(user::GetUser::user("ana@contoso.com")).await?;
/// ```
///
/// The modules are named after resources (`user`, `call`), so each client needs a module of its own. `Clone` and `Debug`
/// are implemented.
///
/// # Arguments
/// - folders (all pages below them), pages, or globs such as `"docs/api/user-*.md"`, in any number;
/// - `root = "docs"`: the doc root. Without it, the folder that is named, or the one that holds all that are named;
/// - `include = ["user-*.md", ..]`: reads only these pages, by their paths below the folder;
/// - `exclude = ["*-beta.md", ..]`: leaves these out;
/// - `strict`: an error of any page is a compile error. Without it, an error costs its route, or its endpoint where no route
///   is left, and is told as a compiler warning (under the lint `deprecated`, the one way on stable Rust);
/// - `deprecated = "warn"`, `preview = "warn"`: what becomes of [uses](crate#deprecated-and-preview);
/// - `allow(code, ..)`, `deny(code, ..)`: how [faults of the pages](crate#faults-in-pages) are taken. A code that is
///   denied is a compile error, also without `strict`.
#[proc_macro_attribute]
pub fn client(arguments: TokenStream, item: TokenStream) -> TokenStream {
    client::expand_client(arguments.into(), item.into()).into()
}

/// Makes an endpoint of your own struct, and holds its fields against the page.
///
/// ```ignore
/// #[derive(docbind::Endpoint)]
/// #[endpoint("docs/api/user-get.md", route = "user")]
/// struct GetUser<'a> {
///     user_id: &'a str,
///     select: Option<String>,
/// }
///
/// let user = client.send(GetUser { user_id: "ana@contoso.com", select: None }).await?;
/// ```
///
/// # Fields
/// They are named as the parameters of the generated constructors and setters, in any order, borrowed or owned. The route's
/// arguments and the page's required parameters must be there; its optional parameters may, as `Option<T>` to send them now
/// and then, or as `T` to send them always. The request body is the field `body`, of a type that is `docbind::IntoBody`.
///
/// A field that is missing, unknown or misspelt is an error that says what the page has; a field of a type that cannot be
/// sent as what the page says is an error at that type.
///
/// - `#[endpoint(rename = "user_id")]`: the field is this parameter of the page;
/// - `#[endpoint(body)]`: the field is the request body.
///
/// # Arguments of `#[endpoint(..)]` on the struct
/// - the path of the page, see [the crate's docs](crate#paths);
/// - `route = "user"`: the route, by the name of its generated constructor. Without it, the default one;
/// - `root = "docs"`: the doc root, from which includes are looked for;
/// - `deprecated = "warn"`, `preview = "warn"`: what becomes of a [use](crate#deprecated-and-preview);
/// - `allow(code, ..)`, `deny(code, ..)`: how [faults of the page](crate#faults-in-pages) are taken.
#[proc_macro_derive(Endpoint, attributes(endpoint))]
pub fn derive_endpoint(item: TokenStream) -> TokenStream {
    derive::expand_derive(item.into()).into()
}
