#!/usr/bin/env bash
# Lints, builds and tests everything: the Swift tests, then the built binary with real clients, apps and publishers.
#
# Installs what is missing: Debian packages (as root, or with sudo), and the Python packages of
# Tests/EndToEnd/requirements.txt into .build-venv. The last line is `N passed, N failed` over everything; the status
# is 1 when something failed.
set -uo pipefail
cd "$(dirname "$0")/.."

venv=.build-venv
results=.build-results
passed=0
failed=0

rm -rf "$results"
mkdir -p "$results"

finish() {
    echo
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ] && exit 0
    exit 1
}

say() {
    printf '\n== %s\n' "$*"
}

# check NAME COMMAND...: a step that passes or fails as a whole.
check() {
    local name=$1
    shift
    say "$name"
    if "$@"; then
        passed=$((passed + 1))
    else
        echo "FAILED: $name"
        failed=$((failed + 1))
        return 1
    fi
}

# count NAME STATUS FILE: adds the results of a test run in JUnit form; without results the run itself has failed.
count() {
    local counts
    counts=$(python3 - "$3" 2>"$results/count.log" <<'PYTHON'
import sys
from xml.etree import ElementTree

cases = list(ElementTree.parse(sys.argv[1]).iter("testcase"))
failed = sum(any(child.tag in ("failure", "error") for child in case) for case in cases)
skipped = sum(any(child.tag == "skipped" for child in case) for case in cases)
print(len(cases) - failed - skipped, failed, skipped)
PYTHON
    ) || counts="0 0 0"
    read -r ok bad skip <<<"$counts"
    if [ "$2" -ne 0 ] && [ "$bad" -eq 0 ] || [ $((ok + bad)) -eq 0 ]; then
        echo "FAILED: the $1 tests ended with status $2 and without a result"
        bad=$((bad + 1))
    fi
    passed=$((passed + ok))
    failed=$((failed + bad))
    echo "$1: $ok passed, $bad failed, $skip skipped"
}

# --- What the steps need

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

is_installed() {
    dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed'
}

install_packages() {
    local missing=()
    local package
    for package in libssl-dev zlib1g-dev chromium chromium-driver curl logrotate; do
        is_installed "$package" || missing+=("$package")
    done
    python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
        || missing+=(python3 python3-venv)
    [ ${#missing[@]} -eq 0 ] && return
    echo "installing ${missing[*]}"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
        >"$results/apt.log" 2>&1 && return
    tail -n 5 "$results/apt.log" 2>/dev/null
    echo "missing, and could not be installed here: ${missing[*]}" >&2
    echo "as root: apt-get install ${missing[*]}" >&2
    return 1
}

download() {
    apt-get download -qq -o APT::Sandbox::User=root "$1"
}

# unpack PACKAGE FOLDER: what is in a Debian package, without installing it.
unpack() {
    local folder status
    folder=$(mktemp -d) || return
    (cd "$folder" && { download "$1" || { as_root apt-get update -qq && download "$1"; }; }) \
        && dpkg-deb -x "$folder/$1"_*.deb "$2"
    status=$?
    rm -rf "$folder"
    [ $status -eq 0 ] || echo "missing: Debian's package $1, and apt-get download could not fetch it" >&2
    return $status
}

# One test reads the configuration that Debian's pushpin package brings, one gives a browser the SockJS client of
# node-sockjs-client, and one has promtool of prometheus look at the metrics. No server of them need run.
unpack_packages() {
    [ -e /usr/share/pushpin/pushpin.conf.condure ] || [ -e "$venv/pushpin-package/etc/pushpin" ] \
        || unpack pushpin "$venv/pushpin-package" || return
    [ -e /usr/bin/promtool ] || [ -e "$venv/prometheus-package/usr/bin/promtool" ] \
        || unpack prometheus "$venv/prometheus-package" || return
    local script=usr/share/nodejs/sockjs-client/dist/sockjs.min.js
    [ -e "/$script" ] || [ -e "$venv/sockjs-client-package/$script" ] \
        || unpack node-sockjs-client "$venv/sockjs-client-package"
}

install_python_packages() {
    local wanted=Tests/EndToEnd/requirements.txt
    if ! cmp -s "$wanted" "$venv/installed.txt"; then
        python3 -m venv "$venv" \
            && "$venv/bin/pip" install -q --disable-pip-version-check -r "$wanted" \
            && cp "$wanted" "$venv/installed.txt" || return
    fi
}

lint() {
    swift format lint --strict --parallel --recursive --configuration .swift-format Package.swift Sources Tests
}

# --- The steps

say "what the tests need"
install_packages && install_python_packages && unpack_packages || {
    failed=$((failed + 1))
    finish
}

check "format" lint
check "pure modules" Tests/check-purity.sh
check "release build" swift build -c release --product holdfast || finish

say "Swift tests"
swift test --disable-xctest --parallel --xunit-output "$results/swift.xml" \
    --explicit-target-dependency-import-check error -Xswiftc -warnings-as-errors
count Swift $? "$results/swift.xml"

say "end-to-end tests"
"$venv/bin/pytest" -q --junit-xml "$results/python.xml" Tests/EndToEnd
count Python $? "$results/python.xml"

finish
