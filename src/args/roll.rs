//! The arguments of the commands on the roll and its keys.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub struct Device {
    /// The key that this device signs the group's messages with, once its holder
    /// is an organiser
    #[arg(long)]
    pub organiser: bool,
    /// Make a new key, because this one or a copy of it may be in wrong hands
    #[arg(long, conflicts_with = "organiser")]
    pub renew: bool,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Members {
    /// Show the six words of each key, and which were compared on this device
    #[arg(long)]
    pub words: bool,
    #[command(subcommand)]
    pub command: Option<MembersCommand>,
}

#[derive(Debug, Subcommand)]
pub enum MembersCommand {
    /// Put somebody on the roll, or their device's key
    #[command(after_help = "\
Of a device key it shows six words, and asks whether they are the same on their device.
With --yes the key is put on the roll as not compared.

Example: ringtrue members add Anna --scan photo.jpg")]
    Add(AddMember),
    /// Take somebody off the roll
    #[command(after_help = "Example: ringtrue members remove Anna")]
    Remove {
        /// What they are called
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Make a member an organiser too, whose messages count as yours do
    #[command(after_help = "\
For when your own device is lost: then theirs rotates. The others hear of it with your
next message, as they do of \"members demote\".

If they have an organiser's key already, it asks whether that device is still theirs.
Unless you say yes, the key before no longer counts; if nobody can be asked, neither.

Example: ringtrue members promote Anna --scan photo.jpg")]
    Promote(Promote),
    /// Make somebody an organiser no more
    #[command(after_help = "\
On a device that is not an organiser's, that device alone no longer takes their messages:
for when their device is gone, and no organiser is left who could do it.

If they have several organiser keys, it shows the six words of each, and asks which one no
longer counts. An organiser who once went by that name, and no longer does, is asked about
too; with --yes they stay one.

Example: ringtrue members demote Anna")]
    Demote(Demote),
    /// From somebody with ringtrue, let only the code count that you two share
    #[command(after_help = "\
Both sides run it, by voice or side by side, and each reads six words to the other.
Then \"code --with\" shows a code that nobody else has, not even in the group, and
\"check --from\" takes no other.

Example: ringtrue members pair Ben")]
    Pair {
        /// What they are called
        #[arg(value_name = "NAME")]
        name: String,
        /// Both read their six words to the other, and all were right
        #[arg(long)]
        words_match: bool,
    },
    /// Go back to the code of the group with somebody
    #[command(after_help = "Example: ringtrue members unpair Ben")]
    Unpair {
        /// What they are called
        #[arg(value_name = "NAME")]
        name: String,
    },
}

#[derive(Debug, Args)]
pub struct AddMember {
    /// What they are called
    #[arg(value_name = "NAME")]
    pub name: String,
    /// They have an authenticator app (the default)
    #[arg(long)]
    pub app: bool,
    /// They have ringtrue
    #[arg(long, conflicts_with = "app")]
    pub ringtrue: bool,
    /// They have ringtrue, with this device key (age1...), "-" for standard input
    #[arg(long, value_name = "KEY", conflicts_with = "app")]
    pub device: Option<String>,
    /// They have ringtrue, with the device key in this picture or text
    #[arg(long, value_name = "FILE", conflicts_with_all = ["app", "device"])]
    pub scan: Option<PathBuf>,
    /// The six words of that key, as they read them to you
    #[arg(long, value_name = "WORDS", conflicts_with_all = ["app", "me"])]
    pub accept_keys: Option<String>,
    /// It is you: they have this device
    #[arg(long, conflicts_with_all = ["app", "device", "scan"])]
    pub me: bool,
}

#[derive(Debug, Args)]
pub struct Demote {
    /// What they are called
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Only this organiser key of theirs (RW...), "-" for standard input
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
}

#[derive(Debug, Args)]
pub struct Promote {
    /// What they are called
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Their organiser key (RW...), "-" for standard input
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
    /// The picture or text that their organiser key is in
    #[arg(long, value_name = "FILE", conflicts_with = "key")]
    pub scan: Option<PathBuf>,
    /// The six words of that key, as they read them to you
    #[arg(long, value_name = "WORDS")]
    pub accept_keys: Option<String>,
}
