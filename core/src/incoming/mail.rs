//! Decodes the text of a mail (RFC 5322, MIME).

use mailparse::{DispositionType, MailHeaderMap as _, ParsedMail, parse_mail};
use zeroize::Zeroizing;

use super::Text;

/// Headers of which a mail has at least one, but a note that only begins like a mail has
/// none.
const HEADERS: [&str; 3] = ["MIME-Version", "Content-Type", "Content-Transfer-Encoding"];

/// Returns the text parts of a mail, one after another, or `None` if it is not a mail.
pub(super) fn decode_mail(text: &str) -> Option<Text> {
    let mail = parse_mail(text.trim_start().as_bytes()).ok()?;
    let is_mail = |header: &&str| mail.headers.get_first_header(header).is_some();
    HEADERS.iter().find(|header| is_mail(header))?;
    let mut text = Zeroizing::new(String::with_capacity(2 * text.len()));
    let mut has_attachment = false;
    for part in mail.parts().filter(|part| part.subparts.is_empty()) {
        has_attachment |= is_attachment(part);
        if part.ctype.mimetype.starts_with("text/")
            && let Ok(body) = part.get_body()
        {
            text.push_str(&Zeroizing::new(body));
            // Keeps a link from running on into the next part.
            text.push_str("\n\n");
        }
    }
    Some(Text {
        text,
        has_attachment,
    })
}

fn is_attachment(part: &ParsedMail<'_>) -> bool {
    let disposition = part.get_content_disposition().disposition;
    disposition == DispositionType::Attachment || !part.ctype.mimetype.starts_with("text/")
}
