//! How much of what was written to a TCP socket the other side's system has not acknowledged.
//!
//! Linux tells by SIOCOUTQ, which no safe interface offers, and by the column `tx_queue` of
//! `/proc/net/tcp`, which is the same figure: `write_seq - snd_una`.
use std::fs;
use std::net::{IpAddr, SocketAddr, TcpStream};

/// What the system says of a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unacknowledged {
    /// So many bytes.
    Bytes(u64),
    /// It lists no such connection: it was reset.
    Gone,
    /// It cannot tell.
    Untold,
}

/// Looks a socket up.
pub(super) fn of(stream: &TcpStream) -> Unacknowledged {
    let (Ok(ours), Ok(theirs)) = (stream.local_addr(), stream.peer_addr()) else {
        // A socket has no peer any more once it was reset.
        return Unacknowledged::Gone;
    };
    // Of this thread's network namespace, which is where its sockets are.
    let table = match ours.ip() {
        IpAddr::V4(_) => "/proc/thread-self/net/tcp",
        IpAddr::V6(_) => "/proc/thread-self/net/tcp6",
    };
    match fs::read_to_string(table) {
        Ok(table) => look_up(&table, ours, theirs),
        Err(_) => Unacknowledged::Untold,
    }
}

/// Finds a connection in the table: number, our address, theirs, state, and the two queues.
fn look_up(table: &str, ours: SocketAddr, theirs: SocketAddr) -> Unacknowledged {
    let (ours, theirs) = (written(ours), written(theirs));
    let mut lines = table.lines();
    // Without its heading it is another table than the one that is known here.
    if !lines
        .next()
        .is_some_and(|heading| heading.contains("tx_queue"))
    {
        return Unacknowledged::Untold;
    }
    lines
        .filter_map(|line| {
            let mut fields = line.split_whitespace().skip(1);
            let is_it = fields.next()? == ours && fields.next()? == theirs;
            let queues = fields.nth(1)?;
            let (to_leave, _) = queues.split_once(':')?;
            is_it.then(|| u64::from_str_radix(to_leave, 16).ok())?
        })
        .next()
        .map_or(Unacknowledged::Gone, Unacknowledged::Bytes)
}

/// An address as the table writes it: words of four bytes, each as this machine's number.
fn written(address: SocketAddr) -> String {
    let word = |bytes: &[u8]| {
        let bytes: [u8; 4] = bytes.try_into().expect("addresses are cut into fours");
        format!("{:08X}", u32::from_ne_bytes(bytes))
    };
    let host: String = match address.ip() {
        IpAddr::V4(host) => word(&host.octets()),
        IpAddr::V6(host) => host.octets().chunks(4).map(word).collect(),
    };
    format!("{host}:{:04X}", address.port())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{ErrorKind, Read, Write};
    use std::net::TcpListener;
    use std::time::{Duration, Instant};

    #[cfg(target_endian = "little")]
    #[test]
    fn reads_the_kernels_table() {
        let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when\n   \
             0: 00000000:07E8 00000000:0000 0A 00000000:00000000 00:00000000 0\n   \
             3: 0100007F:9BD8 0100007F:B5CD 01 003B2C1B:00000000 01:00000000 0\n";
        let ours = "127.0.0.1:39896".parse().expect("an address");
        let theirs = "127.0.0.1:46541".parse().expect("an address");
        assert_eq!(
            look_up(table, ours, theirs),
            Unacknowledged::Bytes(0x003B_2C1B)
        );
        assert_eq!(look_up(table, theirs, ours), Unacknowledged::Gone);
        assert_eq!(look_up("", ours, theirs), Unacknowledged::Untold);
        assert_eq!(
            written("[::1]:9100".parse().expect("an address")),
            "00000000000000000000000001000000:238C"
        );
    }

    #[test]
    fn counts_what_a_printer_has_not_taken() {
        for host in ["127.0.0.1", "[::1]"] {
            let Ok(listener) = TcpListener::bind(format!("{host}:0")) else {
                assert_ne!(host, "127.0.0.1");
                continue;
            };
            let mut stream =
                TcpStream::connect(listener.local_addr().expect("bound")).expect("connected");
            let (mut printer, _) = listener.accept().expect("accepted");
            assert_eq!(of(&stream), Unacknowledged::Bytes(0));
            stream.set_nonblocking(true).expect("a socket");
            let mut sent = 0_usize;
            loop {
                match stream.write(&[0; 65536]) {
                    Ok(count) => sent += count,
                    Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                    Err(error) => panic!("{error}"),
                }
            }
            let Unacknowledged::Bytes(waiting) = of(&stream) else {
                panic!("it is listed")
            };
            assert!(waiting > 0 && waiting < sent as u64, "{waiting} of {sent}");
            let mut left = sent;
            let mut piece = vec![0; 1 << 20];
            while left > 0 {
                left -= printer.read(&mut piece).expect("there is more");
            }
            let until = Instant::now() + Duration::from_secs(10);
            while of(&stream) != Unacknowledged::Bytes(0) {
                assert!(Instant::now() < until, "{:?}", of(&stream));
                std::thread::yield_now();
            }
        }
    }
}
