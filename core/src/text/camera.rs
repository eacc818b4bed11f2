//! Sentences of the page that shows the camera.

use super::texts::sentences;

sentences! {
    /// Titles the page.
    pub fn camera_title() = "camera-title";
    /// Says to show the QR code to the camera.
    pub fn camera_heading() = "camera-heading";
    /// Says how to hold the QR code.
    pub fn camera_lead() = "camera-lead";
    /// Describes the picture to a screen reader.
    pub fn camera_video() = "camera-video";
    /// Asks to allow the camera.
    pub fn camera_starting() = "camera-starting";
    /// Labels the button for another camera.
    pub fn camera_other() = "camera-other";
    /// Says that the page needs scripts.
    pub fn camera_no_scripts(command: &str) = "camera-no-scripts";
    /// Says that the page is looking for the QR code.
    pub fn camera_looking() = "camera-looking";
    /// Says that no QR code was found yet.
    pub fn camera_nothing() = "camera-nothing";
    /// Says which QR code to show.
    pub fn camera_expected(command: &str) = "camera-expected";

    /// Says to hold the QR code closer.
    pub fn camera_hint_closer() = "camera-hint-closer";
    /// Says that more light helps.
    pub fn camera_hint_light() = "camera-hint-light";
    /// Says to tilt the QR code.
    pub fn camera_hint_tilt() = "camera-hint-tilt";
    /// Says how to use a picture of the QR code instead.
    pub fn camera_hint_picture(command: &str) = "camera-hint-picture";

    /// Asks whether the group is the right one.
    pub fn camera_found() = "camera-found";
    /// Labels the group's name.
    pub fn camera_group() = "camera-group";
    /// Labels the check words.
    pub fn camera_words() = "camera-words";
    /// Asks to compare the check words.
    pub fn camera_question() = "camera-question";
    /// Labels the button that joins.
    pub fn camera_yes() = "camera-yes";
    /// Labels the button that does not join.
    pub fn camera_no() = "camera-no";
    /// Says to answer in the terminal.
    pub fn camera_terminal() = "camera-terminal";

    /// Says that the camera was not allowed.
    pub fn camera_denied() = "camera-denied";
    /// Says what to do if the camera was not allowed.
    pub fn camera_denied_remedy(command: &str) = "camera-denied-remedy";
    /// Says that there is no camera.
    pub fn camera_missing() = "camera-missing";
    /// Says what to do if there is no camera.
    pub fn camera_missing_remedy(command: &str) = "camera-missing-remedy";
    /// Says that the camera is in use.
    pub fn camera_busy() = "camera-busy";
    /// Says what to do if the camera is in use.
    pub fn camera_busy_remedy(command: &str) = "camera-busy-remedy";
    /// Says that the browser refuses the camera.
    pub fn camera_insecure() = "camera-insecure";
    /// Says what to do if the browser refuses the camera.
    pub fn camera_insecure_remedy(command: &str) = "camera-insecure-remedy";
    /// Says that the camera did not start.
    pub fn camera_broken() = "camera-broken";
    /// Says what to do if the camera did not start.
    pub fn camera_broken_remedy(command: &str) = "camera-broken-remedy";

    /// Asks the person to wait a moment.
    pub fn camera_working() = "camera-working";
    /// Says that the terminal may ask for something.
    pub fn camera_working_more() = "camera-working-more";
    /// Says that the group was joined.
    pub fn camera_done() = "camera-done";
    /// Says that the group was joined before.
    pub fn camera_known() = "camera-known";
    /// Introduces the name of the member whose day sheet this computer has now.
    pub fn camera_sheet() = "camera-sheet";
    /// Says that the program stopped.
    pub fn camera_stopped() = "camera-stopped";
    /// Says that the program is gone.
    pub fn camera_gone() = "camera-gone";
    /// Says that the page can be closed.
    pub fn camera_close() = "camera-close";
    /// Turns away a second visitor.
    pub fn camera_taken(command: &str) = "camera-taken";
}
