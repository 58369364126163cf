package import HTTP1

/// What becomes of `X-Forwarded-For` on its way to the origin: option `x_forwarded_for` or `x_forwarded_for_trusted`.
///
/// Reference: behaviour 2.4, 3.3 step 9.
package struct ForwardedForRule: Sendable, Equatable {
    /// The default: every address is kept and none is added.
    package static let keep = ForwardedForRule(keptCount: nil, appendsPeer: false)

    /// How many of the last addresses stay; `nil` keeps all (`truncate:N`).
    package var keptCount: Int?
    /// Whether the address of the peer is added at the end (`append`).
    package var appendsPeer: Bool

    package init(keptCount: Int?, appendsPeer: Bool) {
        self.keptCount = keptCount
        self.appendsPeer = appendsPeer
    }

    /// Reads the items of the option's list, whose order does not matter.
    ///
    /// - Parameter items: the list's elements; empty ones are skipped.
    /// - Throws: the first item that is neither `truncate:N` with N of 0 or more, nor `append`.
    package init(items: [String]) throws(ForwardedForError) {
        self = .keep
        for item in items where !item.isEmpty {
            if item == "append" {
                self.appendsPeer = true
            } else if item.hasPrefix("truncate:") {
                let digits = item.dropFirst("truncate:".count)
                guard digits.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }), let count = Int(digits)
                else { throw .invalidCount(item) }
                self.keptCount = count
            } else {
                throw .unknownItem(item)
            }
        }
    }

    /// The address that a client says it comes from; `nil` if it says nothing, or if the rule keeps nothing of it.
    ///
    /// Reference: ops 3, `peer-address`.
    package func logicalAddress(in fields: HeaderFields) -> String? {
        self.keptCount == 0 ? nil : fields.listElements(.forwardedFor).first
    }

    /// Applies the rule to the addresses the client sent.
    ///
    /// - Parameters:
    ///   - addresses: all elements of all `X-Forwarded-For` lines, nearest hop last.
    ///   - peer: the address of the client's connection; `nil` on a Unix socket, which has none to add.
    func apply(to addresses: inout CommaList, peer: String?) {
        if let keptCount {
            addresses.keepLast(keptCount)
        }
        if self.appendsPeer, let peer {
            addresses.append(peer)
        }
    }
}
