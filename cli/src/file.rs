//! Files, written whole or not at all.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::failure::{Failure, Outcome, Result};
use crate::output;

/// Standard input as the file to read, standard output as the one to write.
const STANDARD: &str = "-";

/// The bytes of a file; `-` is standard input, which can be read only once.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    static WAS_READ: AtomicBool = AtomicBool::new(false);
    if path != Path::new(STANDARD) {
        return fs::read(path).map_err(Failure::read(path));
    }
    if WAS_READ.swap(true, Ordering::Relaxed) {
        return Err(Failure::Usage("only one of the files can be `-`, standard input".to_owned()));
    }
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes).map_err(Failure::read(Path::new("standard input")))?;
    Ok(bytes)
}

/// Writes to the file, whole or not at all, or to standard output, which is also `-`.
pub(crate) fn write(path: Option<&Path>, text: &str) -> Result {
    let Some(path) = path.filter(|path| *path != Path::new(STANDARD)) else {
        let mut out = output::stdout();
        out.write_all(text.as_bytes())?;
        out.flush()?;
        return Ok(Outcome::Fine);
    };
    replace(path, text).map_err(|error| Failure::Write(path.to_owned(), error))?;
    Ok(Outcome::Fine)
}

/// Writes beside the file and renames, so that nobody ever reads half of it. A link stays a link, a file keeps its
/// permissions, and a device is only written to.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = follow_links(path)?;
    let old = fs::metadata(&path).ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        return fs::write(&path, text);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        let problem = format!("the folder {} does not exist", folder.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, problem));
    }
    write_beside(&path, folder, old.map(|old| old.permissions()), text).map_err(nameless)
}

/// The file that a link leads to, even when there is no such file yet.
fn follow_links(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        result => return result,
    }
    let mut path = path.to_owned();
    // Links in a circle are another error, so this ends.
    while let Ok(target) = fs::read_link(&path) {
        path = path.parent().unwrap_or(Path::new("")).join(target);
    }
    Ok(path)
}

fn write_beside(
    path: &Path,
    folder: &Path,
    permissions: Option<fs::Permissions>,
    text: &str,
) -> io::Result<()> {
    let mut beside = tempfile::Builder::new();
    #[cfg(unix)]
    if permissions.is_none() {
        use std::os::unix::fs::PermissionsExt;
        // As any new file: the process's mask takes away what it must.
        beside.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut beside = beside.tempfile_in(folder)?;
    beside.write_all(text.as_bytes())?;
    beside.as_file().sync_all()?;
    if let Some(permissions) = permissions {
        beside.as_file().set_permissions(permissions)?;
    }
    beside.persist(path)?;
    Ok(())
}

/// The error without the name of the file beside, which nobody has asked for.
fn nameless(error: io::Error) -> io::Error {
    if error.raw_os_error().is_some() { error } else { error.kind().into() }
}
