//! The declaration of an entity: everything that storage, filters, audit, import, bindings and
//! forms need to know about it, written once by `entity!`.

use super::{Field, Kind, Label, Raw, Row, Timestamp, Value};
use crate::error::{Error, Result, codes};
use uuid::Uuid;

/// How rows of an entity live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntityKind {
    /// A business record: never hard-deleted, has custom fields.
    Record,
    /// A connection of records (a team member, a role's right): deletion removes the row, and
    /// the change log keeps what it was.
    Link,
    /// An append-only log in commit order.
    Log,
}

/// What happens when two people changed the same field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merge {
    /// The later edit stays.
    LaterEdit,
    /// The hub's value stays.
    HubWins,
    /// The person is asked.
    Ask,
    /// It never changes.
    Never,
}

/// Personal-data class of a field, for disclosure and erasure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pii {
    /// Says nothing about a person.
    None,
    /// Names a person.
    Identity,
    /// Reaches a person.
    Contact,
    /// Tells where a person is.
    Location,
    /// Free text in which anything may stand.
    Content,
}

/// What is special about a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FieldFlags(pub u32);

impl FieldFlags {
    /// Part of list rows.
    pub const LIST: u32 = 1;
    /// Found by the search box.
    pub const SEARCH: u32 = 1 << 1;
    /// A telephone number: validated, and found by its digits.
    pub const PHONE: u32 = 1 << 2;
    /// An e-mail address: validated.
    pub const EMAIL: u32 = 1 << 3;
    /// Written by rules only.
    pub const READONLY: u32 = 1 << 4;
    /// Written by rules and no business edit: leaves `updated_at` alone.
    pub const DERIVED: u32 = 1 << 5;
    /// The employee who owns the row; decides who sees it.
    pub const OWNER: u32 = 1 << 6;
    /// The record from which the row inherits its visibility.
    pub const ROOT: u32 = 1 << 7;
    /// Never in logs, events, lists, exports or errors.
    pub const SECRET: u32 = 1 << 8;
    /// Given at creation and only there.
    pub const CREATE_ONLY: u32 = 1 << 9;
    /// Several lines.
    pub const LONG: u32 = 1 << 10;
    /// A system column that every row has.
    pub const SYSTEM: u32 = 1 << 11;
    /// Has its own list index.
    pub const SORTED: u32 = 1 << 12;
    /// Indexed for lookups.
    pub const INDEXED: u32 = 1 << 13;
    /// The pool in which an unowned row lies.
    pub const POOL: u32 = 1 << 14;
    /// The code of an administrative division; a division's names are taken for it.
    pub const REGION: u32 = 1 << 15;
    /// Degrees north, −90 to 90; stands with a longitude.
    pub const LATITUDE: u32 = 1 << 16;
    /// Degrees east, −180 to 180.
    pub const LONGITUDE: u32 = 1 << 17;
    /// The cell of the map in which latitude and longitude lie.
    pub const CELL: u32 = 1 << 18;
    /// The record that this one became: its operation log is read with that one's.
    pub const BECAME: u32 = 1 << 19;
    /// The record with which a row lies in a pool: members see it there if they may read such rows.
    pub const POOLED: u32 = 1 << 20;
    /// What a rule notes for later: logged, and left out where people read the log.
    pub const NOTED: u32 = 1 << 21;

    /// Whether a flag is set.
    pub const fn has(self, flag: u32) -> bool {
        self.0 & flag != 0
    }
}

/// One field of an entity.
#[derive(Debug, PartialEq, Eq)]
pub struct FieldMeta {
    /// Stable number, below 10 000, never reused.
    pub no: u16,
    /// Stable name, also the column's.
    pub name: &'static str,
    /// What people read.
    pub label: Label,
    /// What it is for.
    pub doc: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it may be absent.
    pub nullable: bool,
    /// What is special about it.
    pub flags: FieldFlags,
    /// How concurrent edits meet.
    pub merge: Merge,
    /// Personal-data class.
    pub pii: Pii,
    /// Longest text in characters; 0 = not text.
    pub max: u32,
    /// The uniqueness it stands under, e.g. `customer.name`.
    pub unique: Option<&'static str>,
    /// The user-editable option list its value comes from, e.g. `source`.
    pub options: Option<&'static str>,
    /// The field it repeats, as `entity.field`: who may not read that one does not read this one.
    pub copies: Option<&'static str>,
    /// Fields of which it lets something be known, as `entity.field`: a pool that hides one of them
    /// hides this one.
    pub tells: &'static [&'static str],
    /// Whether a new record has a value without being told one.
    pub defaulted: bool,
}

impl FieldMeta {
    /// Whether a flag is set.
    pub const fn is(&self, flag: u32) -> bool {
        self.flags.has(flag)
    }

    /// Whether a person must give it.
    pub const fn required(&self) -> bool {
        !self.nullable && !self.defaulted && !self.is(FieldFlags::READONLY)
    }
}

/// Who may read an entity's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadRule {
    /// Every active employee.
    Anyone,
    /// Nobody: rules and logs only.
    Internal,
    /// Who has the operation, within its scope: by owner and team, by root, or everything.
    Operation(&'static str),
    /// Who sees a record to which the row belongs.
    Root,
    /// Who made the row.
    Author,
    /// Whom the row names; everything for who has the operation.
    Named(&'static str),
    /// Whom the link entity lists, by employee or department; everything for who has the
    /// operation.
    Members(&'static str, &'static str),
}

/// An index beyond those that follow from field flags.
#[derive(Debug, PartialEq, Eq)]
pub struct IndexMeta {
    /// Columns in order.
    pub columns: &'static [&'static str],
    /// Whether equal keys are refused by storage itself; only for keys inside one root.
    pub unique: bool,
}

/// The declaration of an entity. Two are equal if their numbers are.
#[derive(Debug, Eq)]
pub struct EntityMeta {
    /// Stable number, never reused.
    pub no: u16,
    /// Stable name, also the table's.
    pub name: &'static str,
    /// What people read.
    pub label: Label,
    /// What it is.
    pub doc: &'static str,
    /// How its rows live.
    pub kind: EntityKind,
    /// The fields, in column order; the system fields first.
    pub fields: &'static [FieldMeta],
    /// The flags that some field has: most questions for a flag are answered without the fields.
    pub flags: FieldFlags,
    /// Who may read its rows.
    pub read: ReadRule,
    /// The link entity that holds its team members, if it has a team.
    pub team: Option<&'static str>,
    /// Further indexes.
    pub indexes: &'static [IndexMeta],
    /// Whether a change invalidates cached rights and definitions.
    pub epoch: bool,
    /// Whether an undo leaves its rows: they tell what has been, as a price that was valid or a
    /// number that was given out.
    pub lasting: bool,
}

impl PartialEq for EntityMeta {
    fn eq(&self, other: &Self) -> bool {
        self.no == other.no
    }
}

impl EntityMeta {
    /// The flags that some of these fields have.
    pub const fn flags_of(mut fields: &[FieldMeta]) -> FieldFlags {
        let mut flags = 0;
        while let [first, rest @ ..] = fields {
            flags |= first.flags.0;
            fields = rest;
        }
        FieldFlags(flags)
    }

    /// The position and declaration of a field.
    pub fn field(&self, name: &str) -> Option<(usize, &'static FieldMeta)> {
        self.fields.iter().enumerate().find(|(_, f)| f.name == name)
    }

    /// Whether this is what several of its records are called: `leads`, `opportunities`.
    pub fn is_several(&self, name: &str) -> bool {
        match self.name.strip_suffix('y') {
            Some(stem) => name.strip_suffix("ies") == Some(stem),
            None => name.strip_suffix('s') == Some(self.name),
        }
    }

    /// The position of a field that has a flag.
    pub fn flagged(&self, flag: u32) -> Option<usize> {
        if self.flags.has(flag) { self.fields.iter().position(|f| f.is(flag)) } else { None }
    }

    /// The position of the first field of a kind.
    pub fn flagged_kind(&self, kind: Kind) -> Option<usize> {
        self.fields.iter().position(|f| f.kind == kind)
    }

    /// The position of a field that is declared for certain.
    pub fn position(&self, name: &str) -> usize {
        self.fields.iter().position(|f| f.name == name).unwrap_or(usize::MAX)
    }

    /// The column of the owner.
    pub fn owner(&self) -> Option<usize> {
        self.flagged(FieldFlags::OWNER)
    }

    /// The columns of latitude, longitude and map cell.
    pub fn place(&self) -> Option<[usize; 3]> {
        let at = |flag| self.flagged(flag);
        Some([at(FieldFlags::LATITUDE)?, at(FieldFlags::LONGITUDE)?, at(FieldFlags::CELL)?])
    }

    /// The column of the pool in which a row may lie.
    pub fn pool(&self) -> Option<usize> {
        self.flagged(FieldFlags::POOL)
    }

    /// The column of the record with which a row lies in a pool.
    pub fn pooled(&self) -> Option<usize> {
        self.flagged(FieldFlags::POOLED)
    }

    /// The columns of the records whose visibility the rows inherit.
    pub fn roots(&self) -> impl Iterator<Item = usize> {
        let fields = if self.flags.has(FieldFlags::ROOT) { self.fields } else { &[] };
        fields.iter().enumerate().filter(|(_, f)| f.is(FieldFlags::ROOT)).map(|(i, _)| i)
    }

    /// Whether it has a recycle bin.
    pub fn recycled(&self) -> bool {
        self.kind == EntityKind::Record
    }

    /// Whether the search box finds it.
    pub fn searched(&self) -> bool {
        self.flags.has(FieldFlags::SEARCH | FieldFlags::PHONE)
    }
}

/// A struct declared by `entity!`.
pub trait Entity: Record {
    /// Its id type.
    type Id: super::TypedId + super::FieldType;
    /// Its list rows.
    type Summary: Record;
    /// A record of which nothing is said yet: defaults, and blanks where there are none.
    fn unsaid() -> Self;
    /// Reads a row whose columns are all the fields, in order.
    ///
    /// # Errors
    /// `storage.damaged` when a stored value is not of its field's kind.
    fn from_row(row: &dyn Row) -> Result<Self>;
    /// The stored value of the field at a position.
    fn raw(&self, position: usize) -> Raw<'_>;
    /// Sets the field at a position.
    ///
    /// # Errors
    /// `storage.damaged` when the value is not of the field's kind.
    fn set(&mut self, position: usize, value: Raw<'_>) -> Result<()>;
    /// Its id.
    fn id(&self) -> Self::Id;
    /// The typed value of the field at a position.
    ///
    /// # Errors
    /// `storage.damaged` when the stored value is not of the field's kind.
    fn value(&self, position: usize) -> Result<Value> {
        Self::META.fields.get(position).map_or(Ok(Value::Null), |f| f.kind.read(self.raw(position)))
    }
}

/// A shape of an entity that is read from rows: the entity itself or its list row.
pub trait Record: Sized + Clone + Send + Sync + 'static {
    /// The entity.
    const META: &'static EntityMeta;
    /// The columns it is read from, as positions in [`EntityMeta::fields`].
    const COLUMNS: &'static [usize];
    /// The places among these of the columns that nobody may read.
    const SECRET: &'static [usize];
    /// Reads a row of those columns.
    ///
    /// # Errors
    /// `storage.damaged` when a stored value is not of its field's kind.
    fn read(row: &dyn Row) -> Result<Self>;
    /// Its values of custom fields.
    fn custom_mut(&mut self) -> Option<&mut super::Custom>;
    /// The names of the fields that are blank because the caller may not read them.
    fn masked_mut(&mut self) -> &mut Vec<String>;
}

/// The changed fields of a record, made by `entity!` from its declaration.
pub trait Patch<E: Entity>: Clone + Send + Sync + 'static {
    /// Writes the changed fields into the record.
    ///
    /// # Errors
    /// `query.unknown_field`, `value.read_only` or `value.required` for a field in `clear` that
    /// does not exist, is not the caller's, or must not be empty.
    fn apply(&self, record: &mut E) -> Result<()>;
    /// The values of custom fields to change, by key.
    fn custom(&self) -> Option<&super::Custom>;
    /// The declared fields that it names, those to empty among them.
    fn named(&self) -> Vec<&str>;
}

/// The names of the fields at the masked places of a record; what nobody ever reads is not worth a
/// word.
pub fn masked(entity: &EntityMeta, columns: &[usize], masked: &[usize]) -> Vec<String> {
    let field = |place: &usize| columns.get(*place).and_then(|column| entity.fields.get(*column));
    let told = masked.iter().filter_map(field).filter(|field| !field.is(FieldFlags::SECRET));
    told.map(|field| field.name.to_owned()).collect()
}

/// Why a patch may not empty a field.
pub fn cannot_clear(entity: &'static EntityMeta, name: &str) -> Error {
    let code = match entity.field(name) {
        None => &codes::UNKNOWN_FIELD,
        Some((_, f))
            if f.is(FieldFlags::READONLY)
                || f.is(FieldFlags::DERIVED)
                || f.is(FieldFlags::CREATE_ONLY) =>
        {
            &codes::READ_ONLY_FIELD
        }
        Some(_) => &codes::REQUIRED,
    };
    Error::new(code).entity(entity.name).field(name)
}

/// The columns that every [`EntityKind::Record`] begins with, besides its own fields.
pub mod system {
    use super::{Field, Timestamp, Uuid};

    /// The handle of `created_at`.
    pub const CREATED_AT: Field<Timestamp> = Field::new("created_at");
    /// The handle of `updated_at`.
    pub const UPDATED_AT: Field<Timestamp> = Field::new("updated_at");
    /// The handle of `deleted_at`.
    pub const DELETED_AT: Field<Option<Timestamp>> = Field::new("deleted_at");
    /// The position of `id`.
    pub const ID: usize = 0;
    /// The position of `rev`.
    pub const REV: usize = 1;
    /// The position of `created_at`.
    pub const CREATED: usize = 2;
    /// The position of `created_by`.
    pub const CREATED_BY: usize = 3;
    /// The position of `updated_at`.
    pub const UPDATED: usize = 4;
    /// The position of `updated_by`.
    pub const UPDATED_BY: usize = 5;
    /// The position of `deleted_at`.
    pub const DELETED: usize = 6;
    /// The position of `deleted_by`.
    pub const DELETED_BY: usize = 7;
    /// The position of `custom`.
    pub const CUSTOM: usize = 8;
    /// The id of the system actor in logs: nobody.
    pub const NOBODY: Uuid = Uuid::nil();
}
