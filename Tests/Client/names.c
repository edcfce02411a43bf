// Answers for one name as a name server that is not to be trusted would: each question as the next line of a file says,
// the last line for all that follow. To be loaded before the C library.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int Resolve(const char *, const char *, const struct addrinfo *, struct addrinfo **);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int asked;

static int next_answer(char *line, int size) {
    FILE *file = fopen(getenv("NAMES_FILE"), "r");
    int number = 0, found = 0;
    if (file == NULL) return 0;
    pthread_mutex_lock(&lock);
    while (number++ <= asked && fgets(line, size, file) != NULL) found = 1;
    asked++;
    pthread_mutex_unlock(&lock);
    fclose(file);
    return found;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **result) {
    Resolve *resolve = (Resolve *)dlsym(RTLD_NEXT, "getaddrinfo");
    char line[256], *rest = NULL;
    if (name == NULL || strcmp(name, "rebinding.test") != 0) return resolve(name, service, hints, result);
    if (!next_answer(line, sizeof line)) return EAI_NONAME;
    *result = NULL;
    for (char *address = strtok_r(line, " \n", &rest); address != NULL; address = strtok_r(NULL, " \n", &rest)) {
        struct addrinfo **end = result;
        while (*end != NULL) end = &(*end)->ai_next;
        int code = resolve(address, service, hints, end);
        if (code != 0) return code;
    }
    return 0;
}
