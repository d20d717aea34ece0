//! Reading a declaration.

use super::{EntityDecl, FieldDecl};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, LitStr, Token, braced, parenthesized};

impl Parse for EntityDecl {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let kind = input.parse()?;
        let ident = input.parse()?;
        input.parse::<Token![=]>()?;
        let no = input.parse()?;
        input.parse::<Token![,]>()?;
        let name = input.parse()?;
        input.parse::<Token![,]>()?;
        let zh = input.parse()?;
        input.parse::<Token![,]>()?;
        let en = input.parse()?;
        input.parse::<Token![;]>()?;
        let mut read = quote!(Internal);
        let (mut team, mut epoch, mut lasting, mut indexes) = (None, false, false, Vec::new());
        while input.peek(Ident) {
            let option: Ident = input.parse()?;
            match option.to_string().as_str() {
                "read" => {
                    let rule: Ident = input.parse()?;
                    read = match rule.to_string().as_str() {
                        "anyone" => quote!(Anyone),
                        "internal" => quote!(Internal),
                        "root" => quote!(Root),
                        "author" => quote!(Author),
                        "members" => {
                            let (link, operation): (LitStr, LitStr) =
                                (input.parse()?, input.parse()?);
                            quote!(Members(#link, #operation))
                        }
                        "named" => input.parse::<LitStr>().map(|l| quote!(Named(#l)))?,
                        "operation" => input.parse::<LitStr>().map(|l| quote!(Operation(#l)))?,
                        _ => {
                            return Err(syn::Error::new(
                                rule.span(),
                                "anyone, internal, root, author, named, members or operation",
                            ));
                        }
                    };
                }
                "team" => team = Some(input.parse()?),
                "epoch" => epoch = true,
                "lasting" => lasting = true,
                "index" | "unique" => {
                    let body;
                    parenthesized!(body in input);
                    let columns = body.parse_terminated(Ident::parse, Token![,])?;
                    let columns =
                        columns.iter().map(|c| LitStr::new(&c.to_string(), c.span())).collect();
                    indexes.push((option == "unique", columns));
                }
                _ => {
                    return Err(syn::Error::new(
                        option.span(),
                        "read, team, epoch, lasting, index or unique",
                    ));
                }
            }
            input.parse::<Token![;]>()?;
        }
        let body;
        braced!(body in input);
        let mut fields = Vec::new();
        while !body.is_empty() {
            fields.push(body.parse()?);
        }
        Ok(Self {
            attrs,
            vis,
            kind,
            ident,
            no,
            name,
            zh,
            en,
            read,
            team,
            epoch,
            lasting,
            indexes,
            fields,
        })
    }
}

impl Parse for FieldDecl {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let no = input.parse()?;
        let ident = input.parse()?;
        input.parse::<Token![:]>()?;
        let ty = input.parse()?;
        input.parse::<Token![=]>()?;
        let zh = input.parse()?;
        input.parse::<Token![,]>()?;
        let en = input.parse()?;
        let mut field = Self {
            attrs,
            no,
            ident,
            ty,
            zh,
            en,
            flags: Vec::new(),
            max: None,
            merge: None,
            pii: None,
            unique: None,
            options: None,
            copies: None,
            tells: Vec::new(),
            default: None,
        };
        while input.parse::<Option<Token![,]>>()?.is_some() {
            while input.peek(Ident) {
                field.parse_flag(input)?;
            }
        }
        input.parse::<Token![;]>()?;
        Ok(field)
    }
}

impl FieldDecl {
    fn parse_flag(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let flag: Ident = input.parse()?;
        if !input.peek(syn::token::Paren) {
            self.flags.push(flag);
            return Ok(());
        }
        let body;
        parenthesized!(body in input);
        match flag.to_string().as_str() {
            "MAX" => self.max = Some(body.parse()?),
            "MERGE" => self.merge = Some(body.parse()?),
            "PII" => self.pii = Some(body.parse()?),
            "UNIQUE" => self.unique = Some(body.parse()?),
            "OPTION" => self.options = Some(body.parse()?),
            "COPIES" => self.copies = Some(body.parse()?),
            "TELLS" => {
                let fields = body.parse_terminated(<LitStr as Parse>::parse, Token![,])?;
                self.tells = fields.into_iter().collect();
            }
            "DEFAULT" => self.default = Some(body.parse()?),
            _ => return Err(syn::Error::new(flag.span(), "unknown flag")),
        }
        Ok(())
    }
}
