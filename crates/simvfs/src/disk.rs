//! The files, what of them is safe, and what goes wrong when.

use crmkit_testkit::random::Random;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

/// Bytes of the header of a WAL, the last 16 of which are salts and checksums.
const WAL_HEADER: usize = 32;

/// Bytes of a page in a WAL (of 4096, as in every file here) and of what stands before it: 8 bytes
/// that tell which page it is, and 16 of salts and checksums.
const WAL_FRAME: usize = 24 + 4096;

/// What power loss keeps of what was written and not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Nothing.
    None,
    /// Everything.
    All,
    /// Each write or not.
    SomeWrites,
    /// Each sector of 512 bytes or not.
    SomeSectors,
}

/// How an operation fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Once; the next one works again.
    Once,
    /// So does every one after it.
    FromThenOn,
    /// A write does half of its work first; otherwise as `Once`.
    Short,
    /// The process dies: nothing works until the power is back.
    Death,
}

/// An operation that is to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// Which, counted from the last [`Disk::count_from_here`], the first being 1.
    pub at: u64,
    /// How.
    pub failure: Failure,
}

/// What an operation that is looked at for faults does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    Open,
    Read,
    Write,
    Truncate,
    Sync,
    Delete,
    Access,
    Size,
    Lock,
    /// Of the memory that the users of a WAL share.
    Share,
}

/// How an operation goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Works,
    Fails,
    FailsHalfDone,
}

#[derive(Debug, Clone)]
enum Change {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

#[derive(Debug, Clone, Default)]
struct File {
    /// What a power loss cannot take; nothing while the directory does not know the file.
    durable: Content,
    /// What programs see; nothing when it was removed.
    current: Content,
    /// What lies between the two.
    pending: Vec<Change>,
    /// A removed file that may come back.
    ghost: Content,
}

/// What a file holds: shared until it is written to, as most copies never are.
type Content = Option<Rc<Vec<u8>>>;

/// Shared memory of a WAL, and who holds which of its locks.
#[derive(Default)]
pub(crate) struct Shared {
    pub(crate) regions: Vec<Box<[u64]>>,
    pub(crate) locks: BTreeMap<u64, Locks>,
}

/// The locks of one handle, as bits.
#[derive(Default, Clone, Copy)]
pub(crate) struct Locks {
    pub(crate) shared: u8,
    pub(crate) exclusive: u8,
}

/// All files at one moment.
#[derive(Clone)]
pub struct Image(BTreeMap<String, File>);

/// The disk.
pub struct Disk {
    files: BTreeMap<String, File>,
    pub(crate) shared: BTreeMap<String, Shared>,
    /// Levels of file locks by path and handle.
    pub(crate) levels: BTreeMap<String, BTreeMap<u64, i32>>,
    pub(crate) handles: BTreeMap<String, u64>,
    pub(crate) made: u64,
    operations: Vec<Operation>,
    fault: Option<Fault>,
    dead: bool,
    syncs_lie: bool,
    pub(crate) random: Random,
}

thread_local! {
    static DISK: RefCell<Disk> = RefCell::new(Disk::empty());
}

/// Works on the disk of this thread.
pub(crate) fn with<T>(work: impl FnOnce(&mut Disk) -> T) -> T {
    DISK.with_borrow_mut(work)
}

impl Disk {
    fn empty() -> Self {
        Self {
            files: BTreeMap::new(),
            shared: BTreeMap::new(),
            levels: BTreeMap::new(),
            handles: BTreeMap::new(),
            made: 0,
            operations: Vec::new(),
            fault: None,
            dead: false,
            syncs_lie: false,
            random: Random::new(1),
        }
    }

    /// All files as they are now, with what is not synced.
    pub fn image() -> Image {
        with(|disk| Image(disk.files.clone()))
    }

    /// Puts an image in place of all files. Nothing may be open.
    pub fn restore(image: &Image) {
        with(|disk| {
            disk.nothing_is_open("");
            disk.files = image.0.clone();
            disk.settle("");
        });
    }

    /// Counts operations anew.
    pub fn count_from_here() {
        with(|disk| disk.operations.clear());
    }

    /// How many operations there were since then.
    pub fn operations() -> u64 {
        with(|disk| disk.operations.len() as u64)
    }

    /// Every operation since then with each of these ways to fail, but no case twice: what is not
    /// a write has no half.
    pub fn faults(ways: &[Failure]) -> Vec<Fault> {
        let of = |(at, operation): (u64, &Operation)| {
            let short = *operation == Operation::Write;
            let ways = ways.iter().filter(move |way| short || **way != Failure::Short);
            ways.map(move |failure| Fault { at, failure: *failure })
        };
        with(|disk| (1..).zip(&disk.operations).flat_map(of).collect())
    }

    /// Makes an operation fail, in place of what was to fail before.
    pub fn fail(fault: Option<Fault>) {
        with(|disk| disk.fault = fault);
    }

    /// Whether the process has died.
    pub fn is_dead() -> bool {
        with(|disk| disk.dead)
    }

    /// Whether syncs say that they are done and are not.
    pub fn syncs_lie(lie: bool) {
        with(|disk| disk.syncs_lie = lie);
    }

    /// The process that had a file open is another one now: what it wrote is there, synced or not.
    /// The file may not be open.
    pub fn new_process(path: &str) {
        with(|disk| {
            disk.nothing_is_open(path);
            disk.settle(path);
        });
    }

    /// Copies a database as another process would find it. The target may not be open.
    pub fn copy(from: &str, to: &str) {
        with(|disk| {
            disk.nothing_is_open(to);
            for suffix in ["", "-wal", "-journal"] {
                let content = disk.files.get(&format!("{from}{suffix}"));
                let content = content.and_then(|file| file.current.clone());
                let file = File { durable: content.clone(), current: content, ..File::default() };
                disk.files.insert(format!("{to}{suffix}"), file);
            }
            disk.settle(to);
        });
    }

    /// The power goes and comes back. Nothing may be open.
    pub fn power_loss(seed: u64, kept: Kept) {
        with(|disk| {
            disk.nothing_is_open("");
            let mut random = Random::new(seed);
            let files = std::mem::take(&mut disk.files);
            for (path, file) in files {
                let content = file.after_power_loss(kept, &mut random);
                if content.is_some() {
                    let (durable, current) = (content.clone(), content);
                    let file = File { durable, current, ..File::default() };
                    disk.files.insert(path, file);
                }
            }
            disk.settle("");
        });
    }

    /// A number for what all files hold. Equal runs make equal files but for the salts of a WAL and
    /// the checksums that follow from them: these are left out.
    pub fn fingerprint() -> u64 {
        with(|disk| {
            let mut hasher = DefaultHasher::new();
            for (path, file) in &disk.files {
                let Some(content) = &file.current else { continue };
                (path, content.len()).hash(&mut hasher);
                if path.ends_with("-wal") {
                    let (header, frames) = content.split_at(content.len().min(WAL_HEADER));
                    header.iter().take(16).for_each(|byte| byte.hash(&mut hasher));
                    for frame in frames.chunks(WAL_FRAME) {
                        (frame.get(..8), frame.get(24..)).hash(&mut hasher);
                    }
                } else {
                    content.hash(&mut hasher);
                }
            }
            hasher.finish()
        })
    }

    /// Whether a file is there, as a program asks that does not ask SQLite.
    pub fn holds(path: &str) -> bool {
        with(|disk| disk.exists(path))
    }

    /// A program removes a file itself; says whether that worked.
    pub fn remove(path: &str) -> bool {
        with(|disk| disk.tick(Operation::Delete) == Verdict::Works && disk.delete(path, false))
    }

    /// A program syncs a file and its directory itself; says whether that worked.
    pub fn sync_file(path: &str) -> bool {
        with(|disk| {
            let works = disk.tick(Operation::Sync) == Verdict::Works && disk.exists(path);
            if works {
                disk.sync(path);
            }
            works
        })
    }

    fn nothing_is_open(&self, prefix: &str) {
        let open = self.handles.iter().filter(|(path, n)| path.starts_with(prefix) && **n > 0);
        assert_eq!(open.count(), 0, "files are open");
    }

    fn settle(&mut self, prefix: &str) {
        self.shared.retain(|path, _| !path.starts_with(prefix));
        self.levels.retain(|path, _| !path.starts_with(prefix));
        self.fault = None;
        self.dead = false;
    }

    pub(crate) fn tick(&mut self, operation: Operation) -> Verdict {
        if self.dead {
            return Verdict::Fails;
        }
        self.operations.push(operation);
        let now = self.operations.len() as u64;
        let Some(fault) = self.fault else { return Verdict::Works };
        let here = fault.at == now;
        match fault.failure {
            Failure::FromThenOn if now >= fault.at => Verdict::Fails,
            Failure::Death if here => {
                self.dead = true;
                Verdict::Fails
            }
            Failure::Short if here && operation == Operation::Write => Verdict::FailsHalfDone,
            Failure::Once | Failure::Short if here => Verdict::Fails,
            _ => Verdict::Works,
        }
    }

    pub(crate) fn exists(&self, path: &str) -> bool {
        self.content(path).is_some()
    }

    pub(crate) fn content(&self, path: &str) -> Option<&Vec<u8>> {
        self.files.get(path)?.current.as_deref()
    }

    pub(crate) fn create(&mut self, path: &str) {
        let file = self.files.entry(path.to_owned()).or_default();
        file.current.get_or_insert_default();
    }

    pub(crate) fn write(&mut self, path: &str, at: usize, bytes: &[u8]) {
        self.change(path, Change::Write(at, bytes.to_vec()));
    }

    pub(crate) fn truncate(&mut self, path: &str, size: usize) {
        self.change(path, Change::Truncate(size));
    }

    fn change(&mut self, path: &str, change: Change) {
        if let Some(file) = self.files.get_mut(path) {
            change.apply(Rc::make_mut(file.current.get_or_insert_default()));
            file.pending.push(change);
        }
    }

    /// The file reaches the disk. With a new journal or WAL, SQLite's own file system syncs the
    /// directory too: what was removed from it is then gone.
    pub(crate) fn sync(&mut self, path: &str) {
        let Some(file) = self.files.get_mut(path).filter(|_| !self.syncs_lie) else { return };
        let new = file.durable.is_none();
        let durable = Rc::make_mut(file.durable.get_or_insert_default());
        file.pending.drain(..).for_each(|change| change.apply(durable));
        if new {
            self.sync_directory();
        }
    }

    fn sync_directory(&mut self) {
        self.files.values_mut().for_each(|file| file.ghost = None);
    }

    pub(crate) fn delete(&mut self, path: &str, synced: bool) -> bool {
        let lies = self.syncs_lie;
        let Some(file) = self.files.get_mut(path).filter(|f| f.current.is_some()) else {
            return false;
        };
        let durable = file.durable.take();
        let ghost = if synced && !lies { None } else { durable.or(file.ghost.take()) };
        *file = File { ghost, ..File::default() };
        if synced && !lies {
            self.sync_directory();
        }
        true
    }
}

impl Change {
    fn apply(&self, content: &mut Vec<u8>) {
        match self {
            Change::Write(at, bytes) => {
                let end = at + bytes.len();
                if content.len() < end {
                    content.resize(end, 0);
                }
                content[*at..end].copy_from_slice(bytes);
            }
            Change::Truncate(size) => content.resize(*size, 0),
        }
    }

    /// The parts that reach the disk each for itself.
    fn sectors(&self) -> Vec<Change> {
        match self {
            Change::Write(at, bytes) => {
                let sector = |(n, part): (usize, &[u8])| Change::Write(at + n * 512, part.to_vec());
                bytes.chunks(512).enumerate().map(sector).collect()
            }
            Change::Truncate(_) => vec![self.clone()],
        }
    }
}

impl File {
    /// What is left of it.
    fn after_power_loss(self, kept: Kept, random: &mut Random) -> Content {
        let mut coin = || match kept {
            Kept::None => false,
            Kept::All => true,
            Kept::SomeWrites | Kept::SomeSectors => random.percent(50),
        };
        if self.current.is_none() {
            // Removed: it may come back as it was.
            return self.ghost.filter(|_| !coin());
        }
        let mut content = match self.durable {
            Some(content) => content,
            // Its name may not have reached the directory.
            None if coin() => Rc::default(),
            None => return self.ghost,
        };
        for change in &self.pending {
            let parts =
                if kept == Kept::SomeSectors { change.sectors() } else { vec![change.clone()] };
            for part in parts {
                if coin() {
                    part.apply(Rc::make_mut(&mut content));
                }
            }
        }
        Some(content)
    }
}
