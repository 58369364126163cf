"""Writes pushpin.conf files for the server under test."""

#: What the tests change in a pushpin.conf unless they say otherwise: everything on loopback, nothing rate limited.
DEFAULTS = {
    "global": {"port_offset": "0"},
    "runner": {
        "services": "condure,pushpin-proxy,pushpin-handler",
        "log_level": "2",
        "client_buffer_size": "8192",
        "client_maxconn": "10000",
    },
    "proxy": {
        "routesfile": "routes",
        "set_x_forwarded_protocol": "proto-only",
        "sig_iss": "pushpin",
        "sig_key": "changeme",
    },
    "handler": {
        "push_in_http_addr": "127.0.0.1",
        "push_in_http_max_headers_size": "10000",
        "push_in_http_max_body_size": "1000000",
        "message_rate": "0",
        "message_wait": "5000",
        "id_cache_ttl": "60",
        "connection_subscription_max": "20",
        "subscription_linger": "60",
        "stats_report_interval": "10",
    },
}


def merged(*layers):
    """Sections of settings, later layers winning."""
    result = {}
    for layer in layers:
        for section, values in layer.items():
            result.setdefault(section, {}).update({name: str(value) for name, value in values.items()})
    return result


def ini_text(sections):
    lines = []
    for section, values in sections.items():
        lines.append(f"[{section}]")
        lines += [f"{name}={value}" for name, value in values.items()]
        lines.append("")
    return "\n".join(lines)
