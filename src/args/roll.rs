//! The command line of members and their keys.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub struct Device {
    /// Show the key that signs the group's messages, once you are an organiser
    #[arg(long)]
    pub organiser: bool,
    /// Make a new key, because someone may have a copy of this one
    #[arg(long, conflicts_with = "organiser")]
    pub renew: bool,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Members {
    /// Show the six words of each key, and which were compared here
    #[arg(long)]
    pub words: bool,
    #[command(subcommand)]
    pub command: Option<MembersCommand>,
}

#[derive(Debug, Subcommand)]
pub enum MembersCommand {
    /// Add a member, or the key of their device
    #[command(after_help = "\
It shows the six words of a device key, and asks whether their device shows the
same. With --yes the key is added as not compared.

Example: ringtrue members add Anna --scan photo.jpg")]
    Add(AddMember),
    /// Remove a member from the list
    #[command(after_help = "Example: ringtrue members remove Anna")]
    Remove {
        /// The member's name
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Make a member an organiser
    #[command(after_help = "\
Their messages then count like yours, so they can change the group's key if
your device is lost. The others learn of it from your next message.

If they already have an organiser's key, it asks whether that device is still
theirs. Unless you say yes, the earlier key no longer counts.

Example: ringtrue members promote Anna --scan photo.jpg")]
    Promote(Promote),
    /// Remove a member's organiser role
    #[command(after_help = "\
On a device that is not an organiser's, only that device stops accepting their
messages. Use that if their device is gone and no other organiser is left.

If they have several organiser keys, it shows the six words of each, and asks
which one no longer counts. It also asks about an organiser who used to have
that name; with --yes they keep the role.

Example: ringtrue members demote Anna")]
    Demote(Demote),
    /// Share a code with one member that nobody else has
    #[command(after_help = "\
Both of you run it, on a call or side by side, and each reads six words to the
other. Then \"code --with\" shows a code that nobody else in the group has, and
\"check --from\" accepts no other.

Example: ringtrue members pair Ben")]
    Pair {
        /// The member's name
        #[arg(value_name = "NAME")]
        name: String,
        /// Confirm that you both read out your six words and they matched
        #[arg(long)]
        words_match: bool,
    },
    /// Use the group's code again with a member
    #[command(after_help = "Example: ringtrue members unpair Ben")]
    Unpair {
        /// The member's name
        #[arg(value_name = "NAME")]
        name: String,
    },
}

#[derive(Debug, Args)]
pub struct AddMember {
    /// The member's name
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Record that they have an authenticator app (the default)
    #[arg(long)]
    pub app: bool,
    /// Record that they have ringtrue
    #[arg(long, conflicts_with = "app")]
    pub ringtrue: bool,
    /// Add this device key of theirs (age1...)
    ///
    /// "-" for standard input.
    #[arg(long, value_name = "KEY", conflicts_with = "app")]
    pub device: Option<String>,
    /// Add the device key in this picture or text
    #[arg(long, value_name = "FILE", conflicts_with_all = ["app", "device"])]
    pub scan: Option<PathBuf>,
    /// Accept the key with these six words
    ///
    /// Type the words as they read them to you.
    #[arg(long, value_name = "WORDS", conflicts_with_all = ["app", "me"])]
    pub accept_keys: Option<String>,
    /// Add yourself, with this device
    #[arg(long, conflicts_with_all = ["app", "device", "scan"])]
    pub me: bool,
}

#[derive(Debug, Args)]
pub struct Demote {
    /// The member's name
    #[arg(value_name = "NAME")]
    pub name: String,
    /// End only this organiser key (RW...); "-" for standard input
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
}

#[derive(Debug, Args)]
pub struct Promote {
    /// The member's name
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Their organiser key (RW...); "-" for standard input
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
    /// Read their organiser key from this picture or text
    #[arg(long, value_name = "FILE", conflicts_with = "key")]
    pub scan: Option<PathBuf>,
    /// Accept the key with these six words
    ///
    /// Type the words as they read them to you.
    #[arg(long, value_name = "WORDS")]
    pub accept_keys: Option<String>,
}
