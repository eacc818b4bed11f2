//! Makes pictures to read: drawn, scaled, noisy, or cut short.

use std::io::Cursor;

use image::imageops::overlay;
use image::{DynamicImage, GrayImage, ImageFormat, Luma};

use crate::qr::{Correction, Symbol};

pub const LINK: &str = "otpauth://totp/ringtrue:Smith%20family%201\
    ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ringtrue";
pub const OTHER: &str = "otpauth://totp/ringtrue:Jones%202\
    ?secret=MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U&issuer=ringtrue";

/// Draws `text` with our own writer, 8 pixels a module.
pub fn drawn(text: &str) -> GrayImage {
    let png = Symbol::new(text, Correction::Medium)
        .unwrap()
        .png()
        .unwrap();
    image::load_from_memory(&png).unwrap().into_luma8()
}

/// Places pictures on white paper.
pub fn sheet(width: u32, height: u32, pictures: &[(&GrayImage, i64, i64)]) -> GrayImage {
    let mut sheet = GrayImage::from_pixel(width, height, Luma([255]));
    for &(picture, x, y) in pictures {
        overlay(&mut sheet, picture, x, y);
    }
    sheet
}

pub fn scaled(picture: &GrayImage, percent: u32) -> GrayImage {
    let (width, height) = picture.dimensions();
    image::imageops::thumbnail(picture, width * percent / 100, height * percent / 100)
}

pub fn file(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Makes grey speckles, the same every time.
pub fn noise(width: u32, height: u32) -> GrayImage {
    let mut state = 1_u32;
    GrayImage::from_fn(width, height, |_, _| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        Luma([state.to_le_bytes()[1]])
    })
}

/// Makes a PNG that is cut off right after the header of its pixel data.
pub fn png_header(width: u32, height: u32) -> Vec<u8> {
    let one = file(GrayImage::new(1, 1), ImageFormat::Png);
    let mut png = one[..33].to_vec();
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let mut crc = u32::MAX;
    for &byte in &png[12..29] {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xEDB8_8320 & 0_u32.wrapping_sub(crc & 1));
        }
    }
    png[29..33].copy_from_slice(&(!crc).to_be_bytes());
    png.extend(b"\0\0\0\x10IDAT");
    png
}
