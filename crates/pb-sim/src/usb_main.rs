//! `pb-usb`: plugs an emulated USB device into this machine, until you press Ctrl-C.
#[cfg(unix)]
fn main() -> anyhow::Result<()> {
    unix::main()
}

#[cfg(not(unix))]
fn main() -> anyhow::Result<()> {
    anyhow::bail!("Emulated USB devices are plugged into Linux alone.")
}

#[cfg(unix)]
mod unix {
    use anyhow::{Context as _, Result};
    use clap::{Args, Parser, Subcommand, ValueEnum};
    use pb_sim::usb::{
        Handshake, HidReading, HidScale, HidScaleOptions, Host, Identity, SerialAdapter,
        SerialAdapterOptions, UsbFault, UsbPrinter, UsbPrinterOptions, ZplVoice,
    };
    use std::io::BufRead as _;
    use std::path::PathBuf;

    /// Plugs an emulated USB device into this machine until you press Ctrl-C.
    ///
    /// The kernel sees a real device: its drivers, the rules for its rights and every program take it for
    /// one. It needs the module vhci-hcd, and root.
    #[derive(Debug, Parser)]
    #[command(name = "pb-usb", version, after_long_help = AFTER)]
    struct Arguments {
        /// Socket of a USB host that imports devices by USB/IP, in place of the kernel
        #[arg(long, value_name = "SOCKET", global = true)]
        bus: Option<PathBuf>,
        #[command(subcommand)]
        device: Device,
    }

    #[derive(Debug, Subcommand)]
    enum Device {
        /// A label printer of the printer class; it answers ~HI and ~HS
        Printer(Printer),
        /// A HID scale; weights are read from standard input, in grams, a line each
        Scale(Scale),
        /// A serial adapter (FT232R) with a ZPL printer behind it that keeps a handshake
        Serial,
    }

    #[derive(Debug, Args)]
    struct Printer {
        /// Vendor id, in hexadecimal
        #[arg(long, value_parser = hex, default_value = "0a5f")]
        vendor: u16,
        /// Product id, in hexadecimal
        #[arg(long, value_parser = hex, default_value = "0120")]
        product: u16,
        /// IEEE 1284 device id
        #[arg(long, default_value = "MFG:Zebra;MDL:ZD420;CMD:ZPL;CLS:PRINTER;")]
        device_id: String,
        /// File that gets every byte it takes
        #[arg(long, value_name = "FILE")]
        keep: Option<PathBuf>,
        /// What is wrong with it
        #[arg(long, value_enum, default_value_t)]
        fault: Fault,
        /// After how many bytes a stall, a hang, the end of the paper or of the cable comes
        #[arg(long, value_name = "BYTES", default_value_t = 0)]
        after: usize,
    }

    #[derive(Clone, Copy, Debug, Default, ValueEnum)]
    enum Fault {
        #[default]
        None,
        Stall,
        Hang,
        Unplug,
        PaperOut,
        Slow,
        Silent,
        Garbage,
    }

    #[derive(Debug, Args)]
    struct Scale {
        /// Vendor id, in hexadecimal
        #[arg(long, value_parser = hex, default_value = "0922")]
        vendor: u16,
        /// Product id, in hexadecimal
        #[arg(long, value_parser = hex, default_value = "8003")]
        product: u16,
        /// Reports have no id and are 5 bytes long
        #[arg(long)]
        no_report_ids: bool,
    }

    const AFTER: &str = "\
Examples:
  sudo modprobe vhci-hcd
  sudo pb-usb printer --keep labels.zpl
      a Zebra ZD420
  sudo pb-usb printer --vendor 1203 --product 0140 --device-id 'MFG:TSC;MDL:TTP-245C;CMD:TSPL;' \\
       --fault paper-out --after 20000
      a TSC whose paper ends within a label
  sudo pb-usb scale
      a Dymo M10; type 1250 and Enter to put 1.25 kg on it, 0 to take it off";

    fn hex(text: &str) -> Result<u16, String> {
        u16::from_str_radix(text.trim_start_matches("0x"), 16)
            .map_err(|_| "write four hexadecimal digits, as in 0a5f".to_owned())
    }

    pub(super) fn main() -> Result<()> {
        let arguments = Arguments::parse();
        let host = arguments.bus.map_or(Host::Kernel, Host::Socket);
        match arguments.device {
            Device::Printer(printer) => serve_printer(printer, &host),
            Device::Scale(scale) => serve_scale(&scale, &host),
            Device::Serial => {
                let options = SerialAdapterOptions {
                    handshake: Handshake::RtsCts,
                    pace: 20_000,
                    ..SerialAdapterOptions::default()
                };
                let adapter = SerialAdapter::plug(options, ZplVoice::default(), &host)?;
                plugged_in("serial adapter");
                adapter.wait_until_gone();
                Ok(())
            }
        }
    }

    fn serve_printer(printer: Printer, host: &Host) -> Result<()> {
        let voice = match &printer.keep {
            Some(path) => ZplVoice::recording(path)
                .with_context(|| format!("{} cannot be written", path.display()))?,
            None => ZplVoice::default(),
        };
        let (maker, model) = ("Packbench", "Emulated printer");
        let options = UsbPrinterOptions {
            identity: Identity::new(printer.vendor, printer.product, maker, model, "PB0001"),
            device_id: printer.device_id,
            fault: match printer.fault {
                Fault::None => UsbFault::None,
                Fault::Stall => UsbFault::StallAfter(printer.after),
                Fault::Hang => UsbFault::HangAfter(printer.after),
                Fault::Unplug => UsbFault::UnplugAfter(printer.after),
                Fault::PaperOut => UsbFault::PaperOutAfter(printer.after),
                Fault::Slow => UsbFault::Slow,
                Fault::Silent => UsbFault::Silent,
                Fault::Garbage => UsbFault::Garbage,
            },
            ..UsbPrinterOptions::default()
        };
        let printer = UsbPrinter::plug(options, voice, host)?;
        plugged_in("printer");
        printer.wait_until_gone();
        Ok(())
    }

    fn serve_scale(scale: &Scale, host: &Host) -> Result<()> {
        let (maker, model) = ("Packbench", "Emulated scale");
        let options = HidScaleOptions {
            identity: Identity::new(scale.vendor, scale.product, maker, model, "PB0002"),
            report_ids: !scale.no_report_ids,
            ..HidScaleOptions::default()
        };
        let scale = HidScale::plug(options, host)?;
        plugged_in("scale");
        for line in std::io::stdin().lock().lines() {
            match line?.trim().parse() {
                Ok(0) => scale.show(HidReading::EMPTY),
                Ok(grams) => scale.show(HidReading::steady(grams)),
                Err(_) => eprintln!("Write whole grams, up to 65535."),
            }
        }
        scale.wait_until_gone();
        Ok(())
    }

    fn plugged_in(what: &str) {
        eprintln!("The {what} is plugged in. Press Ctrl-C to pull it out.");
    }
}
