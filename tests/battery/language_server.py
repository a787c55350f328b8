"""The YAML language server as a referee: `python -m tests.battery language_server --files 300`.

VS Code, Neovim, Helix and others run this server to check and complete YAML while one types. The driver
speaks to it as an editor does, and holds what it says of files made at random, and of the content in this
checkout, against the loader: the same verdict, with a mark on the line that the loader names. Then it asks
for completions and help as an editor does. The server is the one of tests/package.json, which tests/run.py
installs.
"""

import json
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE
from typing import Any

from battery.report import Report
from battery.serving import ROOT
from node_programs import node_program
from written_files import DIFFERENCES, changed_quiz, written

from quizapp.content.schema import SCHEMAS, findings, json_schema
from quizapp.problem import TRANSLATION, Finding, Part
from quizapp.yaml.reader import Document, read

SERVER = "yaml-language-server/bin/yaml-language-server"
QUIZ = ROOT / "tests" / "samples" / "complete" / "blisters-from-new-shoes" / "quiz.yaml"

Json = dict[str, Any]


class LanguageServer:
    """The server's end of the Language Server Protocol, over its standard input and output."""

    def __init__(self, process: subprocess.Popen[bytes], schemas: dict[str, list[str]]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._to, self._from = process.stdin, process.stdout
        self._settings = {"schemas": schemas, "schemaStore": {"enable": False}, "validate": True}
        self._diagnostics: dict[str, list[Json]] = {}
        self._requests = self._opened = 0
        item = {"documentationFormat": ["markdown"], "snippetSupport": True}
        able = {
            "workspace": {"configuration": True},
            "textDocument": {
                "completion": {"completionItem": item},
                "hover": {"contentFormat": ["markdown"]},
            },
        }
        self.ask("initialize", processId=None, rootUri=None, capabilities=able)
        self.tell("initialized")

    def tell(self, method: str, **parameters: Any) -> None:
        """Send a notification."""
        self._send({"method": method, "params": parameters})

    def ask(self, method: str, **parameters: Any) -> Any:
        """Send a request and return its result."""
        self._requests += 1
        self._send({"id": self._requests, "method": method, "params": parameters})
        while True:
            message = self._receive()
            if message.get("id") == self._requests and "method" not in message:
                return message["result"]
            self._handle(message)

    def open(self, part: str, text: str) -> str:
        """Open a file, as an editor does, and return its address; what is wrong with it comes later."""
        self._opened += 1
        uri = f"file:///content/{self._opened}/{_file(part)}"
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", textDocument=document)
        return uri

    def diagnostics(self, uri: str) -> list[Json]:
        """Return what is wrong with a file, as soon as the server says so, and close it."""
        while uri not in self._diagnostics:
            self._handle(self._receive())
        self.tell("textDocument/didClose", textDocument={"uri": uri})
        return self._diagnostics[uri]

    def _handle(self, message: Json) -> None:
        if message.get("method") == "textDocument/publishDiagnostics":
            self._diagnostics.setdefault(message["params"]["uri"], message["params"]["diagnostics"])
        elif message.get("method") == "workspace/configuration":
            wanted = [item.get("section") for item in message["params"]["items"]]
            result = [self._settings if section == "yaml" else {} for section in wanted]
            self._send({"id": message["id"], "result": result})
        elif "method" in message and "id" in message:
            self._send({"id": message["id"], "result": None})

    def _send(self, message: Json) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._to.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._to.flush()

    def _receive(self) -> Json:
        length = 0
        while header := self._from.readline().strip():
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if not length:
            raise SystemExit("the language server is gone")
        message: Json = json.loads(self._from.read(length))
        return message


@contextmanager
def language_server() -> Iterator[LanguageServer]:
    """Run the server with our schemas, and end it."""
    with tempfile.TemporaryDirectory() as scratch:
        schemas = {}
        for part in SCHEMAS:
            file = Path(scratch) / f"{part}.schema.json"
            file.write_text(json.dumps(json_schema(part)), encoding="utf-8")
            schemas[file.as_uri()] = [f"**/{_file(part)}"]
        # it ends when its input does, at the end of this block
        with subprocess.Popen([*node_program(SERVER), "--stdio"], stdin=PIPE, stdout=PIPE) as process:
            yield LanguageServer(process, schemas)


def _file(part: str) -> str:
    """Return what a file of this kind is called; of the translations one will do."""
    return "es.yaml" if part == TRANSLATION else part


def _part(path: Path) -> str:
    return path.name if path.name in SCHEMAS else TRANSLATION


def compare_files(server: LanguageServer, report: Report, count: int, seed: int) -> None:
    """Compare verdicts and lines on so many random files of each part, and on the content of the checkout."""
    texts = [
        (part, file.text, str(file.mistake))
        for part in SCHEMAS
        for file in written(part, seed=seed, count=count)
    ]
    kept = [*ROOT.glob("content/*/*.yaml"), *ROOT.glob("tests/samples/*/*/*.yaml")]
    texts += [(_part(path), path.read_text(encoding="utf-8"), str(path)) for path in kept]
    uris = [server.open(part, text) for part, text, _ in texts]
    for uri, (part, text, what) in zip(uris, texts, strict=True):
        document = read(text.encode(), part)
        assert isinstance(document, Document), what
        ours = [lines_of(finding, document) for finding in findings(part, document.value)]
        told = server.diagnostics(uri)
        theirs = {diagnostic["range"]["start"]["line"] + 1 for diagnostic in told}
        report.count("bad files" if ours else "good files")
        if bool(ours) != bool(theirs) or any(lines.isdisjoint(theirs) for lines in ours):
            report.fail("the language server differs", f"{part} {what}: ours {ours}, theirs {told}")


def lines_of(finding: Finding, document: Document) -> set[int]:
    """Return the line of a finding; for a key that is missing or unknown also those of its group."""
    line, _ = document.place(finding.where, on_key=finding.on_key)
    if finding.code not in {"missing-key", "unknown-key"}:
        return {line}
    group = finding.where[:-1]
    return {line, document.place(group)[0], document.place(group, on_key=True)[0]}


def compare_differences(server: LanguageServer, report: Report) -> None:
    """Look at the differences that are known: each is as it is written down, or the list is out of date."""
    for difference in DIFFERENCES:
        found = bool(server.diagnostics(server.open(Part.QUIZ, changed_quiz(difference))))
        if found != ("language server" in difference.minds):
            report.fail("a known difference is out of date", f"{difference.new}: {found}")


def complete(server: LanguageServer, report: Report) -> None:
    """Complete a word and a key, and ask what a word means."""
    text = QUIZ.read_text(encoding="utf-8")
    before, key, after = text.partition("      - key: carry-on\n")
    line = before.count("\n")

    def ask(method: str, text: str, line: int, character: int) -> Any:
        document = {"uri": server.open(Part.QUIZ, text)}
        position = {"line": line, "character": character}
        return server.ask(f"textDocument/{method}", textDocument=document, position=position)

    words = ask("completion", f"{before}      - key: \n{after}", line, 13)
    keys = ask("completion", f"{before}{key}        \n{after}", line + 1, 8)
    person = text[: text.index("pronoun: he")].count("\n")
    told = ask("hover", text, person, 35)
    offered = {item["label"]: item["documentation"] for item in words["items"]}
    if list(offered) != ["carry-on", "modify", "book", "urgent"] or not all(offered.values()):
        report.fail("a word is completed otherwise", str(offered))
    if not {"harm", "circumstances", "withdrawn"} <= {item["label"] for item in keys["items"]}:
        report.fail("a key is completed otherwise", str(keys))
    if "`he`: " not in told["contents"]["value"]:
        report.fail("a word is explained otherwise", str(told))


def run(*, files: int = 150, seed: int = 1) -> Report:
    """Compare so many files of each part, then complete and explain."""
    report = Report()
    with language_server() as server:
        compare_files(server, report, files, seed)
        compare_differences(server, report)
        complete(server, report)
    return report
