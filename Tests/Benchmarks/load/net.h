/* Sockets on loopback, for the programs of this folder. Errors end the program: it is a tool of measurement. */
#ifndef HOLDFAST_BENCHMARKS_NET_H
#define HOLDFAST_BENCHMARKS_NET_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static inline void fail(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(2);
}

static inline double now_seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static inline struct sockaddr_in loopback(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static inline void no_delay(int fd) {
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

/* Begins to connect from 127.0.1.source, so that more connections fit than one address has ports. */
static inline int begin_connect(int port, unsigned source) {
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (fd < 0) fail("socket");
    struct sockaddr_in local = {.sin_family = AF_INET}, remote = loopback(port);
    local.sin_addr.s_addr = htonl(0x7f000101u + source);
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    no_delay(fd);
    if (bind(fd, (struct sockaddr *)&local, sizeof local)) fail("bind");
    if (connect(fd, (struct sockaddr *)&remote, sizeof remote) && errno != EINPROGRESS) fail("connect");
    return fd;
}

static inline void watch(int epoll, int fd, uint32_t events, void *owner, int operation) {
    struct epoll_event event = {.events = events, .data.ptr = owner};
    if (epoll_ctl(epoll, operation, fd, &event)) fail("epoll_ctl");
}

#endif
