//! Passphrases: read from a file, asked for, or chosen. A weak one that someone
//! chooses is called weak and asked for once more, with six random words offered
//! instead.

use std::path::Path;

use ringtrue_core::seal::{UnsealError, open_with_passphrase};
use ringtrue_core::words::Phrase;
use zeroize::Zeroizing;
use zxcvbn::{Score, zxcvbn};

use crate::failure::Failure;
use crate::sys::terminal::Size;
use crate::sys::{CloseKeys, System, files};
use crate::tell::{print_err, warn};
use crate::view::{passphrase_screen, texts};

/// The longest passphrase in bytes.
const MAX_PASSPHRASE: u64 = 1024;

/// How many times a passphrase may be typed.
const TRIES: usize = 3;

/// The kind of file that a passphrase opens.
#[derive(Clone, Copy)]
pub enum PassphraseFor {
    /// This device's key.
    Device,
    /// A backup.
    Backup,
}

impl PassphraseFor {
    /// The option that names a file with the passphrase.
    const fn option(self) -> &'static str {
        match self {
            Self::Device => "--passphrase-file FILE",
            Self::Backup => "--backup-passphrase-file FILE",
        }
    }
}

/// Reads the passphrase in a file: its first line, after a byte order mark if it
/// begins with one.
pub fn read_file(path: &Path) -> Result<String, Failure> {
    let bytes = files::read_private(path, MAX_PASSPHRASE)?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| Failure::new(format!("{} is not text", path.display())))?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    match text.lines().next().unwrap_or_default() {
        "" => Err(Failure::new(format!(
            "the first line of {} is empty",
            path.display()
        ))),
        line => Ok(line.to_owned()),
    }
}

/// Reads a new passphrase from a file. A weak one is taken, with a warning.
pub fn choose_file(path: &Path, system: &mut System) -> Result<String, Failure> {
    let passphrase = read_file(path)?;
    if is_weak(&passphrase) {
        let path = path.display();
        warn(
            system,
            format_args!("the passphrase in {path} is weak: it can be guessed"),
        );
    }
    Ok(passphrase)
}

/// Asks twice for a new passphrase, without echo. Enter alone returns an empty one.
pub fn choose(
    prompt: &str,
    purpose: PassphraseFor,
    system: &mut System,
) -> Result<String, Failure> {
    let mut was_called_weak = false;
    let mut tries = TRIES;
    while tries > 0 {
        let passphrase = ask(prompt, purpose, system)?;
        if is_weak(&passphrase) && !was_called_weak {
            was_called_weak = true;
            print_err(system, texts().passphrase_weak() + "\n");
            match offer_words(purpose, system)? {
                Some(words) => return Ok(words),
                None => continue,
            }
        }
        if passphrase.is_empty()
            || *passphrase == *ask(&texts().ask_passphrase_again(), purpose, system)?
        {
            return Ok(passphrase);
        }
        print_err(system, texts().passphrases_differ() + "\n");
        tries -= 1;
    }
    Err(Failure::new(
        "the passphrases did not match; nothing was changed",
    ))
}

/// Offers six random words as the passphrase, and asks for them once they were
/// written down. Offers none with `--plain`, or if the words would stay in the
/// terminal's scrollback.
fn offer_words(purpose: PassphraseFor, system: &mut System) -> Result<Option<String>, Failure> {
    if system.is_plain || !system.out_has_screen {
        return Ok(None);
    }
    let wanted = system.person.confirm(&texts().ask_take_words());
    if wanted.transpose()? != Some(true) {
        return Ok(None);
    }
    let phrase = Phrase::draw(|bytes| (system.random)(bytes))?;
    let words = phrase.to_text();
    loop {
        let lines = |size: Size| passphrase_screen(&phrase, size.columns);
        system.person.show(&lines, CloseKeys::Enter)?;
        let prompt = texts().ask_words_again();
        loop {
            let typed = ask(&prompt, purpose, system)?;
            if *typed == **words {
                return Ok(Some(typed));
            }
            if typed.is_empty() {
                break;
            }
            print_err(system, texts().words_wrong() + "\n");
        }
    }
}

/// Returns whether someone with the files could guess a passphrase, by zxcvbn's
/// own threshold.
fn is_weak(passphrase: &str) -> bool {
    !passphrase.is_empty() && zxcvbn(passphrase, &[]).score() < Score::Three
}

/// Opens something sealed to a passphrase, which is taken from `file` or asked
/// for.
pub fn open(
    sealed: &[u8],
    path: &Path,
    file: Option<&Path>,
    prompt: &str,
    purpose: PassphraseFor,
    system: &mut System,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let failed = |error| Failure::new(format!("can't open {}: {error}", path.display()));
    if let Some(file) = file {
        return open_with_passphrase(sealed, &read_file(file)?).map_err(failed);
    }
    let mut tries = TRIES;
    loop {
        let passphrase = ask(prompt, purpose, system)?;
        tries -= 1;
        match open_with_passphrase(sealed, &passphrase) {
            Err(UnsealError::WrongPassphrase) if tries > 0 => {
                print_err(system, texts().passphrase_wrong() + "\n");
            }
            opened => return opened.map_err(failed),
        }
    }
}

fn ask(prompt: &str, purpose: PassphraseFor, system: &mut System) -> Result<String, Failure> {
    let answer = system.person.ask_unseen(&format!("{prompt} "));
    let answer = answer.ok_or_else(|| {
        let option = purpose.option();
        Failure::no_terminal_hint(&format!("name a file with the passphrase: {option}"))
    })?;
    Ok(answer?)
}
