#!/usr/bin/env python3
"""Makes the vaults here without ringtrue: the MAC with Python's hmac and
hashlib, HKDF (RFC 5869) and Bech32 (BIP 173) written out, the sealing with
Debian's age. The keys are made once and kept."""

import hashlib
import hmac
import os
import subprocess

CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def device(name):
    if not os.path.exists(name):
        subprocess.run(["age-keygen", "-o", name], check=True)
    lines = open(name).read().splitlines()
    public = next(l for l in lines if l.startswith("# public key: "))[14:]
    return lines[-1], public


def secret_bytes(text):
    """The 32 bytes of AGE-SECRET-KEY-1..., without checking its checksum."""
    data = text.lower().rsplit("1", 1)[1][:-6]
    bits = "".join(f"{CHARSET.index(c):05b}" for c in data)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, 256, 8))


def sha256(key, text):
    return hmac.new(key, text, hashlib.sha256)


def mac(secret, text):
    extracted = sha256(b"ringtrue/1", secret_bytes(secret)).digest()
    key = sha256(extracted, b"vault" + b"\x01").digest()
    return sha256(key, text).hexdigest()


def write(name, text, to):
    sealed = subprocess.run(["age", "-r", to], input=text, check=True, capture_output=True)
    open(name, "wb").write(sealed.stdout)


os.chdir(os.path.dirname(os.path.abspath(__file__)))
secret, public = device("device.key")
other, other_public = device("other.key")
TEXT = b'''version = 1
default = "000102030405060708090a0b0c0d0e0f"

[[group]]
id = "000102030405060708090a0b0c0d0e0f"
name = "Smith family"
generation = 1
highest = 1
since = 1770000000
seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
'''
own = mac(secret, TEXT)


def line(mac):
    return b"# mac = " + mac.encode() + b"\n"


write("right.age", line(own) + TEXT, public)
write("no-mac.age", TEXT, public)
write("of-another-device.age", line(mac(other, TEXT)) + TEXT, public)
write("to-another-device.age", line(own) + TEXT, other_public)
write("one-byte.age", line(own) + TEXT.replace(b"1770000000", b"1770000001"), public)
write("longer.age", line(own) + TEXT + b"\n", public)
write("short-mac.age", line(own[:-2]) + TEXT, public)
write("upper-case.age", line(own.upper()) + TEXT, public)
write("carriage-return.age", b"# mac = " + own.encode() + b"\r\n" + TEXT, public)
write("second-line.age", b"#\n" + line(own) + TEXT, public)
write("nothing.age", b"", public)
