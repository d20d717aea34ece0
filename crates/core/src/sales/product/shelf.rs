//! On the shelf and off it.

use super::{Product, ProductId, ProductStatus};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::query::Bin;
use crate::session::{BatchReport, Command, Context, operation};

command! {
    /// Puts products on the shelf: they can be chosen.
    pub struct ShelveProducts = "product.shelve", 1, "上架产品", "Put products on the shelf" {
        /// Which.
        products: Vec<ProductId>,
    } -> BatchReport; PRODUCT_SHELF UNDOABLE
}

impl Command for ShelveProducts {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        set(cx, &self.products, ProductStatus::OnShelf)
    }
}

command! {
    /// Takes products off the shelf: they cannot be chosen anew and stay where they are used.
    pub struct UnshelveProducts = "product.unshelve", 1, "下架产品", "Take products off the shelf" {
        /// Which.
        products: Vec<ProductId>,
    } -> BatchReport; PRODUCT_SHELF UNDOABLE
}

impl Command for UnshelveProducts {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        set(cx, &self.products, ProductStatus::OffShelf)
    }
}

fn set(cx: &mut Context<'_>, products: &[ProductId], status: ProductStatus) -> Result<BatchReport> {
    cx.each(products, |cx, id| {
        let old: Product = cx.reach(id, &operation::PRODUCT_SHELF)?;
        cx.update(&old, |product| product.status = status).map(|_| ())
    })
}

/// A product that can be chosen for a new line. Lines that name it already keep it, whatever
/// becomes of it.
///
/// # Errors
/// `record.not_found`, `right.missing`; `product.off_shelf`; `product.deleted`.
pub(crate) fn choosable(cx: &Context<'_>, id: ProductId) -> Result<Product> {
    let product: Product = match cx.see(id) {
        Ok(product) => product,
        Err(missing) => {
            let reach = cx.sight.visibility(Product::META)?;
            let deleted = cx.fetch::<Product>(id, &reach, Bin::Deleted)?;
            return Err(deleted.map_or(missing, |product| {
                Error::new(&codes::PRODUCT_DELETED).of(Product::META).with("product", &product.name)
            }));
        }
    };
    require(product.status == ProductStatus::OnShelf, &codes::PRODUCT_OFF_SHELF)
        .map_err(|e| e.of(Product::META).with("product", &product.name))?;
    Ok(product)
}
