/* Arrays on their way to PostgreSQL, as text. */
#include "engine/pg_array.h"

void pg_array_add(struct buffer *array, const char *element, size_t length)
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
