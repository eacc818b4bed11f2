//! Makes messages: chooses the members on each, signs and seals it.

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use super::content::{
    Content, Listed, MAX_RECIPIENTS, MessageKind, SealError, Split, hash_of, words_hash,
};
use super::envelope::{seal_invitation, seal_to_devices};
use crate::device::DevicePublic;
use crate::group::{Group, Member, Name, Rank};
use crate::words::Phrase;

/// A sealed rotation.
#[derive(Debug)]
#[non_exhaustive]
pub struct RotationFiles {
    /// The files, each sealed to different members. Send all of them to everyone, so
    /// that each reaches its recipients.
    pub files: Vec<SealedFile>,
    /// Its rank among rotations of the same generation.
    pub rank: Rank,
}

/// One armoured message.
#[derive(Debug)]
#[non_exhaustive]
pub struct SealedFile {
    /// The file's bytes: ASCII, without a newline after the last line.
    pub bytes: Vec<u8>,
    /// The number of devices that can open it.
    pub recipients: usize,
}

/// Seals the seed in force to every member's device, signed with this device's
/// organiser key. `departed` are the members that the rotation took off the roll. For more
/// than [`MAX_RECIPIENTS`] members it makes several messages, each with a part of the
/// roll; organisers can open them all.
///
/// # Errors
/// [`SealError`].
pub fn rotation(group: &Group, departed: &[Name]) -> Result<RotationFiles, SealError> {
    let organisers = group.organisers.counting.pinned.iter();
    let organisers: BTreeSet<String> = organisers.map(|it| it.name.folded()).collect();
    let is_organiser = |member: &&Member| organisers.contains(&member.name.folded());
    let (organisers, others): (Vec<&Member>, Vec<&Member>) =
        group.members.iter().partition(is_organiser);
    let room = MAX_RECIPIENTS
        .checked_sub(organisers.len())
        .filter(|room| *room > 0)
        .ok_or(SealError::Organisers)?;
    let mut chunks: Vec<&[&Member]> = others.chunks(room).collect();
    if chunks.is_empty() {
        chunks.push(&[]);
    }
    let excludes = !departed.is_empty() || group.has_unreported_loss();
    let mut first = None;
    let mut files = Vec::with_capacity(chunks.len());
    for (number, chunk) in (1..).zip(&chunks) {
        let members: Vec<&Member> = organisers.iter().chain(*chunk).copied().collect();
        let listed = members.iter().map(|member| Listed::from(*member));
        let mut content = Content::of(group, MessageKind::Rotation, listed.collect())?;
        let departed = departed
            .iter()
            .filter(|name| group.departed.iter().all(|left| left.name != **name));
        content.excludes = excludes;
        content.departed.extend(departed.cloned());
        content.part = (chunks.len() > 1).then_some(Split {
            number,
            of: chunks.len() as u64,
            first,
        });
        let text = to_checked_toml(&content)?;
        first = first.or_else(|| Some(hash_of(&text)));
        let settled = members.iter().filter(|member| member.disputed.is_none());
        let devices: Vec<DevicePublic> = settled.filter_map(|it| it.device).collect();
        if devices.is_empty() {
            continue;
        }
        files.push(SealedFile {
            bytes: seal_to_devices(&sign(group, &text)?, &devices)?,
            recipients: devices.len(),
        });
    }
    let hash = first.unwrap_or_default();
    Ok(RotationFiles {
        files,
        rank: Rank { excludes, hash },
    })
}

/// Seals the seed in force to six words, for `to` if given, signed with this device's
/// organiser key. In a group of more than [`MAX_RECIPIENTS`] members, only the
/// organisers and `to` are on its roll.
///
/// # Errors
/// [`SealError`].
pub fn invitation(group: &Group, to: Option<&Name>, words: &Phrase) -> Result<Vec<u8>, SealError> {
    seal_invitation(&sign_invitation(group, to, words)?, words)
}

/// Signs an invitation, which [`seal_invitation`] then seals to the same words: the
/// half of [`invitation`] that needs the group.
///
/// # Errors
/// [`SealError`].
pub fn sign_invitation(
    group: &Group,
    to: Option<&Name>,
    words: &Phrase,
) -> Result<Zeroizing<String>, SealError> {
    let is_all = group.members.len() <= MAX_RECIPIENTS;
    let is_told =
        |member: &&Member| is_all || group.is_organiser(member) || Some(&member.name) == to;
    let listed = group.members.iter().filter(is_told).map(Listed::from);
    let mut content = Content::of(group, MessageKind::Invitation, listed.collect())?;
    content.to = to.cloned();
    content.brought_by = group.brought_by;
    content.excludes = group.brought_by.is_some_and(|it| it.rank.excludes);
    content.words_hash = Some(words_hash(group.id, words));
    let text = to_checked_toml(&content)?;
    sign(group, &text)
}

/// Returns the text of a message, after checking that it can be read: a message that
/// every device refuses must not count as sent.
fn to_checked_toml(content: &Content) -> Result<Zeroizing<String>, SealError> {
    let text = content.to_toml()?;
    match Content::from_toml(&text) {
        Ok(_) => Ok(text),
        Err(_) => Err(SealError::Unwritable),
    }
}

/// Prepends the signature to the text.
pub(super) fn sign(group: &Group, text: &str) -> Result<Zeroizing<String>, SealError> {
    let organisers = &group.organisers;
    let (Some(key), Some(_)) = (&organisers.own, organisers.own()) else {
        return Err(SealError::NotYou);
    };
    let signature = key.sign(text.as_bytes())?;
    Ok(Zeroizing::new([&signature, "\n", text].concat()))
}
