//! Products (产品): what is sold, in a tree of categories (B1.13).
//!
//! Products have no data scope: whoever may read products sees them all.

mod category;
mod change;
mod files;
mod price;
mod shelf;

pub use category::{
    CreateProductCategory, DeleteProductCategory, RestoreProductCategories, UpdateProductCategory,
};
pub(crate) use category::{named as category_named, none_left, sound as category_sound};
pub use change::{CreateProduct, DeleteProducts, RestoreProducts, UpdateProduct};
pub(crate) use change::{changed, create};
pub use files::{NewProductFile, SetProductFiles};
pub(crate) use price::keep_price;
pub(crate) use shelf::choosable;
pub use shelf::{ShelveProducts, UnshelveProducts};

use crate::error::Result;
use crate::model::{Money, Number, Timestamp};
use crate::org::{EmployeeId, OptionItemId};
use crate::query::Query;
use crate::session::{BatchReport, Outcome, Page, Session};
use crate::{choice, entity};

choice! {
    /// Whether a product can be chosen.
    pub enum ProductStatus = "product_status" {
        /// It can be chosen.
        OnShelf = "on_shelf", "上架", "On the shelf";
        /// It cannot be chosen anew and stays where it is used.
        OffShelf = "off_shelf", "下架", "Off the shelf";
    }
}

choice! {
    /// What a file of a product is for.
    pub enum ProductFileKind = "product_file_kind" {
        /// The image that lists show; a product has at most one.
        MainImage = "main_image", "主图", "Main image";
        /// An image of its description.
        DetailImage = "detail_image", "详情图", "Detail image";
        /// Anything else: a data sheet, a manual.
        Attachment = "attachment", "附件", "Attachment";
    }
}

entity! {
    /// A category of products (产品类别).
    pub record ProductCategory = 44, "product_category", "产品类别", "Product category";
    read operation "product.read";
    {
        /// Its name, once among the categories below the same one.
        20 name: String = "类别名称", "Name", LIST SEARCH, MAX(255);
        /// The category above; none for one at the top.
        21 parent_id: Option<ProductCategoryId> = "上级类别", "Parent", LIST INDEXED;
        /// Its place among its siblings.
        22 position: i64 = "排序", "Position", LIST, DEFAULT(0);
    }
}

entity! {
    /// A product (产品).
    pub record Product = 45, "product", "产品", "Product";
    read operation "product.read";
    {
        /// Its name.
        20 name: String = "产品名称", "Name", LIST SEARCH, MAX(255);
        /// The category in which it stands.
        21 category_id: ProductCategoryId = "产品类别", "Category", LIST INDEXED;
        /// By what people and files name it; no two live products have the same.
        22 code: String = "产品编码", "Code", LIST SEARCH, MAX(64), UNIQUE("product.code");
        /// In what it is counted.
        23 unit: Option<OptionItemId> = "单位", "Unit", LIST, OPTION("unit");
        /// What one costs the customer, before any discount.
        24 price: Money = "价格", "Price", LIST SORTED;
        /// What one costs the company.
        25 cost_price: Option<Money> = "成本价", "Cost price";
        /// The tax in percent: 13 for 13 %.
        26 tax_rate: Option<Number> = "税率（%）", "Tax rate (%)", LIST;
        /// The number under its bar code.
        27 bar_code: Option<String> = "条形码", "Bar code", LIST SEARCH, MAX(64);
        /// What it is.
        28 description: Option<String> = "产品描述", "Description", LONG, MAX(4000);
        /// Who looks after it; who made it when not said. It does not decide who sees it.
        29 owner_id: Option<EmployeeId> = "负责人", "Owner", LIST;
        /// Whether it can be chosen.
        30 status: ProductStatus = "上下架", "Status", LIST READONLY, DEFAULT(ProductStatus::OnShelf);
        /// The import that brought it.
        31 import_id: Option<crate::data::ImportJobId> = "导入批次", "Import", READONLY;
    }
}

entity! {
    /// What a product cost since when (价格历史).
    pub link ProductPrice = 46, "product_price", "产品价格", "Product price";
    read operation "product.read";
    lasting;
    unique (product_id, number);
    {
        /// The product.
        20 product_id: ProductId = "产品", "Product", ROOT;
        /// 1 for the first price, then 2, 3…
        21 number: i64 = "序号", "Number";
        /// The price.
        22 price: Money = "价格", "Price", COPIES("product.price");
        /// The cost price.
        23 cost_price: Option<Money> = "成本价", "Cost price", COPIES("product.cost_price");
        /// Since when, until the next one.
        24 valid_from: Timestamp = "生效时间", "Valid from";
    }
}

entity! {
    /// An image or file of a product. The host keeps the file; here stands where.
    pub link ProductFile = 47, "product_file", "产品附件", "Product's file";
    read operation "product.read";
    index (product_id, position);
    {
        /// The product.
        20 product_id: ProductId = "产品", "Product", ROOT;
        /// What it is for.
        21 kind: ProductFileKind = "类型", "Kind";
        /// What people call it.
        22 name: String = "文件名", "Name", MAX(255);
        /// By what the host finds it: a key, a path, an address.
        23 reference: String = "存放位置", "Reference", MAX(1000);
        /// How large it is, in bytes.
        24 size: Option<i64> = "大小", "Size";
        /// Its place among the product's files.
        25 position: i64 = "排序", "Position";
    }
}

/// Products, as one session sees them; every change is a command.
#[derive(Clone, Copy)]
pub struct Products<'a>(&'a Session);

impl Session {
    /// Products.
    pub fn products(&self) -> Products<'_> {
        Products(self)
    }
}

impl Products<'_> {
    /// Makes a product.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn create(&self, product: NewProduct) -> Result<Outcome<ProductId>> {
        self.0.run(CreateProduct { product })
    }

    /// Changes a product.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn update(&self, product: ProductId, patch: ProductPatch) -> Result<Outcome<ProductId>> {
        self.0.run(UpdateProduct { product, patch, expect_rev: None })
    }

    /// One product.
    ///
    /// # Errors
    /// As [`Session::get`].
    pub fn get(&self, product: ProductId) -> Result<Product> {
        self.0.get(product)
    }

    /// A page of products.
    ///
    /// # Errors
    /// As [`Session::list`].
    pub fn list(&self, query: &Query) -> Result<Page<ProductSummary>> {
        self.0.list::<Product>(query)
    }

    /// Puts products on the shelf.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn shelve(&self, products: Vec<ProductId>) -> Result<Outcome<BatchReport>> {
        self.0.run(ShelveProducts { products })
    }

    /// Takes products off the shelf.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn unshelve(&self, products: Vec<ProductId>) -> Result<Outcome<BatchReport>> {
        self.0.run(UnshelveProducts { products })
    }
}
