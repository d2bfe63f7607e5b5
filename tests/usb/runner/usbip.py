"""The host's side of USB/IP: one emulated device at the other end of a socket.

From `Documentation/usb/usbip_protocol.rst` of Linux. Transfers end in whatever order the device likes; each
has a function that is called with its error number (0 for none), the bytes that moved, and what came.
"""

import errno
import socket
import struct
import threading

SUBMIT, UNLINK, SUBMITTED, UNLINKED = 1, 2, 3, 4
HEADER = 48


class Device:
    """A device that was imported from a socket that has just connected."""

    def __init__(self, connection: socket.socket):
        self.socket = connection
        self.changed = threading.Condition()
        self.sequence = 0
        self.waiting = {}  # sequence -> (whether it goes to the host, function)
        self.taken_back = {}  # sequence of the unlink -> sequence of the transfer
        self.gone = False
        connection.sendall(bytes.fromhex("01118003") + bytes(4) + b"1-1".ljust(32, b"\0"))
        answer = self._read(320)
        if answer[:8] != bytes.fromhex("0111000300000000"):
            raise OSError("the device cannot be imported")
        (self.speed,) = struct.unpack_from(">I", answer, 304)

    def start(self, on_gone):
        """Begins to hear answers; `on_gone` is called once when the device is gone."""
        threading.Thread(target=self._listen, args=(on_gone,), daemon=True).start()

    def submit(self, endpoint: int, setup=bytes(8), data=b"", room=0, to_host=False, then=None) -> int:
        """Starts a transfer and gives its number; `then(error, count, data)` hears the end of it."""
        length = room if to_host else len(data)
        with self.changed:
            if self.gone:
                then(errno.ESHUTDOWN, 0, b"")
                return 0
            self.sequence += 1
            number = self.sequence
            self.waiting[number] = (to_host, then)
            head = struct.pack(">10I", SUBMIT, number, 0, to_host, endpoint & 0xF, 0, length, 0, 0, 0)
            self._send(head + setup + data)
            return number

    def unlink(self, number: int):
        """Takes a transfer back. It ends with ENOENT, unless it has ended meanwhile."""
        with self.changed:
            if self.gone or number not in self.waiting:
                return
            self.sequence += 1
            self.taken_back[self.sequence] = number
            self._send(struct.pack(">6I", UNLINK, self.sequence, 0, 0, 0, number) + bytes(24))

    def control(self, kind, request, value, index, room=0, data=b"", limit=5) -> bytes:
        """A control transfer, waited for; raises `OSError` when it fails."""
        ended = []
        to_host = bool(kind & 0x80)
        setup = struct.pack("<BBHHH", kind, request, value, index, room if to_host else len(data))
        self.submit(0, setup, data, room, to_host, lambda *end: ended.append(end))
        with self.changed:
            self.changed.wait_for(lambda: ended, limit)
        if not ended or ended[0][0]:
            error = ended[0][0] if ended else errno.ETIMEDOUT
            raise OSError(error, f"control request {kind:#x} {request} {value:#x}")
        return ended[0][2]

    def string(self, number: int) -> str:
        if not number:
            return ""
        return self.control(0x80, 6, 0x300 | number, 0x409, 255)[2:].decode("utf-16-le")

    def _send(self, data: bytes):
        try:
            self.socket.sendall(data)
        except OSError:
            pass  # The listener hears of it too, and ends everything.

    def _read(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            more = self.socket.recv(count - len(data))
            if not more:
                raise EOFError
            data += more
        return data

    def _listen(self, on_gone):
        try:
            while True:
                self._answer(self._read(HEADER))
        except (EOFError, OSError):
            with self.changed:
                self.gone = True
                left, self.waiting = self.waiting, {}
                for _, then in left.values():
                    then(errno.ESHUTDOWN, 0, b"")
                self.changed.notify_all()
        on_gone()

    def _answer(self, header: bytes):
        command, number = struct.unpack_from(">II", header)
        status, count = struct.unpack_from(">iI", header, 20)
        with self.changed:
            if command == SUBMITTED:
                to_host, then = self.waiting.pop(number)
                data = self._read(count) if to_host else b""
                then(-status, count, data)
            elif command == UNLINKED:
                target = self.taken_back.pop(number)
                if status and target in self.waiting:
                    _, then = self.waiting.pop(target)
                    then(errno.ENOENT, 0, b"")
            self.changed.notify_all()
