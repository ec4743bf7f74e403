/* What the programs share that make up input. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"

static uint64_t state;

/* SplitMix64. */
static uint64_t random_bits(void)
{
	uint64_t z = state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

size_t fuzz_below(size_t limit)
{
	return random_bits() % limit;
}

void fuzz_add(struct buffer *out, const char *const *choices, size_t count)
{
	buffer_puts(out, choices[fuzz_below(count)]);
}

void fuzz_damage(struct buffer *out, const char *const *tokens, size_t count)
{
	struct buffer old = *out;
	size_t at = fuzz_below(old.length + 1), rest = old.length - at, span = rest > 0 ? fuzz_below(rest < 4 ? rest + 1 : 4) : 0;

	*out = (struct buffer){ 0 };
	buffer_add(out, old.data, at);
	switch (fuzz_below(5)) {
	case 0:
		fuzz_add(out, tokens, count);
		break;
	case 1:
		buffer_add(out, old.data + at, span);
		break;
	case 2:
		buffer_add(out, (const char[]){ (char)fuzz_below(256) }, 1);
		/* fall through */
	case 3:
		at += span;
		break;
	default: /* broken off, now and then */
		at = fuzz_below(4) == 0 ? old.length : at;
	}
	buffer_add(out, old.data + at, old.length - at);
	buffer_free(&old);
}

bool fuzz_run(bool (*try_one)(void), size_t most, int64_t seconds, size_t *count)
{
	const char *seed = getenv("FUZZ_SEED"), *longer = getenv("FUZZ_SECONDS");
	int64_t end = clock_ms() + (longer != NULL ? strtoll(longer, NULL, 10) : seconds) * 1000;

	state = seed != NULL ? strtoull(seed, NULL, 10) : (uint64_t)time(NULL);
	printf("FUZZ_SEED=%llu\n", (unsigned long long)state);
	for (*count = 0; (longer != NULL || *count < most) && clock_ms() < end; ++*count) {
		if (!try_one())
			return false;
	}
	return true;
}
