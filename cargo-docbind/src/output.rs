//! What a command prints in; standard output, whole or up to where its reader stopped reading, out.

use std::io::{self, BufWriter, Write};

use crate::failure::Failure;

/// Writes text for people: colours are left out where the terminal or the caller does not want them.
pub(crate) fn print_text(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    print_to(anstream::stdout(), write)
}

/// Writes data for programs, byte for byte.
pub(crate) fn print_data(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    print_to(io::stdout(), write)
}

fn print_to(stream: impl Write, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut stream = BufWriter::new(Pipe { stream, is_closed: false });
    write(&mut stream)
        .and_then(|()| stream.flush())
        .map_err(|error| Failure::refused(format!("cannot write to standard output: {error}")))
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
