//! Products, contracts and what belongs to them, through the product's public commands; and what
//! records are made of.

use super::load::{Loaded, membership, start};
use super::{Plan, Record, Whole, World, approval, to_approve};
use crate::oracle;
use crmkit_core::model::{Entity, Number, TypedId};
use crmkit_core::query::Query;
use crmkit_core::sales::approval::{
    Approval, ApprovalEvent, ApprovalFile, ApprovalFlowId, ApprovalId, ApprovalTask, Approve,
    CommentApproval, CreateApprovalFlow, FlowRules, FlowStep, NewApprovalFlow, SetApprovalFlow,
    SignMode, StepKind, UpdateApprovalFlow,
};
use crmkit_core::sales::contract::{
    AddContractMember, ContractId, ContractLine, ContractSigner, CreateContract, DeleteContracts,
    NewContract,
};
use crmkit_core::sales::follow_up::FileReference;
use crmkit_core::sales::invoice::{
    AddInvoiceMember, CreateInvoice, DeleteInvoices, InvoiceLine, NewInvoice, NewInvoiceLine,
};
use crmkit_core::sales::invoice_title::TitleKind;
use crmkit_core::sales::lines::NewLine;
use crmkit_core::sales::opportunity::{
    Competitor, ContactInRole, ContactRole, OpportunityCompetitor, OpportunityContact,
    OpportunityLine, SetCompetitors, SetOpportunityContacts, StageChange,
};
use crmkit_core::sales::product::{
    CreateProduct, CreateProductCategory, DeleteProducts, NewProduct, NewProductCategory,
    NewProductFile, ProductFile, ProductFileKind, ProductPrice, SetProductFiles,
};
use crmkit_core::sales::receivable::{
    AddReceivableMember, Allocation, CreateReceivablePlans, DeleteReceivablePlans,
    DeleteReceivables, NewReceivable, PlanTerms, ReceivablePlan,
};
use crmkit_core::sales::visit::{DeleteVisits, NewVisit};
use std::collections::BTreeMap;
use uuid::Uuid;

impl Loaded {
    pub(super) fn products(&mut self, world: &World) {
        if world.products.is_empty() {
            return;
        }
        let category =
            NewProductCategory { name: "类别".into(), ..NewProductCategory::default() };
        let category_id = self.admin.run(CreateProductCategory { category }).unwrap().value;
        for n in 0..world.products.len() {
            let product = NewProduct {
                name: format!("产品{n:03}"),
                code: format!("P{n:03}"),
                category_id,
                price: "100".parse().unwrap(),
                ..NewProduct::default()
            };
            self.products.push(self.admin.run(CreateProduct { product }).unwrap().value);
        }
    }

    /// One of the first product.
    pub(super) fn line(&self) -> Option<Vec<NewLine>> {
        let line = |product_id| NewLine {
            product_id,
            quantity: "1".parse().unwrap(),
            list_price: None,
            sales_price: None,
            discount: None,
            unit: None,
            tax_rate: None,
        };
        self.products.first().map(|product| vec![line(*product)])
    }

    /// Contracts and what belongs to them. Who has to decide is said by a flow that is in force only
    /// for the one document.
    pub(super) fn documents(&mut self, world: &World) {
        let mut flows = BTreeMap::new();
        for (n, contract) in world.contracts.iter().enumerate() {
            let new = NewContract {
                number: Some(format!("合{n:03}")),
                name: format!("合同{n:03}"),
                remark: Some(format!("备注{n}")),
                customer_id: self.customers[contract.customer],
                owner_id: Some(self.people[contract.owner]),
                money: "100".parse().ok(),
                order_date: start().date_naive(),
                ..NewContract::default()
            };
            let (lines, signers) = (self.line(), Some(vec![self.people[0]]));
            let id =
                self.admin.run(CreateContract { contract: new, lines, signers }).unwrap().value;
            for member in &contract.members {
                let (access, expires_at) = membership(member);
                let (contracts, employee) = (vec![id], self.people[member.person]);
                let add = AddContractMember { contracts, employee, access, expires_at };
                self.admin.run(add).unwrap().value.single().unwrap();
            }
            // About every contract somebody decides or has decided.
            let submit = || drop(self.admin.contracts().submit(id).unwrap());
            let asked = approval(world, Record::Contract(n));
            self.decided("contract", asked.as_ref(), &mut flows, submit);
            if contract.deciders.is_empty() {
                self.approve(id);
            }
            self.contracts.push(id);
        }
        for plan in &world.plans {
            let contract = self.contracts[plan.contract];
            let (money, due_on) = ("10".parse().unwrap(), start().date_naive());
            let terms = PlanTerms { money, due_on, method: None, remind_days: None, remark: None };
            self.admin.run(CreateReceivablePlans { contract, plans: vec![terms] }).unwrap();
            let of = Query::new(ReceivablePlan::contract_id().eq(contract));
            self.plans.push(self.admin.list::<ReceivablePlan>(&of).unwrap().rows[0].id);
        }
        for (n, receivable) in world.receivables.iter().enumerate() {
            let new = NewReceivable {
                number: Some(format!("回款{n:03}")),
                contract_id: self.contracts[receivable.contract],
                owner_id: Some(self.people[receivable.owner]),
                received_on: start().date_naive(),
                money: "1".parse().unwrap(),
                ..NewReceivable::default()
            };
            let id = self.admin.receivables().create(new).unwrap().value;
            for member in &receivable.members {
                let (access, expires_at) = membership(member);
                let (receivables, employee) = (vec![id], self.people[member.person]);
                let add = AddReceivableMember { receivables, employee, access, expires_at };
                self.admin.run(add).unwrap().value.single().unwrap();
            }
            if let Some(asked) = approval(world, Record::Receivable(n)) {
                let submit = || drop(self.admin.receivables().submit(id).unwrap());
                self.decided("receivable", Some(&asked), &mut flows, submit);
            }
            self.receivables.push(id);
        }
        for (n, invoice) in world.invoices.iter().enumerate() {
            let new = NewInvoice {
                number: Some(format!("票{n:03}")),
                contract_id: self.contracts[invoice.contract],
                owner_id: Some(self.people[invoice.owner]),
                applied_on: start().date_naive(),
                title_kind: Some(TitleKind::Person),
                title: Some("抬头".into()),
                money: "1".parse().unwrap(),
                ..NewInvoice::default()
            };
            let line = NewInvoiceLine {
                name: "服务".into(),
                money: "1".parse().unwrap(),
                tax_rate: Number::ZERO,
            };
            let (title_from, lines) = (None, Some(vec![line]));
            let make = CreateInvoice { invoice: new, title_from, lines };
            let id = self.admin.run(make).unwrap().value;
            for member in &invoice.members {
                let (access, expires_at) = membership(member);
                let (invoices, employee) = (vec![id], self.people[member.person]);
                let add = AddInvoiceMember { invoices, employee, access, expires_at };
                self.admin.run(add).unwrap().value.single().unwrap();
            }
            if let Some(asked) = approval(world, Record::Invoice(n)) {
                let submit = || drop(self.admin.invoices().submit(id).unwrap());
                self.decided("invoice", Some(&asked), &mut flows, submit);
            }
            self.invoices.push(id);
        }
        for (n, visit) in world.visits.iter().enumerate() {
            let new = NewVisit {
                number: Some(format!("访{n:03}")),
                visited_at: start(),
                contract_id: self.contracts[visit.contract],
                owner_id: Some(self.people[visit.owner]),
                ..NewVisit::default()
            };
            self.visits.push(self.admin.visits().create(new).unwrap().value);
        }
    }

    /// Everybody approves a contract.
    fn approve(&self, contract: ContractId) {
        let approval = Query::new(Approval::contract_id().eq(contract));
        let approval = self.admin.list::<Approval>(&approval).unwrap().rows[0].id;
        let tasks = Query::new(ApprovalTask::approval_id().eq(approval));
        let tasks = self.admin.list::<ApprovalTask>(&tasks).unwrap().rows;
        for ApprovalTask { id: task, employee_id, .. } in tasks {
            let his = self.crm.session(employee_id).unwrap();
            his.run(Approve { task, comment: None, files: None }).unwrap();
        }
    }

    /// Submits a document about which people have to decide; nobody, if there is no approval.
    fn decided(
        &self,
        entity: &'static str,
        asked: Option<&oracle::Approval>,
        flows: &mut BTreeMap<&'static str, ApprovalFlowId>,
        submit: impl Fn(),
    ) {
        let Some(asked) = asked else { return submit() };
        let step = FlowStep {
            id: 1,
            kind: StepKind::Members,
            branch: None,
            mode: Some(SignMode::All),
            people: asked.parts.iter().map(|p| self.people[p.person]).collect(),
            role: None,
            level: None,
            several: false,
            when_empty: None,
        };
        let rules = FlowRules {
            steps: vec![step],
            branches: Vec::new(),
            admins: Vec::new(),
            resume: None,
            repeated: None,
            own: None,
            remind_hours: None,
        };
        let flow = match flows.get(entity) {
            Some(flow) => {
                let update = UpdateApprovalFlow {
                    flow: *flow,
                    patch: None,
                    rules: Some(rules),
                    expect_rev: None,
                };
                self.admin.run(update).unwrap().value
            }
            None => {
                let flow = NewApprovalFlow {
                    name: entity.into(),
                    entity: entity.into(),
                    ..NewApprovalFlow::default()
                };
                self.admin.run(CreateApprovalFlow { flow, rules }).unwrap().value
            }
        };
        flows.insert(entity, flow);
        self.admin.run(SetApprovalFlow { flow, enabled: true }).unwrap();
        submit();
        self.admin.run(SetApprovalFlow { flow, enabled: false }).unwrap();
    }

    /// What is said beside the records: who competes, what contacts are to opportunities, files.
    pub(super) fn said_beside(&self, world: &World) {
        for (n, of) in world.opportunities.iter().enumerate() {
            let opportunity = self.opportunities[n];
            let rival = Competitor { name: "对手".into(), price: None, remark: None };
            let competitors = vec![rival];
            self.admin.run(SetCompetitors { opportunity, competitors }).unwrap();
            let contact = world.contacts.iter().position(|c| c.customer == of.customer);
            let in_role = |n: usize| {
                let contact = self.contacts[n];
                ContactInRole { contact, role: ContactRole::DecisionMaker }
            };
            let contacts = contact.map(in_role).into_iter().collect();
            self.admin.run(SetOpportunityContacts { opportunity, contacts }).unwrap();
        }
        let (name, reference) = ("附件".to_owned(), "files/1".to_owned());
        for product in &self.products {
            let (kind, size) = (ProductFileKind::Attachment, None);
            let (name, reference) = (name.clone(), reference.clone());
            let files = vec![NewProductFile { kind, name, reference, size }];
            self.admin.run(SetProductFiles { product: *product, files }).unwrap();
        }
        for approval in self.every::<Approval, _>(|row| row.id) {
            let (name, reference) = (name.clone(), reference.clone());
            let files = Some(vec![FileReference { name, reference, size: None }]);
            let comment = "说明".to_owned();
            self.admin.run(CommentApproval { approval, comment, files }).unwrap();
        }
    }

    /// Finds what records are made of, and who decides about documents by which tasks. Tasks that
    /// are known keep their places.
    pub fn learn(&mut self, world: &World) {
        self.parts();
        for document in to_approve(world) {
            let Some(asked) = approval(world, document) else { continue };
            let id = |entity| {
                let all: &Vec<(Uuid, Record)> = &self.parts[entity];
                let this =
                    |r: &Record| matches!(r, Record::Approval(w, n) if w.record(*n) == document);
                all.iter().find(|(_, r)| this(r)).map(|(id, _)| *id)
            };
            let Some(approval) = id(Approval::META.name).map(ApprovalId::from) else { continue };
            let tasks = Query::new(ApprovalTask::approval_id().eq(approval)).limit(500);
            let tasks = self.admin.list::<ApprovalTask>(&tasks).unwrap().rows;
            let (_, known) = self.approvals.entry(document).or_insert((approval, Vec::new()));
            for part in asked.parts.iter().skip(known.len()) {
                let new = |t: &&ApprovalTask| !known.contains(&t.id);
                let his = |t: &&ApprovalTask| t.employee_id == self.people[part.person];
                let task = tasks.iter().filter(new).find(his).unwrap();
                known.push(task.id);
            }
        }
    }

    /// Finds what records are made of.
    fn parts(&mut self) {
        macro_rules! parts {
            ($($entity:ident, $root:ident, $whole:ident, $ids:ident;)*) => { $(
                let rows = self.every::<$entity, _>(|row| (row.id.uuid(), row.$root));
                let rows = rows.into_iter().filter_map(|(id, root)| {
                    let n = self.$ids.iter().position(|whole| *whole == root)?;
                    Some((id, Record::Part(Whole::$whole, n)))
                });
                let rows = rows.collect();
                self.parts.insert($entity::META.name, rows);
            )* };
        }
        parts! {
            OpportunityLine, opportunity_id, Opportunity, opportunities;
            StageChange, opportunity_id, Opportunity, opportunities;
            OpportunityContact, opportunity_id, Opportunity, opportunities;
            OpportunityCompetitor, opportunity_id, Opportunity, opportunities;
            ProductPrice, product_id, Product, products;
            ProductFile, product_id, Product, products;
            ContractLine, contract_id, Contract, contracts;
            ContractSigner, contract_id, Contract, contracts;
            Allocation, receivable_id, Receivable, receivables;
            InvoiceLine, invoice_id, Invoice, invoices;
        }
        let document = |approval: &Approval| {
            let contract = self.contracts.iter().position(|c| Some(*c) == approval.contract_id);
            let receivable =
                self.receivables.iter().position(|r| Some(*r) == approval.receivable_id);
            let invoice = self.invoices.iter().position(|i| Some(*i) == approval.invoice_id);
            let found = [
                (Whole::Contract, contract),
                (Whole::Receivable, receivable),
                (Whole::Invoice, invoice),
            ];
            let found = found.into_iter().find_map(|(whole, n)| Some((whole, n?)));
            found.map(|(whole, n)| Record::Approval(whole, n)).unwrap()
        };
        let approvals: BTreeMap<Uuid, Record> =
            self.every::<Approval, _>(|row| (row.id.uuid(), document(&row))).into_iter().collect();
        let of = |id: Uuid| approvals[&id];
        let tasks =
            self.every::<ApprovalTask, _>(|row| (row.id.uuid(), of(row.approval_id.uuid())));
        let events: Vec<(Uuid, Record)> =
            self.every::<ApprovalEvent, _>(|row| (row.id.uuid(), of(row.approval_id.uuid())));
        let said: BTreeMap<Uuid, Record> = events.iter().copied().collect();
        let files =
            self.every::<ApprovalFile, _>(|row| (row.id.uuid(), said[&row.event_id.uuid()]));
        self.parts.insert(Approval::META.name, approvals.into_iter().collect());
        self.parts.insert(ApprovalTask::META.name, tasks);
        self.parts.insert(ApprovalEvent::META.name, events);
        self.parts.insert(ApprovalFile::META.name, files);
    }

    /// Every row of an entity.
    fn every<E: Entity, T>(&self, read: impl Fn(E::Summary) -> T) -> Vec<T> {
        let (mut query, mut found) = (Query::default().limit(500), Vec::new());
        loop {
            let page = self.admin.list::<E>(&query).unwrap();
            found.extend(page.rows.into_iter().map(&read));
            match page.next {
                Some(next) => query = query.after(next),
                None => return found,
            }
        }
    }

    /// Documents into the recycle bin.
    pub(super) fn bin_documents(&self, world: &World) {
        for (n, _) in world.visits.iter().enumerate().filter(|(_, v)| v.deleted) {
            let delete = DeleteVisits { visits: vec![self.visits[n]] };
            self.admin.run(delete).unwrap().value.single().unwrap();
        }
        for (n, _) in world.invoices.iter().enumerate().filter(|(_, i)| i.deleted) {
            let delete = DeleteInvoices { invoices: vec![self.invoices[n]] };
            self.admin.run(delete).unwrap().value.single().unwrap();
        }
        for (n, _) in world.receivables.iter().enumerate().filter(|(_, r)| r.deleted) {
            let delete = DeleteReceivables { receivables: vec![self.receivables[n]] };
            self.admin.run(delete).unwrap().value.single().unwrap();
        }
        for (n, _) in world.contracts.iter().enumerate().filter(|(_, c)| c.deleted) {
            let delete = DeleteContracts { contracts: vec![self.contracts[n]] };
            self.admin.run(delete).unwrap().value.single().unwrap();
        }
        let alone = |p: &&(usize, &Plan)| p.1.deleted && !world.contracts[p.1.contract].deleted;
        for (n, _) in world.plans.iter().enumerate().filter(|p| alone(&p)) {
            let delete = DeleteReceivablePlans { plans: vec![self.plans[n]] };
            self.admin.run(delete).unwrap().value.single().unwrap();
        }
        for (n, _) in world.products.iter().enumerate().filter(|(_, p)| p.deleted) {
            let delete = DeleteProducts { products: vec![self.products[n]] };
            self.admin.run(delete).unwrap().value.single().unwrap();
        }
    }
}
