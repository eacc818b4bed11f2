//! The command line: types for clap, without behaviour.

pub mod help;
mod packaging;
mod roll;
pub mod usage;

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

pub use packaging::{Completions, Man};
pub use roll::{AddMember, Demote, Device, Members, MembersCommand, Promote};

/// Codes that a family shares, to tell a true call from a cloned voice.
#[derive(Debug, Parser)]
#[command(name = "ringtrue", version, disable_help_subcommand = true)]
#[command(disable_version_flag = true)]
#[command(after_long_help = "\
Without a command, ringtrue shows the call screen on a terminal, and the code
elsewhere.

On a call, the one who called speaks first and says the caller's half of the
code. The one who answered checks it, and only then says the answerer's half.
One wrong half ends the call: hang up, and call back on a number you know.

Example: ringtrue new \"Smith family\"")]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    /// Print the version
    #[arg(short = 'V', long, action = ArgAction::Version, hide_short_help = true)]
    version: (),
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Options of every command. Short help leaves them out, to fit a screen.
#[derive(Debug, Args)]
pub struct Global {
    /// Use this group [default: the default group, or the only one]
    #[arg(
        short,
        long,
        global = true,
        value_name = "NAME",
        hide_short_help = true
    )]
    pub group: Option<String>,
    /// Report as JSON
    #[arg(long, global = true, hide_short_help = true)]
    pub json: bool,
    /// Show plain lines for screen readers: no colour, nothing redrawn
    #[arg(long, global = true, hide_short_help = true)]
    pub plain: bool,
    /// Use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    #[arg(hide_short_help = true)]
    pub color: Color,
    /// Ask no questions
    #[arg(short, long, global = true, hide_short_help = true)]
    pub yes: bool,
    /// Read this device's passphrase from a file
    #[arg(long, global = true, value_name = "FILE", hide_short_help = true)]
    pub passphrase_file: Option<PathBuf>,
    /// Read a backup's passphrase from a file
    #[arg(long, global = true, value_name = "FILE", hide_short_help = true)]
    pub backup_passphrase_file: Option<PathBuf>,
    /// Read the six words of an invitation from a file
    #[arg(long, global = true, value_name = "FILE", hide_short_help = true)]
    pub words_file: Option<PathBuf>,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Color {
    #[value(help = "On a terminal, unless NO_COLOR is set")]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// A command. Help shows each in one group of `help.rs`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print the current code
    #[command(after_help = "Example: ringtrue code")]
    Code(Code),
    /// Check what was heard on a call
    #[command(after_help = "Example: ringtrue check nine oh one, tiger --they-called")]
    Check(Check),
    /// Practise a call with a relative or an impostor
    #[command(after_help = "\
The program plays the other side, with codes that count nowhere else. If you
name no call, it picks one that you have not practised yet, or that went wrong.

Example: ringtrue practice")]
    Practice(Practice),
    /// Make a group and show its QR code
    #[command(after_help = "Example: ringtrue new \"Smith family\"")]
    New(New),
    /// Show the QR code again, or write it to a file
    #[command(after_help = "Example: ringtrue invite --for Anna")]
    Invite(Invite),
    /// Join a group by camera, picture, link or message
    #[command(after_help = "Example: ringtrue join --camera")]
    Join(Join),
    /// Make a page to print: invitation, cards, day sheet
    #[command(after_help = "Example: ringtrue sheet --for Grandma")]
    Sheet(Sheet),
    /// Change the group's key, on schedule or after a loss
    #[command(after_help = "Example: ringtrue rotate --lost Anna")]
    Rotate(Rotate),
    /// List the members, or change who is in
    #[command(after_help = "Example: ringtrue members add Anna")]
    Members(Members),
    /// Show the six words of each key to compare
    #[command(after_help = "\
None of them is a secret. Read them only to someone whose voice you know, on a
number you know.

Example: ringtrue words")]
    Words,
    /// Show this device's public key, or renew it
    #[command(after_help = "\
An organiser needs this key to send this device a new group key in a message.
It is no secret. They add it with \"members add --device\", and compare its six
words with you by voice.

Example: ringtrue device")]
    Device(Device),
    /// List the groups on this device, or change them
    #[command(after_help = "Example: ringtrue groups")]
    Groups(Groups),
    /// Choose how this device's key is kept
    #[command(after_help = "Example: ringtrue protect passphrase")]
    Protect(Protect),
    /// Write all groups to an encrypted file
    #[command(after_help = "Example: ringtrue backup /media/stick/ringtrue.age")]
    Backup(Backup),
    /// Add the groups of a backup
    #[command(after_help = "Example: ringtrue restore /media/stick/ringtrue.age")]
    Restore(Restore),
    /// Check this device, and say what to do
    #[command(after_help = "Example: ringtrue doctor --calendar ringtrue.ics")]
    Doctor(Doctor),
    /// Print the completion script for a shell
    #[command(
        after_help = "Example: ringtrue completions bash > ~/.local/share/bash-completion/completions/ringtrue"
    )]
    Completions(Completions),
    /// Print the manual, or write all of its pages
    #[command(after_help = "Example: ringtrue man ~/.local/share/man/man1")]
    Man(Man),
}

#[derive(Debug, Args)]
pub struct Protect {
    #[command(subcommand)]
    pub command: ProtectCommand,
}

#[derive(Clone, Copy, Debug, Subcommand)]
pub enum ProtectCommand {
    /// Seal the key to a passphrase
    #[command(after_help = "Example: ringtrue protect passphrase")]
    Passphrase,
    /// Keep the key in the system's keyring
    #[command(after_help = "Example: ringtrue protect keyring")]
    Keyring,
    /// Store the key in the clear
    #[command(after_help = "Example: ringtrue protect nothing")]
    Nothing,
}

#[derive(Debug, Args)]
pub struct Backup {
    /// The file to write
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

#[derive(Debug, Args)]
pub struct Restore {
    /// The backup to read
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

#[derive(Debug, Args)]
pub struct Doctor {
    /// Write calendar reminders of the next change of key and practice call instead;
    /// "-" for standard output
    #[arg(long, value_name = "FILE")]
    pub calendar: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct New {
    /// The group's name, for everyone in it
    #[arg(value_name = "NAME")]
    pub name: String,
}

#[derive(Debug, Args)]
pub struct Invite {
    /// Check the code on this member's device, and add them to the list
    #[arg(long = "for", value_name = "MEMBER")]
    pub member: Option<String>,
    /// Record that they have an authenticator app
    #[arg(long, requires = "member", conflicts_with_all = ["ringtrue", "sealed"])]
    pub app: bool,
    /// Record that they have ringtrue
    #[arg(long, requires = "member", conflicts_with = "sealed")]
    pub ringtrue: bool,
    /// Write the QR code as an SVG picture
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
    /// Write the QR code as a PNG picture
    #[arg(long, value_name = "FILE")]
    pub png: Option<PathBuf>,
    /// Print the link that the QR code holds
    #[arg(long)]
    pub link: bool,
    /// Write an invitation for someone far away who has ringtrue: send the file by
    /// mail, and tell them its six words, shown once, by voice
    #[arg(long, value_name = "FILE|DIR", conflicts_with_all = ["svg", "png", "link"])]
    pub sealed: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Join {
    /// A picture of the QR code, its link, or a message [default: ask]
    ///
    /// A picture, a text with the link in it, a message, or a directory of messages, of
    /// which the newest that fits is taken; "-" for standard input. Without it, asks for
    /// the link or the key.
    #[arg(value_name = "FILE|DIR")]
    pub file: Option<PathBuf>,
    /// Scan the QR code with this computer's camera
    ///
    /// Opens a page in the browser, which sends nothing anywhere.
    #[arg(long, conflicts_with = "file")]
    pub camera: bool,
    /// Call the group this on this device
    ///
    /// With a key that is typed by hand: the group's name and number.
    #[arg(long = "as", value_name = "NAME")]
    pub name: Option<String>,
    /// Accept a new group key without asking
    ///
    /// The old key is no longer accepted. If the new number is more than 50 above this
    /// device's, give it.
    #[arg(
        long,
        value_name = "NUMBER",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "0"
    )]
    pub accept_rotation: Option<u16>,
    /// Accept the key with these six words
    ///
    /// For a device key in dispute, or an organiser's key that nobody vouches for, once
    /// its words were compared by voice. Can be repeated.
    #[arg(long, value_name = "WORDS", conflicts_with = "camera")]
    pub accept_keys: Vec<String>,
    /// Trust the message's organiser instead of all others
    ///
    /// Compare their six words by voice first. Asks unless the words are given.
    #[arg(
        long,
        value_name = "WORDS",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = ""
    )]
    pub trust_organiser: Option<String>,
}

#[derive(Debug, Default, Args)]
pub struct Code {
    /// Show the halves to say when somebody forces you; only ringtrue knows them
    #[arg(long)]
    pub duress: bool,
    /// Keep showing the current code, until q or Ctrl-C
    #[arg(long, conflicts_with = "at")]
    pub watch: bool,
    /// Show what counts with this member: the code of your pair, today's line of
    /// their sheet, or else the group's code
    #[arg(long, value_name = "MEMBER", conflicts_with = "watch")]
    pub with: Option<String>,
    /// Show the code of another time: RFC 3339, or seconds since 1970
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}

#[derive(Debug, Args)]
pub struct Check {
    /// What was heard: digits, the word, or both [default: ask, since other users of
    /// this machine can see arguments]
    #[arg(value_name = "HEARD")]
    pub heard: Vec<String>,
    /// Check the answerer's half, since you called
    #[arg(long, conflicts_with = "they_called")]
    pub i_called: bool,
    /// Check the caller's half, since they called
    #[arg(long)]
    pub they_called: bool,
    /// Check it as this member's: by the code of your pair, their sheet, or else the
    /// group's code [default: ask on a terminal, if anyone has a pair or a sheet]
    #[arg(long, value_name = "MEMBER")]
    pub from: Option<String>,
    /// Check it at another time: RFC 3339, or seconds since 1970
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}

#[derive(Debug, Args)]
pub struct Practice {
    /// The call to practise [default: one not done yet, or that went wrong]
    #[arg(value_name = "CALL")]
    pub drill: Option<DrillName>,
}

/// A drill, as it is typed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum DrillName {
    /// A relative who says the right half
    Relative,
    /// An impostor who asks you to go first
    AsksFirst,
    /// An impostor who repeats your half
    RepeatsYours,
    /// An impostor who uses an old code
    OldCode,
    /// An impostor who claims to be testing the family system
    Testing,
    /// A relative who is forced to call
    Forced,
}

#[derive(Debug, Args)]
pub struct Rotate {
    /// End the old key at once, since this member's phone, laptop or sheet is lost
    #[arg(long, value_name = "MEMBER", conflicts_with = "overlap")]
    pub lost: Option<String>,
    /// Accept the old key for this many days, 0 to 365 [default: 7]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(0..=365))]
    pub overlap: Option<u32>,
    /// Go back to the old key, while it is kept and nothing was lost
    #[arg(long, conflicts_with_all = ["lost", "overlap"])]
    pub undo: bool,
    /// Write a message with the new key that only the devices of the members who
    /// stay can open
    #[arg(long, value_name = "FILE|DIR", conflicts_with = "undo")]
    pub sealed: Option<PathBuf>,
    /// Seal to the device key with these six words, compared by voice, if it is in
    /// dispute
    #[arg(long, value_name = "WORDS", requires = "sealed")]
    pub accept_keys: Vec<String>,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("page").required(true))]
pub struct Sheet {
    /// Make the invitation page: the QR code, the key, and where to tap
    #[arg(long, group = "page")]
    pub invite: bool,
    /// Make cards for the wallet: the rule of the call, and no secret
    #[arg(long, group = "page")]
    pub card: bool,
    /// Put someone to call on the cards, up to three times [default: the members,
    /// with lines for their numbers]
    #[arg(long, value_name = "NAME, NUMBER", requires = "card")]
    pub call: Vec<String>,
    /// Make a sheet for someone without a device: a line for each day
    #[arg(long = "for", value_name = "MEMBER", group = "page")]
    pub member: Option<String>,
    /// Make it for this many days from today, 1 to 366
    #[arg(
        long,
        value_name = "DAYS",
        default_value_t = ringtrue_core::sheet::Sheet::DEFAULT_DAYS,
        value_parser = clap::value_parser!(u32).range(1..=366),
        conflicts_with_all = ["invite", "card"]
    )]
    pub days: u32,
    /// Write to this file, "-" for standard output [default: a file in this
    /// directory, named after the page]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Don't open it in the browser
    #[arg(long)]
    pub no_open: bool,
}

#[derive(Debug, Args)]
pub struct Groups {
    #[command(subcommand)]
    pub command: Option<GroupsCommand>,
}

#[derive(Debug, Subcommand)]
pub enum GroupsCommand {
    /// Use this group if none is named
    #[command(after_help = "Example: ringtrue groups default \"Smith family\"")]
    Default {
        /// The group's name
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Rename a group on this device
    #[command(after_help = "Example: ringtrue groups rename \"Smith family\" Family")]
    Rename {
        /// The group's name
        #[arg(value_name = "NAME")]
        name: String,
        /// The new name; give the group's own name to undo an earlier rename
        #[arg(value_name = "NEW_NAME")]
        to: String,
    },
    /// Remove a group and its key from this device
    #[command(after_help = "Example: ringtrue groups forget \"Chess club\"")]
    Forget {
        /// The group's name
        #[arg(value_name = "NAME")]
        name: String,
    },
}
