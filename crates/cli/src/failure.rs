//! How the program ends where something went wrong: with a sentence, and a code for scripts.

use std::backtrace::BacktraceStatus;
use std::process::ExitCode;

use anyhow::Error;

/// What scripts are told, beside 2 of `clap` for arguments that are not understood.
pub const EXIT_CODES: &str = "Exit codes: 0, all is done; 1, it could not be done, and standard error says why; \
    2, the arguments are not understood; 3, all photographs are screened but some that could not be read.";

/// Every photograph was looked at, but not every one could be read.
#[derive(Debug, thiserror::Error)]
#[error("{failed} of {total} files could not be read")]
pub struct SomeUnread {
    /// Files without a screening.
    pub failed: usize,
    /// All files.
    pub total: usize,
}

/// Says what went wrong, where in the program only if that is asked for, and gives the code to exit with.
pub fn exit_code(error: &Error, with_backtrace: bool) -> ExitCode {
    eprintln!("error: {}", in_words(error));
    if with_backtrace {
        match error.backtrace().status() {
            BacktraceStatus::Captured => eprintln!("\n{}", error.backtrace()),
            _ => eprintln!("set RUST_BACKTRACE=1 too to see where in the program"),
        }
    }
    match error.is::<SomeUnread>() {
        true => ExitCode::from(3),
        false => ExitCode::FAILURE,
    }
}

/// An error and what caused it. A cause that was said already, by an error that names it, is not said again.
pub fn in_words(error: &Error) -> String {
    let mut said = error.to_string();
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        if !said.contains(&cause) {
            said = format!("{said}: {cause}");
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use std::io;

    use anyhow::Context;

    use super::*;

    /// An error that names its cause, as those with advice after it do.
    #[derive(Debug, thiserror::Error)]
    #[error("a.csv cannot be read ({source}); check it")]
    struct Naming {
        source: io::Error,
    }

    #[test]
    fn every_cause_is_said_once() {
        let named = Naming {
            source: io::Error::other("no room"),
        };
        let error = Error::new(named).context("the split");
        assert_eq!(
            in_words(&error),
            "the split: a.csv cannot be read (no room); check it"
        );
        let unnamed = Err::<(), _>(io::Error::other("no room")).context("b.csv cannot be written");
        assert_eq!(
            in_words(&unnamed.unwrap_err()),
            "b.csv cannot be written: no room"
        );
    }
}
