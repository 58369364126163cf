import GRIP
package import HTTP1
package import NIOCore

/// Reads a response that is an instruction: headers as soon as they are there, JSON when the body is complete.
///
/// A body over the limit is an error, except where the instruction allows it to go to the client as it comes: a stream
/// hold, or a page with a next link, told by headers and without filters that need the whole body.
/// Reference: behaviour 3.6; GRIP 1, 2.3.
package struct InstructionReader: Sendable {
    /// The instruct and the head it makes; `nil` for JSON, where both are in the body.
    package let early: Instruction?
    private let response: ResponseHead
    private var buffer: InstructBuffer

    /// Begins with the head of the response.
    ///
    /// - Parameters:
    ///   - response: the head as it came.
    ///   - limitBytes: how much of the body is kept.
    ///   - isContinuation: whether the body is appended to a response that was begun already.
    /// - Throws: `instructInvalid` when its headers cannot be understood.
    package init(_ response: ResponseHead, limitBytes: Int, isContinuation: Bool = false) throws(ProxyError) {
        self.response = response
        if GripInstruct.isInstructionContentType(response.fields.first(.contentType) ?? "") {
            self.early = nil
            self.buffer = InstructBuffer(limitBytes: limitBytes, mayStream: false)
            return
        }
        do throws(InstructError) {
            let instruct = try GripInstruct(headers: Self.gripFields(of: response))
            self.early = Instruction(
                instruct: instruct,
                head: InstructedResponse.head(of: response, instruct: instruct),
                body: ByteBuffer()
            )
            let isOpenEnded =
                instruct.hold?.mode == .stream
                || (instruct.hold == nil && (instruct.nextLink != nil || isContinuation))
            let needsWholeBody = instruct.channels.contains { $0.filters.contains("build-id") }
            self.buffer = InstructBuffer(limitBytes: limitBytes, mayStream: isOpenEnded && !needsWholeBody)
        } catch {
            throw ProxyError(.instructInvalid(reason: error.description))
        }
    }

    /// Bytes of the body were received.
    package mutating func bytesReceived(_ bytes: ByteBuffer) -> InstructBuffer.OnBytes {
        self.buffer.bytesReceived(bytes)
    }

    /// The body has ended properly.
    ///
    /// - Throws: `instructInvalid` when JSON cannot be understood.
    package func ended() throws(ProxyError) -> Instruction? {
        switch self.buffer.bodyEnded() {
        case .ignore:
            return nil
        case .proceed:
            return self.early
        case .interpret(let body):
            guard var instruction = self.early else { return try self.parse(json: body) }
            instruction.body = body
            return instruction
        }
    }

    private func parse(json body: ByteBuffer) throws(ProxyError) -> Instruction {
        do throws(InstructError) {
            let instruct = try GripInstruct(
                json: body,
                headers: Self.gripFields(of: self.response),
                status: self.response.status
            )
            guard let response = instruct.response else { throw .contentStatus }
            return Instruction(instruct: instruct, head: InstructedResponse.head(of: response), body: response.body)
        } catch {
            throw ProxyError(.instructInvalid(reason: error.description))
        }
    }

    private static func gripFields(of response: ResponseHead) -> [(name: String, value: String)] {
        response.fields.filter { $0.nameHasPrefix("grip-") }.map { (name: $0.nameString, value: $0.valueString) }
    }
}
