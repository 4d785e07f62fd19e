//! What a command prints in; standard output, whole or up to where its reader stopped reading, or a file out.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use docbind_codegen::print::File;
use docbind_codegen::write::{Changes, apply};

use crate::failure::Failure;
use crate::session::Session;

/// Writes text for people: colours are left out where the terminal or the caller does not want them.
pub(crate) fn print_text(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    print_to(anstream::stdout(), write)
}

/// Writes data for programs, byte for byte.
pub(crate) fn print_data(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    print_to(io::stdout(), write)
}

/// Writes text for people to a file, without colours, or prints it.
pub(crate) fn write_text(
    path: Option<&Path>,
    session: &Session,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let Some(path) = path else { return print_text(write) };
    let text = collect(write)?;
    write_file(path, anstream::adapter::strip_str(&text).to_string(), session)
}

/// Writes data for programs to a file, or prints it.
pub(crate) fn write_data(
    path: Option<&Path>,
    session: &Session,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    match path {
        Some(path) => write_file(path, collect(write)?, session),
        None => print_data(write),
    }
}

fn collect(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    write(&mut bytes).map_err(|error| Failure::refused(format!("cannot make the text: {error}")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn print_to(stream: impl Write, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut stream = BufWriter::new(Pipe { stream, is_closed: false });
    write(&mut stream)
        .and_then(|()| stream.flush())
        .map_err(|error| Failure::refused(format!("cannot write to standard output: {error}")))
}

/// Writes a file whole or not at all.
pub(crate) fn write_file(path: &Path, text: String, session: &Session) -> Result<(), Failure> {
    let name = path.file_name().and_then(|name| name.to_str());
    let Some(name) = name.filter(|_| !path.is_dir()) else {
        return Err(Failure::refused(format!("`{}` is not the name of a file", path.display())));
    };
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = File { path: name.to_owned(), text: text.into() };
    apply(folder, &Changes { write: vec![file], ..Changes::default() })
        .map_err(|error| Failure::refused(error.to_string()))?;
    session.say(format!("wrote {}", path.display()));
    Ok(())
}

/// A stream whose reader may go: `cargo docbind list docs | head` is not an error.
struct Pipe<W> {
    stream: W,
    is_closed: bool,
}

impl<W: Write> Pipe<W> {
    fn or_closed<T>(&mut self, result: io::Result<T>, otherwise: T) -> io::Result<T> {
        match result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.is_closed = true;
                Ok(otherwise)
            }
            result => result,
        }
    }
}

impl<W: Write> Write for Pipe<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_closed {
            return Ok(bytes.len());
        }
        let result = self.stream.write(bytes);
        self.or_closed(result, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.is_closed {
            return Ok(());
        }
        let result = self.stream.flush();
        self.or_closed(result, ())
    }
}

#[cfg(test)]
mod tests {
    use super::{Pipe, io, print_to};

    struct Gone;

    impl io::Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }

    #[test]
    fn a_reader_that_went_is_no_error() {
        assert!(print_to(Gone, |out| out.write_all(&[0; 100_000])).is_ok());
    }

    #[test]
    fn a_full_disk_is_one() {
        let mut none: [u8; 0] = [];
        let stream = Pipe { stream: none.as_mut_slice(), is_closed: false };
        assert!(print_to(stream, |out| out.write_all(b"x")).is_err());
    }
}
