import NIOCore

/// The filters that one item has still to pass.
struct FilterChain: Sendable, Equatable {
    /// The filters left, the next one first.
    private(set) var filters: ArraySlice<FilterName>
    /// The `meta` of the item.
    let publishMeta: [String: String]
    /// The content as the filters before have left it.
    var content: ByteBuffer?

    /// Runs the filters that are left.
    consuming func run(_ subscription: FilterContext) -> FilterOutcome {
        while let filter = self.filters.popFirst() {
            do throws(FilterError.Reason) {
                switch filter {
                case .skipSelf:
                    guard !self.isSender(subscription) else { return .drop }
                case .skipUsers:
                    guard !self.isSkipped(subscription) else { return .drop }
                case .requireSub:
                    guard self.hasRequiredChannel(subscription) else { return .drop }
                case .buildID:
                    guard let content = self.content else { continue }
                    self.content = try IDFilter(message: subscription).render(content)
                case .varSubst:
                    guard let content = self.content else { continue }
                    self.content = try VariableFilter(meta: subscription.meta).render(content)
                case .httpCheck, .httpModify:
                    return .ask(try FilterRequest(filter, rest: self, subscription))
                }
            } catch {
                return .fail(FilterError(filter, error))
            }
        }
        return .send(self.content)
    }

    /// `skip-self`: the subscriber's `user` is the item's `sender`.
    private func isSender(_ subscription: FilterContext) -> Bool {
        guard let user = subscription.meta["user"], !user.isEmpty else { return false }
        return self.publishMeta["sender"].map { ExactString($0) == ExactString(user) } ?? false
    }

    /// `skip-users`: the subscriber's `user` is in the comma list `skip_users`.
    private func isSkipped(_ subscription: FilterContext) -> Bool {
        guard let user = subscription.meta["user"], !user.isEmpty, let list = self.publishMeta["skip_users"] else {
            return false
        }
        return Array(list.utf8).split(separator: ASCII.comma).contains {
            ASCII.trimmed($0).elementsEqual(user.utf8)
        }
    }

    /// `require-sub`: the subscriber has the channel that the item asks for.
    private func hasRequiredChannel(_ subscription: FilterContext) -> Bool {
        guard let channelName = self.publishMeta["require_sub"], !channelName.isEmpty else { return true }
        return subscription.isSubscribed(channelName)
    }
}
