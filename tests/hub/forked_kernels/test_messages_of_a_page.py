"""What a page's kernel says: several messages in one, in their order, as the JSON that every kernel makes."""

from __future__ import annotations

import gc
import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from ipykernel.comm.comm import BaseComm
from jupyter_client.session import json_packer
from markupsafe import Markup

from hub.forked_kernels.packing import pack, unpack
from hub.forked_kernels.page_comm import PageComm, use_page_comms


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        (rb'{"text": "10012\ud800"}', {"text": "10012\ufffd"}),
        (rb'"\udE00\uD83D"', "\ufffd\ufffd"),
        (rb'"\ud83d\ud83d\ude00"', "\ufffd\U0001f600"),
        (rb'"\\ud800 \\\uD800 \ud83d\ude00"', "\\ud800 \\\ufffd \U0001f600"),  # a backslash and letters are no half
    ],
)
def test_half_a_character_is_one_that_is_unknown(said: bytes, heard: Any) -> None:
    """A browser sends it as it is; nothing takes it further, and the page had an incident."""
    assert unpack(said) == heard


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What leaves the kernel: kind, comm, data, bytes."""
    found: list[tuple[Any, ...]] = []

    def note(comm: Any, kind: str, data: Any = None, _metadata: Any = None, buffers: Any = None, **_keys: Any) -> None:
        found.append((kind, comm.comm_id, data, buffers))

    monkeypatch.setattr(BaseComm, "publish_msg", note)
    return found


def comm(name: str) -> PageComm:
    return PageComm(comm_id=name, primary=False)


def test_what_is_said_within_a_block_goes_in_one_message_when_it_ends(sent: list[Any]) -> None:
    header, tabs = comm("header"), comm("tabs")
    with PageComm.together():
        header.send({"n": 1})
        with PageComm.together():
            tabs.send({"n": 2})
        header.send({"n": 3})
        assert sent == []
    order = [("header", 1), ("tabs", 2), ("header", 3)]
    messages = [{"comm_id": name, "data": {"n": number}} for name, number in order]
    assert sent == [("comm_msg", "header", {"method": "several", "messages": messages}, None)]
    header.send({"n": 4})
    assert sent[1:] == [("comm_msg", "header", {"n": 4}, None)]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"method": "custom", "content": {"do": "act", "number": 3, "turn": 7}}, [{"do": "gone", "turn": 7}]),
        *(
            ({"content": content}, [])
            for content in ({"do": "act", "turn": True}, {"do": "query", "turn": 7}, [], None)
        ),
        ({}, []),
    ],
)
def test_a_click_for_a_widget_that_was_closed_is_answered_and_closes_nothing_again(
    sent: list[Any], monkeypatch: pytest.MonkeyPatch, said: Any, answer: list[Any]
) -> None:
    monkeypatch.setattr("comm.create_comm", None)
    monkeypatch.setattr("hub.forked_kernels.page_comm.carry_by", lambda _carrier: None)
    heard: list[Any] = []
    handlers = {"comm_msg": lambda *message: heard.append(message[-1]["content"]["comm_id"])}
    use_page_comms(SimpleNamespace(shell_handlers=handlers, comm_manager=SimpleNamespace(comms={"open": object()})))
    for name in ("closed", "open"):
        handlers["comm_msg"](None, None, {"content": {"comm_id": name, "data": said}})
    gc.collect()
    assert heard == ["open"]
    assert [(kind, name, data["content"]) for kind, name, data, _ in sent] == [
        ("comm_msg", "closed", each) for each in answer
    ]


@pytest.mark.parametrize(
    "content",
    [[], None, "x", {}, {"comm_id": {"a": 1}, "data": {}}, {"comm_id": ["open"], "data": {}}, {"comm_id": "open"},
     {"comm_id": "open", "data": []}, {"comm_id": "open", "data": None}, {"comm_id": None, "data": {}}],
)  # fmt: skip
def test_what_no_page_says_is_dropped_without_a_trace(monkeypatch: pytest.MonkeyPatch, content: Any) -> None:
    """Each left a stack trace in the service's log, which any page could fill."""
    monkeypatch.setattr("comm.create_comm", None)
    monkeypatch.setattr("hub.forked_kernels.page_comm.carry_by", lambda _carrier: None)
    heard: list[Any] = []
    handlers = {"comm_msg": lambda *message: heard.append(message)}
    use_page_comms(SimpleNamespace(shell_handlers=handlers, comm_manager=SimpleNamespace(comms={"open": object()})))
    handlers["comm_msg"](None, None, {"content": content})
    assert heard == []


def test_bytes_and_comms_that_open_or_close_keep_their_place(sent: list[Any]) -> None:
    one, other = comm("one"), comm("other")
    with PageComm.together():
        one.send({"n": 1})
        other.send({"n": 2}, buffers=[b"x"])
        other.publish_msg("comm_open", {"n": 3})
        one.send({"n": 4})
    assert [(kind, name, data["n"], buffers) for kind, name, data, buffers in sent] == [
        ("comm_msg", "one", 1, None),
        ("comm_msg", "other", 2, [b"x"]),
        ("comm_open", "other", 3, None),
        ("comm_msg", "one", 4, None),
    ]


def test_what_was_said_before_something_failed_is_said(sent: list[Any]) -> None:
    one = comm("one")

    @PageComm.together()
    def fails() -> None:
        one.send({"n": 1})
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        fails()
    one.send({"n": 2})
    assert [data["n"] for _, _, data, _ in sent] == [1, 2]


@pytest.mark.parametrize(
    "said",
    [
        {"html": Markup("<b>Müller &amp; Söhne</b>"), "title": "„Ä“ \u2028 \x00", "many": (1, 2.5, None, True)},
        {"half": "\udce4"},
        {3: "number", "nested": {"tone": {}}},
        {"large": 2**70},
    ],
)
def test_a_message_says_what_every_kernel_says(said: dict[Any, Any]) -> None:
    assert json.loads(pack(said).decode(errors="surrogateescape")) == json.loads(
        json_packer(said).decode(errors="surrogateescape")
    )


def test_a_moment_is_written_as_in_every_kernel_and_read_as_text() -> None:
    moment = {"date": datetime(2012, 10, 31, 23, 59, 58, 1, UTC)}
    assert unpack(pack(moment)) == {"date": "2012-10-31T23:59:58.000001Z"} == json.loads(json_packer(moment))


def test_what_no_message_can_say_is_an_error() -> None:
    with pytest.raises(ValueError, match="clean"):
        pack({"amount": object()})
    with pytest.raises(ValueError, match=r".+"):
        unpack(b"{")
