//! Changing the company's settings.

use crate::command;
use crate::error::{OrError, Result, codes};
use crate::org::{SettingsId, SettingsPatch};
use crate::session::{Command, Context};

command! {
    /// Changes the company's settings.
    pub struct UpdateSettings = "settings.update", 1, "修改企业设置", "Change the settings" {
        /// What changes.
        patch: SettingsPatch,
        /// The revision it was made for.
        expect_rev: Option<i64>,
    } -> SettingsId; SETTINGS_MANAGE UNDOABLE
}

impl Command for UpdateSettings {
    fn run(self, cx: &mut Context<'_>) -> Result<SettingsId> {
        let company = cx.company()?;
        let settings = company.settings.as_ref().or_error(&codes::NOT_SET_UP)?;
        let new = cx.edit(settings, &self.patch, self.expect_rev, |_| Ok(()))?;
        new.check()?;
        Ok(new.id)
    }
}
