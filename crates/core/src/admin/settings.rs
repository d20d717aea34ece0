//! Changing the company's settings.

use crate::command;
use crate::error::{OrError, Result, codes};
use crate::model::Zone;
use crate::org::{SettingsId, SettingsPatch};
use crate::session::{Command, Context};

command! {
    /// Changes the company's settings.
    pub struct UpdateSettings = "settings.update", 1, "修改企业设置", "Change the settings" {
        /// What changes.
        patch: SettingsPatch,
    } -> SettingsId; SETTINGS_MANAGE UNDOABLE
}

impl Command for UpdateSettings {
    fn run(self, cx: &mut Context<'_>) -> Result<SettingsId> {
        let company = cx.company()?;
        let settings = company.settings.as_ref().or_error(&codes::NOT_SET_UP)?;
        if let Some(zone) = &self.patch.zone {
            Zone::parse(zone)?;
        }
        Ok(cx.edit(settings, &self.patch, None, |_| {})?.id)
    }
}
