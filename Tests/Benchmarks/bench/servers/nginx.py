"""nginx: as a plain proxy, and with nchan as a server of streams."""
import os

from .. import programs
from .server import Server

NCHAN_MODULE = "/usr/lib/nginx/modules/ngx_nchan_module.so"

CONFIGURATION = """\
{modules}
user root;
daemon off;
pid {directory}/nginx.pid;
error_log {directory}/nginx.log;
worker_processes {workers};
worker_rlimit_nofile 50000;
events {{ worker_connections {connections}; }}
http {{
    access_log off;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    {content}
}}
"""


class Nginx(Server):
    """A plain proxy that passes bodies on as they come, over kept connections."""

    name = "nginx"
    packages = ("nginx",)
    programs = ("nginx",)
    modules = ""
    connections = 8192

    def content(self):
        return f"""
    keepalive_requests 1000000;
    upstream origin {{ server 127.0.0.1:{self.origin_port}; keepalive 128; keepalive_requests 1000000; }}
    server {{
        listen {self.address} reuseport backlog=4096;
        location / {{
            proxy_pass http://origin;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_buffering off;
        }}
    }}"""

    def command(self):
        path = os.path.join(self.directory, "nginx.conf")
        text = CONFIGURATION.format(
            directory=self.directory,
            modules=self.modules,
            connections=self.connections,
            workers=self.loops or 2,
            content=self.content(),
        )
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return [programs.installed("nginx"), "-e", f"{self.directory}/nginx.log", "-p", self.directory, "-c", path]


class Nchan(Nginx):
    """Streams without an origin: nchan is the app as well."""

    name = "nchan"
    packages = ("nginx", "libnginx-mod-nchan")
    programs = ("nginx", NCHAN_MODULE)
    modules = f"load_module {NCHAN_MODULE};"
    connections = 40000
    stream_url = "/sub?id={ch}"
    publish_url = "/pub?id={ch}"
    format = "raw"
    sends_initial_body = False

    def content(self):
        return f"""
    nchan_shared_memory_size 256M;
    server {{
        listen {self.address} reuseport backlog=4096;
        keepalive_requests 100000000;
        location = /sub {{ nchan_subscriber eventsource longpoll; nchan_channel_id $arg_id; }}
        location = /pub {{ nchan_publisher; nchan_channel_id $arg_id; nchan_store_messages off; }}
    }}"""
