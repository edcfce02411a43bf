#include "CSimdjson.h"

#include <algorithm>
#include <memory>
#include <new>
#include <random>
#include <simdjson.h>
#include <vector>

// simdjson finds out where every token begins, that the text is UTF-8 and that strings hold no control characters; what
// the tokens are, and that they follow each other as they may, is found out here, straight into the nodes that are kept.
// When anything is unusual the answer is "no", and the text is read by others, who say what is wrong.

namespace {

enum Kind : uint64_t { null, boolean, integer, largeInteger, fraction, string, array, object };

/// Of a number with a fraction or an exponent.
constexpr uint64_t not_written_as_integer = 8;

/// An array or object that is open.
struct Container {
    /// Where its children begin among those that wait.
    size_t first;
    bool is_object;
};

constexpr bool is_digit(uint8_t byte) { return uint8_t(byte - '0') < 10; }

/// Whether a number, `true`, `false` or `null` may end before this byte: at a blank or one of `,:]}`.
constexpr bool ends_scalar(uint8_t byte) {
    constexpr uint64_t low = 1ull << ' ' | 1ull << '\t' | 1ull << '\n' | 1ull << '\r' | 1ull << ',' | 1ull << ':';
    constexpr uint64_t high = 1ull << (']' - 64) | 1ull << ('}' - 64);
    return byte < 128 && ((byte < 64 ? low : high) >> (byte & 63) & 1);
}

/// Up to here names are compared pair by pair.
constexpr size_t pairwise_limit = 16;

/// Memory that only grows, and whose contents are written before they are read.
template <typename Element> struct Space {
    std::unique_ptr<Element[]> elements;
    size_t capacity = 0;

    Element *reserve(size_t count) {
        if (count > capacity) {
            capacity = std::max(count, 2 * capacity);
            elements.reset(new Element[capacity]);
        }
        return elements.get();
    }
};

/// Digits that a word surely holds.
constexpr size_t digit_limit = 19;

/// Powers of ten beyond this are left to others.
constexpr int64_t exponent_limit = 300;

}  // namespace

struct accord_reader {
    accord_limits limits;
    accord_numbers numbers;
    std::unique_ptr<simdjson::internal::dom_parser_implementation> tokens;
    Space<accord_node> node_space, waiting_space;
    /// Where the next node is put that has found its place.
    accord_node *node = nullptr;
    /// Where the next child of an open container is put until that closes.
    accord_node *waiting = nullptr;
    std::vector<Container> open;
    std::vector<uint8_t> unescaped;
    std::vector<uint64_t> hashes;
    size_t depth = 0;

    const uint8_t *text = nullptr;
    size_t count = 0;
    /// Whether every byte is a character.
    bool is_ascii = false;
    bool has_escapes = false;

    accord_reader(accord_limits most, accord_numbers form) : limits(most), numbers(form) {}

    bool prepare(const uint8_t *bytes, size_t length);
    bool read();
    [[gnu::always_inline]] inline bool scalar(size_t start, size_t next);
    [[gnu::always_inline]] inline bool number(size_t start);
    bool word(size_t start, size_t next, const char *letters, size_t length, accord_node node);
    [[gnu::always_inline]] inline bool text_of(size_t start, size_t next, size_t &offset, size_t &length);
    bool without_escapes(size_t &offset, size_t &length);
    [[gnu::always_inline]] inline bool name(size_t start, size_t next);
    bool close(bool is_object);
    bool names_differ(const accord_node *members, size_t names);
    const uint8_t *bytes(size_t offset) const {
        return offset < count + accord_padding ? text + offset : unescaped.data() + (offset - count - accord_padding);
    }
};

bool accord_reader::prepare(const uint8_t *bytes, size_t length) {
    text = bytes;
    count = length;
    if (count == 0 || count > limits.bytes) return false;
    if (count > tokens->capacity()) {
        size_t capacity = std::max<size_t>(count, 4096);
        if (tokens->allocate(capacity, limits.depth) != simdjson::SUCCESS) return false;
    }
    if (tokens->stage1(text, count, simdjson::stage1_mode::regular) != simdjson::SUCCESS) return false;
    uint64_t all = 0;
    size_t offset = 0;
    for (; offset + 8 <= count; offset += 8) all |= accord_word(text + offset);
    for (; offset < count; offset++) all |= text[offset];
    is_ascii = (all & 0x8080808080808080) == 0;
    has_escapes = memchr(text, '\\', count) != nullptr;
    // A token makes one node at most, and the root stands twice.
    node = node_space.reserve(tokens->n_structural_indexes + 1);
    waiting = waiting_space.reserve(tokens->n_structural_indexes + 1);
    open.clear();
    unescaped.clear();
    depth = 0;
    return true;
}

/// All tokens, in one pass without recursion.
bool accord_reader::read() {
    const uint32_t *index = tokens->structural_indexes.get();
    const uint32_t *const end = index + tokens->n_structural_indexes;
    // The root comes first, and its children are known before it is.
    node++;
    auto next = [&] { return index < end ? size_t(*index) : count; };

value:
    if (index == end) return false;
    {
        size_t start = *index++;
        switch (text[start]) {
        case '{':
            if (open.size() == limits.depth) return false;
            open.push_back({size_t(waiting - waiting_space.elements.get()), true});
            depth = std::max(depth, open.size());
            if (index < end && text[*index] == '}') {
                index++;
                if (!close(true)) return false;
                goto after;
            }
            goto name;
        case '[':
            if (open.size() == limits.depth) return false;
            open.push_back({size_t(waiting - waiting_space.elements.get()), false});
            depth = std::max(depth, open.size());
            if (index < end && text[*index] == ']') {
                index++;
                if (!close(false)) return false;
                goto after;
            }
            goto value;
        default:
            if (!scalar(start, next())) return false;
        }
    }

after:
    if (open.empty()) {
        *node_space.elements.get() = waiting[-1];
        return index == end;
    }
    if (index == end) return false;
    switch (text[*index++]) {
    case ',':
        if (open.back().is_object) goto name;
        goto value;
    case '}':
        if (!open.back().is_object || !close(true)) return false;
        goto after;
    case ']':
        if (open.back().is_object || !close(false)) return false;
        goto after;
    default: return false;
    }

name:
    if (index == end || text[*index] != '"') return false;
    {
        size_t start = *index++;
        if (!name(start, next())) return false;
    }
    if (index == end || text[*index++] != ':') return false;
    goto value;
}

/// Moves the children of the innermost container to where they stay.
bool accord_reader::close(bool is_object) {
    accord_node *first = waiting_space.elements.get() + open.back().first;
    size_t children = size_t(waiting - first);
    open.pop_back();
    if (is_object && children > 2 && !names_differ(first, children / 2)) return false;
    size_t place = size_t(node - node_space.elements.get());
    memcpy(static_cast<void *>(node), first, children * sizeof(accord_node));
    node += children;
    uint64_t size = is_object ? children / 2 : children;
    waiting = first;
    *waiting++ = {size << 32 | (is_object ? object : array), place};
    return true;
}

/// Whether no two names of an object are the same; two of one hash are taken for that.
bool accord_reader::names_differ(const accord_node *members, size_t names) {
    // Mostly they differ in eight bits already.
    uint64_t seen[4] = {};
    bool may_meet = false;
    for (size_t i = 0; i < names && !may_meet; i++) {
        uint64_t hash = members[2 * i].high;
        uint64_t bit = uint64_t(1) << (hash & 63);
        may_meet = seen[hash >> 62] & bit;
        seen[hash >> 62] |= bit;
    }
    if (!may_meet) return true;
    if (names <= pairwise_limit) {
        for (size_t i = 1; i < names; i++)
            for (size_t j = 0; j < i; j++)
                if (members[2 * i].high == members[2 * j].high) return false;
        return true;
    }
    hashes.clear();
    for (size_t i = 0; i < names; i++) hashes.push_back(members[2 * i].high);
    std::sort(hashes.begin(), hashes.end());
    return std::adjacent_find(hashes.begin(), hashes.end()) == hashes.end();
}

bool accord_reader::scalar(size_t start, size_t next) {
    switch (text[start]) {
    case '"': {
        size_t offset, length;
        if (!text_of(start, next, offset, length)) return false;
        size_t characters = length;
        // An escape may stand for more than ASCII.
        if (!is_ascii || offset >= count) {
            const uint8_t *string = bytes(offset);
            // Every byte but a continuation begins a character.
            for (size_t i = 0; i < length; i++) characters -= (string[i] & 0xC0) == 0x80;
        }
        *waiting++ = {uint64_t(length) << 32 | string, uint64_t(characters) << 32 | offset};
        return true;
    }
    case 't': return word(start, next, "true", 4, {boolean, 1});
    case 'f': return word(start, next, "false", 5, {boolean, 0});
    case 'n': return word(start, next, "null", 4, {null, 0});
    default: return number(start);
    }
}

bool accord_reader::word(size_t start, size_t next, const char *letters, size_t length, accord_node node) {
    if (next - start < length || memcmp(text + start, letters, length) != 0) return false;
    size_t end = start + length;
    if (end < count && !ends_scalar(text[end])) return false;
    *waiting++ = node;
    return true;
}

/// Where the characters of a string are; `next` is where the token after it begins.
bool accord_reader::text_of(size_t start, size_t next, size_t &offset, size_t &length) {
    // Between two tokens there is nothing but blanks, so that the last quote is the one that closes.
    size_t end = next - 1;
    while (end > start && text[end] != '"') end--;
    if (end == start) return false;
    offset = start + 1;
    length = end - offset;
    return !has_escapes || memchr(text + offset, '\\', length) == nullptr || without_escapes(offset, length);
}

/// Writes a string behind the text as its escapes mean it.
bool accord_reader::without_escapes(size_t &offset, size_t &length) {
    size_t end = offset + length;
    // Surrogates are left to those who know all about them.
    for (size_t i = offset; i + 2 < end; i++) {
        if (text[i] != '\\') continue;
        if (text[i + 1] == 'u' && (text[i + 2] | 0x20) == 'd') return false;
        i++;
    }
    size_t before = unescaped.size();
    unescaped.resize(before + length + 2 * accord_padding);
    uint8_t *last = tokens->parse_string(text + offset, unescaped.data() + before);
    if (last == nullptr) return false;
    length = size_t(last - (unescaped.data() + before));
    unescaped.resize(before + length);
    offset = count + accord_padding + before;
    return true;
}

bool accord_reader::name(size_t start, size_t next) {
    size_t offset, length;
    if (!text_of(start, next, offset, length)) return false;
    const uint8_t *string = bytes(offset);
    // U+0000 in a name can only have been an escape, and is refused by others.
    if (offset >= count && memchr(string, 0, length) != nullptr) return false;
    uint64_t hash = accord_hash(string, length);
    *waiting++ = {uint64_t(length) << 32 | offset, hash};
    return true;
}

/// A number of RFC 8259, section 6, exactly: a significand and a power of ten.
bool accord_reader::number(size_t start) {
    const uint8_t *p = text + start;
    const uint8_t *const end = text + count;
    bool is_negative = p < end && *p == '-';
    if (is_negative) p++;
    uint64_t significand = 0;
    size_t digits = 0;
    int64_t exponent = 0;
    uint64_t flags = 0;
    const uint8_t *const whole = p;
    for (; p < end && is_digit(*p); p++) {
        digits += digits > 0 || *p != '0';
        significand = significand * 10 + (*p - '0');
        if (digits > digit_limit) return false;
    }
    if (p == whole || (*whole == '0' && p - whole > 1)) return false;
    if (p < end && *p == '.') {
        flags = not_written_as_integer;
        const uint8_t *const part = ++p;
        for (; p < end && is_digit(*p); p++) {
            digits += digits > 0 || *p != '0';
            significand = significand * 10 + (*p - '0');
            if (digits > digit_limit) return false;
        }
        if (p == part) return false;
        exponent = part - p;
    }
    if (p < end && (*p | 0x20) == 'e') {
        flags = not_written_as_integer;
        p++;
        bool is_negative_power = p < end && *p == '-';
        if (p < end && (*p == '-' || *p == '+')) p++;
        const uint8_t *const part = p;
        int64_t power = 0;
        for (; p < end && is_digit(*p); p++)
            if (power <= exponent_limit) power = power * 10 + (*p - '0');
        if (p == part || power > exponent_limit) return false;
        exponent += is_negative_power ? -power : power;
    }
    if (p < end && !ends_scalar(*p)) return false;
    if (significand > INT64_MAX || exponent > exponent_limit || exponent < -exponent_limit) return false;
    if (numbers == accord_numbers_as_written && (flags || (significand == 0 && is_negative))) {
        *waiting++ = {uint64_t(p - (text + start)) << 32 | fraction | flags, start};
        return true;
    }
    if (significand == 0) {
        *waiting++ = {integer | flags, 0};
        return true;
    }
    // Each value has one form: a significand that is no multiple of ten.
    if (exponent < 0)
        for (; significand % 10 == 0; significand /= 10) exponent++;
    if (exponent >= 0) {
        uint64_t value = significand;
        int64_t power = exponent;
        for (; power > 0 && value <= INT64_MAX / 10; power--) value *= 10;
        if (power == 0 && value <= INT64_MAX) {
            *waiting++ = {integer | flags, is_negative ? 0 - value : value};
            return true;
        }
        for (; significand % 10 == 0; significand /= 10) exponent++;
    }
    uint64_t kind = exponent < 0 ? fraction : largeInteger;
    *waiting++ = {uint64_t(uint32_t(int32_t(exponent))) << 32 | kind | flags, is_negative ? 0 - significand : significand};
    return true;
}

// MARK: - The interface

static uint64_t random_seed() {
    std::random_device device;
    return uint64_t(device()) << 32 | device() | 1;
}

const uint64_t accord_first_seed = random_seed();
const uint64_t accord_second_seed = random_seed();

accord_reader *accord_reader_create(accord_limits limits, accord_numbers numbers) {
    auto *reader = new (std::nothrow) accord_reader(limits, numbers);
    if (reader == nullptr) return nullptr;
    auto failed = simdjson::get_active_implementation()->create_dom_parser_implementation(0, limits.depth, reader->tokens);
    if (failed == simdjson::SUCCESS) return reader;
    delete reader;
    return nullptr;
}

void accord_reader_destroy(accord_reader *reader) { delete reader; }

bool accord_reader_read(accord_reader *reader, const uint8_t *text, size_t count, accord_document *document) {
    // No memory is a reason like any other to leave a text to others.
    try {
        if (!reader->prepare(text, count) || !reader->read()) return false;
    } catch (const std::bad_alloc &) {
        return false;
    }
    *document = {
        reader->node_space.elements.get(), size_t(reader->node - reader->node_space.elements.get()),
        reader->unescaped.data(), reader->unescaped.size(), reader->depth};
    return true;
}
