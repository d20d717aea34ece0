//! Products: categories, prices and their history, the shelf, files, import, and who may what.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, code, rows, worlds};
use crmkit::admin::option::CreateOption;
use crmkit::admin::role::{FieldRight, UpdateRole};
use crmkit::admin::settings::UpdateSettings;
use crmkit::data::{ImportPlan, ImportReport, OnDuplicate};
use crmkit::model::{Money, Timestamp};
use crmkit::org::*;
use crmkit::query::{Bin, Query};
use crmkit::sales::contract::{ContractLine, NewContract, SetContractLines};
use crmkit::sales::lines::NewLine;
use crmkit::sales::product::*;
use crmkit::session::{RunOptions, Session};

fn each(story: impl Fn(World)) {
    worlds().into_iter().for_each(story);
}

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn new_category(name: &str, parent_id: Option<ProductCategoryId>) -> CreateProductCategory {
    let name = name.into();
    CreateProductCategory { category: NewProductCategory { name, parent_id, ..<_>::default() } }
}

fn category(w: &World, name: &str, parent: Option<ProductCategoryId>) -> ProductCategoryId {
    w.manager.run(new_category(name, parent)).unwrap().value
}

fn under(category: ProductCategoryId, parent: Option<ProductCategoryId>) -> UpdateProductCategory {
    let clear = if parent.is_none() { vec!["parent_id".into()] } else { vec![] };
    let patch = ProductCategoryPatch { parent_id: parent, clear, ..Default::default() };
    UpdateProductCategory { category, patch, expect_rev: None }
}

fn new(category_id: ProductCategoryId, number: &str, price: &str) -> NewProduct {
    let (name, code) = (format!("打印机 {number}"), number.to_owned());
    NewProduct { name, code, category_id, price: money(price), ..Default::default() }
}

fn product(w: &World, number: &str, price: &str) -> ProductId {
    let category = category(w, &format!("类别 {number}"), None);
    w.manager.products().create(new(category, number, price)).unwrap().value
}

fn priced(price: &str) -> ProductPatch {
    ProductPatch { price: Some(money(price)), ..Default::default() }
}

/// Number, price and cost of every row of a product's history, and since when in hours.
fn history(by: &Session, of: ProductId, start: Timestamp) -> Vec<(i64, String, String, i64)> {
    let query = Query::new(ProductPrice::product_id().eq(of)).asc(ProductPrice::number());
    let rows = by.list::<ProductPrice>(&query).unwrap().rows;
    let row = |p: ProductPrice| {
        let cost = p.cost_price.map_or_else(String::new, |c| c.to_string());
        (p.number, p.price.to_string(), cost, (p.valid_from - start).num_hours())
    };
    rows.into_iter().map(row).collect()
}

fn hour(w: &World) {
    w.clock.advance(3_600_000_000);
}

#[test]
fn categories_are_a_tree_without_cycles_and_siblings_have_different_names() {
    each(|w| {
        let hardware = category(&w, "硬件", None);
        let printers = category(&w, "打印机", Some(hardware));
        let lasers = category(&w, "激光", Some(printers));
        let by = &w.manager;
        assert_eq!(code(by.run(under(hardware, Some(lasers)))), Some("product_category.cycle"));
        assert_eq!(code(by.run(under(hardware, Some(hardware)))), Some("product_category.cycle"));
        assert_eq!(code(by.run(new_category(" 硬件", None))), Some("record.duplicate"));
        let twin = category(&w, "硬件", Some(hardware));
        assert_eq!(code(by.run(under(twin, None))), Some("record.duplicate"));
        by.run(under(lasers, Some(hardware))).unwrap();
        let moved = by.get::<ProductCategory>(lasers).unwrap();
        assert_eq!(moved.parent_id, Some(hardware));
        // What was moved in between may not be taken back into a cycle.
        let up = by.run(under(printers, None)).unwrap().command_id;
        by.run(under(hardware, Some(printers))).unwrap();
        assert_eq!(code(by.undo(up)), Some("undo.touched_since"));
        assert_eq!(by.get::<ProductCategory>(printers).unwrap().parent_id, None);
    });
}

#[test]
fn a_category_with_categories_or_products_stays() {
    each(|w| {
        let hardware = category(&w, "硬件", None);
        let printers = category(&w, "打印机", Some(hardware));
        let id = w.manager.products().create(new(printers, "P1", "1")).unwrap().value;
        let delete = |category| code(w.manager.run(DeleteProductCategory { category }));
        assert_eq!(delete(hardware), Some("product_category.has_children"));
        assert_eq!(delete(printers), Some("product_category.has_products"));
        w.manager.run(DeleteProducts { products: vec![id] }).unwrap();
        assert_eq!(delete(printers), Some("product_category.has_products"), "it may come back");
        w.manager.run(RestoreProducts { products: vec![id] }).unwrap();
        let category_id = Some(category(&w, "其他", None));
        let patch = ProductPatch { category_id, ..Default::default() };
        w.manager.products().update(id, patch).unwrap();
        assert_eq!(delete(printers), None);
        assert_eq!(delete(hardware), None);
        assert_eq!(
            code(w.manager.run(new_category("x", Some(hardware)))),
            Some("value.unknown_reference")
        );
    });
}

#[test]
fn a_deleted_category_does_not_come_back_below_a_deleted_one() {
    each(|w| {
        let hardware = category(&w, "硬件", None);
        let printers = category(&w, "打印机", Some(hardware));
        let deleted = w.manager.run(DeleteProductCategory { category: printers }).unwrap();
        let above = w.manager.run(DeleteProductCategory { category: hardware }).unwrap();
        assert_eq!(code(w.manager.undo(deleted.command_id)), Some("undo.touched_since"));
        w.manager.undo(above.command_id).unwrap();
        w.manager.undo(deleted.command_id).unwrap();
        assert_eq!(w.manager.get::<ProductCategory>(printers).unwrap().parent_id, Some(hardware));
    });
}

#[test]
fn a_category_comes_out_of_the_recycle_bin_where_there_is_a_place_for_it() {
    each(|w| {
        let hardware = category(&w, "硬件", None);
        let printers = category(&w, "打印机", Some(hardware));
        let by = &w.manager;
        let delete = |category| by.run(DeleteProductCategory { category }).unwrap();
        let restore = |by: &Session, categories: &[ProductCategoryId]| {
            let categories = categories.to_vec();
            by.run(RestoreProductCategories { categories })
        };
        delete(printers);
        delete(hardware);
        assert_eq!(rows(restore(by, &[printers])), ["value.unknown_reference"]);
        assert_eq!(rows(restore(by, &[hardware, printers])), ["done", "done"]);
        assert_eq!(by.get::<ProductCategory>(printers).unwrap().parent_id, Some(hardware));
        assert_eq!(rows(restore(by, &[printers])), ["record.not_found"]);
        // A sibling has taken its name.
        delete(printers);
        let taken = category(&w, "打印机", Some(hardware));
        assert_eq!(rows(restore(by, &[printers])), ["record.duplicate"]);
        delete(taken);
        let restored = restore(by, &[printers]).unwrap();
        assert_eq!(code(restore(&w.wang, &[taken])), Some("right.missing"));
        // It does not go back with a product in it.
        let id = by.products().create(new(printers, "P1", "1")).unwrap().value;
        assert_eq!(code(by.undo(restored.command_id)), Some("undo.used_since"));
        let patch = ProductPatch { category_id: Some(hardware), ..Default::default() };
        by.products().update(id, patch).unwrap();
        by.undo(restored.command_id).unwrap();
        assert_eq!(code(by.get::<ProductCategory>(printers)), Some("record.not_found"));
    });
}

#[test]
fn a_product_holds_what_its_fields_say() {
    each(|w| {
        let at = category(&w, "硬件", None);
        let by = w.manager.products();
        let good = NewProduct {
            cost_price: Some(money("3.5")),
            tax_rate: Some("13".parse().unwrap()),
            bar_code: Some("6901234567892".into()),
            ..new(at, "P1", "9.90")
        };
        let refused = |product: NewProduct| {
            let error = by.create(NewProduct { code: "P2".into(), ..product }).unwrap_err();
            (error.code(), error.field_name().unwrap_or_default().to_owned())
        };
        let with = |code: &'static str, field: &str| (code, field.to_owned());
        let price = |text| NewProduct { price: money(text), ..good.clone() };
        assert_eq!(refused(price("-0.01")), with("value.out_of_range", "price"));
        assert_eq!(refused(price("1.001")), with("value.too_many_places", "price"));
        let cost = |text| NewProduct { cost_price: Some(money(text)), ..good.clone() };
        assert_eq!(refused(cost("-1")), with("value.out_of_range", "cost_price"));
        assert_eq!(refused(cost("0.123")), with("value.too_many_places", "cost_price"));
        for rate in ["-1", "100.5"] {
            let tax_rate = Some(rate.parse().unwrap());
            let wrong = NewProduct { tax_rate, ..good.clone() };
            assert_eq!(refused(wrong), with("value.out_of_range", "tax_rate"));
        }
        let blank = NewProduct { name: " ".into(), ..good.clone() };
        assert_eq!(refused(blank), with("value.required", "name"));

        let id = by.create(good.clone()).unwrap().value;
        let read = by.get(id).unwrap();
        assert_eq!((read.status, read.owner_id), (ProductStatus::OnShelf, Some(w.ids[0])));
        assert_eq!(
            code(by.create(NewProduct { code: "ｐ1".into(), ..good })),
            Some("record.duplicate")
        );
        assert_eq!(code(by.update(id, priced("5.005"))), Some("value.too_many_places"));
        by.update(id, priced("0")).unwrap();
        w.admin.run(crmkit::admin::employee::DisableEmployee { employee: w.ids[2] }).unwrap();
        let gone = ProductPatch { owner_id: Some(w.ids[2]), ..Default::default() };
        assert_eq!(code(by.update(id, gone)), Some("owner.inactive"));
    });
}

#[test]
fn how_many_places_a_price_has_is_a_setting() {
    each(|w| {
        let id = product(&w, "P1", "9.99");
        let places = |places| UpdateSettings {
            patch: SettingsPatch { price_places: Some(places), ..Default::default() },
            expect_rev: None,
        };
        assert_eq!(code(w.admin.run(places(5))), Some("value.out_of_range"));
        w.admin.run(places(4)).unwrap();
        w.manager.products().update(id, priced("0.1234")).unwrap();
        // What stands there stays, and what is new keeps to the new setting.
        w.admin.run(places(0)).unwrap();
        let renamed = ProductPatch { name: Some("墨盒".into()), ..Default::default() };
        w.manager.products().update(id, renamed).unwrap();
        assert_eq!(
            code(w.manager.products().update(id, priced("1.5"))),
            Some("value.too_many_places")
        );
    });
}

#[test]
fn a_unit_is_one_of_the_list() {
    each(|w| {
        let id = product(&w, "P1", "1");
        let units = OptionItem::list().eq("unit".into()) & OptionItem::label().eq("台".into());
        let unit = w.wang.list::<OptionItem>(&Query::new(units)).unwrap().rows[0].id;
        let choose = |unit| ProductPatch { unit: Some(unit), ..Default::default() };
        w.manager.products().update(id, choose(unit)).unwrap();
        let option =
            NewOptionItem { list: "unit".into(), label: "辆".into(), ..Default::default() };
        let car = w.admin.run(CreateOption { option }).unwrap().value;
        w.manager.products().update(id, choose(car)).unwrap();
        let source = OptionItem::list().eq("source".into());
        let source = w.wang.list::<OptionItem>(&Query::new(source)).unwrap().rows[0].id;
        assert_eq!(
            code(w.manager.products().update(id, choose(source))),
            Some("value.unknown_choice")
        );
    });
}

#[test]
fn a_new_price_is_a_new_row_and_the_old_one_stays() {
    each(|w| {
        let start = w.crm.clock().now();
        let id = product(&w, "P1", "10");
        let by = w.manager.products();
        let at = |hours: i64| {
            let at = start + chrono::Duration::hours(hours);
            w.wang.product_price_at(id, at).unwrap().map(|p| p.price.to_string())
        };
        assert_eq!(at(-1), None, "it was not there yet");
        hour(&w);
        by.update(id, priced("12")).unwrap();
        // Twice in one instant: the later one counts.
        by.update(id, priced("13")).unwrap();
        hour(&w);
        let cost = ProductPatch { cost_price: Some(money("4")), ..Default::default() };
        by.update(id, cost).unwrap();
        hour(&w);
        by.update(id, ProductPatch { name: Some("x".into()), ..Default::default() }).unwrap();
        by.update(id, priced("13")).unwrap();
        let row = |n, price: &str, cost: &str, hours| (n, price.to_owned(), cost.to_owned(), hours);
        let rows =
            [row(1, "10", "", 0), row(2, "12", "", 1), row(3, "13", "", 1), row(4, "13", "4", 2)];
        assert_eq!(history(&w.wang, id, start), rows);
        let prices = [at(0), at(1), at(2), at(99)].map(Option::unwrap);
        assert_eq!(prices, ["10", "13", "13", "13"]);
        let author = w.wang.product_price_at(id, start).unwrap().unwrap().created_by;
        assert_eq!(author, Some(w.ids[0]));
        assert_eq!(w.crm.check().unwrap(), []);
    });
}

#[test]
fn an_undo_adds_to_the_price_history_and_takes_nothing_from_it() {
    each(|w| {
        let start = w.crm.clock().now();
        let id = product(&w, "P1", "10");
        hour(&w);
        let change = w.manager.products().update(id, priced("12")).unwrap().command_id;
        hour(&w);
        w.manager.undo(change).unwrap();
        assert_eq!(w.wang.products().get(id).unwrap().price, money("10"));
        let prices: Vec<_> =
            history(&w.wang, id, start).into_iter().map(|(n, p, _, h)| (n, p, h)).collect();
        let row = |n, price: &str, hours| (n, price.to_owned(), hours);
        assert_eq!(prices, [row(1, "10", 0), row(2, "12", 1), row(3, "10", 2)]);
        // Nothing was sold at a price that never was.
        let made = w.manager.products().create(new(category(&w, "x", None), "P2", "1")).unwrap();
        w.manager.undo(made.command_id).unwrap();
        assert_eq!(code(w.wang.products().get(made.value)), Some("record.not_found"));
        assert_eq!(w.crm.check().unwrap(), []);
    });
}

#[test]
fn nobody_changes_or_removes_a_price_of_the_history() {
    let history = ProductPrice::META;
    assert!(history.lasting);
    let touching = crmkit::commands::COMMANDS
        .iter()
        .filter(|c| c.meta.arguments.iter().any(|a| a.ty.contains("ProductPrice")));
    assert_eq!(touching.count(), 0, "no command takes one");
}

#[test]
fn who_may_not_read_a_cost_price_does_not_find_it_in_the_history() {
    each(|w| {
        let at = category(&w, "硬件", None);
        let product = NewProduct { cost_price: Some(money("3")), ..new(at, "P1", "10") };
        let id = w.manager.products().create(product).unwrap().value;
        let sales = common::role(&w.admin, "salesperson");
        let hidden = FieldRight {
            entity: "product".into(),
            field: "cost_price".into(),
            access: FieldAccess::Hidden,
        };
        w.admin
            .run(UpdateRole {
                role: sales,
                patch: None,
                operations: None,
                departments: None,
                employees: None,
                fields: Some(vec![hidden]),
                expect_rev: None,
            })
            .unwrap();
        assert_eq!(w.wang.products().get(id).unwrap().cost_price, None);
        let row = w.wang.product_price_at(id, w.crm.clock().now()).unwrap().unwrap();
        assert_eq!((row.price, row.cost_price), (money("10"), None));
        assert_eq!(row.masked, ["cost_price"]);
        let guess = Query::new(ProductPrice::cost_price().eq(money("3")));
        assert_eq!(code(w.wang.list::<ProductPrice>(&guess)), Some("query.hidden_field"));
        let told =
            serde_json::to_string(&w.wang.history::<Product>(id, None, 50).unwrap()).unwrap();
        assert!(!told.contains("\"3\""), "{told}");
    });
}

#[test]
fn off_the_shelf_and_on_again_in_batches() {
    each(|w| {
        let ids = vec![product(&w, "P1", "1"), product(&w, "P2", "2")];
        let by = w.manager.products();
        let stranger = ProductId(uuid::Uuid::from_u128(7));
        let unshelved = by.unshelve(vec![ids[0], stranger, ids[1]]);
        assert_eq!(rows(unshelved), ["done", "record.not_found", "done"]);
        let off = Query::new(Product::status().eq(ProductStatus::OffShelf));
        assert_eq!(w.wang.products().list(&off).unwrap().rows.len(), 2);
        by.shelve(vec![ids[0]]).unwrap();
        assert_eq!(w.wang.products().list(&off).unwrap().rows[0].id, ids[1]);
        assert_eq!(code(w.wang.products().unshelve(ids.clone())), Some("right.missing"));
        let patch =
            r#"{"command": "product.update", "product": "ID", "patch": {"status": "off_shelf"}}"#;
        let patch = patch.replace("ID", &ids[0].to_string());
        assert_eq!(code(w.manager.run_json(&patch)), Some("json.invalid"), "only by its commands");
    });
}

#[test]
fn a_deleted_product_is_still_read_where_it_was_used() {
    each(|w| {
        let id = product(&w, "P1", "1");
        w.manager.run(DeleteProducts { products: vec![id] }).unwrap();
        assert_eq!(code(w.wang.products().get(id)), Some("record.not_found"));
        let any = Query { bin: Bin::Any, ..Query::new(Product::id().eq(id)) };
        assert_eq!(w.wang.products().list(&any).unwrap().rows[0].code, "P1");
        // Its code is free, and while another has it, it does not come back.
        let twin = w.manager.products().create(new(category(&w, "x", None), "P1", "1")).unwrap();
        let restore = || rows(w.manager.run(RestoreProducts { products: vec![id] }));
        assert_eq!(restore(), ["record.duplicate"]);
        w.manager.run(DeleteProducts { products: vec![twin.value] }).unwrap();
        assert_eq!(restore(), ["done"]);
        assert_eq!(w.crm.check().unwrap(), []);
    });
}

#[test]
fn products_have_no_data_scope_and_need_the_right() {
    each(|w| {
        let id = product(&w, "P1", "1");
        for by in [&w.wang, &w.li] {
            assert_eq!(by.products().list(&Query::search("dyj")).unwrap().rows.len(), 1);
            assert_eq!(by.products().get(id).unwrap().owner_id, Some(w.ids[0]));
            assert_eq!(code(by.products().update(id, priced("2"))), Some("right.missing"));
            assert_eq!(code(by.run(new_category("x", None))), Some("right.missing"));
        }
        let role = w.role("仓库", DataScope::Own, &["customer.read"]);
        let zhou = w.crm.session(w.employee("周", "13800000009", vec![role])).unwrap();
        assert_eq!(code(zhou.products().get(id)), Some("right.missing"));
        assert_eq!(code(zhou.product_price_at(id, w.crm.clock().now())), Some("right.missing"));
        assert_eq!(code(zhou.list::<ProductFile>(&Query::default())), Some("right.missing"));
        // Whoever may edit, edits everybody's, with the smallest scope.
        let editor = w.role("产品", DataScope::Own, &["product.read", "product.edit"]);
        let editor = w.crm.session(w.employee("吴", "13800000010", vec![editor])).unwrap();
        editor.products().update(id, priced("2")).unwrap();
    });
}

#[test]
fn a_product_has_one_main_image_and_its_files_in_order() {
    each(|w| {
        let id = product(&w, "P1", "1");
        let file = |kind, name: &str| NewProductFile {
            kind,
            name: name.into(),
            reference: format!("files/{name}"),
            size: Some(10),
        };
        let set = |files| w.manager.run(SetProductFiles { product: id, files });
        let names = || {
            let query = Query::default().asc(ProductFile::position());
            let rows = w.wang.list::<ProductFile>(&query).unwrap().rows;
            rows.into_iter().map(|f| f.name).collect::<Vec<_>>()
        };
        let [main, detail, sheet] = [
            file(ProductFileKind::MainImage, "a.jpg"),
            file(ProductFileKind::DetailImage, "b.jpg"),
            file(ProductFileKind::Attachment, "c.pdf"),
        ];
        set(vec![main.clone(), detail.clone(), sheet.clone()]).unwrap();
        assert_eq!(names(), ["a.jpg", "b.jpg", "c.pdf"]);
        let kept = set(vec![main.clone(), sheet.clone()]).unwrap();
        assert_eq!(names(), ["a.jpg", "c.pdf"]);
        assert!(kept.changes.len() == 3, "the image was left alone: {:?}", kept.changes);
        w.manager.undo(kept.command_id).unwrap();
        assert_eq!(names(), ["a.jpg", "b.jpg", "c.pdf"]);
        let twice = set(vec![main.clone(), NewProductFile { name: "z".into(), ..main.clone() }]);
        assert_eq!(code(twice), Some("product.main_image"));
        let negative = NewProductFile { size: Some(-1), ..sheet };
        assert_eq!(code(set(vec![negative])), Some("value.out_of_range"));
        assert_eq!(code(set(vec![detail; 51])), Some("command.too_many_rows"));
        let wang = SetProductFiles { product: id, files: vec![] };
        assert_eq!(code(w.wang.run(wang)), Some("right.missing"));
    });
}

fn import(by: &Session, plan: &ImportPlan, file: &str) -> ImportReport {
    by.import(&mut file.as_bytes(), plan, RunOptions::default(), &mut |_| true).unwrap()
}

#[test]
fn products_are_imported_with_categories_by_name_or_path() {
    each(|w| {
        let start = w.crm.clock().now();
        let hardware = category(&w, "硬件", None);
        let printers = category(&w, "打印机", Some(hardware));
        let service = category(&w, "服务", None);
        category(&w, "打印机", Some(service));
        let plan = ImportPlan { entity: "product".into(), ..Default::default() };
        let file = "产品名称,产品编码,产品类别,单位,价格,成本价\n\
                    激光打印机,P1,硬件/打印机,台,1999.00,1200\n\
                    上门,S1,服务,个,100,\n\
                    保养,S2,打印机,个,100,\n\
                    培训,S3,不存在,个,100,\n\
                    墨盒,P2,硬件,盒,-1,\n\
                    硒鼓,P3,硬件,盒,1.005,\n";
        let report = import(&w.manager, &plan, file);
        assert_eq!((report.counts.created, report.counts.failed), (2, 4));
        let issues = w.manager.import_issues(report.job_id).unwrap();
        let codes: Vec<_> = issues.iter().map(|i| i.code.as_str()).collect();
        let want = [
            "product_category.ambiguous",
            "value.unknown_reference",
            "value.out_of_range",
            "value.too_many_places",
        ];
        assert_eq!(codes, want);
        let found = Query::new(Product::code().eq("P1".into()));
        let id = w.wang.products().list(&found).unwrap().rows[0].id;
        let read = w.wang.products().get(id).unwrap();
        assert_eq!((read.category_id, read.import_id), (printers, Some(report.job_id)));
        hour(&w);
        let over = ImportPlan { on_duplicate: OnDuplicate::Overwrite, ..plan };
        let report = import(
            &w.manager,
            &over,
            "产品名称,产品编码,产品类别,价格\n激光打印机,P1,硬件/打印机,1799\n",
        );
        assert_eq!(report.counts.updated, 1);
        let prices: Vec<_> = history(&w.wang, id, start).into_iter().map(|p| p.1).collect();
        assert_eq!(prices, ["1999", "1799"], "a file's price comes into the history too");
        let mut file = "产品名称,产品编码,产品类别,价格\n".as_bytes();
        let refused = w.wang.import(&mut file, &over, RunOptions::default(), &mut |_| true);
        assert_eq!(code(refused), Some("right.missing"));
    });
}

#[test]
fn off_the_shelf_a_product_is_not_chosen_anew_and_stays_where_it_is_used() {
    each(|w| {
        let [used, other] = [product(&w, "P1", "10"), product(&w, "P2", "20")];
        let contract = NewContract {
            customer_id: common::customer(&w.wang, "甲"),
            name: "供货".into(),
            number: Some("1".into()),
            order_date: "2026-03-02".parse().unwrap(),
            ..Default::default()
        };
        let line = |product_id, quantity: &str| NewLine {
            product_id,
            quantity: quantity.parse().unwrap(),
            list_price: None,
            sales_price: None,
            discount: None,
            unit: None,
            tax_rate: None,
        };
        let contract = w.wang.contracts().create(contract).unwrap().value;
        let set =
            |lines| code(w.wang.run(SetContractLines { contract, lines, to_opportunity: None }));
        assert_eq!(set(vec![line(used, "1")]), None);
        w.manager.products().unshelve(vec![used, other]).unwrap();
        assert_eq!(set(vec![line(used, "1"), line(other, "1")]), Some("product.off_shelf"));
        assert_eq!(set(vec![line(used, "3")]), None, "more of what it has");
        // Deleted, it is still what the line names, at the price of then.
        w.manager.products().update(used, priced("99")).unwrap();
        w.manager.run(DeleteProducts { products: vec![used, other] }).unwrap();
        assert_eq!(set(vec![line(used, "4")]), None);
        assert_eq!(set(vec![line(other, "1")]), Some("product.deleted"));
        let lines = w.wang.list::<ContractLine>(&Query::default()).unwrap().rows;
        assert_eq!((lines[0].product_id, lines[0].subtotal), (used, money("40")));
        w.manager.run(RestoreProducts { products: vec![other] }).unwrap();
        w.manager.products().shelve(vec![other]).unwrap();
        assert_eq!(set(vec![line(other, "1")]), None);
    });
}
