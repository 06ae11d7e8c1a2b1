//! Files, written whole or not at all.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

use crate::failure::{Failure, Outcome, Result};
use crate::output;

/// The bytes of a file; `-` is standard input.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    if path != Path::new("-") {
        return fs::read(path).map_err(Failure::read(path));
    }
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes).map_err(Failure::read(Path::new("standard input")))?;
    Ok(bytes)
}

/// Writes to the file, whole or not at all, or to standard output.
pub(crate) fn write(path: Option<&Path>, text: &str) -> Result {
    let Some(path) = path else {
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
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let old = fs::metadata(&path).ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        return fs::write(&path, text);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut beside = tempfile::Builder::new();
    let permissions = old.map(|old| old.permissions());
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
    beside.persist(&path)?;
    Ok(())
}
