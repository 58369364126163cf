/// The name of a setting: its section and its key.
package struct KeyName: Sendable, Hashable, CustomStringConvertible {
    /// The sections of the file (reference: behaviour 2.3).
    package enum Section: String, Sendable, CaseIterable {
        /// `[global]`.
        case global
        /// `[runner]`.
        case runner
        /// `[proxy]`.
        case proxy
        /// `[handler]`.
        case handler
    }

    /// The section the key belongs to.
    package let section: Section
    /// The key inside the section.
    package let name: String

    /// A key of a section.
    package init(_ section: Section, _ name: String) {
        self.section = section
        self.name = name
    }

    /// `section/key`.
    package var description: String { "\(self.section.rawValue)/\(self.name)" }
}
