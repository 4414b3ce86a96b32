import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1

from hub.serve import serve
from hub.voila_handlers import message_type


def frame(kind):
    message = {"header": {"msg_type": kind}, "parent_header": {}, "metadata": {}, "content": {}, "buffers": [b"12"]}
    return serialize_msg_to_ws_v1(message, "iopub", lambda part: json.dumps(part).encode())


@pytest.mark.parametrize("kind", ["error", "comm_msg", "execute_input"])
def test_a_message_s_type_is_read_from_its_frame(kind):
    assert message_type(frame(kind)) == kind


def test_an_old_frame_is_not_taken_for_offsets():
    assert message_type((2**40).to_bytes(8, "little") + b"x" * 100) is None


@given(st.binary(max_size=200))
def test_no_frame_breaks_it(noise):
    message_type(noise)


def test_a_taken_port_is_said(tmp_path, capsys):
    import socket

    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        assert serve(tmp_path / "clientinfo.toml", port, notebooks=tmp_path) == 1
    assert str(port) in capsys.readouterr().err
