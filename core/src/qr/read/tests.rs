mod pictures;

use image::codecs::gif::GifEncoder;
use image::imageops::{FilterType, crop_imm, replace, resize, rotate90};
use image::metadata::Orientation;
use image::{DynamicImage, Frame, GrayImage, ImageFormat, Luma, Rgba, RgbaImage};
use proptest::prelude::{ProptestConfig, any, prop, proptest};
use qrcode::bits::Bits;
use qrcode::{EcLevel, QrCode, Version};
use rxing::common::HybridBinarizer;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{BinaryBitmap, DecodeHints, Luma8Source, Reader as _};
use zeroize::Zeroizing;

use self::pictures::{LINK, OTHER, drawn, file, noise, png_header, scaled, sheet};
use super::grey::Pixels;
use super::reader::older_reader;
use super::{ReadError, looks_like_image, read, read_grey};
use crate::qr::{Correction, Symbol};

fn texts(picture: impl Into<DynamicImage>) -> Vec<String> {
    let texts = read(&file(picture, ImageFormat::Png)).unwrap_or_default();
    texts.iter().map(|text| text.to_string()).collect()
}

#[test]
fn a_png_that_we_wrote_is_read_back() {
    for correction in [Correction::Low, Correction::Medium] {
        let png = Symbol::new(LINK, correction).unwrap().png().unwrap();
        assert_eq!(read(&png).unwrap()[0].as_str(), LINK);
    }
}

#[test]
fn every_format_and_kind_of_sample_is_read() {
    let code = DynamicImage::from(drawn(LINK));
    for format in [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::Gif,
        ImageFormat::WebP,
        ImageFormat::Bmp,
    ] {
        let bytes = file(code.to_rgb8(), format);
        assert!(looks_like_image(&bytes));
        assert_eq!(read(&bytes).unwrap()[0].as_str(), LINK, "{format:?}");
    }
    assert_eq!(texts(code.to_luma_alpha8()), [LINK]);
    assert_eq!(texts(code.to_rgba8()), [LINK]);
    assert_eq!(texts(code.to_luma16()), [LINK]);
    assert_eq!(texts(code.to_luma_alpha16()), [LINK]);
    assert_eq!(texts(code.to_rgb16()), [LINK]);
    assert_eq!(texts(code.to_rgba16()), [LINK]);
}

#[test]
fn a_code_is_read_turned_and_mirrored_whatever_the_camera_noted() {
    for exif in 1..=8 {
        let mut picture = DynamicImage::from(drawn(LINK));
        picture.apply_orientation(Orientation::from_exif(exif).unwrap());
        assert_eq!(texts(picture), [LINK], "orientation {exif}");
    }
}

#[test]
fn a_code_with_its_colours_flipped_is_read() {
    let mut code = drawn(LINK);
    image::imageops::invert(&mut code);
    assert_eq!(texts(code), [LINK]);
}

#[test]
fn a_code_drawn_in_black_on_transparent_black_is_read() {
    let code = drawn(LINK);
    let clear = RgbaImage::from_fn(code.width(), code.height(), |x, y| {
        Rgba([0, 0, 0, 255 - code.get_pixel(x, y).0[0]])
    });
    assert_eq!(texts(clear), [LINK]);
}

#[test]
fn a_code_drawn_in_white_on_transparent_white_is_read() {
    let code = drawn(LINK);
    let clear = DynamicImage::from(RgbaImage::from_fn(code.width(), code.height(), |x, y| {
        Rgba([255, 255, 255, 255 - code.get_pixel(x, y).0[0]])
    }));
    assert_eq!(texts(clear.to_luma_alpha8()), [LINK]);
    assert_eq!(texts(clear.to_rgba16()), [LINK]);
    assert_eq!(texts(clear), [LINK]);
}

#[test]
fn a_code_in_a_later_frame_of_a_gif_is_read() {
    let code = DynamicImage::from(drawn(LINK)).into_rgba8();
    let blank = RgbaImage::from_pixel(code.width(), code.height(), Rgba([250, 250, 250, 255]));
    let read_at = |at: usize| {
        let mut bytes = Vec::new();
        let mut encoder = GifEncoder::new(&mut bytes);
        for _ in 0..at {
            encoder.encode_frame(Frame::new(blank.clone())).unwrap();
        }
        encoder.encode_frame(Frame::new(code.clone())).unwrap();
        drop(encoder);
        read(&bytes).map(|texts| texts[0].to_string())
    };
    for at in [0, 1, 2, 9] {
        assert_eq!(read_at(at), Ok(LINK.to_owned()), "{at}");
    }
    // The frames after the limit are not read.
    assert_eq!(read_at(150), Err(ReadError::NoCode));
}

#[test]
fn an_svg_and_a_page_that_we_wrote_are_read_back() {
    let svg = |text: &str| Symbol::new(text, Correction::Medium).unwrap().svg();
    for text in [LINK, OTHER, "家族の合言葉 é", &LINK.repeat(15)] {
        let svg = svg(text);
        assert!(looks_like_image(svg.as_bytes()));
        assert_eq!(read(svg.as_bytes()).unwrap()[0].as_str(), text);
        // The page as a browser saves it.
        let page = format!("<html>\r\n<p>é</p>{}</html>", svg.replace("/>", "></path>"));
        assert_eq!(read(page.as_bytes()).unwrap()[0].as_str(), text);
    }
    let both = format!("{}{}{}", *svg(LINK), *svg(LINK), *svg(OTHER));
    let both = read(both.as_bytes()).unwrap();
    let both: Vec<_> = both.iter().map(|text| text.as_str()).collect();
    assert_eq!(both, [LINK, OTHER]);
}

#[test]
fn an_svg_that_differs_from_ours_is_no_picture() {
    let svg = Symbol::new(LINK, Correction::Medium).unwrap().svg();
    for (ours, changed) in [
        ("viewBox=\"0 0 49 49\"", "viewBox=\"0 0 49 50\""),
        ("viewBox=\"0 0 49 49\"", "viewBox=\"0 0 999999 999999\""),
        ("viewBox=\"0 0 49 49\"", "viewBox=\"0 0 20 20\""),
        ("fill=\"#000\"", "fill=\"#111\""),
        ("d=\"M4 4h7v1h-7z", "d=\"M4 4h7v1h-8z"),
        ("d=\"M4 4h7v1h-7z", "d=\"M4 4h7v2h-7z"),
        ("d=\"M4 4h7v1h-7z", "d=\"M4 4h7v1h-7zm"),
        ("d=\"M4 4h7v1h-7z", "d=\"M50 4h7v1h-7z"),
        ("d=\"M4 4h7v1h-7z", "d=\"M4 49h7v1h-7z"),
        ("d=\"M4 4h7v1h-7z", "d=\"M4 18446744073709551615h7v1h-7z"),
        ("</svg>", ""),
    ] {
        let changed = svg.replace(ours, changed);
        assert!(changed != *svg, "{ours}");
        assert!(!looks_like_image(changed.as_bytes()), "{ours}");
        assert_eq!(read(changed.as_bytes()), Err(ReadError::NotAnImage));
    }
}

#[test]
fn a_code_of_one_pixel_a_module_is_read() {
    let code = drawn(LINK);
    let tiny = GrayImage::from_fn(code.width() / 8, code.height() / 8, |x, y| {
        *code.get_pixel(x * 8, y * 8)
    });
    assert_eq!(texts(tiny), [LINK]);
}

#[test]
fn a_code_cut_out_without_its_margin_is_read() {
    let code = drawn(LINK);
    let side = code.width() - 64;
    assert_eq!(
        texts(crop_imm(&code, 32, 32, side, side).to_image()),
        [LINK]
    );
}

#[test]
fn a_code_cut_out_without_its_margin_is_read_on_a_dark_ground() {
    let code = drawn(LINK);
    let side = code.width() - 64;
    let code = crop_imm(&code, 32, 32, side, side).to_image();
    let chat = |width: u32, height: u32, ground: u8| {
        let mut chat = GrayImage::from_pixel(width, height, Luma([ground]));
        let (x, y) = (i64::from(width - side) / 2, i64::from(height - side) / 2);
        replace(&mut chat, &code, x, y);
        chat
    };
    for room in [2, 9, 40, 200] {
        for ground in [0, 20, 50] {
            let chat = chat(side + room, side + room, ground);
            assert_eq!(texts(chat), [LINK], "{room} {ground}");
        }
    }
    // A whole screen, with the time in a corner and an answer below.
    let mut screen = chat(1080, 2340, 18);
    let answer = GrayImage::from_pixel(500, 120, Luma([90]));
    replace(&mut screen, &answer, 540, 1600);
    replace(&mut screen, &noise(120, 40), 20, 20);
    assert_eq!(texts(screen), [LINK]);
}

#[test]
fn a_code_seen_steeply_from_the_side_is_read() {
    let code = drawn(LINK);
    for (width, height) in [(400, 160), (160, 400)] {
        let flat = resize(&code, width, height, FilterType::Triangle);
        assert_eq!(texts(flat), [LINK], "{width} × {height}");
    }
}

#[test]
fn two_codes_of_different_sizes_side_by_side_are_both_found() {
    let (large, small) = (drawn(LINK), drawn(OTHER));
    for percent in [25, 50, 75, 100] {
        let small = scaled(&small, percent);
        let x = i64::from(large.width());
        let both = sheet(large.width() * 2, 440, &[(&large, 0, 20), (&small, x, 40)]);
        for picture in [rotate90(&both), both] {
            let mut found = texts(picture);
            found.sort();
            assert_eq!(found, [OTHER, LINK], "{percent} %");
        }
    }
}

#[test]
fn a_small_code_far_from_a_large_one_is_found() {
    let (large, small) = (drawn(LINK), scaled(&drawn(OTHER), 50));
    let large = image::imageops::thumbnail(&large, 800, 800);
    let both = sheet(1200, 1000, &[(&large, 0, 0), (&small, 950, 750)]);
    let mut found = texts(both);
    found.sort();
    assert_eq!(found, [OTHER, LINK]);
}

#[test]
fn both_readers_agree_where_a_symbol_is() {
    let code = rotate90(&drawn(LINK));
    let code = image::imageops::thumbnail(&code, 350, 350);
    let pixels = Pixels {
        width: 350,
        height: 350,
        luma: Zeroizing::new(code.into_raw()),
    };
    let source = Luma8Source::new_with_slice(&pixels.luma, 350, 350).unwrap();
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let hints = DecodeHints::default();
    let newer = QrReader.decode_with_hints(&mut bitmap, &hints).unwrap();
    let older = older_reader(&mut bitmap, &hints).unwrap();
    assert_eq!((newer.getText(), older.getText()), (LINK, LINK));
    for corner in newer.getPoints() {
        let nearest = older.getPoints().iter().map(|at| at.distance(*corner));
        let nearest = nearest.fold(f32::INFINITY, f32::min);
        assert!(nearest < 5.0, "{nearest} pixels off");
    }
}

#[test]
fn the_same_code_twice_is_one_text() {
    let code = drawn(LINK);
    let small = scaled(&code, 50);
    let twice = sheet(900, 440, &[(&code, 0, 0), (&small, 500, 30)]);
    assert_eq!(texts(twice), [LINK]);
}

#[test]
fn three_copies_of_a_code_do_not_hide_another() {
    let (code, other) = (scaled(&drawn(LINK), 50), scaled(&drawn(OTHER), 50));
    let places = [
        (&code, 0, 0),
        (&code, 240, 0),
        (&code, 0, 240),
        (&other, 240, 240),
    ];
    let mut found = texts(sheet(480, 480, &places));
    found.sort();
    assert_eq!(found, [OTHER, LINK]);
}

#[test]
fn a_code_that_fills_a_large_picture_is_found_once() {
    let long = LINK.repeat(6);
    let mut code = image::imageops::thumbnail(&drawn(&long), 900, 900);
    // Add a photo's grain, so that painting over leaves no clean area.
    let grain = noise(900, 900);
    for (pixel, grain) in code.pixels_mut().zip(grain.pixels()) {
        pixel.0[0] = pixel.0[0] / 2 + 40 + grain.0[0] / 4;
    }
    assert_eq!(texts(code), [long]);
}

#[test]
fn a_small_code_in_a_picture_beyond_the_first_look_is_found() {
    let code = scaled(&drawn(LINK), 25);
    let picture = sheet(4000, 400, &[(&code, 3100, 200)]);
    assert_eq!(texts(picture), [LINK]);
}

#[test]
fn text_of_other_scripts_is_read_back_exactly() {
    for text in [
        "家族の合言葉",
        "otpauth://totp/ringtrue:العائلة 1",
        "Müller",
        "é",
        "семья 🏡",
    ] {
        assert_eq!(texts(drawn(text)), [text]);
    }
}

#[test]
fn bytes_that_are_not_utf8_do_no_harm() {
    for bytes in [&[0xFF; 20][..], b"\xFE\xFFab\xD8\x00", b"otp\x80\xFF", &[0]] {
        let mut bits = Bits::new(Version::Normal(3));
        bits.push_byte_data(bytes).unwrap();
        bits.push_terminator(EcLevel::M).unwrap();
        let code = QrCode::with_bits(bits, EcLevel::M).unwrap();
        let dark = code.to_colors();
        let picture = GrayImage::from_fn(37 * 5, 37 * 5, |x, y| {
            let module = |n: u32| (n / 5).checked_sub(4).filter(|&n| n < 29);
            let at = module(x).zip(module(y)).map(|(x, y)| (y * 29 + x) as usize);
            Luma([at.map_or(255, |at| dark[at].select(0, 255))])
        });
        let _ = read(&file(picture, ImageFormat::Png));
    }
}

#[test]
fn a_picture_too_large_is_refused_by_its_header_alone() {
    let expected = ReadError::TooManyPixels {
        pixels: 100_000_000,
        limit: 67_108_864,
    };
    assert_eq!(read(&png_header(10_000, 10_000)), Err(expected));
}

#[test]
fn the_error_about_a_picture_cut_short_names_its_format() {
    let error = Err(ReadError::Unreadable { format: "PNG" });
    assert_eq!(read(&png_header(100, 100)), error);
    let png = file(drawn(LINK), ImageFormat::Png);
    for length in [8, 20, 40, png.len() / 2] {
        assert_eq!(read(&png[..length]), error, "{length} bytes");
    }
}

#[test]
fn other_files_are_not_taken_for_pictures() {
    let texts: [&[u8]; 6] = [
        b"",
        b"otpauth://totp/x",
        b"BM is how this text starts, not a picture",
        b"P1 1 1 0",
        b"-----BEGIN AGE ENCRYPTED FILE-----",
        b"\x89PN",
    ];
    for text in texts {
        assert!(!looks_like_image(text));
        assert_eq!(read(text), Err(ReadError::NotAnImage));
    }
}

#[test]
fn a_picture_of_any_shape_without_a_code_is_reported_as_such() {
    for (width, height) in [
        (1, 1),
        (20, 20),
        (21, 21),
        (30, 3000),
        (3000, 30),
        (400, 300),
    ] {
        let bytes = file(noise(width, height), ImageFormat::Png);
        assert_eq!(read(&bytes), Err(ReadError::NoCode), "{width} × {height}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_link_like_text_that_is_drawn_is_read_back(
        name in "[A-Za-z0-9%._ -]{1,40}",
        rest in "[ -~]{0,240}",
        correction in prop::sample::select(vec![Correction::Low, Correction::Medium]),
    ) {
        let text = format!("otpauth://totp/{name}?{rest}");
        let png = Symbol::new(&text, correction).unwrap().png().unwrap();
        let found = read(&png).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].as_str(), text);
    }

    #[test]
    fn bytes_after_any_known_start_never_panic(
        start in prop::sample::select(vec![
            &b"\x89PNG\r\n\x1a\n"[..], b"\xff\xd8\xff", b"GIF89a", b"RIFF\0\0\0\0WEBP", b"BM",
        ]),
        rest in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let _ = read(&[start, &rest].concat());
    }
}

#[test]
fn a_grey_frame_is_read_once_its_size_is_checked() {
    let frame = |picture: &GrayImage| {
        let (width, height) = picture.dimensions();
        read_grey(width, height, Zeroizing::new(picture.as_raw().clone()))
    };
    let found = sheet(1280, 720, &[(&scaled(&drawn(LINK), 60), 300, 100)]);
    assert_eq!(frame(&found).unwrap()[0].as_str(), LINK);
    assert_eq!(frame(&noise(320, 240)), Err(ReadError::NoCode));
    assert_eq!(frame(&GrayImage::new(20, 20)), Err(ReadError::NoCode));
    let grey = |length| Zeroizing::new(vec![0; length]);
    for length in [0, 99, 101] {
        let unreadable = ReadError::Unreadable { format: "grey" };
        assert_eq!(read_grey(10, 10, grey(length)), Err(unreadable));
    }
    for (width, height) in [(1921, 10), (10, 1921), (u32::MAX, u32::MAX)] {
        let side = width.max(height);
        let large = ReadError::FrameTooLarge { side };
        assert_eq!(read_grey(width, height, grey(100)), Err(large));
    }
}
