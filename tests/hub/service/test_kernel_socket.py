import asyncio
import json
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

from hub.service.frames import Frame, read_frame
from hub.service.kernel_socket import KernelSocket
from hub.service.page_session import PageSession
from tests.coroutines import in_a_loop


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


SAID = [json.dumps(part).encode() for part in ({"msg_type": "comm_msg", "msg_id": "page_1"}, {}, {}, {})]


def socket():
    made = KernelSocket.__new__(KernelSocket)
    made.initialize()
    return made


def test_what_is_still_on_its_way_when_a_socket_ends_is_not_heard_and_can_be_said_again():
    """Noted as heard, and passed on to nobody, a click was lost: the page's repetition counted as one that had come."""
    ended = socket()
    ended.ws_connection, ended.session = None, None
    ended._stands.set()
    in_a_loop(ended.on_message(serialize_msg_to_ws_v1(SAID, "shell")))
    assert ended._deliveries.is_new("page_1")


def test_a_page_that_connects_while_its_cells_run_hears_none_of_what_they_make(monkeypatch):
    """It comes inside the page: heard as well, each widget was made twice."""
    connected = []

    async def connects(_self, kernel_id):
        connected.append(kernel_id)

    monkeypatch.setattr(KernelWebsocketHandler, "open", connects)

    async def opened(*, leave):
        page = socket()
        session = PageSession(owner=None, app="customer.ipynb")
        monkeypatch.setattr(KernelSocket, "session", session)
        monkeypatch.setattr(KernelSocket, "kernels", SimpleNamespace(unread_at_most=1))
        page.get_argument = lambda _name, default: default
        page.ws_connection = None
        page.connection = SimpleNamespace(session=SimpleNamespace(pack=json.dumps))
        opening = asyncio.ensure_future(page.open("kernel"))
        await asyncio.sleep(0)
        assert (connected, page._stands.is_set()) == ([], False)
        if leave:
            page.connection = None
            session.end()
        else:
            session.listens(SimpleNamespace(unread=nothing, close=lambda: None))
        await opening

    async def nothing():
        return []

    in_a_loop(opened(leave=False))
    assert connected == ["kernel"]
    connected.clear()
    in_a_loop(opened(leave=True))
    assert connected == []


def test_a_page_that_is_broken_off_twice_says_so_all_the_same():
    """Other roles, and a moment later no session at all: the second word fell on the page that was saying it."""

    async def made(said):
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.sleep(0)
            said.append("ended")

    async def broken_off_twice():
        session, said = PageSession(owner=None, app="customer.ipynb"), []
        session.making = asyncio.ensure_future(made(said))
        for _ in range(2):
            await asyncio.sleep(0)
            session.break_off()
        await session.making
        return said

    assert in_a_loop(broken_off_twice()) == ["ended"]


def test_what_a_page_says_waits_until_its_channels_hear_the_answer(monkeypatch):
    """The first that new channels hear is taken as the proof that they do: it was the answer, and the page waited for ever."""
    passed_on = []
    monkeypatch.setattr(KernelWebsocketHandler, "on_message", lambda _self, message: passed_on.append(message))

    async def talk():
        page = socket()
        page.ws_connection = object()
        said = asyncio.ensure_future(page.on_message(serialize_msg_to_ws_v1(SAID, "shell")))
        await asyncio.sleep(0)
        assert (said.done(), passed_on) == (False, [])
        page._stands.set()
        await said

    in_a_loop(talk())
    assert passed_on == [serialize_msg_to_ws_v1(SAID, "shell")]
