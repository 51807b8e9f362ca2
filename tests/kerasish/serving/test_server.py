"""The server as a program, with clients that mean well and clients that do not."""

from __future__ import annotations

import contextlib
import io
import json
import signal
import socket
import struct
import sys
import threading
import time
import zipfile

import numpy as np
import pytest

import kerasish
from kerasish import layers
from kerasish.__main__ import main
from tests.kerasish.serving.running_server import (
    JSON,
    NPY,
    RunningServer,
    npy,
    npz,
    post,
    read_all,
)

WEIGHTS = np.arange(6, dtype="float32").reshape(3, 2)
X = np.float32([[1, 2, 3], [4, 5, 6]])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def file(folder):
    """A model whose outputs are known, and that an index may break."""
    dense = layers.Dense(2, use_bias=False, name="y")
    model = kerasish.Sequential([kerasish.Input((3,), name="x"), dense], name="small")
    dense.set_weights([WEIGHTS])
    model.save(folder / "model.h5")
    return folder / "model.h5"


@pytest.fixture(scope="module")
def server(file):
    """Small limits, so that tests reach them soon."""
    found = RunningServer.of(
        file,
        *("--max-body-mb", 0.05, "--request-seconds", 2, "--idle-seconds", 30),
    )
    yield found
    assert found.end() == ""  # no traceback, whatever was sent


@pytest.fixture(autouse=True)
def still_up(request):
    """After every test the server answers, and holds nothing."""
    yield
    if "server" in request.fixturenames:
        server = request.getfixturevalue("server")
        assert server.ask("GET", "/health") == (200, b'{"status": "ok"}\n')
        end = time.monotonic() + 10
        while _under_way(server) != [0, 0] and time.monotonic() < end:
            time.sleep(0.02)  # for clients that have gone
        assert _under_way(server) == [0, 0]


def _under_way(server) -> list:
    """Bytes and rows."""
    names = ("kerasish_held_bytes", "kerasish_waiting_rows")
    return [server.metric(name) for name in names]


# ---- answers


def test_what_the_model_takes(server):
    status, body = server.ask("GET", "/")
    told = json.loads(body)
    assert (status, told["model"]) == (200, "small")
    assert told["inputs"] == [{"name": "x", "dtype": "float32", "shape": [None, 3]}]
    assert told["outputs"] == [{"name": "y", "dtype": "float32", "shape": [None, 2]}]


def test_json(server):
    expected = (X @ WEIGHTS).tolist()
    for inputs in (X.tolist(), {"x": X.tolist()}):
        assert server.predict({"inputs": inputs}) == (200, {"outputs": expected})


def test_npy(server):
    for array in (X, X.astype("float64"), X.astype(">f4"), np.asfortranarray(X)):
        status, body = server.ask("POST", "/predict", npy(array), NPY)
        found = np.load(io.BytesIO(body))
        assert (status, found.dtype) == (200, np.float32)
        np.testing.assert_array_equal(found, X @ WEIGHTS)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/json", "json"),
        ("application/json;q=0.3, application/x-npz", "npz"),
        ("text/html, */*;q=0.1", "npy"),
    ],
)
def test_the_answer_is_of_the_kind_that_was_asked(server, accept, kind):
    headers = NPY | {"Accept": accept}
    status, body = server.ask("POST", "/predict", npy(X), headers)
    if kind == "json":
        found = json.loads(body)["outputs"]
    else:
        found = np.load(io.BytesIO(body))
        found = found["y"] if kind == "npz" else found
    assert status == 200
    np.testing.assert_array_equal(found, X @ WEIGHTS)


def test_what_json_has_no_number_for_is_null(server):
    status, answer = server.predict({"inputs": [[None, 0, 0]]})
    assert (status, answer) == (200, {"outputs": [[None, None]]})
    status, answer = server.predict({"inputs": [[0, 3e38, 3e38]]})
    assert (status, answer) == (200, {"outputs": [[None, None]]})


def test_several_inputs_and_outputs(folder):
    a = kerasish.Input((2,), name="a")
    b = kerasish.Input((None,), dtype="int32", name="b")
    table = layers.Embedding(3, 2, embeddings_initializer="ones")
    rows = layers.GlobalAveragePooling1D()(table(b))
    outputs = [
        layers.Add(name="sum")([a, rows]),
        layers.Subtract(name="rest")([a, rows]),
    ]
    kerasish.Model([a, b], outputs).save(folder / "two.keras")
    server = RunningServer.of(folder / "two.keras")
    inputs = {"a": [[1.5, 2.5]], "b": [[0, 1, 2]]}
    expected = {"sum": [[2.5, 3.5]], "rest": [[0.5, 1.5]]}
    assert server.predict({"inputs": inputs}) == (200, {"outputs": expected})
    arrays = npz(**{name: np.array(rows) for name, rows in inputs.items()})
    npz_type = {"Content-Type": "application/x-npz"}
    status, body = server.ask("POST", "/predict", arrays, npz_type)
    found = np.load(io.BytesIO(body))
    assert status == 200
    assert {name: found[name].tolist() for name in found.files} == expected

    def refused(inputs):
        status, answer = server.predict({"inputs": inputs})
        assert status == 400
        return answer["error"]

    assert "['a', 'b']" in refused({"a": [[1, 2]]})
    assert "send them by name" in refused([[1, 2]])
    assert "number of rows" in refused({"a": [[1, 2]], "b": [[0], [0]]})
    assert "takes int32, got float64" in refused(inputs | {"b": [[0.5]]})
    assert "takes numbers from" in refused(inputs | {"b": [[2**40]]})
    # the table has three rows: what is wrong with one request is told to nobody else
    answers = in_threads(
        lambda i: server.predict({"inputs": inputs | {"b": [[9 if i == 3 else 1]]}}), 8
    )
    assert [status for status, _ in answers] == [200, 200, 200, 400, 200, 200, 200, 200]
    assert "the model refuses this" in answers[3][1]["error"]
    headers = npz_type | {"Accept": "application/x-npy"}
    assert server.ask("POST", "/predict", arrays, headers)[0] == 406
    assert server.end(signal.SIGINT) == ""


def in_threads(function, count):
    """Results of function(0), function(1), ... at the same time."""
    found = [None] * count

    def run(i):
        found[i] = function(i)

    threads = [threading.Thread(target=run, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_requests_in_a_row_on_one_connection(server):
    one = post(json.dumps({"inputs": X.tolist()}).encode())
    with server.socket() as connection:
        connection.sendall(one * 20 + post(b"{}", "Connection: close"))
        text = read_all(connection)
    assert text.count("HTTP/1.1 200 OK") == 20
    assert text.count("HTTP/1.1 400") == 1 and text.index("400") > text.rindex("200 OK")


def test_a_body_in_chunks_and_a_client_that_asks_before(server):
    body = json.dumps({"inputs": X.tolist()}).encode()
    head = post(b"", "Expect: 100-continue", "Connection: close").decode()
    head = head.replace("Content-Length: 0", f"Content-Length: {len(body)}")
    with server.socket() as connection:
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 100 Continue")
        connection.sendall(body)
        assert "200 OK" in read_all(connection)
    chunked = head.replace(f"Content-Length: {len(body)}", "Transfer-Encoding: chunked")
    chunked = chunked.replace("Expect: 100-continue\r\n", "")
    with server.socket() as connection:
        parts = [f"{len(p):x}\r\n{p.decode()}\r\n" for p in (body[:9], body[9:])]
        connection.sendall((chunked + "".join(parts) + "0\r\n\r\n").encode())
        assert "200 OK" in read_all(connection)


def test_a_client_that_sends_no_more_may_still_read(server):
    with server.socket() as connection:
        connection.sendall(post(json.dumps({"inputs": X.tolist()}).encode()))
        connection.shutdown(socket.SHUT_WR)
        assert read_all(connection).count("200 OK") == 1


def test_concurrent_requests_are_predicted_together(server):
    def ask(i):
        x = np.full((1, 3), i, "float32")
        body = server.ask("POST", "/predict", npy(x), NPY)[1]
        return np.array_equal(np.load(io.BytesIO(body)), x @ WEIGHTS)

    assert all(in_threads(ask, 40))


def test_metrics(server):
    before = {
        name: server.metric(name)
        for name in (
            "kerasish_rows_total",
            "kerasish_predict_seconds_count",
            "kerasish_batch_rows_sum",
            'kerasish_requests_total{path="/predict"}',
        )
    }
    server.predict({"inputs": X.tolist()})
    server.predict({"inputs": X.tolist()})
    grown = [server.metric(name) - value for name, value in before.items()]
    assert grown == [4, 2, 4, 2]
    assert server.predict({})[0] == 400
    assert server.metric('kerasish_errors_total{status="400"}') >= 1


def test_head_has_no_body(server):
    assert server.ask("HEAD", "/health") == (200, b"")


# ---- refusals

MANY = b"[" * 2000


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "no JSON"),
        (b"{", "no JSON"),
        (b"\xff", "no JSON"),
        (b'{"inputs": ' + MANY, "no JSON"),
        (b'{"inputs": [[NaN, 1, 2]]}', "no JSON"),
        (b"[[1, 2, 3]]", 'send {"inputs": rows}'),
        (b'{"inputs": [[1, 2, 3], [1]]}', "differ in length"),
        (b'{"inputs": [1, 2, 3]}', "the first axis is the batch"),
        (b'{"inputs": []}', "there are no rows"),
        (b'{"inputs": 5}', "has the shape [any, 3], got []"),
        (b'{"inputs": null}', "has the shape [any, 3], got []"),
        (b'{"inputs": [[1, 2]]}', "has the shape [any, 3], got [1, 2]"),
        (b'{"inputs": [["1", "2", "3"]]}', "takes float32, got text"),
        (b'{"inputs": [[{}, 2, 3]]}', "takes float32, got other values"),
        (b'{"inputs": {"z": [[1, 2, 3]]}}', "the inputs are ['x'], got ['z']"),
        (b'{"inputs": ' + b"[" * 80 + b"]" * 80 + b"}", "input 'x'"),
    ],
)
def test_malformed_json(server, body, told):
    status, answer = server.ask("POST", "/predict", body, JSON)
    assert status == 400 and told in json.loads(answer)["error"]


def _header(text: str) -> bytes:
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode()


def _described(descr: str, shape: str) -> bytes:
    text = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}}}\n"
    return _header(text)


def _objects() -> bytes:
    file = io.BytesIO()
    np.save(file, np.array([[{}, 1, 2]], object), allow_pickle=True)
    return file.getvalue()


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "no .npy file"),
        (b"\x93NUMPY", "no .npy file"),
        (npy(X)[:-1], "should hold float32[2, 3]"),
        (npy(X) + b"x", "should hold float32[2, 3]"),
        (_objects(), "arrays of numbers or text"),
        (_header("{" * 500), "bad header"),
        (_header("__import__('os').abort()\n"), "bad header"),
        (_described("'<f4'", "(-1, 3)") + bytes(12), "are taken"),
        (_described("'<f4'", "(99999999999, 3)"), "should hold"),
        (_described("[('a', '<f4')]", "(1, 3)") + bytes(12), "arrays of numbers"),
        (b"\x93NUMPY\x02\x00" + b"\xff" * 20, "too long"),
        (npy(X.astype("complex64")), "arrays of numbers or text"),
        (npy(X[0]), "the first axis is the batch"),
    ],
)
def test_malformed_npy(server, body, told):
    status, answer = server.ask("POST", "/predict", body, NPY)
    assert status == 400 and told in json.loads(answer)["error"]


def _bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.npy", bytes(10_000_000))
    return file.getvalue()


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        (b"PK", 400, "no .npz file"),
        (npz(x=X)[:-30], 400, "no .npz file"),
        (npz(x=X).replace(b"NUMPY", b"numpy"), 400, "no .npz file"),
        (npz(z=X), 400, "the inputs are ['x'], got ['z']"),
        (_bomb(), 413, "when unpacked"),
    ],
)
def test_malformed_npz(server, body, status, told):
    headers = {"Content-Type": "application/x-npz"}
    found, answer = server.ask("POST", "/predict", body, headers)
    assert found == status and told in json.loads(answer)["error"]


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "told"),
    [
        ("GET", "/none", {}, 404, "/predict"),
        ("GET", "/predict", {}, 405, "POST rows"),
        ("POST", "/health", {}, 405, "GET /health"),
        ("POST", "/predict", {}, 415, "send one of"),
        ("POST", "/predict", {"Content-Type": "text/plain"}, 415, "'text/plain'"),
        ("POST", "/predict", JSON | {"Content-Encoding": "gzip"}, 415, "Encoding"),
        ("POST", "/predict", JSON | {"Accept": "image/png"}, 406, "'image/png'"),
        ("POST", "/predict", JSON | {"Accept": "*/*;q=x"}, 400, "bad Accept"),
    ],
)
def test_requests_that_are_no_predictions(server, method, path, headers, status, told):
    found, answer = server.ask(method, path, b"" if method == "POST" else None, headers)
    assert found == status and told in json.loads(answer)["error"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"hello\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00", 400),  # a client that speaks TLS
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (b"POST /predict HTTP/1.1\r\nContent-Length: -5\r\n\r\n", 400),
        (b"POST /predict HTTP/1.1\r\nContent-Length: 1x\r\n\r\n", 400),
        (
            b"POST /predict HTTP/1.1\r\nContent-Length: 3\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
        ),
        (
            b"POST /predict HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            400,
        ),
        (b"POST /predict HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", 413),
        (b"GET / HTTP/1.1\r\nLong: " + b"x" * 40_000 + b"\r\n\r\n", 431),
        (b"GET /" + b"x" * 40_000, 431),
        (b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 9_000, 431),
    ],
)
def test_what_is_no_whole_request_is_answered_and_closed(server, sent, status):
    with server.socket() as connection:
        # in two parts: what is wrong is seen before the client has sent all
        connection.sendall(sent[:30_000])
        time.sleep(0.01)
        connection.sendall(sent[30_000:])
        text = read_all(connection)
    assert text.startswith(f"HTTP/1.1 {status} ")
    assert "Connection: close" in text and '{"error": ' in text


def test_a_large_body_is_refused_though_it_does_not_say_how_large(server):
    chunk = b"8000\r\n" + bytes(0x8000) + b"\r\n"
    head = b"POST /predict HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    with server.socket() as connection:
        connection.sendall(head + chunk * 3)
        assert read_all(connection).startswith("HTTP/1.1 413 ")


def test_slow_requests_time_out(server):
    """Nothing more comes, or a little again and again."""
    beginnings = [b"GET / HT", b"GET / HTTP/1.1\r\nHost: ", post(b"{}" * 10)[:-1]]

    def stall(i):
        with server.socket() as connection:
            connection.sendall(beginnings[i])
            return read_all(connection)

    def trickle():
        start = time.monotonic()
        with server.socket() as connection:
            connection.sendall(b"GET / HTTP/1.1\r\n")
            connection.settimeout(0.1)
            while time.monotonic() < start + 15:
                connection.sendall(b"a: b\r\n")
                try:
                    return connection.recv(1000).decode()
                except TimeoutError:
                    continue

    answers = in_threads(lambda i: stall(i) if i < 3 else trickle(), 4)
    for answer in answers:
        assert answer.startswith("HTTP/1.1 408 ") and "within 2 seconds" in answer


def test_clients_that_hang_up(server):
    for sent in (b"", b"GET / HT", post(b"{}")[:-1], post(npy(X), kind="x-npy")):
        for _ in range(5):
            with server.socket() as connection:
                connection.sendall(sent)
                # a reset, not an end
                option = struct.pack("ii", 1, 0)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, option)


# ---- too much, and the end


SLOW = """
import time
import kerasish
from kerasish.serving import Limits, Server
model = kerasish.Sequential([kerasish.Input((1,)), kerasish.layers.Identity()])
server = Server(model, Limits(max_batch=2, max_queue=3, max_connections=12,
                              max_body=1 << 20, max_memory=3 << 20,
                              request_seconds=1, idle_seconds=0.5))
def slow(inputs):
    time.sleep(0.4)
    if inputs[0][0, 0] < 0:
        raise ZeroDivisionError("of this model")
    return inputs
server.predictor = slow
server.run("127.0.0.1", 0, lambda at: print("'slow' at", at, flush=True))
print("ended", flush=True)
"""


@pytest.fixture
def slow_server():
    """Two rows take 0.4 seconds."""
    return RunningServer("-c", SLOW)


def test_too_much_work_is_refused_and_what_is_under_way_is_answered(slow_server):
    server = slow_server
    answers = in_threads(lambda i: server.predict({"inputs": [[i]]}), 10)
    for i, (status, answer) in enumerate(answers):
        assert status in (200, 503)
        if status == 200:
            assert answer == {"outputs": [[i]]}
        else:
            assert "rows wait already" in answer["error"]
    statuses = [status for status, _ in answers]
    assert statuses.count(200) >= 4 and statuses.count(503) >= 1
    # it fails for one of two that are predicted together
    answers = in_threads(lambda i: server.predict({"inputs": [[-i]]}), 2)
    assert [status for status, _ in answers] == [200, 500]
    # too many connections
    with contextlib.ExitStack() as stack:
        opened = [stack.enter_context(server.socket()) for _ in range(13)]
        assert read_all(opened.pop()).startswith("HTTP/1.1 503 ")
        # those without a request are closed without a word
        assert {read_all(connection) for connection in opened} == {""}
    # too many bytes at a time
    with server.socket() as a, server.socket() as b, server.socket() as c:
        for connection in (a, b, c):
            connection.sendall(post(bytes(1 << 20))[:-1])
        time.sleep(0.2)
        with server.socket() as d:
            d.sendall(post(bytes(1 << 20))[:-1])
            assert "holds too much" in read_all(d)
    # asked to end while requests are under way
    found = []
    body = json.dumps({"inputs": [[7]]})
    asking = threading.Thread(
        target=lambda: found.append(server.ask("POST", "/predict", body, JSON))
    )
    asking.start()
    time.sleep(0.2)
    errors = server.end()
    asking.join()
    assert found == [(200, b'{"outputs":[[7.0]]}')]
    assert errors.count("ZeroDivisionError: of this model") == 1


# ---- what cannot be served


def test_models_that_keep_states_are_refused(folder, capsys):
    model = kerasish.Sequential(
        [kerasish.Input(batch_shape=(1, 2, 1)), layers.LSTM(1, stateful=True)]
    )
    model.save(folder / "stateful.h5")
    assert main(["serve", str(folder / "stateful.h5")]) == 1
    assert "keeps states between calls" in capsys.readouterr().err


def test_an_address_in_use_is_an_error_in_a_line(server, file, capsys):
    assert main(["serve", str(file), "--port", str(server.port)]) == 1
    told = capsys.readouterr().err
    assert told.startswith("error: ") and "in use" in told


@pytest.mark.parametrize("package", ["httptools", "orjson"])
def test_the_extra_is_named(file, capsys, monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)
    assert main(["serve", str(file), "--port", "0"]) == 1
    assert 'pip install "kerasish[serve]"' in capsys.readouterr().err
