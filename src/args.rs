//! The command line: types for clap, without behaviour.

mod packaging;
mod roll;
pub mod usage;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use packaging::{Completions, Man};
pub use roll::{AddMember, Demote, Device, Members, MembersCommand, Promote};

/// Codes that a family shares, to tell a true call from a cloned voice.
#[derive(Debug, Parser)]
#[command(name = "ringtrue", version, disable_help_subcommand = true)]
#[command(after_help = "\
On a call, the one who called speaks first and says the caller's half of the code;
the one who answered checks it, and only then says the answerer's half. One wrong
half ends the call: hang up, and call back on a number that you know.

Example: ringtrue new \"Smith family\"")]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What goes with every command.
#[derive(Debug, Args)]
pub struct Global {
    /// The group that is meant [default: the default group, else the only one]
    #[arg(short, long, global = true, value_name = "NAME")]
    pub group: Option<String>,
    /// Report as JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// No colour and no redrawing, for screen readers
    #[arg(long, global = true)]
    pub plain: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// Ask no questions
    #[arg(short, long, global = true)]
    pub yes: bool,
    /// A file with this device's passphrase, instead of asking for it
    #[arg(long, global = true, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// A file with a backup's passphrase, instead of asking for it
    #[arg(long, global = true, value_name = "FILE")]
    pub backup_passphrase_file: Option<PathBuf>,
    /// A file with the six words of an invitation, instead of asking for them
    #[arg(long, global = true, value_name = "FILE")]
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

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a group and show the QR code that enrols its members
    #[command(after_help = "Example: ringtrue new \"Smith family\"")]
    New(New),
    /// Show the enrolment QR code again, or write it to a file
    #[command(after_help = "Example: ringtrue invite --for Anna")]
    Invite(Invite),
    /// Enrol this device: by camera, by a picture of the QR code, or by its link
    #[command(after_help = "Example: ringtrue join --camera")]
    Join(Join),
    /// Print the current code
    #[command(after_help = "Example: ringtrue code")]
    Code(Code),
    /// Say whether what was heard on a call is right
    #[command(after_help = "Example: ringtrue check nine oh one, tiger --they-called")]
    Check(Check),
    /// Practise a call: the program plays a relative, or an impostor
    #[command(after_help = "\
The program plays the other side, with codes that count nowhere else. Without a
drill it picks one that you have not done yet, or that went wrong.

Example: ringtrue practice")]
    Practice(Practice),
    /// Make a new seed, when a phone was lost or it is time
    #[command(after_help = "Example: ringtrue rotate --lost Anna")]
    Rotate(Rotate),
    /// Pages to print: an enrolment page, cards with the rules, day sheets
    #[command(after_help = "Example: ringtrue sheet --for Grandma")]
    Sheet(Sheet),
    /// Who is in the group, and who has the newest seed
    #[command(after_help = "Example: ringtrue members add Anna")]
    Members(Members),
    /// The six words of each key that somebody may ask you to compare
    #[command(after_help = "\
None of them is a secret. Read them only to someone whose voice you know, on a number
that you know.

Example: ringtrue words")]
    Words,
    /// This device's public key, which others put on their roll
    #[command(after_help = "\
Messages are sealed to it, so that a rotation reaches this device from afar. It is no
secret; who puts it on a roll compares its six words with you by voice.

Example: ringtrue device")]
    Device(Device),
    /// The groups on this device
    #[command(after_help = "Example: ringtrue groups")]
    Groups(Groups),
    /// How this device's key is kept: a passphrase, the keyring, or nothing
    #[command(after_help = "Example: ringtrue protect passphrase")]
    Protect(Protect),
    /// Write all groups to a file, sealed to a passphrase
    #[command(after_help = "Example: ringtrue backup /media/stick/ringtrue.age")]
    Backup(Backup),
    /// Take in the groups of a backup
    #[command(after_help = "Example: ringtrue restore /media/stick/ringtrue.age")]
    Restore(Restore),
    /// What is well on this device, and what to do where it is not
    #[command(after_help = "Example: ringtrue doctor --calendar ringtrue.ics")]
    Doctor(Doctor),
    /// The script by which a shell completes ringtrue's command lines
    #[command(
        after_help = "Example: ringtrue completions bash > ~/.local/share/bash-completion/completions/ringtrue"
    )]
    Completions(Completions),
    /// The manual: a page for ringtrue, and one for each command
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
    /// Seal it to a passphrase
    #[command(after_help = "Example: ringtrue protect passphrase")]
    Passphrase,
    /// Put it in the system's keyring
    #[command(after_help = "Example: ringtrue protect keyring")]
    Keyring,
    /// Keep it in the clear
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
    /// The backup
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

#[derive(Debug, Args)]
pub struct Doctor {
    /// Instead of looking, write reminders of the next rotation and the next drill,
    /// for your calendar; "-" for standard output
    #[arg(long, value_name = "FILE")]
    pub calendar: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct New {
    /// What the group is called, for everybody in it
    #[arg(value_name = "NAME")]
    pub name: String,
}

#[derive(Debug, Args)]
pub struct Invite {
    /// Ask which code this member's device shows, and note them on the roll
    #[arg(long = "for", value_name = "MEMBER")]
    pub member: Option<String>,
    /// That member has an authenticator app
    #[arg(long, requires = "member", conflicts_with_all = ["ringtrue", "sealed"])]
    pub app: bool,
    /// That member has ringtrue
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
    /// Write an invitation for somebody far away who has ringtrue, sealed to
    /// six words that are shown once: the file goes by mail, the words by voice
    #[arg(long, value_name = "FILE|DIR", conflicts_with_all = ["svg", "png", "link"])]
    pub sealed: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Join {
    /// A picture of the QR code, a text with its link, or a message; "-" for
    /// standard input; of a directory the newest message that fits
    /// [default: ask for the link, or for the key]
    #[arg(value_name = "FILE|DIR")]
    pub file: Option<PathBuf>,
    /// Scan the QR code with this computer's camera, in the browser
    #[arg(long, conflicts_with = "file")]
    pub camera: bool,
    /// What to call the group on this device; for a key that was typed by hand,
    /// the group's name and number
    #[arg(long = "as", value_name = "NAME")]
    pub name: Option<String>,
    /// Take in a rotation unasked, and no longer accept the old seed; one that is
    /// more than 50 ahead needs its number
    #[arg(
        long,
        value_name = "NUMBER",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "0"
    )]
    pub accept_rotation: Option<u16>,
    /// The six words of a key in a message, which were compared by voice: take that
    /// key, where two are in dispute or nobody vouches for it
    #[arg(long, value_name = "WORDS", conflicts_with = "camera")]
    pub accept_keys: Vec<String>,
    /// Take the message's organiser instead of any other, after their six words
    /// were compared by voice: with the words it asks nothing
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
    /// The halves to say when somebody forces you: ringtrue alone knows them
    #[arg(long)]
    pub duress: bool,
    /// Keep showing the current code, until q or Ctrl-C
    #[arg(long, conflicts_with = "at")]
    pub watch: bool,
    /// What counts with this member: the code that you two share once you are
    /// paired, the line of the day of their sheet, else the code of the group
    #[arg(long, value_name = "MEMBER", conflicts_with = "watch")]
    pub with: Option<String>,
    /// The code of another moment: RFC 3339, or seconds since 1970
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}

#[derive(Debug, Args)]
pub struct Check {
    /// What was heard: digits, the word, or both. Asked for if it is not given:
    /// others on this machine can see what stands here
    #[arg(value_name = "HEARD")]
    pub heard: Vec<String>,
    /// You called: what you heard is the answerer's half
    #[arg(long, conflicts_with = "they_called")]
    pub i_called: bool,
    /// They called: what you heard is the caller's half
    #[arg(long)]
    pub they_called: bool,
    /// This member said it: by the code that you two share once you are paired, by
    /// their sheet if they have one; noted on the roll. A terminal asks for it if
    /// anyone has either
    #[arg(long, value_name = "MEMBER")]
    pub from: Option<String>,
    /// Judge it as of another moment: RFC 3339, or seconds since 1970
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}

#[derive(Debug, Args)]
pub struct Practice {
    /// Whom the program plays
    #[arg(value_name = "DRILL")]
    pub drill: Option<DrillName>,
}

/// A drill, as it is typed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum DrillName {
    /// A relative, who says the half that is due
    Relative,
    /// An impostor who asks you to go first
    AsksFirst,
    /// An impostor who repeats your half
    RepeatsYours,
    /// An impostor who brings an old code
    OldCode,
    /// An impostor who claims to be testing the family system
    Testing,
    /// A relative who is forced to call
    Forced,
}

#[derive(Debug, Args)]
pub struct Rotate {
    /// This member's phone, laptop or sheet is lost: end the old seed at once
    #[arg(long, value_name = "MEMBER", conflicts_with = "overlap")]
    pub lost: Option<String>,
    /// For how many days the old seed is accepted, 0 to 365 [default: 7]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(0..=365))]
    pub overlap: Option<u32>,
    /// Go back to the seed before, while it is kept
    #[arg(long, conflicts_with_all = ["lost", "overlap"])]
    pub undo: bool,
    /// Write a message with the new seed, which the device of every member who
    /// stays can open, and nobody else
    #[arg(long, value_name = "FILE|DIR", conflicts_with = "undo")]
    pub sealed: Option<PathBuf>,
    /// The six words of a device key in dispute, which were compared by voice: seal
    /// to that key
    #[arg(long, value_name = "WORDS", requires = "sealed")]
    pub accept_keys: Vec<String>,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("page").required(true))]
pub struct Sheet {
    /// The enrolment page: the QR code, the key, and where to tap
    #[arg(long, group = "page")]
    pub invite: bool,
    /// Cards for the wallet: the rule of the call, and no secret
    #[arg(long, group = "page")]
    pub card: bool,
    /// On the cards, someone to call if nobody answers: a name and a number, up to
    /// three times [default: names on the roll, with lines for their numbers]
    #[arg(long, value_name = "NAME, NUMBER", requires = "card")]
    pub call: Vec<String>,
    /// A sheet for somebody without a device: a line for each day
    #[arg(long = "for", value_name = "MEMBER", group = "page")]
    pub member: Option<String>,
    /// For how many days, from today on, 1 to 366
    #[arg(
        long,
        value_name = "DAYS",
        default_value_t = ringtrue_core::sheet::Sheet::DEFAULT_DAYS,
        value_parser = clap::value_parser!(u32).range(1..=366),
        conflicts_with_all = ["invite", "card"]
    )]
    pub days: u32,
    /// The file to write, "-" for standard output [default: one in this
    /// directory, called by what it is]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Do not open it in the browser
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
    /// Make a group the one that is meant where none is named
    #[command(after_help = "Example: ringtrue groups default \"Smith family\"")]
    Default {
        /// What it is called
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Call a group otherwise on this device
    #[command(after_help = "Example: ringtrue groups rename \"Smith family\" Family")]
    Rename {
        /// What it is called
        #[arg(value_name = "NAME")]
        name: String,
        /// What to call it; its own name takes the other one away again
        #[arg(value_name = "NEW_NAME")]
        to: String,
    },
    /// Remove a group from this device, with its key
    #[command(after_help = "Example: ringtrue groups forget \"Chess club\"")]
    Forget {
        /// What it is called
        #[arg(value_name = "NAME")]
        name: String,
    },
}
