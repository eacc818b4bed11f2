//! A grey picture, and what degrades it: optics, light, sensor, file formats.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, ImageEncoder as _, ImageFormat, RgbImage};

use super::random::Random;

/// A picture: 0 is black and 255 is white, but values may exceed that until it is written
/// to a file.
pub struct Canvas {
    pub width: usize,
    pub height: usize,
    /// Row by row.
    pub luma: Vec<f32>,
}

impl Canvas {
    /// Draws each pixel as the mean of `samples` × `samples` points in it, as a camera's
    /// sensor collects light.
    pub fn drawn(
        (width, height): (usize, usize),
        samples: usize,
        luma: impl Fn(f32, f32) -> f32,
    ) -> Self {
        let step = 1.0 / samples as f32;
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let mut sum = 0.0;
                for sy in 0..samples {
                    for sx in 0..samples {
                        let at = |pixel: usize, sample: usize| {
                            pixel as f32 + (sample as f32 + 0.5) * step
                        };
                        sum += luma(at(x, sx), at(y, sy));
                    }
                }
                pixels.push(sum * step * step);
            }
        }
        Self {
            width,
            height,
            luma: pixels,
        }
    }

    /// Defocuses with a Gaussian of this standard deviation in pixels.
    pub fn blur(&mut self, sigma: f32) {
        let reach = (sigma * 3.0).ceil() as usize;
        let weight = |at: usize| (-(at as f32).powi(2) / (2.0 * sigma * sigma)).exp();
        let mut weights: Vec<f32> = (0..=reach).map(weight).collect();
        let sum = weights[0] + 2.0 * weights[1..].iter().sum::<f32>();
        for weight in &mut weights {
            *weight /= sum;
        }
        // Each pass blurs the rows and transposes the picture, so two passes blur both ways.
        for _ in 0..2 {
            let mut turned = vec![0.0; self.luma.len()];
            let mut padded = vec![0.0; self.width + 2 * reach];
            for (y, row) in self.luma.chunks_exact(self.width).enumerate() {
                padded[..reach].fill(row[0]);
                padded[reach..reach + self.width].copy_from_slice(row);
                padded[reach + self.width..].fill(row[self.width - 1]);
                for x in 0..self.width {
                    let at = x + reach;
                    let mut sum = padded[at] * weights[0];
                    for (far, weight) in weights.iter().enumerate().skip(1) {
                        sum += (padded[at - far] + padded[at + far]) * weight;
                    }
                    turned[x * self.height + y] = sum;
                }
            }
            self.luma = turned;
            std::mem::swap(&mut self.width, &mut self.height);
        }
    }

    /// Blurs as if the hand moved this many pixels while the shutter was open.
    pub fn shake(&mut self, length: f32, angle: f32) {
        let steps = (length * 2.0).ceil().max(1.0) as usize;
        let (sin, cos) = angle.sin_cos();
        let before = std::mem::take(&mut self.luma);
        let (last_x, last_y) = (self.width as f32 - 1.0, self.height as f32 - 1.0);
        self.luma.reserve_exact(before.len());
        for y in 0..self.height {
            for x in 0..self.width {
                let mut sum = 0.0;
                for step in 0..=steps {
                    let off = (step as f32 / steps as f32 - 0.5) * length;
                    let px = (x as f32 + off * cos).clamp(0.0, last_x);
                    let py = (y as f32 + off * sin).clamp(0.0, last_y);
                    sum += bilinear(&before, self.width, px, py);
                }
                self.luma.push(sum / (steps + 1) as f32);
            }
        }
    }

    /// Maps each pixel by a function of its luma and its place, x and y from 0 to 1 across
    /// the picture.
    pub fn each(&mut self, change: impl Fn(f32, f32, f32) -> f32) {
        let (width, height) = (self.width as f32, self.height as f32);
        for (y, row) in self.luma.chunks_exact_mut(self.width).enumerate() {
            for (x, luma) in row.iter_mut().enumerate() {
                *luma = change(*luma, x as f32 / width, y as f32 / height);
            }
        }
    }

    /// Maps black and white to these values.
    pub fn contrast(&mut self, black: f32, white: f32) {
        self.each(|luma, _, _| black + luma * (white - black) / 255.0);
    }

    pub fn gamma(&mut self, exponent: f32) {
        self.each(|luma, _, _| (luma.clamp(0.0, 255.0) / 255.0).powf(exponent) * 255.0);
    }

    pub fn invert(&mut self) {
        self.each(|luma, _, _| 255.0 - luma);
    }

    /// Adds sensor noise of this standard deviation.
    pub fn noise(&mut self, random: &mut Random, sigma: f32) {
        for luma in &mut self.luma {
            *luma += random.normal() * sigma;
        }
    }

    /// Returns the picture in another size, each pixel the mean of what it covers.
    pub fn resized(&self, width: usize, height: usize) -> Self {
        let (across, down) = (
            self.width as f32 / width as f32,
            self.height as f32 / height as f32,
        );
        let samples = across.max(down).ceil().max(1.0) as usize * 2;
        Self::drawn((width, height), samples, |x, y| {
            let x = (x * across - 0.5).clamp(0.0, self.width as f32 - 1.0);
            let y = (y * down - 0.5).clamp(0.0, self.height as f32 - 1.0);
            bilinear(&self.luma, self.width, x, y)
        })
    }

    fn grey(&self) -> GrayImage {
        let luma = self.luma.iter();
        let luma = luma.map(|luma| luma.round().clamp(0.0, 255.0) as u8);
        let size = (self.width as u32, self.height as u32);
        GrayImage::from_raw(size.0, size.1, luma.collect()).unwrap()
    }

    /// Encodes a screenshot.
    pub fn png(&self) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        self.grey().write_to(&mut file, ImageFormat::Png).unwrap();
        file.into_inner()
    }

    /// Encodes a photo in the light of a lamp or a window: red and blue are these fractions
    /// of green.
    pub fn jpeg(&self, quality: u8, (red, blue): (f32, f32)) -> Vec<u8> {
        let photo = self.photo(red, blue);
        let mut file = Vec::new();
        JpegEncoder::new_with_quality(&mut file, quality)
            .encode_image(&photo)
            .unwrap();
        file
    }

    /// Encodes a grey photo.
    pub fn grey_jpeg(&self, quality: u8) -> Vec<u8> {
        let mut file = Vec::new();
        JpegEncoder::new_with_quality(&mut file, quality)
            .encode_image(&self.grey())
            .unwrap();
        file
    }

    /// Encodes a photo from a rotated camera: stored rotated or mirrored, with the Exif
    /// orientation (tag 0x0112) that undoes it.
    pub fn jpeg_held(&self, quality: u8, exif: u8) -> Vec<u8> {
        let back = match Orientation::from_exif(exif).unwrap() {
            Orientation::Rotate90 => Orientation::Rotate270,
            Orientation::Rotate270 => Orientation::Rotate90,
            itself => itself,
        };
        let mut stored = DynamicImage::from(self.photo(0.95, 0.9));
        stored.apply_orientation(back);
        let mut file = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut file, quality);
        // A TIFF header, and a directory of one entry: tag, type, count, value.
        let mut note = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        note.extend([exif, 0, 0, 0, 0, 0, 0]);
        encoder.set_exif_metadata(note).unwrap();
        encoder.encode_image(&stored).unwrap();
        file
    }

    fn photo(&self, red: f32, blue: f32) -> RgbImage {
        let byte = |luma: f32| luma.round().clamp(0.0, 255.0) as u8;
        let pixels = self.luma.iter();
        let pixels = pixels.flat_map(|luma| [byte(luma * red), byte(*luma), byte(luma * blue)]);
        let size = (self.width as u32, self.height as u32);
        RgbImage::from_raw(size.0, size.1, pixels.collect()).unwrap()
    }
}

fn bilinear(luma: &[f32], width: usize, x: f32, y: f32) -> f32 {
    let (left, top) = (x as usize, y as usize);
    let (right, below) = (x - left as f32, y - top as f32);
    let at = |x: usize, y: usize| {
        let y = y.min(luma.len() / width - 1);
        luma[y * width + x.min(width - 1)]
    };
    let upper = at(left, top) * (1.0 - right) + at(left + 1, top) * right;
    let lower = at(left, top + 1) * (1.0 - right) + at(left + 1, top + 1) * right;
    upper * (1.0 - below) + lower * below
}
