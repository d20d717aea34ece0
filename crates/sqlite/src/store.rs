//! The store.

use crate::control::{Interrupts, Limit};
use crate::gate::Gate;
use crate::open::{self, Site};
use crate::open::{check, migrate};
use crate::options::OpenOptions;
use crate::reader::Tx;
use crate::transaction;
use crmkit_core::error::codes;
use crmkit_core::model::Registry;
use crmkit_core::store::{Capability, Identity, Problem, Reader, Store, Writer};
use crmkit_core::{Error, Result};
use crmkit_sql::schema::Schema;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// A company in a SQLite file.
///
/// # Behavior
/// While suspended, calls fail with `closed`: on a phone a call that silently took the file's lock
/// again would let the system kill the process. `suspend` and `close` wait for running
/// transactions as long as for another process, interrupt them, and then fail with
/// `storage.busy`, the store staying open.
///
/// A copy of the file without its `-wal` lacks the last commits: use [`Store::backup_to`].
pub struct SqliteStore {
    pub(crate) gate: Gate,
    identity: Identity,
}

impl SqliteStore {
    /// Opens a file, making or upgrading it where needed.
    ///
    /// # Errors
    /// `storage.not_crmkit`, `storage.schema_too_new` and `storage.schema_tampered`, each before
    /// anything is written; `unsupported` for a URI or a key; other storage errors.
    pub fn open(path: impl AsRef<Path>, options: OpenOptions) -> Result<Self> {
        let schema = Schema::of(&options.registry);
        Self::open_with(path.as_ref(), options, schema)
    }

    pub(crate) fn open_with(path: &Path, mut options: OpenOptions, schema: Schema) -> Result<Self> {
        open::plain_path(path)?;
        // SQLite counts milliseconds in 32 bits.
        let longest = Duration::from_millis(i32::MAX.unsigned_abs().into());
        options.busy_timeout = options.busy_timeout.min(longest);
        let what = |_| Error::new(&codes::STORAGE).with("what", "the path cannot be resolved");
        let path = std::path::absolute(path).map_err(what)?;
        let mut site = Site { path, options, schema, interrupts: Interrupts::default() };
        let (conn, purpose) = open::first(&site)?;
        let identity = open::identity(&conn.db);
        // A file that is removed while it is open is not made again by a later connection.
        site.options.create = false;
        Ok(Self { gate: Gate::new(site, conn, purpose), identity: identity? })
    }

    fn limit(&self, deadline: Option<Duration>) -> Limit {
        Limit::new(deadline, &self.gate.site.interrupts)
    }

    fn work(&self, tx: &Tx<'_>, work: &mut dyn FnMut(&dyn Writer) -> Result<()>) -> Result<()> {
        let version = migrate::version(&tx.conn.db)?;
        if version != self.gate.site.schema.version {
            let supported = self.gate.site.schema.version;
            return Err(Error::new(&codes::SCHEMA_TOO_NEW)
                .with("found", version)
                .with("supported", supported));
        }
        work(tx)?;
        tx.conn.control.check()
    }
}

impl Store for SqliteStore {
    fn capability(&self) -> Capability {
        Capability { name: "sqlite", durable: true, backup: true, shared: true }
    }

    fn registry(&self) -> &Registry {
        &self.gate.site.options.registry
    }

    fn identity(&self) -> Identity {
        self.identity
    }

    fn read(
        &self,
        deadline: Option<Duration>,
        work: &mut dyn FnMut(&dyn Reader) -> Result<()>,
    ) -> Result<()> {
        let limit = self.limit(deadline);
        let lease = self.gate.reader()?;
        let conn = lease.conn()?;
        conn.control.arm(limit);
        transaction::begin_reading(conn)?;
        let result = work(&Tx { conn });
        conn.control.disarm();
        transaction::end_reading(conn);
        result
    }

    fn write(
        &self,
        deadline: Option<Duration>,
        work: &mut dyn FnMut(&dyn Writer) -> Result<()>,
    ) -> Result<()> {
        let limit = self.limit(deadline);
        let lease = self.gate.writer(limit)?;
        let conn = lease.conn()?;
        let site = &self.gate.site;
        transaction::begin_within(conn, site.options.busy_timeout, limit, &site.interrupts)?;
        conn.control.arm(limit);
        let worked = self.work(&Tx { conn }, work);
        conn.control.disarm();
        let done = worked.and_then(|()| transaction::commit(&conn.db));
        if done.is_err() {
            conn.forget();
            transaction::roll_back(&conn.db);
        }
        done
    }

    fn interrupt(&self) {
        self.gate.site.interrupts.fetch_add(1, Ordering::SeqCst);
    }

    fn backup_to(&self, path: &Path) -> Result<()> {
        let limit = self.limit(None);
        let lease = self.gate.reader()?;
        let conn = lease.conn()?;
        conn.control.arm(limit);
        migrate::copy(&conn.db, path)
    }

    fn check(&self) -> Result<Vec<Problem>> {
        let limit = self.limit(None);
        // FTS5 checks with what the connection remembers of the index, and calls it damaged when
        // another one has changed it since.
        let lease = self.gate.fresh_reader()?;
        let conn = lease.conn()?;
        conn.control.arm(limit);
        transaction::begin_reading(conn)?;
        check::problems(conn, &self.gate.site, self.identity.role)
    }

    fn suspend(&self) -> Result<()> {
        self.gate.suspend()
    }

    fn resume(&self) -> Result<()> {
        self.gate.resume()
    }

    fn close(&self) -> Result<()> {
        self.gate.close()
    }
}
