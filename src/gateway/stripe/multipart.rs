//! Owns the one upload we make: a document as evidence, as `multipart/form-data` (RFC 7578).

use crate::gateway::dispute::EvidenceFile;

/// Not in any file that is a document: 128 bits would have to be guessed right.
const BOUNDARY: &str = "quittance-8f0e6c1d5b7a49e2a3c4f1d2b6e79051";

/// The `Content-Type` and the body.
pub(super) fn dispute_evidence(file: &EvidenceFile) -> (String, Vec<u8>) {
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\ndispute_evidence\r\n\
         --{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\n\
         Content-Type: {}\r\n\r\n",
        header_safe(&file.file_name),
        header_safe(&file.media_type),
    );
    let tail = format!("\r\n--{BOUNDARY}--\r\n");
    let body = [head.as_bytes(), &file.bytes, tail.as_bytes()].concat();
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}

/// Text that cannot leave its place in a header.
fn header_safe(text: &str) -> String {
    let is_safe = |c: &char| c.is_ascii_graphic() && !matches!(c, '"' | '\\');
    text.chars().map(|c| if is_safe(&c) { c } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_break_out_of_its_header() {
        let file = EvidenceFile {
            file_name: "a\"\r\nX: y.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            bytes: b"%PDF".to_vec(),
        };
        let (content_type, body) = dispute_evidence(&file);
        let text = String::from_utf8(body).unwrap();
        assert!(content_type.ends_with(BOUNDARY));
        assert!(
            text.contains("filename=\"a___X:_y.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF")
        );
        assert_eq!(text.matches(BOUNDARY).count(), 3);
    }
}
