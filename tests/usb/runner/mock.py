#!/usr/bin/python3
"""Runs a command that sees emulated USB devices, with no kernel and no rights for it.

    mock.py COMMAND…

A device connects to the socket that the command finds in $PACKBENCH_USB_BUS and is imported from there by
USB/IP. umockdev shows it to the command, and to it alone: in /sys, as device files, and by udev's events. What
the command asks of a device file (usbfs and hidraw) is answered here with transfers to the device. Nothing is
replayed; the libraries in between are the real ones.

There are no rights, no drivers and no timing here; for those there is the virtual machine.
"""

import errno
import fcntl
import os
import select
import shutil
import socket
import struct
import subprocess
import sys
import termios
import threading
import time
import traceback

import gi

gi.require_version("UMockdev", "1.0")
from gi.repository import UMockdev  # noqa: E402

from usbip import Device  # noqa: E402

CONTROLLER = "/devices/pci0000:00/0000:00:14.0"
ROOT_HUB = "12010002090001406B1D020006060302010109021900010100E0000904000001090000000705810304000C"
DRIVERS = {3: "usbhid", 7: "usblp"}
SPEEDS = {2: "12", 3: "480"}
CONTROL, BULK = 2, 3

# Requests to a usbfs file, from `linux/usbdevice_fs.h`, by their direction, size and number.
GETDRIVER = 0x41045508
SUBMITURB = 0x8038550A
DISCARDURB = 0x550B
REAPURB = 0x4008550C
REAPURBNDELAY = 0x4008550D
CLAIM = 0x8004550F
RELEASE = 0x80045510
IOCTL = 0xC0105512
CLEAR_HALT = 0x80045515
RESET = 0x5514
GET_CAPABILITIES = 0x8004551A
DISCONNECT_CLAIM = 0x8108551B
GET_SPEED = 0x551F
SETCONFIGURATION = 0x80045505
SETINTERFACE = 0x80085504
DISCONNECT = 0x5516
CONNECT = 0x5517
# Zero packets, no packet size limit, reap after disconnect, and more, as current kernels say.
CAPABILITIES = 0x1BF

# Requests to a hidraw file, from `linux/hidraw.h`.
HID_DESCRIPTOR_SIZE = 0x80044801
HID_DESCRIPTOR = 0x90044802
HID_INFO = 0x80084803
BUS_USB = 3
# The other end of a terminal, from `asm-generic/ioctls.h`.
TIOCGPTPEER = 0x5441


def number(data, size="<I", at=0):
    return struct.unpack_from(size, bytes(data.retrieve()), at)[0]


class Usbfs(UMockdev.IoctlBase):
    """The file /dev/bus/usb/…, as libusb uses it."""

    def __init__(self, device, drivers):
        super().__init__()
        self.device = device
        self.usual = dict(drivers)
        self.bound = dict(drivers)  # interface -> the driver that holds it now
        self.urbs = []

    def do_handle_ioctl(self, client):
        try:
            code, error = self.answer(client.get_property("request") & 0xFFFFFFFF, client.get_property("arg"))
        except Exception:
            traceback.print_exc()
            code, error = -1, errno.EINVAL
        client.complete(code, error)
        return True

    def answer(self, request, arg):
        """The result of a request, and its error number."""
        if self.device.gone and request not in (REAPURB, REAPURBNDELAY):
            return -1, errno.ENODEV
        if request == SUBMITURB:
            return self.submit(arg)
        if request in (REAPURB, REAPURBNDELAY):
            return self.reap(arg)
        if request == DISCARDURB:
            return self.discard(arg)
        if request == GET_CAPABILITIES:
            arg.resolve(0, 4).update(0, struct.pack("<I", CAPABILITIES))
            return 0, 0
        if request == GET_SPEED:
            return self.device.speed, 0
        if request == GETDRIVER:
            asked = arg.resolve(0, 260)
            driver = self.bound.get(number(asked))
            if not driver:
                return -1, errno.ENODATA
            asked.update(4, driver.encode() + b"\0")
            return 0, 0
        if request == CLAIM:
            interface = number(arg.resolve(0, 4))
            return (-1, errno.EBUSY) if self.bound.get(interface) else (0, 0)
        if request == DISCONNECT_CLAIM:
            self.bound[number(arg.resolve(0, 264))] = None
            return 0, 0
        if request == IOCTL:
            return self.drive(arg)
        if request == CLEAR_HALT:
            endpoint = number(arg.resolve(0, 4))
            self.device.submit(0, struct.pack("<BBHHH", 2, 1, 0, endpoint, 0), then=lambda *end: None)
            return 0, 0
        if request in (RELEASE, RESET, SETCONFIGURATION, SETINTERFACE):
            return 0, 0
        print(f"usbfs: the request {request:#x} is not known here", file=sys.stderr)
        return -1, errno.ENOTTY

    def drive(self, arg):
        """The kernel's driver lets an interface go, or takes it."""
        interface, request = struct.unpack_from("<ii", bytes(arg.resolve(0, 16).retrieve()))
        if request == DISCONNECT:
            had, self.bound[interface] = self.bound.get(interface), None
            return (0, 0) if had else (-1, errno.ENODATA)
        if request == CONNECT:
            self.bound[interface] = self.usual.get(interface)
            return (1, 0) if self.bound[interface] else (0, 0)
        return -1, errno.ENOTTY

    def submit(self, arg):
        # The address names the transfer, and must be read before what it points to.
        address = int.from_bytes(bytes(arg.retrieve()), "little")
        block = arg.resolve(0, 56)
        fields = bytes(block.retrieve())
        kind, endpoint = fields[0], fields[1]
        (length,) = struct.unpack_from("<i", fields, 24)
        buffer = block.resolve(16, length) if length else None
        data = bytes(buffer.retrieve()) if buffer else b""
        urb = {"address": address, "block": block, "buffer": buffer, "end": None, "at": 0}

        def end(error, count, came):
            urb["end"] = (error, count, came)

        # A control transfer carries its setup in front of its data.
        setup, to_host = bytes(8), bool(endpoint & 0x80)
        if kind == CONTROL:
            setup, data, to_host = data[:8], data[8:], bool(data[0] & 0x80)
            urb["at"] = 8
        self.urbs.append(urb)
        sent = b"" if to_host else data
        urb["number"] = self.device.submit(endpoint, setup, sent, len(data), to_host, end)
        return 0, 0

    def reap(self, arg):
        with self.device.changed:
            # This file always looks ready to whoever polls it, so an empty look waits a little.
            def find_ended():
                return next((urb for urb in self.urbs if urb["end"]), None)

            self.device.changed.wait_for(find_ended, 0.003)
            urb = find_ended()
        if not urb:
            return -1, errno.ENODEV if self.device.gone else errno.EAGAIN
        self.urbs.remove(urb)
        error, count, came = urb["end"]
        if came:
            urb["buffer"].update(urb["at"], came)
        urb["block"].update(4, struct.pack("<i", -error))
        urb["block"].update(28, struct.pack("<i", count))
        arg.resolve(0, 8).set_ptr(0, urb["block"])
        return 0, 0

    def discard(self, arg):
        address = int.from_bytes(bytes(arg.retrieve()), "little")
        for urb in self.urbs:
            if urb["address"] == address and not urb["end"]:
                self.device.unlink(urb["number"])
                return 0, 0
        return -1, errno.EINVAL


class Hidraw(UMockdev.IoctlBase):
    """The file /dev/hidraw…; behind it the kernel's HID driver polls while it is open."""

    def __init__(self, device, report, ids, is_bound):
        super().__init__()
        self.device, self.report, self.ids, self.is_bound = device, report, ids, is_bound
        self.open = 0
        self.changed = threading.Condition()

    def do_client_connected(self, client):
        self.count(1)

    def do_client_vanished(self, client):
        self.count(-1)

    def count(self, step):
        with self.changed:
            self.open += step
            self.changed.notify_all()

    def do_handle_ioctl(self, client):
        request, arg = client.get_property("request") & 0xFFFFFFFF, client.get_property("arg")
        if request == HID_DESCRIPTOR_SIZE:
            arg.resolve(0, 4).update(0, struct.pack("<I", len(self.report)))
        elif request == HID_DESCRIPTOR:
            arg.resolve(0, 4100).update(4, self.report)
        elif request == HID_INFO:
            arg.resolve(0, 8).update(0, struct.pack("<IHH", BUS_USB, *self.ids))
        else:
            client.complete(-1, errno.EINVAL)
            return True
        client.complete(0, 0)
        return True

    def poll(self, interface, endpoint, room, file):
        """Brings reports to whoever has the file open, and output reports to the device."""
        threading.Thread(target=self.take_reports, args=(interface, file), daemon=True).start()
        while not self.device.gone:
            with self.changed:
                if not self.changed.wait_for(lambda: self.open and self.is_bound(interface), 0.02):
                    continue
            ended = []
            transfer = self.device.submit(
                endpoint, room=room, to_host=True, then=lambda *end: ended.append(end)
            )
            while not ended:
                with self.device.changed:
                    self.device.changed.wait_for(lambda: ended, 0.02)
                if not ended and not self.open:
                    # Closed: the driver takes its transfer back.
                    self.device.unlink(transfer)
                    with self.device.changed:
                        self.device.changed.wait_for(lambda: ended, 1)
                    break
            if ended and not ended[0][0] and self.open:
                os.write(file, ended[0][2])
                self.wait_until_read(file)

    def wait_until_read(self, file):
        """hidraw gives one report a read; a terminal would join two that wait, so one waits at a time."""
        try:
            other_end = fcntl.ioctl(file, TIOCGPTPEER, os.O_RDWR | os.O_NOCTTY)
        except OSError:
            return  # pulled out meanwhile
        began, came = time.monotonic(), False
        try:
            while self.open and not self.device.gone:
                (waiting,) = struct.unpack("i", fcntl.ioctl(other_end, termios.FIONREAD, bytes(4)))
                came = came or waiting > 0
                # What was written takes a moment to arrive; by then it may have been read, too.
                if not waiting and (came or time.monotonic() - began > 0.02):
                    return
                time.sleep(0.001)
        except OSError:
            return  # pulled out meanwhile
        finally:
            os.close(other_end)

    def take_reports(self, interface, file):
        while not self.device.gone:
            # A read that waits would keep the terminal from being hung up.
            ready, _, _ = select.select([file], [], [], 0.05)
            try:
                report = os.read(file, 64) if ready else b""
            except OSError:
                report = b""
            if not report:
                if ready:
                    time.sleep(0.05)  # nobody has the other end open
                continue
            # A report without an id is written with 0 before it.
            ident = report[0]
            data = report if ident else report[1:]
            try:
                self.device.control(0x21, 9, 0x200 | ident, interface, data=data)
            except OSError as error:
                print(f"hidraw: {error}", file=sys.stderr)


class Bus:
    """A made-up machine with one USB controller."""

    def __init__(self):
        self.machine = UMockdev.Testbed.new()
        self.lock = threading.Lock()
        self.next_address = 2
        self.next_hidraw = 0
        self.kept = []  # what umockdev calls into must not be collected
        self.machine.add_from_string(
            f"P: {CONTROLLER}\nE: SUBSYSTEM=pci\nE: DRIVER=xhci_hcd\nA: class=0x0c0330\n\n"
            f"P: {CONTROLLER}/usb1\nN: bus/usb/001/001={ROOT_HUB}\n"
            "E: BUSNUM=001\nE: DEVNUM=001\nE: DEVNAME=/dev/bus/usb/001/001\nE: DEVTYPE=usb_device\n"
            "E: DRIVER=usb\nE: MAJOR=189\nE: MINOR=0\nE: SUBSYSTEM=usb\n"
            "A: busnum=1\nA: devnum=1\nA: speed=480\nA: bConfigurationValue=1\n"
            "A: bNumConfigurations=1\nA: idVendor=1d6b\nA: idProduct=0002\n"
            f"H: descriptors={ROOT_HUB}\n\n"
        )

    def root(self):
        return self.machine.get_root_dir()

    def plug(self, connection):
        device = Device(connection)
        paths, files = [], []
        device.start(lambda: self.unplug(paths, files))
        with self.lock:
            self.show(device, paths, files)

    def show(self, device, paths, files):
        """Describes the device as the kernel would, and tells that it came."""
        address = self.next_address
        self.next_address += 1
        port = address - 1
        first = device.control(0x80, 6, 0x100, 0, 18)
        head = device.control(0x80, 6, 0x200, 0, 9)
        rest = device.control(0x80, 6, 0x200, 0, struct.unpack_from("<H", head, 2)[0])
        vendor, product, release, *strings = struct.unpack_from("<HHHBBB", first, 8)
        maker, model, serial = map(device.string, strings)
        interfaces, endpoints, at = [], {}, 0
        while at < len(rest):
            if rest[at + 1] == 4:
                interfaces.append(rest[at + 2 : at + 8])
                endpoints[interfaces[-1][0]] = []
            elif rest[at + 1] == 5:
                (room,) = struct.unpack_from("<H", rest, at + 4)
                endpoints[interfaces[-1][0]].append((rest[at + 2], rest[at + 3] & 3, room))
            at += rest[at]
        drivers = {one[0]: DRIVERS.get(one[3]) for one in interfaces}

        path, node = f"{CONTROLLER}/usb1/1-{port}", f"bus/usb/001/{address:03}"
        descriptors = (first + rest).hex().upper()
        classes = "".join(f"{one[3]:02x}{one[4]:02x}{one[5]:02x}:" for one in interfaces)
        ids = f"E: PRODUCT={vendor:x}/{product:x}/{release:x}\n"
        text = (
            f"P: {path}\nN: {node}={descriptors}\nE: BUSNUM=001\nE: DEVNUM={address:03}\n"
            f"E: DEVNAME=/dev/{node}\nE: DEVTYPE=usb_device\nE: DRIVER=usb\nE: MAJOR=189\n"
            f"E: MINOR={address - 1}\n{ids}E: SUBSYSTEM=usb\nE: TYPE=0/0/0\nE: ID_VENDOR_ID={vendor:04x}\n"
            f"E: ID_MODEL_ID={product:04x}\nE: ID_USB_INTERFACES=:{classes}\nA: busnum=1\n"
            f"A: devnum={address}\nA: devpath={port}\nA: speed={SPEEDS[device.speed]}\n"
            f"A: bConfigurationValue=1\nA: bNumConfigurations=1\nA: idVendor={vendor:04x}\n"
            f"A: idProduct={product:04x}\nA: bcdDevice={release:04x}\nA: manufacturer={maker}\n"
            f"A: product={model}\nA: serial={serial}\nH: descriptors={descriptors}\n\n"
        )
        paths.append(path)
        usbfs = Usbfs(device, drivers)
        polled = []
        for one in interfaces:
            interface = one[0]
            place = f"{path}/1-{port}:1.{interface}"
            paths.append(place)
            driver = f"E: DRIVER={drivers[interface]}\n" if drivers[interface] else ""
            text += (
                f"P: {place}\nE: DEVTYPE=usb_interface\n{driver}{ids}"
                f"E: INTERFACE={one[3]}/{one[4]}/{one[5]}\nE: SUBSYSTEM=usb\n"
                f"A: bInterfaceNumber={interface:02x}\nA: bAlternateSetting={one[1]:2d}\n"
                f"A: bInterfaceClass={one[3]:02x}\nA: bInterfaceSubClass={one[4]:02x}\n"
                f"A: bInterfaceProtocol={one[5]:02x}\n"
            )
            if one[3] == 7:
                answer = device.control(0xA1, 0, 0, interface << 8, 1024)
                text += f"A: ieee1284_id={answer[2:].decode('latin-1')}\n"
            text += "\n"
            if one[3] == 3:
                report = device.control(0x81, 6, 0x2200, interface, 4096)
                count = self.next_hidraw
                self.next_hidraw += 1
                name = f"0003:{vendor:04X}:{product:04X}.{count + 1:04X}"
                text += (
                    f"P: {place}/{name}\nE: SUBSYSTEM=hid\nE: DRIVER=hid-generic\n"
                    f"E: HID_ID=0003:{vendor:08X}:{product:08X}\nE: HID_NAME={maker} {model}\n"
                    f"E: HID_PHYS=usb-0000:00:14.0-{port}/input{interface}\nE: HID_UNIQ={serial}\n"
                    f"H: report_descriptor={report.hex().upper()}\n\n"
                    f"P: {place}/{name}/hidraw/hidraw{count}\nN: hidraw{count}\n"
                    f"E: DEVNAME=/dev/hidraw{count}\nE: MAJOR=245\nE: MINOR={count}\n"
                    f"E: SUBSYSTEM=hidraw\nA: dev=245:{count}\nL: device=../../../{name}\n\n"
                )
                paths += [f"{place}/{name}", f"{place}/{name}/hidraw/hidraw{count}"]
                hidraw = Hidraw(device, report, (vendor, product), usbfs.bound.get)
                polled.append((interface, count, hidraw))

        self.machine.add_from_string(text)
        self.machine.attach_ioctl(f"/dev/{node}", usbfs)
        self.kept.append(usbfs)
        for interface, count, hidraw in polled:
            self.machine.attach_ioctl(f"/dev/hidraw{count}", hidraw)
            self.kept.append(hidraw)
            file = self.machine.get_dev_fd(f"/dev/hidraw{count}")
            files.append(file)
            end = next(end for end in endpoints[interface] if end[1] == 3 and end[0] & 0x80)
            threading.Thread(
                target=hidraw.poll, args=(interface, end[0], end[2], file), daemon=True
            ).start()
        for place in paths:
            self.machine.uevent(f"/sys{place}", "add")

    def unplug(self, paths, files):
        with self.lock:
            nothing = os.open("/dev/null", os.O_RDWR)
            for file in files:
                os.dup2(nothing, file)  # whoever reads the other end hears that it is hung up
            os.close(nothing)
            for place in reversed(paths):
                self.machine.uevent(f"/sys{place}", "remove")
            if paths:
                time.sleep(0.05)  # those who were told look at the device before it is gone
                self.machine.remove_device(f"/sys{paths[0]}")
            for place in paths:
                self.forget_file(os.path.basename(place))

    def forget_file(self, name):
        """umockdev keeps a removed device's file, and trips over it when its terminal is used again."""
        file = os.path.join(self.root(), "dev", name)
        if not name.startswith("hidraw") or not os.path.islink(file):
            return
        terminal = os.readlink(file).replace("/", "_")
        for path in (file, f"{self.root()}/dev/.node/{name}", f"{self.root()}/dev/.ptymap/{terminal}"):
            os.unlink(path)


def main() -> int:
    bus = Bus()
    path = os.path.join(bus.root(), "bus.sock")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(8)

    def import_devices():
        while True:
            connection, _ = listener.accept()
            try:
                bus.plug(connection)
            except OSError:
                connection.close()  # it was pulled out at once
            except Exception:
                traceback.print_exc()
                connection.close()

    threading.Thread(target=import_devices, daemon=True).start()
    environment = dict(
        os.environ,
        LD_PRELOAD="libumockdev-preload.so.0",
        UMOCKDEV_DIR=bus.root(),
        PACKBENCH_USB_BUS=path,
        PACKBENCH_USB_WORLD="mock",
    )
    code = subprocess.call(sys.argv[1:], env=environment)
    # Devices that are going away just now are left alone; what waits for devices is not waited for.
    with bus.lock:
        shutil.rmtree(bus.root(), ignore_errors=True)
        sys.stdout.flush()
        os._exit(code if code >= 0 else 128 - code)


if __name__ == "__main__":
    main()
