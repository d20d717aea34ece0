//! What a new company sells with from the start (B1.0).

use crate::admin::setup::SetUp;
use crate::error::Result;
use crate::org::EmployeeId;
use crate::sales::stage;
use crate::session::{Command, Context};

/// The stages of the first group, and their win rates in per cent.
const STAGES: &[(&str, i64)] = &[("验证客户", 20), ("需求分析", 30), ("方案/报价", 80)];

impl Command for SetUp {
    fn run(self, cx: &mut Context<'_>) -> Result<EmployeeId> {
        let administrator = self.found(cx)?;
        stage::from_seed(cx, "销售流程商机组", STAGES)?;
        Ok(administrator)
    }
}
