//! What is taken as a logo, what is not, and what becomes of it.

use super::*;
use image::{GrayImage, Luma, Rgba, RgbaImage};

fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn png(picture: RgbaImage) -> Vec<u8> {
    file(&picture.into(), ImageFormat::Png)
}

fn plain(width: u32, height: u32, pixel: [u8; 4]) -> RgbaImage {
    RgbaImage::from_pixel(width, height, Rgba(pixel))
}

const GREEN: [u8; 4] = [15, 92, 77, 255];

fn decoded(logo: &Logo) -> RgbImage {
    image::load_from_memory_with_format(&logo.png, ImageFormat::Png).unwrap().to_rgb8()
}

/// The chunks of a PNG, by name.
fn chunks(png: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    let mut at = 8;
    while at < png.len() {
        let length = u32::from_be_bytes(png[at..at + 4].try_into().unwrap()) as usize;
        names.push(String::from_utf8(png[at + 4..at + 8].to_vec()).unwrap());
        at += length + 12;
    }
    names
}

#[test]
fn what_shines_through_is_white_as_on_paper() {
    let mut picture = plain(64, 32, GREEN);
    picture.put_pixel(0, 0, Rgba([0, 0, 0, 0]));
    picture.put_pixel(1, 0, Rgba([0, 0, 0, 51])); // a fifth black: four fifths of 255 are 204
    let logo = read(&png(picture)).unwrap();
    let pixels = decoded(&logo);
    assert_eq!(pixels.get_pixel(0, 0).0, [255, 255, 255]);
    assert_eq!(pixels.get_pixel(1, 0).0, [204, 204, 204]);
    assert_eq!(pixels.get_pixel(2, 0).0, [15, 92, 77]);
    assert_eq!((logo.width_px, logo.height_px), (64, 32));
}

#[test]
fn a_large_picture_is_shrunk_to_its_place_on_the_page_and_keeps_its_shape() {
    for ((width, height), expected) in [
        ((1420, 168), (710, 84)),
        ((400, 336), (200, 168)),
        ((4000, 1000), (672, 168)),
        ((600, 100), (600, 100)),
    ] {
        let logo = read(&png(plain(width, height, GREEN))).unwrap();
        assert_eq!((logo.width_px, logo.height_px), expected, "{width} × {height}");
    }
}

#[test]
fn equal_uploads_are_one_logo_and_a_jpeg_or_grey_one_is_taken_too() {
    let upload = png(plain(64, 32, GREEN));
    assert_eq!(read(&upload), read(&upload));
    let jpeg = file(
        &DynamicImage::from(RgbImage::from_pixel(64, 32, image::Rgb([9, 9, 9]))),
        ImageFormat::Jpeg,
    );
    assert_eq!(read(&jpeg).unwrap().width_px, 64);
    let grey = file(&GrayImage::from_pixel(64, 32, Luma([7])).into(), ImageFormat::Png);
    assert_eq!(decoded(&read(&grey).unwrap()).get_pixel(5, 5).0, [7, 7, 7]);
}

#[test]
fn nothing_but_pixels_leaves_with_the_logo() {
    let mut upload = png(plain(64, 32, GREEN));
    // A text chunk before the end, as a camera or an editor writes it, and an archive behind it.
    let end = upload.len() - 12;
    let text = b"Comment\0<script>alert(1)</script> 4242 4242 4242 4242";
    let mut chunk = u32::try_from(text.len()).unwrap().to_be_bytes().to_vec();
    chunk.extend_from_slice(b"tEXt");
    chunk.extend_from_slice(text);
    chunk.extend_from_slice(&crc32(&chunk[4..]).to_be_bytes());
    upload.splice(end..end, chunk);
    upload.extend_from_slice(b"PK\x03\x04<html><script>alert(1)</script>");
    let logo = read(&upload).unwrap();
    assert!(chunks(&logo.png).iter().all(|name| ["IHDR", "IDAT", "IEND"].contains(&name.as_str())));
    assert!(!String::from_utf8_lossy(&logo.png).contains("script"));
    assert_eq!(logo, read(&png(plain(64, 32, GREEN))).unwrap());
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 }
        })
    })
}

#[test]
fn what_is_no_picture_of_ours_is_refused_and_why() {
    let svg = b"<?xml version=\"1.0\"?>\n<!-- logo -->\n<SVG onload=\"alert(1)\"><script>alert(1)</script></SVG>";
    for (upload, expected) in [
        (&b""[..], LogoError::Empty),
        (svg, LogoError::Svg),
        (b"GIF89a\x40\0\x40\0 named logo.png", LogoError::NotAPicture),
        (b"%PDF-1.7", LogoError::NotAPicture),
        (b"MZ\x90\0", LogoError::NotAPicture),
        (b"RIFF\0\0\0\0WEBP", LogoError::NotAPicture),
        (b"\x89PNG\r\n\x1a\n", LogoError::Broken),
        (b"\x89PNG\r\n\x1a\n<svg onload=alert(1)>", LogoError::Broken),
        (b"\xff\xd8\xff\xe0 and no more", LogoError::Broken),
    ] {
        assert_eq!(read(upload), Err(expected), "{}", String::from_utf8_lossy(upload));
    }
    let noise: Vec<u8> = (0..=UPLOAD_BYTES_MAX).map(|n| (n % 251) as u8).collect();
    assert_eq!(read(&noise), Err(LogoError::TooManyBytes));
}

#[test]
fn a_truncated_png_is_refused_wherever_it_ends() {
    let noisy = RgbaImage::from_fn(200, 100, |x, y| {
        let n = x.wrapping_mul(7919).wrapping_add(y.wrapping_mul(104_729));
        Rgba([n as u8, (n >> 3) as u8, (n >> 5) as u8, 255])
    });
    let whole = png(noisy);
    assert!(read(&whole).is_ok());
    for keep in [20, 40, whole.len() / 4, whole.len() / 2, whole.len() * 3 / 4] {
        assert_eq!(read(&whole[..keep]), Err(LogoError::Broken), "{keep} of {}", whole.len());
    }
}

/// A header that promises `width` × `height` pixels, and nearly no data.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend_from_slice(&width.to_be_bytes());
    header.extend_from_slice(&height.to_be_bytes());
    header.extend_from_slice(&[8, 6, 0, 0, 0]);
    let mut png = PNG_SIGNATURE.to_vec();
    for body in [header, b"IDATx\x9c".to_vec()] {
        png.extend_from_slice(&u32::try_from(body.len() - 4).unwrap().to_be_bytes());
        let checksum = crc32(&body);
        png.extend(body);
        png.extend_from_slice(&checksum.to_be_bytes());
    }
    png
}

#[test]
fn a_picture_that_would_unfold_to_gigabytes_is_refused_before_it_is_decoded() {
    for (width_px, height_px) in [(60_000, 60_000), (4097, 32), (32, 4097), (4096, 4096)] {
        let refused = Err(LogoError::TooManyPixels { width_px, height_px });
        assert_eq!(read(&bomb(width_px, height_px)), refused);
    }
    // 2^31 pixels a side: past what the decoder itself takes.
    assert!(read(&bomb(1 << 31, 1 << 31)).is_err());
    // Eight million white pixels compress to nothing and are decoded; only then are they seen to be blank.
    assert_eq!(read(&png(plain(2800, 2800, [255; 4]))), Err(LogoError::Blank));
}

#[test]
fn a_logo_that_cannot_be_seen_on_paper_is_refused() {
    let mut white_on_clear = plain(64, 32, [0, 0, 0, 0]);
    white_on_clear.put_pixel(9, 9, Rgba([255, 255, 255, 255]));
    assert_eq!(read(&png(white_on_clear)), Err(LogoError::Blank));
    assert_eq!(read(&png(plain(64, 32, [253, 252, 251, 255]))), Err(LogoError::Blank));
    let few = Err(LogoError::TooFewPixels { width_px: 31, height_px: 32 });
    assert_eq!(read(&png(plain(31, 32, GREEN))), few);
}

#[test]
fn a_photograph_gets_smaller_until_a_document_can_carry_it() {
    let mut state = 1_u32;
    let noise = RgbaImage::from_fn(350, 160, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, c, _] = state.to_be_bytes();
        Rgba([a, b, c, 255])
    });
    let logo = read(&png(noise)).unwrap();
    assert!(logo.png.len() <= PNG_BYTES_MAX, "{} bytes", logo.png.len());
    assert!(logo.width_px >= 200);
}

#[test]
fn the_pixels_of_a_stored_logo_are_taken_as_they_are() {
    let logo = read(&png(plain(64, 32, GREEN))).unwrap();
    let picture = picture(&logo.png).unwrap();
    assert_eq!((picture.width_px, picture.height_px), (64, 32));
    let mut rows = Vec::new();
    std::io::Read::read_to_end(
        &mut flate2::read::ZlibDecoder::new(&picture.deflated[..]),
        &mut rows,
    )
    .unwrap();
    assert_eq!(rows.len(), (64 * 3 + 1) * 32); // each row begins with its filter
    assert_eq!(super::picture(b"\x89PNG\r\n\x1a\nxx"), Err(LogoError::Broken));
    // Grey: not what we write.
    let grey = file(&GrayImage::from_pixel(64, 32, Luma([7])).into(), ImageFormat::Png);
    assert_eq!(super::picture(&grey), Err(LogoError::Broken));
}
