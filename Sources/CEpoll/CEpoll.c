#define _GNU_SOURCE

#include "CEpoll.h"

#include <errno.h>
#include <string.h>

const char *cepoll_error_text(int error) {
    return strerror(error);
}

#if defined(__linux__)

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { events_per_wait = 256 };

_Static_assert(sizeof(struct cepoll_slice) == sizeof(struct iovec), "slices are handed to the kernel as they are");
_Static_assert(offsetof(struct cepoll_slice, bytes) == offsetof(struct iovec, iov_base), "as above");
_Static_assert(offsetof(struct cepoll_slice, count) == offsetof(struct iovec, iov_len), "as above");
_Static_assert(sizeof(pthread_t) <= sizeof(uintptr_t), "a thread is handed out as a number");

bool cepoll_is_available(void) {
    return true;
}

static int result_of(int result) {
    return result < 0 ? -errno : result;
}

// MARK: Sets

static struct epoll_event event_for(uint32_t interest, uint64_t token) {
    struct epoll_event event = {.events = EPOLLONESHOT, .data.u64 = token};
    if (interest & CEPOLL_READABLE) event.events |= EPOLLIN;
    if (interest & CEPOLL_ENDED) event.events |= EPOLLRDHUP;
    if (interest & CEPOLL_WRITABLE) event.events |= EPOLLOUT;
    return event;
}

static uint32_t readiness_of(uint32_t events) {
    uint32_t readiness = 0;
    if (events & EPOLLIN) readiness |= CEPOLL_READABLE;
    if (events & EPOLLRDHUP) readiness |= CEPOLL_ENDED;
    if (events & EPOLLOUT) readiness |= CEPOLL_WRITABLE;
    if (events & EPOLLHUP) readiness |= CEPOLL_HUNG_UP;
    if (events & EPOLLERR) readiness |= CEPOLL_FAILED;
    return readiness;
}

int cepoll_create(void) {
    return result_of(epoll_create1(EPOLL_CLOEXEC));
}

int cepoll_add(int set, int descriptor, uint32_t interest, uint64_t token) {
    struct epoll_event event = event_for(interest, token);
    return result_of(epoll_ctl(set, EPOLL_CTL_ADD, descriptor, &event));
}

int cepoll_rearm(int set, int descriptor, uint32_t interest, uint64_t token) {
    struct epoll_event event = event_for(interest, token);
    return result_of(epoll_ctl(set, EPOLL_CTL_MOD, descriptor, &event));
}

int cepoll_remove(int set, int descriptor) {
    struct epoll_event event = {0};
    return result_of(epoll_ctl(set, EPOLL_CTL_DEL, descriptor, &event));
}

int cepoll_wait(int set, struct cepoll_event *events, int capacity) {
    struct epoll_event reported[events_per_wait];
    if (capacity > events_per_wait) capacity = events_per_wait;
    int count;
    do {
        count = epoll_wait(set, reported, capacity, -1);
    } while (count < 0 && errno == EINTR);
    for (int index = 0; index < count; index += 1) {
        events[index].token = reported[index].data.u64;
        events[index].readiness = readiness_of(reported[index].events);
    }
    return result_of(count);
}

int cepoll_create_wakeup(int set, uint64_t token) {
    int wakeup = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wakeup < 0) return -errno;
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = token};
    if (epoll_ctl(set, EPOLL_CTL_ADD, wakeup, &event) < 0) {
        int error = errno;
        close(wakeup);
        return -error;
    }
    return wakeup;
}

int cepoll_wake(int wakeup) {
    return result_of(eventfd_write(wakeup, 1));
}

// MARK: Descriptors

ptrdiff_t cepoll_send(int descriptor, const void *bytes, size_t count) {
    ssize_t result;
    do {
        result = send(descriptor, bytes, count, MSG_DONTWAIT | MSG_NOSIGNAL);
    } while (result < 0 && errno == EINTR);
    return result < 0 ? -errno : result;
}

ptrdiff_t cepoll_send_slices(int descriptor, const struct cepoll_slice *slices, size_t count) {
    // The kernel does not write to what it sends; the field is not const for the sake of recvmsg.
    struct msghdr message = {.msg_iov = (struct iovec *)(uintptr_t)slices, .msg_iovlen = count};
    ssize_t result;
    do {
        result = sendmsg(descriptor, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    } while (result < 0 && errno == EINTR);
    return result < 0 ? -errno : result;
}

ptrdiff_t cepoll_receive(int descriptor, void *bytes, size_t capacity) {
    ssize_t result;
    do {
        result = recv(descriptor, bytes, capacity, MSG_DONTWAIT);
    } while (result < 0 && errno == EINTR);
    return result < 0 ? -errno : result;
}

bool cepoll_would_block(ptrdiff_t result) {
    return result == -EAGAIN || result == -EWOULDBLOCK;
}

int cepoll_end_output(int descriptor) {
    return result_of(shutdown(descriptor, SHUT_WR));
}

int cepoll_take_error(int descriptor) {
    int error = 0;
    socklen_t size = sizeof(error);
    if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) < 0) return errno;
    return error;
}

int cepoll_duplicate(int descriptor) {
    return result_of(fcntl(descriptor, F_DUPFD_CLOEXEC, 0));
}

void cepoll_close(int descriptor) {
    // Linux frees the number in every case: after EINTR it may be somebody else's already.
    (void)close(descriptor);
}

// MARK: Threads

int cepoll_start(uintptr_t *thread, const char *name, void *(*body)(void *), void *argument) {
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    // A thread inherits what its creator blocks.
    int error = pthread_sigmask(SIG_SETMASK, &all, &before);
    if (error != 0) return -error;
    pthread_t started;
    error = pthread_create(&started, NULL, body, argument);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error != 0) return -error;
    (void)pthread_setname_np(started, name);
    *thread = (uintptr_t)started;
    return 0;
}

void cepoll_join(uintptr_t thread) {
    (void)pthread_join((pthread_t)thread, NULL);
}

#else

bool cepoll_is_available(void) { return false; }
int cepoll_create(void) { return -ENOSYS; }
int cepoll_add(int set, int descriptor, uint32_t interest, uint64_t token) { return -ENOSYS; }
int cepoll_rearm(int set, int descriptor, uint32_t interest, uint64_t token) { return -ENOSYS; }
int cepoll_remove(int set, int descriptor) { return -ENOSYS; }
int cepoll_wait(int set, struct cepoll_event *events, int capacity) { return -ENOSYS; }
int cepoll_create_wakeup(int set, uint64_t token) { return -ENOSYS; }
int cepoll_wake(int wakeup) { return -ENOSYS; }
ptrdiff_t cepoll_send(int descriptor, const void *bytes, size_t count) { return -ENOSYS; }
ptrdiff_t cepoll_send_slices(int descriptor, const struct cepoll_slice *slices, size_t count) { return -ENOSYS; }
ptrdiff_t cepoll_receive(int descriptor, void *bytes, size_t capacity) { return -ENOSYS; }
bool cepoll_would_block(ptrdiff_t result) { return false; }
int cepoll_end_output(int descriptor) { return -ENOSYS; }
int cepoll_take_error(int descriptor) { return ENOSYS; }
int cepoll_duplicate(int descriptor) { return -ENOSYS; }
void cepoll_close(int descriptor) {}
int cepoll_start(uintptr_t *thread, const char *name, void *(*body)(void *), void *argument) { return -ENOSYS; }
void cepoll_join(uintptr_t thread) {}

#endif
