//! The kinds of degradation: one function each, from a text and a severity (0 is the
//! mildest of the corpus, 1 the worst) to a file.

use super::canvas::Canvas;
use super::random::Random;
use super::scene::{Code, Desk, Photo, Terminal, View, grain};

/// A kind of degradation.
pub struct Kind {
    pub name: &'static str,
    /// The description in the table.
    pub what: &'static str,
    pub make: fn(&str, f32, &mut Random) -> Vec<u8>,
    /// How many of [`EACH`](super::EACH) must be read: one fewer than were read when
    /// the floor was set.
    pub floor: usize,
}

/// The kinds, in the order of the table.
pub const KINDS: [Kind; 17] = [
    Kind {
        name: "turned",
        what: "by any angle; soft, 2 to 5 pixels a module",
        make: turned,
        floor: 29,
    },
    Kind {
        name: "blurred",
        what: "out of focus: a Gaussian of 0.3 to 0.7 modules",
        make: blurred,
        floor: 28,
    },
    Kind {
        name: "shaken",
        what: "moved by 0.4 to 1.8 modules in any direction",
        make: shaken,
        floor: 26,
    },
    Kind {
        name: "dark",
        what: "little light, a shadow's edge or a lamp at one side; noise",
        make: dark,
        floor: 24,
    },
    Kind {
        name: "noisy",
        what: "a sensor's noise of a deviation up to 80; JPEG down to quality 12",
        make: noisy,
        floor: 31,
    },
    Kind {
        name: "inverted",
        what: "light on dark, turned, soft, noisy",
        make: inverted,
        floor: 27,
    },
    Kind {
        name: "perspective",
        what: "seen from the side, up to 65°, by a wide lens",
        make: perspective,
        floor: 30,
    },
    Kind {
        name: "terminal",
        what: "screenshots of half blocks: gaps of 0 to 3 pixels, cells not square, both themes",
        make: terminal,
        floor: 31,
    },
    Kind {
        name: "screen",
        what: "photos of a screen: its pixels' grid, moiré, glare, gamma",
        make: screen,
        floor: 31,
    },
    Kind {
        name: "paper",
        what: "crumpled or folded, off-white, shaded, bent",
        make: paper,
        floor: 13,
    },
    Kind {
        name: "far",
        what: "a sixth to a twenty-fifth of the side of a photo of 12 megapixels, print beside",
        make: far,
        floor: 27,
    },
    Kind {
        name: "cut",
        what: "no margin on some sides, dark or text right beside, a corner covered",
        make: cut,
        floor: 27,
    },
    Kind {
        name: "tiny",
        what: "3 to 1.2 pixels a module, by averaging; JPEG",
        make: tiny,
        floor: 30,
    },
    Kind {
        name: "held",
        what: "all eight orientations that Exif notes, tilted and soft",
        make: held,
        floor: 27,
    },
    Kind {
        name: "all",
        what: "turned, tilted, soft, shaken, unevenly lit, noisy, at once",
        make: all,
        floor: 22,
    },
    Kind {
        name: "steep",
        what: "seen steeply from the side, 50° to 70°, by a wide lens",
        make: steep,
        floor: 26,
    },
    Kind {
        name: "bare",
        what: "cut out of a dark chat: no margin, up to 12 modules of the chat's ground around",
        make: bare,
        floor: 31,
    },
];

/// Interpolates from `mild` to `worst` as the severity grows.
fn interpolate(severity: f32, mild: f32, worst: f32) -> f32 {
    mild + severity * (worst - mild)
}

/// Returns a camera straight above, which sees all of the code and some desk.
fn above(code: &Code, module: f32, roll: f32) -> (View, (usize, usize)) {
    let half = code.side as f32 / 2.0 + 4.0;
    let across = 2.0 * half * module * (roll.sin().abs() + roll.cos().abs());
    let height = (across * 1.15) as usize + 20;
    let size = (height * 4 / 3, height);
    let view = View {
        middle: (size.0 as f32 / 2.0, size.1 as f32 / 2.0),
        module,
        roll,
        pitch: 0.0,
        yaw: 0.0,
        focal: size.0 as f32,
    };
    (view, size)
}

/// Takes a photo from straight above.
fn photo(code: &Code, module: f32, roll: f32, random: &mut Random) -> Canvas {
    let (view, size) = above(code, module, roll);
    let photo = Photo {
        code,
        view,
        margin: 4.0,
        bend: 0.0,
        size,
        samples: 3,
    };
    photo.take(random)
}

/// Takes a photo at an angle.
fn tilted(code: &Code, module: f32, (roll, tilt): (f32, f32), random: &mut Random) -> Canvas {
    let (mut view, size) = above(code, module, roll);
    let towards = random.angle();
    view.pitch = tilt * towards.sin();
    view.yaw = tilt * towards.cos();
    view.focal = size.0 as f32 * random.between(0.8, 1.5);
    let photo = Photo {
        code,
        view,
        margin: 4.0,
        bend: 0.0,
        size,
        samples: 3,
    };
    photo.take(random)
}

fn turned(text: &str, severity: f32, random: &mut Random) -> Vec<u8> {
    let code = Code::new(text, random);
    let module = interpolate(severity, 5.0, 2.0) * random.between(0.9, 1.1);
    let mut canvas = photo(&code, module, random.angle(), random);
    canvas.blur(interpolate(severity, 0.5, 0.9));
    canvas.contrast(20.0, 230.0);
    canvas.noise(random, interpolate(severity, 3.0, 10.0));
    canvas.jpeg(85, (0.97, 0.9))
}

fn blurred(text: &str, severity: f32, random: &mut Random) -> Vec<u8> {
    let code = Code::new(text, random);
    let module = random.between(4.0, 9.0);
    let roll = random.between(-0.2, 0.2);
    let mut canvas = photo(&code, module, roll, random);
    canvas.blur(module * interpolate(severity, 0.3, 0.7));
    canvas.contrast(25.0, 225.0);
    canvas.noise(random, 2.0);
    canvas.jpeg(85, (1.0, 0.93))
}

fn shaken(text: &str, severity: f32, random: &mut Random) -> Vec<u8> {
    let code = Code::new(text, random);
    let module = random.between(4.0, 8.0);
    let roll = random.between(-0.3, 0.3);
    let mut canvas = photo(&code, module, roll, random);
    canvas.shake(module * interpolate(severity, 0.4, 1.8), random.angle());
    canvas.blur(0.7);
    canvas.contrast(25.0, 225.0);
    canvas.noise(random, 3.0);
    canvas.jpeg(80, (1.0, 0.95))
}

fn dark(text: &str, severity: f32, random: &mut Random) -> Vec<u8> {
    let code = Code::new(text, random);
    let module = random.between(3.5, 7.0);
    let roll = random.between(-0.4, 0.4);
    let mut canvas = photo(&code, module, roll, random);
    canvas.blur(0.8);
    let ink = interpolate(severity, 0.15, 0.35);
    canvas.contrast(255.0 * ink, 245.0);
    add_uneven_light(&mut canvas, severity, random);
    let exposure = interpolate(severity, 0.7, 0.15);
    canvas.each(|luma, _, _| 6.0 + luma * exposure);
    canvas.noise(random, interpolate(severity, 2.0, 4.5));
    canvas.jpeg(88, (1.0, 0.85))
}

/// Adds a shadow with an edge, or a lamp at one side.
fn add_uneven_light(canvas: &mut Canvas, severity: f32, random: &mut Random) {
    let (sin, cos) = random.angle().sin_cos();
    let along = move |x: f32, y: f32| (x - 0.5) * cos + (y - 0.5) * sin;
    let least = interpolate(severity, 0.6, 0.12);
    let at = random.between(-0.15, 0.15);
    let edge = random.between(0.01, 0.06);
    if random.below(2) == 0 {
        canvas.each(|luma, x, y| {
            let lit = ((along(x, y) - at) / edge + 0.5).clamp(0.0, 1.0);
            luma * (least + (1.0 - least) * lit)
        });
    } else {
        canvas.each(|luma, x, y| {
            let lit = (along(x, y) + 0.5).clamp(0.0, 1.0).powf(1.5);
            luma * (least + (1.0 - least) * lit)
        });
    }
}

fn noisy(text: &str, severity: f32, random: &mut Random) -> Vec<u8> {
    let code = Code::new(text, random);
    let module = random.between(3.0, 7.0);
    let roll = random.between(-0.3, 0.3);
    let mut canvas = photo(&code, module, roll, random);
    canvas.blur(0.6);
    canvas.contrast(30.0, 215.0);
    // The blur clumps the noise, as a camera's own smoothing does.
    canvas.noise(random, interpolate(severity, 20.0, 80.0));
    canvas.blur(0.5);
    let quality = interpolate(severity, 60.0, 12.0) as u8;
    canvas.jpeg(quality, (0.98, 0.95))
}

fn inverted(text: &str, severity: f32, random: &mut Random) -> Vec<u8> {
    let code = Code::new(text, random);
    let module = interpolate(severity, 6.0, 2.5);
    let roll = random.between(-0.8, 0.8);
    let mut canvas = photo(&code, module, roll, random);
    canvas.blur(module * interpolate(severity, 0.1, 0.4));
    canvas.invert();
    canvas.contrast(
        interpolate(severity, 10.0, 60.0),
        interpolate(severity, 240.0, 160.0),
    );
    canvas.noise(random, interpolate(severity, 3.0, 12.0));
    if random.below(2) == 0 {
        canvas.png()
    } else {
        canvas.grey_jpeg(75)
    }
}

fn perspective(text: &str, severity: f32, random: &mut Random) -> Vec<u8> {
    let code = Code::new(text, random);
    let tilt = interpolate(severity, 20.0, 65.0).to_radians();
    let module = random.between(4.0, 8.0);
    let roll = random.between(-0.6, 0.6);
    let mut canvas = tilted(&code, module, (roll, tilt), random);
    canvas.blur(0.8);
    canvas.contrast(25.0, 225.0);
    canvas.noise(random, 4.0);
    canvas.jpeg(82, (1.0, 0.92))
}

fn steep(text: &str, severity: f32, random: &mut Random) -> Vec<u8> {
    let code = Code::new(text, random);
    let tilt = interpolate(severity, 50.0, 70.0).to_radians();
    let module = random.between(6.0, 12.0);
    let roll = random.between(-0.6, 0.6);
    let mut canvas = tilted(&code, module, (roll, tilt), random);
    canvas.blur(0.8);
    canvas.contrast(25.0, 225.0);
    canvas.noise(random, 4.0);
    canvas.jpeg(82, (1.0, 0.92))
}

fn bare(text: &str, severity: f32, random: &mut Random) -> Vec<u8> {
    let code = Code::new(text, random);
    let module = random.between(3.0, 7.0);
    let wide = code.side as f32 * module;
    // How much of the chat the person who cropped the picture left at each side.
    let most = module * interpolate(severity, 0.5, 12.0);
    let mut room = || (most * random.between(0.3, 1.0)).round();
    let (left, right, top, bottom) = (room(), room(), room(), room());
    let size = (
        (left + wide + right) as usize,
        (top + wide + bottom) as usize,
    );
    let (mut view, _) = above(&code, module, 0.0);
    view.middle = (left + wide / 2.0, top + wide / 2.0);
    let ground = random.one_of(&[0.0, 18.0, 33.0, 54.0]);
    let plane = view.plane();
    let mut canvas = Canvas::drawn(size, 3, |x, y| {
        let (u, v) = plane(x, y);
        code.luma(u, v, 0.0).unwrap_or(ground)
    });
    if random.below(2) == 0 {
        add_chat_text(&mut canvas, (top, bottom), module * 2.0, random);
    }
    match random.below(3) {
        0 => {
            canvas.noise(random, 2.0);
            canvas.grey_jpeg(70)
        }
        _ => canvas.png(),
    }
}

/// Adds light words above and below a picture in a chat, if there is room.
fn add_chat_text(canvas: &mut Canvas, (top, bottom): (f32, f32), line: f32, random: &mut Random) {
    let seed = random.number() as u32;
    let (width, height) = (canvas.width as f32, canvas.height as f32);
    canvas.each(|luma, x, y| {
        let (x, y) = (x * width, y * height);
        let is_above = y < top - line;
        let is_below = y > height - bottom + line;
        let (column, row) = (x / line * 6.0, y / line * 0.6);
        let is_line = (is_above || is_below) && row.fract() < 0.6;
        let is_inked = grain(seed, column, row * 8.0) > 0.55;
        if is_line && is_inked { 215.0 } else { luma }
    });
}

fn terminal(text: &str, severity: f32, random: &mut Random) -> Vec<u8> {
    let cell = random.one_of(&[
        (7, 15),
        (8, 16),
        (8, 18),
        (9, 18),
        (10, 20),
        (9, 21),
        (6, 13),
    ]);
    let terminal = Terminal {
        cell,
        gap: (severity * 3.0).round() as usize,
        gap_is_ground: random.below(2) == 0,
        theme: random.one_of(&[(220.0, 12.0), (200.0, 40.0), (30.0, 253.0)]),
        short: usize::from(severity > 0.6 && random.below(2) == 0),
    };
    let mut shot = terminal.shot(text, random);
    // A screen with another pixel density, or a messenger that shrank the picture.
    let scale: f32 = random.one_of(&[1.0, 1.0, 1.5, 0.75, 0.6]);
    if (scale - 1.0).abs() > f32::EPSILON {
        let scaled = |side: usize| (side as f32 * scale) as usize;
        shot = shot.resized(scaled(shot.width), scaled(shot.height));
    }
    if random.below(3) == 0 {
        shot.grey_jpeg(60)
    } else {
        shot.png()
    }
}

fn screen(text: &str, severity: f32, random: &mut Random) -> Vec<u8> {
    let code = Code::new(text, random);
    let (roll, tilt) = (random.between(-0.2, 0.2), random.between(0.0, 0.35));
    let mut canvas = tilted(&code, random.between(4.0, 8.0), (roll, tilt), random);
    canvas.contrast(interpolate(severity, 20.0, 70.0), 235.0);
    // Moiré of the screen's lines and the sensor's.
    let strength = interpolate(severity, 0.1, 0.5);
    let (across, down) = (random.between(0.7, 2.9), random.between(0.7, 2.9));
    let (slant, beat) = (random.between(-0.2, 0.2), random.between(0.03, 0.2));
    let (width, height) = (canvas.width as f32, canvas.height as f32);
    canvas.each(|luma, x, y| {
        let (x, y) = (x * width, y * height);
        let grid = (across * (x + slant * y)).sin() + (down * (y - slant * x)).sin();
        let slow = (beat * (x * 1.3 + y)).sin();
        luma * (1.0 - strength * (0.25 * (grid + 2.0) * 0.7 + 0.3 * (slow + 1.0) * 0.5))
    });
    // The reflection of a lamp or a window.
    let glare = (random.between(0.3, 0.7), random.between(0.3, 0.7));
    let (reach, bright) = (
        random.between(0.05, 0.12),
        interpolate(severity, 40.0, 260.0),
    );
    canvas.each(|luma, x, y| {
        let far = ((x - glare.0).powi(2) + (y - glare.1).powi(2)) / (reach * reach);
        luma + bright * (-far).exp()
    });
    canvas.blur(interpolate(severity, 0.7, 1.4));
    canvas.gamma(random.one_of(&[0.5, 0.7, 1.0, 1.5, 2.2]));
    canvas.noise(random, interpolate(severity, 2.0, 8.0));
    canvas.jpeg(80, (0.9, 1.0))
}

fn paper(text: &str, severity: f32, random: &mut Random) -> Vec<u8> {
    let code = Code::new(text, random);
    let roll = random.between(-0.4, 0.4);
    let (mut view, size) = above(&code, random.between(4.0, 8.0), roll);
    view.pitch = random.between(-0.3, 0.3);
    let photo = Photo {
        code: &code,
        view,
        margin: 4.0,
        bend: interpolate(severity, 0.1, 1.5),
        size,
        samples: 3,
    };
    let mut canvas = photo.take(random);
    // Grey ink on paper that is not white.
    canvas.contrast(interpolate(severity, 40.0, 90.0), 215.0);
    let (seed, depth) = (random.number() as u32, interpolate(severity, 0.1, 0.6));
    let facets = random.between(4.0, 12.0);
    canvas.each(|luma, x, y| {
        // Crumples: facets with sharp edges.
        let ridge = (grain(seed, x * facets, y * facets) * 4.0).fract();
        let soft = grain(seed ^ 7, x * 3.0, y * 3.0);
        luma * (1.0 - depth * (0.5 * ridge + 0.5 * soft))
    });
    // A fold: a line without ink, where the light changes.
    let (sin, cos) = random.angle().sin_cos();
    let (at, fade) = (
        random.between(-0.15, 0.15),
        interpolate(severity, 0.001, 0.007),
    );
    let darker = interpolate(severity, 0.95, 0.6);
    canvas.each(|luma, x, y| {
        let far = (x - 0.5) * cos + (y - 0.5) * sin - at;
        let luma = if far > 0.0 { luma * darker } else { luma };
        if far.abs() < fade {
            luma.max(190.0)
        } else {
            luma
        }
    });
    canvas.blur(0.9);
    canvas.noise(random, 4.0);
    canvas.jpeg(80, (1.0, 0.82))
}

fn far(text: &str, severity: f32, random: &mut Random) -> Vec<u8> {
    const SIZE: (usize, usize) = (4000, 3000);
    let code = Code::new(text, random);
    let share = 1.0 / interpolate(severity, 6.0, 25.0);
    let module = SIZE.1 as f32 * share / (code.side as f32 + 8.0);
    let place = |side: usize, random: &mut Random| side as f32 * random.between(0.2, 0.8);
    let photo = Photo {
        code: &code,
        view: View {
            middle: (place(SIZE.0, random), place(SIZE.1, random)),
            module,
            roll: random.between(-0.5, 0.5),
            pitch: random.between(-0.2, 0.2),
            yaw: random.between(-0.2, 0.2),
            focal: 5000.0,
        },
        margin: 4.0,
        bend: 0.0,
        size: SIZE,
        samples: 1,
    };
    let mut canvas = photo.take(random);
    add_small_print(&mut canvas, random);
    canvas.blur(0.9);
    canvas.contrast(30.0, 225.0);
    canvas.noise(random, 6.0);
    canvas.grey_jpeg(85)
}

/// Adds a page with lines of small print in a corner, in half of the cases.
fn add_small_print(canvas: &mut Canvas, random: &mut Random) {
    let seed = random.number() as u32;
    let letter = random.between(8.0, 16.0);
    let (width, height) = (canvas.width as f32, canvas.height as f32);
    if random.below(2) == 0 {
        return;
    }
    canvas.each(|luma, x, y| {
        if x > 0.3 || y > 0.35 {
            return luma;
        }
        let (column, line) = (x * width / letter, y * height / (letter * 2.2));
        let is_line = line.fract() < 0.5;
        let stroke = grain(seed, column * 3.0, line.floor() * 9.0 + line.fract() * 4.0);
        let word = grain(seed ^ 3, column * 0.3, line.floor());
        let inked = is_line && stroke > 0.5 && word > 0.25;
        if inked { 30.0 } else { 235.0 }
    });
}

/// Takes a photo of 12 megapixels without a code: a desk, and some print or none.
pub fn without_code(random: &mut Random) -> Vec<u8> {
    let desk = Desk::new(random);
    let mut canvas = Canvas::drawn((4000, 3000), 1, |x, y| desk.luma(x / 20.0, y / 20.0));
    add_small_print(&mut canvas, random);
    canvas.blur(0.9);
    canvas.noise(random, 6.0);
    canvas.jpeg(85, (1.0, 0.9))
}

fn cut(text: &str, severity: f32, random: &mut Random) -> Vec<u8> {
    let code = Code::new(text, random);
    let module = random.between(3.0, 7.0);
    let (mut view, _) = above(&code, module, 0.0);
    let wide = code.side as f32 * module;
    // From half a margin to none; at worst, a part of the outer modules is missing.
    let cut = module * interpolate(severity, 2.0, -0.6);
    let size = ((wide + 2.0 * cut) as usize, (wide + 2.0 * cut) as usize);
    view.middle = (size.0 as f32 / 2.0, size.1 as f32 / 2.0);
    if random.below(2) == 0 {
        // Two sides keep their margins.
        view.middle = (wide / 2.0 + cut, wide / 2.0 + cut);
        let room = (module * 6.0) as usize;
        return covered(
            &code,
            view,
            (size.0 + room, size.1 + room),
            severity,
            random,
        );
    }
    covered(&code, view, size, severity, random)
}

/// Draws a code with darkness right beside what is left of its margin, and with a spot that
/// avoids the finder patterns.
fn covered(
    code: &Code,
    view: View,
    size: (usize, usize),
    severity: f32,
    random: &mut Random,
) -> Vec<u8> {
    let wide = code.side as f32;
    let spot = (
        wide * random.between(-0.1, 0.3),
        wide * random.between(-0.1, 0.3),
    );
    let radius = wide * interpolate(severity, 0.02, 0.13);
    let shade = random.one_of(&[20.0, 128.0, 255.0]);
    let around = random.one_of(&[0.0, 60.0, 140.0]);
    let margin = interpolate(severity, 2.0, 0.0);
    let plane = view.plane();
    let mut canvas = Canvas::drawn(size, 3, |x, y| {
        let (u, v) = plane(x, y);
        if (u - spot.0).hypot(v - spot.1) < radius {
            return shade;
        }
        code.luma(u, v, margin).unwrap_or(around)
    });
    canvas.blur(0.6);
    canvas.noise(random, 2.0);
    canvas.png()
}

fn tiny(text: &str, severity: f32, random: &mut Random) -> Vec<u8> {
    let code = Code::new(text, random);
    let module = interpolate(severity, 3.0, 1.2) * random.between(0.95, 1.05);
    let roll = if random.below(2) == 0 {
        0.0
    } else {
        random.between(-0.1, 0.1)
    };
    let canvas = photo(&code, module, roll, random);
    match random.below(3) {
        0 => canvas.grey_jpeg(75),
        _ => canvas.png(),
    }
}

fn held(text: &str, severity: f32, random: &mut Random) -> Vec<u8> {
    let code = Code::new(text, random);
    let (roll, tilt) = (random.between(-0.2, 0.2), interpolate(severity, 0.2, 0.8));
    let module = interpolate(severity, 5.0, 3.0);
    let mut canvas = tilted(&code, module, (roll, tilt), random);
    canvas.blur(module * interpolate(severity, 0.15, 0.4));
    canvas.contrast(30.0, 215.0);
    canvas.noise(random, 5.0);
    let exif = 1 + random.below(8);
    canvas.jpeg_held(80, exif as u8)
}

fn all(text: &str, severity: f32, random: &mut Random) -> Vec<u8> {
    let code = Code::new(text, random);
    let tilt = interpolate(severity, 0.1, 0.6);
    let module = interpolate(severity, 7.0, 3.0);
    let mut canvas = tilted(&code, module, (random.angle(), tilt), random);
    canvas.blur(module * interpolate(severity, 0.15, 0.35));
    canvas.shake(module * interpolate(severity, 0.1, 0.6), random.angle());
    canvas.contrast(interpolate(severity, 20.0, 60.0), 225.0);
    add_uneven_light(&mut canvas, severity * 0.7, random);
    canvas.noise(random, interpolate(severity, 4.0, 12.0));
    canvas.jpeg(interpolate(severity, 80.0, 35.0) as u8, (1.0, 0.88))
}
