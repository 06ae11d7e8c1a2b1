//! The only part that touches files and the environment.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fmt, fs, io};

use crate::diagnostic::Diagnostics;
use crate::emit;
use crate::table::{OFFICIAL_TABLE, Table};

/// What to generate, from which table, and where.
///
/// ```no_run
/// # use openai_error_policy_build::Config;
/// // in build.rs
/// fn main() -> std::process::ExitCode {
///     openai_error_policy_build::build_script(Config::new().table("gateway-errors.toml"))
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Config {
    table: Option<PathBuf>,
    out_dir: Option<PathBuf>,
    crate_path: String,
    extend_official: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}

impl Config {
    /// The official table, written to cargo's `OUT_DIR`.
    #[must_use]
    pub fn new() -> Self {
        Self {
            table: None,
            out_dir: None,
            crate_path: "::openai_error_policy".to_owned(),
            extend_official: false,
        }
    }

    /// A table of your own. A relative path is taken from the package that is being built.
    #[must_use]
    pub fn table(mut self, path: impl Into<PathBuf>) -> Self {
        self.table = Some(path.into());
        self
    }

    /// Whether the [`table`](Self::table) extends the official one: its rows are added, its policies replace those of
    /// the same name, its unlisted answers come first.
    #[must_use]
    pub fn extend_official(mut self, extend: bool) -> Self {
        self.extend_official = extend;
        self
    }

    /// Where to write, instead of cargo's `OUT_DIR`. A relative path is taken from the working directory, which in a
    /// build script is the package.
    #[must_use]
    pub fn out_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(path.into());
        self
    }

    /// The path of the runtime crate where it is renamed or re-exported, for example `::my_sdk::errors`. It is written
    /// as it is, and a wrong one is an error where the module is compiled.
    #[must_use]
    pub fn crate_path(mut self, path: impl Into<String>) -> Self {
        self.crate_path = path.into();
        self
    }

    /// Writes `error_table.rs` and `error_table.md`. A file that has the right content already is left alone, so
    /// that nothing is rebuilt. Prints nothing.
    ///
    /// # Errors
    /// The table's problems, a file that cannot be read or written, no directory to write to, or no table to
    /// [extend](Self::extend_official) the official one with.
    pub fn compile(&self) -> Result<(), Error> {
        let out_dir = match &self.out_dir {
            Some(dir) => dir.clone(),
            None => PathBuf::from(env::var_os("OUT_DIR").ok_or(Error::NoOutDir)?),
        };
        let table = self.read_table()?;
        write_if_changed(&out_dir.join("error_table.rs"), &emit::rust(&table, &self.crate_path))?;
        write_if_changed(&out_dir.join("error_table.md"), &emit::markdown(&table, None))
    }

    fn read_table(&self) -> Result<Table, Error> {
        let official = || Table::read(OFFICIAL_TABLE.as_bytes(), None).map_err(Error::Table);
        let (Some(path), Some(file)) = (&self.table, self.table_file()) else {
            return if self.extend_official { Err(Error::NoTable) } else { official() };
        };
        let bytes = fs::read(&file).map_err(|source| Error::Io { path: file, source })?;
        let base = if self.extend_official { Some(official()?) } else { None };
        Table::read(&bytes, base).map_err(|problems| Error::Table(problems.with_file(path.to_string_lossy())))
    }

    /// The table's file, taken from the package and not from the working directory.
    fn table_file(&self) -> Option<PathBuf> {
        let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
        self.table.as_ref().map(|path| package.join(path))
    }
}

/// Runs a whole build script: compiles, tells cargo when to run again, and reports each problem as an error of the
/// build. The only function of this crate that prints.
#[must_use]
pub fn build_script(config: Config) -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    if let Some(table) = config.table_file() {
        println!("cargo::rerun-if-changed={}", table.display());
    }
    let Err(error) = config.compile() else { return ExitCode::SUCCESS };
    match &error {
        Error::Table(problems) => {
            for line in problems.lines() {
                println!("cargo::error={line}");
            }
        }
        other => println!("cargo::error={other}"),
    }
    ExitCode::FAILURE
}

/// Why [`Config::compile`] could not do its work.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The table has problems.
    Table(Diagnostics),
    /// A file could not be read or written.
    #[non_exhaustive]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Not run by cargo, and no [`Config::out_dir`] given.
    NoOutDir,
    /// [`Config::extend_official`] without a [`Config::table`].
    NoTable,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(problems) => problems.fmt(f),
            Self::Io { path, source } => write!(f, "{}: {source}", path.display()),
            Self::NoOutDir => {
                f.write_str("OUT_DIR is not set; call this from a build script or say `out_dir`")
            }
            Self::NoTable => f.write_str("`extend_official` needs a table that extends it; say `table`"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Table(problems) => Some(problems),
            Self::Io { source, .. } => Some(source),
            Self::NoOutDir | Self::NoTable => None,
        }
    }
}

/// Writes beside the file and renames, so that nobody ever reads half of it.
fn write_if_changed(path: &Path, text: &str) -> Result<(), Error> {
    if fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(());
    }
    let beside = path.with_extension("tmp");
    let written = fs::write(&beside, text).and_then(|()| fs::rename(&beside, path));
    written.map_err(|source| Error::Io { path: path.to_owned(), source })
}
