//! Option lists that an administrator edits: sources, industries, levels, methods.

use crate::entity;
use crate::model::Locale;

entity! {
    /// An option of a list (选项); referred to by id, never deleted while used.
    pub record OptionItem = 11, "option_item", "选项", "Option";
    read anyone;
    epoch;
    index (list, position);
    {
        /// The list's code, e.g. `source`.
        20 list: String = "列表", "List", LIST CREATE_ONLY, MAX(64);
        /// Chinese label.
        21 label: String = "名称", "Label", LIST, MAX(64);
        /// English label.
        22 label_en: Option<String> = "英文名称", "English label", LIST, MAX(64);
        /// Its place in the list.
        23 position: i64 = "排序", "Position", LIST, DEFAULT(0);
        /// Whether it can no longer be chosen; old records keep it.
        24 archived: bool = "已停用", "Archived", LIST, DEFAULT(false);
    }
}

impl OptionItem {
    /// Its labels in all languages, the Chinese one first.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.label.as_str()).chain(self.label_en.as_deref())
    }

    /// What people read, in a language.
    pub fn label_in(&self, locale: Locale) -> String {
        match (locale, &self.label_en) {
            (Locale::En, Some(label)) => label.clone(),
            _ => self.label.clone(),
        }
    }
}
