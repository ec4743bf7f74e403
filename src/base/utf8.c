/* Characters of UTF-8 text (RFC 3629). */
#include "base/utf8.h"

size_t utf8_characters(const char *text, size_t length)
{
	size_t count = 0;

	/* Every byte but a continuation (10xxxxxx) begins a character. */
	for (size_t i = 0; i < length; i++)
		count += ((unsigned char)text[i] & 0xC0) != 0x80;
	return count;
}

size_t utf8_length(const char *text)
{
	/* The lead byte decides what the second may be, so that nothing is overlong, a surrogate or beyond U+10FFFF (section 4).
	 */
	static const struct {
		unsigned char lead_min, lead_max, second_min, second_max;
		size_t length;
	} sequences[] = {
		{ 0x00, 0x7f, 0, 0, 1 },       { 0xc2, 0xdf, 0x80, 0xbf, 2 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xee, 0xef, 0x80, 0xbf, 3 }, { 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xed, 0xed, 0x80, 0x9f, 3 },
		{ 0xf1, 0xf3, 0x80, 0xbf, 4 }, { 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};
	const unsigned char *bytes = (const unsigned char *)text;

	for (size_t i = 0; i < ARRAY_LEN(sequences); i++) {
		if (bytes[0] < sequences[i].lead_min || bytes[0] > sequences[i].lead_max)
			continue;
		size_t good = 1;
		if (sequences[i].length > 1 && bytes[1] >= sequences[i].second_min && bytes[1] <= sequences[i].second_max)
			good++;
		while (good > 1 && good < sequences[i].length && (bytes[good] & 0xc0) == 0x80)
			good++;
		return good == sequences[i].length ? good : 0;
	}
	return 0;
}

bool utf8_is_valid(const char *text)
{
	while (*text != '\0') {
		size_t length = utf8_length(text);
		if (length == 0)
			return false;
		text += length;
	}
	return true;
}
