/* The least that a FastCGI program can do, beside which a worker is measured: it reads a request and answers {}. */
#include <fcgiapp.h>
#include <stdlib.h>
#include <unistd.h>

int main(void)
{
	FCGX_Request request;
	char body[8192];

	if (FCGX_Init() != 0 || FCGX_InitRequest(&request, STDIN_FILENO, 0) != 0)
		return EXIT_FAILURE;
	while (FCGX_Accept_r(&request) == 0) {
		while (FCGX_GetStr(body, sizeof body, request.in) == sizeof body)
			continue;
		FCGX_PutS("Status: 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", request.out);
	}
	return EXIT_SUCCESS;
}
