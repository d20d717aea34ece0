//! The declaration macros of crmkit: `entity!`, `choice!` and `command!`.
//!
//! Each turns one table-like declaration into the struct, its list row, its input and patch
//! shapes, the metadata that storage and filters are driven from, and (behind features) the
//! uniffi and Python types. A `macro_rules!` cannot cut one field list into these shapes, so
//! this is a procedural macro; nothing else belongs here.

mod choice;
mod command;
mod entity;

use proc_macro::TokenStream;

/// Declares an entity; see `docs/adding-an-entity.md`.
#[proc_macro]
pub fn entity(input: TokenStream) -> TokenStream {
    expand(syn::parse::<entity::EntityDecl>(input).map(|d| d.expand()))
}

/// Declares a fixed labelled list.
#[proc_macro]
pub fn choice(input: TokenStream) -> TokenStream {
    expand(syn::parse::<choice::ChoiceDecl>(input).map(|d| d.expand()))
}

/// Declares a command: its arguments, output, name, version, needed operation.
#[proc_macro]
pub fn command(input: TokenStream) -> TokenStream {
    expand(syn::parse::<command::CommandDecl>(input).map(|d| d.expand()))
}

fn expand(result: syn::Result<proc_macro2::TokenStream>) -> TokenStream {
    result.unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Writes `Debug` by hand, so that no secret ever stands in a log.
fn debug(ident: &syn::Ident, fields: &[(&syn::Ident, bool)]) -> proc_macro2::TokenStream {
    let shown = fields.iter().map(|(name, secret)| {
        let text = name.to_string();
        let value = if *secret { quote::quote!("***") } else { quote::quote!(self.#name) };
        quote::quote!(.field(#text, &#value))
    });
    let text = ident.to_string();
    quote::quote! {
        impl std::fmt::Debug for #ident {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(#text)#(#shown)*.finish()
            }
        }
    }
}

/// The text of the `///` lines, joined by spaces.
fn doc_text(attrs: &[syn::Attribute]) -> String {
    let lines = attrs.iter().filter_map(|a| match &a.meta {
        syn::Meta::NameValue(nv) if nv.path.is_ident("doc") => match &nv.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(s), .. }) => {
                Some(s.value().trim().to_owned())
            }
            _ => None,
        },
        _ => None,
    });
    lines.collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// The `T` of an `Option<T>`.
fn option_inner(ty: &syn::Type) -> Option<&syn::Type> {
    let syn::Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|s| s.ident == "Option")?;
    match &last.arguments {
        syn::PathArguments::AngleBracketed(args) => match args.args.first() {
            Some(syn::GenericArgument::Type(inner)) => Some(inner),
            _ => None,
        },
        _ => None,
    }
}
