package import HTTP1

/// Lengths of heads as reports count them: what stands in them, without separators (reference: ops 3).
extension RequestHead {
    /// The length of method, target, names and values.
    package var statisticsByteCount: Int {
        self.method.utf8.count + self.target.count + self.fields.statisticsByteCount
    }
}

extension ResponseHead {
    /// The length of status, reason, names and values.
    package var statisticsByteCount: Int {
        3 + self.reason.count + self.fields.statisticsByteCount
    }
}

extension HeaderFields {
    fileprivate var statisticsByteCount: Int {
        // A colon and a space, and a line end, for each field.
        self.byteCount - 4 * self.count
    }
}
