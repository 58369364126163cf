"""HAProxy as a plain proxy."""
import os

from .. import programs
from .server import Server

CONFIGURATION = """\
global
    maxconn 4000
    nbthread {threads}
defaults
    mode http
    timeout connect 5s
    timeout client 60s
    timeout server 60s
    http-reuse always
frontend clients
    bind {address} backlog 4096
    default_backend origins
backend origins
    server origin 127.0.0.1:{origin_port}
"""


class HAProxy(Server):
    name = "haproxy"
    packages = ("haproxy",)
    programs = ("haproxy",)

    def command(self):
        path = os.path.join(self.directory, "haproxy.cfg")
        text = CONFIGURATION.format(address=self.address, origin_port=self.origin_port, threads=self.loops or 2)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return [programs.installed("haproxy"), "-db", "-f", path]
