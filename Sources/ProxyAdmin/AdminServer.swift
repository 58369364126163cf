import Hummingbird
import NIOCore

/// The admin port: what an operator's tools ask of the process.
package struct AdminServer {
    static func routes() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("/healthz") { _, _ in "ok\n" }
        return router
    }
}
