//! The keeper: a tiny process between us and the server which ends the server when its last user is gone.
//!
//! It is not a program of its own but a `fork` of the child that is about to become `postgres`: the fork's child
//! goes on to `exec` the server, its parent becomes the keeper. From then on the keeper makes system calls only,
//! because it is the copy of a process with threads, where not even an allocation is allowed.
//!
//! * Each user of the server holds a shared `flock` on the users file. The keeper waits for the exclusive one, which
//!   the kernel grants when the last user let go, died or was killed with -9. Nothing polls.
//! * While it stops the server it keeps the exclusive lock, so a new user waits until the server is really gone.
//! * The server dies with its keeper (`PDEATHSIG`), the keeper with its server (`SIGCHLD`).

use std::{
    fs::File,
    io,
    os::{
        fd::{AsRawFd, RawFd},
        unix::process::CommandExt,
    },
    process::{Child, Command},
};

use libc::{c_int, c_uint, pid_t};

/// Where the keeper holds the users file, after standard input, output and error.
const USERS_FD: RawFd = 3;

/// Starts `postgres` under a keeper; the returned child is the keeper, which lives exactly as long as the server.
///
/// `users` must be an open file of its own (not a clone of the one the caller holds its lock on, since a `flock`
/// belongs to the open file). The server is stopped when nobody has held a lock on it for `linger_s` seconds.
pub(super) fn spawn(mut postgres: Command, users: &File, linger_s: u32) -> io::Result<Child> {
    let users_fd = users.as_raw_fd();
    // SAFETY: the closure runs between fork and exec and only makes async-signal-safe calls.
    unsafe { postgres.pre_exec(move || become_keeper_and_server(users_fd, linger_s)) };
    postgres.spawn()
}

/// Returns in the process that goes on to be the server; the other one never returns.
fn become_keeper_and_server(users_fd: RawFd, linger_s: u32) -> io::Result<()> {
    // SAFETY: plain system calls on plain values; no memory is shared with another process.
    unsafe {
        // A session of their own: Ctrl-C in the terminal, and its closing, are for the user and not for the server.
        if libc::setsid() == -1 {
            return Err(io::Error::last_os_error());
        }
        // Before the fork, so that a server which ends at once is noticed too. `exec` resets it in the server.
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = end_with_server as *const () as usize;
        action.sa_flags = libc::SA_NOCLDSTOP;
        if libc::sigaction(libc::SIGCHLD, &action, std::ptr::null_mut()) == -1 {
            return Err(io::Error::last_os_error());
        }
        match libc::fork() {
            -1 => Err(io::Error::last_os_error()),
            0 => {
                #[cfg(target_os = "linux")]
                libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGINT); // SIGINT is the fast, clean shutdown
                Ok(())
            }
            server => keep(server, users_fd, linger_s),
        }
    }
}

/// Waits until nobody uses the server, then stops it. Ends in `end_with_server`.
unsafe fn keep(server: pid_t, users_fd: RawFd, linger_s: u32) -> ! {
    // SAFETY: system calls only, on descriptors of this process.
    unsafe {
        libc::dup2(users_fd, USERS_FD);
        // Everything else was inherited: the starter's sockets, its own lock, the pipe on which it waits for `exec`.
        close_from(USERS_FD + 1);
        #[cfg(target_os = "linux")]
        libc::prctl(libc::PR_SET_NAME, c"quittance-pg".as_ptr());
        loop {
            lock_exclusive();
            if linger_s == 0 {
                break;
            }
            libc::flock(USERS_FD, libc::LOCK_UN);
            libc::sleep(linger_s);
            if libc::flock(USERS_FD, libc::LOCK_EX | libc::LOCK_NB) == 0 {
                break;
            }
        }
        libc::kill(server, libc::SIGINT);
        loop {
            libc::pause();
        }
    }
}

unsafe fn lock_exclusive() {
    // SAFETY: system calls only. The pause keeps an unforeseen error (say, no locks left) from spinning.
    unsafe {
        while libc::flock(USERS_FD, libc::LOCK_EX) == -1 {
            libc::sleep(1);
        }
    }
}

extern "C" fn end_with_server(_signal: c_int) {
    let mut status: c_int = 0;
    // SAFETY: both calls are async-signal-safe. The server is the only child there is.
    unsafe {
        if libc::waitpid(-1, &mut status, libc::WNOHANG) > 0 {
            libc::_exit(c_int::from(status != 0));
        }
    }
}

unsafe fn close_from(first: RawFd) {
    // SAFETY: closes descriptors which nothing in this process uses any more.
    unsafe {
        #[cfg(target_os = "linux")]
        if libc::syscall(libc::SYS_close_range, first as c_uint, c_uint::MAX, 0) == 0 {
            return;
        }
        // Not Linux, or older than 5.9.
        for fd in first..libc::sysconf(libc::_SC_OPEN_MAX).clamp(1024, 1 << 20) as RawFd {
            libc::close(fd);
        }
    }
}
