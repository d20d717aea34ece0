//! Images and files of products.

use super::{Product, ProductFile, ProductFileKind, ProductId};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::{TypedId, Value};
use crate::query::Bound;
use crate::session::{Command, Context, operation};
use serde::{Deserialize, Serialize};

/// A file of a product that the host keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NewProductFile {
    /// What it is for.
    pub kind: ProductFileKind,
    /// What people call it.
    pub name: String,
    /// By what the host finds it: a key, a path, an address.
    pub reference: String,
    /// How large it is, in bytes.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub size: Option<i64>,
}

/// Files of one product.
const MOST: usize = 50;

command! {
    /// Says which images and files a product has, in their order, in place of those it had.
    pub struct SetProductFiles = "product.set_files", 1, "设置产品图片和附件", "Set a product's files" {
        /// Which product.
        product: ProductId,
        /// The files; none is none.
        files: Vec<NewProductFile>,
    } -> ProductId; PRODUCT_EDIT UNDOABLE
}

impl Command for SetProductFiles {
    fn run(self, cx: &mut Context<'_>) -> Result<ProductId> {
        let product: Product = cx.reach(self.product, &operation::PRODUCT_EDIT)?;
        let entity = ProductFile::META;
        require(self.files.len() <= MOST, &codes::TOO_MANY_ROWS)
            .map_err(|e| e.with("max", MOST))?;
        let wanted: Vec<ProductFile> = (0..).zip(self.files).map(|f| row(product.id, f)).collect();
        let sizes = wanted.iter().all(|f| f.size.is_none_or(|size| size >= 0));
        require(sizes, &codes::OUT_OF_RANGE).map_err(|e: Error| e.of(entity).field("size"))?;
        let main = wanted.iter().filter(|f| f.kind == ProductFileKind::MainImage).count();
        require(main <= 1, &codes::PRODUCT_MAIN_IMAGE)?;
        let of = Bound::is(entity, "product_id", Value::Id(product.id.uuid()));
        let held: Vec<ProductFile> = cx.find(of)?;
        for file in held.iter().filter(|h| !wanted.iter().any(|w| same(w, h))) {
            cx.remove(file)?;
        }
        for file in wanted.into_iter().filter(|w| !held.iter().any(|h| same(w, h))) {
            cx.create(file)?;
        }
        Ok(product.id)
    }
}

fn row(product_id: ProductId, (position, file): (i64, NewProductFile)) -> ProductFile {
    let NewProductFile { kind, name, reference, size } = file;
    ProductFile { product_id, kind, name, reference, size, position, ..ProductFile::blank() }
}

fn same(a: &ProductFile, b: &ProductFile) -> bool {
    let key = |f: &ProductFile| (f.position, f.kind, f.size);
    key(a) == key(b) && a.name == b.name && a.reference == b.reference
}
