//! The files that transcripts use, beside the data directory.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat};
use ringtrue_core::qr::{Correction, Symbol};

use crate::common::{Device, TEST_LINK};
use crate::{BENS, MUMS, NEXT_SEED, SHEET};

/// Writes the pictures that the transcripts name.
pub fn arrange_pictures(device: &Device) {
    let write = |name: &str, bytes: &[u8]| std::fs::write(device.path(name), bytes).unwrap();
    let next = next_link();
    let png = png(&[TEST_LINK]);
    let picture = image::load_from_memory(&png).unwrap();
    for (name, format) in [
        ("photo.jpg", ImageFormat::Jpeg),
        ("photo.gif", ImageFormat::Gif),
        ("photo.webp", ImageFormat::WebP),
        ("photo.bmp", ImageFormat::Bmp),
    ] {
        let mut bytes = Cursor::new(Vec::new());
        let rgb = DynamicImage::ImageRgb8(picture.to_rgb8());
        rgb.write_to(&mut bytes, format).unwrap();
        write(name, &bytes.into_inner());
    }
    write("photo.png", &png);
    let symbol = Symbol::new(TEST_LINK, Correction::Medium).unwrap();
    write("photo.svg", symbol.svg().as_bytes());
    let foreign = symbol.svg().replace("#000", "black");
    write("foreign.svg", foreign.as_bytes());
    write("cut.png", &png[..png.len() / 2]);
    write("two.png", &self::png(&[TEST_LINK, &next]));
    write(
        "poster.png",
        &self::png(&[TEST_LINK, "https://example.com/"]),
    );
    write("blank.png", &self::png(&[]));
    write("ben.png", &self::png(&[BENS]));
    write("keys.png", &self::png(&[BENS, MUMS]));
    write("sheet.png", &self::png(&[SHEET]));
    write("sheets.png", &self::png(&[SHEET, TEST_LINK]));
}

/// Writes files that `join` can't read, most of them only the first bytes.
pub fn arrange_other_files(device: &Device) {
    std::fs::create_dir(device.path("sent")).unwrap();
    for (name, bytes) in [
        (
            "photo.heic",
            include_bytes!("../vectors/files/photo.heic").as_slice(),
        ),
        (
            "sent/invitation.age",
            include_bytes!("../vectors/messages/invitation.age"),
        ),
        (
            "sent/rotation.age",
            include_bytes!("../vectors/messages/newer.age"),
        ),
        (
            "photo.avif",
            b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf\0\0\0\xf9meta",
        ),
        ("scan.tiff", b"II*\0\x08\0\0\0\x0a\0"),
        ("page.pdf", b"%PDF-1.4\n%\xd3\xeb\xe9\xe1\n1 0 obj\n"),
        ("page.zip", b"PK\x03\x04\x14\0\0\0\x08\0"),
        (
            "aegis.json",
            br#"{"version":1,"header":{"slots":[{"type":1}]},"db":"c2VhbGVk"}"#,
        ),
        (
            "backup.2fas",
            br#"{"services":[],"schemaVersion":4,"servicesEncrypted":"c2VhbGVk"}"#,
        ),
    ] {
        std::fs::write(device.path(name), bytes).unwrap();
    }
}

/// Writes the text files that the transcripts name.
pub fn arrange_texts(device: &Device) {
    device.write_passphrase_files();
    let write = |name: &str, bytes: &[u8]| std::fs::write(device.path(name), bytes).unwrap();
    let next = next_link();
    write("link.txt", TEST_LINK.as_bytes());
    write("next.txt", next.as_bytes());
    write("sheet.txt", SHEET.as_bytes());
    let cut = &SHEET[..SHEET.len() - 9];
    write("cut-sheet.txt", format!("<{cut}>\n").as_bytes());
    let older = SHEET.replace("9990-11", "9990-10");
    write("older-sheet.txt", older.as_bytes());
    let ended = SHEET.replace("9990", "1990");
    write("ended-sheet.txt", ended.as_bytes());
    write("mum.txt", format!("Mine is {MUMS}, love\n").as_bytes());
    write(
        "later.txt",
        link("Smith%20family%204", NEXT_SEED).as_bytes(),
    );
    write(
        "other-seed.txt",
        link("Smith%20family%201", NEXT_SEED).as_bytes(),
    );
    write(
        "family.txt",
        link("Family%201", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").as_bytes(),
    );
    write("family-2.txt", link("Family%202", NEXT_SEED).as_bytes());
    write(
        "others.txt",
        link("Family%201", "KRUGS4ZANFZSAYJAORSXG5BAONSWKZDT").as_bytes(),
    );
    write(
        "mail.txt",
        format!(
            "\u{feff}Hello,\r\nenrol your ringtrue (an otpauth program)\r\nwith <{TEST_LINK}>.\r\nBye\r\n"
        )
        .as_bytes(),
    );
    write(
        "sentence.txt",
        format!("The link is {TEST_LINK}.").as_bytes(),
    );
    write(
        "two.txt",
        format!("{TEST_LINK}\n{next}\n{TEST_LINK}\n").as_bytes(),
    );
    write("empty", b"");
    write("garbage", &[0xff, 0x00, 0xfe, 0x80]);
    write("notes.txt", b"Milk, eggs, bread.\n");
    let foreign = "otpauth://totp/ACME:anna@example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    write(
        "foreign.txt",
        format!("{foreign}&issuer=ACME%20Co&algorithm=SHA256&digits=7&period=60").as_bytes(),
    );
    for (name, link) in [
        (
            "hotp.txt",
            "otpauth://hotp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=1",
        ),
        (
            "migration.txt",
            "otpauth-migration://offline?data=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        ),
        (
            "doubled.txt",
            "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&secret=AA",
        ),
        ("short.txt", "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ"),
        ("no-secret.txt", "otpauth://totp/a?issuer=b"),
        (
            "no-name.txt",
            "otpauth://totp/?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        ),
        (
            "digits.txt",
            "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&digits=9",
        ),
        (
            "period.txt",
            "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&period=0",
        ),
        (
            "md5.txt",
            "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&algorithm=MD5",
        ),
        (
            "base32.txt",
            "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1",
        ),
        (
            "bidi.txt",
            "otpauth://totp/a%E2%80%AEb?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        ),
    ] {
        write(name, link.as_bytes());
    }
}

fn next_link() -> String {
    link("Smith%20family%202", NEXT_SEED)
}

fn link(account: &str, secret: &str) -> String {
    format!("otpauth://totp/ringtrue:{account}?secret={secret}&issuer=ringtrue")
}

/// Draws QR codes side by side on white.
pub fn png(texts: &[&str]) -> Vec<u8> {
    let codes: Vec<_> = texts
        .iter()
        .map(|text| {
            Symbol::new(text, Correction::Medium)
                .unwrap()
                .png()
                .unwrap()
        })
        .map(|png| image::load_from_memory(&png).unwrap().to_luma8())
        .collect();
    let height = codes
        .iter()
        .map(image::GrayImage::height)
        .max()
        .unwrap_or(300);
    let width = codes
        .iter()
        .map(image::GrayImage::width)
        .sum::<u32>()
        .max(300);
    let mut paper = image::GrayImage::from_pixel(width, height, image::Luma([255]));
    let mut left = 0;
    for code in codes {
        image::imageops::replace(&mut paper, &code, left, 0);
        left += i64::from(code.width());
    }
    let mut bytes = Cursor::new(Vec::new());
    paper.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}
