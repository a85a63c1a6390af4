#!/usr/bin/env python3
"""Prints quotes, trades and bars from Argonaut's WebSocket, without loss over lost connections.

    python3 examples/stream/stream.py AAPL.NASDAQ EUR/USD.IDEALPRO
    python3 examples/stream/stream.py --url ws://localhost:8000/api/v1/stream --timeframe 1m AAPL.NASDAQ

Needs Python 3.9 and nothing else. A token, where the server wants one, comes from the environment: ARGONAUT_TOKEN.
The protocol: docs/reference/stream.md. One line for each trade, quote and bar goes to standard output, remarks to standard error.
"""
import argparse
import base64
import hashlib
import json
import os
import random
import socket
import ssl
import struct
import sys
import time
from urllib.parse import urlsplit

PROTOCOL = "argonaut.v1.json"
PING_SECONDS = 15
SILENCE_SECONDS = 30


class Closed(Exception):
    """The connection has ended. `code` is that of the close frame, or None when it broke."""

    def __init__(self, code, reason):
        super().__init__(f"{code} {reason}" if code else reason)
        self.code = code


class WebSocket:
    """What this program needs of RFC 6455: text messages, pings and the closing code."""

    def __init__(self, url, token):
        parts = urlsplit(url)
        secure = parts.scheme == "wss"
        port = parts.port or (443 if secure else 80)
        self._socket = socket.create_connection((parts.hostname, port), timeout=10)
        if secure:
            self._socket = ssl.create_default_context().wrap_socket(self._socket, server_hostname=parts.hostname)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET {parts.path or '/'} HTTP/1.1", f"Host: {parts.netloc}", "Connection: Upgrade", "Upgrade: websocket",
            "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}", f"Sec-WebSocket-Protocol: {PROTOCOL}",
            f"Origin: {'https' if secure else 'http'}://{parts.netloc}",
        ]
        if token:
            lines.append(f"Authorization: Bearer {token}")
        self._socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self._bytes = bytearray()
        while b"\r\n\r\n" not in self._bytes:
            self._receive()
        head, _, rest = bytes(self._bytes).partition(b"\r\n\r\n")
        self._bytes = bytearray(rest)
        status, *headers = head.decode("latin-1").split("\r\n")
        if " 101 " not in f"{status} ":
            raise Closed(None, f"the server answered: {status}")
        fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in headers)}
        expected = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()
        if fields.get("sec-websocket-accept") != expected:
            raise Closed(None, "the server's handshake is not that of a WebSocket")
        self._socket.settimeout(1)
        self._text = bytearray()

    def send(self, message):
        self._frame(0x1, json.dumps(message).encode())

    def receive(self):
        """The next text message; None when none came within a second."""
        while True:
            frame = self._take()
            if frame is None:
                try:
                    self._receive()
                except socket.timeout:
                    return None
                continue
            is_last, kind, payload = frame
            if kind == 0x8:
                code = struct.unpack("!H", payload[:2])[0] if len(payload) >= 2 else 1005
                raise Closed(code, payload[2:].decode("utf-8", "replace"))
            if kind == 0x9:
                self._frame(0xA, payload)
            elif kind in (0x0, 0x1):
                self._text += payload
                if is_last:
                    text, self._text = self._text.decode(), bytearray()
                    return text

    def close(self):
        self._socket.close()

    def _receive(self):
        data = self._socket.recv(65536)
        if not data:
            raise Closed(None, "the connection broke")
        self._bytes += data

    def _take(self):
        """A whole frame from what has arrived: (is last, kind, payload), or None."""
        data = self._bytes
        if len(data) < 2:
            return None
        at, length = 2, data[1] & 0x7F
        if length >= 126:
            at = 4 if length == 126 else 10
            if len(data) < at:
                return None
            length = int.from_bytes(data[2:at], "big")
        if len(data) < at + length:
            return None
        frame = bool(data[0] & 0x80), data[0] & 0x0F, bytes(data[at:at + length])
        del data[:at + length]
        return frame

    def _frame(self, kind, payload):
        mask = os.urandom(4)
        size = len(payload)
        if size < 126:
            head = struct.pack("!BB", 0x80 | kind, 0x80 | size)
        elif size < 65536:
            head = struct.pack("!BBH", 0x80 | kind, 0x80 | 126, size)
        else:
            head = struct.pack("!BBQ", 0x80 | kind, 0x80 | 127, size)
        self._socket.sendall(head + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(payload)))


class Topic:
    """One subscription, over all connections."""

    def __init__(self, channel, instrument, timeframe=None):
        self.channel, self.instrument, self.timeframe = channel, instrument, timeframe
        self.sub = None     # the server's number; None: subscribe anew
        self.seq = None     # of the last message; None before the snapshot
        self.last = None    # what was printed last, to leave it out of a later snapshot

    def request(self, number):
        message = {"op": "subscribe", "id": number, "channel": self.channel, "instrument_id": self.instrument}
        if self.timeframe:
            message["timeframe"] = self.timeframe
        return message

    def take(self, message):
        rows = message["data"]
        if message["type"] == "snapshot" and self.last is not None:
            rows = self._after_last(rows)
        for row in rows:
            self._print(row)
        if message.get("sampled"):
            remark(f"{self.channel} {self.instrument}: {message['conflated']} left out by the server, the rate is too high")

    def _after_last(self, rows):
        """The part of a snapshot that was not printed before."""
        if self.channel == "quotes":
            return [row for row in rows if row != self.last]
        if self.channel == "bars":
            return [row for row in rows if int(row["ts_open"]) > int(self.last["ts_open"])]
        for i, row in enumerate(rows):
            if row["trade_id"] == self.last["trade_id"]:
                return rows[i + 1:]
        remark(f"trades {self.instrument}: some may be missing after {self.last['trade_id']}; read them from /api/v1/instruments")
        return rows

    def _print(self, row):
        if self.channel == "bars":
            if row["is_closed"]:
                self.last = row
            words = [self.timeframe, row["ts_open"], row["open"], row["high"], row["low"], row["close"], row["volume"],
                     "closed" if row["is_closed"] else "open"]
        elif self.channel == "trades":
            self.last = row
            words = [row["trade_id"], row["price"], row["size"], row["ts_event"]]
        else:
            self.last = row
            words = [row["bid_price"], row["ask_price"], row["bid_size"], row["ask_size"], row["ts_event"]]
        print(self.channel, self.instrument, *words, flush=True)


class Stream:
    """Keeps the topics flowing: connects, resumes, and sees holes."""

    def __init__(self, url, token, topics):
        self._url, self._token, self._topics = url, token, topics
        self._session = None  # the one that knows our subscriptions
        self._number = 0

    def run(self):
        failures = 0
        while True:
            try:
                self._serve()
            except (Closed, OSError) as end:
                if isinstance(end, Closed) and end.code in (4401, 4403):
                    sys.exit(f"The server refuses: {end}")
                # Full jitter, so that many clients do not come back at the same moment.
                failures = 0 if self._was_welcome else failures + 1
                wait = random.uniform(0.5, min(10, 2 ** failures))
                remark(f"{end}; again in {wait:.1f} s")
                time.sleep(wait)

    def _serve(self):
        self._was_welcome = False
        web = WebSocket(self._url, self._token)
        try:
            heard = pinged = time.monotonic()
            while True:
                text = web.receive()
                now = time.monotonic()
                if text is not None:
                    heard = now
                    messages = json.loads(text)
                    for message in messages if isinstance(messages, list) else [messages]:
                        self._take(web, message)
                if now - heard > SILENCE_SECONDS:
                    raise Closed(None, "the server is silent")
                if now - pinged > PING_SECONDS:
                    pinged = now
                    web.send({"op": "ping"})
        finally:
            web.close()

    def _take(self, web, message):
        kind = message["type"]
        if kind == "welcome":
            self._was_welcome = True
            self._new_session = message["session"]
            known = {topic.sub: topic.seq for topic in self._topics if topic.sub and topic.seq}
            if known:
                # Subscribing waits for the answer: until then the old session is the one that knows where we are.
                web.send({"op": "resume", "id": "resume", "session": self._session, "subs": known})
            else:
                self._subscribe(web)
        elif kind == "ack" and message.get("id") == "resume":
            self._subscribe(web)
        elif kind == "subscribed":
            topic = self._pending.pop(message["id"])
            topic.sub, topic.seq = message["sub"], None
        elif kind == "resync":
            topic = self._topic(message["sub"])
            topic.seq = None
            remark(f"{topic.channel} {topic.instrument}: begins again ({message['reason']})")
        elif kind in ("snapshot", "delta"):
            self._data(message)
        elif kind == "heartbeat":
            for topic in self._topics:
                if topic.seq and message["last"].get(topic.sub, 0) > topic.seq:
                    raise Closed(None, f"hole: {topic.channel} {topic.instrument} is at {message['last'][topic.sub]}, we are at {topic.seq}")
        elif kind == "error":
            self._refused(web, message)

    def _subscribe(self, web):
        self._session = self._new_session
        self._pending = {}
        for topic in self._topics:
            if topic.sub is None or topic.seq is None:
                self._request(web, topic)

    def _request(self, web, topic):
        self._number += 1
        topic.sub = topic.seq = None
        self._pending[self._number] = topic
        web.send(topic.request(self._number))

    def _data(self, message):
        topic = self._topic(message["sub"])
        if message["type"] == "delta" and message["prev"] != topic.seq:
            # A hole always means loss: what was missed is asked for from the last good message on.
            raise Closed(None, f"hole: {topic.channel} {topic.instrument} expected {topic.seq}, found {message['prev']}")
        topic.take(message)
        topic.seq = message["seq"]

    def _refused(self, web, message):
        problem = message["problem"]
        if "sub" in message:  # the server does not remember it, as after a restart
            self._request(web, self._topic(message["sub"]))
        else:
            sys.exit(f"The server refuses: {problem['code']}: {problem['detail']}")

    def _topic(self, sub):
        return next(topic for topic in self._topics if topic.sub == sub)


def remark(text):
    print(text, file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(description="Prints quotes, trades and bars from Argonaut's WebSocket.")
    parser.add_argument("instruments", nargs="+", help="for example AAPL.NASDAQ")
    parser.add_argument("--url", default="ws://localhost:8000/api/v1/stream")
    parser.add_argument("--timeframe", default="1m")
    options = parser.parse_args()
    topics = [Topic(channel, instrument, options.timeframe if channel == "bars" else None)
              for instrument in options.instruments for channel in ("quotes", "trades", "bars")]
    try:
        Stream(options.url, os.environ.get("ARGONAUT_TOKEN"), topics).run()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
