//! A command that was given on another device.

use crate::model::{CommandId, DeviceId, Timestamp};
use crate::org::EmployeeId;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// A command that was given on another device, which carried it out on its own copy: what the hub
/// needs to carry it out once more, with the same ids. See [`Crm::accept`](crate::session::Crm).
///
/// The device is trusted with who acts and when, as a host is; the hub decides what he may do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// Its id, from which the ids of what it makes follow.
    pub command_id: CommandId,
    /// The device.
    pub device: DeviceId,
    /// Who gave it.
    pub actor: EmployeeId,
    /// When; by the device's clock.
    pub given_at: Timestamp,
    /// Its stable name.
    pub command: String,
    /// The version of its arguments.
    pub version: u16,
    /// Its arguments.
    pub arguments: Json,
}
