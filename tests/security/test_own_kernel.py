"""One's own kernel understands a page's messages and nothing else, whatever its owner sends."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from websockets.exceptions import ConnectionClosed

from tests.security.discretion import telling
from tests.security.wire import Line, framed, header, line, page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.stack import Client

CODE = "import pathlib; pathlib.Path({!r}).touch()"


def requests_of(code: str) -> list[tuple[str, dict]]:
    """Every request that a kernel knows, and some that it does not."""
    return [
        ("execute_request", {"code": code, "silent": False, "store_history": True, "allow_stdin": True}),
        ("execute_request", {"code": "1", "silent": False, "user_expressions": {"x": code}}),
        ("complete_request", {"code": "directory.", "cursor_pos": 10}),
        ("inspect_request", {"code": "directory", "cursor_pos": 5, "detail_level": 1}),
        ("history_request", {"hist_access_type": "range", "session": 0, "start": 0, "stop": 100, "raw": True}),
        ("is_complete_request", {"code": "for"}),
        ("connect_request", {}),
        ("debug_request", {"type": "request", "seq": 1, "command": "dumpCell", "arguments": {"code": code}}),
        ("usage_request", {}),
        ("create_subshell_request", {}),
        ("list_subshell_request", {}),
        ("delete_subshell_request", {"subshell_id": "1"}),
        ("input_reply", {"value": code}),
        ("abort_request", {}),
        ("clear_request", {}),
        ("apply_request", {"code": code}),
        ("interrupt_request", {}),
        ("shutdown_request", {"restart": False}),
        ("shutdown_request", {"restart": True}),
        ("no_such_request", {"code": code}),
        ("", {}),
    ]


@pytest.mark.parametrize("channel", ["shell", "control", "stdin", "iopub", "hb", "", "nowhere"])
def test_no_request_but_a_page_s_own_has_an_effect(own: Line, tmp_path: Path, channel: str) -> None:
    mark = tmp_path / "was_here"
    sent = {own.send(kind, content, channel) for kind, content in requests_of(CODE.format(str(mark)))}
    # Still there, and it answers what was sent later before anything of these.
    answers = own.settle()
    assert not mark.exists()
    assert not [answer for answer in answers if answer.parent in sent]
    assert telling(own.text()) == []


def test_allowed_messages_pass_on_the_shell_channel_alone(own: Line) -> None:
    sent = {own.send("kernel_info_request", {}, channel) for channel in ("control", "stdin", "iopub")}
    assert not [answer for answer in own.settle() if answer.parent in sent]


SMUGGLING = (
    b'{"msg_type": "comm_msg", "msg_type": "execute_request", "msg_id": "1"}',
    b'{"msg_type": "execute_request", "msg_id": "1", "msg_type ": "comm_msg"}',
    b'{"msg_type": "execute_request\\u0000", "msg_id": "1"}',
    b'\xef\xbb\xbf{"msg_type": "execute_request", "msg_id": "1"}',
    '{"msg_type": "execute_request", "msg_id": "1"}'.encode("utf-16"),
    b'{"msg_type": ["comm_msg"], "msg_id": "1"}',
    b'{"msg_type": "comm_msg", "header": {"msg_type": "execute_request"}, "msg_id": "1"}',
)


def test_no_way_of_writing_the_header_smuggles_a_request_in(service: Client, tmp_path: Path) -> None:
    mark = tmp_path / "was_here"
    content = json.dumps({"code": CODE.format(str(mark)), "silent": False}).encode()
    with page(service) as opened:
        for head in SMUGGLING:
            with suppress(ConnectionClosed), line(service, opened.kernel_id) as again:
                again.socket.send(framed([b"shell", head, b"{}", b"{}", content]))
                again.settle()
        with line(service, opened.kernel_id) as again:
            again.settle()
    assert not mark.exists()


def test_what_a_comm_cannot_do_is_not_explained(own: Line) -> None:
    """A comm that fails makes ipykernel print a traceback, which it sends to every page of the kernel."""
    models = list(own.widgets())
    start = len(own.received)
    for data in ({}, {"state": {}}, {"state": {"_model_name": "X"}}, [], None, 5, {"state": {"_model_module": "os"}}):
        for target in ("jupyter.widget", "jupyter.widget.control", "jupyter.widget.version", "nothing"):
            for metadata in ({}, {"version": "2.1.0"}, {"version": "9.0"}, {"version": 5}):
                content = {"comm_id": f"x{len(own.received)}", "target_name": target, "data": data}
                own.send("comm_open", content, metadata=metadata)
    for content in ({}, [], {"comm_id": "nothing", "data": {}}, {"comm_id": models[0]}, {"comm_id": ["x"], "data": {}}):
        own.send("comm_msg", content)
        own.send("comm_close", content)
    for model in models:
        for data in ({}, [], {"method": "update"}, {"method": "update", "state": 5}, {"method": "custom"}, "x"):
            own.send("comm_msg", {"comm_id": model, "data": data})
    kinds = {message.kind for message in own.settle()}
    assert kinds <= {"status", "comm_msg", "comm_open", "comm_close", "comm_info_reply"}
    assert telling("\n".join(str(data) for data in own.received[start:])) == []


def test_somebody_else_s_name_in_a_message_changes_nothing(own: Line) -> None:
    own.send("comm_info_request", {}, username="admin", session="controlling", user="admin", roles=["admin"])
    assert own.settle()
    assert header("x")["username"] == "somebody"
