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

/// Declares an entity. The struct, its list row, input and patch, its id, its metadata and its
/// foreign types follow; `docs/adding-an-entity.md` shows one from end to end.
///
/// ```text
/// entity! {
///     /// What it is.
///     pub record Name = number, "name", "中文", "English";     record, link or log
///     read operation "name.read";       anyone, internal, author, members "link" "operation"
///     team "link";                      the link that holds its team members
///     epoch;                            a change invalidates cached rights
///     index (field, field);             also: unique (field, field);
///     {
///         /// What the field is for.
///         20 field: Type = "中文", "English", FLAG FLAG, MAX(255), DEFAULT(value);
///     }
/// }
/// ```
///
/// All but the first line and the fields may be left out; an entity without `read` is internal.
/// Numbers are stable and never reused. Flags are the constants of `FieldFlags`; besides there are
/// `MAX`, `DEFAULT`, `UNIQUE("kind")`, `OPTION("list")`, `PII(class)` and `MERGE(policy)`.
///
/// It writes paths of `crmkit-core`, and works inside that crate only.
#[proc_macro]
pub fn entity(input: TokenStream) -> TokenStream {
    expand(syn::parse::<entity::EntityDecl>(input).map(|d| d.expand()))
}

/// Declares a fixed labelled list: an enum that is stored and sent as stable codes.
///
/// ```text
/// choice! {
///     /// What it says.
///     pub enum Name = "name" {
///         /// When it is so.
///         Variant = "code", "中文", "English";
///     }
/// }
/// ```
///
/// It works inside `crmkit-core` only.
#[proc_macro]
pub fn choice(input: TokenStream) -> TokenStream {
    expand(syn::parse::<choice::ChoiceDecl>(input).map(|d| d.expand()))
}

/// Declares a command: its arguments, output, name, version, needed operation. What it does is
/// told by `impl Command`.
///
/// ```text
/// command! {
///     /// What it does.
///     pub struct Name = "entity.verb", version, "中文", "English" {
///         /// What the argument is.
///         argument: Type,
///     } -> Output; OPERATION UNDOABLE OFFLINE
/// }
/// ```
///
/// Instead of an operation: `Anyone`, `System` or `SetUp`. An argument of `Option` may be left
/// out. The command must be added to the list in `commands.rs`. It works inside `crmkit-core`
/// only.
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
