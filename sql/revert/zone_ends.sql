-- Zones can be deleted whoever is in them.

BEGIN;

SET LOCAL search_path = public;

DROP TRIGGER zones_hold ON clients;
DROP TRIGGER zones_hold ON users;
DROP FUNCTION zones_hold();
DROP TRIGGER zones_stay ON zones;
DROP TRIGGER zones_stay_softly ON zones;
DROP FUNCTION zones_stay();
DROP INDEX zones_place;

COMMIT;
