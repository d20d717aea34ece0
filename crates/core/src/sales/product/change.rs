//! Making, changing, deleting and restoring products.

use super::{NewProduct, Product, ProductId, ProductPatch, keep_price};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::{Money, Number};
use crate::query::Bin;
use crate::sales::lines::price_places;
use crate::session::{BatchReport, Command, Context, operation};
use rust_decimal::Decimal;

command! {
    /// Makes a product. It is on the shelf.
    pub struct CreateProduct = "product.create", 1, "新建产品", "Make a product" {
        /// What it is.
        product: NewProduct,
    } -> ProductId; PRODUCT_CREATE UNDOABLE
}

impl Command for CreateProduct {
    fn run(self, cx: &mut Context<'_>) -> Result<ProductId> {
        create(cx, self.product.into_record())
    }
}

/// Makes a product.
pub(crate) fn create(cx: &mut Context<'_>, mut product: Product) -> Result<ProductId> {
    product.owner_id = product.owner_id.or(cx.who().employee());
    product.check(cx, None)?;
    let product = cx.create(product)?;
    keep_price(cx, &product)?;
    Ok(product.id)
}

command! {
    /// Changes a product. A new price counts from now on; the old one stays in its history.
    pub struct UpdateProduct = "product.update", 1, "编辑产品", "Change a product" {
        /// Which.
        product: ProductId,
        /// What changes.
        patch: ProductPatch,
        /// The revision it was made for; without, fields merge.
        expect_rev: Option<i64>,
    } -> ProductId; PRODUCT_EDIT UNDOABLE
}

impl Command for UpdateProduct {
    fn run(self, cx: &mut Context<'_>) -> Result<ProductId> {
        let old: Product = cx.reach(self.product, &operation::PRODUCT_EDIT)?;
        let new = cx.edit(&old, &self.patch, self.expect_rev, |_| Ok(()))?;
        changed(cx, &old, &new)?;
        Ok(new.id)
    }
}

/// What holds and follows after a person changed a product.
pub(crate) fn changed(cx: &mut Context<'_>, old: &Product, new: &Product) -> Result<()> {
    new.check(cx, Some(old))?;
    keep_price(cx, new)
}

command! {
    /// Puts products into the recycle bin, used or not: what names them keeps them, and they are
    /// read in the bin.
    pub struct DeleteProducts = "product.delete", 1, "删除产品", "Delete products" {
        /// Which.
        products: Vec<ProductId>,
    } -> BatchReport; PRODUCT_DELETE UNDOABLE
}

impl Command for DeleteProducts {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.products, |cx, id| {
            let old: Product = cx.reach(id, &operation::PRODUCT_DELETE)?;
            cx.delete(&old).map(|_| ())
        })
    }
}

command! {
    /// Takes products out of the recycle bin, where their codes are still free.
    pub struct RestoreProducts = "product.restore", 1, "恢复产品", "Restore products" {
        /// Which.
        products: Vec<ProductId>,
    } -> BatchReport; PRODUCT_DELETE UNDOABLE
}

impl Command for RestoreProducts {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.products, |cx, id| {
            let old: Product = cx.reach_in(id, &operation::PRODUCT_DELETE, Bin::Deleted)?;
            cx.restore(&old).map(|_| ())
        })
    }
}

impl Product {
    /// Refuses a price below zero or with more places than the settings allow, a tax rate that is
    /// no percentage, and an owner who is not at work. What stays as it was needs no second look.
    fn check(&self, cx: &mut Context<'_>, old: Option<&Self>) -> Result<()> {
        let at = |code, field: &str| Error::new(code).of(Self::META).field(field);
        let company = cx.company()?;
        let places = price_places(cx);
        let amounts = [
            ("price", Some(self.price), old.map(|o| Some(o.price))),
            ("cost_price", self.cost_price, old.map(|o| o.cost_price)),
        ];
        for (field, new, old) in amounts {
            let Some(amount) = new.filter(|_| old != Some(new)) else { continue };
            require(amount >= Money::ZERO, &codes::OUT_OF_RANGE)
                .map_err(|_| at(&codes::OUT_OF_RANGE, field))?;
            amount.within_places(places).map_err(|e| e.of(Self::META).field(field))?;
        }
        let percent =
            |rate: Number| (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&rate.decimal());
        require(self.tax_rate.is_none_or(percent), &codes::OUT_OF_RANGE)
            .map_err(|_| at(&codes::OUT_OF_RANGE, "tax_rate"))?;
        let owner = self.owner_id.filter(|_| old.is_none_or(|old| old.owner_id != self.owner_id));
        require(owner.is_none_or(|id| company.active(id).is_some()), &codes::OWNER_INACTIVE)
            .map_err(|_| at(&codes::OWNER_INACTIVE, "owner_id"))
    }
}
