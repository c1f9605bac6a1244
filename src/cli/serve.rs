//! Serving: pages and background work, until SIGTERM or Ctrl-C.

use crate::jobs::Worker;
use crate::server;
use crate::state::App;
use std::io;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Why nothing can be served at an address.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    #[error(
        "port {} of {} is taken by another program; choose another with --port or QUITTANCE_LISTEN",
        address.port(), address.ip()
    )]
    Taken { address: SocketAddr },
    #[error("cannot listen on {address}: {source}")]
    Other { address: SocketAddr, source: io::Error },
}

/// Takes the port, before anything slow begins.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, ListenError> {
    TcpListener::bind(address).await.map_err(|source| match source.kind() {
        io::ErrorKind::AddrInUse => ListenError::Taken { address },
        _ => ListenError::Other { address, source },
    })
}

/// Serves until told to stop; then finishes the requests and the jobs that have begun, and closes the
/// connections to the database.
pub async fn serve(app: App, listener: TcpListener) -> io::Result<()> {
    // Leptos wants an executor even where nothing is asynchronous.
    let _ = any_spawner::Executor::init_tokio();
    let (stop, stopped) = watch::channel(false);
    let worker = tokio::spawn(Worker::run(app.work.clone(), stopped));
    let db = app.db.clone();
    let router = server::router(app);
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(async move {
            told_to_stop().await;
            tracing::info!("stopping");
            // The receivers are gone only when the worker has ended.
            let _ = stop.send(true);
        })
        .await?;
    let _ = worker.await;
    db.close().await;
    Ok(())
}

/// Returns at SIGTERM or Ctrl-C.
pub async fn told_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! { _ = interrupted => {}, _ = terminated.recv() => {} }
        }
        Err(error) => {
            tracing::warn!(%error, "SIGTERM cannot be awaited");
            let _ = interrupted.await;
        }
    }
}
