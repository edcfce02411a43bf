#pragma once
#include <microhttpd.h>
#include <linux/sockios.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>

// Variadic functions are not imported into Swift; these are the calls that are needed, with their types.

/// Leaves percent-encoding alone: decoded before it is split, a path would lose which of its slashes were data.
static inline size_t accord_leave_escapes(void *context, struct MHD_Connection *connection, char *text) {
    (void)context;
    (void)connection;
    return strlen(text);
}

struct accord_callbacks {
    void *context;
    void *(*target)(void *, const char *, struct MHD_Connection *);
    MHD_AccessHandlerCallback request;
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback connection;
    MHD_LogCallback message;
};

struct accord_limits {
    size_t connection_memory;
    size_t thread_stack;
    unsigned int connections;
    unsigned int idle_seconds;
};

/// Starts a thread that waits with epoll for the connections it is given, and listens on nothing itself.
static inline struct MHD_Daemon *accord_start(struct accord_callbacks callbacks, struct accord_limits limits) {
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME
            | MHD_USE_ERROR_LOG, 0, NULL, NULL,
        callbacks.request, callbacks.context,
        MHD_OPTION_EXTERNAL_LOGGER, callbacks.message, callbacks.context,
        MHD_OPTION_UNESCAPE_CALLBACK, accord_leave_escapes, NULL,
        MHD_OPTION_URI_LOG_CALLBACK, callbacks.target, callbacks.context,
        MHD_OPTION_NOTIFY_COMPLETED, callbacks.completed, callbacks.context,
        MHD_OPTION_NOTIFY_CONNECTION, callbacks.connection, callbacks.context,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, limits.connection_memory,
        MHD_OPTION_THREAD_STACK_SIZE, limits.thread_stack,
        MHD_OPTION_CONNECTION_LIMIT, limits.connections,
        MHD_OPTION_CONNECTION_TIMEOUT, limits.idle_seconds,
        MHD_OPTION_END);
}

/// Has the end of a body be the end of the connection, instead of a last chunk, which would follow an answer to HEAD too.
static inline void accord_end_by_closing(struct MHD_Response *response) {
    MHD_set_response_options(response, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
}

/// What the connection callback has stored for a connection.
static inline void *accord_socket_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static inline const struct sockaddr *accord_client_address(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}

/// Bytes that were sent on a socket and that the other side has not acknowledged; -1 when that is not known.
static inline int accord_unacknowledged(int socket) {
    int bytes = 0;
    return ioctl(socket, SIOCOUTQ, &bytes) == 0 ? bytes : -1;
}

static inline int accord_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}
