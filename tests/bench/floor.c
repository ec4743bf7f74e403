/* The least that a FastCGI program can do, beside which a worker is measured: it reads a request and answers {}. */
#include <fcgiapp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/integer.h"

enum { THREADS_MAX = 10000 };

static const char usage[] = "usage: floor THREADS\n"
			    "\n"
			    "Serves FastCGI on standard input; each thread keeps a connection for as long as nginx does.\n";

static void *serve(void *unused)
{
	FCGX_Request request;
	char body[8192];

	if (FCGX_InitRequest(&request, STDIN_FILENO, 0) != 0)
		exit(EXIT_FAILURE);
	while (FCGX_Accept_r(&request) == 0) {
		while (FCGX_GetStr(body, sizeof body, request.in) == sizeof body)
			continue;
		FCGX_PutS("Status: 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", request.out);
	}
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t thread;
	int64_t threads;

	if (argc != 2 || !integer_parse(argv[1], 1, THREADS_MAX, &threads)) {
		fputs(usage, stderr);
		return 2;
	}
	if (FCGX_Init() != 0)
		return EXIT_FAILURE;
	for (int64_t i = 1; i < threads; i++) {
		if (pthread_create(&thread, NULL, serve, NULL) != 0)
			return EXIT_FAILURE;
	}
	serve(NULL);
	return EXIT_SUCCESS;
}
