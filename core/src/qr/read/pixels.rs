//! Decodes a picture file into pixels, and makes resized or cut copies of them.

use std::io::Cursor;
use std::ops::Range;

use image::codecs::gif::GifDecoder;
use image::imageops::{self, FilterType};
use image::{
    AnimationDecoder as _, ColorType, ImageBuffer, ImageDecoder as _, ImageFormat, ImageReader,
    Limits, Luma,
};
use zeroize::Zeroizing;

use super::grey::{MAX_PIXELS, MIN_SIDE, Pixels, ReadError};

/// The most bytes that a picture's decoder may hold: 8 a pixel (four channels of 16
/// bits), and 8 million pixels' worth for its own work.
const MAX_ALLOC: u64 = (MAX_PIXELS + 8_000_000) * 8;

/// The most frames of an animation that are searched after the first.
const MAX_FRAMES: usize = 100;

/// The most pixels that those frames may have together.
const MAX_FRAMES_PIXELS: u64 = 20_000_000;

pub(super) fn format_of(bytes: &[u8]) -> Option<(ImageFormat, &'static str)> {
    match image::guess_format(bytes).ok()? {
        ImageFormat::Png => Some((ImageFormat::Png, "PNG")),
        ImageFormat::Jpeg => Some((ImageFormat::Jpeg, "JPEG")),
        ImageFormat::Gif => Some((ImageFormat::Gif, "GIF")),
        ImageFormat::WebP => Some((ImageFormat::WebP, "WebP")),
        // A text may start with "BM". The size of the second header, which
        // follows 14 bytes of the first, is below 256 in every version, so its
        // other three bytes are 0.
        ImageFormat::Bmp if bytes.get(15..18) == Some(&[0; 3]) => Some((ImageFormat::Bmp, "BMP")),
        _ => None,
    }
}

impl Pixels {
    /// Decodes a picture on a white ground and, if it is transparent anywhere, also on
    /// black, since the code may be drawn in either.
    ///
    /// The orientation that a camera notes is not applied: a code is read whichever way
    /// it is turned or mirrored, so that would only make another copy, and hand foreign
    /// bytes to one more parser.
    pub(super) fn decode(image: &[u8]) -> Result<Vec<Self>, ReadError> {
        let (kind, format) = format_of(image).ok_or(ReadError::NotAnImage)?;
        let unreadable = |_| ReadError::Unreadable { format };

        let mut limits = limits();
        let mut reader = ImageReader::with_format(Cursor::new(image), kind);
        reader.limits(limits.clone());
        let mut decoder = reader.into_decoder().map_err(unreadable)?;

        let (width, height) = decoder.dimensions();
        let pixels = u64::from(width).saturating_mul(u64::from(height));
        if pixels > MAX_PIXELS {
            let limit = MAX_PIXELS;
            return Err(ReadError::TooManyPixels { pixels, limit });
        }

        let bytes = decoder.total_bytes();
        limits.reserve(bytes).map_err(unreadable)?;
        decoder.set_limits(limits).map_err(unreadable)?;
        let bytes = usize::try_from(bytes).map_err(|_| ReadError::Unreadable { format })?;
        let color = decoder.color_type();
        let mut samples = Zeroizing::new(vec![0; bytes]);
        decoder.read_image(&mut samples).map_err(unreadable)?;

        let on = |ground| {
            Some(Self {
                width,
                height,
                luma: luma(&samples, color, ground)?,
            })
        };
        let mut pictures = vec![on(WHITE).ok_or(ReadError::Unreadable { format })?];
        if is_transparent(&samples, color) {
            pictures.extend(on(BLACK));
        }
        Ok(pictures)
    }

    /// Decodes the frames of a GIF after the first, up to the limits; `None` for any
    /// other picture.
    pub(super) fn later_frames(image: &[u8]) -> Option<impl Iterator<Item = Self>> {
        let (ImageFormat::Gif, _) = format_of(image)? else {
            return None;
        };
        let mut decoder = GifDecoder::new(Cursor::new(image)).ok()?;
        decoder.set_limits(limits()).ok()?;
        let frames = decoder.into_frames().map_while(Result::ok);
        let mut left = MAX_FRAMES_PIXELS;
        Some(frames.skip(1).take(MAX_FRAMES).map_while(move |frame| {
            let (width, height) = frame.buffer().dimensions();
            left = left.checked_sub(u64::from(width) * u64::from(height))?;
            let samples = Zeroizing::new(frame.into_buffer().into_raw());
            Some(Self {
                width,
                height,
                luma: luma(&samples, ColorType::Rgba8, WHITE)?,
            })
        }))
    }

    /// Returns a copy whose longer side is `longest` pixels, if this one's is longer
    /// and no side becomes too short.
    pub(super) fn shrunk(&self, longest: u32) -> Option<Self> {
        let longer = self.width.max(self.height);
        if longer <= longest {
            return None;
        }
        let scaled = |side: u32| {
            u32::try_from(u64::from(side) * u64::from(longest) / u64::from(longer)).ok()
        };
        let (width, height) = (scaled(self.width)?, scaled(self.height)?);
        if width.min(height) < MIN_SIDE {
            return None;
        }
        let view: ImageBuffer<Luma<u8>, &[u8]> =
            ImageBuffer::from_raw(self.width, self.height, self.luma.as_slice())?;
        let luma = image::imageops::thumbnail(&view, width, height).into_raw();
        Some(Self {
            width,
            height,
            luma: Zeroizing::new(luma),
        })
    }

    /// Returns a copy scaled to these percentages of its width and height, if no side
    /// becomes too short.
    pub(super) fn scaled(&self, (wide, high): (u32, u32)) -> Option<Self> {
        let scaled = |side: u32, percent| Some(side.checked_mul(percent)? / 100);
        let (width, height) = (scaled(self.width, wide)?, scaled(self.height, high)?);
        if width.min(height) < MIN_SIDE {
            return None;
        }
        let view: ImageBuffer<Luma<u8>, &[u8]> =
            ImageBuffer::from_raw(self.width, self.height, self.luma.as_slice())?;
        let filter = match wide.max(high) {
            ..=100 => FilterType::Triangle,
            _ => FilterType::CatmullRom,
        };
        let luma = imageops::resize(&view, width, height, filter).into_raw();
        Some(Self {
            width,
            height,
            luma: Zeroizing::new(luma),
        })
    }

    /// Returns the largest block on a dark ground with a white margin; `None` if nothing
    /// dark is around it.
    ///
    /// On such a ground, the finder patterns of a code without its own margin have no
    /// outer edge. Each row and column of the code has a light module, and the gap between
    /// it and any text beside it has none.
    pub(super) fn with_white_margin(&self) -> Option<Self> {
        let width = self.width as usize;
        let middle = self.luma.iter().min()?.midpoint(*self.luma.iter().max()?);
        let is_light = |luma: &u8| *luma > middle;
        let rows: Vec<&[u8]> = self.luma.chunks_exact(width).collect();
        let light_rows = |columns: Range<usize>| {
            longest_run(rows.iter().map(|row| {
                let part = row.get(columns.clone());
                part.is_some_and(|part| part.iter().any(is_light))
            }))
        };
        let block = rows.get(light_rows(0..width))?;
        let columns = longest_run((0..width).map(|x| {
            let mut column = block.iter().filter_map(|row| row.get(x));
            column.any(is_light)
        }));
        let block = rows.get(light_rows(columns.clone()))?;

        let (wide, high) = (columns.len(), block.len());
        let is_whole = (wide, high) == (width, rows.len());
        if is_whole || wide.min(high) < MIN_SIDE as usize {
            return None;
        }
        let margin = wide.max(high) / 8;
        let (width, height) = (wide + 2 * margin, high + 2 * margin);
        let mut luma = Zeroizing::new(vec![u8::MAX; width * height]);
        let inside = luma.chunks_exact_mut(width).skip(margin);
        for (paper, row) in inside.zip(block) {
            let paper = paper.get_mut(margin..margin + wide)?;
            paper.copy_from_slice(row.get(columns.clone())?);
        }
        Some(Self {
            width: u32::try_from(width).ok()?,
            height: u32::try_from(height).ok()?,
            luma,
        })
    }

    /// Cuts out a square, moved inside if it reaches beyond the right or the bottom.
    pub(super) fn crop(&self, x: u32, y: u32, side: u32) -> Option<Self> {
        let (width, height) = (self.width.min(side), self.height.min(side));
        let (x, y) = (x.min(self.width - width), y.min(self.height - height));
        let mut luma = Zeroizing::new(Vec::with_capacity((width * height) as usize));
        let rows = self.luma.chunks_exact(self.width as usize);
        for row in rows.skip(y as usize).take(height as usize) {
            luma.extend_from_slice(row.get(x as usize..(x + width) as usize)?);
        }
        Some(Self {
            width,
            height,
            luma,
        })
    }
}

/// Returns the range of the longest run of `true`.
fn longest_run(values: impl Iterator<Item = bool>) -> Range<usize> {
    let (mut longest, mut start) = (0..0, 0);
    for (at, value) in values.enumerate() {
        let end = at + 1;
        if !value {
            start = end;
        } else if end - start > longest.len() {
            longest = start..end;
        }
    }
    longest
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_ALLOC);
    limits
}

/// The luma of the ground under a transparent picture.
const WHITE: u32 = 255;
const BLACK: u32 = 0;

/// Returns whether any pixel lets the ground through.
fn is_transparent(samples: &[u8], color: ColorType) -> bool {
    let channel = usize::from(color.bytes_per_pixel()) / usize::from(color.channel_count());
    let mut pixels = samples.chunks_exact(usize::from(color.bytes_per_pixel()));
    color.has_alpha()
        && pixels.any(|pixel| {
            let alpha = pixel.rchunks(channel).next();
            alpha.is_some_and(|alpha| alpha.iter().any(|byte| *byte != u8::MAX))
        })
}

/// Returns the grey of each pixel on `ground`; `None` if the samples are not integers,
/// which they are in every format that we read.
fn luma(samples: &[u8], color: ColorType, ground: u32) -> Option<Zeroizing<Vec<u8>>> {
    let wide = match color {
        ColorType::L8 | ColorType::La8 | ColorType::Rgb8 | ColorType::Rgba8 => false,
        ColorType::L16 | ColorType::La16 | ColorType::Rgb16 | ColorType::Rgba16 => true,
        _ => return None,
    };
    // The more significant of two bytes is enough.
    let high = usize::from(wide && cfg!(target_endian = "little"));
    let step = if wide { 2 } else { 1 };
    let grey = |pixel: &[u8]| {
        let mut channels = pixel
            .iter()
            .skip(high)
            .step_by(step)
            .copied()
            .map(u32::from);
        let mut next = || channels.next().unwrap_or(255);
        let luma = if color.has_color() {
            // The weights of ITU-R BT.601, in thousandths.
            (299 * next() + 587 * next() + 114 * next()) / 1000
        } else {
            next()
        };
        let alpha = if color.has_alpha() { next() } else { 255 };
        // A weighted mean of two values up to 255 is at most 255.
        u8::try_from((luma * alpha + ground * (255 - alpha)) / 255).unwrap_or(u8::MAX)
    };
    let pixels = samples.chunks_exact(usize::from(color.bytes_per_pixel()));
    Some(Zeroizing::new(pixels.map(grey).collect()))
}
