//! What is wrong in; compile errors and compiler warnings, at places of the user's code, out.

use docbind_codegen::render::{Colour, render_diagnostic};
use docbind_codegen::{Code, Diagnostic, Level, Reference};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use crate::args::Arguments;

/// All faults of one macro call, in the order in which they were found.
#[derive(Default)]
pub(crate) struct Report {
    errors: Vec<syn::Error>,
    warnings: Vec<(Span, String)>,
}

impl Report {
    /// Adds an error at a place.
    pub(crate) fn error(&mut self, span: Span, what: impl Into<String>) {
        self.errors.push(syn::Error::new(span, what.into()));
    }

    /// Adds an error that covers some tokens.
    pub(crate) fn error_at(&mut self, tokens: impl ToTokens, what: impl Into<String>) {
        self.errors.push(syn::Error::new_spanned(tokens, what.into()));
    }

    /// Adds a warning at a place.
    pub(crate) fn warning(&mut self, span: Span, what: impl Into<String>) {
        self.warnings.push((span, what.into()));
    }

    /// How many errors there are.
    pub(crate) fn error_count(&self) -> usize {
        self.errors.len()
    }

    /// Adds the errors of the pages, each as `weigh` says. What is a warning in a page is left to `cargo docbind check`.
    pub(crate) fn read(&mut self, reference: &Reference, arguments: &Arguments, weigh: impl Fn(Code) -> Weight) {
        let levels = &arguments.levels;
        let is_error = |diagnostic: &&Diagnostic| levels.level(diagnostic) == Level::Error;
        for diagnostic in reference.diagnostics.iter().filter(is_error) {
            let text = render_diagnostic(diagnostic, &reference.sources, levels, Colour::Plain);
            match weigh(diagnostic.code) {
                Weight::Silent => {}
                Weight::Warning if !is_denied(diagnostic.code, arguments) => self.warning(arguments.span(), text),
                _ => self.error(arguments.span(), text),
            }
        }
    }
}

/// What an error of a page is to the program that is compiled.
pub(crate) enum Weight {
    /// A compile error.
    Error,
    /// A compiler warning, unless the user denies it.
    Warning,
    /// Nothing: it is told otherwise.
    Silent,
}

/// Whether the user asked for an error where docbind has a warning, or named this code.
fn is_denied(code: Code, arguments: &Arguments) -> bool {
    code.default_level() != Level::Error || arguments.denied.contains(&code)
}

impl ToTokens for Report {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.errors.iter().map(syn::Error::to_compile_error));
        tokens.extend(self.warnings.iter().map(|(span, what)| emit_warning(*span, what)));
    }
}

/// A macro on stable Rust has one way to warn: the use of an item that is deprecated.
fn emit_warning(span: Span, what: &str) -> TokenStream {
    let usage = quote_spanned!(span=> let _ = DOCBIND_WARNS;);
    quote! {
        const _: () = {
            #[deprecated(note = #what)]
            const DOCBIND_WARNS: () = ();
            #usage
        };
    }
}

/// Makes the compiler track the files that were read: a changed page is a reason to build again.
///
/// A file that was looked for and is not there cannot be tracked so, nor can a folder. The closure is compiled and never
/// evaluated, so that the texts end up in no binary; as constants they would be in every rlib.
pub(crate) fn emit_tracking(reference: &Reference) -> TokenStream {
    let files = reference.watched.iter().filter(|path| path.is_file()).filter_map(|path| path.to_str());
    quote! {
        const _: fn() = || {
            #(let _ = ::core::include_bytes!(#files);)*
        };
    }
}
