//! Reports usage errors without repeating what was typed: someone may have pasted a
//! link.

use std::io::Write as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::failure::Failure;
use crate::tell::Status;

/// Prints help or the version if asked for, and otherwise the error.
pub fn report(error: &clap::Error) -> Status {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A full disk or a closed pipe is not a usage error.
            let _ = error.print();
            Status::Done
        }
        kind => {
            let failure = Failure::new(message(kind, error)).hint(hint(kind, error));
            let _ = write!(anstream::stderr(), "{failure}");
            Status::Failed
        }
    }
}

fn message(kind: ErrorKind, error: &clap::Error) -> String {
    let named = |kind| named(error, kind);
    match kind {
        ErrorKind::InvalidSubcommand => "no such command".to_owned(),
        ErrorKind::UnknownArgument => match named(ContextKind::InvalidArg) {
            Some(option) if is_option(&option) => format!("unknown option {option}"),
            _ => "too many arguments".to_owned(),
        },
        ErrorKind::MissingRequiredArgument => match named(ContextKind::InvalidArg) {
            Some(missing) => format!("{missing} is missing"),
            None => "an argument is missing".to_owned(),
        },
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::NoEquals => {
            match named(ContextKind::InvalidArg) {
                Some(option) => format!("missing or invalid value for {option}"),
                None => "missing or invalid value".to_owned(),
            }
        }
        ErrorKind::ArgumentConflict => {
            match (named(ContextKind::InvalidArg), named(ContextKind::PriorArg)) {
                (Some(one), Some(other)) if one == other => format!("{one} is given twice"),
                (Some(one), Some(other)) => format!("{one} and {other} can't be used together"),
                _ => "two options can't be used together".to_owned(),
            }
        }
        ErrorKind::InvalidUtf8 => "an argument is not UTF-8".to_owned(),
        _ => "the command line can't be understood".to_owned(),
    }
}

fn hint(kind: ErrorKind, error: &clap::Error) -> String {
    let suggested = match kind {
        ErrorKind::InvalidSubcommand => named(error, ContextKind::SuggestedSubcommand),
        ErrorKind::UnknownArgument => named(error, ContextKind::SuggestedArg),
        ErrorKind::InvalidValue => {
            if let Some(values) = named(error, ContextKind::ValidValue) {
                return format!("use one of {values}");
            }
            None
        }
        _ => None,
    };
    match suggested {
        Some(suggested) => format!("did you mean {suggested}? See ringtrue --help"),
        None => "see ringtrue --help, or --help after a command".to_owned(),
    }
}

/// Returns clap's name for the part in question: one of our own, except for an
/// unknown argument.
fn named(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(name) => Some(plain(name)),
        ContextValue::Strings(names) if !names.is_empty() => {
            let names: Vec<String> = names.iter().map(|name| plain(name)).collect();
            Some(names.join(", "))
        }
        _ => None,
    }
}

/// Strips the brackets of an argument: `<HEARD>...` becomes HEARD, and
/// `--at <TIME>` becomes --at.
fn plain(name: &str) -> String {
    let name = name.split(" <").next().unwrap_or(name);
    name.trim_end_matches("...")
        .trim_matches(['<', '>', '[', ']'])
        .to_owned()
}

/// Returns whether an unknown argument is a mistyped option, short enough to hold no
/// secret and safe to print.
fn is_option(argument: &str) -> bool {
    argument.starts_with('-')
        && argument.len() <= 20
        && argument
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}
