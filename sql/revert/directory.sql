-- Drop the directory, and everybody in it.

BEGIN;

DROP TABLE public.clients;
DROP TABLE public.users;
DROP TABLE public.zones;

COMMIT;
