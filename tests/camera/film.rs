//! Camera images: a picture with QR codes, as a frame and as a film.

use image::imageops::overlay;
use image::{GrayImage, Luma};
use ringtrue_core::qr::{Correction, Symbol};

pub const WIDTH: u32 = 640;
pub const HEIGHT: u32 = 480;

/// Draws these texts as QR codes, side by side on grey.
pub fn scene(texts: &[&str]) -> GrayImage {
    let mut scene = GrayImage::from_pixel(WIDTH, HEIGHT, Luma([120]));
    let side = if texts.len() > 1 { 300 } else { 400 };
    for (text, left) in texts.iter().zip([15_i64, 325]) {
        let png = Symbol::new(text, Correction::Medium)
            .unwrap()
            .png()
            .unwrap();
        let symbol = image::load_from_memory(&png).unwrap().into_luma8();
        let symbol = image::imageops::thumbnail(&symbol, side, side);
        overlay(&mut scene, &symbol, left, 40);
    }
    scene
}

/// Returns a frame as the page sends it.
pub fn frame(texts: &[&str]) -> Vec<u8> {
    let mut frame = Vec::new();
    frame.extend(WIDTH.to_be_bytes());
    frame.extend(HEIGHT.to_be_bytes());
    frame.extend(scene(texts).into_raw());
    frame
}

/// Returns a film as YUV4MPEG2: the same grey frame three times.
pub fn film(texts: &[&str]) -> Vec<u8> {
    let grey = scene(texts).into_raw();
    let mut film = format!("YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n").into_bytes();
    for _ in 0..3 {
        film.extend(b"FRAME\n");
        film.extend(&grey);
        film.extend(vec![128; grey.len() / 2]);
    }
    film
}
