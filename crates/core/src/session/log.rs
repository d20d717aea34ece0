//! The two logs that are always on: what changed, and which command did it.

use crate::model::{CommandId, DeviceId, Timestamp};
use crate::org::EmployeeId;
use crate::{choice, entity, id_type};

id_type!(
    /// Names a row of any entity.
    RecordId,
    "record"
);

choice! {
    /// What happened to a row.
    pub enum ChangeKind = "change_kind" {
        Created = "created", "新建", "Created";
        Updated = "updated", "编辑", "Updated";
        Deleted = "deleted", "删除", "Deleted";
        Restored = "restored", "恢复", "Restored";
        /// A link was removed; the old values are all here.
        Removed = "removed", "移除", "Removed";
        /// What lay in the recycle bin was removed for good.
        Purged = "purged", "彻底删除", "Purged";
    }
}

entity! {
    /// One row changed by one command (操作记录), field by field, in commit order.
    pub log ChangeLog = 90, "change_log", "操作记录", "Change log";
    read internal;
    index (root_id);
    index (command_id);
    {
        /// The entity's number.
        20 entity: i64 = "对象", "Entity";
        /// The row.
        21 record_id: RecordId = "记录", "Record";
        /// The record under whose history it stands: the row's root, or the row itself.
        31 root_id: RecordId = "主记录", "Root";
        /// What happened.
        22 kind: ChangeKind = "操作", "Kind";
        /// The row's revision afterwards.
        23 rev: i64 = "版本", "Revision";
        /// Who; nobody for the system.
        24 actor_id: Option<EmployeeId> = "操作人", "Actor";
        /// When.
        25 at: Timestamp = "时间", "At";
        /// The command.
        26 command_id: CommandId = "命令", "Command";
        /// The command's name.
        27 command: String = "操作", "Command name";
        /// `{"field number": [old, new]}` in stored form, secrets left out.
        28 fields: String = "变更", "Fields", LONG, PII(Content);
        /// The owner before.
        29 owner_before: Option<EmployeeId> = "原负责人", "Owner before";
        /// The owner afterwards.
        30 owner_after: Option<EmployeeId> = "现负责人", "Owner after";
    }
}

entity! {
    /// One command that was carried out, in commit order.
    pub log CommandLog = 91, "command_log", "命令记录", "Command log";
    read internal;
    unique (command_id);
    {
        /// The client-made id.
        20 command_id: CommandId = "命令编号", "Command";
        /// The stable name.
        21 name: String = "命令", "Name";
        /// The version of its arguments.
        22 version: i64 = "版本", "Version";
        /// Who; nobody for the system.
        23 actor_id: Option<EmployeeId> = "操作人", "Actor";
        /// The installation on which it was given.
        24 device_id: DeviceId = "设备", "Device";
        /// When it was carried out.
        25 at: Timestamp = "时间", "At";
        /// When it was given: earlier where a device had no connection.
        31 given_at: Timestamp = "提交时间", "Given at";
        /// SHA-256 of the arguments in hexadecimal: the same id with other arguments is refused.
        26 payload: String = "参数散列", "Payload hash";
        /// The outcome as JSON: value and warnings.
        27 outcome: String = "结果", "Outcome", LONG;
        /// The operation it needed.
        29 operation: Option<String> = "权限", "Operation";
        /// Whether it can be taken back.
        30 undoable: bool = "可撤销", "Undoable";
        /// The command that this one took back.
        28 undoes: Option<CommandId> = "撤销", "Undoes", INDEXED;
    }
}
