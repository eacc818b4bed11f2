//! The scene before the camera or on the screen: codes, desks, terminals.

use qrcode::{EcLevel, QrCode};
use ringtrue_core::qr::{Correction, Symbol};

use super::canvas::Canvas;
use super::random::Random;

/// A QR code, from our own encoder or another.
pub struct Code {
    dark: Vec<bool>,
    pub side: usize,
}

impl Code {
    pub fn new(text: &str, random: &mut Random) -> Self {
        let (own, low) = (random.below(2) == 0, random.below(2) == 0);
        if own {
            let correction = if low {
                Correction::Low
            } else {
                Correction::Medium
            };
            let symbol = Symbol::new(text, correction).unwrap();
            let side = symbol.side() - 8;
            let is_dark = |at| symbol.is_dark(at % side + 4, at / side + 4);
            let dark = (0..side * side).map(is_dark).collect();
            return Self { dark, side };
        }
        let level = if low { EcLevel::L } else { EcLevel::M };
        let code = QrCode::with_error_correction_level(text, level).unwrap();
        let side = code.width();
        let dark = code
            .to_colors()
            .into_iter()
            .map(|color| color.select(true, false));
        Self {
            dark: dark.collect(),
            side,
        }
    }

    /// Returns the grey of a point, in modules from the middle, or `None` beyond a margin
    /// of this many modules.
    pub fn luma(&self, x: f32, y: f32, margin: f32) -> Option<f32> {
        let side = self.side as f32;
        let (x, y) = (x + side / 2.0, y + side / 2.0);
        let inside = |at: f32| at >= 0.0 && at < side;
        if inside(x) && inside(y) {
            let dark = self.dark[y as usize * self.side + x as usize];
            return Some(if dark { 0.0 } else { 255.0 });
        }
        let near = |at: f32| at >= -margin && at < side + margin;
        (near(x) && near(y)).then_some(255.0)
    }
}

/// A camera: the place of the plane's middle in the picture, and the plane's orientation.
#[derive(Clone, Copy)]
pub struct View {
    /// In pixels.
    pub middle: (f32, f32),
    /// The width of a module in the middle, in pixels.
    pub module: f32,
    /// Angles in the picture's plane, around its horizontal and around its vertical.
    pub roll: f32,
    pub pitch: f32,
    pub yaw: f32,
    /// The focal length in pixels: the shorter, the stronger the perspective.
    pub focal: f32,
}

impl View {
    /// Returns a function from a pixel to the plane's point behind it, in modules from the
    /// middle.
    pub fn plane(&self) -> impl Fn(f32, f32) -> (f32, f32) {
        let ((sin, cos), (sin_p, cos_p), (sin_y, cos_y)) = (
            self.roll.sin_cos(),
            self.pitch.sin_cos(),
            self.yaw.sin_cos(),
        );
        // The plane's two axes and its normal, rotated by roll, pitch and yaw.
        let turn = |x: f32, y: f32, z: f32| {
            let (y, z) = (y * cos_p - z * sin_p, y * sin_p + z * cos_p);
            (x * cos_y + z * sin_y, y, z * cos_y - x * sin_y)
        };
        let (right, down) = (turn(cos, sin, 0.0), turn(-sin, cos, 0.0));
        let normal = turn(0.0, 0.0, 1.0);
        let (middle, focal, module) = (self.middle, self.focal, self.module);
        move |x, y| {
            let ray = (x - middle.0, y - middle.1, focal);
            let along = ray.0 * normal.0 + ray.1 * normal.1 + ray.2 * normal.2;
            let far = focal * normal.2 / along.max(0.01);
            let at = (ray.0 * far, ray.1 * far, ray.2 * far - focal);
            let on = |axis: (f32, f32, f32)| at.0 * axis.0 + at.1 * axis.1 + at.2 * axis.2;
            (on(right) / module, on(down) / module)
        }
    }
}

/// The grain of wood or cloth, a fixed function of the place.
pub struct Desk {
    seed: u32,
    ground: f32,
    strength: f32,
}

impl Desk {
    pub fn new(random: &mut Random) -> Self {
        Self {
            seed: random.number() as u32,
            ground: random.between(60.0, 190.0),
            strength: random.between(20.0, 80.0),
        }
    }

    /// Returns the luma at a place, in units of some modules.
    pub fn luma(&self, x: f32, y: f32) -> f32 {
        let coarse = grain(self.seed, x * 0.15, y * 0.05);
        let fine = grain(self.seed ^ 1, x * 0.9, y * 0.2);
        self.ground + self.strength * (coarse - 0.5) + self.strength * 0.4 * (fine - 0.5)
    }
}

/// Returns noise from 0 to 1 that changes smoothly between whole numbers.
pub fn grain(seed: u32, x: f32, y: f32) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    let smooth = |at: f32| at * at * (3.0 - 2.0 * at);
    let (right, below) = (smooth(x - left), smooth(y - top));
    let at = |dx: i32, dy: i32| {
        let (x, y) = (left as i32 + dx, top as i32 + dy);
        let mut bits = seed ^ (x as u32).wrapping_mul(0x85EB_CA6B);
        bits = (bits ^ (y as u32).wrapping_mul(0xC2B2_AE35)).wrapping_mul(0x27D4_EB2F);
        bits = (bits ^ (bits >> 15)).wrapping_mul(0x2C1B_3C6D);
        ((bits ^ (bits >> 13)) >> 8) as f32 / (1 << 24) as f32
    };
    let upper = at(0, 0) * (1.0 - right) + at(1, 0) * right;
    let lower = at(0, 1) * (1.0 - right) + at(1, 1) * right;
    upper * (1.0 - below) + lower * below
}

/// A photo of a sheet on a desk, with the code and some printed lines around it.
pub struct Photo<'a> {
    pub code: &'a Code,
    pub view: View,
    /// Modules of white around the code.
    pub margin: f32,
    /// How far the paper is bent, in modules.
    pub bend: f32,
    pub size: (usize, usize),
    pub samples: usize,
}

impl Photo<'_> {
    pub fn take(&self, random: &mut Random) -> Canvas {
        let desk = Desk::new(random);
        let (wave, phase) = (random.between(0.05, 0.15), random.angle());
        let plane = self.view.plane();
        Canvas::drawn(self.size, self.samples, |x, y| {
            let (u, v) = plane(x, y);
            let u_bent = u + self.bend * (v * wave + phase).sin();
            let v_bent = v + self.bend * (u * wave * 0.8 - phase).sin();
            let luma = self.code.luma(u_bent, v_bent, self.margin);
            luma.unwrap_or_else(|| desk.luma(u, v))
        })
    }
}

/// A terminal window in a screenshot.
#[derive(Clone, Copy)]
pub struct Terminal {
    /// A cell's width and height in pixels, without the gap below.
    pub cell: (usize, usize),
    /// Pixels between two lines.
    pub gap: usize,
    /// True if the gap has the cell's background, false if it has the window's.
    pub gap_is_ground: bool,
    /// The theme's text and background.
    pub theme: (f32, f32),
    /// Pixels missing between a block and the cell's right edge.
    pub short: usize,
}

impl Terminal {
    pub fn shot(self, text: &str, random: &mut Random) -> Canvas {
        let symbol = Symbol::new(text, Correction::Low).unwrap();
        // A cell is two modules, one above the other.
        let (wide, high) = (symbol.side(), symbol.side().div_ceil(2));
        let beside: Vec<u64> = (0..high).map(|_| random.number()).collect();
        let (left, top) = (random.below(4), random.below(3));
        let columns = left + wide + 2 + 28;
        let rows = top + high + 3;
        let ((width, height), gap) = (self.cell, self.gap);
        let (ink, ground) = self.theme;
        Canvas::drawn((columns * width, rows * (height + gap)), 1, |x, y| {
            let (x, y) = (x as usize, y as usize);
            let (column, row) = (x / width, y / (height + gap));
            let (in_x, in_y) = (x % width, y % (height + gap));
            let at = row.checked_sub(top).zip(column.checked_sub(left));
            let cell = at.filter(|&(row, column)| row < high && column < wide);
            let Some((row, column)) = cell else {
                let words = at.and_then(|(row, _)| beside.get(row));
                let is_text = words.is_some_and(|words| {
                    let letter = column.wrapping_mul(7) ^ *words as usize;
                    let dot = (in_x * 5 / width) + (in_y * 7 / height) * 5;
                    !letter.is_multiple_of(5)
                        && column > left + wide
                        && (1..6).contains(&(in_y * 7 / height))
                        && (0x0B5A_D2E9_6C35_u64.rotate_left(letter as u32) >> dot) & 1 == 1
                });
                return if is_text { ink } else { ground };
            };
            if in_y >= height && self.gap_is_ground {
                return ground;
            }
            let short = in_x + self.short >= width;
            let module = 2 * row + usize::from(in_y >= height / 2);
            let dark = in_y < height && symbol.is_dark(column, module);
            if dark && !short { 0.0 } else { 255.0 }
        })
    }
}
