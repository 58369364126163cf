package import NIOCore

/// What the machine is told of a link, and what it tells its driver to do.
extension NextLinkStateMachine {
    package enum OnResponse: Equatable {
        /// Put the response's hold in force, then call `releaseNext`.
        case hold(SubscriptionChanges)
        /// Fetch this link now.
        case fetch(LinkRequest)
        /// End the client's body.
        case end
        /// End the client's body, in debug mode after this text.
        case fail(reason: String)
        /// Drop it.
        case ignore
    }

    package enum LinkAnswer: Equatable {
        /// A 2xx response that says how the stream goes on.
        case stream(StreamInstruct)
        /// A 2xx response that asks for a response hold.
        case responseHold
        /// A 2xx response whose instruction cannot be understood, and why.
        case malformed(reason: String)
        /// Any other status.
        case unsuccessful
    }

    package enum OnLinkAnswer: Equatable {
        /// Append the response's body to the client's as it comes.
        case relay
        /// Let the response go, and call `deadlineChecked` at this time.
        case retry(at: NIODeadline)
        /// Let the response go and end the client's body, in debug mode after this text.
        case fail(reason: String)
        /// Let the response go.
        case ignore
    }

    package enum OnLinkBody: Equatable {
        /// Append the bytes to the client's body; no retry is possible any more.
        case write
        /// Drop them.
        case ignore
    }

    package enum OnItem: Equatable {
        /// Append the item's content to the stream.
        case deliver
        /// The item waits behind a fetch.
        case queue
        /// The queue is full: drop the item, and count it.
        case drop
        /// Something was missed: forget this channel's last id, and add the stream to the pacer under this link.
        case recover(ChannelName, NextLink)
        /// A hint: fetch this link now.
        case fetch(LinkRequest)
        /// End the client's body.
        case end
        /// Nothing to send.
        case ignore
    }

    package enum OnRelease {
        /// Pass this item to `itemReleased`, then call `releaseNext` again.
        case item(StreamItem<Token>)
        /// Everything is out: call `deadlineChecked` at this time, if there is one.
        case hold(until: NIODeadline?)
        /// An update was asked for meanwhile: add the stream to the pacer under this link.
        case pace(NextLink)
        /// The stream is not held any more.
        case ignore
    }

    package enum OnUpdate: Equatable {
        /// Add the stream to the pacer under this link.
        case pace(NextLink)
        /// Nothing to do now: there is no link, or an update is under way and another one will follow it.
        case ignore
    }

    package enum OnTurn: Equatable {
        /// Fetch this link now.
        case fetch(LinkRequest)
        /// The update was overtaken.
        case ignore
    }

    package enum OnDeadline: Equatable {
        /// Fetch this link again now.
        case fetch(LinkRequest)
        /// The link's time-out: add the stream to the pacer under this link.
        case pace(NextLink)
        /// Nothing is due yet; look again at this time.
        case wait(until: NIODeadline)
        /// No deadline is running.
        case forget
    }

    package enum OnClose: Equatable {
        /// Cancel the fetch, and release the subscriptions.
        case cancelFetch
        /// Take the stream off the pacer, where it waits under this link, and release the subscriptions.
        case leavePacer(NextLink)
        /// Release the subscriptions.
        case release
        /// The stream had ended already.
        case ignore
    }
}
