//! `command!`: the arguments of a named operation and what the door must know about it.

use crate::{debug, doc_text, option_inner};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, LitInt, LitStr, Token, Type, Visibility, braced};

/// A parsed declaration.
pub(crate) struct CommandDecl {
    attrs: Vec<Attribute>,
    vis: Visibility,
    ident: Ident,
    name: LitStr,
    version: LitInt,
    zh: LitStr,
    en: LitStr,
    fields: Vec<Argument>,
    output: Type,
    access: Ident,
    flags: Vec<Ident>,
}

struct Argument {
    attrs: Vec<Attribute>,
    /// Marked `#[secret]`: never in `Debug`.
    secret: bool,
    ident: Ident,
    ty: Type,
}

impl Parse for CommandDecl {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        input.parse::<Token![struct]>()?;
        let ident = input.parse()?;
        input.parse::<Token![=]>()?;
        let name = input.parse()?;
        input.parse::<Token![,]>()?;
        let version = input.parse()?;
        input.parse::<Token![,]>()?;
        let zh = input.parse()?;
        input.parse::<Token![,]>()?;
        let en = input.parse()?;
        let body;
        braced!(body in input);
        let mut fields = Vec::new();
        while !body.is_empty() {
            let mut attrs = body.call(Attribute::parse_outer)?;
            let secret = attrs.iter().any(|a| a.path().is_ident("secret"));
            attrs.retain(|a| !a.path().is_ident("secret"));
            let ident = body.parse()?;
            body.parse::<Token![:]>()?;
            let ty = body.parse()?;
            if !body.is_empty() {
                body.parse::<Token![,]>()?;
            }
            fields.push(Argument { attrs, secret, ident, ty });
        }
        input.parse::<Token![->]>()?;
        let output = input.parse()?;
        input.parse::<Token![;]>()?;
        let access = input.parse()?;
        let mut flags = Vec::new();
        while !input.is_empty() {
            flags.push(input.parse()?);
        }
        Ok(Self { attrs, vis, ident, name, version, zh, en, fields, output, access, flags })
    }
}

impl CommandDecl {
    /// The argument struct and its metadata.
    pub(crate) fn expand(&self) -> TokenStream {
        let Self { attrs, vis, ident, name, version, zh, en, fields, output, access, flags } = self;
        let doc = doc_text(attrs);
        let members = fields.iter().map(|f| {
            let (attrs, ident, ty) = (&f.attrs, &f.ident, &f.ty);
            let default = option_inner(ty).map(|_| {
                quote!(#[serde(default)] #[cfg_attr(feature = "uniffi", uniffi(default = None))])
            });
            quote!(#(#attrs)* #default pub #ident: #ty,)
        });
        let arguments = fields.iter().map(|f| {
            let (name, doc) = (f.ident.to_string(), doc_text(&f.attrs));
            let ty = f.ty.to_token_stream().to_string().replace(' ', "");
            let required = option_inner(&f.ty).is_none();
            quote!(crate::session::Argument { name: #name, ty: #ty, required: #required, doc: #doc })
        });
        let access = match access.to_string().as_str() {
            "Anyone" | "SetUp" | "System" => quote!(crate::session::Access::#access),
            _ => quote!(crate::session::Access::Operation(&crate::session::operation::#access)),
        };
        let out = output.to_token_stream().to_string().replace(' ', "");
        let shown: Vec<_> = fields.iter().map(|f| (&f.ident, f.secret)).collect();
        let debug = debug(ident, &shown);
        quote! {
            #debug
            #(#attrs)*
            #[derive(Clone, PartialEq, serde::Serialize, serde::Deserialize)]
            #[serde(deny_unknown_fields)]
            #[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
            #vis struct #ident { #(#members)* }
            impl crate::session::Declared for #ident {
                type Output = #output;
                const META: &'static crate::session::CommandMeta = &crate::session::CommandMeta {
                    name: #name,
                    version: #version,
                    label: crate::model::Label { zh: #zh, en: #en },
                    doc: #doc,
                    access: #access,
                    arguments: &[#(#arguments),*],
                    output: #out,
                    flags: crate::session::CommandFlags(0 #(| crate::session::CommandFlags::#flags)*),
                };
            }
        }
    }
}
