//! This process as the kernel counts it (`/proc`, Linux), under the names that every Prometheus client
//! uses. What cannot be read is left out.

use std::fs;

/// `/proc` counts in ticks of 10 ms on every Linux a distribution ships (USER_HZ).
const TICKS_PER_SECOND: f64 = 100.0;

/// Every architecture we are built for.
const PAGE_BYTES: f64 = 4096.0;

/// Sets the gauges of the process to what they are now.
pub(super) fn observe() {
    if let Some(stat) = fs::read_to_string("/proc/self/stat").ok().as_deref().and_then(Stat::read) {
        metrics::counter!("process_cpu_seconds_total").absolute(stat.cpu_ticks / 100);
        metrics::gauge!("process_resident_memory_bytes").set(stat.resident_pages * PAGE_BYTES);
        if let Some(booted) = fs::read_to_string("/proc/stat").ok().as_deref().and_then(booted_at) {
            let started = booted + stat.start_ticks / TICKS_PER_SECOND;
            metrics::gauge!("process_start_time_seconds").set(started);
        }
    }
    if let Ok(open) = fs::read_dir("/proc/self/fd") {
        metrics::gauge!("process_open_fds").set(open.count() as f64);
    }
    if let Some(most) = fs::read_to_string("/proc/self/limits").ok().as_deref().and_then(max_fds) {
        metrics::gauge!("process_max_fds").set(most);
    }
}

/// What we read of `/proc/self/stat` (proc(5)).
#[derive(Debug, PartialEq)]
struct Stat {
    cpu_ticks: u64,
    start_ticks: f64,
    resident_pages: f64,
}

impl Stat {
    fn read(text: &str) -> Option<Self> {
        // The program's name, in parentheses, may hold blanks. What follows begins with field 3.
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
        let field = |number: usize| fields.get(number - 3)?.parse::<u64>().ok();
        Some(Self {
            cpu_ticks: field(14)? + field(15)?,
            start_ticks: field(22)? as f64,
            resident_pages: field(24)? as f64,
        })
    }
}

/// When the machine started, in seconds since 1970.
fn booted_at(text: &str) -> Option<f64> {
    text.lines().find_map(|line| line.strip_prefix("btime "))?.trim().parse().ok()
}

fn max_fds(text: &str) -> Option<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_with_blanks_and_parentheses_in_its_name_is_read() {
        let text =
            "7 (a (b) c) S 1 7 7 0 -1 4194560 900 0 0 0 250 50 0 0 20 0 5 0 12345 100000 2560 1844";
        let expected = Stat { cpu_ticks: 300, start_ticks: 12345.0, resident_pages: 2560.0 };
        assert_eq!(Stat::read(text), Some(expected));
        assert_eq!(Stat::read("7 (cut off"), None);
    }

    #[test]
    fn the_kernels_own_answer_is_read() {
        assert!(Stat::read(&fs::read_to_string("/proc/self/stat").unwrap()).is_some());
        assert!(booted_at(&fs::read_to_string("/proc/stat").unwrap()).unwrap() > 1e9);
        assert_eq!(
            max_fds("Limit  Soft\nMax open files            1024     4096     files\n"),
            Some(1024.0)
        );
    }
}
