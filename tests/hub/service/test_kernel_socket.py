import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1

from hub.service.kernel_socket import Frame, read_frame


def frame(kind, buffers=(b"12",)):
    parts = [json.dumps(part).encode() for part in ({"msg_type": kind}, {}, {}, {})]
    return serialize_msg_to_ws_v1([*parts, *buffers], "iopub")


@pytest.mark.parametrize("kind", ["error", "comm_msg", "execute_input"])
def test_a_message_s_type_is_read_from_its_frame(kind):
    assert read_frame(frame(kind)) == Frame("iopub", kind)


def test_a_kernel_s_message_may_have_many_buffers_and_a_page_s_few():
    many = frame("comm_msg", [b"x"] * 500)
    assert read_frame(many) == Frame("iopub", "comm_msg")
    assert read_frame(many, 64) is None


@pytest.mark.parametrize(
    "noise",
    [
        (2**40).to_bytes(8, "little") + b"x" * 100,
        (2**64 - 1).to_bytes(8, "little") + b"x" * 100,
        b"",
        bytes(64),
        frame("comm_msg")[:-1],
        frame("comm_msg")[:40],
        frame("comm_msg").replace(b'{"msg_type": "comm_msg"}', b"[" * 24),
        serialize_msg_to_ws_v1([b"[" * 100_000, b"{}", b"{}", b"{}"], "shell"),
        serialize_msg_to_ws_v1([b"[]", b"{}", b"{}", b"{}"], "shell"),
        serialize_msg_to_ws_v1([b'{"msg_type": 5}', b"{}", b"{}", b"{}"], "shell"),
    ],
    ids=range(10),
)
def test_what_is_no_frame_is_not_taken_for_one(noise):
    assert read_frame(noise) is None


@given(st.binary(max_size=200))
def test_no_noise_breaks_it(noise):
    read_frame(noise)


@given(st.integers(0, 80), st.integers(0, 255))
def test_no_damaged_frame_breaks_it(place, value):
    damaged = bytearray(frame("comm_msg"))
    damaged[place] = value
    read_frame(bytes(damaged), 64)
