//! Pages to print, and a day sheet from its question to the code that other devices
//! scan.

use ringtrue_core::group::{Member, SheetChange};
use ringtrue_core::sheet::Sheet;
use ringtrue_core::text::{Contact, card_page, day_sheet, invite_page};
use ringtrue_core::{Group, GroupId, Name, Secret, sheet_code};
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::error::Error;
use crate::moment::Moment;
use crate::phone::Phone;
use crate::picture::Picture;
use crate::texts;

/// A page to print: an HTML document without scripts, which may be secret.
#[wasm_bindgen]
pub struct Page {
    html: Zeroizing<String>,
    file: String,
}

/// A new sheet for someone, which is not active until it is on paper.
pub struct NewSheet {
    group: GroupId,
    member: Name,
    /// What it replaces, as the person was told.
    change: Option<SheetChange>,
    sheet: Option<Sheet>,
}

#[wasm_bindgen]
impl Page {
    /// Returns the document as a JavaScript string, which can't be wiped.
    #[must_use]
    pub fn html(&self) -> String {
        self.html.to_string()
    }

    /// Returns the document as UTF-8, for the caller to wipe.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.html.as_bytes().to_vec()
    }

    /// Returns a file name for the document.
    #[must_use]
    #[wasm_bindgen(getter)]
    pub fn file(&self) -> String {
        self.file.clone()
    }
}

#[wasm_bindgen]
impl Phone {
    /// Renders the page that enrols its holder.
    ///
    /// # Errors
    /// [`Error::NoGroup`] and [`Error::Draw`].
    #[wasm_bindgen(js_name = invitePage)]
    pub fn invite_page(&self) -> Result<Page, Error> {
        let group = self.group()?;
        Ok(Page {
            html: invite_page(group, self.rotator(group), texts())?,
            file: group.name().file_name("invite.html"),
        })
    }

    /// Renders two cards with these people to call, each in the form that [`check_contact`]
    /// accepts.
    ///
    /// # Errors
    /// [`Error::NoGroup`] and [`Error::Contact`].
    #[wasm_bindgen(js_name = cardPage)]
    pub fn card_page(&self, call: Vec<String>) -> Result<Page, Error> {
        let group = self.group()?;
        let call = call.into_iter().map(|text| Contact::parse(&text));
        let call: Vec<Contact> = call.collect::<Result<_, _>>()?;
        Ok(Page {
            html: card_page(group, &call, self.rotator(group), texts()).into(),
            file: group.name().file_name("card.html"),
        })
    }

    /// Returns the names of members who may get a sheet, as JSON: those who have one first.
    ///
    /// # Errors
    /// [`Error::NoGroup`].
    #[wasm_bindgen(js_name = sheetCandidates)]
    pub fn sheet_candidates(&self) -> Result<String, Error> {
        let own = self.key.public();
        let roll = self.group()?.members().iter();
        let others = roll.filter(|member| !member.has_device(Some(&own)));
        let (holders, others): (Vec<_>, Vec<_>) = others.partition(|it| it.sheet.is_some());
        let names = holders.into_iter().chain(others);
        let names = names.map(|member| Value::from(member.name.as_str()));
        Ok(names.collect::<Value>().to_string())
    }

    /// Begins a new sheet for someone. Returns the question whether to replace what they
    /// have, or null if it replaces nothing.
    ///
    /// # Errors
    /// [`Error::NoGroup`] and [`Error::Name`].
    #[wasm_bindgen(js_name = beginSheet)]
    pub fn begin_sheet(&mut self, typed: &str) -> Result<Option<String>, Error> {
        let group = self.group()?;
        let known = group.member(typed).ok();
        let member = match known {
            Some(known) => known.name.clone(),
            None => Name::tidy(typed)?,
        };
        let change = known.and_then(Member::sheet_change);
        let question = change.map(|change| texts().ask_new_sheet(&member, change));
        self.new_sheet = Some(NewSheet {
            group: group.id(),
            member,
            change,
            sheet: None,
        });
        Ok(question)
    }

    /// Makes the sheet that was begun, starting today, and renders it.
    ///
    /// # Errors
    /// [`Error::NothingAsked`], [`Error::Changed`], [`Error::Random`], and
    /// [`Error::Time`] at the calendar's end.
    #[wasm_bindgen(js_name = sheetPage)]
    pub fn sheet_page(&mut self, now: f64, minutes_west: i32) -> Result<Page, Error> {
        let Moment { today, .. } = Moment::new(now, minutes_west)?;
        let new = self.new_sheet.as_mut().ok_or(Error::NothingAsked)?;
        let group = self.vault.group(new.group).ok_or(Error::Changed)?;
        let key = Secret::generate(getrandom::fill).map_err(|_| Error::Random)?;
        let sheet = Sheet::new(key, today, Sheet::DEFAULT_DAYS).ok_or(Error::Time)?;
        let html = day_sheet(group, &new.member, &sheet, texts());
        new.sheet = Some(sheet);
        Ok(Page {
            html,
            file: new.member.file_name("sheet.html"),
        })
    }

    /// Activates the printed sheet. Returns JSON: the `name` of its holder, and the
    /// sentence to show as `said`.
    ///
    /// # Errors
    /// [`Error::NothingAsked`], [`Error::Changed`] and [`Error::Roll`].
    #[wasm_bindgen(js_name = activateSheet)]
    pub fn activate_sheet(&mut self) -> Result<String, Error> {
        let new = self.new_sheet.take().ok_or(Error::NothingAsked)?;
        let sheet = new.sheet.ok_or(Error::NothingAsked)?;
        let group = self.vault.group_mut(new.group).ok_or(Error::Changed)?;
        let known = group.member(new.member.as_str()).ok();
        if known.and_then(Member::sheet_change) != new.change {
            return Err(Error::Changed);
        }
        let days = [sheet.from(), sheet.last()];
        group.give_sheet(new.member.as_str(), sheet)?;
        let [from, last] = days.map(|day| texts().day_short(day));
        let said = texts().sheet_given(&new.member, &from, &last);
        Ok(json!({ "name": new.member.as_str(), "said": said }).to_string())
    }

    /// Wipes the sheet that was begun, which is not active yet.
    #[wasm_bindgen(js_name = dropSheet)]
    pub fn drop_sheet(&mut self) {
        self.new_sheet = None;
    }

    /// Returns the names of members who have a sheet, as JSON.
    ///
    /// # Errors
    /// [`Error::NoGroup`].
    #[wasm_bindgen(js_name = sheetHolders)]
    pub fn sheet_holders(&self) -> Result<String, Error> {
        let names = self.group()?.sheet_holders();
        let names = names.iter().map(Name::as_str);
        Ok(names.collect::<Value>().to_string())
    }

    /// Draws the QR code of a member's sheet, for the family's other devices.
    ///
    /// # Errors
    /// [`Error::NoGroup`], [`Error::Roll`], [`Error::NoSheet`] and [`Error::Draw`].
    #[wasm_bindgen(js_name = sheetPicture)]
    pub fn sheet_picture(&self, name: &str) -> Result<Picture, Error> {
        let (member, sheet) = self.sheet_holder(name)?;
        Picture::of(&sheet_code::code(member, sheet))
    }

    /// Returns what to show beside a sheet's QR code, as JSON: a `title` and a `warning`.
    ///
    /// # Errors
    /// [`Error::NoGroup`], [`Error::Roll`] and [`Error::NoSheet`].
    #[wasm_bindgen(js_name = aboutSheetCode)]
    pub fn about_sheet_code(&self, name: &str) -> Result<String, Error> {
        let (member, sheet) = self.sheet_holder(name)?;
        let title = texts().sheet_code_title(member, &texts().day_short(sheet.from()));
        let warning = texts().sheet_code_secret(member);
        Ok(json!({ "title": title, "warning": warning }).to_string())
    }
}

impl Phone {
    /// Returns the member to tell if something is lost, for a page to print.
    fn rotator<'a>(&self, group: &'a Group) -> Option<&'a Name> {
        group.who_rotates(Some(&self.key.public()))
    }

    /// Returns a member of the group in front, and their sheet.
    fn sheet_holder(&self, name: &str) -> Result<(&Name, &Sheet), Error> {
        let member = self.group()?.member(name)?;
        let name = &member.name;
        let sheet = member.sheet.as_ref();
        Ok((name, sheet.ok_or_else(|| Error::NoSheet(name.clone()))?))
    }
}

/// Returns the number of contacts that a card has room for.
#[must_use]
#[wasm_bindgen(js_name = contactsOnCard)]
pub fn contacts_on_card() -> usize {
    Contact::MAX
}

/// Checks a contact: a name and, after a comma, a number.
///
/// # Errors
/// [`Error::Contact`].
#[wasm_bindgen(js_name = checkContact)]
pub fn check_contact(text: &str) -> Result<(), Error> {
    Contact::parse(text)?;
    Ok(())
}
