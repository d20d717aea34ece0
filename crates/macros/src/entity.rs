//! `entity!`: one field table becomes the record, list row, input, patch and metadata.

mod parse;

use crate::{debug, doc_text, option_inner};
use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::parse::ParseStream;
use syn::{Attribute, Expr, Ident, LitInt, LitStr, Type, Visibility};

/// A parsed declaration.
pub(crate) struct EntityDecl {
    attrs: Vec<Attribute>,
    vis: Visibility,
    kind: Ident,
    ident: Ident,
    no: LitInt,
    name: LitStr,
    zh: LitStr,
    en: LitStr,
    read: TokenStream,
    team: Option<LitStr>,
    epoch: bool,
    lasting: bool,
    indexes: Vec<(bool, Vec<LitStr>)>,
    fields: Vec<FieldDecl>,
}

#[derive(Clone)]
struct FieldDecl {
    attrs: Vec<Attribute>,
    no: LitInt,
    ident: Ident,
    ty: Type,
    zh: LitStr,
    en: LitStr,
    flags: Vec<Ident>,
    max: Option<Expr>,
    merge: Option<Ident>,
    pii: Option<Ident>,
    unique: Option<LitStr>,
    options: Option<LitStr>,
    copies: Option<LitStr>,
    tells: Vec<LitStr>,
    default: Option<Expr>,
}

impl FieldDecl {
    fn is(&self, flag: &str) -> bool {
        self.flags.iter().any(|f| f == flag)
    }

    fn inner(&self) -> &Type {
        option_inner(&self.ty).unwrap_or(&self.ty)
    }

    fn settable(&self) -> bool {
        !self.is("READONLY") && !self.is("DERIVED") && !self.is("SYSTEM")
    }

    /// Whether a new record must be told the value.
    fn required(&self) -> bool {
        option_inner(&self.ty).is_none() && self.default.is_none()
    }

    fn meta(&self) -> TokenStream {
        let (no, name, ty, zh, en) =
            (&self.no, self.ident.to_string(), &self.ty, &self.zh, &self.en);
        let doc = doc_text(&self.attrs);
        let flags = &self.flags;
        let max = self.max.as_ref().map_or_else(|| quote!(0), |m| quote!(#m));
        let merge =
            self.merge.clone().unwrap_or_else(|| Ident::new("LaterEdit", Span::call_site()));
        let pii = self.pii.clone().unwrap_or_else(|| Ident::new("None", Span::call_site()));
        let text =
            |t: &Option<LitStr>| t.as_ref().map_or_else(|| quote!(None), |t| quote!(Some(#t)));
        let (unique, options) = (text(&self.unique), text(&self.options));
        let (copies, tells) = (text(&self.copies), &self.tells);
        let defaulted = self.default.is_some();
        quote! {
            crate::model::FieldMeta {
                no: #no, name: #name, label: crate::model::Label { zh: #zh, en: #en }, doc: #doc,
                kind: <#ty as crate::model::FieldType>::KIND,
                nullable: <#ty as crate::model::FieldType>::NULLABLE,
                flags: crate::model::FieldFlags(0 #(| crate::model::FieldFlags::#flags)*),
                merge: crate::model::Merge::#merge, pii: crate::model::Pii::#pii, max: #max,
                unique: #unique, options: #options, copies: #copies,
                tells: &[#(#tells),*], defaulted: #defaulted,
            }
        }
    }
}

impl EntityDecl {
    /// The system fields every row of this kind begins with.
    fn system_fields(&self) -> Vec<FieldDecl> {
        let id = format_ident!("{}Id", self.ident);
        let source = match self.kind.to_string().as_str() {
            "log" => quote! {
                /// Position in commit order.
                1 seq: i64 = "序号", "Number", SYSTEM READONLY LIST;
            },
            kind => {
                let record = (kind == "record").then(|| quote! {
                    /// When it went to the recycle bin.
                    7 deleted_at: Option<crate::model::Timestamp> = "删除时间", "Deleted at", SYSTEM READONLY LIST;
                    /// Who put it there.
                    8 deleted_by: Option<crate::org::EmployeeId> = "删除人", "Deleted by", SYSTEM READONLY;
                    /// Values of custom fields, by key.
                    9 custom: crate::model::Custom = "自定义字段", "Custom fields", SYSTEM LIST, PII(Content);
                });
                quote! {
                    /// Stable id.
                    1 id: #id = "编号", "Id", SYSTEM READONLY LIST, MERGE(Never);
                    /// Counts the changes of this row; give it back as `expect_rev`.
                    2 rev: i64 = "版本", "Revision", SYSTEM READONLY LIST;
                    /// When it was made.
                    3 created_at: crate::model::Timestamp = "创建时间", "Created at", SYSTEM READONLY LIST, MERGE(Never);
                    /// Who made it; nobody for the system.
                    4 created_by: Option<crate::org::EmployeeId> = "创建人", "Created by", SYSTEM READONLY, MERGE(Never);
                    /// When a person last edited it or followed it up.
                    5 updated_at: crate::model::Timestamp = "更新时间", "Updated at", SYSTEM READONLY LIST;
                    /// Who last edited it.
                    6 updated_by: Option<crate::org::EmployeeId> = "更新人", "Updated by", SYSTEM READONLY;
                    #record
                }
            }
        };
        let parser = |input: ParseStream<'_>| {
            let mut fields = Vec::new();
            while !input.is_empty() {
                fields.push(input.parse::<FieldDecl>()?);
            }
            Ok(fields)
        };
        syn::parse::Parser::parse2(parser, source).unwrap_or_default()
    }

    /// All shapes of the declaration.
    pub(crate) fn expand(&self) -> TokenStream {
        let mut fields = self.system_fields();
        let system = fields.len();
        fields.extend(self.fields.iter().cloned());
        let record = self.kind == "record";
        let (id, id_type) = if self.kind == "log" {
            (quote!(crate::model::id::NoId), quote!())
        } else {
            let id = format_ident!("{}Id", self.ident);
            let (name, doc) = (&self.name, format!("Names a row of `{}`.", self.name.value()));
            (quote!(#id), quote!(crate::id_type!(#[doc = #doc] #id, #name);))
        };
        let meta = self.meta(&fields);
        let body = self.record(&fields, &id);
        let own = fields.split_at(system).1;
        let shapes = if record {
            let summary = self.summary(&fields);
            let (new, patch) = (self.new_shape(own), self.patch_shape(own));
            quote!(#summary #new #patch)
        } else {
            quote!()
        };
        quote!(#id_type #meta #body #shapes)
    }

    fn meta(&self, fields: &[FieldDecl]) -> TokenStream {
        let ident = &self.ident;
        let (no, name, zh, en, doc) =
            (&self.no, &self.name, &self.zh, &self.en, doc_text(&self.attrs));
        let kind = Ident::new(
            match self.kind.to_string().as_str() {
                "record" => "Record",
                "link" => "Link",
                _ => "Log",
            },
            self.kind.span(),
        );
        let team = self.team.as_ref().map_or_else(|| quote!(None), |t| quote!(Some(#t)));
        let (epoch, lasting, read) = (self.epoch, self.lasting, &self.read);
        let metas = fields.iter().map(FieldDecl::meta);
        let indexes = self.indexes.iter().map(|(unique, columns)| {
            quote!(crate::model::IndexMeta { columns: &[#(#columns),*], unique: #unique })
        });
        let handles = fields.iter().map(|f| {
            let (name, inner, ident, doc) =
                (f.ident.to_string(), f.inner(), &f.ident, doc_text(&f.attrs));
            let doc = format!("Handle of the field: {doc}");
            quote! {
                #[doc = #doc]
                pub const fn #ident() -> crate::model::Field<#inner> {
                    crate::model::Field::new(#name)
                }
            }
        });
        quote! {
            impl #ident {
                /// The declaration.
                pub const META: &'static crate::model::EntityMeta = {
                    const FIELDS: &[crate::model::FieldMeta] = &[#(#metas),*];
                    &crate::model::EntityMeta {
                    no: #no, name: #name, label: crate::model::Label { zh: #zh, en: #en }, doc: #doc,
                    kind: crate::model::EntityKind::#kind,
                    fields: FIELDS, flags: crate::model::EntityMeta::flags_of(FIELDS), read: crate::model::ReadRule::#read, team: #team, indexes: &[#(#indexes),*], epoch: #epoch, lasting: #lasting,
                    }
                };
                #(#handles)*
            }
        }
    }

    fn record(&self, fields: &[FieldDecl], id: &TokenStream) -> TokenStream {
        let (attrs, vis, ident) = (&self.attrs, &self.vis, &self.ident);
        let shape = shape(
            quote!(#(#attrs)*),
            vis,
            ident,
            ident,
            &fields.iter().enumerate().collect::<Vec<_>>(),
        );
        let names: Vec<&Ident> = fields.iter().map(|f| &f.ident).collect();
        let positions: Vec<usize> = (0..fields.len()).collect();
        let summary = if self.kind == "record" {
            let summary = format_ident!("{ident}Summary");
            quote!(#summary)
        } else {
            quote!(Self)
        };
        let own_id = if self.kind == "log" {
            quote!(crate::model::id::NoId(uuid::Uuid::nil()))
        } else {
            quote!(self.id)
        };
        let blanks = fields.iter().map(|f| {
            let (name, ty) = (&f.ident, &f.ty);
            let value = f
                .default
                .as_ref()
                .map_or_else(|| quote!(<#ty as crate::model::FieldType>::blank()), |d| quote!(#d));
            quote!(#name: #value,)
        });
        quote! {
            #shape
            impl #ident {
                /// A record with nothing but its defaults.
                pub fn blank() -> Self {
                    Self { #(#blanks)* masked: Vec::new() }
                }
            }
            impl crate::model::Entity for #ident {
                type Id = #id;
                type Summary = #summary;
                fn unsaid() -> Self {
                    Self::blank()
                }
                fn from_row(row: &dyn crate::model::Row) -> crate::Result<Self> {
                    crate::model::entity::Record::read(row)
                }
                fn raw(&self, position: usize) -> crate::model::Raw<'_> {
                    match position {
                        #( #positions => crate::model::FieldType::raw(&self.#names), )*
                        _ => crate::model::Raw::Null,
                    }
                }
                fn set(&mut self, position: usize, value: crate::model::Raw<'_>) -> crate::Result<()> {
                    match position {
                        #( #positions => self.#names = crate::model::FieldType::from_raw(value)?, )*
                        _ => {}
                    }
                    Ok(())
                }
                fn id(&self) -> Self::Id {
                    #own_id
                }
            }
        }
    }

    fn summary(&self, fields: &[FieldDecl]) -> TokenStream {
        let (vis, ident) = (&self.vis, &self.ident);
        let summary = format_ident!("{ident}Summary");
        let doc = format!("A list row of [`{ident}`]: the fields that lists show.");
        let listed: Vec<(usize, &FieldDecl)> =
            fields.iter().enumerate().filter(|(_, f)| f.is("LIST")).collect();
        shape(quote!(#[doc = #doc]), vis, ident, &summary, &listed)
    }

    fn new_shape(&self, own: &[FieldDecl]) -> TokenStream {
        let (vis, ident) = (&self.vis, &self.ident);
        let new = format_ident!("New{ident}");
        let doc = format!("What a new [`{ident}`] is made of.");
        let fields: Vec<&FieldDecl> = own.iter().filter(|f| f.settable()).collect();
        let members = fields.iter().map(|f| {
            let (attrs, name, inner) = (&f.attrs, &f.ident, f.inner());
            if f.required() {
                quote!(#(#attrs)* pub #name: #inner,)
            } else {
                quote!(#(#attrs)* #[serde(default)] #[cfg_attr(feature = "uniffi", uniffi(default = None))] pub #name: Option<#inner>,)
            }
        });
        let sets = fields.iter().map(|f| {
            let name = &f.ident;
            match (f.required(), option_inner(&f.ty).is_some()) {
                (true, _) | (_, true) => quote!(record.#name = self.#name;),
                _ => quote!(if let Some(value) = self.#name { record.#name = value; }),
            }
        });
        quote! {
            #[doc = #doc]
            #[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
            #[serde(deny_unknown_fields)]
            #[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
            #vis struct #new {
                #(#members)*
                /// Values of custom fields, by key.
                #[serde(default)]
                #[cfg_attr(feature = "uniffi", uniffi(default = None))]
                pub custom: Option<crate::model::Custom>,
            }
            impl #new {
                /// The record with these values and the defaults.
                pub fn into_record(self) -> #ident {
                    let mut record = #ident::blank();
                    #(#sets)*
                    record.custom = self.custom.unwrap_or_default();
                    record
                }
            }
        }
    }

    fn patch_shape(&self, own: &[FieldDecl]) -> TokenStream {
        let (vis, ident) = (&self.vis, &self.ident);
        let patch = format_ident!("{ident}Patch");
        let doc = format!("Changed fields of a [`{ident}`]; what is not named stays.");
        let fields: Vec<&FieldDecl> =
            own.iter().filter(|f| f.settable() && !f.is("CREATE_ONLY")).collect();
        let members = fields.iter().map(|f| {
            let (attrs, name, inner) = (&f.attrs, &f.ident, f.inner());
            quote!(#(#attrs)* #[cfg_attr(feature = "uniffi", uniffi(default = None))] pub #name: Option<#inner>,)
        });
        let sets = fields.iter().map(|f| {
            let name = &f.ident;
            let value = if option_inner(&f.ty).is_some() {
                quote!(Some(value.clone()))
            } else {
                quote!(value.clone())
            };
            quote!(if let Some(value) = &self.#name { record.#name = #value; })
        });
        let names = fields.iter().map(|f| {
            let (name, text) = (&f.ident, f.ident.to_string());
            quote!((#text, self.#name.is_some()),)
        });
        let clears = fields.iter().filter(|f| option_inner(&f.ty).is_some()).map(|f| {
            let (name, text) = (&f.ident, f.ident.to_string());
            quote!(#text => record.#name = None,)
        });
        quote! {
            #[doc = #doc]
            #[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
            #[serde(deny_unknown_fields, default)]
            #[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
            #vis struct #patch {
                #(#members)*
                /// Names of the fields to empty.
                #[cfg_attr(feature = "uniffi", uniffi(default = []))]
                pub clear: Vec<String>,
                /// Values of custom fields, by key; null empties one.
                #[cfg_attr(feature = "uniffi", uniffi(default = None))]
                pub custom: Option<crate::model::Custom>,
            }
            impl crate::model::entity::Patch<#ident> for #patch {
                fn apply(&self, record: &mut #ident) -> crate::Result<()> {
                    #(#sets)*
                    for name in &self.clear {
                        match name.as_str() {
                            #(#clears)*
                            other => return Err(crate::model::entity::cannot_clear(#ident::META, other)),
                        }
                    }
                    Ok(())
                }
                fn custom(&self) -> Option<&crate::model::Custom> {
                    self.custom.as_ref()
                }
                fn named(&self) -> Vec<&str> {
                    let given = [#(#names)*].into_iter().filter(|(_, given)| *given);
                    given.map(|(name, _)| name).chain(self.clear.iter().map(String::as_str)).collect()
                }
            }
        }
    }
}

/// A struct read from rows of these columns of an entity.
fn shape(
    docs: TokenStream,
    vis: &Visibility,
    entity: &Ident,
    ident: &Ident,
    fields: &[(usize, &FieldDecl)],
) -> TokenStream {
    let members = fields.iter().map(|(_, f)| {
        let (attrs, name, ty) = (&f.attrs, &f.ident, &f.ty);
        quote!(#(#attrs)* pub #name: #ty,)
    });
    let positions: Vec<usize> = fields.iter().map(|(i, _)| *i).collect();
    let names: Vec<&Ident> = fields.iter().map(|(_, f)| &f.ident).collect();
    let count = fields.len();
    let columns = 0..count;
    let secret = fields.iter().enumerate().filter(|(_, (_, f))| f.is("SECRET")).map(|(n, _)| n);
    let custom = if names.iter().any(|n| *n == "custom") {
        quote!(Some(&mut self.custom))
    } else {
        quote!(None)
    };
    let shown: Vec<(&Ident, bool)> =
        fields.iter().map(|(_, f)| (&f.ident, f.is("SECRET"))).collect();
    let debug = debug(ident, &shown);
    quote! {
        #debug
        #docs
        #[derive(Clone, PartialEq, serde::Serialize)]
        #[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
        #[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
        #vis struct #ident {
            #(#members)*
            /// Names of the fields that are blank because the caller may not read them.
            #[serde(skip_serializing_if = "Vec::is_empty")]
            pub masked: Vec<String>,
        }
        impl crate::model::entity::Record for #ident {
            const META: &'static crate::model::EntityMeta = #entity::META;
            const COLUMNS: &'static [usize] = &[#(#positions),*];
            const SECRET: &'static [usize] = &[#(#secret),*];
            fn read(row: &dyn crate::model::Row) -> crate::Result<Self> {
                let __masked = row.masked();
                let mut values = [const { crate::model::Raw::Null }; #count];
                row.fill(&mut values)?;
                let [#(#names),*] = values;
                let mut __failed = None;
                let __record = Self {
                    #( #names: crate::model::field::read(#names, #columns, __masked, &mut __failed), )*
                    masked: crate::model::entity::masked(Self::META, Self::COLUMNS, __masked),
                };
                __failed.map_or(Ok(__record), Err)
            }
            fn custom_mut(&mut self) -> Option<&mut crate::model::Custom> {
                #custom
            }
            fn masked_mut(&mut self) -> &mut Vec<String> {
                &mut self.masked
            }
        }
    }
}
