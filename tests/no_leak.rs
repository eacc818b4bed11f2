//! One test: no command, in any form, prints a secret that it was not asked for.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests set up files and processes, and fail by panicking"
)]

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use common::{Device, Run, TEST_LINK, TEST_SEED, read};
use data_encoding::{BASE32_NOPAD, BASE64, HEXLOWER};
use ringtrue_core::Secret;
use ringtrue_core::device::{DeviceKey, DevicePublic};
use ringtrue_core::pair::Pair;
use ringtrue_core::qr::{Correction, Symbol};
use ringtrue_core::vault::seal_vault;

/// A rotation of the test group.
const NEXT_LINK: &str = "otpauth://totp/ringtrue:Smith%20family%202?secret=MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U&issuer=ringtrue";

/// The key of Opa's sheet.
const SHEET_KEY: &str = "KRUGS4ZANFZSAYJAORSXG5BAONSWKZDT";

/// The key of Paul's device, which this one can be paired with.
const PAULS: &str = "age1m60dkltm0hqmf56mv8pweep4xulcxs7gtduxwnddl3lpgmug9d8s0dmj33";

/// The forms of every command, as typed; `<` names a file for standard input. They are
/// run in this order on one device, and then on damaged ones.
const FORMS: &str = "
    code
    code --at 59
    code --duress --at 59
    code --duress
    code --watch --at 59
    code --at GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    code -g Smith_family
    code GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    code --gezdgnbvgy3tqojqgezdgnbvgy3tqojq
    code --group GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    code --plain --color always --yes
    code --color GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    members
    members add Anna
    members add Ben --ringtrue
    members add Cleo --app
    members add Anna
    members add Dora GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    members remove Cleo
    device
    device --organiser
    device GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    members add Dad --me
    members add Dad --me --ringtrue
    members add Dad --me
    members add Ella --device age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj
    members add Ella --device age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj --yes
    members add Ella --accept-keys GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ --scan a.png
    members add Ella --accept-keys GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ --device age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj
    members --words
    words
    words -g GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    members add Ella --device GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    members add Ella --device otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    members add Ella --device - < home/device.key
    members add Ella --device - < link.txt
    members add Ella --scan a.png
    members add Ella --scan home/device.key
    members add Ella --scan seed.txt
    members add Ella --scan GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    members add Ella --scan otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    members promote Ella --key RWS+T3Rd4IraKtKRadhfN2PW/IitKduOB669P8OcmcOZNW3ZKmOAz+Fj
    members promote Ella --key RWS+T3Rd4IraKtKRadhfN2PW/IitKduOB669P8OcmcOZNW3ZKmOAz+Fj --accept-keys GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    members promote Ella --key GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    members promote Ella --scan GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    members promote GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    members demote Ella
    members demote GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    members demote Ella --key RWS+T3Rd4IraKtKRadhfN2PW/IitKduOB669P8OcmcOZNW3ZKmOAz+Fj
    members demote Ella --key GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    members demote GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ --key GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    members demote Ella --key - < home/device.key
    members remove GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    code --with Paul
    members pair Paul
    members pair Paul --words-match
    members pair Anna --words-match
    members pair GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ --words-match
    code --with Paul --at 59
    code --with Paul --duress
    check 287 --they-called --at 59 --from Paul
    check 000 --i-called --from Paul
    check 287 --they-called --at 59 --from Anna
    check 287 --they-called --at 59
    check 082 --i-called --at 59
    check 287
    check 287082
    check 000 --i-called
    check GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ --i-called
    check otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    practice
    practice old-code
    practice GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    invite
    invite --for Anna
    invite --for Anna --png for.png
    invite --for Anna --app
    invite --for Anna --ringtrue
    invite --app
    invite --link
    invite --png a.png --svg a.svg
    invite --png a.png
    invite --png a.png --yes
    invite --png nowhere/a.png
    join
    join link.txt
    join a.png
    join --camera
    join --camera --yes
    join --camera a.png
    join - --yes < link.txt
    join link.txt --yes --as Others
    join two.txt --yes
    join two.png --yes
    join doubled.txt --yes
    join short.txt --yes
    join base32.txt --yes
    join migration.txt --yes
    join other.txt --yes
    join hidden.txt --yes
    join seed.txt --yes
    join notes.txt --yes
    join otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    join a.png GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    invite --sealed letter.age
    invite --sealed letter.age --for Anna
    invite --sealed letter.age --for Zoe --yes
    invite --sealed nowhere/letter.age
    join letter.age
    join letter.age --words-file pass.txt
    join letter.age --words-file open.txt --yes
    join letter.age --words-file words.txt
    join letter.age --words-file words.txt --trust-organiser
    join cut.age
    join .
    join nowhere
    rotate --sealed post.age --yes
    rotate --sealed post.age --yes
    rotate --sealed . --overlap 3 --yes
    rotate --sealed post.age --lost GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ --yes
    rotate --sealed zoe.age --lost Zoe --yes
    join post.age
    join zoe.age
    join zoe.age --trust-organiser
    join zoe.age --trust-organiser=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    join post.age --accept-keys GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    join link.txt --accept-keys GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    rotate --sealed . --accept-keys GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ --yes
    join next.txt --yes
    join next.txt
    join next.txt --accept-rotation
    join link.txt --accept-rotation
    sheet
    sheet --invite
    sheet --invite --no-open
    sheet --invite --no-open --yes
    sheet --invite --out -
    sheet --card --out cards.html --yes
    sheet --card --out nowhere/cards.html
    sheet --card --out cards.html --yes --call Anna,5550123
    sheet --card --call Anna,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    sheet --card --call GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    sheet --invite --call Anna
    sheet --for Grandma
    sheet --for Grandma --days 3 --yes
    sheet --for Grandma --days 3 --yes --out -
    sheet --for Grandma --days GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    sheet --for |
    join sheet.txt
    join sheet.txt --yes
    join bad-sheet.txt --yes
    code --with Opa
    members remove Opa
    members
    code --with Grandma
    code --with Grandma --at 59
    code --with Anna
    code --with GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    check 287 --they-called --at 59 --from Grandma
    check 287 --i-called --from Grandma
    check 287 --i-called --from GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    members unpair Paul
    rotate
    rotate --yes
    code --with Paul
    members unpair Paul --yes
    members unpair GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ --yes
    rotate --undo --yes
    rotate --overlap 3 --yes
    rotate --overlap 0 --yes
    rotate --overlap GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ --yes
    rotate --lost GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ --yes
    rotate --lost Ben --yes
    rotate --undo --yes
    new Bakers
    new Bakers
    new Chess_&_go
    code
    groups
    groups default Bakers
    groups default GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    groups rename Bakers Cakes
    groups rename Cakes Bakers
    groups rename GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ Bakers
    groups forget Bakers
    groups forget Bakers --yes
    device --renew
    backup b.age
    backup b.age --backup-passphrase-file pass.txt
    backup b.age --backup-passphrase-file open.txt
    backup b.age --backup-passphrase-file pass.txt --yes
    restore b.age
    restore b.age --backup-passphrase-file pass.txt
    restore b.age --backup-passphrase-file pass.txt --yes
    restore a.png --backup-passphrase-file pass.txt
    protect passphrase
    protect passphrase --passphrase-file open.txt
    protect passphrase --passphrase-file pass.txt
    code
    code --passphrase-file pass.txt
    code --passphrase-file wrong.txt
    protect keyring --passphrase-file pass.txt
    protect nothing --passphrase-file pass.txt
    protect nothing --passphrase-file pass.txt --yes
    doctor
    doctor --calendar due.ics
    doctor --calendar due.ics
    doctor --calendar - --json
    doctor --calendar -
    completions bash
    completions GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
    man
    man nowhere
    man .
    man . --yes
    --help
    --version
";

#[test]
fn no_command_prints_a_secret_that_it_was_not_asked_for() {
    let device = Device::joined();
    arrange(&device);
    assert_all_covered(&device);
    let mut secrets = Secrets::default();
    let mut printed = Vec::new();
    for form in forms() {
        for more in [&[][..], &["--json"]] {
            secrets.note(&device);
            printed.push((form, run(&device, form, more)));
            secrets.note(&device);
        }
    }
    for damage in [
        cut_vault,
        cut_key,
        unparsable_text,
        bad_record,
        damage_memory,
    ] {
        let device = Device::joined();
        arrange(&device);
        secrets.note(&device);
        damage(&device);
        for form in forms() {
            printed.push((form, run(&device, form, &[])));
        }
        assert_no_secret_in_files(&device, &secrets);
    }
    assert_no_secret_in_files(&device, &secrets);

    assert!(
        secrets.0.len() > 10,
        "too few secrets were met to tell anything"
    );
    let mut links = 0;
    for (form, Run { out, err, .. }) in &printed {
        let shows = form.contains("--link") || form.contains("--out -");
        links += usize::from(shows && secrets.is_in(out.as_bytes()));
        assert!(shows || !secrets.is_in(out.as_bytes()), "{form}: {out}");
        assert!(!secrets.is_in(err.as_bytes()), "{form}: {err}");
    }
    assert!(
        links >= 2,
        "a link was not seen to hold the seed that was looked for"
    );
}

/// Asserts that every command and option that `--help` lists occurs in a form.
fn assert_all_covered(device: &Device) {
    let mut commands = vec![Vec::new()];
    while let Some(command) = commands.pop() {
        let help: Vec<&str> = command.iter().map(String::as_str).collect();
        let help = device.run(help.iter().chain(&["--help"])).succeeds().out;
        let listed = help.split("Commands:\n").nth(1).unwrap_or_default();
        let listed = listed.lines().take_while(|line| !line.is_empty());
        for name in listed.filter_map(|line| line.split_whitespace().next()) {
            let mut path: Vec<String> = command.clone();
            path.push(name.to_owned());
            commands.push(path);
        }
        let typed = command.join(" ");
        let mine: Vec<&str> = forms().filter(|form| form.starts_with(&typed)).collect();
        assert!(!mine.is_empty(), "no form of `ringtrue {typed}` is tried");
        let options = help.lines().filter_map(|line| {
            let line = line.trim_start();
            let long = line
                .find("--")
                .filter(|at| line.starts_with('-') && *at <= 4)?;
            line.get(long..)?.split([' ', ',', '=', '[']).next()
        });
        for option in options.filter(|option| !matches!(*option, "--help" | "--json")) {
            // A global option need only be tried with one command.
            let of_all = [
                "--group",
                "--plain",
                "--color",
                "--yes",
                "--passphrase-file",
                "--backup-passphrase-file",
                "--words-file",
            ]
            .contains(&option);
            let tried = |form: &&str| form.split_whitespace().any(|word| word == option);
            let found = if of_all {
                forms().any(|form| tried(&form))
            } else {
                mine.iter().any(tried)
            };
            assert!(found, "no form of `ringtrue {typed}` tries {option}");
        }
    }
}

fn forms() -> impl Iterator<Item = &'static str> {
    FORMS.lines().map(str::trim).filter(|form| !form.is_empty())
}

fn run(device: &Device, form: &str, more: &[&str]) -> Run {
    let (typed, input) = match form.split_once(" < ") {
        Some((typed, file)) => (typed, read(&device.path(file))),
        None => (form, Vec::new()),
    };
    let words = typed.split_whitespace().map(|word| word.replace('_', " "));
    let more = more.iter().map(|word| (*word).to_owned());
    let run = device.run_with(words.chain(more), input);
    assert!((0..=3).contains(&run.status), "{form}: {run:#?}");
    run
}

/// Every spelling of every secret that a device has ever held.
#[derive(Default)]
struct Secrets(BTreeSet<Vec<u8>>);

impl Secrets {
    /// Adds what the device holds now.
    fn note(&mut self, device: &Device) {
        // If the key is sealed, it is one that was noted before.
        let Ok(key) = std::fs::read_to_string(device.home().join("device.key")) else {
            return;
        };
        let line = key
            .lines()
            .find(|line| line.starts_with("AGE-SECRET-KEY-1"));
        let line = line.unwrap();
        self.0.insert(line.as_bytes().to_vec());
        self.0.insert(line.to_lowercase().into_bytes());
        let sealed = read(&device.home().join("vault.age"));
        let key = DeviceKey::from_text(&key).unwrap();
        let text = key.open(&sealed).unwrap();
        let text = std::str::from_utf8(&text).unwrap();
        let signing = text
            .lines()
            .filter_map(|line| line.strip_prefix("organiser_key = \""));
        for key in signing.map(|key| key.trim_end_matches('"')) {
            self.0.insert(key.as_bytes().to_vec());
            self.0.insert(BASE64.decode(key.as_bytes()).unwrap());
        }
        let seeds = text
            .lines()
            .filter_map(|line| line.strip_prefix("seed = \""));
        let sheets = text
            .lines()
            .filter_map(|line| line.strip_prefix("key = \""))
            .map(|key| key.trim_end_matches('"'))
            .filter(|key| key.len() == SHEET_KEY.len());
        for key in sheets.chain([SHEET_KEY]) {
            self.note_key(&BASE32_NOPAD.decode(key.as_bytes()).unwrap());
        }
        for seed in seeds.map(|seed| seed.trim_end_matches('"')) {
            self.note_seed(seed, &key);
        }
        self.note_seed(
            NEXT_LINK
                .split("secret=")
                .nth(1)
                .unwrap()
                .split('&')
                .next()
                .unwrap(),
            &key,
        );
    }

    /// Adds a seed, and the key that this device and Paul's derive from it as a pair.
    fn note_seed(&mut self, seed: &str, key: &DeviceKey) {
        let bytes = BASE32_NOPAD.decode(seed.as_bytes()).unwrap();
        let pair = Pair::new(key, &DevicePublic::from_text(PAULS).unwrap()).unwrap();
        self.note_key(pair.key(&Secret::new(&bytes).unwrap()).expose());
        self.note_key(&bytes);
    }

    fn note_key(&mut self, bytes: &[u8]) {
        let seed = BASE32_NOPAD.encode(bytes);
        let hex = HEXLOWER.encode(bytes);
        for spelt in [seed.clone(), hex] {
            for between in ["", " ", "-"] {
                let spelt = in_fours(&spelt, between);
                self.0.insert(spelt.to_lowercase().into_bytes());
                self.0.insert(spelt.to_uppercase().into_bytes());
            }
        }
        self.0.insert(bytes.to_vec());
        // Half of it would be too much, too.
        self.0.insert(seed.as_bytes()[..16].to_vec());
    }

    fn is_in(&self, bytes: &[u8]) -> bool {
        self.0
            .iter()
            .any(|secret| bytes.windows(secret.len()).any(|window| window == secret))
    }
}

fn in_fours(text: &str, between: &str) -> String {
    let fours: Vec<&str> = (0..text.len())
        .step_by(4)
        .map(|at| &text[at..text.len().min(at + 4)])
        .collect();
    fours.join(between)
}

/// Asserts that no file but the device key holds a secret in the clear.
fn assert_no_secret_in_files(device: &Device, secrets: &Secrets) {
    let mut names = String::new();
    for (path, bytes) in device.files() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name != "device.key" {
            assert!(!secrets.is_in(&bytes), "{name}");
        }
        let _ = write!(names, "{name} ");
    }
    assert!(names.contains("lock"), "{names}");
}

/// Writes the files that the forms name, beside the data directory.
fn arrange(device: &Device) {
    device.write_passphrase_files();
    device.write_with_mode(
        "words.txt",
        "stylish cottage choir excellent hallway folklore\n",
        0o600,
    );
    let cut = format!("-----BEGIN AGE ENCRYPTED FILE-----\n{TEST_SEED}\n");
    std::fs::write(device.path("cut.age"), cut).unwrap();
    let pauls = DevicePublic::from_text(PAULS).unwrap();
    device.edit(|group| {
        group.give_device("Paul", pauls).unwrap();
    });
    let seed = TEST_SEED;
    let sheet = format!("ringtrue-sheet:Opa?key={SHEET_KEY}&from=9990-11-01&days=60");
    let two = format!("{TEST_LINK}\n{NEXT_LINK}\n");
    for (name, text) in [
        ("link.txt", TEST_LINK),
        ("next.txt", NEXT_LINK),
        ("two.txt", &two),
        (
            "doubled.txt",
            &format!("otpauth://totp/a?secret={seed}&secret={seed}"),
        ),
        (
            "short.txt",
            &format!("otpauth://totp/a?secret={}", &seed[..16]),
        ),
        ("base32.txt", &format!("otpauth://totp/a?secret={seed}!")),
        (
            "migration.txt",
            &format!("otpauth-migration://offline?data={seed}"),
        ),
        ("other.txt", &TEST_LINK.replace("GEZDGNBV", "MZXW6YTB")),
        (
            "hidden.txt",
            &format!("otpauth://totp/a%00{seed}?secret={seed}"),
        ),
        ("seed.txt", seed),
        ("sheet.txt", &sheet),
        ("bad-sheet.txt", &sheet.replace("days=60", "days=0")),
        ("notes.txt", "milk"),
    ] {
        fs::write(device.path(name), text).unwrap();
    }
    let png = Symbol::new(&two, Correction::Medium)
        .unwrap()
        .png()
        .unwrap();
    fs::write(device.path("two.png"), png).unwrap();
}

fn cut_vault(device: &Device) {
    let path = device.home().join("vault.age");
    let sealed = read(&path);
    fs::write(path, &sealed[..sealed.len() / 2]).unwrap();
}

fn cut_key(device: &Device) {
    let path = device.home().join("device.key");
    let text = read(&path);
    fs::write(path, &text[..text.len() - 2]).unwrap();
}

/// Replaces the vault's text with TOML that does not parse.
fn unparsable_text(device: &Device) {
    let text = format!("version = 1\n[[group]]\nseed = \"{TEST_SEED}\"\n");
    let text = format!("{text}seed = \"{TEST_SEED}");
    let sealed = seal_vault(text.as_bytes(), &key(device)).unwrap();
    fs::write(device.home().join("vault.age"), sealed).unwrap();
}

fn bad_record(device: &Device) {
    let text = format!("version = 1\n[[group]]\nname = 3\nseed = \"{TEST_SEED}\"\n");
    let sealed = seal_vault(text.as_bytes(), &key(device)).unwrap();
    fs::write(device.home().join("vault.age"), sealed).unwrap();
}

fn damage_memory(device: &Device) {
    fs::write(device.home().join("recent.toml"), "damaged").unwrap();
}

fn key(device: &Device) -> DeviceKey {
    let text = String::from_utf8(read(&device.home().join("device.key"))).unwrap();
    DeviceKey::from_text(&text).unwrap()
}
