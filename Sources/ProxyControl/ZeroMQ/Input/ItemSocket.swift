package import ZMTP

/// A socket that items come in at, as far as its input knows it.
package protocol ItemSocket: AnyObject, Sendable {
    /// Reads nothing more for now.
    func pause()
    /// Reads again.
    func resume()
}

extension PullSocket: ItemSocket {}
extension SubSocket: ItemSocket {}
