"""Checkpoints that somebody made to do harm: their SHA-256 is right, what their headers say is not."""

from __future__ import annotations

import hashlib
import json


def sealed(header: bytes, content: bytes = b"") -> bytes:
    """A file whose SHA-256 is right, whatever its header says: what an attacker would send."""
    whole = len(header).to_bytes(8, "little") + header + content
    return whole.replace(b"0" * 64, hashlib.sha256(whole).hexdigest().encode(), 1)


def header_of(entries: str, state: str = "", format: int = 1) -> bytes:
    inner = json.dumps('{"sha256":"' + "0" * 64 + f'","format":{format}{state}' + "}")
    return ('{"__metadata__":{"dltrain":' + inner + "}" + entries + "}").encode()


ONE = '{"dtype":"F32","shape":[1],"data_offsets":[0,4]}'
EIGHT = '"b":{"dtype":"F64","shape":[],"data_offsets":[0,8]}'
HOSTILE = {
    "overlapping": f',"a":{ONE},"b":{ONE}',
    "a hole": ',"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}',
    "uncovered bytes": f',"a":{ONE}',
    "beyond the end": ',"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}',
    "negative": ',"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,-8]}',
    "two negatives": ',"a":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}',
    "enormous": ',"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,36893488147419103232]}',
    "enormous and empty": ',"a":{"dtype":"U8","shape":[0,9223372036854775808],"data_offsets":[0,0]},' + EIGHT,
    "shape and offsets differ": ',"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}',
    "many dimensions": ',"a":{"dtype":"U8","shape":[8' + ",1" * 100 + '],"data_offsets":[0,8]}',
    "a word as shape": ',"a":{"dtype":"F32","shape":"ab","data_offsets":[0,8]}',
    "true as shape": ',"a":{"dtype":"F64","shape":[true],"data_offsets":[0,8]}',
    "misaligned": ',"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}'
    ',"c":{"dtype":"U8","shape":[2],"data_offsets":[6,8]}',
    "unknown type": ',"a":{"dtype":"F128","shape":[],"data_offsets":[0,8]}',
    "type no word": ',"a":{"dtype":[],"shape":[],"data_offsets":[0,8]}',
    "no true or false": ',"a":{"dtype":"BOOL","shape":[8],"data_offsets":[0,8]}',
    "an option more": ',"a":{"dtype":"F64","shape":[],"data_offsets":[0,8],"b":1}',
    "no object": ',"a":8',
    "a key twice": f",{EIGHT},{EIGHT}",
    "metadata twice": ',"__metadata__":{"dltrain":"{}"},' + EIGHT,
    "nested": ',"a":' + "[" * 100_000 + "]" * 100_000,
    "a long number": ',"a":' + "9" * 10_000,
    "no JSON": ",",
}


def hostile_file(entries: str) -> bytes:
    """A whole file with eight bytes of tensors."""
    return sealed(header_of(entries), b"\7" * 8)
