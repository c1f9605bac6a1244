//! Where a command writes: standard output, or a file that appears only when it is complete.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

#[derive(Debug, thiserror::Error)]
#[error("{} cannot be written: {source}", path.display())]
pub struct OutputError {
    path: PathBuf,
    source: io::Error,
}

/// What is being written. Dropping it without [`Output::keep`] leaves no file behind.
pub struct Output {
    writer: Option<BufWriter<Box<dyn Write + Send>>>,
    /// The unfinished file, and what it will be called.
    files: Option<(PathBuf, PathBuf)>,
}

/// Standard output when there is no path.
pub fn open(path: Option<&Path>) -> Result<Output, OutputError> {
    let Some(path) = path else {
        let writer = BufWriter::new(Box::new(io::stdout()) as Box<dyn Write + Send>);
        return Ok(Output { writer: Some(writer), files: None });
    };
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let unfinished = PathBuf::from(unfinished);
    let file = File::create(&unfinished)
        .map_err(|source| OutputError { path: unfinished.clone(), source })?;
    let writer = BufWriter::new(Box::new(file) as Box<dyn Write + Send>);
    Ok(Output { writer: Some(writer), files: Some((unfinished, path.to_owned())) })
}

impl Output {
    /// Gives the file its name. Without a file: only writes out what is left.
    pub fn keep(mut self) -> Result<(), OutputError> {
        let path = self.files.as_ref().map_or_else(PathBuf::new, |(_, path)| path.clone());
        let failed = |source| OutputError { path: path.clone(), source };
        if let Some(mut writer) = self.writer.take() {
            writer.flush().map_err(failed)?;
        }
        match self.files.take() {
            Some((unfinished, path)) => fs::rename(unfinished, &path).map_err(failed),
            None => Ok(()),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.as_mut().map_or(Ok(0), |writer| writer.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if let Some((unfinished, _)) = &self.files {
            // Nobody is left to be told.
            let _ = fs::remove_file(unfinished);
        }
    }
}
