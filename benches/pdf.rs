//! Speed of the PDF layer, against its budget and against ReportLab with the same content in the
//! same run.
//!
//! Budget: 1,000 one-page documents a second on two cores. `cargo bench --bench pdf`; ReportLab is
//! taken from the Python named by `REPORTLAB_PYTHON` (a virtual environment's), else from
//! `python3`.

use std::process::Command;
use std::time::Instant;

use quittance::documents::render;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod model {
    pub use quittance::documents::model::*;
}
mod logo {
    pub use quittance::documents::logo::{picture, read};
}
#[path = "../src/documents/samples/mod.rs"]
#[expect(dead_code, reason = "the tests' documents; two of them are measured here")]
mod samples;

use model::PaperDocument;

const THREADS: usize = 2;
const ONE_PAGE_DOCUMENTS: usize = 4_000;
const LONG_DOCUMENTS: usize = 40;
const LONG_LINES: usize = 1_000;
const BUDGET_PER_SECOND: f64 = 1_000.0;
const REPORTLAB: &str = include_str!("pdf_reportlab.py");

struct Measured {
    per_second: f64,
    cpu_ms: f64,
    bytes: usize,
    pages: u32,
}

fn main() {
    let one = samples::invoice();
    let long = samples::long_invoice(LONG_LINES);
    render(&one).expect("the sample renders");

    let one = measure(&one, ONE_PAGE_DOCUMENTS);
    report("one page", &one);
    let verdict = if one.per_second >= BUDGET_PER_SECOND { "met" } else { "MISSED" };
    println!("  budget {BUDGET_PER_SECOND:.0} documents/s on {THREADS} threads: {verdict}");
    let long = measure(&long, LONG_DOCUMENTS);
    report(&format!("{LONG_LINES} lines"), &long);

    match reportlab_cpu_ms() {
        Some((page_ms, long_ms)) => {
            println!(
                "ReportLab: {page_ms:.2} CPU ms one page, {long_ms:.0} CPU ms {LONG_LINES} lines"
            );
            println!(
                "ratio (ReportLab / ours, CPU): {:.1} one page, {:.1} {LONG_LINES} lines",
                page_ms / one.cpu_ms,
                long_ms / long.cpu_ms
            );
        }
        None => println!(
            "ReportLab is not installed. Install it and name its Python:\n  \
             python3 -m venv target/reportlab && target/reportlab/bin/pip install reportlab\n  \
             REPORTLAB_PYTHON=target/reportlab/bin/python cargo bench --bench pdf"
        ),
    }
}

fn report(name: &str, measured: &Measured) {
    let Measured { per_second, cpu_ms, bytes, pages } = measured;
    println!(
        "{name}: {per_second:.1} documents/s on {THREADS} threads, {cpu_ms:.2} CPU ms each, \
         {pages} pages, {bytes} bytes"
    );
}

/// Renders `count` documents, each with its own number, buyer and amount.
fn measure(document: &PaperDocument, count: usize) -> Measured {
    let (began, cpu_began) = (Instant::now(), cpu_seconds());
    let sizes: Vec<(usize, u32)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                scope.spawn(move || {
                    let mut document = document.clone();
                    let mut last = (0, 0);
                    for number in (thread..count).step_by(THREADS) {
                        document.document_id = format!("bench/{number}");
                        document.number = format!("INV-2026-{number:06}");
                        document.buyer.name = format!("Müller Großhandel {number} GmbH");
                        document.totals[0].value =
                            format!("€{}.{:02}", number + 1_000, number % 100);
                        let rendered = render(&document).expect("the sample renders");
                        last = (rendered.bytes.len(), rendered.page_count);
                    }
                    last
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("no thread panics")).collect()
    });
    let (bytes, pages) = sizes[0];
    Measured {
        per_second: count as f64 / began.elapsed().as_secs_f64(),
        cpu_ms: (cpu_seconds() - cpu_began) * 1_000.0 / count as f64,
        bytes,
        pages,
    }
}

/// User and system time of this process.
fn cpu_seconds() -> f64 {
    // SAFETY: `getrusage` fills the struct it is given, and zeroes are a valid value of it.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(libc::RUSAGE_SELF, &mut usage);
        usage
    };
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

/// CPU milliseconds ReportLab takes for one page and for the long document; `None` if it is not
/// there.
fn reportlab_cpu_ms() -> Option<(f64, f64)> {
    let python = std::env::var("REPORTLAB_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let fonts = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/fonts");
    let lines = LONG_LINES.to_string();
    let output = Command::new(python).args(["-c", REPORTLAB, fonts, &lines]).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut numbers = text.split_whitespace().filter_map(|number| number.parse().ok());
    Some((numbers.next()?, numbers.next()?))
}
