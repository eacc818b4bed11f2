//! The camera page: text, style and script in a single document that loads
//! nothing else.

use data_encoding::BASE64;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::texts;

const HTML: &str = include_str!("../../assets/camera.html");
const STYLE: &str = include_str!("../../assets/camera.css");
const SCRIPT: &str = include_str!("../../assets/camera.js");

/// The command that works without a camera.
const PICTURE: &str = "ringtrue join photo.jpg";

/// Returns the document's texts by placeholder name.
fn document_texts() -> [(&'static str, String); 14] {
    let texts = texts();
    [
        ("lang", texts.language()),
        ("title", texts.camera_title()),
        ("heading", texts.camera_heading()),
        ("lead", texts.camera_lead()),
        ("video", texts.camera_video()),
        ("starting", texts.camera_starting()),
        ("other", texts.camera_other()),
        ("found", texts.camera_found()),
        ("group", texts.camera_group()),
        ("words", texts.camera_words()),
        ("question", texts.camera_question()),
        ("yes", texts.camera_yes()),
        ("no", texts.camera_no()),
        ("noscript", texts.camera_no_scripts(PICTURE)),
    ]
}

/// Returns the script's texts by their names in the script.
fn script_texts() -> [(&'static str, String); 23] {
    let texts = texts();
    [
        ("looking", texts.camera_looking()),
        ("nothing", texts.camera_nothing()),
        ("expected", texts.camera_expected("ringtrue invite")),
        ("question", texts.camera_question()),
        ("terminal", texts.camera_terminal()),
        ("denied", texts.camera_denied()),
        ("denied_remedy", texts.camera_denied_remedy(PICTURE)),
        ("missing", texts.camera_missing()),
        ("missing_remedy", texts.camera_missing_remedy(PICTURE)),
        ("busy_camera", texts.camera_busy()),
        ("busy_camera_remedy", texts.camera_busy_remedy(PICTURE)),
        ("insecure", texts.camera_insecure()),
        ("insecure_remedy", texts.camera_insecure_remedy(PICTURE)),
        ("broken", texts.camera_broken()),
        ("broken_remedy", texts.camera_broken_remedy(PICTURE)),
        ("working", texts.camera_working()),
        ("working_more", texts.camera_working_more()),
        ("done", texts.camera_done()),
        ("known", texts.camera_known()),
        ("sheet", texts.camera_sheet()),
        ("stopped", texts.camera_stopped()),
        ("gone", texts.camera_gone()),
        ("close", texts.camera_close()),
    ]
}

/// Returns the hints that the script shows in turn while it finds nothing.
fn hints() -> [String; 4] {
    [
        texts().camera_hint_closer(),
        texts().camera_hint_light(),
        texts().camera_hint_tilt(),
        texts().camera_hint_picture(PICTURE),
    ]
}

/// The page, and what must be sent with it.
#[non_exhaustive]
pub struct CameraPage {
    /// The document.
    pub html: String,
    /// The Content-Security-Policy: only the page's own script runs, and it may
    /// connect only to its own origin.
    pub policy: String,
    /// The text served to a second visitor instead.
    pub taken: String,
}

/// Returns the camera page.
#[must_use]
pub fn camera_page() -> CameraPage {
    let hash = |text: &str| BASE64.encode(&Sha256::digest(text));
    let mut places = Map::new();
    for (name, text) in document_texts() {
        places.insert(name.to_owned(), escape_html(&text).into());
    }
    places.insert("style".to_owned(), STYLE.into());
    places.insert("script".to_owned(), SCRIPT.into());
    places.insert("texts".to_owned(), json().into());
    CameraPage {
        html: fill_template(HTML, &places),
        policy: format!(
            "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; \
             connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            hash(SCRIPT),
            hash(STYLE)
        ),
        taken: texts().camera_taken("ringtrue join --camera") + "\n",
    }
}

/// Returns the script's texts as JSON that can't end the script element.
fn json() -> String {
    let texts = script_texts().into_iter();
    let mut texts: Map<String, Value> = texts
        .map(|(name, text)| (name.to_owned(), text.into()))
        .collect();
    texts.insert("hints".to_owned(), hints().to_vec().into());
    Value::Object(texts).to_string().replace('<', "\\u003c")
}

/// Replaces each known `{name}` in the template once, from left to right;
/// inserted text is not searched again.
fn fill_template(template: &str, places: &Map<String, Value>) -> String {
    let mut page = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        page.push_str(before);
        let place = after.split_once('}');
        let known = place.and_then(|(name, after)| Some((places.get(name)?.as_str()?, after)));
        if let Some((text, after)) = known {
            page.push_str(text);
            rest = after;
        } else {
            page.push('{');
            rest = after;
        }
    }
    page + rest
}

fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::{HTML, SCRIPT, camera_page, json, script_texts};

    #[test]
    fn every_place_is_filled_and_nothing_is_asked_for_elsewhere() {
        let page = camera_page();
        let before_script = page.html.split("<script>").next().unwrap();
        for place in HTML.split('{').skip(1) {
            let (name, _) = place.split_once('}').unwrap();
            assert!(!before_script.contains(&format!("{{{name}}}")), "{name}");
        }
        for outside in ["http:", "https:", "//cdn", "src=", "@import", "url("] {
            assert!(!page.html.contains(outside), "{outside}");
        }
    }

    #[test]
    fn the_script_and_the_table_know_the_same_texts() {
        let texts = script_texts();
        for (name, _) in &texts {
            let name = name.trim_end_matches("_remedy");
            let used = [format!("texts.{name}"), format!("\"{name}\"")];
            assert!(used.iter().any(|used| SCRIPT.contains(used)), "{name}");
        }
        for used in SCRIPT.split("texts.").skip(1) {
            let end = used.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let name = &used[..end.unwrap()];
            let listed = name == "hints" || texts.iter().any(|(text, _)| *text == name);
            assert!(listed, "{name}");
        }
    }

    #[test]
    fn no_text_can_end_its_script() {
        assert!(!json().contains('<'));
    }
}
