//! Definitions of custom fields.

use crate::{choice, entity};

choice! {
    /// What a custom field holds.
    pub enum CustomKind = "custom_kind" {
        /// Text.
        Text = "text", "文本", "Text";
        /// A decimal number, six places.
        Number = "number", "数字", "Number";
        /// A date.
        Date = "date", "日期", "Date";
        /// One of the field's own options, an option list named `custom.<entity>.<key>`.
        Choice = "choice", "单选", "Choice";
        /// Yes or no.
        Boolean = "boolean", "布尔", "Boolean";
    }
}

entity! {
    /// The definition of a custom field (自定义字段).
    pub record FieldDefinition = 10, "field_definition", "自定义字段", "Custom field";
    read anyone;
    epoch;
    unique (entity, number);
    {
        /// The entity whose records have it.
        20 entity: String = "对象", "Entity", LIST CREATE_ONLY, MAX(64);
        /// Its key, unique within the entity; `custom.<key>` in filters.
        21 key: String = "标识", "Key", LIST CREATE_ONLY, MAX(64);
        /// Its stable number, 10 000 and above.
        22 number: i64 = "编号", "Number", LIST READONLY;
        /// What it holds.
        23 kind: CustomKind = "类型", "Kind", LIST CREATE_ONLY;
        /// Chinese label.
        24 label: String = "名称", "Label", LIST, MAX(64);
        /// English label.
        25 label_en: Option<String> = "英文名称", "English label", LIST, MAX(64);
        /// Whether a record must have it.
        26 required: bool = "必填", "Required", LIST, DEFAULT(false);
        /// Whether filters and sorts on it are fast.
        27 indexed: bool = "索引", "Indexed", LIST, DEFAULT(false);
        /// Whether it is no longer offered; old values stay.
        28 archived: bool = "已停用", "Archived", LIST, DEFAULT(false);
    }
}
