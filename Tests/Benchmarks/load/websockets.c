/* websockets: holds WebSockets and counts the messages that are published to them.
 *
 *     websockets PORT PUBLISH_PORT CONNECTIONS MESSAGES SIZE CHANNEL grip|raw
 *
 * It works in steps, so that its caller can look at the server between them: connects all, prints a line of JSON, waits for
 * a line of input; publishes MESSAGES one after the other, each when everybody has the one before, prints a line of JSON,
 * waits for input again; ends when the input does. A message ends in its number: one that is not the expected is an error.
 */
#define _GNU_SOURCE
#include "net.h"

enum { IN_FLIGHT = 256, NUMBER = 8, PATIENCE = 5, CONNECT_PATIENCE = 20 };
enum state { CONNECTING, HANDSHAKE, HEADER, PAYLOAD, CLOSED };

typedef struct client {
    int fd;
    enum state state;
    unsigned filled, wanted; /* of `buffer`, while the state is HEADER */
    uint64_t left;           /* of the payload */
    char tail[NUMBER];       /* the last bytes of the payload so far */
    unsigned char buffer[10];
    unsigned char matched; /* of the blank line that ends the handshake */
} client;

static client *clients;
static int epoll, connection_count, held, in_flight, errors, received, unexpected;
static unsigned current_number;
static const char *channel;
static int port;

static void drop(client *c) {
    if (c->state == CONNECTING || c->state == HANDSHAKE) in_flight--;
    else held--;
    errors++;
    close(c->fd);
    c->state = CLOSED;
}

static void message_ended(client *c) {
    char number[NUMBER + 1] = {0};
    memcpy(number, c->tail, NUMBER);
    if ((c->buffer[0] & 0x0f) > 2) return;
    if (strtoul(number, NULL, 16) == current_number) received++;
    else unexpected++;
}

static void begin_frame(client *c) {
    c->state = HEADER;
    c->filled = 0;
    c->wanted = 2;
}

static size_t read_header(client *c, const char *bytes) {
    c->buffer[c->filled++] = (unsigned char)*bytes;
    unsigned size = c->buffer[1] & 0x7f;
    if (c->filled == 2) c->wanted = size == 127 ? 10 : size == 126 ? 4 : 2;
    if (c->filled < c->wanted) return 1;
    c->left = size;
    if (size > 125) {
        c->left = 0;
        for (unsigned i = 2; i < c->wanted; i++) c->left = c->left << 8 | c->buffer[i];
    }
    if (c->left) c->state = PAYLOAD;
    else begin_frame(c);
    return 1;
}

static size_t read_payload(client *c, const char *bytes, size_t count) {
    size_t taken = count < c->left ? count : (size_t)c->left;
    if (taken >= NUMBER) {
        memcpy(c->tail, bytes + taken - NUMBER, NUMBER);
    } else {
        memmove(c->tail, c->tail + taken, NUMBER - taken);
        memcpy(c->tail + NUMBER - taken, bytes, taken);
    }
    c->left -= taken;
    if (!c->left) {
        message_ended(c);
        begin_frame(c);
    }
    return taken;
}

/* The head is known to be that of a switch of protocols by its first digit, seen at byte 9. */
static size_t read_handshake(client *c, const char *byte) {
    if (c->filled == 9 && *byte != '1') {
        drop(c);
        return 1;
    }
    c->filled++;
    c->matched = *byte == "\r\n\r\n"[c->matched] ? c->matched + 1 : *byte == '\r';
    if (c->matched == 4) {
        held++;
        in_flight--;
        begin_frame(c);
    }
    return 1;
}

static void client_event(client *c, uint32_t events) {
    static char bytes[65536];
    if (c->state == CONNECTING && (events & (EPOLLOUT | EPOLLERR | EPOLLHUP))) {
        char request[512];
        int length = snprintf(request, sizeof request,
                              "GET /ws?channel=%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                              "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                              "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                              channel, port);
        if (send(c->fd, request, (size_t)length, MSG_NOSIGNAL) != length) {
            drop(c);
            return;
        }
        c->state = HANDSHAKE;
        watch(epoll, c->fd, EPOLLIN, c, EPOLL_CTL_MOD);
        return;
    }
    ssize_t count = recv(c->fd, bytes, sizeof bytes, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) {
        drop(c);
        return;
    }
    for (size_t i = 0; i < (size_t)count && c->state != CLOSED;) {
        if (c->state == HANDSHAKE) i += read_handshake(c, bytes + i);
        else if (c->state == HEADER) i += read_header(c, bytes + i);
        else i += read_payload(c, bytes + i, (size_t)count - i);
    }
}

static void pump(void) {
    struct epoll_event events[512];
    int count = epoll_wait(epoll, events, 512, 100);
    for (int i = 0; i < count; i++) {
        client *c = events[i].data.ptr;
        if (c->state != CLOSED) client_event(c, events[i].events);
    }
}

static void connect_all(void) {
    double start = now_seconds(), end = start + CONNECT_PATIENCE;
    for (int next = 0; (next < connection_count || in_flight) && now_seconds() < end; pump()) {
        for (; next < connection_count && in_flight < IN_FLIGHT; next++, in_flight++) {
            clients[next].fd = begin_connect(port, (unsigned)next / 10000);
            clients[next].state = CONNECTING;
            watch(epoll, clients[next].fd, EPOLLOUT, &clients[next], EPOLL_CTL_ADD);
        }
    }
    printf("{\"held\":%d,\"errors\":%d,\"secs\":%.4f}\n", held, errors + in_flight, now_seconds() - start);
}

/* Sends one publish on a blocking connection, and leaves its answer for `read_answer`. */
static void publish(int fd, int publish_port, int size, int is_grip) {
    static char request[131072], padding[65536];
    memset(padding, 'x', (size_t)(size - NUMBER));
    char body[66000];
    static const char item[] = "{\"items\":[{\"channel\":\"%s\",\"formats\":{\"ws-message\":{\"content\":\"%s%08x\"}}}]}";
    int length = is_grip ? snprintf(body, sizeof body, item, channel, padding, current_number)
                         : snprintf(body, sizeof body, "%s%08x", padding, current_number);
    int total = snprintf(request, sizeof request,
                         "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s",
                         is_grip ? "/publish/" : "/pub/", publish_port, is_grip ? "application/json" : "text/plain", length,
                         body);
    if (send(fd, request, (size_t)total, MSG_NOSIGNAL) != total) fail("publish");
}

/* Reads one answer, and returns whether the connection can be used again: only after one with a length. */
static int read_answer(int fd) {
    char answer[4096];
    for (size_t filled = 0; filled < sizeof answer - 1;) {
        ssize_t count = recv(fd, answer + filled, sizeof answer - 1 - filled, 0);
        if (count < 0 || (count == 0 && filled == 0)) fail("publish answer");
        if (count == 0) break;
        answer[filled += (size_t)count] = 0;
        char *end = strstr(answer, "\r\n\r\n"), *field = strcasestr(answer, "\r\nContent-Length:");
        if (end && field && filled >= (size_t)(end + 4 - answer) + strtoul(field + 17, NULL, 10))
            return !strcasestr(answer, "\r\nConnection: close");
    }
    return 0;
}

static int connect_publisher(int publish_port) {
    struct sockaddr_in address = loopback(publish_port);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address)) fail("publish connect");
    no_delay(fd);
    return fd;
}

static void publish_all(int publish_port, int messages, int size, int is_grip) {
    int fd = connect_publisher(publish_port);
    long delivered = 0, expected = 0;
    double start = now_seconds();
    for (int i = 0; i < messages; i++) {
        current_number++;
        received = 0;
        expected += held;
        publish(fd, publish_port, size, is_grip);
        for (double end = now_seconds() + PATIENCE; received < held && now_seconds() < end;) pump();
        delivered += received;
        if (!read_answer(fd)) {
            close(fd);
            fd = connect_publisher(publish_port);
        }
    }
    printf("{\"delivered\":%ld,\"expected\":%ld,\"unexpected\":%d,\"held\":%d,\"secs\":%.4f}\n",
           delivered, expected, unexpected, held, now_seconds() - start);
    close(fd);
}

int main(int argc, char **argv) {
    if (argc != 8) {
        fprintf(stderr, "usage: websockets PORT PUBLISH_PORT CONNECTIONS MESSAGES SIZE CHANNEL grip|raw\n");
        return 2;
    }
    int messages = atoi(argv[4]), size = atoi(argv[5]);
    port = atoi(argv[1]);
    connection_count = atoi(argv[3]);
    channel = argv[6];
    if (size < NUMBER || size > 60000 || connection_count < 1 || strlen(channel) > 100) {
        fprintf(stderr, "a message has %d to 60000 bytes, and there is at least one connection\n", NUMBER);
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    epoll = epoll_create1(0);
    clients = calloc((size_t)connection_count, sizeof *clients);
    if (!clients) fail("memory");
    connect_all();
    int is_grip = !strcmp(argv[7], "grip");
    for (char line[16]; fgets(line, sizeof line, stdin);) publish_all(atoi(argv[2]), messages, size, is_grip);
    return 0;
}
