//! Servers that break off in one way each, on a port of their own.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinHandle;

/// What a server does with every connection that it accepts.
#[derive(Debug, Clone)]
pub enum Manner {
    /// Closes at once.
    CloseAtAccept,
    /// Resets the connection while the request lies unread.
    ResetBeforeReading,
    /// Reads the request, then closes without a byte.
    CloseAfterReading,
    /// Reads the request, then resets the connection.
    ResetAfterReading,
    /// Reads the request and never answers.
    Silence,
    /// Reads the request, sends these bytes, closes.
    Say(String),
    /// Reads the request, sends these bytes, then is silent.
    SayAndHang(String),
    /// Reads the request and sends this head and then a body of so many bytes.
    Flood(String, usize),
    /// Answers each request with these bytes and keeps the connection, for so many requests; then closes it.
    KeepFor(usize, String),
}

/// What a server has seen.
#[derive(Debug, Default)]
pub struct Seen {
    connections: AtomicUsize,
    requests: AtomicUsize,
    body_bytes_taken: AtomicUsize,
}

/// A server that runs until it is dropped.
pub struct Server {
    pub address: SocketAddr,
    seen: Arc<Seen>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// Starts one on a free loopback port.
    pub async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Seen::default());
        let watched = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            // Connections are kept here, so that a silent one stays open as long as the server.
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                watched.connections.fetch_add(1, Ordering::SeqCst);
                connections.spawn(serve(stream, manner.clone(), Arc::clone(&watched)));
            }
        });
        Self { address, seen, task }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }

    pub fn requests(&self) -> usize {
        self.seen.requests.load(Ordering::SeqCst)
    }

    /// Bytes of a flood that the other side (and the system between) has taken.
    pub fn body_bytes_taken(&self) -> usize {
        self.seen.body_bytes_taken.load(Ordering::SeqCst)
    }
}

async fn serve(mut stream: TcpStream, manner: Manner, seen: Arc<Seen>) {
    match manner {
        Manner::CloseAtAccept => {}
        Manner::ResetBeforeReading => {
            stream.readable().await.ok();
            stream.set_zero_linger().ok();
        }
        Manner::CloseAfterReading => {
            request(&mut stream, &seen).await;
        }
        Manner::ResetAfterReading => {
            request(&mut stream, &seen).await;
            stream.set_zero_linger().ok();
        }
        Manner::Silence => {
            request(&mut stream, &seen).await;
            std::future::pending::<()>().await;
        }
        Manner::Say(bytes) => {
            request(&mut stream, &seen).await;
            stream.write_all(bytes.as_bytes()).await.ok();
        }
        Manner::SayAndHang(bytes) => {
            request(&mut stream, &seen).await;
            stream.write_all(bytes.as_bytes()).await.ok();
            std::future::pending::<()>().await;
        }
        Manner::Flood(head, length) => {
            request(&mut stream, &seen).await;
            stream.write_all(head.as_bytes()).await.ok();
            let chunk = vec![b'x'; 64 * 1024];
            while seen.body_bytes_taken.load(Ordering::SeqCst) < length && stream.write_all(&chunk).await.is_ok() {
                seen.body_bytes_taken.fetch_add(chunk.len(), Ordering::SeqCst);
            }
        }
        Manner::KeepFor(requests, bytes) => {
            for _ in 0..requests {
                if !request(&mut stream, &seen).await {
                    return;
                }
                stream.write_all(bytes.as_bytes()).await.ok();
            }
        }
    }
}

/// Reads one request with its body; false where the connection ends first.
pub async fn request(stream: &mut (impl AsyncRead + Unpin), seen: &Seen) -> bool {
    let mut read = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return false,
            Ok(count) => read.extend_from_slice(&buffer[..count]),
        }
        if is_whole(&read) {
            seen.requests.fetch_add(1, Ordering::SeqCst);
            return true;
        }
    }
}

fn is_whole(bytes: &[u8]) -> bool {
    // The beginning of a TLS handshake has no end that a plain-text server would see: what came is all there is.
    if bytes.first() == Some(&0x16) {
        return true;
    }
    let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    let Some(head_end) = text.find("\r\n\r\n") else { return false };
    let length: usize = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"))
        .map_or(0, |length| length.trim().parse().unwrap());
    text.len() >= head_end + 4 + length
}

/// A port that nothing listens on, held by a socket so that nobody else takes it meanwhile.
pub fn refused_port() -> (SocketAddr, TcpSocket) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    (socket.local_addr().unwrap(), socket)
}

/// A listener whose queue is full, so that a connection hangs as behind a closed firewall; and what fills it.
#[cfg(target_os = "linux")]
pub async fn full_port() -> (SocketAddr, TcpListener, Vec<JoinHandle<()>>) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let filling = (0..8)
        .map(|_| {
            tokio::spawn(async move {
                let _held = TcpStream::connect(address).await;
                std::future::pending::<()>().await;
            })
        })
        .collect();
    // Every one has begun (the runtime has one thread) before this goes on.
    for _ in 0..4 {
        tokio::task::yield_now().await;
    }
    (address, listener, filling)
}
