//! What is done to a file other than through SQLite: for the copy that is made before an upgrade.
//! Tests have files on a simulated disk, which the operating system knows nothing of.

use std::io::Result;
use std::path::Path;

/// Whether there is a file.
pub(crate) fn exists(path: &Path) -> bool {
    #[cfg(test)]
    if let Some(path) = simulated(path) {
        return crmkit_simvfs::Disk::holds(path);
    }
    path.exists()
}

/// Removes a file.
pub(crate) fn remove(path: &Path) -> Result<()> {
    #[cfg(test)]
    if let Some(path) = simulated(path) {
        return told(crmkit_simvfs::Disk::remove(path));
    }
    std::fs::remove_file(path)
}

/// Waits until the disk has a new file and, where the system can tell, its name.
pub(crate) fn sync(path: &Path) -> Result<()> {
    #[cfg(test)]
    if let Some(path) = simulated(path) {
        return told(crmkit_simvfs::Disk::sync_file(path));
    }
    std::fs::OpenOptions::new().write(true).open(path)?.sync_all()?;
    if let Some(directory) = path.parent() {
        let _ = std::fs::File::open(directory).and_then(|d| d.sync_all());
    }
    Ok(())
}

#[cfg(test)]
fn simulated(path: &Path) -> Option<&str> {
    path.to_str().filter(|path| path.starts_with("/sim/"))
}

#[cfg(test)]
fn told(worked: bool) -> Result<()> {
    if worked { Ok(()) } else { Err(std::io::ErrorKind::Other.into()) }
}
