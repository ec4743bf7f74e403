/* Texts on their way to PostgreSQL: characters counted, arrays written. */
#include "core/text.h"

size_t text_characters(const char *text, size_t length)
{
	size_t count = 0;

	/* Every byte but a continuation (10xxxxxx) begins a character. */
	for (size_t i = 0; i < length; i++)
		count += ((unsigned char)text[i] & 0xC0) != 0x80;
	return count;
}

void text_array_add(struct buffer *array, const char *element, size_t length)
{
	if (array->data[array->length - 1] != '{')
		buffer_add(array, ",", 1);
	buffer_add(array, "\"", 1);
	for (size_t i = 0; i < length; i++) {
		if (element[i] == '"' || element[i] == '\\')
			buffer_add(array, "\\", 1);
		buffer_add(array, &element[i], 1);
	}
	buffer_add(array, "\"", 1);
}
