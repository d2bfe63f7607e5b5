//! Where a device is, as it is said on the command line.

/// Explains ports in the help.
macro_rules! ports {
    ($more:literal) => {
        concat!(
            "\
PORT is one of
  tcp://HOST[:PORT]      a network printer, 9100 unless told; a scale behind a serial server
  serial:DEVICE          such as serial:/dev/ttyUSB0 or serial:COM4
  usb, usb:0a5f:0110     the USB printer that is attached, or the one with these ids
  hid, hid:0922:8003     the USB scale that is attached, or the one with these ids
  file:DEVICE            a printer device of the kernel, such as file:/dev/usb/lp0
  queue:NAME[@SERVER]    a print queue of CUPS, of this computer unless a server is named
  folder:PATH            a new file for each label, such as folder:/srv/labels/label-####.zpl
`pb devices` lists what is attached.",
            $more
        )
    };
}
pub(super) use ports;

/// How a serial line is set.
#[derive(clap::Args)]
pub(crate) struct SerialLine {
    /// Bits per second of a serial line
    #[arg(long, value_name = "RATE")]
    pub(crate) baud: Option<u32>,
    /// Data bits, parity and stop bits of a serial line, such as 8N1
    #[arg(long, value_name = "LINE")]
    pub(crate) line: Option<String>,
}
