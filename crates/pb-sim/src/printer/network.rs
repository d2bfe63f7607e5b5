//! A simulated printer's raw TCP port.
use super::Inside;
use super::condition::PrinterFault;
use super::connection::Connection;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// How long a slow printer takes for what it takes at once.
pub(super) const SLOW_STEP: Duration = Duration::from_millis(50);

/// One connection, from its first byte to its last.
pub(super) async fn serve(stream: TcpStream, inside: &Arc<Inside>) -> io::Result<()> {
    let (mut connection, mut answers) = Connection::open(inside);
    let (mut reader, mut writer) = stream.into_split();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        // Taken before the fault is looked at, so that no change is missed.
        let changed = inside.changed.notified();
        let (fault, allowance) = {
            let machine = inside.machine();
            (machine.fault, machine.allowance())
        };
        match (fault, allowance) {
            (PrinterFault::CloseAfter(_), 0) => return Ok(()),
            (PrinterFault::Slow, _) => tokio::time::sleep(SLOW_STEP).await,
            _ => {}
        }
        let most = allowance.min(buffer.len());
        let read = tokio::select! {
            read = reader.read(&mut buffer[..most]), if most > 0 => read?,
            Some(answer) = answers.recv() => {
                writer.write_all(&answer).await?;
                continue;
            }
            // A fault may have been set meanwhile.
            () = changed => continue,
        };
        if read == 0 {
            break;
        }
        connection.take(&buffer[..read]);
    }
    // The other side sends no more, and may still wait for what is answered in its turn.
    drop(connection);
    while let Some(answer) = answers.recv().await {
        writer.write_all(&answer).await?;
    }
    Ok(())
}
