//! Rotating the key of the group in front, because something was lost or it is time;
//! handing out the new key; and keys that people have to compare.

use ringtrue_core::device::DevicePublic;
use ringtrue_core::group::{Dispute, Organiser};
use ringtrue_core::otpauth::link;
use ringtrue_core::rotate::{
    Aim, Changed, ChosenKey, Delivery, Loss, OwnLostDevice, Plan, Request, RequestError,
    SignerError, accept, delivery, disputes_to_settle, is_in_force, loss, needs_own_name, reached,
    renamed_organisers, seal,
};
use ringtrue_core::text::check_words_line;
use ringtrue_core::{Group, GroupId, Name, Secret, UnixTime, Vault};
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::error::Error;
use crate::moment::Moment;
use crate::phone::Phone;
use crate::picture::Picture;
use crate::texts;

/// A rotation that a person is asked about.
pub struct Rotation {
    group: GroupId,
    /// The text of the vault when the person was asked.
    before: Zeroizing<String>,
    aim: PendingAim,
    /// The request, once the questions are answered.
    request: Option<Request>,
}

/// The aim of a rotation, before the questions about it are answered.
enum PendingAim {
    New,
    Undo,
    Lost(Name, Loss),
}

/// A file with a sealed message. Nothing in it is secret.
pub struct SealedFile {
    name: String,
    text: String,
    /// True once it was handed over.
    is_sent: bool,
}

#[wasm_bindgen]
impl Phone {
    /// Returns the state of the key of the group in front, as JSON:
    /// - `isUndo`: whether there is a rotation to undo;
    /// - `waiting`: a sentence on members not yet seen with the new key, or null;
    /// - `notices`: sentences on what else to do;
    /// - `unsettled`: titles of the keys to compare.
    ///
    /// # Errors
    /// [`Error::NoGroup`].
    #[wasm_bindgen(js_name = keyState)]
    pub fn key_state(&self) -> Result<String, Error> {
        let group = self.group()?;
        let waiting = listed(group.to_enrol_here(Some(&self.key.public())));
        let again = group.still_to_exclude().first();
        let again = again.map(|name| texts().rotate_again(name));
        let exposed = group.is_exposed().then(|| texts().rotate_exposed());
        let disputes = group.disputes().into_iter();
        let disputes = disputes.map(|it| texts().two_keys(&it.name));
        let organisers = group.uncompared_organisers().into_iter();
        let organisers = organisers.map(|it| texts().is_organiser(&it.name));
        Ok(json!({
            "isUndo": group.can_undo(),
            "waiting": waiting.map(|names| texts().hand_out_waiting(&names)),
            "notices": again.into_iter().chain(exposed).collect::<Vec<_>>(),
            "unsettled": disputes.chain(organisers).collect::<Vec<_>>(),
        })
        .to_string())
    }

    /// Returns the names of members who may have lost something, as JSON.
    ///
    /// # Errors
    /// [`Error::NoGroup`].
    #[wasm_bindgen(js_name = lossCandidates)]
    pub fn loss_candidates(&self) -> Result<String, Error> {
        let own = self.key.public();
        let members = self.group()?.members().iter();
        let others = members.filter(|it| !it.has_device(Some(&own)));
        Ok(others
            .map(|it| it.name.as_str())
            .collect::<Value>()
            .to_string())
    }

    /// Begins a rotation: `new`, `undo`, or `lost` with the member who lost something.
    /// Returns the questions to answer for [`Phone::plan_rotation`], as JSON:
    /// - `mine`: a question about a device of the person's own, or null;
    /// - `left`: asks whether someone left who must not use the old code, or null;
    /// - `renamed`: for each organiser who may be that member, a `question` and `words`;
    /// - `keys`: keys to choose from, as in [`Phone::keys_to_compare`];
    /// - `seal`: `must` if the key goes out in a message, `ask` if it may, else null;
    /// - `needsName`: whether to ask for the person's `name` before a message.
    ///
    /// # Errors
    /// [`Error::NoGroup`], [`Error::Roll`] and [`Error::Refused`].
    #[wasm_bindgen(js_name = askRotation)]
    pub fn ask_rotation(&mut self, aim: &str, member: &str, now: f64) -> Result<String, Error> {
        let (now, own) = (Moment::new(now, 0)?, self.key.public());
        self.drop_question();
        let group = self.group()?;
        let aim = match aim {
            "new" => PendingAim::New,
            "undo" => PendingAim::Undo,
            _ => {
                let name = group.member(member)?.name.clone();
                PendingAim::Lost(name, loss(group, member, Some(&own))?)
            }
        };
        let questions = aim.questions(group, &own)?;
        let rotation = Rotation {
            group: group.id(),
            before: self.vault.to_toml()?,
            aim,
            request: None,
        };
        // Try it first, so that nobody is asked in vain.
        let request = rotation.aim.request(&Value::Null, group, &own)?;
        rotation.lines(&request, own, &now)?;
        self.rotation = Some(rotation);
        Ok(questions.to_string())
    }

    /// Answers the questions, in JSON: `mine` and `left`, true for yes; `renamed`, the words of the
    /// organisers who are that member; `keys`, the chosen words by name; `seal`, true for yes;
    /// `name`. Returns what the rotation means, as JSON: `lines` and the `question`.
    ///
    /// # Errors
    /// [`Error::NothingAsked`], [`Error::Changed`], [`Error::Name`] and [`Error::Refused`];
    /// the questions may then be answered again.
    #[wasm_bindgen(js_name = planRotation)]
    pub fn plan_rotation(
        &mut self,
        answers: &str,
        now: f64,
        minutes_west: i32,
    ) -> Result<String, Error> {
        let moment = Moment::new(now, minutes_west)?;
        let answers = serde_json::from_str(answers).map_err(|_| Error::NothingAsked)?;
        let own = self.key.public();
        let rotation = self.rotation.as_ref().ok_or(Error::NothingAsked)?;
        self.ensure_unchanged(rotation)?;
        let group = self.vault.group(rotation.group).ok_or(Error::NoGroup)?;
        let request = rotation.aim.request(&answers, group, &own)?;
        let mut lines = rotation.lines(&request, own, &moment)?;
        let question = lines.pop();
        lines.push(texts().rotate_before(&group.key_name()));
        lines.extend(roll_lines(group, &own, &moment));
        if let Some(rotation) = &mut self.rotation {
            rotation.request = Some(request);
        }
        Ok(json!({ "lines": lines, "question": question }).to_string())
    }

    /// Makes the rotation that was asked about. Returns what was done, as lines in JSON. Its
    /// message, if there is one, is in [`Phone::hand_out`]: save first.
    ///
    /// # Errors
    /// [`Error::NothingAsked`], [`Error::Changed`], [`Error::Refused`],
    /// [`Error::Unsealable`] and [`Error::Random`]; nothing is changed then.
    pub fn rotate(&mut self, now: f64, minutes_west: i32) -> Result<String, Error> {
        let moment = Moment::new(now, minutes_west)?;
        let rotation = self.rotation.take().ok_or(Error::NothingAsked)?;
        self.ensure_unchanged(&rotation)?;
        let request = rotation.request.as_ref().ok_or(Error::NothingAsked)?;
        let own = self.key.public();
        let secret = Secret::generate(getrandom::fill).map_err(|_| Error::Random)?;
        // Use a copy: a change that fails halfway must not be saved by the next one.
        let mut vault = Vault::from_toml(&rotation.before)?;
        let group = vault.group_mut(rotation.group).ok_or(Error::NoGroup)?;
        let ready = request.ready(group, own)?;
        let changed = ready.change(secret, moment.now)?;
        let mut files = Vec::new();
        if request.is_sealed {
            for (name, bytes) in seal(group, &changed.taken_off(), own)?.files {
                let text = String::from_utf8(bytes).map_err(|_| Error::NotText)?;
                files.push(SealedFile {
                    name,
                    text,
                    is_sent: false,
                });
            }
        }
        self.must_erase_previous |= request.is_undo() || group.accepted_before().is_none();
        let mut lines = done_lines(request, &changed, group, &moment);
        lines.push(texts().rotate_to_reach());
        lines.extend(roll_lines(group, &own, &moment));
        self.vault = vault;
        self.sealed_files.extend(files);
        self.drop_question();
        self.flow.start_over();
        self.front = Some(rotation.group);
        Ok(Value::from(lines).to_string())
    }

    /// Returns what there is to hand out with the key of the group in front, as JSON:
    /// - `files`: the message's files, each with `name`, `text` and `isSent`;
    /// - `send`: sentences on whom to send them to, and the words to compare;
    /// - `scan`: the names of members who scan the QR code;
    /// - `isForAll`: whether nobody else is on the roll;
    /// - `lines`: sentences on what else to do.
    ///
    /// # Errors
    /// [`Error::NoGroup`] and [`Error::Time`].
    #[wasm_bindgen(js_name = handOut)]
    pub fn hand_out(&self, now: f64, minutes_west: i32) -> Result<String, Error> {
        let today = Moment::new(now, minutes_west)?.today;
        let own = self.key.public();
        let group = self.group()?;
        let files = self.sealed_files.iter();
        let files = files.filter(|it| is_in_force(&it.name, group));
        let files: Vec<Value> = files.map(SealedFile::json).collect();
        let tasks = group.tasks_after_rotation(Some(&own), group.is_in_message(), today);
        let invite = tasks.message.iter().chain(&tasks.invite);
        let mut lines = Vec::new();
        lines.extend(listed(invite).map(|names| texts().hand_out_invite(&names)));
        lines.extend(listed(&tasks.print).map(|names| texts().plan_print(&names)));
        if files.is_empty() && !tasks.open.is_empty() {
            lines.push(texts().hand_out_gone());
        }
        let is_alone = group.members().iter().all(|it| it.has_device(Some(&own)));
        Ok(json!({
            "send": if files.is_empty() { Vec::new() } else { send_to(group, own) },
            "files": files,
            "scan": tasks.scan.iter().map(Name::as_str).collect::<Vec<_>>(),
            "isForAll": is_alone,
            "lines": lines,
        })
        .to_string())
    }

    /// Records that the message in this file was handed over.
    #[wasm_bindgen(js_name = markSent)]
    pub fn mark_sent(&mut self, file: &str) {
        for sealed in self.sealed_files.iter_mut().filter(|it| it.name == file) {
            sealed.is_sent = true;
        }
    }

    /// Draws the QR code of the group in front, for others to scan.
    ///
    /// # Errors
    /// [`Error::NoGroup`] and [`Error::Draw`].
    #[wasm_bindgen(js_name = groupPicture)]
    pub fn group_picture(&self) -> Result<Picture, Error> {
        Picture::of(&link(self.group()?))
    }

    /// Returns the keys of the group in front that have to be compared, as JSON: each has
    /// the member's `name`, a `title`, `lines`, a `question` and `options`, each with `words`
    /// and a `label`. An organiser's key has only one option.
    ///
    /// # Errors
    /// [`Error::NoGroup`].
    #[wasm_bindgen(js_name = keysToCompare)]
    pub fn keys_to_compare(&self) -> Result<String, Error> {
        let group = self.group()?;
        let disputes = group.disputes();
        let disputes = disputes.iter().map(|it| dispute_json(it, group));
        let organisers = group.uncompared_organisers().into_iter();
        let organisers = organisers.map(|it| organiser_json(it, group));
        Ok(disputes.chain(organisers).collect::<Value>().to_string())
    }

    /// Accepts the key with these words as the member's, after a person compared them.
    ///
    /// # Errors
    /// [`Error::Changed`] if the key is no longer in question, and [`Error::Refused`].
    #[wasm_bindgen(js_name = resolveKey)]
    pub fn resolve_key(&mut self, name: &str, words: &str) -> Result<(), Error> {
        let group = self.group_mut()?;
        let disputes = group.disputes();
        let choice = disputes
            .iter()
            .find_map(|it| find_choice(it, name, words, group));
        if let Some(choice) = choice {
            return Ok(accept(&[choice], group).map_err(RequestError::from)?);
        }
        let organisers = group.uncompared_organisers().into_iter();
        let mut meant = organisers.filter(|it| it.name.as_str() == name);
        let key = meant.find(|it| words_of(it, group) == words);
        let key = key.ok_or(Error::Changed)?.key;
        group.accept_organiser(key);
        Ok(())
    }

    /// Restores stored [`Saved::sealed_files`](crate::Saved::sealed_files). Damaged ones are
    /// ignored.
    #[wasm_bindgen(js_name = loadSealedFiles)]
    pub fn load_sealed_files(&mut self, kept: Option<String>) {
        let kept = kept.and_then(|text| serde_json::from_str::<Vec<Value>>(&text).ok());
        let kept = kept.unwrap_or_default();
        self.sealed_files = kept.iter().filter_map(SealedFile::from_json).collect();
    }
}

impl Phone {
    /// Returns the messages to keep: those with the seed in force of a group on this phone.
    pub(crate) fn sealed_files(&self) -> Option<String> {
        let groups = self.vault.groups();
        let files = self.sealed_files.iter();
        let files = files.filter(|it| groups.iter().any(|group| is_in_force(&it.name, group)));
        let files: Vec<Value> = files.map(SealedFile::json).collect();
        (!files.is_empty()).then(|| Value::from(files).to_string())
    }

    fn group_mut(&mut self) -> Result<&mut Group, Error> {
        let id = self.group()?.id();
        self.vault.group_mut(id).ok_or(Error::NoGroup)
    }

    /// Returns an error if the vault has changed since the person was asked.
    fn ensure_unchanged(&self, rotation: &Rotation) -> Result<(), Error> {
        if *self.vault.to_toml()? == *rotation.before {
            return Ok(());
        }
        Err(Error::Changed)
    }
}

impl Rotation {
    /// Tries a request on a copy. Returns what it means, and the question as the last line.
    fn lines(
        &self,
        request: &Request,
        own: DevicePublic,
        moment: &Moment,
    ) -> Result<Vec<String>, Error> {
        let mut vault = Vault::from_toml(&self.before)?;
        let group = vault.group_mut(self.group).ok_or(Error::NoGroup)?;
        let plan = Plan::of(request, group, own, moment.now, moment.today)?;
        let when = |time: UnixTime| moment.written(time);
        Ok(texts().rotation_plan(&plan, group, &when))
    }
}

impl PendingAim {
    fn lost(&self) -> Option<&str> {
        match self {
            Self::Lost(name, _) => Some(name.as_str()),
            Self::New | Self::Undo => None,
        }
    }

    fn delivery(&self, group: &Group, own: &DevicePublic) -> Delivery {
        match self {
            Self::Undo => Delivery::Scan,
            Self::New | Self::Lost(..) => delivery(group, self.lost(), own),
        }
    }

    /// Returns the organisers who may be the member who lost something.
    fn renamed<'a>(&self, group: &'a Group) -> Result<Vec<&'a Organiser>, Error> {
        let lost = self.lost();
        let renamed = lost.map(|lost| renamed_organisers(group, lost));
        Ok(renamed.transpose()?.unwrap_or_default())
    }

    fn questions(&self, group: &Group, own: &DevicePublic) -> Result<Value, Error> {
        let mine = match self {
            Self::Lost(_, Loss::MaybeMine(name)) => Some(texts().ask_are_you(name)),
            Self::Lost(_, Loss::MineAsOrganiser(_)) => Some(texts().ask_behind_passphrase()),
            _ => None,
        };
        // With an organiser, the group knows who has left.
        let left = matches!(self, Self::New) && !group.has_organiser();
        let renamed = self.renamed(group)?.into_iter().filter_map(|organiser| {
            let Self::Lost(before, _) = self else {
                return None;
            };
            let (name, words) = (&organiser.name, words_of(organiser, group));
            let question = texts().ask_renamed_organiser(name, before, &words);
            Some(json!({ "question": question, "words": words }))
        });
        let seal = match self.delivery(group, own) {
            Delivery::Scan => None,
            Delivery::AskToSeal => Some("ask"),
            Delivery::Seal => Some("must"),
        };
        let disputes = disputes_to_settle(group, self.lost());
        let disputes = disputes.iter().filter(|_| seal.is_some());
        let needs_name = seal.is_some() && needs_own_name(group, Some(own));
        Ok(json!({
            "mine": mine,
            "left": left.then(|| texts().ask_left()),
            "renamed": renamed.collect::<Vec<_>>(),
            "keys": disputes.map(|it| dispute_json(it, group)).collect::<Vec<_>>(),
            "seal": seal,
            "needsName": needs_name,
        }))
    }

    /// Returns the request that these answers make. A null takes the careful answer to each
    /// question, and chooses no keys yet.
    fn request(
        &self,
        answers: &Value,
        group: &Group,
        own: &DevicePublic,
    ) -> Result<Request, Error> {
        let is_yes = |name: &str| answers.get(name) == Some(&Value::Bool(true));
        let aim = match self {
            Self::New => {
                let has_left = group.has_unreported_departure() || is_yes("left");
                let overlap = has_left.then_some(0);
                Aim::New { overlap }
            }
            Self::Undo => Aim::Undo,
            Self::Lost(name, loss) => Aim::Lost {
                member: name.to_string(),
                mine: own_lost_device(loss, is_yes("mine")),
                renamed: {
                    let same = answers.get("renamed").and_then(Value::as_array);
                    let is_same = |it: &&Organiser| {
                        same.is_some_and(|same| same.contains(&words_of(it, group).into()))
                    };
                    let renamed = self.renamed(group)?.into_iter();
                    renamed.filter(is_same).map(|it| it.key).collect()
                },
            },
        };
        let has_name = matches!(&aim, Aim::Lost { mine: Some(_), .. });
        let mut request = Request::of(aim);
        request.is_sealed = match self.delivery(group, own) {
            Delivery::Scan => false,
            Delivery::AskToSeal => is_yes("seal"),
            Delivery::Seal => true,
        };
        if answers.is_null() || !request.is_sealed {
            return Ok(request);
        }
        if !has_name && needs_own_name(group, Some(own)) {
            let name = answers.get("name").and_then(Value::as_str);
            request.own_name = Some(Name::tidy(name.unwrap_or_default())?.to_string());
        }
        for dispute in disputes_to_settle(group, self.lost()) {
            let name = dispute.name.as_str();
            let words = answers
                .get("keys")
                .and_then(|keys| keys.get(name)?.as_str());
            let choice = find_choice(&dispute, name, words.unwrap_or_default(), group);
            let open = || Error::Refused(texts().two_keys_open(&dispute.name));
            request.chosen.push(choice.ok_or_else(open)?);
        }
        Ok(request)
    }
}

/// Returns the lost device, if it was the previous one of this phone's holder.
fn own_lost_device(loss: &Loss, is_yes: bool) -> Option<OwnLostDevice> {
    match loss {
        Loss::Theirs => None,
        Loss::MaybeMine(name) => is_yes.then(|| OwnLostDevice {
            name: name.clone(),
            may_have_key: false,
        }),
        Loss::MineAsOrganiser(name) => Some(OwnLostDevice {
            name: name.clone(),
            may_have_key: !is_yes,
        }),
    }
}

impl SealedFile {
    fn json(&self) -> Value {
        json!({ "name": self.name, "text": self.text, "isSent": self.is_sent })
    }

    fn from_json(kept: &Value) -> Option<Self> {
        Some(Self {
            name: kept.get("name")?.as_str()?.to_owned(),
            text: kept.get("text")?.as_str()?.to_owned(),
            is_sent: kept.get("isSent")?.as_bool()?,
        })
    }
}

/// Returns the key with these words in a dispute, if it is about this member.
fn find_choice(dispute: &Dispute, name: &str, words: &str, group: &Group) -> Option<ChosenKey> {
    let (here, claimed) = dispute.keys();
    let mut keys = here.into_iter().chain([claimed]);
    let key = keys.find(|key| check_words_line(&group.device_words(key)) == words);
    let is_meant = dispute.name.as_str() == name;
    key.filter(|_| is_meant).map(|key| ChosenKey {
        name: dispute.name.clone(),
        key,
    })
}

fn dispute_json(dispute: &Dispute, group: &Group) -> Value {
    let name = &dispute.name;
    let (here, claimed) = dispute.keys();
    let words = |key: &DevicePublic| check_words_line(&group.device_words(key));
    let here = here.map(|key| {
        let words = words(&key);
        json!({ "label": texts().two_keys_here(&words), "words": words })
    });
    let claimed = words(&claimed);
    let claimed = json!({ "label": texts().two_keys_claimed(&claimed), "words": claimed });
    let known_as = dispute.known_as.as_ref();
    let known_as = known_as.map(|known| texts().dispute_known_as(known));
    json!({
        "name": name.as_str(),
        "title": texts().two_keys(name),
        "question": texts().ask_two_keys(name),
        "lines": known_as.into_iter().collect::<Vec<_>>(),
        "options": here.into_iter().chain([claimed]).collect::<Vec<_>>(),
    })
}

fn organiser_json(organiser: &Organiser, group: &Group) -> Value {
    let (name, words) = (&organiser.name, words_of(organiser, group));
    json!({
        "name": name.as_str(),
        "title": texts().is_organiser(name),
        "question": texts().ask_uncompared_organiser(name, "ringtrue"),
        "lines": [texts().uncompared_organiser(name, group.local_name(), &words)],
        "options": [{ "label": texts().keys_same(), "words": words }],
    })
}

fn words_of(organiser: &Organiser, group: &Group) -> String {
    check_words_line(&group.organiser_words(&organiser.key))
}

fn done_lines(request: &Request, changed: &Changed, group: &Group, moment: &Moment) -> Vec<String> {
    let when = |time: UnixTime| moment.written(time);
    let mut lines = texts().rotation_done(request.is_undo(), group, &when);
    lines.extend(listed(&changed.demoted).map(|names| texts().rotate_demoted(&names)));
    lines.extend(listed(&changed.ended).map(|names| texts().plan_sheets_end(&names)));
    if changed.undid_sealed {
        lines.push(texts().rotate_undid_sealed());
    }
    if let Some(replaced) = &changed.replaced {
        lines.push(texts().replaced_device(&replaced.name));
        let words = replaced.key.map(|key| check_words_line(&key.words()));
        lines.extend(words.map(|words| texts().hand_out_own_key(&words)));
        lines.extend(listed(&replaced.moved.pairs).map(|names| texts().hand_out_pairs(&names)));
    }
    let lost = changed.lost.as_ref();
    lines.extend(lost.map(|(name, _)| texts().hand_out_rejoin(name)));
    lines
}

/// Returns sentences on the members whom the last sealed message reaches, other than this
/// phone's holder, and on the words that they may want to compare.
fn send_to(group: &Group, own: DevicePublic) -> Vec<String> {
    let reached = reached(group, own);
    let names = reached.names.iter().filter_map(|name| {
        let member = group.member(name.as_str()).ok()?;
        // The message does not include members who came later.
        let is_on_it = member.listed && !member.has_device(Some(&own));
        let is_compared = !reached.not_compared.contains(name);
        is_on_it.then(|| {
            if is_compared {
                name.to_string()
            } else {
                texts().sealed_not_compared(name)
            }
        })
    });
    let names: Vec<String> = names.collect();
    if names.is_empty() {
        return Vec::new();
    }
    let organiser = group.organisers().own();
    let words = organiser.map(|it| texts().hand_out_words(&words_of(it, group)));
    let to = texts().hand_out_send(&names.join(", "));
    [to].into_iter().chain(words).collect()
}

fn roll_lines(group: &Group, own: &DevicePublic, moment: &Moment) -> Vec<String> {
    let when = |time: UnixTime| moment.written(time);
    let roll = group.roll_call(Some(own), moment.today).into_iter();
    let roll = roll.map(|member| {
        let notes = texts().roll_notes(member, group, Some(own), moment.today, &when);
        texts().roll_line(&member.name, &notes.join("; "))
    });
    roll.collect()
}

fn listed<'a>(names: impl IntoIterator<Item = &'a Name>) -> Option<String> {
    let names: Vec<&str> = names.into_iter().map(Name::as_str).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// Turns a refusal into a sentence that says why, and who can rotate the group.
impl From<RequestError> for Error {
    fn from(refusal: RequestError) -> Self {
        let text = match &refusal {
            RequestError::NotYours { group, organisers } => {
                texts().rotate_not_yours(group, &texts().any_of(organisers))
            }
            RequestError::Signer(SignerError::NotOnRoll(name)) => texts().rotate_not_on_roll(name),
            RequestError::Signer(SignerError::Taken(name)) => texts().rotate_name_taken(name),
            RequestError::Keys(_) => return Self::Changed,
            _ => refusal.to_string(),
        };
        Self::Refused(text)
    }
}
