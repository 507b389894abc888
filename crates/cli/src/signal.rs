//! The wish to stop: Ctrl-C, and SIGTERM where there is such a thing.

/// Comes back once somebody wants this process to stop.
pub async fn stop() {
    #[cfg(unix)]
    {
        let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        match terminate {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = tokio::signal::ctrl_c() => {}
                    _ = terminate.recv() => {}
                }
            }
            Err(_) => _ = tokio::signal::ctrl_c().await,
        }
    }
    #[cfg(not(unix))]
    {
        // Not compiled so far: this was written on Linux.
        _ = tokio::signal::ctrl_c().await;
    }
}
