#define CURL_DISABLE_TYPECHECK
#include "CCurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

// The functions that are used, each with its type in libcurl's own header.
#define FUNCTIONS(each)                                                                                              \
    each(curl_global_init) each(curl_easy_init) each(curl_easy_cleanup) each(curl_easy_reset)                        \
    each(curl_easy_perform) each(curl_easy_strerror) each(curl_easy_header) each(curl_easy_setopt)                   \
    each(curl_easy_getinfo) each(curl_slist_append) each(curl_slist_free_all)

#define MEMBER(name) __typeof__(&name) name##_;
static struct {
    FUNCTIONS(MEMBER)
} library;

// Why there is no library; NULL when there is.
static const char *missing;
static pthread_once_t once = PTHREAD_ONCE_INIT;

// The name of the library has its ABI: that of Debian's GnuTLS flavour, whose headers these are, and everyone else's.
static void *load(void) {
    void *loaded = dlopen("libcurl-gnutls.so.4", RTLD_NOW | RTLD_LOCAL);
    return loaded ? loaded : dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
}

static void prepare(void) {
    void *loaded = load();
    if (!loaded) {
        missing = "libcurl is not installed: neither libcurl-gnutls.so.4 nor libcurl.so.4 can be loaded";
        return;
    }
#define FIND(name)                                                                                                   \
    if (!(library.name##_ = (__typeof__(&name))dlsym(loaded, #name))) missing = "this libcurl is too old: " #name " is missing";
    FUNCTIONS(FIND)
    if (!missing && library.curl_global_init_(CURL_GLOBAL_ALL) != CURLE_OK) missing = "libcurl cannot start";
}

CURL *accord_curl_make(const char **reason) {
    pthread_once(&once, prepare);
    CURL *handle = missing ? NULL : library.curl_easy_init_();
    if (!handle) *reason = missing ? missing : "libcurl has no memory left";
    return handle;
}

void accord_curl_cleanup(CURL *handle) { library.curl_easy_cleanup_(handle); }
void accord_curl_reset(CURL *handle) { library.curl_easy_reset_(handle); }
CURLcode accord_curl_perform(CURL *handle) { return library.curl_easy_perform_(handle); }
const char *accord_curl_strerror(CURLcode code) { return library.curl_easy_strerror_(code); }

CURLHcode accord_curl_header(CURL *handle, const char *name, unsigned int origin, struct curl_header **header) {
    return library.curl_easy_header_(handle, name, 0, origin, -1, header);
}

struct curl_slist *accord_curl_append(struct curl_slist *list, const char *text) {
    return library.curl_slist_append_(list, text);
}

void accord_curl_free(struct curl_slist *list) { library.curl_slist_free_all_(list); }

CURLcode accord_curl_set_long(CURL *handle, CURLoption option, long value) {
    return library.curl_easy_setopt_(handle, option, value);
}

CURLcode accord_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return library.curl_easy_setopt_(handle, option, value);
}

CURLcode accord_curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return library.curl_easy_setopt_(handle, option, value);
}

CURLcode accord_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return library.curl_easy_setopt_(handle, option, value);
}

CURLcode accord_curl_set_error_buffer(CURL *handle, char *buffer) {
    return library.curl_easy_setopt_(handle, CURLOPT_ERRORBUFFER, buffer);
}

CURLcode accord_curl_set_sink(CURL *handle, curl_write_callback callback, void *context) {
    CURLcode code = library.curl_easy_setopt_(handle, CURLOPT_WRITEFUNCTION, callback);
    return code == CURLE_OK ? library.curl_easy_setopt_(handle, CURLOPT_WRITEDATA, context) : code;
}

CURLcode accord_curl_set_opener(CURL *handle, curl_opensocket_callback callback, void *context) {
    CURLcode code = library.curl_easy_setopt_(handle, CURLOPT_OPENSOCKETFUNCTION, callback);
    return code == CURLE_OK ? library.curl_easy_setopt_(handle, CURLOPT_OPENSOCKETDATA, context) : code;
}

CURLcode accord_curl_set_progress(CURL *handle, curl_xferinfo_callback callback, void *context) {
    CURLcode code = library.curl_easy_setopt_(handle, CURLOPT_XFERINFOFUNCTION, callback);
    if (code == CURLE_OK) code = library.curl_easy_setopt_(handle, CURLOPT_XFERINFODATA, context);
    return code == CURLE_OK ? library.curl_easy_setopt_(handle, CURLOPT_NOPROGRESS, 0L) : code;
}

CURLcode accord_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return library.curl_easy_getinfo_(handle, info, value);
}

CURLcode accord_curl_get_size(CURL *handle, CURLINFO info, curl_off_t *value) {
    return library.curl_easy_getinfo_(handle, info, value);
}

CURLcode accord_curl_get_string(CURL *handle, CURLINFO info, const char **value) {
    return library.curl_easy_getinfo_(handle, info, (char **)value);
}
