//! `choice!`: a labelled enum stored and sent as stable codes.

use crate::doc_text;
use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, LitStr, Token, Visibility, braced};

/// A parsed declaration.
pub(crate) struct ChoiceDecl {
    attrs: Vec<Attribute>,
    vis: Visibility,
    ident: Ident,
    name: LitStr,
    options: Vec<OptionDecl>,
}

struct OptionDecl {
    attrs: Vec<Attribute>,
    ident: Ident,
    code: LitStr,
    zh: LitStr,
    en: LitStr,
}

impl Parse for ChoiceDecl {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        input.parse::<Token![enum]>()?;
        let ident = input.parse()?;
        input.parse::<Token![=]>()?;
        let name = input.parse()?;
        let body;
        braced!(body in input);
        let mut options = Vec::new();
        while !body.is_empty() {
            let attrs = body.call(Attribute::parse_outer)?;
            let ident = body.parse()?;
            body.parse::<Token![=]>()?;
            let code = body.parse()?;
            body.parse::<Token![,]>()?;
            let zh = body.parse()?;
            body.parse::<Token![,]>()?;
            let en = body.parse()?;
            body.parse::<Token![;]>()?;
            options.push(OptionDecl { attrs, ident, code, zh, en });
        }
        Ok(Self { attrs, vis, ident, name, options })
    }
}

impl ChoiceDecl {
    /// The enum and its metadata.
    pub(crate) fn expand(&self) -> TokenStream {
        let Self { attrs, vis, ident, name, options } = self;
        let variants: Vec<&Ident> = options.iter().map(|o| &o.ident).collect();
        let codes: Vec<&LitStr> = options.iter().map(|o| &o.code).collect();
        let zh = options.iter().map(|o| &o.zh);
        let en = options.iter().map(|o| &o.en);
        let docs: Vec<TokenStream> = options
            .iter()
            .map(|o| {
                let (attrs, en) = (&o.attrs, o.en.value());
                if doc_text(attrs).is_empty() { quote!(#[doc = #en]) } else { quote!(#(#attrs)*) }
            })
            .collect();
        let first = variants.first();
        quote! {
            #(#attrs)*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
            #[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
            #[cfg_attr(feature = "python", pyo3::pyclass(eq, frozen, hash, from_py_object, rename_all = "SCREAMING_SNAKE_CASE", module = "crmkit"))]
            #vis enum #ident {
                #( #docs #[serde(rename = #codes)] #variants, )*
            }
            #[cfg(feature = "uniffi")]
            #[uniffi::export]
            impl #ident {
                /// What people read.
                #[uniffi::method(name = "label")]
                pub fn foreign_label(&self, locale: crate::model::Locale) -> String {
                    crate::model::Choice::label(*self, locale).to_owned()
                }
            }
            #[cfg(feature = "python")]
            #[pyo3::pymethods]
            impl #ident {
                /// The stable code.
                #[getter]
                #[pyo3(name = "code")]
                fn python_code(&self) -> &'static str {
                    crate::model::Choice::code(*self)
                }
                /// What people read, in Chinese (`zh-CN`) or English (`en`).
                #[pyo3(name = "label", signature = (locale = "zh-CN"))]
                fn python_label(&self, locale: &str) -> &'static str {
                    crate::model::Choice::label(*self, crate::model::Locale::of(locale))
                }
            }
            impl Default for #ident {
                fn default() -> Self {
                    Self::#first
                }
            }
            impl crate::model::Choice for #ident {
                const META: &'static crate::model::ChoiceMeta = &crate::model::ChoiceMeta {
                    name: #name,
                    options: &[#( crate::model::ChoiceOption {
                        code: #codes,
                        label: crate::model::Label { zh: #zh, en: #en },
                    } ),*],
                };
                fn code(self) -> &'static str {
                    match self { #( Self::#variants => #codes, )* }
                }
                fn from_code(code: &str) -> Option<Self> {
                    match code { #( #codes => Some(Self::#variants), )* _ => None }
                }
            }
            impl crate::model::FieldType for #ident {
                const KIND: crate::model::Kind = crate::model::Kind::Choice(<Self as crate::model::Choice>::META);
                fn from_raw(raw: crate::model::Raw<'_>) -> crate::Result<Self> {
                    let code = match &raw { crate::model::Raw::Text(code) => code.as_ref(), _ => "" };
                    <Self as crate::model::Choice>::from_code(code).ok_or_else(||
                        crate::Error::new(&crate::error::codes::DAMAGED).with("what", concat!("an unknown ", #name)))
                }
                fn raw(&self) -> crate::model::Raw<'_> {
                    crate::model::Raw::Text(std::borrow::Cow::Borrowed(crate::model::Choice::code(*self)))
                }
                fn blank() -> Self {
                    Self::default()
                }
            }
        }
    }
}
