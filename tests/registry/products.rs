//! The cases of commands about products, number rules and return visits.

use super::{Case, Company, of};
use crmkit::admin::number::*;
use crmkit::sales::contract::NewContract;
use crmkit::sales::product::*;
use crmkit::sales::visit::*;

impl Company {
    fn new_category(&self) -> CreateProductCategory {
        CreateProductCategory {
            category: NewProductCategory { name: self.name(), ..Default::default() },
        }
    }

    fn new_product(&self) -> CreateProduct {
        let product = NewProduct {
            name: self.name(),
            category_id: self.do_it(self.new_category()),
            code: self.name(),
            price: "19.90".parse().unwrap(),
            ..Default::default()
        };
        CreateProduct { product }
    }

    fn new_visit(&self) -> CreateVisit {
        let contract = NewContract {
            customer_id: self.customer(),
            name: self.name(),
            number: Some(self.name()),
            order_date: "2026-03-02".parse().unwrap(),
            ..Default::default()
        };
        let contract = self.admin().contracts().create(contract).unwrap().value;
        let visit = NewVisit {
            contract_id: contract,
            number: Some(self.name()),
            visited_at: self.loaded.crm.clock().now(),
            ..Default::default()
        };
        CreateVisit { visit }
    }

    pub fn product(&self) -> ProductId {
        self.do_it(self.new_product())
    }
}

pub fn case(name: &str, c: &Company) -> Option<Case> {
    Some(match name {
        "product_category.create" => of(c.new_category()),
        "product_category.update" => of(UpdateProductCategory {
            category: c.do_it(c.new_category()),
            patch: ProductCategoryPatch { name: Some(c.name()), ..Default::default() },
            expect_rev: None,
        }),
        "product_category.delete" => {
            of(DeleteProductCategory { category: c.do_it(c.new_category()) })
        }
        "product_category.restore" => {
            let category = c.do_it(c.new_category());
            c.do_it(DeleteProductCategory { category });
            of(RestoreProductCategories { categories: vec![category] })
        }
        "product.create" => of(c.new_product()),
        "product.update" => of(UpdateProduct {
            product: c.product(),
            patch: ProductPatch { price: Some("21".parse().unwrap()), ..Default::default() },
            expect_rev: None,
        }),
        "product.delete" => of(DeleteProducts { products: vec![c.product()] }),
        "product.restore" => {
            let products = vec![c.product()];
            c.do_it(DeleteProducts { products: products.clone() });
            of(RestoreProducts { products })
        }
        "product.shelve" => {
            let products = vec![c.product()];
            c.do_it(UnshelveProducts { products: products.clone() });
            of(ShelveProducts { products })
        }
        "product.unshelve" => of(UnshelveProducts { products: vec![c.product()] }),
        "product.set_files" => of(SetProductFiles {
            product: c.product(),
            files: vec![NewProductFile {
                kind: ProductFileKind::MainImage,
                name: c.name(),
                reference: "files/1.jpg".into(),
                size: Some(1024),
            }],
        }),
        "number_rule.set" => {
            let blank = |kind| NewNumberPart {
                kind,
                text: None,
                pattern: None,
                start: None,
                step: None,
                reset: None,
            };
            let text = Some(c.name());
            let text = NewNumberPart { text, ..blank(NumberPartKind::Text) };
            let (start, step, reset) = (Some("001".into()), Some(1), Some(CounterReset::Never));
            let counter = NewNumberPart { start, step, reset, ..blank(NumberPartKind::Counter) };
            let parts = vec![text, counter];
            of(SetNumberRule { numbered: Numbered::Visit, enabled: true, parts })
        }
        "visit.create" => of(c.new_visit()),
        "visit.update" => of(UpdateVisit {
            visit: c.do_it(c.new_visit()),
            patch: VisitPatch { feedback: Some(c.name()), ..Default::default() },
            expect_rev: None,
        }),
        "visit.delete" => of(DeleteVisits { visits: vec![c.do_it(c.new_visit())] }),
        "visit.restore" => {
            let visits = vec![c.do_it(c.new_visit())];
            c.do_it(DeleteVisits { visits: visits.clone() });
            of(RestoreVisits { visits })
        }
        _ => return None,
    })
}
