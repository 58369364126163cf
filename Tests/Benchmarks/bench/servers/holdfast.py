"""Holdfast, in the settings that are measured."""
import os

from harness.configuration import ini_text
from harness.ports import LOOPBACK, free_port

from .. import programs
from .server import Server

#: What makes Holdfast keep every hold on a NIO channel, as it has to for TLS and where there is no epoll.
UNPARKED_ENVIRONMENT = {"HOLDFAST_PARK_HOLDS": "false"}


class Holdfast(Server):
    """As it is configured by default, but for its ports and its log."""

    name = "Holdfast"

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.publish_port = free_port()
        keys = ["push_in_spec", "push_in_sub_specs", "command_spec"]
        self.zeromq_addresses = {key: f"tcp://{LOOPBACK}:{free_port()}" for key in keys}

    def command(self):
        path = os.path.join(self.directory, "holdfast.conf")
        routes = os.path.join(self.directory, "holdfast.routes")
        runner = {"http_port": self.address, "log_level": "1"}
        if self.loops:
            runner["event_loops"] = str(self.loops)
        sections = {
            "runner": runner,
            "proxy": {"routesfile": routes},
            "handler": {"push_in_http_port": str(self.publish_port), **self.zeromq_addresses},
        }
        with open(path, "w", encoding="utf-8") as file:
            file.write(ini_text(sections))
        with open(routes, "w", encoding="utf-8") as file:
            file.write(f"* {LOOPBACK}:{self.origin_port}{self.route_parameters}\n")
        return [programs.path("holdfast"), "--config", path]


class HoldfastOneLoop(Holdfast):
    name = "Holdfast, 1 loop"

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **{**options, "loops": 1})


class HoldfastTwoLoops(Holdfast):
    name = "Holdfast, 2 loops"

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **{**options, "loops": 2})


class HoldfastUnparked(Holdfast):
    """Every hold on a NIO channel."""

    name = "Holdfast, not parked"

    def environment(self):
        return UNPARKED_ENVIRONMENT


class HoldfastWithStalled(Holdfast):
    """The same server; what differs is who is beside those that are measured."""

    name = "Holdfast, 5 % stalled"
