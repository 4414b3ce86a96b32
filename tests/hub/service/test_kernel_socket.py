import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1

from hub.service.deliveries import Deliveries
from hub.service.frames import Frame, read_frame
from hub.service.kernel_socket import KernelSocket


def frame(kind, buffers=(b"12",)):
    parts = [json.dumps(part).encode() for part in ({"msg_type": kind}, {}, {}, {})]
    return serialize_msg_to_ws_v1([*parts, *buffers], "iopub")


@pytest.mark.parametrize("kind", ["error", "comm_msg", "execute_input"])
def test_a_message_s_type_is_read_from_its_frame(kind):
    assert read_frame(frame(kind)) == Frame("iopub", kind, b"{}")


def test_a_kernel_s_message_may_have_many_buffers_and_a_page_s_few():
    many = frame("comm_msg", [b"x"] * 500)
    assert read_frame(many) == Frame("iopub", "comm_msg", b"{}")
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


@pytest.mark.parametrize(
    ("content", "found"),
    [({"target_name": "x"}, "x"), ({}, None), ([], None), ("x", None), (None, None), ({"target_name": ["x"]}, ["x"])],
)
def test_a_field_of_the_content(content, found):
    parts = [json.dumps(part).encode() for part in ({"msg_type": "comm_open"}, {}, {}, content)]
    assert read_frame(serialize_msg_to_ws_v1(parts, "shell")).field("target_name") == found


def test_a_content_that_is_no_json_has_no_fields():
    parts = [json.dumps(part).encode() for part in ({"msg_type": "comm_open"}, {}, {})]
    assert read_frame(serialize_msg_to_ws_v1([*parts, b"{"], "shell")).field("target_name") is None
    assert read_frame(serialize_msg_to_ws_v1([*parts, b"[" * 100_000], "shell")).field("target_name") is None


def test_what_is_still_on_its_way_when_a_socket_ends_is_not_heard_and_can_be_said_again():
    """Noted as heard, and passed on to nobody, a click was lost: the page's repetition counted as one that had come."""
    parts = [json.dumps(part).encode() for part in ({"msg_type": "comm_msg", "msg_id": "page_1"}, {}, {}, {})]
    ended = KernelSocket.__new__(KernelSocket)
    ended.ws_connection, ended._deliveries = None, Deliveries()
    ended.on_message(serialize_msg_to_ws_v1(parts, "shell"))
    assert ended._deliveries.is_new("page_1")
