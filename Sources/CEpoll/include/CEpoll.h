#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The system calls of the parking lot, in a form Swift can use on every platform.
//
// No call blocks but cepoll_wait and cepoll_join. None raises SIGPIPE, and each begins again after EINTR. A negative
// result is an errno with its sign changed; where there is no epoll that is always -ENOSYS.

/// What happened to one descriptor of a set.
struct cepoll_event {
    /// The token the descriptor was added with.
    uint64_t token;
    /// Bits of `CEPOLL_…`.
    uint32_t readiness;
};

/// Bytes to be written, not owned.
struct cepoll_slice {
    const void *bytes;
    size_t count;
};

/// There are bytes to read, or the end of what the peer sends was reached.
static const uint32_t CEPOLL_READABLE = 1;
/// The peer sends nothing more; unread bytes may be left.
static const uint32_t CEPOLL_ENDED = 2;
/// There is room to write.
static const uint32_t CEPOLL_WRITABLE = 4;
/// Both directions are over. Always watched for.
static const uint32_t CEPOLL_HUNG_UP = 8;
/// The socket has an error, which `cepoll_take_error` tells. Always watched for.
static const uint32_t CEPOLL_FAILED = 16;

/// Whether this platform has epoll.
bool cepoll_is_available(void);

/// The words of the system for an errno.
const char *cepoll_error_text(int error);

// MARK: Sets

/// A new, empty set.
int cepoll_create(void);

/// Adds a descriptor, to be reported once for any of the bits in `interest`.
int cepoll_add(int set, int descriptor, uint32_t interest, uint64_t token);

/// Watches a descriptor again, to be reported once; at once if it is ready already.
int cepoll_rearm(int set, int descriptor, uint32_t interest, uint64_t token);

/// Takes a descriptor off the set; it is not reported by any later `cepoll_wait`.
int cepoll_remove(int set, int descriptor);

/// Waits, without end, for at least one event; gives how many there are, up to `capacity` and at most 256.
int cepoll_wait(int set, struct cepoll_event *events, int capacity);

/// A descriptor in the set that `cepoll_wake` makes report `token`, until it is closed.
int cepoll_create_wakeup(int set, uint64_t token);

/// Wakes whoever waits for the set.
int cepoll_wake(int wakeup);

// MARK: Descriptors

/// Sends bytes; gives how many the kernel took, or `-EAGAIN` when it has no room.
ptrdiff_t cepoll_send(int descriptor, const void *bytes, size_t count);

/// Sends slices in one call; gives how many bytes the kernel took, or `-EAGAIN` when it has no room.
ptrdiff_t cepoll_send_slices(int descriptor, const struct cepoll_slice *slices, size_t count);

/// Receives bytes; 0 is the end of what the peer sends, `-EAGAIN` means that nothing has come.
ptrdiff_t cepoll_receive(int descriptor, void *bytes, size_t capacity);

/// Whether a result means that the call would have had to wait.
bool cepoll_would_block(ptrdiff_t result);

/// Tells the peer that nothing more will be sent.
int cepoll_end_output(int descriptor);

/// The errno a socket waits to tell, which is then forgotten; 0 if there is none.
int cepoll_take_error(int descriptor);

/// A second descriptor of the same socket, not inherited by other programs.
int cepoll_duplicate(int descriptor);

/// Closes a descriptor, whatever that says.
void cepoll_close(int descriptor);

// MARK: Threads

/// Starts a thread that no signal is delivered to.
int cepoll_start(uintptr_t *thread, const char *name, void *(*body)(void *), void *argument);

/// Waits for the end of a thread.
void cepoll_join(uintptr_t thread);
