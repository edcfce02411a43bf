#pragma once
#include <curl/curl.h>

// libcurl, loaded when it is first needed: it brings two dozen other libraries along, which take longer to load than
// most commands run, and which a command that asks no server never uses. What is not declared here may not be called.
//
// Swift does not import variadic functions: one typed function per kind of argument that is used.

#ifdef __cplusplus
extern "C" {
#endif

/// A new handle; `NULL` when there is none, with the reason in a sentence that lives as long as the program.
///
/// The first call loads the library; every other function may be called only with a handle or a list in hand.
CURL *accord_curl_make(const char **reason);

void accord_curl_cleanup(CURL *handle);
void accord_curl_reset(CURL *handle);
CURLcode accord_curl_perform(CURL *handle);
const char *accord_curl_strerror(CURLcode code);
CURLHcode accord_curl_header(CURL *handle, const char *name, unsigned int origin, struct curl_header **header);

struct curl_slist *accord_curl_append(struct curl_slist *list, const char *text);
void accord_curl_free(struct curl_slist *list);

CURLcode accord_curl_set_long(CURL *handle, CURLoption option, long value);
CURLcode accord_curl_set_size(CURL *handle, CURLoption option, curl_off_t value);
/// The library copies the text, except for the few options whose documentation says otherwise.
CURLcode accord_curl_set_string(CURL *handle, CURLoption option, const char *value);
CURLcode accord_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value);
CURLcode accord_curl_set_error_buffer(CURL *handle, char *buffer);
CURLcode accord_curl_set_sink(CURL *handle, curl_write_callback callback, void *context);
/// What opens a socket for an address, or refuses to.
CURLcode accord_curl_set_opener(CURL *handle, curl_opensocket_callback callback, void *context);
/// What is asked now and then whether the transfer is to go on.
CURLcode accord_curl_set_progress(CURL *handle, curl_xferinfo_callback callback, void *context);

CURLcode accord_curl_get_long(CURL *handle, CURLINFO info, long *value);
CURLcode accord_curl_get_size(CURL *handle, CURLINFO info, curl_off_t *value);
/// The text belongs to the handle, until its next transfer.
CURLcode accord_curl_get_string(CURL *handle, CURLINFO info, const char **value);

/// The address inside what libcurl hands to an opener, whose last member is larger than it is declared.
static inline const struct sockaddr *accord_curl_address(const struct curl_sockaddr *address) {
    return &address->addr;
}

#ifdef __cplusplus
}
#endif
