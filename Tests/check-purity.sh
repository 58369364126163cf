#!/usr/bin/env bash
# The pure modules know no event loop, clock, task, log or Foundation: a value goes in, a value comes out.
# Prints every line that breaks this, and ends with status 1 if there is one. See docs/architecture.md.
set -euo pipefail
cd "$(dirname "$0")/.."

pure=(Sources/GRIP Sources/HTTP1 Sources/ProxyRouting Sources/ProxySessions Sources/ProxyUpstream/State Sources/WebSocket Sources/ZMTP/State Sources/ZMTP/Wire)

for folder in "${pure[@]}"; do
    [ -d "$folder" ] || { echo "Tests/check-purity.sh: $folder does not exist" >&2; exit 1; }
done

find "${pure[@]}" -name '*.swift' -print0 | sort -z | xargs -0 perl -e '
    my $banned = qr/
        \b(?: EventLoop | EventLoopFuture | EventLoopPromise | Channel | ChannelHandlerContext
            | Task | await | Date | ContinuousClock | SuspendingClock | Logger )\b
        | \bimport \s+ (?: \w+ \s+ )? Foundation\b
    /x;
    my $found = 0;
    for my $path (@ARGV) {
        open(my $file, "<", $path) or die "$path: $!\n";
        my $text = do { local $/; <$file> };
        # Without the comments and the string literals, but with those that hold code; line numbers stay.
        $text =~ s{("(?:[^"\\\n]|\\.)*")|//[^\n]*|(/\*.*?\*/)}{
            my ($string, $comment) = ($1, $2);
            defined $string ? (index($string, "\\(") >= 0 ? $string : "\"\"")
                : defined $comment ? "\n" x ($comment =~ tr/\n//) : "";
        }gse;
        my $number = 0;
        for my $line (split /\n/, $text) {
            $number++;
            while ($line =~ /($banned)/g) {
                print "$path:$number: `$1` in a pure module\n";
                $found = 1;
            }
        }
    }
    exit $found;
' || exit 1
