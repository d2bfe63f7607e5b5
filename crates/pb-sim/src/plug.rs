//! A loopback TCP port whose plug a test can pull, with threads of its own.
use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::mpsc::SyncSender;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

/// A served port. Everything behind it stops when this is dropped.
#[derive(Debug)]
pub(crate) struct Plug {
    port: u16,
    orders: UnboundedSender<Order>,
    runtime: Option<Runtime>,
}

#[derive(Debug)]
enum Order {
    In(SyncSender<io::Result<()>>),
    Out(SyncSender<io::Result<()>>),
    Cut(SyncSender<io::Result<()>>),
}

/// Listening, or bound without listening: the port stays ours and connections are refused.
enum Socket {
    Listening(TcpListener),
    Held(TcpSocket),
}

impl Plug {
    /// Binds a port of 127.0.0.1 (0 takes a free one) and serves every connection.
    pub(crate) fn start<S, F>(port: u16, serve: S) -> io::Result<Self>
    where
        S: Fn(TcpStream) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("pb-sim")
            .enable_all()
            .build()?;
        let guard = runtime.enter();
        let listener = bind(port)?.listen(64)?;
        let port = listener.local_addr()?.port();
        let (orders, inbox) = unbounded_channel();
        runtime.spawn(run(port, listener, inbox, serve));
        drop(guard);
        Ok(Self {
            port,
            orders,
            runtime: Some(runtime),
        })
    }

    /// The port.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Where to run what belongs to the simulated thing; gone once it is being dropped.
    pub(crate) fn handle(&self) -> Option<&Handle> {
        self.runtime.as_ref().map(Runtime::handle)
    }

    /// Accepts connections again.
    pub(crate) fn plug(&self) {
        self.order(Order::In);
    }

    /// Drops all connections and refuses further ones.
    pub(crate) fn unplug(&self) {
        self.order(Order::Out);
    }

    /// Drops all connections, and goes on accepting.
    pub(crate) fn cut(&self) {
        self.order(Order::Cut);
    }

    fn order(&self, make: impl FnOnce(SyncSender<io::Result<()>>) -> Order) {
        let (done, wait) = std::sync::mpsc::sync_channel(1);
        // Both fail only when the port's task is gone, and then nothing is connected any more.
        if self.orders.send(make(done)).is_ok()
            && let Ok(Err(error)) = wait.recv()
        {
            tracing::error!(port = self.port, %error, "the simulated port is lost");
        }
    }
}

impl Drop for Plug {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Does not block, so it may be dropped inside another runtime.
            runtime.shutdown_background();
        }
    }
}

fn bind(port: u16) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    // On Windows the flag would let two programs share the port; there TIME_WAIT does not block a bind.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    Ok(socket)
}

async fn run<S, F>(port: u16, listener: TcpListener, mut inbox: UnboundedReceiver<Order>, serve: S)
where
    S: Fn(TcpStream) -> F,
    F: Future<Output = ()> + Send + 'static,
{
    let mut socket = Some(Socket::Listening(listener));
    let mut connections = JoinSet::new();
    loop {
        let order = tokio::select! {
            order = inbox.recv() => order,
            stream = accept(socket.as_ref()) => {
                // A device sends its few bytes at once.
                if stream.set_nodelay(true).is_ok() {
                    connections.spawn(serve(stream));
                }
                continue;
            }
            Some(_) = connections.join_next() => continue,
        };
        let Some(order) = order else { return };
        let (done, result) = match order {
            Order::In(done) => {
                let listener = match socket.take() {
                    Some(Socket::Held(held)) => held.listen(64),
                    Some(Socket::Listening(listener)) => Ok(listener),
                    None => bind(port).and_then(|s| s.listen(64)),
                };
                (done, listener.map(|l| socket = Some(Socket::Listening(l))))
            }
            Order::Out(done) => {
                drop(socket.take());
                connections.shutdown().await;
                (done, bind(port).map(|s| socket = Some(Socket::Held(s))))
            }
            Order::Cut(done) => {
                connections.shutdown().await;
                (done, Ok(()))
            }
        };
        // The one who asked waits for this; when it does not, nobody needs to know.
        let _ = done.send(result);
    }
}

/// The next connection; never, while nothing listens.
async fn accept(socket: Option<&Socket>) -> TcpStream {
    match socket {
        Some(Socket::Listening(listener)) => loop {
            if let Ok((stream, _)) = listener.accept().await {
                return stream;
            }
        },
        _ => std::future::pending().await,
    }
}
