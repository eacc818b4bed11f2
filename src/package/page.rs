//! Renders a page of the manual, from what `--help` knows and the sections that every
//! command shares.

use std::io;

use clap::builder::Str;
use clap::{Arg, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};

use crate::failure::Failure;

/// The files of the data directory, as the README lists them.
const FILES: [(&str, &str); 7] = [
    (
        "vault.age",
        "The groups with their seeds: an age file, sealed to this device's key.",
    ),
    ("device.key", "This device's key, unprotected."),
    (
        "device.key.age",
        "The same key, sealed with a passphrase. With the keyring there is no file.",
    ),
    ("vault.age.bak", "The previous vault."),
    (
        "recent.toml",
        "Which halves were accepted, without names or secrets.",
    ),
    (
        "state.toml",
        "When the last backup was made, what the clock said, and which calls were practised.",
    ),
    ("lock", "Keeps two ringtrues from writing at once."),
];

/// Returns the name of a page, such as `ringtrue-members-add`.
pub fn title(command: &Command) -> &str {
    command
        .get_display_name()
        .unwrap_or_else(|| command.get_name())
}

/// Renders the page of a command, after [`Command::build`].
pub fn page(command: &Command) -> Result<String, Failure> {
    let parts = parts(command)
        .map_err(|error| Failure::new(format!("can't generate the manual: {error}")))?;
    // Every part begins with the same preamble, which a page needs once.
    let beginning = Roff::new().render();
    let mut page = beginning.clone();
    for part in &parts {
        page += part.strip_prefix(&beginning).unwrap_or(part);
    }
    Ok(page)
}

fn parts(command: &Command) -> io::Result<Vec<String>> {
    let is_main = is_main(command);
    // Global options are on the main page alone.
    let shown = command.clone().mut_args(|arg| {
        let elsewhere = arg.is_global_set() && !is_main;
        if elsewhere { arg.hide(true) } else { arg }
    });
    let man = Man::new(shown)
        .title(title(command).to_uppercase())
        .source(concat!("ringtrue ", env!("CARGO_PKG_VERSION")))
        // No date: the output must be reproducible.
        .date("\"\"")
        .manual("Manual of ringtrue");
    let mut parts = vec![
        rendered(|out| man.render_title(out))?,
        rendered(|out| man.render_name_section(out))?,
        synopsis(command).render(),
        description(command).render(),
        rendered(|out| man.render_options_section(out))?,
    ];
    if !is_main {
        parts.push(other_options().render());
    }
    if command.has_subcommands() {
        parts.push(commands(command).render());
    }
    parts.push(examples(command).render());
    parts.push(common(command).render());
    Ok(parts)
}

fn rendered(render: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> io::Result<String> {
    let mut bytes = Vec::new();
    render(&mut bytes)?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

fn is_main(command: &Command) -> bool {
    !title(command).contains('-')
}

fn synopsis(command: &Command) -> Roff {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    let mut line = vec![bold(name)];
    let is_own = |arg: &&Arg| !arg.is_hide_set() && !arg.is_global_set() && arg.get_id() != "help";
    let own = || command.get_arguments().filter(is_own);
    for arg in own().filter(|arg| !arg.is_positional()) {
        if arg.get_id() != "version" {
            line.extend([roman(" [")]);
            line.extend(option(arg));
            line.push(roman("]"));
        }
    }
    line.push(roman(" ["));
    line.push(italic("OPTION"));
    line.push(roman("]..."));
    for arg in own().filter(|arg| arg.is_positional()) {
        let (before, after) = brackets(arg.is_required_set());
        line.extend([roman(before), italic(value_of(arg)), roman(after)]);
        if arg
            .get_num_args()
            .is_some_and(|number| number.max_values() > 1)
        {
            line.push(roman("..."));
        }
    }
    if command.has_subcommands() {
        let (before, after) = brackets(command.is_subcommand_required_set());
        line.extend([roman(before), italic("COMMAND"), roman(after)]);
    }
    let mut roff = Roff::new();
    roff.control("SH", ["SYNOPSIS"]).text(line);
    roff
}

/// Returns what to print before and after an argument: brackets if it is optional.
fn brackets(required: bool) -> (&'static str, &'static str) {
    if required { (" ", "") } else { (" [", "]") }
}

fn option(arg: &Arg) -> Vec<Inline> {
    let mut inlines = Vec::new();
    if let Some(long) = arg.get_long() {
        inlines.push(bold(format!("--{long}")));
    }
    if arg.get_action().takes_values() {
        inlines.extend([roman(" "), italic(value_of(arg))]);
    }
    inlines
}

fn value_of(arg: &Arg) -> String {
    let names = arg.get_value_names().unwrap_or_default();
    names.iter().map(Str::as_str).collect()
}

/// Renders the purpose of the command, and its after-help without the examples.
fn description(command: &Command) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["DESCRIPTION"]);
    if let Some(about) = command.get_about() {
        let about = about.to_string();
        roff.text([roman(format!("{}.", about.trim_end_matches('.')))]);
    }
    if is_main(command) {
        paragraph(
            &mut roff,
            "A group of people shares a seed, enrolled once by scanning a QR code, and so a code \
             that changes every 30 seconds. On a call each side says half of it.",
        );
    }
    for text in after_help(command).split("\n\n") {
        if !text.starts_with(EXAMPLE) && !text.is_empty() {
            paragraph(&mut roff, text);
        }
    }
    roff
}

/// Prefix of an example in the after-help.
const EXAMPLE: &str = "Example: ";

fn after_help(command: &Command) -> String {
    let text = command.get_after_long_help().or(command.get_after_help());
    text.map(ToString::to_string).unwrap_or_default()
}

fn other_options() -> Roff {
    let mut roff = Roff::new();
    roff.control("PP", []).text([
        roman("See "),
        bold("ringtrue"),
        roman("(1) for global options."),
    ]);
    roff
}

fn commands(command: &Command) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["COMMANDS"]);
    for command in command.get_subcommands() {
        let about = command.get_about().map(ToString::to_string);
        roff.control("TP", [])
            .text([bold(title(command)), roman("(1)")])
            .text([roman(format!("{}.", about.unwrap_or_default()))]);
    }
    roff
}

fn examples(command: &Command) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["EXAMPLES"]);
    let text = after_help(command);
    for example in text.lines().filter_map(|line| line.strip_prefix(EXAMPLE)) {
        roff.control("EX", [])
            .text([roman(example)])
            .control("EE", []);
    }
    roff
}

/// Renders the sections that every command shares.
fn common(command: &Command) -> Roff {
    let mut roff = Roff::new();
    exit_status(&mut roff, command);
    roff.control("SH", ["ENVIRONMENT"]);
    entry(
        &mut roff,
        "RINGTRUE_HOME",
        "Data directory to use, as an absolute path.",
    );
    entry(
        &mut roff,
        "NO_COLOR",
        "If set and not empty, disables colour unless --color overrides it.",
    );
    files(&mut roff, command);
    roff.control("SH", ["SEE ALSO"]);
    let mut line = Vec::new();
    for page in related(command) {
        if !line.is_empty() {
            line.push(roman(", "));
        }
        line.extend([bold(page), roman("(1)")]);
    }
    roff.text(line);
    roff
}

fn exit_status(roff: &mut Roff, command: &Command) {
    roff.control("SH", ["EXIT STATUS"]);
    let judges = is_main(command) || command.get_name() == "check";
    if judges {
        entry(roff, "0", "Done, or a match.");
        entry(roff, "1", "No match.");
        entry(roff, "2", "Something went wrong.");
        entry(roff, "3", "A match under duress.");
    } else {
        entry(roff, "0", "Done.");
        entry(roff, "2", "Something went wrong.");
    }
}

fn files(roff: &mut Roff, command: &Command) {
    roff.control("SH", ["FILES"]);
    entry(
        roff,
        "$XDG_DATA_HOME/ringtrue, else ~/.local/share/ringtrue",
        "The data directory, for its owner alone. On macOS it is ~/Library/Application \
         Support/ringtrue, on Windows %LOCALAPPDATA%\\ringtrue\\data.",
    );
    if is_main(command) {
        paragraph(roff, "In it:");
        for (file, what) in FILES {
            entry(roff, file, what);
        }
    }
}

/// Returns the pages to read next, except those of subcommands: COMMANDS lists them.
fn related(command: &Command) -> Vec<&str> {
    if is_main(command) {
        return vec!["age", "minisign", "oathtool"];
    }
    // The parent of `ringtrue-members-add` is `ringtrue-members`.
    let above = title(command).rsplit_once('-').map(|parts| parts.0);
    let above = above.filter(|above| *above != "ringtrue");
    ["ringtrue"].into_iter().chain(above).collect()
}

fn entry(roff: &mut Roff, term: &str, text: &str) {
    roff.control("TP", [])
        .text([bold(term)])
        .text([roman(text)]);
}

fn paragraph(roff: &mut Roff, text: &str) {
    roff.control("PP", []).text([roman(text)]);
}
