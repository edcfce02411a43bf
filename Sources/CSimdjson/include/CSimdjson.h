#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// JSON texts as the nodes of a JSONDocument (see JSONCore), by simdjson. What it does not take, it leaves to others.

#ifdef __cplusplus
extern "C" {
#endif

/// Two words, as JSONDocument.Node lays them out.
typedef struct accord_node {
    uint64_t low;
    uint64_t high;
} accord_node;

/// What is kept from one text to the next; for one thread at a time.
typedef struct accord_reader accord_reader;

/// What was read; all of it belongs to the reader, and is valid until the next text.
typedef struct accord_document {
    const accord_node *nodes;
    size_t node_count;
    /// The strings that stand in the text with escapes, without them; addressed as if they followed the text.
    const uint8_t *unescaped;
    size_t unescaped_count;
    /// Nesting of arrays and objects.
    size_t depth;
} accord_document;

/// Bytes after a text that may be read, whatever they hold.
enum { accord_padding = 64 };

/// What a text may hold.
typedef struct accord_limits {
    size_t bytes;
    size_t depth;
} accord_limits;

/// What becomes of numbers.
typedef enum accord_numbers {
    /// Nodes that are equal where the numbers are.
    accord_numbers_by_value,
    /// Plain integers of 64 bits as above; every other number as a fraction whose node says where it stands, as that of
    /// a string does.
    accord_numbers_as_written,
} accord_numbers;

/// NULL when there is no memory.
accord_reader *accord_reader_create(accord_limits limits, accord_numbers numbers);
void accord_reader_destroy(accord_reader *reader);

/// Reads a text that `accord_padding` bytes follow; addresses of strings in it count from its beginning.
///
/// False when the text is no JSON, is beyond the limits, or holds what the nodes cannot: then nothing is said about it.
bool accord_reader_read(accord_reader *reader, const uint8_t *text, size_t count, accord_document *document);

/// What hashes depend on: other numbers in each process, so that nobody can choose names that collide.
extern const uint64_t accord_first_seed, accord_second_seed;

#ifdef __cplusplus
}
#endif

// The hash of names: sixteen bytes at a time are folded by one multiplication to 128 bits, after wyhash.

static inline uint64_t accord_fold(uint64_t a, uint64_t b) {
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)(product >> 64) ^ (uint64_t)product;
}

static inline uint64_t accord_word(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

static inline uint64_t accord_half(const uint8_t *bytes) {
    uint32_t half;
    memcpy(&half, bytes, sizeof half);
    return half;
}

/// The hash of some bytes; the same in the program as here.
static inline uint64_t accord_hash(const uint8_t *bytes, size_t count) {
    const uint64_t first_seed = accord_first_seed, second_seed = accord_second_seed;
    uint64_t state = first_seed ^ (uint64_t)count;
    size_t offset = 0;
    for (; count - offset > 16; offset += 16)
        state = accord_fold(accord_word(bytes + offset) ^ second_seed, accord_word(bytes + offset + 8) ^ state);
    size_t rest = count - offset;
    uint64_t first = 0, second = 0;
    if (rest > 8) {
        first = accord_word(bytes + offset);
        second = accord_word(bytes + count - 8);
    } else if (rest >= 4) {
        first = accord_half(bytes + offset);
        second = accord_half(bytes + count - 4);
    } else {
        for (; offset < count; offset++) first = first << 8 | bytes[offset];
    }
    return accord_fold(accord_fold(first ^ second_seed, second ^ state), first_seed);
}
