//! The tokens between an attribute's parentheses in; what the user set, and what is wrong with it, out.

use docbind_codegen::settings::UseSettings;
use docbind_codegen::{Code, Level, Levels, UseLevel, nearest_name};
use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens as _;
use syn::parse::{ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{LitStr, Token, bracketed, parenthesized, token};

use crate::report::Report;

/// What an attribute of docbind takes.
pub(crate) struct Accepts {
    /// The attribute as users write it: `#[docbind::endpoint]`.
    pub(crate) attribute: &'static str,
    /// What the strings without a name mean: `"page.md"`.
    pub(crate) places: &'static str,
    /// The names of its other arguments.
    pub(crate) names: &'static [&'static str],
    /// What someone who wants fields of their own should do.
    pub(crate) with_fields: &'static str,
}

/// What the user set.
#[derive(Default)]
pub(crate) struct Arguments {
    /// The pages, folders or globs.
    pub(crate) places: Vec<LitStr>,
    /// The doc root.
    pub(crate) root: Option<LitStr>,
    /// The settings file.
    pub(crate) settings: Option<LitStr>,
    /// The route of a derived endpoint.
    pub(crate) route: Option<LitStr>,
    /// Globs of the pages to read.
    pub(crate) include: Vec<LitStr>,
    /// Globs of the pages to leave out.
    pub(crate) exclude: Vec<LitStr>,
    /// Where `strict` stands.
    pub(crate) strict: Option<Span>,
    /// The levels that are set.
    pub(crate) levels: Levels,
    /// What becomes of uses of what is deprecated or a preview.
    pub(crate) uses: UseSettings,
    /// Codes that `deny` names.
    pub(crate) denied: Vec<Code>,
}

impl Arguments {
    /// Reads the arguments. What is wrong goes to the report, and the rest is still read.
    pub(crate) fn parse(tokens: TokenStream, accepts: &Accepts, report: &mut Report) -> Self {
        let mut arguments = Self::default();
        let parser = |input: ParseStream<'_>| arguments.parse_all(input, accepts, report);
        if let Err(error) = parser.parse2(tokens) {
            report.error(error.span(), format!("{error}\n{}", usage(accepts)));
        }
        arguments
    }

    /// Where faults of the pages are shown.
    pub(crate) fn span(&self) -> Span {
        self.places.first().map_or_else(Span::call_site, LitStr::span)
    }

    fn parse_all(&mut self, input: ParseStream<'_>, accepts: &Accepts, report: &mut Report) -> syn::Result<()> {
        while !input.is_empty() {
            if input.peek(LitStr) {
                self.places.push(input.parse()?);
            } else {
                let name: Ident =
                    input.parse().map_err(|_| input.error("expected a string or the name of an argument"))?;
                self.parse_named(&name, input, accepts, report)?;
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    }

    fn parse_named(
        &mut self,
        name: &Ident,
        input: ParseStream<'_>,
        accepts: &Accepts,
        report: &mut Report,
    ) -> syn::Result<()> {
        let text = name.to_string();
        match text.as_str() {
            text if !accepts.names.contains(&text) => {
                report.error(name.span(), unknown_argument(text, accepts));
                skip_argument(input)?;
            }
            "root" => self.root = Some(parse_text(input)?),
            "settings" => self.settings = Some(parse_text(input)?),
            "route" => self.route = Some(parse_text(input)?),
            "include" => self.include.extend(parse_list(input)?),
            "exclude" => self.exclude.extend(parse_list(input)?),
            "deprecated" => self.uses.deprecated = Some(parse_use_level(input, report)?),
            "preview" => self.uses.preview = Some(parse_use_level(input, report)?),
            "strict" => self.strict = Some(name.span()),
            "allow" => self.set_levels(parse_codes(input)?, Level::Allow, report),
            _ => self.set_levels(parse_codes(input)?, Level::Error, report),
        }
        Ok(())
    }

    fn set_levels(&mut self, codes: Vec<LitStr>, level: Level, report: &mut Report) {
        for code in codes {
            if let Err(what) = self.levels.set(&code.value(), level) {
                report.error(code.span(), what);
            }
            if level == Level::Error {
                self.denied.extend(Code::from_name(&code.value()));
            }
        }
    }
}

fn unknown_argument(name: &str, accepts: &Accepts) -> String {
    let hint = nearest_name(name, accepts.names.iter().copied());
    let hint = hint.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    format!("`{}` has no argument `{name}`{hint}\n{}", accepts.attribute, usage(accepts))
}

fn usage(accepts: &Accepts) -> String {
    let names = accepts.names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    format!("it takes {}, and any of {names}", accepts.places)
}

/// What stands before the next comma.
fn skip_argument(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}

/// `= "text"`
fn parse_text(input: ParseStream<'_>) -> syn::Result<LitStr> {
    input.parse::<Token![=]>()?;
    input.parse()
}

/// `= "warn"`. A word that is no level is reported.
fn parse_use_level(input: ParseStream<'_>, report: &mut Report) -> syn::Result<UseLevel> {
    let word = parse_text(input)?;
    let level = UseLevel::from_name(&word.value());
    if level.is_none() {
        let what = format!("`{}` is no level; write \"allow\", \"warn\" or \"deny\"", word.value());
        report.error(word.span(), what);
    }
    Ok(level.unwrap_or_default())
}

/// `= ["text", "text"]`, or `= "text"`
fn parse_list(input: ParseStream<'_>) -> syn::Result<Vec<LitStr>> {
    input.parse::<Token![=]>()?;
    if !input.peek(token::Bracket) {
        return Ok(vec![input.parse()?]);
    }
    let content;
    bracketed!(content in input);
    Ok(Punctuated::<LitStr, Token![,]>::parse_terminated(&content)?.into_iter().collect())
}

/// `("route-broken", status-missing)`
fn parse_codes(input: ParseStream<'_>) -> syn::Result<Vec<LitStr>> {
    let content;
    parenthesized!(content in input);
    Ok(Punctuated::<LitStr, Token![,]>::parse_terminated_with(&content, parse_code)?.into_iter().collect())
}

fn parse_code(input: ParseStream<'_>) -> syn::Result<LitStr> {
    if input.peek(LitStr) {
        return input.parse();
    }
    let words = Punctuated::<Ident, Token![-]>::parse_separated_nonempty(input)?;
    let span = words.first().map_or_else(Span::call_site, Ident::span);
    let name = words.into_token_stream().to_string().replace(' ', "");
    Ok(LitStr::new(&name, span))
}
