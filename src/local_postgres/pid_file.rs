//! Whether a server runs in a data folder, read from the `postmaster.pid` it keeps there.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ServerState {
    Starting,
    Ready,
    Stopping,
}

impl ServerState {
    /// For the message about a server that stays in this state: one which is ready should also listen.
    pub(super) fn name(self) -> &'static str {
        match self {
            ServerState::Starting => "starting",
            ServerState::Ready => "not listening",
            ServerState::Stopping => "stopping",
        }
    }
}

/// Process id and state of the server of `data`, if one runs.
///
/// After a power failure the file is stale, and its number may by now be another program's. Then the file is removed,
/// because a new server would take that program for its predecessor and refuse to start.
pub(super) fn running_server(data: &Path) -> Option<(libc::pid_t, ServerState)> {
    let path = data.join("postmaster.pid");
    let (pid, state) = parse_pid_file(&fs::read_to_string(&path).ok()?)?;
    if !exists(pid) {
        return None;
    }
    if is_other_program(pid, data) {
        let _ = fs::remove_file(&path); // if it stays, the server says so in its log
        return None;
    }
    Some((pid, state))
}

fn exists(pid: libc::pid_t) -> bool {
    // SAFETY: signal 0 only asks whether the process exists.
    let answer = unsafe { libc::kill(pid, 0) };
    answer == 0 || io::Error::last_os_error().raw_os_error() == Some(libc::EPERM)
}

/// True if we are sure. A server works in its data folder, which we may ask about since we run as its user or as
/// root; a dead one whose parent has not asked for its status has no folder. Without `/proc` nothing is sure.
fn is_other_program(pid: libc::pid_t, data: &Path) -> bool {
    let working_folder =
        |process: &str| fs::read_link(PathBuf::from("/proc").join(process).join("cwd"));
    working_folder("self").is_ok()
        && !working_folder(&pid.to_string()).is_ok_and(|folder| folder == data)
}

/// Source: PostgreSQL, `src/include/utils/pidfile.h`: the id in line 1, the state in line 8 once it is known.
pub(super) fn parse_pid_file(text: &str) -> Option<(libc::pid_t, ServerState)> {
    let pid = text.lines().next()?.trim().parse().ok().filter(|pid| *pid > 0)?;
    let state = match text.lines().nth(7).map(str::trim) {
        Some("ready") => ServerState::Ready,
        Some("stopping") => ServerState::Stopping,
        _ => ServerState::Starting,
    };
    Some((pid, state))
}
