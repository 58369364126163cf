/* websocket-floor PORT SECONDS: the cheapest imaginable fan-out to WebSockets.
 *
 * GET with any path becomes a held WebSocket, without looking at the key. The body of a POST becomes one text frame, which
 * goes to every held socket with one send() each. One thread, epoll, nothing parsed that need not be. A full socket buffer
 * is a lost message.
 */
#define _GNU_SOURCE
#include "net.h"

enum { HEAD_BYTES = 16384, CONNECTIONS = 65536 };

typedef struct connection {
    int fd;
    int position; /* among the held ones, or -1 */
    size_t length;
    char *input; /* until it is held */
} connection;

static connection *held[CONNECTIONS];
static int held_count;

static void leave(connection *c) {
    if (c->position >= 0) {
        held[c->position] = held[--held_count];
        held[c->position]->position = c->position;
    }
    close(c->fd);
    free(c->input);
    free(c);
}

static void publish(const char *body, size_t length) {
    static char frame[HEAD_BYTES + 4];
    size_t start = 2;
    frame[0] = (char)0x81;
    if (length < 126) {
        frame[1] = (char)length;
    } else {
        frame[1] = 126;
        frame[2] = (char)(length >> 8);
        frame[3] = (char)length;
        start = 4;
    }
    memcpy(frame + start, body, length);
    for (int i = 0; i < held_count; i++) send(held[i]->fd, frame, start + length, MSG_NOSIGNAL);
}

/* Handles one request, and returns how many bytes it had; 0 when it is not complete. */
static size_t handle(connection *c) {
    static const char switching[] =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    static const char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    char *end = memmem(c->input, c->length, "\r\n\r\n", 4);
    if (!end) return 0;
    size_t head = (size_t)(end + 4 - c->input);
    if (!strncmp(c->input, "GET ", 4)) {
        if (held_count == CONNECTIONS) return 0;
        c->position = held_count;
        held[held_count++] = c;
        send(c->fd, switching, sizeof switching - 1, MSG_NOSIGNAL);
        return head;
    }
    *end = 0;
    const char *field = strcasestr(c->input, "\r\nContent-Length:");
    *end = '\r';
    size_t body = field ? strtoul(field + 17, NULL, 10) : 0;
    if (c->length < head + body) return 0;
    publish(c->input + head, body);
    send(c->fd, ok, sizeof ok - 1, MSG_NOSIGNAL);
    return head + body;
}

static void receive(connection *c) {
    char ignored[4096];
    if (c->position >= 0) {
        if (recv(c->fd, ignored, sizeof ignored, 0) == 0) leave(c);
        return;
    }
    ssize_t count = recv(c->fd, c->input + c->length, HEAD_BYTES - c->length, 0);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) {
        leave(c);
        return;
    }
    c->length += (size_t)count;
    for (size_t used; c->position < 0 && (used = handle(c)) > 0;) {
        c->length -= used;
        memmove(c->input, c->input + used, c->length);
    }
    if (c->position >= 0) {
        free(c->input);
        c->input = NULL;
    }
}

int main(int argc, char **argv) {
    int port = argc > 1 ? atoi(argv[1]) : 9300, one = 1;
    double end = now_seconds() + (argc > 2 ? atof(argv[2]) : 60);
    int epoll = epoll_create1(0), listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = loopback(port);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096)) fail("listen");
    watch(epoll, listener, EPOLLIN, NULL, EPOLL_CTL_ADD);
    while (now_seconds() < end) {
        struct epoll_event events[512];
        int count = epoll_wait(epoll, events, 512, 1000);
        for (int i = 0; i < count; i++) {
            if (events[i].data.ptr) {
                receive(events[i].data.ptr);
                continue;
            }
            for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
                connection *c = calloc(1, sizeof *c);
                if (!c || !(c->input = malloc(HEAD_BYTES))) fail("memory");
                c->fd = fd;
                c->position = -1;
                no_delay(fd);
                watch(epoll, fd, EPOLLIN, c, EPOLL_CTL_ADD);
            }
        }
    }
    return 0;
}
