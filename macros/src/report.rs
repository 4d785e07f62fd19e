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

    /// Whether there is no error.
    pub(crate) fn is_clean(&self) -> bool {
        self.errors.is_empty()
    }

    /// How many errors there are.
    pub(crate) fn error_count(&self) -> usize {
        self.errors.len()
    }

    /// Adds the errors of the pages: of all of them where `is_fatal`, else as warnings. What is a warning in a page is left
    /// to `cargo docbind check`.
    pub(crate) fn read(
        &mut self,
        reference: &Reference,
        arguments: &Arguments,
        is_fatal: impl Fn(&Diagnostic) -> bool,
    ) {
        let levels = &arguments.levels;
        for diagnostic in
            reference.diagnostics.iter().filter(|diagnostic| levels.level(diagnostic.code) == Level::Error)
        {
            let text = render_diagnostic(diagnostic, &reference.sources, levels, Colour::Plain);
            match is_fatal(diagnostic) || is_denied(diagnostic.code, arguments) {
                true => self.error(arguments.span(), text),
                false => self.warning(arguments.span(), text),
            }
        }
    }
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
    let usage = quote_spanned!(span=> let _ = PAGE_FAULT;);
    quote! {
        const _: () = {
            #[deprecated(note = #what)]
            const PAGE_FAULT: () = ();
            #usage
        };
    }
}

/// Makes the compiler track the files that were read: a changed page is a reason to build again.
///
/// A file that was looked for and is not there cannot be tracked so, nor can a folder.
pub(crate) fn emit_tracking(reference: &Reference) -> TokenStream {
    let files = reference.watched.iter().filter(|path| path.is_file()).filter_map(|path| path.to_str());
    quote!(#(const _: &[u8] = ::core::include_bytes!(#files);)*)
}
