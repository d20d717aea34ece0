//! The tree of categories: no cycles, names once among siblings, deletion refused while used.

use super::{
    NewProductCategory, Product, ProductCategory, ProductCategoryId, ProductCategoryPatch,
};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::{EntityMeta, TypedId, Value};
use crate::query::{Bin, Bound, BoundQuery};
use crate::session::write::unique_key;
use crate::session::{BatchReport, Command, Context, operation};
use std::collections::BTreeMap;

command! {
    /// Adds a category of products.
    pub struct CreateProductCategory = "product_category.create", 1, "新建产品类别", "Add a product category" {
        /// What it is.
        category: NewProductCategory,
    } -> ProductCategoryId; PRODUCT_CATEGORY_MANAGE UNDOABLE
}

impl Command for CreateProductCategory {
    fn run(self, cx: &mut Context<'_>) -> Result<ProductCategoryId> {
        let category = cx.create(self.category.into_record())?;
        sound(cx, &category)?;
        Ok(category.id)
    }
}

command! {
    /// Renames a category or moves it in the tree.
    pub struct UpdateProductCategory = "product_category.update", 1, "编辑产品类别", "Change a product category" {
        /// Which.
        category: ProductCategoryId,
        /// What changes.
        patch: ProductCategoryPatch,
        /// The revision it was made for.
        expect_rev: Option<i64>,
    } -> ProductCategoryId; PRODUCT_CATEGORY_MANAGE UNDOABLE
}

impl Command for UpdateProductCategory {
    fn run(self, cx: &mut Context<'_>) -> Result<ProductCategoryId> {
        let old: ProductCategory = cx.load(self.category)?;
        let new = cx.edit(&old, &self.patch, self.expect_rev, |_| Ok(()))?;
        sound(cx, &new)?;
        Ok(new.id)
    }
}

command! {
    /// Deletes a category that has no categories below it and no products, not even in the
    /// recycle bin.
    pub struct DeleteProductCategory = "product_category.delete", 1, "删除产品类别", "Delete a product category" {
        /// Which.
        category: ProductCategoryId,
    } -> ProductCategoryId; PRODUCT_CATEGORY_MANAGE UNDOABLE
}

impl Command for DeleteProductCategory {
    fn run(self, cx: &mut Context<'_>) -> Result<ProductCategoryId> {
        let old: ProductCategory = cx.load(self.category)?;
        none_left(cx, old.id)?;
        Ok(cx.delete(&old)?.id)
    }
}

/// Refuses to delete a category with categories below it or with products.
pub(crate) fn none_left(cx: &Context<'_>, category: ProductCategoryId) -> Result<()> {
    let children = of_category(cx, ProductCategory::META, "parent_id", category, Bin::Live)?;
    require(children == 0, &codes::CATEGORY_HAS_CHILDREN)
        .map_err(|e| e.of(ProductCategory::META).with("count", children))?;
    // One in the recycle bin may come back.
    let products = of_category(cx, Product::META, "category_id", category, Bin::Any)?;
    require(products == 0, &codes::CATEGORY_HAS_PRODUCTS)
        .map_err(|e| e.of(ProductCategory::META).with("count", products))
}

command! {
    /// Takes categories out of the recycle bin, where what lies above them is not in it and none of
    /// their siblings has taken their name.
    pub struct RestoreProductCategories = "product_category.restore", 1, "恢复产品类别", "Restore product categories" {
        /// Which.
        categories: Vec<ProductCategoryId>,
    } -> BatchReport; PRODUCT_CATEGORY_MANAGE UNDOABLE
}

impl Command for RestoreProductCategories {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.categories, |cx, id| {
            let operation = &operation::PRODUCT_CATEGORY_MANAGE;
            let old: ProductCategory = cx.reach_in(id, operation, Bin::Deleted)?;
            let category = cx.restore(&old)?;
            sound(cx, &category)
        })
    }
}

/// How many rows of an entity name a category in a field.
fn of_category(
    cx: &Context<'_>,
    entity: &'static EntityMeta,
    field: &str,
    category: ProductCategoryId,
    bin: Bin,
) -> Result<i64> {
    let named = Bound::is(entity, field, Value::Id(category.uuid()));
    let mut query = BoundQuery::all(entity).filter(named);
    query.bin = bin;
    cx.count(&query)
}

/// Whether a category has its place, whatever was changed: what is above it is there and is not
/// below it, and none of its siblings has its name.
///
/// # Errors
/// `value.unknown_reference`, `product_category.cycle`, `record.duplicate`.
pub(crate) fn sound(cx: &Context<'_>, category: &ProductCategory) -> Result<()> {
    let at = |code, field: &str| Error::new(code).of(ProductCategory::META).field(field);
    let all: BTreeMap<ProductCategoryId, ProductCategory> =
        cx.find::<ProductCategory>(Bound::All)?.into_iter().map(|c| (c.id, c)).collect();
    let mut above = category.parent_id;
    while let Some(id) = above {
        if id == category.id {
            return Err(at(&codes::CATEGORY_CYCLE, "parent_id"));
        }
        let parent = all.get(&id).ok_or_else(|| {
            at(&codes::UNKNOWN_REFERENCE, "parent_id").with("target", ProductCategory::META.name)
        })?;
        above = parent.parent_id;
    }
    let siblings =
        all.values().filter(|c| c.parent_id == category.parent_id && c.id != category.id);
    let name = unique_key(&category.name);
    let mut taken = siblings.filter(|c| unique_key(&c.name) == name);
    taken.next().map_or(Ok(()), |_| Err(at(&codes::DUPLICATE, "name")))
}

/// The category of a name, or of a path of names from the top: 电脑/笔记本.
///
/// # Errors
/// `value.unknown_reference`; `product_category.ambiguous` for a name that several have.
pub(crate) fn named(cx: &Context<'_>, text: &str) -> Result<ProductCategoryId> {
    let all: Vec<ProductCategory> = cx.find(Bound::All)?;
    let path = |category: &ProductCategory| {
        let mut path = vec![unique_key(&category.name)];
        let mut above = category.parent_id;
        while let Some(parent) = all.iter().find(|c| Some(c.id) == above) {
            path.insert(0, unique_key(&parent.name));
            above = parent.parent_id;
        }
        path.join("/")
    };
    let wanted = unique_key(text);
    let unknown =
        || Error::new(&codes::UNKNOWN_REFERENCE).with("target", ProductCategory::META.name);
    if let Some(found) = all.iter().find(|c| path(c) == wanted) {
        return Ok(found.id);
    }
    let same: Vec<_> = all.iter().filter(|c| unique_key(&c.name) == wanted).collect();
    match same.as_slice() {
        [one] => Ok(one.id),
        [] => Err(unknown()),
        several => Err(Error::new(&codes::CATEGORY_AMBIGUOUS).with("count", several.len())),
    }
}
