//! The C functions through which SQLite works on the disk.
#![allow(unsafe_code, reason = "SQLite's interface to file systems")]

use crate::disk::{Disk, Operation, Shared, Verdict, with};
use rusqlite::ffi;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr::{null, null_mut};
use std::sync::Once;

/// A file as SQLite holds it: its methods first, as the interface demands.
#[repr(C)]
struct Open {
    base: ffi::sqlite3_file,
    handle: *mut Handle,
}

struct Handle {
    path: String,
    id: u64,
    passing: bool,
}

const NAME: &CStr = c"crmkit-sim";

/// Where the disk's files lie; SQLite's own temporary ones do too.
const ROOT: &str = "/sim/";

/// Makes the disk a part of the file system of every connection opened from now on: what lies
/// under `/sim/`. All else lies where it always did.
pub fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: no name asks for the one that SQLite uses; it lives as long as the process.
        let real = unsafe { ffi::sqlite3_vfs_find(null()) };
        assert!(!real.is_null(), "SQLite has no file system");
        // SAFETY: as above.
        let (file, path) = unsafe { ((*real).szOsFile, (*real).mxPathname) };
        let vfs = ffi::sqlite3_vfs {
            iVersion: 1,
            szOsFile: file.max(size_of::<Open>() as c_int),
            mxPathname: path.max(1024),
            pNext: null_mut(),
            zName: NAME.as_ptr(),
            pAppData: real.cast::<c_void>(),
            xOpen: Some(open),
            xDelete: Some(delete),
            xAccess: Some(access),
            xFullPathname: Some(full_pathname),
            xDlOpen: None,
            xDlError: None,
            xDlSym: None,
            xDlClose: None,
            xRandomness: Some(randomness),
            xSleep: Some(sleep),
            xCurrentTime: Some(current_time),
            xGetLastError: Some(last_error),
            xCurrentTimeInt64: None,
            xSetSystemCall: None,
            xGetSystemCall: None,
            xNextSystemCall: None,
        };
        // SAFETY: SQLite keeps the pointer for the life of the process; the box is never freed.
        let told = unsafe { ffi::sqlite3_vfs_register(Box::leak(Box::new(vfs)), 1) };
        assert_eq!(told, ffi::SQLITE_OK, "SQLite did not take the file system");
    });
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// The handle of a file that SQLite passes.
///
/// # Safety
/// `file` is one that [`open`] filled and [`close`] has not seen.
unsafe fn handle<'a>(file: *mut ffi::sqlite3_file) -> &'a Handle {
    // SAFETY: the caller says so; `open` stored a pointer from a box.
    unsafe { &*(*file.cast::<Open>()).handle }
}

/// SQLite's own file system, where a path is one of its files.
///
/// # Safety
/// `vfs` is the one of [`install`], and `name` is nothing or a string.
unsafe fn elsewhere<'a>(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
) -> Option<&'a mut ffi::sqlite3_vfs> {
    // SAFETY: the caller says so; `install` keeps the pointer to what lives as long as the process.
    unsafe {
        let simulated = name.is_null() || path(name).starts_with(ROOT);
        (!simulated).then(|| &mut *(*vfs).pAppData.cast::<ffi::sqlite3_vfs>())
    }
}

/// A path that SQLite passes.
///
/// # Safety
/// `name` is a string that ends with a zero byte.
unsafe fn path(name: *const c_char) -> String {
    // SAFETY: the caller says so.
    unsafe { CStr::from_ptr(name) }.to_string_lossy().into_owned()
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: SQLite passes what it was given, and room for a file of either kind.
    if let Some(real) = unsafe { elsewhere(vfs, name) } {
        // SAFETY: as above.
        return real.xOpen.map_or(ffi::SQLITE_CANTOPEN, |open| unsafe {
            open(real, name, file, flags, out_flags)
        });
    }
    let open = file.cast::<Open>();
    // SAFETY: SQLite gives room for `szOsFile` bytes; no methods yet means that a failed open
    // needs no close.
    unsafe { (*open).base.pMethods = null() };
    let named = !name.is_null();
    // SAFETY: a name that is there is a string.
    let path = if named { unsafe { path(name) } } else { String::new() };
    let made = with(|disk| {
        if disk.tick(Operation::Open) != Verdict::Works {
            return None;
        }
        disk.made += 1;
        let path = if named { path } else { format!("temporary-{}", disk.made) };
        if !disk.exists(&path) {
            if flags & ffi::SQLITE_OPEN_CREATE == 0 {
                return None;
            }
            disk.create(&path);
        }
        *disk.handles.entry(path.clone()).or_default() += 1;
        let passing = !named || flags & ffi::SQLITE_OPEN_DELETEONCLOSE != 0;
        Some(Handle { path, id: disk.made, passing })
    });
    let Some(handle) = made else { return ffi::SQLITE_CANTOPEN };
    // SAFETY: as above; the out parameter is optional.
    unsafe {
        (*open).handle = Box::into_raw(Box::new(handle));
        (*open).base.pMethods = &METHODS;
        if !out_flags.is_null() {
            *out_flags = flags;
        }
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: `open` made it from a box, and SQLite closes a file once.
    let handle = unsafe { Box::from_raw((*file.cast::<Open>()).handle) };
    with(|disk| {
        if let Some(open) = disk.handles.get_mut(&handle.path) {
            *open -= 1;
        }
        if let Some(levels) = disk.levels.get_mut(&handle.path) {
            levels.remove(&handle.id);
        }
        if let Some(shared) = disk.shared.get_mut(&handle.path) {
            shared.locks.remove(&handle.id);
        }
        if handle.passing {
            disk.delete(&handle.path, true);
        }
    });
    ffi::SQLITE_OK
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    buffer: *mut c_void,
    amount: c_int,
    offset: i64,
) -> c_int {
    // SAFETY: SQLite passes a file of ours and a buffer of so many bytes.
    let (handle, buffer) = unsafe {
        (handle(file), std::slice::from_raw_parts_mut(buffer.cast::<u8>(), amount as usize))
    };
    with(|disk| {
        if disk.tick(Operation::Read) != Verdict::Works {
            return ffi::SQLITE_IOERR_READ;
        }
        let content = disk.content(&handle.path).map_or(&[][..], Vec::as_slice);
        let rest = content.get(offset as usize..).unwrap_or_default();
        let there = rest.len().min(buffer.len());
        buffer[..there].copy_from_slice(&rest[..there]);
        buffer[there..].fill(0);
        if there == buffer.len() { ffi::SQLITE_OK } else { ffi::SQLITE_IOERR_SHORT_READ }
    })
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    buffer: *const c_void,
    amount: c_int,
    offset: i64,
) -> c_int {
    // SAFETY: SQLite passes a file of ours and a buffer of so many bytes.
    let (handle, buffer) =
        unsafe { (handle(file), std::slice::from_raw_parts(buffer.cast::<u8>(), amount as usize)) };
    with(|disk| match disk.tick(Operation::Write) {
        Verdict::Works => {
            disk.write(&handle.path, offset as usize, buffer);
            ffi::SQLITE_OK
        }
        Verdict::FailsHalfDone => {
            disk.write(&handle.path, offset as usize, &buffer[..buffer.len() / 2]);
            ffi::SQLITE_FULL
        }
        Verdict::Fails => ffi::SQLITE_IOERR_WRITE,
    })
}

/// Does an operation on a file that has no other outcome than done or failed.
unsafe fn simple(
    file: *mut ffi::sqlite3_file,
    operation: Operation,
    failed: c_int,
    work: impl FnOnce(&mut Disk, &str),
) -> c_int {
    // SAFETY: SQLite passes a file of ours.
    let handle = unsafe { handle(file) };
    with(|disk| match disk.tick(operation) {
        Verdict::Works => {
            work(disk, &handle.path);
            ffi::SQLITE_OK
        }
        _ => failed,
    })
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    // SAFETY: SQLite passes a file of ours.
    unsafe {
        simple(file, Operation::Truncate, ffi::SQLITE_IOERR_TRUNCATE, |disk, path| {
            disk.truncate(path, size as usize);
        })
    }
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    // SAFETY: SQLite passes a file of ours.
    unsafe { simple(file, Operation::Sync, ffi::SQLITE_IOERR_FSYNC, Disk::sync) }
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, size: *mut i64) -> c_int {
    // SAFETY: SQLite passes a file of ours and a place for the size.
    unsafe {
        simple(file, Operation::Size, ffi::SQLITE_IOERR_FSTAT, |disk, path| {
            *size = disk.content(path).map_or(0, |c| c.len() as i64);
        })
    }
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: SQLite passes a file of ours.
    let handle = unsafe { handle(file) };
    with(|disk| {
        if disk.tick(Operation::Lock) != Verdict::Works {
            return ffi::SQLITE_IOERR_LOCK;
        }
        let levels = disk.levels.entry(handle.path.clone()).or_default();
        let others = levels.iter().filter(|(id, _)| **id != handle.id).map(|(_, level)| *level);
        let highest = others.max().unwrap_or(ffi::SQLITE_LOCK_NONE);
        let free = match level {
            ffi::SQLITE_LOCK_SHARED => highest < ffi::SQLITE_LOCK_PENDING,
            ffi::SQLITE_LOCK_RESERVED => highest < ffi::SQLITE_LOCK_RESERVED,
            _ => highest == ffi::SQLITE_LOCK_NONE,
        };
        if free {
            let held = levels.entry(handle.id).or_default();
            *held = level.max(*held);
        }
        if free { ffi::SQLITE_OK } else { ffi::SQLITE_BUSY }
    })
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: SQLite passes a file of ours.
    let handle = unsafe { handle(file) };
    with(|disk| {
        disk.levels.entry(handle.path.clone()).or_default().insert(handle.id, level);
    });
    ffi::SQLITE_OK
}

unsafe extern "C" fn check_reserved(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    // SAFETY: SQLite passes a file of ours and a place for the answer.
    unsafe {
        simple(file, Operation::Lock, ffi::SQLITE_IOERR_CHECKRESERVEDLOCK, |disk, path| {
            let levels = disk.levels.get(path);
            let taken = |l: &i32| *l >= ffi::SQLITE_LOCK_RESERVED;
            *out = c_int::from(levels.is_some_and(|levels| levels.values().any(taken)));
        })
    }
}

unsafe extern "C" fn file_control(_: *mut ffi::sqlite3_file, _: c_int, _: *mut c_void) -> c_int {
    ffi::SQLITE_NOTFOUND
}

unsafe extern "C" fn sector_size(_: *mut ffi::sqlite3_file) -> c_int {
    4096
}

/// As SQLite's own file system says of ordinary disks.
unsafe extern "C" fn characteristics(_: *mut ffi::sqlite3_file) -> c_int {
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    region: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    let mut memory = null_mut();
    let share = |disk: &mut Disk, path: &str| {
        let Shared { regions, .. } = disk.shared.entry(path.to_owned()).or_default();
        while extend != 0 && regions.len() <= region as usize {
            regions.push(vec![0_u64; size as usize / 8].into_boxed_slice());
        }
        memory = regions.get_mut(region as usize).map_or(null_mut(), |r| r.as_mut_ptr().cast());
    };
    // SAFETY: SQLite passes a file of ours.
    let told = unsafe { simple(file, Operation::Share, ffi::SQLITE_IOERR_SHMMAP, share) };
    // SAFETY: a place for the pointer. The memory stays where it is while handles are open: the
    // vector moves boxes, not what they hold, and is cleared only when nothing is open.
    unsafe { *out = memory };
    told
}

unsafe extern "C" fn shm_lock(
    file: *mut ffi::sqlite3_file,
    offset: c_int,
    n: c_int,
    flags: c_int,
) -> c_int {
    // SAFETY: SQLite passes a file of ours.
    let handle = unsafe { handle(file) };
    let mask = (((1_u32 << n) - 1) << offset) as u8;
    let (unlocks, shares) =
        (flags & ffi::SQLITE_SHM_UNLOCK != 0, flags & ffi::SQLITE_SHM_SHARED != 0);
    with(|disk| {
        // SQLite's own says that the lock is taken, and one waits; that is tried with two processes.
        if !unlocks && disk.tick(Operation::Lock) != Verdict::Works {
            return ffi::SQLITE_IOERR_SHMLOCK;
        }
        let locks = &mut disk.shared.entry(handle.path.clone()).or_default().locks;
        let others = locks.iter().filter(|(id, _)| **id != handle.id);
        let blocks = |(_, other): (_, &crate::disk::Locks)| {
            other.exclusive & mask != 0 || !shares && other.shared & mask != 0
        };
        let free = unlocks || !others.into_iter().any(blocks);
        if !free {
            return ffi::SQLITE_BUSY;
        }
        let mine = locks.entry(handle.id).or_default();
        let bits = if shares { &mut mine.shared } else { &mut mine.exclusive };
        if unlocks {
            *bits &= !mask;
        } else {
            *bits |= mask;
        }
        ffi::SQLITE_OK
    })
}

unsafe extern "C" fn shm_barrier(_: *mut ffi::sqlite3_file) {
    std::sync::atomic::fence(std::sync::atomic::Ordering::SeqCst);
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    // SAFETY: SQLite passes a file of ours.
    let handle = unsafe { handle(file) };
    with(|disk| {
        if let Some(shared) = disk.shared.get_mut(&handle.path) {
            shared.locks.remove(&handle.id);
        }
    });
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    sync_directory: c_int,
) -> c_int {
    // SAFETY: SQLite passes what it was given.
    if let Some(real) = unsafe { elsewhere(vfs, name) } {
        // SAFETY: as above.
        return real.xDelete.map_or(ffi::SQLITE_IOERR_DELETE, |delete| unsafe {
            delete(real, name, sync_directory)
        });
    }
    // SAFETY: SQLite passes a string.
    let path = unsafe { path(name) };
    with(|disk| match disk.tick(Operation::Delete) {
        Verdict::Works if disk.delete(&path, sync_directory != 0) => ffi::SQLITE_OK,
        Verdict::Works => ffi::SQLITE_IOERR_DELETE_NOENT,
        _ => ffi::SQLITE_IOERR_DELETE,
    })
}

unsafe extern "C" fn access(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite passes what it was given.
    if let Some(real) = unsafe { elsewhere(vfs, name) } {
        // SAFETY: as above.
        return real
            .xAccess
            .map_or(ffi::SQLITE_IOERR_ACCESS, |access| unsafe { access(real, name, flags, out) });
    }
    // SAFETY: SQLite passes a string.
    let path = unsafe { path(name) };
    with(|disk| {
        if disk.tick(Operation::Access) != Verdict::Works {
            return ffi::SQLITE_IOERR_ACCESS;
        }
        // An empty file is none, as in SQLite's own file system.
        let there = disk
            .content(&path)
            .is_some_and(|c| flags != ffi::SQLITE_ACCESS_EXISTS || !c.is_empty());
        // SAFETY: SQLite passes a place for the answer.
        unsafe { *out = c_int::from(there) };
        ffi::SQLITE_OK
    })
}

unsafe extern "C" fn full_pathname(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    n: c_int,
    out: *mut c_char,
) -> c_int {
    // SAFETY: SQLite passes what it was given.
    if let Some(real) = unsafe { elsewhere(vfs, name) } {
        // SAFETY: as above.
        return real
            .xFullPathname
            .map_or(ffi::SQLITE_CANTOPEN, |full| unsafe { full(real, name, n, out) });
    }
    // SAFETY: SQLite passes a string and room for so many bytes.
    unsafe {
        let name = CStr::from_ptr(name).to_bytes_with_nul();
        if name.len() > n as usize {
            return ffi::SQLITE_CANTOPEN;
        }
        out.copy_from_nonoverlapping(name.as_ptr().cast::<c_char>(), name.len());
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn randomness(_: *mut ffi::sqlite3_vfs, n: c_int, out: *mut c_char) -> c_int {
    // SAFETY: SQLite passes room for so many bytes.
    let bytes = unsafe { std::slice::from_raw_parts_mut(out.cast::<u8>(), n as usize) };
    with(|disk| bytes.iter_mut().for_each(|byte| *byte = disk.random.next_u64() as u8));
    n
}

unsafe extern "C" fn sleep(_: *mut ffi::sqlite3_vfs, micros: c_int) -> c_int {
    micros
}

unsafe extern "C" fn current_time(_: *mut ffi::sqlite3_vfs, out: *mut f64) -> c_int {
    // SAFETY: a place for the Julian day.
    unsafe { *out = 2_461_000.5 };
    ffi::SQLITE_OK
}

unsafe extern "C" fn last_error(_: *mut ffi::sqlite3_vfs, _: c_int, _: *mut c_char) -> c_int {
    0
}
